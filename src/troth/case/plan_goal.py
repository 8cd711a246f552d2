"""What a plan brings beside what was promised: a row for each result, and people served beside the goal of the programme.

People have several services, and nobody counts who has which. So the people served are told as two numbers: *at least*, as if
in each region all services had the same people (the greatest of them), and *at most*, as if no two had one in common.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from troth.plan.programme import Plan, Service
from troth.plan.programme.replay import Replay

from .fields import Spot
from .plan_file import GoalFile
from .plan_results import Result
from .problems import did_you_mean, listed

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Served:
    """People of a region who have something, from when on."""

    key: str
    """The service, or the indicator where there is no service."""
    region: str
    people: float
    since: int
    """The first period in which they have it."""


def check_goal(spot: Spot, goal: GoalFile | None, periods: int, services: Iterable[Service]) -> None:
    """Note what the goal says of services and periods that the plan has not."""
    known = {service.id for service in services}
    for name in goal.services if goal else ():
        if name not in known:
            remedy = did_you_mean(name, known, f"services are: {listed(known)}")
            spot.bad(("goal", "services"), found=name, expected="services of the plan", remedy=remedy)
    if goal and goal.by is not None and goal.by >= periods:
        spot.bad(("goal", "by"), found=goal.by, expected=f"a period below {periods}, counted from 0", remedy="correct it, or `periods`")  # fmt: skip


def result_rows(
    results: Iterable[Result], made: Plan, told: Replay, names: dict[str, str]
) -> Iterator[dict[str, Any]]:
    """Each result with when the plan brings it, and the range of its replays."""
    for one in results:
        since, doubt = _since(one, made, told)
        yield {
            "project": one.project,
            "project_name": names.get(one.project, one.project),
            "indicator": one.indicator,
            "name": one.name or one.indicator,
            "kind": one.kind,
            "unit": one.unit,
            "baseline": one.baseline,
            "baseline_year": one.baseline_year,
            "target": one.target,
            "rising": one.rising,
            "actual": one.actual,
            "as_of": one.as_of or None,
            "share": one.share,
            "reached": one.reached,
            "due": one.due,
            "since": since,
            "since_q05": doubt[0],
            "since_q50": doubt[1],
            "since_q95": doubt[2],
            "in_time": _in_time(one, since),
            "service": one.service or None,
            "people": one.people,
            "people_now": one.people_now,
            "of": one.of or None,
            "because": [one.source],
        }


def _since(one: Result, made: Plan, told: Replay) -> tuple[int | None, tuple[int | None, ...]]:
    """The first period in which the plan has it, and its 5, 50 and 95 % points; None: not within the horizon."""
    periods = made.programme.periods
    if one.done:
        return 0, (0, 0, 0)
    if one.service:
        ready = told.ready.get(one.service, (periods,) * 3)
        return made.ready.get(one.service), tuple(at if at < periods else None for at in ready)
    ends = told.ends.get(one.project, (periods + 1,) * 3)
    began = made.starts.get(one.project)
    end = None if began is None else began[0] + _duration(made, one.project)
    return end, tuple(at if at <= periods else None for at in ends)


def _duration(made: Plan, project: str) -> int:
    modes = next(one.modes for one in made.programme.projects if one.id == project)
    return modes[made.starts[project][1]].duration


def _in_time(one: Result, since: int | None) -> bool | None:
    """Whether the target is there by the period by which it was set; None where nobody set one."""
    if one.due is None:
        return None
    return bool(one.reached) or (since is not None and since <= one.due)


def goal_rows(
    goal: GoalFile | None, results: Iterable[Result], made: Plan, there: tuple[Service, ...] = ()
) -> dict[str, Rows]:
    """The tables `plan_goal` (one row, or none without a goal) and `plan_goal_curve`.

    Parameters
    ----------
    goal, results, made
        What was promised, what was counted, what is planned.
    there
        Services that are there from the beginning.
    """
    if goal is None:
        return {"plan_goal": [], "plan_goal_curve": []}
    results = tuple(results)
    periods = made.programme.periods
    served = [*_there(goal, there), *_served(goal, results, made)]
    curve = [between([one for one in served if one.since <= period]) for period in range(periods)]
    counted = [*_there(goal, there), *_served_now(goal, results, made)]
    now = between(counted) if counted else (None, None)
    by = periods - 1 if goal.by is None else goal.by
    row = {
        "people": goal.people,
        "by": goal.by,
        "now_low": now[0],
        "now_high": now[1],
        "by_low": curve[by][0],
        "by_high": curve[by][1],
        "end_low": curve[-1][0],
        "end_high": curve[-1][1],
        "sure": next((period for period, (low, _) in enumerate(curve) if low >= goal.people), None),
        "perhaps": next((period for period, (_, high) in enumerate(curve) if high >= goal.people), None),
        "because": [goal.source],
    }
    told = [{"period": period, "low": low, "high": high} for period, (low, high) in enumerate(curve)]
    return {"plan_goal": [row], "plan_goal_curve": told}


def _there(goal: GoalFile, there: Iterable[Service]) -> Iterator[Served]:
    for one in there:
        if not goal.services or one.id in goal.services:
            yield Served(one.id, one.region, one.people, 0)


def _served(goal: GoalFile, results: Iterable[Result], made: Plan) -> Iterator[Served]:
    """Whom the plan serves: by its services, and by outcomes that tell people and no service."""
    for service in made.programme.services:
        since = made.ready.get(service.id)
        if since is not None and (not goal.services or service.id in goal.services):
            yield Served(service.id, service.region, service.people, since)
    regions = {project.id: project.region for project in made.programme.projects}
    for one in results:
        if not goal.services and _counts(one) and (one.done or one.project in made.starts):
            since = 0 if one.done else made.starts[one.project][0] + _duration(made, one.project)
            yield Served(one.indicator, regions.get(one.project, ""), one.people or 0.0, since)


def _counts(one: Result) -> bool:
    return one.kind == "outcome" and not one.service and one.people is not None


def _served_now(goal: GoalFile, results: Iterable[Result], made: Plan) -> Iterator[Served]:
    """Whom it serves by what has been counted."""
    regions = {project.id: project.region for project in made.programme.projects}
    regions |= {service.id: service.region for service in made.programme.services}
    for one in results:
        if one.people_now is None or not (one.service or _counts(one)):
            continue
        if not goal.services or one.service in goal.services:
            key = one.service or one.indicator
            yield Served(key, regions.get(one.service or one.project, ""), one.people_now, 0)


def between(served: Iterable[Served]) -> tuple[float, float]:
    """At least and at most so many people, each counted once.

    >>> between([Served("power", "Kolda", 9.0, 0), Served("water", "Kolda", 7.0, 0), Served("care", "Vesna", 3.0, 0)])
    (12.0, 19.0)
    """
    most: dict[str, float] = {}
    regions: dict[str, float] = {}
    for one in served:
        most[one.key] = max(most.get(one.key, 0.0), one.people)
        regions[one.region] = max(regions.get(one.region, 0.0), one.people)
    nowhere = regions.pop("", 0.0)  # whoever has it may live in any of the others
    return float(max(sum(regions.values()), nowhere)), float(sum(most.values()))
