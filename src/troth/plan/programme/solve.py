"""A plan of a programme: the search, what plainer lists would have made of it, and the independent check."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from .arrays import Arrays, arrays
from .check import check, missed, ready, served_by
from .faults import Fault, plannable
from .kernel import Array
from .problem import Programme
from .search import Budget, greedies, search


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done when, how, and what comes of it."""

    programme: Programme
    """What could be planned of the whole."""
    starts: Mapping[str, tuple[int, int]]
    """By project: its first period and the number of its mode; one that is not there does not fit into the horizon."""
    ready: Mapping[str, int]
    """By service: the period from which it is there."""
    objective: str
    """One of `OBJECTIVES`."""
    value: float
    """Of the objective."""
    keys: Array
    """Of each service, in the order of `arrays`: with them the plan is made anew when durations, costs or access change."""
    prefer: Array
    """Of each project: the mode that it is tied to, or -1."""
    lists: Mapping[str, float]
    """What plainer ways make of the same, by name: the score list, first come, two lists of services."""
    listed_curve: tuple[float, ...]
    """People served in each period by what the score list makes of it."""
    faults: tuple[Fault, ...]
    """What could not be planned, and why; and the floors that are missed."""
    checked: list[str]
    """What the independent check says; nothing where the plan keeps every limit."""
    decodes: int

    @property
    def gain_over_score_list(self) -> float:
        """How much more this is worth than what the score list makes, as a share."""
        return _gain(self.value, self.lists["score list"])

    @property
    def gain_over_best_greedy(self) -> float:
        """How much more this is worth than the best of all lists, as a share; below 0 only where a list misses a floor."""
        return _gain(self.value, max(self.lists.values()))


def _gain(value: float, other: float) -> float:
    return (value - other) / abs(other) if other else 0.0


def plan(
    programme: Programme,
    budget: Budget = Budget(),  # noqa: B008 - frozen
    *,
    objective: str = "people_days",
    started: Mapping[str, tuple[int, int]] | None = None,
    now: int = 0,
    begin: Plan | None = None,
) -> Plan:
    """Plan what can be planned.

    Parameters
    ----------
    programme
        With faults or without: what is wrong is told, and the rest is planned.
    budget
        How long is searched. With a number of iterations the plan is the same for any number of workers.
    objective
        One of `OBJECTIVES`.
    started
        What has started by `now`, with its period and mode: it stays.
    now
        Nothing else starts before.
    begin
        An earlier plan of this programme or of one that is like it: its priorities come first, and where it can still be
        carried out as it stands, this one is never worth less.
    """
    usable, found = plannable(programme)
    known = {name: began for name, began in (started or {}).items() if began[0] < now}
    task = arrays(usable, objective=objective, pinned=known, now=now)
    lists = greedies(task)
    best = search(task, budget, first=_priorities(task, begin))
    if begin is not None and (kept := _kept(task, begin, known, now)) is not None and kept[0] > best.value:
        best = replace(best, value=kept[0], start=kept[1], chosen=kept[2])
    name = max(lists, key=lambda one: lists[one][0])
    if lists[name][0] > best.value:  # a list is a plan too: ours is never worth less than the best of them
        value, start, chosen = lists[name]
        best = replace(best, value=value, start=start, chosen=chosen)
    starts = starts_of(task, best.start, best.chosen)
    when = ready(usable, starts)
    listed = starts_of(task, *lists["score list"][1:])
    return Plan(
        programme=usable,
        starts=starts,
        ready=when,
        objective=objective,
        value=task.worth(task.ready(best.start, best.chosen)),
        keys=best.keys,
        prefer=best.prefer,
        lists={name: task.worth(task.ready(start, chosen)) for name, (_, start, chosen) in lists.items()},
        listed_curve=tuple(served_by(usable, ready(usable, listed))),
        faults=(*found, *_left_behind(programme, when)),
        checked=check(usable, starts),
        decodes=best.decodes,
    )


def _priorities(task: Arrays, begin: Plan | None) -> tuple[Array, Array] | None:
    """The priorities of an earlier plan, where it is about as many services and projects."""
    if begin is None or len(begin.keys) != len(task.services) or len(begin.prefer) != len(task.earliest):
        return None
    modes = np.diff(task.mode_first)
    return begin.keys, np.where(begin.prefer < modes, begin.prefer, -1)


def _kept(
    task: Arrays, begin: Plan, known: Mapping[str, tuple[int, int]], now: int
) -> tuple[float, Array, Array] | None:
    """An earlier plan as it stands; None where it breaks a limit of this programme, or what has started.

    A list of priorities alone does not do: with one crew more it may schedule worse (Graham's anomalies).
    """
    starts = begin.starts
    moved = any(starts.get(name) != began for name, began in known.items())
    early = any(start < now for name, (start, _) in starts.items() if name not in known)
    if moved or early or check(task.programme, starts):
        return None
    placed = [starts.get(project.id, (-1, -1)) for project in task.programme.projects]
    start, chosen = (
        (np.array(column, np.int64) for column in zip(*placed, strict=True))
        if placed
        else (begin.prefer, begin.prefer)
    )
    return task.value(task.ready(start, chosen)), start, chosen


def _left_behind(programme: Programme, when: Mapping[str, int]) -> Iterator[Fault]:
    """A floor is kept where the search finds how: one that is missed is told, and never passed over."""
    for floor, share in missed(programme, when):
        yield Fault(
            (floor.region,), f"{share:.0%} of its people are served by period {floor.period + 1}; its floor is {floor.share:.0%}"
        )  # fmt: skip


def starts_of(task: Arrays, start: Array, chosen: Array) -> dict[str, tuple[int, int]]:
    """Starts and modes by the projects' ids."""
    return {
        project.id: (int(start[number]), int(chosen[number]))
        for number, project in enumerate(task.programme.projects)
        if start[number] >= 0
    }
