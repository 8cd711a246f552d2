"""Perfect information: nothing does better, a longer period never tells less, and what more is worth is what it brings."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from support.corridors import networks, valley, weather
from troth.supply.flow import Perfect, Rolling, Rule, perfect, replay, steady
from troth.supply.flow.arrays import network


def weighted(corridors, trace):
    return float(trace.short.sum((0, 1)) @ network(corridors).goods[4])


@settings(max_examples=40, deadline=None)
@given(networks())
def test_no_policy_leaves_less_unmet_than_perfect_information(drawn):
    corridors, scenario = drawn
    known = perfect(network(corridors), scenario)
    assert known.status == "Optimal"
    for policy in (Rule(), Rolling(futures=8)):
        reached = weighted(corridors, replay(corridors, weather(corridors), policy, scenario))
        assert known.unmet <= reached * (1 + 1e-6) + 1e-3


@settings(max_examples=30, deadline=None)
@given(networks())
def test_longer_periods_only_weaken_the_bound(drawn):
    corridors, scenario = drawn
    day = perfect(network(corridors), scenario)
    for days in (2, 3):
        assert perfect(network(corridors), scenario, Perfect(days)).unmet <= day.unmet * (1 + 1e-6) + 1e-3


def test_perfect_information_of_one_crossing_by_hand():
    whole = valley(days=3)
    corridors = replace(
        whole, commodities=whole.commodities[:1], demand=whole.demand[:, :1], legs=whole.legs[:1], routes=whole.routes[:1],
        crossings=(replace(whole.crossings[0], capacity=1.0),), zones=tuple(replace(zone, stock={}) for zone in whole.zones),
    )  # fmt: skip
    found = perfect(network(corridors), steady(corridors))
    # Upper needs a load a day; the truck is under way on day 0, then 0.9 loads arrive a day; Lower gets nothing
    assert found.unmet == pytest.approx(2 * 50_000 * (1 + 0.1 + 0.1) + 2 * 25_000 * 3)


@pytest.mark.parametrize("waiting", [False, True])
def test_a_crossing_day_is_worth_what_a_little_more_capacity_brings(waiting: bool):
    corridors = valley(days=6)
    if waiting:
        queue = replace(corridors.crossings[0], waiting={"flour": 20.0})
        corridors = replace(corridors, crossings=(queue, corridors.crossings[1]))
    open_ = np.ones((2, 6))
    open_[0, 2] = 0.2
    scenario = steady(corridors, open_=open_)
    known = perfect(network(corridors), scenario)
    more = open_.copy()
    step = 1e-3
    more[0, 2] += step / 3.0
    brought = known.unmet - perfect(network(corridors), steady(corridors, open_=more)).unmet
    less = open_.copy()
    less[0, 2] -= step / 3.0
    taken = perfect(network(corridors), steady(corridors, open_=less)).unmet - known.unmet
    assert brought * 0.999 - 1 <= known.crossing_day[0, 2] * step <= taken * 1.001 + 1
    assert known.crossing_day[0, 2] > 0


def test_a_truck_is_worth_what_one_more_brings():
    corridors = valley(fleet=replace(valley().fleet, trucks=(1.5,)))
    known = perfect(network(corridors), steady(corridors))
    step = 1e-3
    wider = valley(fleet=replace(valley().fleet, trucks=(1.5 + step,)))
    brought = known.unmet - perfect(network(wider), steady(wider)).unmet
    assert known.truck.sum() > 0
    assert brought == pytest.approx(known.truck.sum() * step, rel=1e-3)
