"""Damage as it was told over time: where a series changed its meaning, and what no images can show.

Nothing is smoothed and nothing corrected. A jump that nothing else shows is flagged as a change of definition, with
what was compared, for people to look at.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log

JUMP = 1.25
"""A smaller step, as new over old, is never taken for a change of definition."""
TIMES = 5.0
"""So many times the largest growth of any companion series a jump has to be."""
SETTLED = 15
"""So many reports a series needs before a jump can be told from its beginning."""

Series = Sequence[tuple[date, float]]
"""Reports in the order of their dates: what somebody reported, never what was filled in between."""


@dataclass(frozen=True, slots=True)
class Break:
    """Something in a series that is no damage: between two reports its meaning changed, or it fell."""

    before: date
    after: date
    low: float
    high: float
    kind: str
    """`definition` or `fall`."""
    because: str


def breaks(series: Series, companions: Mapping[str, Series] | None = None) -> list[Break]:
    """Where a cumulative series jumps as nothing else does, or falls.

    Parameters
    ----------
    series
        Reported values; equal values on later dates are repetitions and count for nothing.
    companions
        Other series of the same place by name: schools, mosques, offices. A real escalation shows in them too.

    >>> from datetime import timedelta
    >>> days = [date(2024, 1, 1) + timedelta(days=7 * number) for number in range(20)]
    >>> told = [1000.0 + 10 * number for number in range(18)] + [1800.0, 1810.0]
    >>> schools = [100.0 + number for number in range(20)]
    >>> [found.kind for found in breaks(list(zip(days, told)), {"schools": list(zip(days, schools))})]
    ['definition']
    """
    told = _changes(series)
    found = []
    for number, ((before, old), (after, new)) in enumerate(itertools.pairwise(told), 1):
        if new < old:
            because = f"a total that only grows fell from {old:,.0f} to {new:,.0f}"
            found.append(Break(before, after, old, new, "fall", because))
        elif number >= SETTLED and old > 0 and new / old >= JUMP:
            growth = {name: _grown(other, before, after) for name, other in (companions or {}).items()}
            most = max(growth.values(), default=1.0)
            if log(new / old) >= TIMES * log(max(most, 1.0)):
                found.append(
                    Break(before, after, old, new, "definition", _why(old, new, before, after, growth))
                )
    return found


def _changes(series: Series) -> list[tuple[date, float]]:
    kept: list[tuple[date, float]] = []
    for day, value in series:
        if not kept or kept[-1][1] != value:
            kept.append((day, value))
    return kept


def _grown(series: Series, before: date, after: date) -> float:
    """How many times as much a series told at the end of a stretch as at its beginning; 1 where it tells nothing."""
    start = [value for day, value in series if day <= before]
    end = [value for day, value in series if day <= after]
    return end[-1] / start[-1] if start and end and start[-1] > 0 else 1.0


def _why(old: float, new: float, before: date, after: date, growth: Mapping[str, float]) -> str:
    others = (
        ", ".join(f"{name} by {share - 1:.0%}" for name, share in growth.items()) or "nothing to compare with"
    )
    return f"from {before} to {after} it grew by {new / old - 1:.0%} ({others}): more likely another definition than so much damage"


@dataclass(frozen=True, slots=True)
class Image:
    """Structures by class of damage on one date, from the least to the worst class."""

    day: date
    counts: tuple[float, ...]


def migrations(images: Sequence[Image]) -> Iterator[tuple[date, date, int]]:
    """Where structures at a class *or worse* became fewer: damage heals into no better class, so something else changed.

    A single class may shrink, for its structures were hit again.

    Yields
    ------
    (date, date, class)
        Two images, and the number of the class from which on there are fewer.

    >>> first, second = Image(date(2024, 5, 3), (36825, 47368, 16513, 36591)), Image(date(2025, 7, 8), (31429, 41895, 17421, 102067))
    >>> list(migrations([first, second]))
    []
    """
    for one, other in itertools.pairwise(images):
        for worse in range(len(one.counts)):
            if sum(other.counts[worse:]) < sum(one.counts[worse:]):
                yield one.day, other.day, worse
