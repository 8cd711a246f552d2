"""What a plan hands to other rooms: `recovery` (services, for losses) and `material_demand` (what has to be brought in)."""

from collections.abc import Iterator, Mapping
from typing import Any

from troth.plan.programme import Plan
from troth.plan.programme.replay import Replay

from .plan_file import MONTHS
from .programme import Planning


def recovery_rows(planning: Planning, made: Plan, told: Replay) -> Iterator[dict[str, Any]]:
    """The table `recovery`: a row of each service for the first month, and for each in which something changes; it holds until the next.

    `share` is what the plan says, 0 or 1; `q05`, `q50` and `q95` are the people served as the plan was replayed under doubt.
    None where nobody says when the plan begins.
    """
    first = _first(planning)
    if first is None:
        return
    length = MONTHS[planning.period]
    for service in made.programme.services:
        when, replayed = made.ready.get(service.id, made.programme.periods), told.ready[service.id]
        changes = {0, when, *replayed}
        for period in sorted(one for one in changes if one < made.programme.periods):
            low, middle, high = (service.people * (one <= period) for one in reversed(replayed))
            yield {
                "service": service.id,
                "month": _month(first + period * length),
                "share": float(when <= period),
                "people": service.people,
                "q05": low,
                "q50": middle,
                "q95": high,
                "unit": "person",
                "place": service.region or None,
                "because": [planning.sources[service.id]],
            }


def material_rows(planning: Planning, made: Plan) -> Iterator[dict[str, Any]]:
    """The table `material_demand`: what the plan brings in in each month, by region; a period's amount is spread evenly over its months."""
    first = _first(planning)
    if first is None:
        return
    length = MONTHS[planning.period]
    used: dict[tuple[int, str], float] = {}
    why: dict[tuple[int, str], list[str]] = {}
    for project in made.programme.projects:
        if project.id not in made.starts:
            continue
        start, mode = made.starts[project.id][0], project.modes[made.starts[project.id][1]]
        for period in range(start, start + mode.duration) if mode.materials else ():
            key = period, project.region
            used[key] = used.get(key, 0.0) + mode.materials
            why.setdefault(key, []).append(project.id)
    yield from _spread(planning, used, why, first, length)


def _spread(
    planning: Planning,
    used: Mapping[tuple[int, str], float],
    why: Mapping[tuple[int, str], list[str]],
    first: int,
    length: int,
) -> Iterator[dict[str, Any]]:
    for (period, region), amount in sorted(used.items()):
        for month in range(first + period * length, first + (period + 1) * length):
            yield {
                "material": planning.material[0],
                "month": _month(month),
                "quantity": amount / length,
                "unit": planning.material[1],
                "place": region or None,
                "because": why[period, region],
            }


def _first(planning: Planning) -> int | None:
    """The month in which the plan begins, counted from the year 0."""
    said = planning.begins
    return int(said[:4]) * 12 + int(said[5:7]) - 1 if said else None


def _month(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02}"
