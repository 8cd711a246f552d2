"""Forecasts, scenarios and their laws: nothing of the future, the same in any pieces, and crossings that close together."""

import pickle
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.crossings import closing_together, lasting, panel
from troth.supply.states import (
    StatesError,
    after,
    ahead,
    chances,
    check_chances,
    check_scenarios,
    fit,
    hazards,
    interval,
    remembered,
    sample,
    seen,
    stays,
)

COUNTS = st.one_of(st.none(), st.just(0), st.integers(1, 60))


@st.composite
def panels(draw):
    days, crossings = draw(st.integers(3, 40)), draw(st.integers(1, 4))
    columns = [draw(st.lists(COUNTS, min_size=days, max_size=days)) for _ in range(crossings)]
    columns[0][:3] = [7, 0, 9]
    return panel(*columns)


@settings(max_examples=40)
@given(panels())
def test_the_chance_of_tomorrow_is_the_one_that_plain_loops_over_the_days_give(found):
    model = fit(found)
    assert check_chances(found, model, chances(model, remembered(found))) == ()


def test_the_check_names_a_chance_that_is_not_that_of_the_days():
    found = panel([5, 0, 6, 7, 0, 8])
    model = fit(found)
    [told] = check_chances(found, model, chances(model, remembered(found)) + 0.01)
    assert told.startswith("crossing-0: told")


@settings(max_examples=40)
@given(panels(), st.integers(0, 2**63), st.integers(1, 5), st.integers(1, 6))
def test_scenarios_are_the_same_in_any_pieces(found, seed, cut, days):
    model, today = fit(found), remembered(found)
    whole = sample(model, today, seed=seed, first=0, count=6, days=days)
    pieces = [
        sample(model, today, seed=seed, first=0, count=cut, days=days),
        sample(model, today, seed=seed, first=cut, count=6 - cut, days=days),
    ]
    assert whole.tobytes() == np.concatenate(pieces).tobytes()
    assert check_scenarios(model, today, whole) == ()


def test_scenarios_are_the_same_behind_a_pickle():
    found = closing_together(120, 3, seed=1)
    model, today = fit(found), remembered(found)
    again, then = pickle.loads(pickle.dumps((model, today)))  # noqa: S301 - our own bytes
    one, other = (sample(*pair, seed=9, first=3, count=4, days=5) for pair in ((model, today), (again, then)))
    assert one.tobytes() == other.tobytes()


def test_what_is_planned_with_is_not_what_then_happens():
    found = closing_together(120, 3, seed=1)
    model, today = fit(found), remembered(found)
    one, other = (sample(model, today, seed=9, first=0, count=4, days=9, purpose=number) for number in (0, 1))
    assert one.tobytes() != other.tobytes()


def test_the_share_of_scenarios_that_are_open_tomorrow_is_the_chance_of_it():
    found = closing_together(200, 4, seed=3)
    model, today = fit(found), remembered(found)
    drawn = sample(model, today, seed=5, first=0, count=4000, days=1)
    assert (drawn[:, 0] > 0).mean(axis=0) == pytest.approx(chances(model, today), abs=0.03)


def test_nothing_of_the_future_is_in_a_fit():
    found = closing_together(150, 3, seed=2)
    day = found.day(100)
    other = np.where(np.arange(150)[:, None] >= 100, 60 - found.trucks, found.trucks)
    changed = type(found)(reporter="UN", crossings=found.crossings, start=found.start, trucks=np.abs(other))
    one, two = fit(found.until(day)), fit(changed.until(day))
    assert one.mean.tobytes() == two.mean.tobytes()
    assert one.until == day


def test_an_unknown_day_is_not_a_closed_one():
    known, unknown = panel([9] * 20 + [0] * 6), panel([9] * 20 + [None] * 6)
    model = fit(lasting(200, 1, seed=5))
    assert chances(model, remembered(unknown))[0] > chances(model, remembered(known))[0] + 0.2


def test_the_longer_a_crossing_has_been_closed_the_less_likely_it_opens():
    found = panel([9, 0, 9, 9, 0, 0, 9, 9] * 5 + [0] * 40, [8, 8, 0, 8, 8, 8, 0, 8] * 10)
    model, today = fit(found), remembered(found.until(found.day(41)))
    told = []
    for _ in range(30):
        told.append(chances(model, today)[0])
        today = after(today, np.array([[0.0, 8.0]]))
    weekly = told[::7]
    assert weekly == sorted(weekly, reverse=True)


def test_a_crossing_that_nobody_has_seen_open_stays_closed_and_is_named():
    found = panel([9, 0, 9, 9, 0, 9, 9, 9], [0] * 8)
    model, today = fit(found), remembered(found)
    assert model.never == ("crossing-1",)
    assert chances(model, today)[1] == 0
    assert not sample(model, today, seed=1, first=0, count=50, days=10)[:, :, 1].any()


def test_the_check_names_a_crossing_that_opens_though_nobody_has_seen_it_open():
    found = panel([9, 0, 9, 9, 0, 9, 9, 9], [0] * 8)
    model, today = fit(found), remembered(found)
    wrong = np.full((1, 1, 2), 0.5)
    assert check_scenarios(model, today, wrong) == (
        "crossing-1 opens in a scenario, and nobody has seen it open",
    )
    assert check_scenarios(model, today, wrong * 4)[0].startswith("shares from 2 to 2")


def test_crossings_that_one_cause_closes_are_found_to_close_together():
    together = fit(closing_together(300, 5, seed=11)).common
    apart = fit(closing_together(300, 5, seed=11, shut=0.0, own=0.28)).common
    assert together[0] > 0.5
    assert apart[2] < 0.2


def test_crossings_of_different_regions_share_nothing():
    found = closing_together(300, 4, seed=11)
    split = type(found)(
        reporter="UN",
        crossings=found.crossings,
        start=found.start,
        trucks=found.trucks,
        regions=("a", "b", "c", "d"),
    )
    assert fit(found).common[1] > 0.6
    assert fit(split).rho[0] == fit(split).rho.max()  # nothing but the prior, which falls from independence


def test_independence_overstates_reliability():
    """Five crossings that one cause closes on one day in four: how often is none of them open, and what comes in two days?"""
    whole = closing_together(300, 5, seed=11)
    drawn = {True: [], False: []}
    for end in range(180, 301, 20):  # seen from several days, for each has a past of its own
        found = whole.until(whole.day(end))
        model, today = fit(found), remembered(found)
        for independent, scenarios in drawn.items():
            scenarios.append(
                sample(model, today, seed=1, first=0, count=800, days=14, independent=independent)
            )
    apart, common = (np.concatenate(drawn[independent]) for independent in (True, False))
    none_open = [float((shares == 0).all(axis=2).mean()) for shares in (apart, common)]
    happened = float((whole.trucks[1:] == 0).all(axis=1).mean())
    assert happened == pytest.approx(0.25, abs=0.05)
    assert none_open[1] == pytest.approx(happened, abs=0.08)
    assert none_open[0] < 0.02

    def reliable(shares):
        return float(
            (shares[:, :2].sum(axis=(1, 2)) >= 3.0).mean()
        )  # at least three full crossing-days of ten

    assert reliable(apart) > reliable(common) + 0.03


def test_a_plan_that_saw_a_crossing_close_expects_less_of_it():
    found = lasting(200, 1, seed=5)
    model, today = fit(found), remembered(found)
    closed, opened = (seen(today, model, np.array([[share]] * 5)) for share in (0.0, 0.9))
    assert closed.tomorrow == today.tomorrow + timedelta(days=5)
    assert chances(model, closed)[0] < chances(model, opened)[0] - 0.1


def test_an_unknown_share_is_an_unknown_day():
    found = panel([30, 25, 0, 28, 31, 0, 27] * 4)
    model, today = fit(found), remembered(found)
    after_it = seen(today, model, np.array([[np.nan]]))
    assert (after_it.state, after_it.run) == (today.state, today.run)
    assert after_it.known[0, 0, 0] < today.known[0, 0, 0]


def test_the_outlook_has_the_exact_chance_first_and_its_quantiles_in_order():
    found = closing_together(120, 3, seed=4)
    model, today = fit(found), remembered(found)
    told = ahead(model, today, days=6, seed=2, draws=300)
    assert told.open[0].tolist() == chances(model, today).tolist()
    assert told.days[0] == found.day(120)
    assert (np.diff(told.trucks, axis=1) >= 0).all()
    assert told.total[0] <= told.total[1] <= told.total[2]


def test_nothing_can_be_learnt_of_crossings_that_never_opened():
    with pytest.raises(StatesError, match="nothing can be learnt"):
        fit(panel([0, 0, 0]))


def test_hazards_count_the_days_of_spells_and_those_that_ended():
    found = panel([5, 5, 0, 5, 5, 5, 0, 0, 5])
    told = {(one.state, one.since): (one.days, one.ended) for one in hazards(found)}
    # open spells: days 0-1 (ended), 3-5 (ended), 8 (still runs); closed: 2 (ended), 6-7 (ended)
    assert told["open", 1] == (2, 0)
    assert told["open", 2] == (2, 1)
    assert told["open", 3] == (1, 1)
    assert told["closed", 1] == (2, 1)
    assert told["closed", 2] == (1, 1)


def test_an_unknown_day_cuts_a_spell_off_without_ending_it():
    told = {(one.state, one.since): (one.days, one.ended) for one in hazards(panel([5, 5, None, 0, 5]))}
    assert told["open", 1] == (1, 0)
    assert told["open", 2] == (0, 0)
    assert told["closed", 1] == (1, 1)


def test_a_crossing_with_few_days_leans_on_the_others():
    many, few = [5, 5, 0, 5, 5, 5, 0, 5, 5, 5, 5, 0] * 12, [0] * 141 + [5, 5, 0]
    found = panel(many, many, many, few)
    rate = {one.crossing: one.mean for one in hazards(found) if (one.state, one.since) == ("open", 2)}
    assert abs(rate["crossing-3"] - rate["crossing-0"]) < 0.5  # its own counts alone would say 1 of 1


def test_a_stay_tells_how_long_the_present_one_has_lasted():
    told = {(one.crossing, one.state): one for one in stays(panel([5, 0, 5, 5, 5], [0, 5, 5, 0, 0]))}
    assert told["crossing-0", "open"].running == 3
    assert told["crossing-1", "closed"].running == 2
    assert told["crossing-0", "open"].spells == 2
    assert all(one.q25 <= one.q50 <= one.q75 for one in told.values())


@settings(max_examples=40)
@given(panels())
def test_the_interval_of_a_chance_holds_it(found):
    model, today = fit(found), remembered(found)
    ends, told = interval(model, today), chances(model, today)
    assert (ends[:, 0] <= told).all()
    assert (told <= ends[:, 1]).all()


def test_more_days_say_more():
    short, long = lasting(40, 2, seed=3), lasting(400, 2, seed=3)
    widths = [
        float(np.diff(interval(fit(one), remembered(long.until(long.day(40))))).mean())
        for one in (short, long)
    ]
    assert widths[1] < widths[0]


def test_a_time_unlike_the_past_is_left_to_the_share_of_its_own_days():
    """A port that was hardly ever open, and then nearly always: the fit expects the past, the fading share does not."""
    random = np.random.default_rng(2)
    before, since = random.random(90) < 0.2, random.random(20) < 0.95
    column = [int(one) * 9 for one in (*before, *since)]
    column[0] = 9
    found = panel(column, column[3:] + [9] * 3)
    model = fit(found)
    assert model.trust < 0.5
    assert (chances(model, remembered(found)) > 0.6).all()
    steady = fit(lasting(200, 2, seed=5))
    assert steady.trust > 0.5
