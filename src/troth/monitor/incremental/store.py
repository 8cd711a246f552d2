"""Every row that ever arrived, by a number of its own; nothing is forgotten, so that what was taken back can come back."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from troth.monitor.columnar.kernels import Ints
from troth.records.evidence import Evidence
from troth.records.evidence_table import from_table, to_table

FEW = 16
"""So many rows are looked up one by one."""


@dataclass(slots=True)
class Store:
    """Rows by number, in the order in which they arrived: tables as they came, and single records."""

    _starts: list[int] = field(default_factory=list)
    _parts: list[pl.DataFrame | list[Evidence]] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        """Rows."""
        return len(self._numbers)

    def __contains__(self, name: object) -> bool:
        """Whether a row of this id arrived."""
        return name in self._numbers

    def number(self, name: str) -> int:
        """The number of the row of this id."""
        return self._numbers[name]

    def add(self, row: Evidence) -> int:
        """Keep a record, and give its number."""
        number = len(self)
        last = self._parts[-1] if self._parts else None
        if isinstance(last, list):
            last.append(row)
        else:
            self._starts.append(number)
            self._parts.append([row])
        self._numbers[row.id] = number
        return number

    def add_table(self, frame: pl.DataFrame) -> range:
        """Keep a table, and give the numbers of its rows."""
        first = len(self)
        self._starts.append(first)
        self._parts.append(frame)
        self._numbers.update(
            zip(frame["evidence_id"].to_list(), range(first, first + len(frame)), strict=True)
        )
        return range(first, first + len(frame))

    def record(self, number: int) -> Evidence:
        """The row of this number."""
        part = bisect_right(self._starts, number) - 1
        kept, place = self._parts[part], number - self._starts[part]
        return kept[place] if isinstance(kept, list) else from_table(kept[place])[0]

    def records(self, numbers: Iterable[int]) -> tuple[Evidence, ...]:
        """The rows of some numbers."""
        return tuple(self.record(number) for number in numbers)

    def name(self, number: int) -> str:
        """The id of the row of this number."""
        part = bisect_right(self._starts, number) - 1
        kept, place = self._parts[part], number - self._starts[part]
        return kept[place].id if isinstance(kept, list) else str(kept["evidence_id"][place])

    def names(self, numbers: Ints) -> pl.Series:
        """The ids of the rows of some numbers."""
        if len(numbers) <= FEW:
            return pl.Series([self.name(number) for number in numbers.tolist()], dtype=pl.String)
        parts = np.searchsorted(self._starts, numbers, "right") - 1
        found = pl.Series([""], dtype=pl.String).new_from_index(0, len(numbers))
        for part in np.unique(parts).tolist():
            kept, at = self._parts[part], np.flatnonzero(parts == part)
            places = numbers[at] - self._starts[part]
            if isinstance(kept, list):
                names = pl.Series([kept[place].id for place in places.tolist()], dtype=pl.String)
            else:
                names = kept["evidence_id"].gather(places)
            if len(at) == len(numbers):
                return names
            found = found.scatter(at, names)
        return found

    def table(self, columns: Iterable[str], *, without: AbstractSet[int]) -> pl.DataFrame:
        """Some columns of all rows but those of some numbers, as far as they have them."""
        left = np.array(sorted(without), dtype=np.int64)
        found = []
        for start, part in zip(self._starts, self._parts, strict=True):
            frame = to_table(part) if isinstance(part, list) else part
            kept = ~np.isin(np.arange(start, start + len(frame)), left)
            found.append(
                frame.select(name for name in columns if name in frame.columns).filter(pl.Series(kept))
            )
        return pl.concat(found, how="diagonal") if found else to_table(()).select(columns)

    def all(self) -> Iterator[tuple[int, Evidence]]:
        """Every row with its number."""
        for start, part in zip(self._starts, self._parts, strict=True):
            yield from enumerate(part if isinstance(part, list) else from_table(part), start)
