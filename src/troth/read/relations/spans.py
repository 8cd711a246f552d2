"""Times as stretches on a line, as far as the text settles them: days without a year compare within one year."""

import datetime as dt
import re
from dataclasses import dataclass

from troth.read.times import TimeExpression

_WEEK = 7
_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one day to another, on a line of its own kind: the calendar, weekdays, days of an event, or lengths of time."""

    line: str
    low: float
    high: float
    exact: bool = True

    def apart(self, other: "Stretch") -> bool:
        """Whether both lie on one line and do not touch."""
        return self.line == other.line and (self.high < other.low or other.high < self.low)

    def before(self, other: "Stretch") -> bool:
        """Whether this one ends before the other begins."""
        return self.line == other.line and self.high < other.low


def stretch(time: TimeExpression) -> Stretch | None:
    """The stretch of an expression; None where it cannot be laid on a line.

    >>> from troth.read.times import times
    >>> stretch(times("on 3 May")[0]).apart(stretch(times("on 4 May")[0]))
    True
    """
    value = time.resolved or time.value
    if (day := re.fullmatch(r"DAY-(\d+)", time.value)) is not None:
        return Stretch("event", float(day.group(1)), float(day.group(1)))
    if (week := re.fullmatch(r"XXXX-WXX-(\d)", time.value)) is not None and time.resolved is None:
        return Stretch("week", float(week.group(1)), float(week.group(1)))
    if (length := re.fullmatch(r"P(T?)(\d+(?:\.\d+)?)([HDWMYQ])", time.value)) is not None:
        days = (
            float(length.group(2))
            * {"H": 1 / 24, "D": 1, "W": _WEEK, "M": 30.4, "Q": 91, "Y": 365}[length.group(3)]
        )
        return Stretch("length", days * 0.97, days * 1.03)
    ends = [_days(part) for part in value.split("/")]
    if any(end is None for end in ends):
        return None
    return Stretch(
        "calendar" if not value.startswith("XXXX") else "year",
        min(end[0] for end in ends if end),
        max(end[1] for end in ends if end),
    )


def _days(said: str) -> tuple[float, float] | None:
    match = re.fullmatch(r"(XXXX|\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T.*)?", said)
    if match is None:
        return None
    year = _YEAR if match.group(1) == "XXXX" else int(match.group(1))
    if match.group(3):
        day = dt.date(year, int(match.group(2)), int(match.group(3))).toordinal()
        return day, day
    if match.group(2):
        first = dt.date(year, int(match.group(2)), 1)
        following = dt.date(year + first.month // 12, first.month % 12 + 1, 1)
        return first.toordinal(), following.toordinal() - 1
    return (
        (dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal())
        if match.group(1) != "XXXX"
        else None
    )
