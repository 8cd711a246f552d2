"""What one reporter counts at each crossing, day by day: open, closed, or unknown."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

FloatArray = np.ndarray[Any, np.dtype[np.float64]]
TRUCK = "truck"


class StatesError(ValueError):
    """A panel that nothing can be learnt from, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Days on which a reporter's list counts as complete: a crossing without a row was closed, not unknown."""

    first: date
    last: date
    """Both counted."""
    crossings: frozenset[str] = frozenset()
    """As the reports name them; none: every crossing of the panel."""

    def covers(self, crossing: str) -> bool:
        """Whether it speaks of this crossing."""
        return not self.crossings or crossing in self.crossings


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Trucks by day and crossing, as a single reporter counts them; two reporters are two panels.

    A crossing is *open* on a day on which at least one truck is on the list. NaN is a day of which nothing is known.

    >>> panel = Panel(reporter="UN", crossings=("north",), start=date(2030, 5, 1), trucks=np.array([[4.0], [0.0], [np.nan]]))
    >>> panel.open[:, 0].tolist(), panel.day(2).isoformat()
    ([1.0, 0.0, nan], '2030-05-03')
    """

    reporter: str
    crossings: tuple[str, ...]
    start: date
    """Day 0."""
    trucks: FloatArray
    """(D, C) trucks; NaN: unknown."""
    regions: tuple[str, ...] = ()
    """(C) of each crossing: those of a region close together. None: all are of one region."""
    unit: str = TRUCK
    """What is counted: a consignment is not necessarily a truck."""

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit, and counts that are none."""
        if self.trucks.ndim != 2 or self.trucks.shape[1] != len(self.crossings) or not self.trucks.shape[0]:  # noqa: PLR2004 - days by crossings
            msg = f"found counts of the shape {self.trucks.shape}, expected days by {len(self.crossings)} crossings; give each crossing its column"
            raise StatesError(msg)
        if len(set(self.crossings)) != len(self.crossings):
            msg = f"found crossings {', '.join(self.crossings)}, expected each once; merge the columns of one crossing"
            raise StatesError(msg)
        if self.regions and len(self.regions) != len(self.crossings):
            msg = f"found {len(self.regions)} regions, expected one for each of {len(self.crossings)} crossings; name them all or none"
            raise StatesError(msg)
        known = self.trucks[np.isfinite(self.trucks)]
        if np.isinf(self.trucks).any() or (known < 0).any():
            found = float(known.min()) if known.size and known.min() < 0 else math.inf
            msg = f"found a count of {found:g} trucks, expected 0 or more; write NaN where nothing is known"
            raise StatesError(msg)

    @property
    def days(self) -> int:
        """How many."""
        return int(self.trucks.shape[0])

    @property
    def open(self) -> FloatArray:
        """(D, C) 1 open, 0 closed, NaN unknown."""
        return np.where(np.isnan(self.trucks), np.nan, (self.trucks > 0).astype(float))

    @property
    def groups(self) -> tuple[int, ...]:
        """(C) the number of each crossing's region, in the order of their names."""
        names = sorted(set(self.regions))
        return tuple(names.index(one) for one in self.regions) if self.regions else (0,) * len(self.crossings)

    @property
    def entered(self) -> tuple[int, ...]:
        """(C) the day of each crossing's first truck, `days` where none is on the list: before it, it was no crossing yet."""
        seen = self.trucks > 0
        return tuple(int(column.argmax()) if column.any() else self.days for column in seen.T)

    def day(self, number: int) -> date:
        """The date of a day by its number."""
        return self.start + timedelta(days=number)

    def number(self, day: date) -> int:
        """The number of a date; it may lie outside the panel."""
        return (day - self.start).days

    def until(self, day: date) -> "Panel":
        """The same with the days before `day` alone.

        Raises
        ------
        StatesError
            No day of the panel lies before it.
        """
        return replace(self, trucks=self.trucks[: max(0, self.number(day))])

    def only(self, crossings: Iterable[str]) -> "Panel":
        """The same with some of its crossings."""
        wanted = set(crossings)
        kept = [place for place, name in enumerate(self.crossings) if name in wanted]
        return replace(
            self,
            crossings=tuple(self.crossings[place] for place in kept),
            trucks=self.trucks[:, kept],
            regions=tuple(self.regions[place] for place in kept) if self.regions else (),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which panel is wanted of a table of reports."""

    reporter: str
    crossings: Mapping[str, str]
    """The panel's crossing by each name that the reporter uses for it; other names are left aside."""
    coverage: Sequence[Coverage] = ()
    regions: Mapping[str, str] = field(default_factory=dict)
    """Region by crossing."""
    stage: str = "offloaded"
    unit: str = TRUCK
    last: date | None = None
    """The last day that is wanted; later reports are not looked at."""


def panel_of(reports: pl.DataFrame, asked: Asked) -> Panel:
    """The panel of one reporter from the house's table `crossing_reports`.

    A row outside the declared coverage still says that its crossing was open (or, with 0 trucks, closed) on its day;
    a day without a row is closed where the reporter covers it and unknown elsewhere.

    Parameters
    ----------
    reports
        Columns of the table `crossing_reports`; rows of a day and crossing (one for each commodity) are added up.
    asked
        Reporter, stage, names of crossings.

    Raises
    ------
    StatesError
        No row of this reporter and stage names one of the crossings, or rows count something else than `unit`.
    """
    names = list(asked.crossings)
    rows = reports.filter(
        pl.col("reporter") == asked.reporter, pl.col("stage") == asked.stage, pl.col("crossing").is_in(names)
    )
    if asked.last is not None:
        rows = rows.filter(pl.col("date") <= asked.last)
    if not len(rows):
        msg = f"found no report by {asked.reporter!r} of what was {asked.stage} at {', '.join(names) or 'no crossing'}, expected one or more; look at the names in crossing_reports"
        raise StatesError(msg)
    if other := sorted(set(rows["unit"]) - {asked.unit}):
        msg = f"found reports by {asked.reporter!r} in {', '.join(other)}, expected {asked.unit} alone; what is counted otherwise is another panel"
        raise StatesError(msg)
    crossings = tuple(dict.fromkeys(asked.crossings.values()))
    start, days = _span(rows, asked)
    trucks = np.full((days, len(crossings)), np.nan)
    for first, last, place in _covered(asked, crossings):
        trucks[max(0, (first - start).days) : (last - start).days + 1, place] = 0.0
    for crossing, day, quantity in rows.select("crossing", "date", "quantity").iter_rows():
        at = ((day - start).days, crossings.index(asked.crossings[crossing]))
        trucks[at] = quantity + (0.0 if np.isnan(trucks[at]) else trucks[at])
    regions = tuple(asked.regions.get(one, "") for one in crossings) if asked.regions else ()
    return Panel(
        reporter=asked.reporter,
        crossings=crossings,
        start=start,
        trucks=trucks,
        regions=regions,
        unit=asked.unit,
    )


def _span(rows: pl.DataFrame, asked: Asked) -> tuple[date, int]:
    """The first day of which anything is said, and how many there are to the last."""
    told = rows["date"].to_list()
    told += [day for one in asked.coverage for day in (one.first, one.last)]
    last = max(told) if asked.last is None else min(max(told), asked.last)
    start = min(told)
    return start, (last - start).days + 1


def _covered(asked: Asked, crossings: Sequence[str]) -> Iterator[tuple[date, date, int]]:
    """First day, last day and column of what the reporter covers."""
    for one in asked.coverage:
        for name, crossing in asked.crossings.items():
            if one.covers(name):
                last = one.last if asked.last is None else min(one.last, asked.last)
                yield one.first, last, crossings.index(crossing)
