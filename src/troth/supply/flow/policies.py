"""Who decides each day what is sent, passed and collected. All see the same, and the same simulator says what came of it.

Known in the morning: what is where, how far each crossing is open today and was before. Not known: how far it will be open from
tomorrow on, what will be intercepted, by how much demand will differ from what was planned.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from . import kernel
from .arrays import Array, Arrays, Network
from .figures import Morning
from .planner import Planner, planner
from .problem import PIECES
from .programme import Grid, Shape
from .scenario import Outlook, Scenarios
from .simulate import Trace, beginning, blank, course, parts

LEVELS = (1.0, 2.0, 4.0, 7.0, 10.0)
"""Days of cover to which zones are brought one after the other."""


@dataclass(frozen=True, slots=True)
class World:
    """What does not change from one scenario to the next."""

    network: Network
    outlook: Outlook
    usual: Array
    """(C,) loads that crossings pass in a usual day."""
    pieces: tuple[tuple[float, float], ...] = PIECES
    """Of days of cover: see `Corridors`."""


def world(network: Network, outlook: Outlook, pieces: tuple[tuple[float, float], ...] = PIECES) -> World:
    """The network and what its crossings usually pass: the mean of sixty-four scenarios of a seed of their own."""
    open_ = outlook.draw(USUAL, 0, 64).open.mean(axis=(0, 2))
    return World(network, outlook, np.ascontiguousarray(open_ * network.crossings[0]), pieces)


USUAL = 2**31 - 1
"""The seed of what is usual: no seed of scenarios that are counted."""


class Policy(Protocol):
    """Decides day by day, for one scenario; nothing is kept from one scenario to the next."""

    @property
    def name(self) -> str:
        """As it stands in tables."""
        ...

    def run(self, world: World, scenario: Scenarios, *, stream: int) -> Trace:
        """What happens in a scenario; `stream` seeds what the policy draws itself."""
        ...


def traces(policy: Policy, world: World, scenarios: Scenarios, numbers: range) -> Iterator[Trace]:
    """What happens in each of several scenarios; a trace is to be used before the next is asked for.

    The priority rule fills the same arrays again: new ones for each scenario would cost as much as the rule itself.
    """
    if isinstance(policy, Rule):
        return policy.traces(world, scenarios)
    return (policy.run(world, one, stream=number) for number, one in zip(numbers, scenarios, strict=True))


def parted(network: Network, usual: Array) -> Array:
    """(R, K) the share of a zone's need that comes by each of its routes: by what crossings usually pass (C,)."""
    crossing_of, zone_of = network.routes[:2]
    passed = np.asarray(usual, float)[crossing_of][:, None] * network.crossings[3][crossing_of]
    total = np.zeros((len(network.store), passed.shape[1]))
    np.add.at(total, zone_of, passed)
    share = np.divide(passed, total[zone_of], out=np.zeros_like(passed), where=total[zone_of] > 0.0)
    return np.asarray(share)


@dataclass(frozen=True, slots=True)
class Rule:
    """The emptiest zones first, by priority: what logisticians do without a computer. Every day, nothing is planned ahead."""

    levels: tuple[float, ...] = LEVELS
    queue: float = 6.0
    """No longer a queue at a crossing than it passes in so many usual days."""
    name: str = "rule"

    def run(self, world: World, scenario: Scenarios, *, stream: int) -> Trace:  # noqa: ARG002 - it draws nothing
        """One scenario, wholly compiled."""
        return next(self.traces(world, scenario))

    def traces(self, world: World, scenarios: Scenarios) -> Iterator[Trace]:
        """One scenario after the other, in the same arrays: what a trace says is gone when the next is asked for."""
        network = world.network
        rule = (np.array(self.levels), world.usual, float(self.queue), parted(network, world.usual))
        whole, planned = parts(network), np.ascontiguousarray(network.flows[1].transpose(2, 0, 1))
        trace = blank(network, network.flows[1])
        for place, scenario in enumerate(scenarios):
            opened, loss, demand = course(network, scenario)
            daily = planned if scenario.demand is None else np.ascontiguousarray(demand.transpose(2, 0, 1))
            for row in trace.rows if place else ():
                row[:] = 0.0
            trace = replace(trace, demand=daily)
            kernel.ruled(whole, (opened, loss, daily), rule, beginning(network), trace.rows)
            yield trace


@dataclass(frozen=True, slots=True)
class Rolling:
    """A linear programme of the days ahead with the capacity that is expected, planned again every day or every few days."""

    periods: tuple[int, ...] = (1, 2, 4)
    every: int = 1
    """Days from one plan to the next; on the days between, the plan's second period is followed."""
    futures: int = 64
    """Drawn for the mean of what crossings may do."""
    levels: tuple[float, ...] = LEVELS
    """To which zones are filled from what the plan leaves in the yards."""
    name: str = "rolling"

    def run(self, world: World, scenario: Scenarios, *, stream: int) -> Trace:
        """One scenario; the first plan begins from nothing, each further one from the last."""
        days = _Days(world, scenario)
        ahead = planner(world.network, Shape(Grid(self.periods), pieces=world.pieces))
        for day in range(world.network.days):
            days.morning(day)
            if day % self.every == 0:
                opened = days.expected(day, ahead.days, stream, self.futures)
                ahead.plan(days.known(day, opened[None]))
            days.follow(day, ahead, day % self.every, self.levels)
        return days.trace


@dataclass(frozen=True, slots=True)
class Stochastic:
    """Two-stage: what is sent in the days ahead is the same in all of several futures, everything else is decided in each.

    Every few days the trucks to be sent are planned so; passing and collecting follow the rolling plan of each day, whose
    dispatch is the one that was decided.
    """

    periods: tuple[int, ...] = (2, 2, 4)
    branches: int = 20
    shared: int = 3
    """First periods whose dispatch is one for all branches."""
    rolling: Rolling = field(default_factory=Rolling)
    name: str = "stochastic"

    def run(self, world: World, scenario: Scenarios, *, stream: int) -> Trace:
        """One scenario."""
        days = _Days(world, scenario)
        ahead = planner(world.network, Shape(Grid(self.rolling.periods), pieces=world.pieces))
        shape = Shape(Grid(self.periods), self.branches, min(self.shared, len(self.periods)), world.pieces)
        wide = planner(world.network, shape, exact=False)
        sent = np.zeros_like(days.trace.dispatch[0])
        for day in range(world.network.days):
            days.morning(day)
            if day % self.periods[0] == 0:
                wide.plan(days.known(day, days.futures(day, wide.days, stream, self.branches)))
                sent = wide.dispatch(0)
            expected = days.expected(day, ahead.days, stream, self.rolling.futures)
            ahead.plan(days.known(day, expected[None]), sent)
            days.follow(day, ahead, 0, self.rolling.levels)
        return days.trace

    def each(self, branches: int) -> "Stochastic":
        """The same over another number of futures."""
        return replace(self, branches=branches)


class _Days:
    """A scenario as it goes on."""

    def __init__(self, world: World, scenario: Scenarios) -> None:
        self.world = world
        self.course = course(world.network, scenario)
        self.state = beginning(world.network)
        self.trace = blank(world.network, self.course[2])
        self.parts = parts(world.network)

    def morning(self, day: int) -> None:
        network = self.world.network
        kernel.begin(day, network.legs, network.flows, self.state, self.trace.arrived[day])

    def futures(self, day: int, days: int, stream: int, count: int) -> Array:
        """(count, C, days) today's shares, then drawn ones."""
        seen = self.course[0][:, : day + 1]
        drawn = self.world.outlook.ahead(seen, days - 1, stream * 1000 + day, count)
        today = np.broadcast_to(seen[None, :, -1:], (count, len(seen), 1))
        return np.concatenate([today, drawn], axis=2)

    def expected(self, day: int, days: int, stream: int, count: int) -> Array:
        """(C, days) today's shares, then the means of drawn ones."""
        return np.asarray(self.futures(day, days, stream, count).mean(axis=0))

    def known(self, day: int, opened: Array) -> Morning:
        return Morning(day, self.state, opened, self.world.network.flows[1])

    def follow(self, day: int, plan: Planner, period: int, levels: tuple[float, ...]) -> None:
        """Do on a day what a plan says for the first day of a period, or for one day of a later one."""
        period = min(period, len(plan.lengths) - 1)
        self.trace.dispatch[day] = plan.dispatch(period)
        decided: Arrays = (plan.needs(period), plan.collected(period), np.array(levels))
        kernel.follow(day, self.parts, self.course, decided, self.state, self.trace.rows)
