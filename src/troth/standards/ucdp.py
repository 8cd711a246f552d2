"""UCDP GED: the Georeferenced Event Dataset of the Uppsala Conflict Data Program, as CSV.

Of its columns, those that are needed to count: where and when, how precisely, on how many reports, and the three
figures of deaths. Names of sides and the texts of reports are not read. A file of any size streams.

Dates are ISO (``2014-08-31``, with or without a time) or, as in exports that went through a spreadsheet, month first
(``8/31/2014 12:00:00 AM``, ``08/05/2014 00:00``). A date that could be read either way is read month first.

Source of the format: Sundberg and Melander (2013), Journal of Peace Research 50(4); codebook at https://ucdp.uu.se.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import BinaryIO

from pydantic import ValidationError

from troth.records.counted import CountedEvent
from troth.records.errors import Problem, ProblemsError

COLUMNS = (
    "id", "adm_1", "date_prec", "date_start", "date_end", "number_of_sources", "low", "best", "high",
)  # fmt: skip
_FIELDS: Mapping[str, str] = {
    "id": "id",
    "region": "adm_1",
    "first": "date_start",
    "last": "date_end",
    "precision": "date_prec",
    "sources": "number_of_sources",
    "low": "low",
    "best": "best",
    "high": "high",
}
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ][\d:.]+)?")
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: [\d:]+(?: [AP]M)?)?")


def read(stream: BinaryIO) -> Iterator[CountedEvent]:
    """The events of a file, one after the other.

    Raises
    ------
    ProblemsError
        At the first row that cannot be read; `check` tells of all of them, and `rows` gives what is good beside them.
    """
    for found in rows(stream):
        if isinstance(found, Problem):
            raise ProblemsError([found])
        yield found


def check(stream: BinaryIO) -> Iterator[Problem]:
    """Every row that cannot be read: its line, what was found, what was expected, what to do."""
    return (found for found in rows(stream) if isinstance(found, Problem))


def write(records: Iterable[CountedEvent], stream: BinaryIO) -> None:
    """Write events with the columns that `read` takes, dates as ISO."""
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for event in records:
        values = event.model_dump(mode="json")
        named = {column: values[field] for field, column in _FIELDS.items()}
        writer.writerow([named[column] for column in COLUMNS])
    text.detach()


def rows(stream: BinaryIO) -> Iterator[CountedEvent | Problem]:
    """Every row in order: the event, or why it cannot be read."""
    name = str(getattr(stream, "name", "UCDP GED"))
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    reader = csv.reader(text, strict=True)
    try:
        header = next(reader, [])
        if missing := [column for column in COLUMNS if column not in header]:
            yield Problem(
                file=name, line=1, found=", ".join(header)[:120], expected=f"the columns {', '.join(missing)}",
                remedy="export the file as UCDP publishes it, with its own column names",
            )  # fmt: skip
            return
        before = reader.line_num
        for row in reader:
            line, before = before + 1, reader.line_num
            yield _event(row, header, name, line)
    except (csv.Error, UnicodeDecodeError) as error:
        yield Problem(
            file=name, line=reader.line_num or None, found=str(error), expected="comma-separated values in UTF-8",
            remedy="look for a quote that is never closed, or save the file as UTF-8; what follows was not read",
        )  # fmt: skip
    finally:
        if not text.closed:
            text.detach()


def _event(row: list[str], header: list[str], name: str, line: int) -> CountedEvent | Problem:
    if len(row) != len(header):
        return Problem(
            file=name, line=line, found=f"{len(row)} cells", expected=f"{len(header)} cells",
            remedy="put a cell that holds a comma in quotes",
        )  # fmt: skip
    cells = dict(zip(header, (cell.strip() for cell in row), strict=True))
    days = {field: _day(cells[_FIELDS[field]]) for field in ("first", "last")}
    for field, day in days.items():
        if day is None:
            return Problem(
                file=name, line=line, field=_FIELDS[field], found=cells[_FIELDS[field]],
                expected="a day, as 2014-08-31 or 8/31/2014", remedy="correct the date; the month comes first",
            )  # fmt: skip
    try:
        return CountedEvent(**{field: days.get(field, cells[column]) for field, column in _FIELDS.items()})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = str(first["loc"][0]) if first["loc"] else "first"
        return Problem(
            file=name, line=line, field=_FIELDS[field], found=cells[_FIELDS[field]],
            expected=_wanted(str(first["msg"])), remedy="correct the row, or leave it out and say so",
        )  # fmt: skip


def _wanted(said: str) -> str:
    """What a record asks for, in the words of a message."""
    if said.startswith("Value error, "):
        return f"two days in order ({said.removeprefix('Value error, ').partition(';')[0]})"
    return (
        said.removeprefix("Input should be ")
        .replace("greater than or equal to", "at least")
        .replace("less than or equal to", "at most")
    )


def _day(text: str) -> date | None:
    try:
        if match := _ISO.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _MONTH_FIRST.fullmatch(text):
            return date(int(match[3]), int(match[1]), int(match[2]))
    except ValueError:  # the thirteenth month, the thirty-first of June
        return None
    return None
