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

    def summed(weights: np.ndarray | None) -> np.ndarray:
        return np.bincount(cell, weights, count)

    value, square = piece.value, piece.value * piece.value
    own, second = channels.of(piece.probability), channels.second_of(piece.probability)
    cross = np.empty((count, channels.count, channels.count))
    for row, one in enumerate(own):
        weighted = square * one
        for column in range(row, channels.count):
            cross[:, row, column] = cross[:, column, row] = summed(weighted * own[column])
    classes = np.array([piece.probability[:, k].sum() for k in range(COUNT)])
    whole = Cells(
        keys=tuple(product(piece.sectors, piece.taxonomies, piece.regions)),
        rows=summed(None).astype(np.float64),
        value=summed(value),
        classes=classes,
        count=np.stack([summed(one) for one in own], axis=1) if channels.is_wide else np.zeros((count, 0)),
        first=np.stack([summed(value * one) for one in own], axis=1),
        square=np.stack([summed(square * one) for one in second], axis=1),
        cross=cross,
        large=Large(),
    )
    limit = LARGE * variance(whole, channels, spread)
    some = _above(square, own, second, channels, spread, limit[cell])
    return _present(replace(whole, large=_candidates(piece, cell, some)))


def _above(
    square: Floats, own: list[Floats], second: list[Floats], channels: Channels, spread: float, limit: Floats
) -> np.ndarray:
    """The assets above the share of their cell's variance in this piece: no others can be in the whole."""
    if not channels.is_wide:
        return np.flatnonzero(square * (spread * second[0] - own[0] * own[0]) > limit)
    mean = sum(one * weight for one, weight in zip(own, channels.weight, strict=True))
    squares = sum(one * weight for one, weight in zip(second, channels.second_weight, strict=True))
    return np.flatnonzero(square * (spread * squares - mean * mean) > limit)


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
