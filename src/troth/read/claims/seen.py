"""The mentions, amounts and times of a document; cells of long tables are read once for each distinct text."""

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import TypeVar

from troth.read.actors import Gazetteer, Mention
from troth.read.documents import Block, BlockKind, Document
from troth.read.times import TimeExpression, times
from troth.read.values import Amount, amounts

from .shapes import Seen, by_shape

Placed = TypeVar("Placed", Mention, Amount, TimeExpression)
MANY = 400
"""From so many cells on they are read apart from the rest: most cells of a long table say what others say too."""


def seen(document: Document, gazetteer: Gazetteer) -> Seen:
    """Find who is named, how much and when."""
    cells = [block for block in document.blocks if block.kind is BlockKind.CELL]
    if len(cells) < MANY:
        return _of_text(document.text, gazetteer, document.written)
    return _with_cells(document, gazetteer, cells)


def _of_text(text: str, gazetteer: Gazetteer, written: dt.date | None) -> Seen:
    return Seen(tuple(gazetteer.mentions(text)), tuple(amounts(text)), tuple(times(text, written=written)))


def _with_cells(document: Document, gazetteer: Gazetteer, cells: Sequence[Block]) -> Seen:
    """Read the cells' distinct texts in one go, and what stands between the cells in another."""
    text = document.text
    distinct = list({document.said(cell): None for cell in cells})
    number = {said: place for place, said in enumerate(distinct)}
    gaps = _gaps(text, cells)
    in_cells = by_shape(distinct, lambda texts: _of_each(texts, gazetteer, document.written))
    between = _of_each([text[start:end] for start, end in gaps], gazetteer, document.written)
    placed = [(cell.start, in_cells[number[document.said(cell)]]) for cell in cells]
    placed += [(start, found) for (start, _), found in zip(gaps, between, strict=True)]
    placed.sort(key=lambda pair: pair[0])
    return Seen(
        tuple(_moved(one, at) for at, found in placed for one in found.mentions),
        tuple(_moved(one, at) for at, found in placed for one in found.amounts),
        tuple(_moved(one, at) for at, found in placed for one in found.times),
    )


def _moved(one: Placed, at: int) -> Placed:
    """The same at another place; the first two fields are its place, and `_replace` takes twice as long."""
    fields = (one[0] + at, one[1] + at, *one[2:])
    return type(one)._make(fields)


def _gaps(text: str, cells: Sequence[Block]) -> list[tuple[int, int]]:
    """Where words stand outside the cells."""
    ends = [0, *(cell.end for cell in cells)]
    starts = [*(cell.start for cell in cells), len(text)]
    return [(end, start) for end, start in zip(ends, starts, strict=True) if _WORDS.search(text, end, start)]


_WORDS = re.compile(r"\w")
_BETWEEN = "\n\x00\n"
"""Stands between distinct cells while they are read in one go: no name, number or date runs over it."""


def _of_each(texts: Sequence[str], gazetteer: Gazetteer, written: dt.date | None) -> list[Seen]:
    """What each text holds, with places of its own; they are read in one go."""
    whole = _of_text(_BETWEEN.join(texts), gazetteer, written)
    starts, place = [], 0
    for text in texts:
        starts.append(place)
        place += len(text) + len(_BETWEEN)
    mentions, sums, moments = whole
    cut = zip(
        _shared_out(mentions, starts, texts),
        _shared_out(sums, starts, texts),
        _shared_out(moments, starts, texts),
        strict=True,
    )
    return [Seen(tuple(one), tuple(two), tuple(three)) for one, two, three in cut]


def _shared_out(items: Sequence[Placed], starts: Sequence[int], texts: Sequence[str]) -> list[list[Placed]]:
    """Each item to the text in which it stands, with its place there."""
    parts: list[list[Placed]] = [[] for _ in texts]
    for item in items:
        number = bisect_right(starts, item.start) - 1
        at = starts[number]
        if item.end - at <= len(texts[number]):
            parts[number].append(_moved(item, -at))
    return parts
