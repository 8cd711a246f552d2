"""A linear programme of the days ahead that is planned again and again, and what it says of a day."""

import numpy as np

from .arrays import Array, Network
from .figures import Morning, put_figures
from .highs import Solver
from .programme import Programme, Shape, programme

WHAT = "planning supply ahead"
INTERIOR = {"solver": "ipm", "run_crossover": "off"}
"""For wide programmes: a point between the best ones does as well as a corner, and is found much sooner."""


CORNER = {"dual_simplex_cost_perturbation_multiplier": 0.0}
"""For programmes that are planned again: without perturbed costs a plan is near the last one."""


class Planner:
    """One programme with its solver and the last plan."""

    def __init__(self, network: Network, made: Programme, solver: Solver) -> None:
        self.network, self.programme, self.solver = network, made, solver
        self.lengths = made.shape.grid.lengths
        self._plan = np.zeros(made.lines.many[1])

    @property
    def days(self) -> int:
        """That it looks ahead, today counted."""
        return self.programme.shape.grid.days

    def plan(self, morning: Morning, sent: Array | None = None) -> None:
        """Plan from a morning on; where no plan is found there is none, and the priority rule fills zones by itself.

        `sent` (L, K) is what goes in the first period where that is decided already, as far as origins have it.
        """
        put_figures(self.programme, self.solver, self.network, morning)
        if sent is not None:
            where = self.programme.columns.dispatch[0, 0]
            kept = where >= 0
            loads = self._had(sent, morning.state[0])[kept]
            self.solver.least[where[kept]] = loads
            self.solver.most[where[kept]] = loads
        found = self.solver.solve()
        self._plan = np.zeros_like(self._plan) if found is None else found

    def _had(self, sent: Array, origins: Array) -> Array:
        """What is sent, cut alike where an origin (O, K) has less; a little is left so that rounding asks for no more."""
        total = np.zeros_like(origins)
        np.add.at(total, self.network.legs[0], sent)
        share = np.divide(origins, total, out=np.ones_like(origins), where=total > origins)
        return np.asarray(sent * share[self.network.legs[0]] * (1 - 1e-9))

    def dispatch(self, period: int) -> Array:
        """(L, K) loads to send on a day of a period."""
        return self._of(self.programme.columns.dispatch[0, period]) / self.lengths[period]

    def collected(self, period: int) -> Array:
        """(R, K) loads to collect on a day of a period."""
        return self._of(self.programme.columns.collected[0, period]) / self.lengths[period]

    def needs(self, period: int) -> Array:
        """(2, C, K) loads needed at crossings: on a day of a period, and with the day after it."""
        first = self._at_crossings(self.collected(period))
        after = self._at_crossings(self.collected(min(period + 1, len(self.lengths) - 1)))
        return np.stack([first, first + after])

    def _at_crossings(self, collected: Array) -> Array:
        made = np.zeros(self.network.crossings[3].shape)
        np.add.at(made, self.network.routes[0], collected)
        return made

    def _of(self, where: Array) -> Array:
        return np.where(where >= 0, np.maximum(self._plan[where], 0.0), 0.0)


def planner(network: Network, shape: Shape, *, exact: bool = True) -> Planner:
    """A planner with the losses that are expected; `exact` ends in a corner, from where the next plan begins."""
    loss = np.repeat(network.routes[6][:, None], len(shape.grid.lengths), axis=1)
    made = programme(network, shape, loss)
    solver = Solver(made.lines, WHAT, **CORNER) if exact else Solver(made.lines, WHAT, **INTERIOR)
    return Planner(network, made, solver)
