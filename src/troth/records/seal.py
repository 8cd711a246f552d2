"""How fields become an id: salts from a nonce, a digest for each field, one hash over the digests.

    names     = the fields that are present, in the order of RFC 8785
    salts     = SHAKE-256(nonce, canonical JSON of names), cut into 16 bytes for each name in turn   (hex)
    digest[f] = SHA-256(canonical JSON of [salt[f], f, value[f]])                                    (hex)
    id        = SHA-256(canonical JSON of {f: digest[f] for every name f})                           (hex)

The names are part of what the salts are drawn from, so two statements that share a nonce but not their fields share no
salt. The construction is that of SD-JWT (RFC 9901), with all salts drawn from one nonce.
"""

import hmac
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256, shake_256
from operator import itemgetter
from typing import Any, NamedTuple

from .canonical import canonical, plain_text

_SALT_BYTES = 16
_SALT_HEX = 2 * _SALT_BYTES


class Layout(NamedTuple):
    """The fields of a statement in canonical order; rows of one table share it."""

    names: tuple[str, ...]
    listed: bytes
    """Canonical JSON of the names."""
    form: str
    """The canonical JSON object of these names with a blank for each value, to be filled in by ``%``."""
    digest_form: str
    """The same where every value is a text of hex digits."""
    hashed_form: str
    """What is hashed of each field, a line each, with blanks for its salt and its value in turn."""
    texts_in: Callable[[Mapping[str, str]], tuple[str, ...]]
    """Takes the values in this order out of a table of them."""
    salts_in: Callable[[str], tuple[str, ...]]
    """Cuts the stream that is drawn for all salts into the salt of each name."""


@lru_cache(maxsize=4096)
def layout_of(names: tuple[str, ...]) -> Layout:
    """Put the names of fields in order: RFC 8785 sorts by UTF-16 code units, which is not Python's order."""
    ordered = tuple(sorted(names, key=lambda name: name.encode("utf-16-be")))
    names_in_forms = [plain_text(name).replace("%", "%%") for name in ordered]
    return Layout(
        names=ordered,
        listed=canonical(list(ordered)),
        form="{" + ",".join([f"{name}:%s" for name in names_in_forms]) + "}",
        digest_form="{" + ",".join([f'{name}:"%s"' for name in names_in_forms]) + "}",
        hashed_form="\n".join([f'["%s",{name},%s]' for name in names_in_forms]),
        texts_in=_taker(ordered),
        salts_in=_taker([slice(at * _SALT_HEX, (at + 1) * _SALT_HEX) for at in range(len(ordered))]),
    )


def _taker(keys: Sequence[Any]) -> Callable[[Any], tuple[str, ...]]:
    # Many items are got in one call, but one item would come without a tuple around it.
    return itemgetter(*keys) if len(keys) > 1 else lambda whole: tuple(whole[key] for key in keys)


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
    texts = layout.texts_in(fields)
    blanks = [""] * (2 * len(texts))
    blanks[::2], blanks[1::2] = salts_of(nonce, layout), texts
    # The same as `field_digest` for each field, put together in one go: a ledger does this for every field of every
    # statement. No line break stands in canonical JSON, so each line is what is hashed of one field.
    lines = (layout.hashed_form % tuple(blanks)).encode().split(b"\n")
    digests = tuple([sha256(line).hexdigest() for line in lines])
    content = f'{{"nonce":"{nonce}","values":{layout.form % texts}}}'
    return Whole(sha256((layout.digest_form % digests).encode()).hexdigest(), content)
