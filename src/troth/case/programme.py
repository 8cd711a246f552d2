"""`plan.toml` and its tables: projects, the services that they restore, the money, the crews, the imports, the access."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from troth.plan.programme import Floor, Pot, Programme, Project, Service, funding
from troth.plan.programme.replay import Doubts

from .assess_cells import number, rows_of, text_of
from .assessment import plain
from .csvfile import Cells, Columns
from .folder import Folder
from .tomlfile import read_toml

FILE = "plan.toml"
PROJECTS, SERVICES, POTS = (f"tables/{name}.csv" for name in ("plan_projects", "plan_services", "plan_pots"))
_PROJECTS = Columns(
    ("project", "sector", "region", "duration", "cost", "crew", "crews", "materials", "after", "source"),
    ("name", "pots", "duration_log_sd", "cost_log_sd"),
)
_SERVICES = Columns(("service", "region", "people", "requires", "source"), ("name", "due", "weight"))
_POTS = Columns(("pot", "donor", "year", "amount", "source"), ("sectors", "regions", "currency"))
_KEYS = {
    "periods", "periods_per_year", "period", "begins", "discount", "currency", "iterations", "margin", "draws", "crews",
    "imports", "gates", "gate_odds", "floors", "rates", "started", "now",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planning:
    """What a case says of what is to be rebuilt."""

    programme: Programme
    doubts: Doubts
    names: Mapping[str, str]
    """Of projects and services, for people."""
    sources: Mapping[str, str]
    """By project, service and pot."""
    period: str = "quarter"
    begins: str = ""
    """The first period as people write it."""
    iterations: int = 2000
    """Plans that are tried by each of two islands."""
    margin: float = 0.0
    """How much more money a marginal value is told for."""
    draws: int = 300
    now: int = 0
    started: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """What has started: it stays."""


def read_planning(folder: Folder) -> Planning | None:
    """Read a case's programme; without plan.toml there is none."""
    if not folder.has(FILE) or (document := read_toml(folder, FILE)) is None:
        return None
    data: dict[str, Any] = plain(document.data)
    for key in sorted(set(data) - _KEYS):
        folder.problems.add(FILE, field=key, found=key, expected=f"one of {', '.join(sorted(_KEYS))}", remedy="leave it out")  # fmt: skip
    pots, pot_sources = _pots(folder, data)
    projects = list(rows_of(folder, PROJECTS, _PROJECTS, lambda row: _project(row, pots)))
    services = list(rows_of(folder, SERVICES, _SERVICES, _service))
    programme = _programme(
        folder, data, pots, tuple(one for one, _, _ in projects), tuple(one for one, _, _ in services)
    )
    told = [(project.id, name, source) for project, name, source in projects]
    told += [(service.id, name, source) for service, name, source in services]
    return Planning(
        programme=programme,
        doubts=Doubts(
            {str(name): tuple(map(float, odds)) for name, odds in dict(data.get("gate_odds", {})).items()}
        ),
        names={one: name for one, name, _ in told if name},
        sources={**{one: source for one, _, source in told}, **pot_sources},
        period=str(data.get("period", "quarter")),
        begins=str(data.get("begins", "")),
        iterations=_count(folder, data, "iterations", 2000, 1_000_000),
        margin=float(data.get("margin", 0.0)),
        draws=_count(folder, data, "draws", 300, 100_000),
        now=int(data.get("now", 0)),
        started={
            str(name): (int(one[0]), int(one[1])) for name, one in dict(data.get("started", {})).items()
        },
    )


def _programme(
    folder: Folder, data: Mapping[str, Any], pots: tuple[Pot, ...], projects: tuple[Project, ...], services: tuple[Service, ...]
) -> Programme:  # fmt: skip
    """The programme itself: what plan.toml has in common for all of its tables."""
    imports, a_year = data.get("imports", []), _count(folder, data, "periods_per_year", 4, 366)
    floors = [(one["region"], one["period"], one["share"]) for one in data.get("floors", [])]
    return Programme(
        periods=_count(folder, data, "periods", 24, 400),
        projects=projects,
        services=services,
        pots=pots,
        crews={str(name): int(many) for name, many in dict(data.get("crews", {})).items()},
        imports=tuple(float(one) for one in (imports if isinstance(imports, list) else [imports])),
        gates={str(name): int(first) for name, first in dict(data.get("gates", {})).items()},
        floors=tuple(Floor(str(region), int(period), float(share)) for region, period, share in floors),
        periods_per_year=a_year,
        days_per_period=365.25 / a_year,
        discount=float(data.get("discount", 0.99)),
        currency=str(data.get("currency", "")),
    )


def _count(folder: Folder, data: Mapping[str, Any], key: str, usual: int, most: int) -> int:
    said = data.get(key, usual)
    if isinstance(said, int) and 1 <= said <= most:
        return said
    folder.problems.add(FILE, field=key, found=str(said), expected=f"a whole number from 1 to {most}", remedy="correct it")  # fmt: skip
    return usual


def _pots(folder: Folder, data: Mapping[str, Any]) -> tuple[tuple[Pot, ...], dict[str, str]]:
    """The pots, each with its money by year; another currency needs a rate."""
    rates = {str(name): float(rate) for name, rate in dict(data.get("rates", {})).items()}
    rates.setdefault(str(data.get("currency", "")), 1.0)
    rates.setdefault("", 1.0)
    money: dict[str, dict[int, float]] = {}
    pots: dict[str, Pot] = {}
    sources: dict[str, str] = {}
    for row in rows_of(folder, POTS, _POTS, lambda row: _pot_row(row, rates)):
        pot, year, amount, source = row
        pots.setdefault(pot.id, pot)
        sources.setdefault(pot.id, source)
        by_year = money.setdefault(pot.id, {})
        if year is not None:
            by_year[year] = by_year.get(year, 0.0) + amount
    return tuple(
        replace(
            pot,
            envelope=tuple(money[name].get(year, 0.0) for year in range(1, max(money[name], default=0) + 1)),
        )
        for name, pot in pots.items()
    ), sources


def _pot_row(row: Cells, rates: Mapping[str, float]) -> tuple[Pot, int | None, float, str]:
    if row["currency"] not in rates:
        msg = f"currency {row['currency']}: expected one with a rate in [rates] of {FILE}"
        raise ValueError(msg)
    pot = Pot(
        text_of(row, "pot"), (), donor=row["donor"], sectors=frozenset(_list(row["sectors"])), regions=frozenset(_list(row["regions"]))
    )  # fmt: skip
    year = int(number(row, "year")) if row["year"] else None
    if year is not None and year < 1:
        msg = f"year {row['year']}: expected 1 for the first year, 2 for the second"
        raise ValueError(msg)
    return pot, year, number(row, "amount") * rates[row["currency"]], text_of(row, "source")


def _project(row: Cells, pots: tuple[Pot, ...]) -> tuple[Project, str, str]:
    named = set(_list(row["pots"]))
    bare = Project(
        text_of(row, "project"), text_of(row, "sector"), text_of(row, "region"), (), after=_list(row["after"]),
        duration_log_sd=number(row, "duration_log_sd") if row["duration_log_sd"] else 0.0,
        cost_log_sd=number(row, "cost_log_sd") if row["cost_log_sd"] else 0.0,
    )  # fmt: skip
    crews = {row["crew"]: int(number(row, "crews"))} if row["crew"] else {}
    modes = funding(
        bare, tuple(pot for pot in pots if not named or pot.id in named), duration=int(_signed(row, "duration")),
        cost=number(row, "cost"), crews=crews, materials=number(row, "materials") if row["materials"] else 0.0,
    )  # fmt: skip
    return replace(bare, modes=modes), row["name"], text_of(row, "source")


def _signed(row: Cells, column: str) -> float:
    """A number that the engine itself judges: a negative duration is named there, with the project's id."""
    try:
        return float(row[column])
    except ValueError:
        msg = f"{column} {row[column] or 'empty'}: expected a number of periods"
        raise ValueError(msg) from None


def _service(row: Cells) -> tuple[Service, str, str]:
    groups = tuple(
        tuple(one.strip() for one in group.split("|") if one.strip()) for group in _list(row["requires"])
    )
    service = Service(
        text_of(row, "service"), number(row, "people"), groups, region=row["region"],
        due=int(number(row, "due")) if row["due"] else None, weight=number(row, "weight") if row["weight"] else 1.0,
    )  # fmt: skip
    return service, row["name"], text_of(row, "source")


def _list(said: str) -> tuple[str, ...]:
    """The names in a cell, which semicolons part.

    >>> _list("road; power"), _list("")
    (('road', 'power'), ())
    """
    return tuple(one.strip() for one in said.split(";") if one.strip())
