"""Sessions: a random token in a cookie, of which a hash is kept; they end by leaving, by idling, and at the latest."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from troth.records.base import Record
from troth.records.canonical import utc_text

from .database import Database
from .logins import ACTIVE, Login, end_everything, login_of
from .schema import logins, sessions
from .tokens import hash_of, new_token

_NOTED_EVERY = timedelta(minutes=1)
"""How exactly it is known when a session was last used: each note is a write."""
_KEPT = timedelta(days=1)
"""How long after its end a session stays in the table."""


class Times(Record):
    """How long sessions last."""

    idle: timedelta = timedelta(hours=1)
    """Without a request."""
    longest: timedelta = timedelta(hours=12)
    """In all."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session that goes on."""

    login: Login
    means: str
    """``password`` or ``passkey``."""
    created_at: datetime
    """When somebody last showed who they are."""
    ends_at: datetime
    visited_before: datetime | None
    """When the login was last at the desk before this session, by the clock of the case."""
    stale: bool = False
    """Whether it is time to note that it is in use."""


class Sessions:
    """The sessions of all logins."""

    def __init__(self, database: Database, times: Times | None = None) -> None:
        self._database = database
        self.times = times or Times()

    def begin(self, login: Login, *, means: str, now: datetime, at: datetime) -> str:
        """Begin a session, of a new token each time; returns the token, which is not kept.

        Parameters
        ----------
        at
            The time by the clock of the case: a visit begins.
        """
        token = new_token()
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.ends_at < utc_text(now - _KEPT)))
            before = connection.execute(
                select(logins.c.visited_at).where(logins.c.login == login.id)
            ).scalar_one()
            connection.execute(
                insert(sessions).values(
                    hash=hash_of(token),
                    login=login.id,
                    means=means,
                    created_at=utc_text(now),
                    seen_at=utc_text(now),
                    ends_at=utc_text(now + self.times.longest),
                    visited_before=before,
                )
            )
            connection.execute(
                update(logins).where(logins.c.login == login.id).values(visited_at=utc_text(at))
            )
        return token

    def find(self, token: str, *, now: datetime) -> Session | None:
        """The session of a token; None where it has ended, idled too long, or never was."""
        asked = (
            select(
                sessions.c.means,
                sessions.c.created_at.label("began_at"),
                sessions.c.seen_at,
                sessions.c.ends_at,
                sessions.c.visited_before,
                logins,
            )
            .join_from(sessions, logins, sessions.c.login == logins.c.login)
            .where(
                sessions.c.hash == hash_of(token),
                sessions.c.ended_at.is_(None),
                sessions.c.ends_at > utc_text(now),
                sessions.c.seen_at > utc_text(now - self.times.idle),
                logins.c.state == ACTIVE,
            )
        )
        with self._database.reading() as connection:
            row = connection.execute(asked).first()
        if row is None:
            return None
        before = row.visited_before
        return Session(
            login=login_of(row),
            means=row.means,
            created_at=datetime.fromisoformat(row.began_at),
            ends_at=datetime.fromisoformat(row.ends_at),
            visited_before=None if before is None else datetime.fromisoformat(before),
            stale=row.seen_at < utc_text(now - _NOTED_EVERY),
        )

    def note(self, token: str, *, now: datetime, at: datetime) -> None:
        """Note that a session is in use, and its login at the desk.

        Parameters
        ----------
        at
            The time by the clock of the case.
        """
        with self._database.writing() as connection:
            connection.execute(
                update(sessions)
                .where(sessions.c.hash == hash_of(token), sessions.c.ended_at.is_(None))
                .values(seen_at=utc_text(now))
            )
            whose = select(sessions.c.login).where(sessions.c.hash == hash_of(token)).scalar_subquery()
            connection.execute(update(logins).where(logins.c.login == whose).values(visited_at=utc_text(at)))

    def end(self, token: str, *, now: datetime) -> None:
        """End one session."""
        with self._database.writing() as connection:
            connection.execute(
                update(sessions)
                .where(sessions.c.hash == hash_of(token), sessions.c.ended_at.is_(None))
                .values(ended_at=utc_text(now))
            )

    def end_all(self, login: Login, *, now: datetime) -> None:
        """End all sessions of a login, wherever they are, and void its invitations."""
        with self._database.writing() as connection:
            end_everything(connection, login.id, now)
