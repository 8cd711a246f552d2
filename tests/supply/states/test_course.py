"""What a plan asks: its own crossings, its own days, losses on its routes."""

import numpy as np
import pytest

from support.crossings import lasting
from troth.supply.states import Course, LossShare, fit, places_of, remembered, sample


@pytest.fixture(scope="module")
def course():
    found = lasting(150, 2, seed=8)
    model = fit(found)
    return Course(
        model=model,
        today=remembered(found),
        places=places_of(("pier", "crossing-1", "crossing-0"), model),
        otherwise=(0.5, 1.0, 1.0),
        routes=(LossShare.assumed(0.2, 0.1, 0.3), LossShare(alpha=0, beta=0, fixed=0.05)),
    )


def test_crossings_stand_in_the_plan_s_order_and_one_nobody_reports_on_is_as_the_case_says(course):
    drawn = sample(course.model, course.today, seed=4, first=2, count=3, days=5)
    told = course.open(4, 2, 3, 5)
    assert told.shape == (3, 3, 5)
    assert (told[:, 0] == 0.5).all()
    assert told[:, 1].tobytes() == np.ascontiguousarray(drawn[:, :, 1]).tobytes()
    assert told[:, 2].tobytes() == np.ascontiguousarray(drawn[:, :, 0]).tobytes()


def test_a_scenario_may_shut_a_crossing_for_some_days_and_the_plan_knows_it(course):
    shut = Course(model=course.model, today=course.today, places=course.places, shut=((2, 1, 2),))
    told, whole = (
        shut.open(4, 0, 40, 5),
        Course(model=course.model, today=course.today, places=course.places).open(4, 0, 40, 5),
    )
    assert not told[:, 2, 1:3].any()
    assert (told[:, 2, [0, 3, 4]] == whole[:, 2, [0, 3, 4]]).all()
    assert not shut.ahead(np.ones((3, 2)), 4, 4, 10)[:, 2, 0].any()  # the plan's day 2


def test_what_was_seen_changes_what_is_expected(course):
    opened, closed = (
        course.ahead(np.array([[1.0] * 6, [share] * 6, [share] * 6]), 1, 4, 400)[:, 1:]
        for share in (1.0, 0.0)
    )
    assert (closed > 0).mean() < (opened > 0).mean() - 0.1


def test_losses_are_the_same_on_all_days_of_a_scenario_and_differ_between_scenarios(course):
    lost = course.lost(4, 0, 500, 3)
    assert (lost[:, :, :1] == lost).all()
    assert lost[:, 0, 0].mean() == pytest.approx(0.2, abs=0.01)
    assert np.mean((lost[:, 0, 0] > 0.1) & (lost[:, 0, 0] < 0.3)) == pytest.approx(0.9, abs=0.05)
    assert (lost[:, 1] == 0.05).all()
    assert course.lost(4, 100, 10, 3).tobytes() == lost[100:110].tobytes()
