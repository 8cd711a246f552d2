"""What any forecast of the next day has to beat, each from what was known: by name, from the days since the first truck."""

from collections.abc import Callable, Mapping

import numpy as np

from .problem import FloatArray

FORTNIGHT = 14


def yesterday(past: FloatArray, fitted: int) -> float:
    """Tomorrow is as today."""
    del fitted
    return float(past[-1])


def long_run(past: FloatArray, fitted: int) -> float:
    """The share of open days up to the last fit."""
    return float(np.nanmean(past[:fitted]))


def markov(past: FloatArray, fitted: int) -> float:
    """How often an open day followed on a day like today, up to the last fit, with one day of either kind added."""
    known = past[:fitted]
    followed = known[1:][known[:-1] == past[-1]]
    followed = followed[np.isfinite(followed)]
    return float((followed.sum() + 1.0) / (len(followed) + 2.0))


def fortnight(past: FloatArray, fitted: int) -> float:
    """The share of open days among the last fourteen."""
    del fitted
    return float(np.nanmean(past[-FORTNIGHT:]))


BASELINES: Mapping[str, Callable[[FloatArray, int], float]] = {
    "yesterday": yesterday,
    "long-run share": long_run,
    "first-order Markov": markov,
    "14-day mean": fortnight,
}
"""The states since the crossing's first truck, the last of them known, and how many lay before the last fit."""
