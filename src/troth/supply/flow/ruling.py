"""The priority rule, compiled: what is sent and passed so that the emptiest zones come first, by priority."""

from typing import Any

import numpy as np

from troth.records.compiled import compiled

Array = np.ndarray[Any, Any]
Arrays = tuple[Array, ...]


@compiled
def wanted_at(levels: Array, have: Array, demand: Array, parts: Array, roads: Arrays, made: Array) -> None:
    """(V, C, K) what zones need for so many days of cover, shared among their crossings (`parted`)."""
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
