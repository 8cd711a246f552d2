"""Forecasts are distributions, scores are proper, and nothing is learnt from a month that is foretold."""

import csv
import io
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.monitor.forecast import (
    Counts,
    Problem,
    check,
    check_evaluation,
    crps,
    evaluate,
    pairwise_crps,
    settle,
)
from troth.monitor.forecast.baselines import BASELINES
from troth.monitor.forecast.distribution import empirical, mixture, negative_binomial, point, poisson
from troth.monitor.forecast.mixture import Tuning, forecasts
from troth.monitor.forecast.scores import paired_interval
from troth.monitor.problem import ProblemError

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT / "benchmarks"
REAL = ROOT.parent / "shared/data/monitor/ucdp_ged_ukraine_2014_2023.csv.gz"

shares = st.lists(st.integers(0, 20), min_size=1, max_size=12).filter(any)
distributions = shares.map(lambda weights: Counts(tuple(one / sum(weights) for one in weights)))


# --- distributions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mean", [0.05, 0.5, 3.0, 40.0, 600.0])
@pytest.mark.parametrize("dispersion", [0.03, 1.0, 3.0])
def test_a_negative_binomial_has_the_mean_and_the_variance_that_it_is_named_by(
    mean: float, dispersion: float
):
    counts = negative_binomial(mean, dispersion)
    second = math.fsum(n * n * share for n, share in enumerate(counts.probabilities))
    assert math.fsum(counts.probabilities) == pytest.approx(1)
    assert counts.mean == pytest.approx(mean, rel=1e-5)
    assert second - counts.mean**2 == pytest.approx(mean + dispersion * mean**2, rel=1e-4)


@pytest.mark.parametrize(("count", "share"), [(0, 0.049787), (3, 0.224042), (10, 0.000810)])
def test_poisson_is_the_tabulated_one(count: int, share: float):
    assert poisson(3.0).probability(count) == pytest.approx(share, abs=1e-6)


def test_quantiles_are_counts_that_are_not_exceeded_with_that_probability():
    counts = Counts((0.1, 0.2, 0.3, 0.4))
    assert [counts.quantile(share) for share in (0.05, 0.1, 0.25, 0.5, 0.95)] == [0, 0, 1, 2, 3]


@given(distributions, distributions, st.floats(0.01, 0.99))
def test_a_mixture_lies_between_its_parts(one, other, weight):
    mixed = mixture([(weight, one), (1 - weight, other)])
    assert mixed.mean == pytest.approx(weight * one.mean + (1 - weight) * other.mean)
    assert math.fsum(mixed.probabilities) == pytest.approx(1)


# --- scores -----------------------------------------------------------------------------------------------------------


@given(st.integers(0, 50), st.integers(0, 50))
def test_the_score_of_one_number_is_its_error(said, happened):
    assert crps(point(said), happened) == abs(said - happened)


@given(distributions, st.integers(0, 20))
def test_two_formulas_give_one_score(counts, happened):
    assert crps(counts, happened) == pytest.approx(pairwise_crps(counts, happened), abs=1e-9)


@given(distributions, distributions)
def test_who_says_what_is_true_scores_best_on_average(truth, other):
    def expected(said: Counts) -> float:
        return math.fsum(share * crps(said, n) for n, share in enumerate(truth.probabilities))

    assert expected(truth) <= expected(other) + 1e-9


def test_an_interval_of_differences_is_the_same_whenever_it_is_drawn_and_holds_their_mean():
    differences = [math.sin(n) - 0.3 for n in range(48)]
    low, high = paired_interval(differences, seed=7)
    assert (low, high) == paired_interval(differences, seed=7) != paired_interval(differences, seed=8)
    assert low < math.fsum(differences) / 48 < high


def test_differences_that_never_change_leave_nothing_to_chance():
    assert paired_interval([0.5] * 12, seed=1) == (0.5, 0.5)


# --- baselines --------------------------------------------------------------------------------------------------------


def test_the_baselines_are_what_they_say():
    past = (9, 9, *(0, 1, 2, 3) * 3)
    told = {name: method(past) for name, method in BASELINES.items()}
    assert told["last month"] == point(3)
    assert told["mean of twelve"] == point(2), "the mean of the last twelve is 1.5, rounded to even"
    assert told["mean of twelve (Poisson)"].mean == pytest.approx(1.5)
    assert told["last twelve (empirical)"] == empirical((0, 1, 2, 3))


def test_after_months_of_nothing_a_poisson_baseline_still_thinks_something_possible():
    assert BASELINES["last month (Poisson)"]((0, 0)).probability(1) > 0.2


# --- the model --------------------------------------------------------------------------------------------------------

series = st.dictionaries(
    st.sampled_from(["East", "North", "West"]), st.lists(st.integers(0, 30), min_size=14, max_size=14).map(tuple),
    min_size=1,
)  # fmt: skip


@given(series)
def test_a_forecast_is_a_distribution_with_its_quantiles_in_order(told):
    problem = Problem(first="2029-01", series=told)
    result = settle(problem)
    assert check(problem, result) == ()
    assert all(one.q05 <= one.q25 <= one.q50 <= one.q75 <= one.q95 for one in result.forecasts)


@given(series, st.integers(0, 200))
def test_what_happens_later_changes_no_earlier_forecast(told, later):
    changed = {region: (*counts[:10], *(later,) * 4) for region, counts in told.items()}
    before = list(forecasts(told, Tuning()))
    after = list(forecasts(changed, Tuning()))
    assert before[:11] == after[:11]


@given(series)
def test_the_names_and_the_order_of_regions_change_nothing(told):
    names = dict(zip(sorted(told), ("a", "b", "c"), strict=False))
    here = settle(Problem(first="2029-01", series=told)).forecasts
    there = settle(
        Problem(first="2029-01", series={names[region]: told[region] for region in reversed(list(told))})
    ).forecasts
    assert [one.q95 for one in here] == [one.q95 for one in there]


def test_more_incidents_are_foretold_where_there_were_more():
    few, many = (
        settle(Problem(first="2029-01", series={"West": counts})).forecasts[0]
        for counts in ((1, 2, 1) * 6, (20, 25, 30) * 6)
    )
    assert few.q95 < many.q05


def test_a_region_where_nothing_ever_happened_is_most_likely_quiet_and_not_for_certain():
    [quiet, _] = settle(Problem(first="2029-01", series={"East": (0,) * 24, "West": (5, 6) * 12})).forecasts
    assert (quiet.q50, quiet.q75) == (0, 0)
    assert quiet.mean > 0


def test_the_same_problem_gives_the_same_scores():
    problem = Problem(first="2029-01", series={"West": tuple(n * 7 % 5 for n in range(30))}, seed=3)
    assert evaluate(problem, 12).scores == evaluate(problem, 12).scores


def test_the_check_finds_a_score_that_is_not_the_distributions_own():
    problem = Problem(first="2029-01", series={"West": tuple(n * 7 % 5 for n in range(30))})
    found = evaluate(problem, 12)
    first, *rest = found.told
    spoiled = replace(found, told=(replace(first, crps=first.crps / 2), *rest))
    assert check_evaluation(problem, found) == ()
    assert len(check_evaluation(problem, spoiled)) == 1


@pytest.mark.parametrize(
    ("given_series", "said"),
    [
        ({}, "expected as many counts for each region"),
        ({"East": (1, 2), "West": (1,)}, "found series of East 2, West 1 months"),
        ({"East": (1, -2)}, "East: found a count of -2"),
    ],
)
def test_series_that_cannot_be_foretold_are_refused(given_series, said: str):
    with pytest.raises(ProblemError, match=said):
        Problem(first="2029-01", series=given_series)


def test_a_year_is_needed_before_the_first_month_that_is_held_out():
    with pytest.raises(ProblemError, match="found 14 months of which 3 are held out"):
        evaluate(Problem(first="2029-01", series={"West": (1,) * 14}), 3)


# --- the published table ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bench():
    import importlib.util

    spec = importlib.util.spec_from_file_location("bench_forecast", BENCH / "forecast.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("held_out", [48, 80])
def test_the_scores_in_the_documentation_are_those_that_the_benchmark_gives(bench, held_out: int):
    page = (ROOT / "docs" / "methods" / "forecast.md").read_text(encoding="utf-8")
    for row in bench.run(held_out)["result"]["scores"]:
        if row["region"] is None:
            gain = "" if row["better_by"] is None else f"{-row['better_by']:.2f} ({-row['better_high']:.2f} to {-row['better_low']:.2f})"  # fmt: skip
            cells = (
                row["method"],
                f"{row['crps']:.2f}",
                f"{row['inside_50']:.0%}",
                f"{row['inside_90']:.0%}",
                gain,
            )
            assert f"| {' | '.join(cells)} |".replace("|  |", "| |") in page


@pytest.mark.skipif(not REAL.is_file(), reason="the data set lies beside the checkout of a developer only")
@pytest.mark.parametrize("name", ["weekly", "monthly"])
def test_the_shipped_counts_are_those_of_the_data_set(bench, name: str):
    import gzip

    with gzip.open(REAL) as file:
        rows = bench.count_by(bench.TABLES[name], bench.ucdp.read(file))
    target = io.StringIO()
    bench.write(rows, target)
    assert target.getvalue() == (BENCH / "data" / f"ucdp-ged-ukraine-{name}.csv").read_text(encoding="utf-8")


def test_in_the_shipped_weeks_an_event_of_a_month_is_in_no_week_for_certain():
    rows = list(
        csv.DictReader((BENCH / "data/ucdp-ged-ukraine-weekly.csv").read_text(encoding="utf-8").splitlines())
    )
    assert all(int(row["low"]) <= int(row["best"]) <= int(row["high"]) for row in rows)
    assert sum(int(row["best"]) for row in rows) == 3883
    assert sum(int(row["low"]) for row in rows) < 3883 - 168, (
        "168 events are known by the month or by a longer time"
    )
