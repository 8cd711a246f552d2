"""A plan of a programme: the search, what plainer lists would have made of it, and the independent check."""

from collections.abc import Mapping
from dataclasses import dataclass

from .arrays import Arrays, arrays
from .check import check, ready
from .faults import Fault, plannable
from .kernel import Array
from .problem import Programme
from .search import Budget, Found, greedies, order_of, search


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done when, how, and what comes of it."""

    programme: Programme
    """What could be planned of the whole."""
    starts: Mapping[str, tuple[int, int]]
    """By project: its first period and the number of its mode; one that is not there does not fit into the horizon."""
    ready: Mapping[str, int]
    """By service: the period from which it is there."""
    value: float
    """Of the objective."""
    keys: Array
    """Of each service, in the order of `arrays`: with them the plan is made anew when durations, costs or access change."""
    lists: Mapping[str, float]
    """What plainer ways make of the same, by name: the score list, first come, two lists of services."""
    faults: tuple[Fault, ...]
    """What could not be planned, and why."""
    checked: list[str]
    """What the independent check says; nothing where the plan keeps every limit."""
    decodes: int

    @property
    def gain_over_score_list(self) -> float:
        """How much more this is worth than what the score list makes, as a share."""
        return _gain(self.value, self.lists["score list"])

    @property
    def gain_over_best_greedy(self) -> float:
        """How much more this is worth than the best of all lists, as a share; never below 0."""
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
    keys: Array | None = None,
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
    keys
        Of an earlier plan of the same programme: this one is never worth less.
    """
    usable, found = plannable(programme)
    known = {name: began for name, began in (started or {}).items() if began[0] < now}
    task = arrays(usable, objective=objective, pinned=known, now=now)
    lists = greedies(task)
    best = search(task, budget, keys=keys)
    name = max(lists, key=lambda one: lists[one][0])
    if lists[name][0] > best.value:  # a list is a plan too: ours is never worth less than the best of them
        value, start, chosen = lists[name]
        best = Found(value, start, chosen, best.keys, best.decodes)
    starts = starts_of(task, best.start, best.chosen)
    return Plan(
        programme=usable,
        starts=starts,
        ready=ready(usable, starts),
        value=best.value,
        keys=best.keys,
        lists={name: value for name, (value, _, _) in lists.items()},
        faults=tuple(found),
        checked=check(usable, starts),
        decodes=best.decodes,
    )


def starts_of(task: Arrays, start: Array, chosen: Array) -> dict[str, tuple[int, int]]:
    """Starts and modes by the projects' ids."""
    return {
        project.id: (int(start[number]), int(chosen[number]))
        for number, project in enumerate(task.programme.projects)
        if start[number] >= 0
    }


def again(task: Arrays, keys: Array) -> tuple[float, Array, Array]:
    """The plan that the same priorities make of a programme that has changed."""
    return task.run(order_of(keys))
