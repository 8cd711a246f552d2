"""What somebody will do: *Norway will send 40 engineers*, *40 engineers will be sent by Norway*."""

from collections.abc import Iterator
from dataclasses import replace

from troth.read.listed import listed

from . import words
from .agents import agent_of, announcer, speaker_of
from .announcements import nominal
from .clauses import Clause
from .deeds import Deed
from .drafting import SECURES, commitment, ensured, objects
from .drafts import Draft
from .means import by_means
from .memory import Who
from .promised import promised
from .sentence import Sentence
from .sharing import shared
from .speakers import of_others
from .turned import RECEIVES, comes_from, more_follows, of_a_giver, of_its_country, received
from .verbs import DEEDS, FORMS
from .vouching import vouched

ABLE = listed("ready prepared willing poised likely expected")


def future(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    """*Norway will send 40 engineers*, and *40 engineers will be sent by Norway*."""
    group = clause.group
    if group.passive:
        yield from _future_passive(told, clause)
        return
    if group.verb in {"consist", "include", "comprise", "amount", "total"} and (
        parts := list(nominal(told, clause))
    ):
        yield from parts
        return
    actor = actor if actor.acts else of_its_country(told, clause) or actor
    actor = actor if actor.acts and actor.kind != "body" else by_means(told, clause) or actor
    if group.verb in {"be", "arrive", "stay", "remain"} and (states := list(vouched(told, clause))):
        yield from states
        return
    if group.verb in RECEIVES or not actor.acts:
        found = list(comes_from(told, clause)) or list(
            received(told, clause) if group.verb in RECEIVES else more_follows(told, clause)
        )
        yield from found or vouched(told, clause)
        return
    if not _obliges(told, clause, actor):
        return
    modality = "plans" if group.mood == "is to" or group.via else group.mood
    if group.verb in words.TAKES_DEED - {"offer", "plan"}:
        yield from promised(told, clause, actor, modality, f"{group.mood} {group.verb}")
        return
    yield from _done(told, clause, actor, modality)


def _done(told: Sentence, clause: Clause, actor: Who, modality: str) -> Iterator[Draft]:
    """Each thing that somebody will do."""
    group = clause.group
    if group.verb in SECURES and (secured := ensured(told, clause)) is not None:
        yield commitment(told, clause, actor, modality, secured, f"{group.mood} ensure that")
        return
    start = clause.group.last + _available(told, clause)
    verb = "provide" if _available(told, clause) else group.verb
    for doer, deed in shared(told, clause, actor, objects(told, start, clause.complement[1])):
        action = deed.action if deed.verbal and group.verb in {"continue", "begin", "start", "help"} else verb
        if (
            deed.object[0] > start
            and deed.verbal
            and told.tokens[deed.start].low in FORMS
            and deed.start > start + 1
        ):
            action = deed.action
        whole = (
            deed
            if action == deed.action and deed.verbal
            else replace(deed, object=(deed.start, deed.object[1]))
        )
        yield commitment(
            told,
            clause,
            doer,
            modality,
            replace(whole, action=action),
            f"{group.mood} with an actor that can act",
        )


def _obliges(told: Sentence, clause: Clause, actor: Who) -> bool:
    """Whether what somebody will do is theirs to promise, and something to be done."""
    group = clause.group
    if group.via in ABLE - {"prepared"} or of_others(told, clause, actor):
        return False
    goes_on = group.verb == "continue" and any(
        deed.verbal and deed.action not in words.WEAK | _ATTITUDES
        for deed in objects(told, group.last, clause.complement[1])
    )
    meets = group.verb in {"meet", "reconvene"} and bool(
        told.scene.times_in(*told.span((group.last, clause.complement[1])))
    )
    firm = (
        group.verb not in words.WEAK
        or _available(told, clause)
        or goes_on
        or meets
        or _supports(told, clause)
    )
    return firm and _concrete(told, clause)


_SUPPORTS = listed("lead make take give begin start come bring host")


def _supports(told: Sentence, clause: Clause) -> bool:
    """*Will lead the restoration of the harbour*, *would take part in the mission*: the noun says what is to be done."""
    low = told.low(clause.complement)[:5]
    if clause.group.verb == "take":
        return low[:2] == ["part", "in"] or low[:1] in (["over"], ["charge"])
    noun = next((place for place, word in enumerate(low) if word in DEEDS), None)
    return clause.group.verb in _SUPPORTS and noun is not None and low[noun + 1 : noun + 2] == ["of"]


_ATTITUDES = listed("support cooperate stand engage collaborate assist help be monitor promote")
"""What somebody *will continue to* do without saying what that is."""


def _available(told: Sentence, clause: Clause) -> bool:
    """*Will make available 40 vehicles* gives them."""
    return clause.group.verb == "make" and told.low(clause.complement)[:1] == ["available"]


def _concrete(told: Sentence, clause: Clause) -> bool:
    """Something is named that is to be done: a thing, a number, a verb; not only peace or stability."""
    low = [token.low for token in told.cut((clause.group.last, clause.complement[1])) if token.kind == "word"]
    return bool(set(low) - words.LOFTY - words.DETERMINERS - words.PREPOSITIONS - words.COORDINATORS) or any(
        token.kind == "number" for token in told.cut(clause.complement)
    )


def _future_passive(told: Sentence, clause: Clause) -> Iterator[Draft]:
    agent = (
        agent_of(told, clause.complement)
        or of_a_giver(told, clause)
        or speaker_of(told, clause)
        or announcer(told, clause)
    )
    if agent is None:
        yield from list(more_follows(told, clause)) or vouched(told, clause)
    if agent is None or clause.group.verb in words.WEAK | words.SAY:
        return
    subject = Deed(clause.group.verb, clause.subject, clause.subject[0], verbal=True)
    yield commitment(told, clause, agent, clause.group.mood, subject, "a passive with its agent")
