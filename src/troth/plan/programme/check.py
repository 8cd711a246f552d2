"""Whether a plan keeps the programme's own definition; written from the definition alone, and from nothing that plans."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .problem import Floor, Mode, Programme, Project

Starts = Mapping[str, tuple[int, int]]
"""By project: the period in which it starts, and the number of its mode. Projects that are not there are not done."""
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that a plan does not keep."""

    kind: str
    """*unknown*, *horizon*, *gate*, *order*, *crew*, *imports*, *earmark* or *money*."""
    what: tuple[str, ...]
    """The ids that it is about: the project and what it waits for, the region, the pool, the pot."""
    period: int
    """From which, counted from 0; of money the last of the year by whose end there is too little; -1: of none."""
    text: str
    """In words."""


def check(programme: Programme, starts: Starts) -> list[str]:
    """Every rule that a plan breaks, in words; nothing where it can be carried out."""
    return [breach.text for breach in breaches(programme, starts)]


def breaches(programme: Programme, starts: Starts) -> list[Breach]:
    """Every rule that a plan breaks; nothing where it can be carried out.

    >>> from troth.plan.programme import Mode
    >>> line = Project("line", "power", "Mirna", (Mode(2, {}),))
    >>> town = Programme(4, (line,), (), (), {}, gates={"Mirna": 1})
    >>> [(one.kind, one.what, one.period) for one in breaches(town, {"line": (0, 0)})]
    [('gate', ('line', 'Mirna'), 0)]
    """
    known = {project.id: project for project in programme.projects}
    faults = [Breach("unknown", (name,), -1, f"{name} is no project") for name in starts if name not in known]
    faults += [
        Breach("unknown", (name,), -1, f"{name} has no mode {number}")
        for name, (_, number) in starts.items()
        if name in known and not 0 <= number < len(known[name].modes)
    ]
    if faults:
        return faults
    done = [(known[name], known[name].modes[number], start) for name, (start, number) in starts.items()]
    return [
        *_when(programme, done),
        *_in_order(done),
        *_crews(programme, done),
        *_imports(programme, done),
        *_money(programme, done),
    ]


Done = Sequence[tuple[Project, Mode, int]]
"""What is done, how, and from when."""


def _when(programme: Programme, done: Done) -> Iterator[Breach]:
    """Within the horizon, and not before there is access."""
    for project, mode, start in done:
        if start < 0 or start + mode.duration > programme.periods:
            yield Breach("horizon", (project.id,), start, f"{project.id} runs from {start} to {start + mode.duration}, outside of 0 to {programme.periods}")  # fmt: skip
        if start < programme.gates.get(project.region, 0):
            yield Breach("gate", (project.id, project.region), start, f"{project.id} starts at {start}, before there is access to {project.region}")  # fmt: skip


def _in_order(done: Done) -> Iterator[Breach]:
    """Nothing starts before what it waits for is finished."""
    ends = {project.id: start + mode.duration for project, mode, start in done}
    for project, _, start in done:
        for earlier in project.after:
            if earlier not in ends or ends[earlier] > start:
                yield Breach("order", (project.id, earlier), start, f"{project.id} starts at {start}, {earlier} is not finished by then")  # fmt: skip


def _crews(programme: Programme, done: Done) -> Iterator[Breach]:
    """Never more of a pool than there are."""
    at_work: dict[tuple[int, str], int] = {}
    for _, mode, start in done:
        for period in range(start, start + mode.duration):
            for pool, many in mode.crews.items():
                at_work[period, pool] = at_work.get((period, pool), 0) + many
    for (period, pool), many in sorted(at_work.items()):
        if many > programme.crews.get(pool, 0):
            yield Breach("crew", (pool,), period, f"period {period}: {many} of {pool} are needed, there are {programme.crews.get(pool, 0)}")  # fmt: skip


def _imports(programme: Programme, done: Done) -> Iterator[Breach]:
    """Never more through the crossings than may pass."""
    brought: dict[int, float] = {}
    for _, mode, start in done:
        for period in range(start, start + mode.duration):
            brought[period] = brought.get(period, 0.0) + mode.materials
    for period, amount in sorted(brought.items()):
        if programme.imports and amount > _cap(programme, period) + TOLERANCE:
            yield Breach("imports", (), period, f"period {period}: {amount:g} are to be brought in, {_cap(programme, period):g} may be")  # fmt: skip


def _money(programme: Programme, done: Done) -> Iterator[Breach]:
    """By the end of no year more than had come, and only for what it was given for."""
    payers = {pot.id: pot for pot in programme.pots}
    spent: dict[tuple[str, int], float] = {}
    for project, mode, start in done:
        year = start // programme.periods_per_year
        for name, amount in mode.money.items():
            spent[name, year] = spent.get((name, year), 0.0) + amount
            if name not in payers or not payers[name].pays_for(project):
                yield Breach("earmark", (name, project.id), start, f"{name} may not pay for {project.id}")
    for pot in programme.pots:
        there = used = 0.0
        for year in range(programme.years):
            there += pot.envelope[year] if year < len(pot.envelope) else 0.0
            used += spent.get((pot.id, year), 0.0)
            if used > there * (1 + TOLERANCE) + TOLERANCE:
                last = (year + 1) * programme.periods_per_year - 1
                yield Breach("money", (pot.id,), last, f"{pot.id} has spent {used:,.0f} by year {year + 1}, it had {there:,.0f}")  # fmt: skip


def _cap(programme: Programme, period: int) -> float:
    return programme.imports[min(period, len(programme.imports) - 1)]


def ready(programme: Programme, starts: Starts) -> dict[str, int]:
    """The period from which each service is there; one that never is, is not named."""
    ends = {
        project.id: starts[project.id][0] + project.modes[starts[project.id][1]].duration
        for project in programme.projects
        if project.id in starts
    }
    known = dict(ends)
    waiting = list(programme.services)
    while True:
        later, undecided = [], {one.id for one in waiting}
        for service in waiting:
            groups = [[known[name] for name in group if name in known] for group in service.requires]
            if any(name in undecided and name not in known for group in service.requires for name in group):
                later.append(service)
            elif all(groups):
                known[service.id] = max(min(group) for group in groups)
        if len(later) == len(waiting):
            return {service.id: known[service.id] for service in programme.services if service.id in known}
        waiting = later


def people_days(programme: Programme, starts: Starts) -> float:
    """The discounted days of restored service, over all people: the area under the service curve."""
    when = ready(programme, starts)
    total = 0.0
    for service in programme.services:
        begins = when.get(service.id, programme.periods)
        worth = sum(programme.discount**period for period in range(begins, programme.periods))
        total += service.people * service.weight * worth * programme.days_per_period
    return total


def missed(programme: Programme, when: Mapping[str, int]) -> list[tuple[Floor, float]]:
    """The floors that a plan does not reach, each with the share of the region's people that is served by its period.

    Parameters
    ----------
    when
        The period from which each service is there; one that never is, is not named.

    >>> from troth.plan.programme import Service
    >>> lone = Service("light", 100.0, (("line",),), region="Mirna")
    >>> town = Programme(4, (), (lone,), (), {}, floors=(Floor("Mirna", 2, 0.5),))
    >>> missed(town, {}), missed(town, {"light": 2})
    ([(Floor(region='Mirna', period=2, share=0.5), 0.0)], [])
    """
    found = []
    for floor in programme.floors:
        here = [one for one in programme.services if one.region == floor.region]
        everyone = sum(one.people for one in here)
        served = sum(one.people for one in here if one.id in when and when[one.id] <= floor.period)
        if served < floor.share * everyone - TOLERANCE:
            found.append((floor, served / everyone))
    return found


def served_by(programme: Programme, ready: Mapping[str, int]) -> list[float]:
    """The service curve of a plan: people served in each period, a person once for each service."""
    return [
        sum(one.people for one in programme.services if ready.get(one.id, programme.periods) <= period)
        for period in range(programme.periods)
    ]
