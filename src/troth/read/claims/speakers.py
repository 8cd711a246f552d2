"""Whether who says what somebody will do can bind them: a party's own official can, an analyst cannot."""

from troth.read.listed import listed

from . import words
from .clauses import Clause
from .memory import Who
from .sentence import Sentence
from .who import SPEAKS


def of_others(told: Sentence, clause: Clause, actor: Who) -> bool:
    """Whether somebody else says it of them: a forecast of others, and no undertaking."""
    if told.memory.agreement or told.scene.is_agreement or clause.inherited:
        return False
    if clause.link in {"while", "whereas", ";"}:
        return False
    number = told.clauses.index(clause)
    said = [
        known
        for known in told.clauses[:number]
        if known.group.verb
        in words.SAY | words.HOPE | words.ASK | words.DENY | {"warn", "doubt", "predict", "suspect", "fear"}
    ]
    said += [
        known
        for known in told.clauses[number + 1 :][-1:]
        if known.group.verb in words.SAY and not told.low(known.complement)[1:]
    ]
    if not said:
        return False
    speaker = told.who(said[-1])
    if _GUESSERS.intersection(told.low(said[-1].subject)) or said[-1].group.verb in listed(
        "believe think doubt predict suspect fear warn suggest"
    ):
        return True
    if (
        said[-1].group.verb in words.HOPE | words.ASK
        or said[-1].group.negated
        or said[-1].group.verb in words.DENY
    ):
        return True
    if not speaker.parties or _in_office(told, said[-1], speaker):
        return False
    return not any(
        _speaks_for(party.speaker_of, party.name, name) for party in speaker.parties for name in actor.names
    )


def _in_office(told: Sentence, clause: Clause, speaker: Who) -> bool:
    """An official of no country that is named speaks for the one that is spoken of: *…, defence minister Okello said*."""
    return not any(party.speaker_of for party in speaker.parties) and bool(
        SPEAKS.intersection(told.low(clause.subject))
    )


_GUESSERS = listed(
    "analysts analyst critics critic experts observers some many few reports media sources commentators economists residents activists people others observers pundits rumours"
)
"""Those whose word binds nobody."""


def _speaks_for(speaker_of: str, name: str, actor: str) -> bool:
    return (
        name == actor or (bool(speaker_of) and (speaker_of == actor or speaker_of in actor)) or actor in name
    )
