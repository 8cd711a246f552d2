"""Commitments in prose: who pledges, will, plans or has allocated what."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from troth.read.listed import listed
from troth.records import ClaimType, Polarity

from . import words
from .agents import agent_of, announcer, speaker_of
from .announcements import (
    RAISES,
    RENEWS,
    STEPS_UP,
    announced,
    kept_or_not,
    nominal,
    owned,
    raised,
    renewed,
    set_aside,
    stands,
    stepped_up,
)
from .clauses import Clause
from .deeds import Deed, deeds
from .drafting import commitment, drafted, gives_apart, objects, unmarked
from .drafts import Draft
from .giving import gives_now, under_way
from .hearsay import nobody, unowned
from .listing import made_available, split_sum
from .sentence import Sentence, Who
from .speakers import of_others
from .tokens import Token
from .turned import RECEIVES, gapped, more_follows, of_a_giver, received
from .verbs import FORMS, is_gerund

FUTURE = frozenset({"will", "shall", "would", "is to"})
_SOFT = listed("could may might can should must")
_PLANNED = listed("going due set scheduled about prepared")
_ABLE = listed("ready prepared willing poised likely expected")
_AGREES = frozenset({"agree", "consent"})


def undertakings(told: Sentence, clause: Clause) -> Iterator[Draft]:
    """The commitments of one clause."""
    group = clause.group
    if clause.link in {"if", "unless", "should"} or _supposed(told, clause) or unowned(told, clause):
        return
    yield from owned(told, clause)
    given = list(made_available(told, clause, told.who(clause))) or list(split_sum(told, clause))
    if given:
        yield from given
        return
    if group.negated or nobody(told, clause):
        yield from _refused(told, clause, told.who(clause))
    else:
        yield from _of_mood(told, clause, told.who(clause))


_MAKERS = listed("party parties side sides participant participants")


def _refused(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    """*Norway will not send troops*: what somebody says that they will not do; it binds nobody, and is no promise."""
    group = clause.group
    if group.mood not in FUTURE | {"present"} or (
        group.mood == "present" and group.verb not in {"intend", "plan"}
    ):
        return
    if not actor.acts or group.passive or group.verb in words.WEAK or group.last >= clause.complement[1]:
        return
    if of_others(told, clause, actor):
        return
    if (
        told.low(clause.subject)[-1:] in (["party"], ["parties"], ["side"], ["sides"])
        and len(actor.names) > 1
    ):
        forgone = Deed(f"not {group.verb}", (group.last, unmarked(told, clause)), group.last, verbal=True)
        yield drafted(
            told, clause, actor, forgone, ClaimType.AGREEMENT_TERM, (group.mood, "what no party will do")
        )
        return
    thing = Deed(group.verb, (group.last, unmarked(told, clause)), group.last, verbal=True)
    manner = f"{group.mood} not", "somebody says that they will not"
    draft = drafted(told, clause, actor, thing, ClaimType.STATEMENT, manner)
    yield draft._replace(polarity=Polarity.NEGATIVE)


def _of_mood(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    group = clause.group
    if group.mood in FUTURE or (group.via in _PLANNED and group.mood == "present"):
        yield from _future(told, clause, actor)
    elif group.via == "committed" or (group.verb == "commit" and group.passive):
        yield from _promised(told, clause, actor, "commits", "is committed to")
    elif group.via == "ing" and group.mood == "present":
        yield from under_way(told, clause, actor)
    elif group.mood not in _SOFT and group.via not in _ABLE:
        yield from _of_verb(told, clause, actor)
        yield from gives_now(told, clause, actor)


def _of_verb(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    group = clause.group
    if group.verb in words.UNDERTAKE and not group.passive:
        yield from _undertaken(told, clause, actor)
    elif group.verb in words.UNDERTAKE:
        yield from _given(told, clause)
    elif group.verb in words.ANNOUNCE | {"make", "give", "have", "sign", "issue"}:
        yield from announced(told, clause, actor)
        yield from stands(told, clause, actor)
    elif (
        group.verb in {"set", "put"}
        and told.low(clause.complement)[:1] == ["aside"]
        and actor.acts
        and not _long_done(told, clause)
    ):
        yield from set_aside(told, clause, actor)
    elif group.verb in RENEWS:
        yield from renewed(told, clause, actor)
    elif (
        group.verb in RAISES | STEPS_UP and group.mood in {"past", "present", "perfect"} and not group.passive
    ):
        yield from raised(told, clause, actor)
        yield from stepped_up(told, clause, actor)
    elif group.verb in listed("be total amount come include consist comprise"):
        yield from nominal(told, clause)


def _supposed(told: Sentence, clause: Clause) -> bool:
    """*Would* in a sentence that supposes something: *if asked, Norway would consider …*."""
    before = told.tokens[: clause.group.first]
    if before and before[0].low in listed("should were had could would will can"):
        return True
    return (
        clause.group.mood == "would"
        and any(token.low in {"if", "were"} for token in before)
        and not told.memory.agreement
    )


def _future(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    """*Norway will send 40 engineers*, and *40 engineers will be sent by Norway*."""
    group = clause.group
    if group.passive:
        yield from _future_passive(told, clause)
        return
    if group.verb in RECEIVES or not actor.acts:
        yield from received(told, clause) if group.verb in RECEIVES else more_follows(told, clause)
        return
    if not _obliges(told, clause, actor):
        return
    modality = "plans" if group.mood == "is to" or group.via else group.mood
    if group.verb in words.TAKES_DEED - {"offer", "plan"}:
        yield from _promised(told, clause, actor, modality, f"{group.mood} {group.verb}")
        return
    start = clause.group.last + _available(told, clause)
    verb = "provide" if _available(told, clause) else group.verb
    for deed in objects(told, start, clause.complement[1]):
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
            actor,
            modality,
            replace(whole, action=action),
            f"{group.mood} with an actor that can act",
        )


def _obliges(told: Sentence, clause: Clause, actor: Who) -> bool:
    """Whether what somebody will do is theirs to promise, and something to be done."""
    group = clause.group
    if group.via in _ABLE - {"prepared"} or of_others(told, clause, actor):
        return False
    goes_on = group.verb == "continue" and any(
        deed.verbal and deed.action not in words.WEAK | _ATTITUDES
        for deed in objects(told, group.last, clause.complement[1])
    )
    meets = group.verb in {"meet", "reconvene"} and bool(
        told.scene.times_in(*told.span((group.last, clause.complement[1])))
    )
    firm = group.verb not in words.WEAK or _available(told, clause) or goes_on or meets
    return firm and _concrete(told, clause)


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
        yield from more_follows(told, clause)
    if agent is None or clause.group.verb in words.WEAK | words.SAY:
        return
    subject = Deed(clause.group.verb, clause.subject, clause.subject[0], verbal=True)
    yield commitment(told, clause, agent, clause.group.mood, subject, "a passive with its agent")


def _undertaken(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    """*Norway pledged to send engineers*, *Norway pledged 20 million euros*."""
    verb = clause.group.verb
    if (
        _long_done(told, clause)
        or not actor.acts
        or (verb in {"prepare", "resolve", "decide", "plan", "intend"} and not _to_follows(told, clause))
    ):
        return
    if verb in _AGREES and (actor.kind == "group" or len(actor.names) > 1) and not gives_apart(told, clause):
        return  # parties that agree make an agreement: its terms are read elsewhere
    yield from _promised(told, clause, actor, words.UNDERTAKE[verb], verb)


def _long_done(told: Sentence, clause: Clause) -> bool:
    """*Had already contributed* tells what was done, and undertakes nothing."""
    group = clause.group
    said = told.low((group.first, group.last))
    reported = any(
        before.group.verb in words.SAY for before in told.clauses[: told.clauses.index(clause)]
    )  # *said that it had earmarked*: it has
    return (
        group.mood == "perfect"
        and group.verb not in words.TAKES_DEED
        and ("already" in said or ("had" in said and not reported))
    )


def _to_follows(told: Sentence, clause: Clause) -> bool:
    return "to" in told.low((told.behind(clause), clause.complement[1]))[:3]


def _promised(told: Sentence, clause: Clause, actor: Who, modality: str, cue: str) -> Iterator[Draft]:
    """What stands after a verb of undertaking: an infinitive, a gerund, a sum, a thing."""
    start, end = told.behind(clause), clause.complement[1]
    if not actor.acts or start >= end:
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
    elif verb in _AGREES and pause:
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
    if not counted and (not _thing(told.cut((start, end))) or _told_to(told, clause)):
        return
    rule = f"{clause.group.verb} with what is given"
    for whole in deeds(told.tokens, start, end, governed="thing"):
        deed, others = gapped(told, whole)
        said = deed.action if deed.verbal else action
        yield commitment(told, clause, actor, modality, replace(deed, action=said), rule)
        for other, theirs in others:
            yield commitment(told, clause, other, modality, replace(theirs, action=said), rule)


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
        and not (set(low[:4]) & words.LOFTY)
        and low[0] not in words.PREPOSITIONS
        and low[0] != "that"
    )


def _given(told: Sentence, clause: Clause) -> Iterator[Draft]:
    """*20 million euros were pledged by Norway*."""
    agent = agent_of(told, clause.complement)
    if (
        agent is None
        or clause.group.verb not in words.GIVES_MONEY
        or not told.scene.amounts_in(*told.span(clause.subject))
    ):
        return
    subject = Deed("provide", clause.subject, clause.subject[0], verbal=True)
    yield commitment(told, clause, agent, words.UNDERTAKE[clause.group.verb], subject, "pledged by somebody")
