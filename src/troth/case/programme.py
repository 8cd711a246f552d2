"""`plan.toml` and its tables: projects, the services that they restore, the money, the crews, the imports, the access."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from troth.plan.programme import Floor, Pot, Programme, Project, Service, funding
from troth.plan.programme.replay import Doubts

from .assess_cells import number, rows_of, text_of, whole
from .csvfile import Cells, Columns
from .folder import Folder
from .overrides import Override, apply_to_file
from .plan_file import FILE, PlanFile, known_names, read_plan_file
from .tomlfile import read_toml

LAST_YEAR = 400
"""Of money: as many as a programme may have periods."""
PROJECTS, SERVICES, POTS = (f"tables/{name}.csv" for name in ("plan_projects", "plan_services", "plan_pots"))
_PROJECTS = Columns(
    ("project", "sector", "region", "duration", "cost", "crew", "crews", "materials", "after", "source"),
    ("name", "pots", "duration_log_sd", "cost_log_sd"),
)
_SERVICES = Columns(("service", "region", "people", "requires", "source"), ("name", "due", "weight"))
_POTS = Columns(("pot", "donor", "year", "amount", "source"), ("sectors", "regions", "currency"))


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
    objective: str = "people_days"
    """One of `troth.plan.programme.OBJECTIVES`."""
    others: Mapping[str, "Planning"] = field(default_factory=dict)
    """By scenario that is compared: the programme that it makes of this one."""


def read_planning(folder: Folder, changes: Sequence[Override] = ()) -> Planning | None:
    """Read a case's programme, with the changes of a scenario; without plan.toml there is none."""
    if not folder.has(FILE) or (document := read_toml(folder, FILE)) is None:
        return None
    apply_to_file(document, folder, changes, "plan")
    told = read_plan_file(folder, document)
    pots, pot_sources = _pots(folder, told)
    projects = list(rows_of(folder, PROJECTS, _PROJECTS, lambda row: _project(row, pots)))
    services = list(rows_of(folder, SERVICES, _SERVICES, _service))
    programme = _programme(
        told, pots, tuple(one for one, _, _ in projects), tuple(one for one, _, _ in services)
    )
    known_names(folder, document, told, programme)
    named = [(project.id, name, source) for project, name, source in projects]
    named += [(service.id, name, source) for service, name, source in services]
    return Planning(
        programme=programme,
        doubts=Doubts(told.gate_odds),
        names={one: name for one, name, _ in named if name},
        sources={**{one: source for one, _, source in named}, **pot_sources},
        period=told.period,
        begins=told.begins,
        iterations=told.iterations,
        margin=told.margin,
        draws=told.draws,
        now=told.now,
        started=told.started,
        objective=told.objective,
    )


def _programme(
    told: PlanFile, pots: tuple[Pot, ...], projects: tuple[Project, ...], services: tuple[Service, ...]
) -> Programme:
    """The programme itself: what plan.toml has in common for all of its tables."""
    return Programme(
        periods=told.periods,
        projects=projects,
        services=services,
        pots=pots,
        crews=told.crews,
        imports=told.imports,
        gates=told.gates,
        floors=tuple(Floor(one.region, one.period, one.share) for one in told.floors),
        periods_per_year=told.periods_per_year,
        days_per_period=365.25 / told.periods_per_year,
        discount=told.discount,
        currency=told.currency,
    )


def _pots(folder: Folder, told: PlanFile) -> tuple[tuple[Pot, ...], dict[str, str]]:
    """The pots, each with its money by year; another currency needs a rate."""
    rates = {**told.rates, told.currency: 1.0, "": 1.0}
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
            envelope=tuple(
                money[name].get(year, 0.0) * told.money.get(name, 1.0)
                for year in range(1, max(money[name], default=0) + 1)
            ),
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
    year = whole(row, "year") if row["year"] else None
    if year is not None and not 1 <= year <= LAST_YEAR:
        msg = f"year {row['year']}: expected 1 for the first year, 2 for the second, at most {LAST_YEAR}"
        raise ValueError(msg)
    return pot, year, number(row, "amount") * rates[row["currency"]], text_of(row, "source")


def _project(row: Cells, pots: tuple[Pot, ...]) -> tuple[Project, str, str]:
    named = set(_list(row["pots"]))
    if strange := sorted(named - {pot.id for pot in pots}):
        msg = f"pots {', '.join(strange)}: expected pots of {POTS}"
        raise ValueError(msg)
    bare = Project(
        text_of(row, "project"), text_of(row, "sector"), text_of(row, "region"), (), after=_list(row["after"]),
        duration_log_sd=number(row, "duration_log_sd") if row["duration_log_sd"] else 0.0,
        cost_log_sd=number(row, "cost_log_sd") if row["cost_log_sd"] else 0.0,
    )  # fmt: skip
    crews = {row["crew"]: whole(row, "crews")} if row["crew"] else {}
    modes = funding(
        bare, tuple(pot for pot in pots if not named or pot.id in named), duration=_signed(row, "duration"),
        cost=number(row, "cost"), crews=crews, materials=number(row, "materials") if row["materials"] else 0.0,
    )  # fmt: skip
    return replace(bare, modes=modes), row["name"], text_of(row, "source")


def _signed(row: Cells, column: str) -> int:
    """A number that the engine itself judges: a negative duration is named there, with the project's id."""
    try:
        return int(row[column])
    except ValueError:
        msg = f"{column} {row[column] or 'empty'}: expected a whole number of periods"
        raise ValueError(msg) from None


def _service(row: Cells) -> tuple[Service, str, str]:
    groups = tuple(
        tuple(one.strip() for one in group.split("|") if one.strip()) for group in _list(row["requires"])
    )
    service = Service(
        text_of(row, "service"), number(row, "people"), groups, region=row["region"],
        due=whole(row, "due") if row["due"] else None, weight=number(row, "weight") if row["weight"] else 1.0,
    )  # fmt: skip
    return service, row["name"], text_of(row, "source")


def _list(said: str) -> tuple[str, ...]:
    """The names in a cell, which semicolons part.

    >>> _list("road; power"), _list("")
    (('road', 'power'), ())
    """
    return tuple(one.strip() for one in said.split(";") if one.strip())
