"""Signatures over heads: an office says "this is my log, up to here" with its own key.

One signature covers every statement up to that size, so a batch of any length costs one. Ed25519 (RFC 8032), by the
`cryptography` library. Keys belong to offices and are kept outside the ledger.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .protocol import Head, HeadSignature


def signed(head: Head, private_key: Ed25519PrivateKey) -> HeadSignature:
    """Sign a head.

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
    )
    return blank.model_copy(update={"signature": private_key.sign(blank.message()).hex()})


def verify_head_signature(signature: HeadSignature) -> bool:
    """Whether the signature is that of its key over its log, size and root.

    Whether the key is the office's, and whether the ledger has that root at that size, are questions of their own: the
    first is for the parties to settle, the second is part of `verify`.
    """
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature.key))
    try:
        key.verify(bytes.fromhex(signature.signature), signature.message())
    except InvalidSignature:
        return False
    return True
