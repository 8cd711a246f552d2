"""Backup and restore: a whole ledger as one file, from and to either store, verified before it counts.

A backup is a ledger file of SQLite like any other: `verify` looks at it, `open_ledger` reads it, and it needs no server.
It is read in one snapshot, so others may write meanwhile, and its rows are copied as they lie there: what was redacted
stays redacted, and every signature comes along. Nothing appears under its name that did not verify.
"""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection

from . import files
from .errors import DamagedLedgerError, LedgerError
from .opening import on_server, open_ledger, server
from .schema import logs, signatures, statements
from .sql import rows_of
from .verify import VerifyReport, verify

TABLES = (logs, statements, signatures)


def backup(location: str | Path, file: Path) -> VerifyReport:
    """Write a ledger into a file of its own; returns what verification said of that file.

    Raises
    ------
    LedgerError
        There is a file of that name already, the ledger cannot be read as a whole, or the copy does not verify; no
        file is left behind.
    """
    with open_ledger(location, readonly=True) as ledger, ledger.whole() as connection:
        return _into_file(connection, file, str(location) if not on_server(location) else ledger.name)


def restore(file: Path, location: str | Path) -> VerifyReport:
    """Make the ledger that a backup holds, where there is none yet; returns what verification said of it.

    Raises
    ------
    LedgerError
        The backup does not verify, or there is a ledger already; nothing is left half done.
    """
    found = verify(file)
    if not found.ok:
        msg = f"{file}: the backup does not verify, and nothing was restored: {found.problems[0]}"
        raise DamagedLedgerError(msg)
    with open_ledger(file, readonly=True) as ledger, ledger.whole() as connection:
        if on_server(location):
            made: VerifyReport = server().restore_database(connection, str(location))
        else:
            made = _into_file(connection, files.path_of(location), str(file))
    return made


def _into_file(connection: Connection, path: Path, source: str) -> VerifyReport:
    _refuse_present(path)
    with _draft_beside(path) as draft:
        files.create_file(draft)
        fill_file(connection, draft)
        report = verify(draft)
        if not report.ok:
            msg = f"{source}: what was copied does not verify, and no file was written: {report.problems[0]}"
            raise DamagedLedgerError(msg)
        _put_in_place(draft, path)
    return report


def _refuse_present(path: Path) -> None:
    if path.exists() or path.is_symlink():
        msg = f"{path}: is there already and is left as it is; give a name that is not taken"
        raise LedgerError(msg)


@contextmanager
def _draft_beside(path: Path) -> Iterator[Path]:
    """A name for work that is not finished, in the same folder; whatever stands under it is gone afterwards."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        yield draft
    finally:
        for rest in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                draft.with_name(draft.name + rest).unlink(missing_ok=True)


def fill_file(connection: Connection, path: Path) -> None:
    """Copy all rows of a ledger into the tables of an empty file, in one transaction; nothing is verified here."""
    with closing(files.connect(path, readonly=False)) as database:
        with files.in_words(path):
            database.execute("BEGIN IMMEDIATE")
        for table in TABLES:
            names = [f'"{column.name}"' for column in table.columns]
            places = ", ".join("?" * len(names))
            add = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({places})"  # noqa: S608 - our own names
            for rows in rows_of(connection, table):
                with files.in_words(path):
                    database.executemany(add, rows)
        with files.in_words(path):
            database.execute("COMMIT")


def _put_in_place(draft: Path, path: Path) -> None:
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        _refuse_present(path)
    except OSError:  # a file system without links
        _refuse_present(path)
        draft.replace(path)
