"""What a satellite classifier gets wrong, and how: an error that all assets of a region share.

Of F assets that were flagged a share *precision* is damaged; of all that are damaged a share *recall* was flagged. So the
damaged among the unflagged are F x precision x (1 - recall) / recall. Where damage is rare the errors do not cancel:
flagged over true runs from 0.5 to 3 among 23 cities (PWTT). Precision and recall are known as far as they were
validated; both are drawn by region, logit-normal about their means.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .classes import COUNT, Floats

MOST = 0.98
"""Of the unflagged at most so many are taken to be damaged."""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Precision and recall of a classifier in a region, each a mean with a log-odds sd."""

    precision: float
    recall: float
    precision_sd: float = 0.3
    recall_sd: float = 0.3
    source: str = "assumption"

    def __post_init__(self) -> None:
        """Refuse shares that are none; a recall of 0 finds nothing and corrects nothing."""
        if not (0 < self.precision <= 1 and 0 < self.recall <= 1):
            msg = f"precision {self.precision} and recall {self.recall}: expected shares above 0, at most 1"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Classifier:
    """The accuracy by region; a region that is not named is taken at its word."""

    by_region: Mapping[str, Accuracy]

    def draws(self, region: str, normal: Floats) -> tuple[Floats, Floats]:
        """Draws of precision and recall in a region; `normal` has the shape (n, 2)."""
        accuracy = self.by_region[region]
        return (
            _shifted(accuracy.precision, accuracy.precision_sd * normal[:, 0]),
            _shifted(accuracy.recall, accuracy.recall_sd * normal[:, 1]),
        )


def _shifted(share: float, by: Floats) -> Floats:
    if share >= 1:
        return np.ones(len(by))
    return 1 / (1 + (1 - share) / share * np.exp(-by))


def seen_as(ratio: Floats, count: Floats, precision: Floats, recall: Floats) -> Floats:
    """The damage ratios of the classes as they look, given what the classifier gets wrong; shape (n, 5).

    A flagged asset is damaged with probability *precision*, else it is whole. An unflagged one is damaged with the
    probability that makes the number of the damaged right, and then in the classes in which the flagged are.

    Parameters
    ----------
    ratio
        The ratios of the true classes, shape (5,).
    count
        Assets of each class as they look in the region, shape (5,).
    precision, recall
        Draws, shape (n,).

    >>> seen_as(np.array([0, 0, 0.2, 0.6, 1.0]), np.array([90.0, 0, 0, 0, 10]), np.array([0.5]), np.array([0.5])).round(3).tolist()
    [[0.056, 0.0, 0.1, 0.3, 0.5]]
    """
    flagged = float(count[1:].sum())
    found = np.empty((len(precision), COUNT))
    found[:, 1:] = precision[:, None] * ratio[1:]
    typical = float(count[1:] @ ratio[1:]) / flagged if flagged > 0 else 0.0
    found[:, 0] = missed_share(count, precision, recall) * typical
    return found


def missed_share(count: Floats, precision: Floats, recall: Floats) -> Floats:
    """The share of the unflagged that is damaged, shape (n,).

    >>> missed_share(np.array([90.0, 0, 0, 0, 10]), np.array([0.5]), np.array([0.5])).round(4).tolist()
    [0.0556]
    """
    flagged, whole = float(count[1:].sum()), float(count[0])
    if whole <= 0:
        return np.zeros(len(precision))
    return np.minimum(flagged * precision * (1 - recall) / recall / whole, MOST)
