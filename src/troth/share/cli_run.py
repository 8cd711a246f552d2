"""`troth run` and `troth monitor`: the picture of a case, printed and written."""

from pathlib import Path

import typer

from troth import case as cases
from troth.records.errors import ProblemsError

from .document import dumps, monitor_document, run_document
from .history_text import print_history
from .options import (
    AsJson,
    AsOf,
    Assume,
    At,
    CasePath,
    Changes,
    History,
    Scenario,
    Viewer,
    read_case,
    read_time,
    unusable,
)
from .picture_text import print_picture, print_verdicts
from .report import page
from .report.doubts import doubt_sentence
from .report.sections import sections
from .report.text import catalog
from .terminal import complain, emit, say, working
from .whatif import Supposed, print_whatif, whatif_document

CHECK_FAILED, UNUSABLE = 1, 2


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("run")(run)
    app.command("monitor")(judge)


def run(
    case: CasePath,
    *,
    as_of: AsOf = None,
    at: At = None,
    viewer: Viewer = None,
    scenario: Scenario = None,
    changes: Changes = None,
    json: AsJson = False,
) -> None:
    """Run all steps of a case: print the picture and write results/ with the report."""
    with working("reading the case and judging its terms"):
        found = _run(case, (as_of, at), viewer, scenario, changes, history=True)
        document = dumps(run_document(found), found.case.settings.zone)
        report = page.render(found.tables, sections(found.tables, found.outcome.ran))
        extra = {"verdicts.json": document.encode(), "report.html": report.encode()}
        written, trouble = _write(found, case, extra)
    if json:
        emit(document)
    else:
        print_picture(found)
        if written is not None:
            say(f"\nreport: {written / 'report.html'}")
    _finish(found, trouble)


def judge(
    case: CasePath,
    *,
    as_of: AsOf = None,
    at: At = None,
    viewer: Viewer = None,
    scenario: Scenario = None,
    changes: Changes = None,
    assume: Assume = None,
    history: History = False,
    json: AsJson = False,
) -> None:
    """Judge the terms of a case by its evidence: every term, day and event. Writes nothing."""
    if history and assume:
        remedy = "leave one of the two out: what is only assumed has no history"
        raise unusable(at="--history", found="--history with --assume", expected="one of them", remedy=remedy)
    with working("reading the case and judging its terms"):
        found = _run(case, (as_of, at), viewer, scenario, changes, history=history)
        supposed = [_suppose(found, path) for path in _differently_named(assume or [])]
    if supposed:
        _show_supposed(found, supposed, json=json)
    elif json:
        emit(dumps(monitor_document(found), found.case.settings.zone))
    else:
        print_verdicts(found)
        print_history(found)
    _finish(found, None, *(run for _, run in supposed))


def _differently_named(files: list[Path]) -> list[Path]:
    """The files of assumptions; each goes by its name, so no two may share one."""
    names = [path.name for path in files]
    if twice := next((name for name in names if names.count(name) > 1), None):
        remedy = "rename one of them: each gets columns under its name"
        raise unusable(
            at="--assume", found=f"two files {twice}", expected="files of different names", remedy=remedy
        )
    return files


def _suppose(found: cases.Run, path: Path) -> Supposed:
    """The case as it would be judged, at the same time and as seen by the same viewer, with what a file assumes."""
    assumption = cases.assume(found.case, path, as_of=found.as_of)
    return assumption, cases.run(assumption.case, as_of=found.as_of, at=found.picture.at, viewer=found.viewer)


def _show_supposed(found: cases.Run, supposed: list[Supposed], *, json: bool) -> None:
    if json:
        emit(dumps(whatif_document(found, supposed), found.case.settings.zone))
    else:
        print_whatif(found, supposed)


def _run(
    path: Path,
    times: tuple[str | None, str | None],
    viewer: str | None,
    scenario: str | None,
    changes: list[str] | None,
    *,
    history: bool,
) -> cases.Run:
    """Run a case as of the first of the two times, about the second."""
    case = read_case(path, scenario, changes)
    zone, (as_of, at) = case.settings.zone, times
    return cases.run(
        case, as_of=read_time(as_of, zone), at=read_time(at, zone, "--at"), viewer=viewer, history=history
    )


def _write(found: cases.Run, path: Path, extra: dict[str, bytes]) -> tuple[Path | None, ProblemsError | None]:
    try:
        return cases.write_results(found, path, extra), None
    except ProblemsError as trouble:
        return None, trouble


def _finish(found: cases.Run, trouble: ProblemsError | None, *supposed: cases.Run) -> None:
    """Say what went wrong beside the picture, and leave with the code that tells it."""
    if found.case.silent:
        complain(cases.NO_EVIDENCE)
    texts = catalog("en")
    doubted = dict.fromkeys(said for run in (found, *supposed) if (said := doubt_sentence(run.tables, texts)))
    for said in doubted:
        complain(f"{said} What the check says is in `check` of the JSON (--json).")
    if trouble is not None:
        for problem in trouble.problems:
            complain(f"results not written: {problem.text()}")
        raise typer.Exit(UNUSABLE)
    if doubted:
        raise typer.Exit(CHECK_FAILED)
