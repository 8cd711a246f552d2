"""Who may come in to a desk: logins of offices, passwords with second factors, passkeys, keys for machines, sessions.

Nothing of the case is in here, and no page: `troth.share.web.door` has those. Times are arguments.

>>> import tempfile
>>> from datetime import UTC, datetime
>>> from pathlib import Path
>>> import pyotp
>>> now = datetime(2026, 1, 1, tzinfo=UTC)
>>> with tempfile.TemporaryDirectory() as folder, open_accounts(Path(folder) / "accounts.sqlite", create=True) as accounts:
...     login = accounts.logins.add("mediator-1", office="Qatar", role="officer", parties=["Qatar", "Egypt"], now=now)
...     code = accounts.invitations.invite(login, now=now)
...     totp = pyotp.TOTP(accounts.invitations.find(code, now=now).totp)
...     _ = accounts.invitations.take_up_with_password(code, "four unlikely words", totp.at(now), now=now)
...     replayed = accounts.sign_in.attempt("mediator-1", "four unlikely words", totp.at(now), now=now).login
...     key, secret = accounts.keys.add(
...         office="Qatar", role="officer", scopes=["read"], purpose="feed", parties=["Qatar", "Egypt"], now=now
...     )
...     replayed, accounts.keys.check(secret, now=now) == key
(None, True)
"""

from .errors import (
    AccountsError,
    BusyAccountsError,
    DamagedAccountsError,
    ExposedFileError,
    FullAccountsError,
    MissingAccountsError,
    NewerAccountsError,
    NotAccountsError,
    ReadOnlyAccountsError,
    RefusedAccountError,
    UnreachableAccountsError,
)
from .invitations import Invitation
from .keys import ApiKey
from .logins import Login
from .office_keys import load_key, new_key
from .offices import alike, check_office, confusable
from .passkeys import Passkey
from .roles import PERMISSIONS, Action, Decision, Role, may, within
from .sessions import Session, Times
from .store import Accounts, open_accounts
from .trail import Event, Happening

__all__ = [
    "PERMISSIONS",
    "Accounts",
    "AccountsError",
    "Action",
    "ApiKey",
    "BusyAccountsError",
    "DamagedAccountsError",
    "Decision",
    "Event",
    "ExposedFileError",
    "FullAccountsError",
    "Happening",
    "Invitation",
    "Login",
    "MissingAccountsError",
    "NewerAccountsError",
    "NotAccountsError",
    "Passkey",
    "ReadOnlyAccountsError",
    "RefusedAccountError",
    "Role",
    "Session",
    "Times",
    "UnreachableAccountsError",
    "alike",
    "check_office",
    "confusable",
    "load_key",
    "may",
    "new_key",
    "open_accounts",
    "within",
]
