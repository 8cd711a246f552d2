"""A ledger in a SQLite file: one writer, many readers, every acknowledged append on the disk.

WAL with ``synchronous=FULL``: an append returns after its commit has reached the disk, readers see the last commit and
never wait for the writer.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Self, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, create_engine, event, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.pool import QueuePool

from troth.records.canonical import utc_text
from troth.records.standing import Links
from troth.records.statement import Statement, content_of, redact

from . import files, questions
from .admission import Candidate, Known, admit, candidates
from .audience import Audience, audience_of, label_columns, viewpoint
from .columns import columns_of
from .errors import BusyLedgerError, DamagedLedgerError, ReadOnlyLedgerError, StatementNotFoundError
from .pictures import checked_entry, in_order, no_longer_said
from .protocol import Entry, Head, HeadSignature, Place, Stored, case_head_of, head_of
from .rows import by_log, grow, holder, node_in
from .schema import logs, signatures, statements
from .signing import signed
from .tree import EMPTY_ROOT, Frontier, peaks_of


def open_ledger(location: str | Path, *, create: bool = False, readonly: bool = False) -> "SqliteLedger":
    """Open the ledger at a path, or at a ``sqlite:///`` address.

    Parameters
    ----------
    location
        The file.
    create
        Make an empty ledger where there is no file.
    readonly
        Refuse to append. A file that is marked read-only is opened so by itself.

    Raises
    ------
    LedgerError
        Its subclasses tell a missing, foreign, truncated, damaged or newer file apart.
    """
    path = files.path_of(location)
    if create and not readonly and not path.exists():
        files.create_file(path)
    files.check_file(path)
    return SqliteLedger(path, readonly=readonly or not files.writable(path))


class SqliteLedger:
    """Implements `Ledger` in a SQLite file; made by `open_ledger`.

    May be shared by threads; other processes may open the same file at the same time.
    """

    def __init__(self, path: Path, *, readonly: bool) -> None:
        self.path = path
        self.readonly = readonly
        self._lock = threading.Lock()
        self._frontiers: dict[str, Frontier] = {}
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
    def _reading(self) -> Iterator[Connection]:
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

    def append(self, statements: Iterable[Statement]) -> tuple[str, ...]:
        """Append a batch, all of it or nothing, and return when it is on the disk; see `Ledger.append`."""
        batch = candidates(statements)
        grown: dict[str, Frontier] = {}
        with self._writing() as connection:
            for log, new in by_log(admit(batch, partial(_look_up, connection))).items():
                grown[log] = self._extend(connection, log, new)
        self._frontiers.update(grown)
        return tuple(candidate.id for candidate in batch)

    def _extend(self, connection: Connection, log: str, new: list[Candidate]) -> Frontier:
        found = questions.LOG.ask(connection, name=log).first()
        number, size, root = found or (_new_log(connection, new[0].audience), 0, EMPTY_ROOT)
        frontier = self._frontiers[log].copy() if log in self._frontiers else Frontier()
        if (frontier.size, frontier.root()) != (size, root):
            frontier = _frontier(connection, number, size)
        if frontier.root() != root:
            msg = f"{self.path}: log {log} does not have the root it was left with; run `troth ledger verify`"
            raise DamagedLedgerError(msg)
        rows = [(number, *row) for row in grow(frontier, new)]
        connection.exec_driver_sql(questions.ADD, rows)
        questions.GROW.ask(connection, number=number, to=frontier.size, new_root=frontier.root())
        return frontier

    def picture(
        self,
        as_of: datetime,
        viewer: str | None = None,
        *,
        owner: str = "",
        members: Iterable[str] = (),
        history: bool = False,
    ) -> tuple[Entry, ...]:
        """List what a viewer could know at a time; see `Ledger.picture`."""
        view = viewpoint(as_of, viewer, owner=owner, members=frozenset(members))
        found, links = [], {}
        with self._reading() as connection:
            seen = {
                number: audience for number, audience in _audiences(connection).items() if view.sees(audience)
            }
            asked = {"numbers": json.dumps(list(seen)), "until": utc_text(as_of)}
            rows = connection.execute(
                questions.PICTURE, asked, execution_options={"yield_per": questions.ROWS_AT_ONCE}
            )
            for number, recorded_at, row_id, content, supersedes, retracts in rows:
                found.append((recorded_at, checked_entry(seen[number], row_id, content)))
                if supersedes or retracts:
                    links[row_id] = Links(tuple(json.loads(supersedes or "[]")), retracts)
        return in_order(found, set() if history else no_longer_said(links))

    def get(self, statement_id: str) -> Entry:
        """Return one statement, whatever its label."""
        return self.find(statement_id).entry

    def find(self, statement_id: str) -> Place:
        """Return one statement with its place."""
        with self._reading() as connection:
            found = connection.execute(questions.PLACE, {"id": statement_id}).first()
        if found is None:
            msg = f"{self.path}: no statement with the id {statement_id}; `troth ledger log` lists the ids"
            raise StatementNotFoundError(msg)
        log, position, content = found
        return Place(log, position, Entry(statement_id, content))

    def heads(self) -> tuple[Head, ...]:
        """List the heads of all logs, sorted by name."""
        with self._reading() as connection:
            rows = connection.execute(select(logs.c.name, logs.c.size, logs.c.root)).all()
        return tuple(sorted(Head(*row) for row in rows))

    def case_head(self) -> str:
        """One hash over the heads of all logs, in hex."""
        return case_head_of(self.heads())

    def nodes_at(self, log: str, wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
        """Look up hashes of complete subtrees of a log."""
        with self._reading() as connection:
            found = questions.LOG.ask(connection, name=log).first()
            return _nodes(connection, found[0] if found else -1, list(wanted))

    def redact(self, statement_id: str, paths: Iterable[str]) -> None:
        """Take fields out of a stored statement for good: no copy of them is left in the file."""
        redacted = redact(self.get(statement_id).disclosed(), paths)
        values = columns_of(redacted.values)._asdict() | {"content": content_of(redacted)}
        with self._writing() as connection:
            connection.execute(update(statements).where(statements.c.id == statement_id).values(**values))
        with self._lock, files.in_words(self.path):
            # The old page stands in the write-ahead log until that is folded into the file.
            # Asked of the driver itself: SQLAlchemy would put it into a transaction, where it cannot be done.
            driver = cast("sqlite3.Connection", self._writer.connection.driver_connection)
            left, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if left:
            msg = f"{self.path}: the fields are taken out, but a reader still holds the page before; close it, redact again"
            raise BusyLedgerError(msg)

    def sign_head(self, log: str, private_key: Ed25519PrivateKey) -> HeadSignature:
        """Sign the present head of a log and keep the signature."""
        signature = signed(head_of(self.heads(), log), private_key)
        with self._writing() as connection:
            connection.execute(upsert(signatures).on_conflict_do_nothing().values(**signature.model_dump()))
        return signature

    def signatures(self) -> tuple[HeadSignature, ...]:
        """List all signatures, sorted by log, size and key."""
        with self._reading() as connection:
            rows = connection.execute(select(signatures)).mappings().all()
        found = [HeadSignature.model_validate(dict(row)) for row in rows]
        return tuple(sorted(found, key=lambda signature: (signature.log, signature.size, signature.key)))

    def stored(self, log: str) -> Iterator[Stored]:
        """Walk through a log in its own order."""
        with self._reading() as connection:
            yield from (Stored(*row) for row in connection.execute(questions.ENTRIES, {"name": log}))

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            self._writer.close()
            self._engine.dispose()

    def __len__(self) -> int:
        with self._reading() as connection:
            return int(connection.execute(select(func.coalesce(func.sum(logs.c.size), 0))).scalar_one())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()


def _begin(connection: Connection) -> None:
    """Start a transaction: a writer takes its place at once, so that what it read cannot change under it."""
    writes = connection.get_execution_options().get("troth_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _look_up(connection: Connection, ids: Iterable[str]) -> Known:
    rows = questions.KNOWN_IDS.ask(connection, ids=json.dumps(list(ids)))
    return {found: audience_of(name) for found, name in rows}


def _new_log(connection: Connection, audience: Audience) -> int:
    columns = {"name": audience.name, **label_columns(audience), "size": 0, "root": EMPTY_ROOT}
    made = connection.execute(insert(logs).values(**columns)).inserted_primary_key
    return int(made[0]) if made else 0


def _audiences(connection: Connection) -> dict[int, Audience]:
    """All logs by number; a log whose label columns contradict its name opens nothing."""
    found = {}
    for row in connection.execute(select(logs)).mappings():
        audience = audience_of(row["name"])
        if any(row[name] != value for name, value in label_columns(audience).items()):
            msg = f"log {row['name']}: its columns name another office or label; run `troth ledger verify`"
            raise DamagedLedgerError(msg)
        found[row["log"]] = audience
    return found


def _frontier(connection: Connection, number: int, size: int) -> Frontier:
    peaks = peaks_of(size)
    nodes = _nodes(connection, number, peaks)
    return Frontier(size, [nodes[peak] for peak in peaks])


def _nodes(
    connection: Connection, number: int, wanted: list[tuple[int, int]]
) -> dict[tuple[int, int], bytes]:
    positions = json.dumps([holder(level, j) for level, j in wanted])
    rows = connection.execute(questions.HOLDERS, {"number": number, "positions": positions})
    held = {position: (row_id, nodes) for position, row_id, nodes in rows}
    if missing := [place for place in wanted if holder(*place) not in held]:
        msg = f"entries {', '.join(str(holder(*place)) for place in missing)} are missing; run `troth ledger verify`"
        raise DamagedLedgerError(msg)
    return {(level, j): node_in(*held[holder(level, j)], level) for level, j in wanted}
