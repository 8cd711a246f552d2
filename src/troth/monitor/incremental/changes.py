"""What the monitor answers to a stimulus: which verdicts changed, and what waits for more."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple

import numpy as np

from troth.monitor.columnar.kernels import Ints
from troth.records.verdict import State


class Change(NamedTuple):
    """A verdict that is not what it was: of a term as a whole (`instance` None) or of one part of it.

    A tuple, since the first rows of a log may bring a million of them.
    """

    term: str
    instance: str | None
    obligor: str | None = None
    before: State | None = None
    """None: there was no such part."""
    after: State | None = None
    """None: there is no such part any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The answer to one stimulus."""

    changes: tuple[Change, ...] = ()
    """Verdicts whose state changed, and parts that came or went."""
    settled: int = 0
    """Instances that were settled again."""
    touched: int = 0
    """Of these, instances of which anything changed: the state, or the amounts."""
    waiting: tuple[str, ...] = ()
    """Sentences about rows of this stimulus that have no effect yet: they correct or take back what nobody has said, or
    do not say when. `Monitor.waiting` has all that still wait."""
    skews: tuple[str, ...] = ()
    """Sentences about rows of this stimulus that were recorded before what they tell of, or before what they correct: the
    clocks cannot both be right. They are taken in."""

    def __iter__(self) -> Iterator[Change]:
        """The changes of state."""
        return iter(self.changes)

    def __len__(self) -> int:
        """Changes of state."""
        return len(self.changes)


def changed(
    term: str,
    moved: Mapping[int, tuple[int, int]],
    states: Mapping[int, State | None],
    names: Callable[[Ints], Sequence[str]],
) -> Iterable[Change]:
    """The parts of a term of which the state is not what it was, all at once.

    Parameters
    ----------
    moved
        By the number of the row that names it: the class that a part had, and that it has.
    states
        The state of each class.
    names
        The ids of the rows of some numbers.

    Examples
    --------
    >>> told = changed("T", {7: (0, 1), 5: (1, 2)}, {0: None, 1: State.KEPT, 2: State.KEPT}, lambda ones: [f"E{one}" for one in ones])
    >>> [(one.instance, one.before, one.after.value) for one in told]
    [('E7', None, 'kept')]
    """
    numbers = np.fromiter(moved, dtype=np.int64, count=len(moved))
    order = np.argsort(numbers)
    classes = np.array(list(moved.values()), dtype=np.int64).reshape(-1, 2)[order]
    known, which = np.unique(classes, return_inverse=True)
    by_class = [states[one] for one in known.tolist()]
    first = np.array(
        [by_class.index(state) for state in by_class], dtype=np.int64
    )  # of two classes in one state
    before, after = first[which.reshape(-1, 2)].T
    differ = np.flatnonzero(before != after)
    was, now = ([by_class[one] for one in column[differ].tolist()] for column in (before, after))
    told = zip(repeat(term), names(numbers[order][differ]), repeat(None), was, now, strict=False)
    return map(Change._make, told)
