"""Rates with exposure: a count says nothing without how much was looked at.

Fewer reports are not more peace. Where patrols fall by half and reports fall by half, the rate is what it was; where
nobody knows how much was looked at, two counts cannot be compared at all, and that is said instead of a trend.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from troth.monitor.exact import LEVEL, binomial_at_most, poisson_interval
from troth.records.verdict import Finding


class Trend(StrEnum):
    """What two counts say of each other."""

    LOWER = "lower"
    """Fewer per unit of exposure than before, beyond chance."""
    HIGHER = "higher"
    NOT_SHOWN = "not_shown"
    """The counts do not show a difference."""
    NOT_COMPARABLE = "not_comparable"
    """The exposure of one of them is not known, or is of another kind."""


class Rate(Finding):
    """Incidents per unit of exposure, with an exact interval of 95 per cent (Garwood 1936).

    `rate`, `low` and `high` are None where the exposure is unknown or none: nobody can say how often something happens
    where nobody looked.
    """

    region: str
    period: str
    count: int
    exposure: float | None
    """Patrol hours, hours of camera uptime, reports read; None: not known."""
    unit: str = ""
    """Of the exposure: ``patrol hour``."""
    rate: float | None
    low: float | None
    high: float | None
    trend: Trend | None = None
    """Against the period before; None: there is none."""


def rates(
    series: Mapping[str, Sequence[int]],
    periods: Sequence[str],
    exposure: Mapping[tuple[str, str], tuple[float, str]],
) -> tuple[Rate, ...]:
    """A rate for each region and period, with what it says of the period before.

    >>> [one.trend for one in rates({"West": (40, 10)}, ("1", "2"), {("West", "1"): (80.0, "hour"), ("West", "2"): (20.0, "hour")})]
    [None, <Trend.NOT_SHOWN: 'not_shown'>]

    Parameters
    ----------
    series
        By region, one count for each period.
    exposure
        By region and period, how much was looked at and in which unit; what is missing is not known.
    """
    found = []
    for region, counts in series.items():
        before = None
        for period, count in zip(periods, counts, strict=True):
            hours, unit = exposure.get((region, period), (None, ""))
            one = rate(region, period, count, hours, unit)
            found.append(one if before is None else one.model_copy(update={"trend": trend(before, one)}))
            before = one
    return tuple(found)


def rate(region: str, period: str, count: int, exposure: float | None, unit: str = "") -> Rate:
    """A rate with its interval.

    >>> one = rate("West", "2030-06", 10, 200.0, "patrol hour")
    >>> one.rate, round(one.low, 4), round(one.high, 4)
    (0.05, 0.024, 0.092)
    >>> rate("West", "2030-06", 10, None).rate is None
    True

    Raises
    ------
    ValueError
        The count or the exposure is negative.
    """
    if exposure is not None and not 0 <= exposure < float("inf"):
        msg = f"{region} {period}: found an exposure of {exposure}, expected a number of 0 or more; leave it empty where it is not known"
        raise ValueError(msg)
    low, high = poisson_interval(count)
    known = exposure or None
    return Rate(
        region=region, period=period, count=count, exposure=exposure, unit=unit,
        rate=None if known is None else count / known, low=None if known is None else low / known,
        high=None if known is None else high / known,
    )  # fmt: skip


def trend(before: Rate, after: Rate) -> Trend:
    """What a later count says of an earlier one: exact, given the two exposures.

    Of all incidents of both periods, the share that falls into the later one would be its share of the exposure if
    the rate had not changed; the exact interval of that share (Clopper and Pearson) says whether it can have been
    (Przyborowski and Wilenski, Biometrika 31, 1940).
    """
    if not before.exposure or not after.exposure or before.unit != after.unit:
        return Trend.NOT_COMPARABLE
    total, tail = before.count + after.count, (1 - LEVEL) / 2
    unchanged = after.exposure / (before.exposure + after.exposure)
    if binomial_at_most(after.count, total, unchanged) < tail:
        return Trend.LOWER
    return Trend.HIGHER if 1 - binomial_at_most(after.count - 1, total, unchanged) < tail else Trend.NOT_SHOWN
