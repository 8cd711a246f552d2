"""No plan exceeds the bound by prices, and it is near that of the linear programme."""

import random
from dataclasses import replace

import numpy as np
import pytest

from troth.plan.programme import Budget, Mode, Pot, Programme, Project, Service, check, people_days, plan
from troth.plan.programme.bounds import LARGEST, bound
from troth.plan.programme.lagrange import lagrangian


def _drawn(seed: int) -> Programme:
    """Eight projects that share money, crews and imports; some wait for one another, some services have a choice."""
    draw = random.Random(seed)  # noqa: S311 - a test's draws
    projects = tuple(
        Project(
            f"P{n}", "any", f"R{n % 2}",
            tuple(
                Mode(draw.randint(1, 3), {pot: float(draw.randint(1, 9))}, {"C": draw.randint(1, 2)}, draw.random())
                for pot in ("A", "B")
            ),
            (f"P{draw.randrange(n)}",) if n and draw.random() < 0.3 else (),
        )
        for n in range(8)
    )  # fmt: skip
    services = []
    for n in range(6):
        groups = tuple(
            tuple(sorted(draw.sample([p.id for p in projects], draw.choice((1, 1, 2)))))
            for _ in range(draw.randint(1, 3))
        )
        more = ((f"S{n - 1}",),) if n and draw.random() < 0.2 else ()
        services.append(Service(f"S{n}", float(draw.randint(1, 50)), groups + more, region=f"R{n % 2}"))
    return Programme(
        10, projects, tuple(services), (Pot("A", (9.0, 4.0, 4.0)), Pot("B", (6.0, 6.0, 2.0))), {"C": 3},
        imports=(1.5,), gates={"R1": draw.randint(0, 3)},
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_the_best_plan_of_all_is_never_worth_more(seed: int) -> None:
    programme = _drawn(seed)
    exact = bound(programme, seconds=60, whole=True)
    assert exact is not None
    assert exact.proven
    assert exact.starts is not None
    assert not check(programme, exact.starts)
    value = people_days(programme, exact.starts)
    for iterations in (1, 20, 200):
        for target in (0.0, value):
            assert lagrangian(programme, iterations=iterations, target=target) >= value * (1 - 1e-6)


def test_more_iterations_never_loosen_it_and_the_same_number_gives_the_same() -> None:
    programme = _drawn(3)
    few, many, again = (lagrangian(programme, iterations=n) for n in (10, 300, 300))
    assert many == again
    assert many < few


def test_with_one_pot_that_pays_for_half_it_is_near_the_linear_programme() -> None:
    projects = tuple(Project(f"P{n}", "any", "R", (Mode(1, {"A": 1.0}),)) for n in range(10))
    services = tuple(Service(f"S{n}", 10.0 + n, ((f"P{n}",),)) for n in range(10))
    programme = Programme(4, projects, services, (Pot("A", (5.0,)),), {})
    relaxed = bound(programme, whole=True)  # its best plan is that of the relaxation: five places a year
    assert relaxed is not None
    assert lagrangian(programme, iterations=2000, target=relaxed.value) == pytest.approx(
        relaxed.value, rel=0.03
    )


def test_a_programme_beyond_the_linear_programme_has_a_bound_that_its_plan_keeps() -> None:
    one = _drawn(1)
    many = [
        (
            tuple(replace(p, id=f"{k}{p.id}", after=tuple(f"{k}{a}" for a in p.after)) for p in one.projects),
            tuple(
                replace(s, id=f"{k}{s.id}", requires=tuple(tuple(f"{k}{n}" for n in g) for g in s.requires))
                for s in one.services
            ),
        )
        for k in range(LARGEST // 8 + 1)
    ]
    whole = replace(
        one, projects=tuple(p for ps, _ in many for p in ps), services=tuple(s for _, ss in many for s in ss)
    )
    made = plan(whole, Budget(iterations=10))
    known = bound(whole, seconds=20, known=made.starts)
    assert known is not None
    assert np.isfinite(known.value)
    assert known.value >= made.value


def test_solvers_of_one_process_do_not_stand_in_each_others_way():
    """HiGHS has one pool of threads for a process: a case with networks and a programme asks it for both."""
    from troth.plan.networks import Arc, Networks, Node, Restoration, restore

    line = Networks(
        (Node("plant", "power", 2), Node("town", "power", -2, 9)), (Arc("line", "power", "plant", "town", 2),)
    )
    assert restore(Restoration(line, ("line",), resources=1, periods=2)).ahead.value == 18
    one = Project("P", "power", "A", (Mode(1, {}),))
    town = Programme(3, (one,), (Service("S", 10.0, (("P",),)),), (), {}, discount=1.0, days_per_period=1.0)
    found = bound(town, whole=True)
    assert found is not None
    assert found.proven
    assert found.value == pytest.approx(20.0)
