"""Exact intervals of counts: Clopper and Pearson for shares, Garwood for rates, by bisection on exact tails.

Both are conservative: they hold the truth at least as often as they say, also for few cases and for none. The tails are
the regularised incomplete beta and gamma functions (Abramowitz and Stegun 1964, 6.5 and 26.5), by series and continued
fractions, so that large counts take no longer than small ones.
"""

import math
from collections.abc import Callable
from functools import lru_cache

LEVEL = 0.95
_CLOSE = 1e-15
_MOST = 100_000
"""Terms of a series; a count of a million takes some thousands."""
_TINY = 1e-300


def binomial_at_most(count: int, trials: int, share: float) -> float:
    """The probability of at most `count` successes in `trials`, each with probability `share`.

    >>> round(binomial_at_most(1, 3, 0.5), 12)
    0.5
    """
    if count >= trials:
        return 1.0
    if count < 0:
        return 0.0
    return _incomplete_beta(trials - count, count + 1, 1 - share)


def poisson_at_most(count: int, mean: float) -> float:
    """The probability of at most `count` where `mean` are expected.

    >>> round(poisson_at_most(0, 2.0), 6)
    0.135335
    """
    return 0.0 if count < 0 else 1 - _incomplete_gamma(count + 1, mean)


def binomial_interval(successes: int, trials: int, level: float = LEVEL) -> tuple[float, float]:
    """The shares that `successes` of `trials` do not contradict (C. J. Clopper, E. S. Pearson, Biometrika 26, 1934).

    >>> [round(end, 4) for end in binomial_interval(3, 4)]
    [0.1941, 0.9937]
    >>> binomial_interval(0, 0)
    (0.0, 1.0)
    """
    tail = (1 - level) / 2
    if trials == 0:
        return 0.0, 1.0

    def falls_to(count: int, probability: float) -> float:
        """The share at which at most `count` successes have this probability."""
        return _falling(lambda share: binomial_at_most(count, trials, share) - probability, 0.0, 1.0)

    low = 0.0 if successes == 0 else falls_to(successes - 1, 1 - tail)
    return low, 1.0 if successes == trials else falls_to(successes, tail)


@lru_cache(maxsize=4096)
def poisson_interval(count: int, level: float = LEVEL) -> tuple[float, float]:
    """The expected counts that `count` does not contradict (F. Garwood, Biometrika 28, 1936).

    >>> [round(end, 3) for end in poisson_interval(10)]
    [4.795, 18.39]
    >>> round(poisson_interval(0)[1], 3)
    3.689

    Raises
    ------
    ValueError
        The count is negative.
    """
    if count < 0:
        msg = f"found a count of {count}, expected 0 or more; correct it"
        raise ValueError(msg)
    tail = (1 - level) / 2
    most = count + 20 * math.sqrt(count + 1) + 20

    def falls_to(number: int, probability: float) -> float:
        """The expected count at which at most `number` have this probability."""
        return _falling(lambda mean: poisson_at_most(number, mean) - probability, 0.0, most)

    return 0.0 if count == 0 else falls_to(count - 1, 1 - tail), falls_to(count, tail)


def _falling(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a falling function is nought, by halving."""
    while high - low > _CLOSE * (1 + high):
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        if function(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _incomplete_gamma(shape: float, upto: float) -> float:
    """The share of a gamma distribution of this shape that lies below `upto`."""
    if upto <= 0:
        return 0.0
    scale = math.exp(shape * math.log(upto) - upto - math.lgamma(shape))
    if upto < shape + 1:
        term = total = 1 / shape
        for step in range(1, _MOST):
            term *= upto / (shape + step)
            total += term
            if term < total * _CLOSE:
                break
        return total * scale
    first = upto + 1 - shape
    return 1 - scale / _fraction(first, lambda number: (-number * (number - shape), first + 2 * number))


def _incomplete_beta(first: float, second: float, upto: float) -> float:
    """The share of a beta distribution that lies below `upto`."""
    if upto <= 0 or upto >= 1:
        return float(upto >= 1)
    if upto > (first + 1) / (first + second + 2):
        return 1 - _incomplete_beta(second, first, 1 - upto)
    log_scale = math.lgamma(first + second) - math.lgamma(first) - math.lgamma(second)
    scale = math.exp(log_scale + first * math.log(upto) + second * math.log1p(-upto)) / first

    def part(number: int) -> tuple[float, float]:
        half, is_odd = divmod(number, 2)
        if is_odd:
            return -(first + half) * (first + second + half) * upto / (
                (first + number - 1) * (first + number)
            ), 1.0
        return half * (second - half) * upto / ((first + number - 1) * (first + number)), 1.0

    return scale / _fraction(1.0, part)


def _fraction(first: float, part: Callable[[int], tuple[float, float]]) -> float:
    """First + a1 / (b1 + a2 / (b2 + …)) by the method of Lentz (1976); `part` gives a and b by their number."""
    value = above = first
    under = 0.0
    for number in range(1, _MOST):
        numerator, denominator = part(number)
        under = 1 / ((denominator + numerator * under) or _TINY)
        above = (denominator + numerator / above) or _TINY
        value *= above * under
        if abs(above * under - 1) < _CLOSE:
            break
    return value
