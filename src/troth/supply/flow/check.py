"""Whether what happened keeps the rules, from the problem itself: nothing here is shared with the simulator or the planners.

Everything is followed as a pile of loads that may only shrink by what leaves it: origins, queues, inspection, yards, roads,
stores. What entered has arrived, is in stock, on the way, was intercepted or has perished; nothing else.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np

from .problem import Corridors
from .scenario import Scenarios
from .simulate import Trace

SMALL = 1e-6
Array = np.ndarray[Any, Any]


def check(corridors: Corridors, scenario: Scenarios, trace: Trace) -> list[str]:
    """Every rule that is broken, in words; empty where all are kept. The first scenario of those given counts."""
    broken = [
        f"{name}: {array.min():g} loads; expected 0 or more"
        for name, array in _parts(trace)
        if array.size and array.min() < -SMALL
    ]
    for place, good in enumerate(corridors.commodities):
        broken += _followed(corridors, scenario, trace, (place, good.id))
    return [*broken, *_limits(corridors, scenario, trace), *_vehicles(corridors, trace), *_demand(corridors, scenario, trace)]  # fmt: skip


def _parts(trace: Trace) -> Iterator[tuple[str, Array]]:
    for name in (
        "dispatch",
        "passed",
        "collected",
        "intercepted",
        "arrived",
        "met",
        "thrown",
        "spoiled",
        "stock",
    ):
        yield name, getattr(trace, name)


def _followed(
    corridors: Corridors, scenario: Scenarios, trace: Trace, good: tuple[int, str]
) -> Iterator[str]:
    """One commodity through all its piles."""
    yield from _sent(corridors, trace, good)
    for number, crossing in enumerate(corridors.crossings):
        yield from _through(corridors, trace, good, number)
        if good[1] in crossing.barred and trace.passed[:, number, good[0]].sum() > SMALL:
            yield f"{crossing.id} lets {good[1]} pass, which is barred there"
    for number, route in enumerate(corridors.routes):
        lost = trace.collected[:, number, good[0]] * scenario.loss[0, number]
        if abs(lost - trace.intercepted[:, number, good[0]]).max() > SMALL:
            yield f"{route.crossing}-{route.zone}: {good[1]} is intercepted otherwise than the scenario says"
    for number in range(len(corridors.zones)):
        yield from _stored(corridors, trace, good, number)


def _sent(corridors: Corridors, trace: Trace, good: tuple[int, str]) -> Iterator[str]:
    place, name = good
    load = corridors.commodities[place].per_truck
    for origin in corridors.origins:
        came = origin.stock.get(name, 0.0) / load
        coming = [amount / load for amount in origin.pipeline.get(name, ())]
        gone = 0.0
        for day in range(corridors.days):
            came += coming[day] if day < len(coming) else 0.0
            gone += sum(trace.dispatch[day, leg, place] for leg, one in enumerate(corridors.legs) if one.origin == origin.id)  # fmt: skip
            if gone > came + SMALL * (1 + came):
                yield f"{origin.id} has sent {gone:g} loads of {name} by day {day}; {came:g} had come"
                break


def _through(corridors: Corridors, trace: Trace, good: tuple[int, str], number: int) -> Iterator[str]:
    """A crossing: the queue outside and the yard inside never hold less than nothing, and lose what the problem says."""
    place, name = good
    one, crossing = corridors.commodities[place], corridors.crossings[number]
    keeps = 1.0 if one.shelf_life is None else one.shelf_life / (1 + one.shelf_life)
    outside, inside = (
        crossing.waiting.get(name, 0.0) / one.per_truck,
        crossing.offloaded.get(name, 0.0) / one.per_truck,
    )
    due_out: dict[int, float] = defaultdict(float)
    due_in: dict[int, float] = defaultdict(float)
    for day in range(corridors.days):
        for leg, way in enumerate(corridors.legs):
            if way.crossing == crossing.id:
                due_out[day + way.days] += trace.dispatch[day, leg, place]
        passed = trace.passed[day, number, place]
        due_in[day + crossing.inspection_days] += passed
        outside += due_out[day] - passed
        taken = sum(trace.collected[day, route, place] for route, way in enumerate(corridors.routes) if way.crossing == crossing.id)  # fmt: skip
        inside += due_in[day] - taken
        if min(outside, inside) < -SMALL * (1 + passed + taken):
            yield f"{crossing.id}, day {day}: {passed:g} loads of {name} pass and {taken:g} are collected; {-min(outside, inside):g} more than were there"  # fmt: skip
            return
        held = {later: loads for later, loads in due_in.items() if later > day}
        spoiled = (1 - keeps) * (outside + inside + sum(held.values()))
        if abs(spoiled - trace.spoiled[day, number, place]) > SMALL * (1 + spoiled):
            yield f"{crossing.id}, day {day}: {trace.spoiled[day, number, place]:g} loads of {name} perish; expected {spoiled:g}"  # fmt: skip
            return
        outside, inside = outside * keeps, inside * keeps
        due_in.update({later: loads * keeps for later, loads in held.items()})


def _stored(corridors: Corridors, trace: Trace, good: tuple[int, str], number: int) -> Iterator[str]:
    """A store, by the day of arrival: the oldest is eaten first, and what has been there for its days is thrown away."""
    place, name = good
    one, zone = corridors.commodities[place], corridors.zones[number]
    batches = [[0, zone.stock.get(name, 0.0) / one.per_truck]]
    for day in range(corridors.days):
        came = sum(
            trace.collected[day - way.days, route, place] - trace.intercepted[day - way.days, route, place]
            for route, way in enumerate(corridors.routes)
            if way.zone == zone.id and day >= way.days
        )
        if abs(came - trace.arrived[day, number, place]) > SMALL * (1 + came):
            yield f"{zone.id}, day {day}: {trace.arrived[day, number, place]:g} loads of {name} arrive; {came:g} were sent and not intercepted"  # fmt: skip
            return
        batches.append([day, came])
        eaten = trace.met[day, number, place]
        for batch in batches:
            bite = min(batch[1], eaten)
            batch[1], eaten = batch[1] - bite, eaten - bite
        old = sum(
            batch[1] for batch in batches if one.shelf_life is not None and day - batch[0] >= one.shelf_life
        )
        batches = [batch for batch in batches if one.shelf_life is None or day - batch[0] < one.shelf_life]
        left = sum(batch[1] for batch in batches)
        found = trace.stock[day, number, place], trace.thrown[day, number, place]
        if (
            eaten > SMALL
            or abs(left - found[0]) > SMALL * (1 + left)
            or abs(old - found[1]) > SMALL * (1 + old)
        ):
            yield f"{zone.id}, day {day}: {found[0]:g} loads of {name} in stock and {found[1]:g} thrown away; expected {left:g} and {old:g}"  # fmt: skip
            return


def _limits(corridors: Corridors, scenario: Scenarios, trace: Trace) -> Iterator[str]:
    """Capacities of every day."""
    for number, one in enumerate(corridors.crossings):
        inspected = np.inf if one.inspection_hours is None else one.inspection_hours / one.hours_per_truck
        most = min(one.capacity, inspected) * scenario.open[0, number]
        yield from _over(f"{one.id} lets pass", trace.passed[:, number].sum(1), most)
        mine = [route for route, way in enumerate(corridors.routes) if way.crossing == one.id]
        if one.collection is not None:
            yield from _over(f"{one.id}: collected", trace.collected[:, mine].sum((1, 2)), one.collection)
    for number, way in enumerate(corridors.routes):
        if way.capacity is not None:
            yield from _over(
                f"{way.crossing}-{way.zone}: collected", trace.collected[:, number].sum(1), way.capacity
            )
    for number, zone in enumerate(corridors.zones):
        if zone.store is not None:
            first = sum(zone.stock.get(one.id, 0.0) / one.per_truck for one in corridors.commodities)
            yield from _over(f"{zone.id} holds", trace.stock[:, number].sum(1), max(zone.store, first))


def _vehicles(corridors: Corridors, trace: Trace) -> Iterator[str]:
    turns, litres = (
        np.array([getattr(way, name) for way in corridors.routes]) for name in ("turn", "litres")
    )
    cold = [place for place, one in enumerate(corridors.commodities) if one.cold]
    for name, limit, used in (
        ("trucks", corridors.fleet.trucks, trace.collected.sum(2) @ turns),
        ("cold trucks", corridors.fleet.cold_trucks, trace.collected[:, :, cold].sum(2) @ turns),
        ("litres", corridors.fleet.litres, trace.collected.sum(2) @ litres),
    ):
        if limit:
            yield from _over(name, used, np.array([limit[min(day, len(limit) - 1)] for day in range(corridors.days)]))  # fmt: skip


def _over(what: str, found: Array, most: Array | float) -> Iterator[str]:
    over = found - most
    if over.size and over.max() > SMALL * (1 + abs(found).max()):
        day = int(over.argmax())
        yield f"{what} {found[day]:g} on day {day}; no more than {np.broadcast_to(most, found.shape)[day]:g} can be"


def _demand(corridors: Corridors, scenario: Scenarios, trace: Trace) -> Iterator[str]:
    """Nobody gets more than is needed, and nobody goes without while there is stock of it."""
    loads = np.array([one.per_truck for one in corridors.commodities])
    demand = (
        corridors.demand if scenario.demand is None else corridors.demand * scenario.demand[0][:, None, :]
    )
    demand = (demand / loads[:, None]).transpose(2, 0, 1)
    if demand.size and abs(demand - trace.demand).max() > SMALL * (1 + demand.max()):
        yield "the demand of the trace is not that of the scenario"
    if demand.size and (trace.met - demand).max() > SMALL * (1 + demand.max()):
        yield "more demand is met than there is"
    hungry = (demand - trace.met > SMALL) & (trace.stock + trace.thrown > SMALL)
    if hungry.any():
        day, zone, good = (int(one[0]) for one in np.nonzero(hungry))
        yield f"{corridors.zones[zone].id}, day {day}: {corridors.commodities[good].id} is in stock while people go without"
