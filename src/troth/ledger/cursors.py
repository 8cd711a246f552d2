"""Pages of the newest statements: a cursor names the last statement that was shown, and nothing else."""

import re
from collections.abc import Sequence
from datetime import datetime

from troth.records.canonical import utc_text

from .errors import LedgerError
from .protocol import Entry, Page

MOST = 1000
_CURSOR = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z)/([0-9a-f]{64})")
_AFTER_EVERY_ID = "~"


def place_before(as_of: datetime, limit: int, before: str | None) -> tuple[str, str]:
    """Settle the place, (time, id), that everything on a page lies before.

    >>> from datetime import UTC
    >>> place_before(datetime(2023, 11, 24, tzinfo=UTC), 50, None)
    ('2023-11-24T00:00:00.000000Z', '~')

    Raises
    ------
    LedgerError
        `before` is no cursor, or `limit` is out of its range.
    """
    if not 1 <= limit <= MOST:
        msg = f"limit: found {limit}, expected 1 to {MOST}"
        raise LedgerError(msg)
    newest = (utc_text(as_of), _AFTER_EVERY_ID)
    if before is None:
        return newest
    found = _CURSOR.fullmatch(before)
    if found is None:
        msg = f"before: found {before[:80]!r}, expected the cursor of the page before, as it was given"
        raise LedgerError(msg)
    return min(newest, (found[1], found[2]))


def page_of(found: Sequence[tuple[str, Entry]], limit: int) -> Page:
    """Make a page of (recorded_at, entry) pairs, the newest first, of which one more than the limit was looked for."""
    shown = found[:limit]
    more = len(found) > limit
    return Page(tuple(entry for _, entry in shown), f"{shown[-1][0]}/{shown[-1][1].id}" if more else None)
