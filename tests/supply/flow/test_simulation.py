"""What comes of decisions: nothing is made and nothing vanishes, no limit is passed, and a changed trace is found out."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from support.corridors import networks, valley, weather
from troth.supply.flow import Passage, Rolling, Rule, Scenarios, check, replay, steady
from troth.supply.flow.simulate import Trace, people


@settings(max_examples=80, deadline=None)
@given(networks())
def test_the_rule_keeps_every_limit_and_loses_nothing(drawn):
    corridors, scenario = drawn
    trace = replay(corridors, weather(corridors), Rule(), scenario)
    assert check(corridors, scenario, trace) == []


@settings(max_examples=20, deadline=None)
@given(networks())
def test_a_rolling_plan_keeps_every_limit_and_loses_nothing(drawn):
    corridors, scenario = drawn
    trace = replay(corridors, weather(corridors), Rolling(futures=8), scenario)
    assert check(corridors, scenario, trace) == []


@settings(max_examples=40, deadline=None)
@given(networks())
def test_what_entered_has_arrived_or_is_somewhere_or_was_lost(drawn):
    corridors, scenario = drawn
    trace = replay(corridors, weather(corridors), Rule(), scenario)
    loads = np.array([one.per_truck for one in corridors.commodities])
    names = [one.id for one in corridors.commodities]
    first = sum(np.array([zone.stock.get(name, 0.0) for name in names]) for zone in corridors.zones) / loads
    under_way = sum(
        trace.collected[day, place] - trace.intercepted[day, place]
        for place, route in enumerate(corridors.routes)
        for day in range(max(0, corridors.days - route.days), corridors.days)
    )
    arrived = trace.arrived.sum((0, 1))
    assert np.allclose(trace.collected.sum((0, 1)), arrived + under_way + trace.intercepted.sum((0, 1)))
    eaten = trace.met.sum((0, 1)) + trace.thrown.sum((0, 1))
    assert np.allclose(first + arrived, eaten + trace.stock[-1].sum(0))


def test_a_closed_crossing_lets_nothing_through():
    corridors = valley()
    scenario = steady(corridors, open_=np.zeros((2, 6)))
    trace = replay(corridors, weather(corridors), Rule(), scenario)
    assert trace.passed.sum() == 0
    assert trace.arrived.sum() == 0
    assert trace.met[:, 0, 0].tolist() == [1.0, 1.0, 0.0, 0.0, 0.0, 0.0], "40 tonnes feed Upper for two days"


def test_entered_is_not_arrived():
    corridors = valley()
    scenario = steady(corridors, loss=np.full((3, 6), 0.9))
    trace = replay(corridors, weather(corridors), Rule(), scenario)
    assert trace.passed.sum() > 10
    assert trace.arrived.sum() < 0.11 * trace.passed.sum()


def test_old_milk_is_thrown_away_and_not_drunk():
    corridors = valley(demand=np.zeros((2, 2, 6)))
    trace = replay(corridors, weather(corridors), Rule(), steady(corridors, open_=np.zeros((2, 6))))
    assert trace.stock[:, 0, 1].tolist() == [1.0, 1.0, 0.0, 0.0, 0.0, 0.0], "shelf life of two days"
    assert trace.thrown[2, 0, 1] == 1.0


def changed(trace: Trace, name: str, where: tuple, by: float) -> Trace:
    values = getattr(trace, name).copy()
    values[where] += by
    return replace(trace, **{name: values})


@pytest.mark.parametrize(
    ("name", "where", "by"),
    [
        ("dispatch", (0, 0, 0), 100.0),
        ("passed", (2, 0, 0), 5.0),
        ("collected", (2, 1, 0), 2.0),
        ("intercepted", (2, 0, 0), 0.5),
        ("arrived", (2, 0, 0), 1.0),
        ("met", (5, 1, 0), 0.4),
        ("thrown", (1, 0, 1), 0.5),
        ("spoiled", (1, 0, 1), 0.5),
        ("stock", (3, 0, 0), -0.5),
        ("demand", (3, 0, 0), 0.5),
    ],
)
def test_the_check_finds_what_was_changed(name: str, where: tuple, by: float):
    corridors = valley()
    scenario = steady(corridors)
    trace = replay(corridors, weather(corridors), Rule(), scenario)
    assert check(corridors, scenario, trace) == []
    assert check(corridors, scenario, changed(trace, name, where, by))


def test_people_pass_within_their_window_and_as_far_as_the_crossing_is_open():
    patients = Passage(id="patients", crossing="north", people=(30.0,), capacity=20.0, first=1, weight=5.0)
    families = Passage(id="families", crossing="north", people=(100.0,), capacity=50.0, first=1, last=3)
    corridors = valley(passages=(families, patients))
    corridors = replace(
        corridors, crossings=(replace(corridors.crossings[0], people=40.0), corridors.crossings[1])
    )
    opened = np.ones((2, 6))
    opened[0, 2] = 0.5
    passed = people(corridors, opened)
    assert passed[1].tolist() == [0, 20, 10, 0, 0, 0], "patients first, half of their places on the half day"
    assert passed[0].tolist() == [0, 20, 10, 40, 0, 0], "what the lane has left; nobody after the window"


def test_shares_that_are_none_are_refused():
    with pytest.raises(ValueError, match=r"open has values from 0 to 1\.5"):
        Scenarios(np.array([[[0.0, 1.5]]]), np.zeros((1, 1, 2)))
