"""Where accounts lie: a SQLite file of their own, or tables in a PostgreSQL database, which may hold a ledger too.

A ledger file is handed on as a backup and a proof, and accounts are not: so accounts never lie in the file of a ledger.
"""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from troth.ledger import LedgerError, files, on_server
from troth.ledger import schema as ledger_schema
from troth.ledger.postgres_names import address_of, is_there, shown

from . import migrations
from .complaints import in_words
from .errors import (
    AccountsError,
    ExposedFileError,
    MissingAccountsError,
    NewerAccountsError,
    NotAccountsError,
    ReadOnlyAccountsError,
)
from .schema import APPLICATION_ID, VERSION, VERSION_TABLE, metadata
from .tokens import new_id

_MAGIC = b"SQLite format 3\0"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Database:
    """Connections to the tables of accounts, whose complaints say what to do."""

    def __init__(self, name: str, engine: Engine) -> None:
        self.name = name
        self._engine = engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with in_words(self.name), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is wholly kept or not at all."""
        with in_words(self.name), self._engine.connect() as connection:
            connection.execution_options(troth_writes=True)
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Let all connections go."""
        self._engine.dispose()


def open_database(location: str | Path, *, create: bool) -> Database:
    """Open the tables at a path or an address, and take the steps that they lack.

    Raises
    ------
    AccountsError
        Its subclasses tell missing, foreign, newer, exposed, read-only and unreachable ones apart.
    """
    try:
        if on_server(location):
            return _open_server(str(location), create=create)
        return _open_file(files.path_of(location), create=create)
    except LedgerError as error:  # the address cannot be read, or the driver is missing
        raise AccountsError(str(error).replace("a ledger in", "accounts in")) from None


# --- a file ------------------------------------------------------------------------------------------------------------


def _open_file(path: Path, *, create: bool) -> Database:
    if not path.exists():
        if not create:
            msg = f"{path}: there are no accounts; make them with `troth accounts add`"
            raise MissingAccountsError(msg)
        _create_file(path)
    version = _check_file(path)
    if not files.writable(path):
        msg = f"{path}: may be read but not written; nobody can sign in until its owner may write it (chmod u+w)"
        raise ReadOnlyAccountsError(msg)
    database = Database(str(path), _file_engine(path))
    with (
        database.reading() as connection
    ):  # a file that is damaged is told now, and not to whoever signs in first
        connection.exec_driver_sql(
            f"SELECT count(*) FROM {next(iter(metadata.tables))}" if version else "SELECT 1"  # noqa: S608 - a name of our own
        )
    if version < VERSION:
        with database.writing() as connection:
            _upgrade_file(connection)
    return database


def _file_engine(path: Path) -> Engine:
    engine = create_engine(
        "sqlite://",
        creator=partial(files.connect, path, readonly=False),
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=-1,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    """A writer takes its place at once, so that what it read cannot change under it."""
    writes = connection.get_execution_options().get("troth_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _upgrade_file(connection: Connection) -> None:
    if connection.exec_driver_sql("PRAGMA user_version").scalar_one() < VERSION:  # nobody was faster
        migrations.upgrade(connection)
        connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")


def _create_file(path: Path) -> None:
    """Make empty accounts that only their owner may read; they appear under their name whole or not at all."""
    made = path.with_name(f"{path.name}.{new_id()}.new")
    try:
        os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(made, isolation_level=None)) as driver:
            driver.execute("PRAGMA journal_mode = WAL")
            driver.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        engine = _file_engine(made)
        with closing(Database(str(path), engine)) as database, database.writing() as connection:
            _upgrade_file(connection)
        with suppress(FileExistsError):  # another process was faster
            path.hardlink_to(made)
    except (OSError, sqlite3.Error) as error:
        msg = (
            f"{path}: accounts cannot be made there ({error}); give a path in a folder that can be written to"
        )
        raise AccountsError(msg) from None
    finally:
        with suppress(OSError):
            made.unlink(missing_ok=True)


def _check_file(path: Path) -> int:
    """Look at a file before SQLite is let at it; returns its version."""
    if not path.is_file():
        msg = f"{path}: found a folder or device, expected the file of accounts"
        raise NotAccountsError(msg)
    if path.stat().st_mode & _OTHERS:
        msg = f"{path}: other users of this machine may read or write it, and it holds secrets; run `chmod 600` on it"
        raise ExposedFileError(msg)
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except PermissionError:
        msg = f"{path}: may not be read by this user; run it as the owner of the file"
        raise AccountsError(msg) from None
    _check_kind(path, header)
    version = int.from_bytes(header[60:64], "big")
    _check_version(str(path), version)
    return version


def _check_kind(path: Path, header: bytes) -> None:
    kind = int.from_bytes(header[68:72], "big")
    if not header.startswith(_MAGIC) or kind not in {APPLICATION_ID, ledger_schema.APPLICATION_ID}:
        msg = f"{path}: found another kind of file, expected accounts written by Troth; check the path"
        raise NotAccountsError(msg)
    if kind != APPLICATION_ID:
        msg = (
            f"{path}: found a ledger, which is handed on to others; give the accounts a file of their own, "
            "such as accounts.sqlite"
        )
        raise NotAccountsError(msg)


def _check_version(name: str, version: int) -> None:
    if version > VERSION:
        msg = f"{name}: found version {version} of accounts, this Troth knows up to version {VERSION}; update Troth"
        raise NewerAccountsError(msg)


# --- a server ----------------------------------------------------------------------------------------------------------


def _open_server(location: str, *, create: bool) -> Database:
    from troth.ledger.opening import server  # noqa: PLC0415 - needs psycopg, which only those have who have a server

    postgres = server()
    url = address_of(location)
    name, engine = shown(url), postgres.engine_of(url)
    database = Database(name, engine)
    try:
        with database.reading() as connection:
            version = _version_there(connection) or 0
        _check_there(name, version, create=create)
        if version < VERSION:
            with database.writing() as connection:
                _upgrade_server(connection, name)
    except BaseException:
        engine.dispose()
        raise
    return database


def _check_there(name: str, version: int, *, create: bool) -> None:
    if version == 0 and not create:
        msg = f"{name}: there are no accounts in this database; make them with `troth accounts add`"
        raise MissingAccountsError(msg)
    _check_version(name, version)


def _upgrade_server(connection: Connection, name: str) -> None:
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({APPLICATION_ID})")
    if _version_there(connection) is None:
        for table in metadata.tables:
            if is_there(connection, table):
                msg = f"{name}: found a table {table} that is not one of accounts; give another database"
                raise NotAccountsError(msg)
    migrations.upgrade(connection)


def _version_there(connection: Connection) -> int | None:
    if not is_there(connection, VERSION_TABLE):
        return None
    found = connection.exec_driver_sql(f"SELECT max(version_num) FROM {VERSION_TABLE}").scalar_one()  # noqa: S608 - our own name
    return int(found) if str(found).isdigit() else 0
