"""The audit trail: who signed in, or tried to; who read what is restricted, when, and through which outlet.

Rows are only ever added: the database itself refuses to change or to delete one, and nothing prunes them. An auditor
reads the rows of their own office: what another office reads is no less restricted than what it says.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import RowMapping, insert, select

from troth.records.base import Record
from troth.records.canonical import utc_text

from .database import Database
from .schema import trail


class Event(StrEnum):
    """What happened."""

    SIGNED_IN = "signed in"
    REFUSED = "sign-in refused"
    SIGNED_OUT = "signed out"
    READ = "read"
    ADDED = "login added"
    INVITED = "invited"
    ENROLLED = "invitation taken up"
    DISABLED = "disabled"
    ENABLED = "enabled"
    PASSWORD = "password changed"  # noqa: S105 - the name of an event
    PASSKEY_ADDED = "passkey added"
    PASSKEY_REMOVED = "passkey removed"
    KEY_ADDED = "key added"
    KEY_WITHDRAWN = "key withdrawn"
    KEY_REFUSED = "key refused"


class Happening(Record):
    """One row of the trail."""

    number: int = 0
    at: datetime
    event: Event
    who: str = ""
    """Handle of a login or prefix of a key; empty where what was typed is nobody's: it may have been a password."""
    office: str = ""
    outlet: str = ""
    """Through which surface: a page, the API, the live stream, the terminal."""
    address: str = ""
    statements: tuple[str, ...] = ()
    """Ids of the restricted statements that were shown."""
    detail: str = ""


class Trail:
    """What happened, in order."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, *happened: Happening) -> None:
        """Write rows at the end, all or none; what is to be shown is shown only once this has returned."""
        if not happened:
            return
        rows = [
            {
                **one.model_dump(include={"who", "office", "outlet", "address", "detail"}),
                "at": utc_text(one.at),
                "event": one.event.value,
                "statements": json.dumps(one.statements),
            }
            for one in happened
        ]
        with self._database.writing() as connection:
            connection.execute(insert(trail), rows)

    def rows(
        self, *, office: str | None = None, after: int = 0, limit: int = 1000, events: Sequence[Event] = ()
    ) -> tuple[Happening, ...]:
        """Rows in order.

        Parameters
        ----------
        office
            Only what the logins and keys of this office did; None for all, which only the machine's owner may see.
        after
            The number of the last row that is known already.
        events
            Only these; empty for all.
        """
        asked = select(trail).where(trail.c.number > after).order_by(trail.c.number).limit(limit)
        if office is not None:
            asked = asked.where(trail.c.office == office)
        if events:
            asked = asked.where(trail.c.event.in_([event.value for event in events]))
        with self._database.reading() as connection:
            found = connection.execute(asked).mappings().all()
        return tuple(_happening(row) for row in found)


def _happening(row: RowMapping) -> Happening:
    return Happening(**{**row, "statements": tuple(json.loads(row["statements"]))})
