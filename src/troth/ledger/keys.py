"""Whose key it is: a register that stands in the ledger itself, as statements of kind `key`.

An office states its own keys in its own logs, so the register is append-only, labelled and proved like everything
else, and nobody registers a key for somebody else. The public key (64 hex digits) is the statement's `subject`,
`valid_from` its beginning, and `valid_to` the time from which it is withdrawn. Whatever was said of a key counts,
corrected or not: what was withdrawn once is withdrawn.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import JsonValue

from troth.records.label import Label
from troth.records.statement import Statement

KIND = "key"
_KEY = re.compile(r"[0-9a-f]{64}")


class KeyRecord(NamedTuple):
    """What one statement says of a key."""

    office: str
    key: str
    """Raw public key, in hex."""
    valid_from: str | None
    """UTC; None for any time before it is withdrawn."""
    withdrawn_at: str | None


def key_statement(  # noqa: PLR0913 - a statement takes what a statement has, by name
    office: str,
    key: Ed25519PublicKey,
    *,
    recorded_at: datetime,
    nonce: str,
    label: Label,
    valid_from: datetime | None = None,
    withdrawn_at: datetime | None = None,
) -> Statement:
    """Make the statement by which an office registers its key, or withdraws it.

    >>> from datetime import UTC
    >>> key = Ed25519PublicKey.from_public_bytes(bytes(32))
    >>> said = key_statement("desk", key, recorded_at=datetime(2023, 11, 24, tzinfo=UTC), nonce="ab" * 32, label=Label(tlp="CLEAR"))
    >>> said.kind, said.subject[:8]
    ('key', '00000000')
    """
    return Statement(
        author=office,
        kind=KIND,
        subject=key.public_bytes_raw().hex(),
        body={"algorithm": "Ed25519"},
        recorded_at=recorded_at,
        valid_from=valid_from,
        valid_to=withdrawn_at,
        label=label,
        nonce=nonce,
    )


def is_key(subject: str) -> bool:
    """Whether a subject can be a key."""
    return _KEY.fullmatch(subject) is not None


def key_record(office: str, values: Mapping[str, JsonValue]) -> KeyRecord | None:
    """Read what a stored statement says of a key; None where it says nothing, or no longer."""
    subject = values.get("subject")
    if values.get("kind") != KIND or not isinstance(subject, str) or not is_key(subject):
        return None
    begins, ends = values.get("valid_from"), values.get("valid_to")
    return KeyRecord(
        office, subject, begins if isinstance(begins, str) else None, ends if isinstance(ends, str) else None
    )


class KeyRegister:
    """What all statements together say of keys.

    >>> register = KeyRegister([KeyRecord("desk", "00" * 32, None, "2024-01-01T00:00:00.000000Z")])
    >>> register.objection("desk", "00" * 32, "2023-12-01T00:00:00.000000Z")
    ''
    >>> register.objection("desk", "00" * 32, "2024-02-01T00:00:00.000000Z")
    'which was withdrawn from 2024-01-01T00:00:00.000000Z on'
    """

    def __init__(self, records: Iterable[KeyRecord]) -> None:
        self._said: dict[tuple[str, str], list[KeyRecord]] = {}
        for record in records:
            self._said.setdefault((record.office, record.key), []).append(record)

    def objection(self, office: str, key: str, signed_at: str | None) -> str:
        """Say why a key does not count for an office at a time; empty if it does.

        While nobody has registered any key, keys are settled outside the ledger, and none is objected to.
        """
        return self.refusal(office, key, signed_at) if self._said else ""

    def refusal(self, office: str, key: str, signed_at: str | None) -> str:
        """Say the same by the register alone: a key that is not in it does not count, even while it is empty."""
        said = self._said.get((office, key))
        if said is None:
            return f"which is not a registered key of {office}"
        withdrawn = min((record.withdrawn_at for record in said if record.withdrawn_at), default=None)
        if withdrawn is not None and (signed_at is None or signed_at >= withdrawn):
            undated = "" if signed_at else ", and the signature says no time"
            return f"which was withdrawn from {withdrawn} on{undated}"
        begins = min(record.valid_from or "" for record in said)
        if signed_at is not None and signed_at < begins:
            return f"which is good from {begins} on, after it signed"
        return ""
