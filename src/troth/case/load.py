"""Reading a case folder: every file is read, every problem noted, and only a sound case is handed on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from troth.records.errors import Problem, ProblemsError
from troth.records.evidence import Evidence
from troth.records.label import Label, Tlp

from .activities import read_activities
from .assess_shapes import read_shapes
from .assessment import read_assessment
from .bounds import check_extensions, check_sizes
from .clocks import check_clocks
from .corrections import check_corrections
from .documents import read_documents
from .evidence import read_evidence
from .exercise import read_exercise, read_injects
from .extras import read_expected, read_tables
from .folder import Folder
from .happenings import check_happenings
from .incident_links import check_incidents
from .incidents import read_incidents
from .links import check_agreements, check_evidence, check_labels, check_parties, unique
from .memory import no_collecting
from .model import Case, Row, Settings
from .networks import read_repairing
from .overrides import Override, check_files, check_targets
from .parties import read_parties, read_sources
from .plan_scenarios import read_compared
from .problems import Problems, closest, did_you_mean
from .programme import Planning, read_planning
from .recurrence import check_recurrence
from .settings import read_settings
from .spelling import check_spelling
from .supply_scenarios import read_supply
from .term_links import check_terms
from .terms import read_agreements
from .watch import read_watch

MOST_ROWS = 250_000
"""Rows of evidence in a case that is run: about 3 GB of memory, most of it the statements and their proofs."""
NO_EVIDENCE = "no evidence: every verdict rests on silence"
"""What to say of a case that has terms and not one row about them."""
_FOLDERS = ("sources", "agreements", "evidence", "incidents", "tables", "expected", "results")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of reading a folder: the problems, and how much of it is good."""

    problems: tuple[Problem, ...]
    case: Case | None
    warnings: tuple[Problem, ...] = ()
    """What should be looked at, and keeps nobody from using the case."""
    terms: int = 0
    rows: int = 0
    """Rows of evidence that are good."""
    rows_bad: int = 0
    sources: int = 0
    steps: int = 0
    """Steps on incidents that are good."""

    @property
    def silent(self) -> bool:
        """Whether there are terms, and not one row of evidence or step on an incident, good or not."""
        return self.terms > 0 and self.rows == self.rows_bad == self.steps == 0


def load(
    path: Path | str,
    *,
    scenario: str | None = None,
    overrides: Sequence[Override] = (),
    skip_bad: bool = False,
) -> Case:
    """Read a case folder.

    Parameters
    ----------
    path
        The folder that holds case.toml.
    scenario
        Name of a ``[scenarios.NAME]`` table whose changes are applied.
    overrides
        Further changes, applied after those of the scenario.
    skip_bad
        Leave rows out of what was hit (counts, unit costs, assets) that cannot be used; each is a warning.

    Raises
    ------
    ProblemsError
        The case cannot be used; it holds every problem, not only the first.
    """
    checked = check(path, scenario=scenario, overrides=overrides, most=MOST_ROWS, skip_bad=skip_bad)
    if checked.case is None:
        raise ProblemsError(checked.problems)
    return checked.case


def check(
    path: Path | str,
    *,
    scenario: str | None = None,
    overrides: Sequence[Override] = (),
    most: int | None = None,
    skip_bad: bool = False,
) -> Checked:
    """Read a case folder and say what is wrong with it; rows that are good are counted even so.

    Parameters
    ----------
    most
        Note a problem where there are more rows of evidence; None reads any number.
    skip_bad
        As for `load`.
    """
    root, problems = Path(path), Problems()
    if not _is_folder(root, problems):
        return Checked(problems=problems.all(), case=None)
    folder = Folder(root, problems)
    _check_names(folder)
    settings, changes = read_settings(folder, scenario=scenario, overrides=overrides)
    with no_collecting():
        return _read(folder, settings, changes, most, skip_bad=skip_bad)


def _is_folder(root: Path, problems: Problems) -> bool:
    try:
        if root.is_dir():
            return True
        found = "a file" if root.exists() else "nothing there"
    except OSError as error:
        found = error.strerror or str(error)
    problems.add(
        str(root),
        found=found,
        expected="a case folder",
        remedy="give the folder that holds case.toml; `troth new DIR` makes one",
    )
    return False


def _check_names(folder: Folder) -> None:
    """A folder with a name slightly wrong would be passed over in silence, and its evidence with it."""
    try:
        entries = sorted(entry.name for entry in folder.root.iterdir() if entry.is_dir())
    except OSError as error:
        folder.problems.add(
            str(folder.root),
            found=error.strerror or str(error),
            expected="a folder that can be read",
            remedy="check its permissions",
        )
        return
    missing = [name for name in _FOLDERS if name not in entries]
    for name in entries:
        if name not in _FOLDERS and not name.startswith(".") and (near := closest(name, missing)):
            folder.problems.add(
                name, found=name, expected=f"a folder {near}", remedy=f"did you mean {near!r}?"
            )


def _read(
    folder: Folder,
    settings: Settings | None,
    changes: Sequence[Override],
    most: int | None,
    *,
    skip_bad: bool = False,
) -> Checked:
    """Read all files; where case.toml is no use, the others are still checked against plain settings."""
    used, for_terms = settings or PLAIN, check_files(folder, changes)
    parties = read_parties(folder, used.label)
    source_rows = read_sources(folder, used.label, used.zone)
    sources = unique(folder.problems, source_rows, "source")
    agreements, terms = read_agreements(folder, sources, used.label, used.timezone, for_terms)
    evidence = read_evidence(folder, sources, used.label, used.zone, most=most)
    read_in = read_documents(
        folder, source_rows, frozenset(row.record.id for row in agreements), (used.timezone, used.zone)
    )
    folder.rows["evidence"] = folder.rows.get("evidence", 0) + len(read_in.evidence)
    terms, evidence = (*terms, *read_in.terms), (*evidence, *read_in.evidence)
    tables = read_tables(folder)
    activities = read_activities(
        folder, tables, sources, [row.record for row in parties], used.label, used.zone
    )
    told = read_incidents(folder, sources, used.label, used.zone)
    case = Case(
        path=folder.root, settings=used, parties=parties, sources=source_rows, agreements=agreements, terms=terms,
        evidence=_inherit_labels(evidence, used.label), expected=read_expected(folder, used.zone, used.owner),
        tables=tables, watch=read_watch(folder, used, tables), inputs=folder.inputs, incidents=told.incidents, steps=told.steps,
        panels=told.panels, activities=activities, claims=read_in.claims, assessment=read_assessment(folder, used.steps.get("assess"), skip_bad=skip_bad), planning=_planning(folder, used, changes), repairing=read_repairing(folder, changes), supplying=read_supply(folder, used.steps.get("supply", {}), changes), exercise=read_exercise(folder, used),
    )  # fmt: skip
    case = replace(case, injects=read_injects(folder, case, case.exercise))
    _check_links(folder, case, for_terms)
    warnings = folder.problems.warnings()
    case = replace(case, warnings=warnings)
    good = sum(not folder.problems.is_bad(row.file, row.line) for row in evidence)
    sound = settings is not None and folder.problems.count() == 0
    return Checked(
        problems=folder.problems.all(), warnings=warnings, case=case if sound else None, terms=len(terms), rows=good,
        rows_bad=folder.rows.get("evidence", 0) - good, sources=len(sources),
        steps=len(told.steps),
    )  # fmt: skip


def _inherit_labels(rows: Sequence[Row[Evidence]], default: Label) -> tuple[Row[Evidence], ...]:
    """A row that takes another back and carries no label has that row's label: it is released as widely, not wider."""
    labels = {row.record.id: row.label for row in rows}
    return tuple(
        replace(row, label=labels.get(row.record.retracts, default))
        if row.record.retracts and row.label is default
        else row
        for row in rows
    )


def _planning(folder: Folder, used: Settings, changes: Sequence[Override]) -> Planning | None:
    """The programme, with the scenarios that stand beside it."""
    planning = read_planning(folder, changes)
    if planning is None or folder.problems.count():
        return planning
    step = used.steps.get("plan", {})
    regions = {service.region for service in planning.programme.services if service.region}
    shapes = read_shapes(folder, step, regions, of="plan")
    return replace(planning, others=read_compared(folder, step.get("compare")), shapes=shapes)


def _check_links(folder: Folder, case: Case, for_terms: Sequence[Override]) -> None:
    problems, settings = folder.problems, case.settings
    parties = unique(problems, case.parties, "party")
    unique(problems, case.agreements, "agreement")
    terms = unique(problems, case.terms, "term")
    unique(problems, case.activities, "activity")
    unique(problems, case.evidence, "evidence row", taken={row.record.id: row for row in case.terms})
    check_parties(problems, case.parties, folder)
    check_labels(problems, case, folder)
    check_agreements(case.agreements, folder)
    check_terms(problems, case.terms, folder, case)
    check_recurrence(problems, case.terms)
    check_sizes(problems, case.terms, None if settings is PLAIN else settings.as_of)
    check_evidence(problems, case.evidence, folder, terms)
    check_extensions(problems, case.evidence, terms)
    check_incidents(folder, case)
    check_corrections(problems, case)
    check_clocks(problems, case)
    check_happenings(problems, case)
    check_spelling(problems, case)
    check_targets(folder, for_terms, folder.ids("term"))
    for question in settings.questions:
        for term in question.terms:
            if not folder.knows("term", "agreements", term):
                remedy = did_you_mean(term, folder.ids("term"), "name a term of agreements/")
                problems.add(
                    "case.toml",
                    field=f"question {question.ask}",
                    found=term,
                    expected="a known term",
                    remedy=remedy,
                )
    if parties and not terms and not case.by_itself and not problems.count():
        problems.add(
            "agreements", expected="at least one [[term]]", remedy="write what was promised as a term"
        )


PLAIN = Settings(
    id="",
    title="",
    owner="",
    timezone="UTC",
    zone=UTC,
    as_of=datetime.max.replace(tzinfo=UTC),
    label=Label(tlp=Tlp.CLEAR),
    steps={},
)
"""Stands in for a case.toml that cannot be used."""
