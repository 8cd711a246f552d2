"""The workflow as a table: from which stage which step leads where. What is not in the table cannot be done.

A lawyer can check it line by line. Three things to look for: nobody reaches a panel without an examination on the
ground or from afar (`examined`); a denied visit moves nothing; a sitting that decided nothing leads back to where it
began.
"""

from collections.abc import Mapping

from troth.records.errors import TrothError
from troth.records.incident import Action, IncidentStep, Stage

NEW, REPORTED, MONITORED, REFERRED, EXAMINED, IN_SESSION = list(Stage)[:6]
CONFIRMED, NOT_CONFIRMED, NOT_ESTABLISHED, APPEALED, REHEARING = list(Stage)[6:]

_HEARD = {
    "decision: confirmed": CONFIRMED,
    "decision: not_confirmed": NOT_CONFIRMED,
    "decision: not_established": NOT_ESTABLISHED,
}


def _further(stage: Stage) -> dict[str, Stage]:
    """Reports may come in at any time, and change no stage."""
    return {"allegation": stage, "observation": stage}


def _decided(stage: Stage) -> dict[str, Stage]:
    return {**_further(stage), "attribution": stage, "appeal": APPEALED, "publication": stage}


AFTER: Mapping[Stage, Mapping[str, Stage]] = {
    NEW: {"allegation": REPORTED, "observation": REPORTED},
    REPORTED: {
        **_further(REPORTED),
        "triage: monitor": MONITORED,
        "triage: verify": REFERRED,
        "triage: investigate": REFERRED,
    },
    MONITORED: {
        **_further(MONITORED),
        "triage: monitor": MONITORED,
        "triage: verify": REFERRED,
        "triage: investigate": REFERRED,
    },
    REFERRED: {
        **_further(REFERRED),
        "triage: monitor": MONITORED,
        "triage: verify": REFERRED,
        "triage: investigate": REFERRED,
        "request": REFERRED,
        "visit: granted": EXAMINED,
        "visit: denied": REFERRED,
        "visit: delayed": REFERRED,
    },
    EXAMINED: {
        **_further(EXAMINED),
        "request": EXAMINED,
        "visit: granted": EXAMINED,
        "visit: denied": EXAMINED,
        "visit: delayed": EXAMINED,
        "attribution": EXAMINED,
        "vote": IN_SESSION,
    },
    IN_SESSION: {
        **_further(IN_SESSION),
        "attribution": IN_SESSION,
        "vote": IN_SESSION,
        **_HEARD,
        "decision: no_quorum": EXAMINED,
        "decision: no_majority": EXAMINED,
    },
    CONFIRMED: _decided(CONFIRMED),
    NOT_CONFIRMED: _decided(NOT_CONFIRMED),
    NOT_ESTABLISHED: _decided(NOT_ESTABLISHED),
    APPEALED: {
        **_further(APPEALED),
        "request": APPEALED,
        "visit: granted": APPEALED,
        "visit: denied": APPEALED,
        "visit: delayed": APPEALED,
        "attribution": APPEALED,
        "vote": REHEARING,
    },
    REHEARING: {
        **_further(REHEARING),
        "attribution": REHEARING,
        "vote": REHEARING,
        **_HEARD,
        "decision: no_quorum": APPEALED,
        "decision: no_majority": APPEALED,
    },
}
"""The next stage by the stage and what is done."""

DECIDED = frozenset({CONFIRMED, NOT_CONFIRMED, NOT_ESTABLISHED})


class IllegalStepError(TrothError):
    """The step cannot be taken from where the incident stands; nothing was changed."""


def done(step: IncidentStep, outcome: str = "") -> str:
    """What a step does, as the table calls it.

    >>> done(IncidentStep(id="S1", incident="I1", action="visit", outcome="denied", by="team", party="A", source="log"))
    'visit: denied'
    """
    if step.action is Action.VOTE:
        return "vote"
    said = outcome or step.outcome
    return f"{step.action.value}: {said}" if said else step.action.value


def after(stage: Stage, deed: str, *, step: str = "it") -> Stage:
    """The stage that follows.

    >>> after(Stage.REFERRED, "visit: granted").value
    'examined'

    Raises
    ------
    IllegalStepError
        The table has no such line; the message says what can be done instead.
    """
    ways = AFTER[stage]
    if deed not in ways:
        action = deed.partition(":")[0]
        possible = ", ".join(sorted({name.partition(":")[0] for name in ways}))
        before = sorted({other.value for other, rows in AFTER.items() if deed in rows})
        msg = (
            f"{step}: found {action} while the incident is {stage.value}, expected one of {possible}; "
            f"{action} follows on {' or '.join(before)}: add the steps between, or correct its time"
        )
        raise IllegalStepError(msg)
    return ways[deed]
