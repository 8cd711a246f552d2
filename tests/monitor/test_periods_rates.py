"""Counts by week and month, and rates: fewer reports are not more peace."""

import csv
import math
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.monitor.exact import (
    binomial_at_most,
    binomial_interval,
    poisson_at_most,
    poisson_interval,
)
from troth.monitor.incidents.periods import count_by, iso_week, month
from troth.monitor.incidents.rates import Trend, rate, trend
from troth.records import CountedEvent

OSCE = Path(__file__).parent / "data" / "osce-smm-points.csv"
DAY = date(2014, 8, 4)


def event(name: str, first: date = DAY, days: int = 1, **values) -> CountedEvent:
    return CountedEvent(id=name, region="West", first=first, last=first + timedelta(days=days - 1), **values)


def test_an_event_of_a_month_is_not_forced_into_a_week():
    whole = event("2", date(2014, 8, 1), 31, precision=4, low=5, best=6, high=7)
    rows = count_by(iso_week, [event("1", low=1, best=1, high=1), whole])
    assert [(row.period, row.low, row.high) for row in rows] == [
        ("2014-W31", 0, 1), ("2014-W32", 1, 2), ("2014-W33", 0, 1), ("2014-W34", 0, 1), ("2014-W35", 0, 1),
    ]  # fmt: skip
    assert (rows[1].deaths_low, rows[1].deaths_best, rows[1].deaths_high) == (1, 7, 8)
    assert [(row.period, row.low, row.high) for row in count_by(month, [whole])] == [("2014-08", 1, 1)]


def test_deaths_are_an_interval_and_reports_on_one_source_are_counted():
    [row] = count_by(month, [event("1", low=0, best=2, high=9, sources=1), event("2", low=1, best=1, high=1, sources=3)])  # fmt: skip
    assert (row.deaths_low, row.deaths_best, row.deaths_high, row.one_source) == (1, 3, 10, 1)


events = st.lists(
    st.builds(
        lambda name, start, days, low, more: event(
            str(name), DAY + timedelta(days=start), days, low=low, best=low, high=low + more
        ),
        st.integers(0, 20), st.integers(0, 90), st.integers(1, 45), st.integers(0, 5), st.integers(0, 5),
    ),
    max_size=12, unique_by=lambda one: one.id,
)  # fmt: skip


@given(events)
def test_every_event_is_in_one_best_period_and_between_its_ends(told):
    for period in (iso_week, month):
        rows = count_by(period, told)
        assert sum(row.best for row in rows) == len(told)
        assert sum(row.deaths_best for row in rows) == sum(one.best for one in told)
        assert all(row.low <= row.best <= row.high for row in rows)


@given(events, st.randoms(use_true_random=False))
def test_a_report_that_comes_twice_and_the_order_of_reports_change_no_count(told, random):
    twice = [*told, *told[:3]]
    random.shuffle(twice)
    assert count_by(iso_week, twice) == count_by(iso_week, told)


# --- rates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.689), (1, 0.025, 5.572), (10, 4.795, 18.390), (100, 81.364, 121.627)],
)  # of published tables: Garwood (1936), as in Ulm, American Journal of Epidemiology 131 (1990)
def test_the_interval_of_a_count_is_the_exact_one(count: int, low: float, high: float):
    assert poisson_interval(count) == (pytest.approx(low, abs=6e-4), pytest.approx(high, abs=6e-4))


@given(st.integers(0, 40), st.integers(0, 40))
def test_an_exact_interval_holds_what_was_seen_and_narrows_with_the_level(hits, misses):
    trials = hits + misses
    low, high = binomial_interval(hits, trials)
    inner = binomial_interval(hits, trials, 0.5)
    assert low <= (hits / trials if trials else 0.5) <= high
    assert low <= inner[0] + 1e-12
    assert inner[1] <= high + 1e-12


@given(st.integers(0, 60), st.integers(1, 8), st.floats(1, 1000))
def test_half_the_looking_and_half_the_reports_is_not_more_peace(half, factor, hours):
    before, after = rate("West", "1", half * factor, hours * factor, "patrol hour"), rate("West", "2", half, hours, "patrol hour")  # fmt: skip
    assert trend(before, after) is Trend.NOT_SHOWN
    assert trend(after, before) is Trend.NOT_SHOWN
    assert after.low <= before.rate <= after.high


def test_fewer_reports_by_as_many_hours_are_a_lower_rate_and_swapped_a_higher_one():
    before, after = rate("West", "1", 40, 100, "patrol hour"), rate("West", "2", 10, 100, "patrol hour")
    assert trend(before, after) is Trend.LOWER
    assert trend(after, before) is Trend.HIGHER


@pytest.mark.parametrize(
    ("exposure", "unit"), [(None, "patrol hour"), (0, "patrol hour"), (100, "camera hour")]
)
def test_counts_whose_exposure_is_not_known_or_of_another_kind_are_not_compared(exposure, unit: str):
    assert trend(rate("West", "1", 40, 100, "patrol hour"), rate("West", "2", 10, exposure, unit)) is Trend.NOT_COMPARABLE  # fmt: skip


def test_large_counts_are_compared_as_exactly_as_small_ones():
    before = rate("West", "1", 50_000, 1000, "patrol hour")
    assert trend(before, rate("West", "2", 49_000, 1000, "patrol hour")) is Trend.LOWER
    assert trend(before, rate("West", "2", 49_900, 1000, "patrol hour")) is Trend.NOT_SHOWN


@given(st.integers(0, 40), st.integers(1, 40), st.floats(0.01, 0.99))
def test_the_tails_are_the_sums_of_their_probabilities(count, more, share):
    trials = count + more
    summed = math.fsum(
        math.comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in range(count + 1)
    )
    assert binomial_at_most(count, trials, share) == pytest.approx(summed, abs=1e-12)
    mean = 60 * share
    summed = math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count + 1))
    assert poisson_at_most(count, mean) == pytest.approx(summed, abs=1e-12)


@given(st.integers(0, 30), st.integers(0, 30), st.floats(1, 50), st.floats(1, 50))
def test_a_trend_is_shown_where_the_exact_interval_leaves_no_room_for_the_old_rate(first, second, one, other):
    found = trend(rate("West", "1", first, one, "hour"), rate("West", "2", second, other, "hour"))
    low, high = binomial_interval(second, first + second)
    share = other / (one + other)
    expected = Trend.LOWER if high < share else Trend.HIGHER if low > share else Trend.NOT_SHOWN
    if min(abs(low - share), abs(high - share)) > 1e-9:
        assert found is expected


def test_an_impossible_exposure_is_refused():
    with pytest.raises(ValueError, match="found an exposure of -1"):
        rate("West", "1", 4, -1)


def test_counts_of_the_osce_mission_give_no_trend_because_no_exposure_is_told():
    rows = list(csv.DictReader(OSCE.read_text(encoding="utf-8").splitlines()))
    pairs = [
        (rate(row["area"], "before", int(row["previous_period"]), None), rate(row["area"], row["valid_from"], int(row["value"]), None))
        for row in rows if row["previous_period"]
    ]  # fmt: skip
    assert len(pairs) == 7
    assert {trend(*pair) for pair in pairs} == {Trend.NOT_COMPARABLE}
