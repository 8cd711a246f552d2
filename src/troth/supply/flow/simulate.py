"""One course of events under one policy, day by day: what was sent, passed, collected, intercepted, and who went without."""

from dataclasses import dataclass

import numpy as np

from . import lanes
from .arrays import NO_LIMIT, Array, Arrays, Network
from .problem import Corridors
from .scenario import Scenarios


@dataclass(frozen=True, slots=True)
class Trace:
    """What happened, in truck loads; the first axis is the day.

    Axes: D days, L legs, C crossings, R routes, Z zones, K commodities.
    """

    dispatch: Array
    """(D, L, K) sent from origins: manifested."""
    passed: Array
    """(D, C, K) let through a crossing; offloaded after the days of inspection."""
    collected: Array
    """(D, R, K) taken from a yard inside."""
    intercepted: Array
    """(D, R, K) of what was collected on the day, what does not arrive."""
    arrived: Array
    """(D, Z, K) in the stores of a zone."""
    met: Array
    """(D, Z, K) demand that was met."""
    thrown: Array
    """(D, Z, K) too old, at the end of the day."""
    spoiled: Array
    """(D, C, K) perished at a crossing, outside and in the yard, at the end of the day."""
    stock: Array
    """(D, Z, K) in store at the end of the day."""
    demand: Array
    """(D, Z, K) as it was in this scenario."""

    @property
    def short(self) -> Array:
        """(D, Z, K) demand that was not met."""
        return np.asarray(self.demand - self.met)

    @property
    def rows(self) -> Arrays:
        """All but the demand, as the simulator fills them."""
        return (
            self.dispatch, self.passed, self.collected, self.intercepted, self.arrived,
            self.met, self.thrown, self.spoiled, self.stock,
        )  # fmt: skip


def blank(network: Network, demand: Array) -> Trace:
    """Nothing has happened yet, under a demand (Z, K, D)."""
    days, zones = network.days, len(network.store)
    crossings, goods = network.crossings[3].shape

    def rows(many: int) -> Array:
        return np.zeros((days, many, goods))

    legs, routes = len(network.legs[0]), len(network.routes[0])
    wanted = np.ascontiguousarray(demand.transpose(2, 0, 1))
    return Trace(
        dispatch=rows(legs), passed=rows(crossings), collected=rows(routes), intercepted=rows(routes), arrived=rows(zones),
        met=rows(zones), thrown=rows(zones), spoiled=rows(crossings), stock=rows(zones), demand=wanted,
    )  # fmt: skip


def beginning(network: Network) -> Arrays:
    """The state in the morning of day 0: see `kernel.begin`."""
    out, inspected, coming, ages = network.buffers
    origins, waiting, yard, zones = network.start
    crossings, goods = waiting.shape
    stock = np.zeros((*zones.shape, ages))
    stock[:, :, 0] = zones
    return (
        origins.copy(),
        np.zeros((out, len(network.legs[0]), goods)),
        waiting.copy(),
        np.zeros((inspected, crossings, goods)),
        yard.copy(),
        np.zeros((coming, *zones.shape)),
        stock,
        zones.sum(1),
    )


def parts(network: Network) -> tuple[Arrays | Array, ...]:
    """The network as the compiled simulator takes it."""
    return (network.legs, network.crossings, network.routes, network.goods, network.flows, network.fleet, network.store)  # fmt: skip


def course(network: Network, scenario: Scenarios) -> Arrays:
    """Open (C, D), loss (R, D) and demand (Z, K, D) of a scenario."""
    demand = network.flows[1]
    if scenario.demand is not None:
        demand = demand * scenario.demand[0][:, None, :]
    return (
        np.ascontiguousarray(scenario.open[0], float),
        np.ascontiguousarray(scenario.loss[0], float),
        np.ascontiguousarray(demand),
    )


def people(corridors: Corridors, opened: Array) -> Array:
    """(P, D) people who pass, by passage and day, for crossings that are open so far (C, D)."""
    passages = corridors.passages
    place = {one.id: number for number, one in enumerate(corridors.crossings)}
    coming = np.zeros((len(passages), corridors.days))
    for row, passage in zip(coming, passages, strict=True):
        given = passage.people[: corridors.days]
        row[: len(given)] = given
    groups = (
        np.array([place[one.crossing] for one in passages], np.int64),
        coming,
        np.array([one.capacity for one in passages], float),
        np.array([one.first for one in passages], np.int64),
        np.array([corridors.days if one.last is None else one.last for one in passages], np.int64),
        np.argsort([-one.weight for one in passages], kind="stable").astype(np.int64),
    )
    wide = np.array([NO_LIMIT if one.people is None else one.people for one in corridors.crossings])
    passed = np.zeros_like(coming)
    if len(passages):
        lanes.people_pass(np.ascontiguousarray(opened, float), wide, groups, passed)
    return passed
