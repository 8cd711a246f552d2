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


@dataclass(frozen=True, slots=True)
class Said:
    """What was said before, as far as it is compared."""

    type: ClaimType
    action: str
    words: frozenset[str]
    amount: tuple[float | None, str] | None
    first: str
    """The claim that said it first."""


@dataclass(slots=True)
class Heard:
    """What a document has said so far, by who is to do it and by the list or table that it stands in.

    The rows of one table, and the bullets of one list, are different things: they are never compared.
    """

    by_actor: dict[str, dict[int, list[Said]]] = field(default_factory=dict)

    def original(self, seen: Scene, draft: Draft, places: tuple[int, int]) -> str | None:
        """The claim that said it first, if one did."""
        if draft.type not in {ClaimType.COMMITMENT, ClaimType.AGREEMENT_TERM}:
            return None
        words, amount = content(seen.document.text[places[0] : places[1]]), _amount(seen, draft)
        for before in self._others(draft):
            if before.type is draft.type and _same(before, draft.action, words, amount):
                return before.first
        return None

    def _others(self, draft: Draft) -> Iterator[Said]:
        for name in draft.actor:
            for group, said in self.by_actor.get(_party(name), {}).items():
                if group != draft.group or not group:
                    yield from said

    def add(self, seen: Scene, draft: Draft, places: tuple[int, int], first: str) -> None:
        """Keep what a claim said."""
        words = content(seen.document.text[places[0] : places[1]])
        said = Said(draft.type, draft.action, words, _amount(seen, draft), first)
        for name in draft.actor:
            self.by_actor.setdefault(_party(name), {}).setdefault(draft.group, []).append(said)


def _party(name: str) -> str:
    """A state and its government are one party here."""
    return name.removeprefix("Government of ")


def _amount(seen: Scene, draft: Draft) -> tuple[float | None, str] | None:
    for amount in seen.amounts_in(*(draft.amount_span or draft.object)):
        if amount.kind in {"money", "count", "measure"}:
            return amount.value, amount.unit
    return None


def _same(before: Said, action: str, words: frozenset[str], amount: tuple[float | None, str] | None) -> bool:
    if amount is not None and before.amount is not None:
        return amount == before.amount and bool(words & before.words)
    if not words or not before.words:
        return False
    shared = len(words & before.words) / min(len(words), len(before.words))
    alike = action == before.action or {action, before.action} <= _SAME_DEED
    return alike and shared >= 0.6
