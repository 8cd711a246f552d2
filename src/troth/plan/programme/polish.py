"""A plan made better region by region: the projects of a few regions are planned anew by CP-SAT, all others stay.

What is found is taken where the independent check finds it clean, no floor is missed more, and it is worth more. Two groups
are asked at a time from the same plan, whoever asks them, so the plan does not depend on the number of workers.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from troth.records.compiled import MissingExtraError

from .bounds import LARGEST, bound
from .check import Starts, check, missed, people_days, ready
from .exact import Part, ask
from .problem import Programme
from .solve import Plan

TOGETHER = 2


@dataclass(frozen=True, slots=True)
class Effort:
    """How much polishing is done."""

    rounds: int = 1
    """So often every project is free once."""
    size: int = 24
    """Projects that are free at a time, at least those of a part of a region."""
    each: float = 2.0
    """CP-SAT's deterministic time for a group, about seconds."""
    seed: int = 0
    """Of the groups."""
    workers: int = 1
    """1 or 2."""


FIRST = Effort(rounds=4, size=16)
"""Before HiGHS begins."""


def polish(
    made: Plan,
    effort: Effort | None = None,
    *,
    by: Mapping[str, int] | None = None,
    started: Starts | None = None,
    now: int = 0,
) -> Plan:
    """A plan that is worth as much or more.

    Parameters
    ----------
    made
        A plan for people-days; one for another objective stays as it is.
    effort
        How long.
    by
        Projects that have to have started by a period, as they have in the plan.
    started, now
        What has started stays, and nothing else starts before now.
    """
    wanted = effort or Effort()
    if made.objective != "people_days" or made.checked:
        return made
    fixed = frozenset(started or ())
    with ThreadPoolExecutor(min(max(wanted.workers, 1), TOGETHER)) as pool:
        for number in range(wanted.rounds):
            groups = list(_groups(made.programme, fixed, wanted, number))
            for first in range(0, len(groups), TOGETHER):
                tries = pool.map(
                    lambda free, base=made: _tried(base, free, wanted, by or {}, now),
                    groups[first : first + TOGETHER],
                )
                made = _taken(made, list(tries))
    return made


def _groups(
    programme: Programme, fixed: frozenset[str], effort: Effort, number: int
) -> Iterator[frozenset[str]]:
    """The projects by regions, in a drawn order, put together or cut into groups of the wanted size."""
    random = np.random.Generator(np.random.Philox(key=[effort.seed, number]))
    by_region: dict[str, list[str]] = {}
    for project in programme.projects:
        if project.id not in fixed:
            by_region.setdefault(project.region, []).append(project.id)
    names = list(by_region)
    group: list[str] = []
    for place in random.permutation(len(names)):
        here = by_region[names[place]]
        if len(here) > effort.size:
            here = [here[one] for one in random.permutation(len(here))]
        for one in here:
            group.append(one)
            if len(group) >= effort.size:
                yield frozenset(group)
                group = []
    if group:
        yield frozenset(group)


def _tried(
    made: Plan, free: frozenset[str], effort: Effort, by: Mapping[str, int], now: int
) -> tuple[frozenset[str], dict[str, tuple[int, int]]] | None:
    others = {name: began for name, began in made.starts.items() if name not in free}
    part = Part(free, others, {name: when for name, when in by.items() if name in free}, now)
    found = ask(made.programme, part, made.starts, effort=effort.each, seed=effort.seed)
    return None if found.starts is None else (free, found.starts)


def _taken(made: Plan, tries: Sequence[tuple[frozenset[str], dict[str, tuple[int, int]]] | None]) -> Plan:
    """The plan with what was found, one after the other: what does not go together with the first is left."""
    for one in tries:
        if one is not None:
            free, starts = one
            kept = {name: began for name, began in made.starts.items() if name not in free}
            made = better(made, {**kept, **starts})
    return made


def better(made: Plan, starts: Starts) -> Plan:
    """The plan with these starts where they are clean, worth more, and miss no floor that it reaches; else as it is."""
    ordered = {one.id: starts[one.id] for one in made.programme.projects if one.id in starts}
    value = people_days(made.programme, ordered)
    if value <= made.value or check(made.programme, ordered):
        return made
    when = ready(made.programme, ordered)
    before, after = missed(made.programme, made.ready), missed(made.programme, when)
    if len(after) > len(before) or {one for one, _ in after} - {one for one, _ in before}:
        return made
    return replace(made, starts=ordered, ready=when, value=value)


def polished(made: Plan, *, seconds: float = 60.0) -> tuple[Plan, float | None]:
    """A plan that is worth as much or more, and what none is worth more than; better only for small programmes.

    CP-SAT, where it is installed, plans region by region anew; HiGHS begins from that and looks for the best with whole
    numbers. Of a larger one (`bounds.LARGEST`) the plan stays, and prices bound it. Floors are left out of the bound: they only
    lower what can be reached. Of another objective than people-days no bound is known: None.
    """
    if made.objective != "people_days":
        return made, None
    if len(made.programme.projects) <= LARGEST:
        with suppress(MissingExtraError):  # HiGHS alone will do
            made = polish(made, FIRST)
    known = bound(made.programme, seconds=seconds, whole=True, known=made.starts)
    if known is None:
        return made, None
    best = made if known.starts is None else better(made, known.starts)
    return best, max(known.value, best.value)
