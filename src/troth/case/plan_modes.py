"""`tables/plan_modes.csv`: further ways of doing a project, each with its duration, cost, crews, materials, and who pays."""

from collections.abc import Mapping
from dataclasses import replace

from troth.plan.programme import Mode, Pot, Project, funding

from .assess_cells import number, rows_of, text_of, whole
from .csvfile import Cells, Columns
from .folder import Folder

MODES = "tables/plan_modes.csv"
_MODES = Columns(("project", "duration", "cost", "crew", "crews", "materials", "source"), ("funding",))


def list_of(said: str) -> tuple[str, ...]:
    """The names in a cell, which semicolons part.

    >>> list_of("road; power"), list_of("")
    (('road', 'power'), ())
    """
    return tuple(one.strip() for one in said.split(";") if one.strip())


def crews_of(row: Cells) -> dict[str, int]:
    """The crews of a row: as many numbers in `crews` as pools in `crew`, with semicolons."""
    pools, many = list_of(row["crew"]), list_of(row["crews"])
    if not pools:
        return {}
    if len(pools) != len(many):
        msg = f"crews {row['crews'] or 'empty'}: expected a number for each of {', '.join(pools)}, with semicolons"
        raise ValueError(msg)
    counts = [whole(Cells(row.file, row.line, {"crews": one}), "crews") for one in many]
    return dict(zip(pools, counts, strict=True))


def duration_of(row: Cells) -> int:
    """A number that the engine itself judges: a negative duration is named there, with the project's id."""
    try:
        return int(row["duration"])
    except ValueError:
        msg = f"duration {row['duration'] or 'empty'}: expected a whole number of periods"
        raise ValueError(msg) from None


def modes_of(row: Cells, project: Project, pots: tuple[Pot, ...], cost: float) -> tuple[Mode, ...]:
    """The ways of paying for what a row says: by the split that `funding` tells, or by the pots that may."""
    materials = number(row, "materials") if row["materials"] else 0.0
    duration, crews = duration_of(row), crews_of(row)
    if row["funding"]:
        return (Mode(duration, _split(row["funding"], pots, cost), crews, materials),)
    return funding(project, pots, duration=duration, cost=cost, crews=crews, materials=materials)


def _split(said: str, pots: tuple[Pot, ...], cost: float) -> dict[str, float]:
    """Who pays which share, as in ``open 0.4; norway 0.6``."""
    known, shares = {pot.id for pot in pots}, {}
    for part in list_of(said):
        pot, _, share = part.rpartition(" ")
        try:
            shares[pot.strip()] = float(share)
        except ValueError:
            msg = f"funding {part}: expected a pot and its share, as in open 0.4"
            raise ValueError(msg) from None
    if strange := sorted(set(shares) - known):
        msg = f"funding {', '.join(strange)}: expected pots that may pay for it: {', '.join(sorted(known)) or 'there are none'}"
        raise ValueError(msg)
    if min(shares.values()) <= 0 or abs(sum(shares.values()) - 1) > 1e-6:  # noqa: PLR2004 - rounding
        msg = f"funding {said}: expected shares above 0 that come to 1"
        raise ValueError(msg)
    return {pot: share * cost for pot, share in shares.items()}


def with_modes(folder: Folder, projects: tuple[Project, ...], pots: tuple[Pot, ...]) -> tuple[Project, ...]:
    """The projects, each with the further ways of doing it that the case tells."""
    if not folder.has(MODES):
        return projects
    known = {project.id: project for project in projects}
    more: dict[str, tuple[Mode, ...]] = {}
    for name, modes in rows_of(folder, MODES, _MODES, lambda row: _row(row, known, pots)):
        more[name] = (*more.get(name, ()), *modes)
    return tuple(replace(one, modes=(*one.modes, *more.get(one.id, ()))) for one in projects)


def _row(row: Cells, known: Mapping[str, Project], pots: tuple[Pot, ...]) -> tuple[str, tuple[Mode, ...]]:
    name = text_of(row, "project")
    if name not in known:
        msg = f"project {name}: expected one of tables/plan_projects.csv"
        raise ValueError(msg)
    text_of(row, "source")
    return name, modes_of(row, known[name], pots, number(row, "cost"))
