"""The keys that a desk signs with for its offices: told in the ledger, and set under every log that grows."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from troth.case import Case
from troth.ledger import Audience, Ledger, key_statement
from troth.records.label import Label
from troth.records.statement import Statement


def register_keys(case: Case, store: Ledger, keys: Mapping[str, Ed25519PrivateKey], now: datetime) -> int:
    """Let the ledger say whose keys the desk signs with; returns how many it did not know."""
    known = {(one.office, one.key) for one in store.keys()}  # noqa: SIM118 - a ledger is no mapping
    fresh = [
        (office, key)
        for office, key in sorted(keys.items())
        if (office, key.public_key().public_bytes_raw().hex()) not in known
    ]
    default = case.settings.label
    label = Label(tlp=default.tlp, release_to=default.release_to)
    store.append(
        key_statement(office, key.public_key(), recorded_at=now, nonce=secrets.token_hex(32), label=label)
        for office, key in fresh
    )
    return len(fresh)


def sign(store: Ledger, key: Ed25519PrivateKey | None, fresh: Sequence[Statement], *, at: datetime) -> None:
    """Sign the heads of the logs that new statements of one office went into."""
    if key is None:
        return
    for log in sorted({Audience(one.author, one.label).name for one in fresh}):
        store.sign_head(log, key, at=at)
