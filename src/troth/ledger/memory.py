"""A ledger in memory: for a picture that is used once, and as the measure of what the other stores answer."""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from troth.records.canonical import utc_text
from troth.records.standing import Links
from troth.records.statement import Statement, content_of, redact

from .admission import Known, admit, candidates, check_seen
from .audience import Audience, audience_of, log_named, viewpoint
from .columns import columns_of
from .cursors import page_of, place_before
from .errors import DamagedLedgerError, StatementNotFoundError
from .keys import KIND, KeyRecord, key_record
from .pictures import checked_entry, in_order, no_longer_said
from .protocol import Entry, Head, HeadSignature, Page, Place, Stored, case_head_of, head_of
from .rows import by_log, grow, holder, leaf_of, node_in
from .signing import checked_signature, foreign_signature
from .tree import Frontier


class MemoryLedger:
    """Implements `Ledger` in lists and dictionaries.

    >>> with MemoryLedger() as ledger:
    ...     len(ledger), ledger.heads()
    (0, ())
    """

    def __init__(self) -> None:
        self._logs: dict[str, list[Stored]] = {}
        self._audiences: dict[str, Audience] = {}
        self._frontiers: dict[str, Frontier] = {}
        self._places: dict[str, tuple[str, int]] = {}
        self._signatures: dict[tuple[str, int, str], HeadSignature] = {}

    def append(
        self, statements: Iterable[Statement], *, seen: Mapping[str, int] | None = None
    ) -> tuple[str, ...]:
        """Append a batch, all of it or nothing; see `Ledger.append`."""
        batch = candidates(statements)
        check_seen(batch, seen, {log: frontier.size for log, frontier in self._frontiers.items()})
        for log, new in by_log(admit(batch, self._look_up)).items():
            frontier = self._frontiers.setdefault(log, Frontier())
            rows = self._logs.setdefault(log, [])
            self._audiences[log] = new[0].audience
            for row in grow(frontier, new):
                self._places[row.id] = (log, row.position)
                rows.append(row)
        return tuple(candidate.id for candidate in batch)

    def take(self, log: str, rows: Iterable[Stored]) -> tuple[Stored, ...]:
        """Let a log grow by rows of the same log in another store, as they stand there; returns them.

        Readers in other threads see the rows before it, or these too; never half of a log.

        Raises
        ------
        DamagedLedgerError
            The rows do not follow on what is here, or do not give the root that they name.
        """
        frontier = self._frontiers.get(log, Frontier()).copy()
        taken = tuple(rows)
        for row in taken:
            if row.position != frontier.size:
                msg = f"log {log}: found entry {row.position}, expected entry {frontier.size}; run `troth ledger verify`"
                raise DamagedLedgerError(msg)
            frontier.add(leaf_of(row.id))
        if taken and frontier.root() != taken[-1].root:
            msg = f"log {log}: its entries do not give the root that it names; run `troth ledger verify`"
            raise DamagedLedgerError(msg)
        self._audiences[log] = audience_of(log)
        self._places.update({row.id: (log, row.position) for row in taken})
        self._frontiers = {**self._frontiers, log: frontier}
        self._logs = {**self._logs, log: [*self._logs.get(log, ()), *taken]}
        return taken

    def _look_up(self, ids: Iterable[str]) -> Known:
        return {found: self._audiences[self._places[found][0]] for found in ids if found in self._places}

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
        until = utc_text(as_of)
        found, links = [], {}
        for log, rows in self._logs.items():
            if not view.sees(self._audiences[log]):
                continue
            for row in rows:
                if row.recorded_at > until:
                    continue
                entry = checked_entry(log_named(log), row.id, row.content)
                found.append((row.recorded_at, entry))
                if row.supersedes or row.retracts:
                    links[row.id] = Links(entry.statement.supersedes, row.retracts)
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
        place = place_before(as_of, limit, before)
        rows = [
            (row.recorded_at, row.id, log)
            for log, rows in self._logs.items()
            if view.sees(self._audiences[log])
            for row in rows
            if (row.recorded_at, row.id) < place
        ]
        newest = heapq.nlargest(limit + 1, rows)
        return page_of([(at, self._checked(log, row_id)) for at, row_id, log in newest], limit)

    def _checked(self, log: str, statement_id: str) -> Entry:
        return checked_entry(log_named(log), statement_id, self.get(statement_id).content)

    def visible_heads(
        self, as_of: datetime, viewer: str | None = None, *, owner: str = "", members: Iterable[str] = ()
    ) -> tuple[Head, ...]:
        """List the heads of the logs that a viewer may see; see `Ledger.visible_heads`."""
        view = viewpoint(as_of, viewer, owner=owner, members=frozenset(members))
        return tuple(head for head in self.heads() if view.sees(self._audiences[head.log]))

    def get(self, statement_id: str) -> Entry:
        """Return one statement, whatever its label."""
        return self.find(statement_id).entry

    def find(self, statement_id: str) -> Place:
        """Return one statement with its place."""
        if statement_id not in self._places:
            msg = f"no statement with the id {statement_id}; `troth ledger log` lists the ids"
            raise StatementNotFoundError(msg)
        log, position = self._places[statement_id]
        return Place(log, position, Entry(statement_id, self._logs[log][position].content))

    def heads(self) -> tuple[Head, ...]:
        """List the heads of all logs, sorted by name."""
        return tuple(Head(log, tree.size, tree.root()) for log, tree in sorted(self._frontiers.items()))

    def case_head(self) -> str:
        """One hash over the heads of all logs, in hex."""
        return case_head_of(self.heads())

    def nodes_at(self, log: str, wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
        """Look up hashes of complete subtrees of a log."""
        rows = self._logs[log]
        return {(level, j): _node(rows[holder(level, j)], level) for level, j in wanted}

    def redact(self, statement_id: str, paths: Iterable[str]) -> None:
        """Take fields out of a stored statement for good."""
        log, position, entry = self.find(statement_id)
        redacted = redact(entry.disclosed(), paths)
        self._logs[log][position] = self._logs[log][position]._replace(
            content=content_of(redacted), **columns_of(redacted.values)._asdict()
        )

    def sign_head(
        self, log: str, private_key: Ed25519PrivateKey, *, at: datetime | None = None
    ) -> HeadSignature:
        """Sign the present head of a log and keep the signature; see `Ledger.sign_head`."""
        signature = checked_signature(head_of(self.heads(), log), private_key, at, self.keys())
        return self._kept(signature)

    def accept(self, signature: HeadSignature) -> HeadSignature:
        """Keep a signature that an office made elsewhere; see `Ledger.accept`."""
        return self._kept(foreign_signature(self, signature))

    def _kept(self, signature: HeadSignature) -> HeadSignature:
        return self._signatures.setdefault((signature.log, signature.size, signature.key), signature)

    def keys(self) -> tuple[KeyRecord, ...]:
        """List what offices have said about their keys."""
        found = (
            key_record(self._audiences[log].office, Entry(row.id, row.content).parts.values)
            for log, rows in self._logs.items()
            for row in rows
            if row.kind == KIND
        )
        return tuple(record for record in found if record is not None)

    def signatures(self) -> tuple[HeadSignature, ...]:
        """List all signatures, sorted by log, size and key."""
        return tuple(signature for _, signature in sorted(self._signatures.items()))

    def signed(self, heads: Iterable[Head]) -> tuple[HeadSignature, ...]:
        """List the newest signature of each head; see `Ledger.signed`."""
        sizes = {head.log: head.size for head in heads}
        newest = {one.log: one for one in self.signatures() if one.size <= sizes.get(one.log, -1)}
        return tuple(newest.values())

    def stored(self, log: str, start: int = 0) -> Iterator[Stored]:
        """Walk through a log in its own order, from a position on; see `Ledger.stored`."""
        return iter(self._logs.get(log, [])[max(start, 0) :])

    def close(self) -> None:
        """Do nothing; a ledger in memory ends with the process."""

    def __len__(self) -> int:
        return len(self._places)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()


def _node(row: Stored, level: int) -> bytes:
    return node_in(row.id, row.nodes, level)
