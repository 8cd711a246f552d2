"""How likely each crossing is open on the next day, learnt from the past: a discrete-time semi-Markov model with shrinkage.

    P(open tomorrow) = logistic(b · x + a_c)

x is what `memory` remembers: fading shares of open days, how long the crossing has been open or closed (so that the time
in a state need not be geometric, which is what makes it semi-Markov), how much passed lately, and the weekday. b and a_c
have normal priors: b around "as often as lately", a_c around 0, so that crossings with few days lean on the others. The
fit is Newton's method on the penalised likelihood; what is uncertain about b and a is kept as its curvature.

A model may be wrong about a time that is unlike the past. Its last weeks are therefore foretold once more, each by a fit
of what lay before it, and so they are by the fading share of open days alone; a chance, and the scenarios, are as much
of the one and of the other as their probabilities say, the latest days weighing most.

Crossings of a region close together more often than chance. Given x, each draws from a normal that shares a part ρ of
its variance with the region's: open where √ρ Z + √(1-ρ) e < Φ⁻¹(p). ρ is learnt from the same days by integrating Z out.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from scipy import special

from .capacity import Throughput, throughput
from .memory import after, blank, features
from .problem import FloatArray, Panel, StatesError
from .regression import ALONE, FADES, Rows, averaged, evidence_of, log_score, posterior

RHOS = np.linspace(0.0, 0.95, 20)
_RHO_PRIOR = 2.0 * (1.0 - RHOS)
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What was learnt of one reporter's crossings."""

    reporter: str
    crossings: tuple[str, ...]
    groups: tuple[int, ...]
    """(C) the region of each, by number."""
    until: date
    """Days from this one on were not looked at."""
    days: int
    """Crossing-days that were."""
    mean: FloatArray
    """(F + C) coefficients, then one intercept for each crossing."""
    root: FloatArray
    """(F + C, F + C) its product with its transpose is the posterior covariance."""
    evidence: tuple[float, float]
    """Faded log probabilities that the model, and the fading share alone, gave to the last weeks before they were known."""
    rho: FloatArray
    """(R) posterior probability of each of RHOS."""
    throughput: Throughput
    """Trucks on an open day."""
    never: tuple[str, ...] = ()
    """Crossings that nobody has seen open: nothing can be learnt of them, and scenarios keep them closed."""

    @property
    def common(self) -> tuple[float, float, float]:
        """The part of the variance that a region's crossings share: 5 % quantile, mean, 95 % quantile."""
        below = np.cumsum(self.rho)
        low, high = (float(RHOS[int(np.searchsorted(below, share))]) for share in (0.05, 0.95))
        return low, float(self.rho @ RHOS), high

    @property
    def trust(self) -> float:
        """How much of a chance is the model's; the rest is the fading share of open days alone."""
        return float(special.expit(self.evidence[0] - self.evidence[1]))

    def chance(self, rows: FloatArray) -> FloatArray:
        """(N, C) how likely each is open tomorrow, by its features (N, C, F), with what is uncertain averaged over."""
        told = averaged(widened(rows), self.mean, self.root)
        return np.asarray(self.trust * told + (1.0 - self.trust) * special.expit(rows @ ALONE))

    def weighed(self, rows: FloatArray, is_open: FloatArray) -> "Model":
        """The same after a day of which the features (1, C, F) and the states (C) are known: what is trusted may have changed."""
        known = np.isfinite(is_open)
        told = averaged(widened(rows), self.mean, self.root)[0, known]
        alone = special.expit(rows @ ALONE)[0, known]
        gained = (log_score(one, is_open[known]) for one in (told, alone))
        one, other = (FADES * so_far + more for so_far, more in zip(self.evidence, gained, strict=True))
        return replace(self, evidence=(one, other))


def widened(rows: FloatArray) -> FloatArray:
    """(N, C, F + C): features with one column for each crossing's own intercept."""
    crossings = rows.shape[-2]
    own = np.broadcast_to(np.eye(crossings), (*rows.shape[:-1], crossings))
    return np.concatenate([rows, own], axis=-1)


def rows_of(panel: Panel) -> Rows:
    """Every known day of every crossing after the day of its first truck."""
    memory, x, y, day, crossing = blank(len(panel.crossings), panel.start), [], [], [], []
    for number, (trucks, is_open) in enumerate(zip(panel.trucks, panel.open, strict=True)):
        told = np.flatnonzero((memory.entered[0] > 0) & np.isfinite(is_open))
        if told.size:
            x.append(features(memory)[0, told])
            y.append(is_open[told])
            day.append(np.full(told.size, number))
            crossing.append(told)
        memory = after(memory, trucks[None, :])
    if not x:
        msg = f"found no day after a first truck in the list of {panel.reporter!r}, expected two known days of one crossing or more; nothing can be learnt"
        raise StatesError(msg)
    return Rows(np.concatenate(x), np.concatenate(y), np.concatenate(day), np.concatenate(crossing))


def fit(panel: Panel) -> Model:
    """Learn from all days of the panel; `panel.until(day)` is what was known before a day.

    Raises
    ------
    StatesError
        The panel has no crossing with a known day after its first truck.
    """
    rows = rows_of(panel)
    crossings = len(panel.crossings)
    mean, root = posterior(rows, crossings)
    entered = panel.entered
    return Model(
        reporter=panel.reporter,
        crossings=panel.crossings,
        groups=panel.groups,
        until=panel.day(panel.days),
        days=len(rows.y),
        mean=mean,
        root=root,
        evidence=evidence_of(rows, crossings, panel.days),
        rho=common_part(special.expit(rows.wide(crossings) @ mean), rows, np.array(panel.groups)),
        throughput=throughput(panel),
        never=tuple(name for name, day in zip(panel.crossings, entered, strict=True) if day == panel.days),
    )


def common_part(p: FloatArray, rows: Rows, groups: np.ndarray) -> FloatArray:
    """(R) posterior probabilities of RHOS, from days on which two crossings of a region or more are known.

    With a prior that falls from independence to 0 at one. The region's normal is integrated out with 64 nodes.
    """
    key = rows.day * (groups.max() + 1) + groups[rows.crossing]
    order = np.argsort(key, kind="stable")
    names, starts, sizes = np.unique(key[order], return_index=True, return_counts=True)
    told = np.log(_RHO_PRIOR)
    if names.size and (sizes > 1).any():
        edge = special.ndtri(np.clip(p[order], 1e-12, 1 - 1e-12))
        sign = np.where(rows.y[order] > 0, 1.0, -1.0)
        several = sizes > 1
        told = told + [_shared(edge, sign, starts, rho)[several].sum() for rho in RHOS]
    told = np.exp(told - told.max())
    return np.asarray(told / told.sum())


def _shared(edge: FloatArray, sign: FloatArray, starts: np.ndarray, rho: float) -> FloatArray:
    """Log probability of each day's states together, where ρ of the variance is shared."""
    given = sign[:, None] * (edge[:, None] - np.sqrt(rho) * NODES) / np.sqrt(1.0 - rho)
    logs = np.add.reduceat(special.log_ndtr(given), starts, axis=0)
    weights = np.log(WEIGHTS / WEIGHTS.sum())
    return np.asarray(special.logsumexp(logs + weights, axis=1))
