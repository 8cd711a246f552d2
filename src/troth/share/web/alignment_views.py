"""The matrix and the calendar in words, for pages and downloads."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from troth.share.desk.calendar import Entry
from troth.share.desk.ical import Event
from troth.share.desk.matrix import ANYWHERE, STATUSES, Filter, Gap, Matrix, Overlap, Work, people
from troth.share.report import words
from troth.share.report.index import Index
from troth.share.report.names import instance_name
from troth.share.report.names import people as named_parties
from troth.share.report.text import Catalog, Line, as_line

MIDNIGHT = time()
NOT_SAID = "~"
"""What stands for `ANYWHERE` in an address."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell of the matrix."""

    lines: tuple[Line, ...]
    people: Line


def area_name(area: str, texts: Catalog) -> str:
    """An area as people read it."""
    return texts("align.anywhere") if area == ANYWHERE else area


def grid(found: Matrix, index: Index, texts: Catalog) -> list[tuple[str, list[Cell]]]:
    """The matrix row by row: each sector with its cells."""
    return [
        (sector, [_cell(found.cells.get((sector, area), ()), index, texts) for area in found.areas])
        for sector in found.sectors
    ]


def _cell(inside: Sequence[Work], index: Index, texts: Catalog) -> Cell:
    lines = []
    for party in sorted({work.party for work in inside}):
        stands = Counter(work.status for work in inside if work.party == party)
        told = [as_line(texts(f"align.status.{status}")) for status in STATUSES if stands[status]]
        lines.append(texts.line("align.entry", party=index.name(party), statuses=words.listing(told, texts)))
    return Cell(tuple(lines), _people(inside, texts))


def _people(inside: Sequence[Work], texts: Catalog) -> Line:
    """How many people at least and at most; never a sum that might count somebody twice."""
    found = people(inside)
    if found is None:
        return ()
    counted = sum(1 for work in inside if work.low is not None)
    if counted == 1 and not found.uncounted:
        return texts.line("align.people.one", count=words.interval(found.low, found.high, "", texts))
    high = None if found.high is None else words.number(found.high, texts)
    said = texts.line("align.people.many", low=words.number(found.low, texts), high=high)
    if not found.uncounted:
        return said
    return (*said, *as_line(" "), *texts.line("align.people.open", n=str(found.uncounted)))


def overlap_lines(found: Iterable[Overlap], index: Index, texts: Catalog) -> list[Line]:
    """Where several are active, one line each."""
    return [
        texts.line(
            "align.overlap" if one.sure else "align.overlap.unsure", sector=one.sector, area=area_name(one.area, texts),
            parties=named_parties(one.parties, index, texts), ids=words.listing([as_line(work.id) for work in _once(one.works)], texts),
        )
        for one in found
    ]  # fmt: skip


def _once(works: Iterable[Work]) -> list[Work]:
    return list({work.id: work for work in works}.values())


def gap_lines(found: Iterable[Gap], texts: Catalog) -> list[Line]:
    """Where nobody is on record, one line for each sector."""
    areas: dict[tuple[str, bool], list[Line]] = {}
    for one in found:
        areas.setdefault((one.sector, one.elsewhere), []).append(as_line(area_name(one.area, texts)))
    return [
        texts.line(
            "align.gap.elsewhere" if elsewhere else "align.gap",
            sector=sector,
            areas=words.listing(inside, texts),
        )
        for (sector, elsewhere), inside in areas.items()
    ]


def work_rows(found: Matrix, index: Index, texts: Catalog) -> list[dict[str, Any]]:
    """Every work that is shown, for the table below the matrix."""
    unknown = texts("align.unknown")
    return [
        {
            "id": work.id, "kind": texts(f"align.kind.{work.kind}"), "is_term": work.kind == "term",
            "party": index.name(work.party), "sector": work.sector, "area": area_name(work.area, texts),
            "status": texts(f"align.status.{work.status}"),
            "start": unknown if work.start is None else begin_of(work.start, index, texts),
            "end": unknown if work.end is None else end_of(work.end, index, texts),
            "people": _count(work.low, work.high, texts),
        }
        for inside in found.cells.values()
        for work in inside
    ]  # fmt: skip


def begin_of(at: datetime, index: Index, texts: Catalog) -> str:
    """When something begins: a day where it begins with one."""
    local = at.astimezone(index.zone)
    return (words.day if local.time() == MIDNIGHT else words.instant)(at, index.zone, texts)


def end_of(at: datetime, index: Index, texts: Catalog) -> str:
    """When something ends: a day where it ends with one, since midnight belongs to the day before."""
    local = at.astimezone(index.zone)
    if local.time() != MIDNIGHT:
        return words.instant(at, index.zone, texts)
    return texts("cal.end_of_day", day=words.day(local - timedelta(days=1), index.zone, texts))


def _count(low: Decimal | None, high: Decimal | None, texts: Catalog) -> str:
    return "–" if low is None else words.interval(low, high, "", texts)


def query_of(chosen: Filter, at: str) -> dict[str, str]:
    """A filter as it stands in an address."""
    area = {None: "", ANYWHERE: NOT_SAID}.get(chosen.area, chosen.area or "")
    return {"sector": chosen.sector, "area": area, "party": chosen.party, "at": at}


# --- calendar ---------------------------------------------------------------------------------------------------------


def entry_line(entry: Entry, index: Index, texts: Catalog) -> Line:
    """One entry of the calendar in a sentence."""
    instance = instance_name(entry.instance, index, texts) if entry.instance else None
    return texts.line(
        f"cal.{entry.kind}", id=entry.id, what=entry.what or None, instance=instance,
        parties=named_parties(entry.parties, index, texts) if entry.parties else None,
    )  # fmt: skip


def grouped(
    entries: Iterable[Entry], index: Index, texts: Catalog, *, by: str
) -> list[tuple[str, list[tuple[datetime, str, Line]]]]:
    """Entries under their days, or under the Mondays of their weeks; what ends at midnight under the day that is over."""
    found: dict[str, list[tuple[datetime, str, Line]]] = {}
    for entry in entries:
        begins = entry.kind.endswith("_begins")
        local = entry.at.astimezone(index.zone) - timedelta(microseconds=0 if begins else 1)
        day = local - timedelta(days=local.weekday()) if by == "week" else local
        head = words.day(day, index.zone, texts)
        shown = (begin_of if begins else end_of)(entry.at, index, texts)
        found.setdefault(texts("cal.week", day=head) if by == "week" else head, []).append(
            (entry.at, shown, entry_line(entry, index, texts))
        )
    return list(found.items())


def events(entries: Iterable[Entry], index: Index, texts: Catalog, *, case: str, drill: str) -> list[Event]:
    """Entries for a calendar program; in an exercise each says so, since programs mix calendars.

    Parameters
    ----------
    case
        The case's id, so that two cases never change each other's entries.
    drill
        What to put before the words of each, in an exercise.
    """
    return [
        Event(
            uid=f"{sha256(f'{case} {drill} {entry.key}'.encode()).hexdigest()[:32]}@troth", at=entry.at,
            summary=" ".join(text for text in (drill, _words(entry, index, texts)) if text), categories=(entry.kind,),
        )
        for entry in entries
    ]  # fmt: skip


def _words(entry: Entry, index: Index, texts: Catalog) -> str:
    return "".join(piece.text for piece in entry_line(entry, index, texts))
