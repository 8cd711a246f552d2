"""Confidence from corrections: a logistic regression with a ridge, by Newton's method, on what the rules saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RIDGE = 1.0
"""How strongly weights are held to those before: a few reviews move them a little."""
_STEPS = 50


@dataclass(frozen=True, slots=True)
class Learnt:
    """Weights from reviews, with what they are worth on claims that took no part."""

    weights: Mapping[str, float]
    reviewed: int
    precision_before: float | None
    """Of the claims held back that the old weights called likely (0.5 or more): how many were accepted; None: there were none."""
    precision_after: float | None
    loss_before: float
    """Mean logarithmic loss on the claims held back."""
    loss_after: float


def learn(
    rows: Sequence[Mapping[str, float]],
    accepted: Sequence[bool],
    before: Mapping[str, float],
    *,
    held: Sequence[bool],
) -> Learnt:
    """Fit weights to the reviewed claims that are not held back, and compare both on those that are.

    Parameters
    ----------
    rows
        (N,) features of each reviewed claim, as `features` of `claims/confidence.py` gives them.
    accepted
        (N,) whether it was accepted as it was read.
    before
        The weights so far: the prior's middle.
    held
        (N,) whether a claim is kept for the comparison, and takes no part in the fit.

    Examples
    --------
    >>> rows = [{"bias": 1.0, "table": float(number % 2)} for number in range(40)]
    >>> told = [row["table"] == 1.0 for row in rows]
    >>> learnt = learn(rows, told, {"bias": 1.0, "table": 0.0}, held=[number % 4 < 2 for number in range(40)])
    >>> learnt.weights["table"] > 1, learnt.loss_after < learnt.loss_before, learnt.precision_before, learnt.precision_after
    (True, True, 0.5, 1.0)
    """
    names = sorted({name for row in rows for name in row} | set(before))
    seen = np.array([[row.get(name, 0.0) for name in names] for row in rows]).reshape(len(rows), len(names))
    told, kept = np.array(accepted, dtype=float), np.array(held, dtype=bool)
    prior = np.array([before.get(name, 0.0) for name in names])
    fitted = _fit(seen[~kept], told[~kept], prior)
    return Learnt(
        weights={name: round(float(weight), 4) for name, weight in zip(names, fitted, strict=True)},
        reviewed=len(rows),
        precision_before=_precision(seen[kept], told[kept], prior),
        precision_after=_precision(seen[kept], told[kept], fitted),
        loss_before=_loss(seen[kept], told[kept], prior),
        loss_after=_loss(seen[kept], told[kept], fitted),
    )


def _chance(seen: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-np.clip(seen @ weights, -30, 30))))


def _fit(
    seen: NDArray[np.float64], told: NDArray[np.float64], prior: NDArray[np.float64]
) -> NDArray[np.float64]:
    weights = prior.copy()
    for _ in range(_STEPS):
        chance = _chance(seen, weights)
        slope = seen.T @ (chance - told) + RIDGE * (weights - prior)
        curve = (seen * (chance * (1 - chance))[:, None]).T @ seen + RIDGE * np.eye(len(prior))
        step = np.linalg.solve(curve, slope)
        weights = weights - step
        if float(np.abs(step).max(initial=0.0)) < 1e-9:
            break
    return weights


def _precision(
    seen: NDArray[np.float64], told: NDArray[np.float64], weights: NDArray[np.float64]
) -> float | None:
    likely = _chance(seen, weights) >= 0.5
    return float(told[likely].mean()) if likely.any() else None


def _loss(seen: NDArray[np.float64], told: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    if not len(told):
        return 0.0
    chance = np.clip(_chance(seen, weights), 1e-12, 1 - 1e-12)
    return float(-(told * np.log(chance) + (1 - told) * np.log(1 - chance)).mean())
