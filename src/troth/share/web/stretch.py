"""Long lists a page at a time; where one stands in a list is said in the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from .scene import Scene

A_PAGE = 100
_MOST_DIGITS = 7
"""Ten million rows are more than any page leads to."""
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Stretch(Generic[Item]):
    """The part of a list that one page shows.

    >>> Stretch(["a", "b", "c"], 3, 1).first
    2
    """

    items: Sequence[Item]
    total: int
    start: int

    @property
    def first(self) -> int:
        """The number of the first item, counted from 1."""
        return self.start + 1

    @property
    def last(self) -> int:
        """The number of the last."""
        return self.start + len(self.items)

    @property
    def earlier(self) -> str:
        """Where the page before begins, for the address; empty where there is none."""
        return str(max(self.start - A_PAGE, 0)) if self.start > 0 else ""

    @property
    def later(self) -> str:
        """Where the next page begins; empty where there is none."""
        return str(self.last) if self.last < self.total else ""


def stretch_of(scene: Scene, every: Sequence[Item]) -> Stretch[Item]:
    """The part of a list that the address asks for with ``?from=``; the beginning where it asks for none that there is."""
    text = scene.asked("from")
    asked = int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0
    start = min(asked, max(len(every) - 1, 0))
    return Stretch(every[start : start + A_PAGE], len(every), start)
