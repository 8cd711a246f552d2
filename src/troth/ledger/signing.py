"""Signatures over heads: an office says "this is my log, up to here" with its own key.

One signature covers every statement up to that size, so a batch of any length costs one. Ed25519 (RFC 8032), by the
`cryptography` library. Which keys are an office's, is said by statements of kind `key`; see `keys.py`.
"""

from collections.abc import Iterable
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from troth.records.canonical import utc_text

from .audience import audience_of
from .errors import LedgerError
from .keys import KeyRecord, KeyRegister
from .protocol import Head, HeadSignature, Ledger, head_of
from .tree import peaks_of, root_of


def signed(head: Head, private_key: Ed25519PrivateKey, at: datetime | None = None) -> HeadSignature:
    """Sign a head, and the time of signing where it is given.

    >>> key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    >>> verify_head_signature(signed(Head('["desk","CLEAR",[],null]', 3, bytes(32)), key))
    True
    """
    blank = HeadSignature(
        log=head.log,
        size=head.size,
        root=head.root.hex(),
        key=private_key.public_key().public_bytes_raw().hex(),
        signature="0" * 128,
        signed_at=None if at is None else utc_text(at),
    )
    return blank.model_copy(update={"signature": private_key.sign(blank.message()).hex()})


def checked_signature(
    head: Head, private_key: Ed25519PrivateKey, at: datetime | None, said: Iterable[KeyRecord]
) -> HeadSignature:
    """Sign a head with a key that counts for the office of its log.

    Raises
    ------
    LedgerError
        The office has not registered the key, or it does not count at that time.
    """
    signature = signed(head, private_key, at)
    office = audience_of(head.log).office
    why = KeyRegister(said).objection(office, signature.key, signature.signed_at)
    if why:
        msg = f"log {head.log}: signed with key {signature.key}, {why}; sign with a key that {office} has registered"
        raise LedgerError(msg)
    return signature


def foreign_signature(ledger: Ledger, signature: HeadSignature) -> HeadSignature:
    """Check a signature that was made elsewhere against the ledger that is to keep it; see `Ledger.accept`.

    Raises
    ------
    LedgerError
        It is not that key's, or not over a head of this ledger, or not by a key of the office.
    """
    log, size, key = signature.log, signature.size, signature.key
    head = head_of(ledger.heads(), log)
    given = f"log {log}: the signature of key {key} over {size} entries"
    if not verify_head_signature(signature):
        msg = f"{given} is not that key's: it was forged, or changed on its way; sign the head again"
        raise LedgerError(msg)
    if size > head.size:
        msg = f"{given} is ahead of the log, which has {head.size}; append the statements first"
        raise LedgerError(msg)
    nodes = ledger.nodes_at(log, peaks_of(size))
    root = root_of(size, lambda level, j: nodes[level, j]).hex()
    if signature.root != root:
        msg = f"{given} is over the root {signature.root}, the log has {root} there; sign a head as this ledger gives it"
        raise LedgerError(msg)
    office = audience_of(log).office
    if why := KeyRegister(ledger.keys()).refusal(office, key, signature.signed_at):
        msg = f"{given} is by a key {why}; sign with a key that {office} has registered"
        raise LedgerError(msg)
    return signature


def sign_office(
    ledger: Ledger, office: str, private_key: Ed25519PrivateKey, *, at: datetime
) -> tuple[HeadSignature, ...]:
    """Sign the heads of all logs of an office: everything that it has said so far.

    Raises
    ------
    LedgerError
        The key does not count for the office at that time.
    """
    own = [head.log for head in ledger.heads() if audience_of(head.log).office == office]
    return tuple(ledger.sign_head(log, private_key, at=at) for log in own)


def verify_head_signature(signature: HeadSignature) -> bool:
    """Whether the signature is that of its key over its log, size, root and time.

    Whether the key is the office's, and whether the ledger has that root at that size, are questions of their own:
    `verify` asks all of them.
    """
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature.key))
    try:
        key.verify(bytes.fromhex(signature.signature), signature.message())
    except InvalidSignature:
        return False
    return True
