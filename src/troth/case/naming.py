"""The natural order of ids: T2 before T10."""

import re
from collections.abc import Iterable
from typing import Protocol, TypeVar

_PARTS = re.compile(r"(\d{1,18})")


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
