"""Classes of damage, and what share of a replacement each stands for."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CLASSES = ("none", "possible", "moderate", "severe", "destroyed")
"""The classes of satellite assessments (UNOSAT), from the least to the worst."""
COUNT = len(CLASSES)


@dataclass(frozen=True, slots=True)
class Ratio:
    """The damage ratio of a class: cost of repair over cost of replacement, as a distribution on 0..1."""

    mean: float
    sd: float
    source: str
    """Whose figure it is, or that it is an assumption."""

    def __post_init__(self) -> None:
        """Refuse what no distribution on 0..1 can have."""
        if not 0 <= self.mean <= 1 or self.sd < 0 or self.sd**2 > self.mean * (1 - self.mean) + 1e-12:
            msg = (
                f"a damage ratio of mean {self.mean} and sd {self.sd}: no share of a replacement is like that"
            )
            raise ValueError(msg)


ASSUMED: Mapping[str, Ratio] = {
    "none": Ratio(0.0, 0.0, "by definition"),
    "possible": Ratio(0.03, 0.03, "assumption: marks that may be no damage at all"),
    "moderate": Ratio(
        0.20, 0.10, "assumption: partial damage is at most 40 % in the PDNA practice for housing"
    ),
    "severe": Ratio(0.60, 0.15, "assumption: between partial damage and a total loss"),
    "destroyed": Ratio(1.0, 0.0, "by definition: it has to be replaced"),
}
"""Wide on purpose; a case names its own, with sources."""


@dataclass(frozen=True, slots=True)
class Ratios:
    """The damage ratios of all classes, in the order of `CLASSES`.

    >>> Ratios.of(ASSUMED).mean.tolist()
    [0.0, 0.03, 0.2, 0.6, 1.0]
    """

    mean: Floats
    """Shape (5,)."""
    square: Floats
    """Mean of the square, shape (5,)."""

    @classmethod
    def of(cls, ratios: Mapping[str, Ratio]) -> "Ratios":
        """The arrays of named ratios; every class has one."""
        mean = np.array([ratios[name].mean for name in CLASSES])
        sd = np.array([ratios[name].sd for name in CLASSES])
        return cls(mean, mean**2 + sd**2)
