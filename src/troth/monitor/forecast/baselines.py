"""What any forecast has to beat: the last month, and the mean of the last twelve, as numbers and as distributions."""

import math
from collections.abc import Callable, Mapping, Sequence

from .distribution import Counts, empirical, point, poisson

LEAST = 0.5
"""The mean of a Poisson distribution after months of nothing: nought would rule out everything else."""
YEAR = 12


def _mean(past: Sequence[int]) -> float:
    return math.fsum(past[-YEAR:]) / len(past[-YEAR:])


BASELINES: Mapping[str, Callable[[Sequence[int]], Counts]] = {
    "last month": lambda past: point(past[-1]),
    "last month (Poisson)": lambda past: poisson(max(LEAST, past[-1])),
    "mean of twelve": lambda past: point(round(_mean(past))),
    "mean of twelve (Poisson)": lambda past: poisson(max(LEAST, _mean(past))),
    "last twelve (empirical)": lambda past: empirical(past[-YEAR:]),
}
"""By name: one number (all probability on it, the mean rounded to a whole number), Poisson around that number, and the
twelve counts themselves, each as likely as the others."""
