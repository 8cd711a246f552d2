"""Logins: a handle of an office, with a role. A login belongs to an office and is no person's name."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, insert, select, update

from troth.records.base import Record
from troth.records.canonical import utc_text

from . import offices
from .database import Database
from .errors import RefusedAccountError
from .passwords import Passwords, check_password
from .roles import Role
from .schema import invitations, keys, logins, passkeys, sessions
from .tokens import new_id

INVITED, ACTIVE, DISABLED = "invited", "active", "disabled"
_HANDLE = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?")


class Login(Record):
    """A way in that belongs to an office."""

    id: str
    """Says nothing about it; an authenticator keeps it."""
    handle: str
    office: str
    role: Role
    state: str
    created_at: datetime
    visited_at: datetime | None = None
    """When it was last at the desk, by the clock of the case."""
    has_password: bool = False


def handle_of(text: str) -> str:
    """A handle as it is kept.

    >>> handle_of(" Desk-1 ")
    'desk-1'

    Raises
    ------
    RefusedAccountError
        It is none.
    """
    handle = text.strip().lower()
    if not _HANDLE.fullmatch(handle):
        msg = (
            f"handle {text!r}: expected 1 to 40 letters a to z, digits, dots, dashes and underscores between letters "
            "or digits, as in mediator-desk-1; no person's name"
        )
        raise RefusedAccountError(msg, key="door.refused.handle")
    return handle


def role_of(text: str) -> Role:
    """The role of a login or a key.

    Raises
    ------
    RefusedAccountError
        It is none that one can sign in with.
    """
    known = [role.value for role in Role if role is not Role.PUBLIC]
    if text not in known:
        msg = f"role {text!r}: expected one of {', '.join(known)}"
        raise RefusedAccountError(msg, key="door.refused.role")
    return Role(text)


def login_of(row: "Row[tuple[object, ...]]") -> Login:
    """A login out of its row."""
    kept = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    return Login(
        id=kept["login"],
        handle=kept["handle"],
        office=kept["office"],
        role=Role(kept["role"]),
        state=kept["state"],
        created_at=kept["created_at"],
        visited_at=kept["visited_at"],
        has_password=kept["password"] is not None,
    )


def offices_with_accounts(connection: Connection) -> list[str]:
    """The offices that have logins or keys."""
    found = connection.execute(select(logins.c.office).union(select(keys.c.office))).scalars()
    return sorted(str(office) for office in found)


class Logins:
    """Who may sign in."""

    def __init__(self, database: Database, passwords: Passwords) -> None:
        self._database = database
        self._passwords = passwords

    def add(self, handle: str, *, office: str, role: str, parties: Sequence[str], now: datetime) -> Login:
        """Add a login, which is of no use until an invitation to it was taken up.

        Parameters
        ----------
        parties
            The ids of the parties of the case: an office is one of them.

        Raises
        ------
        RefusedAccountError
            The handle is taken or none, the office is no party or looks like another one.
        """
        name, kind = handle_of(handle), role_of(role)
        with self._database.writing() as connection:
            offices.check_office(office, parties, offices_with_accounts(connection))
            if connection.execute(select(logins.c.login).where(logins.c.handle == name)).first():
                msg = f"handle {name!r} is taken; choose another one, or send a new invitation to it"
                raise RefusedAccountError(msg, key="door.refused.handle")
            login = Login(id=new_id(), handle=name, office=office, role=kind, state=INVITED, created_at=now)
            kept = login.model_dump(exclude={"id", "visited_at", "has_password", "created_at"})
            connection.execute(insert(logins).values(login=login.id, created_at=utc_text(now), **kept))
        return login

    def list(self) -> tuple[Login, ...]:
        """All of them, by office and handle."""
        with self._database.reading() as connection:
            rows = connection.execute(select(logins).order_by(logins.c.office, logins.c.handle)).all()
        return tuple(login_of(row) for row in rows)

    def get(self, handle: str) -> Login:
        """One of them.

        Raises
        ------
        RefusedAccountError
            There is none with that handle.
        """
        with self._database.reading() as connection:
            return self._get(connection, handle)

    def disable(self, handle: str, *, now: datetime) -> Login:
        """Shut a login out: its sessions end, its invitations are void. What it said stays."""
        with self._database.writing() as connection:
            login = self._get(connection, handle)
            connection.execute(update(logins).where(logins.c.login == login.id).values(state=DISABLED))
            end_everything(connection, login.id, now)
        return login.model_copy(update={"state": DISABLED})

    def enable(self, handle: str) -> Login:
        """Let a login in again, with the ways in that it had."""
        with self._database.writing() as connection:
            login = self._get(connection, handle)
            ways = connection.execute(
                select(passkeys.c.credential).where(passkeys.c.login == login.id)
            ).first()
            state = ACTIVE if login.has_password or ways else INVITED
            connection.execute(update(logins).where(logins.c.login == login.id).values(state=state))
        return login.model_copy(update={"state": state})

    def change_password(self, login: Login, password: str, *, now: datetime) -> None:
        """Give a login another password; every session of it ends.

        Raises
        ------
        RefusedAccountError
            The password is too weak.
        """
        check_password(password, login.handle, login.office)
        kept = self._passwords.hash(password)
        with self._database.writing() as connection:
            connection.execute(update(logins).where(logins.c.login == login.id).values(password=kept))
            end_everything(connection, login.id, now)

    def visit(self, login: Login, *, at: datetime) -> None:
        """Remember when a login was last at the desk.

        Parameters
        ----------
        at
            The time by the clock of the case.
        """
        with self._database.writing() as connection:
            connection.execute(
                update(logins).where(logins.c.login == login.id).values(visited_at=utc_text(at))
            )

    @staticmethod
    def _get(connection: Connection, handle: str) -> Login:
        row = connection.execute(select(logins).where(logins.c.handle == handle.strip().lower())).first()
        if row is None:
            msg = f"there is no login {handle!r}; `troth accounts list` names them"
            raise RefusedAccountError(msg, key="door.refused.handle")
        return login_of(row)


def end_everything(connection: Connection, login: str, now: datetime) -> None:
    """End the sessions of a login and void its invitations."""
    at = utc_text(now)
    connection.execute(
        update(sessions).where(sessions.c.login == login, sessions.c.ended_at.is_(None)).values(ended_at=at)
    )
    connection.execute(
        update(invitations)
        .where(invitations.c.login == login, invitations.c.used_at.is_(None))
        .values(used_at=at)
    )
