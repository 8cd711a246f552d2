"""What the files of `incidents/` say of each other and of the rest of the case, and steps that cannot be taken."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from troth.monitor.incidents import Problem, settle
from troth.records.incident import Action, IncidentStep

from .folder import Folder
from .links import circles, known, note, unique
from .model import Case, Row
from .problems import listed


def check_incidents(folder: Folder, case: Case) -> None:
    """Note names of nothing, ids that stand twice, and every step that its incident cannot take."""
    problems = folder.problems
    unique(problems, case.incidents, "incident")
    unique(problems, case.panels, "panel")
    taken: dict[str, Row[Any]] = {row.record.id: row for row in case.terms}
    taken |= {row.record.id: row for row in case.evidence}
    unique(problems, case.steps, "step", taken=taken)
    for row in case.incidents:
        known(folder, row, "term_ids", row.record.terms, "term")
        known(folder, row, "cooperation_ids", row.record.cooperation, "term")
        known(folder, row, "panel", [row.record.panel], "panel")
        if row.label is not case.settings.label:
            known(folder, row, "release_to", set(row.label.release_to) - {case.owner}, "party")
    for panel in case.panels:
        known(folder, panel, "member", [member.party for member in panel.record.members], "party")
    by_id = {row.record.id: row for row in case.steps}
    parties = {name for agreement in case.agreements for name in agreement.record.parties}
    for step in case.steps:
        _check_step(folder, step, by_id, parties)
    targets = {
        row.record.id: [target]
        for row in case.steps
        if (target := row.record.supersedes or row.record.retracts)
    }
    going_round = list(circles(case.steps, targets))
    for row, way in going_round:
        note(
            problems, row, "supersedes", found=" → ".join(way), expected="a step that corrects an earlier one",
            remedy="take one of these references out",
        )  # fmt: skip
    if not any(problems.count(name) for name in ("incidents/incidents.csv", "incidents/steps.csv")):
        _check_chains(folder, case)


def _check_step(
    folder: Folder, row: Row[IncidentStep], by_id: Mapping[str, Row[IncidentStep]], parties: Collection[str]
) -> None:
    step = row.record
    known(folder, row, "incident", [step.incident], "incident")
    for field, target in (("supersedes", step.supersedes), ("retracts", step.retracts)):
        known(folder, row, field, [target], "step")
        earlier = by_id.get(target or "")
        if earlier is not None and (earlier.record.incident, earlier.record.by) != (step.incident, step.by):
            note(
                folder.problems, row, field, found=f"{target}, a step of {earlier.record.by} on {earlier.record.incident}",
                expected=f"a step of {step.by} on {step.incident}: a correction comes from the one who said it",
                remedy="let its author correct it, or add a step of your own",
            )  # fmt: skip
    if step.action is Action.ALLEGATION and step.protection == "confidential" and step.by in parties:
        note(
            folder.problems, row, "by", found=step.by, expected="the office that took the allegation down",
            remedy="whoever comes forward in confidence is never named: write the office, or protection open",
        )  # fmt: skip


def _check_chains(folder: Folder, case: Case) -> None:
    """Walk every chain as it is known in the end; what cannot be done is its author's slip."""
    end = datetime.max.replace(tzinfo=UTC)
    result = settle(
        Problem(
            incidents=tuple(row.record for row in case.incidents), steps=tuple(row.record for row in case.steps),
            panels=tuple(row.record for row in case.panels), parties=tuple(row.record for row in case.parties), as_of=end,
        )
    )  # fmt: skip
    rows = {row.record.id: row for row in case.steps}
    refused = [one for finding in result.findings for one in finding.refused]
    told = {row.record.incident for row in case.steps}
    silent = told - {finding.incident for finding in result.findings}
    for row in case.steps:
        if row.record.incident in silent:
            note(
                folder.problems, row, "action", found=row.record.action.value,
                expected="an incident that begins with an allegation or an observation",
                remedy="add the report that it began with",
            )  # fmt: skip
    for one in refused:
        row = rows[one.step]
        found, _, rest = one.why.partition("found ")[2].partition(", expected ")
        expected, _, remedy = rest.partition("; ")
        note(folder.problems, row, "action", found=found, expected=expected, remedy=remedy)
    if case.incidents and "incidents" not in case.settings.steps and case.settings.id:
        folder.problems.add(
            "case.toml", field="steps", found=listed(case.settings.steps) or "no step",
            expected="the step incidents, since there are files in incidents/",
            remedy="add a line [steps.incidents]",
        )  # fmt: skip
