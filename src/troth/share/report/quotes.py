"""Sentences that can be quoted: each with the case, the time, the viewer and the reports it rests on."""

from collections.abc import Sequence

from . import words
from .index import Index
from .reports import published
from .text import Catalog, Line, as_line, join, plain

CITED = 6
"""How many reports a quotation names before it says how many more there are."""


def quote(line: Line, ids: Sequence[str], index: Index, texts: Catalog) -> str:
    """A sentence with its attribution.

    Parameters
    ----------
    line
        The sentence.
    ids
        The rows it rests on.
    index, texts
        The run, and the language.
    """
    rows = [index.evidence[key] for key in dict.fromkeys(ids) if key in index.evidence]
    named = [
        as_line(
            texts(
                "quote.source",
                id=str(row["id"]),
                who=str(index.source_of(row).get("publisher") or row.get("source") or ""),
                date=published(index.source_of(row), index, texts),
            )
        )
        for row in rows
    ]
    more = as_line(texts("quote.more", n=str(len(named) - CITED))) if len(named) > CITED else None
    return texts(
        "quote",
        sentence=plain(line),
        title=str(index.case.get("title") or index.case.get("id") or ""),
        as_of=words.instant(index.case.get("as_of"), index.zone, texts),
        at=words.instant(index.case.get("at"), index.zone, texts),
        viewer=viewer(index, texts),
        sources=join([*named[:CITED], *([more] if more else [])], ", "),
    )


def viewer(index: Index, texts: Catalog) -> str:
    """Who the picture is for."""
    name = str(index.case.get("viewer") or "")
    return index.name(name) if name else texts("page.everybody")
