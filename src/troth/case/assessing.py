"""An assessment of a file of assets: one pass over its pieces by whoever runs them, then the draws."""

from dataclasses import dataclass, replace
from functools import partial

from troth.assess import CLASSES, Cells, Estimate, Factors, Model, combine, estimate, pass_over
from troth.assess.aggregate import cost_factors
from troth.records import Executor, map_reduce
from troth.records.errors import Problem, ProblemsError

from .assumptions import Assumptions
from .exposure import ExposureFile
from .exposure_whole import UNIQUE_TO, Kind, every_fault, ragged, twice, two_spellings


@dataclass(frozen=True, slots=True)
class Assessed:
    """What came out of a file."""

    estimate: Estimate
    cells: Cells
    rows: int
    """In the file."""
    used: int
    """Of them; the others could not be used and were left out."""
    replacement: float
    """Sum of the replacement values."""
    classes: dict[str, float]
    """Assets of each class, expected."""
    ids_checked: bool
    """Whether it was made sure that no id stands twice."""
    left_out: tuple[Problem, ...] = ()
    """Why rows, or parts of a folder, were left out: the first rows of each kind by their numbers."""


def model_of(file: ExposureFile, assumptions: Assumptions) -> Model:
    """The assumptions, and what the table of unit costs leaves open: sizes only where assets have none of their own."""
    shared, own = assumptions.factors.shared, assumptions.factors.own_log_sd
    costs = cost_factors(file.rules.costs.values(), sized=set(file.rules.costs) if file.sized else ())
    return replace(assumptions.model, factors=Factors((*shared, *costs), own))


def assess_file(
    file: ExposureFile,
    assumptions: Assumptions,
    executor: Executor,
    *,
    seed: int = 0,
    check_ids: bool = False,
) -> Assessed:
    """Assess a file of assets.

    Parameters
    ----------
    file
        The assets.
    assumptions
        Everything else.
    executor
        Who runs the pieces; the result is the same, bit for bit, whoever it is.
    seed
        Of all draws.
    check_ids
        Look for ids that stand twice even in a file of more than ten million rows.

    Raises
    ------
    ProblemsError
        Rows that cannot be used, ids that stand twice, regions or sectors in two spellings.
    """
    model = model_of(file, assumptions)
    ids = check_ids or file.rows <= UNIQUE_TO
    cells, told = read_cells(file, model, executor, ids=ids)
    used = int(cells.rows.sum())
    if not used:
        raise ProblemsError([*told, _none_left(file)])
    return Assessed(
        estimate=estimate(cells, model, seed=seed),
        cells=cells,
        rows=file.rows,
        used=used,
        replacement=float(cells.value.sum()),
        classes=dict(zip(CLASSES, cells.classes.tolist(), strict=True)),
        ids_checked=ids,
        left_out=told,
    )


def read_cells(
    file: ExposureFile, model: Model, executor: Executor, *, ids: bool
) -> tuple[Cells, tuple[Problem, ...]]:
    """The sums of a file, and what is wrong with the rows that were left out of them.

    Raises
    ------
    ProblemsError
        There are such rows and the file is not to be used without them; every kind of problem is told, not only the first.
    """
    kinds = [kind for kind in (twice(file) if ids else None, ragged(file)) if kind is not None]
    if kinds and file.skip_bad:
        file = replace(file, without=tuple(sorted({row for kind in kinds for row in kind.every})))
    try:
        cells = _summed(file, model, executor)
    except ProblemsError as error:
        rows = [problem for kind in every_fault(file) for problem in kind.problems(file)]
        raise ProblemsError([*(rows or error.problems), *_told(file, kinds)]) from None
    spelt, refused = two_spellings(file, {"region": cells.regions, "sector": cells.sectors})
    kinds += spelt
    if kinds and not file.skip_bad:
        raise ProblemsError(_told(file, kinds))
    if refused:
        file = replace(file, refused=refused)
        cells = _summed(file, model, executor)
    if int(cells.rows.sum()) < file.rows:
        kinds = [*every_fault(file), *kinds]
    return cells, (*file.lost, *_told(file, kinds))


def _summed(file: ExposureFile, model: Model, executor: Executor) -> Cells:
    spread, channels = model.factors.spread, model.channels
    found: Cells = map_reduce(
        executor,
        file,
        work=partial(pass_over, channels=channels, spread=spread),
        combine=partial(combine, channels=channels, spread=spread),
    )
    return found


def _told(file: ExposureFile, kinds: list[Kind]) -> list[Problem]:
    return [problem for kind in kinds for problem in kind.problems(file)]


def _none_left(file: ExposureFile) -> Problem:
    return file.problem(
        f"{file.rows} rows, none of which can be used", "at least one asset", "see what is wrong with them"
    )
