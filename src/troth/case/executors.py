"""Who runs the pieces of heavy work: this process, a pool of processes, or a Dask cluster; the results are the same.

>>> from troth.records import map_reduce
>>> class Days:
...     count = 3
...     def load(self, index):
...         return index + 200
>>> map_reduce(InProcess(), Days(), work=float, combine=max)
202.0
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import Any, TypeVar

from troth.records import Executor, Partitions

Part = TypeVar("Part")
Result = TypeVar("Result")


class InProcess:
    """One piece after the other, here."""

    def map(self, work: Callable[[Part], Result], partitions: Partitions[Part]) -> Iterator[Result]:
        """What `work` makes of each piece, in their order."""
        return (work(partitions.load(index)) for index in range(partitions.count))


@dataclass(frozen=True, slots=True)
class Pool:
    """A pool of processes; each loads its own pieces, so that no data passes between them but results."""

    workers: int

    def map(self, work: Callable[[Part], Result], partitions: Partitions[Part]) -> Iterator[Result]:
        """What `work` makes of each piece, in their order; an error in a piece is raised here."""
        # spawned and not forked: threads that polars has started do not survive a fork
        with ProcessPoolExecutor(self.workers, mp_context=get_context("spawn")) as pool:
            yield from pool.map(partial(_done, work, partitions), range(partitions.count))


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Dask cluster by the address of its scheduler (extra `cluster`)."""

    address: str

    def map(self, work: Callable[[Part], Result], partitions: Partitions[Part]) -> Iterable[Result]:
        """What `work` makes of each piece, in their order."""
        from distributed import Client  # noqa: PLC0415 - an extra: only who has a cluster needs it

        with Client(self.address) as client:  # type: ignore[no-untyped-call]  # it has no types
            futures = client.map(partial(_done, work, partitions), range(partitions.count), pure=False)
            yield from (future.result() for future in futures)


def _done(work: Callable[[Any], Result], partitions: Partitions[Any], index: int) -> Result:
    return work(partitions.load(index))


def executor(workers: int = 1, cluster: str | None = None) -> Executor:
    """The one that was asked for; one worker is this process."""
    if cluster is not None:
        return Cluster(cluster)
    return InProcess() if workers <= 1 else Pool(workers)
