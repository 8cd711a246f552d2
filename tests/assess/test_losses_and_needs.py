"""What does not flow until it flows again, and what it costs to recover: never a premium on damage."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.portfolios import portfolio
from troth.assess import ASSUMED_FACTORS, ASSUMED_RATIOS, Model, Ratios, estimate, pass_over
from troth.assess.losses import Flow, linear, losses
from troth.assess.needs import Basis, Component, needs

MILLS = Flow("commerce", "foregone output", "power", 8.0, 12.0, "made up")
SHELTER = Flow("housing", "temporary shelter", "homes", 4.0, 4.0, "made up")


@given(st.floats(0, 40), st.floats(0, 40), st.integers(1, 60))
def test_a_longer_recovery_never_loses_less(one: float, other: float, months: int):
    short, long = sorted((one, other))
    lost = [
        losses([MILLS], {"power": linear(duration, months)}, months=months)[0][0].mean
        for duration in (short, long)
    ]
    assert lost[0] <= lost[1] + 1e-9


def test_a_service_that_never_comes_back_loses_every_month():
    (found,), by_sector = losses([SHELTER], {"homes": [0.0]}, months=24)
    assert found.mean == pytest.approx(96)
    assert by_sector["housing"] == pytest.approx(np.full(8192, 96.0))


def test_a_programme_may_say_how_a_service_comes_back():
    (found,), _ = losses([SHELTER], {"homes": [0, 0, 0.5, 0.9, 1]}, months=6)
    assert found.monthly.tolist() == pytest.approx([4, 4, 2, 0.4, 0, 0])


@pytest.mark.parametrize("path", [[], [0.5, 1.5], [-0.1]])
def test_a_path_that_is_none(path: list[float]):
    with pytest.raises(ValueError, match="share from 0 to 1"):
        losses([SHELTER], {"homes": path}, months=3)


def test_a_flow_without_a_path_is_named():
    with pytest.raises(ValueError, match="no recovery path of homes"):
        losses([SHELTER], {}, months=3)


def component(**changes: object) -> Component:
    said = {
        "sector": "sector 00", "component": "reconstruction", "basis": Basis.DAMAGE, "low": 1.0, "high": 1.2,
        "phases": {"short": 0.3, "medium": 0.7}, "source": "made up", **changes,
    }  # fmt: skip
    return Component(**said)  # type: ignore[arg-type] # a test may pass what is wrong


def test_needs_are_made_of_components_and_the_ratio_to_damage_follows_from_them():
    model = Model(Ratios.of(ASSUMED_RATIOS), ASSUMED_FACTORS)
    found = estimate(pass_over(portfolio(500), model.channels, model.factors.spread), model)
    damage = next(row for row in found.rows if row.sector == "sector 00" and row.region is None)
    rows = needs(
        [
            component(),
            component(component="building back better", low=0.1, high=0.3),
            component(
                component="debris and demining",
                basis=Basis.AMOUNT,
                low=5e5,
                high=9e5,
                phases={"immediate": 1.0},
            ),
        ],
        found.by_sector,
    )
    total = rows[-1]
    assert (total.sector, total.component) == (None, None)
    assert 1.2 * damage.mean < total.mean < 1.5 * damage.mean + 9e5
    assert sum(row.mean for row in rows if row.component) == pytest.approx(total.mean)
    assert total.sd > damage.sd, "what is not known of the damage is not known of the need"


def test_what_is_met_is_told_and_never_subtracted_in_silence():
    one, sector, total = needs([component(met=20.0, phases={"long": 1.0})], {"sector 00": np.full(8, 100.0)})
    assert (one.met, sector.met, total.met) == (20.0, 20.0, 20.0)
    assert total.mean == pytest.approx(
        needs([component(phases={"long": 1.0})], {"sector 00": np.full(8, 100.0)})[-1].mean
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"phases": {"soon": 1.0}},
        {"phases": {"short": 0.4}},
        {"phases": {"short": 1.5, "long": -0.5}},
        {"met": -1.0},
    ],
)
def test_a_component_that_is_none(changes: dict[str, object]):
    with pytest.raises(ValueError, match="expected"):
        component(**changes)


def test_a_share_of_nothing_is_named():
    with pytest.raises(ValueError, match="no losses to be a share of"):
        needs([component(basis=Basis.LOSSES)], {"sector 00": np.full(8, 1.0)})
