"""Ids: what they may hold, and their natural order, T2 before T10."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

LONGEST_ID = 100
_PLAIN = re.compile(r"[\w.:-]{0,100}")
_UNSEEN = {"Cc": "a control character", "Zl": "a line break", "Zp": "a line break", "Cs": "half a character"}
_PARTS = re.compile(r"(\d{1,18})")


def id_trouble(name: str) -> str:
    """What makes a text unfit to be an id, because it cannot be seen, told apart or kept in a file's name; empty if nothing.

    >>> id_trouble("T3a"), id_trouble("../T3")
    ('', 'a path separator')
    """
    if _PLAIN.fullmatch(name):
        return ""
    if len(name) > LONGEST_ID:
        return f"{len(name)} characters"
    return next((trouble for sign in name if (trouble := _sign_trouble(sign))), "")


def _sign_trouble(sign: str) -> str:
    kind = unicodedata.category(sign)
    if sign in "/\\":
        return "a path separator"
    if sign in "\n\r":
        return "a line break"
    if kind == "Cf":  # among them the marks that turn the direction of what follows
        return f"an invisible mark (U+{ord(sign):04X})"
    return _UNSEEN.get(kind, "")


def title_of(kind: str, table: Mapping[str, object], number: int) -> str:
    """How messages call a table: by its id, or by its number where that is none.

    >>> title_of("term", {"id": "T1"}, 0), title_of("term", {"id": "T/1"}, 0)
    ('term T1', 'term 1')
    """
    name = table.get("id")
    return (
        f"{kind} {name}"
        if isinstance(name, str) and name and not id_trouble(name)
        else f"{kind} {number + 1}"
    )


class Named(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> str:
        """The case's own id."""
        ...


N = TypeVar("N", bound=Named)


def natural_key(name: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts ids as people do.

    >>> sorted(["T10", "T2", "T3b", "T3a"], key=natural_key)
    ['T2', 'T3a', 'T3b', 'T10']
    """
    parts = _PARTS.split(name)
    numbered = ((int(part), "") if number % 2 else (-1, part) for number, part in enumerate(parts))
    return (*numbered, (-2, name))


def natural(records: Iterable[N]) -> tuple[N, ...]:
    """Records in the natural order of their ids."""
    return tuple(sorted(records, key=lambda record: natural_key(record.id)))
