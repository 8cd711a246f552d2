"""What no plan of a large programme exceeds: prices for money, crews, imports and for what services wait for.

Lagrangian relaxation: the limits and "no service before its projects" are bought instead of kept. What is left falls into
single projects and single services, solved exactly; by weak duality every set of prices that are not negative gives a bound,
so it holds wherever the improvement of the prices (subgradient, Polyak's step, best kept) is stopped. *Or* groups and
predecessors beyond what a service needs are left out, which can only raise it.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .arrays import NEVER, arrays
from .kernel import Array
from .problem import Programme

SAFE = 1e-7
"""By which part the sum is raised, far more than its rounding."""
PATIENCE = 40
"""Iterations without a better bound, after which the step is halved."""
FIRST = 1.0
"""Of Polyak's step."""


@dataclass(frozen=True, slots=True)
class _Task:
    owner: Array
    """Of each link: the service that waits."""
    needed: Array
    """Of each link: the project that it waits for."""
    gain: Array
    """Of each service in each period, shape (S, T)."""
    project: Array
    """Of each mode."""
    first: Array
    """Of each project: its first mode."""
    duration: Array
    allowed: Array
    """Whether a mode may start in a period, shape (M, T)."""
    money: Array
    """What each mode takes of each pot, shape (M, K)."""
    crews: Array
    """Of each pool and, last, of imports, shape (M, R)."""
    budget: Array
    """Of each pot by the end of each year, shape (K, Y)."""
    supply: Array
    """Of each pool and of imports in each period, shape (R, T)."""
    year: Array
    """Of each period."""


@dataclass(slots=True)
class _Prices:
    link: Array
    money: Array
    crews: Array


def lagrangian(
    programme: Programme, *, iterations: int = 400, seconds: float | None = None, target: float = 0.0
) -> float:
    """The worth in people-days that no plan exceeds, for a programme of any size.

    Parameters
    ----------
    programme
        Without faults. Floors are left out: they only lower what can be reached.
    iterations
        Of the prices; for the same number the bound is the same.
    seconds
        Perhaps fewer: no iteration begins after so long.
    target
        What a known plan is worth: it sets the step, never the bound.

    >>> from troth.plan.programme import Mode, Project, Service
    >>> line = Project("line", "power", "Mirna", (Mode(1, {}),))
    >>> light = Service("light", 10.0, (("line",),))
    >>> town = Programme(3, (line,), (light,), (), {}, discount=1.0, days_per_period=1.0)
    >>> round(lagrangian(town, iterations=50))
    20
    """
    if not programme.projects or not programme.services:
        return 0.0
    begun = time.monotonic()
    task = _task(programme)
    prices = _begin(task)
    best, step, stale = np.inf, FIRST, 0
    for _ in range(max(iterations, 1)):
        value, slope = _dual(task, prices)
        stale = 0 if value < best * (1 - 1e-5) else stale + 1
        best = min(best, value)
        if stale >= PATIENCE:
            step, stale = step / 2, 0
        _move(task, prices, slope, step * max(value - target, 1e-4 * best))
        if seconds is not None and time.monotonic() - begun > seconds:
            break
    return float(best * (1 + SAFE))


def _task(programme: Programme) -> _Task:
    ours = arrays(programme)
    periods, modes = programme.periods, len(ours.duration)
    project = np.repeat(np.arange(len(ours.earliest)), np.diff(ours.mode_first))
    when = np.arange(periods)
    allowed = (when >= ours.earliest[project][:, None]) & (when + ours.duration[:, None] <= periods)
    money = np.zeros((modes, len(programme.pots)))
    np.add.at(money, (np.repeat(np.arange(modes), np.diff(ours.money_first)), ours.money_pot[: ours.money_first[-1]]), ours.money[: ours.money_first[-1]])  # fmt: skip
    crews = np.zeros((modes, len(ours.pools) + 1))
    np.add.at(crews, (np.repeat(np.arange(modes), np.diff(ours.crew_first)), ours.crew_pool[: ours.crew_first[-1]]), ours.crew[: ours.crew_first[-1]])  # fmt: skip
    crews[:, -1] = ours.material
    caps: Array = np.where(ours.imports >= NEVER, 1 + ours.material.sum(), ours.imports)
    supply = np.vstack([np.repeat(ours.pools[:, None].astype(float), periods, axis=1), caps])
    ends = [min((year + 1) * programme.periods_per_year, periods) - 1 for year in range(programme.years)]
    owner, needed = _links(programme, [service.id for service in ours.services])
    return _Task(
        owner, needed, ours.table[:, :-1] - ours.table[:, 1:], project, ours.mode_first[:-1], ours.duration, allowed, money,
        crews, ours.cumulative[:, ends], supply, when // programme.periods_per_year,
    )  # fmt: skip


def _links(programme: Programme, order: list[str]) -> tuple[Array, Array]:
    """What each service cannot be without: through services and predecessors, groups of one only."""
    number = {project.id: place for place, project in enumerate(programme.projects)}
    needs: Mapping[str, list[str]] = {
        **{one.id: list(one.after) for one in programme.projects},
        **{one.id: [g[0] for g in one.requires if len(g) == 1] for one in programme.services},
    }
    pairs = []
    for place, name in enumerate(order):
        seen, stack = set(), [name]
        while stack:
            here = stack.pop()
            if here not in seen:
                seen.add(here)
                stack += needs[here]
        pairs += sorted((place, number[one]) for one in seen if one in number)
    found = np.array(pairs, np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _begin(task: _Task) -> _Prices:
    count = np.bincount(task.owner, minlength=len(task.gain))
    return _Prices(
        task.gain[task.owner] / count[task.owner][:, None] * 0.9,
        np.zeros_like(task.budget),
        np.zeros_like(task.supply),
    )


def _summed(index: Array, rows: Array, size: int) -> Array:
    """Rows added up by index, shape (size, T)."""
    return np.stack([np.bincount(index, weights=column, minlength=size) for column in rows.T], axis=1)


def _dual(task: _Task, prices: _Prices) -> tuple[float, _Prices]:
    """The dual function, and how far what is bought goes beyond what there is."""
    periods = task.gain.shape[1]
    left = task.gain - _summed(task.owner, prices.link, len(task.gain))
    there = left > 0
    offered = _summed(task.needed, prices.link, len(task.first))
    tail = np.concatenate([np.cumsum(offered[:, ::-1], axis=1)[:, ::-1], np.zeros((len(offered), 1))], axis=1)
    finish = np.minimum(np.arange(periods) + task.duration[:, None], periods)
    cost = task.money @ np.cumsum(prices.money[:, ::-1], axis=1)[:, ::-1][:, task.year]
    worked = np.concatenate([np.zeros((len(task.supply), 1)), np.cumsum(prices.crews, axis=1)], axis=1)
    for pool in range(len(task.supply)):
        cost += task.crews[:, pool, None] * (worked[pool][finish] - worked[pool][:-1])
    profit = np.where(task.allowed, np.take_along_axis(tail[task.project], finish, axis=1) - cost, -np.inf)
    start = profit.argmax(axis=1)
    best = profit.max(axis=1)
    top = np.maximum.reduceat(best, task.first)
    value = float(left[there].sum() + np.maximum(top, 0).sum() + (prices.money * task.budget).sum() + (prices.crews * task.supply).sum())  # fmt: skip
    mode = np.flatnonzero((best >= top[task.project]) & (best > 0))
    mode = mode[np.unique(task.project[mode], return_index=True)[1]]
    return value, _slope(task, there, mode, start[mode])


def _slope(task: _Task, there: Array, mode: Array, start: Array) -> _Prices:
    periods = there.shape[1]
    done = np.full(len(task.first), periods)
    done[task.project[mode]] = start + task.duration[mode]
    finished = np.arange(periods) >= done[:, None]
    spent, work = np.zeros_like(task.budget.T), np.zeros((periods + 1, len(task.supply)))
    np.add.at(spent, task.year[start], task.money[mode])
    np.add.at(work, start, task.crews[mode])
    np.add.at(work, start + task.duration[mode], -task.crews[mode])
    return _Prices(
        there[task.owner].astype(float) - finished[task.needed],
        np.cumsum(spent, axis=0).T - task.budget,
        np.cumsum(work, axis=0)[:-1].T - task.supply,
    )


def _move(task: _Task, prices: _Prices, slope: _Prices, ask: float) -> None:
    """Polyak's step along the slope, each price in its own unit; none falls below 0."""
    whole = float(task.gain.sum())
    scales = (
        (prices.link, slope.link, task.gain[task.owner]),
        (prices.money, slope.money, 0.1 * whole / np.maximum(task.budget, 1e-9) / task.budget.size**0.5),
        (prices.crews, slope.crews, 0.1 * whole / np.maximum(task.supply, 1e-9) / task.supply.size**0.5),
    )
    length = sum(float(((scale * g) ** 2).sum()) for _, g, scale in scales)
    for price, g, scale in scales if length > 0 else ():
        np.maximum(0.0, price + ask / length * scale**2 * g, out=price)
