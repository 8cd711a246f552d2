"""`assess.toml` and its tables: what was hit, what a unit costs, what does not flow, what is needed, what others published."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from troth.assess.aggregate import Cost
from troth.assess.losses import Flow, Path, linear
from troth.assess.needs import PHASES, Basis, Component

from .assess_cells import ends, number, rows_of, text_of
from .assess_counts import COSTS, COUNTS, assets_name, leaving_out, read_assets, read_counts
from .assess_people import check_regions, read_available, read_facilities, read_people, read_series
from .assess_shapes import read_shapes
from .assessed import Assessment, Hit, Published
from .assumptions import Assumptions, assumptions_of
from .csvfile import Cells, Columns
from .exposure import has_sizes
from .exposure_faults import Rules
from .folder import Folder
from .tomlfile import read_toml
from .unit_costs import read_costs

FILE = "assess.toml"
FLOWS, NEEDS, PUBLISHED = (f"tables/{name}.csv" for name in ("flows", "need_components", "published"))
_BESIDE = ("months", "recovery")
_COLUMNS: Mapping[str, Columns] = {
    FLOWS: Columns(("sector", "component", "service", "low", "high", "source")),
    NEEDS: Columns(("sector", "component", "basis", "low", "high", *PHASES, "source"), ("met",)),
    PUBLISHED: Columns(("measure", "low", "high", "by", "source"), ("sector", "region", "as_of", "note")),
}


def read_assessment(
    folder: Folder, step: Mapping[str, Any] | None = None, *, skip_bad: bool = False
) -> Assessment | None:
    """Read a case's assessment; without assess.toml there is none.

    Parameters
    ----------
    folder
        The case.
    step
        The settings of its step `assess`.
    skip_bad
        Leave rows out of counts, unit costs and assets that cannot be used: each is a warning.
    """
    if not folder.has(FILE) or (document := read_toml(folder, FILE)) is None:
        return None
    data = plain(document.data)
    assumptions, problems = assumptions_of(data, FILE, beside=_BESIDE)
    for problem in problems:
        folder.problems.take(FILE, problem)
    months = data.get("months", 60)
    if not isinstance(months, int) or not 1 <= months <= 600:  # noqa: PLR2004 - fifty years are a horizon
        folder.problems.add(
            FILE, field="months", found=months, expected="1 to 600 months", remedy="correct it"
        )
        months = 60
    hit = _hit(folder, assumptions, skip_bad=skip_bad)
    flows = tuple(rows_of(folder, FLOWS, _COLUMNS[FLOWS], _flow, optional=True))
    found = Assessment(
        assumptions=assumptions,
        hit=hit,
        flows=flows,
        paths=_paths(folder, data.get("recovery", {}), months, flows),
        months=months,
        components=tuple(rows_of(folder, NEEDS, _COLUMNS[NEEDS], _component, optional=True)),
        published=tuple(rows_of(folder, PUBLISHED, _COLUMNS[PUBLISHED], _published, optional=True)),
        series=read_series(folder),
        people=read_people(folder),
        facilities=read_facilities(folder),
        available=read_available(folder),
    )
    check_regions(folder, found)
    return replace(found, shapes=read_shapes(folder, step or {}, found.regions))


def _hit(folder: Folder, assumptions: Assumptions, *, skip_bad: bool) -> Hit:
    """Counts, assets one by one, or both; without either the counts are missed."""
    name = assets_name(folder)
    counted = name is None or folder.has(COUNTS)

    def read(within: Folder) -> Hit:
        sizes = counted or (name is not None and not has_sizes(folder.root / name))
        costs: Mapping[str, Cost] = {}
        if counted or within.has(COSTS):
            costs, _ = read_costs(within, COSTS, assumptions, sizes=sizes)
        before = within.rows.get("tables", 0)
        counts = read_counts(within, costs, assumptions, optional=not counted)
        return Hit(counts, costs, rows=within.rows.get("tables", 0) - before)

    hit = leaving_out(folder, read) if skip_bad else read(folder)
    if name is None:
        return hit
    rules = Rules(assumptions.known, assumptions.rates, assumptions.currency, hit.costs)
    return replace(hit, assets=read_assets(folder, name, rules, skip_bad=skip_bad))


def plain(data: Any) -> Any:  # noqa: ANN401 - whatever TOML holds
    """TOML data with floats in place of decimals: what an engine estimates is no money that somebody stated."""
    if isinstance(data, dict):
        return {key: plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [plain(value) for value in data]
    return float(data) if type(data).__name__ == "Decimal" else data


def _flow(row: Cells) -> Flow:
    said = (text_of(row, "sector"), text_of(row, "component"), text_of(row, "service"))
    return Flow(*said, *ends(row, "low", "high"), text_of(row, "source"))


def _component(row: Cells) -> Component:
    phases = {phase: number(row, phase) for phase in PHASES if row[phase]}
    return Component(
        sector=text_of(row, "sector"),
        component=text_of(row, "component"),
        basis=Basis(row["basis"]),
        low=ends(row, "low", "high")[0],
        high=ends(row, "low", "high")[1],
        phases=phases,
        source=text_of(row, "source"),
        met=number(row, "met") if row["met"] else 0.0,
    )


def _published(row: Cells) -> Published:
    low, high = ends(row, "low", "high")
    return Published(
        row["measure"], row["sector"] or None, row["region"] or None, low, high, text_of(row, "by"), row["as_of"], text_of(row, "source"), row["note"]
    )  # fmt: skip


def _paths(folder: Folder, said: object, months: int, flows: tuple[Flow, ...]) -> dict[str, Path]:
    """Recovery of each service: a duration in months, or the share that is restored in each month."""
    paths: dict[str, Path] = {}
    for service, path in said.items() if isinstance(said, dict) else ():
        if isinstance(path, int | float) and path >= 0:
            paths[service] = linear(float(path), months)
        elif (
            isinstance(path, list)
            and path
            and all(isinstance(one, int | float) and 0 <= one <= 1 for one in path)
        ):
            paths[service] = [float(one) for one in path]
        else:
            folder.problems.add(
                FILE,
                field=f"recovery.{service}",
                found=str(path),
                expected="a number of months, or shares from 0 to 1",
                remedy="correct it",
            )
    for service in sorted({flow.service for flow in flows} - set(paths)):
        folder.problems.add(
            FILE,
            field="recovery",
            expected=f"how {service} recovers",
            remedy=f"add {service} = 24 to [recovery], in months",
        )
    return paths
