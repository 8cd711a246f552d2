"""The figures of a day put into a linear programme: what is there, what is due, what is needed, how far crossings will be open."""

from dataclasses import dataclass

import numpy as np

from .arrays import Array, Arrays, Network
from .highs import Solver
from .programme import Grid, Programme, free


@dataclass(frozen=True, slots=True)
class Morning:
    """What is known in the morning of a day, and what may come.

    Parameters
    ----------
    day
        Today.
    state
        As the simulator keeps it, after `kernel.begin`.
    opened
        (B, C, H) shares: today's first, then those of the branches.
    demand
        (Z, K, D) loads, as it is expected.
    """

    day: int
    state: Arrays
    opened: Array
    demand: Array


def put_figures(programme: Programme, solver: Solver, network: Network, morning: Morning) -> None:
    """Set all bounds that change from day to day."""
    grid, rows, columns = programme.shape.grid, programme.rows, programme.columns
    demand = days_ahead(morning.demand, morning.day, grid.days)
    needed = grid.sums(demand).transpose(2, 0, 1)
    there = _there(network, morning, grid)
    _exactly(solver, rows.origin, there[0])
    _exactly(solver, rows.yard, there[1] + there[2])
    _exactly(solver, rows.store, there[3] - needed)
    passing = grid.sums(morning.opened * network.crossings[0][:, None]).transpose(0, 2, 1)
    if programme.shape.queue:
        solver.most[columns.totals[0]] = passing
        for row, amount in zip(rows.totals, there[1:3], strict=True):
            _exactly(solver, row, amount.sum(2))
    else:
        solver.upper[rows.capacity] = passing
    for row, daily in zip(rows.shared, network.fleet, strict=True):
        solver.upper[row] = free(grid.sums(days_ahead(daily, morning.day, grid.days)))
    most = np.maximum(network.store, there[3].sum(2).cumsum(0))
    solver.upper[rows.held] = free(most)
    solver.most[columns.unmet] = needed
    _pieces(programme, solver, network, demand)


def days_ahead(daily: Array, day: int, days: int) -> Array:
    """A last axis of days from one on; after the end of the horizon the last day goes on.

    >>> days_ahead(np.array([1, 2, 3]), 1, 4).tolist()
    [2, 3, 3, 3]
    """
    return np.asarray(daily[..., np.minimum(np.arange(day, day + days), daily.shape[-1] - 1)])


def _exactly(solver: Solver, row: Array, amount: Array) -> None:
    solver.lower[row] = amount
    solver.upper[row] = amount


def _there(network: Network, morning: Morning, grid: Grid) -> tuple[Array, Array, Array, Array]:
    """What is there in the first period and comes by itself in each: origins, waiting, yards, stores (P, …, K)."""
    origins, out, waiting, inspected, yard, coming, stock, _ = morning.state
    made = tuple(np.zeros((len(grid.lengths), *one.shape)) for one in (origins, waiting, yard, coming[0]))
    for place, now in enumerate((origins, waiting, yard, stock.sum(2))):
        made[place][0] += now
    for ahead in range(1, grid.days):
        period = grid.of(ahead)
        if morning.day + ahead < network.days:
            made[0][period] += network.flows[0][:, :, morning.day + ahead]
        if ahead < len(out):
            np.add.at(made[1][period], network.legs[1], out[(morning.day + ahead) % len(out)])
        if ahead < len(inspected):
            made[2][period] += inspected[(morning.day + ahead) % len(inspected)]
        if ahead < len(coming):
            made[3][period] += coming[(morning.day + ahead) % len(coming)]
    return made[0], made[1] * network.crossings[3], made[2], made[3]


def _pieces(programme: Programme, solver: Solver, network: Network, demand: Array) -> None:
    """How much fits into each piece of cover; what does not keep is no more than what the days after can use."""
    shape, store = programme.shape, programme.columns.store
    last = np.cumsum(shape.grid.lengths) - 1
    daily = demand[:, :, last].transpose(2, 0, 1)
    room = np.full(daily.shape, np.inf)
    total = demand.cumsum(2)
    for good in np.nonzero(network.goods[1] >= 0)[0]:
        until = last + network.goods[1][good]
        used = total[:, good, np.minimum(until, demand.shape[2] - 1)] - total[:, good, last]
        beyond = np.maximum(0, until - (demand.shape[2] - 1))
        room[:, :, good] = (used + beyond * demand[:, good, -1:]).T
    below = 0.0
    for piece, level in zip(store, [level for level, _ in shape.pieces] + [np.inf], strict=True):
        wide = np.minimum(room, (level - below) * daily) if np.isfinite(level) else room
        solver.most[piece] = wide
        room, below = room - np.where(np.isinf(wide), 0.0, wide), level
