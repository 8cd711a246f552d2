"""Duties that recur and could never be missed, or never be kept, whatever anybody did."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from troth.monitor.windows import Bounds, days
from troth.records.moment import parse_zone
from troth.records.term import Kind, Recurrence, Term

from .bounds import DAY, MOST_PERIODS, Terms, followed, seconds_of
from .links import note
from .model import Row
from .problems import Problems


def check_recurrence(problems: Problems, rows: Sequence[Row[Term]]) -> None:
    """Note periods and runs that do not fit into their window, and tolerances that leave nothing owed."""
    terms = {row.record.id: row.record for row in rows}
    for row in rows:
        if row.record.kind is not Kind.RECUR or row.record.recur is None:
            continue
        _check_tolerance(problems, row, row.record.recur, terms)
        if row.record.recur.at is None:
            _check_fit(problems, row, row.record.recur, terms)


def _check_tolerance(problems: Problems, row: Row[Term], recur: Recurrence, terms: Terms) -> None:
    """Of a target by ratio; where the number stands in the term itself its record refuses it."""
    if row.record.target.ratio is None:
        return
    chain = followed(row.record, terms, lambda one: one.target.ratio.of if one.target.ratio else None)
    owed = chain[-1].target.at_least
    for term in chain[:-1]:
        owed = None if owed is None or term.target.ratio is None else owed * term.target.ratio.times
    if owed is not None and recur.tolerance > 0 and recur.tolerance >= owed:
        note(
            problems, row, "recur.tolerance", found=recur.tolerance, expected=f"less than the target ({_plain(owed)})",
            remedy="with so large a tolerance nothing is owed: lower it",
        )  # fmt: skip


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _check_fit(problems: Problems, row: Row[Term], recur: Recurrence, terms: Terms) -> None:
    """Whether one period, and one run of periods, fits into a window whose length is known and cannot be extended."""
    window, period = _window(row.record, terms), seconds_of(recur.every)
    if window is None or window.start is None or window.end is None:
        return
    length = (window.end - window.start) / timedelta(seconds=1)
    if length > MOST_PERIODS * period:  # which is told elsewhere
        return
    whole = len(days(row.record, window, closed_end=True))
    if not whole:
        note(
            problems, row, "recur.every", found=f"a period of {_days(period)}", expected=f"one that ends within the window of {_days(length)}",
            remedy="shorten it, or give the window a later end: a period that is never over is never judged",
        )  # fmt: skip
    elif recur.of is not None and recur.of > whole and row.record.window.day == "civil":
        note(
            problems, row, "recur.of", found=f"a run of {recur.of} periods", expected=f"at most {whole}, as many as fit into the window",
            remedy="lower k and of, or give the window a later end: a run that is never whole is never judged",
        )  # fmt: skip


def _window(term: Term, terms: Terms) -> Bounds | None:
    """The window as it is written; None where nobody knows how long it lasts, or where it can still be extended."""
    chain = followed(term, terms, lambda one: one.window.during)
    if any(one.extension is not None or one.suspension is not None for one in chain):
        return None
    start, ends = term.window.valid_from, [one.window.valid_to for one in chain if one.window.valid_to]
    if term.window.within is not None:
        start = datetime(
            2001, 1, 1, tzinfo=parse_zone(term.window.timezone)
        )  # any: its length is what is asked
        ends = [term.window.within.after(start)]
    return Bounds(start=start, end=min(ends, default=None))


def _days(seconds: float) -> str:
    number = round(seconds / DAY, 2)
    return f"{number:g} day" if number == 1 else f"{number:g} days"
