"""Every row that arrived: which are known by now, and which of these still count."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime
from heapq import heappop, heappush
from typing import NamedTuple

import polars as pl

from troth.records.evidence import Evidence

from .corrections import Corrections
from .store import Store


class Turn(NamedTuple):
    """A row that begins to count (`came`), or ends."""

    number: int
    row: Evidence
    came: bool


@dataclass(slots=True)
class Known:
    """Rows by number, and what has become of each."""

    store: Store = field(default_factory=Store)
    corrections: Corrections = field(default_factory=Corrections)
    _later: list[tuple[datetime, int]] = field(default_factory=list)
    _unknown: set[int] = field(default_factory=set)
    _out: set[int] = field(default_factory=set)
    """Numbers of known rows that do not count: corrected, taken back, or themselves only a retraction."""

    @property
    def silent(self) -> AbstractSet[int]:
        """Numbers of the rows that do not count, or not yet."""
        return self._out | self._unknown

    def add(self, rows: Iterable[Evidence], as_of: datetime) -> list[tuple[int, Evidence]]:
        """Keep new rows; those that are known by `as_of`, with their numbers."""
        found = []
        for row in rows:
            self.corrections.waits(row, self.store)
            number = self.store.add(row)
            if row.recorded_at is not None and row.recorded_at > as_of:
                heappush(self._later, (row.recorded_at, number))
                self._unknown.add(number)
            else:
                found.append((number, row))
        return found

    def add_table(self, frame: pl.DataFrame, as_of: datetime) -> pl.Series:
        """Keep a table of rows that correct nothing; which of them are known by `as_of`."""
        numbers = self.store.add_table(frame)
        if "recorded_at" not in frame.columns:
            return pl.Series([True]).new_from_index(0, len(frame))
        known = (frame["recorded_at"] <= as_of.astimezone(UTC)).fill_null(value=True)
        for row in known.not_().arg_true().to_list():
            heappush(self._later, (frame["recorded_at"][row], numbers[row]))
            self._unknown.add(numbers[row])
        return known

    def due(self, as_of: datetime) -> list[tuple[int, Evidence]]:
        """The rows that become known by a time, with their numbers."""
        found = []
        while self._later and self._later[0][0] <= as_of:
            _, number = heappop(self._later)
            self._unknown.discard(number)
            found.append((number, self.store.record(number)))
        return found

    def learn(self, rows: list[tuple[int, Evidence]]) -> Iterator[Turn]:
        """Rows became known: which of them count, and which others do so no longer, or again.

        What was said last is looked at first, so that of a chain of corrections only its end ever comes to count.
        """
        changed: set[str] = set()
        for _, row in reversed(rows):
            changed |= self.corrections.learn(row)
        mine = {row.id for _, row in rows}
        self._out |= {number for number, _ in rows}  # until each has its turn
        for name in sorted(changed - mine):
            if name in self.store and self.store.number(name) not in self._unknown:
                yield from self._turned(self.store.number(name))
        for number, row in rows:
            if row.retracts is None and self.corrections.counts(row.id):
                self._out.discard(number)
                yield Turn(number, row, came=True)

    def _turned(self, number: int) -> Iterator[Turn]:
        """Whether a row that was known before comes back, or goes."""
        row = self.store.record(number)
        counts = row.retracts is None and self.corrections.counts(row.id)
        if counts and number in self._out:
            self._out.discard(number)
            yield Turn(number, row, came=True)
        elif not counts and number not in self._out:
            self._out.add(number)
            yield Turn(number, row, came=False)

    def counting(self) -> Iterator[tuple[int, Evidence]]:
        """The rows that are known and count, with their numbers."""
        for number, row in self.store.all():
            if number not in self._out and number not in self._unknown:
                yield number, row

    def naming(self, term: str) -> list[tuple[int, Evidence]]:
        """The rows that count and name a term."""
        return [(number, row) for number, row in self.counting() if term in row.terms]
