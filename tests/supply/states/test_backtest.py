"""The backtest on UNRWA's list of trucks into Gaza: what was asked, the baselines, and that nothing of the future is used."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from support.crossings import closing_together, listed_by, panel
from troth.supply.states import HeldOut, StatesError, backtest, check_backtest, leads

HELD_OUT = HeldOut(first=date(2024, 1, 1), last=date(2024, 9, 30))


@pytest.fixture(scope="module")
def unrwa():
    return listed_by("gaza-corridors", "UNRWA")


@pytest.fixture(scope="module")
def told(unrwa):
    return backtest(unrwa, HELD_OUT)


def test_the_baselines_are_those_that_were_measured_before(told):
    """Asked: 0.120, 0.212, 0.120, and 0.085 for the mean of 14 days; the long-run share comes to 0.2115."""
    assert told.count == 822
    assert told.baselines["yesterday"] == pytest.approx(0.120, abs=5e-4)
    assert told.baselines["long-run share"] == pytest.approx(0.212, abs=6e-4)
    assert told.baselines["first-order Markov"] == pytest.approx(0.120, abs=5e-4)
    assert told.baselines["14-day mean"] == pytest.approx(0.085, abs=5e-4)


def test_the_forecast_is_better_than_all_of_them(told):
    assert told.beaten
    assert told.brier < 0.080


def test_it_is_calibrated(told):
    """The share that was open lies within the interval of its bin's days, in nearly all bins."""
    outside = [one for one in told.calibration if not one.q05 <= one.told <= one.q95]
    assert len(outside) <= 2
    assert sum(one.count for one in told.calibration) == told.count


def test_an_independent_check_agrees(unrwa, told):
    assert check_backtest(unrwa, told, HELD_OUT.least_days) == ()


def test_the_check_names_a_score_that_is_none_a_day_left_out_and_a_state_that_is_not_on_record(unrwa, told):
    better = check_backtest(unrwa, replace(told, brier=0.07), HELD_OUT.least_days)
    fewer = check_backtest(unrwa, replace(told, forecasts=told.forecasts[1:]), HELD_OUT.least_days)
    first = told.forecasts[0]
    turned = check_backtest(
        unrwa,
        replace(told, forecasts=(replace(first, open=not first.open), *told.forecasts[1:])),
        HELD_OUT.least_days,
    )
    assert better[0].startswith("Brier: told 0.07")
    assert f"{first.crossing} {first.day}: not forecast" in fewer
    assert turned[0].startswith(f"{first.crossing} {first.day}: scored as")


def test_a_forecast_does_not_change_with_what_comes_after_it(unrwa, told):
    day = date(2024, 5, 17)
    cut = unrwa.number(day)
    scrambled = np.where(np.arange(unrwa.days)[:, None] > cut, unrwa.trucks[::-1], unrwa.trucks)
    other = backtest(replace(unrwa, trucks=scrambled), replace(HELD_OUT, last=day))
    before = [one for one in told.forecasts if one.day <= day]
    assert [(one.crossing, one.day, one.chance) for one in other.forecasts] == [
        (one.crossing, one.day, one.chance) for one in before
    ]


def test_a_day_that_is_not_known_is_not_scored():
    whole = closing_together(90, 2, seed=1)
    holes = whole.trucks.copy()
    holes[70, 0] = np.nan
    held_out = HeldOut(first=whole.day(60), last=whole.day(89))
    one, other = (backtest(each, held_out) for each in (whole, replace(whole, trucks=holes)))
    assert one.count - other.count == 2  # the day itself, and the next, whose yesterday is unknown


def test_months_in_which_nothing_can_be_forecast_are_named():
    found = panel([5, 0, 5, 5])
    with pytest.raises(StatesError, match="found no day from 2030-05-03 to 2030-05-04 to forecast"):
        backtest(found, HeldOut(first=found.day(2), last=found.day(3)))


def test_forecasts_of_days_further_on_are_scored_beside_what_was_seen_on_their_own_day(unrwa):
    told = leads(unrwa, HeldOut(first=date(2024, 3, 1), last=date(2024, 4, 30)), days=3, draws=200, every=5)
    assert [one.days for one in told.leads] == [1, 2, 3]
    assert told.leads[0].brier < told.leads[0].today
    assert told.windows == 12
    assert told.held >= 0.75
    with pytest.raises(StatesError, match="found no 40 days on end"):
        leads(unrwa, HeldOut(first=date(2024, 3, 1), last=date(2024, 3, 31)), days=40)
