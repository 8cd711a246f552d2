"""Incidents in a case: files in, findings and evidence out, and every slip named with its line."""

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from support.cases import TinyCase, troth
from troth import case
from troth.records.tables import validate
from troth.share.report import incidents as section
from troth.share.report import page

EXAMPLE = Path(__file__).resolve().parents[2] / "cases" / "example-incidents"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "example", ignore=shutil.ignore_patterns("results")))


def told(folder: Path) -> list[str]:
    return [problem.text() for problem in case.check(folder).problems]


def states(run: case.Run) -> dict[str, str]:
    return {one.term: one.state.value for one in run.verdicts if one.instance is None}


def test_a_confirmed_incident_is_handed_to_the_terms_as_evidence_with_its_statement():
    run = case.run(case.load(EXAMPLE))
    broken = next(one for one in run.verdicts if one.term == "T1-North" and one.instance is None)
    assert (broken.state.value, broken.because) == ("broken", ("S12",))
    assert run.statements["S12"] in {entry.id for entry in run.book.ledger.picture(run.as_of, "secretariat", owner="secretariat", members=run.case.members)}  # fmt: skip
    assert run.outcome.disagreements == ()


def test_what_was_not_yet_recorded_is_not_yet_known():
    loaded = case.load(EXAMPLE)
    before = case.run(loaded, as_of=loaded.expected[0].as_of)
    stages = {row["incident"]: row["stage"].value for row in before.tables["incidents"]}
    assert stages == {"I1": "examined", "I2": "referred", "I3": "examined", "I4": "examined"}
    assert states(before)["T1-North"] == "disputed"


def test_the_report_says_what_changed_when_the_panel_decided():
    changes = [row for row in case.run(case.load(EXAMPLE)).tables["changes"] if row["term"] == "T1-North"]
    assert [
        (row["was"].value, row["now"].value, row["because"]) for row in changes if row["instance"] is None
    ] == [("disputed", "broken", ["S12"])]


def test_access_that_was_denied_moves_the_duty_to_cooperate_and_nothing_else(folder: Path):
    with_it = states(case.run(case.load(folder)))
    TinyCase(folder).change("incidents/steps.csv", "S23,I2,visit,denied", "S23,I2,visit,granted")
    TinyCase(folder).change(
        "incidents/steps.csv", ",S22,no escort was given,2030-06-09T11:00", ",S22,,2030-06-08T20:00"
    )
    without = states(case.run(case.load(folder)))
    assert (with_it["T2-South"], without["T2-South"]) == ("partly_kept", "pending")
    assert {k: v for k, v in with_it.items() if k != "T2-South"} == {
        k: v for k, v in without.items() if k != "T2-South"
    }


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "S3,I1,triage,verify",
            "S3,I1,triage,perhaps",
            "incidents/steps.csv line 4: S3: expected parts that fit together (triage has one of monitor, verify, investigate, not 'perhaps'); correct the outcome",
        ),
        (
            "S6,I1,attribution,,Monitors,North,,,moderate",
            "S6,I1,attribution,,Monitors,North,,,",
            "incidents/steps.csv line 7: S6: expected parts that fit together (an attribution says how sure it is); fill in `confidence` with low, moderate or high",
        ),
        (
            "S8,I1,vote,confirmed,first guarantor",
            "S8,I1,vote,confirmed,somebody",
            "incidents/steps.csv line 9: S8 action: found \"a vote by 'somebody'\", expected a member of JCC (chair, first guarantor, second guarantor, third guarantor, delegate of North, delegate of South); name the member's office",
        ),
        (
            "S5,I1,visit,granted",
            "S5,I1,visit,denied",
            "incidents/steps.csv line 7: S6 action: found 'attribution while the incident is referred', expected one of allegation, observation, request, triage, visit; attribution follows on appealed or confirmed or examined or in_session or not_confirmed or not_established or rehearing: add the steps between, or correct its time",
        ),
        (
            "S20,I2,allegation,,North,South",
            "S20,I7,allegation,,North,South",
            "incidents/steps.csv line 15: S20 incident: found 'I7', expected an incident of incidents/incidents.csv; known are: I1, I2, I3, I4",
        ),
        (
            "S30,I3,allegation,,Monitors,,hotline",
            "S30,I3,allegation,,South,,hotline",
            "incidents/steps.csv line 19: S30 by: found 'South', expected the office that took the allegation down; whoever comes forward in confidence is never named: write the office, or protection open",
        ),
        (
            "S13,I1,publication,,Commission,,,,,,,,,2030-06-21T09:00,2030-06-21T09:00,,",
            "S13,I1,publication,,Commission,,,,,,,,,2030-06-21T09:00,2030-06-21T09:00,S1,",
            "incidents/steps.csv line 14: S13 supersedes: found 'S1, a step of South on I1', expected a step of Commission on I1: a correction comes from the one who said it; let its author correct it, or add a step of your own",
        ),
    ],
)  # fmt: skip
def test_every_slip_is_told_with_its_line_and_what_to_do(folder: Path, old: str, new: str, line: str):
    TinyCase(folder).change("incidents/steps.csv", old, new)
    assert line in told(folder)


def test_a_check_counts_the_steps():
    assert "no problems: 4 terms, 0 rows, 3 sources, 35 steps on incidents" in troth("check", EXAMPLE).stdout


def test_a_panel_that_can_never_meet_its_quorum_is_refused(folder: Path):
    TinyCase(folder).change("incidents/panels.toml", "quorum = 3", "quorum = 9")
    assert any("a quorum of 9 with 6 members can never be met" in line for line in told(folder))


def test_files_on_incidents_without_the_step_are_not_passed_over_in_silence(folder: Path):
    text = (folder / "case.toml").read_text(encoding="utf-8")
    head, _, rest = text.partition("[steps.incidents]")
    (folder / "case.toml").write_text(head + rest[rest.index("[steps.monitor]") :], encoding="utf-8")
    TinyCase(folder).change("case.toml", "seed =", 'id = "example"\nseed =')
    assert told(folder) == [
        "case.toml: steps: found 'monitor', expected the step incidents, since there are files in incidents/; add a line [steps.incidents]"
    ]


def test_the_steps_of_an_incident_are_shown_together_or_not_at_all(folder: Path):
    TinyCase(folder).change("incidents/incidents.csv", "panel,note", "panel,note,tlp,release_to")
    text = (folder / "incidents/incidents.csv").read_text(encoding="utf-8").splitlines()
    rows = [text[0], f"{text[1]},AMBER,South", *(f"{row},," for row in text[2:])]
    (folder / "incidents/incidents.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    loaded = case.load(folder)
    public, south = case.run(loaded, viewer="public"), case.run(loaded, viewer="South")
    assert "I1" not in {row["incident"] for row in public.tables["incidents"]}
    assert "I1" in {row["incident"] for row in south.tables["incidents"]}
    assert "S12" not in public.statements
    assert states(public)["T1-North"] != "broken"
    assert "incidents/steps.csv" not in case.results.visible_inputs(public)


def test_the_results_hold_incidents_and_gates_as_tables(folder: Path):
    written = case.write_results(case.run(case.load(folder)), folder, {})
    for name in ("incidents", "gates"):
        frame = pl.read_parquet(written / f"{name}.parquet")  # noqa: TID251 - what others would read
        assert validate(name, frame).height == len(frame) > 0
    found = json.loads((written / "findings.json").read_text(encoding="utf-8"))["incidents"]
    assert [one["stage"] for one in found["findings"]] == ["confirmed", "referred", "confirmed", "examined"]


def test_the_section_is_attributed_and_links_to_the_rows():
    run = case.run(case.load(EXAMPLE))
    one = next(view for view in section.incident_views(run.tables) if view.id == "I1")
    assert one.sentence == (
        "fire across the river, Mill bridge, West bank: confirmed. South alleges it of North. "
        "Counted by monitors: 11 explosions; a figure, not a violation. Access: granted. "
        "A monitor attributes it to North, with moderate confidence. "
        "Commission, 18 Jun 2030: confirmed; 3 votes counted, quorum 3; dissent: second guarantor; "
        "stepped aside: delegate of North and delegate of South. Confirmed as an act of North. Published 21 Jun 2030."
    )
    [drawn] = section.section(run.tables).figures.values()
    [east, west] = zip(*(drawn["data"][0]["error_x"][end] for end in ("arrayminus", "array")), strict=True)
    assert [round(one, 2) for one in (*east, *west)] == [0.49, 0.49, 0.84, 0.0]
    html = page.render(run.tables, [section.section(run.tables)])
    assert 'id="incident-I1"' in html
    assert 'href="#S12"' in html
    assert "hotline" not in section.section(run.tables).html
