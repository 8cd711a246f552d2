"""A large batch on its way into PostgreSQL: sealed, admitted, placed and sent part by part, all at the same time.

While the server takes one part in, the next is placed in its trees here, and the one after that is sealed by a process
beside this one. What is written is what `SqlLedger.append` writes, to the byte (a property test holds the two against
each other); it is all or nothing as well, since it is one transaction. Other writers wait as long as all of that takes.

The stream is for the plain case: all statements are new and none is refused. Whether one is in the ledger already is not
asked beforehand but left to the server's unique index. Whenever something is out of the ordinary the transaction is
given up, and the batch goes the careful way, which says what is wrong with each statement, or skips what is there.
"""

import gc
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

import psycopg
from sqlalchemy import Connection

from troth.records.statement import Statement, fields_of

from .admission import Known, objections_to, targets_of
from .audience import Audience
from .copying import COPY, HEADER, TRAILER, Prepared, row_of
from .sealers import Part
from .tree import Frontier

FROM = 10_000
"""Statements that a batch has at least to be worth a stream: the first one waits a second for its sealers to start."""
_PART = 250


@contextmanager
def uncollected() -> Iterator[None]:
    """Let nobody look for circles of objects meanwhile: a batch makes many objects and none, and looking takes a fifth."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class GivenUpError(Exception):
    """Something of the batch is out of the ordinary; nothing of it was written."""


def parts_of(batch: Sequence[Statement]) -> Iterator[Part]:
    """Cut a batch into parts that are sealed one at a time.

    Raises
    ------
    GivenUpError
        A statement has no nonce, or a field of it no canonical JSON.
    """
    for begin in range(0, len(batch), _PART):
        part = batch[begin : begin + _PART]
        if not all(one.nonce for one in part):
            raise GivenUpError
        try:
            yield [(one.nonce, fields_of(one)) for one in part]
        except ValueError:
            raise GivenUpError from None


class Tree:
    """A log that grows: its number in the database, and the tree of its statements."""

    __slots__ = ("audience", "frontier", "number")

    def __init__(self, audience: Audience, number: int, frontier: Frontier) -> None:
        self.audience, self.number, self.frontier = audience, number, frontier

    def add(self, one: Prepared) -> bytes:
        """Place a statement; returns its row."""
        position = self.frontier.size
        nodes = b"".join(self.frontier.add(one.leaf))
        return row_of(self.number, position, one.columns, nodes, self.frontier.root())


class Stream:
    """One batch on its way; `ids` and `trees` are complete when it was sent."""

    def __init__(
        self, batch: Sequence[Statement], tree_of: Callable[[Audience], tuple[int, Frontier]]
    ) -> None:
        self._batch = batch
        self.ids: list[str] = []
        trees: dict[Audience, Tree] = {}
        self._places: list[Tree] = []
        for one in batch:
            audience = Audience(one.author, one.label)
            tree = trees.get(audience)
            if tree is None:
                tree = trees[audience] = Tree(audience, *tree_of(audience))
            self._places.append(tree)
        self.trees = tuple(trees.values())

    def send(
        self,
        connection: Connection,
        sealed: Generator[list[Prepared], None, None],
        look_up: Callable[[Iterable[str]], Known],
    ) -> None:
        """Send all rows in one COPY.

        Raises
        ------
        GivenUpError
            A statement is in the ledger already, or would be refused, or cannot be sealed.
        """
        try:
            first = next(sealed)
            known = dict(
                look_up([*(one.id for one in first), *chain.from_iterable(map(targets_of, self._batch))])
            )
            if any(one.id in known for one in first):  # a batch that is sent again, most likely as a whole
                raise GivenUpError
            driver: Any = connection.connection.driver_connection
            with driver.cursor() as cursor, cursor.copy(COPY) as copy:
                copy.write(HEADER)
                for rows in self._rows(chain([first], sealed), known):
                    copy.write(rows)
                copy.write(TRAILER)
        except (psycopg.errors.UniqueViolation, ValueError):
            raise GivenUpError from None

    def _rows(self, sealed: Iterable[list[Prepared]], known: dict[str, Audience]) -> Iterator[bytes]:
        places = zip(self._batch, self._places, strict=True)
        for part in sealed:
            rows = []
            for one, (statement, tree) in zip(part, places, strict=False):
                self.ids.append(one.id)
                if one.id in known:
                    continue
                if objections_to(statement, tree.audience, known):
                    raise GivenUpError
                known[one.id] = tree.audience
                rows.append(tree.add(one))
            yield b"".join(rows)
