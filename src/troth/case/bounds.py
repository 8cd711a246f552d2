"""How large, how long and how many: what a case may ask for, so that whatever follows from it can be counted.

Numbers are at most 10^15 with at most 6 decimals (`troth.records.quantity.within_reach`), years lie between 1000 and
9000, lengths of time are at most 100 years (`troth.records.moment`), and a window is cut into at most 4,000 periods.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from troth.records.evidence import Evidence
from troth.records.moment import Duration
from troth.records.quantity import LARGEST, PLACES, within_reach
from troth.records.term import Kind, Term

from .links import note
from .model import Row
from .problems import Problems
from .tomlfile import Cursor, Reader

MOST_PERIODS = 4_000
"""Days, or periods of `every`, of one window: eleven years of days."""
MOST_TIMES = Decimal(1_000_000)
"""The largest ratio between two targets."""
DAY, HOUR = 86_400, 3_600
_MONTH = 2_629_800
_PER_DAY: Mapping[str, Decimal] = {"day": Decimal(1), "hour": Decimal(24), "week": Decimal(1) / 7}
_CUT = {Kind.ACHIEVE, Kind.SUSTAIN, Kind.RECUR, Kind.REFRAIN}
"""Kinds whose windows are judged day by day, or period by period."""
Terms = Mapping[str, Term]


def decimal_of(value: object) -> Decimal | None:
    """The number that a record would read here; None where it would refuse the value anyway."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    if isinstance(value, int):  # one of a million digits is only known to be too large
        value = max(min(value, int(LARGEST) + 1), -int(LARGEST) - 1)
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def within(value: object, most: Decimal = LARGEST) -> bool:
    """Whether a number, if it is one, lies between 0 and `most` and is not too fine.

    >>> within(200), within(-1), within("1e400"), within("many")
    (True, False, False, True)
    """
    number = decimal_of(value)
    if number is None:
        return True
    try:
        return 0 <= within_reach(number) <= most
    except ValueError:
        return False


def amount(most: Decimal = LARGEST) -> Reader:
    """A number of zero or more that can be counted with."""

    def read(cursor: Cursor, key: str, value: object) -> dict[str, Any]:
        is_good = within(value, most)
        if is_good and not isinstance(value, str):
            return {key: value}
        expected = f"a number from 0 to {most} with at most {PLACES} decimals"
        remedy = (
            "write the number without quotes"
            if is_good
            else "write the number in a larger unit, or correct it"
        )
        cursor.bad(key, found=value, expected=expected, remedy=remedy)
        return {}

    return read


def count(most: int) -> Reader:
    """A whole number of zero or more; what is below the least that makes sense is refused by its record."""

    def read(cursor: Cursor, key: str, value: object) -> dict[str, Any]:
        found = decimal_of(value)
        is_good = found is None or found <= most
        if is_good and not (found is not None and isinstance(value, str)):
            return {key: value}
        remedy = "write the number without quotes" if is_good else "correct it"
        cursor.bad(key, found=value, expected=f"a whole number of at most {most}", remedy=remedy)
        return {}

    return read


def every(cursor: Cursor, key: str, value: object) -> dict[str, Any]:
    """How often something is owed: at most every hour."""
    length = cursor.spot.duration((*cursor.path, key), value)
    if length is not None and seconds_of(length) < HOUR:
        cursor.bad(
            key, found=value, expected="a length of at least an hour", remedy="write PT1H, P1D or longer"
        )
        return {}
    return {} if length is None else {key: length}


def seconds_of(length: Duration) -> int:
    """About how long it is: a month has 30.4375 days."""
    return length.months * _MONTH + length.days * DAY + length.seconds


def check_sizes(problems: Problems, rows: Sequence[Row[Term]], as_of: datetime | None) -> None:
    """Windows that would be cut into more periods than anybody can look at, and targets that multiply beyond counting.

    Parameters
    ----------
    as_of
        When the case is judged: a window without an end is looked at until then. None: not known.
    """
    terms = {row.record.id: row.record for row in rows}
    for row in rows:
        term = row.record
        if term.kind in _CUT and not (term.recur and term.recur.at):
            _check_window(problems, row, terms, as_of)
        owed = followed(term, terms, lambda one: one.target.ratio.of if one.target.ratio else None)
        times = [one.target.ratio.times for one in owed if one.target.ratio]
        total = next((one.target.at_least or one.target.at_most for one in owed[-1:]), None) or Decimal(1)
        for one in times:
            total = min(total * one, LARGEST * 2)
        if times and total > LARGEST:
            note(
                problems, row, "target.ratio", found=" of ".join(str(one) for one in times[:3]),
                expected=f"a target of at most {LARGEST} in all", remedy="correct `times`, here or in the term it is taken of",
            )  # fmt: skip


def _check_window(problems: Problems, row: Row[Term], terms: Terms, as_of: datetime | None) -> None:
    term, window = row.record, row.record.window
    chain = followed(term, terms, lambda one: one.window.during)
    ends = [one.window.valid_to for one in chain if one.window.valid_to is not None]
    if not ends and as_of is not None and term.kind is not Kind.ACHIEVE and window.within is None:
        ends = [as_of]
    length, field = 0.0, "window.until"
    if window.valid_from is not None and ends:
        length = (min(ends) - window.valid_from).total_seconds()
    elif window.within is not None:
        length, field = seconds_of(window.within), "window.within"
    period = DAY if term.recur is None else max(HOUR, seconds_of(term.recur.every))
    if length > MOST_PERIODS * period:
        what = "days" if period == DAY else "periods of recur.every"
        note(
            problems, row, field, found=f"a window of {length / period:.0f} {what}",
            expected=f"at most {MOST_PERIODS} {what}", remedy="give it an earlier end, or write it as several terms",
        )  # fmt: skip


def followed(term: Term, terms: Terms, link: Callable[[Term], str | None]) -> list[Term]:
    """A term and those that it leads to, one after the other; circles are told elsewhere."""
    way, at = [term], terms.get(link(term) or "")
    while at is not None and at not in way:
        way.append(at)
        at = terms.get(link(at) or "")
    return way


def check_extensions(problems: Problems, rows: Sequence[Row[Evidence]], terms: Terms) -> None:
    """Extensions by more days than a window may have."""
    for row in rows:
        for term in (terms[name] for name in dict.fromkeys(row.record.terms) if name in terms):
            _check_extension(problems, row, term)


def _check_extension(problems: Problems, row: Row[Evidence], term: Term) -> None:
    quantity = row.record.quantity
    if term.extension is None or quantity is None or row.record.event != term.extension.event:
        return
    per_day = _PER_DAY.get(quantity.unit)
    if per_day is not None and max(quantity.low, quantity.high or quantity.low) > MOST_PERIODS * per_day:
        note(
            problems, row, "quantity", found=f"{quantity.text()} {quantity.unit}",
            expected=f"an extension of at most {MOST_PERIODS} days", remedy="correct the number or its unit",
        )  # fmt: skip
