"""Everything about accounts in one hand."""

from pathlib import Path
from types import TracebackType
from typing import Self

from argon2 import PasswordHasher

from .database import open_database
from .invitations import Invitations
from .keys import ApiKeys
from .logins import Logins
from .passkeys import Passkeys
from .passwords import Passwords
from .sessions import Sessions, Times
from .sign_in import SignIn
from .trail import Trail


class Accounts:
    """Who may come in, how, and what they did; made by `open_accounts`. May be shared by threads.

    Parameters
    ----------
    location
        A file of accounts, or the address of a database.
    create
        Make empty accounts where there are none.
    times
        How long sessions last.
    hasher
        Another way to hash passwords, for tests.
    """

    def __init__(
        self,
        location: str | Path,
        *,
        create: bool = False,
        times: Times | None = None,
        hasher: PasswordHasher | None = None,
    ) -> None:
        self._database = open_database(location, create=create)
        self.name = self._database.name
        passwords = Passwords(hasher)
        self.logins = Logins(self._database, passwords)
        self.invitations = Invitations(self._database, passwords)
        self.sign_in = SignIn(self._database, passwords)
        self.passkeys = Passkeys(self._database)
        self.keys = ApiKeys(self._database)
        self.sessions = Sessions(self._database, times)
        self.trail = Trail(self._database)

    def __enter__(self) -> Self:
        """Open already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let all connections go."""
        self.close()

    def close(self) -> None:
        """Let all connections go."""
        self._database.close()


def open_accounts(
    location: str | Path,
    *,
    create: bool = False,
    times: Times | None = None,
    hasher: PasswordHasher | None = None,
) -> Accounts:
    """Open the accounts at a path, at a ``sqlite:///`` address, or in the database at a ``postgresql://`` address.

    In PostgreSQL they may lie in the database of a ledger; a file of SQLite is their own, since a ledger file is handed
    on to others.

    Raises
    ------
    AccountsError
        Its subclasses tell missing, foreign, newer, exposed, read-only and unreachable accounts apart.
    """
    return Accounts(location, create=create, times=times, hasher=hasher)
