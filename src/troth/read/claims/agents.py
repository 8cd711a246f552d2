"""Who gives what a passive tells: behind *by*, or whoever announces or vouches for it."""

from troth.read.listed import listed

from . import words
from .clauses import Clause
from .memory import Who, spoken_for
from .sentence import Sentence
from .subjects import who


def speaker_of(told: Sentence, clause: Clause) -> Who | None:
    """Who announces a sum or a number that *would be allocated* gives it: *the premier announced that 10 million would be …*."""
    number = told.clauses.index(clause)
    before = told.clauses[number - 1] if number else None
    counted = told.scene.amounts_in(*told.span(clause.subject)) or (
        before is not None and before.group.verb in _VOUCHES and _dated(told, clause)
    )
    if before is None or not counted or before.group.verb not in _TELLS or before.group.negated:
        return None
    speaker = told.who(before)
    if before.group.verb in _VOUCHES and speaker.names and speaker.kind in {"group", "pronoun", "named"}:
        return Who(spoken_for(speaker) if speaker.parties else speaker.names, "named", inferred=True)
    if clause.group.verb not in words.GIVES_MONEY | _GIVES:
        return None
    if speaker.kind == "pronoun" and speaker.names:
        return speaker  # *they have assured us that 60 visas would be issued*
    if not speaker.parties:
        return None
    own = any(party.speaker_of for party in speaker.parties) or speaker.parties[0].kind != "person"
    names = spoken_for(speaker) if own else told.memory.country
    return Who(names, "named", inferred=True) if names else None


def announcer(told: Sentence, clause: Clause) -> Who | None:
    """*Ethiopia announced that it would \u2026, and that papers would be issued*: a second *that* of a state or body."""
    first = told.clauses[0]
    if (
        clause.link != "that"
        or first is clause
        or first.group.verb not in _VOUCHES | {"announce"}
        or first.group.negated
    ):
        return None
    speaker = told.who(first)
    firm = clause.group.verb in _GIVES and speaker.parties and speaker.parties[0].kind != "person"
    return Who(speaker.names, "named", inferred=True) if firm else None


def _dated(told: Sentence, clause: Clause) -> bool:
    """Whether a passive says by when."""
    return any(
        time.mod in {"BY", "BEFORE", "WITHIN", "UNTIL"}
        for time in told.scene.times_in(*told.span(clause.complement))
    )


_VOUCHES = listed("confirm assure promise pledge undertake guarantee")
"""Who says so stands for it."""
_TELLS = listed("announce say confirm promise pledge declare state assure inform")
_GIVES = listed("provide send deploy give grant disburse deliver spend pay release issue")


def agent_of(told: Sentence, complement: tuple[int, int]) -> Who | None:
    """Who stands behind *by*."""
    for place in range(*complement):
        if told.tokens[place].low == "by":
            named = told.scene.parties_in(told.cut((place + 1, min(place + 8, complement[1]))))
            if named:
                return Who((named[0].name,), "named", (named[0],))
            end = next(
                (at for at in range(place + 1, complement[1]) if told.tokens[at].kind == "mark"),
                complement[1],
            )
            other = who(told, told.cut((place + 1, end)))
            if other.acts and other.names:
                return other
    return None
