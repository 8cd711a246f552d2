"""Making an exercise of a case: what the case consists of is copied, marked, and given a clock."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from troth.records.errors import Problem, ProblemsError
from troth.records.exercise import Exercise

from .exercise import FILE, INJECTS
from .load import load
from .model import Case

PARTS = ("sources", "agreements", "evidence", "incidents", "tables", "expected")
"""The folders of a case that are copied: never results/, and nothing that is no part of a case, such as a ledger."""
FILES = ("case.toml", "parties.toml", "README.md")
_CLOCK = """\
# An exercise on a copy of the case {case}. Everything in this folder is practice, and nothing of it is real.
title = {title}
start = {start}
speed = {speed!r}  # seconds of the case in one second of the machine
control = {control}  # the office that runs it
"""


def make_exercise(origin: Path, target: Path, exercise: Exercise, *, injects: Path | None = None) -> Case:
    """Copy a case into a folder of its own as an exercise.

    The folder appears whole or not at all, and only if it can be used.

    Parameters
    ----------
    origin
        The folder of a real case.
    target
        A folder that does not exist yet, or is empty.
    injects
        A CSV file of what the control of the exercise lets happen; None: only what the case holds already.

    Raises
    ------
    ProblemsError
        The case, the target or the injects are no good; it holds every problem.
    """
    case = load(origin)
    _refuse(case, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".exercise-") as made:
        fresh = Path(made) / (target.name or "exercise")
        fresh.mkdir()
        _copy(origin, fresh)
        _mark(fresh / "case.toml", exercise.title)
        (fresh / FILE).write_text(_clock(case, exercise), encoding="utf-8")
        if injects is not None:
            shutil.copyfile(injects, fresh / INJECTS)
        load(fresh)
        if target.exists():
            target.rmdir()
        fresh.rename(target)
    return load(target)


def _refuse(case: Case, target: Path) -> None:
    """Note why there can be no exercise of this case, or not there."""
    if case.settings.exercise:
        found, expected = f"an exercise already, {case.settings.exercise!r}", "a real case"
        remedy = "copy the case that it was made from"
        raise ProblemsError([Problem(file=str(case.path), found=found, expected=expected, remedy=remedy)])
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        found = "a folder with files in it" if target.is_dir() else "a file"
        raise ProblemsError(
            [
                Problem(
                    file=str(target),
                    found=found,
                    expected="a new or an empty folder",
                    remedy="choose another name",
                )
            ]
        )
    if target.resolve().is_relative_to(case.path.resolve()):
        expected, remedy = (
            "a folder outside the case",
            "choose a place beside it: nothing of an exercise may lie in a real case",
        )
        raise ProblemsError(
            [Problem(file=str(target), found="a folder inside the case", expected=expected, remedy=remedy)]
        )


def _copy(origin: Path, target: Path) -> None:
    for name in FILES:
        if (origin / name).is_file():
            shutil.copyfile(origin / name, target / name)
    for part in PARTS:
        for path in _files(origin / part):
            copy = target / path.relative_to(origin)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)


def _files(folder: Path) -> Iterator[Path]:
    """The files of a folder of the case; hidden ones are none of it.

    Links out of the case were refused when it was loaded where it reads them; elsewhere they are left behind.
    """
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        hidden = any(part.startswith((".", "~")) for part in path.relative_to(folder).parts)
        if not hidden and path.is_file() and path.resolve().is_relative_to(folder.parent.resolve()):
            yield path


def _mark(file: Path, title: str) -> None:
    """Write the marker into case.toml, before its first line that says something; every comment stays."""
    text = file.read_bytes().decode("utf-8-sig")
    lines = text.splitlines(keepends=True)
    first = next(
        (number for number, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), 0
    )
    lines.insert(first, f"exercise = {_quoted(title)}  # practice: nothing in this folder is real\n")
    file.write_bytes("".join(lines).encode())


def _clock(case: Case, exercise: Exercise) -> str:
    start = exercise.start.astimezone(case.settings.zone).isoformat()
    return _CLOCK.format(
        case=case.id, title=_quoted(exercise.title), start=_quoted(start), speed=exercise.speed,
        control=_quoted(exercise.control),
    )  # fmt: skip


def _quoted(text: str) -> str:
    r"""A text in TOML's quotes.

    >>> _quoted('The "late" release')
    '"The \\"late\\" release"'
    """
    return json.dumps(text, ensure_ascii=False)
