"""A supply problem as arrays, everything that moves in truck loads: what the simulator and the linear programmes work on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .problem import Corridors

Array = np.ndarray[Any, Any]
Arrays = tuple[Array, ...]
"""Arrays that belong together; numba takes them as one argument."""
NO_LIMIT = 1e12
"""Truck loads: what is not limited."""


@dataclass(frozen=True, slots=True)
class Network:
    """Axes: O origins, L legs, C crossings, R routes, Z zones, K commodities, D days."""

    legs: Arrays
    """Origin, crossing and days of each: three of (L,)."""
    crossings: Arrays
    """Truck loads a day (C,), days of inspection (C,), loads collected a day (C,), commodities allowed (C, K)."""
    routes: Arrays
    """Crossing, zone, days, loads a day, litres and truck-days of a load, expected loss: seven of (R,)."""
    goods: Arrays
    """Of each commodity (K,): share lost a day at crossings, days that it keeps (-1: for ever), cold, person-days in a
    load, weighted person-days in a load, commodities by falling priority."""
    fleet: Arrays
    """Trucks, cold trucks and litres: three of (D,)."""
    start: Arrays
    """Loads at the beginning: origins (O, K), waiting (C, K), offloaded (C, K), zones (Z, K)."""
    flows: Arrays
    """Pipelines (O, K, D) and demand (Z, K, D), loads; the demand as it was planned."""
    store: Array
    """(Z,) loads."""
    hours: Array
    """(C,) hours of inspection for a load where inspection is what limits a crossing, 0 where it is not."""

    @property
    def days(self) -> int:
        """Of the horizon."""
        return int(self.flows[1].shape[2])

    @property
    def buffers(self) -> tuple[int, int, int, int]:
        """Sizes of the rings of what is under way: to crossings, in inspection, to zones; and of ages in a store."""
        longest = [int(days.max(initial=0)) + 1 for days in (self.legs[2], self.crossings[1], self.routes[2])]
        return longest[0], longest[1], longest[2], int(self.goods[1].max(initial=0)) + 1


def network(corridors: Corridors) -> Network:
    """The arrays of a problem without faults."""
    crossing = {one.id: place for place, one in enumerate(corridors.crossings)}
    origin = {one.id: place for place, one in enumerate(corridors.origins)}
    zone = {one.id: place for place, one in enumerate(corridors.zones)}
    capacity, hours = _inspected(corridors)
    return Network(
        legs=(
            _ints(origin[leg.origin] for leg in corridors.legs),
            _ints(crossing[leg.crossing] for leg in corridors.legs),
            _ints(leg.days for leg in corridors.legs),
        ),
        crossings=(
            capacity,
            _ints(one.inspection_days for one in corridors.crossings),
            _limits(one.collection for one in corridors.crossings),
            np.array([[good.id not in one.barred for good in corridors.commodities] for one in corridors.crossings]),
        ),
        routes=(
            _ints(crossing[route.crossing] for route in corridors.routes),
            _ints(zone[route.zone] for route in corridors.routes),
            _ints(route.days for route in corridors.routes),
            _limits(route.capacity for route in corridors.routes),
            np.array([route.litres for route in corridors.routes], float),
            np.array([route.turn for route in corridors.routes], float),
            np.array([route.loss for route in corridors.routes], float),
        ),
        goods=_goods(corridors),
        fleet=tuple(
            _daily(values, corridors.days)
            for values in (corridors.fleet.trucks, corridors.fleet.cold_trucks, corridors.fleet.litres)
        ),
        start=(
            _loads(corridors, [one.stock for one in corridors.origins]),
            _loads(corridors, [one.waiting for one in corridors.crossings]),
            _loads(corridors, [one.offloaded for one in corridors.crossings]),
            _loads(corridors, [one.stock for one in corridors.zones]),
        ),
        flows=(_pipelines(corridors), _needed(corridors)),
        store=_limits(one.store for one in corridors.zones),
        hours=hours,
    )  # fmt: skip


def _ints(values: Iterable[int]) -> Array:
    return np.array(list(values), np.int64)


def _limits(values: Iterable[float | None]) -> Array:
    return np.array([NO_LIMIT if value is None else value for value in values], float)


def _daily(values: Sequence[float], days: int) -> Array:
    """By day; the last figure holds for all that follow, none is no limit."""
    given = list(values[:days]) or [NO_LIMIT]
    return np.array(given + [given[-1]] * (days - len(given)), float)


def _inspected(corridors: Corridors) -> tuple[Array, Array]:
    """What a crossing passes in a day when it is open, and the hours of a load where inspection is what limits it."""
    capacity, hours = [], []
    for one in corridors.crossings:
        inspected = NO_LIMIT if one.inspection_hours is None else one.inspection_hours / one.hours_per_truck
        capacity.append(min(one.capacity, inspected))
        hours.append(one.hours_per_truck if inspected < one.capacity else 0.0)
    return np.array(capacity, float), np.array(hours, float)


def _goods(corridors: Corridors) -> Arrays:
    goods = corridors.commodities
    people = np.array([one.per_truck / one.ration for one in goods], float)
    weights = people * np.array([one.weight for one in goods], float)
    return (
        np.array([0.0 if one.shelf_life is None else 1 / (1 + one.shelf_life) for one in goods], float),
        _ints(-1 if one.shelf_life is None else one.shelf_life for one in goods),
        np.array([one.cold for one in goods], bool),
        people,
        weights,
        np.argsort(-weights, kind="stable").astype(np.int64),
    )


def _loads(corridors: Corridors, stocks: Sequence[Mapping[str, float]]) -> Array:
    """(…, K) truck loads."""
    rows = [[stock.get(one.id, 0.0) / one.per_truck for one in corridors.commodities] for stock in stocks]
    return np.array(rows, float).reshape(len(stocks), len(corridors.commodities))


def _needed(corridors: Corridors) -> Array:
    per_truck = np.array([one.per_truck for one in corridors.commodities])
    return np.ascontiguousarray(corridors.demand / per_truck[:, None], float)


def _pipelines(corridors: Corridors) -> Array:
    made = np.zeros((len(corridors.origins), len(corridors.commodities), corridors.days))
    for place, origin in enumerate(corridors.origins):
        for number, good in enumerate(corridors.commodities):
            coming = np.array(origin.pipeline.get(good.id, ()), float)[: corridors.days]
            made[place, number, : len(coming)] = coming / good.per_truck
    return made
