"""Points and spans of time that remember how precisely they were given.

"2023-11" is a value, not an error, and a missing year is never invented. A moment that was given as a date covers
that whole civil day in its time zone; what a source said "on 24 November" can be relied on only from the end of
that day (`known_from`).

What is read is bounded, so that nothing that is added to it leaves the calendar: years from 1000 to 9000, lengths of
at most 100 years.
"""

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AwareDatetime, model_validator

from .base import Record


class Precision(StrEnum):
    """How precisely a time was given."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


BY_DATE = frozenset({Precision.DAY, Precision.MONTH, Precision.YEAR})
"""Precisions of what is not a moment: its end is where the next day, month or year begins."""
FIRST_YEAR, LAST_YEAR = 1000, 9000
"""Years that a time may lie in: whatever may be added to one of them can still be counted."""
_DAY_SECONDS = 86_400
_MONTH_SECONDS = 2_629_800
LONGEST_SECONDS = 1200 * _MONTH_SECONDS
"""The longest length of time that is read: 100 years."""
_MOST_DIGITS = 10
_SHOWN = 40

_OFFSET = re.compile(r"([+-])([01]\d|2[0-3]):([0-5]\d)")
_MOMENT = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2})(?:[T ](?P<hour>\d{2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2}(?:\.\d+)?))?(?P<zone>Z|[+-]\d{2}:\d{2})?)?)?)?"
)
_DURATION = re.compile(
    r"P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)


def parse_zone(text: str) -> tzinfo:
    """Turn ``"+02:00"``, ``"UTC"`` or an IANA name such as ``"Europe/Kyiv"`` into a time zone.

    >>> parse_zone("+02:00").utcoffset(None)
    datetime.timedelta(seconds=7200)
    """
    if match := _OFFSET.fullmatch(text):
        sign = -1 if match[1] == "-" else 1
        return timezone(sign * timedelta(hours=int(match[2]), minutes=int(match[3])))
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        msg = f"{text!r} is not a time zone; write an offset such as '+02:00' or a name such as 'Europe/Kyiv'"
        raise ValueError(msg) from None


class Moment(Record):
    """A time as it was given: the span it may lie in, and its precision.

    `start` and `end` bound the time; for an instant they are equal, for a date `end` is the next local midnight.
    """

    start: AwareDatetime
    end: AwareDatetime
    precision: Precision

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end < self.start:
            msg = f"moment ends ({self.end}) before it starts ({self.start})"
            raise ValueError(msg)
        return self

    @property
    def known_from(self) -> datetime:
        """When something published at this moment can first be relied on: the end of its span."""
        return self.end


def _midnight(year: int, month: int, day: int, zone: tzinfo) -> datetime:
    return datetime(year, month, day, tzinfo=zone)


def parse_moment(text: str, zone: tzinfo = UTC) -> Moment:
    """Read an ISO 8601 year, month, date or date-time, of a year from 1000 to 9000.

    Parameters
    ----------
    text
        ``"2023"``, ``"2023-11"``, ``"2023-11-24"``, ``"2023-11-24T07:00"`` or with seconds and an offset.
    zone
        The zone of a text that names none.

    Examples
    --------
    >>> parse_moment("2023-11-24", parse_zone("+02:00")).known_from.isoformat()
    '2023-11-25T00:00:00+02:00'
    >>> parse_moment("2023-11").precision.value
    'month'
    """
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        msg = f"{text!r} is not a date or time; write it as 2023-11-24, 2023-11 or 2023-11-24T07:00+02:00"
        raise ValueError(msg)
    if not FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
        msg = f"{text!r} is not in a year that can be counted; write a year from {FIRST_YEAR} to {LAST_YEAR}"
        raise ValueError(msg)
    try:
        return _moment(match, zone)
    except ValueError as error:
        msg = f"{text!r} is not a date or time that exists ({error}); write it as 2023-11-24 or 2023-11-24T07:00+02:00"
        raise ValueError(msg) from None


def written(at: datetime | None, precision: Precision | None, zone: tzinfo) -> str:
    """Write a time as precisely as it was given, so that `parse_moment` reads the same; empty for None.

    >>> written(parse_moment("2023-11-24").start, Precision.DAY, UTC)
    '2023-11-24'
    """
    if at is None:
        return ""
    here = at.astimezone(zone)
    if precision in BY_DATE:
        lengths = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}
        return here.isoformat()[: lengths[precision or Precision.DAY]]
    return here.isoformat(timespec="minutes" if precision is Precision.MINUTE else "auto")


def written_end(at: datetime | None, precision: Precision | None, zone: tzinfo) -> str:
    """Write the end of something; that of a day, month or year lies where the next one begins.

    >>> written_end(parse_moment("2023-11").end, Precision.MONTH, UTC)
    '2023-11'
    """
    before = at - timedelta(microseconds=1) if at is not None and precision in BY_DATE else at
    return written(before, precision, zone)


def _moment(match: re.Match[str], zone: tzinfo) -> Moment:
    year = int(match["year"])
    if match["month"] is None:
        return Moment(
            start=_midnight(year, 1, 1, zone), end=_midnight(year + 1, 1, 1, zone), precision=Precision.YEAR
        )
    month = int(match["month"])
    if match["day"] is None:
        following = (year + month // 12, month % 12 + 1)
        return Moment(
            start=_midnight(year, month, 1, zone),
            end=_midnight(*following, 1, zone),
            precision=Precision.MONTH,
        )
    start = _midnight(year, month, int(match["day"]), zone)
    if match["hour"] is None:
        return Moment(start=start, end=start + timedelta(days=1), precision=Precision.DAY)
    own = zone if match["zone"] is None else UTC if match["zone"] == "Z" else parse_zone(match["zone"])
    second = float(match["second"] or 0)
    instant = datetime(
        year, month, int(match["day"]), int(match["hour"]), int(match["minute"]), int(second), tzinfo=own
    ) + timedelta(microseconds=round((second % 1) * 1_000_000))
    if instant.utcoffset() != instant.replace(fold=1).utcoffset():
        msg = f"clocks change in {own} then, so it happens twice or never: add the offset it was meant in"
        raise ValueError(msg)
    return Moment(
        start=instant, end=instant, precision=Precision.SECOND if match["second"] else Precision.MINUTE
    )


class Duration(Record):
    """A length of time as ISO 8601 gives it; months and days follow the calendar, hours the clock.

    A day is as long as the civil day is, also on the two days a year that have 23 or 25 hours; 24 hours are 24 hours.

    >>> parse_duration("P6M").after(parse_moment("2024-08-31").start).date().isoformat()
    '2025-02-28'
    >>> night = parse_moment("2024-03-30T12:00", parse_zone("Europe/Kyiv")).start
    >>> parse_duration("P1D").after(night).hour, parse_duration("PT24H").after(night).hour
    (12, 13)
    """

    months: int = 0
    days: int = 0
    seconds: int = 0

    def after(self, start: datetime) -> datetime:
        """The time this long after `start`; a day that the target month lacks becomes its last day."""
        total = start.year * 12 + start.month - 1 + self.months
        year, month = divmod(total, 12)
        last = monthrange(year, month + 1)[1]
        moved = start.replace(year=year, month=month + 1, day=min(start.day, last)) + timedelta(
            days=self.days
        )
        return (
            (moved.astimezone(UTC) + timedelta(seconds=self.seconds)).astimezone(moved.tzinfo)
            if self.seconds
            else moved
        )

    def before(self, end: datetime) -> datetime:
        """The time this long before `end`, by the same calendar.

        >>> parse_duration("P1M").before(parse_moment("2024-03-31").start).date().isoformat()
        '2024-02-29'
        """
        moved = (end.astimezone(UTC) - timedelta(seconds=self.seconds)).astimezone(end.tzinfo)
        return Duration(months=-self.months, days=-self.days).after(moved)

    @property
    def span(self) -> timedelta:
        """The length, where no calendar months are in it; a day has 24 hours."""
        if self.months:
            msg = "a duration with months or years has no fixed length"
            raise ValueError(msg)
        return timedelta(days=self.days, seconds=self.seconds)


def parse_duration(text: str) -> Duration:
    """Read an ISO 8601 duration such as ``"P6M"``, ``"P10D"`` or ``"PT24H"``, of at most 100 years.

    >>> parse_duration("PT24H").span
    datetime.timedelta(days=1)
    """
    match = _DURATION.fullmatch(text.strip())
    if match is None or not any(match.groupdict().values()):
        msg = f"{text!r} is not a duration; write it as P6M, P10D or PT24H (ISO 8601)"
        raise ValueError(msg)
    given = {name: value or "0" for name, value in match.groupdict().items()}
    # The digits are counted first: a number of ten thousand digits is not turned into one to see that it is too long.
    if any(len(value) > _MOST_DIGITS for value in given.values()):
        raise _too_long(text)
    part = {name: int(value) for name, value in given.items()}
    months, days = part["years"] * 12 + part["months"], part["weeks"] * 7 + part["days"]
    seconds = (part["hours"] * 60 + part["minutes"]) * 60 + part["seconds"]
    if months * _MONTH_SECONDS + days * _DAY_SECONDS + seconds > LONGEST_SECONDS:
        raise _too_long(text)
    return Duration(months=months, days=days, seconds=seconds)


def _too_long(text: str) -> ValueError:
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return ValueError(f"{shown!r} is longer than 100 years; write a length of at most P100Y")


class Period(Record):
    """From one moment to another, each with its own precision; an open end is None.

    >>> Period(valid_from=parse_moment("2023-11-24").start, valid_from_precision="day").valid_to is None
    True
    """

    valid_from: AwareDatetime | None = None
    valid_from_precision: Precision | None = None
    valid_to: AwareDatetime | None = None
    valid_to_precision: Precision | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            msg = (
                f"period ends ({self.valid_to.isoformat()}) before it starts ({self.valid_from.isoformat()})"
            )
            raise ValueError(msg)
        return self
