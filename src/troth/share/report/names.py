"""Parties and days by the names that people use."""

from collections.abc import Iterable
from datetime import date, datetime

from troth.records.verdict import AFTER

from . import words
from .index import Index
from .text import Catalog, Line, as_line


def instance_name(instance: str, index: Index, texts: Catalog) -> str:
    """An instance as people say it: a day, a span of time, or the id of what set it off.

    >>> from .text import catalog
    >>> instance_name("2023-11-24", Index.of({}), catalog("en"))
    '24 Nov 2023'
    >>> instance_name("after 2023-11-24T06:00+00:00/2023-11-25T06:00+00:00", Index.of({}), catalog("en"))
    'just after 24 Nov 2023, 06:00 to 25 Nov 2023, 06:00'
    """
    if instance.startswith(AFTER):
        return texts("date.after", span=instance_name(instance.removeprefix(AFTER), index, texts))
    start, _, end = instance.partition("/")
    try:
        if not end:
            when = date.fromisoformat(start)
            return words.day(datetime(when.year, when.month, when.day, tzinfo=index.zone), index.zone, texts)
        moments = [datetime.fromisoformat(text) for text in (start, end)]
    except ValueError:
        return instance
    if any(moment.tzinfo is None for moment in moments):
        return instance
    first, last = (words.instant(moment, index.zone, texts) for moment in moments)
    return texts("date.span", start=first, end=last)


def people(parties: Iterable[str], index: Index, texts: Catalog) -> Line:
    """Parties by their names, as a list."""
    return words.listing([as_line(name) for name in index.names(parties)], texts)
