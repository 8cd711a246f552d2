"""Exact intervals of counts: Clopper and Pearson for shares, Garwood for rates, by bisection on exact sums.

Both are conservative: they hold the truth at least as often as they say, also for few cases and for none.
"""

import math
from collections.abc import Callable

LEVEL = 0.95
_STEPS = 200
_LARGE = 100_000
"""Past this count the sums are long and the normal limit (Wilson and Hilferty 1931) is exact to four digits."""


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

    def at_most(count: int, share: float) -> float:
        return math.fsum(
            math.comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in range(count + 1)
        )

    low = 0.0 if successes == 0 else _falling(lambda p: at_most(successes - 1, p) - (1 - tail), 0.0, 1.0)
    high = 1.0 if successes == trials else _falling(lambda p: at_most(successes, p) - tail, 0.0, 1.0)
    return low, high


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
    if count > _LARGE:
        return _wilson_hilferty(count, tail)
    most = count + 20 * math.sqrt(count + 1) + 20

    def at_most(number: int, mean: float) -> float:
        if mean == 0:
            return 1.0
        terms = (math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(number + 1))
        return math.fsum(terms)

    low = 0.0 if count == 0 else _falling(lambda mean: at_most(count - 1, mean) - (1 - tail), 0.0, most)
    return low, _falling(lambda mean: at_most(count, mean) - tail, 0.0, most)


def _wilson_hilferty(count: int, tail: float) -> tuple[float, float]:
    z = _falling(lambda x: 0.5 * math.erfc(x / math.sqrt(2)) - tail, -10.0, 10.0)
    low = count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3
    upper = count + 1
    return low, upper * (1 - 1 / (9 * upper) + z / (3 * math.sqrt(upper))) ** 3


def _falling(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a falling function is nought, by halving."""
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        if function(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2
