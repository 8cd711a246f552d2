"""A ledger in a database: what SQLite and PostgreSQL do alike, in the same questions.

How a database is opened, how a writer takes its place, how rows are sent to it and what its complaints mean stands with
each of the two, in `sqlite.py` and `postgres.py`.
"""

import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Table, func, insert, select, update

from troth.records.canonical import utc_text
from troth.records.standing import Links
from troth.records.statement import Statement, content_of, redact

from . import questions
from .access import bound
from .admission import Known, admit, candidates, check_seen
from .audience import Audience, Log, Viewpoint, audience_of, label_columns, log_named, viewpoint
from .columns import columns_of
from .cursors import page_of, place_before
from .errors import DamagedLedgerError, StatementNotFoundError
from .keys import KeyRecord, key_record
from .pictures import checked_entry, in_order, no_longer_said
from .protocol import Entry, Head, HeadSignature, Page, Place, Stored, case_head_of, head_of
from .raw import RawLedger
from .rows import by_log, grow, holder, node_in
from .schema import logs, signatures, statements
from .signing import checked_signature, foreign_signature
from .tree import EMPTY_ROOT, Frontier, peaks_of


class SqlLedger(ABC):
    """What implements `Ledger` in a database; see `SqliteLedger` and `PostgresLedger`.

    May be shared by threads; other processes may open the same ledger at the same time.
    """

    name: str
    """The path or address, as messages say it."""
    readonly: bool
    _dialect: str

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._frontiers: dict[str, Frontier] = {}
        self._often = questions.OFTEN[self._dialect]

    @abstractmethod
    def _reading(self, view: Viewpoint | None = None) -> AbstractContextManager[Connection]:
        """One snapshot, however many questions are asked of it; for a viewer, where rows are kept from others."""

    @abstractmethod
    def _writing(self) -> AbstractContextManager[Connection]:
        """One transaction, of the only writer; on the disk when it is left without an error."""

    def _add_rows(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        connection.exec_driver_sql(self._often.add, list(rows))

    @abstractmethod
    def raw(self) -> AbstractContextManager[RawLedger]:
        """Everything that is stored, as it lies there and as of one moment, for verification."""

    def whole(self) -> AbstractContextManager[Connection]:
        """One snapshot of everything, for a backup."""
        return self._reading()

    @abstractmethod
    def close(self) -> None:
        """Let the database go."""

    def append(
        self, statements: Iterable[Statement], *, seen: Mapping[str, int] | None = None
    ) -> tuple[str, ...]:
        """Append a batch, all of it or nothing, and return when it is on the disk; see `Ledger.append`."""
        batch = candidates(statements)
        grown: dict[str, Frontier] = {}
        with self._writing() as connection:
            if seen is not None:
                sizes = connection.execute(select(logs.c.name, logs.c.size)).all()
                check_seen(batch, seen, {row.name: row.size for row in sizes})
            for log, new in by_log(admit(batch, lambda ids: self._look_up(connection, ids))).items():
                number, frontier = self._tree_of(connection, new[0].audience)
                self._add_rows(connection, [(number, *row) for row in grow(frontier, new)])
                self._grown(connection, number, frontier)
                grown[log] = frontier
        self._frontiers.update(grown)
        return tuple(candidate.id for candidate in batch)

    def _look_up(self, connection: Connection, ids: Iterable[str]) -> Known:
        rows = self._often.known_ids.ask(connection, ids=json.dumps(list(ids)))
        return {found: audience_of(name) for found, name in rows}

    def _tree_of(self, connection: Connection, audience: Audience) -> tuple[int, Frontier]:
        """Number and tree of a log that is about to grow; made where it is not there yet."""
        log = audience.name
        found = self._often.log.ask(connection, name=log).first()
        number, size, root = found or (_new_log(connection, audience), 0, EMPTY_ROOT)
        frontier = self._frontiers[log].copy() if log in self._frontiers else Frontier()
        if (frontier.size, frontier.root()) != (size, root):
            frontier = _frontier(connection, number, size)
        if frontier.root() != root:
            msg = f"{self.name}: log {log} does not have the root it was left with; run `troth ledger verify`"
            raise DamagedLedgerError(msg)
        return number, frontier

    def _grown(self, connection: Connection, number: int, frontier: Frontier) -> None:
        self._often.grow.ask(connection, number=number, to=frontier.size, new_root=frontier.root())

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
        with self._reading(view) as connection:
            seen = _seen(connection, view)
            asked = {"numbers": json.dumps(list(seen)), "until": utc_text(as_of)}
            with connection.execute(questions.PICTURE, asked) as rows:
                for number, recorded_at, row_id, content, supersedes, retracts in rows:
                    found.append((recorded_at, checked_entry(seen[number][0], row_id, content)))
                    if supersedes or retracts:
                        links[row_id] = Links(tuple(json.loads(supersedes or "[]")), retracts)
        return in_order(found, set() if history else no_longer_said(links))

    def newest(
        self,
        as_of: datetime,
        viewer: str | None = None,
        *,
        owner: str = "",
        members: Iterable[str] = (),
        limit: int = 50,
        before: str | None = None,
    ) -> Page:
        """List the newest statements that a viewer may see; see `Ledger.newest`."""
        view = viewpoint(as_of, viewer, owner=owner, members=frozenset(members))
        time, id_ = place_before(view.as_of, limit, before)
        with self._reading(view) as connection:
            seen = _seen(connection, view)
            rows = self._newest_rows(connection, list(seen), (time, id_), limit + 1)
        entries = [
            (at, checked_entry(seen[number][0], row_id, content)) for number, at, row_id, content in rows
        ]
        return page_of(entries, limit)

    def _newest_rows(
        self, connection: Connection, numbers: list[int], place: tuple[str, str], count: int
    ) -> Sequence[Any]:
        """The newest rows of some logs before a place; see `questions.Newest`."""
        ask, few = questions.NEWEST[self._dialect], 1 + 2 * count // max(1, len(numbers))
        asked = {"numbers": json.dumps(numbers), "time": place[0], "id": place[1], "floor": ""}
        if few < count:
            times = ask.times.ask(connection, **asked, count=few).scalars().all()
            asked["floor"] = times[count - 1] if len(times) >= count else ""
        return ask.rows.ask(connection, **asked, count=count).all()

    def visible_heads(
        self, as_of: datetime, viewer: str | None = None, *, owner: str = "", members: Iterable[str] = ()
    ) -> tuple[Head, ...]:
        """List the heads of the logs that a viewer may see; see `Ledger.visible_heads`."""
        view = viewpoint(as_of, viewer, owner=owner, members=frozenset(members))
        with self._reading(view) as connection:
            return tuple(sorted(head for _, head in _seen(connection, view).values()))

    def get(self, statement_id: str) -> Entry:
        """Return one statement, whatever its label."""
        return self.find(statement_id).entry

    def find(self, statement_id: str) -> Place:
        """Return one statement with its place."""
        with self._reading() as connection:
            found = connection.execute(questions.PLACE, {"id": statement_id}).first()
        if found is None:
            msg = f"{self.name}: no statement with the id {statement_id}; `troth ledger log` lists the ids"
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
            found = self._often.log.ask(connection, name=log).first()
            return _nodes(connection, found[0] if found else -1, list(wanted))

    def redact(self, statement_id: str, paths: Iterable[str]) -> None:
        """Take fields out of a stored statement for good."""
        redacted = redact(self.get(statement_id).disclosed(), paths)
        values = columns_of(redacted.values)._asdict() | {"content": content_of(redacted)}
        with self._writing() as connection:
            connection.execute(update(statements).where(statements.c.id == statement_id).values(**values))

    def sign_head(
        self, log: str, private_key: Ed25519PrivateKey, *, at: datetime | None = None
    ) -> HeadSignature:
        """Sign the present head of a log and keep the signature; see `Ledger.sign_head`."""
        return self._kept(checked_signature(head_of(self.heads(), log), private_key, at, self.keys()))

    def accept(self, signature: HeadSignature) -> HeadSignature:
        """Keep a signature that an office made elsewhere; see `Ledger.accept`."""
        return self._kept(foreign_signature(self, signature))

    def _kept(self, signature: HeadSignature) -> HeadSignature:
        mine = [getattr(signatures.c, name) == getattr(signature, name) for name in ("log", "size", "key")]
        with self._writing() as connection:
            kept = connection.execute(select(signatures).where(*mine)).mappings().first()
            if kept is not None:
                return HeadSignature.model_validate(dict(kept))
            connection.execute(insert(signatures).values(**signature.model_dump()))
        return signature

    def signatures(self) -> tuple[HeadSignature, ...]:
        """List all signatures, sorted by log, size and key."""
        with self._reading() as connection:
            rows = connection.execute(select(signatures)).mappings().all()
        found = [HeadSignature.model_validate(dict(row)) for row in rows]
        return tuple(sorted(found, key=lambda signature: (signature.log, signature.size, signature.key)))

    def signed(self, heads: Iterable[Head]) -> tuple[HeadSignature, ...]:
        """List the newest signature of each head; see `Ledger.signed`."""
        newest = select(signatures).order_by(signatures.c.size.desc(), signatures.c.key.desc()).limit(1)
        with self._reading() as connection:
            found = [
                connection.execute(newest.where(signatures.c.log == head.log, signatures.c.size <= head.size))
                .mappings()
                .first()
                for head in heads
            ]
        rows = sorted((dict(row) for row in found if row is not None), key=lambda row: str(row["log"]))
        return tuple(HeadSignature.model_validate(row) for row in rows)

    def keys(self) -> tuple[KeyRecord, ...]:
        """List what offices have said about their keys."""
        with self._reading() as connection:
            rows = connection.execute(questions.KEYS).all()
        found = (
            key_record(audience_of(name).office, Entry(row_id, content).parts.values)
            for name, row_id, content in rows
        )
        return tuple(record for record in found if record is not None)

    def stored(self, log: str, start: int = 0) -> Iterator[Stored]:
        """Walk through a log in its own order, from a position on; see `Ledger.stored`."""
        asked = {"name": log, "start": start}
        with self._reading() as connection, connection.execute(questions.ENTRIES, asked) as rows:
            yield from (Stored(*row) for row in rows)

    def __len__(self) -> int:
        with self._reading() as connection:
            return int(connection.execute(select(func.coalesce(func.sum(logs.c.size), 0))).scalar_one())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()


def _new_log(connection: Connection, audience: Audience) -> int:
    columns = {"name": audience.name, **label_columns(audience), "size": 0, "root": EMPTY_ROOT}
    made = connection.execute(insert(logs).values(**columns)).inserted_primary_key
    return int(made[0]) if made else 0


def _seen(connection: Connection, view: Viewpoint) -> dict[int, tuple[Log, Head]]:
    """The logs that a viewer may see, by number; a log whose label columns contradict its name opens nothing."""
    found = {}
    asked = questions.OFTEN[connection.dialect.name].logs.ask(connection, **bound(view))
    for number, name, office, tlp, release_to, embargo, size, root, seen in asked:
        log = log_named(name)
        if (office, tlp, release_to, embargo) != tuple(log.columns.values()):
            msg = f"log {name}: its columns name another office or label; run `troth ledger verify`"
            raise DamagedLedgerError(msg)
        if seen:
            found[number] = log, Head(name, size, root)
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


def rows_of(connection: Connection, table: Table) -> Iterator[list[tuple[object, ...]]]:
    """All rows of a table, some thousand at once, in the order of its key."""
    question = select(table).order_by(*table.primary_key).execution_options(yield_per=questions.ROWS_AT_ONCE)
    with connection.execute(question) as found:
        for part in found.partitions():
            yield [tuple(row) for row in part]
