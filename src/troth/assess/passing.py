"""The one pass over the assets: a piece of exposure to its sums."""

import numpy as np

from .cells import LARGE, Cells, Large, own_variance, variance
from .channels import Channels
from .classes import COUNT
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
    ((('housing', 'Sumy'),), [400.0], [[160.0]])
    """
    count = len(piece.sectors) * len(piece.regions)
    if not piece.rows:
        return _nothing(channels)
    cell = piece.sector.astype(np.int64) * len(piece.regions) + piece.region

    def summed(weights: np.ndarray | None) -> np.ndarray:
        return np.bincount(cell, weights, count)

    value, square = piece.value, piece.value * piece.value
    own = channels.of(piece.probability)
    first = np.stack([summed(value * one) for one in own], axis=1)
    second = np.stack([summed(square * one) for one in channels.second_of(piece.probability)], axis=1)
    cross = np.empty((count, channels.count, channels.count))
    for row, one in enumerate(own):
        weighted = square * one
        for column in range(row, channels.count):
            cross[:, row, column] = cross[:, column, row] = summed(weighted * own[column])
    counts = np.stack([summed(np.ascontiguousarray(piece.probability[:, k])) for k in range(COUNT)], axis=1)
    rows = summed(None).astype(np.float64)
    keys = tuple((sector, region) for sector in piece.sectors for region in piece.regions)
    whole = Cells(keys, rows, summed(value), counts, first, second, cross, Large())
    return _present(_with_large(whole, piece, cell, channels, spread))


def _with_large(cells: Cells, piece: Exposure, cell: np.ndarray, channels: Channels, spread: float) -> Cells:
    """Add the assets that are above the share of their cell's variance in this piece: no others can be in the whole."""
    own = own_variance(piece.value, piece.probability, channels, spread)
    limit = LARGE * variance(cells, channels, spread)
    some = np.flatnonzero(own > limit[cell])
    large = Large(
        tuple(str(piece.ids[int(number)]) for number in some),
        cell[some],
        piece.value[some],
        piece.probability[some],
    )
    return Cells(
        cells.keys, cells.rows, cells.value, cells.count, cells.first, cells.square, cells.cross, large
    )


def _present(cells: Cells) -> Cells:
    """Only the cells that have assets, in the order of their names."""
    there = [
        number for number in np.argsort([f"{s}\x00{r}" for s, r in cells.keys]) if cells.rows[number] > 0
    ]
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
        cells.rows[there], cells.value[there], cells.count[there],
        cells.first[there], cells.square[there], cells.cross[there], moved,
    )  # fmt: skip


def _nothing(channels: Channels) -> Cells:
    many = channels.count
    return Cells(
        (), np.zeros(0), np.zeros(0), np.zeros((0, COUNT)), np.zeros((0, many)), np.zeros((0, many)), np.zeros((0, many, many)), Large()
    )  # fmt: skip
