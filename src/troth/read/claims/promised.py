"""What stands behind a verb of undertaking: an infinitive, a gerund, a sum, a thing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from troth.read.listed import listed

from . import words
from .announcements import kept_or_not
from .clauses import Clause
from .deeds import Deed, deeds
from .drafting import commitment
from .drafts import Draft
from .memory import Who
from .sentence import Sentence
from .tokens import Token
from .turned import gapped
from .verbs import DEEDS, is_gerund

_SPANS = listed("time year month week day summer winter spring autumn season election round")


AGREES = frozenset({"agree", "consent"})


def promised(told: Sentence, clause: Clause, actor: Who, modality: str, cue: str) -> Iterator[Draft]:
    """What stands after a verb of undertaking: an infinitive, a gerund, a sum, a thing."""
    start, end = told.behind(clause), clause.complement[1]
    if not actor.acts or start >= end or _of_the_past(told, clause):
        return
    low = told.tokens[start].low
    verb = clause.group.verb
    if low == "not" and told.low((start + 1, start + 2)) == ["to"]:
        yield from _forgone(told, clause, actor, modality, cue)
        return
    pause = low == "to" and bool(words.PAUSES.intersection(told.low((start + 1, end))[:5]))
    verbal = (low == "to" and not pause) or is_gerund(low) or (low in {"itself", "themselves", "ourselves"})
    if verbal:
        kept = False
        for deed in deeds(told.tokens, start, end):
            kept = kept_or_not(told, deed) if deed.verbal else kept
            if kept:
                yield commitment(told, clause, actor, modality, deed, f"{cue} to do")
    elif (
        verb in words.GIVES_MONEY
        and low not in words.PREPOSITIONS - {"over", "about", "around", "up", "more"}
        and low != "that"
    ):
        yield from _gives(told, clause, actor, modality)
    elif verb in AGREES and pause:
        lull = Deed("observe", (start + 1, end), start + 1, verbal=True)
        yield commitment(told, clause, actor, modality, lull, f"{cue} to a pause")


def _forgone(told: Sentence, clause: Clause, actor: Who, modality: str, cue: str) -> Iterator[Draft]:
    """*Undertook not to fly drones*."""
    for deed in deeds(told.tokens, told.behind(clause) + 1, clause.complement[1]):
        if deed.verbal:
            forgone = replace(deed, action=f"not {deed.action}")
            yield commitment(told, clause, actor, modality, forgone, f"{cue} not to do")


def _gives(told: Sentence, clause: Clause, actor: Who, modality: str) -> Iterator[Draft]:
    start, end = clause.group.last, clause.complement[1]
    action = clause.group.verb if clause.group.verb not in words.TAKES_DEED else "provide"
    counted = bool(told.scene.amounts_in(*told.span((start, end))))
    if not counted and (not _thing(told.cut((start, end))) or _told_to(told, clause) or _when(told, start)):
        return
    if clause.group.verb in _APPROVES and not counted and not DEEDS.keys() & set(told.low((start, end))[:4]):
        return  # *approved the work plan* gives nothing
    rule = f"{clause.group.verb} with what is given"
    for whole in deeds(told.tokens, start, end, governed="thing"):
        deed, others = gapped(told, whole)
        said = deed.action if deed.verbal else action
        yield commitment(told, clause, actor, modality, replace(deed, action=said), rule)
        for other, theirs in others:
            yield commitment(told, clause, other, modality, replace(theirs, action=said), rule)


def _when(told: Sentence, start: int) -> bool:
    """*They promise every summer*: when, and not what."""
    return told.low((start, start + 1)) in (["every"], ["each"], ["last"], ["again"]) and told.low(
        (start + 1, start + 2)
    ) in ([word] for word in _SPANS)


_APPROVES = listed("approve authorise authorize endorse accept")


def _of_the_past(told: Sentence, clause: Clause) -> bool:
    """*Promised to leave in 2025*, in a text of 2027: an old promise, told."""
    written = told.scene.document.written
    if written is None or clause.group.mood != "past":
        return False
    times = [
        time.resolved or ""
        for time in told.scene.times_in(*told.span((clause.group.last, clause.complement[1])))
    ]
    return any(time[:4].isdigit() and int(time[:4]) < written.year for time in times)


_VAGUE = listed(
    "help support assistance aid backing more much further substantial additional continued full every all strong possible new greater lower prices "
    "action change reform reforms progress improvement cooperation results answers customers voters"
)
"""*Promised substantial help*: nobody could say whether it was kept."""


def _told_to(told: Sentence, clause: Clause) -> bool:
    """*Promised his wife that he would rest*: to whom, and not what."""
    number = told.clauses.index(clause)
    following = told.clauses[number + 1 :][:1]
    return bool(following) and following[0].link == "that" and clause.complement[1] - clause.group.last <= 4


def _thing(cut: Sequence[Token]) -> bool:
    """A thing that can be given: its words are not only lofty, and no *support for peace*."""
    low = [
        token.low
        for token in cut
        if token.kind == "word" and token.low not in words.DETERMINERS | words.CONTINUED
    ]
    return (
        bool(low)
        and not set(low) <= _VAGUE
        and not (set(low[:4]) & words.LOFTY)
        and low[0] not in words.PREPOSITIONS
        and low[0] != "that"
    )
