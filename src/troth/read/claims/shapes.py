"""Cells that differ in one number only: *200 tents*, *201 tents*, \u2026 are read once, and told for each number.

What a cell holds does not hang on the digits of its only number, as long as nothing but a currency stands before it and it is no
day of a month, no year and not one: then the same words around it read the same way. Whatever a reading does with the number beyond naming it
(a duration, a magnitude, a range) is not told by shape: such cells are read one by one.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from troth.read.actors import Mention
from troth.read.times import TimeExpression
from troth.read.values import Amount

Placed = TypeVar("Placed", Mention, Amount, TimeExpression)
_ONE = re.compile(
    r"(?P<before>(?:[A-Z]{3}[ ]|[$\u20ac\u00a3])?)(?P<number>\d{1,9}|\d{1,3}(?:,\d{3}){1,3})(?P<after>(?:[ ](?=[^\d\s])[^\d\n]*)?)"
)
_LAST_DAY = 31
_YEARS = range(1800, 2200)
FEW = 8
"""From so many cells of one shape on it is worth reading them by their shape."""


class Seen(NamedTuple):
    """What a text holds, in the order of the text."""

    mentions: tuple[Mention, ...]
    amounts: tuple[Amount, ...]
    times: tuple[TimeExpression, ...]


class Shape(NamedTuple):
    """A cell's words around its one number, and whether that is written with commas."""

    before: str
    after: str
    grouped: bool


def shape(text: str) -> tuple[Shape, str] | None:
    """The shape of a cell with its number; None where the digits may matter.

    >>> shape("1,200 tents in the north")
    (Shape(before='', after=' tents in the north', grouped=True), '1,200')
    >>> shape("12 March"), shape("2026 tents"), shape("5 to 6 tents")
    (None, None, None)
    """
    match = _ONE.fullmatch(text)
    if match is None:
        return None
    number = match["number"]
    value = int(number.replace(",", ""))
    if value <= _LAST_DAY or value in _YEARS or number[0] == "0":
        return None
    return Shape(match["before"], match["after"], "," in number), number


def by_shape(texts: Sequence[str], read: Callable[[Sequence[str]], list[Seen]]) -> list[Seen]:
    """What each text holds: `read` reads one of each shape, and all that no shape can tell.

    Parameters
    ----------
    texts
        Distinct texts of cells.
    read
        Reads texts one by one, in one go.

    Returns
    -------
    list[Seen]
        For each text what `read` would have found.
    """
    shapes: dict[Shape, list[tuple[int, str]]] = {}
    alone = []
    for place, text in enumerate(texts):
        told = shape(text)
        if told is None:
            alone.append(place)
        else:
            shapes.setdefault(told[0], []).append((place, told[1]))
    samples = []
    for one in list(shapes):
        if len(shapes[one]) < FEW:
            alone += [place for place, _ in shapes.pop(one)]
        else:
            samples.append(shapes[one][0])
    found: dict[int, Seen] = dict(
        zip((place for place, _ in samples), read([texts[place] for place, _ in samples]), strict=True)
    )
    for one, (place, number) in zip(list(shapes), samples, strict=True):
        if not _is_plain(found[place], len(one.before), number):
            alone += [other for other, _ in shapes.pop(one)]
    found |= zip(alone, read([texts[place] for place in alone]), strict=True)
    for one, cells in shapes.items():
        first, number = found[cells[0][0]], cells[0][1]
        found |= {place: _with_number(first, number, other, len(one.before)) for place, other in cells[1:]}
    return [found[place] for place in range(len(texts))]


def _is_plain(seen: Seen, at: int, number: str) -> bool:
    """Whether the number is named and no more: no time or name holds it, and an amount is exactly as much."""
    value, end = float(number.replace(",", "")), at + len(number)
    held = [(one.start, one.end) for one in seen.mentions] + [(one.start, one.end) for one in seen.times]
    if any(first < end and at < last for first, last in held):
        return False
    return all(
        not (one.start < end and at < one.end)
        or (one.value == one.low == one.high == value and one.start <= at)
        for one in seen.amounts
    )


def _with_number(seen: Seen, number: str, other: str, at: int) -> Seen:
    """The same with another number."""
    shift, end = len(other) - len(number), at + len(number)
    value = float(other.replace(",", ""))
    amounts = tuple(
        one._replace(end=one.end + shift, value=value, low=value, high=value)
        if one.start < end and at < one.end
        else _later(one, shift, end)
        for one in seen.amounts
    )
    if not shift or not (seen.mentions or seen.times):
        return seen._replace(amounts=amounts)
    return Seen(
        tuple(_later(one, shift, end) for one in seen.mentions),
        amounts,
        tuple(_later(one, shift, end) for one in seen.times),
    )


def _later(one: Placed, shift: int, end: int) -> Placed:
    return one._replace(start=one.start + shift, end=one.end + shift) if one.start >= end else one
