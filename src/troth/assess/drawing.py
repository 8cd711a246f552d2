"""Draws of everything that is shared: low-discrepancy points for the factors, counter-based ones for the rest."""

from dataclasses import dataclass

import numpy as np

from .cells import Cells
from .channels import Channels
from .classes import Floats, Ratios
from .classifier import Classifier, seen_as
from .factors import Factors, levels, multipliers

CLASSIFIER = "classifier"
"""The cause under which a classifier's error is told."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which standard normal draws feed what; D in all."""

    dimensions: int
    of_factor: tuple[slice, ...]
    """The columns of each shared factor, one for each level."""
    of_region: dict[str, slice]
    """The two columns of each region whose classifier is uncertain."""

    def columns(self, factors: Factors, cause: str) -> list[int]:
        """The columns that belong to a cause."""
        if cause == CLASSIFIER:
            return [number for part in self.of_region.values() for number in range(part.start, part.stop)]
        return [
            number
            for factor, part in zip(factors.shared, self.of_factor, strict=True)
            if factor.cause == cause
            for number in range(part.start, part.stop)
        ]


def plan_of(cells: Cells, factors: Factors, classifier: Classifier | None) -> Plan:
    """Lay the columns out: factors in their order, then regions in the order of their names."""
    start, of_factor, of_region = 0, [], {}
    for factor in factors.shared:
        many = len(levels(factor, cells.keys)[0])
        of_factor.append(slice(start, start + many))
        start += many
    for region in cells.regions if classifier is not None else ():
        if classifier is not None and region in classifier.by_region:
            of_region[region] = slice(start, start + 2)
            start += 2
    return Plan(start, tuple(of_factor), of_region)


def normals(draws: int, dimensions: int, seed: int) -> Floats:
    """Standard normal draws, shape (n, D): a scrambled Sobol sequence, `draws` a power of two."""
    if dimensions == 0:
        return np.zeros((draws, 0))
    from scipy.special import ndtri  # noqa: PLC0415 - it takes a second to load, which only an assessment should pay
    from scipy.stats import qmc  # noqa: PLC0415 - as above

    points = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(np.random.PCG64(seed))).random(
        draws
    )
    tiny = np.finfo(np.float64).tiny
    return np.asarray(ndtri(np.clip(points, tiny, 1 - 2**-53)))


@dataclass(frozen=True, slots=True)
class Given:
    """The cells' totals given the shared draws; shapes (n, C)."""

    mean: Floats
    variance: Floats
    factor: Floats
    """The product of the shared factors in each cell."""


def given(
    cells: Cells,
    channels: Channels,
    ratios: Ratios,
    factors: Factors,
    classifier: Classifier | None,
    normal: Floats,
) -> Given:
    """The conditional mean and variance of every cell for every draw of what is shared: exact, not sampled."""
    plan = plan_of(cells, factors, classifier)
    factor = np.ones((len(normal), len(cells.keys)))
    for one, part in zip(factors.shared, plan.of_factor, strict=True):
        names, level = levels(one, cells.keys)
        factor *= multipliers(one, names, normal[:, part])[:, level]
    mean, square = _base(cells, channels, factors.spread)
    means, variances = np.tile(mean, (len(normal), 1)), np.tile(square, (len(normal), 1))
    if classifier is not None:
        _with_errors(cells, ratios, factors, classifier, plan, normal, (means, variances))
    return Given(means * factor, variances * factor * factor, factor)


def _base(cells: Cells, channels: Channels, spread: float) -> tuple[Floats, Floats]:
    mean = cells.first @ channels.weight
    cross = np.einsum("j,cjl,l->c", channels.weight, cells.cross, channels.weight)
    return mean, np.maximum(spread * (cells.square @ channels.second_weight) - cross, 0.0)


def _with_errors(  # noqa: PLR0913, PLR0917 - the parts of one thing
    cells: Cells,
    ratios: Ratios,
    factors: Factors,
    classifier: Classifier,
    plan: Plan,
    normal: Floats,
    out: tuple[Floats, Floats],
) -> None:
    """Put in the cells of regions whose classifier errs; their class probabilities move with the draw."""
    for region, part in plan.of_region.items():
        here = np.array([number for number, key in enumerate(cells.keys) if key[2] == region])
        count = cells.count[here].sum(axis=0)
        precision, recall = classifier.draws(region, normal[:, part])
        ratio = seen_as(ratios.mean, count, precision, recall)
        second = seen_as(ratios.square, count, precision, recall)
        out[0][:, here] = ratio @ cells.first[here].T
        cross = np.einsum("nj,cjl,nl->nc", ratio, cells.cross[here], ratio)
        out[1][:, here] = np.maximum(factors.spread * (second @ cells.square[here].T) - cross, 0.0)


def own_draws(seed: int, stream: int) -> np.random.Generator:
    """A counter-based generator for what is not shared: the same for a seed and a stream, whoever asks."""
    return np.random.Generator(np.random.Philox(key=[seed & (2**64 - 1), stream]))


__all__ = ["CLASSIFIER", "Given", "Plan", "given", "normals", "own_draws", "plan_of"]
