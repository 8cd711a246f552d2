"""In whose interest a row speaks: with or against the side that owes, and said by that side or by the other.

    who says it            that it was done          that it was not
    ─────────────────      ────────────────────      ───────────────
    the side that owes     self-report               admission
    the side it is owed    concession                charge
    another party          neutral                   charge
    anybody else           neutral                   neutral

What a party says against its own interest (an admission, a concession) counts as what a neutral one says. A
self-report keeps a term only where nobody contradicts, and the verdict says so; a charge alone breaks nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from troth.records.evidence import Form
from troth.records.term import Kind, Term
from troth.records.verdict import Interest

from .account import Account
from .fold import UNKNOWN, Span
from .problem import Item
from .select import Roles

Stands = Literal["admission", "self_report", "charge", "concession"]
CLOSED = frozenset({Form.TALLY, Form.CUMULATIVE, Form.AVERAGE})
"""Forms that say how much it was in all, so that they can say that it was too little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """The parties on both sides of a duty, each at the top of its organs."""

    obligors: frozenset[str] = frozenset()
    adverse: frozenset[str] = frozenset()
    """All other parties of the agreement: what they alone say against the obligor is a charge."""
    owed: frozenset[str] = frozenset()
    """Those of them to whom it is owed (all, where the term names nobody): what they grant is a concession."""

    def stands(self, item: Item, origin: str, *, against: bool) -> Stands | None:
        """How an origin stands to what a row says; None: it has no part in it.

        Of several who owe, one admits what it did itself, and all what they say together; else it charges the others.
        """
        if origin in self.obligors and against:
            return "admission" if self.obligors <= item.origins or origin in item.actors else "charge"
        return self.of(origin, against=against)

    def of(self, origin: str, *, against: bool) -> Stands | None:
        """The same for a duty of one party.

        >>> sides = Sides(obligors=frozenset({"A"}), adverse=frozenset({"B", "C"}), owed=frozenset({"B"}))
        >>> [sides.of(who, against=False) for who in ("A", "B", "C", "observer")]
        ['self_report', 'concession', None, None]
        >>> [sides.of(who, against=True) for who in ("A", "B", "C", "observer")]
        ['admission', 'charge', 'charge', None]
        """
        if origin in self.obligors:
            return "admission" if against else "self_report"
        if origin in self.adverse and against:
            return "charge"
        return "concession" if origin in self.owed else None


def interests(
    term: Term, account: Account, words: Roles, sides: Sides, goal: Decimal | None
) -> tuple[Interest, ...]:
    """Every row that a party to the term stands behind, and how; rows that are not listed are neutral.

    Parameters
    ----------
    goal
        The number that is owed, less what the term tolerates.
    """
    found: dict[tuple[str, str], tuple[Item, bool]] = {}
    for item, origin, against in _said(term, account, words, sides.obligors | sides.adverse, goal):
        key = (item.id, origin)
        found[key] = (item, against or (key in found and found[key][1]))
    listed = []
    for (name, origin), (item, against) in sorted(found.items(), key=lambda one: one[0]):
        if (stands := sides.stands(item, origin, against=against)) is not None:
            listed.append(Interest(id=name, origin=origin, stands=stands))
    return tuple(listed)


def _said(
    term: Term, account: Account, words: Roles, parties: frozenset[str], goal: Decimal | None
) -> Iterator[tuple[Item, str, bool]]:
    """Each row with each party behind it, and whether it speaks against the side that owes."""
    for items, against in ((words.opposing, True), (words.supporting, False)):
        yield from ((item, origin, against) for item in items for origin in item.origins & parties)
    own = {origin: account.own(origin) for origin in account.origins() if origin in parties}
    for _, day in account.days:
        for item, origin in _by(day.items, parties):
            added = own[origin][:1] if term.kind is Kind.ACHIEVE else [day.origins.get(origin, UNKNOWN)]
            short = _short(added, goal)
            yield item, origin, _against(term, item, goal, short=short)
    for item, origin in _by([period.item for period in account.periods], parties):
        yield item, origin, _against(term, item, goal, short=_short(own[origin][1:], goal))
    if term.kind is Kind.RECUR:
        for item, origin in _by(words.averages, parties):
            yield item, origin, _short([Span(*item.amount(term.measure))], goal)


def _by(items: Sequence[Item], parties: frozenset[str]) -> Iterator[tuple[Item, str]]:
    return ((item, origin) for item in items for origin in item.origins & parties)


def _short(figures: Iterable[Span], goal: Decimal | None) -> bool:
    """Whether one of an origin's own figures for the whole stays below what is owed."""
    return goal is not None and any(figure.high is not None and figure.high < goal for figure in figures)


def _against(term: Term, item: Item, goal: Decimal | None, *, short: bool) -> bool:
    """Whether a counted row speaks against the side that owes.

    An act that is forbidden does, and a denial of what is owed; of what is owed, a happening and an "at least" never
    do, and a count in full does where its origin's own figures stay below what is due.
    """
    if term.kind is Kind.REFRAIN:
        return item.is_act(term.measure, goal or Decimal(0))
    if item.row.form is Form.DENIAL:
        return True
    if term.kind is Kind.SUSTAIN and goal is not None:
        return _wrong_level(term, item, goal)
    return item.row.form in CLOSED and short


def _wrong_level(term: Term, item: Item, goal: Decimal) -> bool:
    low, high = item.amount(term.measure)
    if term.target.at_most is not None:
        return low > goal
    return item.row.form is not Form.AT_LEAST and high is not None and high < goal
