"""Reports: the list with its filters, and one page for each report."""

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.responses import Response

from troth.share.report.index import Index, Row
from troth.share.report.reports import report
from troth.share.report.text import Catalog
from troth.share.report.usage import Use
from troth.share.web.faults import absent
from troth.share.web.routes import Looked, router_of_pages, shows
from troth.share.web.scene import Seen
from troth.share.web.statements import visible
from troth.share.web.stretch import stretch_of
from troth.share.web.writing import page

router = router_of_pages()
FILTERS = ("term", "source", "party", "place", "q")


@shows(router, "/reports")
def reports(scene: Looked) -> Response:
    """All reports that the viewer may see, or those that answer to the filters."""
    seen = scene.seen()
    index, texts = seen.index, scene.texts
    asked = {name: scene.asked(name) for name in FILTERS}
    found = [row for row in index.evidence.values() if _answers(row, asked, index)]
    stretch = stretch_of(scene, found)
    return page(
        scene, "reports.page.html.j2", seen=seen, here="reports", asked=asked, stretch=stretch,
        evidence=[report(row, index, texts, seen.uses[str(row["id"])]) for row in stretch.items], choices=_choices(index),
    )  # fmt: skip


def _choices(index: Index) -> dict[str, list[tuple[str, str]]]:
    """What each filter can be set to: only what occurs in rows that the viewer sees."""
    rows = index.evidence.values()
    parties = dict.fromkeys(name for row in rows for name in _parties(row, index))
    return {
        "term": [(key, f"{key} {row['what']}") for key, row in index.terms.items()],
        "source": [(key, f"{row['publisher']} ({key})") for key, row in index.sources.items() if any(_source(one) == key for one in rows)],
        "party": sorted(((key, index.full_name(key)) for key in parties), key=lambda one: one[1].casefold()),
        "place": [(one, one) for one in sorted({str(row["place"]) for row in rows if row.get("place")})],
    }  # fmt: skip


def _source(row: Row) -> str:
    return str(row.get("source") or row.get("source_id") or "")


def _parties(row: Row, index: Index) -> list[str]:
    """Who says it, and who is said to have done it."""
    actors = [part.strip() for part in str(row.get("actor") or "").split(";") if part.strip()]
    return [*index.origins_of(row), *(one for one in actors if one in index.parties)]


def _answers(row: Row, asked: Mapping[str, str], index: Index) -> bool:
    return (
        (not asked["term"] or asked["term"] in (row.get("terms") or ()))
        and asked["source"] in {"", _source(row)}
        and (not asked["party"] or asked["party"] in _parties(row, index))
        and asked["place"] in {"", str(row.get("place") or "")}
        and all(word in _words(row, index) for word in asked["q"].casefold().split())
    )


def _words(row: Row, index: Index) -> str:
    """Everything of a row that its viewer can read, for searching."""
    parts: Iterable[object] = (
        row["id"], row.get("event"), row.get("category"), row.get("actor"), row.get("place"), row.get("note"),
        index.source_of(row).get("publisher"), *index.names(_parties(row, index)),
    )  # fmt: skip
    return " ".join(str(part) for part in parts if part).casefold()


@shows(router, "/reports/{name:path}")
def one_report(name: str, scene: Looked) -> Response:
    """One report: what it says, where it stands in the verdicts, where it can be checked."""
    seen = scene.seen()
    index, texts = seen.index, scene.texts
    row = index.evidence.get(name) or _no_longer_said(name, seen)
    if row is None:
        raise absent()
    statement = seen.run.picture.statements.get(("evidence", name), "")
    return page(
        scene, "report.page.html.j2", seen=seen, here="reports", row=row, subject=name,
        report=report(row, index, texts, seen.uses.get(name, ())), standing=_standing(seen, name, texts),
        source=index.source_of(row), undone=_undone(name, seen), counted=name in index.evidence,
        statement=statement if statement and visible(scene, seen, statement) else "",
    )  # fmt: skip


def _no_longer_said(name: str, seen: Seen) -> dict[str, Any] | None:
    """A row that was corrected or taken back, or that only takes back another: on record, and never counted."""
    picture = seen.run.picture
    found = next((row for row in (*picture.unsaid, *picture.taken_back) if row.id == name), None)
    return None if found is None else {**found.model_dump(), "source_id": found.source, "origins": []}


def _undone(name: str, seen: Seen) -> list[tuple[str, str]]:
    """Which rows correct it or take it back: ``corrected`` or ``retracted``, and the id."""
    picture = seen.run.picture
    rows = (*picture.evidence, *picture.taken_back, *picture.unsaid)
    return [("corrected", row.id) for row in rows if row.supersedes == name] + [
        ("retracted", row.id) for row in rows if row.retracts == name
    ]


def _standing(seen: Seen, name: str, texts: Catalog) -> list[tuple[str, str, str, str]]:
    """Its place in each verdict: the term, what is owed, the state, and what it was used for."""
    return [
        (use.term, str(seen.index.terms.get(use.term, {}).get("what", "")), str(found["state"]), _used(use, texts))
        for use in seen.uses.get(name, ())
        if (found := seen.index.summaries.get(use.term)) is not None
    ]  # fmt: skip


def _used(use: Use, texts: Catalog) -> str:
    why = texts(texts.first(f"context.{use.why}", "context.other"), code=use.why) if use.why else ""
    return texts(f"standing.{use.role}", why=why)
