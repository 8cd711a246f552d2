"""Whether a document says a thing again: the same actor, the same thing, no other amount."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from troth.read.listed import listed
from troth.records import Claim, ClaimType

from .drafts import Draft
from .scene import Scene

_WORD = re.compile(r"[^\W\d_]{3,}")
_EMPTY = listed(
    "the and for with from that this their its both all any our will shall would into through more other further new additional"
)
_SAME_DEED = listed("support bolster strengthen enhance reinforce assist help aid back")


def content(said: str) -> frozenset[str]:
    """The stems of the words that carry meaning.

    >>> sorted(content("the peacekeepers and a mission"))
    ['missio', 'peacek']
    """
    return frozenset(word[:6] for word in _WORD.findall(said.lower()) if word not in _EMPTY)


@dataclass(frozen=True, slots=True)
class Said:
    """What was said before, as far as it is compared."""

    id: str
    type: ClaimType
    actor: frozenset[str]
    action: str
    words: frozenset[str]
    amount: tuple[float | None, str] | None
    first: str
    start: int

    @classmethod
    def of(cls, made: Claim) -> Self:
        """What is compared of a claim."""
        amount = (
            None if made.quantity is None else (made.quantity.value or made.quantity.min, made.quantity.unit)
        )
        return cls(
            made.id,
            made.type,
            frozenset(made.actor),
            made.action,
            content(re.sub(r"\([^)]*\)$", "", made.object)),
            amount,
            made.restates or made.id,
            made.spans[0].start,
        )


def original(seen: Scene, draft: Draft, places: tuple[int, int], said: Sequence[Said]) -> str | None:
    """The claim of the same document that said it first, if one did."""
    if draft.type not in {ClaimType.COMMITMENT, ClaimType.AGREEMENT_TERM}:
        return None
    words = content(seen.document.text[places[0] : places[1]])
    amounts = [
        amount
        for amount in seen.amounts_in(*(draft.amount_span or draft.object))
        if amount.kind in {"money", "count", "measure"}
    ]
    for before in said:
        if (
            before.type is not draft.type
            or before.start == draft.start
            or not (before.actor & frozenset(draft.actor) or _government(before.actor, draft.actor))
        ):
            continue
        if _same(before, draft.action, words, (amounts[0].value, amounts[0].unit) if amounts else None):
            return before.first
    return None


def _government(before: frozenset[str], actor: Sequence[str]) -> bool:
    names = {name.removeprefix("Government of ") for name in before}
    return any(name.removeprefix("Government of ") in names for name in actor)


def _same(before: Said, action: str, words: frozenset[str], amount: tuple[float | None, str] | None) -> bool:
    if amount is not None and before.amount is not None:
        return amount == before.amount and bool(words & before.words)
    if not words or not before.words:
        return False
    shared = len(words & before.words) / min(len(words), len(before.words))
    alike = action == before.action or {action, before.action} <= _SAME_DEED
    return alike and shared >= 0.6
