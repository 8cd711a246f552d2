"""Bad input is named, all of it at once, and the rest is computed."""

from dataclasses import replace

import numpy as np
import pytest

from support.corridors import FLOUR, valley, weather
from troth.supply.flow import (
    Commodity,
    Crossing,
    Leg,
    Passage,
    Route,
    Rule,
    Zone,
    faults,
    replay,
    steady,
    usable,
)
from troth.supply.flow import check as check_trace

GOOD = valley()


def test_a_good_problem_has_no_faults():
    assert faults(GOOD) == []
    part, found = usable(GOOD)
    assert found == []
    for name in ("commodities", "origins", "crossings", "legs", "routes", "zones", "fleet"):
        assert getattr(part, name) == getattr(GOOD, name)
    assert np.array_equal(part.demand, GOOD.demand)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"routes": GOOD.routes[:2]}, "crossing south: no route leads from it to a zone: nothing gets through"),
        ({"legs": GOOD.legs[:1]}, "crossing south: no origin leads to it and nothing waits there"),
        ({"routes": GOOD.routes[2:]}, "demand Upper, flour: no crossing that may pass it has a route there: it stays unmet but for what is in store"),
        ({"origins": (replace(GOOD.origins[0], stock={"flour": -3.0}),)}, "origin port: stock of flour is -3; expected 0 or more, taken as 0"),
        ({"origins": (replace(GOOD.origins[0], stock={"floor": 3.0}),)}, "origin port: stock of floor, which is no commodity: flour, milk"),
        ({"commodities": (replace(FLOUR, per_truck=0.0), GOOD.commodities[1])}, "commodity flour: per_truck is 0.0; expected more than 0: without this factor tonne, trucks and people do not fit each other"),
        ({"routes": (*GOOD.routes, Route(crossing="east", zone="Upper"))}, "route east-Upper: east is no crossing"),
        ({"legs": (*GOOD.legs, Leg(origin="port", crossing="east"))}, "leg port-east: east is no crossing"),
        ({"routes": (replace(GOOD.routes[0], loss=1.2), *GOOD.routes[1:])}, "route north-Upper: loss is 1.2; expected a share from 0 to below 1"),
        ({"zones": (GOOD.zones[0], replace(GOOD.zones[1], id="Upper"))}, "zone Upper: it stands twice; the first is taken"),
        ({"crossings": (replace(GOOD.crossings[0], capacity=float("nan")), GOOD.crossings[1])}, "crossing north: capacity is nan; expected 0 or more"),
        ({"passages": (Passage(id="patients", crossing="west", people=(3.0,), capacity=5.0),)}, "passage patients: west is no crossing"),
        ({"crossings": (replace(GOOD.crossings[0], barred=frozenset({"arms"})), GOOD.crossings[1])}, "crossing north: it bars arms, which is no commodity"),
        ({"crossings": (GOOD.crossings[0], replace(GOOD.crossings[1], waiting={"milk": 10.0}))}, "crossing south: milk waits there and is barred: it stays outside"),
        ({"demand": np.where(GOOD.demand == GOOD.demand.max(), -1.0, GOOD.demand)}, "demand Upper, flour: -1 on a day; expected figures of 0 or more, taken as 0"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_the_rest_is_computed(changes: dict, told: str):
    corridors = replace(GOOD, **changes)
    part, found = usable(corridors)
    assert told in [str(fault) for fault in found]
    assert not [fault for fault in faults(part) if fault.left_out]
    scenario = steady(part)
    trace = replay(part, weather(part), Rule(), scenario)
    assert check_trace(part, scenario, trace) == []
    assert trace.met.sum() > 0


def test_everything_is_named_at_once():
    corridors = replace(
        GOOD,
        commodities=(*GOOD.commodities, Commodity(id="rice", unit="box", per_truck=-1.0, ration=0.1)),
        crossings=(*GOOD.crossings, Crossing(id="east", capacity=-4.0)),
        zones=(*GOOD.zones, Zone(id="Far", stock={"rice": -2.0})),
        demand=np.pad(GOOD.demand, ((0, 1), (0, 1), (0, 0)), constant_values=5.0),
    )
    told = " ".join(str(fault) for fault in faults(corridors))
    for word in ("rice", "east", "Far"):
        assert word in told
    part, _ = usable(corridors)
    assert [one.id for one in part.commodities] == ["flour", "milk"]
    assert [one.id for one in part.crossings] == ["north", "south"]


def test_shapes_that_do_not_fit_are_refused_at_once():
    with pytest.raises(ValueError, match=r"demand has the shape \(2, 2, 5\); expected .* \(2, 2, 6\)"):
        valley(demand=np.zeros((2, 2, 5)))
