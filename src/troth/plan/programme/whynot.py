"""Why not earlier, or why not at all: what the plan would be with a project pinned, and what that costs others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from troth.records.compiled import MissingExtraError

from .arrays import arrays
from .bounds import LARGEST
from .check import Starts, check, people_days, ready
from .exact import Part, ask
from .polish import Effort, polish
from .problem import Programme, Service
from .search import order_of
from .solve import Plan

FEW = Effort(rounds=2, size=16)
PIN = "pin of why-not"
"""A service that nobody has; with it the decoder takes the project first."""


@dataclass(frozen=True, slots=True)
class Later:
    """A service that comes at another time."""

    service: str
    people: float
    planned: int | None
    """The period from which it is there in the plan; None: it is not."""
    pinned: int | None
    """The same with the project pinned."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """What becomes of a plan when a project has to have started by a period."""

    project: str
    planned: int | None
    """The period in which it starts in the plan; None: it is not done."""
    by: int
    """The period by which it is to have started."""
    starts: Starts | None = None
    """The plan with the pin; None: none was found."""
    lost: float | None = None
    """People-days that it is worth less than the plan; below 0 it is worth more."""
    changed: tuple[Later, ...] = ()
    """Services that come sooner or later, those with the greatest loss first."""
    dropped: tuple[str, ...] = ()
    """Projects of the plan that are no longer done."""
    conflict: tuple[str, ...] = ()
    """Limits that cannot be kept together with the pin; without any one of them they could."""
    proven: bool = False
    """That there is no plan with the pin was proven."""
    means: str = "decoder"
    """*CP-SAT*, or the *decoder* where it is not installed or the programme too large."""


def why_not(
    made: Plan, name: str, by: int | None = None, *, started: Starts | None = None, now: int = 0
) -> Pinned:
    """What the plan would be with a project started by a period.

    Parameters
    ----------
    made
        A plan for people-days.
    name
        A project of its programme.
    by
        The last period in which it may start; None: a period before it does, or at all where it is not done.
    started, now
        What has started stays, and nothing else starts before now.

    Raises
    ------
    KeyError
        Where the programme has no such project.
    """
    if name not in {project.id for project in made.programme.projects}:
        raise KeyError(name)
    start = made.starts[name][0] if name in made.starts else None
    last = made.programme.periods - 1 if start is None else start - 1
    asked = Pinned(name, start, last if by is None else by)
    if start is not None and start <= asked.by:
        return replace(asked, starts=made.starts, lost=0.0)
    kept: Starts = started or {}
    if conflict := _conflict(made.programme, name, asked.by, kept, now):
        return replace(asked, conflict=conflict, proven=True, means="CP-SAT")
    found, means = _planned(made, asked, kept, now)
    return replace(asked, means=means) if found is None else _told(made, replace(asked, means=means), found)


def _planned(made: Plan, asked: Pinned, started: Starts, now: int) -> tuple[Starts | None, str]:
    """The best plan with the pin that is found, and by what."""
    first = _decoded(made, asked, started, now)
    pins = {asked.project: asked.by}
    try:
        if first is None:
            near = _closure(made.programme, asked.project) - started.keys()
            others = {one: began for one, began in made.starts.items() if one not in near}
            whole = frozenset(one.id for one in made.programme.projects if one.id not in started)
            part = (
                Part(whole, started, pins, now)
                if len(whole) <= LARGEST
                else Part(frozenset(near), others, pins, now)
            )
            answer = ask(made.programme, part, made.starts, effort=20.0).starts
            first = None if answer is None else {**part.others, **answer}
            if first is None or check(made.programme, first):
                return None, "CP-SAT"
        begun = replace(
            made, starts=first, ready=ready(made.programme, first), value=people_days(made.programme, first)
        )
        if len(made.programme.projects) > LARGEST:
            return first, "decoder"
        return polish(begun, FEW, by=pins, started=started, now=now).starts, "CP-SAT"
    except MissingExtraError:
        return first, "decoder"


def _decoded(made: Plan, asked: Pinned, started: Starts, now: int) -> Starts | None:
    """The plan's own priorities behind the project, which comes first; None where it does not come in time."""
    service = Service(PIN, 0.0, ((asked.project,),))
    task = arrays(
        replace(made.programme, services=(*made.programme.services, service)), pinned=dict(started), now=now
    )
    keys = dict(zip((one.id for one in arrays(made.programme).services), made.keys, strict=True))
    keys[PIN] = np.inf
    start, chosen = task.decoded(order_of(np.array([keys[one.id] for one in task.services])), made.prefer)
    starts = {
        one.id: (int(start[number]), int(chosen[number]))
        for number, one in enumerate(made.programme.projects)
        if start[number] >= 0
    }
    late = asked.project not in starts or starts[asked.project][0] > asked.by
    return None if late or check(made.programme, starts) else starts


def _told(made: Plan, asked: Pinned, starts: Starts) -> Pinned:
    when = ready(made.programme, starts)
    changed = [
        Later(one.id, one.people, made.ready.get(one.id), when.get(one.id))
        for one in made.programme.services
        if made.ready.get(one.id) != when.get(one.id)
    ]
    end = made.programme.periods

    def loss(one: Later) -> float:
        return one.people * (
            (end if one.pinned is None else one.pinned) - (end if one.planned is None else one.planned)
        )

    return replace(
        asked,
        starts=starts,
        lost=made.value - people_days(made.programme, starts),
        changed=tuple(sorted(changed, key=lambda one: (-loss(one), one.service))),
        dropped=tuple(name for name in made.starts if name not in starts),
    )


def _closure(programme: Programme, name: str) -> set[str]:
    """A project with everything that it waits for."""
    after = {project.id: project.after for project in programme.projects}
    found, waiting = set[str](), [name]
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting += after[here]
    return found


@dataclass(frozen=True, slots=True)
class _Limits:
    """Limits of a programme of which some do not count."""

    programme: Programme
    now: int
    free: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def without(self, limit: tuple[str, str]) -> "_Limits":
        return replace(self, free=self.free | {limit})

    def relaxed(self) -> Programme:
        """The programme with plenty of what does not count."""
        one = self.programme
        projects = tuple(
            replace(p, after=tuple(a for a in p.after if ("order", f"{p.id} waits for {a}") not in self.free))
            for p in one.projects
        )
        pots = tuple(
            replace(pot, envelope=(1e9 + sum(p.cost for q in projects for p in q.modes), *pot.envelope[1:]))
            if ("money", pot.id) in self.free
            else pot
            for pot in one.pots
        )
        crews = {pool: 10**6 if ("crew", pool) in self.free else many for pool, many in one.crews.items()}
        gates = {region: 0 if ("gate", region) in self.free else at for region, at in one.gates.items()}
        imports = () if ("imports", "") in self.free else one.imports
        return replace(one, projects=projects, pots=pots, crews=crews, gates=gates, imports=imports)


def _limits(programme: Programme) -> Iterator[tuple[str, str]]:
    modes = [mode for project in programme.projects for mode in project.modes]
    yield from (("order", f"{p.id} waits for {a}") for p in programme.projects for a in p.after)
    yield from (("gate", p) for p in sorted({p.region for p in programme.projects}) if programme.gates.get(p))
    yield from (("crew", pool) for pool in programme.crews if any(mode.crews.get(pool) for mode in modes))
    if programme.imports and any(mode.materials for mode in modes):
        yield "imports", ""
    yield from (("money", pot.id) for pot in programme.pots if any(mode.money.get(pot.id) for mode in modes))


def _conflict(programme: Programme, name: str, by: int, started: Starts, now: int) -> tuple[str, ...]:
    """The limits that no plan with the pin keeps, not one too many (a deletion filter); none where one does, or nobody can say.

    Only the project, what it waits for and what has started matter: nothing else has to be done.
    """
    near = _closure(programme, name)
    kept = tuple(one for one in programme.projects if one.id in near or one.id in started)
    small = replace(programme, projects=kept, services=(), floors=())
    limits = _Limits(small, now)
    try:
        if not _impossible(limits, name, by, started):
            return ()
        for limit in _limits(small):
            fewer = limits.without(limit)
            if _impossible(fewer, name, by, started):
                limits = fewer
    except MissingExtraError:
        return ()
    told = [one for one in _limits(small) if one not in limits.free]
    return tuple(_said(small, limit) for limit in told) or (
        f"the durations: no project starts before period {now + 1}",
    )


def _impossible(limits: _Limits, name: str, by: int, started: Starts) -> bool:
    programme = limits.relaxed()
    free = frozenset(one.id for one in programme.projects if one.id not in started)
    pins: Mapping[str, int] = {name: by} if name in free else {}
    return ask(programme, Part(free, started, pins, limits.now, worth=False), {}, effort=5.0).impossible


def _said(programme: Programme, limit: tuple[str, str]) -> str:
    kind, what = limit
    match kind:
        case "gate":
            return f"access to {what} from period {programme.gates[what]}"
        case "crew":
            return f"{programme.crews[what]} crews of {what}"
        case "imports":
            return "what may be brought in"
        case "money":
            return f"the money of {what}, by year"
        case _:
            return what
