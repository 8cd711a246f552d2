"""The model: negative binomials of several memories and dispersions, weighted by how well each foretold the past.

Component (h, a): the mean is the exponentially weighted mean of the region's own past with a half-life of h months,
pulled weakly to the mean of all regions; the variance is mean + a · mean². Its weight for a region is the probability
that it gave to what happened, month by month, in the region (share 1 - `pooling`) and in all regions (share
`pooling`), older months counting less (`memory` per month). Months that are likely to be quiet come from components
with a large dispersion, which put much of their probability on nought.

Nothing is fitted on months that are foretold: every weight comes from forecasts made before the month that they are
scored on.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .distribution import Counts, mixture, negative_binomial, negative_binomial_log

HALF_LIVES = (1.0, 2.0, 4.0, 8.0, 16.0)
DISPERSIONS = (0.03, 0.1, 0.3, 1.0, 3.0)
COMPONENTS = tuple((half_life, dispersion) for half_life in HALF_LIVES for dispersion in DISPERSIONS)
PULL = 0.25
"""Months' worth of the mean of all regions in each mean."""
LEAST = 0.05
"""The smallest mean: what has never happened may still happen."""
_NEGLIGIBLE = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """What is chosen on months before those that are foretold."""

    memory: float = 0.97
    pooling: float = 0.5


CHOICES = tuple(
    Tuning(memory=memory, pooling=pooling) for memory in (0.9, 0.97, 1.0) for pooling in (0.0, 0.5, 1.0)
)


@dataclass(slots=True)
class _State:
    """One region's past, reduced to what the next forecast needs."""

    sums: list[float]
    """By half-life: weighted counts."""
    weights: list[float]
    """By half-life: weighted months."""
    logs: list[float]
    """By component: discounted logarithms of what it gave to the past of this region."""

    def means(self, everywhere: float) -> list[float]:
        """What is expected of each half-life, drawn towards what is seen everywhere."""
        return [
            max(LEAST, (total + PULL * everywhere) / (weight + PULL))
            for total, weight in zip(self.sums, self.weights, strict=True)
        ]


def forecasts(
    series: Mapping[str, Sequence[int]], tuning: Tuning
) -> Iterator[dict[str, tuple[tuple[float, float, float], ...]]]:
    """For each month, and for the one after the last: by region, the mixture that its past gives.

    Yields
    ------
    dict
        By region, components as (weight, mean, dispersion); those of negligible weight are left out.
    """
    states = {region: _start() for region in sorted(series)}
    months = len(next(iter(series.values())))
    seen = 0
    for month in range(months + 1):
        everywhere = seen / (month * len(states)) if month else 1.0
        means = {region: state.means(everywhere) for region, state in states.items()}
        yield {region: _weighted(region, states, means[region], tuning) for region in states}
        if month < months:
            told = {region: series[region][month] for region in states}
            for region, state in states.items():
                _learn(state, told[region], means[region], tuning)
            seen += sum(told.values())


def _start() -> _State:
    return _State(sums=[0.0] * len(HALF_LIVES), weights=[0.0] * len(HALF_LIVES), logs=[0.0] * len(COMPONENTS))


def _weighted(
    region: str, states: Mapping[str, _State], means: Sequence[float], tuning: Tuning
) -> tuple[tuple[float, float, float], ...]:
    pooled = [
        math.fsum(state.logs[k] for state in states.values()) / len(states) for k in range(len(COMPONENTS))
    ]
    logs = [
        (1 - tuning.pooling) * own + tuning.pooling * all_
        for own, all_ in zip(states[region].logs, pooled, strict=True)
    ]
    top = max(logs)
    shares = [math.exp(log - top) for log in logs]
    total = math.fsum(shares)
    kept = [(share / total, k) for k, share in enumerate(shares) if share / total > _NEGLIGIBLE]
    left = math.fsum(share for share, _ in kept)
    return tuple((share / left, means[k // len(DISPERSIONS)], COMPONENTS[k][1]) for share, k in kept)


def _learn(state: _State, count: int, means: Sequence[float], tuning: Tuning) -> None:
    for k, (_, dispersion) in enumerate(COMPONENTS):
        given = negative_binomial_log(count, means[k // len(DISPERSIONS)], dispersion)
        state.logs[k] = tuning.memory * state.logs[k] + given
    for number, half_life in enumerate(HALF_LIVES):
        kept = 0.5 ** (1 / half_life)
        state.sums[number] = kept * state.sums[number] + count
        state.weights[number] = kept * state.weights[number] + 1


def spread(parts: Sequence[tuple[float, float, float]]) -> Counts:
    """The distribution of a mixture."""
    return mixture([(weight, negative_binomial(mean, dispersion)) for weight, mean, dispersion in parts])


def log_probability(parts: Sequence[tuple[float, float, float]], count: int) -> float:
    """The logarithm of what a mixture gives to a count."""
    logs = [
        math.log(weight) + negative_binomial_log(count, mean, dispersion)
        for weight, mean, dispersion in parts
    ]
    top = max(logs)
    return top + math.log(math.fsum(math.exp(log - top) for log in logs))


def choose(series: Mapping[str, Sequence[int]], *, warm: int = 6) -> Tuning:
    """The tuning under which the months after the first `warm` of these series were the most likely.

    The first of equals; with hardly any past, the default.
    """
    months = len(next(iter(series.values())))
    if months <= warm:
        return Tuning()

    def total(tuning: Tuning) -> float:
        """The logarithm of what a tuning gives to all of these months."""
        told = list(forecasts(series, tuning))
        return math.fsum(
            log_probability(told[month][region], series[region][month])
            for month in range(warm, months)
            for region in sorted(series)
        )

    scored = [(total(tuning), -number) for number, tuning in enumerate(CHOICES)]
    return CHOICES[-max(scored)[1]]
