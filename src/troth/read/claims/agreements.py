"""The terms of agreements: in articles with *shall*, and as the news tells them with *would*."""

from collections.abc import Iterator
from dataclasses import replace

from troth.read.listed import listed
from troth.records import ClaimType

from . import words
from .articles import in_articles
from .clauses import Clause
from .deeds import Deed, deeds
from .drafting import SECURES, ensured, gives_apart
from .drafts import Draft
from .means import in_charge
from .memory import Who
from .obligors import behind_by, everyone_bound, obligor, term
from .provisions import provided, split_terms, with_pause
from .sentence import Sentence
from .sharing import shared
from .told_of import TELLS
from .verbs import FORMS

_MOODS = frozenset({"will", "shall", "would", "is to", "must"})


def terms(told: Sentence, clause: Clause) -> Iterator[Draft]:
    """The terms that one clause tells."""
    group = clause.group
    if clause.link in {"if", "unless", "should"} or group.via == "ing" or _of_itself(told, clause):
        return
    charged = list(in_charge(told, clause, told.who(clause))) if _in_force(told) else []
    yield from (
        (draft._replace(type=ClaimType.AGREEMENT_TERM) for draft in charged)
        if charged
        else _told(told, clause)
    )


def _told(told: Sentence, clause: Clause) -> Iterator[Draft]:
    group = clause.group
    subject = told.low(clause.subject)
    about = bool(words.AGREEMENT_NOUNS.intersection(subject)) and not (
        told.scene.parties_in(told.cut(clause.subject)) and group.verb not in TELLS
    )
    if about and group.verb in TELLS and not group.passive and not group.negated:
        yield from provided(told, clause)
    elif group.verb == "agree" and group.mood in {"past", "perfect", "present"} and not group.negated:
        yield from _agreed(told, clause)
    elif _is_term(told, clause):
        yield from _term(told, clause)
    else:
        yield from _deal(told, clause) if _deal_to(told, clause) is not None else _stated(told, clause)


def _deal(told: Sentence, clause: Clause) -> Iterator[Draft]:
    """*Struck a deal to swap prisoners*."""
    for deed in deeds(told.tokens, _deal_to(told, clause) or 0, clause.complement[1]):
        if deed.verbal:
            yield term(told, clause, told.who(clause), deed, "agreed", "parties made an agreement to do it")


def _stated(told: Sentence, clause: Clause) -> Iterator[Draft]:
    """What the text of an agreement says without *shall*."""
    group = clause.group
    if (
        told.scene.is_agreement
        and group.mood == "present"
        and group.verb in {"undertake", "commit", "agree", "guarantee", "refrain"}
    ):
        yield from _undertaken(told, clause)
    elif told.scene.is_agreement and group.passive and "hereby" in told.low((group.first, group.last)):
        yield from _passive(told, clause)
    elif told.scene.is_agreement or told.memory.decided:
        yield from in_articles(told, clause, everyone_bound(told))


def _deal_to(told: Sentence, clause: Clause) -> int | None:
    """Where the content begins of *struck a deal to swap prisoners*, *signed an accord to open the road*."""
    group = clause.group
    if (
        group.verb not in listed("strike sign reach conclude make seal close clinch")
        or group.passive
        or group.negated
    ):
        return None
    if group.mood not in {"past", "perfect", "present"} or not told.who(clause).acts:
        return None
    low = told.low(clause.complement)
    noun = next((place for place, word in enumerate(low[:6]) if word in words.AGREEMENT_NOUNS), None)
    return None if noun is None or low[noun + 1 : noun + 2] != ["to"] else clause.complement[0] + noun + 1


def _is_term(told: Sentence, clause: Clause) -> bool:
    """Whether the mood of a clause makes it a term where it stands."""
    mood = clause.group.mood
    inside = (
        (_in_force(told) and mood in _MOODS)
        or (told.memory.decided and mood == "should" and told.tokens[0].low == "that")
        or (mood in _MOODS | {"base"} and _jointly(told, clause))
        or (_that_was_agreed(told, clause) and mood in _MOODS | {"should", "may", "can", "present"})
    )
    again = told.memory.told and mood == "would"
    return inside or (
        again and (clause.group.passive or bool(set(told.who(clause).names) & set(told.memory.parties)))
    )


def _of_itself(told: Sentence, clause: Clause) -> bool:
    """About the paper, and nobody's duty: *the Agreement shall enter into force upon signature*: about the paper, and nobody's duty."""
    subject = told.low(clause.subject)
    if subject == ["it"] and clause.group.verb in listed("enter come take expire"):
        return told.scene.is_agreement
    return (
        told.scene.is_agreement
        and subject[:1] in (["this"], ["the"], ["present"])
        and subject[-1:] != []
        and subject[-1] in words.AGREEMENT_NOUNS - words.PAUSES
        and clause.group.verb
        in listed("enter come remain take create apply expire terminate continue become be")
    )


def _jointly(told: Sentence, clause: Clause) -> bool:
    """What the makers of a joint statement say of themselves: *each Party shall*, *the Estonian side will*."""
    subject, mood = told.low(clause.subject), clause.group.mood
    if not told.scene.is_joint:
        return False
    makers = (
        mood == "shall" and set(told.who(clause).names) <= set(told.scene.issuers) and told.who(clause).acts
    )
    passive = clause.group.passive and mood == "shall"
    return bool(_MAKERS.intersection(subject[-1:])) or makers or passive


_MAKERS = listed("parties party sides side both participants participant")


def _that_was_agreed(told: Sentence, clause: Clause) -> bool:
    """*It was agreed that a commission shall be set up*."""
    number = told.clauses.index(clause)
    return any(
        before.group.verb in _AGREES
        and not before.group.negated
        and (
            (before.group.passive and told.low(before.subject)[-1:] in (["it"], []))
            or (
                clause.link == "that"
                and before.group.mood in {"past", "perfect", "present"}
                and _together(told, before)
            )
        )
        for before in told.clauses[:number]
    )


_AGREES = listed("agree decide concur resolve determine settle")


def _together(told: Sentence, clause: Clause) -> bool:
    """Whether several decide: *the participants agreed that the camp shall remain open*."""
    actor = told.who(clause)
    return actor.kind == "group" or len(actor.names) > 1 or told.memory.decided


def _in_force(told: Sentence) -> bool:
    return told.scene.is_agreement or told.memory.agreement or told.memory.decided


def _agreed(told: Sentence, clause: Clause) -> Iterator[Draft]:
    """*The parties agreed to …*, *A and B agreed on a 72-hour truce*; one who agrees alone undertakes."""
    actor = told.who(clause)
    start, end = told.behind(clause), clause.complement[1]
    if (
        not actor.acts
        or start >= end
        or gives_apart(told, clause)
        or not (
            actor.kind == "group" or len(actor.names) > 1 or told.scene.is_agreement or told.memory.agreement
        )
    ):
        return
    if told.low((start, start + 2)) == ["not", "to"]:
        for deed in deeds(told.tokens, start + 1, end):
            yield term(
                told,
                clause,
                actor,
                replace(deed, action=f"not {deed.action}"),
                "agreed",
                "parties agreed not to",
            )
        return
    for deed in (
        split_terms(told, start, end)
        if told.tokens[start].low != "to"
        else [with_pause(told, deed) for deed in deeds(told.tokens, start, end)]
    ):
        nominal = words.PAUSES.intersection(told.low(deed.object)) or deed.verbal
        if not nominal and _thing_agreed(told, start, deed):
            nominal, deed = True, replace(deed, action="carry out")  # noqa: PLW2901 - the deed with its verb
        if nominal and deed.action:
            yield term(told, clause, actor, deed, "agreed", "parties agreed on it")


def _thing_agreed(told: Sentence, start: int, deed: Deed) -> bool:
    """*Agreed on joint patrols*: something that can be carried out, and no *need*, *wording* or *principle*."""
    low = [word for word in told.low(deed.object) if word.isalpha()]
    return (
        told.low((start, start + 1)) == ["on"]
        and len(low) > 1
        and not words.LOFTY.intersection(low[:4])
        and not listed(
            "need importance principle principles way ways following terms wording text agenda that how whether steps date"
        ).intersection(low[:4])
    )


def _term(told: Sentence, clause: Clause) -> Iterator[Draft]:
    """One who will, shall or would do something under an agreement."""
    group = clause.group
    entitled = _entitled(told, clause)
    kept = _stays(told, clause) and told.scene.is_agreement
    weak = group.verb in listed("be have mean say welcome remain") and group.mood != "shall"
    if weak and not (entitled or kept):
        return
    actor = told.who(clause)
    if _of_narrator(told, clause, actor):
        return
    if group.passive:
        yield from _passive(told, clause)
    elif entitled:
        thing = Deed("allow", (clause.subject[0], clause.complement[1]), clause.subject[0], verbal=True)
        yield term(told, clause, everyone_bound(told), thing, group.mood, "what somebody is to have")
    elif actor.acts:
        yield from _active(told, clause, actor)
    else:
        yield from _of_things(told, clause)


def _entitled(told: Sentence, clause: Clause) -> bool:
    """*Relief agencies will have unrestricted access*."""
    entitles = _ENTITLED.intersection(told.low(clause.complement)[:6])
    return clause.group.verb in {"have", "enjoy"} and bool(entitles)


def _of_things(told: Sentence, clause: Clause) -> Iterator[Draft]:
    """What an agreement says of a corridor, of operations, of the pause itself."""
    group = clause.group
    if _stays(told, clause):
        yield from _kept(told, clause)
    elif group.verb in _GO_ON and told.scene.is_agreement:
        deed = Deed(group.verb, clause.subject, clause.subject[0], verbal=True)
        yield term(told, clause, everyone_bound(told), deed, group.mood, "what is to begin or to end")
    elif words.PAUSES.intersection(told.low(clause.subject)) and group.verb in listed(
        "last hold begin start take run continue come enter"
    ):
        subject = Deed("observe", clause.subject, clause.subject[0], verbal=True)
        yield term(told, clause, everyone_bound(told), subject, group.mood, "the pause itself")


def _stays(told: Sentence, clause: Clause) -> bool:
    """*The corridor shall remain open*: what the parties keep so."""
    return (
        clause.group.verb in {"remain", "stay", "be"}
        and told.low(clause.complement)[:1] != []
        and told.low(clause.complement)[0] in _STATES_KEPT
    )


_GO_ON = listed("stop cease end begin start resume open reopen close continue")
_ENTITLED = listed("access passage freedom entry immunity immunities protection privileges")
_STATES_KEPT = listed("open closed accessible available free operational demilitarised demilitarized neutral")


def _kept(told: Sentence, clause: Clause) -> Iterator[Draft]:
    state = told.low(clause.complement)[0]
    deed = Deed(f"keep {state}", clause.subject, clause.subject[0], verbal=True)
    yield term(told, clause, everyone_bound(told), deed, clause.group.mood, "what is to stay as it is")


def _of_narrator(told: Sentence, clause: Clause, actor: Who) -> bool:
    """Outside the agreement's own text, what somebody says, hopes or warns of is no term."""
    if told.scene.is_agreement:
        return False
    number = told.clauses.index(clause)
    for before in told.clauses[:number]:
        if (
            before.group.verb in words.SAY | words.HOPE | words.ASK | words.DENY
            and clause.link in {"that", before.group.verb, "said", ","}
            and told.who(before).kind in {"named", "pronoun"}
        ):
            speaker = told.who(before)
            return (
                not (clause.group.passive or set(speaker.names) & set(actor.names))
                or before.group.verb in words.HOPE | words.ASK
                or clause.group.verb in words.WEAK
            )
    return False


def _active(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    group = clause.group
    start = group.last
    if group.verb in words.WEAK and not told.scene.is_agreement:
        return
    found = [
        deed
        for deed in deeds(told.tokens, start, clause.complement[1], governed="base")
        if deed.object[0] < deed.object[1]
    ]
    secured = ensured(told, clause) if group.verb in SECURES else None
    if secured is not None:
        found = [replace(secured, action=group.verb)]
    elif not found and start <= clause.complement[1]:
        found = [Deed(group.verb, (start, clause.complement[1]), start, verbal=True)]
    for doer, known in shared(told, clause, actor, found):
        own = (
            known.verbal and start < known.start < len(told.tokens) and told.tokens[known.start].low in FORMS
        )
        action = known.action if own else group.verb
        deed = known if own else replace(known, object=(known.start, known.object[1]))
        if not any(token.kind != "mark" for token in told.cut(deed.object)):
            continue
        action = (
            f"not {action}"
            if group.negated or told.low(clause.subject)[:1] in (["neither"], ["no"])
            else action
        )
        yield term(
            told,
            clause,
            doer,
            replace(deed, action=action),
            group.mood,
            "what a party shall do under an agreement",
        )


def _passive(told: Sentence, clause: Clause) -> Iterator[Draft]:
    """*50 people would be freed*: the agent behind *by*, or the party whom the document ties to it, or all."""
    group = clause.group
    told_of = words.SAY - {"inform", "report", "notify"} if told.scene.is_agreement else words.SAY
    if group.verb in told_of | {"expect", "hope", "see", "consider", "need"} or (
        group.verb in words.WEAK and not told.scene.is_agreement
    ):
        return
    agent = behind_by(told, clause)
    places = clause.subject if not _granted(clause) else (clause.subject[0], clause.complement[1])
    action = f"{group.verb} {_noun_of(told, clause)}".strip() if _granted(clause) else group.verb
    if group.negated:
        action = f"not {action}"
    deed = Deed(action, places, clause.subject[0], verbal=True)
    yield term(told, clause, agent or obligor(told, deed), deed, group.mood, "a passive term of an agreement")


def _granted(clause: Clause) -> bool:
    return (
        clause.group.verb in listed("allow grant give permit guarantee ensure")
        and clause.complement[1] - clause.group.last > 0
    )


def _noun_of(told: Sentence, clause: Clause) -> str:
    first = told.tokens[clause.group.last]
    return first.low if first.low in {"access", "passage", "entry"} else ""


def _undertaken(told: Sentence, clause: Clause) -> Iterator[Draft]:
    actor = told.who(clause)
    if not actor.acts:
        return
    for deed in deeds(told.tokens, clause.group.last, clause.complement[1]):
        if deed.verbal:
            yield term(told, clause, actor, deed, "undertakes", "a party undertakes it in an agreement")
