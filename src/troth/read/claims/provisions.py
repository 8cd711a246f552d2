"""What an agreement provides for: *the deal provides for the release of …*, *a truce that would see the bridge reopened*."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from troth.read.listed import listed

from . import words
from .clauses import Clause
from .deeds import Deed, deeds
from .drafts import Draft
from .obligors import obligor, term
from .sentence import Sentence
from .verbs import DEEDS, FORMS


def provided(told: Sentence, clause: Clause) -> Iterator[Draft]:
    """*The deal provides for the release of …*, *an agreement that would enable a pause*."""
    if clause.group.verb in {"take", "come"}:
        return
    if clause.group.verb == "see" and (seen := _seen_done(told, clause)) is not None:
        yield term(told, clause, obligor(told, seen), seen, "would", "an agreement provides it")
        return
    for deed in split_terms(told, clause.group.last, clause.complement[1]):
        if (
            not deed.verbal
            and not told.scene.amounts_in(*told.span(deed.object))
            and not words.PAUSES.intersection(told.low(deed.object))
        ):
            continue
        yield term(told, clause, obligor(told, deed), deed, "would", "an agreement provides it")


def _seen_done(told: Sentence, clause: Clause) -> Deed | None:
    """*The accord would see the bridge reopened to convoys*."""
    start, end = clause.group.last, clause.complement[1]
    for place in range(start + 1, end):
        token = told.tokens[place]
        form = FORMS.get(token.low)
        if (
            form is not None
            and form.tense in {"ed", "part"}
            and told.tokens[place - 1].low not in words.DETERMINERS
        ):
            return Deed(form.lemma, (start, end), start, verbal=True)
    return None


def split_terms(told: Sentence, start: int, end: int) -> list[Deed]:
    """The members of *the release of hostages and a four-day pause*: a new article or number begins a new one."""
    cuts = [start, *(place for place in range(start + 1, end - 1) if _begins_term(told, place)), end]
    found: list[Deed] = []
    for first, last in pairwise(cuts):
        begin = first
        while begin < last and (
            told.tokens[begin].low in listed("and for a an the that") or told.tokens[begin].text == ","
        ):
            begin += 1
        if [token.low for token in told.cut((begin + 1, begin + 3))] == ["of", "them"]:
            continue
        found += [with_pause(told, deed) for deed in deeds(told.tokens, begin, last)]
    return found


def _begins_term(told: Sentence, place: int) -> bool:
    link, following = told.tokens[place], told.tokens[place + 1]
    return (link.low == "and" or link.text == ",") and (
        following.low in {"a", "an", "the"} or following.low in DEEDS or following.kind == "number"
    )


def with_pause(told: Sentence, deed: Deed) -> Deed:
    """A pause is observed; any other deed is as it is told."""
    if not deed.verbal and words.PAUSES.intersection(told.low(deed.object)):
        return replace(deed, action="observe")
    return deed
