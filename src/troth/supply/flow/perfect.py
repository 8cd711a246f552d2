"""Perfect information: what nobody could do better, knowing every opening and every loss beforehand; and what more would be worth.

With periods of one day the programme is the simulator's own rules, with fractions of loads: nothing a policy does is better.
Longer periods are a relaxation: what leaves in a period may arrive at its very beginning, and the smallest loss counts; the
bound is weaker, and found sooner.
"""

from dataclasses import dataclass

import numpy as np

from . import kernel
from .arrays import Array, Network
from .figures import Morning, put_figures
from .highs import Solver
from .programme import Grid, Programme, Shape, programme
from .scenario import Scenarios
from .simulate import beginning, course

WHAT = "perfect information"
OPTIONS: dict[str, str | float] = {"solver": "ipm", "run_crossover": "off"}


@dataclass(frozen=True, slots=True)
class Perfect:
    """How it is computed."""

    period: int = 1
    """Days of a period."""


@dataclass(frozen=True, slots=True)
class Known:
    """What perfect information reaches."""

    status: str
    unmet: float
    """Weighted person-days; no policy leaves less in this scenario."""
    crossing_day: Array
    """(C, D) weighted person-days that one load of capacity more would be worth."""
    truck: Array
    """(D,) that one truck-day more would be worth."""


def perfect(network: Network, scenario: Scenarios, how: Perfect | None = None) -> Known:
    """The bound of one scenario, and the worth of more.

    Raises
    ------
    MissingExtraError
        HiGHS is not installed (extra `plan`).
    """
    step = (how or Perfect()).period
    made, solver, happens = _ready(network, scenario, step)
    if solver.solve() is None:
        return Known(solver.status, 0.0, np.zeros(happens[0].shape), np.zeros(network.days))
    scale = float(network.goods[4].mean())
    many = np.repeat(np.arange(len(made.shape.grid.lengths)), made.shape.grid.lengths)
    rows, columns = -solver.duals * scale, -solver.column_duals * scale
    capacity = columns[made.columns.totals[0]] if made.shape.queue else rows[made.rows.capacity]
    crossing, truck = capacity[0].T[:, many], rows[made.rows.shared[0]][0][many]
    return Known(
        solver.status, max(0.0, solver.value * scale), np.maximum(crossing, 0.0), np.maximum(truck, 0.0)
    )


def _ready(network: Network, scenario: Scenarios, step: int) -> tuple[Programme, Solver, tuple[Array, ...]]:
    lengths = (step,) * (network.days // step) + ((network.days % step,) if network.days % step else ())
    grid = Grid(lengths, early=True)
    # who waits outside in the morning of day 0 has to pass like all others: without a queue this is only known to be kept
    shape = Shape(grid, pieces=(), queue=bool(network.start[1].any()), trip=0.0)
    happens = course(network, scenario)
    least = np.minimum.reduceat(happens[1], grid.first, axis=1)
    made = programme(network, shape, least)
    solver = Solver(made.lines, WHAT, **OPTIONS)
    state = beginning(network)
    kernel.begin(0, network.legs, network.flows, state, np.zeros_like(network.start[3]))
    put_figures(made, solver, network, Morning(0, state, happens[0][None], happens[2]))
    return made, solver, happens
