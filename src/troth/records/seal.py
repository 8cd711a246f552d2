"""How fields become an id: salts from a nonce, a digest for each field, one hash over the digests.

    names     = the fields that are present, in the order of RFC 8785
    salts     = SHAKE-256(nonce, canonical JSON of names), cut into 16 bytes for each name in turn   (hex)
    digest[f] = SHA-256(canonical JSON of [salt[f], f, value[f]])                                    (hex)
    id        = SHA-256(canonical JSON of {f: digest[f] for every name f})                           (hex)

The names are part of what the salts are drawn from, so two statements that share a nonce but not their fields share no
salt. The construction is that of SD-JWT (RFC 9901), with all salts drawn from one nonce.
"""

import hmac
from collections.abc import Callable, Mapping
from functools import lru_cache
from hashlib import sha256, shake_256
from operator import itemgetter
from typing import NamedTuple

from .canonical import canonical, plain_text

_SALT_BYTES = 16
_SALT_HEX = 2 * _SALT_BYTES


class Layout(NamedTuple):
    """The fields of a statement in canonical order; rows of one table share it."""

    names: tuple[str, ...]
    quoted: tuple[str, ...]
    listed: bytes
    """Canonical JSON of the names."""
    form: str
    """The canonical JSON object of these names with a blank for each value, to be filled in by ``%``."""
    digest_form: str
    """The same where every value is a text of hex digits."""
    salts_in: Callable[[str], tuple[str, ...]]
    """Cuts the stream that is drawn for all salts into the salt of each name."""


@lru_cache(maxsize=4096)
def layout_of(names: tuple[str, ...]) -> Layout:
    """Put the names of fields in order: RFC 8785 sorts by UTF-16 code units, which is not Python's order."""
    ordered = tuple(sorted(names, key=lambda name: name.encode("utf-16-be")))
    quoted = tuple(plain_text(name) for name in ordered)
    names_in_forms = [name.replace("%", "%%") for name in quoted]
    return Layout(
        names=ordered,
        quoted=quoted,
        listed=canonical(list(ordered)),
        form="{" + ",".join([f"{name}:%s" for name in names_in_forms]) + "}",
        digest_form="{" + ",".join([f'{name}:"%s"' for name in names_in_forms]) + "}",
        salts_in=_cutter(len(ordered)),
    )


def _cutter(count: int) -> Callable[[str], tuple[str, ...]]:
    cuts = [slice(at * _SALT_HEX, (at + 1) * _SALT_HEX) for at in range(count)]
    # Many items are got in one call, but one item would come without a tuple around it.
    return itemgetter(*cuts) if count > 1 else lambda stream: tuple(stream[cut] for cut in cuts)


def derive_nonce(seed: int | str | bytes, *parts: str) -> str:
    """Nonce of a row of a case folder, so that the same folder gives the same ids on any machine.

    HMAC-SHA256 keyed with the seed over the canonical JSON of `parts`; in hex. Whoever knows the seed can derive the
    nonce: a seed that is short, or published with the case, protects nothing that is redacted later.

    >>> derive_nonce(7, "evidence", "E1") == derive_nonce(7, "evidence", "E2")
    False
    """
    key = seed if isinstance(seed, bytes) else str(seed).encode()
    return hmac.digest(key, canonical(list(parts)), "sha256").hex()


def salts_of(nonce: str, layout: Layout) -> tuple[str, ...]:
    """One salt in hex for each name of the layout."""
    stream = shake_256(bytes.fromhex(nonce) + layout.listed).hexdigest(_SALT_BYTES * len(layout.names))
    return layout.salts_in(stream)


def field_digest(salt: str, name: str, text: str) -> str:
    """Digest of one field; `text` is the canonical JSON of its value."""
    return sha256(f"[{plain_text(salt)},{plain_text(name)},{text}]".encode()).hexdigest()


def id_of_digests(digests: Mapping[str, str]) -> str:
    """Id of a statement whose field digests are known."""
    layout = layout_of(tuple(digests))
    return sha256(
        (layout.form % tuple(plain_text(digests[name]) for name in layout.names)).encode()
    ).hexdigest()


class Whole(NamedTuple):
    """A statement whose fields are all there: its id, and the canonical content that keeps it."""

    id: str
    content: str


def seal_fields(nonce: str, fields: Mapping[str, str]) -> Whole:
    """Compute id and content of a whole statement from the canonical JSON of its fields, by name."""
    layout = layout_of(tuple(fields))
    texts = tuple([fields[name] for name in layout.names])
    salts = salts_of(nonce, layout)
    # The same as `field_digest`, without the calls: a ledger does this for every field of every statement, and even so
    # half of the time goes to the library that makes and ends each hash.
    digests = tuple(
        [
            sha256(f'["{salt}",{name},{text}]'.encode()).hexdigest()
            for salt, name, text in zip(salts, layout.quoted, texts, strict=True)
        ]
    )
    content = f'{{"nonce":"{nonce}","values":{layout.form % texts}}}'
    return Whole(sha256((layout.digest_form % digests).encode()).hexdigest(), content)
