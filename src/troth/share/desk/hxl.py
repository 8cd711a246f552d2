"""The 3W as a table that other programs read: our columns, and below them the tags of the Humanitarian Exchange Language."""

import csv
import io
from collections.abc import Iterable

from .matrix import Work

COLUMNS = (
    ("activity_id", "#activity+id"), ("party", "#org"), ("sector", "#sector"), ("place", "#loc"), ("status", "#status"),
    ("from", "#date+start"), ("to", "#date+end"), ("people_low", "#reached+min"), ("people_high", "#reached+max"),
    ("kind", "#meta+kind"), ("note", "#description"),
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(every: Iterable[Work], *, marked: str = "") -> str:
    """Works as CSV with a row of HXL tags.

    Parameters
    ----------
    marked
        That they are of an exercise; it then stands in a column of its own in every row.
    """
    written = io.StringIO()
    out = csv.writer(written)
    names, tags = zip(*COLUMNS, strict=True)
    out.writerow([*names, *(["exercise"] if marked else [])])
    out.writerow([*tags, *(["#meta+exercise"] if marked else [])])
    for work in every:
        out.writerow([*map(plain, _cells(work)), *([plain(marked)] if marked else [])])
    return written.getvalue()


def _cells(work: Work) -> list[str]:
    start, end = (("" if at is None else at.isoformat()) for at in (work.start, work.end))
    low, high = (("" if count is None else f"{count:f}") for count in (work.low, work.high))
    return [
        work.id,
        work.party,
        work.sector,
        work.area,
        work.status,
        start,
        end,
        low,
        high,
        work.kind,
        work.note,
    ]


def plain(text: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> plain("=1+1"), plain("water")
    ("'=1+1", 'water')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text
