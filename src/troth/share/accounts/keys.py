"""API keys: how a machine of an office comes in. Shown once; a hash is kept, and the prefix that they are known by."""

import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import RowMapping, insert, select, update

from troth.records.base import Record
from troth.records.canonical import utc_text

from . import offices
from .database import Database
from .errors import RefusedAccountError
from .logins import offices_with_accounts, role_of
from .roles import SCOPES, Role
from .schema import keys
from .tokens import hash_of, new_token, same

_FORM = re.compile(r"troth_([0-9a-f]{12})_[A-Za-z0-9_-]{20,100}")


class ApiKey(Record):
    """What may be shown of a key."""

    prefix: str
    office: str
    role: Role
    scopes: frozenset[str]
    purpose: str
    """What it is for, in its office's words."""
    created_at: datetime
    expires_at: datetime | None = None
    withdrawn_at: datetime | None = None

    def good(self, now: datetime) -> bool:
        """Whether it is good at a time."""
        return self.withdrawn_at is None and (self.expires_at is None or now < self.expires_at)


class ApiKeys:
    """The keys of all offices."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(  # noqa: PLR0913 - a key takes what a key has, by name
        self,
        *,
        office: str,
        role: str,
        scopes: Iterable[str],
        purpose: str,
        parties: Sequence[str],
        now: datetime,
        expires_at: datetime | None = None,
    ) -> tuple[ApiKey, str]:
        """Make a key; returns what may be shown of it, and the key itself, which is not kept.

        Parameters
        ----------
        parties
            The ids of the parties of the case: an office is one of them.

        Raises
        ------
        RefusedAccountError
            The office is no party or looks like another one, or there is no such scope.
        """
        kind, wanted = role_of(role), frozenset(scopes)
        if not wanted or not wanted <= set(SCOPES):
            found = ", ".join(sorted(wanted)) or "none"
            msg = f"scopes: found {found}, expected one or more of {', '.join(sorted(SCOPES))}"
            raise RefusedAccountError(msg, key="door.refused.scope")
        prefix = secrets.token_hex(6)
        key = f"troth_{prefix}_{new_token()}"
        made = ApiKey(
            prefix=prefix,
            office=office,
            role=kind,
            scopes=wanted,
            purpose=purpose,
            created_at=now,
            expires_at=expires_at,
        )
        with self._database.writing() as connection:
            offices.check_office(office, parties, offices_with_accounts(connection))
            connection.execute(
                insert(keys).values(
                    prefix=prefix,
                    hash=hash_of(key),
                    office=office,
                    role=kind.value,
                    scopes=" ".join(sorted(wanted)),
                    purpose=purpose,
                    created_at=utc_text(now),
                    expires_at=None if expires_at is None else utc_text(expires_at),
                )
            )
        return made, key

    def check(self, key: str, *, now: datetime) -> ApiKey | None:
        """The key that was sent; None where it is not good."""
        form = _FORM.fullmatch(key)
        if form is None:
            return None
        with self._database.reading() as connection:
            row = connection.execute(select(keys).where(keys.c.prefix == form[1])).mappings().first()
        if row is None or not same(row["hash"], hash_of(key)):
            return None
        found = _key_of(row)
        return found if found.good(now) else None

    def named(self, key: str) -> ApiKey | None:
        """The key whose prefix was sent, whether or not the rest is right: for the trail."""
        form = _FORM.fullmatch(key)
        if form is None:
            return None
        with self._database.reading() as connection:
            row = connection.execute(select(keys).where(keys.c.prefix == form[1])).mappings().first()
        return None if row is None else _key_of(row)

    def list(self) -> tuple[ApiKey, ...]:
        """All of them, by office and age."""
        asked = select(keys).order_by(keys.c.office, keys.c.created_at, keys.c.prefix)
        with self._database.reading() as connection:
            rows = connection.execute(asked).mappings().all()
        return tuple(_key_of(row) for row in rows)

    def withdraw(self, prefix: str, *, now: datetime) -> ApiKey:
        """Make a key good for nothing from now on.

        Raises
        ------
        RefusedAccountError
            There is none, or it was withdrawn before.
        """
        bare = prefix.removeprefix("troth_").partition("_")[0]
        with self._database.writing() as connection:
            done = connection.execute(
                update(keys)
                .where(keys.c.prefix == bare, keys.c.withdrawn_at.is_(None))
                .values(withdrawn_at=utc_text(now))
            )
            if done.rowcount != 1:
                msg = "there is no key with that prefix that was not withdrawn before; `troth accounts key list` names them"
                raise RefusedAccountError(msg, key="door.refused.key")
            row = connection.execute(select(keys).where(keys.c.prefix == bare)).mappings().one()
        return _key_of(row)


def _key_of(row: RowMapping) -> ApiKey:
    shown = {name: value for name, value in row.items() if name not in {"hash", "scopes"}}
    return ApiKey(**shown, scopes=frozenset(row["scopes"].split()))
