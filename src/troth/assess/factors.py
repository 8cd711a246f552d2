"""What assets share and nobody knows: factors on costs, sizes and ratios, by sector, by region or everywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import exp, log, sqrt

import numpy as np

from .classes import Floats

WIDEST = 3.0
"""No cost is known so badly: its 95 % point is 140 times its median."""
NORMAL_95 = 1.6448536269514722
"""The 95 % point of the standard normal distribution."""


class Scope(StrEnum):
    """Who shares one draw of a factor."""

    ALL = "all"
    SECTOR = "sector"
    TAXONOMY = "taxonomy"
    REGION = "region"


@dataclass(frozen=True, slots=True)
class Factor:
    """A positive factor with mean 1 on the damage of all who share it: lognormal, `log_sd` on the log scale.

    >>> Factor("model", "method", Scope.ALL, 0.12).cause
    'method'
    """

    name: str
    cause: str
    """Under which cause its part of the variance is told: *unit cost*, *size*, *damage ratio*, *method*."""
    scope: Scope
    log_sd: float
    """The spread of every level that is not named in `by_level`."""
    source: str = "assumption"
    by_level: Mapping[str, float] = field(default_factory=dict)
    """The spread of a sector, a taxonomy or a region of its own."""

    def __post_init__(self) -> None:
        """Refuse a spread that is none."""
        for spread in (self.log_sd, *self.by_level.values()):
            if not 0 <= spread < WIDEST:
                msg = f"the factor {self.name}: a log sd of {spread}, expected 0 to {WIDEST}"
                raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Factors:
    """All shared factors, and the idiosyncratic one that every asset draws for itself."""

    shared: tuple[Factor, ...]
    own_log_sd: float = 0.0

    @property
    def spread(self) -> float:
        """Mean of the square of the idiosyncratic factor."""
        return exp(self.own_log_sd**2)

    @property
    def causes(self) -> tuple[str, ...]:
        """The causes, each once, in their order."""
        return tuple(dict.fromkeys(factor.cause for factor in self.shared))


ASSUMED = Factors(
    (
        Factor("unit costs of a sector", "unit cost", Scope.SECTOR, 0.25, "assumption"),
        Factor("sizes and prices of a region", "region", Scope.REGION, 0.20, "assumption"),
        Factor(
            "method",
            "method",
            Scope.ALL,
            0.12,
            "GRADE estimates were within 10 to 15 % of fuller assessments",
        ),
    ),
    0.5,
)
"""Where nobody says otherwise."""


def log_sd_of(low: float, high: float) -> float:
    """The log sd of a lognormal whose 5 and 95 % points are given.

    >>> round(log_sd_of(500, 900), 3)
    0.179
    """
    if not 0 < low <= high:
        msg = f"{low} to {high}: expected 0 < low <= high"
        raise ValueError(msg)
    return log(high / low) / (2 * NORMAL_95)


def mean_of(low: float, high: float) -> float:
    """The mean of a lognormal whose 5 and 95 % points are given.

    >>> round(mean_of(500, 900), 1)
    681.6
    """
    return sqrt(low * high) * exp(log_sd_of(low, high) ** 2 / 2)


_PLACE = {Scope.SECTOR: 0, Scope.TAXONOMY: 1, Scope.REGION: 2}


def levels(factor: Factor, keys: Sequence[tuple[str, str, str]]) -> tuple[tuple[str, ...], np.ndarray]:
    """The levels that draw for themselves, and the level of each cell."""
    if factor.scope is Scope.ALL:
        return ("all",), np.zeros(len(keys), dtype=np.int64)
    which = _PLACE[factor.scope]
    names = tuple(sorted({key[which] for key in keys}))
    place = {name: number for number, name in enumerate(names)}
    return names, np.array([place[key[which]] for key in keys], dtype=np.int64)


def multipliers(factor: Factor, names: Sequence[str], normal: Floats) -> Floats:
    """The factor's draws for each level from standard normal ones, of the same shape (n, levels); their mean is 1."""
    spread = np.array([factor.by_level.get(name, factor.log_sd) for name in names])
    return np.asarray(np.exp(spread * normal - spread**2 / 2))
