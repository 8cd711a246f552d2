"""A Merkle tree after RFC 6962, section 2.1: a list of leaves that can only grow, and short proofs about it.

    leaf hash = SHA-256(0x00, entry)          node hash = SHA-256(0x01, left, right)

A tree of n leaves splits at the largest power of two below n. Every *complete* subtree (2^level leaves, the j-th of its
level) never changes once its last leaf is there; it is written `(level, j)` here and stored by whoever keeps the tree.
Proofs and verification follow RFC 9162, sections 2.1.3 and 2.1.4 (the same tree, with the algorithms spelled out).
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TypeAlias

EMPTY_ROOT = sha256(b"").digest()
"""Root of a tree without leaves (RFC 6962, section 2.1)."""
HASH_BYTES = 32

NodeAt: TypeAlias = Callable[[int, int], bytes]
"""Hash of the complete subtree (level, j); level 0 are the leaf hashes."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash of an entry as a leaf; the prefix keeps a node from passing for an entry."""
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of two neighbouring subtrees."""
    return sha256(b"\1" + left + right).digest()


class Frontier:
    """The complete subtrees that a tree consists of, from left to right: all that is needed to let it grow.

    >>> tree = Frontier()
    >>> done = [tree.add(leaf_hash(entry)) for entry in (b"a", b"b", b"c")]
    >>> [len(hashes) for hashes in done], tree.size
    ([0, 1, 0], 3)
    >>> tree.root() == node_hash(node_hash(leaf_hash(b"a"), leaf_hash(b"b")), leaf_hash(b"c"))
    True
    """

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if len(peaks) != size.bit_count():
            msg = f"a tree of {size} leaves has {size.bit_count()} complete subtrees, found {len(peaks)}"
            raise ValueError(msg)
        self.size = size
        self._peaks = list(peaks)
        self._root: bytes | None = None

    def add(self, leaf: bytes) -> list[bytes]:
        """Append a leaf hash; returns the hashes of the subtrees that it completes, from level 1 upwards."""
        done = []
        peaks, rest = self._peaks, self.size
        while rest & 1:
            leaf = sha256(b"\1" + peaks.pop() + leaf).digest()
            done.append(leaf)
            rest >>= 1
        peaks.append(leaf)
        self.size += 1
        self._root = None
        return done

    def root(self) -> bytes:
        """Root of the tree as it stands."""
        if self._root is None:
            root = self._peaks[-1] if self._peaks else EMPTY_ROOT
            for peak in reversed(self._peaks[:-1]):
                root = sha256(b"\1" + peak + root).digest()
            self._root = root
        return self._root

    def copy(self) -> "Frontier":
        """Return a frontier that grows on its own, for work that may be given up."""
        twin = Frontier(self.size, self._peaks)
        twin._root = self._root
        return twin


def peaks_of(size: int) -> list[tuple[int, int]]:
    """List the complete subtrees (level, j) that a tree of `size` leaves consists of, from left to right.

    >>> peaks_of(7)
    [(2, 0), (1, 2), (0, 6)]
    """
    found, start = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            found.append((level, start >> level))
            start += 1 << level
    return found


def root_of(size: int, node_at: NodeAt) -> bytes:
    """Root of the first `size` leaves, from stored subtrees."""
    return Frontier(size, [node_at(level, j) for level, j in peaks_of(size)]).root()


def _range_hash(start: int, end: int, node_at: NodeAt) -> bytes:
    """Hash of the leaves [start, end), a subtree of some tree that starts at a multiple of its own width."""
    width = end - start
    peaks = [node_at(level, (start >> level) + j) for level, j in peaks_of(width)]
    return Frontier(width, peaks).root()


def _split(width: int) -> int:
    """Largest power of two below `width` (width > 1)."""
    return 1 << (width - 1).bit_length() - 1


def inclusion_proof(index: int, size: int, node_at: NodeAt) -> list[bytes]:
    """Sibling hashes from the leaf `index` up to the root of the first `size` leaves.

    Raises
    ------
    IndexError
        There is no such leaf.
    """
    if not 0 <= index < size:
        msg = f"leaf {index} is not among the {size} leaves of the tree"
        raise IndexError(msg)
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_hash(middle, end, node_at))
            end = middle
        else:
            path.append(_range_hash(start, middle, node_at))
            start = middle
    return path[::-1]


def consistency_proof(old: int, new: int, node_at: NodeAt) -> list[bytes]:
    """Hashes that show the first `old` leaves to be the beginning of the first `new` ones.

    Raises
    ------
    IndexError
        Not 0 < old <= new: nothing can be proved about an empty tree, it is the beginning of every tree.
    """
    if not 0 < old <= new:
        msg = f"no consistency proof from {old} to {new} leaves; expected 0 < old <= new"
        raise IndexError(msg)
    start, end, path, whole = 0, new, [], True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_range_hash(middle, end, node_at))
            end = middle
        else:
            path.append(_range_hash(start, middle, node_at))
            start, whole = middle, False
    if not whole:
        path.append(_range_hash(start, end, node_at))
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf hash stands at `index` in the tree of `size` leaves with this root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or len(leaf) != HASH_BYTES:
        return False
    position, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0 or len(sibling) != HASH_BYTES:
            return False
        if position & 1 or position == last:
            found = node_hash(sibling, found)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(
    old: int, new: int, proof: Sequence[bytes], *, old_root: bytes, new_root: bytes
) -> bool:
    """Whether the tree of `new` leaves begins with the tree of `old` leaves (RFC 9162, 2.1.4.2).

    An `old` of 0 is rejected: an empty tree says nothing about what it became, whatever root is claimed for it.
    """
    if not 0 < old <= new or any(len(part) != HASH_BYTES for part in proof):
        return False
    if old == new:
        return not proof and old_root == new_root
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    return bool(path) and _both_roots(old - 1, new - 1, path) == (old_root, new_root)


def _both_roots(position: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Roots of the old and the new tree that a consistency path leads to; None if it is too long or too short."""
    while position & 1:
        position, last = position >> 1, last >> 1
    found_old = found_new = path[0]
    for part in path[1:]:
        if last == 0:
            return None
        if position & 1 or position == last:
            found_old, found_new = node_hash(part, found_old), node_hash(part, found_new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            found_new = node_hash(found_new, part)
        position, last = position >> 1, last >> 1
    return (found_old, found_new) if last == 0 else None


class MerkleTree:
    """A tree in memory that keeps the hashes of all its complete subtrees.

    >>> tree = MerkleTree([leaf_hash(bytes([i])) for i in range(5)])
    >>> verify_inclusion(tree.node_at(0, 3), 3, 5, inclusion_proof(3, 5, tree.node_at), tree.root())
    True
    """

    def __init__(self, leaves: Sequence[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        self._frontier = Frontier()
        for leaf in leaves:
            self.add(leaf)

    def __len__(self) -> int:
        return self._frontier.size

    def add(self, leaf: bytes) -> None:
        """Append a leaf hash."""
        self._levels[0].append(leaf)
        for level, done in enumerate(self._frontier.add(leaf), start=1):
            if level == len(self._levels):
                self._levels.append([])
            self._levels[level].append(done)

    def root(self) -> bytes:
        """Root of the tree as it stands."""
        return self._frontier.root()

    def node_at(self, level: int, j: int) -> bytes:
        """Hash of a complete subtree."""
        return self._levels[level][j]
