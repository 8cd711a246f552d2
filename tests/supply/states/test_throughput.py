"""How much passes on an open day."""

import numpy as np
import pytest

from support.crossings import panel
from troth.supply.states import throughput


def busy(mean, days, seed):
    return (1 + np.random.default_rng(seed).poisson(mean, days)).tolist()


def test_the_mean_of_an_open_day_is_found_with_its_interval():
    told = throughput(panel(busy(40, 120, 1), busy(10, 120, 2)))
    for place, expected in ((0, 41), (1, 11)):
        low, _, high = told.mean[place]
        assert low <= expected <= high


def test_closed_days_do_not_lower_it():
    open_days = busy(40, 60, 1)
    with_closed = [count for one in open_days for count in (one, 0)]
    assert throughput(panel(with_closed)).mean[0, 1] == pytest.approx(41, rel=0.15)


def test_it_is_that_of_lately():
    told = throughput(panel(busy(100, 60, 1) + busy(20, 60, 2)))
    assert told.mean[0, 1] == pytest.approx(21, rel=0.3)


def test_a_crossing_with_three_days_leans_on_the_others():
    many = [busy(40, 120, seed) for seed in (1, 2, 3)]
    few = [0] * 117 + [300, 280, 320]
    alone, among = throughput(panel(few)), throughput(panel(*many, few))
    assert among.mean[3, 1] < alone.mean[0, 1]
    assert among.mean[3, 1] > 41


def test_the_capacity_is_passed_on_about_one_open_day_of_ten():
    counts = busy(40, 400, 5)
    told = throughput(panel(counts))
    assert np.mean(np.array(counts) > told.capacity[0]) < 0.15
    assert told.day[0, 0] < told.day[0, 1] < told.capacity[0] <= told.day[0, 2]


def test_a_level_that_walks_is_found_to_walk():
    random = np.random.default_rng(3)
    level = 40 * np.exp(np.cumsum(random.normal(0, 0.12, 400)))
    walking = throughput(panel((1 + random.poisson(level)).tolist())).drift
    still = throughput(panel(busy(40, 400, 3))).drift
    assert still < 0.03
    assert 0.06 < walking < 0.2


def test_a_crossing_with_full_weeks_four_apart_and_none_between_has_the_usual_walk():
    week, none = [30, 31, 29, 30, 32, 28, 30], [0] * 7
    assert throughput(panel(week + none * 3 + week)).drift == throughput(panel(week)).drift
