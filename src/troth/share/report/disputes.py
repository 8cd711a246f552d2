"""The disputes, side by side: who says what, with its source and date, neither side first by rank."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from . import phrases, words
from .index import Index, Row
from .reports import Report, report
from .text import Catalog, Line, as_line
from .views import TermView


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that is said: in words, or as a row of evidence."""

    line: Line = ()
    report: Report | None = None
    charge: bool = False
    """Whether it is one party's charge against another."""


@dataclass(frozen=True, slots=True)
class Column:
    """One side."""

    heading: str
    items: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """One question on which sides differ, about one term."""

    term: TermView
    question: str
    columns: tuple[Column, ...]


OPEN = frozenset({"disputed"})

FEW = 12
"""How many reports a side cites before it leads to the rest."""


def disputes(views: Sequence[TermView], index: Index, texts: Catalog) -> list[Dispute]:
    """All questions on which sides differ, term by term."""
    found: list[Dispute] = []
    seen: set[str] = set()
    told: set[tuple[str, ...]] = set()
    for view in views:
        row = index.summaries[view.id]
        sides = [
            ("dispute.existence", _existence(row, index, texts)),
            ("dispute.readings", _readings(row, seen, index, texts)),
            ("dispute.counts", _counts(view, texts)),
            ("dispute.happened", _happened(row, told, index, texts)),
        ]
        found += [Dispute(view, texts(question), tuple(columns)) for question, columns in sides if columns]
    return found


def _existence(row: Row, index: Index, texts: Catalog) -> list[Column]:
    dispute = index.terms.get(row["term"], {}).get("dispute") or {}
    if dispute.get("existence") != "disputed":
        return []
    return [
        Column(
            texts(f"dispute.{side}"),
            tuple(Said(as_line(name)) for name in index.names(dispute.get(f"{side}_by", ()))),
        )
        for side in ("asserted", "contested")
    ]


def _readings(row: Row, seen: set[str], index: Index, texts: Catalog) -> list[Column]:
    terms = [row["term"], *row.get("readings", ())]
    if len(terms) == 1 or row["term"] in seen:
        return []
    seen.update(terms)
    return [_reading(term, index, texts) for term in terms if term in index.summaries]


def _reading(term: str, index: Index, texts: Catalog) -> Column:
    row = index.summaries[term]
    target = phrases.target(row, index, texts)
    heading = (
        texts("dispute.reading", term=term, target=target)
        if target
        else texts("dispute.reading.plain", term=term)
    )
    record = index.terms.get(term, {})
    publisher = str(index.source_of(record).get("publisher") or "")
    said = [Said(texts.line("dispute.reading.source", source=publisher))] if publisher else []
    return Column(
        heading,
        (
            *said,
            Said(texts.line("dispute.reading.state", state=phrases.state_piece(str(row["state"]), texts))),
        ),
    )


def _counts(view: TermView, texts: Catalog) -> list[Column]:
    """Whose counts lead to which verdict, where they differ."""
    states = dict.fromkeys(count.state for count in view.counts)
    if len(states) < 2:  # noqa: PLR2004 - a dispute has at least two sides
        return []
    return [
        Column(
            texts("dispute.count", state=phrases.state_piece(state, texts)),
            tuple(
                Said(
                    texts.line(
                        "dispute.count.one",
                        origin=count.origin,
                        figure=count.figure,
                        ids=words.first(count.because, FEW, texts, more=view.anchor),
                    )
                )
                for count in view.counts
                if count.state == state
            ),
        )
        for state in states
    ]


def _happened(row: Row, told: set[tuple[str, ...]], index: Index, texts: Catalog) -> list[Column]:
    """The reports on both sides, where there are two sides that no count settles."""
    charges = {charge["id"] for charge in row.get("charges", ())}
    against = dict.fromkeys([*row.get("opposing", ()), *sorted(charges)])
    pro = [key for key in row.get("supporting", ()) if key not in against]
    counted = bool(row.get("origins"))
    if not (charges or str(row["state"]) in OPEN or row.get("support") == "both"):
        return []
    # Readings of one term rest on the same reports: these are shown once.
    key = (*sorted([row["term"], *row.get("readings", ())]), *against)
    if (counted and not against) or key in told:
        return []
    told.add(key)
    sides = [("dispute.against", tuple(against))]
    if not counted or row.get("opposing"):
        sides.insert(
            0, ("dispute.for", tuple(pro))
        )  # where figures decide, figures stand on neither side as such
    return [Column(texts(heading), tuple(_reports(ids, charges, index, texts))) for heading, ids in sides]


def _reports(ids: Iterable[str], charges: set[str], index: Index, texts: Catalog) -> Iterable[Said]:
    for key in ids:
        if key in index.evidence:
            yield Said(report=report(index.evidence[key], index, texts), charge=key in charges)
