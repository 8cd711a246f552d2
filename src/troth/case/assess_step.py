"""The step `assess`: from what a case says was hit to damage, losses and needs, as tables of the house."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from troth.assess import Cells, Estimate, Factors, Model, combine, estimate
from troth.assess.aggregate import cells_of_counts, cost_factors
from troth.assess.classes import Floats
from troth.assess.losses import Loss, losses
from troth.assess.needs import Need, needs
from troth.assess.series import breaks
from troth.assess.services import people_without, shortages
from troth.records.errors import Problem

from .assess_shapes import shape_rows
from .assessed import Assessment
from .assessing import read_cells
from .executors import executor
from .unit_costs import told_cost

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
    rows: int = 0
    """Of the tables that say what was hit, counts and assets."""
    used: int = 0
    """Of them; the others could not be used and were left out."""
    left_out: tuple[Problem, ...] = ()
    """What is wrong with assets that were left out; of counts the case's warnings tell it."""


def assess_case(assessment: Assessment, *, seed: int) -> CaseAssessed:
    """Damage from counts and unit costs, losses along the recovery, needs by component.

    The factors are those of the assumptions, and what the table of unit costs leaves open.
    """
    cells, model, left_out = _cells(assessment)
    if not cells.keys:
        msg = f"none of {assessment.hit.rows:,} rows of what was hit can be used; expected at least one"
        raise ValueError(msg)
    damage = estimate(cells, model, seed=seed)
    lost, by_sector = losses(assessment.flows, assessment.paths, months=assessment.months, seed=seed)
    needed = needs(assessment.components, damage.by_sector, by_sector, seed=seed)
    many = assessment.hit.assets.rows if assessment.hit.assets is not None else 0
    return CaseAssessed(
        damage, float(cells.value.sum()), tuple(lost), by_sector, tuple(needed),
        rows=assessment.hit.rows + many, used=len(assessment.hit.counts) + many - left_out[0], left_out=left_out[1],
    )  # fmt: skip


def _cells(assessment: Assessment) -> tuple[Cells, Model, tuple[int, tuple[Problem, ...]]]:
    """The sums of what was counted and of assets one by one, the model, and how many assets were left out for which reason."""
    said, hit = assessment.assumptions, assessment.hit
    counted = {row.taxonomy for row in hit.counts}
    sized = set(hit.costs) - counted if hit.assets is not None and hit.assets.sized else ()
    factors = (*said.factors.shared, *cost_factors(hit.costs.values(), sized=sized))
    model = replace(said.model, factors=Factors(factors, said.factors.own_log_sd))
    channels, spread = model.channels, model.factors.spread
    if hit.assets is None:
        return cells_of_counts(hit.counts, hit.costs, channels, spread), model, (0, ())
    listed, told = read_cells(hit.assets, model, executor(1), ids=True)
    if both := counted & {key[1] for key in listed.keys}:
        msg = f"{', '.join(sorted(both))}: counted, and listed one by one in {hit.assets.path.name}; it would count twice"
        raise ValueError(msg)
    left = hit.assets.rows - int(listed.rows.sum())
    if hit.counts:
        counts = cells_of_counts(hit.counts, hit.costs, channels, spread)
        listed = combine(counts, listed, channels, spread)
    return listed, model, (left, told)


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
    """The tables that the step gives: `damage`, `losses`, `needs`, `assess_causes`, `assess_assumptions`, `assess_published`, `services`, `shortages`, `assess_breaks`, `assess_shapes`."""
    hit = assessment.hit
    listed = {hit.assets.path.name} if hit.assets is not None else set()
    because = sorted(
        {row.source for row in hit.counts} | {cost.source for cost in hit.costs.values()} | listed
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
        "assess_shapes": shape_rows(assessment.shapes),
    }  # fmt: skip


def _of_people(assessment: Assessment) -> dict[str, Rows]:
    """Who is without a service, and what is missing by the standards: needs for `plan` and `supply`."""
    without = people_without(assessment.facilities, assessment.people)
    # of what nobody told, nothing is known: it is not taken to be missing
    missing = [
        row
        for row in shortages(assessment.people, assessment.available)
        if (row.region, row.commodity) in assessment.available
    ]
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
    hit = assessment.hit
    counted = {row.taxonomy for row in hit.counts}
    for cost in sorted(hit.costs.values(), key=lambda one: one.taxonomy):
        sizes = hit.assets is None or not hit.assets.sized or cost.taxonomy in counted
        what, figure, source = told_cost(cost, assessment.assumptions.currency, sizes=sizes)
        yield {"what": what, "figure": figure, "source": source}
    for what, figure, source in assessment.assumptions.told():
        yield {"what": what, "figure": figure, "source": source}


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
