"""From statements to rows: the place of each in the tree of its log."""

from collections.abc import Iterable, Iterator

from .admission import Candidate
from .protocol import Stored
from .tree import HASH_BYTES, Frontier, leaf_hash


def grow(frontier: Frontier, batch: Iterable[Candidate]) -> Iterator[Stored]:
    """Append candidates to the tree of their log, and give each its row."""
    for candidate in batch:
        index = frontier.size
        nodes = b"".join(frontier.add(leaf_of(candidate.id)))
        yield Stored(index, candidate.id, *candidate.columns, candidate.content, nodes, frontier.root())


def leaf_of(statement_id: str) -> bytes:
    """Leaf hash of a statement: the entry in the tree is its id."""
    return leaf_hash(bytes.fromhex(statement_id))


def holder(level: int, j: int) -> int:
    """Index of the row that holds the hash of the complete subtree (level, j): the last of its leaves."""
    return (j + 1 << level) - 1


def node_in(row_id: str, nodes: bytes, level: int) -> bytes:
    """Hash of the complete subtree of `level` that ends at a row."""
    return leaf_of(row_id) if level == 0 else nodes[(level - 1) * HASH_BYTES : level * HASH_BYTES]


def by_log(batch: Iterable[Candidate]) -> dict[str, list[Candidate]]:
    """Sort candidates into their logs, each log in the order of the batch."""
    found: dict[str, list[Candidate]] = {}
    for candidate in batch:
        found.setdefault(candidate.audience.name, []).append(candidate)
    return found
