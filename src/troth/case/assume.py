"""What if: rows that nobody reported, beside the case's own, to see which verdicts would be others.

An assumption is a CSV file with the columns of evidence/*.csv. It is read by the same reader and held to the same
rules, and lives in memory only: nothing of it reaches the case folder, its results or its ledger. Its rows may correct
or take back rows of the case ("what if E12 were withdrawn"), and may lie in time to come ("five more tomorrow").
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from troth.records.errors import ProblemsError
from troth.records.evidence import Evidence
from troth.records.label import Label, Tlp
from troth.records.source import Source
from troth.records.verdict import Verdict

from .bounds import check_extensions
from .changes import VerdictKey, key_of, undone
from .corrections import check_corrections
from .csvfile import read_rows
from .evidence import EVIDENCE, evidence_row
from .folder import Folder
from .links import check_evidence, check_labels, note, unique
from .model import Case, Row
from .problems import Problems
from .run import Run
from .spelling import check_spelling

ASSUMED = "assumed"
"""The source of a row that rests on no page at all: who is assumed to say it stands in `attributed_to`."""
_OPEN = Label(tlp=Tlp.CLEAR)
"""Whoever asks sees what is assumed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A case with assumed rows in it."""

    name: str
    """The file's name."""
    ids: tuple[str, ...]
    """Of the assumed rows, in the order of the file."""
    case: Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A verdict that would be another: as it stands, and as it would stand (None: there is no such row)."""

    key: VerdictKey
    now: Verdict | None
    then: Verdict | None
    assumed: tuple[str, ...]
    """The assumed rows that it would rest on, or that would take away what it rests on now."""


def assume(case: Case, path: Path, *, as_of: datetime) -> Assumption:
    """Read an assumption and put its rows into a case.

    Parameters
    ----------
    as_of
        The time of the picture: rows without `recorded_at` count as known then.

    Raises
    ------
    ProblemsError
        The file cannot be used; it holds every problem.
    """
    problems = Problems()
    folder = _folder(path, problems, case)
    read = [
        evidence_row(folder, cells, {}, _OPEN, case.settings.zone)
        for cells in read_rows(folder, path.name, EVIDENCE)
    ]
    if not problems.count() and not read:
        problems.add(
            path.name,
            found="no rows",
            expected="at least one assumed row",
            remedy="write one per line, below the columns' names",
        )
    rows = [_known(problems, row, case, as_of) for row in read if row is not None]
    supposed = _with(case, rows, path.name)
    if not problems.count():
        _check(problems, folder, supposed, rows)
    if told := [problem for problem in problems.all() if problem.file == path.name] or problems.all():
        raise ProblemsError(told)
    return Assumption(name=path.name, ids=tuple(row.record.id for row in rows), case=supposed)


def _folder(path: Path, problems: Problems, case: Case) -> Folder:
    """The folder that the file lies in, with everything that its rows may name."""
    folder = Folder(path.parent, problems)
    for kind, known in (
        ("party", case.parties), ("source", case.sources), ("term", case.terms), ("evidence", case.evidence),
    ):  # fmt: skip
        for row in known:
            folder.saw(kind, row.record.id)
    if any(row.record.id == ASSUMED for row in case.sources):
        problems.add(
            path.name, found=f"a source {ASSUMED!r} in the case", expected="that word for what is only assumed",
            remedy="give that source another id",
        )  # fmt: skip
    folder.saw("source", ASSUMED)
    return folder


def _with(case: Case, rows: Sequence[Row[Evidence]], name: str) -> Case:
    page = Row(record=Source(id=ASSUMED, publisher=ASSUMED), label=_OPEN, file=name, line=None)
    return replace(case, evidence=(*case.evidence, *rows), sources=(*case.sources, page))


def _known(problems: Problems, row: Row[Evidence], case: Case, as_of: datetime) -> Row[Evidence]:
    """The row as known at the time of the picture, and as said by whoever is assumed to say it."""
    record = row.record
    changes: dict[str, object] = {}
    if record.recorded_at is None:
        changes["recorded_at"] = as_of
    elif record.recorded_at > as_of:
        note(
            problems, row, "recorded_at", found=record.recorded_at.isoformat(),
            expected=f"a time by {as_of.isoformat()}, the time of the picture",
            remedy="leave it empty, or ask for a later picture with --as-of",
        )  # fmt: skip
    _not_a_step(problems, row, case)
    if record.source == ASSUMED and not record.attributed_to:
        changes |= _speaker(problems, row, case)
    return replace(row, record=record.model_copy(update=changes))


def _not_a_step(problems: Problems, row: Row[Evidence], case: Case) -> None:
    """Steps on incidents follow from each other, so that none of them is assumed to be corrected or withdrawn."""
    steps = {one.record.id: one.record.incident for one in case.steps}
    for field in ("supersedes", "retracts"):
        target = getattr(row.record, field)
        if target in steps:
            note(
                problems, row, field, found=f"{target}, a step on incident {steps[target]}", expected="a row of evidence",
                remedy="assume a row that says otherwise; to ask what another step would do, write it into a copy of the case",
            )  # fmt: skip


def _speaker(problems: Problems, row: Row[Evidence], case: Case) -> dict[str, object]:
    """A correction without a speaker comes from whoever said what it corrects; anything else needs one."""
    target = row.record.supersedes or row.record.retracts
    said = next((one.record for one in case.evidence if one.record.id == target), None)
    if said is not None:
        return {"source": said.source, "attributed_to": said.attributed_to}
    if target is None:
        note(
            problems, row, "attributed_to", expected="who is assumed to say it",
            remedy=f"name one, as in ICRC, or write a source of the case instead of {ASSUMED!r}",
        )  # fmt: skip
    return {}


def _check(problems: Problems, folder: Folder, case: Case, rows: Sequence[Row[Evidence]]) -> None:
    """What is asked of the rows of a case is asked of assumed ones."""
    terms = {row.record.id: row.record for row in case.terms}
    taken: dict[str, Row[Any]] = {row.record.id: row for row in case.terms}
    taken |= {row.record.id: row for row in case.steps}
    unique(problems, case.evidence, "evidence row", taken=taken)
    check_labels(problems, case, folder)
    check_evidence(problems, case.evidence, folder, terms)
    check_extensions(problems, rows, terms)
    if not problems.count():
        check_corrections(problems, case)
        check_spelling(problems, case)


def differences(now: Run, then: Run, ids: Iterable[str]) -> tuple[Difference, ...]:
    """The verdicts whose state or figure an assumption would change, in the order of the terms."""
    before = {key_of(verdict): verdict for verdict in now.verdicts}
    after = {key_of(verdict): verdict for verdict in then.verdicts}
    assumed = set(ids)
    return tuple(
        Difference(key=key, now=before.get(key), then=after.get(key), assumed=_resting(then, before.get(key), after.get(key), assumed))
        for key in (*after, *(key for key in before if key not in after))
        if _stands(before.get(key)) != _stands(after.get(key))
    )  # fmt: skip


def _stands(verdict: Verdict | None) -> tuple[object, ...]:
    if verdict is None:
        return ()
    return verdict.state, verdict.quantity, verdict.valid_from, verdict.valid_to, verdict.kept_instances


def _resting(then: Run, old: Verdict | None, new: Verdict | None, assumed: set[str]) -> tuple[str, ...]:
    if new is None:
        return ()
    rests = [one for one in new.because if one in assumed]
    return (*rests, *(one for one in undone(then.picture, old, new) if one in assumed and one not in rests))
