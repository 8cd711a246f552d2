"""What a ledger does, whichever store is behind it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple, Protocol, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import Field

from troth.records.base import Record
from troth.records.canonical import canonical
from troth.records.statement import (
    Content,
    RedactedStatement,
    RedactionError,
    Statement,
    disclose,
    read_content,
)

from .errors import DamagedLedgerError, LedgerError
from .keys import KeyRecord


class Entry:
    """A statement as a ledger holds it: its id, and what of it is still there.

    Equal to any other entry with the same id and content, in whichever ledger and at whichever place it stands.
    """

    __slots__ = ("__dict__", "content", "id")

    def __init__(self, statement_id: str, content: str) -> None:
        self.id = statement_id
        self.content = content

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Entry) and (self.id, self.content) == (other.id, other.content)

    def __hash__(self) -> int:
        return hash((self.id, self.content))

    def __repr__(self) -> str:
        return f"Entry({self.id[:12]}…, {self.statement.kind} {self.statement.subject!r})"

    @cached_property
    def parts(self) -> Content:
        """The content by field.

        Raises
        ------
        DamagedLedgerError
            What is stored is no statement.
        """
        try:
            return read_content(self.content)
        except RedactionError as error:
            msg = f"statement {self.id}: {error}; run `troth ledger verify`"
            raise DamagedLedgerError(msg) from None

    @cached_property
    def statement(self) -> Statement:
        """The statement; fields that were taken out are absent from it."""
        try:
            return self.parts.statement()
        except ValueError as error:
            msg = f"statement {self.id}: its fields make no statement; run `troth ledger verify` ({error})"
            raise DamagedLedgerError(msg) from None

    @property
    def redacted(self) -> tuple[str, ...]:
        """Names of the fields that were taken out, such as ``body.note``."""
        return tuple(sorted(self.parts.hidden))

    def disclosed(self) -> RedactedStatement:
        """The values and salts that prove the id, and the digests of what was taken out."""
        if self.parts.nonce:
            return disclose(self.statement)
        return RedactedStatement(
            id=self.id, values=self.parts.values, salts=dict(self.parts.salts), hidden=dict(self.parts.hidden)
        )


class Place(NamedTuple):
    """Where an entry stands."""

    log: str
    position: int
    entry: Entry


class Head(NamedTuple):
    """A log at a moment: its name, how many statements it holds, and the root of its tree."""

    log: str
    size: int
    root: bytes


def head_of(heads: Iterable[Head], log: str) -> Head:
    """Find the head of one log.

    Raises
    ------
    LedgerError
        There is no such log.
    """
    names = []
    for head in heads:
        if head.log == log:
            return head
        names.append(head.log)
    msg = f"no log {log!r}; the ledger has {', '.join(names) or 'none yet'}"
    raise LedgerError(msg)


def case_head_of(heads: Iterable[Head]) -> str:
    """One hash over the heads of all logs in canonical order (hex): SHA-256 of canonical JSON [[log, size, root], …].

    >>> case_head_of([])[:16]
    '4f53cda18c2baa0c'
    """
    return sha256(canonical([[head.log, head.size, head.root.hex()] for head in sorted(heads)])).hexdigest()


class HeadSignature(Record):
    """An office's Ed25519 signature over the head of a log; no part of any statement's id."""

    log: str
    size: int = Field(ge=0)
    root: str = Field(pattern=r"^[0-9a-f]{64}$")
    key: str = Field(pattern=r"^[0-9a-f]{64}$")
    """The public key, raw, in hex."""
    signature: str = Field(pattern=r"^[0-9a-f]{128}$")
    signed_at: str | None = Field(default=None, pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$")
    """When, by the signer's own word (UTC); signed as well. None in signatures of version 1, which say no time."""

    def message(self) -> bytes:
        """The bytes that are signed."""
        if self.signed_at is None:
            return canonical(["troth-head", 1, self.log, self.size, self.root])
        return canonical(["troth-head", 2, self.log, self.size, self.root, self.signed_at])


class Stored(NamedTuple):
    """An entry at its place in a log, with what is kept beside it so that questions need not read the content."""

    position: int
    id: str
    kind: str
    subject: str | None
    source: str | None
    valid_from: str | None
    valid_to: str | None
    recorded_at: str
    supersedes: str | None
    retracts: str | None
    content: str
    nodes: bytes
    """Hashes of the complete subtrees (level 1 and up) whose last leaf this is, one after the other."""
    root: bytes
    """Root of the tree right after this entry."""


class Page(NamedTuple):
    """Some of the newest statements that a viewer may see, the newest first."""

    entries: tuple[Entry, ...]
    before: str | None
    """Where the next page begins, for `before`; None where nothing older is there that the viewer may see."""


class Ledger(Protocol):
    """Append-only statements, in one Merkle tree for each office and audience."""

    def append(
        self, statements: Iterable[Statement], *, seen: Mapping[str, int] | None = None
    ) -> tuple[str, ...]:
        """Append a batch, all of it or nothing; returns the ids in the order given.

        A statement that is there already is skipped. Targets of `supersedes` and `retracts` must be in the ledger or
        earlier in the batch and have the same author; a retraction is released as widely as its target.

        Parameters
        ----------
        seen
            How many entries of each log its writer has seen. Unless given, whatever is there is appended to.

        Raises
        ------
        MovedOnError
            A log of an author of the batch has other entries than its writer has seen.
        RefusedStatementError
            One or more statements cannot be appended, each with its reason.
        ReadOnlyLedgerError
            The ledger is open for reading only.
        """
        ...

    def picture(
        self,
        as_of: datetime,
        viewer: str | None = None,
        *,
        owner: str = "",
        members: Iterable[str] = (),
        history: bool = False,
    ) -> tuple[Entry, ...]:
        """List what a viewer could know at a time, in canonical order (recorded_at, id).

        Parameters
        ----------
        as_of
            Statements recorded later are left out, and embargoes that end later hold.
        viewer
            A party id or ``"public"``; None for the case's owner.
        owner, members
            The owner and all parties of the case, for the labels.
        history
            Keep superseded and retracted statements, too.
        """
        ...

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
        """List the newest statements that a viewer may see, corrected and retracted ones included, by (recorded_at, id).

        Parameters
        ----------
        as_of, viewer, owner, members
            As for `picture`.
        limit
            How many at most, 1 to 1000.
        before
            The cursor that the page before gave: time and id of the last statement on it, which the viewer saw.
            It says nothing of others, and stays good when statements come in meanwhile.

        Raises
        ------
        LedgerError
            `before` is no cursor, or `limit` is out of its range.
        """
        ...

    def visible_heads(
        self, as_of: datetime, viewer: str | None = None, *, owner: str = "", members: Iterable[str] = ()
    ) -> tuple[Head, ...]:
        """List the heads of the logs that a viewer may see, sorted by name; their sizes add up to what there is to count."""
        ...

    def get(self, statement_id: str) -> Entry:
        """Return one statement, whatever its label; StatementNotFoundError if there is none."""
        ...

    def find(self, statement_id: str) -> Place:
        """Return one statement with its place; StatementNotFoundError if there is none."""
        ...

    def heads(self) -> tuple[Head, ...]:
        """List the heads of all logs, sorted by name."""
        ...

    def case_head(self) -> str:
        """One hash over the heads of all logs, in hex."""
        ...

    def nodes_at(self, log: str, wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
        """Look up hashes of complete subtrees (level, j) of a log, for proofs."""
        ...

    def redact(self, statement_id: str, paths: Iterable[str]) -> None:
        """Take fields out of a stored statement for good: values, salts and the nonce go, digests and id stay."""
        ...

    def sign_head(
        self, log: str, private_key: Ed25519PrivateKey, *, at: datetime | None = None
    ) -> HeadSignature:
        """Sign the present head of a log and keep the signature; who signs the same head again gets the first one back.

        Parameters
        ----------
        at
            The time of signing, which is signed too. Without it the signature counts for nothing once its key is withdrawn.

        Raises
        ------
        LedgerError
            There is no such log, or its office has registered keys and this is not one that is good at that time.
        """
        ...

    def accept(self, signature: HeadSignature) -> HeadSignature:
        """Keep a signature that an office made elsewhere, with its own key, over its own log as it is or was.

        Returns
        -------
        HeadSignature
            The one that is kept: who sends one for the same log, size and key again gets the first one back.

        Raises
        ------
        LedgerError
            It is not that key's, there is no such log, the log did not have that root at that size, or the key is not
            one that the office has registered and that is good at the time of signing. Other than in `sign_head`, a key
            that nobody has registered does not count: what comes from elsewhere must say whose it is.
        """
        ...

    def keys(self) -> tuple[KeyRecord, ...]:
        """List what offices have said about their keys: the statements of kind `key`, in no order that means anything."""
        ...

    def signatures(self) -> tuple[HeadSignature, ...]:
        """List all signatures, sorted by log, size and key."""
        ...

    def signed(self, heads: Iterable[Head]) -> tuple[HeadSignature, ...]:
        """List the newest signature of each head: over the head itself, or over the log as it was earlier."""
        ...

    def stored(self, log: str, start: int = 0) -> Iterator[Stored]:
        """Walk through a log in its own order, for verification, or for what came in since one looked last.

        Parameters
        ----------
        log
            Name of the log; one that is not there has no entries.
        start
            The position to begin at: the size of the log as one knows it.
        """
        ...

    def __len__(self) -> int: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *details: object) -> None: ...
