"""`troth new`, `troth check` and `troth test`: making a case, and making sure of it."""

import json as jsons
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

import typer

from troth import case as cases
from troth.ledger import LedgerError, verify
from troth.records.errors import Problem

from .options import AsJson, CasePath, Scenario, read_case, unusable
from .terminal import complain, emit, say, working

CHECK_FAILED = 1
_LEDGERS = {".sqlite", ".sqlite3", ".db"}


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("new")(new)
    app.command("check")(check)
    app.command("test")(compare)


def new(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", help="The folder to make; it must not hold anything yet.", show_default=False
        ),
    ],
) -> None:
    """Make a small case, complete and made up, to be changed into a case of one's own."""
    if folder.is_dir() and any(folder.iterdir()):
        raise unusable(
            at=str(folder),
            found="a folder with files in it",
            expected="a new or an empty folder",
            remedy="choose another name",
        )
    if folder.exists() and not folder.is_dir():
        raise unusable(
            at=str(folder), found="a file", expected="a new or an empty folder", remedy="choose another name"
        )
    _copy(resources.files("troth.case").joinpath("example"), folder)
    say(f"made {folder}: a made-up case; run it with `troth run {folder}`")


def _copy(origin: Traversable, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for entry in origin.iterdir():
        if entry.is_dir():
            _copy(entry, target / entry.name)
        else:
            (target / entry.name).write_bytes(entry.read_bytes())


def check(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="FILE|CASE",
            help="A case folder, one of its files, an OC4IDS package (.json), or a ledger.",
            show_default=False,
        ),
    ],
    *,
    scenario: Scenario = None,
    json: AsJson = False,
) -> None:
    """List every problem of a case or a file: where it is, what was found, what was expected, what to do."""
    if not path.exists():
        raise unusable(
            at=str(path), found="nothing there", expected="a case folder or a file", remedy="check the name"
        )
    with working("checking"):
        found = _checked(path, scenario)
    problems = found.problems
    if json:
        emit(jsons.dumps(_document(found), ensure_ascii=False, indent=1))
    else:
        for problem in (*problems, *found.warnings):
            say(problem.text())
        if problems:
            complain(f"{_count(len(problems), 'problem')}; {found.rows} rows good, {found.rows_bad} not")
        else:
            steps = f", {found.steps} steps on incidents" if found.steps else ""
            warned = f", {_count(len(found.warnings), 'warning')}" if found.warnings else ""
            say(
                f"no problems{warned}: {found.terms} terms, {found.rows} rows, {found.sources} sources{steps}"
            )
    if found.silent:
        complain(cases.NO_EVIDENCE)
    if problems:
        raise typer.Exit(CHECK_FAILED)


def _checked(path: Path, scenario: str | None) -> cases.Checked:
    if path.is_dir():
        return cases.check(path, scenario=scenario)
    if path.suffix.lower() in _LEDGERS:
        return _check_ledger(path)
    return cases.check_file(path)


def _check_ledger(path: Path) -> cases.Checked:
    try:
        report = verify(path)
    except LedgerError as error:
        lines: tuple[str, ...] = (" ".join(str(error).split("\n")),)
        entries = 0
    else:
        lines, entries = report.problems, report.entries
    remedy = "see `troth ledger verify`"
    problems = tuple(
        Problem(file=path.name, found=line, expected="a ledger that verifies", remedy=remedy)
        for line in lines
    )
    return cases.Checked(problems=problems, case=None, rows=entries)


def _document(found: cases.Checked) -> dict[str, object]:
    return {
        "ok": not found.problems,
        "terms": found.terms,
        "rows": found.rows,
        "rows_bad": found.rows_bad,
        "sources": found.sources,
        "problems": [problem.model_dump(mode="json") for problem in found.problems],
        "warnings": [warning.model_dump(mode="json") for warning in found.warnings],
    }


def compare(case: CasePath, *, json: AsJson = False) -> None:
    """Compare the verdicts with those that people worked out by hand in expected/*.toml."""
    folder = read_case(case)
    with working("judging"):
        found = cases.examine(folder)
    if json:
        mismatches = [one.model_dump(mode="json") for one in found.mismatches]
        emit(
            jsons.dumps(
                {"case": folder.id, "compared": found.compared, "mismatches": mismatches},
                ensure_ascii=False,
                indent=1,
            )
        )
    else:
        for one in found.mismatches:
            say(one.text())
            say(f"    by hand: {one.why or 'no reasoning given'}")
        say(
            f"{_count(found.compared, 'verdict')} compared, {_count(len(found.mismatches), 'mismatch', 'mismatches')}"
        )
    if not found.compared:
        complain("no expected verdicts: write them into expected/*.toml")
    if found.mismatches:
        raise typer.Exit(CHECK_FAILED)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
