"""Distributions of counts: probabilities of 0, 1, 2 … as plain numbers, and what can be read off them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

TAIL = 1e-10
"""Probability that may be cut off at the high end; what is left is scaled to one."""
_LARGEST = 200_000


@dataclass(frozen=True, slots=True)
class Counts:
    """P(0), P(1), … up to the largest count that matters.

    >>> even = Counts((0.25, 0.5, 0.25))
    >>> even.mean, even.quantile(0.5), even.cdf(0)
    (1.0, 1, 0.25)
    """

    probabilities: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The expected count."""
        return math.fsum(count * share for count, share in enumerate(self.probabilities))

    @property
    def cumulative(self) -> tuple[float, ...]:
        """The probabilities of at most 0, at most 1, and so on."""
        return tuple(accumulate(self.probabilities))

    def cdf(self, count: int) -> float:
        """The probability of at most so many."""
        return math.fsum(self.probabilities[: count + 1]) if count >= 0 else 0.0

    def probability(self, count: int) -> float:
        """The probability of exactly so many."""
        return self.probabilities[count] if 0 <= count < len(self.probabilities) else 0.0

    def quantile(self, share: float) -> int:
        """The smallest count that is not exceeded with at least this probability."""
        for count, reached in enumerate(self.cumulative):
            if reached >= share - 1e-12:
                return count
        return len(self.probabilities) - 1


def point(count: int) -> Counts:
    """All probability on one count."""
    return Counts((*(0.0,) * count, 1.0))


def empirical(counts: Sequence[int]) -> Counts:
    """Each of these as likely as the others."""
    share = 1 / len(counts)
    return Counts(tuple(sum(one == count for one in counts) * share for count in range(max(counts) + 1)))


def poisson(mean: float) -> Counts:
    """Poisson: what is left of chance if every incident comes on its own."""
    return _from_ratios(-mean, lambda count: mean / (count + 1), mean)


def negative_binomial_log(count: int, mean: float, dispersion: float) -> float:
    """The logarithm of the probability of a count; its variance is mean + dispersion · mean².

    >>> round(math.exp(negative_binomial_log(0, 2.0, 0.5)), 6)
    0.25
    """
    size = 1 / dispersion
    return (
        math.lgamma(count + size)
        - math.lgamma(size)
        - math.lgamma(count + 1)
        + size * math.log(size / (size + mean))
        + count * math.log(mean / (size + mean))
    )


def negative_binomial(mean: float, dispersion: float) -> Counts:
    """Negative binomial: incidents that come in clusters."""
    size = 1 / dispersion
    share = mean / (size + mean)
    return _from_ratios(
        size * math.log(size / (size + mean)), lambda count: share * (count + size) / (count + 1), mean
    )


def mixture(parts: Sequence[tuple[float, Counts]]) -> Counts:
    """Each distribution with its weight; the weights add up to one."""
    mixed = [0.0] * max(len(part.probabilities) for _, part in parts)
    for weight, part in parts:
        for count, share in enumerate(part.probabilities):
            mixed[count] += weight * share
    return Counts(tuple(mixed))


def _from_ratios(log_first: float, ratio: Callable[[int], float], mean: float) -> Counts:
    """Probabilities from the first and from how each leads to the next, until nothing is left."""
    log_share, found, total, count = log_first, [], 0.0, 0
    while count < _LARGEST and (total < 1 - TAIL or count <= mean):
        share = math.exp(log_share)
        if count > mean and share < TAIL * TAIL:
            break
        found.append(share)
        total += share
        log_share += math.log(ratio(count))
        count += 1
    return Counts(tuple(share / total for share in found))
