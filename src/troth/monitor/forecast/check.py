"""An independent look at forecasts and scores: another formula for the score, and what must hold of any forecast."""

import math
from collections.abc import Iterator

from .distribution import Counts
from .problem import Problem
from .result import Evaluation, Result

SLACK = 1e-6


def check(problem: Problem, result: Result) -> tuple[str, ...]:
    """Say where a forecast is no distribution, or its quantiles are not those of it; nothing: all is well."""
    return tuple(_forecasts(problem, result))


def check_evaluation(problem: Problem, evaluation: Evaluation) -> tuple[str, ...]:
    """Say where a score is not what the pairwise formula gives, or what happened is not what is on record."""
    return tuple(_told(problem, evaluation))


def pairwise_crps(forecast: Counts, happened: int) -> float:
    """E|X - y| - E|X - X'| / 2, where X and X' are drawn from the forecast.

    >>> pairwise_crps(Counts((0.5, 0.5)), 0)
    0.25
    """
    shares = forecast.probabilities
    apart = math.fsum(share * abs(count - happened) for count, share in enumerate(shares))
    below = weight = total = 0.0
    for count, share in enumerate(shares):  # the sum over all pairs, from running sums over those below
        total += 2 * share * (count * weight - below)
        weight += share
        below += share * count
    return apart - total / 2


def _forecasts(problem: Problem, result: Result) -> Iterator[str]:
    if {one.region for one in result.forecasts} != set(problem.series):
        yield "the forecasts are of other regions than the series"
    for one in result.forecasts:
        shares = result.distributions[one.region].probabilities
        if abs(math.fsum(shares) - 1) > SLACK or min(shares) < 0:
            yield f"{one.region}: the probabilities add up to {math.fsum(shares):.6f}"
        for share, name in ((0.05, "q05"), (0.25, "q25"), (0.5, "q50"), (0.75, "q75"), (0.95, "q95")):
            count = getattr(one, name)
            above, before = math.fsum(shares[: count + 1]), math.fsum(shares[:count])
            if above < share - SLACK or before > share + SLACK:
                yield f"{one.region}: {name} is {count}, below it lies a share of {before:.3f}"


def _told(problem: Problem, evaluation: Evaluation) -> Iterator[str]:
    names = {problem.month(number): number for number in range(problem.months)}
    for one in evaluation.told:
        if problem.series[one.region][names[one.month]] != one.happened:
            yield f"{one.region} {one.month}: scored against {one.happened}, which is not on record"
        again = pairwise_crps(one.forecast, one.happened)
        if abs(again - one.crps) > SLACK * (1 + one.crps):
            yield f"{one.region} {one.month}, {one.method}: scored {one.crps:.6f}, the pairwise formula gives {again:.6f}"
