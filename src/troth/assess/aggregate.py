"""The other way in: counts by kind and class of damage, as ministries report, times size times unit cost.

The sums are those of so many alike assets, so the same data gives the same figures as a table with one row for each asset.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .cells import LARGE, Cells, Key, Large, keeping_large, variance
from .channels import Channels
from .classes import CLASSES, COUNT, Floats
from .factors import Factor, Scope, log_sd_of, mean_of


@dataclass(frozen=True, slots=True)
class Cost:
    """What one asset of a kind costs to replace: its size times the cost of a unit of size.

    Each is known between a 5 and a 95 % point (lognormal); two equal points are a figure that is taken as it is.
    """

    taxonomy: str
    size_low: float
    size_high: float
    unit: str
    """Of size: *square metre*, *kilometre*, *bed*; an asset that is counted whole has the size 1."""
    cost_low: float
    cost_high: float
    source: str

    @property
    def of_unit(self) -> float:
        """The expected cost of a unit of size."""
        return mean_of(self.cost_low, self.cost_high)

    @property
    def value(self) -> float:
        """The expected replacement value of one asset."""
        return mean_of(self.size_low, self.size_high) * self.of_unit


@dataclass(frozen=True, slots=True)
class Counted:
    """So many assets of a kind in a class of damage, somewhere."""

    sector: str
    taxonomy: str
    region: str
    damage: str
    """One of the classes of damage."""
    count: float
    source: str = ""

    def __post_init__(self) -> None:
        """Refuse a class that is none and a count that no count is."""
        if self.damage not in CLASSES:
            msg = f"the class {self.damage!r}: expected one of {', '.join(CLASSES)}"
            raise ValueError(msg)
        if not (np.isfinite(self.count) and self.count >= 0):
            msg = f"a count of {self.count}: expected a number of 0 or more"
            raise ValueError(msg)


def cost_factors(costs: Iterable[Cost], *, sized: Collection[str] = ()) -> tuple[Factor, ...]:
    """What is not known of sizes and of unit costs, as factors that all assets of a kind share.

    Parameters
    ----------
    costs
        Of the kinds.
    sized
        The kinds whose assets have a size of their own: the table's is not used for them.
    """
    known = sorted(costs, key=lambda cost: cost.taxonomy)
    cost_sd = {cost.taxonomy: log_sd_of(cost.cost_low, cost.cost_high) for cost in known}
    size_sd = {
        cost.taxonomy: log_sd_of(cost.size_low, cost.size_high)
        for cost in known
        if cost.taxonomy not in sized
    }
    source = "the table of unit costs"
    both = (
        Factor("unit cost of a kind", "unit cost", Scope.TAXONOMY, 0.0, source, cost_sd),
        Factor("size of a kind", "size", Scope.TAXONOMY, 0.0, source, size_sd),
    )
    return tuple(factor for factor in both if any(factor.by_level.values()))


def cells_of_counts(
    counts: Sequence[Counted], costs: Mapping[str, Cost], channels: Channels, spread: float
) -> Cells:
    """The sums of counted assets.

    Parameters
    ----------
    counts
        In any order; several rows of one kind, place and class add up.
    costs
        By taxonomy.
    channels
        What is summed, as for a pass over assets.
    spread
        Mean of the square of the idiosyncratic factor.

    Raises
    ------
    ValueError
        A kind that has no cost.

    >>> from .classes import ASSUMED, Ratios
    >>> area = Cost("housing area", 1, 1, "square metre", 681, 681, "made up")
    >>> lost = Counted("housing", "housing area", "Ukraine", "destroyed", 74.1e6)
    >>> cells = cells_of_counts([lost], {"housing area": area}, Channels.narrow(Ratios.of(ASSUMED)), 1.0)
    >>> round(float(cells.first[0, 0]) / 1e9, 1)
    50.5
    """
    missing = sorted({row.taxonomy for row in counts} - set(costs))
    if missing:
        msg = f"no unit cost of {', '.join(missing)}"
        raise ValueError(msg)
    keys = tuple(sorted({(row.sector, row.taxonomy, row.region) for row in counts}))
    place = {key: number for number, key in enumerate(keys)}
    by_class: Floats = np.zeros((len(keys), COUNT))
    for row in counts:
        by_class[place[row.sector, row.taxonomy, row.region], CLASSES.index(row.damage)] += row.count
    value = np.array([costs[key[1]].value for key in keys])
    cells = _summed(keys, by_class, value, channels)
    return keeping_large(_with_few(cells, by_class, value, channels, spread), channels, spread)


def _summed(keys: tuple[Key, ...], by_class: Floats, value: Floats, channels: Channels) -> Cells:
    counted = by_class[:, None, :]
    return Cells(
        keys=keys,
        rows=by_class.sum(axis=1),
        value=by_class.sum(axis=1) * value,
        classes=by_class.sum(axis=0),
        count=by_class if channels.is_wide else np.zeros((len(keys), 0)),
        first=(counted * channels.first).sum(axis=2) * value[:, None],
        square=(counted * channels.second).sum(axis=2) * value[:, None] ** 2,
        cross=np.einsum("ck,jk,lk->cjl", by_class, channels.first, channels.first)
        * value[:, None, None] ** 2,
        large=Large(),
    )


def _with_few(cells: Cells, by_class: Floats, value: Floats, channels: Channels, spread: float) -> Cells:
    """Add the assets of cells that have so few that each may be above the share of the variance."""
    few = np.flatnonzero((by_class.sum(axis=1) <= 1 / LARGE) & (variance(cells, channels, spread) > 0))
    large: list[tuple[str, int, float, Floats]] = []
    for cell in few:
        for k in range(COUNT):
            whole = round(by_class[cell, k])
            if whole != by_class[cell, k]:
                continue  # a part of an asset is none that could be drawn by itself
            sure = np.eye(COUNT)[k]
            large += [
                (
                    " ".join((*cells.keys[cell], CLASSES[k], str(number + 1))),
                    int(cell),
                    float(value[cell]),
                    sure,
                )
                for number in range(whole)
            ]
    if not large:
        return cells
    ids, where, worth, chance = zip(*large, strict=True)
    return Cells(
        cells.keys, cells.rows, cells.value, cells.classes, cells.count, cells.first, cells.square, cells.cross,
        Large(ids, np.array(where, dtype=np.int64), np.array(worth), np.array(chance)),
    )  # fmt: skip
