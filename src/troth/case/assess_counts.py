"""What a case says was hit, in either way: counts by kind and class of damage, or a table of assets one by one."""

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from troth.assess.aggregate import Cost, Counted
from troth.records.errors import ProblemsError

from .assess_cells import lined_rows_of, number, text_of
from .assumptions import Assumptions
from .csvfile import Cells, Columns
from .exposure import ExposureFile
from .exposure_faults import Rules
from .exposure_whole import every_fault, ragged, spelt_twice, twice, two_spellings
from .folder import Folder
from .problems import Problems

COUNTS, COSTS = "tables/damage_counts.csv", "tables/unit_costs.csv"
ASSETS = ("tables/exposure.parquet", "tables/exposure.csv")
COLUMNS = Columns(("sector", "taxonomy", "region", "damage", "count", "source"))
Found = TypeVar("Found")
Lined = list[tuple[int, Counted]]


def leaving_out(folder: Folder, read: Callable[[Folder], Found]) -> Found:
    """What a reader makes of the good rows of tables: what is wrong with a row is a warning.

    Trouble with a whole file (no such column, not to be read) stays a problem.
    """
    aside = Folder(folder.root, Problems())
    found = read(aside)
    for problem in aside.problems.all():
        if (problem.line or 1) == 1 or problem.file.endswith(".toml"):
            folder.problems.take(problem.file, problem)
        else:
            folder.problems.warn(
                problem.file, line=problem.line, field=problem.field, found=problem.found,
                expected=problem.expected, remedy=f"{problem.remedy}; it was left out",
            )  # fmt: skip
    folder.inputs.update(aside.inputs)
    return found


def read_counts(
    folder: Folder, costs: Mapping[str, Cost], assumptions: Assumptions, *, optional: bool
) -> tuple[Counted, ...]:
    """The counts that can be used; names that nobody knows or that are spelt in two ways, and rows told twice, are noted."""
    rows = list(lined_rows_of(folder, COUNTS, COLUMNS, _counted, optional=optional))
    for check in (_strange, _again, _spelt):
        bad = check(folder, rows, costs, assumptions.known)
        rows = [(line, row) for line, row in rows if line not in bad]
    return tuple(row for _, row in rows)


def _counted(row: Cells) -> Counted:
    where = (text_of(row, "sector"), text_of(row, "taxonomy"), text_of(row, "region"))
    return Counted(*where, row["damage"], number(row, "count"), text_of(row, "source"))


def _strange(
    folder: Folder, rows: Lined, costs: Mapping[str, Cost], known: Mapping[str, Collection[str]]
) -> set[int]:
    """Rows of a kind that has no cost, or of a region or sector that is not listed."""
    bad = set()
    for line, row in rows:
        names: list[tuple[str, str, Collection[str]]] = [
            (column, value, known[column])
            for column, value in (("region", row.region), ("sector", row.sector))
            if column in known
        ]
        if not folder.problems.count(COSTS):
            names.append(("taxonomy", row.taxonomy, costs))
        for column, value, allowed in names:
            if value not in allowed:
                of = f"a kind of {COSTS}: " if column == "taxonomy" else "one of "
                _note(
                    folder, line, column, value, of + ", ".join(sorted(allowed)), "add it, or correct the row"
                )
                bad.add(line)
    return bad


def _again(folder: Folder, rows: Lined, *_: object) -> set[int]:
    """Rows that say the same as an earlier one, of the same source."""
    seen: dict[Counted, int] = {}
    bad = set()
    for line, row in rows:
        if row in seen:
            expected = f"each count once; line {seen[row]} says the same"
            _note(
                folder,
                line,
                "count",
                f"{row.count:g}",
                expected,
                "take one out, or say where the other is from",
            )
            bad.add(line)
        seen.setdefault(row, line)
    return bad


def _spelt(folder: Folder, rows: Lined, *_: object) -> set[int]:
    """Rows of the rarer of two spellings of a name."""
    bad = set()
    for column in ("region", "sector", "taxonomy"):
        lines: dict[str, list[int]] = {}
        for line, row in rows:
            lines.setdefault(getattr(row, column), []).append(line)
        alike: dict[str, list[str]] = {}
        for one, other in spelt_twice(lines):
            alike.setdefault(one, [one]).append(other)
        for group in alike.values():
            kept = max(group, key=lambda name: len(lines[name]))
            rare = [(line, name) for name in group if name != kept for line in lines[name]]
            for line, name in rare:
                expected = f"one spelling of each name: {kept!r} and {name!r} are nearly the same"
                _note(folder, line, column, name, expected, "write both the same way")
                bad.add(line)
    return bad


def _note(folder: Folder, line: int, column: str, found: str, expected: str, remedy: str) -> None:
    folder.problems.add(COUNTS, line=line, field=column, found=found, expected=expected, remedy=remedy)


def assets_name(folder: Folder) -> str | None:
    """The table of assets one by one that a case has, if it has one."""
    return next((name for name in ASSETS if folder.has(name)), None)


def read_assets(folder: Folder, name: str, rules: Rules, *, skip_bad: bool) -> ExposureFile | None:
    """The table of assets, with every row checked; None where it cannot be used."""
    try:
        file = ExposureFile(folder.root / name, rules, skip_bad=skip_bad)
        spelt, _ = two_spellings(file, {name: file.names(name) for name in ("region", "sector")})
        kinds = [
            *every_fault(file),
            *(kind for kind in (twice(file), ragged(file)) if kind is not None),
            *spelt,
        ]
    except ProblemsError as error:
        for problem in error.problems:
            folder.problems.take(name, problem)
        return None
    for problem in [problem for kind in kinds for problem in kind.problems(file)] if not skip_bad else ():
        folder.problems.take(name, problem)
    return file
