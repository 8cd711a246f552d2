"""What the terms may take from an incident, as rows of evidence: the two engines never meet.

- A *confirmed* incident whose actor was attributed when a panel with its quorum confirmed it is evidence of an act.
- Before that, and beside it, what a party alleges is that party's charge; what anybody else alleges is context.
- An observation is a figure: context.
- What became of a request for access is evidence on the terms of cooperation, and on nothing else.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from troth.records.evidence import Evidence, Form, Stance
from troth.records.incident import Action, Incident, IncidentFinding, IncidentStep, Stage

from .problem import Problem

REQUESTED, GRANTED, DENIED, DELAYED = (
    "access requested",
    "access granted",
    "access denied",
    "access delayed",
)
"""The events that a term on cooperation may name."""
_ACCESS = {"granted": GRANTED, "denied": DENIED, "delayed": DELAYED}
NOT_ESTABLISHED = "not established"


def evidence(problem: Problem, findings: Sequence[IncidentFinding]) -> tuple[Evidence, ...]:
    """Rows for the monitor, in order of id; each has the id of the step that it is made of."""
    incidents = {incident.id: incident for incident in problem.incidents}
    steps = {step.id: step for step in problem.known}
    rows = [row for one in findings for row in _rows(problem, incidents[one.incident], one, steps)]
    return tuple(sorted(rows, key=lambda row: row.id))


def _rows(
    problem: Problem, incident: Incident, finding: IncidentFinding, steps: dict[str, IncidentStep]
) -> Iterator[Evidence]:
    requests: list[str] = []
    for step in (steps[name] for name in finding.because):
        match step.action:
            case Action.ALLEGATION if incident.terms:
                yield _allegation(problem, incident, finding, step)
            case Action.OBSERVATION if incident.terms:
                yield _row(
                    incident, step, form=Form.ITEM, quantity=step.quantity, stance={"*": Stance.CONTEXT}
                )
            case Action.REQUEST | Action.VISIT if incident.cooperation:
                requests += [step.id] if step.action is Action.REQUEST else []
                yield _access(incident, step, requests)
            case Action.DECISION if incident.terms and _decides(problem, incident, finding, step):
                yield _confirmed(problem, incident, finding, step)
            case _:
                pass


def _decides(problem: Problem, incident: Incident, finding: IncidentFinding, step: IncidentStep) -> bool:
    """Whether it is this decision that stands: the last one, of a panel with quorum, that confirmed."""
    last = finding.sittings[-1] if finding.sittings else None
    heard = [one for one in finding.sittings if not one.decision.decision.startswith("no_")]
    panel = problem.panel_of[incident.panel]
    stands = finding.stage is Stage.CONFIRMED or (
        finding.stage in {Stage.APPEALED, Stage.REHEARING} and not panel.appeal_suspends
    )
    last = heard[-1] if heard else last
    return (
        stands and last is not None and last.decision.decision == "confirmed" and last.because[-1] == step.id
    )


def _confirmed(
    problem: Problem, incident: Incident, finding: IncidentFinding, step: IncidentStep
) -> Evidence:
    """The act, as the panel established it; without an actor it is nobody's breach."""
    return _row(
        incident, step, form=Form.ITEM, actor=finding.adjudicated_actor or NOT_ESTABLISHED,
        attributed_to=(problem.panel_of[incident.panel].name,),
    )  # fmt: skip


def _allegation(
    problem: Problem, incident: Incident, finding: IncidentFinding, step: IncidentStep
) -> Evidence:
    """A charge where a party to the term makes it, and no panel has said otherwise; else context."""
    by = problem.party(step.by)
    answered = finding.stage in {Stage.CONFIRMED, Stage.NOT_CONFIRMED}
    hidden = step.protection == "confidential"
    stance = {
        term: Stance.CONTEXT
        for term in incident.terms
        if answered or hidden or by not in problem.adverse.get(term, frozenset())
    }
    named = {} if hidden else {"attributed_to": (step.by,)}
    return _row(incident, step, form=Form.ITEM, actor=step.party or NOT_ESTABLISHED, stance=stance, **named)


def _access(incident: Incident, step: IncidentStep, requests: Sequence[str]) -> Evidence:
    """On the duty to cooperate only: a closed road says nothing of what lies behind it."""
    if step.action is Action.REQUEST:
        event, key = REQUESTED, step.id
    else:
        event, key = _ACCESS[step.outcome], step.key or (requests[-1] if requests else "")
    return Evidence(
        id=step.id, terms=incident.cooperation, form=Form.ITEM, event=event, actor=step.party, place=incident.region,
        source=step.source, attributed_to=(step.by,), key=key, stance={"*": Stance.AGAINST} if event == DENIED else {},
        note=f"incident {incident.id}", **_times(step),
    )  # fmt: skip


def _row(incident: Incident, step: IncidentStep, **values: Any) -> Evidence:  # noqa: ANN401 - the fields of Evidence
    span = {
        name: getattr(incident, name)
        for name in ("valid_from", "valid_from_precision", "valid_to", "valid_to_precision")
    }
    told = {name: value for name, value in _times(step).items() if name.startswith("recorded")}
    happened = span if incident.valid_from is not None else _times(step)
    return Evidence(
        **{**happened, **told, **values}, id=step.id, terms=incident.terms, event=incident.event, category=incident.category,
        place=incident.place or incident.region, source=step.source, note=f"incident {incident.id}",
    )  # fmt: skip


def _times(step: IncidentStep) -> dict[str, Any]:
    return {
        name: getattr(step, name)
        for name in ("valid_from", "valid_from_precision", "recorded_at", "recorded_at_precision")
    }
