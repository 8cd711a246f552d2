"""What a class of instances comes to: a verdict that is filled with each instance's names, times and amounts.

A ruling is learnt from verdicts that the rules themselves gave (`troth.monitor.columnar.judging`); it knows which ids
each list of the verdict holds and which amount each reason tells, and nothing about the rules.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from troth.monitor.compute import against_target
from troth.monitor.fold import Span
from troth.records.quantity import Quantity
from troth.records.verdict import Charge, Interest, Reason, Verdict

FILLED = frozenset(
    {
        "instance", "valid_from", "valid_to", "quantity", "because", "supporting", "opposing", "charges", "interests", "reasons",
        "provisional_until", "fulfilment_low", "fulfilment_high", "shortfall_low", "shortfall_high",
    }
)  # fmt: skip
"""The fields that differ within a class; in all others two instances of it agree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the columns know of one instance, in the words of a verdict."""

    name: str
    counted: tuple[str, ...]
    basis: tuple[str, ...] = ()
    start: datetime
    end: datetime
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Names:
    """Which ids a list holds: the row that names the instance, those that count for it, those that it rests on."""

    own: bool = False
    counted: bool = False
    basis: bool = False

    def of(self, facts: Facts) -> tuple[str, ...]:
        """The list for an instance of the class."""
        parts = ((self.own, (facts.name,)), (self.counted, facts.counted), (self.basis, facts.basis))
        return tuple(sorted({one for meant, ids in parts if meant for one in ids}))


def names_in(ids: tuple[str, ...], facts: Facts) -> Names | None:
    """What a list of ids is made of; None where it is made of anything else.

    >>> from datetime import UTC
    >>> now = datetime(2024, 5, 1, tzinfo=UTC)
    >>> facts = Facts(name="E1", counted=("E2",), start=now, end=now, low=Decimal(1), high=Decimal(1))
    >>> names_in(("E1", "E2"), facts)
    Names(own=True, counted=True, basis=False)
    """
    found = set(ids)
    names = Names(
        own=facts.name in found and facts.name not in facts.counted,
        counted=bool(facts.counted) and found >= set(facts.counted),
        basis=bool(facts.basis) and found >= set(facts.basis),
    )
    return names if names.of(facts) == tuple(sorted(found)) else None


AMOUNTS: Mapping[str, Callable[[Facts, Decimal], Decimal]] = {
    "low": lambda facts, _: facts.low,
    "high": lambda facts, _: facts.high,
    "below": lambda facts, target: target - facts.high,
    "above": lambda facts, target: facts.low - target,
}
"""What an amount in a reason can be, by an instance's ends and the target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A verdict with its blanks."""

    verdict: Verdict
    because: Names
    supporting: Names
    opposing: Names
    charged: bool
    stands: Interest | None
    """How the party behind the rows that count stands to them; None: nobody speaks in a cause of its own."""
    low_known: bool
    """Whether the low end is what the rows add up to; else it is the verdict's own."""
    high_known: bool
    """The same for the high end; else it is open, or the verdict's own."""
    amounts: tuple[str | None, ...]
    """For each reason the name of its amount in `AMOUNTS`; None: it has none, or always the same."""
    named: tuple[Names, ...]
    """For each reason the ids that it names."""
    late: timedelta | None = None
    """From the end of an instance to `provisional_until`."""

    @property
    def target(self) -> Decimal:
        """What is owed or allowed; 0 where the term names no number."""
        return Decimal(0) if self.verdict.target is None else self.verdict.target

    def span(self, facts: Facts) -> Span:
        """The interval of an instance."""
        low = facts.low if self.low_known else self.verdict.quantity.low
        return Span(low, facts.high if self.high_known else self.verdict.quantity.high)

    def fill(self, facts: Facts) -> Verdict:
        """The verdict on an instance of the class."""
        base, span = self.verdict, self.span(facts)
        owed = base.fulfilment_low is not None
        return base.model_copy(
            update={
                "instance": facts.name, "valid_from": facts.start, "valid_to": facts.end,
                "quantity": Quantity(low=span.low, high=span.high, unit=base.quantity.unit),
                "because": self.because.of(facts), "supporting": self.supporting.of(facts),
                "opposing": self.opposing.of(facts), "charges": self._charges(facts),
                "interests": self._interests(facts), "reasons": self._reasons(facts),
                "provisional_until": base.provisional_until if self.late is None else facts.end + self.late,
                **(against_target(self.target, span) if owed else {}),
            }
        )  # fmt: skip

    def _charges(self, facts: Facts) -> tuple[Charge, ...]:
        by = self.verdict.charges[0].by if self.verdict.charges else ()
        return tuple(Charge(id=one, by=by) for one in sorted(facts.counted)) if self.charged else ()

    def _interests(self, facts: Facts) -> tuple[Interest, ...]:
        if self.stands is None:
            return ()
        return tuple(self.stands.model_copy(update={"id": one}) for one in sorted(facts.counted))

    def _reasons(self, facts: Facts) -> tuple[Reason, ...]:
        filled = []
        for reason, amount, names in zip(self.verdict.reasons, self.amounts, self.named, strict=True):
            told = reason.amount if amount is None else AMOUNTS[amount](facts, self.target)
            filled.append(reason.model_copy(update={"ids": names.of(facts), "amount": told}))
        return tuple(filled)


def learn(verdict: Verdict, facts: Facts) -> list[Ruling]:
    """Every ruling that gives this verdict on this instance; none where it says something that no ruling can."""
    because, supporting, opposing = (
        names_in(ids, facts) for ids in (verdict.because, verdict.supporting, verdict.opposing)
    )
    named = [one for reason in verdict.reasons if (one := names_in(reason.ids, facts)) is not None]
    if because is None or supporting is None or opposing is None or len(named) < len(verdict.reasons):
        return []
    late = None if verdict.provisional_until is None else verdict.provisional_until - facts.end
    base = Ruling(
        verdict=verdict, because=because, supporting=supporting, opposing=opposing, charged=bool(verdict.charges),
        stands=next(iter(verdict.interests), None),
        low_known=verdict.quantity.low == facts.low, high_known=verdict.quantity.high == facts.high,
        amounts=(), named=tuple(named),
    )  # fmt: skip
    found = [
        replace(base, amounts=amounts, late=moved)
        for amounts in _amounts(verdict, facts)
        for moved in (late, None)
    ]
    return [one for one in found if one.fill(facts) == verdict]


def _amounts(verdict: Verdict, facts: Facts) -> list[tuple[str | None, ...]]:
    """Every choice of what the amounts of the reasons may be."""
    target = Decimal(0) if verdict.target is None else verdict.target
    choices: list[tuple[str | None, ...]] = [()]
    for reason in verdict.reasons:
        fitting: list[str | None] = []
        if reason.amount is not None:
            fitting += [name for name, amount in AMOUNTS.items() if amount(facts, target) == reason.amount]
        fitting.append(None)
        choices = [(*one, name) for one in choices for name in fitting]
    return choices
