"""Whether two texts are copies, and which of many come from one origin."""

import re
from collections.abc import Sequence

_WORD = re.compile(r"\w+")


def shingles(text: str, size: int = 3) -> frozenset[tuple[str, ...]]:
    """Runs of `size` words."""
    said = _WORD.findall(text.lower())
    return frozenset(tuple(said[place : place + size]) for place in range(max(1, len(said) - size + 1)))


def is_copied(first: str, second: str) -> bool:
    """Whether most runs of three words of the shorter text stand in the longer one.

    >>> is_copied("Some 40 trucks crossed at dawn on Friday, officials said.", "Some 40 trucks crossed at dawn on Friday.")
    True
    >>> is_copied("40 trucks crossed on Friday.", "On Friday a convoy of 40 trucks crossed.")
    False
    """
    a, b = shingles(first), shingles(second)
    shorter = min(len(a), len(b))
    return shorter >= 4 and len(a & b) >= 0.65 * shorter


def origins(texts: Sequence[str]) -> list[int]:
    """For each text the number of the first of which it is a copy; five reprints are one origin.

    >>> origins(["Two clinics reopened in the old port on Sunday.", "Rain fell.", "Two clinics reopened in the old port on Sunday, it says."])
    [0, 1, 0]
    """
    first: list[int] = []
    for number, text in enumerate(texts):
        first.append(
            next((first[before] for before in range(number) if is_copied(texts[before], text)), number)
        )
    return first
