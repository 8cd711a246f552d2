"""From sums to figures: mean, spread and quantiles by sector, by region and in all, and which cause the spread has."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .cells import Cells, Key
from .channels import Channels
from .classes import COUNT, Floats, Ratios
from .classifier import Classifier, missed_share
from .drawing import CLASSIFIER, Given, given, normals, own_draws, plan_of
from .factors import Factors

DRAWS = 8192
"""A power of two, as a Sobol sequence wants it."""
QUANTILES = (0.05, 0.5, 0.95)
SURE = 1e-12
"""A ratio of less variance than this is one number."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; sector or region None: all of them."""

    sector: str | None
    region: str | None
    mean: float
    sd: float
    q05: float
    q50: float
    q95: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the damage is, as far as anybody can know it."""

    rows: tuple[Row, ...]
    """The total, each sector, each region, each sector in each region."""
    causes: Mapping[str, float]
    """The share of the total's variance that each cause has by itself, the largest first; what is left over is shared among causes."""
    exceedance: tuple[tuple[float, float], ...]
    """(probability, damage that is exceeded with it), of the total."""
    totals: Floats
    """The draws of the total, in the order of the draws."""
    by_sector: Mapping[str, Floats]
    """The draws of each sector, for what is made of its damage."""

    @property
    def total(self) -> Row:
        """The total."""
        return self.rows[0]


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that is assumed beside the assets themselves."""

    ratios: Ratios
    factors: Factors
    classifier: Classifier | None = None

    @property
    def channels(self) -> Channels:
        """What the pass over the assets sums for this model."""
        return Channels.narrow(self.ratios) if self.classifier is None else Channels.wide(self.ratios)


def estimate(cells: Cells, model: Model, *, seed: int = 0, draws: int = DRAWS) -> Estimate:
    """The damage of a portfolio.

    Parameters
    ----------
    cells
        The sums of one pass over its assets, made with `model.channels`.
    model
        What is assumed.
    seed
        Of all draws.
    draws
        A power of two.

    >>> import numpy as np
    >>> from .classes import ASSUMED
    >>> from .exposure import Exposure
    >>> from .factors import Factors
    >>> from .passing import pass_over
    >>> piece = Exposure(["a"], ("housing",), ("Sumy",), np.zeros(1, np.int32), np.zeros(1, np.int32), np.array([100.0]),
    ...                  np.array([[0, 0, 0, 0, 1.0]]))
    >>> sure = Model(Ratios.of(ASSUMED), Factors(()))
    >>> estimate(pass_over(piece, sure.channels, 1.0), sure).total.mean
    100.0
    """
    channels = model.channels
    rest = _without_large(cells, channels)
    plan = plan_of(cells, model.factors, model.classifier)
    both = normals(draws, 2 * plan.dimensions, seed)
    normal, other = both[:, : plan.dimensions], both[:, plan.dimensions :]
    told = given(rest, channels, model.ratios, model.factors, model.classifier, normal)
    drawn = _drawn(told, rest.value, own_draws(seed, 1))
    extra, extra_mean, extra_variance = _large(cells, model, told, normal, seed)
    means, variances = told.mean + extra_mean, told.variance + extra_variance
    return Estimate(
        rows=tuple(_rows(cells.keys, drawn + extra, means, variances)),
        causes=_causes(cells, model, normal, other, variances.sum(axis=1), means),
        exceedance=_exceedance((drawn + extra).sum(axis=1)),
        totals=(drawn + extra).sum(axis=1),
        by_sector=_sectors(cells.keys, drawn + extra),
    )


def _without_large(cells: Cells, channels: Channels) -> Cells:
    """The sums without the assets that are simulated one by one."""
    large = cells.large
    if not large.ids:
        return cells
    first, square, cross = cells.first.copy(), cells.square.copy(), cells.cross.copy()
    value = cells.value.copy()
    np.subtract.at(value, large.cell, large.value)
    own, second = channels.of(large.probability), channels.second_of(large.probability)
    for j in range(channels.count):
        np.subtract.at(first[:, j], large.cell, large.value * own[j])
        np.subtract.at(square[:, j], large.cell, large.value**2 * second[j])
        for k in range(channels.count):
            np.subtract.at(cross[:, j, k], large.cell, large.value**2 * own[j] * own[k])
    return replace(
        cells,
        value=np.maximum(value, 0.0),
        first=np.maximum(first, 0.0),
        square=np.maximum(square, 0.0),
        cross=cross,
    )


NEAR = 8.0
"""A cell whose replacement value is fewer standard deviations than this away is drawn within it."""


def _drawn(told: Given, value: Floats, random: np.random.Generator) -> Floats:
    """Totals of cells with the conditional mean and variance, never negative and never above what stood there.

    Far from both ends a lognormal serves; a cell of few assets is a share of its replacement value, which is beta.
    """
    normal = random.standard_normal(told.mean.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_variance = np.where(told.mean > 0, np.log1p(told.variance / told.mean**2), 0.0)
    drawn = told.mean * np.exp(np.sqrt(log_variance) * normal - log_variance / 2)
    most = value * told.factor
    near = np.flatnonzero((told.mean + NEAR * np.sqrt(told.variance) > most).any(axis=0))
    for cell in near:
        drawn[:, cell] = _share(told, int(cell), most[:, cell], random)
    return np.asarray(drawn)


def _share(told: Given, cell: int, most: Floats, random: np.random.Generator) -> Floats:
    mean, variance = told.mean[:, cell], told.variance[:, cell]
    if not most.all():
        return np.asarray(mean)
    share = np.clip(mean / most, 0.0, 1.0)
    # an own factor can spread a cell wider than any share of 1: then it is all or nothing
    spread = np.minimum(variance / most**2, share * (1 - share) * (1 - SURE))
    sure = spread <= SURE
    size = np.where(sure, 1.0, share * (1 - share) / np.where(sure, 1.0, spread) - 1)
    first, second = np.maximum(share * size, SURE), np.maximum((1 - share) * size, SURE)
    return np.asarray(most * np.where(sure, share, random.beta(first, second)))


def _large(
    cells: Cells, model: Model, told: Given, normal: Floats, seed: int
) -> tuple[Floats, Floats, Floats]:
    """Draws, conditional means and variances of the assets that are simulated one by one, added up by cell."""
    shape = told.mean.shape
    drawn, means, variances = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    random = own_draws(seed, 2)
    own_sd = model.factors.own_log_sd
    for some in _batches(cells, model):
        where = cells.large.cell[some]
        value = cells.large.value[some] * told.factor[:, where]
        chance = _chances(cells, model, normal, some)
        which = np.minimum(
            (random.random((*value.shape, 1)) > chance.cumsum(axis=2)[..., :-1]).sum(axis=2), COUNT - 1
        )
        own = np.exp(own_sd * random.standard_normal(value.shape) - own_sd**2 / 2)
        ratio, square = chance @ model.ratios.mean, chance @ model.ratios.square
        spread = np.maximum(model.factors.spread * square - ratio**2, 0.0)
        for whole, part in (
            (drawn, value * _ratio_of(model.ratios, which, random) * own),
            (means, value * ratio),
            (variances, value**2 * spread),
        ):
            for number, cell in enumerate(where):
                whole[:, cell] += part[:, number]
    return drawn, means, variances


BATCH = 128
"""So many large assets are drawn at once: some 8 MB for each array of their draws."""


def _batches(cells: Cells, model: Model) -> Iterator[np.ndarray]:
    """The large assets, cell by cell; those of one batch share the accuracy of the classifier, where there is one."""
    order = np.argsort(cells.large.cell, kind="stable")
    if model.classifier is None:
        groups = [order]
    else:
        regions = np.array([cells.keys[int(cell)][2] for cell in cells.large.cell[order]])
        groups = [order[regions == region] for region in np.unique(regions)]
    for group in groups:
        yield from (group[start : start + BATCH] for start in range(0, len(group), BATCH))


def _chances(cells: Cells, model: Model, normal: Floats, some: np.ndarray) -> Floats:
    """The probabilities of the classes of a batch of large assets, shape (n or 1, L, 5)."""
    looks = cells.large.probability[some]
    region = cells.keys[int(cells.large.cell[some[0]])][2]
    if model.classifier is None or region not in model.classifier.by_region:
        return np.asarray(looks[None, :, :])
    part = plan_of(cells, model.factors, model.classifier).of_region[region]
    count = cells.count[[place for place, key in enumerate(cells.keys) if key[2] == region]].sum(axis=0)
    precision, recall = model.classifier.draws(region, normal[:, part])
    found, missed = precision[:, None, None], missed_share(count, precision, recall)[:, None, None]
    typical = count[1:] / max(float(count[1:].sum()), 1.0)
    damaged = found * looks[None, :, 1:] + missed * looks[None, :, :1] * typical
    return np.concatenate([1 - damaged.sum(axis=2, keepdims=True), damaged], axis=2)


def _ratio_of(ratios: Ratios, which: np.ndarray, random: np.random.Generator) -> Floats:
    """Draws of the damage ratio of classes: beta with the class's mean and variance."""
    found: Floats = ratios.mean[which]
    spread = ratios.square - ratios.mean**2
    for k in range(COUNT):
        if spread[k] > SURE:
            here = which == k
            size = ratios.mean[k] * (1 - ratios.mean[k]) / spread[k] - 1
            found[here] = random.beta(ratios.mean[k] * size, (1 - ratios.mean[k]) * size, int(here.sum()))
    return found


def _rows(keys: Sequence[Key], drawn: Floats, means: Floats, variances: Floats) -> list[Row]:
    """The total, sectors, regions, and sectors in regions, each group of rows at once."""
    groups: list[list[tuple[str | None, str | None]]] = [
        [(None, None) for _ in keys],
        [(sector, None) for sector, _, _ in keys],
        [(None, region) for _, _, region in keys],
        [(sector, region) for sector, _, region in keys],
    ]
    return [row for of_cell in groups for row in _group(of_cell, drawn, means, variances)]


def _group(
    of_cell: Sequence[tuple[str | None, str | None]], drawn: Floats, means: Floats, variances: Floats
) -> list[Row]:
    """Rows of sums of cells; `of_cell` says to which row each cell belongs.

    Mean and spread come from the conditional moments, which are exact; the quantiles from the draws.
    """
    names = sorted(set(of_cell), key=lambda name: (name[0] or "", name[1] or ""))
    place = {name: number for number, name in enumerate(names)}
    group = [place[name] for name in of_cell]
    drawn, means, variances = (_added(part, group, len(names)) for part in (drawn, means, variances))
    spread = np.sqrt(means.var(axis=0) + variances.mean(axis=0))
    low, middle, high = np.quantile(drawn, QUANTILES, axis=0)
    columns = (means.mean(axis=0), spread, low, middle, high)
    return [
        Row(sector, region, *(float(column[number]) for column in columns))
        for number, (sector, region) in enumerate(names)
    ]


def _sectors(keys: Sequence[Key], drawn: Floats) -> dict[str, Floats]:
    names = sorted({key[0] for key in keys})
    whole = _added(drawn, [names.index(key[0]) for key in keys], len(names))
    return {name: whole[:, number] for number, name in enumerate(names)}


def _added(part: Floats, group: Sequence[int], count: int) -> Floats:
    """Sums of columns in their order: a matrix product may add in another order on another machine."""
    if list(group) == list(range(len(group))):
        return part
    whole = np.zeros((count, len(part)))
    for cell, number in enumerate(group):
        whole[number] += part[:, cell]
    return whole.T


def _causes(
    cells: Cells, model: Model, one: Floats, two: Floats, own: Floats, means: Floats
) -> dict[str, float]:
    """The first-order share of each cause (Saltelli's estimator on conditional means), and of the assets' own chance."""
    plan = plan_of(cells, model.factors, model.classifier)

    def total(normal: Floats) -> Floats:
        told = given(cells, model.channels, model.ratios, model.factors, model.classifier, normal)
        return np.asarray(told.mean.sum(axis=1))

    base, other = total(one), total(two)
    whole = float(means.sum(axis=1).var() + own.mean())
    if whole <= 0:
        return {}
    found = {}
    for cause in (*model.factors.causes, *((CLASSIFIER,) if plan.of_region else ())):
        mixed = one.copy()
        columns = plan.columns(model.factors, cause)
        mixed[:, columns] = two[:, columns]
        found[cause] = float(max(np.mean((other - other.mean()) * (total(mixed) - base)) / whole, 0.0))
    found["each asset's own"] = float(own.mean() / whole)
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def _exceedance(totals: Floats, points: int = 100) -> tuple[tuple[float, float], ...]:
    chances = np.linspace(0.99, 0.01, points - 1)
    values = np.quantile(totals, 1 - chances)
    return tuple(zip(chances.round(2).tolist(), values.tolist(), strict=True))
