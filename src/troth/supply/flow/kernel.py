"""The simulator, compiled: what happens on a day to what was decided. All policies share it.

The day: what is due arrives (pipelines, trucks at crossings, offloaded loads, trucks in zones); what is decided is cut to what
is there and what the limits allow; crossings pass, loads are collected, a share of them is intercepted; people eat the oldest
first; what is too old is thrown away. Decisions are cut in place: afterwards they hold what was done.
"""

from typing import Any

import numpy as np

from troth.records.compiled import compiled

Array = np.ndarray[Any, Any]
Arrays = tuple[Array, ...]


@compiled
def begin(day: int, legs: Arrays, flows: Arrays, state: Arrays, arrived: Array) -> None:
    """What is due on a day is there. `arrived` (Z, K) begins to count.

    `state` is: origins (O, K), under way to crossings (days, L, K), waiting (C, K), in inspection (days, C, K), offloaded
    (C, K), under way to zones (days, Z, K), stock by age (Z, K, A), loads on the way and in store (Z,).
    """
    origins, out, waiting, inspected, yard, coming, stock, _ = state
    origins += flows[0][:, :, day]
    due = day % len(out)
    for leg in range(len(legs[0])):
        waiting[legs[1][leg]] += out[due, leg]
    out[due] = 0.0
    yard += inspected[day % len(inspected)]
    inspected[day % len(inspected)] = 0.0
    due = day % len(coming)
    for zone in range(coming.shape[1]):
        for good in range(coming.shape[2]):
            arrived[zone, good] = coming[due, zone, good]
            stock[zone, good, 0] += coming[due, zone, good]
            coming[due, zone, good] = 0.0


@compiled
def send(day: int, legs: Arrays, allowed: Array, state: Arrays, dispatch: Array) -> None:
    """Dispatch (L, K) as far as the stock of the origin goes; nothing to a crossing that bars it."""
    origins, out, waiting = state[0], state[1], state[2]
    for leg in range(len(legs[0])):
        origin, crossing = legs[0][leg], legs[1][leg]
        for good in range(dispatch.shape[1]):
            loads = min(max(dispatch[leg, good], 0.0), origins[origin, good])
            if not allowed[crossing, good]:
                loads = 0.0
            dispatch[leg, good] = loads
            if loads > 0.0:
                origins[origin, good] = max(0.0, origins[origin, good] - loads)
                if legs[2][leg] == 0:
                    waiting[crossing, good] += loads
                else:
                    out[(day + legs[2][leg]) % len(out), leg, good] += loads


@compiled
def admit(day: int, crossings: Arrays, opened: Array, state: Arrays, passed: Array) -> None:
    """Pass (C, K) as far as loads wait and the crossing's capacity of the day goes; cut all alike."""
    waiting, inspected, yard = state[2], state[3], state[4]
    for crossing in range(len(passed)):
        total = 0.0
        for good in range(passed.shape[1]):
            loads = min(max(passed[crossing, good], 0.0), waiting[crossing, good])
            if not crossings[3][crossing, good]:
                loads = 0.0
            passed[crossing, good] = loads
            total += loads
        room = crossings[0][crossing] * opened[crossing]
        share = room / total if total > room else 1.0
        for good in range(passed.shape[1]):
            loads = passed[crossing, good] * share
            passed[crossing, good] = loads
            if loads > 0.0:
                waiting[crossing, good] = max(0.0, waiting[crossing, good] - loads)
                if crossings[1][crossing] == 0:
                    yard[crossing, good] += loads
                else:
                    inspected[(day + crossings[1][crossing]) % len(inspected), crossing, good] += loads


@compiled
def limits(day: int, crossings: Arrays, routes: Arrays, fleet: Arrays, held: Arrays) -> Arrays:
    """What can still be collected: by crossing (C,), by zone (Z,), by route (R,); trucks, cold trucks and litres (3,).

    `held` is what zones can store (Z,) and what is in them and on the way (Z,).
    """
    shared = np.array([fleet[0][day], fleet[1][day], fleet[2][day]])
    return crossings[2].copy(), np.maximum(0.0, held[0] - held[1]), routes[3].copy(), shared


@compiled
def carried(amount: float, use: tuple[float, float, bool], shared: Array) -> float:
    """How much of an amount vehicles and fuel carry, which is taken from what is left of them (3,)."""
    turn, litres, cold = use
    if amount * turn > shared[0]:
        amount = shared[0] / turn
    if cold and amount * turn > shared[1]:
        amount = shared[1] / turn
    if amount * litres > shared[2]:
        amount = shared[2] / litres
    amount = max(amount, 0.0)
    shared[0] -= amount * turn
    shared[1] -= amount * turn if cold else 0.0
    shared[2] -= amount * litres
    return amount


@compiled
def collect(day: int, levels: Array, wants: Arrays, routes: Arrays, left: Arrays, moved: Arrays) -> None:  # noqa: C901 - one loop: a call for each load would cost more than the load
    """Collect what is wanted, then what fills zones to the lowest level of cover first, by priority; a share is intercepted.

    `wants` is what is wanted by route (R, K), or (0, K) where nothing is, what zones have (Z, K), demand (Z, K), commodities
    by priority (K,), cold (K,);
    `left` see `limits`; `moved` is the yard (C, K), under way to zones (days, Z, K), stock (Z, K, A), held (Z,), collected (R,
    K), intercepted (R, K), the loss of the day (R,), arrived (Z, K).
    """
    wanted, have, demand, order, cold = wants
    by_crossing, by_zone, by_route, shared = left
    yard, coming, stock, held, taken, lost, loss, arrived = moved
    crossing_of, zone_of, days, _, litres, turn, expected = routes
    rest = yard.sum(axis=0)
    gross = 1.0 / np.maximum(1.0 - expected, 0.05)
    for level in range(-1 if len(wanted) > 0 else 0, len(levels)):
        for good in order:
            if rest[good] <= 0.0:
                continue
            for route in range(len(crossing_of)):
                crossing, zone = crossing_of[route], zone_of[route]
                there = yard[crossing, good]
                if there <= 0.0 or by_crossing[crossing] <= 0.0:
                    continue
                if level < 0:
                    amount = wanted[route, good]
                else:
                    amount = (levels[level] * demand[zone, good] - have[zone, good]) * gross[route]
                if amount <= 0.0:
                    continue
                amount = min(amount, there, by_route[route], by_crossing[crossing], by_zone[zone])
                amount = carried(amount, (turn[route], litres[route], cold[good]), shared)
                if amount <= 0.0:
                    continue
                by_route[route] -= amount
                by_crossing[crossing] -= amount
                by_zone[zone] -= amount
                yard[crossing, good] = max(0.0, there - amount)
                rest[good] -= amount
                taken[route, good] += amount
                lost[route, good] += amount * loss[route]
                have[zone, good] += amount * (1.0 - expected[route])
                amount *= 1.0 - loss[route]
                held[zone] += amount
                if days[route] == 0:
                    stock[zone, good, 0] += amount
                    arrived[zone, good] += amount
                else:
                    coming[(day + days[route]) % len(coming), zone, good] += amount


@compiled
def eat(shelf: Array, demand: Array, state: Arrays, met: Array, thrown: Array) -> None:
    """Meet demand (Z, K), the oldest first; then everything grows a day older and what does not keep is thrown away."""
    stock, held = state[6], state[7]
    for zone in range(len(met)):
        for good in range(met.shape[1]):
            last = max(shelf[good], 0)
            wanted, got = demand[zone, good], 0.0
            for age in range(last, -1, -1):
                bite = min(stock[zone, good, age], wanted - got)
                if bite > 0.0:
                    stock[zone, good, age] -= bite
                    got += bite
            met[zone, good] = got
            thrown[zone, good] = 0.0
            if shelf[good] >= 0:
                thrown[zone, good] = stock[zone, good, last]
                for age in range(last, 0, -1):
                    stock[zone, good, age] = stock[zone, good, age - 1]
                stock[zone, good, 0] = 0.0
            held[zone] -= got + thrown[zone, good]


@compiled
def perish(spoil: Array, state: Arrays, spoiled: Array) -> None:
    """A day at a crossing costs what does not keep a share of it: (C, K), outside, in inspection and in the yard."""
    waiting, inspected, yard = state[2], state[3], state[4]
    for crossing in range(len(spoiled)):
        for good in range(spoiled.shape[1]):
            share = spoil[good]
            if share <= 0.0:
                spoiled[crossing, good] = 0.0
                continue
            there = waiting[crossing, good] + yard[crossing, good]
            for due in range(len(inspected)):
                there += inspected[due, crossing, good]
                inspected[due, crossing, good] *= 1.0 - share
            spoiled[crossing, good] = share * there
            waiting[crossing, good] *= 1.0 - share
            yard[crossing, good] *= 1.0 - share


@compiled
def had(shelf: Array, state: Arrays) -> Array:
    """(Z, K) what zones have in store, by the days that it keeps (K,), and on the way to them."""
    _, _, _, _, _, coming, stock, _ = state
    made = np.zeros(stock.shape[:2])
    for zone in range(made.shape[0]):
        for good in range(made.shape[1]):
            total = 0.0
            for age in range(max(shelf[good], 0) + 1):
                total += stock[zone, good, age]
            for due in range(len(coming)):
                total += coming[due, zone, good]
            made[zone, good] = total
    return made


@compiled
def wanted_at(levels: Array, have: Array, demand: Array, parts: Array, roads: Arrays, made: Array) -> None:
    """(V, C, K) what zones need for so many days of cover, shared among their routes (`split`, see `policies.parted`)."""
    made[:] = 0.0
    for level in range(len(levels)):
        for route in range(len(parts)):
            crossing, zone = roads[0][route], roads[1][route]
            for good in range(have.shape[1]):
                gap = levels[level] * demand[zone, good] - have[zone, good]
                if gap > 0.0:
                    made[level, crossing, good] += gap * parts[route, good]


@compiled
def already_sent(usual: Array, queue: float, legs: Arrays, plan: Arrays) -> Arrays:
    """Loads ahead at crossings (C, K), room in their queues (C,) and what origins have left (O, K), all dispatch counted."""
    origins, out, waiting, inspected, yard, dispatch = plan
    ahead = waiting + yard + inspected.sum(axis=0)
    room = queue * usual - waiting.sum(axis=1)
    left = origins.copy()
    for leg in range(len(legs[0])):
        for due in range(len(out)):
            ahead[legs[1][leg]] += out[due, leg]
            room[legs[1][leg]] -= out[due, leg].sum()
    for leg in range(len(legs[0])):
        ahead[legs[1][leg]] += dispatch[leg]
        room[legs[1][leg]] -= dispatch[leg].sum()
        left[legs[0][leg]] -= dispatch[leg]
    return ahead, room, left


@compiled
def rule_sends(wanted: Array, usual: Array, queue: float, legs: Arrays, order: Array, plan: Arrays) -> None:
    """Dispatch (L, K): the lowest level of cover first, within it by priority; no longer a queue than so many usual days.

    `plan` is origins (O, K), under way (days, L, K), waiting, in inspection (days, C, K), offloaded, and the dispatch, which is
    added to.
    """
    dispatch = plan[5]
    ahead, room, left = already_sent(usual, queue, legs, plan)
    most = np.zeros(len(order))
    for origin in range(len(left)):
        most = np.maximum(most, left[origin])
    for level in range(len(wanted)):
        for good in order:
            if most[good] <= 0.0:
                continue
            for leg in range(len(legs[0])):
                origin, crossing = legs[0][leg], legs[1][leg]
                loads = wanted[level, crossing, good] - ahead[crossing, good]
                if loads > 0.0 and room[crossing] > 0.0 and left[origin, good] > 0.0:
                    loads = min(loads, room[crossing], left[origin, good])
                    dispatch[leg, good] += loads
                    ahead[crossing, good] += loads
                    room[crossing] -= loads
                    left[origin, good] -= loads


@compiled
def rule_passes(
    wanted: Array, room: Array, order: Array, allowed: Array, there: Arrays, passed: Array
) -> None:
    """Pass (C, K): what is needed for the lowest level of cover first, within it by priority, then the rest by priority.

    `there` is what waits and what is in the yards (C, K).
    """
    waiting, yard = there
    for crossing in range(len(passed)):
        left = room[crossing]
        for level in range(len(wanted) + 1):
            if left <= 0.0:
                break
            for good in order:
                loads = min(left, waiting[crossing, good] - passed[crossing, good])
                if level < len(wanted):
                    need = wanted[level, crossing, good] - yard[crossing, good] - passed[crossing, good]
                    loads = min(loads, need)
                if loads > 0.0 and allowed[crossing, good]:
                    passed[crossing, good] += loads
                    left -= loads


@compiled
def ruled(
    network: tuple[Any, ...],
    course: Arrays,
    rule: tuple[Array, Array, float, Array],
    state: Arrays,
    trace: Arrays,
) -> None:
    """One scenario under the priority rule: `course` is open (C, D), loss (R, D), demand (D, Z, K); `trace` is filled.

    `rule` is the levels of cover (V,), what crossings usually pass (C,), the longest queue in usual days, and the share of a
    zone's need that comes by each of its routes (R, K).
    """
    legs, crossings, routes, goods, flows = network[:5]
    opened, loss, demand = course
    levels, usual, queue, split = rule
    dispatch, arrived = trace[0], trace[4]
    roads = (routes[0], routes[1], crossings[3])
    nothing = np.zeros((0, demand.shape[2]))
    wanted = np.empty((len(levels), len(usual), demand.shape[2]))
    for day in range(len(demand)):
        begin(day, legs, flows, state, arrived[day])
        have = had(goods[1], state)
        wanted_at(levels, have, demand[day], split, roads, wanted)
        plan = (state[0], state[1], state[2], state[3], state[4], dispatch[day])
        rule_sends(wanted, usual, queue, legs, goods[5], plan)
        delivered(day, network, (opened, loss, demand[day]), (wanted, nothing, levels, have), state, trace)


@compiled
def delivered(
    day: int, network: tuple[Any, ...], course: Arrays, decided: Arrays, state: Arrays, trace: Arrays
) -> None:
    """The rest of a day once it is decided what is sent: `course` has the demand of the day (Z, K).

    `decided` is what is needed at crossings, in rising levels (V, C, K), what is to be collected (R, K), the levels of cover to
    which zones are filled from what is left (U,), and what zones have (Z, K).
    """
    legs, crossings, routes, goods, _, fleet, store = network
    opened, loss, needed = course
    needs, wanted, levels, have = decided
    dispatch, passed, taken, lost, arrived, met, thrown, spoiled, stock = trace
    open_ = np.ascontiguousarray(opened[:, day])
    send(day, legs, crossings[3], state, dispatch[day])
    rule_passes(needs, crossings[0] * open_, goods[5], crossings[3], (state[2], state[4]), passed[day])
    admit(day, crossings, open_, state, passed[day])
    left = limits(day, crossings, routes, fleet, (store, state[7]))
    lossy = np.ascontiguousarray(loss[:, day])
    moved = (state[4], state[5], state[6], state[7], taken[day], lost[day], lossy, arrived[day])
    collect(day, levels, (wanted, have, needed, goods[5], goods[2]), routes, left, moved)
    evening(goods, needed, state, (met[day], thrown[day], spoiled[day], stock[day]))


@compiled
def evening(goods: Arrays, needed: Array, state: Arrays, rows: Arrays) -> None:
    """People eat, what does not keep perishes, and stock (Z, K) is counted; `rows` are those of the day in a trace."""
    met, thrown, spoiled, stock = rows
    eat(goods[1], needed, state, met, thrown)
    perish(goods[0], state, spoiled)
    for zone in range(stock.shape[0]):
        for good in range(stock.shape[1]):
            total = 0.0
            for age in range(max(goods[1][good], 0) + 1):
                total += state[6][zone, good, age]
            stock[zone, good] = total


@compiled
def follow(
    day: int, network: tuple[Any, ...], course: Arrays, decided: Arrays, state: Arrays, trace: Arrays
) -> None:
    """The rest of a day after `begin` under decisions; dispatch stands in the trace's row of the day.

    `course` is open (C, D), loss (R, D), demand (Z, K, D); `decided` is what is needed at crossings, in rising levels (V, C, K),
    what is to be collected (R, K), and the levels of cover to which zones are then filled (U,), as the priority rule does it.
    """
    needed = np.ascontiguousarray(course[2][:, :, day])
    have = had(network[3][1], state)
    decision = (decided[0], decided[1], decided[2], have)
    delivered(day, network, (course[0], course[1], needed), decision, state, trace)
