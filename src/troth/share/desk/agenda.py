"""What an office has to do: what it owes soon, what it owed and has not been seen to do, what is said against it unanswered.

Everything is computed from the tables of a run, which hold nothing that the office may not see.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from troth.case import Run
from troth.case.changes import changed
from troth.records.label import PUBLIC

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]

MISSED = frozenset({"broken", "partly_kept", "unknown"})
"""States of a term whose time is over and of which nothing on record shows that it was kept."""
NOTHING_TO_DO = "refrain"
"""The kind of a term that asks for nothing to be done: it is never overdue."""
WHYS = ("overdue", "due", "charged", "disputed")
"""Why something waits for an office, the most pressing first."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A term that waits for something from an office."""

    term: str
    whys: tuple[str, ...]
    """Of `WHYS`."""
    at: datetime | None
    """When it is due, or was."""
    because: tuple[str, ...]
    """The reports that are to be answered."""


def overdue(tables: Tables) -> list[Row]:
    """The verdicts on whole terms that ask for something to be done, whose time is over, and which nothing shows as kept.

    A term on which reports stand against each other is not among them: it is disputed, and has a list of its own.
    One that is excused, repaired or lapsed is owed no longer.

    >>> from datetime import UTC
    >>> day = lambda n: datetime(2023, 11, n, tzinfo=UTC)
    >>> terms = [{"id": "T1", "kind": "achieve"}, {"id": "T2", "kind": "refrain"}]
    >>> rows = [{"term": "T1", "state": "unknown", "valid_to": day(24)}, {"term": "T2", "state": "broken", "valid_to": day(24)}]
    >>> [row["term"] for row in overdue({"case": [{"as_of": day(25)}], "terms": terms, "verdicts": rows})]
    ['T1']
    """
    clock = _clock(tables)
    kinds = {row["id"]: str(row.get("kind")) for row in tables.get("terms", ())}
    rows = [
        row
        for row in _wholes(tables)
        if str(row["state"]) in MISSED
        and kinds.get(row["term"], NOTHING_TO_DO) != NOTHING_TO_DO
        and _is_over(row.get("valid_to"), clock)
    ]
    return sorted(rows, key=lambda row: row["valid_to"], reverse=True)


def waiting(tables: Tables, party: str, *, replied: Collection[str] = ()) -> list[Waiting]:
    """What waits for an office, the most pressing first: one entry for each term.

    A term waits for the office that owes it, or whose party or organ does, where it is due within a day, where it is
    overdue, and where somebody else charges a breach of it, or speaks against it while it is disputed, and the office
    has said nothing about it since.

    Parameters
    ----------
    party
        The office; nothing ever waits for the public.
    replied
        Reports that the office has answered in some other way, such as in a thread.
    """
    own = _own(tables, party)
    owed = {row["id"]: row for row in tables.get("terms", ()) if own & set(row.get("obligor") or ())}
    whys: dict[str, dict[str, None]] = {}
    times: dict[str, datetime] = {}
    because: dict[str, tuple[str, ...]] = {}
    late = [row for row in overdue(tables) if row["term"] in owed]
    soon = [row for row in tables.get("due", ()) if row["term"] in owed and own & _owing(row)]
    for why, rows, when in (("overdue", late, "valid_to"), ("due", soon, "at")):
        for row in rows:
            whys.setdefault(row["term"], {})[why] = None
            times.setdefault(row["term"], row[when])
    for row in _wholes(tables):
        if row["term"] in owed and (found := _unanswered(row, tables, own, replied)):
            why = "disputed" if str(row["state"]) == "disputed" else "charged"
            whys.setdefault(row["term"], {})[why] = None
            because[row["term"]] = found
    items = [
        Waiting(term, tuple(why for why in WHYS if why in given), times.get(term), because.get(term, ()))
        for term, given in whys.items()
    ]
    return sorted(items, key=lambda one: WHYS.index(one.whys[0]))


def changes(now: Run, before: Run) -> list[dict[str, Any]]:
    """The verdicts that differ between two pictures of one viewer, and what is new behind each."""
    return changed(now.picture, now.verdicts, before.picture, before.verdicts)


def _clock(tables: Tables) -> datetime | None:
    case: Row = next(iter(tables.get("case", ())), {})
    found: datetime | None = case.get("at") or case.get("as_of")
    return found


def _wholes(tables: Tables) -> list[Row]:
    return [
        row
        for row in tables.get("verdicts", ())
        if row.get("instance") is None and row.get("obligor") is None
    ]


def _is_over(end: datetime | None, clock: datetime | None) -> bool:
    return end is not None and clock is not None and end <= clock


def _owing(row: Row) -> set[str]:
    found = row.get("obligor") or ()
    return {found} if isinstance(found, str) else set(found)


def _own(tables: Tables, party: str) -> frozenset[str]:
    """An office, the parties that it is an organ of, and all organs of it."""
    if party in {"", PUBLIC}:
        return frozenset()
    above = {row["id"]: row.get("part_of") for row in tables.get("parties", ())}
    line = _line(party, above)
    return frozenset(line) | {name for name in above if party in _line(name, above)}


def _line(party: str, above: Mapping[str, str | None]) -> list[str]:
    """A party, what it is part of, and so on; each once, should a case lead in a circle."""
    line: list[str] = []
    at: str | None = party
    while at is not None and at not in line:
        line.append(at)
        at = above.get(at)
    return line


def _unanswered(row: Row, tables: Tables, own: frozenset[str], replied: Collection[str]) -> tuple[str, ...]:
    """What others say against a term and its obligor has said nothing about since."""
    evidence = {one["id"]: one for one in tables.get("evidence", ())}
    said = [one["id"] for one in row.get("charges", ())]
    said += row.get("opposing", ()) if str(row["state"]) == "disputed" else ()
    against = [key for key in dict.fromkeys(said) if key in evidence and not own & _speakers(evidence[key])]
    answers = [
        one["recorded_at"]
        for one in evidence.values()
        if row["term"] in (one.get("terms") or ()) and own & _speakers(one) and one.get("recorded_at")
    ]
    last = max(answers, default=None)
    return tuple(
        key
        for key in against
        if key not in replied and (last is None or _after(evidence[key].get("recorded_at"), last))
    )


def _after(moment: datetime | None, last: datetime) -> bool:
    return moment is not None and moment > last


def _speakers(row: Row) -> set[str]:
    """Who stands behind a report: its origins, whom it cites and who did what it tells of by its own account."""
    return {*(row.get("origins") or ()), *(row.get("attributed_to") or ())}
