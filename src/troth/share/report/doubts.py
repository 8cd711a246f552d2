"""That an independent check disagrees, in words: the first thing that a reader of such a run has to know."""

from collections.abc import Sequence
from dataclasses import dataclass

from . import words
from .index import Index, Row, Tables
from .text import Catalog, Line, Piece, as_line, plain


@dataclass(frozen=True, slots=True)
class Doubt:
    """What must not be relied on, why, and what the check says."""

    head: Line
    sentence: Line
    lines: tuple[str, ...]


def doubt(tables: Tables, texts: Catalog) -> Doubt | None:
    """What is doubted in a run; None: the check agrees with all of it.

    >>> from .text import catalog, plain
    >>> row = {"about": "R", "term": True, "instances": [None], "lines": ["R, summary: the verdict says kept"]}
    >>> plain(doubt({"doubts": [row]}, catalog("en")).head)
    'Do not rely on the verdict on R'
    """
    rows = tables.get("doubts", ())
    if not rows:
        return None
    index = Index.of(tables)
    return Doubt(
        head=texts.line("doubts.head", what=_what(rows, index, texts)),
        sentence=as_line(texts("doubts.say")),
        lines=tuple(line for row in rows for line in row["lines"]),
    )


def doubt_sentence(tables: Tables, texts: Catalog) -> str:
    """The same in one short paragraph; empty where the check agrees."""
    found = doubt(tables, texts)
    return "" if found is None else f"{plain(found.head)}. {plain(found.sentence)}"


def _what(rows: Sequence[Row], index: Index, texts: Catalog) -> Line:
    """The verdicts that are doubted, and what else is."""
    names = [(Piece(row["about"], ref=index.anchor("term", row["about"])),) for row in rows if row["term"]]
    others = [as_line(str(row["about"])) for row in rows if not row["term"]]
    form = "doubts.verdict" if len(names) == 1 else "doubts.verdicts"
    parts = [texts.line(form, terms=words.listing(names, texts))] if names else []
    parts += [texts.line("doubts.other", what=words.listing(others, texts))] if others else []
    return words.listing(parts, texts)
