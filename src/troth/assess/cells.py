"""Sufficient statistics of a portfolio by sector and region: all that damage needs to know of any number of assets.

Given the factors that assets share, assets are independent. The total of a cell (a sector in a region) then has a mean
and a variance that a few sums over its assets give exactly, for whatever factors and whatever class probabilities are
drawn afterwards. So one pass over the assets is enough (`pass_over`), and sums of pieces add up (`combine`).
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from .channels import Channels
from .classes import Floats

LARGE = 0.05
"""An asset above this share of its cell's variance is simulated by itself: the cell's total is not near normal with it."""


Key = tuple[str, str, str]
"""Sector, taxonomy, region; the taxonomy is empty where the assumptions do not tell kinds apart."""


@dataclass(frozen=True, slots=True)
class Large:
    """Assets that are simulated one by one; arrays of one length L."""

    ids: tuple[str, ...] = ()
    cell: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    value: Floats = field(default_factory=lambda: np.zeros(0))
    probability: Floats = field(default_factory=lambda: np.zeros((0, 5)))


@dataclass(frozen=True, slots=True)
class Cells:
    """The sums of a portfolio; C cells, J channels.

    A channel is a combination of class probabilities (`Channels`): one, the expected damage ratio, where nothing moves the
    probabilities; one for each class where a classifier's error does.
    """

    keys: tuple[Key, ...]
    """(sector, taxonomy, region) of each cell, sorted."""
    rows: Floats
    """Assets, shape (C,)."""
    value: Floats
    """Sum of the replacement values, shape (C,)."""
    classes: Floats
    """Assets expected in each class, of all cells, shape (5,)."""
    count: Floats
    """The same for each cell, where a classifier asks for it: shape (C, 5), else (C, 0)."""
    first: Floats
    """Sum of value x channel, shape (C, J)."""
    square: Floats
    """Sum of value^2 x second channel, shape (C, J)."""
    cross: Floats
    """Sum of value^2 x channel x channel, shape (C, J, J)."""
    large: Large

    @property
    def sectors(self) -> tuple[str, ...]:
        """The sectors, sorted."""
        return tuple(sorted({key[0] for key in self.keys}))

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions, sorted."""
        return tuple(sorted({key[2] for key in self.keys}))


def variance(cells: Cells, channels: Channels, spread: float) -> Floats:
    """The variance of each cell's damage with all shared factors at their means, shape (C,).

    Parameters
    ----------
    cells
        The sums.
    channels
        By which they were made.
    spread
        Mean of the square of the idiosyncratic factor, 1 or more.
    """
    weight, second = channels.weight, channels.second_weight
    squares = cells.square @ second
    return np.asarray(
        np.maximum(spread * squares - np.einsum("j,cjl,l->c", weight, cells.cross, weight), 0.0)
    )


def combine(one: Cells, other: Cells, channels: Channels, spread: float) -> Cells:
    """The statistics of both pieces; large assets that are large no more, now that their cell is larger, are let go.

    Associative up to the rounding of sums, so pieces are combined from first to last.
    """
    keys = tuple(sorted({*one.keys, *other.keys}))
    place = {key: number for number, key in enumerate(keys)}
    into = [np.array([place[key] for key in part.keys], dtype=np.int64) for part in (one, other)]

    def together(name: str) -> Floats:
        parts = [getattr(part, name) for part in (one, other)]
        whole = np.zeros((len(keys), *parts[0].shape[1:]))
        for where, part in zip(into, parts, strict=True):
            whole[where] += part
        return whole

    large = Large(
        (*one.large.ids, *other.large.ids),
        np.concatenate([where[part.large.cell] for where, part in zip(into, (one, other), strict=True)]),
        np.concatenate([one.large.value, other.large.value]),
        np.concatenate([one.large.probability, other.large.probability]),
    )
    both = Cells(
        keys=keys,
        rows=together("rows"),
        value=together("value"),
        classes=one.classes + other.classes,
        count=together("count"),
        first=together("first"),
        square=together("square"),
        cross=together("cross"),
        large=large,
    )
    return keeping_large(both, channels, spread)


def keeping_large(cells: Cells, channels: Channels, spread: float) -> Cells:
    """The cells with those of their candidates that are above the share of the variance."""
    large = cells.large
    if not large.ids:
        return cells
    limit = LARGE * variance(cells, channels, spread)[large.cell]
    kept = np.flatnonzero(own_variance(large.value, large.probability, channels, spread) > limit)
    some = Large(
        tuple(large.ids[number] for number in kept),
        large.cell[kept],
        large.value[kept],
        large.probability[kept],
    )
    return replace(cells, large=some)


def own_variance(value: Floats, probability: Floats, channels: Channels, spread: float) -> Floats:
    """The variance of each asset's damage with the shared factors at their means, shape (N,)."""
    mean = channels.expected(probability)
    square = channels.expected_square(probability)
    return value * value * np.maximum(spread * square - mean * mean, 0.0)
