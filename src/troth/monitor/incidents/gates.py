"""How likely a region can be reached: the share of days on which access was granted, of those on which it was asked for.

A day on which nobody asked says nothing, so it is not counted at all; few days give a wide interval.
"""

from collections.abc import Sequence
from datetime import date

from troth.monitor.exact import binomial_interval
from troth.records.incident import Action, IncidentFinding, IncidentStep

from .problem import Problem
from .result import Gate


def gates(problem: Problem, findings: Sequence[IncidentFinding]) -> tuple[Gate, ...]:
    """One gate for each region in which access was ever asked for and answered, in order of region."""
    steps = {step.id: step for step in problem.known}
    visits: dict[str, dict[date, list[IncidentStep]]] = {}
    for one in findings:
        for step in (steps[name] for name in one.because):
            if step.action is Action.VISIT and step.valid_from is not None:
                visits.setdefault(one.region, {}).setdefault(step.valid_from.date(), []).append(step)
    return tuple(_gate(region, visits[region]) for region in sorted(visits))


def _gate(region: str, days: dict[date, list[IncidentStep]]) -> Gate:
    answers = [{step.outcome == "granted" for step in steps} for steps in days.values()]
    surely, perhaps = sum(one == {True} for one in answers), sum(True in one for one in answers)
    tried = len(days)
    return Gate(
        region=region,
        first=min(days).isoformat(),
        last=max(days).isoformat(),
        tried=tried,
        p_open=(surely + perhaps) / (2 * tried),
        p_low=binomial_interval(surely, tried)[0],
        p_high=binomial_interval(perhaps, tried)[1],
        because=tuple(sorted(step.id for steps in days.values() for step in steps)),
    )
