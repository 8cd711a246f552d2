"""No region is left behind: a floor brings a small region's turn forward, and one that cannot be reached is told."""

from dataclasses import replace

import pytest

from troth.plan.programme import (
    Budget,
    Floor,
    Mode,
    Plan,
    Pot,
    Programme,
    Project,
    Service,
    people_days,
    plan,
)
from troth.plan.programme.check import missed

FEW = Budget(seed=1, iterations=80)


def two_valleys(**changes: object) -> Programme:
    """Made up: four wells for 1,000 people each in one valley, one for 50 in the other, and a single crew."""
    wells = {"Big": [1000.0] * 4, "Small": [50.0]}
    named = [
        (f"{region}-{n}", region, people) for region, many in wells.items() for n, people in enumerate(many)
    ]
    whole = Programme(
        periods=6,
        projects=tuple(
            Project(name, "water", region, (Mode(1, {"open": 1.0}, {"drillers": 1}),)) for name, region, _ in named
        ),
        services=tuple(Service(f"water-{name}", people, ((name,),), region=region) for name, region, people in named),
        pots=(Pot("open", (10.0, 0.0)),),
        crews={"drillers": 1},
    )  # fmt: skip
    return replace(whole, **changes)  # type: ignore[arg-type]  # the caller names fields


def served_in(made: Plan, service: str) -> int:
    return made.ready[service]


def test_without_a_floor_the_small_valley_comes_last():
    assert served_in(plan(two_valleys(), FEW), "water-Small-0") == 5


def test_a_floor_brings_the_small_valley_forward_and_is_kept():
    floor = Floor("Small", 2, 1.0)
    made = plan(two_valleys(floors=(floor,)), FEW)
    assert served_in(made, "water-Small-0") <= 2
    assert not made.faults
    assert made.checked == []
    assert made.value == pytest.approx(people_days(made.programme, made.starts)), (
        "a floor that is kept costs nothing more"
    )


def test_a_floor_that_nobody_can_reach_is_told_and_the_rest_is_planned():
    made = plan(two_valleys(floors=(Floor("Big", 2, 1.0),)), FEW)
    (fault,) = made.faults
    assert str(fault) == "Big: 50% of its people are served by period 3; its floor is 100%"
    assert len(made.starts) == 5
    assert made.value == pytest.approx(people_days(made.programme, made.starts))


def test_people_whose_service_cannot_be_planned_still_count_in_their_region():
    whole = two_valleys(floors=(Floor("Small", 5, 1.0),))
    lost = Service("light-Small", 150.0, (("no such line",),), region="Small")
    made = plan(replace(whole, services=(*whole.services, lost)), FEW)
    assert "Small: 25% of its people are served by period 6; its floor is 100%" in map(str, made.faults)


def test_a_floor_of_a_plan_is_missed_by_what_is_late():
    whole = two_valleys(floors=(Floor("Small", 2, 1.0),))
    assert missed(whole, {"water-Small-0": 2}) == []
    assert missed(whole, {"water-Small-0": 3}) == [(Floor("Small", 2, 1.0), 0.0)]
