"""Verdicts made ready for a page: everything a reader wants to know of a term, in words, with its links."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from . import phrases, words
from .counts import figure
from .history import Name, changed_lines, turn_lines, untold_lines
from .index import Index, Row, summary, verdict_key
from .looks import STATES, Look
from .names import instance_name, people
from .outlook import outlook_views
from .proofs import proof_lines
from .quotes import quote
from .reasons import context_line, open_lines, reason_line
from .reports import published, safe_url
from .text import Catalog, Line, Piece, as_line, join


@dataclass(frozen=True, slots=True)
class Gauge:
    """A count beside what was due, as places in per cent of a small bar."""

    start: float
    width: float
    mark: float
    open: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A day, an event or an obligor's part of a term."""

    anchor: str | None
    name: Line
    state: str
    look: Look
    counted: str
    due: str
    because: Line
    sentence: Line
    proof: Line
    history: tuple[Line, ...]
    """Its turns, where it once stood otherwise."""
    quote: str


@dataclass(frozen=True, slots=True)
class Count:
    """What one origin's figures come to."""

    origin: str
    figure: str
    state: str
    of: str
    """What the state is of, where the origin reports on some of the days only; empty: of its own figures."""
    because: Line


@dataclass(frozen=True, slots=True)
class TermView:
    """A term with its verdict."""

    id: str
    anchor: str
    what: str
    owes: str
    basis: str
    window: str
    source: str
    url: str
    note: str
    state: str
    look: Look
    disputed: bool
    counted: str
    due: str
    gauge: Gauge | None
    facts: tuple[str, ...]
    because: Line
    sentence: Line
    quote: str
    reasons: tuple[Line, ...]
    counts: tuple[Count, ...]
    charges: tuple[Line, ...]
    interests: tuple[Line, ...]
    proof: tuple[Line, ...]
    flips: tuple[Line, ...]
    outlook: tuple[Line, ...]
    open: tuple[Line, ...]
    context: tuple[Line, ...]
    history: tuple[Line, ...]
    aside: int
    parts: tuple[Part, ...]


def term_views(
    verdicts: Sequence[Row],
    index: Index,
    texts: Catalog,
    turns: Sequence[Row] = (),
    untold: Sequence[Row] = (),
) -> list[TermView]:
    """All terms of a run, in the order of their summaries, with the history that `turns` tell, or why it is `untold`."""
    whole = [row for row in turns if row["instance"] is None]
    parts = [row for row in turns if row["instance"] is not None]
    history = {
        **changed_lines(parts, index, texts),
        **turn_lines(whole, index, texts),
        **untold_lines(untold, texts),
    }
    return [
        _term_view(row, index.parts.get(row["term"], ()), history, index, texts)
        for row in verdicts
        if summary(row)
    ]


def _term_view(
    row: Row, parts: Iterable[Row], history: Mapping[Name, Sequence[Line]], index: Index, texts: Catalog
) -> TermView:
    term = index.terms.get(row["term"], {})
    line = phrases.lines_of(row, index, texts)
    return TermView(
        id=row["term"],
        anchor=index.anchor(*verdict_key(row)) or row["term"],
        what=str(term.get("what", "")),
        owes=_owes(term, index, texts),
        basis=texts(f"term.basis.{term.get('basis', 'agreement')}"),
        window=_window(row, index, texts),
        source=_source(term, index, texts),
        url=safe_url(term.get("source_url") or index.source_of(term).get("url")),
        note=str(term.get("note") or ""),
        state=str(row["state"]),
        look=STATES[str(row["state"])],
        disputed=bool(row.get("disputed")),
        counted=_counted(row, index, texts),
        due=phrases.target(row, index, texts),
        gauge=gauge(row) if phrases.counted_line(row, index, texts) else None,
        facts=tuple(_facts(row, index, texts)),
        because=join(index.pieces(row.get("because", ())), ", "),
        sentence=line,
        quote=quote(line, row.get("because", ()), index, texts),
        reasons=tuple(
            reason_line(one, index, texts, unit=phrases.unit_of(row, index), row=row)
            for one in row.get("reasons", ())
        ),
        counts=tuple(_counts(row, index, texts)),
        charges=tuple(phrases.charge_lines(row, index, texts)),
        interests=tuple(phrases.interest_lines(row, index, texts)),
        proof=tuple(proof_lines(row, index, texts)),
        flips=tuple(phrases.flip_lines(row, index, texts)),
        outlook=tuple(outlook_views(row["term"], index, texts)),
        open=tuple(open_lines(row, index, texts)),
        context=tuple(_context(row, index, texts)),
        history=tuple(history.get((row["term"], None, None), ())),
        aside=len(row.get("context", ())),
        parts=tuple(_part(one, history, index, texts) for one in parts),
    )


def _owes(term: Row, index: Index, texts: Catalog) -> str:
    obligor = people(term.get("obligor", ()), index, texts)
    beneficiary = people(term.get("beneficiary", ()), index, texts)
    return texts("term.owes", obligor=obligor, beneficiary=beneficiary)


def _window(row: Row, index: Index, texts: Catalog) -> str:
    start = words.instant(row.get("valid_from"), index.zone, texts)
    end = words.instant(row.get("valid_to"), index.zone, texts)
    if not start and not end:
        return texts("term.nowindow")
    if not end:
        return texts("term.window.open", start=start)
    return texts("term.window", start=start, end=end) if start else texts("term.window.until", end=end)


def _source(term: Row, index: Index, texts: Catalog) -> str:
    source = index.source_of(term)
    name = str(source.get("publisher") or term.get("source") or "")
    return texts("term.source", source=name, date=published(source, index, texts)) if name else ""


def _counted(row: Row, index: Index, texts: Catalog) -> str:
    tally = phrases.tally(row, index, texts, parts=phrases.parts_of(row, index))
    days = texts("cell.days", **tally) if tally["kept"] and tally["total"] else ""
    counted = (
        phrases.counted(row, index, texts, exact=True) if phrases.counted_line(row, index, texts) else ""
    )
    return texts("cell.both", first=counted, second=days) if counted and days else counted or days


def _facts(row: Row, index: Index, texts: Catalog) -> Iterable[str]:
    low, high = row.get("shortfall_low"), row.get("shortfall_high")
    share = words.share(row.get("fulfilment_low"), row.get("fulfilment_high"), texts)
    if share and phrases.counted_line(row, index, texts):
        yield texts("term.share", share=share)
    short = str(row["state"]) in {"broken", "partly_kept"} and low is not None
    if short and low is not None and (low > 0 or high):
        yield texts("term.shortfall", amount=words.interval(low, high, phrases.unit_of(row, index), texts))
    if row.get("decidable_at"):
        yield texts("term.decidable", at=words.instant(row["decidable_at"], index.zone, texts))


def _counts(row: Row, index: Index, texts: Catalog) -> Iterable[Count]:
    for one in row.get("origins", ()):
        organs = index.names(name for name in one.get("names", ()) if name not in index.called(one["origin"]))
        origin = texts("count.origin", origin=index.full_name(one["origin"]), organs=", ".join(organs))
        yield Count(
            origin=origin,
            figure=figure(one, row, index, texts, exact=True),
            state=str(one["state"]),
            of=_of_whole(one, row, texts),
            because=join(index.pieces(one.get("because", ())), ", "),
        )


def _of_whole(one: Row, row: Row, texts: Catalog) -> str:
    """That a verdict by one origin's count takes the days on which it is silent as the others count them."""
    told, total = one.get("days_total"), row.get("total_instances")
    return texts("count.of_whole") if told is not None and total and told < total else ""


def _context(row: Row, index: Index, texts: Catalog) -> Iterable[Line]:
    """The rows that were not counted, by why."""
    by: dict[str, list[str]] = {}
    for one in row.get("context", ()):
        by.setdefault(context_line(one, texts), []).append(one["id"])
    for why, ids in by.items():
        yield texts.line("term.context.why", ids=join(index.pieces(ids), ", "), why=why)


def _part(row: Row, history: Mapping[Name, Sequence[Line]], index: Index, texts: Catalog) -> Part:
    line = phrases.lines_of(row, index, texts)
    name: Line
    if row.get("obligor") and row["obligor"] == row.get("instance"):
        name = as_line(index.name(row["obligor"]))
    elif row["instance"] in index.evidence:
        name = (index.piece(row["instance"]),)
    else:
        name = (Piece(instance_name(row["instance"], index, texts)),)
    return Part(
        anchor=index.anchor(*verdict_key(row)),
        name=name,
        state=str(row["state"]),
        look=STATES[str(row["state"])],
        counted=phrases.counted(row, index, texts, exact=True),
        due=phrases.target(row, index, texts),
        because=join(index.pieces(row.get("because", ())), ", "),
        sentence=line,
        proof=join([*proof_lines(row, index, texts), *_taken_back(row, index, texts)], " "),
        history=tuple(history.get((row["term"], row["instance"], row.get("obligor")), ())),
        quote=quote(line, row.get("because", ()), index, texts),
    )


def _taken_back(row: Row, index: Index, texts: Catalog) -> list[Line]:
    """What would turn it by being taken back from the whole record; what is missing is told before."""
    flips = [flip for flip in row.get("flips", ()) if flip.get("without")]
    if not flips:
        return []
    lines = phrases.flip_lines({**row, "flips": flips}, index, texts)
    return [texts.line("proof.whole", flips=join(lines, " "))]


def gauge(row: Row) -> Gauge | None:
    """Where a count lies beside what was due; None where there is no count or nothing to compare it with.

    >>> gauge({"quantity": {"low": Decimal(50), "high": Decimal(100)}, "target": Decimal(100)}).start
    41.67
    """
    target, quantity = row.get("target"), row.get("quantity") or {}
    low, high = quantity.get("low"), quantity.get("high")
    if not target or low is None or row.get("target_kind") == "at_most" or (not low and high is None):
        return None
    full = max(target, low, high or low) * Decimal("1.2")
    end = full if high is None else high
    return Gauge(
        start=_percent(low, full),
        width=max(_percent(end - low, full), 1.5),
        mark=_percent(target, full),
        open=high is None,
    )


def _percent(part: Decimal, whole: Decimal) -> float:
    return float(round(100 * part / whole, 2))
