"""Which combinations of class probabilities are summed in the one pass over the assets."""

from dataclasses import dataclass

import numpy as np

from .classes import COUNT, Floats, Ratios


@dataclass(frozen=True, slots=True)
class Channels:
    """J linear combinations of the five class probabilities, and how damage is made of their sums.

    >>> from .classes import ASSUMED
    >>> narrow, wide = Channels.narrow(Ratios.of(ASSUMED)), Channels.wide(Ratios.of(ASSUMED))
    >>> narrow.count, wide.count
    (1, 5)
    """

    first: Floats
    """Shape (J, 5): channel = first @ probabilities."""
    second: Floats
    """Shape (J, 5): the same for the mean of the square."""
    weight: Floats
    """Shape (J,): expected damage ratio = weight @ channels, at the base assumptions."""
    second_weight: Floats
    """Shape (J,): mean of the squared ratio = second_weight @ second channels."""

    @classmethod
    def narrow(cls, ratios: Ratios) -> "Channels":
        """One channel, the expected damage ratio: enough where nothing moves the class probabilities."""
        return cls(ratios.mean[None, :], ratios.square[None, :], np.ones(1), np.ones(1))

    @classmethod
    def wide(cls, ratios: Ratios) -> "Channels":
        """One channel for each class: whatever moves the probabilities afterwards is a change of weights."""
        return cls(np.eye(COUNT), np.eye(COUNT), ratios.mean, ratios.square)

    @property
    def count(self) -> int:
        """J."""
        return len(self.weight)

    @property
    def is_wide(self) -> bool:
        """Whether class probabilities can still be moved."""
        return self.count == COUNT

    def of(self, probability: Floats) -> list[Floats]:
        """The channels of assets: J arrays of shape (N,)."""
        return [_weighted(probability, row) for row in self.first]

    def second_of(self, probability: Floats) -> list[Floats]:
        """The second channels of assets: J arrays of shape (N,)."""
        return [_weighted(probability, row) for row in self.second]

    def expected(self, probability: Floats) -> Floats:
        """The expected damage ratio of assets, shape (N,)."""
        return _weighted(probability, self.weight @ self.first)

    def expected_square(self, probability: Floats) -> Floats:
        """The mean of the squared damage ratio of assets, shape (N,)."""
        return _weighted(probability, self.second_weight @ self.second)


def _weighted(probability: Floats, weights: Floats) -> Floats:
    """A sum over the classes in their order: a matrix product may add in another order on another machine."""
    total = np.zeros(len(probability))
    for number in np.flatnonzero(weights):
        column = probability[:, number]
        total += column if weights[number] == 1.0 else column * weights[number]
    return total
