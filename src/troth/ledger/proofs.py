"""Proofs that can be handed out: one statement is in the ledger, or a log has only grown, without the ledger.

A proof is a JSON document. Whoever holds a head of the log, from the other party, from a signature or from a printout,
checks it offline; the statement's other fields, and all other statements, stay unknown to them.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from pydantic import Field, JsonValue, ValidationError

from troth.records.base import Record
from troth.records.statement import RedactedStatement, StatementId, reveal_only

from .errors import LedgerError
from .heads import HeadLike, read_head
from .protocol import HeadSignature, Ledger, head_of
from .rows import leaf_of
from .signing import verify_head_signature
from .tree import consistency_proof, inclusion_proof, root_of, verify_consistency, verify_inclusion

_HASH = r"^[0-9a-f]{64}$"
_Hex = Field(pattern=_HASH)


class _Shown(Record):
    values: dict[str, JsonValue]
    salts: dict[str, str]
    hidden: dict[str, str]


class InclusionDocument(Record):
    """That a statement stands at a place of a log whose head is known."""

    format: Literal["troth-inclusion/1"]
    id: StatementId
    log: str
    position: int
    size: int
    root: str = _Hex
    path: tuple[StatementId, ...]
    """Sibling hashes from the leaf to the root, in hex."""
    statement: _Shown
    """The fields that are shown, with their salts, and the digests of the others."""
    signatures: tuple[HeadSignature, ...] = ()
    """What offices signed of exactly this head."""


class GrowthDocument(Record):
    """That a log of some size is the beginning of the same log at a larger size."""

    format: Literal["troth-growth/1"]
    log: str
    old_size: int
    old_root: str = _Hex
    size: int
    root: str = _Hex
    path: tuple[StatementId, ...]
    signatures: tuple[HeadSignature, ...] = ()


class ProofReport(Record):
    """Whether a proof holds; `problem` says why not."""

    ok: bool
    problem: str = ""


def _hashes(
    ledger: Ledger, log: str, work: Callable[[Callable[[int, int], bytes]], list[bytes]]
) -> list[bytes]:
    """Do the work twice: once to learn which hashes it needs, once with all of them, fetched by one question."""
    wanted: list[tuple[int, int]] = []

    def note(level: int, j: int) -> bytes:
        wanted.append((level, j))
        return bytes(32)

    work(note)
    found = ledger.nodes_at(log, wanted)
    return work(lambda level, j: found[level, j])


def prove(
    ledger: Ledger, statement_id: str, *, reveal: Iterable[str] = (), size: int | None = None
) -> dict[str, object]:
    """Prove that a statement is in the ledger.

    Parameters
    ----------
    ledger, statement_id
        The ledger, and the statement's id in it.
    reveal
        Names of the fields to show, such as ``body.event``; ``"*"`` for all. None by default: the proof then says that
        a statement with this id is there, and nothing about what it says.
    size
        Prove it against the head that the log had at this size; the present one by default.

    Raises
    ------
    StatementNotFoundError
        There is no such statement.
    LedgerError
        A field is not there to be shown, or the log had not that size or not yet that statement.
    """
    log, position, entry = ledger.find(statement_id)
    at = _size_in(ledger, log, size, at_least=position + 1)
    whole = entry.disclosed()
    asked = set(reveal)
    if unknown := asked - whole.values.keys() - {"*"}:
        msg = f"fields {', '.join(sorted(unknown))} are not there to be shown; there are {', '.join(sorted(whole.values))}"
        raise LedgerError(msg)
    shown = whole if "*" in asked else reveal_only(whole, asked)
    root, *path = _hashes(
        ledger, log, lambda node_at: [root_of(at, node_at), *inclusion_proof(position, at, node_at)]
    )
    return InclusionDocument(
        format="troth-inclusion/1",
        id=statement_id,
        log=log,
        position=position,
        size=at,
        root=root.hex(),
        path=tuple(part.hex() for part in path),
        statement=_Shown(values=shown.values, salts=shown.salts, hidden=shown.hidden),
        signatures=_signatures(ledger, log, at, root),
    ).model_dump(mode="json")


def prove_growth(ledger: Ledger, log: str, old_size: int) -> dict[str, object]:
    """Prove that a log still begins with the entries that it had at an earlier size.

    Raises
    ------
    LedgerError
        There is no such log, or it never had that size.
    """
    size = _size_in(ledger, log, None, at_least=max(old_size, 1))
    if old_size < 1:
        msg = (
            f"old size {old_size}: an empty log is the beginning of every log, nothing can be proved about it"
        )
        raise LedgerError(msg)
    old_root, root, *path = _hashes(
        ledger,
        log,
        lambda node_at: [
            root_of(old_size, node_at),
            root_of(size, node_at),
            *consistency_proof(old_size, size, node_at),
        ],
    )
    return GrowthDocument(
        format="troth-growth/1",
        log=log,
        old_size=old_size,
        old_root=old_root.hex(),
        size=size,
        root=root.hex(),
        path=tuple(part.hex() for part in path),
        signatures=_signatures(ledger, log, size, root),
    ).model_dump(mode="json")


def _size_in(ledger: Ledger, log: str, size: int | None, *, at_least: int) -> int:
    head = head_of(ledger.heads(), log)
    at = head.size if size is None else size
    if not at_least <= at <= head.size:
        msg = f"log {log} at size {at}: expected {at_least} to {head.size}"
        raise LedgerError(msg)
    return at


def _signatures(ledger: Ledger, log: str, size: int, root: bytes) -> tuple[HeadSignature, ...]:
    return tuple(
        one for one in ledger.signatures() if (one.log, one.size, one.root) == (log, size, root.hex())
    )


def check_proof(document: Mapping[str, object], *, head: HeadLike | None = None) -> ProofReport:
    """Check a proof offline.

    Parameters
    ----------
    document
        What `prove` or `prove_growth` gave, read back from JSON.
    head
        A head that one trusts. Without it the proof shows only that the document agrees with itself: compare its root
        with one that you hold, or check whose signatures it carries.
    """
    try:
        growth = document.get("format") == "troth-growth/1"
        proof = (
            GrowthDocument.model_validate(document) if growth else InclusionDocument.model_validate(document)
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return ProofReport(ok=False, problem=f"the document is no proof: {where}: {first['msg']}")
    problem = _growth(proof) if isinstance(proof, GrowthDocument) else _inclusion(proof)
    problem = problem or _signed(proof) or _trusted(proof, head)
    return ProofReport(ok=not problem, problem=problem)


def _inclusion(proof: InclusionDocument) -> str:
    shown = proof.statement
    try:
        RedactedStatement(id=proof.id, values=shown.values, salts=shown.salts, hidden=shown.hidden)
    except ValueError as error:
        return f"the statement does not fit its id: {error}"
    path = [bytes.fromhex(part) for part in proof.path]
    if not verify_inclusion(leaf_of(proof.id), proof.position, proof.size, path, bytes.fromhex(proof.root)):
        return f"statement {proof.id} is not at place {proof.position} of {proof.size} under the root {proof.root}"
    return ""


def _growth(proof: GrowthDocument) -> str:
    path = [bytes.fromhex(part) for part in proof.path]
    old_root, new_root = bytes.fromhex(proof.old_root), bytes.fromhex(proof.root)
    if not verify_consistency(proof.old_size, proof.size, path, old_root=old_root, new_root=new_root):
        return f"the {proof.size} entries do not begin with the {proof.old_size} of the root {proof.old_root}"
    return ""


def _signed(proof: InclusionDocument | GrowthDocument) -> str:
    for one in proof.signatures:
        if (one.log, one.size, one.root) != (proof.log, proof.size, proof.root) or not verify_head_signature(
            one
        ):
            return f"the signature of key {one.key} is not over this head"
    return ""


def _trusted(proof: InclusionDocument | GrowthDocument, head: HeadLike | None) -> str:
    if head is None:
        return ""
    heads = {(proof.size, proof.root)}
    if isinstance(proof, GrowthDocument):
        heads.add((proof.old_size, proof.old_root))
    trusted = read_head(head).logs.get(proof.log)
    if trusted is None:
        return f"the head that you trust has no log {proof.log}"
    if trusted not in heads:
        return (
            f"the head that you trust has {trusted[0]} entries and the root {trusted[1]}, the proof is about "
            f"{proof.size} entries and the root {proof.root}; ask for a proof at your size, or for one of growth"
        )
    return ""
