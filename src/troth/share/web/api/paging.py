"""Pages of a list: a cursor is the key of the last row that was shown, and says nothing of any other."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, NoReturn
from urllib.parse import urlencode

from fastapi import Depends, Query, Response

from troth.share.wire.rows import Item, Page

from .asking import Asked
from .faults import refuse

MOST = 1_000
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many rows at most.")]
Cursor = Annotated[
    str | None,
    Query(description="Where the page begins: taken from `next` of the page before, as it stands there.", max_length=2_000),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page is asked for, and the answer that it goes into."""

    response: Response
    limit: int
    cursor: str | None


def paging(response: Response, limit: Limit = 100, cursor: Cursor = None) -> Paging:
    """Which page is asked for."""
    return Paging(response, limit, cursor)


Paged = Annotated[Paging, Depends(paging)]


def page(
    asked: Asked, paged: Paging, rows: Sequence[Item], key: Callable[[Item], Sequence[str | None]], *, as_of: datetime | None
) -> Page[Item]:  # fmt: skip
    """Cut a page out of rows in their order.

    Parameters
    ----------
    key
        What names a row among all.
    as_of
        The time of the picture; later pages are of the same one.
    """
    start = 0 if paged.cursor is None else _after(rows, key, paged.cursor)
    shown = rows[start : start + paged.limit]
    more = start + paged.limit < len(rows)
    at = asked.local(as_of)
    address = following(asked, encode(key(shown[-1])), at) if more else None
    linked(paged.response, address)
    return Page[Item](viewer=asked.viewer, as_of=at, items=list(shown), next=address)


def linked(response: Response, address: str | None) -> None:
    """Say where the next page is in the header, too."""
    if address is not None:
        response.headers["link"] = f'<{address}>; rel="next"'


def following(asked: Asked, cursor: str, as_of: datetime | None) -> str:
    """The address of the page after."""
    given = dict(asked.request.query_params)
    if as_of is not None:
        given["as_of"] = as_of.isoformat()
    given["cursor"] = cursor
    return f"{asked.request.url.path}?{urlencode(given)}"


def _after(rows: Sequence[Item], key: Callable[[Item], Sequence[str | None]], cursor: str) -> int:
    wanted = decode(cursor)
    index = next((index for index, row in enumerate(rows) if list(key(row)) == wanted), None)
    return bad_cursor(cursor) if index is None else index + 1


def bad_cursor(cursor: str) -> NoReturn:
    """Refuse what is no cursor of this list."""
    refuse(
        "cursor", found=cursor, expected="the cursor of the page before, as it was given", remedy="begin again without it"
    )  # fmt: skip


def encode(key: Sequence[str | None]) -> str:
    """A key as a cursor.

    >>> decode(encode(["T1", None]))
    ['T1', None]
    """
    return base64.urlsafe_b64encode(json.dumps(list(key)).encode()).decode().rstrip("=")


def decode(cursor: str) -> list[str | None]:
    """The key in a cursor."""
    try:
        found = json.loads(
            base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), b"-_", validate=True)
        )
    except (ValueError, binascii.Error, RecursionError):
        bad_cursor(cursor)
    if not isinstance(found, list) or not all(one is None or isinstance(one, str) for one in found):
        bad_cursor(cursor)
    return found
