"""Whether a document says a thing again: the same actor, the same thing, no other amount."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from troth.read.listed import listed
from troth.records import ClaimType

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


Sum = tuple[float | None, str]
"""A value with its unit."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said before, as far as it is compared."""

    type: ClaimType
    action: str
    words: frozenset[str]
    amount: Sum | None
    first: str
    """The claim that said it first."""


@dataclass(slots=True)
class Heard:
    """What a document has said so far, by who is to do it and by the list or table that it stands in.

    The rows of one table, and the bullets of one list, are different things: they are never compared.
    """

    by_actor: dict[str, dict[Sum | None, dict[int, dict[Said, None]]]] = field(default_factory=dict)
    """By party, then by amount, since what has another amount is another thing, then by list or table; each once."""

    def said(self, seen: Scene, draft: Draft, words: frozenset[str], name: str) -> str | None:
        """The claim that said it first, if one did; what the claim `name` says is kept for those that follow."""
        if draft.type not in {ClaimType.COMMITMENT, ClaimType.AGREEMENT_TERM}:
            return None
        amount = _amount(seen, draft)
        first = (
            None
            if not self._heard_of(draft, amount)
            else min(
                (
                    before.first
                    for before in self._others(draft, amount)
                    if before.type is draft.type and _same(before, draft.action, words, amount)
                ),
                default=None,
                key=lambda name: (len(name), name),
            )
        )
        here = Said(draft.type, draft.action, words, amount, first or name)
        for party in draft.actor:
            known = self.by_actor.setdefault(_party(party), {}).setdefault(amount, {})
            known.setdefault(draft.group, {})[here] = None  # the same again, once
        return first

    def _heard_of(self, draft: Draft, amount: Sum | None) -> bool:
        """Whether anything was said before that could be the same; of most rows of a table nothing was."""
        known = (self.by_actor.get(_party(name)) for name in draft.actor)
        return any(said is not None and (amount is None or amount in said or None in said) for said in known)

    def _others(self, draft: Draft, amount: Sum | None) -> Iterator[Said]:
        for name in draft.actor:
            known = self.by_actor.get(_party(name), {})
            for like in known if amount is None else (amount, None):
                for group, said in known.get(like, {}).items():
                    if group != draft.group or not group:
                        yield from said


def _party(name: str) -> str:
    """A state and its government are one party here."""
    return name.removeprefix("Government of ")


def _amount(seen: Scene, draft: Draft) -> Sum | None:
    for amount in seen.amounts_in(*(draft.amount_span or draft.object)):
        if amount.kind in {"money", "count", "measure"}:
            return amount.value, amount.unit
    return None


def _same(before: Said, action: str, words: frozenset[str], amount: Sum | None) -> bool:
    if amount is not None and before.amount is not None:
        return amount == before.amount and bool(words & before.words)
    if not words or not before.words:
        return False
    shared = len(words & before.words) / min(len(words), len(before.words))
    alike = action == before.action or {action, before.action} <= _SAME_DEED
    return alike and shared >= 0.6
