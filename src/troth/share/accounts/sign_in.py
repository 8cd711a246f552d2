"""Signing in with a password and a second factor: one answer, in one time, whatever was wrong.

Every attempt reads a row, computes one argon2 hash and three codes, and writes one row of the trail, whether the handle
exists or not.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update

from .codes import new_secret, step_of
from .database import Database
from .logins import ACTIVE, Login, login_of
from .passwords import Passwords
from .schema import logins


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of an attempt: the login that is in, or else whose handle it was, for the trail."""

    login: Login | None
    tried: Login | None


class SignIn:
    """Compares what was typed with what is kept."""

    def __init__(self, database: Database, passwords: Passwords) -> None:
        self._database = database
        self._passwords = passwords
        self._nobodys_totp = new_secret()

    def attempt(self, handle: str, password: str, digits: str, *, now: datetime) -> Attempt:
        """Try to sign in; a code is good once."""
        asked = select(logins).where(logins.c.handle == handle.strip().lower()[:64])
        with self._database.reading() as connection:
            row = connection.execute(asked).first()
        kept, totp = (None, None) if row is None else (row.password, row.totp)
        right = self._passwords.matches(kept, password)
        step = step_of(totp or self._nobodys_totp, digits, now)
        tried = None if row is None else login_of(row)
        if tried is None or totp is None or step is None or not right or tried.state != ACTIVE:
            return Attempt(None, tried)
        if not self._use(tried, step):
            return Attempt(None, tried)
        if kept is not None and self._passwords.outdated(kept):
            self._renew(tried, kept, password)
        return Attempt(tried, tried)

    def confirm(self, login: Login, password: str, digits: str, *, now: datetime) -> bool:
        """Whether somebody who is in is who may change how to get in."""
        return self.attempt(login.handle, password, digits, now=now).login is not None

    def _use(self, login: Login, step: int) -> bool:
        """Use the code of a step up; false where it, or a later one, was used before."""
        with self._database.writing() as connection:
            done = connection.execute(
                update(logins)
                .where(
                    logins.c.login == login.id,
                    logins.c.state == ACTIVE,
                    or_(logins.c.totp_step.is_(None), logins.c.totp_step < step),
                )
                .values(totp_step=step)
            )
        return done.rowcount == 1

    def _renew(self, login: Login, kept: str, password: str) -> None:
        """Keep the password by today's parameters, unless it was changed in the meantime."""
        renewed = self._passwords.hash(password)
        with self._database.writing() as connection:
            connection.execute(
                update(logins)
                .where(logins.c.login == login.id, logins.c.password == kept)
                .values(password=renewed)
            )
