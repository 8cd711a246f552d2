"""The rows of a linear programme as triples, gathered in blocks of arrays; no modelling layer stands between them and HiGHS."""

from typing import Any

import numpy as np
from scipy.sparse import csc_matrix

from .arrays import Array

Values = Array | float | bool
"""What numpy spreads over a shape."""


class Lines:
    """Columns with costs and bounds, rows with bounds, and what stands where.

    >>> lines = Lines()
    >>> sold = lines.columns((2,), cost=-1.0, upper=5.0)
    >>> room = lines.rows((1,), upper=np.array([7.0]))
    >>> lines.put(room, sold, 1.0)
    >>> lines.many, lines.lower.tolist(), lines.matrix().toarray().tolist()
    ((1, 2), [-inf], [[1.0, 1.0]])
    """

    def __init__(self) -> None:
        self._bounds: list[tuple[Array, Array, Array]] = []
        self._rows: list[tuple[Array, Array]] = []
        self._terms: list[tuple[Array, Array, Array]] = []
        self._many = [0, 0]

    @property
    def many(self) -> tuple[int, int]:
        """Rows and columns."""
        return self._many[0], self._many[1]

    def columns(
        self, shape: tuple[int, ...], *, cost: Values = 0.0, upper: Values = np.inf, keep: Values = True
    ) -> Array:
        """New columns from 0 up; their numbers in an array of the shape, -1 where they are not kept."""
        kept = np.broadcast_to(keep, shape)
        where = np.full(shape, -1)
        where[kept] = self._many[1] + np.arange(kept.sum())
        self._many[1] += int(kept.sum())
        self._bounds.append((np.broadcast_to(cost, shape)[kept], np.zeros(int(kept.sum())), np.broadcast_to(upper, shape)[kept]))  # fmt: skip
        return where

    def rows(self, shape: tuple[int, ...], *, upper: Values, lower: Values = -np.inf) -> Array:
        """New rows; their numbers in an array of the shape."""
        many = int(np.prod(shape))
        where = self._many[0] + np.arange(many).reshape(shape)
        self._many[0] += many
        self._rows.append((np.broadcast_to(lower, shape).ravel(), np.broadcast_to(upper, shape).ravel()))
        return where

    def put(self, row: Array, column: Array, factor: Values) -> None:
        """Put a factor where rows and columns (spread over each other) meet; numbers of -1 are passed over."""
        rows, columns, factors = np.broadcast_arrays(row, column, factor)
        kept = (rows >= 0) & (columns >= 0)
        self._terms.append((rows[kept], columns[kept], factors[kept]))

    def matrix(self) -> Any:  # noqa: ANN401 - scipy has no types here
        """Rows by columns; what was put twice is added."""
        rows, columns, factors = (np.concatenate(part) for part in zip(*self._terms, strict=True))
        return csc_matrix((factors, (rows, columns)), shape=self.many)

    @property
    def lower(self) -> Array:
        """Of the rows."""
        return np.concatenate([lower for lower, _ in self._rows])

    @property
    def upper(self) -> Array:
        """Of the rows."""
        return np.concatenate([upper for _, upper in self._rows])

    @property
    def costs(self) -> tuple[Array, Array, Array]:
        """Cost, lower and upper bound of the columns."""
        cost, lower, upper = (np.concatenate(part) for part in zip(*self._bounds, strict=True))
        return cost, lower, upper
