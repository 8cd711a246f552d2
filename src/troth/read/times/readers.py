"""Which reader reads which pattern."""

from collections.abc import Callable, Mapping

from . import calendar_values as days
from . import period_values as periods
from .calendar_values import Date, Match, Value

READERS: Mapping[str, Callable[[Match, Date | None], Value | None]] = {
    "iso": days.iso, "numeric": days.numeric, "span": days.span, "span2": days.span, "dmy": days.dmy, "mdy": days.dmy, "months": days.months, "my": days.my, "quarter": days.quarter, "half": days.half,
    "season": days.season, "fiscal": days.fiscal, "years": days.years, "decade": days.decade, "part": days.part, "weekday": days.weekday, "month": days.bare_month, "year": days.year, "dur": periods.duration,
    "span3": periods.duration_span, "one": periods.duration_of_one, "vague": periods.vague, "deictic": periods.deictic, "today": periods.today, "now": periods.fixed("DATE", "PRESENT_REF"), "soon": periods.fixed("DATE", "FUTURE_REF"),
    "past": periods.fixed("DATE", "PAST_REF"), "sometime": periods.sometime, "set": periods.repeated, "dayof": periods.day_of, "clock2": periods.clock, "during": periods.during, "event": periods.event,
}  # fmt: skip
