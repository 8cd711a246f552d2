"""Before and after: the order of the log, as far as it is known.

Rows are ordered by their time, and rows of one time by their `sequence`. Of two rows of one time of which one has no
sequence nobody knows which came first: neither is after the other. A row that is dated by a day lies somewhere in it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from .problem import Item


def place(item: Item) -> tuple[datetime, int, str]:
    """What rows are sorted by: time, place in the log, id."""
    return item.start, -1 if item.row.sequence is None else item.row.sequence, item.id


def came_before(one: Item, other: Item) -> bool:
    """Whether one row surely lies earlier in the log than another."""
    if not one.instant:
        return one.end <= other.start
    if one.start != other.start or not other.instant:
        return one.start < other.start
    first, second = one.row.sequence, other.row.sequence
    return first is not None and second is not None and first < second


def not_after(one: Item, other: Item) -> bool:
    """Whether one row surely lies no later in the log than another: before it, or at the same time."""
    if came_before(one, other):
        return True
    together = one.instant and other.instant and one.start == other.start
    return together and not came_before(other, one)


class Timeline:
    """Rows in the order of the log, to be asked for those around a time without looking at all of them."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.rows = sorted(items, key=place)
        """All of them, in order."""
        self._starts = [item.start for item in self.rows]
        self.longest = max((item.end - item.start for item in self.rows), default=timedelta())
        """Length of the row that takes longest."""

    def meeting(self, first: datetime, last: datetime) -> list[Item]:
        """The rows of which some part may lie from `first` to `last`, both included."""
        low, high = bisect_left(self._starts, first - self.longest), bisect_right(self._starts, last)
        return [item for item in self.rows[low:high] if item.end >= first]

    def back_from(self, last: datetime) -> Iterator[Item]:
        """The rows that begin at `last` or before, the latest first."""
        for index in range(bisect_right(self._starts, last) - 1, -1, -1):
            yield self.rows[index]


class Timelines:
    """Timelines by key; one for all keys where keys are not asked for."""

    def __init__(self, items: Iterable[Item], *, same_key: bool) -> None:
        self._same_key = same_key
        found: dict[str, list[Item]] = {}
        for item in items:
            found.setdefault(item.row.key if same_key else "", []).append(item)
        self._found = {key: Timeline(rows) for key, rows in found.items()}
        self._none = Timeline(())

    def beside(self, item: Item) -> Timeline:
        """The rows with the key of `item`."""
        return self._found.get(item.row.key if self._same_key else "", self._none)


def told_once(items: Iterable[Item]) -> list[list[Item]]:
    """Rows by the event that they tell of, in order of the log: several pages that tell of one event tell of one.

    What is one event is what is alike in kind, place, key and time; of several such on one page each is an event.
    """
    events: dict[tuple[object, ...], list[Item]] = {}
    pages: dict[tuple[object, ...], int] = {}
    for item in sorted(items, key=place):
        row = item.row
        alike = (item.start, item.end, row.event, row.category, row.place, row.key)
        turn = pages[(*alike, row.source)] = pages.get((*alike, row.source), 0) + 1
        events.setdefault((*alike, turn), []).append(item)
    return list(events.values())
