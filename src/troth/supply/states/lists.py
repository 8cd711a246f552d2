"""Daily lists of several reporters, side by side: where they differ is shown, day by day, and never averaged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from .problem import FloatArray, Panel
from .stages import EVERYTHING, EVERYWHERE, Measure, Total


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What each reporter counts on a day, at all of its crossings together."""

    date: date
    counts: tuple[float | None, ...]
    """In the order of the reporters; None: it does not say, for one crossing or more."""

    @property
    def low(self) -> float | None:
        """The least that is said; None: nobody says anything."""
        return min((one for one in self.counts if one is not None), default=None)

    @property
    def high(self) -> float | None:
        """The most that is said."""
        return max((one for one in self.counts if one is not None), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """The days of several lists."""

    reporters: tuple[str, ...]
    units: tuple[str, ...]
    days: tuple[Day, ...]

    @property
    def both(self) -> tuple[Day, ...]:
        """Days that every reporter counts."""
        return tuple(day for day in self.days if None not in day.counts)

    @property
    def differing(self) -> tuple[Day, ...]:
        """Of them, those on which they do not agree."""
        return tuple(day for day in self.both if day.low != day.high)

    def totals(self) -> tuple[float, ...]:
        """Of each reporter, over the days that all of them count: what may be compared."""
        return tuple(
            float(sum(day.counts[place] or 0.0 for day in self.both)) for place in range(len(self.reporters))
        )


def side_by_side(panels: Sequence[Panel], first: date, last: date) -> SideBySide:
    """The days from `first` to `last`, both counted.

    >>> one, other = (Panel(reporter=name, crossings=("a",), start=date(2030, 5, 1), trucks=np.array([[n], [5.0]]))
    ...               for name, n in (("UN", 4.0), ("ministry", 9.0)))
    >>> both = side_by_side([one, other], date(2030, 5, 1), date(2030, 5, 2))
    >>> [(day.low, day.high) for day in both.differing], both.totals()
    ([(4.0, 9.0)], (9.0, 14.0))
    """
    days = [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]
    return SideBySide(
        reporters=tuple(panel.reporter for panel in panels),
        units=tuple(panel.unit for panel in panels),
        days=tuple(Day(date=day, counts=tuple(_count(panel, day) for panel in panels)) for day in days),
    )


def _count(panel: Panel, day: date) -> float | None:
    number = panel.number(day)
    if not 0 <= number < panel.days:
        return None
    total = float(panel.trucks[number].sum())
    return total if np.isfinite(total) else None


def listed(panel: Panel, stage: str, totals: Sequence[Total]) -> Iterator[Total]:
    """What a daily list comes to for the periods and crossings of other reporters' figures, to be put beside them.

    Only where the list knows each of the days: a sum over some of them is no figure for the period.
    """
    told = set()
    for total in totals:
        key = (total.first, total.last, total.crossing, total.measure)
        alike = total.stage == stage and total.unit == panel.unit and total.commodity == EVERYTHING
        if alike and total.reporter != panel.reporter and key not in told:
            told.add(key)
            daily = _daily(panel, total)
            if daily is not None:
                figure = _figure(daily, total.measure)
                yield replace(total, id=f"{panel.reporter}-list", reporter=panel.reporter, quantity=figure)


def _daily(panel: Panel, total: Total) -> FloatArray | None:
    """The list's count for each day of a period at its crossings; None where one of them is not known."""
    wanted = set(panel.crossings) if total.crossing == EVERYWHERE else set(total.crossing.split(";"))
    first, last = panel.number(total.first), panel.number(total.last)
    if not wanted <= set(panel.crossings) or first < 0 or last >= panel.days or total.measure == "share":
        return None
    places = [place for place, name in enumerate(panel.crossings) if name in wanted]
    daily: FloatArray = panel.trucks[first : last + 1, places].sum(axis=1)
    return daily if np.isfinite(daily).all() else None


def _figure(daily: FloatArray, measure: Measure) -> float:
    """What the days come to."""
    return float(daily.sum() if measure == "total" else daily.mean() if measure == "mean" else daily.max())
