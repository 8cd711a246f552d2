"""Sufficient statistics of scenarios: what a worker sends back, and how two of them are one."""

from dataclasses import dataclass

import numpy as np

from . import counting
from .arrays import Array, Network
from .problem import Corridors
from .simulate import Trace, people

STAGES = ("manifested", "offloaded", "collected", "arrived", "intercepted", "spoiled")
COVER_WIDTH, COVER_BINS = 0.25, 160
"""Days of cover: forty, the last bin is all above."""
FAN_BINS = 400


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one policy over some scenarios; whole numbers, and three figures for each scenario in its order."""

    enough: Array
    """(Z, K) scenarios in which at least 95 % of demand was met."""
    cover: Array
    """(Z, K, B) days by days of cover at their end."""
    missed: Array
    """(Z, K) thousandths of loads."""
    demanded: Array
    """(Z, K) thousandths of loads: people move, so that it may be more or less than what was planned."""
    stages: Array
    """(6, D, K) thousandths of loads."""
    crossings: Array
    """(5, C, K) thousandths of loads."""
    fan: Array
    """(D, B) scenarios by loads that arrived on the day."""
    people: Array
    """(P, 2) thousandths of people who passed, and who still wait at the end."""
    each: Array
    """(N, 3) unmet person-days, weighted, and weighted person-days of demand."""

    def __add__(self, other: "Tally") -> "Tally":
        """Of both, these scenarios first."""
        return Tally(
            self.enough + other.enough, self.cover + other.cover, self.missed + other.missed, self.demanded + other.demanded,
            self.stages + other.stages, self.crossings + other.crossings, self.fan + other.fan,
            self.people + other.people, np.concatenate([self.each, other.each]),
        )  # fmt: skip


def empty(corridors: Corridors, network: Network) -> Tally:
    """Of no scenario."""
    zones, goods = network.start[3].shape
    days, crossings = network.days, len(network.crossings[0])

    def none(*shape: int) -> Array:
        return np.zeros(shape, np.int64)

    return Tally(
        none(zones, goods), none(zones, goods, COVER_BINS), none(zones, goods), none(zones, goods), none(6, days, goods),
        none(5, crossings, goods), none(days, FAN_BINS), none(len(corridors.passages), 2), np.zeros((0, 3)),
    )  # fmt: skip


def add(tally: Tally, trace: Trace, network: Network) -> Array:
    """Count a scenario in (the arrays of the tally grow in place); its row of `each` (3,)."""
    daily = np.ascontiguousarray(network.flows[1].mean(axis=2))
    zones = (trace.met, trace.stock, trace.demand)
    counting.count_zones(zones, daily, COVER_WIDTH, (tally.enough, tally.cover, tally.missed, tally.demanded))
    rows = (
        trace.dispatch,
        trace.passed,
        trace.collected,
        trace.intercepted,
        trace.arrived,
        trace.thrown,
        trace.spoiled,
    )
    ends = (network.legs[1], network.routes[0])
    counting.count_stages(rows, ends, fan_width(network), (tally.stages, tally.crossings, tally.fan))
    short = (trace.demand - trace.met).sum(axis=(0, 1))
    demand = trace.demand.sum(axis=(0, 1))
    return np.array([short @ network.goods[3], short @ network.goods[4], demand @ network.goods[4]])


def add_people(tally: Tally, corridors: Corridors, opened: Array) -> None:
    """Count who passes in a scenario (C, D)."""
    passed = people(corridors, opened).sum(axis=1)
    coming = np.array([sum(one.people[: corridors.days]) for one in corridors.passages])
    tally.people[:, 0] += np.rint(passed * counting.THOUSANDTHS).astype(np.int64)
    tally.people[:, 1] += np.rint((coming - passed) * counting.THOUSANDTHS).astype(np.int64)


def fan_width(network: Network) -> float:
    """Loads in a bin of the fan: all demand of a day in fifty, so that eight times as much has a bin."""
    return float(max(network.flows[1].sum(axis=(0, 1)).max(), 1e-6) / 50)
