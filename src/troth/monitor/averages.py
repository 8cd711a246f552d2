"""Averages: held beside the days, never added to them; one below a daily target proves that some day fell short."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from troth.records.term import Measure
from troth.records.verdict import Reason, State

from .fold import Span, combine
from .grade import Grade, Grounds, alone_says
from .problem import Item
from .select import independent
from .summary import Part

BREACH = frozenset({State.BROKEN, State.PARTLY_KEPT})


def together(measure: Measure, averages: Sequence[Item]) -> Span | None:
    """What several averages say, all origins combined."""
    return combine(Span(*item.amount(measure)) for item in averages) if averages else None


def by_average(grounds: Grounds, grade: Grade, parts: Sequence[Part], averages: Sequence[Item]) -> Grade:
    """What the averages make of a summary.

    Disputed where only an adverse party puts the average below the target, or where every day that it is of is kept
    by other counts.
    """
    average = together(grounds.term.measure, averages)
    every_day = grounds.term.recur is None or grounds.term.recur.k is None
    if average is None or grounds.target is None or not every_day:
        return grade
    goal = grounds.target - grounds.tolerance
    if average.high is None or average.high >= goal:
        return replace(grade, reasons=(*grade.reasons, Reason(code="average_meets", amount=average.low)))
    if grounds.sources(averages) < grounds.term.min_sources and not all(
        item.origins <= grounds.adverse for item in averages
    ):
        few = Reason(code="too_few_sources", amount=Decimal(grounds.term.min_sources))
        return replace(grade, reasons=(*grade.reasons, few))
    below = Reason(code="average_below", amount=average.high, ids=grounds.ids(averages))
    contested = None
    if grade.state not in BREACH:
        alone = together(grounds.term.measure, independent(averages, grounds.adverse))
        if alone is None or alone.high is None or alone.high >= goal:
            contested = "party_alone"
        elif grade.state is State.KEPT or _all_kept(parts, averages):
            contested = "both_sides"
    if contested is not None:
        why = alone_says(averages) if contested == "party_alone" else Reason(code=contested)
        return replace(grade, state=State.DISPUTED, reasons=(*grade.reasons, below, why))
    some = any(part.grade.state is State.KEPT for part in parts)
    return replace(grade, state=State.PARTLY_KEPT if some else State.BROKEN, reasons=(*grade.reasons, below))


def _all_kept(parts: Sequence[Part], averages: Sequence[Item]) -> bool:
    days_of = [
        p for p in parts if any(i.start <= p.stretch.start and p.stretch.end <= i.end for i in averages)
    ]
    return bool(days_of) and all(part.grade.state is State.KEPT for part in days_of)
