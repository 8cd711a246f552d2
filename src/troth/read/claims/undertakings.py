"""Commitments in prose: who pledges, will, plans or has allocated what."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from troth.read.listed import listed
from troth.records import ClaimType

from . import words
from .clauses import Clause
from .deeds import Deed, deeds
from .drafting import drafted
from .drafts import Draft
from .sentence import Sentence, Who
from .speakers import of_others
from .tokens import Token
from .verbs import DEEDS, FORMS, is_gerund

FUTURE = frozenset({"will", "shall", "would", "is to"})
_SOFT = listed("could may might can should must")
_PLANNED = listed("going due set scheduled about prepared")
_ABLE = listed("ready prepared willing poised likely expected")
_AGREES = frozenset({"agree", "consent"})


def undertakings(told: Sentence, clause: Clause) -> Iterator[Draft]:
    """The commitments of one clause."""
    group = clause.group
    if group.negated or clause.link in {"if", "unless", "should"} or _supposed(told, clause):
        return
    yield from _of_mood(told, clause, told.who(clause))


def _of_mood(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    group = clause.group
    if group.mood in FUTURE or (group.via in _PLANNED and group.mood == "present"):
        yield from _future(told, clause, actor)
    elif group.via == "committed" or (group.verb == "commit" and group.passive):
        yield from _promised(told, clause, actor, "commits", "is committed to")
    elif group.mood not in _SOFT and group.via not in _ABLE:
        yield from _of_verb(told, clause, actor)


def _of_verb(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    group = clause.group
    if group.verb in words.UNDERTAKE and not group.passive:
        yield from _undertaken(told, clause, actor)
    elif group.verb in words.UNDERTAKE:
        yield from _given(told, clause)
    elif group.verb in words.ANNOUNCE | {"make", "give", "have", "sign", "issue"}:
        yield from _announced(told, clause, actor)
    elif group.verb in listed("be total amount come include consist comprise"):
        yield from _nominal(told, clause)


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
    if group.via in _ABLE - {"prepared"} or not actor.acts or of_others(told, clause, actor):
        return
    if group.verb in words.WEAK or not _concrete(told, clause):
        return
    modality = "plans" if group.mood == "is to" or group.via else group.mood
    if group.verb in words.TAKES_DEED - {"offer", "plan"}:
        yield from _promised(told, clause, actor, modality, f"{group.mood} {group.verb}")
        return
    start = clause.group.last
    for deed in _objects(told, start, clause.complement[1]):
        action = (
            deed.action
            if deed.verbal and group.verb in {"continue", "begin", "start", "help"}
            else group.verb
        )
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
        yield _draft(
            told,
            clause,
            actor,
            modality,
            replace(whole, action=action),
            f"{group.mood} with an actor that can act",
        )


def _objects(told: Sentence, start: int, end: int) -> list[Deed]:
    """What a verb is done to; a second verb in the same form begins a deed of its own."""
    return [
        deed for deed in deeds(told.tokens, start, end, governed="base") if deed.object[0] < deed.object[1]
    ]


def _concrete(told: Sentence, clause: Clause) -> bool:
    """Something is named that is to be done: a thing, a number, a verb; not only peace or stability."""
    low = [token.low for token in told.cut((clause.group.last, clause.complement[1])) if token.kind == "word"]
    return bool(set(low) - words.LOFTY - words.DETERMINERS - words.PREPOSITIONS - words.COORDINATORS) or any(
        token.kind == "number" for token in told.cut(clause.complement)
    )


def _future_passive(told: Sentence, clause: Clause) -> Iterator[Draft]:
    agent = _agent(told, clause.complement)
    if agent is None or clause.group.verb in words.WEAK | words.SAY:
        return
    subject = Deed(clause.group.verb, clause.subject, clause.subject[0], verbal=True)
    yield _draft(told, clause, agent, clause.group.mood, subject, "a passive with its agent")


def _agent(told: Sentence, complement: tuple[int, int]) -> Who | None:
    """Who stands behind *by*."""
    for place in range(*complement):
        if told.tokens[place].low == "by":
            named = told.scene.parties_in(told.cut((place + 1, min(place + 8, complement[1]))))
            if named:
                return Who((named[0].name,), "named", (named[0],))
    return None


def _undertaken(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    """*Norway pledged to send engineers*, *Norway pledged 20 million euros*."""
    verb = clause.group.verb
    if not actor.acts or (
        verb in {"prepare", "resolve", "decide", "plan", "intend"} and not _to_follows(told, clause)
    ):
        return
    if verb in _AGREES and (actor.kind == "group" or len(actor.names) > 1):
        return  # parties that agree make an agreement: its terms are read elsewhere
    yield from _promised(told, clause, actor, words.UNDERTAKE[verb], verb)


def _to_follows(told: Sentence, clause: Clause) -> bool:
    return "to" in told.low(clause.complement)[:3]


def _promised(told: Sentence, clause: Clause, actor: Who, modality: str, cue: str) -> Iterator[Draft]:
    """What stands after a verb of undertaking: an infinitive, a gerund, a sum, a thing."""
    start, end = clause.group.last, clause.complement[1]
    if not actor.acts or start >= end:
        return
    low = told.tokens[start].low
    verb = clause.group.verb
    if low == "not" and told.low((start + 1, start + 2)) == ["to"]:
        yield from _forgone(told, clause, actor, modality, cue)
        return
    verbal = low == "to" or is_gerund(low) or (low in {"itself", "themselves", "ourselves"})
    if verbal:
        kept = False
        for deed in deeds(told.tokens, start, end):
            kept = _kept_or_not(told, deed) if deed.verbal else kept
            if kept:
                yield _draft(told, clause, actor, modality, deed, f"{cue} to do")
    elif (
        verb in words.GIVES_MONEY
        and low not in words.PREPOSITIONS - {"over", "about", "around", "up", "more"}
        and low != "that"
    ):
        yield from _gives(told, clause, actor, modality)


def _forgone(told: Sentence, clause: Clause, actor: Who, modality: str, cue: str) -> Iterator[Draft]:
    """*Undertook not to fly drones*."""
    for deed in deeds(told.tokens, clause.group.last + 1, clause.complement[1]):
        if deed.verbal:
            forgone = replace(deed, action=f"not {deed.action}")
            yield _draft(told, clause, actor, modality, forgone, f"{cue} not to do")


def _kept_or_not(told: Sentence, deed: Deed) -> bool:
    """Whether anybody could say if it was kept: *to find a solution* and *to peace* are attitudes."""
    low = (
        {token.low for token in told.cut(deed.object) if token.kind == "word"}
        - words.DETERMINERS
        - words.PREPOSITIONS
    )
    if not deed.verbal or deed.action in words.WEAK | listed(
        "find pursue achieve foster uphold advance defend build see ensure"
    ):
        return (
            bool(low - words.LOFTY)
            and not (low & words.LOFTY)
            and deed.verbal
            and deed.action not in words.WEAK
        )
    return bool(low - words.LOFTY)


def _gives(told: Sentence, clause: Clause, actor: Who, modality: str) -> Iterator[Draft]:
    start, end = clause.group.last, clause.complement[1]
    action = clause.group.verb if clause.group.verb not in words.TAKES_DEED else "provide"
    counted = bool(told.scene.amounts_in(*told.span((start, end))))
    if not counted and not _thing(told.cut((start, end))):
        return
    for deed in deeds(told.tokens, start, end, governed="thing"):
        said = deed.action if deed.verbal else action
        yield _draft(
            told,
            clause,
            actor,
            modality,
            replace(deed, action=said),
            f"{clause.group.verb} with what is given",
        )


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
    agent = _agent(told, clause.complement)
    if (
        agent is None
        or clause.group.verb not in words.GIVES_MONEY
        or not told.scene.amounts_in(*told.span(clause.subject))
    ):
        return
    subject = Deed("provide", clause.subject, clause.subject[0], verbal=True)
    yield _draft(told, clause, agent, words.UNDERTAKE[clause.group.verb], subject, "pledged by somebody")


def _announced(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    """*Announced a package of …*, *announced plans to …*, *announced the deployment of …*, *made a commitment to …*."""
    start, end = clause.group.last, clause.complement[1]
    if not actor.acts or start >= end or told.tokens[start].low in {"that", "in", "at", "on"}:
        return
    noun = _pledge_noun(told, start, end)
    if noun is not None and _rhetorical(told, start, noun):
        return
    if noun is not None and noun + 1 < end and told.tokens[noun + 1].low in {"to", "of", "that"}:
        yield from _plan_of(told, clause, actor, noun)
        return
    if clause.group.verb in words.ANNOUNCE:
        yield from _package(told, clause, actor, counted_only=noun is None)


def _pledge_noun(told: Sentence, start: int, end: int) -> int | None:
    for place in range(start, min(end, start + 7)):
        low = told.tokens[place].low
        if low.removesuffix("s") in words.PLEDGE_LIKE or low in words.PLEDGE_LIKE:
            return place
        if low in words.PREPOSITIONS or (
            told.tokens[place].kind == "mark" and told.tokens[place].text not in "$\u20ac\u00a3"
        ):
            return None
    return None


def _rhetorical(told: Sentence, start: int, noun: int) -> bool:
    return any(token.low in words.CONTINUED for token in told.cut((start, noun)))


def _plan_of(told: Sentence, clause: Clause, actor: Who, noun: int) -> Iterator[Draft]:
    """*Plans to open a clinic*, *its commitment to supporting patrols*, *a contribution of 20 million*."""
    end = clause.complement[1]
    modality = "plans" if told.tokens[noun].low.startswith(("plan", "intent")) else "announced"
    if told.tokens[noun + 1].low == "of":
        for deed in deeds(told.tokens, noun + 2, end):
            action = deed.action if deed.verbal else "provide"
            if told.scene.amounts_in(*told.span(deed.object)):
                yield _draft(told, clause, actor, modality, replace(deed, action=action), "announced a sum")
        return
    for deed in deeds(told.tokens, noun + 1, end):
        if deed.verbal and _kept_or_not(told, deed):
            yield _draft(told, clause, actor, modality, deed, "announced a commitment")


def _package(told: Sentence, clause: Clause, actor: Who, *, counted_only: bool) -> Iterator[Draft]:
    """*Announced 20 million euros for clinics*, *announced the deployment of 40 engineers*."""
    start, end = clause.group.last, clause.complement[1]
    for deed in deeds(told.tokens, start, end):
        counted = bool(told.scene.amounts_in(*told.span((deed.start, deed.object[1]))))
        skip = {"launch", "start", "end", "beginning", "opening"} & {
            token.low for token in told.cut((start, min(start + 3, end)))
        }
        nominal = any(token.low in DEEDS for token in told.cut((start, min(end, start + 4)))) and not skip
        if not (counted and (not counted_only or _gift(told, start, end))) and not nominal:
            continue
        action = deed.action if deed.verbal else "provide"
        yield _draft(
            told, clause, actor, "announced", replace(deed, action=action or "provide"), "announced a package"
        )


def _gift(told: Sentence, start: int, end: int) -> bool:
    """Whether what is announced is money or a thing to be given: a sum, or a noun of aid."""
    money = any(amount.currency for amount in told.scene.amounts_in(*told.span((start, end))))
    return money or bool(
        words.PLEDGE_NOUNS & {token.low.removesuffix("s") for token in told.cut((start, end))}
    )


def _nominal(told: Sentence, clause: Clause) -> Iterator[Draft]:
    """*Norway's pledge amounts to 20 million euros*; *its contribution includes 40 engineers*."""
    if clause.group.mood not in {"present", "past", "perfect", "will"}:
        return
    cut = told.cut(clause.subject)
    noun = next((number for number, token in enumerate(cut) if token.low in words.PLEDGE_LIKE), None)
    named = told.scene.parties_in(cut)
    if noun is None or not named or not told.scene.amounts_in(*told.span(clause.complement)):
        return
    owner = Who((named[0].name,), "named", (named[0],))
    for deed in deeds(told.tokens, clause.group.last, clause.complement[1]):
        yield _draft(told, clause, owner, "announced", replace(deed, action="provide"), "a pledge is so much")


def _draft(told: Sentence, clause: Clause, actor: Who, modality: str, deed: Deed, rule: str) -> Draft:
    return drafted(told, clause, actor, deed, ClaimType.COMMITMENT, (modality, rule))
