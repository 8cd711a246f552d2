"""Passkeys as they are kept, and challenges that are good once. The ceremonies stand in `ceremonies.py`."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from troth.records.base import Record
from troth.records.canonical import utc_text

from .database import Database
from .errors import RefusedAccountError
from .logins import ACTIVE, Login, login_of
from .schema import challenges, logins, passkeys
from .tokens import hash_of

CHALLENGE_GOOD_FOR = timedelta(minutes=5)
MOST = 10
"""Passkeys of one login."""


class Passkey(Record):
    """What is kept of a passkey: nothing that is secret."""

    credential: str
    """Its id, in the base64url of browsers."""
    name: str
    """What its owner calls it."""
    public_key: bytes
    sign_count: int
    created_at: datetime | None = None
    used_at: datetime | None = None


class Passkeys:
    """The passkeys of all logins."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, login: Login) -> tuple[Passkey, ...]:
        """Those of a login, oldest first."""
        asked = select(passkeys).where(passkeys.c.login == login.id).order_by(passkeys.c.created_at)
        with self._database.reading() as connection:
            rows = connection.execute(asked).mappings().all()
        return tuple(
            Passkey(**{name: value for name, value in row.items() if name != "login"}) for row in rows
        )

    def find(self, credential: str) -> tuple[Login, Passkey] | None:
        """A passkey by its id, and whose it is; None where nobody who may sign in has it."""
        asked = (
            select(logins, passkeys.c.credential)
            .join_from(passkeys, logins, passkeys.c.login == logins.c.login)
            .where(passkeys.c.credential == credential, logins.c.state == ACTIVE)
        )
        with self._database.reading() as connection:
            row = connection.execute(asked).first()
        if row is None:
            return None
        login = login_of(row)
        return login, next(one for one in self.of(login) if one.credential == credential)

    def add(self, login: Login, passkey: Passkey, *, now: datetime) -> None:
        """Give a login another passkey.

        Raises
        ------
        RefusedAccountError
            It has too many, or somebody has this one.
        """
        with self._database.writing() as connection:
            insert_passkey(connection, login.id, passkey, now)

    def remove(self, login: Login, credential: str) -> None:
        """Take a passkey from a login, unless it is its only way in.

        Raises
        ------
        RefusedAccountError
            It is, or the login has no such passkey.
        """
        with self._database.writing() as connection:
            own = list(
                connection.execute(
                    select(passkeys.c.credential).where(passkeys.c.login == login.id)
                ).scalars()
            )
            kept = connection.execute(
                select(logins.c.password).where(logins.c.login == login.id)
            ).scalar_one()
            if credential not in own:
                msg = "this login has no such passkey"
                raise RefusedAccountError(msg, key="door.refused.passkey")
            if len(own) == 1 and kept is None:
                msg = "this is the only way in; add another passkey first"
                raise RefusedAccountError(msg, key="door.refused.passkey.last")
            connection.execute(delete(passkeys).where(passkeys.c.credential == credential))

    def used(self, passkey: Passkey, sign_count: int, *, now: datetime) -> bool:
        """Remember that a passkey was used; false where another use was counted in the meantime."""
        with self._database.writing() as connection:
            done = connection.execute(
                update(passkeys)
                .where(
                    passkeys.c.credential == passkey.credential, passkeys.c.sign_count == passkey.sign_count
                )
                .values(sign_count=sign_count, used_at=utc_text(now))
            )
        return done.rowcount == 1

    # --- challenges ---

    def challenge(self, challenge: bytes, *, purpose: str, bound_to: str, now: datetime) -> None:
        """Keep a challenge for a few minutes.

        Parameters
        ----------
        purpose
            What it is for; it is good for nothing else.
        bound_to
            The browser or the session that it was given to; it is good for no other.
        """
        with self._database.writing() as connection:
            connection.execute(delete(challenges).where(challenges.c.expires_at <= utc_text(now)))
            connection.execute(
                insert(challenges).values(
                    hash=hash_of(challenge.hex()),
                    purpose=purpose,
                    bound_to=hash_of(bound_to),
                    expires_at=utc_text(now + CHALLENGE_GOOD_FOR),
                )
            )

    def take(self, challenge: bytes, *, purpose: str, bound_to: str, now: datetime) -> bool:
        """Use a challenge up; true once, for what and whom it was made, in its time."""
        with self._database.writing() as connection:
            taken = connection.execute(
                delete(challenges).where(
                    challenges.c.hash == hash_of(challenge.hex()),
                    challenges.c.purpose == purpose,
                    challenges.c.bound_to == hash_of(bound_to),
                    challenges.c.expires_at > utc_text(now),
                )
            )
        return taken.rowcount == 1


def insert_passkey(connection: Connection, login: str, passkey: Passkey, now: datetime) -> None:
    """Write a passkey down in an open transaction.

    Raises
    ------
    RefusedAccountError
        The login has too many, or somebody has this one.
    """
    known = connection.execute(select(passkeys.c.login).where(passkeys.c.credential == passkey.credential))
    own = connection.execute(select(passkeys.c.credential).where(passkeys.c.login == login)).all()
    if known.first() is not None or len(own) >= MOST:
        msg = f"this passkey is known already, or the login has {MOST} of them; remove one first"
        raise RefusedAccountError(msg, key="door.refused.passkey.known")
    connection.execute(
        insert(passkeys).values(
            login=login,
            created_at=utc_text(now),
            **passkey.model_dump(exclude={"created_at", "used_at"}),
        )
    )
