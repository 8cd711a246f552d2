"""iCalendar (RFC 5545): a calendar that phones and mail programs subscribe to or take in.

Times are written in UTC, texts are escaped, and lines are folded at 75 octets without cutting a character in two.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

WIDTH = 75
"""Octets of a line, the line break not counted (RFC 5545, 3.1)."""
PRODUCT = "-//Troth//Liaison desk//EN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event: a moment with its words."""

    uid: str
    """The same for the same thing each time, so that a calendar changes an entry and does not double it."""
    at: datetime
    summary: str
    description: str = ""
    categories: tuple[str, ...] = ()


def calendar_text(events: Iterable[Event], *, name: str, stamp: datetime) -> str:
    """The calendar as a file.

    Parameters
    ----------
    name
        What programs call the calendar.
    stamp
        As of when it holds.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{escaped(event.uid)}",
            f"DTSTAMP:{utc(stamp)}",
            f"DTSTART:{utc(event.at)}",
            f"SUMMARY:{escaped(event.summary)}",
            *([f"DESCRIPTION:{escaped(event.description)}"] if event.description else []),
            *([f"CATEGORIES:{','.join(map(escaped, event.categories))}"] if event.categories else []),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def utc(at: datetime) -> str:
    """A moment as iCalendar has it.

    >>> utc(datetime.fromisoformat("2023-11-25T16:00+02:00"))
    '20231125T140000Z'
    """
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    r"""A text without what would end it: backslashes, commas, semicolons, line breaks; control characters are left out.

    >>> escaped("food, water; tents")
    'food\\, water\\; tents'
    """
    one_kind = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    safe = "".join(sign for sign in one_kind if sign in "\n\t" or (sign >= " " and sign not in "\x7f\x85"))
    return safe.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    r"""A line in pieces of at most `WIDTH` octets, each but the first behind a blank.

    >>> folded("x" * 80).split("\r\n")[1]
    ' xxxxx'
    """
    pieces: list[str] = []
    piece, room = "", WIDTH
    for sign in line:
        size = len(sign.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", WIDTH - 1
        piece += sign
        room -= size
    return "\r\n ".join([*pieces, piece])
