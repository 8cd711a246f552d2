"""Who does what where: parties by sector and area, where they overlap, and where nobody is on record.

Everything is computed from the tables of a run, which hold nothing that its viewer may not see. What is not on record is
*not on record*: it is never said that nothing is needed, or that nobody is there.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import combinations
from typing import Any

from troth.case.naming import natural_key
from troth.records.activity import ActivityStatus

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]
ANYWHERE = ""
"""The area of what does not say where it is, or is everywhere."""
COMMITTED = "committed"
"""The status of what is owed under a term, beside those of activities."""
STATUSES = (COMMITTED, *(one.value for one in ActivityStatus if one is not ActivityStatus.WITHDRAWN))
_NOTHING_DONE = frozenset({"refrain"})
_OVER = frozenset({"lapsed", "excused"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A party works, or has committed itself to work, in a sector and an area."""

    id: str
    kind: str
    """``activity`` or ``term``."""
    party: str
    sector: str
    area: str
    status: str
    """One of `STATUSES`."""
    start: datetime | None = None
    end: datetime | None = None
    low: Decimal | None = None
    """People reached, at least, as the party counts them; None: it does not say."""
    high: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """How many different people several activities reach.

    The same people may be reached by several, so that counts are never added up: they are at least as many as the largest
    count says, and at most as many as all counts together.
    """

    low: Decimal
    high: Decimal | None
    uncounted: int
    """Activities that give no count; with any of them there is no upper end."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two parties or more who are active in one sector and area at one time."""

    sector: str
    area: str
    parties: tuple[str, ...]
    works: tuple[Work, ...]
    sure: bool
    """False where it rests on times that are not on record."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A sector and an area that the case names, and nobody on record there."""

    sector: str
    area: str
    elsewhere: bool
    """Somebody is active in the sector without saying where: they may be here."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which works are looked at; empty: all."""

    sector: str = ""
    area: str | None = None
    party: str = ""
    at: datetime | None = None
    """Only what goes on at this time, or may."""

    def keeps(self, work: Work) -> bool:
        """Whether a work is looked at."""
        return (
            self.sector in {"", work.sector}
            and self.area in {None, work.area}
            and self.party in {"", work.party}
            and (self.at is None or covers(work, self.at))
        )


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole answer."""

    sectors: tuple[str, ...]
    areas: tuple[str, ...]
    """`ANYWHERE` last, if anything stands there."""
    cells: Mapping[tuple[str, str], tuple[Work, ...]]
    overlaps: tuple[Overlap, ...]
    gaps: tuple[Gap, ...]

    def parties(self, sector: str, area: str) -> tuple[str, ...]:
        """Who is on record in a cell."""
        return tuple(sorted({work.party for work in self.cells.get((sector, area), ())}))


def works(tables: Tables) -> list[Work]:
    """Everything that says who does what where: activities, and what terms ask to be done."""
    found = [_activity(row) for row in tables.get("activities", ())]
    states = {
        row["term"]: row
        for row in tables.get("verdicts", ())
        if row.get("instance") is None and row.get("obligor") is None
    }
    for term in tables.get("terms", ()):
        if (
            str(term.get("kind")) not in _NOTHING_DONE
            and str(states.get(term["id"], {}).get("state")) not in _OVER
        ):
            found += _commitments(term, states.get(term["id"], {}))
    return sorted(found, key=lambda one: (one.sector, natural_key(one.id), one.party, one.area))


def _activity(row: Row) -> Work:
    people: Row = row.get("people") or {}
    return Work(
        id=row["id"], kind="activity", party=row["party"], sector=row["sector"], area=row.get("place") or ANYWHERE,
        status=str(row["status"]), start=row.get("valid_from"), end=row.get("valid_to"), low=people.get("low"),
        high=people.get("high"), note=str(row.get("note") or ""),
    )  # fmt: skip


def _commitments(term: Row, verdict: Row) -> list[Work]:
    """What a term asks of each that owes it, in each of its sectors and places; the sector is what it counts."""
    measure: Row = term.get("measure") or {}
    window: Row = term.get("window") or {}
    sectors = tuple(measure.get("event") or ()) or (str(term.get("what") or term["id"]),)
    areas = tuple(measure.get("place") or ()) or (ANYWHERE,)
    return [
        Work(
            id=term["id"], kind="term", party=party, sector=sector, area=area, status=COMMITTED,
            start=verdict.get("valid_from") or window.get("valid_from"),
            end=verdict.get("valid_to") or window.get("valid_to"), note=str(term.get("what") or ""),
        )
        for party in term.get("obligor") or ()
        for sector in sectors
        for area in areas
    ]  # fmt: skip


def covers(work: Work, at: datetime) -> bool:
    """Whether something goes on at a time, or may: an end that is not on record keeps nothing out."""
    return (work.start is None or work.start <= at) and (work.end is None or at <= work.end)


def matrix(every: Iterable[Work], chosen: Filter | None = None) -> Matrix:
    """Put works into a table of sectors and areas.

    Sectors and areas are those that the case names at all, so that a filter by party or time shows gaps and does not hide
    them; only a filter by sector or area takes rows or columns away.
    """
    chosen = chosen or Filter()
    everything = sorted(set(every), key=_order)
    named = [
        one for one in everything if chosen.sector in {"", one.sector} and chosen.area in {None, one.area}
    ]
    sectors = tuple(sorted({one.sector for one in named}, key=natural_key))
    areas = tuple(sorted({one.area for one in named}, key=lambda area: (area == ANYWHERE, natural_key(area))))
    cells: dict[tuple[str, str], list[Work]] = defaultdict(list)
    for one in everything:
        if chosen.keeps(one):
            cells[one.sector, one.area].append(one)
    frozen = {key: tuple(value) for key, value in cells.items()}
    return Matrix(sectors, areas, frozen, overlaps(frozen), gaps(sectors, areas, frozen))


def _order(work: Work) -> tuple[object, ...]:
    return (
        work.sector,
        work.area,
        work.party,
        natural_key(work.id),
        work.status,
        str(work.start),
        str(work.end),
        str(work.low),
        str(work.high),
        work.note,
    )


def overlaps(cells: Mapping[tuple[str, str], Sequence[Work]]) -> tuple[Overlap, ...]:
    """Cells in which more than one party is active at one time; who owes one term together does not overlap."""
    found = []
    for (sector, area), inside in sorted(cells.items()):
        pairs = [(one, other) for one, other in combinations(inside, 2) if _meet(one, other)]
        if pairs:
            involved = tuple(dict.fromkeys(work for pair in pairs for work in pair))
            parties = tuple(sorted({work.party for work in involved}))
            found.append(Overlap(sector, area, parties, involved, any(_surely(*pair) for pair in pairs)))
    return tuple(found)


def _meet(one: Work, other: Work) -> bool:
    """Whether two parties' works go on at the same time, or may."""
    if one.party == other.party or (one.kind == other.kind == "term" and one.id == other.id):
        return False
    starts_in_time = one.start is None or other.end is None or one.start < other.end
    return starts_in_time and (other.start is None or one.end is None or other.start < one.end)


def _surely(one: Work, other: Work) -> bool:
    """Whether all times are on record by which two works meet."""
    return None not in (one.start, one.end, other.start, other.end)


def gaps(
    sectors: Iterable[str], areas: Iterable[str], cells: Mapping[tuple[str, str], Sequence[Work]]
) -> tuple[Gap, ...]:
    """Sectors and areas of the case with nobody on record: a question to ask, and no statement about needs."""
    return tuple(
        Gap(sector, area, bool(cells.get((sector, ANYWHERE))))
        for sector in sectors
        for area in areas
        if area != ANYWHERE and not cells.get((sector, area))
    )


def people(inside: Iterable[Work]) -> People | None:
    """How many different people works reach; None where none of them says.

    >>> one = Work(id="A1", kind="activity", party="P", sector="water", area="Rafah", status="ongoing", low=Decimal(100), high=Decimal(100))
    >>> other = Work(id="A2", kind="activity", party="Q", sector="water", area="Rafah", status="ongoing", low=Decimal(70), high=Decimal(90))
    >>> found = people([one, other])
    >>> found.low, found.high
    (Decimal('100'), Decimal('190'))
    """
    doing = [work for work in inside if work.kind == "activity"]
    counted = [work for work in doing if work.low is not None]
    if not counted:
        return None
    low = max(work.low for work in counted if work.low is not None)
    highs = [work.high for work in counted if work.high is not None]
    whole = len(highs) == len(doing)
    return People(low, sum(highs, Decimal(0)) if whole else None, len(doing) - len(counted))
