"""Networks that need one another: what works, whom it serves, and in which order to repair."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.plan.networks import (
    Arc,
    Course,
    Dependency,
    Effort,
    Networks,
    Node,
    Restoration,
    check,
    faults,
    restore,
    usable,
    working,
)
from troth.plan.networks.flows import Flows

FEW = Effort(nodes=500, seconds=30.0)


def valley() -> Networks:
    """A made-up valley: the pump needs either of two substations, the exchange the grid, and the grid the exchange."""
    nodes = (
        Node("plant", "power", 10), Node("east", "power", -4, 4_000), Node("west", "power", -5, 5_000),
        Node("pump", "water", 8), Node("town", "water", -5, 5_000), Node("farms", "water", -3, 600),
        Node("centre", "phones", 6), Node("exchange", "phones", -6, 3_000),
    )  # fmt: skip
    arcs = (
        Arc("p-e", "power", "plant", "east", 9), Arc("e-w", "power", "east", "west", 5), Arc("p-t", "water", "pump", "town", 8),
        Arc("t-f", "water", "town", "farms", 3), Arc("c-x", "phones", "centre", "exchange", 6),
    )  # fmt: skip
    return Networks(nodes, arcs, (Dependency("pump", ("east", "west")), Dependency("exchange", ("west",)), Dependency("west", ("exchange",))))  # fmt: skip


ELEMENTS = tuple(one.id for one in (*valley().nodes, *valley().arcs))
damages = st.lists(st.sampled_from(ELEMENTS), min_size=1, max_size=7, unique=True).map(tuple)


def test_a_pump_works_while_one_of_its_substations_does_and_two_that_need_each_other_both_work_when_whole():
    cut = Restoration(valley(), ("east",), 1)
    assert {"pump", "west", "exchange"} <= working(cut, frozenset())
    assert {"pump", "west", "exchange"}.isdisjoint(
        working(replace(cut, damaged=("east", "exchange")), frozenset())
    )


def test_what_feeds_many_is_mended_before_what_feeds_few():
    found = restore(Restoration(valley(), ("t-f", "p-e", "c-x"), resources=1, periods=3), FEW)
    assert found.ahead.repairs == (("p-e",), ("c-x",), ("t-f",))
    assert found.proven


def test_looking_ahead_opens_a_way_that_the_myopic_course_leaves_shut():
    """Two repairs in a row bring 900 people; a single one brings 100 at once: whoever looks one period ahead takes the 100."""
    nodes = (
        Node("well", "water", 10),
        Node("hill", "water", 0),
        Node("city", "water", -9, 900),
        Node("hut", "water", -1, 100),
    )
    arcs = (
        Arc("w-h", "water", "well", "hill", 9),
        Arc("h-c", "water", "hill", "city", 9),
        Arc("w-u", "water", "well", "hut", 1),
    )
    found = restore(Restoration(Networks(nodes, arcs), ("w-u", "w-h", "h-c"), resources=1, periods=4), FEW)
    assert found.myopic.repairs[0] == ("w-u",)
    assert found.ahead.repairs[:3] in {(("w-h",), ("h-c",), ("w-u",)), (("h-c",), ("w-h",), ("w-u",))}
    assert found.ahead.value == pytest.approx(0 + 900 + 1000 + 1000)
    assert found.gain > 0
    assert found.proven


@given(damages, st.integers(1, 3), st.integers(2, 6))
@settings(max_examples=40, deadline=None)
def test_looking_ahead_is_never_worse_than_the_myopic_course_nor_better_than_its_bound(
    damaged, resources, periods
):
    wanted = Restoration(valley(), damaged, resources, periods)
    found = restore(wanted, FEW)
    assert found.ahead.value >= found.myopic.value * (1 - 1e-9)
    assert found.bound is not None
    assert found.bound >= found.ahead.value * (1 - 1e-9)
    assert check(wanted, found.ahead) == check(wanted, found.myopic) == []


@given(damages, st.integers(1, 2))
@settings(max_examples=25, deadline=None)
def test_no_order_of_single_repairs_is_worth_more_than_what_is_proven(damaged, resources):
    from itertools import permutations

    wanted = Restoration(valley(), damaged[:4], resources, 4)
    flows = Flows(wanted)
    best = 0.0
    for order in permutations(wanted.damaged):
        done = [frozenset(order[: resources * (period + 1)]) for period in range(4)]
        best = max(best, sum(flows.value(one) for one in done))
    found = restore(wanted, FEW)
    assert found.proven
    assert found.ahead.value == pytest.approx(best, rel=1e-4)


@given(damages, st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_order_in_which_damage_is_told_does_not_matter(damaged, random):
    mixed = list(damaged)
    random.shuffle(mixed)
    values = [
        restore(Restoration(valley(), those, 1, 5), FEW).ahead.value for those in (damaged, tuple(mixed))
    ]
    assert values[0] == pytest.approx(values[1], rel=1e-4)


@given(damages, st.integers(1, 2))
@settings(max_examples=20, deadline=None)
def test_more_repairs_a_period_never_serve_fewer(damaged, resources):
    less, more = (
        restore(Restoration(valley(), damaged, number, 4), FEW).ahead.value
        for number in (resources, resources + 1)
    )
    assert more >= less * (1 - 1e-4)


def test_the_check_finds_each_sabotage():
    wanted = Restoration(valley(), ("p-e", "t-f"), 1, 2)
    good = restore(wanted, FEW).ahead
    assert check(wanted, good) == []
    spoilt = {
        "2 repairs, there are resources for 1": replace(good, repairs=(("p-e", "t-f"), ())),
        "c-x is not damaged": replace(good, repairs=(("c-x",), ("t-f",))),
        "p-e was repaired before": replace(good, repairs=(("p-e",), ("p-e",))),
        "people are told to be served by power": replace(
            good, served=({**good.served[0], "power": 1.0}, good.served[1])
        ),
        "1 periods of repairs": Course(good.repairs[:1], good.served[:1]),
    }
    for said, course in spoilt.items():
        assert any(said in one for one in check(wanted, course)), said


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"arcs": (Arc("p-e", "power", "plant", "moon", 9),)}, "p-e, moon: it ends at moon, which is no node"),
        ({"arcs": (Arc("p-e", "power", "plant", "east", -9),)}, "p-e: a capacity of -9; expected 0 or more"),
        ({"arcs": (Arc("p-t", "power", "plant", "town", 9),)}, "p-t: it is of power and ends at a node of another network"),
        ({"dependencies": (Dependency("pump", ("mars",)),)}, "mars is no node; it is taken to need nothing"),
        ({"dependencies": (Dependency("pumpe", ("east",)),)}, "pumpe: there is no such node"),
        ({"arcs": valley().arcs[:3]}, "farms: nothing that is fed in can reach it"),
        ({"arcs": (*valley().arcs, valley().arcs[0])}, "p-e: this id stands twice"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_the_rest_is_planned(change, says):
    wanted = Restoration(replace(valley(), **change), ("p-e", "pump", "sun"), 1, 3)
    told = [str(fault) for fault in faults(wanted)]
    assert any(says in one for one in told)
    assert any("sun: it is told to be damaged and is no node and no arc" in one for one in told)
    used, _ = usable(wanted)
    found = restore(used, FEW)
    assert check(used, found.ahead) == []
