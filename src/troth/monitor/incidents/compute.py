"""Folding the steps of each incident into where it stands: events in, state out, by the table of `transitions`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from troth.records.incident import (
    Action,
    Incident,
    IncidentFinding,
    IncidentStep,
    Panel,
    Refused,
    Sitting,
    Stage,
)
from troth.records.verdict import Charge

from .gates import gates
from .handover import evidence
from .panel import count, seat
from .problem import Problem
from .result import Result
from .transitions import DECIDED, IllegalStepError, after, done


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """An incident after some of its steps."""

    stage: Stage = Stage.NEW
    taken: tuple[IncidentStep, ...] = ()
    votes: tuple[IncidentStep, ...] = ()
    """Of the sitting that is open."""
    sittings: tuple[Sitting, ...] = ()
    actor: str = ""
    """As it was when the panel last confirmed."""

    def of(self, action: Action) -> tuple[IncidentStep, ...]:
        """The steps of one kind that were taken."""
        return tuple(step for step in self.taken if step.action is action)


def settle(problem: Problem) -> Result:
    """Where every incident stands, what the terms may take from it, and how far each region could be reached.

    An incident of which no step is known is left out. A step that cannot be taken is named in the finding and changes
    nothing.
    """
    folded = [(incident, *_fold(problem, incident)) for incident in problem.incidents]
    known = [(incident, progress, refused) for incident, progress, refused in folded if progress.taken]
    findings = tuple(_finding(problem, *one) for one in known)
    return Result(findings=findings, evidence=evidence(problem, findings), gates=gates(problem, findings))


def _fold(problem: Problem, incident: Incident) -> tuple[Progress, tuple[Refused, ...]]:
    progress, refused = Progress(), []
    for step in problem.chains[incident.id]:
        try:
            progress = take(problem, incident, progress, step)
        except IllegalStepError as error:
            refused.append(Refused(step=step.id, why=str(error)))
    return progress, tuple(refused)


def take(problem: Problem, incident: Incident, progress: Progress, step: IncidentStep) -> Progress:
    """The progress after one more step; the one before is left as it is.

    Raises
    ------
    IllegalStepError
        The step cannot be taken from here.
    """
    if step.valid_from is None:
        msg = f"{step.id}: found no time, expected when the step was taken; fill in its time"
        raise IllegalStepError(msg)
    match step.action:
        case Action.VOTE:
            return _vote(problem, incident, progress, step)
        case Action.DECISION:
            return _decide(problem, incident, progress, step)
        case _:
            stage = after(progress.stage, done(step), step=step.id)
            return replace(progress, stage=stage, taken=(*progress.taken, step))


def _panel(problem: Problem, incident: Incident, step: IncidentStep) -> Panel:
    panel = problem.panel_of.get(incident.panel)
    if panel is None:
        msg = f"{step.id}: found no panel for {incident.id}, expected one whose rules say who decides; name it with the incident"
        raise IllegalStepError(msg)
    return panel


def _vote(problem: Problem, incident: Incident, progress: Progress, step: IncidentStep) -> Progress:
    panel = _panel(problem, incident, step)
    stage = after(progress.stage, done(step), step=step.id)
    if seat(panel, step.by) is None:
        offices = ", ".join(member.office for member in panel.members)
        msg = f"{step.id}: found a vote by {step.by!r}, expected a member of {panel.id} ({offices}); name the member's office"
        raise IllegalStepError(msg)
    if any(vote.by.casefold() == step.by.casefold() for vote in progress.votes):
        msg = f"{step.id}: found a second vote by {step.by!r} in one sitting, expected one; to correct a vote, supersede it"
        raise IllegalStepError(msg)
    return replace(progress, stage=stage, taken=(*progress.taken, step), votes=(*progress.votes, step))


def _decide(problem: Problem, incident: Incident, progress: Progress, step: IncidentStep) -> Progress:
    panel = _panel(problem, incident, step)
    if not progress.votes:
        msg = (
            f"{step.id}: found a decision without a vote, expected the votes before it; record who voted how"
        )
        raise IllegalStepError(msg)
    concerned = _concerned(problem, panel, progress)
    sitting = count(panel, progress.votes, concerned, step)
    outcome = sitting.decision.decision
    stage = after(progress.stage, done(step, outcome), step=step.id)
    actor = progress.actor
    if stage in DECIDED:
        actor = _attributed(problem, progress)[1] if stage is Stage.CONFIRMED else ""
    return replace(
        progress, stage=stage, taken=(*progress.taken, step), votes=(), sittings=(*progress.sittings, sitting), actor=actor
    )  # fmt: skip


def _concerned(problem: Problem, panel: Panel, progress: Progress) -> dict[str, bool]:
    """By office as it stands in the votes, whether a party to the incident sent the member."""
    parties = {problem.party(step.party) for step in progress.taken if step.action in _MAKES_PARTY}
    parties |= {problem.party(step.by) for step in progress.of(Action.ALLEGATION)}
    parties -= {""}
    seats = {vote.by: seat(panel, vote.by) for vote in progress.votes}
    return {
        office: member is not None and bool(member.party) and problem.party(member.party) in parties
        for office, member in seats.items()
    }


_MAKES_PARTY = {Action.ALLEGATION, Action.ATTRIBUTION}
"""Whoever is said to have done it is a party to the incident, and so is whoever alleges it."""


def _attributed(problem: Problem, progress: Progress) -> tuple[str, str, str]:
    """How far it is attributed, to whom, and with which confidence."""
    claims = progress.of(Action.ATTRIBUTION)
    actors = {problem.party(step.party) for step in claims} - {""}
    if not actors:
        return "none", "", ""
    if len(actors) > 1:
        return "contested", "", ""
    named = [step.confidence for step in claims if problem.party(step.party)]
    return "named", actors.pop(), min(named, key=("low", "moderate", "high").index)


def _finding(
    problem: Problem, incident: Incident, progress: Progress, refused: Sequence[Refused]
) -> IncidentFinding:
    allegations = progress.of(Action.ALLEGATION)
    is_open = [step for step in allegations if step.protection == "open"]
    attribution, actor, confidence = _attributed(problem, progress)
    published = [step.valid_from for step in progress.of(Action.PUBLICATION)]
    data = incident.model_dump(exclude={"id", "panel", "valid_to", "valid_to_precision", "note"})
    return IncidentFinding(
        **data,
        incident=incident.id,
        stage=progress.stage,
        charged=tuple(sorted({problem.party(step.party) for step in allegations} - {""})),
        charges=_charges(problem, is_open),
        confidential=len(allegations) - len(is_open),
        observed=tuple(
            step.quantity for step in progress.of(Action.OBSERVATION) if step.quantity is not None
        ),
        access=tuple(step.outcome for step in progress.of(Action.VISIT)),
        attribution=attribution,
        actor=actor,
        confidence=confidence,
        adjudicated_actor=progress.actor,
        sittings=progress.sittings,
        published_at=published[-1] if published else None,
        refused=tuple(refused),
        because=tuple(step.id for step in progress.taken),
    )


def _charges(problem: Problem, allegations: Sequence[IncidentStep]) -> tuple[Charge, ...]:
    """One charge for each party or office that alleges it, however often it says so."""
    first: dict[tuple[str, str], str] = {}
    for step in allegations:
        first.setdefault((problem.party(step.by), problem.party(step.party)), step.id)
    return tuple(Charge(id=step, by=(who,)) for (who, _), step in first.items())
