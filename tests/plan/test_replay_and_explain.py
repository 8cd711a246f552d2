"""A plan as a policy under doubt, and the reasons that it gives."""

from dataclasses import replace

import numpy as np
import pytest

from plan.test_programme import FEW, mirna
from troth.plan.programme import Budget, plan
from troth.plan.programme.check import served_by
from troth.plan.programme.explain import Reason, margins, why
from troth.plan.programme.replay import Doubts, replay


def doubtful():
    return mirna(
        projects=tuple(replace(one, duration_log_sd=0.4, cost_log_sd=0.2) for one in mirna().projects),
        services=tuple(replace(one, due=8) for one in mirna().services),
    )


def test_without_doubt_every_draw_is_the_plan_itself():
    made = plan(mirna(), FEW)
    told = replay(made, draws=3)
    assert told.value == pytest.approx((made.value,) * 3)
    assert {name: points[1] for name, points in told.ready.items() if points[1] < 12} == dict(made.ready)
    assert list(told.served[1]) == served_by(mirna(), made.ready)


def test_doubt_widens_the_service_curve_and_gives_a_promise_its_odds():
    made = plan(doubtful(), FEW)
    told = replay(made, Doubts({"Mirna": (0.5, 0.3, 0.2)}), draws=120, seed=3)
    low, middle, high = told.value
    assert low < middle < high
    assert (told.served[0] <= told.served[1]).all()
    assert (told.served[1] <= told.served[2]).all()
    assert 0 < told.by_due["care"] < 1
    assert told.ends["mines"][0] <= told.ends["mines"][2]


def test_a_draw_is_a_function_of_its_number():
    made = plan(doubtful(), FEW)
    some, more = replay(made, draws=10, seed=1), replay(made, draws=10, seed=1)
    assert np.array_equal(some.served, more.served)
    assert some.value == more.value


def test_every_project_has_a_reason_for_not_starting_earlier():
    made = plan(mirna(), FEW)
    assert why(made.programme, made.starts, "mines") == (Reason("gate", "Mirna", 1),)
    cleared = made.starts["mines"][0] + 1
    first = [name for name in ("road", "power") if made.starts.get(name, (0,))[0] == cleared]
    assert first, "something begins as soon as the mines are cleared"
    assert all(Reason("order", "mines") in why(made.programme, made.starts, name) for name in first)
    late = [name for name in mirna().projects if name.id not in made.starts]
    assert all(why(made.programme, made.starts, project.id) for project in late)


def test_more_of_something_never_brings_less_and_what_is_scarce_brings_most():
    made = plan(mirna(crews={"builders": 1}), Budget(seed=1, iterations=200))
    found = margins(made, money=20.0, budget=Budget(seed=1, iterations=100))
    assert all(one.gain >= 0 for one in found)
    assert {one.kind for one in found} == {"money", "crew", "access", "imports", "earmark"}
    best = {(one.kind, one.what): one.gain for one in found}
    assert best["crew", "builders"] > 0
