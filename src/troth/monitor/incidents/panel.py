"""What a panel decided: its members' votes, its quorum, its majority, and who had an interest of their own."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from troth.records.incident import IncidentStep, Member, Panel, Sitting
from troth.records.verdict import Judgement

_SHARES: Mapping[str, Fraction] = {
    "simple": Fraction(1, 2),
    "two_thirds": Fraction(2, 3),
    "unanimous": Fraction(1),
}


def count(
    panel: Panel, votes: Sequence[IncidentStep], concerned: Mapping[str, bool], closing: IncidentStep
) -> Sitting:
    """Count the votes of a sitting.

    Parameters
    ----------
    votes
        One for each member who voted, in order.
    concerned
        By office: whether a party to the incident sent the member.
    closing
        The step by which the sitting was closed.

    Returns
    -------
    Sitting
        ``no_quorum`` where too few votes count, ``no_majority`` where no outcome has enough of them.
    """
    conflicts = [vote.by for vote in votes if concerned.get(vote.by, False)]
    recused = conflicts if panel.recuse == "parties" else []
    counting = [vote for vote in votes if vote.by not in recused]
    outcome = _outcome(panel, counting)
    dissent = (
        [vote.by for vote in counting if vote.outcome not in {outcome, "abstain"}]
        if not outcome.startswith("no_")
        else []
    )
    because = tuple(vote.id for vote in votes)
    decision = Judgement(
        subject=closing.incident, decision=outcome, by=panel.name, decided_at=moment(closing), reason=closing.reason,
        because=(*because, closing.id), dissent=tuple(dissent),
    )  # fmt: skip
    return Sitting(
        decision=decision, votes=tuple(_judgement(vote) for vote in votes), counted=len(counting), quorum=panel.quorum,
        conflicts=tuple(conflicts), recused=tuple(recused), because=(*because, closing.id),
    )  # fmt: skip


def _outcome(panel: Panel, counting: Sequence[IncidentStep]) -> str:
    if len(counting) < panel.quorum:
        return "no_quorum"
    said = Counter(vote.outcome for vote in counting if vote.outcome != "abstain")
    total, share = said.total(), _SHARES[panel.majority]
    for outcome, votes in said.items():
        enough = (
            Fraction(votes, total) > share if panel.majority == "simple" else Fraction(votes, total) >= share
        )
        if enough:
            return outcome
    return "no_majority"


def _judgement(vote: IncidentStep) -> Judgement:
    return Judgement(
        subject=vote.incident, decision=vote.outcome, by=vote.by, decided_at=moment(vote), reason=vote.reason, because=(vote.id,)
    )  # fmt: skip


def moment(step: IncidentStep) -> datetime:
    """When a step was taken; every step of a case says so."""
    assert step.valid_from is not None  # noqa: S101 - the folding refuses steps without a time
    return step.valid_from


def seat(panel: Panel, office: str) -> Member | None:
    """The member who holds an office, however it is capitalised."""
    return next(
        (member for member in panel.members if member.office.casefold() == office.casefold().strip()), None
    )
