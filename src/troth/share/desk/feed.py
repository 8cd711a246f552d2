"""What a viewer is told as it happens: statements in the order in which they opened to them, each with its place.

A place is the time at which a statement opened to that viewer and its id, both of which they see anyway. It says
nothing of what is kept from them, and stays good over a restart: after it comes exactly what came after it before.
"""

import re
from bisect import bisect_right
from datetime import UTC, datetime
from typing import NamedTuple

from troth.records.canonical import utc_text

from .errors import DeskError
from .mirror import Mirror
from .notes import Note
from .sight import Sight

_PLACE = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z)/([0-9a-f]{64})?")
_FIRST, _LAST = "", "~"


class Event(NamedTuple):
    """A statement that opened to a viewer."""

    place: str
    """What to ask for the next ones with."""
    note: Note


class Place(NamedTuple):
    """A place in the order of openings."""

    at: datetime
    id: str

    def text(self) -> str:
        """The place as it is given to a client.

        >>> Place(datetime(2023, 11, 24, tzinfo=UTC), "ab" * 32).text()[:30]
        '2023-11-24T00:00:00.000000Z/ab'
        """
        return f"{utc_text(self.at)}/{'' if self.id == _LAST else self.id}"


def place_at(at: datetime) -> Place:
    """The place after everything that opened by a time."""
    return Place(at, _LAST)


def read_place(text: str) -> Place:
    """Read a place that a client gives back.

    >>> read_place("2023-11-24T00:00:00.000000Z/").at.year
    2023

    Raises
    ------
    DeskError
        It is none.
    """
    found = _PLACE.fullmatch(text)
    try:
        at = datetime.fromisoformat(found[1]) if found else None
    except ValueError:
        at = None
    if found is None or at is None:
        msg = f"last event: found {text[:80]!r}, expected the id of an event as it was given; leave it out to begin now"
        raise DeskError(msg)
    return Place(at, found[2] or _LAST)


def after(mirror: Mirror, sight: Sight, place: Place, now: datetime, *, most: int = 1000) -> list[Event]:
    """The statements that opened to a viewer after a place, by now, in their order."""
    found: list[Event] = []
    openings, notes = mirror.openings, mirror.notes
    for index in range(bisect_right(openings, tuple(place)), len(openings)):
        at, statement_id = openings[index]
        if at > now or len(found) >= most:
            break
        note = notes[statement_id]
        if sight.since(note) == at:
            found.append(Event(Place(at, statement_id).text(), note))
    return found


def next_opening(mirror: Mirror, now: datetime, sight: Sight | None = None) -> datetime | None:
    """When something opens next that is recorded already: an embargo that ends, a row of an exercise.

    Parameters
    ----------
    sight
        To whom it opens; None for anybody.
    """
    openings, notes = mirror.openings, mirror.notes
    for index in range(bisect_right(openings, (now, _LAST)), len(openings)):
        at, statement_id = openings[index]
        if sight is None or sight.since(notes[statement_id]) == at:
            return at.astimezone(UTC)
    return None
