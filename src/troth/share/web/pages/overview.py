"""The overview: the answers, what changed since the last visit, what is due, overdue, disputed, and what waits for whoever looks."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response

from troth.share.desk.agenda import changes, overdue, waiting
from troth.share.report import words
from troth.share.report.looks import STATES
from troth.share.report.monitor import lead_values, named
from troth.share.report.names import people
from troth.share.report.phrases import state_piece
from troth.share.report.text import Catalog, Line
from troth.share.web.routes import Looked, router_of_pages, shows
from troth.share.web.scene import Scene, Seen, time_of
from troth.share.web.writing import page

router = router_of_pages()
A_DAY = timedelta(days=1)


@shows(router, "/")
def overview(scene: Looked) -> Response:
    """The first page."""
    seen = scene.seen()
    since = since_of(scene, seen)
    key = ("overview", scene.texts.locale, scene.viewer, since.isoformat())
    if key not in seen.fragments:
        seen.fragments[key] = _values(scene, seen, since)
    return page(scene, "overview.html.j2", seen=seen, here="overview", **seen.fragments[key])


def since_of(scene: Scene, seen: Seen) -> datetime:
    """Since when changes are told: as the address asks, else since the last visit, else as the case has it, else a day."""
    asked = time_of(scene.request, scene.desk, "since")
    return asked or scene.last_visit or seen.index.case.get("since") or seen.run.as_of - A_DAY


def _values(scene: Scene, seen: Seen, since: datetime) -> dict[str, Any]:
    texts, index = scene.texts, seen.index
    tables = {**seen.run.tables, "changes": _changed(scene, seen, since)}
    case = {**index.case, "since": since}
    found = lead_values({**tables, "case": [case]}, type(index).of({**tables, "case": [case]}), texts)
    lists = dict(found["lists"])
    return {
        **found,
        "states": _states(seen, texts),
        "agenda": [
            *([("waiting", waiting_lines(scene, seen))] if scene.viewer != "public" else []),
            ("due", lists["due"]),
            ("overdue", overdue_lines(seen, texts)),
        ],
        "news": [("changed", lists["changed"]), ("disputed", lists["disputed"])],
    }  # fmt: skip


def _changed(scene: Scene, seen: Seen, since: datetime) -> list[dict[str, Any]]:
    """What changed; from the picture of then, unless the run itself compares with that time."""
    if since >= seen.run.as_of:
        return []
    if since == seen.index.case.get("since"):
        return list(seen.run.tables.get("changes", ()))
    return changes(seen.run, scene.desk.run(scene.viewer, as_of=since, explained=False))


def _states(seen: Seen, texts: Catalog) -> list[tuple[str, str, str]]:
    """How many terms have which verdict: state, number, and the number in words."""
    counted = Counter(str(row["state"]) for row in seen.index.summaries.values())
    return [
        (state, str(counted[state]), texts(f"overview.count.{'one' if counted[state] == 1 else 'many'}", n=str(counted[state])))
        for state in STATES
        if counted[state]
    ]  # fmt: skip


def waiting_lines(scene: Scene, seen: Seen) -> list[Line]:
    """What waits for the viewer, one line each."""
    texts, index = scene.texts, seen.index
    return [
        texts.line(
            "waiting.line",
            term=named({"term": one.term}, index, texts),
            what=str(index.terms.get(one.term, {}).get("what", "")),
            whys=words.listing(
                [texts.line(f"waiting.{why}", at=words.instant(one.at, index.zone, texts)) for why in one.whys], texts
            ),
            ids=words.listing(index.pieces(one.because), texts, limit=4, more=index.anchor("term", one.term)),
        )
        for one in waiting(seen.run.tables, scene.viewer)
    ]  # fmt: skip


def overdue_lines(seen: Seen, texts: Catalog) -> list[Line]:
    """What was due and is not seen to be kept, one line each."""
    index = seen.index
    return [
        texts.line(
            "overdue.line",
            term=named(row, index, texts),
            what=str(index.terms.get(row["term"], {}).get("what", "")),
            obligor=people(index.terms.get(row["term"], {}).get("obligor", ()), index, texts),
            at=words.instant(row.get("valid_to"), index.zone, texts),
            state=state_piece(str(row["state"]), texts),
        )
        for row in overdue(seen.run.tables)
    ]
