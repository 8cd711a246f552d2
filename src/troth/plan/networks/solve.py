"""Two courses of repair: the myopic one, period by period, and the one that chooses all periods together.

The first is the iterative interdependent network design problem (INDP), the second its time-dependent form (td-INDP; Gonzalez
and others 2016), with the people served as the objective. What is repaired can only help, so every period uses all its resources
and the last repairs need no choosing: of `d` damaged elements and `v` repairs a period only the first `d / v` periods are variables.
"""

import math
from dataclasses import dataclass, replace
from typing import Any

from .flows import Flows, highs
from .lines import Programme, programme_of
from .problem import Restoration
from .result import Course, Restored

PROVEN = 1e-4
"""A gap that counts as none."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much searching is done; with nodes alone the result is the same on any machine."""

    nodes: int = 2_000
    """Of the search tree of the course that looks ahead."""
    seconds: float = 60.0
    """An extra stop by wall time, which is told where it is met."""
    swaps: int = 6_000
    """States that the improvement by exchange may look at."""


def restore(restoration: Restoration, effort: Effort = Effort()) -> Restored:
    """The myopic course and the one that looks ahead.

    Parameters
    ----------
    restoration
        Without faults: see `usable`.
    effort
        How much searching is done.

    Examples
    --------
    A pump serves 100 people and needs a line that was cut; 30 live behind a pipe that broke. One repair a period.

    >>> from troth.plan.networks import Arc, Dependency, Networks, Node, Restoration
    >>> nodes = (Node("plant", "power", 1), Node("pump", "water", 2), Node("town", "water", -1, 100), Node("farm", "water", -1, 30))
    >>> arcs = (Arc("main", "water", "pump", "town", 2), Arc("pipe", "water", "town", "farm", 1))
    >>> both = Networks(nodes, arcs, (Dependency("pump", ("plant",)),))
    >>> found = restore(Restoration(both, ("plant", "pipe"), resources=1, periods=3))
    >>> found.ahead.repairs, found.ahead.value, found.proven
    ((('plant',), ('pipe',), ()), 360.0, True)
    """
    flows = Flows(restoration)
    before = flows(frozenset())
    first, ended = _myopic(flows, effort)
    myopic = _course(flows, first)
    if len(restoration.damaged) <= restoration.resources:
        return Restored(myopic, myopic, before, myopic.value, proven=True, nodes=0, stopped=ended)
    started = _exchanged(flows, myopic.repairs, effort.swaps)
    answer = _ahead(flows, started, effort)
    ahead = max((_course(flows, repairs) for repairs in (answer.repairs, started)), key=lambda one: one.value)
    bound = None if answer.bound is None else max(answer.bound, ahead.value)
    proven = bound is not None and ahead.value >= bound * (1 - PROVEN)
    return Restored(myopic, ahead, before, bound, proven, answer.nodes, ended or answer.stopped)


Repairs = tuple[tuple[str, ...], ...]


def _course(flows: Flows, repairs: Repairs) -> Course:
    """What comes of an order of repairs."""
    done: frozenset[str] = frozenset()
    served = []
    for one in repairs:
        done |= set(one)
        served.append(flows(done))
    return Course(repairs, tuple(served))


def _myopic(flows: Flows, effort: Effort) -> tuple[Repairs, str]:
    """Of each period the repairs that serve most people in it, and what ended a search early; of equal ones what the solver names first."""
    restoration = flows.restoration
    done: frozenset[str] = frozenset()
    found: list[tuple[str, ...]] = []
    ended = ""
    for _ in range(restoration.periods):
        left = [name for name in restoration.damaged if name not in done]
        if len(left) <= restoration.resources:
            chosen = tuple(left)
        else:
            now = replace(restoration, damaged=tuple(left), periods=1)
            answer = _solved(programme_of(now, 1), effort, ())
            ended = ended or answer.stopped
            chosen = _filled(answer.repairs[0] if answer.repairs else (), left, restoration.resources)
        found.append(chosen)
        done |= set(chosen)
    return tuple(found), ended


def _filled(chosen: tuple[str, ...], left: list[str], most: int) -> tuple[str, ...]:
    """With resources that are over, what is named first among the rest."""
    more = [name for name in left if name not in chosen][: most - len(chosen)]
    return (*chosen, *more)


def _exchanged(flows: Flows, repairs: Repairs, states: int) -> Repairs:
    """A course in which no two repairs of different periods can change places to anybody's gain, as far as states reach.

    What is not repaired within the horizon stands behind it and can change places too.
    """
    restoration = flows.restoration
    left = [name for name in restoration.damaged if not any(name in one for one in repairs)]
    slots = [list(one) for one in repairs] + [left]
    best, looked, improved = _value(flows, slots), 0, True
    while improved and looked < states:
        improved = False
        for early, late in ((a, b) for a in range(len(slots) - 1) for b in range(a + 1, len(slots))):
            for place, other in ((i, j) for i in range(len(slots[early])) for j in range(len(slots[late]))):
                looked += late - early
                if looked >= states:
                    return tuple(tuple(slot) for slot in slots[:-1])
                slots[early][place], slots[late][other] = slots[late][other], slots[early][place]
                value = _value(flows, slots)
                if value > best * (1 + 1e-9):
                    best, improved = value, True
                else:
                    slots[early][place], slots[late][other] = slots[late][other], slots[early][place]
    return tuple(tuple(slot) for slot in slots[:-1])


def _value(flows: Flows, slots: list[list[str]]) -> float:
    done: frozenset[str] = frozenset()
    total = 0.0
    for one in slots[:-1]:
        done |= set(one)
        total += flows.value(done)
    return total


@dataclass(frozen=True, slots=True)
class _Answer:
    repairs: Repairs
    bound: float | None
    nodes: int
    stopped: str


def _ahead(flows: Flows, started: Repairs, effort: Effort) -> _Answer:
    """The best course that HiGHS finds from one that is known, with all periods that have something to choose."""
    restoration = flows.restoration
    enough = math.ceil(len(restoration.damaged) / restoration.resources)
    chosen = min(restoration.periods, enough - 1)
    rest = restoration.periods - chosen
    answer = _solved(programme_of(restoration, chosen), effort, started[:chosen])
    done = {name for one in answer.repairs for name in one}
    repairs = []
    for one in answer.repairs:
        left = [name for name in restoration.damaged if name not in done]
        repairs.append(_filled(one, left, restoration.resources))
        done |= set(repairs[-1])
    last = tuple(name for name in restoration.damaged if name not in done) if rest else ()
    everything = flows.value(frozenset(restoration.damaged))
    bound = None if answer.bound is None else answer.bound + rest * everything
    return _Answer(
        (*repairs, *((last,) if rest else ()), *((),) * (rest - 1)), bound, answer.nodes, answer.stopped
    )


def _solved(programme: Programme, effort: Effort, started: Repairs) -> _Answer:
    package = highs()
    solver = package.Highs()
    options: tuple[tuple[str, Any], ...] = (
        ("output_flag", False), ("threads", 1), ("mip_rel_gap", PROVEN / 10), ("mip_max_nodes", effort.nodes), ("time_limit", effort.seconds),
    )  # fmt: skip
    for option, setting in options:
        solver.setOptionValue(option, setting)
    solver.passModel(programme.model(package))
    if started:
        hint = package.HighsSolution()
        hint.col_value = programme.hint(started).tolist()
        solver.setSolution(hint)
    solver.run()
    info, status = solver.getInfo(), solver.getModelStatus()
    values = solver.getSolution().col_value
    bound = -info.mip_dual_bound
    repairs = programme.repairs(values) if len(values) else started
    kinds = package.HighsModelStatus
    stopped = {kinds.kOptimal: "", kinds.kTimeLimit: "time"}.get(status, "nodes")
    return _Answer(repairs, bound if math.isfinite(bound) else None, int(info.mip_node_count), stopped)
