"""Passwords: which are taken, how they are kept, and how one is checked in the same time whoever it is.

argon2id with the parameters of RFC 9106 for machines with little memory. Only two are computed at a time, so that many
attempts at once fill a queue and not the memory.
"""

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from .errors import RefusedAccountError
from .tokens import new_token

SHORTEST, LONGEST = 12, 256
"""In characters."""
_FEWEST = 5
"""Different characters, at least."""
_AT_ONCE = 2


class Passwords:
    """Hashes passwords and compares them.

    Parameters
    ----------
    hasher
        Another one makes tests fast; unless given, argon2id as RFC 9106 recommends it.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._room = threading.Semaphore(_AT_ONCE)
        self._nobodys = self._hasher.hash(new_token())

    def hash(self, password: str) -> str:
        """What is kept of a password."""
        with self._room:
            return self._hasher.hash(_normal(password))

    def matches(self, kept: str | None, password: str) -> bool:
        """Whether it is the password; takes as long where there is none, and is then never true."""
        with self._room:
            try:
                self._hasher.verify(kept or self._nobodys, _normal(password)[: LONGEST + 1])
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None

    def outdated(self, kept: str) -> bool:
        """Whether a hash was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(kept)


def check_password(password: str, handle: str, office: str) -> None:
    """See that a password may be chosen.

    Raises
    ------
    RefusedAccountError
        It is too short or too long, holds the handle or the office, or is one character over and over.
    """
    normal = _normal(password)
    if len(normal) < SHORTEST:
        msg = f"the password has {len(normal)} characters, expected {SHORTEST} or more; four words that do not belong together do well"
        raise RefusedAccountError(msg, key="door.refused.password.short")
    if len(normal) > LONGEST:
        msg = f"the password has more than {LONGEST} characters; choose a shorter one"
        raise RefusedAccountError(msg, key="door.refused.password.long")
    folded = normal.casefold()
    if handle.casefold() in folded or office.casefold() in folded:
        msg = "the password holds the handle or the name of the office; choose one that does not"
        raise RefusedAccountError(msg, key="door.refused.password.handle")
    if len(set(folded)) < _FEWEST:
        msg = f"the password has fewer than {_FEWEST} different characters; choose another one"
        raise RefusedAccountError(msg, key="door.refused.password.plain")


def _normal(password: str) -> str:
    """One password however a keyboard composes its letters."""
    return unicodedata.normalize("NFKC", password)
