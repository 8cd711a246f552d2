"""How long a source's reports take to settle: the lateness of its rows, a high quantile of it, and how sure that is.

The lateness of a row is its recorded time less the end of its valid time: how long after a thing was over the row
that stands on record about it was written. A row that was written while it still went on is not late. Rows weigh the
same, whatever they count: what is asked for is how late the *next* report may come, not the next truck.

The quantile is the inverse of the empirical distribution function (definition 1 of Hyndman and Fan, Sample Quantiles
in Statistical Packages, 1996): the smallest lateness that at least such a share of the rows does not exceed. The
interval around it is that of order statistics (David and Nagaraja, Order Statistics, 2003, section 7.1), which assumes
nothing about the distribution. It does assume independent observations, and a list that is edited in one go is one
act, not a thousand: the ranks are therefore those of a sample of as many observations as there are different *days of
recording* (UTC), which can only make the interval wider. Its high end is open where so few observations cannot bound
the quantile from above.

What has not been reported yet is in no sample: while a list is still being filled, the figure is on the low side.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from fractions import Fraction
from functools import lru_cache
from math import ceil, comb

from troth.records.evidence import Form
from troth.records.source import Source

from .problem import Item

SETTLED = Fraction(95, 100)
"""The share of its rows after which a source counts as settled."""
CONFIDENCE = Fraction(95, 100)
FEWEST = 20
"""Different days of recording below which nothing is estimated."""
MOST_RANKED = 1_000
"""More observations than this are ranked as if they were so many: the interval gets no narrower than that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """The lateness of one source.

    `q95`, `low` and `high` are None where there are too few days of recording; `high` alone is None where it is open.
    """

    source: str
    n: int
    """Rows that have both times."""
    days: int
    """Different days (UTC) on which they were recorded: the size of the sample that the interval is for."""
    median: timedelta
    q95: timedelta | None
    low: timedelta | None
    high: timedelta | None


def settling_times(items: Iterable[Item], sources: Iterable[Source] = ()) -> tuple[Settling, ...]:
    """The settling time of every publisher that stands behind some rows, in order of name.

    Parameters
    ----------
    items
        Rows as they stand: of a row that was corrected, the correction.
    sources
        The cards of the sources; a source without one is its own publisher.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from troth.monitor import Problem
    >>> from troth.records.evidence import Evidence
    >>> may = lambda day: datetime(2024, 5, day, tzinfo=UTC)
    >>> rows = tuple(Evidence(id=f"E{n}", form="item", source="list", valid_from=may(1), recorded_at=may(n))
    ...              for n in range(2, 32))
    >>> found, = settling_times(Problem(terms=(), evidence=rows, as_of=may(31)).items)
    >>> found.n, found.days, found.median.days, found.q95.days, found.low.days, found.high
    (30, 30, 15, 29, 26, None)
    """
    publisher = {source.id: source.publisher for source in sources}
    return _by_name((publisher.get(item.row.source, item.row.source), item) for item in items)


def settling_by_origin(items: Iterable[Item]) -> tuple[Settling, ...]:
    """The same for every origin: the parties and publishers that the rows go back to."""
    return _by_name((origin, item) for item in items for origin in sorted(item.origins))


def _by_name(named: Iterable[tuple[str, Item]]) -> tuple[Settling, ...]:
    late: dict[str, list[timedelta]] = {}
    days: dict[str, set[int]] = {}
    for name, item in named:
        recorded = item.row.recorded_at
        if recorded is None or item.row.form is Form.INTENT:
            continue
        late.setdefault(name, []).append(max(timedelta(), recorded - item.end))
        days.setdefault(name, set()).add(recorded.astimezone(UTC).toordinal())
    return tuple(_settling(name, sorted(late[name]), len(days[name])) for name in sorted(late))


def _settling(name: str, late: Sequence[timedelta], days: int) -> Settling:
    q95 = low = high = None
    if days >= FEWEST:
        q95 = quantile(late, SETTLED)
        below, above = rank_interval(days, SETTLED, CONFIDENCE)
        ranked = min(days, MOST_RANKED)
        low = quantile(late, Fraction(below, ranked)) if below else timedelta()
        high = None if above is None else quantile(late, Fraction(above, ranked))
    return Settling(
        source=name, n=len(late), days=days, median=quantile(late, Fraction(1, 2)), q95=q95, low=low, high=high
    )  # fmt: skip


def quantile(ordered: Sequence[timedelta], share: Fraction) -> timedelta:
    """The smallest of the `ordered` values that at least `share` of them do not exceed.

    >>> quantile([timedelta(days=n) for n in (1, 2, 3, 9)], Fraction(1, 2)).days
    2
    """
    return ordered[max(1, ceil(share * len(ordered))) - 1]


@lru_cache(maxsize=256)
def rank_interval(n: int, share: Fraction, confidence: Fraction) -> tuple[int, int | None]:
    """The ranks of the order statistics between which a quantile lies with at least this confidence.

    Of `n` independent observations, as many as a binomial variable with probability `share` says do not exceed the
    quantile. Each tail gets half of what is left. The lower rank is 0, or the upper None, where no observation bounds
    the quantile on that side.

    >>> rank_interval(100, Fraction(1, 2), Fraction(95, 100)), rank_interval(60, Fraction(95, 100), Fraction(95, 100))
    ((40, 61), (53, None))
    """
    size = min(n, MOST_RANKED)
    tail = (1 - confidence) / 2
    up, down = share.numerator, share.denominator - share.numerator
    whole, bound = share.denominator**size, tail * share.denominator**size
    weights = [comb(size, k) * up**k * down ** (size - k) for k in range(size + 1)]
    low, below = 0, 0
    while low < size and below + weights[low] <= bound:
        below += weights[low]
        low += 1
    high, above = size, 0
    while above + weights[high] <= bound:
        above += weights[high]
        high -= 1
    assert below + above < whole  # noqa: S101 - the two tails are less than half each
    return low, high + 1 if high < size else None
