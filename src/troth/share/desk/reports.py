"""Reports: rows of evidence that an office posts, held to the rules that a case folder's rows are held to."""

import csv
import io
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from troth.case import Row
from troth.case.bounds import check_extensions
from troth.case.csvfile import Cells as Line
from troth.case.csvfile import Columns, read_rows
from troth.case.evidence import EVIDENCE, evidence_row
from troth.case.fields import Spot, names
from troth.case.folder import Folder
from troth.case.links import check_evidence
from troth.case.problems import Problems, listed
from troth.records.errors import ProblemsError
from troth.records.evidence import Evidence
from troth.records.label import Label, Tlp

from .labels import hold_correction, noted, read_label
from .notes import Note
from .opening import office_source
from .saying import Draft, Said, Saying, plain_cells, says

REPORT = tuple(name for name in EVIDENCE.all if name not in {"evidence_id", "recorded_at"})
"""The fields of a report: those of evidence/*.csv, but for what the desk itself writes."""
MOST_LINES = 5_000
"""Rows of one file that is posted."""
_FILE = Columns(
    required=("valid_from", "form"),
    optional=(*(name for name in EVIDENCE.all if name not in {"valid_from", "form"}), "ref"),
)
_OF_THE_DESK = {
    "evidence_id": "put your own number into ref: the desk gives the id",
    "recorded_at": "leave it out: the desk stamps the time at which it was recorded",
}
_BESIDE_TARGET = frozenset({"tlp", "release_to", "embargo"})


@says("report")
def report(saying: Saying, draft: Draft) -> Said | None:
    """A report of what happened, a correction of an earlier one, or its withdrawal."""
    cells = plain_cells(draft.cells)
    spot = noted(saying.problems, draft.line, file=saying.file)
    before = saying.problems.count(saying.file)
    _refuse_foreign_fields(spot, cells, saying)
    target = _target(spot, cells, saying)
    if cells.get("retracts") and target is not None:
        cells = _withdrawing(cells, target, saying)
    elif target is None:  # that the row does not stand is told already
        cells = {name: text for name, text in cells.items() if name not in {"supersedes", "retracts"}}
    label = read_label(spot, cells, saying.case.settings.zone, saying.case.members)
    if label is not None and target is not None:
        hold_correction(
            spot,
            label,
            saying.office,
            _note_of(target, saying),
            owner=saying.case.owner,
            members=saying.case.members,
        )
    row = _row(saying, draft, cells, label)
    if row is None or label is None or saying.problems.count(saying.file) > before:
        return None
    record = row.record.model_copy(update={"recorded_at": saying.now, "recorded_at_precision": None})
    statement = saying.picture.statements.get(("evidence", record.supersedes or record.retracts or ""))
    return Said(
        kind="retraction" if record.retracts else "evidence",
        subject=record.id,
        record=record,
        label=label,
        supersedes=statement if record.supersedes else None,
        retracts=statement if record.retracts else None,
    )


def _refuse_foreign_fields(spot: Spot, cells: Mapping[str, str], saying: Saying) -> None:
    for name, remedy in _OF_THE_DESK.items():
        if name in cells:
            spot.bad(name, found=cells[name], expected="nothing", remedy=remedy)
    for name in sorted(cells.keys() - set(_FILE.all)):
        spot.bad(name, found=cells[name], expected="a field of a report", remedy=f"use {listed(REPORT, 30)}")
    if saying.office != saying.case.owner:
        _own_words_only(spot, cells, saying)


def _own_words_only(spot: Spot, cells: Mapping[str, str], saying: Saying) -> None:
    """A party speaks for itself: what it says that others say would otherwise count as their word."""
    if cells.get("source_id", office_source(saying.office)) != office_source(saying.office):
        remedy = f"leave it empty; {saying.case.owner} enters what others publish, or tell of it in the note"
        spot.bad(
            "source_id", found=cells["source_id"], expected="your own office as the source", remedy=remedy
        )
    own = {saying.office} | {party.id for party in saying.picture.parties if party.part_of == saying.office}
    for name in (one for one in _names(cells.get("attributed_to")) if one not in own):
        remedy = "leave it empty, or name an organ of your own; tell in the note what others say"
        spot.bad("attributed_to", found=name, expected="your own office or one of its organs", remedy=remedy)


def _names(text: str | None) -> tuple[str, ...]:
    found = names(text or "")
    return found if isinstance(found, tuple) else ()


def _target(spot: Spot, cells: Mapping[str, str], saying: Saying) -> Evidence | None:
    """The standing report of this office that a correction or withdrawal means; None after noting why not."""
    field = "supersedes" if "supersedes" in cells else "retracts"
    name = cells.get(field)
    if name is None:
        return None
    shown = {row.id: row for row in saying.picture.evidence}
    gone = {row.id for row in (*saying.picture.unsaid, *saying.picture.taken_back)}
    if name in gone and name not in shown:
        remedy = "correct the report that stands now in its place"
        spot.bad(field, found=name, expected="a report that still stands", remedy=remedy)
    elif name not in shown:
        remedy = "look its id up on the page of reports"
        spot.bad(field, found=name, expected="a report that you can see", remedy=remedy)
    elif _author(name, saying) != saying.office:
        expected = f"a report of {saying.office}: a correction comes from the one who said it"
        spot.bad(
            field,
            found=f"{name}, of another office",
            expected=expected,
            remedy="post a report that says otherwise",
        )
    else:
        return shown[name]
    return None


def _author(name: str, saying: Saying) -> str:
    statement = saying.picture.statements.get(("evidence", name), "")
    return saying.mirror.notes[statement].author if statement in saying.mirror.notes else ""


def _note_of(target: Evidence, saying: Saying) -> Note:
    return saying.mirror.notes[saying.picture.statements["evidence", target.id]]


def _withdrawing(cells: Mapping[str, str], target: Evidence, saying: Saying) -> dict[str, str]:
    """A withdrawal is said now, to all who could see what it takes back."""
    note = _note_of(target, saying)
    same = {
        "form": "item",
        "valid_from": saying.now.isoformat(timespec="seconds"),
        "term_ids": ";".join(target.terms),
        "tlp": note.label.tlp.value,
        "release_to": ";".join(note.label.release_to),
        "embargo": "" if note.label.embargo is None else note.label.embargo.isoformat(),
    }
    kept = {name: text for name, text in cells.items() if name in {"retracts", "note"}}
    return plain_cells({**same, **kept})


def _row(saying: Saying, draft: Draft, cells: Mapping[str, str], label: Label | None) -> Row[Evidence] | None:
    problems = Problems()
    folder = _known_to(saying, problems)
    own = {"evidence_id": saying.new_id(), "source_id": office_source(saying.office)}
    kept = set(_FILE.all) - _BESIDE_TARGET - _OF_THE_DESK.keys()
    plain = {name: text for name, text in cells.items() if name in kept}
    line = Line(saying.file, draft.line or 1, {**own, **plain})
    row = evidence_row(folder, line, {}, label or Label(tlp=Tlp.RED), saying.case.settings.zone)
    if row is not None:
        row = Row(record=row.record, label=label or row.label, file=row.file, line=row.line)
        terms = {term.id: term for term in saying.picture.terms}
        check_evidence(problems, [row], folder, terms)
        check_extensions(problems, [row], terms)
    for problem in problems.all():
        field = (problem.field or "").removeprefix(own["evidence_id"]).strip()
        saying.problems.add(
            saying.file, line=draft.line, field=field or None, found=problem.found, expected=problem.expected,
            remedy=problem.remedy,
        )  # fmt: skip
    return row


def _known_to(saying: Saying, problems: Problems) -> Folder:
    """What the office may name: that which it can see."""
    folder, picture = Folder(Path(), problems), saying.picture
    if not saying.known:
        for kind, records in (
            ("party", picture.parties), ("source", picture.sources), ("term", picture.terms), ("evidence", picture.evidence),
        ):  # fmt: skip
            saying.known[kind] = frozenset(record.id for record in records)
        saying.known["source"] |= {office_source(saying.office)}
    for kind, names_of_kind in saying.known.items():
        folder.know(kind, names_of_kind)
    return folder


def drafts_of(text: bytes, *, name: str, label: Mapping[str, str]) -> tuple[Draft, ...]:
    """Read a CSV file of reports, with the columns of evidence/*.csv.

    Parameters
    ----------
    name
        What messages call the file.
    label
        `tlp`, `release_to` and `embargo` for the rows that say nothing of it.

    Raises
    ------
    ProblemsError
        The file cannot be read as such a table; it holds every problem.
    """
    problems = Problems()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "reports.csv").write_bytes(text)
        lines = list(read_rows(Folder(Path(folder), problems), "reports.csv", _FILE))
    if not problems.count() and not lines:
        problems.add(
            "reports.csv", found="no rows", expected="at least one report", remedy="write one per line"
        )
    if len(lines) > MOST_LINES:
        problems.add(
            "reports.csv",
            found=f"{len(lines)} rows",
            expected=f"at most {MOST_LINES}",
            remedy="post it in parts",
        )
    if problems.count():
        raise ProblemsError([one.model_copy(update={"file": name}) for one in problems.all()])
    return tuple(_draft(line, label) for line in lines)


def _draft(line: Line, label: Mapping[str, str]) -> Draft:
    cells: dict[str, Any] = dict(line.cells)
    ref = cells.pop("ref", "") or cells.pop("evidence_id", "")
    if not cells.keys() & _BESIDE_TARGET:
        cells |= label
    return Draft(kind="report", cells=plain_cells(cells), ref=ref, line=line.line)


def empty_file() -> str:
    """A file to begin with: the columns' names alone."""
    written = io.StringIO()
    csv.writer(written).writerow(["ref", *REPORT])
    return written.getvalue()
