"""The step `assess`: from what a case says was hit to damage, losses and needs, as tables of the house."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from troth.assess import Estimate, Factors, Model, Ratios, estimate
from troth.assess.aggregate import cells_of_counts, cost_factors
from troth.assess.classes import Floats
from troth.assess.losses import Loss, losses
from troth.assess.needs import Need, needs
from troth.assess.series import breaks
from troth.assess.services import people_without, shortages

from .assessed import Assessment

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class CaseAssessed:
    """What came of a case's assessment."""

    damage: Estimate
    replacement: float
    """What it would cost to replace all that was counted."""
    losses: tuple[Loss, ...]
    loss_by_sector: Mapping[str, Floats]
    needs: tuple[Need, ...]


def assess_case(assessment: Assessment, *, seed: int) -> CaseAssessed:
    """Damage from counts and unit costs, losses along the recovery, needs by component.

    The factors are those of the assumptions, and what the table of unit costs leaves open.
    """
    said = assessment.assumptions
    factors = Factors(
        (*said.factors.shared, *cost_factors(assessment.costs.values())), said.factors.own_log_sd
    )
    model = Model(Ratios.of(said.ratios), factors, said.classifier)
    cells = cells_of_counts(assessment.counts, assessment.costs, model.channels, factors.spread)
    damage = estimate(cells, model, seed=seed)
    lost, by_sector = losses(assessment.flows, assessment.paths, months=assessment.months, seed=seed)
    needed = needs(assessment.components, damage.by_sector, by_sector, seed=seed)
    return CaseAssessed(damage, float(cells.value.sum()), tuple(lost), by_sector, tuple(needed))


class _Figure(Protocol):
    """Anything with a mean and a spread."""

    @property
    def mean(self) -> float: ...
    @property
    def sd(self) -> float: ...
    @property
    def q05(self) -> float: ...
    @property
    def q50(self) -> float: ...
    @property
    def q95(self) -> float: ...


def tables_of(assessment: Assessment, found: CaseAssessed) -> dict[str, Rows]:
    """The tables that the step gives: `damage`, `losses`, `needs`, `assess_causes`, `assess_assumptions`, `assess_published`, `services`, `shortages`, `assess_breaks`."""
    because = sorted(
        {row.source for row in assessment.counts} | {cost.source for cost in assessment.costs.values()}
    )
    currency, year = assessment.assumptions.currency, assessment.assumptions.price_year
    money = {"currency": currency, "price_year": year}
    return {
        "damage": [
            {"sector": row.sector, "region": row.region, **money, **_spread(row), "because": because}
            for row in found.damage.rows
        ],
        "losses": [
            {
                "sector": one.flow.sector, "component": one.flow.component, "service": one.flow.service, **money,
                **_spread(one), "monthly": one.monthly.tolist(), "because": [one.flow.source],
            }
            for one in found.losses
        ],
        "needs": [
            {
                "sector": row.sector, "component": row.component, "phase": row.phase, **money, **_spread(row),
                "met": row.met, "because": _sources(assessment, row),
            }
            for row in found.needs
        ],
        "assess_causes": [{"cause": cause, "share": share} for cause, share in found.damage.causes.items()],
        "assess_assumptions": list(_assumed(assessment)),
        "assess_published": _beside(assessment, found),
        **_of_people(assessment),
        "assess_breaks": _breaks(assessment),
    }  # fmt: skip


def _of_people(assessment: Assessment) -> dict[str, Rows]:
    """Who is without a service, and what is missing by the standards: needs for `plan` and `supply`."""
    without = people_without(assessment.facilities, assessment.people)
    missing = shortages(assessment.people, assessment.available)
    return {
        "services": [
            {"service": row.service, "region": row.region, "people": row.served, "without": row.without, "requires": [],
             "because": sorted({one.source for one in assessment.facilities if (one.service, one.region) == (row.service, row.region)})}
            for row in without
        ],
        "shortages": [
            {"zone": row.region, "commodity": row.commodity, "low": row.low, "high": row.high, "unit": row.unit, "because": [row.because]}
            for row in missing
        ],
    }  # fmt: skip


def _breaks(assessment: Assessment) -> Rows:
    """Where a count over time changed its meaning or fell: told, and never smoothed."""
    return [
        {"series": name, "before": one.before.isoformat(), "after": one.after.isoformat(), "low": one.low, "high": one.high, "kind": one.kind, "because": [one.because]}
        for name, series in sorted(assessment.series.items())
        for one in breaks(series, {other: told for other, told in assessment.series.items() if other != name})
    ]  # fmt: skip


def _spread(figure: _Figure) -> dict[str, float]:
    return {"mean": figure.mean, "sd": figure.sd, "q05": figure.q05, "q50": figure.q50, "q95": figure.q95}


def _sources(assessment: Assessment, row: Need) -> list[str]:
    return sorted(
        {
            one.source
            for one in assessment.components
            if row.sector in {None, one.sector} and row.component in {None, one.component}
        }
    )


def _assumed(assessment: Assessment) -> Iterable[dict[str, str]]:
    """Every unit cost and every other assumption, with its figure and its source."""
    for cost in sorted(assessment.costs.values(), key=lambda one: one.taxonomy):
        size = (
            ""
            if cost.size_low == cost.size_high == 1
            else f"{_ends(cost.size_low, cost.size_high)} {cost.unit} of "
        )
        yield {
            "what": f"{cost.taxonomy}: cost of a {cost.unit}",
            "figure": f"{size}{_ends(cost.cost_low, cost.cost_high)} {assessment.assumptions.currency}",
            "source": cost.source,
        }
    for what, figure, source in assessment.assumptions.told():
        yield {"what": what, "figure": figure, "source": source}


def _ends(low: float, high: float) -> str:
    return f"{low:,.10g}" if low == high else f"{low:,.10g} to {high:,.10g}"


def _beside(assessment: Assessment, found: CaseAssessed) -> Rows:
    """What others published, beside ours of the same measure, sector and region; null where we have none."""
    rows = []
    for one in assessment.published:
        ours = _ours(found, one.measure, one.sector, one.region)
        rows.append(
            {
                "measure": one.measure, "sector": one.sector, "region": one.region, "by": one.by, "as_of": one.as_of,
                "low": one.low, "high": one.high, "source": one.source, "note": one.note,
                "mean": None if ours is None else ours[0],
                "q05": None if ours is None else ours[1],
                "q95": None if ours is None else ours[2],
                "agrees": None if ours is None else bool(ours[1] <= one.high and one.low <= ours[2]),
            }
        )  # fmt: skip
    return rows


def _ours(
    found: CaseAssessed, measure: str, sector: str | None, region: str | None
) -> tuple[float, float, float] | None:
    if measure == "damage":
        row = next((row for row in found.damage.rows if (row.sector, row.region) == (sector, region)), None)
        return None if row is None else (row.mean, row.q05, row.q95)
    if measure == "needs" and region is None:
        need = next(
            (
                row
                for row in found.needs
                if row.sector == sector and row.component is None and row.phase is None
            ),
            None,
        )
        return None if need is None else (need.mean, need.q05, need.q95)
    return None
