"""Whether a sentence brings up an agreement that somebody made."""

import re

from troth.read.listed import listed

from . import words
from .sentence import Sentence

TELLS = listed(
    "provide require stipulate call oblige include envisage foresee specify entail mandate allow enable set contain cover bind commit see involve give"
)
"""What the text of an agreement does to its terms."""


_REACHED = listed(
    "reach sign conclude broker agree announce strike seal approve negotiate adopt accept mediate finalise finalize"
)


_UNDER = re.compile(
    r"^(?:under|in|as part of|according to|in line with|pursuant to|in accordance with|by the terms of|in exchange|in return|for its part|for their part|as agreed)\b",
    re.IGNORECASE,
)


_UNDER_IT = re.compile(
    r"\b(?:under|as part of|in line with|pursuant to|by the terms of) (?:the|this|that) (?:\w+ )?(?:agreement|deal|accord|truce|ceasefire|arrangement|understanding|pact)\b",
    re.IGNORECASE,
)


_SUPPOSED = listed("after once if when until before unless any")


def tells_agreement(told: Sentence) -> bool:
    """Whether the sentence brings up an agreement that somebody made: *a truce was reached*, *the deal provides …*."""
    low = [token.low for token in told.tokens]
    if not words.AGREEMENT_NOUNS.intersection(low):
        return False
    for clause in told.clauses:
        subject = words.AGREEMENT_NOUNS.intersection(told.low(clause.subject))
        thing = words.AGREEMENT_NOUNS.intersection(told.low(clause.complement)[:9])
        if clause.link in listed("after once if when until before unless") or _SUPPOSED.intersection(
            told.low((max(0, clause.subject[0] - 2), clause.subject[0]))
        ):
            continue
        if (
            clause.group.verb in _REACHED
            and (subject if clause.group.passive else thing)
            and not clause.group.negated
        ):
            return clause.group.mood in {"past", "perfect", "present"}
        if (
            subject
            and clause.group.verb in TELLS | {"take", "begin", "come", "enter", "start"}
            and clause.group.mood in {"past", "present", "will", "would", "perfect"}
        ):
            return True
    text = told.scene.document.text[told.start : told.end]
    leads = bool(_UNDER.match(text)) and any(_made(told, place) for place in range(min(9, len(low))))
    return leads or _UNDER_IT.search(text) is not None


def _made(told: Sentence, place: int) -> bool:
    return told.tokens[place].low in words.AGREEMENT_NOUNS and told.tokens[max(0, place - 1)].low in listed(
        "the this that of ceasefire truce peace brokered provisional a"
    )
