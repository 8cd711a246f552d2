"""How rows that became known later speak of an earlier time: the second clock of a question.

Asked how a term stood at a valid time, a row counts

- whole, where what it tells of was over by then, or where it was on record by then (an extension that was agreed and
  said counts, also for the days to come);
- not yet, where it tells of a time that was then still going on: the tally of a day says nothing of its noon. It opens
  the high end of the days that are over and that it may belong to, as any row does that is dated too roughly;
- not at all, where what it tells of began later. A denial without an end of its own speaks of all the time up to its
  date, and counts for what was to be done.

A row without a recorded time is taken to have been said when what it tells of was over.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from troth.records.evidence import Form
from troth.records.term import Kind

from .problem import Item


def by_then(items: Iterable[Item], clock: datetime, kind: Kind) -> Iterator[Item]:
    """The rows that speak of the time up to `clock`, for a term of some kind."""
    for item in items:
        if said_by(item, clock) or item.end <= clock or _looks_back(item, kind):
            yield item
        elif item.start < clock and kind is not Kind.SUSTAIN:
            yield replace(item, goes_on=True)


def said_by(item: Item, clock: datetime) -> bool:
    """Whether a row was on record by a time."""
    return item.row.recorded_at is not None and item.row.recorded_at <= clock


def _looks_back(item: Item, kind: Kind) -> bool:
    denies = item.row.form is Form.DENIAL and item.row.valid_to is None
    return denies and kind in {Kind.ACHIEVE, Kind.RESPOND}
