"""The file of a ledger: what it must look like before SQLite is let at it, and what SQLite's complaints mean.

A file that is something else, is cut short or comes from a later version is told by its first hundred bytes, in words
that its owner understands, and without touching it.
"""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from . import migrations
from .errors import (
    BusyLedgerError,
    DamagedLedgerError,
    LedgerError,
    MissingLedgerError,
    NewerLedgerError,
    NotALedgerError,
    OlderLedgerError,
    ReadOnlyLedgerError,
    TruncatedLedgerError,
)
from .schema import APPLICATION_ID, VERSION

_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100
WAIT_SECONDS = 30.0
"""How long to wait for another writer before giving up."""


def path_of(location: str | Path) -> Path:
    """Turn a path or a ``sqlite:///`` address into a path.

    >>> path_of("sqlite:///case/ledger.sqlite").as_posix()
    'case/ledger.sqlite'

    Raises
    ------
    LedgerError
        The address is that of no file.
    """
    text = str(location)
    if text.startswith("sqlite:///"):
        return Path(text.removeprefix("sqlite:///"))
    scheme, separator, _ = text.partition("://")
    if separator:
        msg = f"{scheme}:// is no file; give the path of a SQLite file"
        raise LedgerError(msg)
    return Path(location)


def _number(header: bytes, start: int, width: int = 4) -> int:
    return int.from_bytes(header[start : start + width], "big")


def check_file(path: Path) -> int:
    """Look at the header of a file (https://www.sqlite.org/fileformat.html, section 1.3); returns its version.

    Raises
    ------
    MissingLedgerError, NotALedgerError, TruncatedLedgerError, NewerLedgerError
        The file cannot be opened as a ledger; the message says what it is and what to do.
    """
    if not path.exists():
        msg = f"{path}: there is no ledger; check the path, or run the case that writes it"
        raise MissingLedgerError(msg)
    if not path.is_file():
        msg = f"{path}: found a folder or device, expected the file of a ledger"
        raise NotALedgerError(msg)
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except PermissionError:
        msg = f"{path}: may not be read by this user; ask its owner for the right to read it"
        raise LedgerError(msg) from None
    if not header or (len(header) < _HEADER_BYTES and header.startswith(_MAGIC[: len(header)])):
        msg = f"{path}: the file ends after {len(header)} bytes, a ledger has more; restore it from a copy"
        raise TruncatedLedgerError(msg)
    if not header.startswith(_MAGIC) or _number(header, 68) != APPLICATION_ID:
        msg = f"{path}: found another kind of file, expected a ledger written by Troth; check the path"
        raise NotALedgerError(msg)
    version = _number(header, 60)
    _check_version(path, version)
    _check_length(path, header)
    return version


def check_present(name: str, version: int) -> None:
    """See that a ledger is of this version, and can be worked with.

    Raises
    ------
    OlderLedgerError, NewerLedgerError
        It is of another.
    """
    if version > VERSION:
        msg = (
            f"{name}: found version {version} of the ledger format, this Troth knows up to version {VERSION}; "
            "update Troth to read it"
        )
        raise NewerLedgerError(msg)
    if version < VERSION:
        msg = (
            f"{name}: found version {version} of the ledger format, this Troth works with version {VERSION}; "
            "run `troth ledger upgrade` on it, which keeps every statement"
        )
        raise OlderLedgerError(msg)


def _check_version(path: Path, version: int) -> None:
    if version > VERSION:
        check_present(str(path), version)
    if version < 1:
        msg = f"{path}: found version {version} of the ledger format, expected 1 to {VERSION}; restore it from a copy"
        raise NotALedgerError(msg)


def _check_length(path: Path, header: bytes) -> None:
    if _unfolded(path):
        return  # the pages that are missing here may stand there; SQLite will say if not
    page = _number(header, 16, 2)
    page = 65536 if page == 1 else page
    expected, found = page * _number(header, 28), path.stat().st_size
    if found < expected:
        msg = f"{path}: the file ends after {found} bytes, its header says {expected}; restore it from a copy"
        raise TruncatedLedgerError(msg)


def upgrade_file(path: Path) -> tuple[int, int]:
    """Take the steps that a file lacks, all or none; returns its version before and after.

    Raises
    ------
    LedgerError
        The file is no ledger, of a newer version, or may not be written.
    """
    before = check_file(path)
    if before == VERSION:
        return before, before
    if not writable(path):
        msg = f"{path}: may be read but not written; upgrade a copy that can be written to"
        raise ReadOnlyLedgerError(msg)
    engine = create_engine("sqlite://", creator=partial(connect, path, readonly=False), poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with in_words(path), engine.begin() as connection:
        found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if found == before:  # nobody was faster
            migrations.upgrade(connection, stamped=None if before > 1 else before)
            connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
    return before, VERSION


def create_file(path: Path) -> None:
    """Make an empty ledger; it appears under its name whole or not at all.

    Raises
    ------
    LedgerError
        The folder is not there, or not to be written to.
    """
    made = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        made.unlink(missing_ok=True)
        with closing(sqlite3.connect(made, isolation_level=None)) as database:
            database.execute("PRAGMA page_size = 8192")  # a row with its content fits on a page several times
            database.execute("BEGIN")
            for statement in migrations.sqlite_statements():
                database.execute(statement)
            database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            database.execute(f"PRAGMA user_version = {VERSION}")
            database.execute("COMMIT")
            database.execute("PRAGMA journal_mode = WAL")
        _put_in_place(made, path)
    except (OSError, sqlite3.Error) as error:
        msg = f"{path}: a ledger cannot be created there ({error}); give a path in a folder that can be written to"
        raise LedgerError(msg) from None
    finally:
        with suppress(OSError):
            made.unlink(missing_ok=True)


def _put_in_place(made: Path, path: Path) -> None:
    """Give the file its name, unless another process was faster: its ledger may hold statements already."""
    try:
        path.hardlink_to(made)
    except FileExistsError:
        return
    except OSError:  # a file system without links
        if not path.exists():
            made.replace(path)


def writable(path: Path) -> bool:
    """Whether the file may be written. A file without any write mark is left alone, even by the superuser."""
    marks = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
    return bool(path.stat().st_mode & marks) and os.access(path, os.W_OK)


def connect(path: Path, *, readonly: bool) -> sqlite3.Connection:
    """Open a connection whose every commit is on the disk before it returns.

    Who only reads leaves no files behind, either: a file that may be written is opened as if to write it, because only
    then SQLite clears its lock files away; one that may not, and that no writer has left anything beside, is taken as
    immutable.
    """
    if writable(path):
        database = _connect(path, "mode=rw")
        if readonly:
            database.execute("PRAGMA query_only = ON")
        return database
    return _connect(path, "mode=ro" if _unfolded(path) else "immutable=1")


def _unfolded(path: Path) -> bool:
    """Whether commits stand beside the file, in the write-ahead log, that are not folded into it yet."""
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _connect(path: Path, options: str) -> sqlite3.Connection:
    address = f"file:{quote(str(path.absolute()))}?{options}"
    database = sqlite3.connect(
        address, uri=True, timeout=WAIT_SECONDS, check_same_thread=False, isolation_level=None
    )
    database.execute("PRAGMA synchronous = FULL")
    database.execute("PRAGMA secure_delete = ON")  # what is redacted is overwritten, not only let go
    return database


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn the complaints of SQLite into errors that say what to do."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise _in_words(path, error) from error


def _in_words(path: Path, error: DBAPIError | sqlite3.Error) -> LedgerError:
    said = str(error.orig if isinstance(error, DBAPIError) else error)
    if "readonly" in said:
        return ReadOnlyLedgerError(
            f"{path}: may be read but not written ({said}); open a copy that can be written to"
        )
    if "locked" in said or "busy" in said:
        why = f"another process has been writing for more than {WAIT_SECONDS:.0f} seconds"
        return BusyLedgerError(f"{path}: {why}; wait for it to end, a ledger has one writer at a time")
    if "full" in said or "disk I/O" in said:
        return LedgerError(f"{path}: the disk did not take it ({said}); nothing of the batch was written")
    if "unable to open" in said:
        return LedgerError(f"{path}: cannot be opened ({said}); check the rights to the file and its folder")
    return DamagedLedgerError(f"{path}: {said}; run `troth ledger verify`, or restore the file from a copy")
