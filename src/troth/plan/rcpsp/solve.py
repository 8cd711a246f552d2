"""A short schedule in a given time or number of iterations, with what is known of how short it can be."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from .exact import prove
from .kernel import Array, evolved
from .project import Project, bound, lengths, longest_from

ISLANDS = 2
"""Independent searches, however many workers run them: the result does not depend on the workers."""
CHILDREN = 200
"""Of one iteration."""
PEOPLE = 60
"""Schedules that an island keeps."""
STALE = 60
"""Iterations without a shorter schedule after which an island begins anew, beside its best."""
SMALL = 70
"""Up to so many activities an exact search takes over part of the time."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A feasible schedule."""

    starts: tuple[int, ...]
    makespan: int
    bound: int
    """No schedule is shorter."""
    iterations: int
    """Of each island."""

    @property
    def proven(self) -> bool:
        """Whether no shorter schedule exists."""
        return self.makespan == self.bound


@dataclass(frozen=True, slots=True)
class _Arrays:
    """A project as the compiled code takes it."""

    durations: Array
    demands: Array
    capacities: Array
    first: Array
    before: Array
    after_first: Array
    after: Array
    latest: Array
    longest: int

    @classmethod
    def of(cls, project: Project) -> "_Arrays":
        tail = longest_from(project)
        whole = max(tail, default=0)
        earlier, later = project.predecessors, project.successors
        return cls(
            np.array(project.durations, np.int64),
            np.array(project.demands, np.int32).reshape(len(project.durations), len(project.capacities)),
            np.array(project.capacities, np.int32),
            np.array(lengths(earlier), np.int64),
            np.array([one for ones in earlier for one in ones] or [0], np.int64),
            np.array(lengths(later), np.int64),
            np.array([one for ones in later for one in ones] or [0], np.int64),
            np.array([whole - one for one in tail], np.int64),
            sum(project.durations) + 1,
        )


def plan(
    project: Project,
    *,
    seed: int = 0,
    iterations: int | None = None,
    limit: float | None = None,
    workers: int = 1,
    exact: bool = True,
) -> Schedule:
    """Search for a short schedule.

    Parameters
    ----------
    project
        What is to be done.
    seed
        Of all draws.
    iterations
        Of each island, 200 schedules each; with them the result is the same on any machine and for any number of workers.
    limit
        Seconds instead; 1 where neither is given.
    workers
        Threads: 1 or 2.
    exact
        Within a time limit, let an exact search take over where the project is small.

    Returns
    -------
    Schedule
        Always feasible; `bound` is the best that is known.
    """
    if not project.durations:
        return Schedule((), 0, 0, 0)
    ends = None if iterations is not None else time.monotonic() + (1.0 if limit is None else limit)
    small = exact and ends is not None and len(project.durations) <= SMALL
    arrays, least = _Arrays.of(project), bound(project)
    share = 1.0 if ends is None or not small else 0.35
    stop = None if ends is None else time.monotonic() + share * (ends - time.monotonic())
    goes_on = _for(iterations) if iterations is not None else _until(stop or 0.0)
    with ThreadPoolExecutor(min(workers, ISLANDS)) as pool:
        islands = list(
            pool.map(lambda island: _island(arrays, least, seed * ISLANDS + island, goes_on), range(ISLANDS))
        )
    starts, makespan, rounds = min(islands, key=lambda one: one[1])
    found = Schedule(tuple(int(one) for one in starts), makespan, least, rounds)
    if small and not found.proven and ends is not None:
        return _proved(project, found, ends - time.monotonic(), workers)
    return found


def _for(iterations: int) -> Callable[[int], bool]:
    return lambda done: done < iterations


def _until(end: float) -> Callable[[int], bool]:
    return lambda done: done == 0 or time.monotonic() < end


def _island(arrays: _Arrays, least: int, seed: int, goes_on: Callable[[int], bool]) -> tuple[Array, int, int]:
    """One search: its best starts, their makespan, and how many iterations it had."""
    state = np.array([seed], np.uint64)
    activities = len(arrays.durations)
    people, spans = np.zeros((PEOPLE, activities), np.int64), np.zeros(PEOPLE, np.int64)
    best, makespan = people[0], arrays.longest + 1
    done = stale = 0
    while goes_on(done) and makespan > least:
        found = evolved(
            people, spans, state, CHILDREN, least, arrays.longest, arrays.latest, arrays.durations,
            arrays.demands, arrays.capacities, arrays.first, arrays.before, arrays.after_first, arrays.after,
        )  # fmt: skip
        done, stale = done + 1, stale + 1
        if found < makespan:
            makespan, stale = int(found), 0
            best = people[int(np.argmin(np.where(spans > 0, spans, arrays.longest + 1)))].copy()
        if stale > STALE:
            spans[:], stale = 0, 0
            people[0], spans[0] = best, makespan
    return best, makespan, done


def _proved(project: Project, found: Schedule, seconds: float, workers: int) -> Schedule:
    """The same or a shorter schedule, and the bound that an exact search gives."""
    if seconds <= 0:
        return found
    starts, least = prove(project, found.starts, found.makespan, seconds=seconds, workers=workers)
    if starts is not None:
        ends = [start + length for start, length in zip(starts, project.durations, strict=True)]
        found = replace(found, starts=tuple(starts), makespan=max(ends))
    return replace(found, bound=min(max(found.bound, least), found.makespan))
