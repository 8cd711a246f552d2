"""CP-SAT on a part of a programme: some projects are free, all others stay as they are planned.

The model is that of the bound (`bounds`): whether a mode has started by the end of each period. What the others take of money,
crews and imports is taken off the limits, when they end is known, and whoever waits for a free project waits no longer for it.
One thread, a fixed seed and a limit in CP-SAT's own deterministic time: the same answer on any machine.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from troth.plan.compiled import absent

from .bounds import Row, TimeModel, gains, model_rows, upper_of
from .check import Starts, ready
from .problem import Programme, Project, Service

MONEY = 1000
"""Parts of the unit in which amounts that are not whole are counted."""
WORTH = 1e8
"""What all that can be gained counts, in CP-SAT's whole numbers."""


@dataclass(frozen=True, slots=True)
class Part:
    """What of a programme is asked anew."""

    free: frozenset[str]
    """Projects; all others stay."""
    others: Starts
    """The start and mode of each project that stays and is done."""
    by: Mapping[str, int] = field(default_factory=dict)
    """Of free projects: the last period in which it may have started; it is done then."""
    now: int = 0
    """Nothing that is free starts before."""
    worth: bool = True
    """Whether services count; else any plan will do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What CP-SAT found."""

    starts: dict[str, tuple[int, int]] | None
    """Of the free projects that are done; None where nothing was found."""
    impossible: bool = False
    """There is proof that nothing can be found."""
    proven: bool = False
    """No other plan of the part is worth more."""


class _PartModel(TimeModel):
    """The variables of the free projects and of the services that rest on them; the last column is 1."""

    def __init__(self, programme: Programme, part: Part) -> None:
        stay = {project.id: project for project in programme.projects if project.id not in part.free}
        gone = ready(programme, part.others)
        services = _touched(programme, part.free) if part.worth else ()
        inside = {service.id for service in services}
        gates = {one.region: max(part.now, programme.gates.get(one.region, 0)) for one in programme.projects}
        free = tuple(project for project in programme.projects if project.id in part.free)
        super().__init__(replace(programme, projects=free, services=services, gates=gates))
        self.ends = {
            **{name: start + stay[name].modes[mode].duration for name, (start, mode) in part.others.items()},
            **{name: when for name, when in gone.items() if name not in inside},
        }
        self.one, self.columns = self.columns, self.columns + 1
        self.used = _taken(programme, stay, part.others)

    def finished(self, name: str, period: int, factor: float) -> list[tuple[int, float]]:
        if name in self.of or name in self.services:
            return super().finished(name, period, factor)
        return [(self.one, factor)] if self.ends.get(name, self.periods + 1) <= period else []

    def taken(self, kind: str, what: str, period: int) -> float:
        return self.used.get((kind, what, period), 0.0)


def _touched(programme: Programme, free: Collection[str]) -> tuple[Service, ...]:
    """The services that rest on a free project, also by way of others."""
    names, found = set(free), set[str]()
    while more := {
        one.id
        for one in programme.services
        if one.id not in found and any(name in names for group in one.requires for name in group)
    }:
        found |= more
        names |= more
    return tuple(one for one in programme.services if one.id in found)


def _taken(
    programme: Programme, stay: Mapping[str, Project], others: Starts
) -> dict[tuple[str, str, int], float]:
    """What the projects that stay take: crews and imports by period, money by the end of each year."""
    used: dict[tuple[str, str, int], float] = {}
    for name, (start, number) in others.items():
        mode = stay[name].modes[number]
        takes = [
            *((("crew", pool, t), float(many)) for pool, many in mode.crews.items() for t in range(start, start + mode.duration)),
            *((("imports", "", t), mode.materials) for t in range(start, start + mode.duration)),
            *((("money", pot, y), amount) for pot, amount in mode.money.items() for y in range(start // programme.periods_per_year, programme.years)),
        ]  # fmt: skip
        for key, much in takes:
            used[key] = used.get(key, 0.0) + much
    return used


def _kept(model: _PartModel, programme: Programme, part: Part) -> Iterator[Row]:
    """A free project that one that stays waits for is finished by its start; one that is pinned has started by its period."""
    for project in programme.projects:
        if project.id in part.others:
            for name in project.after:
                if name in part.free:
                    yield model.finished(name, part.others[project.id][0], -1.0) or [(model.one, 1.0)], -1.0
    for name, period in part.by.items():
        if period < 0:
            yield [(model.one, 1.0)], -1.0
        else:
            yield (
                [(model.started(mode, min(period, model.periods - 1)), -1.0) for mode in model.of[name]],
                -1.0,
            )


def _floors(model: _PartModel, programme: Programme, known: Starts) -> Iterator[Row]:
    """Each floor that is reached stays reached."""
    when = ready(programme, known)
    for floor in programme.floors:
        here = [one for one in programme.services if one.region == floor.region]
        inside = [one for one in here if one.id in model.services]
        due = floor.share * sum(one.people for one in here)
        if (
            inside
            and sum(one.people for one in here if when.get(one.id, model.periods) <= floor.period) >= due
        ):
            rest = sum(one.people for one in here if one.id not in model.services and when.get(one.id, model.periods) <= floor.period)  # fmt: skip
            yield (
                [(model.there(model.services[one.id], floor.period), -one.people) for one in inside],
                rest - due,
            )


def ask(programme: Programme, part: Part, known: Starts, *, effort: float = 5.0, seed: int = 0) -> Answer:
    """The best plan of a part that CP-SAT finds.

    Parameters
    ----------
    programme
        Without faults.
    part
        What is free.
    known
        A plan to begin from; where it keeps the pins, no answer is worth less but by rounding.
    effort
        CP-SAT's deterministic time, about seconds.
    seed
        Of its search.

    >>> from troth.plan.programme import Mode
    >>> line = Project("line", "power", "Mirna", (Mode(2, {}),))
    >>> light = Service("light", 10.0, (("line",),))
    >>> ask(Programme(4, (line,), (light,), (), {}), Part(frozenset({"line"}), {}), {}).starts
    {'line': (0, 0)}
    """
    try:
        from ortools.sat.python import cp_model  # noqa: PLC0415 - an extra
    except ImportError:
        error = absent("ortools")
        raise error from None
    model = _PartModel(programme, part)
    solver, sat = cp_model.CpSolver(), cp_model.CpModel()
    upper = [*upper_of(model)[:-1], 1.0]
    columns = [sat.new_bool_var("") if there else sat.new_constant(0) for there in upper]
    sat.add(columns[model.one] == 1)
    for terms, most in (
        *model_rows(model),
        *_kept(model, programme, part),
        *_floors(model, programme, known),
    ):
        _add(cp_model, sat, columns, terms, most)
    gain = gains(model)
    whole = np.ceil(gain * (WORTH / gain.sum())).astype(int) if gain.sum() > 0 else np.zeros(len(gain), int)
    valued = np.flatnonzero(whole)
    sat.maximize(cp_model.LinearExpr.weighted_sum([columns[one] for one in valued], whole[valued].tolist()))
    for column, value in enumerate(_hint(model, programme, known)):
        if upper[column]:
            sat.add_hint(columns[column], int(value))
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = effort
    status = solver.solve(sat)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return Answer(None, impossible=status == cp_model.INFEASIBLE)
    return Answer(_starts(model, solver, columns), proven=status == cp_model.OPTIMAL)


def _add(cp_model: Any, sat: Any, columns: list[Any], terms: list[tuple[int, float]], most: float) -> None:  # noqa: ANN401 - an extra's types
    """One row in whole numbers; what is not whole is rounded so that nothing that is possible is lost."""
    if not terms:
        return
    scale = 1 if float(most).is_integer() and all(float(much).is_integer() for _, much in terms) else MONEY
    much = [int(np.floor(factor * scale + 1e-6)) for _, factor in terms]
    sat.add(cp_model.LinearExpr.weighted_sum([columns[column] for column, _ in terms], much) <= int(np.ceil(most * scale - 1e-6)))  # fmt: skip


def _hint(model: _PartModel, programme: Programme, known: Starts) -> np.ndarray[Any, Any]:
    values = np.zeros(model.columns)
    values[model.one] = 1
    for name, (start, mode) in known.items():
        if name in model.of:
            first = model.started(model.of[name][mode], 0)
            values[first + start : first + model.periods] = 1
    for name, when in ready(programme, known).items():
        if name in model.services:
            first = model.there(model.services[name], 0)
            values[first + when : first + model.periods] = 1
    return values


def _starts(model: _PartModel, solver: Any, columns: list[Any]) -> dict[str, tuple[int, int]]:  # noqa: ANN401 - an extra's types
    found = {}
    for name, modes in model.of.items():
        for place, mode in enumerate(modes):
            row = [solver.value(columns[model.started(mode, period)]) for period in range(model.periods)]
            if row[-1]:
                found[name] = (row.index(1), place)
    return found
