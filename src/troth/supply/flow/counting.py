"""What is kept of a scenario, compiled: counts and whole thousandths, whose sums do not depend on the order of anything."""

from typing import Any

import numpy as np

from troth.records.compiled import compiled

Array = np.ndarray[Any, Any]
Arrays = tuple[Array, ...]
ENOUGH = 0.95
"""A demand counts as met from this share on."""
THOUSANDTHS = 1000.0


@compiled
def whole(amount: float) -> int:
    """Loads in whole thousandths."""
    return int(np.floor(amount * 1000.0 + 0.5))


@compiled
def count_zones(rows: Arrays, daily: Array, width: float, into: Arrays) -> None:
    """Demand that was met, days of cover, and what was missed.

    `rows` is met, stock and demand (D, Z, K); `daily` the planned demand of a day (Z, K); `into` is scenarios that met enough
    (Z, K), cover by bins of `width` days (Z, K, B), and loads missed and demanded, each (Z, K).
    """
    met, stock, demand = rows
    enough, cover, missed, demanded = into
    for zone in range(met.shape[1]):
        for good in range(met.shape[2]):
            got, wanted = 0.0, 0.0
            for day in range(met.shape[0]):
                got += met[day, zone, good]
                wanted += demand[day, zone, good]
                if daily[zone, good] > 0.0:
                    bin_ = int(stock[day, zone, good] / daily[zone, good] / width)
                    cover[zone, good, min(bin_, cover.shape[2] - 1)] += 1
            if got >= 0.95 * wanted - 1e-9:
                enough[zone, good] += 1
            missed[zone, good] += whole(wanted - got)
            demanded[zone, good] += whole(wanted)


@compiled
def count_stages(rows: Arrays, routes: Arrays, width: float, into: Arrays) -> None:
    """Loads by stage, day and commodity; by stage, crossing and commodity; and how often how many arrived on a day.

    `rows` is dispatch, passed, collected, intercepted, arrived, thrown away, spoiled; `routes` the crossing of each leg and of
    each route; stages are manifested, offloaded, collected, arrived, intercepted, spoiled; of crossings the first five, where
    what is collected there and not intercepted counts as arrived.
    """
    dispatch, passed, taken, lost, arrived, thrown, spoiled = rows
    by_day, by_crossing, fan = into
    for day in range(len(passed)):
        total = np.zeros((6, passed.shape[2]))
        summed(dispatch[day], total[0])
        summed(passed[day], total[1])
        summed(taken[day], total[2])
        summed(arrived[day], total[3])
        summed(lost[day], total[4])
        summed(thrown[day], total[5])
        summed(spoiled[day], total[5])
        for stage in range(6):
            for good in range(passed.shape[2]):
                by_day[stage, day, good] += whole(total[stage, good])
        fan[day, min(int(total[3].sum() / width), fan.shape[1] - 1)] += 1
    count_crossings(rows, routes, by_crossing)


@compiled
def summed(rows: Array, into: Array) -> None:
    """Add all rows (N, K) to `into` (K,)."""
    for row in range(len(rows)):
        for good in range(rows.shape[1]):
            into[good] += rows[row, good]


@compiled
def placed(rows: Array, where: Array, into: Array) -> None:
    """Add each row (N, K) to the row of `into` (C, K) that stands in `where` (N,)."""
    for row in range(len(rows)):
        for good in range(rows.shape[1]):
            into[where[row], good] += rows[row, good]


@compiled
def count_crossings(rows: Arrays, routes: Arrays, by_crossing: Array) -> None:
    """Loads by stage, crossing and commodity."""
    dispatch, passed, taken, lost = rows[0], rows[1], rows[2], rows[3]
    total = np.zeros(by_crossing.shape)
    for day in range(len(passed)):
        placed(dispatch[day], routes[0], total[0])
        for crossing in range(passed.shape[1]):
            total[1, crossing] += passed[day, crossing]
        placed(taken[day], routes[1], total[2])
        placed(lost[day], routes[1], total[4])
    for crossing in range(by_crossing.shape[1]):
        for good in range(by_crossing.shape[2]):
            total[3, crossing, good] = total[2, crossing, good] - total[4, crossing, good]
            for stage in range(5):
                by_crossing[stage, crossing, good] += whole(total[stage, crossing, good])
