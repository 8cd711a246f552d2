"""Cells of a supply case's tables: days in one way of writing, amounts with their unit, numbers that may be left out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from troth.supply.states import DateFault, read_days

from .assess_cells import number, tell_row
from .csvfile import Cells, Columns, read_rows
from .folder import Folder
from .problems import did_you_mean, listed

Made = TypeVar("Made")
Days = Mapping[str, date]
TONNE = "tonne"


@dataclass(frozen=True, slots=True)
class Good:
    """A commodity, as far as amounts of it are read."""

    unit: str
    per_truck: float
    per_tonne: float | None


@dataclass(frozen=True, slots=True)
class Units:
    """By which amounts are turned into the units of their commodity."""

    goods: Mapping[str, Good]
    load: str
    """What a truck load is called: a truck, a voyage."""

    def good(self, row: Cells) -> str:
        """The commodity of a row."""
        if row["commodity"] not in self.goods:
            near = did_you_mean(row["commodity"], self.goods, f"there are: {listed(self.goods)}")
            msg = f"commodity {row['commodity'] or 'empty'}; expected one of supply_commodities.csv: {near}"
            raise ValueError(msg)
        return row["commodity"]

    def amount(self, row: Cells) -> float:
        """The quantity of a row in the unit of its commodity."""
        name, unit = self.good(row), row["unit"]
        good = self.goods[name]
        factors = {good.unit: 1.0, self.load: good.per_truck, "truck": good.per_truck}
        if good.per_tonne is not None:
            factors.setdefault(TONNE, good.per_tonne)
        if unit not in factors:
            msg = f"{row['quantity']} {unit or 'without a unit'} of {name}; expected {listed(factors)}, or a factor: per_tonne of {name} in supply_commodities.csv"
            raise ValueError(msg)
        return number(row, "quantity") * factors[unit]

    def loads(self, row: Cells, column: str) -> float:
        """A figure of truck loads."""
        if row["unit"] not in {self.load, "truck"}:
            msg = f"unit {row['unit'] or 'empty'}; expected {self.load}"
            raise ValueError(msg)
        return number(row, column)


def table(
    folder: Folder, name: str, columns: Columns, make: Callable[[Cells, Days], Made], *,
    days: Sequence[str] = (), optional: bool = False,
) -> list[tuple[int, Made]]:  # fmt: skip
    """The rows of a table with the line of each; a row that is none is noted with its line.

    Parameters
    ----------
    make
        Makes a record of a row and of its days, or raises a `ValueError` that says what was found; expected what.
    days
        Columns that hold days; an empty cell is no day, and what is said of days is said in one way.
    """
    if not folder.has(name):
        if not optional:
            folder.problems.add(name, expected=f"a table {name}", remedy=f"add it with the columns {', '.join(columns.required)}")  # fmt: skip
        return []
    rows = list(read_rows(folder, name, columns))
    told = _days(folder, name, rows, days)
    found = []
    for row, dated in zip(rows, told, strict=True):
        if dated is None:
            continue
        try:
            found.append((row.line, make(row, dated)))
        except ValueError as error:
            tell_row(folder, name, row.line, str(error))
    return found


def _days(folder: Folder, name: str, rows: Sequence[Cells], columns: Sequence[str]) -> list[Days | None]:
    """The days of each row; None where one of them cannot be told."""
    at = [(place, column) for place, row in enumerate(rows) for column in columns if row[column]]
    found, faults = read_days([rows[place][column] for place, column in at])
    for fault in faults:
        _tell(folder, name, [(rows[at[one][0]].line, at[one][1]) for one in fault.rows], fault)
    told: list[dict[str, date] | None] = [{} for _ in rows]
    for (place, column), day in zip(at, found, strict=True):
        here = told[place]
        if day is None:
            told[place] = None
        elif here is not None:
            here[column] = day
    return list(told)


def _tell(folder: Folder, name: str, at: Sequence[tuple[int, str]], fault: DateFault) -> None:
    lines = f" (lines {', '.join(str(line) for line, _ in at)})" if len(at) > 1 else ""
    folder.problems.add(name, line=at[0][0], field=at[0][1], found=fault.found + lines, expected=fault.expected, remedy=fault.remedy)  # fmt: skip


def day_of(days: Days, column: str) -> date:
    """A day that has to be there."""
    if column not in days:
        msg = f"{column} empty; expected a day as in 2024-06-01"
        raise ValueError(msg)
    return days[column]


def maybe(row: Cells, column: str) -> float | None:
    """A number of 0 or more; None where the cell is empty: not known, or no limit."""
    return number(row, column) if row[column] else None


def of(known: Sequence[str] | Mapping[str, object], row: Cells, column: str, what: str) -> str:
    """A cell that names something that is there."""
    if row[column] not in known:
        near = did_you_mean(row[column], list(known), f"there are: {listed(list(known))}")
        msg = f"{column} {row[column] or 'empty'}; expected {what}: {near}"
        raise ValueError(msg)
    return row[column]
