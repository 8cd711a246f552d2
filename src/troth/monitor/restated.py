"""Counts since a start that became smaller: a source that takes back some of what it had counted.

Only the latest count of an origin stands, so the interval does not keep the higher one; that it was higher is said,
with both rows and by how much. What the same origin had counted day by day may add up to more than its latest total as
well; then both stand, since nobody can say which day was too high, and that is said too.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from troth.records.evidence import Form
from troth.records.verdict import Context, Reason

from .account import Account, Period
from .fold import UNKNOWN, Day, total
from .grade import Grade
from .select import Roles
from .windows import Stretch

SINCE = frozenset({Form.CUMULATIVE, Form.DENIAL})
"""Forms that say how much it was since a start."""


def restated(account: Account, roles: Roles, grade: Grade) -> Grade:
    """The grade with a reason for each count that became smaller; the rows that were given up are context."""
    lowered = list(_lowered(account))
    roles.context[:0] = [Context(id=reason.ids[0], why="restated_downward") for reason in lowered]
    return replace(grade, reasons=(*grade.reasons, *lowered, *_exceeded(account)))


def _lowered(account: Account) -> Iterator[Reason]:
    """Of each origin's counts from one start: the highest earlier one, where the latest is lower."""
    for newest in account.periods:
        high = newest.item.amount(account.measure)[1]
        if newest.item.row.form not in SINCE or high is None:
            continue
        before = [(_low(one, account), one.item.id) for one in account.dropped if _replaced(one, newest)]
        most, name = max(before, default=(Decimal(0), ""))
        if most > high:
            yield _reason((name, newest.item.id), most - high, newest)


def _replaced(one: Period, newest: Period) -> bool:
    same = one.item.origins == newest.item.origins and one.start == newest.start
    return same and one.item.row.form in SINCE


def _low(period: Period, account: Account) -> Decimal:
    return period.item.amount(account.measure)[0]


def _exceeded(account: Account) -> Iterator[Reason]:
    """Origins whose own days add up to more than their latest count of the same days."""
    for period in account.periods:
        high = period.item.amount(account.measure)[1]
        if period.item.row.form is not Form.CUMULATIVE or high is None:
            continue
        inside = [day for stretch, day in account.days if _within(stretch, period)]
        for origin in sorted(period.item.origins):
            added = total(day.origins.get(origin, UNKNOWN) for day in inside).low
            if added > high:
                yield _reason((*_rows(inside, origin), period.item.id), added - high, period)


def _within(stretch: Stretch, period: Period) -> bool:
    return period.start <= stretch.start and stretch.end <= period.end


def _rows(days: list[Day], origin: str) -> tuple[str, ...]:
    return tuple(sorted({item.id for day in days for item in day.items if origin in item.origins}))


def _reason(ids: tuple[str, ...], amount: Decimal, period: Period) -> Reason:
    return Reason(code="restated_downward", ids=ids, amount=amount, names=tuple(sorted(period.item.origins)))
