"""The search: rules that put the services into an order, then small changes to it that are kept where they help.

A rule credits each project to the services that need it: a service's key is its people over the (partly shared) cost of
what it needs. Two islands search by themselves and the better is taken, so the plan does not depend on the workers.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from .arrays import Arrays
from .kernel import Array

ISLANDS = 2
RULES = 0.25
"""The part of the budget that goes into rules; the rest changes the best of them."""


@dataclass(frozen=True, slots=True)
class Found:
    """A plan by numbers."""

    value: float
    start: Array
    chosen: Array
    keys: Array
    """Of each service; the greater, the earlier it is served. With them the same plan is made of other durations."""
    prefer: Array
    """Of each project: the only mode that is taken, or -1."""
    decodes: int


def order_of(keys: Array) -> Array:
    """The lists of parts by falling key, and the list of everything at the end."""
    return np.concatenate([np.argsort(-keys, kind="stable"), [len(keys)]]).astype(np.int64)


def rules(task: Arrays) -> "Rules":
    """What the rules need to know of each service's projects."""
    lists = np.diff(task.part_first)[:-1]
    member = task.parts[: task.part_first[-2]]
    owner = np.repeat(np.arange(len(lists)), lists)
    people = task.people * np.array([service.weight for service in task.services])
    cheapest = np.array(
        [min((mode.cost for mode in project.modes), default=0.0) for project in task.programme.projects]
    )
    shortest = np.array(
        [min((mode.duration for mode in project.modes), default=1) for project in task.programme.projects]
    )
    credit = np.bincount(member, weights=people[owner], minlength=len(cheapest))
    return Rules(owner, member, people, np.maximum(cheapest, 1e-9), shortest.astype(float), np.maximum(credit, 1e-9))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rules:
    """People, costs and durations of the projects that services need."""

    owner: Array
    member: Array
    people: Array
    cost: Array
    duration: Array
    credit: Array
    """Of each project: the people of all services that need it."""

    def keys(self, shared: float, cost: float, duration: float) -> Array:
        """The keys of one rule: how far a project's cost is shared, and the powers of cost and of duration."""
        part = (self.people[self.owner] / self.credit[self.member]) ** shared
        effort = part * self.cost[self.member] ** cost * self.duration[self.member] ** duration
        total = np.bincount(self.owner, weights=effort, minlength=len(self.people))
        return np.log(np.maximum(self.people, 1e-9)) - np.log(np.maximum(total, 1e-12))


def score_list(task: Arrays) -> Array:
    """The list that recovery programmes use: projects by people over cost, whatever they depend on; an order of keys.

    A project's people are those of the services whose first requirement it is.
    """
    programme = task.programme
    own = dict.fromkeys((project.id for project in programme.projects), 0.0)
    for service in programme.services:
        head = service.requires[0][0]
        if head in own:
            own[head] += service.people
    score = np.array(
        [own[p.id] / max(min((m.cost for m in p.modes), default=0.0), 1e-9) for p in programme.projects]
    )
    return np.argsort(-score, kind="stable")


def listed(task: Arrays, projects: Array) -> tuple[float, Array, Array]:
    """The plan of a list of projects: each as early as it can be, predecessors pulled forward; the same decoder."""
    closures = _closures(task)
    first = np.concatenate([[0], np.cumsum([len(closures[one]) for one in projects])]).astype(np.int64)
    parts = np.array([one for project in projects for one in closures[project]] or [0], np.int64)
    as_list = replace(task, part_first=first, parts=parts)
    start, chosen = as_list.decoded(np.arange(len(projects), dtype=np.int64))
    return task.value(task.ready(start, chosen)), start, chosen


def _closures(task: Arrays) -> list[list[int]]:
    """Each project behind everything that it waits for."""
    found: list[list[int]] = []
    for project in range(len(task.earliest)):
        seen: dict[int, None] = {}
        stack = [(project, False)]
        while stack:
            here, ready = stack.pop()
            if here in seen:
                continue
            if ready:
                seen[here] = None
                continue
            stack.append((here, True))
            stack += [
                (int(one), False)
                for one in task.before[task.before_first[here] : task.before_first[here + 1]]
            ]
        found.append(list(seen))
    return found


def greedies(task: Arrays) -> dict[str, tuple[float, Array, Array]]:
    """What plainer ways make of it, with the same decoder: the score list, first come, and two lists of services."""
    every = np.arange(len(task.earliest))
    known = rules(task)
    return {
        "score list": listed(task, score_list(task)),
        "first come": listed(task, every),
        "people over the whole cost": task.run(order_of(known.keys(0.0, 1.0, 0.0))),
        "people over the shared cost": task.run(order_of(known.keys(1.0, 1.0, 0.0))),
    }


@dataclass(frozen=True, slots=True)
class Budget:
    """How much searching is done."""

    seed: int = 0
    """Of all draws."""
    iterations: int | None = None
    """Plans that each island makes; with them the result is the same on any machine, for any number of workers."""
    limit: float | None = None
    """Seconds instead; 1 where neither is given."""
    workers: int = 1
    """1 or 2."""

    def clock(self) -> Callable[[int], float]:
        """From now on: which part of it is spent, by the plans that an island has made."""
        begun, seconds, iterations = time.monotonic(), self.limit or 1.0, self.iterations
        if iterations is not None:
            return lambda done: done / max(iterations, 1)
        return lambda _: (time.monotonic() - begun) / seconds


def search(task: Arrays, budget: Budget, *, first: tuple[Array, Array] | None = None) -> Found:
    """Search for the order of services that is worth most.

    Parameters
    ----------
    task
        The programme.
    budget
        How long, and from which seed.
    first
        Where to begin: the keys of an earlier plan, and the modes that its projects are tied to.
    """
    if not task.services:
        none = np.zeros(0)
        free = np.full(len(task.earliest), -1, np.int64)
        return Found(*task.run(order_of(none)), none, free, 1)
    spent = budget.clock()
    with ThreadPoolExecutor(min(budget.workers, ISLANDS)) as pool:
        islands = list(
            pool.map(
                lambda island: _island(task, budget.seed * ISLANDS + island, spent, first), range(ISLANDS)
            )
        )
    best = max(islands, key=lambda one: one.value)
    return replace(best, decodes=sum(one.decodes for one in islands))


def _island(
    task: Arrays, seed: int, spent: Callable[[int], float], first: tuple[Array, Array] | None
) -> Found:
    random = np.random.Generator(np.random.Philox(key=seed))
    known = rules(task)
    free = np.full(len(task.earliest), -1, np.int64)
    plain = [(known.keys(1.0, 1.0, 0.0), free), (known.keys(0.0, 1.0, 0.0), free)]
    begins = [first] if first is not None else plain
    best: Found | None = None
    done = 0
    while done < len(begins) or (first is None and spent(done) < RULES):
        tried = (
            begins[done]
            if done < len(begins)
            else (known.keys(*random.uniform((0, 0.3, 0), (1.2, 1.3, 1))), free)
        )
        best = _better(task, best, *tried)
        done += 1
    if best is None:  # pragma: no cover - the first key is always tried
        raise AssertionError
    if best.value < task.worth(task.ready(best.start, best.chosen)):  # a floor is missed
        best = _better(task, best, _raised(task, best.keys), free)
        done += 1
    sectors = _sectors(task)
    choices = np.diff(task.mode_first)
    while spent(done) < 1:
        keys_, prefer = best.keys, best.prefer
        if random.random() < MODES:
            prefer = _other_modes(prefer, choices, random)
        else:
            keys_ = _changed(task, keys_, sectors, random)
        best = _better(task, best, keys_, prefer)
        done += 1
    return replace(best, decodes=done)


def _raised(task: Arrays, keys: Array) -> Array:
    """The same keys with as many services of each region with a floor before all others as its floor asks for."""
    changed, span = keys.copy(), float(np.ptp(keys)) + 1.0
    for region, _, share in task.floors:
        here = np.flatnonzero(task.region == int(region))
        here = here[np.argsort(-keys[here], kind="stable")]
        served = np.cumsum(task.people[here])
        due = here[: int(np.searchsorted(served, share * served[-1] * (1 - 1e-9))) + 1] if len(here) else here
        changed[due] = keys[due] + span
    return changed


MODES = 0.3
"""How often modes are changed, and not the order of the services."""


def _other_modes(prefer: Array, choices: Array, random: np.random.Generator) -> Array:
    """Another mode for a few projects, or none that is preferred."""
    changed = prefer.copy()
    few = random.integers(0, len(prefer), size=1 + random.integers(3))
    changed[few] = random.integers(-1, choices[few])
    return changed


def _better(task: Arrays, best: Found | None, keys: Array, prefer: Array) -> Found:
    value, start, chosen = task.run(order_of(keys), prefer)
    return Found(value, start, chosen, keys, prefer, 0) if best is None or value >= best.value else best


def _changed(task: Arrays, keys: Array, sectors: Array, random: np.random.Generator) -> Array:
    """The keys of one region, of one sector, or of a few services moved up or down together or each by itself."""
    changed, kind = keys.copy(), random.random()
    if kind < 0.35:  # noqa: PLR2004 - shares of the three kinds of change
        here = task.region == random.integers(task.region.max() + 1)
        changed[here] += random.normal() * 0.5
    elif kind < 0.5:  # noqa: PLR2004 - as above
        here = sectors == random.integers(sectors.max() + 1)
        changed[here] += random.normal() * 0.15
    else:
        few = random.random(len(keys)) < max(random.choice([0.003, 0.02, 0.1]), 1.5 / len(keys))
        changed[few] += random.normal(size=int(few.sum())) * random.choice([0.3, 1.0])
    return changed


def _sectors(task: Arrays) -> Array:
    """The number of the sector of what each service is first about."""
    by_id = {project.id: project.sector for project in task.programme.projects}
    names = [by_id.get(service.requires[0][0], "") for service in task.services]
    known = {name: number for number, name in enumerate(sorted(set(names)))}
    return np.array([known[name] for name in names], np.int64)
