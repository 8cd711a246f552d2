"""The plan as a policy: the same priorities, replayed over durations, costs and access as they may turn out.

What is kept is the order in which services are served, and not the dates: each draw gives other durations and costs, later
gates, and the decoder starts what comes next as early as that draw allows. A project's duration and cost are known when it
starts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from .arrays import Arrays, arrays
from .kernel import Array
from .search import order_of
from .solve import Plan

LEVELS = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class Doubts:
    """What may turn out otherwise, beside the projects' own durations and costs."""

    gates: Mapping[str, Sequence[float]] = field(default_factory=dict)
    """By region: how likely access opens 0, 1, 2 … periods later than planned."""


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of all draws."""

    value: tuple[float, float, float]
    """People-days: their 5, 50 and 95 % points."""
    served: Array
    """People served by the end of each period: the same points, shape (3, T)."""
    ready: Mapping[str, tuple[int, int, int]]
    """By service: the period from which it is there, the same points; the horizon where it never is."""
    by_due: Mapping[str, float]
    """By service that was promised: how likely it is there in time."""
    ends: Mapping[str, tuple[int, int, int]]
    """By project: the same points of its end; the horizon plus one where it is not done."""
    draws: int


def replay(made: Plan, doubts: Doubts | None = None, *, draws: int = 500, seed: int = 0) -> Replay:
    """Replay a plan's priorities.

    Parameters
    ----------
    made
        A plan.
    doubts
        Of access; durations and costs are the projects' own.
    draws
        How many; each is a function of its number and the seed alone.
    seed
        Of all draws.
    """
    task = arrays(made.programme)
    order = order_of(made.keys)
    later = doubts or Doubts()
    values, ready, ends = [], [], []
    for draw in range(draws):
        turned = _turned(task, later, np.random.Generator(np.random.Philox(key=[seed, draw])))
        start, chosen = turned.decoded(order, made.prefer)
        when = turned.ready(start, chosen)
        values.append(task.worth(when))
        ready.append(when)
        mode = task.mode_first[:-1] + np.maximum(chosen, 0)
        ends.append(np.where(start >= 0, start + turned.duration[mode], task.programme.periods + 1))
    return _told(task, np.array(values), np.array(ready), np.array(ends))


def _turned(task: Arrays, doubts: Doubts, random: np.random.Generator) -> Arrays:
    """The programme as one draw has it."""
    projects = task.programme.projects
    longer = np.exp(
        np.array([one.duration_log_sd for one in projects]) * random.standard_normal(len(projects))
    )
    dearer = np.exp(np.array([one.cost_log_sd for one in projects]) * random.standard_normal(len(projects)))
    modes = np.diff(task.mode_first)
    of_mode = np.repeat(np.arange(len(projects)), modes)
    of_money = np.repeat(of_mode, np.diff(task.money_first))
    delays = {
        region: int(random.choice(len(odds), p=np.array(odds) / sum(odds)))
        for region, odds in sorted(doubts.gates.items())
    }
    late = np.array([delays.get(one.region, 0) for one in projects], np.int64)
    return replace(
        task,
        duration=np.maximum(1, np.rint(task.duration * longer[of_mode])).astype(np.int64),
        money=task.money * dearer[of_money] if len(of_money) else task.money,
        earliest=task.earliest + late,
    )


def _told(task: Arrays, values: Array, ready: Array, ends: Array) -> Replay:
    periods = task.programme.periods
    people = np.array([service.people for service in task.services])
    served = np.stack([((ready <= period) * people).sum(axis=1) for period in range(periods)], axis=1)
    return Replay(
        value=_points(values),
        served=np.quantile(served, LEVELS, axis=0, method="inverted_cdf"),
        ready={one.id: _whole(ready[:, number]) for number, one in enumerate(task.services)},
        by_due={
            one.id: float((ready[:, number] <= one.due).mean())
            for number, one in enumerate(task.services)
            if one.due is not None
        },
        ends={one.id: _whole(ends[:, number]) for number, one in enumerate(task.programme.projects)},
        draws=len(values),
    )


def _points(values: Array) -> tuple[float, float, float]:
    low, middle, high = (float(one) for one in np.quantile(values, LEVELS))
    return low, middle, high


def _whole(values: Array) -> tuple[int, int, int]:
    low, middle, high = (int(one) for one in np.quantile(values, LEVELS, method="inverted_cdf"))
    return low, middle, high
