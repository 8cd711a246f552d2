"""A table sorted by (group, time, place in the log), kept in blocks so that a row can be put into its middle.

A block is a piece of every column, some thousands of rows long: to insert or remove a row moves the rows of one block,
and a stretch of time is a few slices. Blocks are split when they grow too long.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Key = tuple[int, int, int, int]
"""Group, time, place in the log, handle: what rows are sorted by."""
Column = npt.NDArray[Any]
LONGEST = 4096
"""Rows of a block; one more, and it is split."""
KEY = ("group", "time", "place", "handle")
TYPES: Mapping[str, type[np.generic]] = {
    "group": np.int64, "time": np.int64, "place": np.int64, "handle": np.int64, "role": np.uint8,
    "low": np.int64, "high": np.int64, "kind": np.int64, "sum_low": np.int64, "sum_high": np.int64,
}  # fmt: skip
"""The columns: what a row is sorted by, what it can be, what it counts, and what was last found of its instance."""
NO_INSTANCE = -1
"""`kind` of a row that names no instance."""


@dataclass(slots=True)
class Block:
    """A piece of the table."""

    columns: dict[str, Column]

    def __len__(self) -> int:
        """Rows."""
        return len(self.columns["time"])

    def key(self, index: int) -> Key:
        """What the row at a place is sorted by."""
        group, time, place, handle = (int(self.columns[name][index]) for name in KEY)
        return group, time, place, handle


@dataclass(frozen=True, slots=True)
class Cut:
    """Consecutive rows: pieces of blocks, each with its half-open range."""

    pieces: tuple[tuple[Block, int, int], ...]

    def column(self, name: str) -> Column:
        """One column of the rows, in order."""
        parts = [block.columns[name][low:high] for block, low, high in self.pieces]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=TYPES[name])

    def write(self, name: str, values: Column) -> None:
        """Put new values into one column of the rows."""
        done = 0
        for block, low, high in self.pieces:
            block.columns[name][low:high] = values[done : done + high - low]
            done += high - low

    def __len__(self) -> int:
        """Rows."""
        return sum(high - low for _, low, high in self.pieces)


@dataclass(slots=True)
class Blocks:
    """The whole table."""

    blocks: list[Block] = field(default_factory=list)
    firsts: list[Key] = field(default_factory=list)
    """Key of the first row of each block."""
    size: int = 0

    def __len__(self) -> int:
        """Rows."""
        return self.size

    def load(self, columns: Mapping[str, Column]) -> None:
        """Put the rows of sorted columns in place of all that is there."""
        size = self.size = len(columns["time"])
        starts = range(0, size, LONGEST // 2)
        self.blocks = [
            Block({name: columns[name][at : at + LONGEST // 2].astype(kind) for name, kind in TYPES.items()})
            for at in starts
        ]
        self.firsts = [block.key(0) for block in self.blocks]

    def insert(self, row: Mapping[str, int]) -> None:
        """Put a row where it belongs."""
        key = (row["group"], row["time"], row["place"], row["handle"])
        if not self.blocks:
            self.load({name: np.array([row[name]]) for name in TYPES})
            return
        number = max(0, bisect_right(self.firsts, key) - 1)
        block = self.blocks[number]
        at = _place(block, key)
        self.size += 1
        for name, column in block.columns.items():
            block.columns[name] = np.insert(column, at, row[name])
        if at == 0:
            self.firsts[number] = key
        if len(block) > LONGEST:
            self._split(number)

    def _split(self, number: int) -> None:
        block = self.blocks[number]
        half = len(block) // 2
        later = Block({name: column[half:].copy() for name, column in block.columns.items()})
        block.columns = {name: column[:half].copy() for name, column in block.columns.items()}
        self.blocks.insert(number + 1, later)
        self.firsts.insert(number + 1, later.key(0))

    def remove(self, key: Key) -> None:
        """Take a row out.

        Raises
        ------
        KeyError
            There is no such row.
        """
        number = max(0, bisect_right(self.firsts, key) - 1)
        block = self.blocks[number] if self.blocks else Block({})
        at = _place(block, key) if self.blocks else 0
        if not self.blocks or at >= len(block) or block.key(at) != key:
            raise KeyError(key)
        self.size -= 1
        for name, column in block.columns.items():
            block.columns[name] = np.delete(column, at)
        if len(block) == 0:
            del self.blocks[number], self.firsts[number]
        elif at == 0:
            self.firsts[number] = block.key(0)

    def between(self, group: int, first: int, last: int) -> Cut:
        """The rows of a group from one time to another, both included."""
        low, high = (group, first, -1, -1), (group, last + 1, -1, -1)
        number = max(0, bisect_right(self.firsts, low) - 1)
        pieces = []
        while number < len(self.blocks) and self.firsts[number] < high:
            block = self.blocks[number]
            begin = 0 if self.firsts[number] >= low else _place(block, low)
            inside = number + 1 < len(self.blocks) and self.firsts[number + 1] < high
            end = len(block) if inside else _place(block, high)
            if begin < end:
                pieces.append((block, begin, end))
            number += 1
        return Cut(tuple(pieces))

    def before(self, key: Key, role: int) -> tuple[Block, int] | None:
        """The last row of a group before a key that has any bit of `role`."""
        number = max(0, bisect_right(self.firsts, key) - 1)
        for index in range(number, -1, -1):
            block = self.blocks[index] if self.blocks else None
            if block is None:
                return None
            end = _place(block, key) if index == number else len(block)
            begin = _place(block, (key[0], -(2**62), -1, -1))
            found = np.flatnonzero(block.columns["role"][begin:end] & np.uint8(role))
            if len(found):
                return block, begin + int(found[-1])
            if begin > 0:
                return None
        return None

    def after(self, key: Key, role: int) -> tuple[Block, int] | None:
        """The first row of a group after a key that has any bit of `role`."""
        for index in range(max(0, bisect_right(self.firsts, key) - 1), len(self.blocks)):
            block = self.blocks[index]
            begin, end = _place(block, key), _place(block, (key[0] + 1, -(2**62), -1, -1))
            if begin < end and block.key(begin) == key:
                begin += 1
            found = np.flatnonzero(block.columns["role"][begin:end] & np.uint8(role))
            if len(found):
                return block, begin + int(found[0])
            if end < len(block):
                return None
        return None

    def whole(self) -> Cut:
        """All rows."""
        return Cut(tuple((block, 0, len(block)) for block in self.blocks))

    def keys(self) -> Iterator[Key]:
        """What each row is sorted by, in order."""
        for block in self.blocks:
            yield from (block.key(index) for index in range(len(block)))


def _place(block: Block, key: Key) -> int:
    """Where in a block a key stands, or would stand."""
    low, high = 0, len(block)
    for name, value in zip(KEY, key, strict=True):
        part = block.columns[name][low:high]
        low, high = (
            low + int(np.searchsorted(part, value, "left")),
            low + int(np.searchsorted(part, value, "right")),
        )
        if low == high:
            break
    return low
