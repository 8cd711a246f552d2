"""Secrets that are compared: made at random, shown once, kept as hashes."""

import hashlib
import hmac
import secrets

_BYTES = 32
"""256 bits: nobody guesses one, so that a plain hash of it is enough."""


def new_token() -> str:
    """A secret for a cookie, an invitation or a key."""
    return secrets.token_urlsafe(_BYTES)


def new_id() -> str:
    """A name for a row that says nothing about it."""
    return secrets.token_hex(16)


def hash_of(token: str) -> str:
    """What is kept of a secret.

    >>> hash_of("a")[:8]
    'ca978112'
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def derived(token: str, purpose: str) -> str:
    """A second secret out of a first one, for a purpose; the first cannot be found from it.

    >>> derived("a", "form") == derived("a", "form"), derived("a", "form") == derived("a", "other")
    (True, False)
    """
    return hmac.new(token.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare two secrets in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
