"""Invitations: a code that is used once, and with which a login gets its first, or new, ways in."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from troth.records.base import Record
from troth.records.canonical import utc_text

from .codes import new_secret, step_of
from .database import Database
from .errors import RefusedAccountError
from .logins import ACTIVE, DISABLED, Login, end_everything, login_of
from .passkeys import Passkey, insert_passkey
from .passwords import Passwords, check_password
from .schema import invitations, logins, passkeys
from .tokens import hash_of, new_token

GOOD_FOR = timedelta(hours=72)
"""How long an invitation is good for, unless another time is given."""


class Invitation(Record):
    """An invitation that is good now."""

    login: Login
    totp: str
    """The secret of a second factor that is offered with it."""
    expires_at: datetime


class Invitations:
    """Codes that are used once."""

    def __init__(self, database: Database, passwords: Passwords) -> None:
        self._database = database
        self._passwords = passwords

    def invite(self, login: Login, *, now: datetime, good_for: timedelta = GOOD_FOR) -> str:
        """Make a code for a login, and void those made before; the code is not kept and cannot be shown again.

        Raises
        ------
        RefusedAccountError
            The login is disabled.
        """
        code = new_token()
        with self._database.writing() as connection:
            row = connection.execute(select(logins.c.state).where(logins.c.login == login.id)).first()
            if row is None or row.state == DISABLED:
                msg = (
                    f"login {login.handle!r} is disabled; let it in again first with `troth accounts enable`"
                )
                raise RefusedAccountError(msg, key="door.refused.invitation")
            connection.execute(
                update(invitations)
                .where(invitations.c.login == login.id, invitations.c.used_at.is_(None))
                .values(used_at=utc_text(now))
            )
            connection.execute(
                insert(invitations).values(
                    hash=hash_of(code),
                    login=login.id,
                    totp=new_secret(),
                    created_at=utc_text(now),
                    expires_at=utc_text(now + good_for),
                )
            )
        return code

    def find(self, code: str, *, now: datetime) -> Invitation:
        """The invitation of a code, which stays good.

        Raises
        ------
        RefusedAccountError
            There is none, it was used, or its time is over: one answer for all of them.
        """
        with self._database.reading() as connection:
            return _good(connection, code, now)

    def take_up_with_password(self, code: str, password: str, digits: str, *, now: datetime) -> Login:
        """Use an invitation up: from now on the login has this password, and this second factor.

        Raises
        ------
        RefusedAccountError
            The invitation is not good, the password is weak, or the code is wrong; the invitation stays as it was.
        """
        found = self.find(code, now=now)
        check_password(password, found.login.handle, found.login.office)
        step = step_of(found.totp, digits, now)
        if step is None:
            msg = "the six digits do not belong to this secret now; check the clock of the telephone and type the next ones"
            raise RefusedAccountError(msg, key="door.refused.digits")
        kept = self._passwords.hash(password)
        with self._database.writing() as connection:
            login = _use(connection, code, now)
            connection.execute(
                update(logins)
                .where(logins.c.login == login.id)
                .values(password=kept, totp=found.totp, totp_step=step)
            )
        return login.model_copy(update={"state": ACTIVE, "has_password": True})

    def take_up_with_passkey(self, code: str, passkey: Passkey, *, now: datetime) -> Login:
        """Use an invitation up: from now on the login has this passkey, and no password."""
        with self._database.writing() as connection:
            login = _use(connection, code, now)
            insert_passkey(connection, login.id, passkey, now)
        return login.model_copy(update={"state": ACTIVE, "has_password": False})


def _good(connection: Connection, code: str, now: datetime) -> Invitation:
    row = connection.execute(
        select(invitations.c.totp.label("offered"), invitations.c.expires_at, logins)
        .join_from(invitations, logins, invitations.c.login == logins.c.login)
        .where(
            invitations.c.hash == hash_of(code),
            invitations.c.used_at.is_(None),
            invitations.c.expires_at > utc_text(now),
            logins.c.state != DISABLED,
        )
    ).first()
    if row is None:
        msg = "this invitation is not good: it was used, its time is over, or it was typed wrongly; ask for a new one"
        raise RefusedAccountError(msg, key="door.refused.invitation")
    return Invitation(login=login_of(row), totp=row.offered, expires_at=row.expires_at)


def _use(connection: Connection, code: str, now: datetime) -> Login:
    """Use an invitation up, once however many try at the same time; what the login had before is gone."""
    login = _good(connection, code, now).login
    used = connection.execute(
        update(invitations)
        .where(invitations.c.hash == hash_of(code), invitations.c.used_at.is_(None))
        .values(used_at=utc_text(now))
    )
    if used.rowcount != 1:
        msg = "this invitation was used a moment ago; ask for a new one"
        raise RefusedAccountError(msg, key="door.refused.invitation")
    end_everything(connection, login.id, now)
    connection.execute(delete(passkeys).where(passkeys.c.login == login.id))
    connection.execute(
        update(logins)
        .where(logins.c.login == login.id)
        .values(state=ACTIVE, password=None, totp=None, totp_step=None)
    )
    return login
