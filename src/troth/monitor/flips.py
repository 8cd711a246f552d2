"""What would turn a verdict: single rows, all that one origin says, and sets that do so only together.

Each is found by judging again without those rows. Of many rows not all can be tried; what was not is said exactly, so
that no verdict claims that nothing turns it where somebody only stopped looking. What turns most with fewest trials comes
first: all that one origin says, then row by row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from heapq import nlargest

from troth.records.verdict import Flip, Reason, State, Verdict

from .problem import Item
from .seeds import shortest_start
from .trials import Asked, reduced

SURELY = 5
"""So many origins of a summary, those with most rows, are left out whatever it takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """What turns a verdict, and what of that was not tried."""

    flips: tuple[Flip, ...] = ()
    reasons: tuple[Reason, ...] = ()
    """`too_many_rows` names the rows that were not left out by themselves, and the origins of which not all was left out;
    `flip_not_reduced` the rows of a set of which it was not tried to the end whether fewer would do."""


@dataclass(slots=True, kw_only=True)
class Turning:
    """Looks for what turns one verdict."""

    verdict: Verdict
    asked: Asked
    ranked: Sequence[str]
    """What it rests on, the most useful first."""
    items: Mapping[str, Item]
    always: bool
    """Whether everything is tried, since so few rows bear on the term."""
    _cut: tuple[str, ...] = field(default=(), init=False)

    def turns(self) -> Turns:
        """The flips in a fixed order: single rows, then what an origin says, else a set; and what was not tried."""
        heard, unheard = self._by_origin()
        single, untried = self._one_by_one()
        found = [Flip(without=(one,), state=state) for one, state in single.items()]
        several = [flip for flip in heard if not set(flip.without) <= set(single)]
        searched = bool(single or several)
        if not searched and (self._summary or self._going()):
            searched = True
            few = self._together()
            found += [Flip(without=tuple(sorted(few)), state=self.asked.without(few))] if few else []
        reasons = []
        if untried or unheard or (self.verdict.because and not searched):
            amount = Decimal(len(self.verdict.because))
            reasons.append(Reason(code="too_many_rows", amount=amount, ids=untried, names=unheard))
        if self._cut:
            reasons.append(Reason(code="flip_not_reduced", ids=self._cut, amount=Decimal(len(self._cut))))
        return Turns(flips=(*found, *several), reasons=tuple(reasons))

    @property
    def _summary(self) -> bool:
        return self.verdict.instance is None

    def _going(self) -> bool:
        return self.always or self.asked.left() > 0

    def _turned(self, ids: Sequence[str]) -> bool:
        return self.asked.without(ids) is not self.verdict.state

    def _by_origin(self) -> tuple[list[Flip], tuple[str, ...]]:
        """What each origin alone says, where that turns it; and the origins for which it was not tried."""
        said: dict[str, list[str]] = {}
        for one in self.verdict.because:
            item = self.items.get(one)
            if item is not None and len(item.origins) == 1:
                said.setdefault(next(iter(item.origins)), []).append(one)
        several = {origin: ids for origin, ids in sorted(said.items()) if len(ids) > 1}
        surely = nlargest(SURELY, several, key=lambda origin: len(several[origin])) if self._summary else ()
        found, untried = [], []
        for origin, ids in several.items():
            if origin not in surely and not self._going():
                untried.append(origin)
            elif self._turned(ids):
                found.append(Flip(without=tuple(ids), origin=origin, state=self.asked.without(ids)))
        return found, tuple(untried)

    def _one_by_one(self) -> tuple[dict[str, State | None], tuple[str, ...]]:
        """The single rows that turn it; and those that were not tried."""
        single: dict[str, State | None] = {}
        for at, one in enumerate(self.verdict.because):
            if not self._going():
                return single, tuple(self.verdict.because[at:])
            if (state := self.asked.without([one])) is not self.verdict.state:
                single[one] = state
        return single, ()

    def _together(self) -> list[str]:
        """Rows without which, taken together, the state would be another; none of them could be put back."""
        if not self.ranked or not self._turned(self.ranked):
            return []
        found = shortest_start(self.ranked, self._turned)
        if found is None:
            return []
        few = reduced(found, self._turned, lambda: not self._going())
        if not self._going():
            self._cut = tuple(sorted(few))
        return few
