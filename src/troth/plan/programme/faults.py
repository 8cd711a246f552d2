"""What is wrong with a programme, each with its ids; and which parts can be planned all the same."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from .problem import Mode, Programme, Project, Service


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that keeps a part of a programme from being planned."""

    ids: tuple[str, ...]
    what: str
    """In words."""
    conflict: tuple[str, ...] = ()
    """The smallest set of limits that cannot be kept together; without any one of them it could be planned."""

    def __str__(self) -> str:
        """One line."""
        told = f"{', '.join(self.ids)}: {self.what}"
        return f"{told} ({'; '.join(self.conflict)})" if self.conflict else told


def faults(programme: Programme) -> list[Fault]:
    """Everything that is wrong, in the order of the programme."""
    return [*_names(programme), *_numbers(programme), *_circles(programme), *_impossible(programme)]


def plannable(programme: Programme) -> tuple[Programme, list[Fault]]:
    """The programme without what cannot be planned, and why not: projects first, then what depends on them."""
    found = faults(programme)
    bad = {name for fault in found for name in fault.ids}
    pots = tuple(pot for pot in programme.pots if pot.id not in bad)
    projects = _possible_projects(programme, bad, {pot.id for pot in pots}, found)
    services = _possible_services(programme, bad, set(projects), found)
    kept = replace(programme, projects=tuple(projects.values()), services=services, pots=pots)
    return kept, found


def _possible_projects(
    programme: Programme, bad: set[str], pots: set[str], found: list[Fault]
) -> dict[str, Project]:
    """The projects that can be planned, with the modes that can be paid; why not, is added to what was found."""
    projects: dict[str, Project] = {}
    for project in programme.projects:
        modes = tuple(mode for mode in project.modes if set(mode.money) <= pots)
        if project.id not in bad and modes:
            projects[project.id] = replace(project, modes=modes)
        elif project.id not in bad:
            found.append(Fault((project.id,), "no pot that can be used may pay for it"))
    while cut := [one for one in projects.values() if any(name not in projects for name in one.after)]:
        for project in cut:
            del projects[project.id]
            missing = ", ".join(sorted(name for name in project.after if name not in projects))
            found.append(Fault((project.id,), f"it waits for {missing}, which cannot be planned"))
    return projects


def _possible_services(
    programme: Programme, bad: set[str], projects: set[str], found: list[Fault]
) -> tuple[Service, ...]:
    """The services that something can restore, each with what of it is left."""
    services = {service.id: service for service in programme.services if service.id not in bad}

    def left(group: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in group if name in projects or name in services)

    while lost := [one for one in services.values() if not all(map(left, one.requires))]:
        for service in lost:
            del services[service.id]
            found.append(Fault((service.id,), "nothing that can be planned restores it"))
    return tuple(replace(one, requires=tuple(map(left, one.requires))) for one in services.values())


def _names(programme: Programme) -> Iterator[Fault]:
    """Ids that stand twice, and ids that nothing bears."""
    known: set[str] = set()
    for name in [project.id for project in programme.projects] + [one.id for one in programme.services]:
        if name in known:
            yield Fault((name,), "this id stands twice")
        known.add(name)
    projects = {project.id for project in programme.projects}
    for project in programme.projects:
        yield from _strange(programme, project, projects)
    for service in programme.services:
        strange = sorted({name for group in service.requires for name in group} - known)
        if strange:
            yield Fault((service.id,), f"it needs {', '.join(strange)}, which is no project and no service")
        elif not service.requires or not all(service.requires):
            yield Fault((service.id,), "nobody says what restores it")


def _strange(programme: Programme, project: Project, projects: set[str]) -> Iterator[Fault]:
    """Predecessors, pots and pools that do not exist, and pots whose earmark does not allow the project."""
    pots = {pot.id: pot for pot in programme.pots}
    strange = sorted(set(project.after) - projects)
    if strange:
        yield Fault((project.id,), f"it waits for {', '.join(strange)}, which is no project")
    named = {name for mode in project.modes for name in mode.money}
    other = sorted(named - set(pots))
    other += sorted({name for mode in project.modes for name in mode.crews} - set(programme.crews))
    if other:
        yield Fault((project.id,), f"{', '.join(other)} is no pot and no pool of crews")
    barred = sorted(name for name in named & set(pots) if not pots[name].pays_for(project))
    if barred:
        yield Fault((project.id,), f"{', '.join(barred)} may not pay for it: another sector or region")


def _numbers(programme: Programme) -> Iterator[Fault]:
    """Durations, costs and people that are none, money without a year."""
    for project in programme.projects:
        mode = next((mode for mode in project.modes if _negative(mode)), None)
        if mode is not None:
            yield Fault((project.id,), f"a mode with duration {mode.duration}, money {dict(mode.money)}, crews {dict(mode.crews)}, materials {mode.materials}; expected a duration of 1 or more and nothing below 0")  # fmt: skip
    for pot in programme.pots:
        if not pot.envelope:
            yield Fault((pot.id,), "a pot without a year in which its money may be spent")
        elif not min(pot.envelope) >= 0:
            yield Fault((pot.id,), f"an envelope of {min(pot.envelope):g}; expected 0 or more")
    for service in programme.services:
        if not (service.people >= 0 and service.weight >= 0):
            yield Fault((service.id,), f"{service.people:g} people of weight {service.weight:g}; expected 0 or more")  # fmt: skip


def _negative(mode: Mode) -> bool:
    amounts = [mode.materials, *mode.money.values(), *mode.crews.values()]
    return mode.duration < 1 or not all(amount >= 0 for amount in amounts)


def _circles(programme: Programme) -> Iterator[Fault]:
    """Circles of precedence, and of services that need each other."""
    yield from _circle(
        {project.id: project.after for project in programme.projects}, "a circle of precedence"
    )
    needs = {
        service.id: tuple(name for group in service.requires for name in group)
        for service in programme.services
    }
    yield from _circle(needs, "services that need one another")


def _circle(after: Mapping[str, Iterable[str]], what: str) -> Iterator[Fault]:
    waiting = {name: {one for one in before if one in after} for name, before in after.items()}
    while waiting:
        gone = [name for name, before in waiting.items() if not before]
        if not gone:
            gone = _walked(waiting)
            yield Fault(tuple(gone), what)
        for name in gone:
            del waiting[name]
        for before in waiting.values():
            before.difference_update(gone)


def _walked(waiting: Mapping[str, set[str]]) -> list[str]:
    """A circle: whoever still waits, waits for one who does, so a walk comes round."""
    name, walked = min(waiting), []
    while name not in walked:
        walked.append(name)
        name = min(waiting[name])
    return walked[walked.index(name) :]


def _impossible(programme: Programme) -> Iterator[Fault]:
    """Projects that could not even be done alone, each with the smallest set of limits that keeps it from that."""
    for project in programme.projects:
        if not project.modes:
            yield Fault((project.id,), "no pot may pay for it")
            continue
        if any(mode.duration < 1 for mode in project.modes):
            continue
        told = [_conflict(programme, project, mode) for mode in project.modes]
        if all(told):
            yield Fault((project.id,), "none of its modes is possible", min(told, key=len))


def _conflict(programme: Programme, project: Project, mode: Mode) -> tuple[str, ...]:
    """The smallest set of limits that a mode breaks even alone; nothing where it can be done (a deletion filter)."""
    limits = [*_limits(programme, project, mode)]
    if _possible(programme, project, mode, limits):
        return ()
    for limit in list(limits):
        fewer = [one for one in limits if one != limit]
        if not _possible(programme, project, mode, fewer):
            limits = fewer
    return tuple(_said(programme, project, mode, limit) for limit in limits)


Limit = tuple[str, str]


def _limits(programme: Programme, project: Project, mode: Mode) -> Iterator[Limit]:
    yield from (("pot", name) for name in mode.money if name in {pot.id for pot in programme.pots})
    yield from (("crew", name) for name in mode.crews if name in programme.crews)
    if mode.materials and programme.imports:
        yield ("imports", "")
    if programme.gates.get(project.region):
        yield ("gate", project.region)
    yield ("horizon", "")


def _possible(programme: Programme, project: Project, mode: Mode, limits: list[Limit]) -> bool:
    """Whether there is a period in which a mode could start in an empty programme that has only these limits."""
    kept = set(limits)
    first = programme.gates.get(project.region, 0) if ("gate", project.region) in kept else 0
    last = programme.periods - mode.duration if ("horizon", "") in kept else programme.periods + mode.duration
    if any(mode.crews[name] > programme.crews[name] for kind, name in kept if kind == "crew"):
        return False
    pots = {pot.id: pot for pot in programme.pots}
    for start in range(first, last + 1):
        paid = all(
            sum(pots[name].envelope[: start // programme.periods_per_year + 1]) >= mode.money[name] - 1e-9
            for kind, name in kept
            if kind == "pot"
        )
        brought = ("imports", "") not in kept or all(
            at(programme.imports, period) >= mode.materials for period in range(start, start + mode.duration)
        )
        if paid and brought:
            return True
    return False


def at(imports: tuple[float, ...], period: int) -> float:
    """How much may be brought in in a period: the last figure holds for all that follow."""
    return imports[min(period, len(imports) - 1)]


def _said(programme: Programme, project: Project, mode: Mode, limit: Limit) -> str:
    kind, name = limit
    if kind == "pot":
        pot = next(pot for pot in programme.pots if pot.id == name)
        return f"pot {name}: {mode.money[name]:,.0f} of {sum(pot.envelope):,.0f}"
    if kind == "crew":
        return f"crews {name}: {mode.crews[name]} of {programme.crews[name]}"
    if kind == "imports":
        return f"imports: {mode.materials:g} a period of at most {max(programme.imports):g}"
    if kind == "gate":
        return f"access to {name} from period {programme.gates[project.region]}"
    return f"the horizon: {mode.duration} of {programme.periods} periods"
