"""Heavy work as a map over partitions and a reduction in order: what an engine may ask of whoever runs it.

An engine that can be cut into pieces takes `Partitions` and an `Executor` and does not know whether the pieces run in
this process, in a pool or on a cluster: `troth.case` chooses. Two rules make the result the same, bit for bit, for
one worker or a hundred: how the data is cut never depends on the number of workers, and results are combined in the
order of the pieces.

>>> class InProcess:
...     def map(self, work, partitions):
...         return (work(partitions.load(index)) for index in range(partitions.count))
>>> class Days:
...     count = 3
...     def load(self, index):
...         return [200, 199, 201][: index + 1]
>>> map_reduce(InProcess(), Days(), work=sum, combine=lambda one, other: one + other)
1199
"""

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Protocol, TypeVar

Part_co = TypeVar("Part_co", covariant=True)
Part = TypeVar("Part")
Result = TypeVar("Result")


class Partitions(Protocol[Part_co]):
    """A data set in pieces, each small enough for one worker's memory; their number and order are part of the data."""

    @property
    def count(self) -> int:
        """How many pieces there are."""
        ...

    def load(self, index: int) -> Part_co:
        """The piece at `index`, 0 ≤ index < `count`: the same each time, wherever it is asked for."""
        ...


class Executor(Protocol):
    """Somebody who does the same work on every piece."""

    def map(self, work: Callable[[Part], Result], partitions: Partitions[Part]) -> Iterable[Result]:
        """What `work` makes of each piece, in the order of the pieces, however they were run.

        `work` is pure; it and what it returns can be sent to another process. An error in a piece is raised here.
        """
        ...


def map_reduce(
    executor: Executor,
    partitions: Partitions[Part],
    *,
    work: Callable[[Part], Result],
    combine: Callable[[Result, Result], Result],
) -> Result:
    """Work on every piece, then combine the results from first to last.

    Parameters
    ----------
    executor
        Who runs the pieces.
    partitions
        At least one piece.
    work
        Sufficient statistics of one piece.
    combine
        Associative: statistics of neighbouring pieces to statistics of both.

    Raises
    ------
    ValueError
        There are no pieces, so there is nothing to combine.
    """
    if partitions.count < 1:
        msg = (
            "there are no partitions: found 0, expected at least 1; an empty data set is one empty partition"
        )
        raise ValueError(msg)
    return reduce(combine, executor.map(work, partitions))
