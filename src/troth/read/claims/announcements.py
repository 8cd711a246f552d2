"""Commitments that a noun carries: a pledge, a package, a contribution of so much, announced, raised or reaffirmed."""

from collections.abc import Iterator
from dataclasses import replace

from troth.read.listed import listed

from . import words
from .clauses import Clause
from .deeds import Deed, deeds
from .drafting import commitment, unmarked
from .drafts import Draft
from .memory import Who
from .sentence import Sentence
from .verbs import DEEDS

_UNDOES = listed("withdraw cancel expire lapse fall cut reduce halve suspend scrap fail retract")
"""What is said of a pledge that is none any more."""
_SETTLED = listed("receive disburse deliver pay transfer spend credit")
"""What was done with a pledge that has been kept: it tells an event."""
RAISES = listed("raise increase boost double triple top extend")
"""Verbs by which a pledge becomes a larger one."""
RENEWS = listed("reaffirm reiterate renew restate repeat recall")
"""Verbs by which an earlier pledge is said again."""


def owned(told: Sentence, clause: Clause) -> Iterator[Draft]:
    """*Australia's contribution of 50 million will fund demining*, *Nepal's offer of 150 observers was welcomed*."""
    start, end = clause.subject
    noun = next((place for place in range(start, end) if told.tokens[place].low in words.PLEDGE_LIKE), None)
    if noun is None or noun + 2 >= end or told.tokens[noun + 1].low != "of" or clause.inherited:
        return
    named = told.scene.parties_in(told.cut((start, noun)))
    settled = clause.group.passive and clause.group.verb in _SETTLED
    if not named or clause.group.verb in _UNDOES or (settled and clause.group.mood in {"past", "perfect"}):
        return
    if not told.scene.amounts_in(*told.span((noun + 1, end))) and told.tokens[noun + 2].low not in {
        "a",
        "an",
    }:
        return
    owner = Who((named[0].name,), "named", (named[0],))
    deed = Deed("provide", (noun + 2, end), noun, verbal=True)
    yield commitment(told, clause, owner, "announced", deed, "a pledge of so much by its owner")


def set_aside(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    """*Has set aside 85 billion kroner*."""
    for deed in deeds(told.tokens, clause.group.last + 1, clause.complement[1], governed="thing"):
        if told.scene.amounts_in(*told.span(deed.object)):
            yield commitment(
                told, clause, actor, "allocated", replace(deed, action="allocate"), "has set a sum aside"
            )


def renewed(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    """*Reaffirmed its pledge of 20 million*: a pledge with an amount; without one it is an attitude."""
    start, end = clause.group.last, clause.complement[1]
    noun = _pledge_noun(told, start, end)
    actor = _owner_in(told, start, noun) or actor
    noun = noun if actor.acts else None
    if noun is None and actor.acts and told.low((start, start + 1)) in (["the"], ["its"], ["their"]):
        yield from _sum_again(told, clause, actor)
    if noun is None or noun + 2 >= end or told.tokens[noun + 1].low not in {"of", "to"}:
        return
    for draft in _plan_of(told, clause, actor, noun):
        if told.scene.amounts_in(*draft.object):
            yield draft._replace(modality="restated")


def _owner_in(told: Sentence, start: int, noun: int | None) -> Who | None:
    """*Reiterated the UK's commitment to spend 3 billion*: whose it is."""
    if noun is None or told.low((noun - 1, noun)) != ["'s"]:
        return None
    named = told.scene.parties_in(told.cut((start, noun - 1)))
    return Who((named[-1].name,), "named", (named[-1],)) if named else None


def stepped_up(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    """*Sweden is stepping up its help with a package worth 1.2 billion crowns*: the sum is undertaken."""
    start, end = clause.group.last, unmarked(told, clause)
    link = next((place for place in range(start, end) if told.tokens[place].low in {"with", "by"}), None)
    if link is None or not actor.acts or _pledge_noun(told, start, link) is not None:
        return
    if any(amount.currency for amount in told.scene.amounts_in(*told.span((link, end)))):
        deed = Deed("provide", (link + 1, end), link, verbal=True)
        yield commitment(told, clause, actor, "announced", deed, "steps up its help by a sum")


STEPS_UP = listed("step boost increase expand scale bolster reinforce")
"""Verbs by which help becomes more."""


def _sum_again(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    """*Denmark repeated the 125 million euros that it announced in May*."""
    for deed in deeds(told.tokens, clause.group.last, clause.complement[1], governed="thing"):
        money = [amount for amount in told.scene.amounts_in(*told.span(deed.object)) if amount.currency]
        if money:
            again = replace(deed, action="provide")
            yield commitment(told, clause, actor, "restated", again, "a pledge is said again")


def stands(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    """*Ireland confirmed that its pledge of 9.5 million euros stands*."""
    start, end = clause.group.last, unmarked(told, clause)
    noun = _pledge_noun(told, start, end)
    still = next((place for place in range(start, end) if told.tokens[place].low in _STANDS), None)
    if noun is None or still is None or noun + 2 >= still or not actor.acts:
        return
    if told.tokens[noun + 1].low == "of" and told.scene.amounts_in(*told.span((noun, still))):
        deed = Deed("provide", (noun + 2, still), noun, verbal=True)
        yield commitment(told, clause, actor, "restated", deed, "a pledge still stands")


_STANDS = listed("stands stand remains remain holds hold stood")


def raised(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    """*Raised its pledge by 200 million*, *doubled its contribution to 30 million*."""
    start, end = clause.group.last, clause.complement[1]
    noun = _pledge_noun(told, start, end) if actor.acts else None
    if noun is not None and told.scene.amounts_in(*told.span((noun, end))):
        deed = Deed(clause.group.verb, (start, unmarked(told, clause)), start, verbal=True)
        draft = commitment(told, clause, actor, "announced", deed, "a pledge is raised")
        to = max((place for place in range(noun, end) if told.tokens[place].low == "to"), default=None)
        reached = told.span((to, end)) if to is not None else None
        given = reached is not None and bool(told.scene.amounts_in(*reached))
        yield draft._replace(amount_span=reached) if given else draft


def announced(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
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
                yield commitment(
                    told, clause, actor, modality, replace(deed, action=action), "announced a sum"
                )
        return
    for deed in deeds(told.tokens, noun + 1, end):
        if deed.verbal and kept_or_not(told, deed):
            yield commitment(told, clause, actor, modality, deed, "announced a commitment")


def _package(told: Sentence, clause: Clause, actor: Who, *, counted_only: bool) -> Iterator[Draft]:
    """*Announced 20 million euros for clinics*, *announced the deployment of 40 engineers*."""
    start, end = clause.group.last, clause.complement[1]
    for deed in deeds(told.tokens, start, end):
        counted = bool(told.scene.amounts_in(*told.span((deed.start, deed.object[1]))))
        skip = {"launch", "start", "end", "beginning", "opening"} & {
            token.low for token in told.cut((start, min(start + 3, end)))
        }
        if not counted and {"support", "assistance"} & set(told.low((start, min(start + 5, end)))):
            continue  # *announced new assistance* without a sum says nothing that could be kept
        nominal = any(token.low in DEEDS for token in told.cut((start, min(end, start + 4)))) and not skip
        if not (counted and (not counted_only or _gift(told, start, end))) and not nominal:
            continue
        action = deed.action if deed.verbal else "provide"
        yield commitment(
            told, clause, actor, "announced", replace(deed, action=action or "provide"), "announced a package"
        )


def _gift(told: Sentence, start: int, end: int) -> bool:
    """Whether what is announced is money or a thing to be given: a sum, or a noun of aid."""
    money = any(amount.currency for amount in told.scene.amounts_in(*told.span((start, end))))
    return money or bool(
        words.PLEDGE_NOUNS & {token.low.removesuffix("s") for token in told.cut((start, end))}
    )


def nominal(told: Sentence, clause: Clause) -> Iterator[Draft]:
    """*Norway's pledge amounts to 20 million euros*; *its contribution includes 40 engineers*."""
    if clause.group.mood not in {"present", "past", "perfect", "will"}:
        return
    cut = told.cut(clause.subject)
    noun = next(
        (
            number
            for number, token in enumerate(cut)
            if token.low in words.PLEDGE_LIKE | {"share", "package", "aid"}
        ),
        None,
    )
    named = told.scene.parties_in(cut)
    alone = [token.low for token in cut] in (["this"], ["it"])  # *This includes 22 million for shelter*
    if (noun is None and not alone) or not cut or not told.scene.amounts_in(*told.span(clause.complement)):
        return
    definite = cut[0].low in {"the", "this", "its", "their", "it"} and told.memory.promised_at_all
    if not named and not (definite and clause.group.verb in {"include", "comprise"} and told.memory.actors):
        return
    owner = (
        Who((named[0].name,), "named", (named[0],))
        if named
        else Who(told.memory.actors, "pronoun", inferred=True)
    )
    start = clause.group.last + (told.low((clause.group.last, clause.group.last + 1)) == ["of"])
    for deed in deeds(told.tokens, start, clause.complement[1]):
        yield commitment(
            told, clause, owner, "announced", replace(deed, action="provide"), "a pledge is so much"
        )


_FIGURES = listed("come chip weigh follow add stand put throw kick bring join match step top")
_BARE_SUM = listed("in at with by up forward to another further a an about some over nearly its")


def came_in(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    """*Norway came in at NOK 600 million*, *Finland followed with 12 million*: among pledges, a sum behind its giver."""
    group = clause.group
    if (
        group.verb not in _FIGURES
        or group.passive
        or group.mood not in {"past", "present"}
        or actor.kind != "named"
        or not (told.memory.promised_at_all or told.scene.of_pledges)
    ):
        return
    start, end = group.last, unmarked(told, clause)
    money = [amount for amount in told.scene.amounts_in(*told.span((start, end))) if amount.currency]
    first = next(
        (place for place in range(start, end) if money and told.tokens[place].end > money[0].start), None
    )
    if first is None or not set(told.low((start, first))) <= _BARE_SUM:
        return
    deed = Deed("provide", (first, end), start, verbal=True)
    yield commitment(told, clause, actor, "pledged", deed, "a giver with a sum, among pledges")


def kept_or_not(told: Sentence, deed: Deed) -> bool:
    """Whether anybody could say if it was kept: *to find a solution* and *to peace* are attitudes."""
    low = (
        {token.low for token in told.cut(deed.object) if token.kind == "word"}
        - words.DETERMINERS
        - words.PREPOSITIONS
    )
    if deed.verbal and deed.action == "bring" and {"into", "back", "home"} & set(told.low(deed.object)):
        return True
    if deed.verbal and deed.action in {"take", "bring", "meet", "cost", "visit"}:
        return any(token.kind == "number" for token in told.cut(deed.object)) or (
            deed.action in {"meet", "visit"} and bool(told.scene.times_in(*told.span(deed.object)))
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
