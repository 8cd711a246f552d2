"""The one pass over the assets: a piece of exposure to its sums."""

from dataclasses import replace
from itertools import product

import numpy as np

from .cells import LARGE, Cells, Large, variance
from .channels import Channels
from .classes import COUNT, Floats
from .exposure import Exposure


def pass_over(piece: Exposure, channels: Channels, spread: float) -> Cells:
    """The statistics of a piece.

    Parameters
    ----------
    piece
        Assets in any order.
    channels
        What is summed.
    spread
        Mean of the square of the idiosyncratic factor: tells which assets are large.

    >>> from .classes import ASSUMED, Ratios
    >>> piece = Exposure(["a", "b"], ("housing",), ("Sumy",), np.zeros(2, np.int32), np.zeros(2, np.int32),
    ...                  np.array([100.0, 300.0]), np.array([[0, 0, 0, 0, 1.0], [0, 0, 1.0, 0, 0]]))
    >>> cells = pass_over(piece, Channels.narrow(Ratios.of(ASSUMED)), 1.0)
    >>> cells.keys, cells.value.tolist(), cells.first.tolist()
    ((('housing', '', 'Sumy'),), [400.0], [[160.0]])
    """
    count = len(piece.sectors) * len(piece.taxonomies) * len(piece.regions)
    if not piece.rows:
        return _nothing(channels)
    kind = piece.sector.astype(np.int64) * len(piece.taxonomies)
    if piece.taxonomy is not None:
        kind += piece.taxonomy
    cell = kind * len(piece.regions) + piece.region
    own_variance = np.empty(piece.rows)
    sums: list[np.ndarray] = []
    for start in range(0, piece.rows, BLOCK):
        some = slice(start, start + BLOCK)
        block = _sums(
            cell[some],
            piece.value[some],
            piece.probability[some],
            channels,
            spread,
            count,
            own_variance[some],
        )
        sums = [one + other for one, other in zip(sums, block, strict=True)] if sums else block
    rows, value, counts, first, square, cross = sums
    whole = Cells(
        keys=tuple(product(piece.sectors, piece.taxonomies, piece.regions)),
        rows=rows,
        value=value,
        classes=np.array([piece.probability[:, k].sum() for k in range(COUNT)]),
        count=counts if channels.is_wide else np.zeros((count, 0)),
        first=first,
        square=square,
        cross=cross,
        large=Large(),
    )
    limit = LARGE * variance(whole, channels, spread)
    return _present(replace(whole, large=_candidates(piece, cell, _above(own_variance, cell, limit))))


BLOCK = 1 << 15
"""Rows that are summed at once: so many columns of them stay in a processor's cache."""


def _sums(  # noqa: PLR0913, PLR0917 - the columns of one block
    cell: np.ndarray,
    value: Floats,
    probability: Floats,
    channels: Channels,
    spread: float,
    count: int,
    variances: Floats,
) -> list[np.ndarray]:
    """The sums of a block by cell; each asset's own variance is written into `variances`."""

    def summed(weights: np.ndarray | None) -> np.ndarray:
        return np.bincount(cell, weights, count)

    worth = value * value
    own, second = channels.of(probability), channels.second_of(probability)
    cross = np.empty((count, channels.count, channels.count))
    for row, one in enumerate(own):
        weighted = worth * one
        for column in range(row, channels.count):
            cross[:, row, column] = cross[:, column, row] = summed(weighted * own[column])
    mean = sum(one * weight for one, weight in zip(own, channels.weight, strict=True))
    squares = sum(one * weight for one, weight in zip(second, channels.second_weight, strict=True))
    variances[:] = worth * (spread * squares - mean * mean)
    return [
        summed(None).astype(np.float64),
        summed(value),
        np.stack([summed(one) for one in own], axis=1) if channels.is_wide else np.zeros((count, 0)),
        np.stack([summed(value * one) for one in own], axis=1),
        np.stack([summed(worth * one) for one in second], axis=1),
        cross,
    ]


def _above(variances: Floats, cell: np.ndarray, limit: Floats) -> np.ndarray:
    """The assets above the share of their cell's variance in this piece: no others can be in the whole."""
    there = limit[limit > 0]
    if not len(there):
        return np.zeros(0, np.int64)
    some = np.flatnonzero(variances > there.min())  # few are: only these are held to their own cell's limit
    return np.asarray(some[variances[some] > limit[cell[some]]])


def _candidates(piece: Exposure, cell: np.ndarray, some: np.ndarray) -> Large:
    return Large(
        tuple(str(piece.ids[int(number)]) for number in some),
        cell[some],
        piece.value[some],
        piece.probability[some],
    )


def _present(cells: Cells) -> Cells:
    """Only the cells that have assets, in the order of their names."""
    there = sorted(
        (number for number in range(len(cells.keys)) if cells.rows[number] > 0), key=lambda n: cells.keys[n]
    )
    place = {number: new for new, number in enumerate(there)}
    large = cells.large
    moved = Large(
        large.ids,
        np.array([place[int(number)] for number in large.cell], dtype=np.int64),
        large.value,
        large.probability,
    )
    return Cells(
        tuple(cells.keys[number] for number in there),
        cells.rows[there], cells.value[there], cells.classes, cells.count[there],
        cells.first[there], cells.square[there], cells.cross[there], moved,
    )  # fmt: skip


def _nothing(channels: Channels) -> Cells:
    many = channels.count
    return Cells(
        (), np.zeros(0), np.zeros(0), np.zeros(COUNT), np.zeros((0, many if channels.is_wide else 0)), np.zeros((0, many)), np.zeros((0, many)), np.zeros((0, many, many)), Large()
    )  # fmt: skip
