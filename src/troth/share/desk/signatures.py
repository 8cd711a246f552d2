"""The keys that a desk signs with for its offices: told in the ledger, and set under every log that grows."""

import logging
import secrets
import threading
from collections.abc import Iterable, Mapping
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from troth.case import Case
from troth.ledger import Audience, Ledger, audience_of, key_statement
from troth.ledger.keys import KeyRegister
from troth.records.canonical import utc_text
from troth.records.errors import TrothError
from troth.records.label import Label
from troth.records.statement import Statement

log = logging.getLogger("troth.desk")


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


class Signing:
    """Signs the heads of logs for offices whose keys the desk has.

    What was said is said once it is in the ledger, whether it could be signed then or not: whoever said it is not told
    that it was refused. A signature that is owed is made as soon as it can be, since one over a later head covers
    everything before it, and the log of whoever runs the desk says so until then.

    Parameters
    ----------
    keys
        The keys, by office.
    """

    def __init__(self, store: Ledger, keys: Mapping[str, Ed25519PrivateKey]) -> None:
        self._store, self._keys = store, dict(keys)
        self._owed: set[str] = set()
        self._told = ""
        self._lock = threading.Lock()

    def begin(self) -> None:
        """Find what an earlier desk left unsigned."""
        if not self._keys:
            return
        signed = {(one.log, one.size, one.key) for one in self._store.signatures()}
        for head in self._store.heads():
            key = self._keys.get(audience_of(head.log).office)
            if key is not None and (head.log, head.size, _public(key)) not in signed:
                self._owed.add(head.log)

    def refusals(self, now: datetime) -> dict[str, str]:
        """Why the keys of some offices do not count, by office."""
        register = KeyRegister(self._store.keys())
        found = {
            office: register.objection(office, _public(key), utc_text(now))
            for office, key in self._keys.items()
        }
        return {office: why for office, why in found.items() if why}

    def owe(self, fresh: Iterable[Statement]) -> None:
        """Note which logs grew."""
        self._owed |= {Audience(one.author, one.label).name for one in fresh if one.author in self._keys}

    def settle(self, at: datetime) -> bool:
        """Sign what is owed, as far as that can be done; whether nothing is owed any more."""
        with self._lock:
            for name in sorted(self._owed):
                try:
                    self._store.sign_head(name, self._keys[audience_of(name).office], at=at)
                except TrothError as error:
                    self._tell(str(error))
                else:
                    self._owed.discard(name)
            return not self._owed

    def _tell(self, why: str) -> None:
        if why != self._told:
            log.error("what was said is in the ledger, and could not be signed yet: %s", why)
        self._told = why


def _public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()
