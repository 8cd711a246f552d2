"""How many people are served with some of the damage repaired: one linear programme whose bounds change from state to state."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from troth.plan.compiled import absent

from .problem import Networks, Restoration, working


def highs() -> Any:  # noqa: ANN401 - an extra, which has no types
    """The solver's package; who lacks it is told so."""
    try:
        import highspy  # noqa: PLC0415 - an extra
    except ImportError:
        error = absent("highspy")
        raise error from None
    return highspy


class Flows:
    """What can flow in any state of the networks; answers are kept.

    Columns: of each node what it gives or takes, then of each arc what it carries, from its start where above 0.
    """

    def __init__(self, restoration: Restoration) -> None:
        self.restoration = restoration
        networks = restoration.networks
        self.network_of = np.array([networks.names.index(node.network) for node in networks.nodes])
        self.gives = np.array([node.supply for node in networks.nodes])
        self.worth = np.array(
            [node.people / -node.supply if node.supply < 0 else 0.0 for node in networks.nodes]
        )
        row = {node.id: number for number, node in enumerate(networks.nodes)}
        self.ends = np.array([(row[arc.start], row[arc.end]) for arc in networks.arcs], int).reshape(-1, 2)
        self.capacity = np.array([arc.capacity for arc in networks.arcs])
        self.kept: dict[frozenset[str], tuple[float, ...]] = {}
        self.solver = self._solver(highs())

    def _solver(self, package: Any) -> Any:  # noqa: ANN401 - an extra's types
        count, arcs = len(self.gives), len(self.capacity)
        lp = package.HighsLp()
        lp.num_col_, lp.num_row_ = count + arcs, count
        lp.col_cost_ = np.concatenate([-self.worth, np.zeros(arcs)])
        lp.col_lower_, lp.col_upper_ = np.zeros(count + arcs), np.zeros(count + arcs)
        lp.row_lower_ = lp.row_upper_ = np.zeros(count)
        start, index, value = balance(self.restoration.networks)
        lp.a_matrix_.format_ = package.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = start, index, value
        solver = package.Highs()
        for option, setting in (("output_flag", False), ("threads", 1), ("presolve", "off")):
            solver.setOptionValue(option, setting)
        solver.passModel(lp)
        return solver

    def __call__(self, repaired: frozenset[str]) -> Mapping[str, float]:
        """People served by network."""
        names = self.restoration.networks.names
        if repaired not in self.kept:
            self.kept[repaired] = self._solved(repaired)
        return dict(zip(names, self.kept[repaired], strict=True))

    def value(self, repaired: frozenset[str]) -> float:
        """People served, over all networks."""
        return sum(self(repaired).values())

    def _solved(self, repaired: frozenset[str]) -> tuple[float, ...]:
        networks = self.restoration.networks
        alive, broken = working(self.restoration, repaired), set(self.restoration.damaged) - repaired
        node = np.array([one.id in alive for one in networks.nodes])
        arc = np.array([one.id not in broken for one in networks.arcs], bool)
        if len(arc):
            arc &= node[self.ends[:, 0]] & node[self.ends[:, 1]]
        carried = self.capacity * arc
        lower = np.concatenate([np.zeros(len(node)), -carried])
        upper = np.concatenate([np.abs(self.gives) * node, carried])
        columns = np.arange(len(lower), dtype=np.int32)
        self.solver.changeColsBounds(len(columns), columns, lower, upper)
        self.solver.run()
        taken = np.array(self.solver.getSolution().col_value)[: len(node)] * self.worth
        return tuple(float(taken[self.network_of == number].sum()) for number in range(len(networks.names)))


def balance(networks: Networks) -> tuple[Any, Any, Any]:
    """The columns of what flows into each node less what flows out: first its own giving or taking, then the arcs."""
    row = {node.id: number for number, node in enumerate(networks.nodes)}
    own = [[(number, -1.0 if node.supply < 0 else 1.0)] for number, node in enumerate(networks.nodes)]
    carried = [[(row[arc.start], -1.0), (row[arc.end], 1.0)] for arc in networks.arcs]
    columns = [*own, *carried]
    start = np.concatenate([[0], np.cumsum([len(column) for column in columns])]).astype(np.int32)
    index = np.array([place for column in columns for place, _ in column], np.int32)
    return start, index, np.array([factor for column in columns for _, factor in column])
