"""What if, in a case with incidents: assumed rows stand beside what panels confirmed, and touch none of its steps."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

from troth.share.cli import main

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "cases" / "example-incidents"
HEADER = "evidence_id,term_ids,valid_from,actor,event,form,quantity,unit,source_id,attributed_to,retracts"
FIRE = "A1,T1-South,2030-06-20T10:00,South,fire across the river,item,1,incident,assumed,Monitors,"
ASKED = "A2,T2-South,2030-06-20T10:00,,access requested,item,,,assumed,Monitors,"
GRANTED = "A3,T2-South,2030-06-20T15:00,South,access granted,item,,,assumed,Monitors,"
"""Made up, as is everything in this case."""


@pytest.fixture
def suppose(tmp_path, capsys):
    """What `troth monitor CASE --assume FILE` prints, and how it ends."""

    def ask(*rows, options=()):
        file = tmp_path / "what-if.csv"
        file.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
        code = main(["monitor", str(CASE), "--assume", str(file), *options])
        return code, capsys.readouterr()

    return ask


def changes(suppose, *rows):
    """By term and instance, the state now and the state then."""
    code, told = suppose(*rows, options=["--json"])
    assert code == 0
    document = json.loads(told.out)
    schema = json.loads((ROOT / "docs" / "schema" / "monitor-assume.json").read_text(encoding="utf-8"))
    assert jsonschema_rs.validator_for(schema).is_valid(document)
    return {
        (one["term"], one["instance"]): (one["now"] and one["now"]["state"], one["if"][0]["verdict"]["state"])
        for one in document["comparison"]
    }


def test_what_monitors_would_report_would_turn_a_charge_into_a_breach(suppose):
    assert changes(suppose, FIRE) == {
        ("T1-South", None): ("disputed", "broken"), ("T1-South", "2030-06-20"): (None, "broken"),
    }  # fmt: skip


def test_the_words_name_the_assumption_and_the_terms_that_stay_as_they_are(suppose):
    code, told = suppose(FIRE)
    assert code == 0
    assert "What if: assumed, not reported; nothing is written" in told.out
    assert "as it stands in either case: T1-North, T2-North, T2-South" in told.out
    assert "If A1 were so: T1-South" in told.out


def test_a_request_of_monitors_that_would_be_granted_in_time_is_one_more_answer(suppose):
    assert changes(suppose, ASKED)["T2-South", "A2"] == (None, "broken")
    assert changes(suppose, ASKED, GRANTED)["T2-South", "A2"] == (None, "kept")


def test_an_id_of_a_step_is_refused_with_the_place_of_the_step(suppose):
    code, told = suppose(FIRE.replace("A1", "S12", 1))
    assert code == 2
    assert "what-if.csv line 2: S12 id" in told.err
    assert "incidents/steps.csv line" in told.err


def test_a_step_on_an_incident_is_not_assumed_away(suppose):
    code, told = suppose("A1,T1-South,2030-06-20T10:00,,,item,,,assumed,,S20")
    assert code == 2
    assert (
        "what-if.csv line 2: A1 retracts: found 'S20, a step on incident I2', expected a row of evidence"
        in told.err
    )


def test_nothing_of_it_reaches_the_case(suppose):
    before = {str(path): path.stat().st_mtime_ns for path in CASE.rglob("*")}
    suppose(FIRE)
    assert {str(path): path.stat().st_mtime_ns for path in CASE.rglob("*")} == before
