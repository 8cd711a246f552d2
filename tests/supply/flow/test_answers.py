"""What is asked of supply: reliability, days of cover, worth of more, closures, convoys; the same for any number of workers."""

import sys
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from support.corridors import valley, weather
from troth.case.executors import InProcess, Pool
from troth.records.compiled import MissingExtraError
from troth.supply.flow import (
    Asked,
    Closed,
    Library,
    Passage,
    Perfect,
    Rolling,
    Rule,
    Scenarios,
    Stochastic,
    closures,
    compare,
    convoys,
    marginal,
    perfect,
    replay,
    shortages,
    shortfall,
    steady,
)
from troth.supply.flow.arrays import network

WIDE = Stochastic((2, 2), branches=4, shared=2, rolling=Rolling((1, 2), futures=8))


@pytest.fixture(scope="module")
def compared():
    corridors = valley(agreed=(4.0,))
    policies = [Rule(), Rolling(futures=8)]
    return corridors, compare(
        corridors, weather(corridors), policies, InProcess(), asked=Asked(5, 24), bound=Perfect()
    )


def test_one_worker_and_two_give_the_same_bits():
    corridors = valley(days=4)
    policies = [Rule(), Rolling(futures=8), WIDE]
    one, two = (
        compare(corridors, weather(corridors), policies, executor, asked=Asked(1, 6, size=2), bound=Perfect())
        for executor in (InProcess(), Pool(2))
    )
    assert one.bound_each.tobytes() == two.bound_each.tobytes()
    for name, outcome in one.outcomes.items():
        other = two.outcomes[name].tally
        for field in ("enough", "cover", "missed", "stages", "crossings", "fan", "each"):
            assert getattr(outcome.tally, field).tobytes() == getattr(other, field).tobytes(), (name, field)


def test_how_scenarios_are_cut_changes_nothing():
    corridors = valley()
    pieces = [
        compare(corridors, weather(corridors), [Rule()], InProcess(), asked=Asked(1, 30, size=size))
        for size in (1, 7, 30)
    ]
    assert len({one.outcomes["rule"].tally.cover.tobytes() for one in pieces}) == 1
    assert len({one.outcomes["rule"].tally.each.tobytes() for one in pieces}) == 1


def test_a_scenario_is_the_same_whatever_is_drawn_beside_it():
    outlook = weather(valley())
    assert np.array_equal(outlook.draw(3, 0, 9).open[4:6], outlook.draw(3, 4, 2).open)
    assert not np.array_equal(outlook.draw(3, 0, 9).open, outlook.draw(4, 0, 9).open)


def test_crossings_of_a_region_close_together():
    alone = weather(valley(days=60), reach=0.0, days=60).draw(0, 0, 200).open
    together = weather(valley(days=60), days=60).draw(0, 0, 200).open

    def excess(opened: np.ndarray) -> float:
        shut = opened == 0
        return float((shut[:, 0] & shut[:, 1]).mean() - shut[:, 0].mean() * shut[:, 1].mean())

    assert abs(excess(alone)) < 0.01
    assert excess(together) > 0.05


def test_looking_ahead_knows_that_a_closed_crossing_tends_to_stay_closed():
    outlook = weather(valley(), shock_rate=np.array([0.0]))
    shut, open_ = np.array([[0.0], [1.0]]), np.array([[1.0], [1.0]])
    after = [outlook.ahead(seen, 3, 0, 500).mean(axis=0)[0, 0] for seen in (shut, open_)]
    assert after[0] < 0.6 < after[1]


def test_no_policy_is_above_the_bound(compared):
    _, comparison = compared
    for outcome in comparison.outcomes.values():
        assert np.all(comparison.bound_each <= outcome.weighted_each + 1e-3)
        assert outcome.fill <= comparison.perfect_fill + 1e-9


def test_the_figures_of_an_outcome_fit_each_other(compared):
    corridors, comparison = compared
    outcome = comparison.outcomes["rule"]
    stages = {name: loads.sum() for name, loads in outcome.stages.items()}
    assert stages["manifested"] >= stages["offloaded"] >= stages["collected"] > stages["arrived"] > 0
    loads = np.array([one.per_truck / one.ration for one in corridors.commodities])
    assert float((outcome.missed * loads).sum()) == pytest.approx(outcome.unmet, abs=0.05 * loads.max())
    assert np.all((outcome.reliability >= 0) & (outcome.reliability <= 1))
    assert np.all(outcome.cover(0.05) <= outcome.cover(0.5))
    assert np.all(outcome.arrived(0.1) <= outcome.arrived(0.9))
    worst = shortages(outcome, corridors)
    assert [one.weighted for one in worst] == sorted((one.weighted for one in worst), reverse=True)
    assert sum(one.person_days for one in worst) == pytest.approx(outcome.unmet, rel=0.01)


def test_what_was_agreed_is_compared_with_what_arrives_not_with_what_enters(compared):
    corridors, comparison = compared
    days = shortfall(comparison.outcomes["rule"], corridors)
    assert [one.agreed for one in days] == [4.0] * 6
    assert days[0].arrived < days[0].offloaded
    assert all(one.short == pytest.approx(max(0.0, 4.0 - one.arrived)) for one in days)
    assert shortfall(comparison.outcomes["rule"], replace(corridors, agreed=())) == []


def test_the_closure_of_the_larger_crossing_hurts_more():
    corridors = valley()
    found = closures(corridors, weather(corridors), Rule(), InProcess(), asked=Asked(2, 40), days=(0, 5))
    assert [one.crossing for one in found] == ["north", "south"]
    assert found[0].added.low > 0


def test_nobody_knows_of_a_closure_before_it_is_there():
    inner = weather(valley())
    outlook = Closed(inner, 0, 2, 4)
    seen = np.ones((2, 2))
    assert np.array_equal(outlook.ahead(seen, 3, 0, 5), inner.ahead(seen, 3, 0, 5))
    assert outlook.ahead(np.ones((2, 3)), 3, 0, 5)[:, 0, :2].max() == 0
    assert outlook.draw(0, 0, 5).open[:, 0, 2:5].max() == 0


def test_an_hour_of_inspection_is_worth_what_a_little_more_brings():
    slow = replace(valley().crossings[0], inspection_hours=2.0, hours_per_truck=1.0)
    corridors = valley(crossings=(slow, valley().crossings[1]))
    scenario = steady(corridors)
    found = marginal(corridors, scenario)
    step = 1e-3
    longer = replace(
        corridors, crossings=(replace(slow, inspection_hours=2.0 + step), corridors.crossings[1])
    )
    before = perfect(network(corridors), scenario).unmet
    brought = before - perfect(network(longer), scenario).unmet
    assert found.inspection_hour[0].sum() > 0
    assert found.inspection_hour[0].sum() * step == pytest.approx(brought, rel=1e-3)
    assert found.inspection_hour[1].sum() == 0, "inspection is not what limits the south"


def test_convoys_are_whole_trucks_that_the_origin_has():
    corridors = valley(start=date(2030, 5, 1))
    rows = convoys(corridors, weather(corridors), Rolling(futures=8), steady(corridors), days=5)
    assert rows
    assert all(isinstance(row.trucks, int) and row.trucks > 0 for row in rows)
    assert {row.date for row in rows} <= {date(2030, 5, day) for day in range(1, 6)}
    assert not [row for row in rows if row.crossing == "south" and row.commodity == "milk"]
    flour = sum(row.trucks for row in rows if row.commodity == "flour")
    assert flour * 20 <= 200 + 5 * 20


def test_what_is_met_is_a_share_of_what_was_demanded_in_the_scenario():
    corridors = valley(zones=tuple(replace(zone, stock={}) for zone in valley().zones))
    shut = replace(
        weather(corridors),
        scale=np.tile([1e6, 1.0, 1.0], (2, 1)),
        shock_rate=np.array([1.0]),
        shock_days=np.array([1e6]),
        reach=1.0,
    )
    drawn = shut.draw(0, 0, 2)
    doubled = Scenarios(drawn.open, drawn.loss, np.full((2, 2, 6), 2.0))
    outcome = compare(corridors, Library(doubled), [Rule()], InProcess(), asked=Asked(0, 2)).outcomes["rule"]
    assert drawn.open.max() == 0
    assert outcome.fill == pytest.approx(0.0)
    weights = np.array([2.0, 1.0]) / np.array([0.0004, 0.0002])
    assert outcome.demanded == pytest.approx(2 * float(corridors.demand.sum((0, 2)) @ weights))


def test_people_who_passed_and_who_wait_are_counted():
    families = Passage(id="families", crossing="north", people=(120.0,), capacity=10.0)
    corridors = valley(passages=(families,))
    outcome = compare(corridors, weather(corridors), [Rule()], InProcess(), asked=Asked(3, 10)).outcomes[
        "rule"
    ]
    passed, waiting = outcome.people[0]
    assert passed + waiting == pytest.approx(120.0)
    assert 0 < passed < 60, "six days of ten people, and days on which the crossing is closed"


def test_who_lacks_the_solver_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "highspy", None)
    corridors = valley()
    with pytest.raises(MissingExtraError, match=r"found no highspy.*pip install 'troth\[plan\]'"):
        replay(corridors, weather(corridors), Rolling(), steady(corridors))


def test_policies_of_one_name_cannot_be_told_apart():
    with pytest.raises(ValueError, match="expected one or more with different names"):
        compare(valley(), weather(valley()), [Rule(), Rule()], InProcess(), asked=Asked(0, 1))


def test_a_library_of_scenarios_is_an_outlook():
    corridors = valley()
    library = Library(weather(corridors).draw(9, 0, 50))
    assert np.array_equal(library.draw(1, 0, 5).open[2], library.draw(1, 2, 1).open[0])
    shut = library.ahead(np.zeros((2, 1)), 2, 0, 12)[:, :, 0].mean()
    open_ = library.ahead(np.ones((2, 1)), 2, 0, 12)[:, :, 0].mean()
    assert shut < open_
    outcome = compare(corridors, library, [Rolling(futures=8)], InProcess(), asked=Asked(0, 3)).outcomes
    assert 0 < outcome["rolling"].fill < 1
