"""Recovery programmes: what is planned can be done, more of anything never hurts, and the check finds every sabotage."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.programmes import FEW, mirna, programmes
from troth.plan.programme import (
    Budget,
    Mode,
    Plan,
    Pot,
    Programme,
    Project,
    Service,
    check,
    faults,
    people_days,
    plan,
    plannable,
)
from troth.plan.programme.bounds import bound
from troth.plan.programme.polish import polished


def test_a_town_gets_light_first_and_care_as_soon_as_all_of_it_is_there():
    made = plan(mirna(), FEW)
    assert made.checked == []
    assert made.starts["mines"][0] == 1, "there is no access before"
    assert made.ready["light"] <= made.ready["care"]
    assert made.value == pytest.approx(people_days(mirna(), made.starts))
    assert made.gain_over_best_greedy >= 0


@settings(max_examples=40, deadline=None)
@given(programmes())
def test_whatever_is_planned_can_be_done_and_is_never_worth_less_than_a_list(programme: Programme):
    made = plan(programme, FEW)
    assert made.checked == []
    assert made.value >= max(made.lists.values())
    assert made.value == pytest.approx(people_days(made.programme, made.starts), rel=1e-9, abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(programmes(), st.randoms(use_true_random=False))
def test_nothing_is_worth_more_than_the_bound_and_the_proven_best_keeps_every_limit(
    programme: Programme, random: object
):
    del random
    made = plan(programme, FEW)
    relaxed = bound(made.programme)
    best, known = polished(made, seconds=20)
    assert relaxed is not None
    assert known is not None
    assert best.checked == []
    assert made.value <= best.value * (1 + 1e-9)
    assert best.value <= known * (1 + 1e-6) + 1e-6
    assert known <= relaxed.value * (1 + 1e-4) + 1e-4


@settings(max_examples=20, deadline=None)
@given(programmes(), st.sampled_from(["money", "crews", "imports", "access"]))
def test_more_of_anything_never_serves_fewer(programme: Programme, what: str):
    """Of the proven best plans: a search may be lucky, an optimum may not."""
    more = {
        "money": lambda one: replace(one, pots=tuple(replace(pot, envelope=tuple(x + 5 for x in pot.envelope)) for pot in one.pots)),
        "crews": lambda one: replace(one, crews={"c": 3}),
        "imports": lambda one: replace(one, imports=(9.0,)),
        "access": lambda one: replace(one, gates={}),
    }[what]  # fmt: skip
    before, _ = polished(plan(programme, FEW), seconds=20)
    after, _ = polished(plan(more(programme), FEW), seconds=20)
    assert after.value >= before.value * (1 - 1e-6) - 1e-6


def test_an_earlier_plan_is_never_made_worse():
    first = plan(mirna(), Budget(seed=1, iterations=30))
    again = plan(mirna(), Budget(seed=9, iterations=10), begin=first)
    assert again.value >= first.value


@given(seed=st.integers(0, 40), builders=st.integers(1, 3))
@settings(max_examples=15, deadline=None)
def test_one_crew_more_is_never_worth_less_than_the_plan_it_begins_from(seed: int, builders: int):
    first = plan(mirna(crews={"builders": builders}), Budget(seed=seed, iterations=20))
    more = mirna(crews={"builders": builders + 1})
    again = plan(more, Budget(seed=seed + 1, iterations=1), begin=first)
    assert again.value >= first.value
    assert not again.checked


def test_one_worker_and_two_make_the_same_plan():
    one, two = (plan(mirna(), Budget(seed=4, iterations=50, workers=workers)) for workers in (1, 2))
    assert (one.starts, one.value) == (two.starts, two.value)


def test_what_has_started_stays_and_nothing_else_starts_before_now():
    first = plan(mirna(), FEW)
    again = plan(mirna(), FEW, started=first.starts, now=4)
    for name, (start, mode) in first.starts.items():
        if start < 4:
            assert again.starts[name] == (start, mode)
    assert all(
        start >= 4 for name, (start, _) in again.starts.items() if first.starts.get(name, (9,))[0] >= 4
    )
    assert again.checked == []


def test_swapping_the_names_of_two_regions_swaps_the_plan():
    def named(region: str) -> Programme:
        return replace(
            mirna(gates={region: 1}),
            projects=tuple(replace(one, region=region) for one in mirna().projects),
            services=tuple(replace(one, region=region) for one in mirna().services),
        )

    assert plan(named("Tolpa"), FEW).starts == plan(named("Kolda"), FEW).starts


def test_alternatives_need_only_one_of_them():
    either = mirna(services=(Service("care", 900, (("clinic", "school"),), region="Mirna"),))
    made = plan(either, FEW)
    ends = {name: start + either.projects[[p.id for p in either.projects].index(name)].modes[mode].duration for name, (start, mode) in made.starts.items()}  # fmt: skip
    assert made.ready["care"] == min(ends[name] for name in ("clinic", "school") if name in ends)


def test_services_may_need_services():
    nested = mirna(
        services=(
            Service("light", 1500, (("power",),), region="Mirna"),
            Service("care", 900, (("light",), ("clinic",)), region="Mirna"),
        )
    )
    made = plan(nested, FEW)
    assert made.ready["care"] >= made.ready["light"]
    assert made.value == pytest.approx(people_days(nested, made.starts))


@pytest.mark.parametrize("objective", ["people_days", "lateness", "makespan"])
def test_every_objective_gives_a_plan_that_can_be_done(objective: str):
    assert plan(mirna(), FEW, objective=objective).checked == []


SABOTAGE: list[tuple[str, Callable[[Plan], dict[str, tuple[int, int]]], str]] = [
    ("before access", lambda made: {**made.starts, "mines": (0, 0)}, "before there is access"),
    ("before what it waits for", lambda made: {**made.starts, "road": (1, 0)}, "mines is not finished"),
    ("beyond the horizon", lambda made: {**made.starts, "park": (11, 0)}, "outside of 0 to 12"),
    ("a mode that is none", lambda made: {**made.starts, "mines": (1, 9)}, "has no mode 9"),
    ("a project that is none", lambda made: {**made.starts, "x": (1, 0)}, "is no project"),
    ("too many crews", lambda _: dict.fromkeys(("mines", "clinic", "school"), (1, 0)), "builders are needed"),
    ("too much money", lambda _: dict.fromkeys(("mines", "school", "park"), (1, 0)), "open has spent"),
]


@pytest.mark.parametrize(("what", "spoil", "says"), SABOTAGE, ids=[row[0] for row in SABOTAGE])
def test_the_check_finds_each_kind_of_sabotage(what: str, spoil: Callable, says: str):
    del what
    assert any(says in fault for fault in check(mirna(), spoil(plan(mirna(), FEW))))


def test_the_check_finds_money_that_was_not_meant_for_it_and_too_many_imports():
    stolen = mirna(projects=(replace(mirna().projects[4], modes=(Mode(2, {"health": 5.0}),)),))
    assert any("health may not pay for school" in fault for fault in check(stolen, {"school": (1, 0)}))
    narrow = mirna(imports=(1.0,))
    assert any("may be" in fault for fault in check(narrow, {"mines": (1, 0), "road": (2, 0)}))


@pytest.mark.parametrize(
    ("changes", "ids", "says"),
    [
        ({"projects": (replace(mirna().projects[0], after=("road",)), *mirna().projects[1:])}, {"mines", "road"}, "circle of precedence"),
        ({"services": (Service("a", 1, (("b",),)), Service("b", 1, (("a",),)))}, {"a", "b"}, "need one another"),
        ({"projects": (*mirna().projects, Project("museum", "culture", "Mirna", ()))}, {"museum"}, "no pot may pay"),
        ({"services": (Service("care", 1, ()),)}, {"care"}, "nobody says what restores it"),
        ({"services": (Service("care", 1, (("moon",),)),)}, {"care"}, "moon, which is no project"),
        ({"projects": (Project("p", "", "", (Mode(-2, {"open": 1.0}),)),), "services": ()}, {"p"}, "duration -2"),
        ({"pots": (Pot("open", ()), mirna().pots[1])}, {"open"}, "without a year"),
        ({"projects": (Project("p", "", "", (Mode(1, {"open": 1.0}, {"builders": 3}),)),), "services": ()}, {"p"}, "none of its modes"),
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_named_and_the_rest_is_planned(changes: dict, ids: set[str], says: str):
    found = [fault for fault in faults(mirna(**changes)) if says in fault.what]
    assert {name for fault in found for name in fault.ids} == ids
    assert plan(mirna(**changes), FEW).checked == []


def test_the_smallest_set_of_limits_that_conflict_is_told():
    tight = mirna(
        projects=(
            Project("bridge", "road", "Mirna", (Mode(6, {"open": 150.0}, {"builders": 1}, materials=3.0),)),
        ),
        services=(Service("crossing", 100, (("bridge",),), region="Mirna"),),
    )
    (fault,) = [one for one in faults(tight) if one.ids == ("bridge",)]
    assert len(fault.conflict) == 2
    assert any("pot open: 150" in limit for limit in fault.conflict)
    assert any("the horizon" in limit for limit in fault.conflict)
    usable, told = plannable(tight)
    assert usable.services == ()
    assert any("nothing that can be planned restores it" in one.what for one in told)
