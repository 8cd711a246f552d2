"""The monitor's section: the answers, the timeline, the terms, the disputes, the evidence and the method."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from . import phrases, words
from .answers import answers
from .disputes import disputes
from .ends import end_line
from .index import Index, Row, Tables, summary, verdict_key
from .names import instance_name, people
from .quotes import quote, viewer
from .reports import report, source_view
from .section import Section, write
from .settling import settling_lines
from .text import Catalog, Line, Piece, catalog
from .timeline import Timeline, figure, offset, ticks, timeline
from .usage import Use, uses
from .views import term_views

FIGURE = "timeline-figure"

FEW, MANY = 12, 16
"""A list of more than `MANY` reports shows the first `FEW` and folds the rest away."""
LONG = 300
"""A table of evidence with more rows is folded away; a link to a row opens it."""
SHORT = 5
"""How many lines a short list at the top shows before the rest is folded away."""

RULES = ("interval", "kept", "refrain", "charge", "origin", "time", "silence", "lapse", "settling")


def section(tables: Tables, locale: str = "en") -> Section:
    """Write the monitor's section of a page.

    Parameters
    ----------
    tables
        The tables of a run: `case`, `verdicts`, `agreements`, `terms`, `evidence`, `sources`, `parties`,
        `questions`, `changes`, `due`. One that is missing counts as empty.
    locale
        The language; so far ``"en"``.
    """
    texts, index = catalog(locale), Index.of(tables)
    verdicts = tables.get("verdicts", ())
    used = uses(verdicts, index.evidence)
    drawing = timeline(verdicts, used, index, texts)
    headings = ("timeline", "terms", "details", "disputes", "evidence", "sources", "method")
    return Section(
        id="monitor",
        title=texts("head.monitor"),
        html=_body(tables, index, texts, used, drawing),
        figures={FIGURE: figure(drawing, index, texts)} if drawing else {},
        lead=_lead(tables, index, texts) if tables.get("terms") or not tables.get("plan_projects") else "",
        contents=tuple((name, texts(f"head.{name}")) for name in headings),
    )


def _lead(tables: Tables, index: Index, texts: Catalog) -> str:
    return write("lead.html.j2", texts, **lead_values(tables, index, texts))


def lead_values(tables: Tables, index: Index, texts: Catalog) -> dict[str, Any]:
    """What stands at the very top: the answers, what changed, what falls due and what is disputed, as the template shows it."""
    found = answers(tables.get("questions", ()), index, texts.locale)
    rows = [row for answer in found for row in (index.summaries[term] for term in answer.terms)]
    quotes = {
        answer.ask: quote((Piece(answer.text),), _because(answer.terms, rows), index, texts)
        for answer in found
    }
    since, as_of = index.case.get("since"), index.case.get("as_of")
    return {
        "answers": found,
        "quotes": quotes,
        "since": words.instant(since, index.zone, texts),
        "later": bool(since and as_of and since >= as_of),
        "lists": [
            ("changed", change_lines(tables.get("changes", ()), index, texts)),
            ("due", due_lines(tables.get("due", ()), index, texts)),
            ("disputed", disputed_lines(tables.get("verdicts", ()), index, texts)),
        ],
        "short": SHORT,
    }


def change_lines(rows: Sequence[Row], index: Index, texts: Catalog) -> list[Line]:
    """What changed, the terms before their days."""
    return [_change(row, index, texts) for row in _whole_first(rows)]


def due_lines(rows: Sequence[Row], index: Index, texts: Catalog) -> list[Line]:
    """What falls due, the terms before their days."""
    return [_due(row, index, texts) for row in _whole_first(rows)]


def _whole_first(rows: Sequence[Row]) -> list[Row]:
    """Terms before their days: whoever reads only the first lines reads the terms."""
    return sorted(rows, key=lambda row: row.get("instance") is not None)


def _because(terms: Sequence[str], rows: Sequence[Row]) -> list[str]:
    return [key for row in rows if row["term"] in terms for key in row.get("because", ())]


def named(row: Row, index: Index, texts: Catalog) -> Line:
    """The term of a row, or the day of it, leading to its verdict."""
    part = row if isinstance(row.get("obligor"), str) else {**row, "obligor": None}
    anchor = index.anchor(*verdict_key(part)) or index.anchor("term", row["term"])
    instance = row.get("instance")
    if not instance:
        return (Piece(row["term"], ref=anchor),)
    when = instance_name(instance, index, texts)
    return (Piece(texts("instance.of", term=row["term"], when=when), ref=anchor),)


def _change(row: Row, index: Index, texts: Catalog) -> Line:
    return texts.line(
        "change.was" if row.get("was") else "change.new",
        term=named(row, index, texts),
        was=phrases.state_piece(str(row["was"]), texts) if row.get("was") else None,
        now=phrases.state_piece(str(row["now"]), texts),
        ids=words.listing(
            index.pieces(row.get("because") or ()), texts, limit=4, more=index.anchor("term", row["term"])
        ),
    )


def _due(row: Row, index: Index, texts: Catalog) -> Line:
    owing = row.get("obligor") or ()
    missing = row.get("missing")
    return texts.line(
        "due.line",
        term=named(row, index, texts),
        what=str(row.get("what") or ""),
        obligor=people([owing] if isinstance(owing, str) else owing, index, texts),
        at=words.instant(row.get("at"), index.zone, texts),
        missing=None if missing is None else _amount(missing, row, index, texts),
    )


def _amount(missing: Decimal | Mapping[str, Any], row: Row, index: Index, texts: Catalog) -> str:
    """What is still missing, as a number or as an interval."""
    unit = str((index.terms.get(row["term"], {}).get("measure") or {}).get("unit") or "")
    if isinstance(missing, Mapping):
        return words.interval(
            missing.get("low") or Decimal(0), missing.get("high"), str(missing.get("unit") or unit), texts
        )
    return words.with_unit(words.number(missing, texts), missing, unit, texts)


def disputed_lines(verdicts: Sequence[Row], index: Index, texts: Catalog) -> list[Line]:
    """The terms on which reports stand against each other, and those that are disputed themselves."""
    doubted = [
        row for row in verdicts if summary(row) and (str(row["state"]) == "disputed" or row.get("disputed"))
    ]
    return [
        texts.line(
            "dispute.line.self" if row.get("disputed") else "dispute.line",
            term=named(row, index, texts),
            what=str(index.terms.get(row["term"], {}).get("what", "")),
            state=phrases.state_piece(str(row["state"]), texts),
        )
        for row in doubted
    ]


def _body(
    tables: Tables, index: Index, texts: Catalog, used: Mapping[str, Sequence[Use]], drawing: Timeline | None
) -> str:
    views = term_views(
        tables.get("verdicts", ()), index, texts, tables.get("history", ()), tables.get("untold", ())
    )
    return write(
        "monitor.html.j2",
        texts,
        figure=FIGURE,
        drawing=drawing,
        ticks=ticks(drawing, index, texts) if drawing else (),
        offset=offset(index),
        axis=_axis_note(drawing, index, texts),
        states=list(dict.fromkeys(view.state for view in views)),
        agreements=[agreement_line(row, index, texts) for row in tables.get("agreements", ())],
        terms=views,
        disputes=disputes(views, index, texts),
        evidence=[report(row, index, texts, used[key]) for key, row in index.evidence.items()],
        sources=[source_view(row, index, texts) for row in index.sources.values()],
        parties=[(row, index.name(str(row["id"]))) for row in index.parties.values()],
        rules=RULES,
        run=run_lines(tables, index, texts),
        few=FEW,
        many=MANY,
        long=LONG,
    )


def agreement_line(row: Row, index: Index, texts: Catalog) -> tuple[str, Line, str]:
    """How an agreement stands: anchor, sentence, quotation."""
    line = (*end_line(row, index, texts), Piece("."))
    if len(index.agreements) > 1:
        line = texts.line("agreement.of", title=str(row.get("title") or row["agreement"]), line=line)
    rest = row.get("because") or (*row.get("extended_by", ()), *row.get("ended_by", ()))
    return index.anchor("agreement", str(row["agreement"])) or "", line, quote(line, rest, index, texts)


def _axis_note(drawing: Timeline | None, index: Index, texts: Catalog) -> list[str]:
    if drawing is None:
        return []
    notes = []
    as_of = words.instant(drawing.as_of, index.zone, texts)
    if drawing.as_of is not None and drawing.as_of > drawing.end:
        notes.append(texts("note.timeline.late", as_of=as_of))
    if drawing.as_of is not None and drawing.as_of < drawing.start:
        notes.append(texts("note.timeline.early", as_of=as_of))
    if drawing.clipped:
        form = "one" if drawing.clipped == 1 else "many"
        notes.append(texts(f"note.timeline.clipped.{form}", n=str(drawing.clipped)))
    if drawing.left_out:
        notes.append(texts("note.timeline.many", n=str(drawing.left_out)))
    return notes


def run_lines(tables: Tables, index: Index, texts: Catalog) -> list[tuple[str, list[str]]]:
    """What this run was: everything that somebody needs to do it again and compare."""
    case = index.case
    counted = {name: str(len(tables.get(name, ()))) for name in ("terms", "evidence", "sources")}
    heads = case.get("heads") or {}
    listed = (
        [f"{name}: {head}" for name, head in heads.items()]
        if isinstance(heads, Mapping)
        else [str(one) for one in heads]
    )
    owner = str(case.get("owner") or "")
    lines = [
        ("as_of", words.instant(case.get("as_of"), index.zone, texts)),
        ("at", words.instant(case.get("at"), index.zone, texts)),
        ("viewer", viewer(index, texts)),
        ("owner", index.name(owner)),
        ("timezone", str(case.get("timezone") or "")),
        ("since", words.instant(case.get("since"), index.zone, texts)),
        ("counts", texts("method.counts.of", **counted)),
        ("version", str(case.get("version") or "")),
        ("seed", "" if case.get("seed") is None else str(case["seed"])),
    ]
    return (
        [(texts(f"method.{key}"), [value]) for key, value in lines if value]
        + ([(texts("method.heads"), listed)] if listed else [])
        + ([(texts("method.settling"), late)] if (late := settling_lines(tables, texts)) else [])
    )
