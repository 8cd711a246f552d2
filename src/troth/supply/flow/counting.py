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
    (Z, K), cover by bins of `width` days (Z, K, B), and missed loads (Z, K).
    """
    met, stock, demand = rows
    enough, cover, missed = into
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
        total = 0.0
        for good in range(passed.shape[2]):
            by_day[0, day, good] += whole(dispatch[day, :, good].sum())
            by_day[1, day, good] += whole(passed[day, :, good].sum())
            by_day[2, day, good] += whole(taken[day, :, good].sum())
            by_day[3, day, good] += whole(arrived[day, :, good].sum())
            by_day[4, day, good] += whole(lost[day, :, good].sum())
            by_day[5, day, good] += whole(thrown[day, :, good].sum() + spoiled[day, :, good].sum())
            total += arrived[day, :, good].sum()
            for leg in range(dispatch.shape[1]):
                by_crossing[0, routes[0][leg], good] += whole(dispatch[day, leg, good])
            for crossing in range(passed.shape[1]):
                by_crossing[1, crossing, good] += whole(passed[day, crossing, good])
            for route in range(taken.shape[1]):
                if taken[day, route, good] > 0.0:
                    collected, gone = whole(taken[day, route, good]), whole(lost[day, route, good])
                    by_crossing[2, routes[1][route], good] += collected
                    by_crossing[3, routes[1][route], good] += collected - gone
                    by_crossing[4, routes[1][route], good] += gone
        fan[day, min(int(total / width), fan.shape[1] - 1)] += 1
