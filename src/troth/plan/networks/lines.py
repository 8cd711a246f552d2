"""The mixed-integer programme of a course of repairs: which repairs in which period, and what then flows.

For each period: of each node what it gives or takes and of each arc what it carries; for each node that damage can reach, how far
it works; for each damaged element whether it has been repaired by then. Only repairs are whole numbers: with them fixed, how far
nodes work is a fixed point, and the flows a linear programme.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from .flows import balance
from .problem import Restoration


@dataclass(frozen=True)
class Programme:
    """The columns and rows of all periods."""

    restoration: Restoration
    periods: int

    @cached_property
    def touched(self) -> tuple[str, ...]:
        """Nodes that are damaged, or need something that is, at any remove."""
        networks = self.restoration.networks
        found = {node.id for node in networks.nodes} & set(self.restoration.damaged)
        while more := {
            need.node for need in networks.dependencies if need.node not in found and all(one in found for one in need.any_of)
        }:  # fmt: skip
            found |= more
        return tuple(node.id for node in networks.nodes if node.id in found)

    @cached_property
    def sizes(self) -> tuple[int, int, int, int]:
        """Nodes, arcs, touched nodes and damaged elements: the columns of a period, in this order."""
        networks = self.restoration.networks
        return len(networks.nodes), len(networks.arcs), len(self.touched), len(self.restoration.damaged)

    def repaired(self, period: int, number: int) -> int:
        """The column that says whether a damaged element is repaired by a period."""
        return period * sum(self.sizes) + sum(self.sizes[:3]) + number

    def model(self, package: Any) -> Any:  # noqa: ANN401 - an extra's types
        """All of it, as HiGHS takes it."""
        rows = _Rows()
        for period in range(self.periods):
            _period(self, period, rows)
        nodes, arcs, touched, damaged = self.sizes
        networks = self.restoration.networks
        worth = [node.people / node.supply if node.supply < 0 else 0.0 for node in networks.nodes]
        limit = [abs(node.supply) for node in networks.nodes]
        carried = [arc.capacity for arc in networks.arcs]
        lp = package.HighsLp()
        lp.num_col_, lp.num_row_ = sum(self.sizes) * self.periods, len(rows.lower)
        lp.col_cost_ = np.tile([*worth, *np.zeros(arcs + touched + damaged)], self.periods)
        lower = [*np.zeros(nodes), *(-amount for amount in carried), *np.zeros(touched + damaged)]
        lp.col_lower_ = np.tile(lower, self.periods)
        lp.col_upper_ = np.tile([*limit, *carried, *np.ones(touched + damaged)], self.periods)
        lp.row_lower_, lp.row_upper_ = np.array(rows.lower), np.array(rows.upper)
        lp.a_matrix_.format_ = package.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.array(rows.first, np.int32)
        lp.a_matrix_.index_ = np.array(rows.column, np.int32)
        lp.a_matrix_.value_ = np.array(rows.factor)
        kinds = package.HighsVarType
        lp.integrality_ = (
            [kinds.kContinuous] * (nodes + arcs + touched) + [kinds.kInteger] * damaged
        ) * self.periods
        return lp

    def hint(self, repairs: Sequence[Sequence[str]]) -> Any:  # noqa: ANN401 - an array
        """A course to begin from: only its repairs; the solver finds what flows."""
        values = np.full(sum(self.sizes) * self.periods, np.inf)
        done: set[str] = set()
        for period, one in enumerate(repairs):
            done |= set(one)
            for number, name in enumerate(self.restoration.damaged):
                values[self.repaired(period, number)] = float(name in done)
        return values

    def repairs(self, values: Sequence[float]) -> tuple[tuple[str, ...], ...]:
        """By period: what a solution repairs in it."""
        found, done = [], set[str]()
        for period in range(self.periods):
            by_now = {
                name
                for number, name in enumerate(self.restoration.damaged)
                if values[self.repaired(period, number)] > 0.5  # noqa: PLR2004 - whole numbers
            }
            found.append(tuple(name for name in self.restoration.damaged if name in by_now - done))
            done |= by_now
        return tuple(found)


def programme_of(restoration: Restoration, periods: int) -> Programme:
    """The programme of the first periods of a restoration."""
    return Programme(restoration, periods)


class _Rows:
    """Rows as they are added."""

    def __init__(self) -> None:
        self.first, self.column, self.factor = [0], list[int](), list[float]()
        self.lower, self.upper = list[float](), list[float]()

    def add(self, terms: Sequence[tuple[int, float]], lower: float, upper: float) -> None:
        """The sum of the terms lies between the ends."""
        self.column += [column for column, _ in terms]
        self.factor += [factor for _, factor in terms]
        self.first.append(len(self.column))
        self.lower.append(lower)
        self.upper.append(upper)


NEVER = float("-inf")


def _period(programme: Programme, period: int, rows: _Rows) -> None:
    """Balance of every node, limits of what damage can reach, and repairs."""
    at = period * sum(programme.sizes)
    _balance(programme, at, rows)
    _limits(programme, at, rows)
    _working(programme, at, rows)
    damaged = range(programme.sizes[3])
    now = [programme.repaired(period, number) for number in damaged]
    before = [programme.repaired(period - 1, number) for number in damaged] if period else []
    for column, earlier in zip(now, before, strict=False):
        rows.add([(earlier, 1.0), (column, -1.0)], NEVER, 0.0)
    spent = [(column, 1.0) for column in now]
    rows.add(spent, NEVER, float(programme.restoration.resources * (period + 1)))
    if before:
        rows.add(
            [*spent, *((column, -1.0) for column in before)], NEVER, float(programme.restoration.resources)
        )


def _balance(programme: Programme, at: int, rows: _Rows) -> None:
    """Into each node flows what flows out of it."""
    start, index, value = balance(programme.restoration.networks)
    terms: list[list[tuple[int, float]]] = [[] for _ in range(programme.sizes[0])]
    for column in range(len(start) - 1):
        for place in range(start[column], start[column + 1]):
            terms[index[place]].append((at + column, float(value[place])))
    for one in terms:
        rows.add(one, 0.0, 0.0)


def _limits(programme: Programme, at: int, rows: _Rows) -> None:
    """A node that does not work gives and takes nothing, and no arc at it carries; nor does one that is broken."""
    networks, (nodes, _, touched, _) = programme.restoration.networks, programme.sizes
    works = {name: at + sum(programme.sizes[:2]) + number for number, name in enumerate(programme.touched)}
    mended = {
        name: at + nodes + len(networks.arcs) + touched + number
        for number, name in enumerate(programme.restoration.damaged)
    }
    for number, node in enumerate(networks.nodes):
        if node.id in works and node.supply:
            rows.add([(at + number, 1.0), (works[node.id], -abs(node.supply))], NEVER, 0.0)
    for number, arc in enumerate(networks.arcs, nodes):
        gates = [works[name] for name in (arc.start, arc.end) if name in works]
        gates += [mended[arc.id]] if arc.id in mended else []
        for gate in gates:
            rows.add([(at + number, 1.0), (gate, -arc.capacity)], NEVER, 0.0)
            rows.add([(at + number, -1.0), (gate, -arc.capacity)], NEVER, 0.0)


def _working(programme: Programme, at: int, rows: _Rows) -> None:
    """A touched node works as far as it is repaired, and as far as one of those that it needs does."""
    networks, (nodes, arcs, touched, _) = programme.restoration.networks, programme.sizes
    works = {name: at + nodes + arcs + number for number, name in enumerate(programme.touched)}
    for number, name in enumerate(programme.restoration.damaged):
        if name in works:
            rows.add([(works[name], 1.0), (at + nodes + arcs + touched + number, -1.0)], NEVER, 0.0)
    for need in networks.dependencies:
        if need.node in works and all(one in works for one in need.any_of):
            rows.add([(works[need.node], 1.0), *((works[one], -1.0) for one in need.any_of)], NEVER, 0.0)
