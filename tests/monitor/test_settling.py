"""How late a source's reports come, and how long a breach stays provisional for it."""

import csv
import gzip
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import comb
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.test_laws import LAW
from support.truce import PARTIES, TRUCE, at, row, term, window
from troth.monitor import Problem, check, settle, settling_times
from troth.monitor.settling import FEWEST, quantile, rank_interval, settling_by_origin
from troth.records.evidence import Evidence
from troth.records.moment import parse_duration
from troth.records.source import Source
from troth.records.term import Coverage, Measure, Target

TRUCKS = Path(__file__).parents[3] / "shared/data/monitor/unrwa_trucks.csv.gz"
DAY = timedelta(days=1)
OWED = term(target=Target(at_least=100), measure=Measure(event=("release",), unit="person"),
            window=window("2024-05-01", "2024-05-04"), coverage=(Coverage(source="list"),))  # fmt: skip


def late_rows(count, *, source="list", terms=("T1",), every=1, event="release"):
    """Rows about the first of May, the first recorded two days after it, each next one a day (or `every` days) later."""
    return [
        row(f"{source}-{n}", "2024-05-01", "item", 1, terms=terms, by=source, source=source, event=event, key=f"{source}-{n}",
            known=(datetime(2024, 5, 2, tzinfo=UTC) + every * n * DAY).strftime("%Y-%m-%d"))
        for n in range(1, count + 1)
    ]  # fmt: skip


def problem(terms, rows, as_of="2024-12-31", **more):
    known = at(as_of)
    return Problem(
        terms=(terms,), agreements=(TRUCE,), parties=PARTIES, as_of=known, viewer="owner", owner="owner",
        evidence=tuple(one for one in rows if one.recorded_at <= known), **more,
    )  # fmt: skip


def times(rows, **more):
    return {one.source: one for one in settling_times(problem(OWED, rows).items, **more)}


def test_lateness_is_counted_from_the_end_of_what_a_row_tells_of():
    found = times([row("E1", "2024-05-01", "item", source="list", known="2024-05-03")])["list"]
    assert (
        found.median == 2 * DAY
    )  # the first of May ends on the second, at midnight; the third ends two days after that


def test_what_is_said_while_it_still_goes_on_is_not_late():
    found = times([row("E1", "2024-05-01", "item", source="list", until="2024-05-09", known="2024-05-02")])[
        "list"
    ]
    assert found.median == timedelta()


def test_an_announcement_is_no_report():
    assert times([row("E1", "2024-05-01", "intent", source="list", known="2024-05-09")]) == {}


def test_the_smallest_lateness_that_95_of_100_rows_do_not_exceed():
    found = times(late_rows(100))["list"]
    assert (found.n, found.days) == (100, 100)
    assert (found.median.days, found.q95.days, found.low.days, found.high.days) == (51, 96, 91, 101)


def test_nothing_is_estimated_from_few_days_of_recording():
    assert times(late_rows(FEWEST - 1))["list"].q95 is None
    assert times(late_rows(FEWEST))["list"].q95.days == 20


def test_a_list_that_is_published_in_one_go_is_one_observation():
    rows = [one.model_copy(update={"recorded_at": at("2024-06-30")}) for one in late_rows(500)]
    found = times(rows)["list"]
    assert (found.n, found.days, found.q95) == (500, 1, None)


def test_a_small_sample_bounds_the_quantile_from_below_only():
    found = times(late_rows(60))["list"]
    assert found.low.days == 54
    assert found.high is None


def test_pages_of_one_publisher_are_one_source():
    rows = [*late_rows(15, source="p1"), *late_rows(15, source="p2")]
    cards = (Source(id="p1", publisher="Office"), Source(id="p2", publisher="Office"))
    assert {name: one.n for name, one in times(rows, sources=cards).items()} == {"Office": 30}


def test_by_origin_a_reprint_counts_for_the_one_it_cites():
    reprint = row("E1", "2024-05-01", "item", by="agency", source="paper", known="2024-05-09")
    assert [one.source for one in settling_by_origin(problem(OWED, [reprint]).items)] == ["agency"]


def test_what_is_not_recorded_yet_is_in_no_estimate():
    told = problem(OWED, late_rows(40), as_of="2024-05-31").items
    assert settling_times(told)[0].n == 29


# --- the mark on a verdict ---------------------------------------------------------------------------------------------
def test_a_breach_is_provisional_until_the_source_has_settled():
    verdict = settle(problem(OWED, late_rows(60))).summary("T1")
    assert verdict.state.value == "broken"
    assert verdict.provisional_until == at("2024-05-03") + 58 * DAY


def test_the_term_s_own_settling_time_wins():
    own = OWED.model_copy(update={"settling": parse_duration("P3D")})
    assert settle(problem(own, late_rows(60))).summary("T1").provisional_until == at("2024-05-06")


def test_without_an_estimate_nothing_is_marked():
    assert settle(problem(OWED, late_rows(19))).summary("T1").provisional_until is None


def test_the_slowest_of_the_sources_that_a_term_listens_to_counts():
    rows = [*late_rows(60), *late_rows(30, source="slow", every=4, event="other")]
    assert settle(problem(OWED, rows)).summary("T1").provisional_until == at("2024-05-03") + 117 * DAY


def test_a_source_of_other_terms_does_not_count():
    rows = [*late_rows(60), *late_rows(30, source="slow", every=4, terms=())]
    assert settle(problem(OWED, rows)).summary("T1").provisional_until == at("2024-05-03") + 58 * DAY


def test_a_source_that_is_listened_to_for_its_silence_counts():
    """Its rows tell of other things; what it does not report of this term did not happen, once it has settled."""
    silent = settle(problem(OWED, late_rows(60, terms=()))).summary("T1")
    assert (silent.state.value, silent.provisional_until) == ("broken", at("2024-05-03") + 58 * DAY)


def test_the_estimate_changes_no_state_and_can_be_switched_off():
    rows = late_rows(60)
    found, stated = settle(problem(OWED, rows)), settle(problem(OWED, rows, settling="stated"))
    assert [v.state for v in found.verdicts] == [v.state for v in stated.verdicts]
    assert stated.summary("T1").provisional_until is None


def test_a_day_settles_after_its_own_end():
    daily = term(
        kind="recur", **{name: getattr(OWED, name) for name in ("target", "measure", "window", "coverage")}
    )
    days = settle(problem(daily, late_rows(60))).instances("T1")
    assert [(one.instance, one.provisional_until) for one in days] == [
        ("2024-05-01", at("2024-05-01") + 58 * DAY),
        ("2024-05-02", at("2024-05-02") + 58 * DAY),
        ("2024-05-03", at("2024-05-03") + 58 * DAY),
    ]


def test_the_check_counts_settling_times_for_itself():
    asked = problem(OWED, late_rows(60))
    result = settle(asked)
    assert check(asked, result) == ()
    sooner = result.verdicts[0].model_copy(update={"provisional_until": at("2024-05-09")})
    assert "settles at 2024-07-01" in check(asked, type(result)(verdicts=(sooner,), agreements=()))[0]


# --- the estimator -------------------------------------------------------------------------------------------------------
@LAW
@given(st.lists(st.integers(0, 50), min_size=1, max_size=60), st.integers(1, 99))
def test_the_quantile_is_the_smallest_value_that_covers_its_share(numbers, percent):
    ordered = [timedelta(days=n) for n in sorted(numbers)]
    found = quantile(ordered, Fraction(percent, 100))

    def covered(value):
        return sum(one <= value for one in ordered) * 100 >= percent * len(ordered)

    assert covered(found)
    assert not any(covered(one) for one in ordered if one < found)


@LAW
@given(st.integers(1, 200), st.sampled_from([50, 90, 95]))
def test_the_interval_holds_the_quantile_as_often_as_it_says(n, percent):
    """Of n independent observations, a binomial number lie at or below the quantile."""
    low, high = rank_interval(n, Fraction(percent, 100), Fraction(95, 100))
    chance = [comb(n, k) * percent**k * (100 - percent) ** (n - k) for k in range(n + 1)]
    held = sum(chance[low : n + 1 if high is None else high])
    assert held * 100 >= 95 * 100**n


def test_known_ranks():
    """The ranks for the median of 100 in David and Nagaraja; 73 observations are the fewest that bound a 95th percentile."""
    half, high, sure = Fraction(1, 2), Fraction(95, 100), Fraction(95, 100)
    assert rank_interval(100, half, sure) == (40, 61)
    assert rank_interval(72, high, sure)[1] == 72
    assert rank_interval(71, high, sure)[1] is None


# --- a real list -----------------------------------------------------------------------------------------------------------
def trucks(precision):
    with gzip.open(TRUCKS, "rt", encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            yield Evidence(
                id=line["ID"], form="item", event="truck entered", source="UNRWA list",
                valid_from=datetime.fromisoformat(line["Received Date"]).replace(tzinfo=UTC), valid_from_precision=precision,
                recorded_at=datetime.fromisoformat(line["Last Edited Time"]).replace(tzinfo=UTC),
            )  # fmt: skip


def list_of_trucks(precision):
    asked = Problem(terms=(), evidence=tuple(trucks(precision)), as_of=datetime(2025, 1, 1, tzinfo=UTC))
    return asked.items, settling_times(asked.items)[0]


@pytest.mark.skipif(
    not TRUCKS.is_file(), reason=f"{TRUCKS.name} is shared data that is not part of the project"
)
def test_half_of_a_truck_list_was_last_edited_more_than_sixteen_days_after_the_date_of_receipt():
    items, found = list_of_trucks("minute")  # counted from the first moment of the day
    late = sorted(item.row.recorded_at - item.end for item in items)

    def percentile(n):
        return round(quantile(late, Fraction(n, 100)) / DAY, 1)

    assert (found.n, found.days) == (37_373, 129)
    assert (percentile(50), percentile(90), percentile(95), percentile(99)) == (16.5, 69.9, 88.6, 119.5)
    assert (round(found.low / DAY, 1), round(found.high / DAY, 1)) == (71.6, 123.5)


@pytest.mark.skipif(
    not TRUCKS.is_file(), reason=f"{TRUCKS.name} is shared data that is not part of the project"
)
def test_counted_from_the_end_of_the_day_each_truck_is_one_day_less_late():
    _, found = list_of_trucks("day")
    assert (round(found.median / DAY, 1), round(found.q95 / DAY, 1)) == (15.5, 87.6)
