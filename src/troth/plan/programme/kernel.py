"""The compiled decoder: an order of services to a feasible plan, and what it is worth."""

from typing import Any

import numpy as np

from troth.plan.compiled import compiled

Array = np.ndarray[Any, Any]


@compiled
def decode(  # noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917 - compiled: one loop over the arrays of a programme
    order: Array,
    prefer: Array,
    part_first: Array,
    parts: Array,
    mode_first: Array,
    duration: Array,
    material: Array,
    money_first: Array,
    money_pot: Array,
    money: Array,
    crew_first: Array,
    crew_pool: Array,
    crew: Array,
    before_first: Array,
    before: Array,
    earliest: Array,
    pinned_start: Array,
    pinned_mode: Array,
    pools: Array,
    imports: Array,
    cumulative: Array,
) -> tuple[Array, Array]:
    """Start what each service needs as early as all limits allow, one service after the other.

    Parameters
    ----------
    order
        Numbers of lists of parts, most urgent first. A list of which a part finds no place is not begun at all; the last of
        all lists takes what it can.
    prefer
        The only mode of each project that may be taken; -1: the one that ends first.
    part_first, parts
        The projects of each list, predecessors before their successors, all lists put together.
    mode_first, duration, material, money_first, money_pot, money, crew_first, crew_pool, crew
        The modes of each project, and of each mode what it takes.
    before_first, before
        The predecessors of each project.
    earliest
        The first period of each project.
    pinned_start, pinned_mode
        What has started already; -1 elsewhere.
    pools, imports, cumulative
        Crews of each pool, shape (C,); imports by period, shape (T,); money of each pot up to each period, shape (K, T).

    Returns
    -------
    tuple of numpy.ndarray
        The start and the mode of each project, by its own count of modes; -1: not done.
    """
    periods = len(imports)
    projects = len(earliest)
    last = len(part_first) - 2
    start = np.full(projects, -1, np.int64)
    chosen = np.full(projects, -1, np.int64)
    used = np.zeros((len(pools), periods), np.int64)
    brought = np.zeros(periods)
    left = cumulative.copy()
    for project in range(projects):
        if pinned_start[project] >= 0:
            start[project] = pinned_start[project]
            chosen[project] = pinned_mode[project]
            mode = mode_first[project] + pinned_mode[project]
            for period in range(start[project], min(periods, start[project] + duration[mode])):
                brought[period] += material[mode]
                for place in range(crew_first[mode], crew_first[mode + 1]):
                    used[crew_pool[place], period] += crew[place]
            for place in range(money_first[mode], money_first[mode + 1]):
                for period in range(start[project], periods):
                    left[money_pot[place], period] -= money[place]
    placed = np.zeros(projects, np.int64)
    for which in order:
        count = 0
        whole = True
        for item in range(part_first[which], part_first[which + 1]):
            project = parts[item]
            if start[project] >= 0:
                continue
            first = earliest[project]
            waits = False
            for place in range(before_first[project], before_first[project + 1]):
                earlier = before[place]
                if start[earlier] < 0:
                    waits = True
                    break
                first = max(first, start[earlier] + duration[mode_first[earlier] + chosen[earlier]])
            if waits:
                whole = False
                continue
            best_end, best_start, best_mode = periods + 1, -1, -1
            low, high = mode_first[project], mode_first[project + 1]
            if prefer[project] >= 0:
                low = low + prefer[project]
                high = low + 1
            for mode in range(low, high):
                begin = first
                for place in range(money_first[mode], money_first[mode + 1]):
                    pot = money_pot[place]
                    paid = periods
                    while paid > 0 and left[pot, paid - 1] >= money[place] - 1e-6:
                        paid -= 1
                    begin = max(begin, paid)
                while begin + duration[mode] <= periods and begin + duration[mode] < best_end:
                    clash = -1
                    for period in range(begin, begin + duration[mode]):
                        if brought[period] + material[mode] > imports[period] + 1e-9:
                            clash = period
                        for place in range(crew_first[mode], crew_first[mode + 1]):
                            if used[crew_pool[place], period] + crew[place] > pools[crew_pool[place]]:
                                clash = period
                    if clash < 0:
                        best_end, best_start, best_mode = begin + duration[mode], begin, mode
                        break
                    begin = clash + 1
            if best_mode < 0:
                whole = False
                continue
            placed[count] = project
            count += 1
            start[project] = best_start
            chosen[project] = best_mode - mode_first[project]
            for period in range(best_start, best_end):
                brought[period] += material[best_mode]
                for place in range(crew_first[best_mode], crew_first[best_mode + 1]):
                    used[crew_pool[place], period] += crew[place]
            for place in range(money_first[best_mode], money_first[best_mode + 1]):
                for period in range(best_start, periods):
                    left[money_pot[place], period] -= money[place]
        if whole or which == last:
            continue
        for number in range(count):  # a part of a service restores nothing: its money and crews serve others
            project = placed[number]
            mode = mode_first[project] + chosen[project]
            for period in range(start[project], start[project] + duration[mode]):
                brought[period] -= material[mode]
                for place in range(crew_first[mode], crew_first[mode + 1]):
                    used[crew_pool[place], period] -= crew[place]
            for place in range(money_first[mode], money_first[mode + 1]):
                for period in range(start[project], periods):
                    left[money_pot[place], period] += money[place]
            start[project] = -1
            chosen[project] = -1
    return start, chosen


@compiled
def readiness(  # noqa: PLR0913, PLR0917 - compiled: the arrays of the services
    start: Array,
    chosen: Array,
    mode_first: Array,
    duration: Array,
    group_first: Array,
    member_first: Array,
    member: Array,
    periods: int,
) -> Array:
    """The period from which each service is there, `periods` where it never is.

    A service has groups, a group members: projects by their numbers, services by theirs behind all projects. Services stand
    in an order in which each is behind those that it needs.
    """
    projects = len(start)
    services = len(group_first) - 1
    when = np.zeros(services, np.int64)
    for service in range(services):
        latest = 0
        for group in range(group_first[service], group_first[service + 1]):
            soonest = periods
            for place in range(member_first[group], member_first[group + 1]):
                one = member[place]
                if one >= projects:
                    soonest = min(soonest, when[one - projects])
                elif start[one] >= 0:
                    soonest = min(soonest, start[one] + duration[mode_first[one] + chosen[one]])
            latest = max(latest, soonest)
        when[service] = min(latest, periods)
    return when


@compiled
def worth(when: Array, table: Array, people: Array, region: Array, floors: Array, penalty: float) -> float:
    """What a plan is worth: the table's entry of each service, less a penalty for each person short of a floor.

    `table` has shape (S, T + 1); `floors` rows of region, period and share.
    """
    total = 0.0
    for service in range(len(when)):
        total += table[service, when[service]]
    for row in range(len(floors)):
        served = everyone = 0.0
        for service in range(len(when)):
            if region[service] == int(floors[row, 0]):
                everyone += people[service]
                if when[service] <= floors[row, 1]:
                    served += people[service]
        total -= penalty * max(0.0, floors[row, 2] * everyone - served)
    return total
