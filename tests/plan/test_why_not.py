"""CP-SAT inside programmes: a plan polished by regions never gets worse, and why-not says what a pin would cost."""

import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.programmes import FEW, mirna, programmes
from troth.plan.programme import Budget, Floor, Programme, check, people_days, plan
from troth.plan.programme.bounds import bound
from troth.plan.programme.check import missed
from troth.plan.programme.exact import Part, ask
from troth.plan.programme.polish import Effort, polish, polished
from troth.plan.programme.whynot import why_not

SMALL = Effort(rounds=2, size=2, each=1.0)


@settings(max_examples=15, deadline=None)
@given(programmes())
def test_polishing_by_regions_never_makes_a_plan_worse_and_keeps_every_limit(programme: Programme):
    made = plan(programme, FEW)
    better = polish(made, SMALL)
    assert better.value >= made.value
    assert check(better.programme, better.starts) == []
    assert better.value == pytest.approx(people_days(better.programme, better.starts))


@settings(max_examples=12, deadline=None)
@given(programmes())
def test_with_every_project_free_cp_sat_finds_what_highs_proves(programme: Programme):
    made = plan(programme, FEW)
    free = frozenset(project.id for project in made.programme.projects)
    found = ask(made.programme, Part(free, {}), made.starts)
    best = bound(made.programme, whole=True)
    assert found.proven
    assert found.starts is not None
    assert best is not None
    assert check(made.programme, found.starts) == []
    assert people_days(made.programme, found.starts) == pytest.approx(best.value, rel=1e-5, abs=1e-5)


def test_two_workers_polish_to_the_same_plan_as_one():
    made = plan(mirna(), Budget(seed=1, iterations=2))
    one, two = (polish(made, replace(SMALL, workers=workers)) for workers in (1, 2))
    assert (one.starts, one.value) == (two.starts, two.value)


def test_what_has_started_is_not_polished_away():
    made = plan(mirna(), Budget(seed=1, iterations=2))
    started = {name: began for name, began in made.starts.items() if began[0] < 3}
    again = polish(made, SMALL, started=started, now=3)
    assert {name: again.starts[name] for name in started} == started
    assert all(start >= 3 for name, (start, _) in again.starts.items() if name not in started)


def test_a_floor_stays_reached_and_the_bound_holds_with_it():
    wanted = mirna(floors=(Floor("Mirna", 8, 0.5),))
    made = plan(wanted, FEW)
    best, known = polished(made, seconds=20)
    assert known is not None, "the bound without floors is one with them"
    assert best.value <= known * (1 + 1e-6)
    assert missed(wanted, made.ready) == missed(wanted, best.ready) == []


def test_a_project_that_cannot_come_sooner_is_told_with_the_limits_that_conflict():
    made = plan(mirna(), FEW)
    found = why_not(made, "mines")
    assert (found.planned, found.by, found.proven) == (1, 0, True)
    assert found.conflict == ("access to Mirna from period 1",)


def test_without_any_one_of_the_conflicting_limits_it_could_be_done():
    made = plan(mirna(), FEW)
    found = why_not(made, "road", 1)
    assert set(found.conflict) == {"road waits for mines", "access to Mirna from period 1"}
    for easier in (
        mirna(gates={}),
        mirna(
            projects=tuple(replace(one, after=()) if one.id == "road" else one for one in mirna().projects)
        ),
    ):
        assert why_not(plan(easier, FEW), "road", 1).conflict == ()


def test_a_pin_that_can_be_kept_says_what_is_lost_and_who_waits():
    made, _ = polished(plan(mirna(), FEW), seconds=20)
    found = why_not(made, "park", 3)
    assert found.starts is not None
    assert found.starts["park"][0] <= 3
    assert check(made.programme, found.starts) == []
    assert found.lost is not None
    assert found.lost >= 0, "nothing is better than the best"
    assert found.lost == pytest.approx(made.value - people_days(made.programme, found.starts))
    assert found.lost > 0, "few people walk, and many wait for light"
    assert any(one.service == "walks" for one in found.changed)
    assert all(one.planned != one.pinned for one in found.changed)


def test_a_pin_that_the_plan_keeps_already_costs_nothing():
    made = plan(mirna(), FEW)
    assert why_not(made, "mines", 5).lost == 0


def test_without_cp_sat_the_decoder_answers(monkeypatch: pytest.MonkeyPatch):
    made = plan(mirna(), FEW)
    last = max(made.starts, key=lambda name: made.starts[name][0])
    monkeypatch.setitem(sys.modules, "ortools.sat.python", None)
    found = why_not(made, last)
    assert found.means == "decoder"
    assert found.starts is None or found.starts[last][0] < made.starts[last][0]


@settings(max_examples=15, deadline=None)
@given(programmes(), st.integers(0, 5), st.integers(0, 6))
def test_every_answer_keeps_the_pin_and_every_limit(programme: Programme, which: int, by: int):
    made = plan(programme, FEW)
    names = [one.id for one in made.programme.projects]
    if not names:
        return
    name = names[which % len(names)]
    found = why_not(made, name, by)
    if found.starts is not None:
        assert found.starts[name][0] <= by
        assert check(made.programme, found.starts) == []
    else:
        assert found.conflict, "in so small a programme there is a plan or a proof"
