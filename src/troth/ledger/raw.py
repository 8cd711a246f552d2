"""A ledger as it lies there, for verification: rows as they are stored, whether or not they make sense.

A SQLite file is read with the standard library alone and not through the store, so that what the store would skip over,
repair or refuse is seen as it is. A file of an older version is read as that version wrote it.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from . import files, migrations
from .protocol import Ledger, Stored
from .schema import APPLICATION_ID, VERSION_TABLE


class Garbled(bytes):
    """Text that is not UTF-8."""


class LogRow(NamedTuple):
    """A row of the table of logs, or what a ledger in memory has in its place; any value may be of a wrong type."""

    number: Any
    name: Any
    columns: dict[str, Any]
    """Office and label as columns; empty where the store has none."""
    size: Any
    root: Any


class RawLedger(NamedTuple):
    """Everything that is stored."""

    logs: list[LogRow]
    entries: Callable[[LogRow], Iterator[Stored]]
    signatures: list[dict[str, Any]]
    problems: list[str]
    """What is wrong with the store as a whole: its tables, its indexes, rows that belong to no log."""


def raw_ledger(ledger: Ledger) -> RawLedger:
    """Read any ledger through its own methods."""
    heads = ledger.heads()
    rows = [LogRow(number, head.log, {}, head.size, head.root) for number, head in enumerate(heads)]
    signatures = [signature.model_dump() for signature in ledger.signatures()]
    return RawLedger(rows, lambda row: ledger.stored(row.name), signatures, [])


def _text(found: bytes) -> str | Garbled:
    try:
        return found.decode()
    except UnicodeDecodeError:
        return Garbled(found)


@contextmanager
def raw_file(path: Path) -> Iterator[RawLedger]:
    """Read a file, all of it as of one moment.

    Raises
    ------
    LedgerError
        The file cannot be opened as a ledger.
    """
    version = files.check_file(path)
    with files.in_words(path), closing(files.connect(path, readonly=True)) as database:
        database.text_factory = _text
        database.execute("BEGIN")
        problems = _problems(database, version)
        logs = [_log_row(row) for row in _rows(database, "logs", problems)]
        signatures = _rows(database, "signatures", problems)
        yield RawLedger(logs, lambda row: _entries(database, row), signatures, problems)


def _rows(database: sqlite3.Connection, table: str, problems: list[str]) -> list[dict[str, Any]]:
    try:
        cursor = database.execute(f"SELECT * FROM {table}")  # noqa: S608 - one of our own two names
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]
    except (sqlite3.DatabaseError, OverflowError) as error:
        problems.append(f"the file: table {table} cannot be read: {error}")
        return []


def _log_row(row: dict[str, Any]) -> LogRow:
    columns = {name: row[name] for name in ("office", "tlp", "release_to", "embargo")}
    return LogRow(row["log"], row["name"], columns, row["size"], row["root"])


def _entries(database: sqlite3.Connection, row: LogRow) -> Iterator[Stored]:
    names = ", ".join(Stored._fields)
    # S608: the names are those of our own tuple; NOT INDEXED: the rows themselves, in their order on the disk
    question = f"SELECT {names} FROM statements NOT INDEXED WHERE log = ? ORDER BY position"  # noqa: S608 - the names are those of our own tuple
    for found in database.execute(question, (row.number,)):
        yield Stored(*found)


def _problems(database: sqlite3.Connection, version: int) -> list[str]:
    """What SQLite, the list of tables, and the header say."""
    found = [f"the file: {line}" for (line,) in _tried(database, "PRAGMA integrity_check") if line != "ok"]
    if _tables(database) != _expected_tables(version):
        found.append("the file: its tables or indexes are not those of a ledger")
    for name, expected in (("application_id", APPLICATION_ID), ("user_version", version)):
        value = database.execute(f"PRAGMA {name}").fetchone()[0]
        if value != expected:
            found.append(f"the file: {name} is {value}, expected {expected}")
    if version > 1:
        noted = _tried(database, f"SELECT version_num FROM {VERSION_TABLE}")  # noqa: S608 - our own name
        if noted != [(migrations.revision(version),)]:
            found.append(f"the file: table {VERSION_TABLE} says {noted}, the header version {version}")
    strays = "SELECT log, position, id FROM statements WHERE log NOT IN (SELECT log FROM logs)"
    for number, position, statement_id in _tried(database, strays):
        found.append(f"entry {position} ({statement_id}) belongs to log number {number}, which is not there")
    return found


def _tried(database: sqlite3.Connection, question: str) -> list[Any]:
    """Ask; a page that cannot be read is a finding, too, and is met again where its entries are read."""
    try:
        return database.execute(question).fetchall()
    except sqlite3.DatabaseError as error:
        return [(str(error),)] if question.startswith("PRAGMA") else []


def _tables(database: sqlite3.Connection) -> set[tuple[Any, ...]]:
    return set(database.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"))


def _expected_tables(version: int) -> set[tuple[Any, ...]]:
    with closing(sqlite3.connect(":memory:")) as database:
        for statement in migrations.sqlite_statements(version):
            database.execute(statement)
        return _tables(database)
