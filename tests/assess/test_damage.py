"""Damage of a portfolio: against closed forms, against plain Monte Carlo, and the laws that must hold for any portfolio."""

from math import exp, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.portfolios import part, portfolio
from troth.assess import (
    ASSUMED_FACTORS,
    ASSUMED_RATIOS,
    Cells,
    Exposure,
    Factor,
    Factors,
    Model,
    Ratio,
    Ratios,
    Scope,
    combine,
    estimate,
    pass_over,
)

RATIOS = Ratios.of(ASSUMED_RATIOS)
LOST = np.array([[0, 0, 0, 0, 1.0]])


def destroyed(values: np.ndarray, sectors: int = 1) -> Exposure:
    """Assets that are all destroyed, one sector after the other."""
    rows = len(values)
    return Exposure(
        [f"a{number}" for number in range(rows)],
        tuple(f"s{number:02}" for number in range(sectors)), ("here",),
        (np.arange(rows) % sectors).astype(np.int32), np.zeros(rows, np.int32), values, np.repeat(LOST, rows, axis=0),
    )  # fmt: skip


def assessed(piece: Exposure, factors: Factors, *, draws: int = 8192, seed: int = 3):
    model = Model(RATIOS, factors)
    return estimate(pass_over(piece, model.channels, factors.spread), model, draws=draws, seed=seed)


def test_without_anything_unknown_the_damage_is_a_number():
    found = assessed(destroyed(np.array([100.0, 50.0])), Factors(()))
    assert found.total.mean == 150
    assert found.total.sd == 0
    assert (found.total.q05, found.total.q95) == (150, 150)


@pytest.mark.parametrize("sectors", [1, 4, 16])
def test_a_factor_by_sector_has_the_mean_and_the_spread_of_its_closed_form(sectors: int):
    """Total = sum over sectors of V/S x lognormal(mean 1): the variance is V^2/S x (exp(s^2) - 1)."""
    found = assessed(
        destroyed(np.full(sectors * 10, 1.0), sectors), Factors((Factor("f", "cost", Scope.SECTOR, 0.3),))
    )
    value = sectors * 10
    expected = value / sqrt(sectors) * sqrt(exp(0.09) - 1)
    assert found.total.mean == pytest.approx(value, rel=2e-3)
    assert found.total.sd == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize(("shared", "own"), [(0.0, 0.4), (sqrt(0.08), sqrt(0.08)), (0.4, 0.0)])
def test_correlation_0_one_half_and_1(shared: float, own: float):
    """Of N alike assets with one log variance, split between what they share and what each has for itself."""
    rows, one = 400, np.full(400, 1.0)
    found = assessed(destroyed(one), Factors((Factor("f", "cost", Scope.ALL, shared),), own), draws=32768)
    square = exp(shared**2)
    variance = rows * rows * (square - 1) + rows * square * (exp(own**2) - 1)
    standard_error = sqrt(variance / 32768)
    assert abs(found.total.mean - rows) < 3 * standard_error + 1e-9
    assert found.total.sd == pytest.approx(sqrt(variance), rel=3 / sqrt(2 * 32768) * 4)
    if shared == 0:
        assert found.total.sd == pytest.approx(sqrt(rows) * sqrt(exp(own**2) - 1), rel=1e-9)
    if own == 0:
        assert found.total.sd == pytest.approx(rows * sqrt(exp(shared**2) - 1), rel=0.02)


def monte_carlo(piece: Exposure, factors: Factors, draws: int, seed: int) -> np.ndarray:
    """Plain Monte Carlo: every asset is drawn in every realisation. It shares no code with the engine."""
    random = np.random.default_rng(seed)
    edges = piece.probability.cumsum(axis=1)[:, :4]
    spread = np.sqrt(np.maximum(RATIOS.square - RATIOS.mean**2, 0))
    totals = []
    for _ in range(draws):
        multiplier = np.ones(piece.rows)
        for factor in factors.shared:
            level = {
                Scope.ALL: np.zeros(piece.rows, int),
                Scope.SECTOR: piece.sector,
                Scope.REGION: piece.region,
            }[factor.scope]
            normal = random.standard_normal(64)
            multiplier *= np.exp(factor.log_sd * normal - factor.log_sd**2 / 2)[level]
        which = (random.random(piece.rows)[:, None] > edges).sum(axis=1)
        ratio = RATIOS.mean[which] + spread[which] * np.where(random.random(piece.rows) < 0.5, 1, -1)
        own = np.exp(factors.own_log_sd * random.standard_normal(piece.rows) - factors.own_log_sd**2 / 2)
        totals.append((piece.value * ratio * multiplier * own).sum())
    return np.array(totals)


def test_a_few_hundred_assets_agree_with_plain_monte_carlo():
    factors = Factors((Factor("a", "cost", Scope.SECTOR, 0.25), Factor("b", "place", Scope.REGION, 0.2)), 0.5)
    piece = portfolio(300)
    found, drawn = assessed(piece, factors, draws=16384), monte_carlo(piece, factors, 20_000, 5)
    assert found.total.mean == pytest.approx(drawn.mean(), rel=0.006)
    assert found.total.sd == pytest.approx(drawn.std(), rel=0.03)
    for told, chance in ((found.total.q05, 0.05), (found.total.q50, 0.5), (found.total.q95, 0.95)):
        assert told == pytest.approx(np.quantile(drawn, chance), rel=0.012)


def test_an_asset_that_outweighs_its_cell_is_drawn_by_itself():
    values = np.concatenate([np.full(200, 1.0), [400.0]])
    piece = destroyed(values)
    half = np.array([[0.5, 0, 0, 0, 0.5]])
    piece = Exposure(
        piece.ids,
        piece.sectors,
        piece.regions,
        piece.sector,
        piece.region,
        values,
        np.repeat(half, 201, axis=0),
    )
    model = Model(RATIOS, Factors(()))
    cells = pass_over(piece, model.channels, 1.0)
    assert cells.large.ids == ("a200",)
    found = estimate(cells, model)
    assert found.total.mean == pytest.approx(300)
    near_low, near_high = (np.abs(found.totals - 100) < 40).mean(), (np.abs(found.totals - 500) < 40).mean()
    assert near_low == pytest.approx(0.5, abs=0.02), "the power station stands or it does not"
    assert near_high == pytest.approx(0.5, abs=0.02)


def cells_of(piece: Exposure, model: Model) -> Cells:
    return pass_over(piece, model.channels, model.factors.spread)


@given(st.integers(0, 10_000), st.integers(1, 60), st.randoms(use_true_random=False))
def test_neither_the_order_of_assets_nor_how_they_are_cut_matters(seed: int, rows: int, random):
    model = Model(RATIOS, ASSUMED_FACTORS)
    piece = portfolio(rows, seed=seed)
    order = np.array(random.sample(range(rows), rows))
    cut = random.randint(0, rows)
    one, two = cells_of(part(piece, order[:cut]), model), cells_of(part(piece, order[cut:]), model)
    whole, pieces = cells_of(piece, model), combine(one, two, model.channels, model.factors.spread)
    assert whole.keys == pieces.keys
    for name in ("rows", "value", "classes", "count", "first", "square", "cross"):
        np.testing.assert_allclose(getattr(whole, name), getattr(pieces, name), rtol=1e-9, atol=1e-3)
    assert set(whole.large.ids) == set(pieces.large.ids)


@given(st.integers(0, 10_000), st.integers(1, 40))
def test_damage_is_never_above_what_stood_there_and_parts_add_up(seed: int, rows: int):
    piece = portfolio(rows, seed=seed)
    found = assessed(piece, Factors((), 0.0), draws=256)
    assert np.all(found.totals <= piece.value.sum() * (1 + 1e-9))
    assert np.all(found.totals >= 0)
    sectors = sum(row.mean for row in found.rows if row.sector and not row.region)
    regions = sum(row.mean for row in found.rows if row.region and not row.sector)
    cells = sum(row.mean for row in found.rows if row.region and row.sector)
    assert sectors == pytest.approx(found.total.mean)
    assert regions == pytest.approx(found.total.mean)
    assert cells == pytest.approx(found.total.mean)


def test_causes_share_the_variance_as_their_closed_form_says():
    factors = Factors((Factor("a", "cost", Scope.ALL, 0.3), Factor("b", "method", Scope.ALL, 0.1)))
    found = assessed(destroyed(np.full(50, 1.0)), factors, draws=16384)
    whole = exp(0.09) * exp(0.01) - 1
    assert found.causes["cost"] == pytest.approx((exp(0.09) - 1) / whole, rel=0.03)
    assert found.causes["method"] == pytest.approx((exp(0.01) - 1) / whole, rel=0.05)
    assert found.causes["each asset's own"] == 0


def test_the_same_seed_gives_the_same_bits_and_another_seed_another_draw():
    piece = portfolio(200)
    one, again, other = (assessed(piece, ASSUMED_FACTORS, seed=seed) for seed in (1, 1, 2))
    assert one.rows == again.rows
    assert one.total.q95 != other.total.q95
    assert one.total.q95 == pytest.approx(other.total.q95, rel=0.03)


@pytest.mark.parametrize(("mean", "sd"), [(1.2, 0.1), (-0.1, 0), (0.5, 0.6), (0.5, -1)])
def test_a_ratio_that_no_share_can_have_is_refused(mean: float, sd: float):
    with pytest.raises(ValueError, match="no share of a replacement"):
        Ratio(mean, sd, "nobody")


def test_exceedance_falls_and_meets_the_quantiles():
    found = assessed(portfolio(200), ASSUMED_FACTORS)
    chances, values = zip(*found.exceedance, strict=True)
    assert list(chances) == sorted(chances, reverse=True)
    assert list(values) == sorted(values)
    assert dict(found.exceedance)[0.05] == pytest.approx(found.total.q95, rel=1e-6)
