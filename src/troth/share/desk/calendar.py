"""A shared calendar: when terms begin and end, what is due, when embargoes and activities end; only what the viewer sees."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from .mirror import Mirror
from .sight import Sight

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]
KINDS = (
    "term_begins",
    "term_ends",
    "due",
    "agreement_ends",
    "embargo_ends",
    "activity_begins",
    "activity_ends",
)
"""What can stand in the calendar; each has its words in the catalogs of texts."""
_OPEN = frozenset({"pending", "suspended"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that has its time."""

    at: datetime
    kind: str
    """One of `KINDS`."""
    id: str
    """The case's id of what it is about; of an embargo the subject of the statement."""
    what: str = ""
    parties: tuple[str, ...] = ()
    instance: str = ""

    @property
    def key(self) -> str:
        """What tells it from every other entry, and stays when its time moves."""
        return f"{self.kind}:{self.id}:{self.instance}:{','.join(self.parties) if self.kind == 'due' else ''}"


class Embargo(NamedTuple):
    """A statement that opens to others at a time, as somebody sees it who may see it already."""

    until: datetime
    kind: str
    subject: str


def embargoes(mirror: Mirror, sight: Sight, now: datetime) -> list[Embargo]:
    """The embargoes that end later, on statements which the viewer sees before: their own, and what the owner keeps."""
    ahead = mirror.openings[bisect_right(mirror.openings, (now, "~")) :]
    notes = mirror.notes
    return [
        Embargo(at, notes[name].kind, notes[name].subject)
        for at, name in ahead
        if notes[name].label.embargo == at and sight.sees(notes[name], now)
    ]


def calendar(tables: Tables, kept_back: Iterable[Embargo] = ()) -> list[Entry]:
    """Everything with a time after that of the picture, in its order."""
    case: Row = next(iter(tables.get("case", ())), {})
    now: datetime | None = case.get("at") or case.get("as_of")
    found = [
        *_terms(tables),
        *_agreements(tables),
        *_activities(tables),
        *(Entry(at=one.until, kind="embargo_ends", id=one.subject, what=one.kind) for one in kept_back),
    ]
    ahead = {one.key: one for one in found if now is None or one.at > now}
    return sorted(ahead.values(), key=lambda one: (one.at, one.kind, one.id, one.instance))


def _terms(tables: Tables) -> Iterable[Entry]:
    """Begin and end of each term whose time is known, and the end of each day or part of it that is still open."""
    terms = {row["id"]: row for row in tables.get("terms", ())}
    for row in tables.get("verdicts", ()):
        term = terms.get(row["term"], {})
        what, owing = str(term.get("what") or ""), tuple(term.get("obligor") or ())
        whole = row.get("instance") is None and row.get("obligor") is None
        if whole and row.get("valid_from") is not None:
            yield Entry(at=row["valid_from"], kind="term_begins", id=row["term"], what=what, parties=owing)
        if whole and row.get("valid_to") is not None:
            yield Entry(at=row["valid_to"], kind="term_ends", id=row["term"], what=what, parties=owing)
        if not whole and row.get("valid_to") is not None and str(row["state"]) in _OPEN:
            parties = (row["obligor"],) if row.get("obligor") else owing
            yield Entry(
                at=row["valid_to"], kind="due", id=row["term"], what=what, parties=parties,
                instance=str(row.get("instance") or ""),
            )  # fmt: skip


def _agreements(tables: Tables) -> Iterable[Entry]:
    for row in tables.get("agreements", ()):
        if row.get("valid_to") is not None:
            yield Entry(
                at=row["valid_to"],
                kind="agreement_ends",
                id=row["agreement"],
                what=str(row.get("title") or ""),
            )


def _activities(tables: Tables) -> Iterable[Entry]:
    for row in tables.get("activities", ()):
        what = ", ".join(text for text in (row["sector"], row.get("place") or "") if text)
        for kind, field in (("activity_begins", "valid_from"), ("activity_ends", "valid_to")):
            if row.get(field) is not None:
                yield Entry(at=row[field], kind=kind, id=row["id"], what=what, parties=(row["party"],))
