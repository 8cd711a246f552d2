"""Made-up corridors: a valley with two crossings, and any small network that hypothesis draws."""

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from troth.supply.flow import (
    Commodity,
    Corridors,
    Crossing,
    Fleet,
    Leg,
    Origin,
    Route,
    Scenarios,
    SemiMarkov,
    Zone,
)

FLOUR = Commodity(id="flour", unit="tonne", per_truck=20.0, ration=0.0004, weight=2.0)
MILK = Commodity(id="milk", unit="tonne", per_truck=10.0, ration=0.0002, shelf_life=2, cold=True)


def valley(days: int = 6, **changes: Any) -> Corridors:
    """Two towns of 50,000 and 25,000, a port, a northern and a southern crossing; the south may not pass milk."""
    people = np.array([50_000.0, 25_000.0])
    rations = np.array([FLOUR.ration, MILK.ration])
    whole = Corridors(
        days=days,
        commodities=(FLOUR, MILK),
        origins=(Origin(id="port", stock={"flour": 200.0, "milk": 60.0}, pipeline={"flour": (20.0,) * days, "milk": (15.0,) * days}),),
        crossings=(
            Crossing(id="north", capacity=3.0, collection=4.0, region="R"),
            Crossing(id="south", capacity=2.0, barred=frozenset({"milk"}), inspection_days=1, region="R"),
        ),
        legs=(Leg(origin="port", crossing="north", days=1), Leg(origin="port", crossing="south", days=0)),
        routes=(
            Route(crossing="north", zone="Upper", loss=0.1, litres=100.0),
            Route(crossing="north", zone="Lower", days=1),
            Route(crossing="south", zone="Lower", litres=50.0, turn=0.5),
        ),
        zones=(Zone(id="Upper", stock={"flour": 40.0, "milk": 10.0}), Zone(id="Lower", store=12.0, stock={"flour": 10.0})),
        demand=np.repeat((people[:, None] * rations)[:, :, None], days, 2),
        fleet=Fleet(trucks=(6.0,), cold_trucks=(1.5,), litres=(500.0,)),
    )  # fmt: skip
    return replace(whole, **changes)


def weather(corridors: Corridors, **changes: Any) -> SemiMarkov:
    """Crossings that open and close, with shocks that close both."""
    crossings = len(corridors.crossings)
    made = SemiMarkov(
        region=np.zeros(crossings, np.int64),
        scale=np.tile([2.0, 2.0, 6.0], (crossings, 1)),
        shape=np.array([1.0, 1.0, 0.9]),
        after=np.array([[0, 0.5, 0.5], [0.5, 0, 0.5], [0.6, 0.4, 0]]),
        shock_rate=np.array([0.1]),
        shock_days=np.array([2.0]),
        reach=0.9,
        loss=np.array([route.loss for route in corridors.routes]),
        loss_spread=0.5,
        days=corridors.days,
    )
    return replace(made, **changes)


@st.composite
def networks(draw: Any) -> tuple[Corridors, Scenarios]:
    """A small network of any shape with one course of events for it."""
    seed = draw(st.integers(0, 2**32 - 1))
    days, many = draw(st.integers(1, 8)), draw(st.tuples(*[st.integers(1, 3)] * 4))
    random = np.random.default_rng(seed)
    origins, crossings, zones, goods = many
    commodities = tuple(
        Commodity(id=f"K{k}", unit="tonne", per_truck=float(random.uniform(5, 30)), ration=0.001, weight=float(random.uniform(1, 9)),
                  shelf_life=None if random.random() < 0.6 else int(random.integers(0, 4)), cold=bool(random.random() < 0.3))
        for k in range(goods)
    )  # fmt: skip

    def some(wide: float) -> dict[str, float]:
        return {one.id: float(random.uniform(0, wide)) for one in commodities if random.random() < 0.7}

    def maybe(low: float, high: float) -> float | None:
        return float(random.uniform(low, high)) if random.random() < 0.5 else None

    corridors = Corridors(
        days=days,
        commodities=commodities,
        origins=tuple(Origin(id=f"O{o}", stock=some(300), pipeline={name: (value,) * days for name, value in some(80).items()}) for o in range(origins)),
        crossings=tuple(
            Crossing(id=f"C{c}", capacity=float(random.uniform(1, 12)), inspection_days=int(random.integers(0, 3)), inspection_hours=maybe(2, 10),
                     collection=maybe(1, 9), barred=frozenset(one.id for one in commodities if random.random() < 0.2), waiting=some(40), offloaded=some(40))
            for c in range(crossings)
        ),
        legs=tuple(Leg(origin=f"O{o}", crossing=f"C{c}", days=int(random.integers(0, 4))) for o in range(origins) for c in range(crossings) if random.random() < 0.8),
        routes=tuple(
            Route(crossing=f"C{c}", zone=f"Z{z}", days=int(random.integers(0, 4)), loss=float(random.uniform(0, 0.6)), capacity=maybe(1, 6),
                  litres=float(random.uniform(0, 90)), turn=float(random.uniform(0, 2)))
            for c in range(crossings) for z in range(zones) if random.random() < 0.8
        ),
        zones=tuple(Zone(id=f"Z{z}", stock=some(100), store=maybe(5, 30)) for z in range(zones)),
        demand=random.uniform(0, 60, (zones, goods, days)),
        fleet=Fleet(trucks=(float(random.uniform(1, 20)),), cold_trucks=(float(random.uniform(0, 5)),), litres=(float(random.uniform(50, 900)),)),
    )  # fmt: skip
    open_ = random.choice([0.0, 0.4, 1.0], (1, crossings, days))
    return corridors, Scenarios(
        open_,
        random.uniform(0, 0.9, (1, len(corridors.routes), days)),
        random.uniform(0.5, 1.5, (1, zones, days)),
    )
