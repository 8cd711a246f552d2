"""An independent reading of incidents: it counts votes and walks the steps by rules of its own, and compares.

It does not use the table of transitions. It asks what must hold of any finding, whatever way led there.
"""

from collections.abc import Iterator

from troth.records.incident import IncidentFinding, IncidentStep, Panel, Sitting

from .problem import Problem
from .result import Result

_HEARD = ("confirmed", "not_confirmed", "not_established")
_PARTS = {"simple": (1, 2), "two_thirds": (2, 3), "unanimous": (1, 1)}


def check(problem: Problem, result: Result) -> tuple[str, ...]:
    """Say where findings and steps disagree; nothing: they agree."""
    steps = {step.id: step for step in problem.known}
    rules = {incident.id: problem.panel_of.get(incident.panel) for incident in problem.incidents}
    own: dict[str, set[str]] = {}
    for step in problem.known:
        own.setdefault(step.incident, set()).add(step.id)
    found = [
        line
        for one in result.findings
        for line in _finding(one, steps, own[one.incident], rules[one.incident])
    ]
    return (*found, *_handed_over(problem, result, steps))


def _finding(
    one: IncidentFinding, steps: dict[str, IncidentStep], own: set[str], panel: Panel | None
) -> Iterator[str]:
    strangers = [name for name in one.because if name not in steps or steps[name].incident != one.incident]
    if strangers:
        yield f"{one.incident}: rests on {', '.join(strangers)}, no known steps of it"
        return
    taken = [steps[name] for name in one.because]
    if lost := own - set(one.because) - {refused.step for refused in one.refused}:
        yield f"{one.incident}: {', '.join(sorted(lost))} neither counted nor refused"
    seen = any(step.action == "visit" and step.outcome == "granted" for step in taken)
    heard = [sitting for sitting in one.sittings if sitting.decision.decision in _HEARD]
    if one.sittings and not seen:
        yield f"{one.incident}: before a panel without an examination"
    if one.stage in _HEARD and (not heard or heard[-1].decision.decision != one.stage):
        yield f"{one.incident}: stands at {one.stage.value}; its last decision is another"
    if panel is None:
        if one.sittings:
            yield f"{one.incident}: decided by a panel that nobody named"
        return
    for sitting in one.sittings:
        yield from _sitting(panel, one, sitting, steps)


def _sitting(
    panel: Panel, one: IncidentFinding, sitting: Sitting, steps: dict[str, IncidentStep]
) -> Iterator[str]:
    rows = [steps[name] for name in sitting.because if steps[name].action == "vote"]
    outs = set(sitting.recused)
    votes = [row for row in rows if row.by not in outs]
    said = [row.outcome for row in votes if row.outcome != "abstain"]
    over, under = _PARTS[panel.majority]
    winners = [
        word
        for word in sorted(set(said))
        if said.count(word) * under > over * len(said)
        or (panel.majority != "simple" and said.count(word) * under == over * len(said))
    ]
    expected = "no_quorum" if len(votes) < panel.quorum else (winners or ["no_majority"])[0]
    if sitting.decision.decision != expected:
        yield f"{one.incident}: the panel's votes give {expected}, the finding says {sitting.decision.decision}"
    if panel.recuse == "parties" and set(sitting.conflicts) != outs:
        yield f"{one.incident}: members of the parties did not step aside"
    if panel.recuse == "none" and outs:
        yield f"{one.incident}: members stepped aside, which the panel's rules do not ask"


def _handed_over(problem: Problem, result: Result, steps: dict[str, IncidentStep]) -> Iterator[str]:
    incidents = {incident.id: incident for incident in problem.incidents}
    stages = {one.incident: one for one in result.findings}
    for row in result.evidence:
        step = steps[row.id]
        incident, one = incidents[step.incident], stages[step.incident]
        is_access = row.event.startswith("access ") and step.action in {"request", "visit"}
        if is_access and set(row.terms) & set(incident.terms):
            yield f"{row.id}: an answer about access is handed over as evidence of the act"
        if is_access or step.action == "allegation":
            continue
        if step.action == "decision" and not any(
            sitting.because[-1] == step.id and sitting.decision.decision == "confirmed"
            for sitting in one.sittings
        ):
            yield f"{row.id}: handed over as an act without a panel's confirmation"
        if step.action != "decision" and row.stance.get("*") != "context":
            yield f"{row.id}: {step.action.value} is handed over as more than context"
    yield from _gates(result, steps)


def _gates(result: Result, steps: dict[str, IncidentStep]) -> Iterator[str]:
    for gate in result.gates:
        days = {str(steps[name].valid_from)[:10] for name in gate.because if steps[name].action == "visit"}
        if gate.tried != len(days) or not gate.p_low <= gate.p_open <= gate.p_high:
            yield f"gate {gate.region}: {len(days)} days of attempts, the gate says {gate.tried} and {gate.p_open:.3f}"
