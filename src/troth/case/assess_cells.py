"""Rows of an assessment's tables: numbers without units, ranges, and one line for each that is none."""

import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from .csvfile import Cells, Columns, read_rows
from .folder import Folder

Made = TypeVar("Made")


def rows_of(
    folder: Folder, name: str, columns: Columns, make: Callable[[Cells], Made], *, optional: bool = False
) -> Iterator[Made]:
    """The rows of a table as records; a row that is none is noted with its line."""
    for _, made in lined_rows_of(folder, name, columns, make, optional=optional):
        yield made


def lined_rows_of(
    folder: Folder, name: str, columns: Columns, make: Callable[[Cells], Made], *, optional: bool = False
) -> Iterator[tuple[int, Made]]:
    """The same with the line of each."""
    if not folder.has(name):
        if not optional:
            folder.problems.add(
                name,
                expected=f"a table {name}",
                remedy=f"add it with the columns {', '.join(columns.required)}",
            )
        return
    for row in read_rows(folder, name, columns):
        try:
            made = make(row)
        except ValueError as error:
            tell_row(folder, name, row.line, str(error))
            continue
        yield row.line, made


def tell_row(folder: Folder, name: str, line: int, said: str) -> None:
    """Note that a row is none, in the words of an error: what was found, then what was expected."""
    folder.problems.add(
        name,
        line=line,
        found=_EXPECTED.split(said)[0],
        expected=_expected(said),
        remedy="correct the row",
    )


def _expected(said: str) -> str:
    parts = _EXPECTED.split(said, maxsplit=1)
    return parts[1] if len(parts) > 1 else "a row as the handbook describes it"


_EXPECTED = re.compile(r"[:;] expected ")


def number(row: Cells, column: str) -> float:
    """A cell as a number of 0 or more; a `ValueError` says what it is instead."""
    said = row[column]
    try:
        value = float(said)
    except ValueError:
        msg = f"{column} {said or 'empty'}: expected a number, without units or separators"
        raise ValueError(msg) from None
    if not 0 <= value < float("inf"):
        msg = f"{column} {said}: expected a number of 0 or more"
        raise ValueError(msg)
    return value


def whole(row: Cells, column: str) -> int:
    """A cell as a whole number of 0 or more; half a crew is a mistake and not a crew less."""
    value = number(row, column)
    if value != int(value):
        msg = f"{column} {row[column]}: expected a whole number"
        raise ValueError(msg)
    return int(value)


def ends(row: Cells, low: str, high: str) -> tuple[float, float]:
    """Two cells as the ends of a range above 0."""
    first, last = number(row, low), number(row, high)
    if not 0 < first <= last:
        msg = f"{low} {row[low]} and {high} {row[high]}: expected 0 < {low} <= {high}"
        raise ValueError(msg)
    return first, last


def text_of(row: Cells, column: str) -> str:
    """A cell that may not be empty."""
    if not row[column]:
        msg = f"{column} empty: expected a value in every row"
        raise ValueError(msg)
    return row[column]
