"""An expression of time as a text says it."""

from typing import NamedTuple


class TimeExpression(NamedTuple):
    """A time at ``text[start:end]``, with the preposition that belongs to it.

    The values are those of TimeML where it has them: ``2023-11-22``, ``XXXX-11-22`` where no year is said, ``2026-Q3``, ``P6M``,
    ``PRESENT-WEEK``, ``FUTURE_REF``; an interval is ``from/to``.
    """

    start: int
    end: int
    text: str
    kind: str
    """`DATE`, `TIME`, `DURATION`, `SET` or `RELATIVE`."""
    value: str
    anchor: str | None = None
    """What it counts from: `DCT` (the document's date), *start not given*, *year not in text*, or an event in words."""
    resolved: str | None = None
    """The calendar date or interval, where the text or the document's date settles it."""
    mod: str | None = None
    """`WITHIN`, `BY`, `BEFORE`, `AFTER`, `UNTIL`, `SINCE`, `START`, `MID`, `END`, `DURING`, `APPROX`."""
    problem: str = ""
    """Why it was not read, where it looks like a date and is not clear: *05/06/2024*."""
