"""A ledger in a PostgreSQL database: one writer at a time, many readers, every acknowledged append on the server's disk.

An append is one transaction: it takes an advisory lock, so that writers on any machine queue up, sends its rows by COPY
(those of a large batch while it is still being sealed, see `streaming.py`), and is acknowledged after a commit with `synchronous_commit` on. Readers see one snapshot (REPEATABLE READ) and never wait.
"""

import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import chain
from typing import Any

import psycopg
from psycopg.sql import SQL, Literal
from sqlalchemy import URL, Connection, Engine, create_engine, event, insert
from sqlalchemy.exc import DisconnectionError

from troth.records.statement import Statement

from . import files, migrations, streaming
from .access import SETTINGS, bound
from .audience import Viewpoint
from .copying import COPY
from .errors import DamagedLedgerError, LedgerError, MissingLedgerError, NotALedgerError, ReadOnlyLedgerError
from .guards import changed_policies
from .heads import SavedHead
from .postgres_errors import in_words
from .postgres_names import address_of, is_there, shown, version_of
from .raw import RawLedger
from .raw_postgres import raw_database
from .schema import APPLICATION_ID, VERSION, logs, metadata, signatures, statements
from .sealers import Sealers, count_of_sealers
from .sql import SqlLedger, rows_of
from .verify import VerifyReport, report_of

_CONNECT_SECONDS = 10
_FRESH_SECONDS = 1.0
_TYPES = ["int8", "int8", *["text"] * 10, "bytea", "bytea"]
_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


def engine_of(url: URL, *, reads: bool = False) -> Engine:
    """Make connections whose commits are on the server's disk before they return, or which read one snapshot each time."""
    timeout = {} if "connect_timeout" in url.query else {"connect_timeout": _CONNECT_SECONDS}
    engine = create_engine(url, connect_args=timeout, pool_size=5, max_overflow=-1)
    event.listen(engine, "connect", _for_reading if reads else _durable)
    event.listen(engine, "checkin", _set_aside)
    event.listen(engine, "checkout", _still_there)
    return engine


def _for_reading(driver: psycopg.Connection[Any], _: object) -> None:
    driver.autocommit = True  # a transaction is begun in the same breath as the viewer is set
    driver.execute(
        "SET jit = off"
    )  # compiling a question of a page takes a hundred times as long as answering it


def _durable(driver: psycopg.Connection[Any], _: object) -> None:
    """Ask for durable commits, unless the server's own setting asks for more than that (a standby that applies them)."""
    driver.autocommit = True
    driver.execute(
        "SELECT set_config('synchronous_commit', 'on', false) "
        "WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')"
    )
    driver.autocommit = False


def _set_aside(_: object, record: Any) -> None:  # noqa: ANN401 - the pool's own record
    record.info["used"] = time.monotonic()


def _still_there(driver: psycopg.Connection[Any], record: Any, _: object) -> None:  # noqa: ANN401 - the pool's own record
    """Try a connection that was idle for a while: a server that was started anew has forgotten it."""
    if time.monotonic() - record.info.get("used", math.inf) < _FRESH_SECONDS:
        return
    before = driver.autocommit
    try:
        driver.autocommit = True
        driver.execute("")
        driver.autocommit = before
    except psycopg.Error as error:
        raise DisconnectionError(str(error)) from None


def take_lock(connection: Connection) -> None:
    """Take the one place for a writer, for the length of the transaction."""
    wait = int(files.WAIT_SECONDS * 1000)
    connection.exec_driver_sql(
        f"SET LOCAL lock_timeout = {wait}; SELECT pg_advisory_xact_lock({APPLICATION_ID})"
    )


def make_tables(connection: Connection, name: str) -> None:
    """Make the tables of a ledger in an open transaction; whoever comes second finds those of the first.

    Raises
    ------
    LedgerError
        The database holds tables of those names already, or does not keep texts in UTF-8.
    """
    take_lock(connection)
    if version_of(connection) is not None:
        return
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        msg = f"{name}: the database keeps texts in {encoding}, a ledger needs UTF8; make one with `createdb -E UTF8 -T template0`"
        raise LedgerError(msg)
    for table in metadata.tables:
        if is_there(connection, table):
            msg = f"{name}: found a table {table} that is not a ledger's; give a database of its own"
            raise NotALedgerError(msg)
    migrations.upgrade(connection)


def _checked(connection: Connection, name: str) -> int:
    version = version_of(connection)
    if version is None:
        msg = f"{name}: there is no ledger in this database; check the address, or restore one there"
        raise MissingLedgerError(msg)
    return version


def open_database(location: str, *, create: bool, readonly: bool) -> "PostgresLedger":
    """Open the ledger in a database; see `open_ledger`."""
    url = address_of(location)
    name, engine = shown(url), engine_of(url)
    try:
        with in_words(name):
            if create and not readonly:
                with engine.connect() as connection:
                    missing = version_of(connection) is None
                if missing:
                    with engine.begin() as connection:
                        make_tables(connection, name)
            with engine.connect() as connection:
                files.check_present(name, _checked(connection, name))
    except BaseException:
        engine.dispose()
        raise
    return PostgresLedger(url, engine, readonly=readonly)


def upgrade_database(location: str) -> tuple[int, int]:
    """Take the steps that a database lacks; see `upgrade_ledger`."""
    url = address_of(location)
    name, engine = shown(url), engine_of(url)
    try:
        with in_words(name), engine.begin() as connection:
            take_lock(connection)
            before = _checked(connection, name)
            if before > VERSION:
                files.check_present(name, before)
            migrations.upgrade(connection)
    finally:
        engine.dispose()
    return before, VERSION


def copy_in(connection: Connection, rows: Iterable[tuple[Any, ...]]) -> None:
    """Send rows of `statements` in one go."""
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.set_types(_TYPES)
        for row in rows:
            copy.write_row(row)


def restore_database(source: Connection, location: str) -> VerifyReport:
    """Copy a whole ledger into a database that holds none, verify it, and only then commit; see `backup.restore`."""
    url = address_of(location)
    name, engine = shown(url), engine_of(url)
    try:
        with in_words(name), engine.begin() as connection:
            make_tables(connection, name)
            files.check_present(name, _checked(connection, name))
            if connection.exec_driver_sql("SELECT EXISTS (SELECT 1 FROM logs)").scalar_one():
                msg = f"{name}: there is a ledger with statements already, which is left as it is; restore into an empty database"
                raise LedgerError(msg)
            for table in (logs, signatures):
                for rows in rows_of(source, table):
                    connection.execute(
                        insert(table), [dict(zip(table.columns.keys(), row, strict=True)) for row in rows]
                    )
            copy_in(connection, chain.from_iterable(rows_of(source, statements)))
            connection.exec_driver_sql(
                "SELECT setval(pg_get_serial_sequence('logs', 'log'), max(log)) FROM logs HAVING max(log) IS NOT NULL"
            )
            report = report_of(raw_database(connection), SavedHead({}, None))
            if not report.ok:
                msg = f"{name}: what was restored does not verify, and was taken out again: {report.problems[0]}"
                raise DamagedLedgerError(msg)
    finally:
        engine.dispose()
    return report


class PostgresLedger(SqlLedger):
    """Implements `Ledger` in a PostgreSQL database; made by `open_ledger`."""

    _dialect = "postgresql"

    def __init__(self, url: URL, engine: Engine, *, readonly: bool) -> None:
        super().__init__()
        self.name = shown(url)
        self.readonly = readonly
        self._engine = engine
        self._readers = engine_of(url, reads=True)
        self._sealers = Sealers(count_of_sealers())

    def append(
        self, statements: Iterable[Statement], *, seen: Mapping[str, int] | None = None
    ) -> tuple[str, ...]:
        """Append a batch, all of it or nothing, and return when it is on the server's disk; see `Ledger.append`."""
        batch = list(statements)
        if len(batch) >= streaming.FROM and seen is None and not self.readonly:
            with suppress(streaming.GivenUpError):
                return self._append_streamed(batch)
        return super().append(batch, seen=seen)

    def _append_streamed(self, batch: list[Statement]) -> tuple[str, ...]:
        parts = streaming.parts_of(batch)
        with (
            streaming.uncollected(),
            self._writing() as connection,
            closing(self._sealers.seal(parts)) as sealed,
        ):
            stream = streaming.Stream(batch, lambda audience: self._tree_of(connection, audience))
            stream.send(connection, sealed, lambda ids: self._look_up(connection, ids))
            for tree in stream.trees:
                self._grown(connection, tree.number, tree.frontier)
        self._frontiers.update({tree.audience.name: tree.frontier for tree in stream.trees})
        return tuple(stream.ids)

    @contextmanager
    def _reading(self, view: Viewpoint | None = None) -> Iterator[Connection]:
        """One snapshot; for a viewer, row-level security shows a role that only reads what the viewer may see."""
        with in_words(self.name), self._readers.connect() as connection, connection.begin():
            connection.exec_driver_sql(_SNAPSHOT if view is None else f"{_SNAPSHOT}; {_set_for(view)}")
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        if self.readonly:
            msg = f"{self.name}: the ledger is open for reading only; open it as one who may write"
            raise ReadOnlyLedgerError(msg)
        with self._lock, in_words(self.name), self._engine.begin() as connection:
            take_lock(connection)
            yield connection

    def _add_rows(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        copy_in(connection, rows)

    @contextmanager
    def whole(self) -> Iterator[Connection]:
        """One snapshot of everything; a role that is shown a part only is refused, not given that part."""
        with self._reading() as connection:
            connection.exec_driver_sql("SET LOCAL row_security = off")
            yield connection

    @contextmanager
    def raw(self) -> Iterator[RawLedger]:
        """Everything that is stored, as of one moment, for verification."""
        with in_words(self.name):
            changed = changed_policies(self._engine)
        with self.whole() as connection:
            found = raw_database(connection)
            yield found._replace(problems=[*found.problems, *changed])

    def redact(self, statement_id: str, paths: Iterable[str]) -> None:
        """Take fields out of a stored statement for good, and let the server reuse the room of the row before.

        The server's own log of changes, its standbys and its backups keep that row until they are recycled.
        """
        super().redact(statement_id, paths)
        alone = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        with in_words(self.name), alone.connect() as connection:
            connection.exec_driver_sql("VACUUM statements")

    def close(self) -> None:
        """Let all connections go."""
        self._sealers.close()
        self._engine.dispose()
        self._readers.dispose()


def _set_for(view: Viewpoint) -> str:
    """The settings that row-level security asks for, until the transaction ends."""
    pairs = zip(SETTINGS, bound(view).values(), strict=True)
    calls = [SQL("set_config({}, {}, true)").format(Literal(name), Literal(value)) for name, value in pairs]
    return SQL("SELECT {}").format(SQL(", ").join(calls)).as_string().replace("%", "%%")
