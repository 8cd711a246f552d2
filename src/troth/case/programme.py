"""`plan.toml` and its tables: projects, the services that they restore, the money, the crews, the imports, the access."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from troth.plan.programme import Floor, Pot, Programme, Project, Service
from troth.plan.programme.replay import Doubts

from .assess_cells import number, rows_of, text_of, whole
from .assess_shapes import Shapes
from .csvfile import Cells, Columns
from .folder import Folder
from .overrides import Override, apply_to_file
from .plan_file import FILE, GoalFile, PlanFile, known_names, read_plan_file
from .plan_goal import check_goal
from .plan_limits import unit_of_imports, with_limits
from .plan_modes import list_of, modes_of, with_modes
from .plan_needs import Claim, Needs, costed, overdrawn, read_needs
from .plan_oc4ids import read_oc4ids
from .plan_results import Result, read_results
from .tomlfile import read_toml, spot_of

LAST_YEAR = 400
"""Of money: as many as a programme may have periods."""
PROJECTS, SERVICES, POTS = (f"tables/{name}.csv" for name in ("plan_projects", "plan_services", "plan_pots"))
_PROJECTS = Columns(
    ("project", "sector", "region", "duration", "cost", "crew", "crews", "materials", "after", "source"),
    ("name", "pots", "funding", "need", "duration_log_sd", "cost_log_sd"),
)
_SERVICES = Columns(("service", "region", "people", "requires", "source"), ("name", "due", "weight"))
_POTS = Columns(("pot", "donor", "year", "amount", "source"), ("sectors", "regions", "currency"))


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Planning:
    """What a case says of what is to be rebuilt; one reading of a case has one, so that its plan can be kept with it."""

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
    needs: Needs = field(default_factory=dict)
    """By sector and component: what an assessment says that it costs."""
    claims: Mapping[str, tuple[Claim, ...]] = field(default_factory=dict)
    """By project: the shares of needs that it is for."""
    results: tuple[Result, ...] = ()
    """What projects are to bring: baseline, target, actual."""
    goal: GoalFile | None = None
    """How many people are to be served in all."""
    there: tuple[Service, ...] = ()
    """Services that are there from the beginning: what they need has been built."""
    shapes: Shapes | None = None
    """Outlines of the regions, for the map."""
    material: tuple[str, str] = ("materials", "unit")
    """What has to be brought in, as plan.toml names it in `imports_of`, and in what import_caps.csv counts it."""
    others: Mapping[str, "Planning"] = field(default_factory=dict)
    """By scenario that is compared: the programme that it makes of this one."""


def read_planning(folder: Folder, changes: Sequence[Override] = ()) -> Planning | None:
    """Read a case's programme, with the changes of a scenario; without plan.toml there is none."""
    if not folder.has(FILE) or (document := read_toml(folder, FILE)) is None:
        return None
    apply_to_file(document, folder, changes, "plan")
    own = read_plan_file(folder, document)
    told, odds = with_limits(folder, own)
    pots, pot_sources = _pots(folder, told)
    needs = read_needs(folder, _rates(told))
    given = read_oc4ids(folder, document, told, pots)
    rows = rows_of(
        folder, PROJECTS, _PROJECTS, lambda row: _project(row, pots, needs), optional=told.oc4ids is not None
    )
    projects = given.beside(rows)
    services, there = given.still_to_be_done(folder, rows_of(folder, SERVICES, _SERVICES, _service))
    built = with_modes(folder, tuple(one for one, _, _, _ in projects), pots)
    programme = _programme(told, pots, built, tuple(one for one, _, _ in services))
    known_names(folder, document, own, programme)
    check_goal(spot_of(document, folder), told.goal, told.periods, (*programme.services, *there))
    overdrawn(folder, PROJECTS, claims := {one.id: claims for one, _, _, claims in projects if claims})
    named = [(project.id, name, source) for project, name, source, _ in projects]
    named += [(service.id, name, source) for service, name, source in services]
    return Planning(
        programme=programme,
        doubts=Doubts(odds),
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
        needs=needs,
        claims=claims,
        results=read_results(folder, programme, given.done, there),
        goal=told.goal,
        there=there,
        material=(told.imports_of or "materials", unit_of_imports(folder, told)),
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
    rates = _rates(told)
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
        text_of(row, "pot"), (), donor=row["donor"], sectors=frozenset(list_of(row["sectors"])), regions=frozenset(list_of(row["regions"]))
    )  # fmt: skip
    year = whole(row, "year") if row["year"] else None
    if year is not None and not 1 <= year <= LAST_YEAR:
        msg = f"year {row['year']}: expected 1 for the first year, 2 for the second, at most {LAST_YEAR}"
        raise ValueError(msg)
    return pot, year, number(row, "amount") * rates[row["currency"]], text_of(row, "source")


def _rates(told: PlanFile) -> dict[str, float]:
    return {**told.rates, told.currency: 1.0, "": 1.0}


def _project(row: Cells, pots: tuple[Pot, ...], needs: Needs) -> tuple[Project, str, str, tuple[Claim, ...]]:
    named = set(list_of(row["pots"]))
    if strange := sorted(named - {pot.id for pot in pots}):
        msg = f"pots {', '.join(strange)}: expected pots of {POTS}"
        raise ValueError(msg)
    cost, cost_log_sd, claims = costed(row, needs)
    bare = Project(
        text_of(row, "project"), text_of(row, "sector"), text_of(row, "region"), (), after=list_of(row["after"]),
        duration_log_sd=number(row, "duration_log_sd") if row["duration_log_sd"] else 0.0, cost_log_sd=cost_log_sd,
    )  # fmt: skip
    able = tuple(pot for pot in pots if not named or pot.id in named)
    return replace(bare, modes=modes_of(row, bare, able, cost)), row["name"], text_of(row, "source"), claims


def _service(row: Cells) -> tuple[Service, str, str]:
    groups = tuple(
        tuple(one.strip() for one in group.split("|") if one.strip()) for group in list_of(row["requires"])
    )
    service = Service(
        text_of(row, "service"), number(row, "people"), groups, region=row["region"],
        due=whole(row, "due") if row["due"] else None, weight=number(row, "weight") if row["weight"] else 1.0,
    )  # fmt: skip
    return service, row["name"], text_of(row, "source")
