"""`assess.toml` and its tables: what was hit, what a unit costs, what does not flow, what is needed, what others published."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from troth.assess.aggregate import Cost, Counted
from troth.assess.losses import Flow, Path, linear
from troth.assess.needs import PHASES, Basis, Component

from .assessed import Assessment, Published
from .assumptions import assumptions_of
from .csvfile import Cells, Columns, read_rows
from .folder import Folder
from .tomlfile import read_toml

FILE = "assess.toml"
COUNTS, COSTS, FLOWS, NEEDS, PUBLISHED = (
    f"tables/{name}.csv" for name in ("damage_counts", "unit_costs", "flows", "need_components", "published")
)
_BESIDE = ("months", "recovery")
_COLUMNS: Mapping[str, Columns] = {
    COUNTS: Columns(("sector", "taxonomy", "region", "damage", "count", "source")),
    COSTS: Columns(("taxonomy", "size_low", "size_high", "unit", "cost_low", "cost_high", "source")),
    FLOWS: Columns(("sector", "component", "service", "low", "high", "source")),
    NEEDS: Columns(("sector", "component", "basis", "low", "high", *PHASES, "source"), ("met",)),
    PUBLISHED: Columns(("measure", "low", "high", "by", "source"), ("sector", "region", "as_of", "note")),
}
Made = TypeVar("Made")


def read_assessment(folder: Folder) -> Assessment | None:
    """Read a case's assessment; without assess.toml there is none."""
    if not folder.has(FILE) or (document := read_toml(folder, FILE)) is None:
        return None
    data = _plain(document.data)
    assumptions, problems = assumptions_of(data, FILE, beside=_BESIDE)
    for problem in problems:
        folder.problems.take(FILE, problem)
    months = data.get("months", 60)
    if not isinstance(months, int) or not 1 <= months <= 600:  # noqa: PLR2004 - fifty years are a horizon
        folder.problems.add(
            FILE, field="months", found=months, expected="1 to 600 months", remedy="correct it"
        )
        months = 60
    costs = {cost.taxonomy: cost for cost in _rows(folder, COSTS, _cost)}
    counts = tuple(_rows(folder, COUNTS, _counted, links=lambda row: _known(folder, row, costs)))
    flows = tuple(_rows(folder, FLOWS, _flow, optional=True))
    return Assessment(
        assumptions=assumptions,
        counts=counts,
        costs=costs,
        flows=flows,
        paths=_paths(folder, data.get("recovery", {}), months, flows),
        months=months,
        components=tuple(_rows(folder, NEEDS, _component, optional=True)),
        published=tuple(_rows(folder, PUBLISHED, _published, optional=True)),
    )


def _plain(data: Any) -> Any:  # noqa: ANN401 - whatever TOML holds
    """TOML data with floats in place of decimals: what an engine estimates is no money that somebody stated."""
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return float(data) if type(data).__name__ == "Decimal" else data


def _rows(
    folder: Folder,
    name: str,
    make: Callable[[Cells], Made],
    *,
    optional: bool = False,
    links: Callable[[Made], tuple[str, object, str] | None] | None = None,
) -> Iterator[Made]:
    """The rows of a table as records; a row that is none is noted with its line."""
    if not folder.has(name):
        if not optional:
            folder.problems.add(
                name,
                expected=f"a table {name}",
                remedy=f"add it with the columns {', '.join(_COLUMNS[name].required)}",
            )
        return
    for row in read_rows(folder, name, _COLUMNS[name]):
        try:
            made = make(row)
        except ValueError as error:
            folder.problems.add(
                name,
                line=row.line,
                found=_EXPECTED.split(str(error))[0],
                expected=_expected(str(error)),
                remedy="correct the row",
            )
            continue
        wrong = links(made) if links is not None else None
        if wrong is None:
            yield made
        else:
            column, found, expected = wrong
            folder.problems.add(
                name,
                line=row.line,
                field=column,
                found=found,
                expected=expected,
                remedy="add it, or correct the row",
            )


def _expected(said: str) -> str:
    parts = _EXPECTED.split(said, maxsplit=1)
    return parts[1] if len(parts) > 1 else "a row as the handbook describes it"


_EXPECTED = re.compile(r"[:;] expected ")


def _number(row: Cells, column: str) -> float:
    said = row[column]
    try:
        value = float(said)
    except ValueError:
        msg = f"{column} {said or 'empty'}: expected a number, without units or separators"
        raise ValueError(msg) from None
    if not 0 <= value < float("inf"):
        msg = f"{column} {said}: expected a number of 0 or more"
        raise ValueError(msg)
    return value


def _range(row: Cells, low: str, high: str) -> tuple[float, float]:
    first, last = _number(row, low), _number(row, high)
    if not 0 < first <= last:
        msg = f"{low} {row[low]} and {high} {row[high]}: expected 0 < {low} <= {high}"
        raise ValueError(msg)
    return first, last


def _text(row: Cells, column: str) -> str:
    if not row[column]:
        msg = f"{column} empty: expected a value in every row"
        raise ValueError(msg)
    return row[column]


def _cost(row: Cells) -> Cost:
    size, cost = _range(row, "size_low", "size_high"), _range(row, "cost_low", "cost_high")
    return Cost(_text(row, "taxonomy"), *size, _text(row, "unit"), *cost, _text(row, "source"))


def _counted(row: Cells) -> Counted:
    where = (_text(row, "sector"), _text(row, "taxonomy"), _text(row, "region"))
    return Counted(*where, row["damage"], _number(row, "count"), _text(row, "source"))


def _known(folder: Folder, row: Counted, costs: Mapping[str, Cost]) -> tuple[str, object, str] | None:
    if row.taxonomy in costs or folder.problems.count(COSTS):
        return None
    return "taxonomy", row.taxonomy, f"a kind of {COSTS}: {', '.join(sorted(costs))}"


def _flow(row: Cells) -> Flow:
    said = (_text(row, "sector"), _text(row, "component"), _text(row, "service"))
    return Flow(*said, *_range(row, "low", "high"), _text(row, "source"))


def _component(row: Cells) -> Component:
    phases = {phase: _number(row, phase) for phase in PHASES if row[phase]}
    return Component(
        sector=_text(row, "sector"),
        component=_text(row, "component"),
        basis=Basis(row["basis"]),
        low=_range(row, "low", "high")[0],
        high=_range(row, "low", "high")[1],
        phases=phases,
        source=_text(row, "source"),
        met=_number(row, "met") if row["met"] else 0.0,
    )


def _published(row: Cells) -> Published:
    low, high = _range(row, "low", "high")
    return Published(
        row["measure"], row["sector"] or None, row["region"] or None, low, high, _text(row, "by"), row["as_of"], _text(row, "source"), row["note"]
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
