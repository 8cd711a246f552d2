"""How many trucks pass on a day when a crossing is open: a Gamma-Poisson model with shrinkage between crossings.

On an open day 1 + y trucks pass, y ~ Poisson(g), g ~ Gamma with mean m_c and shape k_c: a negative binomial. m_c and k_c
have a posterior on a grid for each crossing, with a prior around what all crossings have together, and days that fade
with a half-life of 10, so that the figures are those of lately. From there the mean drifts: a random walk of its
logarithm, whose step is learnt from how much further apart the means of weeks are that lie four weeks apart than those
of weeks that follow each other. What passed is no more than what could have passed: the *capacity* told here is a high
quantile of the days that were, and a low end of what the crossing could take.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import special

from .problem import FloatArray, Panel

HALF_LIFE = 10.0
QUANTILE = 0.9
"""The capacity is passed on one open day of ten."""
_MEANS = np.geomspace(0.05, 2000.0, 72)
_SHAPES = np.geomspace(0.2, 40.0, 11)
_COUNTS = np.unique(np.concatenate([np.arange(200), np.geomspace(200, 20_000, 120).astype(int)]))
"""At which the distribution of a day is looked at."""
_MEAN_SD, _SHAPE_SD = 1.0, 0.7
"""Of the priors, in logarithms: a crossing is within a factor of e or so of the others."""
_WEEK, _LAGS, _LEAST = 7, (1, 4), 3
"""Days of a week; how far apart weeks are looked at; open days that a week's mean needs."""
_USUAL_DRIFT, _PAIRS = 0.005, 10.0
"""Variance of a day's step where nothing is on record, and the pairs of weeks that this is worth."""
_USUAL = (np.log(30.0), np.log(2.0))
"""Where nothing at all is on record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Throughput:
    """Trucks on an open day of each crossing."""

    weights: FloatArray
    """(C, M, K) posterior probability of each mean and shape of the grid."""
    capacity: FloatArray
    """(C) trucks a day: the quantile QUANTILE of an open day to come."""
    mean: FloatArray
    """(C, 3) of the mean trucks of an open day: 5 % quantile, posterior mean, 95 % quantile."""
    day: FloatArray
    """(C, 3) of an open day to come: 5 %, 50 % and 95 % quantiles."""
    drift: float
    """Standard deviation of a day's step of the logarithm of the mean."""
    open_days: FloatArray
    """(C) days that this rests on."""

    def draw(self, random: np.random.Generator, days: int) -> FloatArray:
        """(days, C) trucks, were each crossing open on each day: one draw of its mean and shape, then of each day."""
        crossings = len(self.capacity)
        below = np.cumsum(self.weights.reshape(crossings, -1), axis=1)
        place = (below < random.random(crossings)[:, None] * below[:, -1:]).sum(axis=1)
        row, column = np.unravel_index(place, self.weights.shape[1:])
        mean, shape = _MEANS[row], _SHAPES[column]
        steps = self.drift * random.standard_normal((days, crossings)) - 0.5 * self.drift**2
        level = mean / shape * np.exp(np.cumsum(steps, axis=0))
        return np.asarray(
            1.0 + random.poisson(random.standard_gamma(shape, (days, crossings)) * level), float
        )


def throughput(panel: Panel) -> Throughput:
    """The posterior from the panel's open days."""
    ago = np.arange(panel.days)[::-1, None]
    is_open = panel.open == 1.0
    weight = np.where(is_open, 0.5 ** (ago / HALF_LIFE), 0.0)
    more = np.where(is_open, panel.trucks - 1.0, 0.0)
    logs = np.stack([_log_likelihood(more[:, c], weight[:, c]) for c in range(len(panel.crossings))])
    centre = _centre(logs)
    posterior = np.exp(_normed(logs + _prior(*centre)))
    rows = [_told(one) for one in posterior]
    return Throughput(
        weights=posterior,
        capacity=np.array([row[0] for row in rows]),
        mean=np.array([row[1] for row in rows]),
        day=np.array([row[2] for row in rows]),
        drift=drift(panel),
        open_days=is_open.sum(axis=0).astype(float),
    )


def drift(panel: Panel) -> float:
    """How far the logarithm of the mean trucks of an open day walks in a day, all crossings together.

    E (l[w + 4] - l[w])² - E (l[w + 1] - l[w])² = 3 weeks of steps: what is chance within a week stands on both sides.
    """
    weeks = panel.days // _WEEK
    trucks = panel.trucks[panel.days - weeks * _WEEK :].reshape(weeks, _WEEK, len(panel.crossings))
    is_open = trucks > 0
    count = is_open.sum(axis=1)
    total = np.where(is_open, trucks, 0.0).sum(axis=1)
    level = np.where(count >= _LEAST, np.log(np.maximum(total, 1.0) / np.maximum(count, 1)), np.nan)
    near, far = (np.square(level[lag:] - level[:-lag]) for lag in _LAGS)
    pairs = int(np.isfinite(far).sum())
    if not pairs or not np.isfinite(near).any():
        return float(np.sqrt(_USUAL_DRIFT))
    days = (_LAGS[1] - _LAGS[0]) * _WEEK
    step = max(0.0, (float(np.nanmean(far)) - float(np.nanmean(near))) / days)
    return float(np.sqrt((_PAIRS * _USUAL_DRIFT + pairs * step) / (_PAIRS + pairs)))


def _log_likelihood(more: FloatArray, weight: FloatArray) -> FloatArray:
    """(M, K) of the faded days: the negative binomial's logarithm."""
    kept = weight > 0
    y, w = more[kept, None, None], weight[kept, None, None]
    mean, shape = _MEANS[:, None], _SHAPES[None, :]
    log = (
        special.gammaln(y + shape)
        - special.gammaln(shape)
        - special.gammaln(y + 1.0)
        + shape * np.log(shape / (shape + mean))
        + y * np.log(mean / (shape + mean))
    )
    return np.asarray((log * w).sum(axis=0))


def _prior(mean: float, shape: float) -> FloatArray:
    """(M, K) logarithm of the prior around a centre, up to a constant."""
    one = -0.5 * ((np.log(_MEANS) - mean) / _MEAN_SD) ** 2
    other = -0.5 * ((np.log(_SHAPES) - shape) / _SHAPE_SD) ** 2
    return np.asarray(one[:, None] + other[None, :])


def _normed(logs: FloatArray) -> FloatArray:
    """Logarithms of probabilities that add up to 1 in each crossing."""
    return np.asarray(logs - special.logsumexp(logs, axis=(-2, -1), keepdims=True))


def _centre(logs: FloatArray) -> tuple[float, float]:
    """What crossings have together: the mean over crossings of log mean and log shape, each leaning on a usual one."""
    each = np.exp(_normed(logs + _prior(*_USUAL)))
    means = each.sum(axis=2) @ np.log(_MEANS)
    shapes = each.sum(axis=1) @ np.log(_SHAPES)
    return float(means.mean()), float(shapes.mean())


@cache
def _below() -> FloatArray:
    """(M, K, counts) how likely y is at most each count, for each mean and shape of the grid."""
    odds = (_SHAPES[None, :] / (_SHAPES[None, :] + _MEANS[:, None]))[..., None]
    return np.asarray(special.betainc(_SHAPES[None, :, None], _COUNTS + 1.0, odds))


def _told(posterior: FloatArray) -> tuple[float, list[float], list[float]]:
    """Capacity, quantiles of the mean, quantiles of a day."""
    by_mean = posterior.sum(axis=1)
    risen = np.cumsum(by_mean)
    low, high = (float(_MEANS[int(np.searchsorted(risen, share * risen[-1]))]) for share in (0.05, 0.95))
    reached = np.tensordot(posterior, _below(), axes=2)
    places = [int(np.searchsorted(reached, share)) for share in (0.05, 0.5, 0.95, QUANTILE)]
    day = [1.0 + float(_COUNTS[min(place, len(_COUNTS) - 1)]) for place in places]
    return day[3], [1.0 + low, 1.0 + float(by_mean @ _MEANS), 1.0 + high], day[:3]
