"""The compiled search for short schedules: a genetic search whose individuals are schedules, justified both ways.

An individual is a feasible schedule. A child takes the part of one parent that begins within a window of time, and the
rest from the other (Debels and Vanhoucke, *A decomposition-based genetic algorithm*, 2007: two-point crossover on starts);
it is decoded by the serial schedule-generation scheme, then justified to the right and to the left (Valls, Ballestín and
Quintanilla, *Justification and RCPSP*, 2005). Everything is drawn from one 64-bit state, so the same seed and number of
iterations give the same schedule on any machine.
"""

from typing import Any

import numpy as np

from troth.plan.compiled import compiled

Array = np.ndarray[Any, Any]
WORSE = 0.02
"""How often a child that is worse takes its parent's place: it keeps the schedules apart."""


@compiled
def rank(keys: Array, order: Array, buckets: Array) -> None:
    """Write into `order` the activities by rising key (whole numbers of 0 or more, below the length of `buckets`)."""
    buckets[:] = 0
    for key in keys:
        buckets[key + 1] += 1
    for number in range(1, len(buckets)):
        buckets[number] += buckets[number - 1]
    for activity in range(len(keys)):
        order[buckets[keys[activity]]] = activity
        buckets[keys[activity]] += 1


@compiled
def serial(  # noqa: C901, PLR0913, PLR0917 - compiled: one loop over the arrays of a project
    order: Array,
    lengths: Array,
    demands: Array,
    capacities: Array,
    first: Array,
    before: Array,
    used: Array,
    starts: Array,
    stack: Array,
) -> int:
    """Schedule activities as early as possible in an order; a predecessor that stands later is scheduled first.

    `first` and `before` are the predecessors of each activity, put together; `used` is the load of each resource by period
    and is filled anew. Returns the makespan; `starts` gets the starts.
    """
    used[:] = 0
    starts[:] = -1
    last = 0
    for number in range(len(order)):
        top = 0
        stack[0] = order[number]
        while top >= 0:
            activity = stack[top]
            if starts[activity] >= 0:
                top -= 1
                continue
            at = 0
            waits = False
            for place in range(first[activity], first[activity + 1]):
                earlier = before[place]
                if starts[earlier] < 0:
                    top += 1
                    stack[top] = earlier
                    waits = True
                    break
                at = max(at, starts[earlier] + lengths[earlier])
            if waits:
                continue
            period = at
            while period < at + lengths[activity]:
                for kind in range(len(capacities)):
                    if used[period, kind] + demands[activity, kind] > capacities[kind]:
                        at = period + 1
                        break
                period += 1
            starts[activity] = at
            for inside in range(at, at + lengths[activity]):
                for kind in range(len(capacities)):
                    used[inside, kind] += demands[activity, kind]
            last = max(last, at + lengths[activity])
            top -= 1
    return last


@compiled
def justified(  # noqa: PLR0913, PLR0917 - compiled: the arrays of a project
    starts: Array,
    makespan: int,
    lengths: Array,
    demands: Array,
    capacities: Array,
    first: Array,
    before: Array,
    after_first: Array,
    after: Array,
    used: Array,
    keys: Array,
    order: Array,
    buckets: Array,
    stack: Array,
    backward: Array,
) -> int:
    """Justify a schedule to the right and to the left until that shortens it no more; `starts` is overwritten."""
    while True:
        for activity in range(len(lengths)):
            keys[activity] = makespan - (starts[activity] + lengths[activity])
        rank(keys, order, buckets)
        right = serial(order, lengths, demands, capacities, after_first, after, used, backward, stack)
        for activity in range(len(lengths)):
            keys[activity] = right - (backward[activity] + lengths[activity])
        rank(keys, order, buckets)
        left = serial(order, lengths, demands, capacities, first, before, used, starts, stack)
        if left >= makespan:
            return left
        makespan = left


@compiled
def drawn(state: Array) -> float:
    """The next number from 0 to 1 (SplitMix64; Steele, Lea and Flood, 2014)."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return float(z >> np.uint64(11)) / 9007199254740992.0


@compiled
def child_keys(father: Array, mother: Array, makespan: int, longest: int, state: Array, keys: Array) -> None:
    """Keys of a child: the father's starts within a window of time, the mother's before and behind it; a few are moved."""
    width = int(makespan * (0.25 + 0.5 * drawn(state)))
    begin = int((makespan - width) * drawn(state))
    end = begin + width
    for activity in range(len(keys)):
        if begin <= father[activity] < end:
            keys[activity] = longest + father[activity]
        elif mother[activity] < begin + width // 2:
            keys[activity] = min(mother[activity], longest - 1)
        else:
            keys[activity] = min(2 * longest + mother[activity], 3 * longest - 1)
    if drawn(state) < 0.5:  # noqa: PLR2004 - half of the children
        share = 0.02 + 0.06 * drawn(state)
        for activity in range(len(keys)):
            if drawn(state) < share:
                moved = keys[activity] + int((drawn(state) - 0.5) * 0.3 * makespan)
                keys[activity] = min(max(moved, 0), 3 * longest - 1)


@compiled
def evolved(  # noqa: C901, PLR0913, PLR0917 - compiled: one generation of the search
    population: Array,
    makespans: Array,
    state: Array,
    children: int,
    enough: int,
    longest: int,
    latest: Array,
    lengths: Array,
    demands: Array,
    capacities: Array,
    first: Array,
    before: Array,
    after_first: Array,
    after: Array,
) -> int:
    """Make so many children; each takes the place of a parent that is no better. Returns the shortest makespan.

    `population` holds the starts of each individual, shape (P, N); a makespan of 0 asks for a new one, by the latest start
    of each activity and chance. No schedule is shorter than `enough`, where the search ends.
    """
    count, activities = population.shape
    used = np.zeros((longest + 1, len(capacities)), np.int32)
    keys = np.zeros(activities, np.int64)
    order = np.zeros(activities, np.int64)
    buckets = np.zeros(3 * longest + 2, np.int64)
    stack = np.zeros(activities + 1, np.int64)
    child = np.zeros(activities, np.int64)
    backward = np.zeros(activities, np.int64)
    best = longest
    for who in range(count):
        if makespans[who] > 0:
            best = min(best, makespans[who])
    for _ in range(children):
        one = int(drawn(state) * count)
        other = int(drawn(state) * count)
        rival = int(drawn(state) * count)
        if makespans[one] == 0:
            width = (0.1 + 0.9 * drawn(state)) * enough
            for activity in range(activities):
                keys[activity] = int(latest[activity] + drawn(state) * width)
        else:
            if makespans[rival] != 0 and (makespans[other] == 0 or makespans[rival] < makespans[other]):
                other = rival
            if makespans[other] == 0:
                other = one
            child_keys(population[one], population[other], makespans[one], longest, state, keys)
        rank(keys, order, buckets)
        made = serial(order, lengths, demands, capacities, first, before, used, child, stack)
        made = justified(
            child, made, lengths, demands, capacities, first, before, after_first, after, used, keys, order,
            buckets, stack, backward,
        )  # fmt: skip
        if makespans[one] == 0 or made <= makespans[one] or (drawn(state) < WORSE and makespans[one] > best):
            population[one] = child
            makespans[one] = made
        best = min(best, made)
        if best <= enough:
            break
    return best
