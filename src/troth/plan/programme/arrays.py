"""A programme as the compiled decoder takes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .faults import at
from .kernel import Array, decode, missing, readiness, worth
from .problem import Programme, Project, Service

OBJECTIVES = ("people_days", "lateness", "makespan")
NEVER = 1e18
"""Imports of a period without a limit."""


@dataclass(frozen=True, slots=True)
class Arrays:
    """Everything by number: projects and pots in the order of the programme, services behind those that they need."""

    programme: Programme
    services: tuple[Service, ...]
    part_first: Array
    parts: Array
    """The projects that each service needs, then one list of all projects."""
    mode_first: Array
    duration: Array
    material: Array
    money_first: Array
    money_pot: Array
    money: Array
    crew_first: Array
    crew_pool: Array
    crew: Array
    before_first: Array
    before: Array
    earliest: Array
    pinned_start: Array
    pinned_mode: Array
    pools: Array
    imports: Array
    cumulative: Array
    group_first: Array
    member_first: Array
    member: Array
    table: Array
    people: Array
    region: Array
    floors: Array

    def decoded(self, order: Array, prefer: Array | None = None) -> tuple[Array, Array]:
        """Starts and modes of the projects, for an order of the services and perhaps a mode of each project."""
        free = np.full(len(self.earliest), -1, np.int64) if prefer is None else prefer
        return decode(
            order,
            free,
            (self.part_first, self.parts),
            self.mode_first,
            (
                self.duration, self.material, self.money_first, self.money_pot, self.money, self.crew_first,
                self.crew_pool, self.crew,
            ),
            (self.earliest, self.before_first, self.before),
            (self.pinned_start, self.pinned_mode),
            (self.pools, self.imports),
            self.cumulative,
        )  # fmt: skip

    def ready(self, start: Array, chosen: Array) -> Array:
        """From when each service is there."""
        return readiness(
            start, chosen, self.mode_first, self.duration, self.group_first, self.member_first, self.member,
            self.programme.periods,
        )  # fmt: skip

    def worth(self, when: Array) -> float:
        """What it is worth by the objective."""
        return float(worth(when, self.table))

    def value(self, when: Array) -> float:
        """What the search seeks: a floor that is missed costs more than all services together are worth."""
        everything = (
            float((self.table.max(axis=1) - self.table.min(axis=1)).sum()) if len(self.floors) else 0.0
        )
        return self.worth(when) - everything * float(missing(when, self.people, self.region, self.floors))

    def run(self, order: Array, prefer: Array | None = None) -> tuple[float, Array, Array]:
        """Decode an order and value it."""
        start, chosen = self.decoded(order, prefer)
        return self.value(self.ready(start, chosen)), start, chosen


def arrays(
    programme: Programme, *, objective: str = "people_days", pinned: Mapping[str, tuple[int, int]] | None = None, now: int = 0
) -> Arrays:  # fmt: skip
    """Put a programme into arrays.

    Parameters
    ----------
    programme
        Without faults: see `plannable`.
    objective
        *people_days*: discounted days of service; *lateness*: people times periods behind what was promised, negative;
        *makespan*: the end of the last service, negative.
    pinned
        What has started: its period and mode.
    now
        Nothing else starts before this period.
    """
    number = {project.id: place for place, project in enumerate(programme.projects)}
    services = _in_order(programme, number)
    lists = _lists(programme, services, number)
    return Arrays(
        programme=programme,
        services=services,
        part_first=_first(lists),
        parts=_flat(lists),
        **_modes(programme),
        **_times(programme, number, pinned or {}, now),
        **_needs(programme, services, number),
        pools=np.array([programme.crews[name] for name in sorted(programme.crews)], np.int64),
        imports=np.array(
            [at(programme.imports, t) if programme.imports else NEVER for t in range(programme.periods)]
        ),
        cumulative=_cumulative(programme),
        table=_table(programme, services, objective),
    )


def _modes(programme: Programme) -> dict[str, Array]:
    """The modes of all projects, and what each takes."""
    pots = {pot.id: order for order, pot in enumerate(programme.pots)}
    pools = {name: order for order, name in enumerate(sorted(programme.crews))}
    modes = [mode for project in programme.projects for mode in project.modes]
    money = [[(pots[name], amount) for name, amount in mode.money.items()] for mode in modes]
    crews = [[(pools[name], many) for name, many in mode.crews.items() if many] for mode in modes]
    return {
        "mode_first": _first([project.modes for project in programme.projects]),
        "duration": np.array([mode.duration for mode in modes], np.int64),
        "material": np.array([mode.materials for mode in modes], np.float64),
        "money_first": _first(money),
        "money_pot": _flat([[pot for pot, _ in ones] for ones in money]),
        "money": np.array([amount for ones in money for _, amount in ones] or [0.0], np.float64),
        "crew_first": _first(crews),
        "crew_pool": _flat([[pool for pool, _ in ones] for ones in crews]),
        "crew": _flat([[many for _, many in ones] for ones in crews]),
    }


def _times(
    programme: Programme, number: Mapping[str, int], pinned: Mapping[str, tuple[int, int]], now: int
) -> dict[str, Array]:
    """When each project may start, behind what, and what has started."""
    started = [pinned.get(project.id, (-1, -1)) for project in programme.projects]
    first = [max(now, programme.gates.get(project.region, 0)) for project in programme.projects]
    return {
        "before_first": _first([project.after for project in programme.projects]),
        "before": _flat([[number[one] for one in project.after] for project in programme.projects]),
        "earliest": np.array(first, np.int64),
        "pinned_start": np.array([start for start, _ in started], np.int64),
        "pinned_mode": np.array([mode for _, mode in started], np.int64),
    }


def _needs(
    programme: Programme, services: tuple[Service, ...], number: Mapping[str, int]
) -> dict[str, Array]:
    """What restores each service, whom it serves, and which floors there are."""
    place = {service.id: len(number) + order for order, service in enumerate(services)}
    groups = [group for service in services for group in service.requires]
    regions = {name: order for order, name in enumerate(sorted({service.region for service in services}))}
    floors = [(regions.get(floor.region, -1), floor.period, floor.share) for floor in programme.floors]
    return {
        "group_first": _first([service.requires for service in services]),
        "member_first": _first(groups),
        "member": _flat([[number.get(name, place.get(name, -1)) for name in group] for group in groups]),
        "people": np.array([service.people for service in services], np.float64),
        "region": np.array([regions[service.region] for service in services], np.int64),
        "floors": np.array(floors, np.float64).reshape(-1, 3),
    }


def _first(items: Sequence[Sequence[object]]) -> Array:
    return np.concatenate([[0], np.cumsum([len(item) for item in items])]).astype(np.int64)


def _flat(items: Sequence[Sequence[int]]) -> Array:
    return np.array([one for item in items for one in item] or [0], np.int64)


def _in_order(programme: Programme, number: Mapping[str, int]) -> tuple[Service, ...]:
    """The services, each behind those that it needs; else in the order of the programme."""
    done: dict[str, Service] = {}
    waiting = list(programme.services)
    while waiting:
        later = []
        for service in waiting:
            needs = {name for group in service.requires for name in group if name not in number}
            if needs <= done.keys():
                done[service.id] = service
            else:
                later.append(service)
        if len(later) == len(waiting):
            msg = f"services that need one another: {', '.join(service.id for service in later[:5])}"
            raise ValueError(msg)
        waiting = later
    return tuple(done.values())


def _lists(programme: Programme, services: tuple[Service, ...], number: Mapping[str, int]) -> list[list[int]]:
    """What each service needs, predecessors first and of alternatives the cheapest; then everything."""
    projects = {project.id: project for project in programme.projects}
    price = {name: min((mode.cost for mode in one.modes), default=0.0) for name, one in projects.items()}
    needs: dict[str, tuple[str, ...]] = {}
    for service in services:  # each behind those that it needs
        needs[service.id] = tuple(min(group, key=price.__getitem__) for group in service.requires)
        price[service.id] = sum(price[name] for name in needs[service.id])
    lists = []
    for service in services:
        first, *others = needs[service.id]
        found: dict[str, None] = {}
        for name in (*others, first):  # what it rests on, before the thing itself
            _walk(name, projects, needs, found)
        lists.append([number[name] for name in found])
    every: dict[str, None] = {}
    for name in projects:
        _walk(name, projects, needs, every)
    return [*lists, [number[name] for name in every]]


def _walk(
    name: str, projects: Mapping[str, Project], needs: Mapping[str, tuple[str, ...]], found: dict[str, None]
) -> None:
    """Add what a project or a service needs, each behind its predecessors."""
    stack = [(name, False)]
    while stack:
        here, seen = stack.pop()
        if here in found:
            continue
        if here not in projects:
            stack += [(one, False) for one in needs[here]]
        elif seen:
            found[here] = None
        else:
            stack.append((here, True))
            stack += [(one, False) for one in projects[here].after]


def _cumulative(programme: Programme) -> Array:
    """Money of each pot up to each period, shape (K, T)."""
    found = np.zeros((len(programme.pots), programme.periods))
    for row, pot in enumerate(programme.pots):
        years = np.zeros(programme.years)
        years[: len(pot.envelope)] = pot.envelope[: programme.years]
        found[row] = np.repeat(np.cumsum(years), programme.periods_per_year)[: programme.periods]
    return found


def _table(programme: Programme, services: tuple[Service, ...], objective: str) -> Array:
    """What each service is worth if it is there from each period on, shape (S, T + 1)."""
    periods = programme.periods
    discount = programme.discount ** np.arange(periods)
    tail = np.concatenate([np.cumsum(discount[::-1])[::-1], [0.0]]) * programme.days_per_period
    people: Array = np.array([service.people * service.weight for service in services])
    if objective == "people_days":
        return np.asarray(people[:, None] * tail[None, :])
    when = np.arange(periods + 1, dtype=float)
    if objective == "lateness":
        due = np.array([periods if service.due is None else service.due for service in services], float)
        late = np.maximum(0.0, when[None, :] - due[:, None])
        return np.asarray(-people[:, None] * late + 1e-9 * people[:, None] * tail)
    if objective == "makespan":
        steep = 4.0 ** (when - periods)  # so steep that the last service counts for more than all before it
        return np.asarray(-np.ones(len(services))[:, None] * steep[None, :])
    msg = f"the objective {objective}; expected one of {', '.join(OBJECTIVES)}"
    raise ValueError(msg)
