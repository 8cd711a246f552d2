"""One file checked on its own, or as a part of the case that it lies in."""

from collections.abc import Iterator
from pathlib import Path

from troth.records.errors import Problem
from troth.standards import oc4ids, ucdp

from .csvfile import Columns, read_rows
from .evidence import EVIDENCE, evidence_row
from .folder import Folder
from .load import PLAIN, Checked, check
from .parties import SOURCES, source_row
from .problems import Problems
from .terms import AgreementReader
from .tomlfile import read_toml


def check_file(path: Path) -> Checked:
    """Check one file.

    A file inside a case is checked with its case, because what it names stands elsewhere; only its own problems are
    told. Any other file is checked as what its first lines say that it is.
    """
    if (root := _case_of(path)) is not None:
        found = check(root)
        name = path.resolve().relative_to(root.resolve()).as_posix()
        own = tuple(problem for problem in found.problems if problem.file == name)
        warned = tuple(warning for warning in found.warnings if warning.file == name)
        return Checked(
            problems=own,
            warnings=warned,
            case=None,
            terms=found.terms,
            rows=found.rows,
            sources=found.sources,
        )
    problems = Problems()
    folder = Folder(path.parent, problems)
    for under in ("parties.toml", "sources", "agreements", "evidence"):
        folder.lose(under)  # a file alone cannot know what the others hold
    good = sum(1 for _ in _read(folder, path.name))
    return Checked(
        problems=problems.all(), warnings=problems.warnings(), case=None, rows=good,
        rows_bad=folder.rows.get(path.name, 0) - good,
    )  # fmt: skip


def _case_of(path: Path) -> Path | None:
    """The case folder that a file lies in: the one beside it or one above."""
    real = path.resolve()
    return next(
        (folder for folder in (real.parent, real.parent.parent) if (folder / "case.toml").is_file()), None
    )


def _read(folder: Folder, name: str) -> Iterator[object]:
    if name.lower().endswith(".csv"):
        yield from _read_csv(folder, name)
    elif name.lower().endswith(".toml"):
        yield from _read_toml(folder, name)
    elif name.lower().endswith(".json"):
        yield from _read_oc4ids(folder, name)
    else:
        remedy = "give a .csv or .toml file of a case, an OC4IDS package (.json), a ledger, or a case folder"
        folder.problems.add(name, expected="a file of a case", remedy=remedy)


def _read_csv(folder: Folder, name: str) -> Iterator[object]:
    header = next(iter(folder.lines(name)), "")
    if folder.problems.count(name):
        return
    if set(ucdp.COLUMNS) <= set(header.strip().split(",")):
        yield from _read_ucdp(folder, name)
        return
    are_sources = "publisher" in header and "evidence_id" not in header
    columns: Columns = SOURCES if are_sources else EVIDENCE
    for cells in read_rows(folder, name, columns):
        if are_sources:
            row: object | None = source_row(folder, cells, PLAIN.label, PLAIN.zone)
        else:
            row = evidence_row(folder, cells, {}, PLAIN.label, PLAIN.zone)
        if row is not None:
            yield row


def _read_toml(folder: Folder, name: str) -> Iterator[object]:
    document = read_toml(folder, name)
    if document is None:
        return
    if document.data.keys() & {"agreement", "term"}:
        reader = AgreementReader(folder, document, PLAIN.label, PLAIN.timezone)
        yield from reader.agreement()
        yield from reader.terms({}, ())
    else:
        remedy = "put it into a case folder and check that folder: `troth check CASE`"
        folder.problems.add(name, expected="[agreement] and [[term]] tables", remedy=remedy)


def _read_ucdp(folder: Folder, name: str) -> Iterator[object]:
    """Rows of UCDP GED; every one that cannot be read is noted."""
    rows = 0
    with (folder.root / name).open("rb") as file:
        for found in ucdp.rows(file):
            rows += 1
            if isinstance(found, Problem):
                folder.problems.take(name, found)
            else:
                yield found
    folder.rows[name] = rows


def _read_oc4ids(folder: Folder, name: str) -> Iterator[object]:
    """Projects of an OC4IDS package that keep every rule of the standard; what breaks one is noted."""
    rows = 0
    with (folder.root / name).open("rb") as file:
        for one in oc4ids.examined(file):
            rows += one.number is not None
            for problem in one.problems:
                folder.problems.take(name, problem)
            for warning in one.warnings:
                folder.problems.take_warning(name, warning)
            if one.project is not None and not one.problems:
                yield one.project
    folder.rows[name] = rows
