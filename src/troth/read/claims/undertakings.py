"""Commitments in prose: who pledges, will, plans or has allocated what."""

from collections.abc import Iterator

from troth.read.listed import listed
from troth.records import ClaimType, Polarity

from . import words
from .agents import agent_of
from .announcements import (
    RAISES,
    RENEWS,
    STEPS_UP,
    announced,
    came_in,
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
from .drafting import commitment, drafted, gives_apart, unmarked
from .drafts import Draft
from .futures import ABLE, future
from .giving import gives_now, under_way
from .hearsay import nobody, unowned
from .listing import made_available, split_sum
from .means import in_charge
from .memory import Who
from .promised import AGREES, promised
from .sentence import Sentence
from .speakers import of_others
from .vouching import allowed, vouched

FUTURE = frozenset({"will", "shall", "would", "is to"})
_SOFT = listed("could may might can should must")
_PLANNED = listed("going due set scheduled about prepared required obliged bound")


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
    if group.passive and group.mood in FUTURE and nobody(told, clause) and not group.negated:
        yield from vouched(told, clause)
    elif group.negated or nobody(told, clause):
        yield from _refused(told, clause, told.who(clause))
    elif group.mood in {"may", "can"} and not group.passive and not told.who(clause).acts:
        yield from allowed(told, clause)
    else:
        actor = told.who(clause)
        yield from list(in_charge(told, clause, actor)) or _of_mood(told, clause, actor)


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
        yield from future(told, clause, actor)
    elif group.via == "committed" or (group.verb == "commit" and group.passive):
        yield from promised(told, clause, actor, "commits", "is committed to")
    elif group.via == "ing" and group.mood == "present":
        yield from under_way(told, clause, actor)
    elif group.mood not in _SOFT and group.via not in ABLE:
        found = list(_of_verb(told, clause, actor))
        yield from found or came_in(told, clause, actor)
        yield from gives_now(told, clause, actor)


def _of_verb(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    group = clause.group
    if group.verb in words.UNDERTAKE and not group.passive:
        yield from _undertaken(told, clause, actor)
    elif group.verb in words.UNDERTAKE:
        yield from _given(told, clause)
    elif group.verb in _ORDERS and not group.passive:
        yield from _ordered(told, clause, actor)
    else:
        yield from _of_noun(told, clause, actor)


def _of_noun(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    """What a verb undertakes together with its noun: announces a package, raises a pledge, sets a sum aside."""
    group = clause.group
    if group.verb in words.ANNOUNCE | {"make", "give", "have", "sign", "issue"}:
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
    elif group.verb in listed("be total amount come include consist comprise stand reach"):
        yield from nominal(told, clause)


_ORDERS = listed("instruct direct order task mandate commission")


def _ordered(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    """*The government has instructed the army to repair the bridge*: it has it done."""
    start, end = clause.complement
    to = next(
        (place for place in range(start + 1, min(end, start + 14)) if told.tokens[place].low == "to"), None
    )
    if not actor.acts or to is None or not told.scene.own_paper:
        return
    for deed in deeds(told.tokens, to, end):
        if deed.verbal:
            yield commitment(told, clause, actor, "decided", deed, "somebody has it done")


def _supposed(told: Sentence, clause: Clause) -> bool:
    """*Would* in a sentence that supposes something: *if asked, Norway would consider …*."""
    before = told.tokens[: clause.group.first]
    if before and before[0].low in listed("should were had could would will can"):
        return clause.lead[1] == 0 or clause.group.mood not in {"will", "shall"}
    return (
        clause.group.mood == "would"
        and any(token.low in {"if", "were"} for token in before)
        and not told.memory.agreement
    )


def _undertaken(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    """*Norway pledged to send engineers*, *Norway pledged 20 million euros*."""
    verb = clause.group.verb
    if (
        _long_done(told, clause)
        or not actor.acts
        or (verb in {"prepare", "resolve", "decide", "plan", "intend"} and not _to_follows(told, clause))
    ):
        return
    if verb in AGREES and (actor.kind == "group" or len(actor.names) > 1) and not gives_apart(told, clause):
        return  # parties that agree make an agreement: its terms are read elsewhere
    yield from promised(told, clause, actor, words.UNDERTAKE[verb], verb)


def _long_done(told: Sentence, clause: Clause) -> bool:
    """*Had already contributed* tells what was done, and undertakes nothing."""
    group = clause.group
    said = told.low((group.first, group.last))
    if "had" in said and clause.link in words.RELATIVES:
        return True  # *Chad, which had pledged troops, …*
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
