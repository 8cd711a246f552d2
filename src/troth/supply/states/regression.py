"""A logistic regression with normal priors, and how it did on its last weeks beside the plain share of open days."""

from dataclasses import dataclass

import numpy as np
from scipy import linalg, special

from .memory import FEATURES, LEVEL, SHARES
from .problem import FloatArray

PRIOR_MEAN = np.array([0.0, *([1.0 / SHARES] * SHARES), *([0.0] * (len(FEATURES) - 1 - SHARES))])
"""Tomorrow is as the recent days were, unless the data say otherwise."""
_PRECISION = np.array([0.1, *([1.0] * (SHARES + 3)), *([16.0] * 7)])
"""Of each coefficient's prior, per standard deviation of what it multiplies; a weekday moves the log odds by a quarter or so."""
LEAST_SPREAD = np.array([1.0, *([0.5] * (SHARES + 3)), *([0.3] * 7)])
"""What hardly varied in the past is not trusted to say much when it does."""
CROSSING_PRECISION = 16.0
"""A crossing's own log odds lie within a quarter or so of what its past says."""
ALONE = np.eye(len(FEATURES))[1 + LEVEL]
"""Coefficients under which the log odds are those of the share of open days with a half-life of 7, and nothing else."""
WEEKS, WEEK, FADES = 4, 7, 0.95
"""Weeks that are foretold once more, days of each, and what is left of a day's evidence a day later."""
_STEPS, _CLOSE = 100, 1e-9
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Rows:
    """Days of which it is known how they turned out, each with what was known the evening before."""

    x: FloatArray
    """(M, F)"""
    y: FloatArray
    """(M) 1 open, 0 closed."""
    day: np.ndarray
    crossing: np.ndarray

    def wide(self, crossings: int) -> FloatArray:
        """(M, F + C) with one column for each crossing's own intercept."""
        return np.hstack([self.x, np.eye(crossings)[self.crossing]])

    def some(self, which: np.ndarray) -> "Rows":
        """Those of them."""
        return Rows(self.x[which], self.y[which], self.day[which], self.crossing[which])


def posterior(rows: Rows, crossings: int) -> tuple[FloatArray, FloatArray]:
    """The coefficients' posterior mode, (F + C), and a root of their covariance."""
    scale = np.maximum(rows.x.std(axis=0), LEAST_SPREAD)
    precision = np.concatenate([_PRECISION * scale**2, np.full(crossings, CROSSING_PRECISION)])
    return newton(rows.wide(crossings), rows.y, np.concatenate([PRIOR_MEAN, np.zeros(crossings)]), precision)


def newton(
    x: FloatArray, y: FloatArray, prior: FloatArray, precision: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The posterior mode of a logistic regression with independent normal priors, and a root of its covariance.

    Each step solves (XᵀWX + Λ) s = Xᵀ(y - p) - Λ(b - prior); a step that makes things worse is halved.
    """

    def worth(b: FloatArray) -> float:
        margin = x @ b
        return float(y @ margin - np.logaddexp(0.0, margin).sum() - 0.5 * precision @ (b - prior) ** 2)

    b, best = prior.copy(), worth(prior)
    for _ in range(_STEPS):
        p = special.expit(x @ b)
        curve = (x.T * (p * (1.0 - p))) @ x + np.diag(precision)
        step = linalg.cho_solve(linalg.cho_factor(curve), x.T @ (y - p) - precision * (b - prior))
        while (now := worth(b + step)) < best and np.abs(step).max() > _CLOSE:
            step = step / 2.0
        b, best = b + step, max(now, best)
        if np.abs(step).max() <= _CLOSE:
            break
    p = special.expit(x @ b)
    curve = (x.T * (p * (1.0 - p))) @ x + np.diag(precision)
    lower = linalg.cholesky(curve, lower=True)
    return b, np.asarray(linalg.solve_triangular(lower, np.eye(len(b)), lower=True).T)


def averaged(wide: FloatArray, mean: FloatArray, root: FloatArray) -> FloatArray:
    """The chance with the coefficients averaged over.

    The average over a normal log odds of mean m and variance v is taken as logistic(m / √(1 + π v / 8)).
    """
    spread = np.square(wide @ root).sum(axis=-1)
    return np.asarray(special.expit(wide @ mean / np.sqrt(1.0 + np.pi / 8.0 * spread)))


def log_score(chance: FloatArray, is_open: FloatArray) -> float:
    """The log probability that chances gave to what happened."""
    return float(np.log(np.maximum(np.where(is_open > 0, chance, 1.0 - chance), _LEAST)).sum())


def evidence_of(rows: Rows, crossings: int, days: int) -> tuple[float, float]:
    """Faded log probabilities of the last weeks, each foretold by a fit of the days before it: the model's, and the share's alone.

    Weeks before which nothing is known say nothing; without any, both are 0, and either is trusted as much.
    """
    model = alone = 0.0
    for back in range(WEEKS, 0, -1):
        first = days - back * WEEK
        before, week = rows.day < first, (rows.day >= first) & (rows.day < first + WEEK)
        if not before.any() or not week.any():
            continue
        mean, root = posterior(rows.some(before), crossings)
        then = rows.some(week)
        told, share = averaged(then.wide(crossings), mean, root), special.expit(then.x @ ALONE)
        for day in range(first, first + WEEK):
            here = then.day == day
            model = FADES * model + log_score(told[here], then.y[here])
            alone = FADES * alone + log_score(share[here], then.y[here])
    return model, alone
