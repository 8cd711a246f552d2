"""CSV files as rows of named cells, streamed, each with the line it starts on."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from .folder import Folder
from .problems import closest, listed

csv.field_size_limit(1_000_000)
MOST_COLUMNS = 500
"""More than any table has; a file with more is no table, and what is wrong with each of its columns helps nobody."""
_MARKS = {";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns a table has, and which of them it cannot do without."""

    required: Sequence[str]
    optional: Sequence[str] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every known column."""
        return (*self.required, *self.optional)


@dataclass(frozen=True, slots=True)
class Cells:
    """One row: the line it starts on, and its cells by column, without blanks around them."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """The cell, empty where the file lacks the column."""
        return self.cells.get(column, "")


class Reader(Protocol):
    """What `csv.reader` gives: rows, and how many physical lines they took so far."""

    @property
    def line_num(self) -> int:
        """Lines read; more than rows where a quoted cell holds line breaks."""
        ...

    def __iter__(self) -> Iterator[list[str]]: ...


class Heading(Protocol):
    """Says which of our columns a table's own columns are."""

    def __call__(
        self, folder: Folder, name: str, header: list[str], reader: Reader, columns: Columns
    ) -> tuple[list[str] | None, Reader]:
        """Our name for each column, empty for one that is passed over, and the rows below; None after noting trouble."""
        ...


def own_heading(
    folder: Folder, name: str, header: list[str], reader: Reader, columns: Columns
) -> tuple[list[str] | None, Reader]:
    """A table that has our own columns."""
    return (header if header_is_good(folder, name, header, columns) else None), reader


def read_rows(folder: Folder, name: str, columns: Columns, heading: Heading = own_heading) -> Iterator[Cells]:
    """The rows of a CSV file, in order; rows that are empty throughout are passed over.

    A missing column ends the reading, since nothing after it could be trusted; a row with too many or too few cells is
    noted and left out. A quoted cell may hold commas and line breaks.
    """
    reader = csv.reader(folder.lines(name), strict=True)
    try:
        first = [cell.strip() for cell in next(reader, [])]
        if len(_named(first)) > MOST_COLUMNS:
            folder.problems.add(
                name, line=1, found=f"{len(first)} columns", expected=f"at most {MOST_COLUMNS}",
                remedy=f"write the columns' names into the first line: {listed(columns.all, 30)}",
            )  # fmt: skip
            folder.lose(name)
            return
        header, rest = heading(folder, name, first, reader, columns)
        if header is None:
            _drain(reader)
            folder.lose(name)
            return
        yield from _body(folder, name, rest, header)
    except csv.Error as error:
        folder.lose(name)
        found, expected, remedy = _unreadable(str(error))
        folder.problems.add(name, line=reader.line_num or None, found=found, expected=expected, remedy=remedy)


def _unreadable(said: str) -> tuple[str, str, str]:
    """What cannot be read, what was expected, what to do."""
    if "new-line character" in said:  # which is how Python calls a carriage return
        return (
            "a carriage return by itself (CR) as the end of a line",
            "lines that end in LF or CRLF",
            "save the file again as CSV (UTF-8) with line ends of Unix or Windows",
        )
    remedy = 'look for a quote (") that is never closed; a quote inside a quoted cell is written twice'
    return said, "comma-separated values (RFC 4180)", remedy


def _body(folder: Folder, name: str, reader: Reader, header: list[str]) -> Iterator[Cells]:
    under = name.partition("/")[0]
    before = reader.line_num
    for row in reader:
        line, before = before + 1, reader.line_num
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        folder.rows[under] = folder.rows.get(under, 0) + 1
        if len(cells) != len(header):
            folder.problems.add(
                name, line=line, found=f"{len(cells)} cells", expected=f"{len(header)} cells, one for each column",
                remedy='put a cell that holds a comma in quotes ("12,5"); leave no column out',
            )  # fmt: skip
            continue
        named = {column: cell for column, cell in zip(header, cells, strict=True) if column and cell}
        yield Cells(name, line, named)


def _named(header: list[str]) -> list[str]:
    """The header without the nameless columns that spreadsheets leave at its end."""
    width = max((number for number, column in enumerate(header, 1) if column), default=0)
    return header[:width]


def _drain(reader: Reader) -> None:
    """Read on to the end without looking, so that the encoding of the whole file is still checked."""
    for _ in reader:
        pass


def header_is_good(folder: Folder, name: str, header: list[str], columns: Columns) -> bool:
    """Whether a table has our own columns; what is wrong with them is noted."""
    header = _named(header)
    if not header:
        if not folder.problems.count(name):  # else it could not be read, which is said already
            remedy = f"write the columns' names into the first line: {', '.join(columns.required)}"
            folder.problems.add(
                name, found="an empty file", expected="a line with the columns' names", remedy=remedy
            )
        return False
    if len(header) == 1 and (
        mark := next((word for sign, word in _MARKS.items() if sign in header[0]), None)
    ):
        remedy = "export it as comma-separated values"
        folder.problems.add(
            name, line=1, found=f"cells separated by {mark}", expected="commas", remedy=remedy
        )
        return False
    return not _header_problems(folder, name, header, columns)


def _header_problems(folder: Folder, name: str, header: list[str], columns: Columns) -> bool:
    unknown = [column for column in header if column not in columns.all]
    free = [column for column in columns.all if column not in header]
    meant = {column: closest(column, free) for column in unknown}
    _tell_unknown(folder, name, meant, columns)
    missing = [column for column in columns.required if column not in header and column not in meant.values()]
    if missing:
        told = ", ".join(missing)
        found = f"the columns {', '.join(header)}"
        expected = f"{'a column' if len(missing) == 1 else 'the columns'} {told}"
        remedy = f"add {'the column' if len(missing) == 1 else 'the columns'} {told}"
        folder.problems.add(name, line=1, field=told, found=found, expected=expected, remedy=remedy)
    twice = sorted({column for column in header if header.count(column) > 1})
    for column in twice:
        remedy = "rename or remove one of them"
        folder.problems.add(
            name, line=1, field=column, found="the column twice", expected="each column once", remedy=remedy
        )
    return bool(unknown or missing or twice)


def _tell_unknown(folder: Folder, name: str, meant: Mapping[str, str | None], columns: Columns) -> None:
    """Each column that was likely meant to be another; and the others together, so that what there is is listed once."""
    for column, near in meant.items():
        if near is not None:
            remedy = f"did you mean {near!r}?"
            folder.problems.add(
                name, line=1, field=column, found=column, expected="a known column", remedy=remedy
            )
    far = [column or "a column without a name" for column, near in meant.items() if near is None]
    if far:
        one = len(far) == 1
        remedy = (
            f"remove {'it' if one else 'them'}, or use {'one of ' if one else ''}{listed(columns.all, 30)}"
        )
        folder.problems.add(
            name, line=1, field=far[0] if one and "" not in meant else None, found=", ".join(far),
            expected="a known column" if one else "known columns", remedy=remedy,
        )  # fmt: skip
