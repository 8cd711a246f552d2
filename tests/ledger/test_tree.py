"""The tree against RFC 6962: the vectors of certificate transparency, and a definition written out by recursion."""

import base64
import json
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.ledger import tree

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "data" / "ledger" / "rfc6962"
needs_vectors = pytest.mark.skipif(
    not VECTORS.is_dir(),
    reason="the RFC 6962 vectors lie beside the project in shared/data/ledger and are not here",
)


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)


def _cases(kind: str) -> list[Path]:
    return sorted((VECTORS / kind).rglob("*.json"))


def _by_definition(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\1" + _by_definition(leaves[:half]) + _by_definition(leaves[half:])).digest()


def _leaves(count: int) -> list[bytes]:
    return [tree.leaf_hash(b"%d" % number) for number in range(count)]


@needs_vectors
def test_every_inclusion_vector_is_judged_as_its_authors_do():
    cases = _cases("inclusion")
    assert cases
    wrong = []
    for path in cases:
        case = json.loads(path.read_text())
        found = tree.verify_inclusion(
            _bytes(case["leafHash"]),
            case["leafIdx"],
            case["treeSize"],
            [_bytes(part) for part in case["proof"] or []],
            _bytes(case["root"]),
        )
        if found is case["wantErr"]:
            wrong.append(str(path))
    assert wrong == []


@needs_vectors
def test_every_consistency_vector_is_judged_as_its_authors_do():
    wrong = []
    cases = _cases("consistency")
    for path in cases:
        case = json.loads(path.read_text())
        found = tree.verify_consistency(
            case["size1"],
            case["size2"],
            [_bytes(part) for part in case["proof"] or []],
            old_root=_bytes(case["root1"]),
            new_root=_bytes(case["root2"]),
        )
        if found is case["wantErr"]:
            wrong.append(str(path))
    assert cases
    assert wrong == []


def test_nothing_is_consistent_with_an_empty_tree_not_even_itself():
    root = _by_definition(_leaves(8))

    for old_root, proof in ((tree.EMPTY_ROOT, []), (root, []), (tree.EMPTY_ROOT, [root])):
        assert not tree.verify_consistency(0, 8, proof, old_root=old_root, new_root=root)
    assert not tree.verify_consistency(0, 0, [], old_root=tree.EMPTY_ROOT, new_root=tree.EMPTY_ROOT)
    with pytest.raises(IndexError, match="no consistency proof from 0 to 8 leaves"):
        tree.consistency_proof(0, 8, tree.MerkleTree(_leaves(8)).node_at)


def test_the_root_of_an_empty_tree_is_the_hash_of_nothing():
    assert tree.EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert tree.MerkleTree().root() == tree.EMPTY_ROOT


def test_an_entry_cannot_pass_for_a_node():
    left, right = _leaves(2)

    assert tree.leaf_hash(left + right) != tree.node_hash(left, right)


@given(st.integers(0, 70))
def test_the_growing_tree_has_the_root_that_the_definition_gives(size: int):
    leaves = _leaves(size)

    grown = tree.MerkleTree(leaves)

    assert grown.root() == _by_definition(leaves)
    for part in range(size + 1):
        assert tree.root_of(part, grown.node_at) == _by_definition(leaves[:part])


@given(st.data())
def test_every_leaf_is_proved_in_every_tree_that_holds_it_and_at_no_other_place(data: st.DataObject):
    size = data.draw(st.integers(1, 70))
    index = data.draw(st.integers(0, size - 1))
    grown = tree.MerkleTree(_leaves(size))

    proof = tree.inclusion_proof(index, size, grown.node_at)

    leaf, root = grown.node_at(0, index), grown.root()
    assert [other for other in range(size) if tree.verify_inclusion(leaf, other, size, proof, root)] == [
        index
    ]
    assert not tree.verify_inclusion(leaf, index, size, [*proof, leaf], root)
    assert len(proof) <= size.bit_length()


@given(st.data())
def test_every_earlier_tree_is_proved_to_be_the_beginning_and_no_other_tree_is(data: st.DataObject):
    new = data.draw(st.integers(1, 70))
    old = data.draw(st.integers(1, new))
    grown = tree.MerkleTree(_leaves(new))
    proof = tree.consistency_proof(old, new, grown.node_at)
    old_root = tree.root_of(old, grown.node_at)

    assert tree.verify_consistency(old, new, proof, old_root=old_root, new_root=grown.root())
    for claimed in range(1, new + 1):
        if claimed != old:
            claimed_root = tree.root_of(claimed, grown.node_at)
            assert not tree.verify_consistency(
                claimed, new, proof, old_root=claimed_root, new_root=grown.root()
            )
    assert not tree.verify_consistency(old, new, proof, old_root=tree.leaf_hash(b"x"), new_root=grown.root())
    assert not tree.verify_consistency(old, new, proof, old_root=old_root, new_root=tree.leaf_hash(b"x"))


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_a_leaf_that_is_not_there_has_no_proof(index: int, size: int):
    with pytest.raises(IndexError, match="is not among"):
        tree.inclusion_proof(index, size, tree.MerkleTree(_leaves(3)).node_at)
