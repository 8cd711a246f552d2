"""A ledger in a SQLite file: one writer, many readers, every acknowledged append on the disk.

WAL with ``synchronous=FULL``: an append returns after its commit has reached the disk, readers see the last commit and
never wait for the writer.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import QueuePool

from . import files
from .audience import Viewpoint
from .errors import BusyLedgerError, ReadOnlyLedgerError
from .raw import RawLedger, raw_file
from .sql import SqlLedger


class SqliteLedger(SqlLedger):
    """Implements `Ledger` in a SQLite file; made by `open_ledger`.

    May be shared by threads; other processes may open the same file at the same time.
    """

    _dialect = "sqlite"

    def __init__(self, path: Path, *, readonly: bool) -> None:
        super().__init__()
        self.path = path
        self.name = str(path)
        self.readonly = readonly
        self._engine = create_engine(
            "sqlite://",
            creator=partial(files.connect, path, readonly=readonly),
            poolclass=QueuePool,
            pool_size=0,
        )
        event.listen(self._engine, "begin", _begin)
        with files.in_words(path):
            self._writer = self._engine.connect().execution_options(troth_writes=not readonly)

    @contextmanager
    def _reading(self, view: Viewpoint | None = None) -> Iterator[Connection]:  # noqa: ARG002 - SQLite keeps no rows from anybody by itself
        """One snapshot, however many questions are asked of it."""
        with files.in_words(self.path), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        if self.readonly:
            msg = f"{self.path}: the ledger is open for reading only; open a copy that can be written to"
            raise ReadOnlyLedgerError(msg)
        with self._lock, files.in_words(self.path), self._writer.begin():
            yield self._writer

    def redact(self, statement_id: str, paths: Iterable[str]) -> None:
        """Take fields out of a stored statement for good: no copy of them is left in the file."""
        super().redact(statement_id, paths)
        with self._lock, files.in_words(self.path):
            # The old page stands in the write-ahead log until that is folded into the file.
            # Asked of the driver itself: SQLAlchemy would put it into a transaction, where it cannot be done.
            driver = cast("sqlite3.Connection", self._writer.connection.driver_connection)
            left, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if left:
            msg = f"{self.path}: the fields are taken out, but a reader still holds the page before; close it, redact again"
            raise BusyLedgerError(msg)

    def raw(self) -> AbstractContextManager[RawLedger]:
        """Everything that is stored, as it lies in the file, for verification."""
        return raw_file(self.path)

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            self._writer.close()
            self._engine.dispose()


def _begin(connection: Connection) -> None:
    """Start a transaction: a writer takes its place at once, so that what it read cannot change under it."""
    writes = connection.get_execution_options().get("troth_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
