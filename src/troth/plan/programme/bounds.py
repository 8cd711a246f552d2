"""No plan is worth more than this: the programme as a linear programme, and for small ones the proven best plan.

Time-indexed by cumulative variables: whether a mode has started by the end of each period, and whether a service is there.
The relaxation is solved by HiGHS; with whole numbers it is the programme itself. Its size grows with projects times periods:
beyond `LARGEST` projects prices give a bound that is weaker, and cheap (`lagrange`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from troth.plan.compiled import absent

from .check import people_days
from .faults import at
from .lagrange import lagrangian
from .problem import Mode, Programme, Project

LARGEST = 150
"""Projects up to which the whole programme is given to HiGHS."""
ITERATIONS = 1500
"""Of the prices beyond, if time allows."""
Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Bound:
    """What HiGHS knows of the best plan."""

    value: float
    """No plan is worth more."""
    starts: Mapping[str, tuple[int, int]] | None = None
    """The best plan that it found with whole numbers."""
    proven: bool = False
    """It is the best of all."""


class _Rows:
    """A linear programme, row by row."""

    def __init__(self) -> None:
        self.count = 0
        self.lower: list[float] = []
        self.upper: list[float] = []
        self.first = [0]
        self.column: list[int] = []
        self.factor: list[float] = []

    def add(self, terms: list[tuple[int, float]], upper: float, lower: float = -np.inf) -> None:
        """Add one row: lower <= terms <= upper."""
        if not terms:
            return
        self.column += [column for column, _ in terms]
        self.factor += [factor for _, factor in terms]
        self.first.append(len(self.column))
        self.lower.append(lower)
        self.upper.append(upper)


class TimeModel:
    """Where the variables of a programme stand: started by (mode, period), there by (service, period)."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.periods = programme.periods
        self.modes = [(project, mode) for project in programme.projects for mode in project.modes]
        self.of: dict[str, list[int]] = {}
        for number, (project, _) in enumerate(self.modes):
            self.of.setdefault(project.id, []).append(number)
        self.services = {service.id: number for number, service in enumerate(programme.services)}
        self.columns = (len(self.modes) + len(self.services)) * self.periods

    def started(self, mode: int, period: int) -> int:
        """Whether a mode has started by the end of a period; -1 before the first."""
        return mode * self.periods + period if period >= 0 else -1

    def there(self, service: int, period: int) -> int:
        """Whether a service is there in a period."""
        return (len(self.modes) + service) * self.periods + period

    def finished(self, name: str, period: int, factor: float) -> list[tuple[int, float]]:
        """The terms that say that a project or service is there in a period."""
        if name in self.services:
            return [(self.there(self.services[name], period), factor)]
        return [
            (self.started(mode, period - self.modes[mode][1].duration), factor)
            for mode in self.of[name]
            if period >= self.modes[mode][1].duration
        ]

    def taken(self, kind: str, what: str, period: int) -> float:
        """What projects that are not in the model take of a pool, of imports, of a pot by the end of a year: nothing."""
        del kind, what, period
        return 0.0


def bound(
    programme: Programme, *, seconds: float = 60.0, whole: bool = False, known: Mapping[str, tuple[int, int]] | None = None
) -> Bound | None:  # fmt: skip
    """The worth in people-days that no plan exceeds; None where HiGHS has no answer in time.

    Parameters
    ----------
    programme
        Without faults, and without floors (which only lower what can be reached).
    seconds
        For HiGHS, without an answer by then there is none; beyond `LARGEST` for the prices, whose bound holds at any stop.
    whole
        Ask for the best plan itself, with whole numbers.
    known
        A plan to begin from; beyond `LARGEST` its worth sets the step.
    """
    if len(programme.projects) > LARGEST:
        worth = people_days(programme, known) if known else 0.0
        return Bound(lagrangian(programme, iterations=ITERATIONS, seconds=seconds, target=worth))
    if not programme.projects or not programme.services:
        return Bound(0.0, {}, proven=True)
    try:
        import highspy  # noqa: PLC0415 - an extra
    except ImportError:
        error = absent("highspy")
        raise error from None
    model = TimeModel(programme)
    rows = _filled_rows(model)
    solver = highspy.Highs()
    for option, value in (
        ("output_flag", False),
        ("time_limit", float(seconds)),
        (
            "threads",
            1,
        ),  # HiGHS has one pool of threads for a process: another number elsewhere in it is refused
        ("mip_rel_gap", 1e-6),
    ):
        solver.setOptionValue(option, value)
    if not whole:
        solver.setOptionValue("solver", "ipm")
        solver.setOptionValue("run_crossover", "off")
    solver.passModel(_filled(highspy, model, rows, whole=whole))
    if whole and known is not None:
        _hinted(highspy, solver, model, known)
    solver.run()
    if not whole and solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        solver.setOptionValue("solver", "simplex")  # where the interior point method ends without an answer
        solver.run()
    return _answer(highspy, solver, model, whole=whole)


def _filled(highspy: Any, model: TimeModel, rows: _Rows, *, whole: bool) -> Any:  # noqa: ANN401 - an extra's types
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = model.columns, len(rows.lower)
    lp.col_cost_ = -gains(model)
    lp.col_lower_, lp.col_upper_ = np.zeros(model.columns), upper_of(model)
    lp.row_lower_, lp.row_upper_ = np.array(rows.lower), np.array(rows.upper)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.array(rows.first, np.int32)
    lp.a_matrix_.index_ = np.array(rows.column, np.int32)
    lp.a_matrix_.value_ = np.array(rows.factor)
    if whole:
        kinds = [highspy.HighsVarType.kInteger] * (len(model.modes) * model.periods)
        lp.integrality_ = kinds + [highspy.HighsVarType.kContinuous] * (len(model.services) * model.periods)
    return lp


def gains(model: TimeModel) -> Array:
    """What it is worth that a service is there in a period."""
    programme = model.programme
    days = programme.days_per_period * programme.discount ** np.arange(model.periods)
    people = np.array([service.people * service.weight for service in programme.services])
    return np.concatenate([np.zeros(len(model.modes) * model.periods), np.outer(people, days).ravel()])


def upper_of(model: TimeModel) -> Array:
    """Nothing starts before there is access, or so late that it would not be finished."""
    upper = np.ones(model.columns)
    for number, (project, mode) in enumerate(model.modes):
        first = model.programme.gates.get(project.region, 0)
        if first + mode.duration > model.periods:
            first = model.periods
        upper[model.started(number, 0) : model.started(number, 0) + min(first, model.periods)] = 0
    return upper


def _filled_rows(model: TimeModel) -> _Rows:
    rows = _Rows()
    for terms, upper in model_rows(model):
        rows.add(terms, upper)
    return rows


Row = tuple[list[tuple[int, float]], float]
"""Terms of columns and factors, and what they come to at most."""


def model_rows(model: TimeModel) -> Iterator[Row]:
    """All that holds for a plan."""
    yield from _progress(model)
    yield from _services(model)
    yield from _limits(model)
    yield from _money(model)


def _progress(model: TimeModel) -> Iterator[Row]:
    """What has started stays so; one mode of each project; nothing starts that cannot end; precedence."""
    last = model.periods - 1
    for number, (_, mode) in enumerate(model.modes):
        for period in range(1, model.periods):
            yield [(model.started(number, period - 1), 1.0), (model.started(number, period), -1.0)], 0.0
        latest = model.periods - mode.duration
        if 0 <= latest < last:
            yield [(model.started(number, last), 1.0), (model.started(number, latest), -1.0)], 0.0
    for name, modes in model.of.items():
        if len(modes) > 1:
            yield [(model.started(mode, last), 1.0) for mode in modes], 1.0
        project = model.modes[modes[0]][0]
        for earlier in project.after:
            for period in range(model.periods):
                begun = [(model.started(mode, period), 1.0) for mode in model.of[name]]
                yield begun + model.finished(earlier, period, -1.0), 0.0


def _services(model: TimeModel) -> Iterator[Row]:
    """A service is there only where of each group a member is."""
    for service in model.programme.services:
        number = model.services[service.id]
        for group in service.requires:
            for period in range(model.periods):
                terms = [term for name in group for term in model.finished(name, period, -1.0)]
                yield [(model.there(number, period), 1.0), *terms], 0.0


def _limits(model: TimeModel) -> Iterator[Row]:
    """Crews of each pool and imports, in every period."""
    programme = model.programme

    def running(need: list[tuple[int, Mode, float]], period: int) -> list[tuple[int, float]]:
        terms = []
        for number, mode, much in need:
            terms.append((model.started(number, period), much))
            if period >= mode.duration:
                terms.append((model.started(number, period - mode.duration), -much))
        return terms

    modes: list[tuple[int, Project, Mode]] = [(number, *one) for number, one in enumerate(model.modes)]
    for pool, many in programme.crews.items():
        need = [(number, mode, float(mode.crews[pool])) for number, _, mode in modes if mode.crews.get(pool)]
        for period in range(model.periods):
            yield running(need, period), many - model.taken("crew", pool, period)
    need = [(number, mode, mode.materials) for number, _, mode in modes if mode.materials]
    for period in range(model.periods if programme.imports else 0):
        yield running(need, period), at(programme.imports, period) - model.taken("imports", "", period)


def _money(model: TimeModel) -> Iterator[Row]:
    """By the end of each year no more than had come."""
    programme = model.programme
    for pot in programme.pots:
        need = [(number, mode.money[pot.id]) for number, (_, mode) in enumerate(model.modes) if mode.money.get(pot.id)]  # fmt: skip
        for year in range(programme.years):
            last = min((year + 1) * programme.periods_per_year, model.periods) - 1
            yield [(model.started(number, last), amount) for number, amount in need], sum(pot.envelope[: year + 1]) - model.taken("money", pot.id, year)  # fmt: skip


def _hinted(highspy: Any, solver: Any, model: TimeModel, known: Mapping[str, tuple[int, int]]) -> None:  # noqa: ANN401 - an extra's types
    values = np.zeros(model.columns)
    for name, (start, mode) in known.items():
        first = model.started(model.of[name][mode], start)
        values[first : first + model.periods - start] = 1.0
    from .check import ready  # noqa: PLC0415 - only to begin from a plan

    for name, when in ready(model.programme, known).items():
        first = model.there(model.services[name], 0)
        values[first + when : first + model.periods] = 1.0
    solution = highspy.HighsSolution()
    solution.col_value = values.tolist()
    solver.setSolution(solution)


def _answer(highspy: Any, solver: Any, model: TimeModel, *, whole: bool) -> Bound | None:  # noqa: ANN401 - an extra's types
    status, info = solver.getModelStatus(), solver.getInfo()
    done = status == highspy.HighsModelStatus.kOptimal
    if not whole:
        return Bound(-info.objective_function_value * (1 + 1e-7)) if done else None
    best = -info.mip_dual_bound
    values = np.array(solver.getSolution().col_value)
    starts = {}
    for name, modes in model.of.items() if len(values) else ():
        for place, mode in enumerate(modes):
            row = values[model.started(mode, 0) : model.started(mode, 0) + model.periods]
            if row[-1] > 0.5:  # noqa: PLR2004 - whole numbers
                starts[name] = (int(np.argmax(row > 0.5)), place)  # noqa: PLR2004 - whole numbers
    return Bound(best, starts or None, proven=done) if np.isfinite(best) else None
