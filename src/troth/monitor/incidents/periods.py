"""Counts by week and by month: an event is never forced into a period that it may not lie in.

An event is dated by a span of days. Where the span lies in one week, the event is surely in it (`low`). Where it
touches several, it may be in each (`high`), and the best guess is the one that holds most of its days, the earlier one
where two hold as many. Deaths follow the same rule: surely in the week with the lowest figure, at most with the
highest.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from pydantic import Field

from troth.records.counted import CountedEvent
from troth.records.verdict import Finding

Namer = Callable[[date], str]


class PeriodCount(Finding):
    """What a data set counts in one region and one week or month.

    A period without a row is one in which nothing is recorded, which is not the same as nothing having happened.
    """

    region: str
    period: str
    """An ISO week, as 2014-W31, or a month, as 2014-08."""
    low: int = Field(ge=0)
    """Events that surely lie in it."""
    best: int = Field(ge=0)
    high: int = Field(ge=0)
    """Events that may lie in it."""
    deaths_low: int = Field(ge=0)
    deaths_best: int = Field(ge=0)
    deaths_high: int = Field(ge=0)
    one_source: int = Field(ge=0)
    """Of `high`, those that rest on a single report."""


def iso_week(day: date) -> str:
    """The ISO week of a day.

    >>> iso_week(date(2014, 12, 31))
    '2015-W01'
    """
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def month(day: date) -> str:
    """The month of a day.

    >>> month(date(2014, 8, 31))
    '2014-08'
    """
    return f"{day:%Y-%m}"


def count_by(period: Namer, events: Iterable[CountedEvent]) -> tuple[PeriodCount, ...]:
    """Counts by region and period, in order; an event that comes twice counts once.

    >>> day, whole = date(2014, 8, 4), dict(first=date(2014, 8, 1), last=date(2014, 8, 31))
    >>> events = [CountedEvent(id="1", region="West", first=day, last=day, low=1, best=1, high=2),
    ...           CountedEvent(id="2", region="West", precision=4, low=5, best=5, high=5, **whole)]
    >>> [(row.period, row.low, row.best, row.high, row.deaths_low, row.deaths_high) for row in count_by(iso_week, events)][:2]
    [('2014-W31', 0, 0, 1, 0, 5), ('2014-W32', 1, 2, 2, 1, 7)]
    """
    groups: dict[tuple[str, str], list[tuple[CountedEvent, bool, bool]]] = {}
    told: dict[str, CountedEvent] = {}
    for event in events:
        told.setdefault(event.id, event)
    for event in told.values():
        touched = Counter(period(event.first + timedelta(days=n)) for n in range(event.days))
        best = max(touched, key=lambda name: (touched[name], [-ord(sign) for sign in name]))
        for name in touched:
            groups.setdefault((event.region, name), []).append((event, len(touched) == 1, name == best))
    return tuple(_row(*key, groups[key]) for key in sorted(groups))


def _row(region: str, period: str, rows: list[tuple[CountedEvent, bool, bool]]) -> PeriodCount:
    return PeriodCount(
        region=region,
        period=period,
        low=sum(surely for _, surely, _ in rows),
        best=sum(best for _, _, best in rows),
        high=len(rows),
        deaths_low=sum(event.deaths[0] for event, surely, _ in rows if surely),
        deaths_best=sum(event.best for event, _, best in rows if best),
        deaths_high=sum(event.deaths[1] for event, _, _ in rows),
        one_source=sum(event.sources == 1 for event, _, _ in rows),
        because=tuple(sorted(event.id for event, _, _ in rows)),
    )


def months_between(first: str, last: str) -> tuple[str, ...]:
    """The months from one to another, both included; none where the last lies before the first.

    >>> months_between("2029-11", "2030-01")
    ('2029-11', '2029-12', '2030-01')
    """
    start, end = (12 * int(name[:4]) + int(name[5:]) - 1 for name in (first, last))
    return tuple(f"{number // 12:04}-{number % 12 + 1:02}" for number in range(start, end + 1))


def monthly_series(events: Iterable[CountedEvent], months: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """By region, the best count of each of these months; a month that the data set covers and has no event of is nought."""
    rows = [row for row in count_by(month, events) if row.period in months]
    counts = {(row.region, row.period): row.best for row in rows}
    return {
        region: tuple(counts.get((region, name), 0) for name in months)
        for region in sorted({row.region for row in rows})
    }
