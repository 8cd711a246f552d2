"""Schedules of projects with scarce crews: feasible, short, and the same for everybody."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.plan.rcpsp import Project, check, plan, read_psplib
from troth.plan.rcpsp.exact import prove
from troth.plan.rcpsp.project import bound

TINY = """PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           4
   4        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1
------------------------------------------------------------------------
  1      1     0       0
  2      1     3       2
  3      1     2       2
  4      1     0       0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1
    3
************************************************************************
"""


@st.composite
def projects(draw: st.DrawFn, most: int = 8) -> Project:
    count = draw(st.integers(1, most))
    capacities = tuple(draw(st.lists(st.integers(1, 4), min_size=1, max_size=2)))
    durations = tuple(draw(st.integers(0, 4)) for _ in range(count))
    demands = tuple(tuple(draw(st.integers(0, there)) for there in capacities) for _ in range(count))
    later = [
        tuple(after for after in range(number + 1, count) if draw(st.integers(0, 4)) == 0)
        for number in range(count)
    ]
    return Project(durations, demands, capacities, tuple(later))


def shortest(project: Project) -> int:
    """The makespan of the best of all lists: no other schedule is shorter (Sprecher, Kolisch and Drexl, 1995)."""
    best = sum(project.durations)
    for order in permutations(range(len(project.durations))):
        starts: dict[int, int] = {}
        for number in order:
            if any(before not in starts for before in project.predecessors[number]):
                break
            at = max(
                (starts[one] + project.durations[one] for one in project.predecessors[number]), default=0
            )
            while _clashes(project, starts, number, at):
                at += 1
            starts[number] = at
        else:
            best = min(best, max((at + project.durations[n] for n, at in starts.items()), default=0))
    return best


def _clashes(project: Project, starts: dict[int, int], number: int, at: int) -> bool:
    return any(
        sum(
            project.demands[other][kind]
            for other, start in starts.items()
            if start <= period < start + project.durations[other]
        )
        + project.demands[number][kind]
        > there
        for period in range(at, at + project.durations[number])
        for kind, there in enumerate(project.capacities)
    )


def test_two_jobs_that_need_the_same_crew_follow_each_other():
    found = plan(read_psplib(TINY), seed=1, iterations=2)
    assert (found.makespan, found.proven) == (5, False)
    assert plan(read_psplib(TINY), seed=1, limit=0.5).proven


@settings(max_examples=40, deadline=None)
@given(projects())
def test_every_schedule_can_be_carried_out_and_none_is_shorter_than_the_bound(project: Project):
    found = plan(project, seed=3, iterations=2)
    assert check(project, found.starts) == []
    assert found.makespan >= bound(project)


@settings(max_examples=25, deadline=None)
@given(projects(most=5))
def test_small_projects_are_scheduled_as_shortly_as_can_be(project: Project):
    best = shortest(project)
    found = plan(project, seed=2, iterations=4)
    assert found.makespan == best
    starts, least = prove(project, found.starts, found.makespan, seconds=10)
    assert starts is None
    assert least == best


@settings(max_examples=25, deadline=None)
@given(projects(most=5), st.integers(0, 1))
def test_more_of_a_crew_never_lengthens_the_best_schedule(project: Project, kind: int):
    kind = min(kind, len(project.capacities) - 1)
    more = tuple(there + (number == kind) for number, there in enumerate(project.capacities))
    wider = Project(project.durations, project.demands, more, project.successors)
    assert shortest(wider) <= shortest(project)


def test_one_worker_and_two_find_the_same_schedule():
    many = Project(
        durations=tuple(1 + number % 5 for number in range(40)),
        demands=tuple((1 + number % 3,) for number in range(40)),
        capacities=(4,),
        successors=tuple((number + 7,) if number + 7 < 40 else () for number in range(40)),
    )
    one, two = (plan(many, seed=5, iterations=3, workers=workers) for workers in (1, 2))
    assert one == two


@pytest.mark.parametrize(
    ("starts", "says"),
    [
        ([0, 0, 3, 5], "period 0: 4 of resource 0"),
        ([0, 0, 3, 4], "its predecessor 2 ends at 5"),
        ([-1, 0, 3, 5], "starts at -1"),
        ([0, 0, 3], "3 starts for 4"),
    ],
)
def test_the_check_finds_each_kind_of_sabotage(starts: list[int], says: str):
    wide = read_psplib(TINY)
    if says.startswith("period"):
        starts = [0, 0, 0, 3]
    assert any(says in fault for fault in check(wide, starts))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"successors": ((1,), (0,))}, "a circle of precedence among the activities 0, 1"),
        ({"durations": (-1, 2)}, "activity 0: duration -1"),
        ({"demands": ((5,), (1,))}, "there is never more than"),
        ({"successors": ((7,), ())}, "a successor that is no activity"),
        ({"demands": ((1,),)}, "as many of each"),
    ],
)
def test_what_is_no_project_is_named(changes: dict, says: str):
    whole = {"durations": (1, 2), "demands": ((1,), (1,)), "capacities": (1,), "successors": ((), ())}
    with pytest.raises(ValueError, match=says):
        Project(**{**whole, **changes})


@pytest.mark.parametrize("cut", ["PRECEDENCE RELATIONS", "REQUESTS/DURATIONS", "RESOURCEAVAILABILITIES"])
def test_a_file_without_a_section_is_named(cut: str):
    with pytest.raises(ValueError, match=cut):
        read_psplib(TINY.replace(cut, "X"))
