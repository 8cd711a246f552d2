"""The arithmetic of plain terms: for every instance, which rows belong to it and what they add up to.

All functions take a log that is sorted by time and place in the log, and work on whole columns. (N,) is the number of
rows, (I,) that of instances, (M,) that of the rows that count.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Bits = npt.NDArray[np.uint8]
"""Roles of rows, see `troth.monitor.columnar.spec.Role`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """A log in columns, sorted by (`time`, `sequence`); every array is (N,)."""

    time: Ints
    """Microseconds since 1970."""
    group: Ints
    """Code of the row's key, 0 ≤ code < N; all 0 where keys do not matter."""
    role: Bits
    """Bits of `troth.monitor.columnar.spec.Role`."""
    low: Ints
    """Least that the row counts, in units of 10 ** -places."""
    high: Ints
    ordered: bool
    """Whether rows of one time are known to follow each other as they stand here."""

    def __len__(self) -> int:
        """Rows."""
        return len(self.time)

    def where(self, role: int) -> Ints:
        """Positions of the rows that have all bits of `role`."""
        return np.flatnonzero(self.role & np.uint8(role) == role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretches:
    """For every instance a half-open run of `order`: the rows that belong to it."""

    order: Ints
    """(M,) positions in the log, sorted by group, then by position."""
    first: Ints
    """(I,)"""
    last: Ints
    """(I,)"""

    @property
    def count(self) -> Ints:
        """(I,) how many rows belong to each instance."""
        return self.last - self.first

    def sums(self, amounts: Ints) -> Ints:
        """(I,) what the rows of each instance add up to; `amounts` is (N,)."""
        running = np.zeros(len(self.order) + 1, dtype=np.int64)
        np.cumsum(amounts[self.order], out=running[1:])
        return running[self.last] - running[self.first]


def begin(log: Log, at: Ints, *, own: bool) -> Ints:
    """(I,) the first position that is not before the rows `at`: their own, or the first of their time.

    Parameters
    ----------
    own
        Whether the row itself is within; where the order within one time is known, else it always is.
    """
    if log.ordered:
        return at if own else at + 1
    return np.searchsorted(log.time, log.time[at], "left")


def finish(log: Log, at: Ints) -> Ints:
    """(I,) the first position after the rows `at`, or after their time where the order within it is not known."""
    return at + 1 if log.ordered else np.searchsorted(log.time, log.time[at], "right")


def stretches(log: Log, role: int, at: Ints, start: Ints, end: Ints) -> Stretches:
    """The rows of a role that lie between two positions of each instance, and in its group.

    Parameters
    ----------
    at
        (I,) positions of the instances: their groups are looked at.
    start, end
        (I,) half-open, in positions of the log.
    """
    order = log.where(role)
    size = len(log) + 1  # one more than any position, so that groups do not run into each other
    if not log.group.any():
        before = np.zeros(size, dtype=np.int64)
        np.cumsum(
            log.role & np.uint8(role) == role, out=before[1:]
        )  # how many of the role stand before a position
        return Stretches(order=order, first=before[start], last=before[end])
    ranked = np.sort(log.group[order] * size + order)
    base = log.group[at] * size
    first, last = np.searchsorted(ranked, base + start), np.searchsorted(ranked, base + end)
    return Stretches(order=ranked % size, first=first, last=np.maximum(first, last))


def touched(runs: Stretches) -> Flags:
    """(M,) which rows belong to any instance."""
    size = len(runs.order) + 1
    step = np.bincount(runs.first, minlength=size) - np.bincount(runs.last, minlength=size)
    return np.cumsum(step)[: len(runs.order)] > 0


def classes_of(classes: Ints) -> Ints:
    """The classes that occur, rising; they are small numbers, so nothing need be sorted.

    >>> classes_of(np.array([5, 2, 5])).tolist()
    [2, 5]
    """
    return np.flatnonzero(np.bincount(classes))


def latest(log: Log, role: int, at: Ints) -> Ints:
    """(I,) the last position of a role before each row of its group; -1 where there is none."""
    found = stretches(log, role, at, np.zeros_like(at), at)
    known = found.count > 0
    return np.where(known, found.order[np.where(known, found.last - 1, 0)] if len(found.order) else -1, -1)


def highest(values: Ints, first: Ints, last: Ints, floor: Ints) -> Ints:
    """(I,) the highest of `values` in each half-open run, and at least `floor`.

    By doubling: the highest of 1, 2, 4 … values from each place on; a run is covered by two of those of its length.

    >>> ints = lambda *given: np.array(given, dtype=np.int64)
    >>> highest(ints(3, 1, 4, 1), ints(0, 1, 2), ints(2, 4, 2), ints(0, 0, 9)).tolist()
    [3, 4, 9]
    """
    best, length = floor.copy(), last - first
    level, width = values, 1
    while width <= int(length.max(initial=0)):
        mine = (length >= width) & (length < 2 * width)
        if mine.any():
            found = np.maximum(level[first[mine]], level[last[mine] - width])
            best[mine] = np.maximum(best[mine], found)
        level = np.maximum(level[: max(0, len(level) - width)], level[width:])
        width *= 2
    return best
