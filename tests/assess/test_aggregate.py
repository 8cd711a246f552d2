"""Counts times sizes times unit costs, and the same assets one by one: the same figures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.assess import (
    ASSUMED_FACTORS,
    ASSUMED_RATIOS,
    CLASSES,
    Exposure,
    Factors,
    Model,
    Ratios,
    estimate,
    pass_over,
)
from troth.assess.aggregate import Cost, Counted, cells_of_counts, cost_factors

RATIOS = Ratios.of(ASSUMED_RATIOS)
HOUSE = Cost("house", 90, 90, "square metre", 700, 700, "made up")
FLATS = Cost("block of flats", 3000, 3000, "square metre", 900, 900, "made up")
COSTS = {cost.taxonomy: cost for cost in (HOUSE, FLATS)}


def one_by_one(counts: list[Counted]) -> Exposure:
    """A row for each asset that is counted."""
    rows = [row for row in counts for _ in range(int(row.count))]
    names = [sorted({getattr(row, field) for row in rows}) for field in ("sector", "taxonomy", "region")]
    codes = [
        np.array([known.index(getattr(row, field)) for row in rows], dtype=np.int32)
        for field, known in zip(("sector", "taxonomy", "region"), names, strict=True)
    ]
    return Exposure(
        ids=[f"a{number}" for number in range(len(rows))],
        sectors=tuple(names[0]), regions=tuple(names[2]), taxonomies=tuple(names[1]),
        sector=codes[0], taxonomy=codes[1], region=codes[2],
        value=np.array([COSTS[row.taxonomy].value for row in rows]),
        probability=np.eye(5)[[CLASSES.index(row.damage) for row in rows]],
    )  # fmt: skip


counted = st.builds(
    Counted,
    sector=st.sampled_from(["housing", "commerce"]),
    taxonomy=st.sampled_from(["house", "block of flats"]),
    region=st.sampled_from(["Mirna", "Tolpa"]),
    damage=st.sampled_from(CLASSES),
    count=st.integers(1, 60),
)


@given(st.lists(counted, min_size=1, max_size=8))
def test_both_ways_in_give_the_same_sums(counts: list[Counted]):
    model = Model(RATIOS, ASSUMED_FACTORS)
    together = cells_of_counts(counts, COSTS, model.channels, model.factors.spread)
    apart = pass_over(one_by_one(counts), model.channels, model.factors.spread)
    assert together.keys == apart.keys
    for name in ("rows", "value", "classes", "first", "square", "cross"):
        np.testing.assert_allclose(getattr(together, name), getattr(apart, name), rtol=1e-9, atol=1e-3)
    one, other = (estimate(cells, model, draws=1024).total for cells in (together, apart))
    assert one.mean == pytest.approx(other.mean, rel=1e-9)
    assert one.sd == pytest.approx(other.sd, rel=1e-6)


def test_the_published_area_times_the_published_cost_is_the_published_damage():
    """KSE, September 2022: 74.1 million square metres of housing, 50.5 billion dollars, hence 681 a square metre."""
    area = Cost(
        "housing area", 1, 1, "square metre", 681, 681, "50.5 billion over 74.1 million square metres"
    )
    lost = Counted("housing", "housing area", "Ukraine", "destroyed", 74.1e6, "KSE, September 2022")
    model = Model(RATIOS, Factors(()))
    found = estimate(cells_of_counts([lost], {"housing area": area}, model.channels, 1.0), model)
    assert round(found.total.mean / 1e9, 1) == 50.5
    assert found.total.sd == pytest.approx(0, abs=1)


def test_what_is_not_known_of_a_unit_cost_is_shared_by_all_of_its_kind():
    wide = Cost("house", 90, 90, "square metre", 500, 900, "a made-up range")
    counts = [Counted("housing", "house", "Mirna", "destroyed", 10_000)]
    model = Model(RATIOS, Factors(cost_factors([wide])))
    found = estimate(cells_of_counts(counts, {"house": wide}, model.channels, 1.0), model)
    assert found.total.q05 == pytest.approx(10_000 * 90 * 500, rel=0.01)
    assert found.total.q95 == pytest.approx(10_000 * 90 * 900, rel=0.01)
    assert found.causes["unit cost"] == pytest.approx(1, abs=0.02)
    assert "size" not in found.causes, "the size is given as it is"


@pytest.mark.parametrize(("damage", "count"), [("ruined", 1), ("severe", -1), ("severe", float("nan"))])
def test_a_count_that_is_none_is_refused(damage: str, count: float):
    with pytest.raises(ValueError, match="expected"):
        Counted("housing", "house", "Mirna", damage, count)


def test_a_kind_without_a_cost_is_named():
    model = Model(RATIOS, Factors(()))
    with pytest.raises(ValueError, match="no unit cost of bridge"):
        cells_of_counts([Counted("transport", "bridge", "Mirna", "severe", 2)], COSTS, model.channels, 1.0)
