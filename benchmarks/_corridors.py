"""Made-up corridors of any size: crossings of a few regions that shocks close together, zones, commodities, stocks and vehicles."""

import numpy as np

from troth.supply.flow import (
    Commodity,
    Corridors,
    Crossing,
    Fleet,
    Leg,
    Origin,
    Route,
    SemiMarkov,
    Zone,
)

GOODS = (
    # name, unit, units per truck, units per person and day, weight, days that it keeps, cold
    ("flour", "tonne", 20.0, 0.55e-3, 10.0, None, False),
    ("fresh food", "tonne", 15.0, 0.20e-3, 8.0, 6, False),
    ("water", "m3", 25.0, 0.35e-3, 9.0, None, False),
    ("medical", "pallet", 24.0, 0.08e-3, 12.0, None, False),
    ("vaccines", "pallet", 20.0, 0.05e-3, 6.0, 12, True),
    ("fuel", "m3", 30.0, 0.12e-3, 3.0, None, False),
    ("hygiene", "pallet", 24.0, 0.03e-3, 4.0, None, False),
    ("baby food", "tonne", 18.0, 0.02e-3, 5.0, None, False),
    ("tents", "pallet", 20.0, 0.06e-3, 2.0, None, False),
    ("fodder", "tonne", 20.0, 0.04e-3, 1.5, None, False),
)
ORIGINS = 3
REGIONS = 4
SLOW, BARRED, FAR = 0.3, 0.15, 0.4
"""Shares of crossings with a day of inspection, of commodities barred at a crossing, of routes that take a day."""


def corridors(
    crossings: int = 20, zones: int = 15, goods: int = 10, days: int = 30, seed: int = 1
) -> Corridors:
    """A problem whose crossings pass a third more than is needed on a usual day, and whose goods come little above need."""
    random = np.random.default_rng([seed, crossings, zones, goods])
    people = random.lognormal(11, 0.7, zones)
    people *= 140_000 * zones / people.sum()
    commodities = tuple(Commodity(id=name, unit=unit, per_truck=load, ration=ration, weight=weight, shelf_life=keeps, cold=cold)
                        for name, unit, load, ration, weight, keeps, cold in GOODS[:goods])  # fmt: skip
    demand = people[:, None] * np.array([one.ration for one in commodities])
    loads = demand / np.array([one.per_truck for one in commodities])
    capacity = random.uniform(60, 400, crossings)
    capacity *= loads.sum() * 1.2 / (capacity.sum() * 0.62)
    return Corridors(
        days=days,
        commodities=commodities,
        origins=_origins(random, commodities, demand.sum(0), days),
        crossings=tuple(
            Crossing(
                id=f"C{place:02}", capacity=float(size), inspection_days=int(random.random() < SLOW), collection=float(size * 1.1),
                barred=frozenset(one.id for one in commodities if random.random() < BARRED),
                inspection_hours=float(size * 0.75), hours_per_truck=0.75, region=f"R{place % REGIONS}",
            )
            for place, size in enumerate(capacity)
        ),
        legs=tuple(
            Leg(origin=f"O{origin}", crossing=f"C{place:02}", days=1 + int(origin != place % ORIGINS))
            for place in range(crossings)
            for origin in sorted({place % ORIGINS, (place + 1 + place // 5) % ORIGINS})
        ),
        routes=_routes(random, capacity, loads.sum(1)),
        zones=tuple(
            Zone(id=f"Z{place:02}", store=float(row.sum() * 20),
                 stock={one.id: float(demand[place, k] * random.uniform(0.5, 4)) for k, one in enumerate(commodities)})
            for place, row in enumerate(loads)
        ),
        demand=np.repeat(demand[:, :, None], days, 2),
        fleet=Fleet(trucks=(float(loads.sum() * 2.2),), cold_trucks=(float(loads[:, 4:5].sum() * 3),), litres=(float(loads.sum() * 260),)),
    )  # fmt: skip


def _origins(
    random: np.random.Generator, commodities: tuple[Commodity, ...], need: np.ndarray, days: int
) -> tuple[Origin, ...]:
    """What comes in varies from week to week; little more than is needed, in all."""
    shares = random.dirichlet([4.0] * ORIGINS, len(commodities))
    made = []
    for origin in range(ORIGINS):
        pipeline, stock = {}, {}
        for k, one in enumerate(commodities):
            weeks = random.uniform(0.8, 1.35, days // 7 + 1)
            pipeline[one.id] = tuple(float(need[k] * shares[k, origin] * weeks[day // 7]) for day in range(days))  # fmt: skip
            stock[one.id] = float(need[k] * shares[k, origin] * 3)
        made.append(Origin(id=f"O{origin}", stock=stock, pipeline=pipeline))
    return tuple(made)


def _routes(random: np.random.Generator, capacity: np.ndarray, loads: np.ndarray) -> tuple[Route, ...]:
    """Each crossing serves four zones, large ones sooner, and each zone has three crossings; roads carry twice a zone's need."""
    zones, shares = len(loads), loads / loads.sum()
    served = [set(random.choice(zones, min(4, zones), replace=False, p=shares).tolist()) for _ in capacity]
    for zone in range(zones):
        while sum(zone in one for one in served) < min(3, len(capacity)):
            served[int(random.integers(len(capacity)))].add(zone)
    pairs = [(crossing, zone) for crossing, some in enumerate(served) for zone in sorted(some)]
    wide = {pair: float(random.uniform(0.3, 0.7) * capacity[pair[0]]) for pair in pairs}
    total = np.bincount([zone for _, zone in pairs], list(wide.values()), zones)
    return tuple(
        Route(
            crossing=f"C{crossing:02}", zone=f"Z{zone:02}", days=int(random.random() < FAR), loss=float(random.uniform(0, 0.08)),
            capacity=wide[crossing, zone] * max(1.0, 2.5 * loads[zone] / total[zone]),
            litres=float(random.uniform(60, 200)), turn=float(random.uniform(0.5, 1.5)),
        )
        for crossing, zone in pairs
    )  # fmt: skip


def outlook(whole: Corridors, seed: int = 1) -> SemiMarkov:
    """Spells of days to weeks, and shocks that close four of five crossings of a region for days."""
    crossings = len(whole.crossings)
    random = np.random.default_rng([seed, crossings])
    scale = np.column_stack([random.uniform(2, 6, crossings), random.uniform(2, 5, crossings), random.uniform(6, 25, crossings)])  # fmt: skip
    return SemiMarkov(
        region=np.array([int(one.region[1:]) for one in whole.crossings]),
        scale=scale,
        shape=np.array([0.9, 1.2, 0.8]),
        after=np.array([[0, 0.35, 0.65], [0.4, 0, 0.6], [0.55, 0.45, 0]]),
        shock_rate=np.full(REGIONS, 0.04),
        shock_days=np.full(REGIONS, 4.0),
        reach=0.8,
        loss=np.array([route.loss for route in whole.routes]),
        loss_spread=0.5,
        days=whole.days,
    )
