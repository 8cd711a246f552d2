"""The compiled decoder: an order of services to a feasible plan, and what it is worth."""

from typing import Any

import numpy as np

from troth.plan.compiled import compiled

Array = np.ndarray[Any, Any]
Arrays = tuple[Array, ...]
"""Arrays that belong together; numba takes them as one argument."""


@compiled
def take(mode: int, at: int, sign: int, modes: Arrays, left: Arrays) -> None:
    """Put what a mode takes from a period on into the tables of use; with a sign of -1 take it out again.

    `left` holds the crews at work, shape (C, T), what is brought in, shape (T,), and the money that is left, shape (K, T).
    """
    duration, material, money_first, money_pot, money, crew_first, crew_pool, crew = modes
    used, brought, purse = left
    periods = len(brought)
    for period in range(at, min(periods, at + duration[mode])):
        brought[period] += sign * material[mode]
        for place in range(crew_first[mode], crew_first[mode + 1]):
            used[crew_pool[place], period] += sign * crew[place]
    for place in range(money_first[mode], money_first[mode + 1]):
        for period in range(at, periods):
            purse[money_pot[place], period] -= sign * money[place]


@compiled
def clash(mode: int, begin: int, modes: Arrays, limits: Arrays, left: Arrays) -> int:
    """The last period in which a mode that starts then would need more crews or imports than there are; -1: none."""
    duration, material, _, _, _, crew_first, crew_pool, crew = modes
    pools, imports = limits
    used, brought, _ = left
    for period in range(begin + duration[mode] - 1, begin - 1, -1):
        if brought[period] + material[mode] > imports[period] + 1e-9:
            return period
        for place in range(crew_first[mode], crew_first[mode + 1]):
            if used[crew_pool[place], period] + crew[place] > pools[crew_pool[place]]:
                return period
    return -1


@compiled
def soonest(mode: int, first: int, before: int, modes: Arrays, limits: Arrays, left: Arrays) -> int:
    """The first period from `first` on in which a mode can start so that it ends before `before`; -1: there is none."""
    duration, _, money_first, money_pot, money, _, _, _ = modes
    _, brought, purse = left
    begin = first
    for place in range(money_first[mode], money_first[mode + 1]):
        paid = len(
            brought
        )  # from here to the end of the horizon the pot has enough: no later commitment is undone
        while paid > 0 and purse[money_pot[place], paid - 1] >= money[place] - 1e-6:
            paid -= 1
        begin = max(begin, paid)
    while begin + duration[mode] <= len(brought) and begin + duration[mode] < before:
        blocked = clash(mode, begin, modes, limits, left)
        if blocked < 0:
            return begin
        begin = blocked + 1
    return -1


@compiled
def after_all(project: int, earlier: Arrays, ends: Array) -> int:
    """The first period of a project behind its predecessors; -1 where one of them is not done."""
    earliest, before_first, before = earlier
    first = earliest[project]
    for place in range(before_first[project], before_first[project + 1]):
        if ends[before[place]] < 0:
            return -1
        first = max(first, ends[before[place]])
    return int(first)


@compiled
def best_mode(
    first: int, low: int, high: int, modes: Arrays, limits: Arrays, left: Arrays
) -> tuple[int, int]:
    """Of the modes from `low` on and below `high` the one that ends first, with its start; -1 where none finds a place."""
    end, start, chosen = len(limits[1]) + 1, -1, -1
    for mode in range(low, high):
        at = soonest(mode, first, end, modes, limits, left)
        if at >= 0:
            end, start, chosen = at + modes[0][mode], at, mode
    return start, chosen


@compiled
def decode(  # noqa: C901, PLR0913, PLR0917 - compiled: one loop over the arrays of a programme
    order: Array,
    prefer: Array,
    lists: Arrays,
    mode_first: Array,
    modes: Arrays,
    earlier: Arrays,
    pinned: Arrays,
    limits: Arrays,
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
    lists
        Where each list begins, and the projects of all lists put together, predecessors before their successors.
    mode_first, modes
        Where the modes of each project begin; of each mode its duration, its material, and where in the lists of pots and
        sums, and of pools and crews, its own begin.
    earlier
        The first period of each project, where its predecessors begin, and the predecessors of all.
    pinned
        Start and mode of what has started; -1 elsewhere.
    limits, cumulative
        Crews of each pool and imports by period; money of each pot up to each period, shape (K, T).

    Returns
    -------
    tuple of numpy.ndarray
        The start and the mode of each project, by its own count of modes; -1: not done.
    """
    part_first, parts = lists
    projects, last, periods = len(mode_first) - 1, len(part_first) - 2, len(limits[1])
    start, chosen = np.full(projects, -1, np.int64), np.full(projects, -1, np.int64)
    ends, placed = np.full(projects, -1, np.int64), np.zeros(projects, np.int64)
    left = (np.zeros((len(limits[0]), periods), np.int64), np.zeros(periods), cumulative.copy())
    for project in range(projects):
        if pinned[0][project] >= 0:
            start[project], chosen[project] = pinned[0][project], pinned[1][project]
            mode = mode_first[project] + chosen[project]
            ends[project] = start[project] + modes[0][mode]
            take(mode, start[project], 1, modes, left)
    for which in order:
        count, whole = 0, True
        for item in range(part_first[which], part_first[which + 1]):
            project = parts[item]
            if start[project] >= 0:
                continue
            first = after_all(project, earlier, ends)
            low, high = mode_first[project], mode_first[project + 1]
            if prefer[project] >= 0:
                low, high = low + prefer[project], low + prefer[project] + 1
            at, mode = best_mode(first, low, high if first >= 0 else low, modes, limits, left)
            if mode < 0:
                whole = False
                continue
            placed[count], count = project, count + 1
            start[project], chosen[project], ends[project] = (
                at,
                mode - mode_first[project],
                at + modes[0][mode],
            )
            take(mode, at, 1, modes, left)
        for number in range(0 if whole or which == last else count):
            project = placed[number]  # a part of a service restores nothing: its money and crews serve others
            take(mode_first[project] + chosen[project], start[project], -1, modes, left)
            start[project], chosen[project], ends[project] = -1, -1, -1
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
def worth(when: Array, table: Array) -> float:
    """What a plan is worth: the entry of each service in `table`, whose shape is (S, T + 1)."""
    total = 0.0
    for service in range(len(when)):
        total += table[service, when[service]]
    return total


@compiled
def missing(when: Array, people: Array, region: Array, floors: Array) -> float:
    """How far floors are missed: for each that is, 1 and the share that is missing of it; `floors` has rows of region, period and share."""
    total = 0.0
    for row in range(len(floors)):
        served = everyone = 0.0
        for service in range(len(when)):
            if region[service] == int(floors[row, 0]):
                everyone += people[service]
                if when[service] <= floors[row, 1]:
                    served += people[service]
        due = floors[row, 2] * everyone
        if served < due * (1 - 1e-9):
            total += 2 - served / due
    return total
