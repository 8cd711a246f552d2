"""A piece of an exposure table: what stood where, what it would cost to replace, and how likely each class of damage is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .classes import COUNT, Floats

Codes = NDArray[np.int32]
TOLERANCE = 1e-6
"""So far may the probabilities of an asset's classes be from adding up to 1."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """Assets, column by column; all arrays have one length, and their order does not matter.

    >>> piece = Exposure(ids=["a"], sectors=("housing",), regions=("Sumy",), sector=np.zeros(1, np.int32),
    ...                  region=np.zeros(1, np.int32), value=np.array([90e3]), probability=np.array([[0, 0, 0, 0, 1.0]]))
    >>> piece.rows
    1
    """

    ids: Sequence[str]
    """One name for each asset."""
    sectors: tuple[str, ...]
    """The names that `sector` numbers, sorted."""
    regions: tuple[str, ...]
    sector: Codes
    region: Codes
    value: Floats
    """Cost of replacement at pre-conflict prices, shape (N,)."""
    probability: Floats
    """Of each class of damage, shape (N, 5), rows adding up to 1."""
    taxonomies: tuple[str, ...] = ("",)
    taxonomy: Codes | None = None
    """The kind of each asset, where the assumptions tell kinds apart; None: they are all one."""

    def __post_init__(self) -> None:
        """Refuse arrays of unequal lengths; what the rows say, whoever reads the file has checked."""
        lengths = {len(self.ids), len(self.sector), len(self.region), len(self.value), len(self.probability)}
        if len(lengths) > 1 or self.probability.shape[1:] != (COUNT,):
            msg = f"columns of unequal lengths {sorted(lengths)}, or probabilities of a shape {self.probability.shape}"
            raise ValueError(msg)

    @property
    def rows(self) -> int:
        """How many assets."""
        return len(self.value)
