"""An assessment of a file of assets: one pass over its pieces by whoever runs them, then the draws."""

from dataclasses import dataclass
from functools import partial

from troth.assess import CLASSES, Cells, Estimate, combine, estimate, pass_over
from troth.records import Executor, map_reduce
from troth.records.errors import Problem, ProblemsError

from .assumptions import Assumptions
from .exposure import UNIQUE_TO, ExposureFile, spelt_twice, twice


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
    model = assumptions.model
    spread, channels = model.factors.spread, model.channels
    ids = check_ids or file.rows <= UNIQUE_TO
    problems = twice(file) if ids else []
    cells: Cells = map_reduce(
        executor,
        file,
        work=partial(pass_over, channels=channels, spread=spread),
        combine=partial(combine, channels=channels, spread=spread),
    )
    problems += list(_two_spellings(file, cells))
    if problems and not file.skip_bad:
        raise ProblemsError(problems)
    used = int(cells.rows.sum())
    if not used:
        raise ProblemsError(
            [
                Problem(
                    file=file.path.name,
                    found=f"{file.rows} rows, none of which can be used",
                    expected="at least one asset",
                    remedy="see what is wrong with them without --skip-bad",
                )
            ]
        )
    return Assessed(
        estimate=estimate(cells, model, seed=seed),
        cells=cells,
        rows=file.rows,
        used=used,
        replacement=float(cells.value.sum()),
        classes=dict(zip(CLASSES, cells.classes.tolist(), strict=True)),
        ids_checked=ids,
    )


def _two_spellings(file: ExposureFile, cells: Cells) -> list[Problem]:
    return [
        Problem(
            file=file.path.name,
            field=field,
            found=f"{one!r} and {other!r}",
            expected="one spelling of each name",
            remedy="write both the same way; if they are two, tell them apart by more than capitals and blanks",
        )
        for field, names in (("region", cells.regions), ("sector", cells.sectors))
        for one, other in spelt_twice(names)
    ]
