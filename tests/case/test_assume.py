"""What if: assumed rows beside the case's own, held to the same rules, and gone when the question is answered."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

from troth import case as cases
from troth.records.errors import ProblemsError
from troth.records.moment import parse_moment, parse_zone
from troth.share.cli import main

ROOT = Path(__file__).resolve().parents[2]
GAZA = ROOT / "cases" / "gaza-pause-2023"
NOON = parse_moment("2023-11-26T12:00", parse_zone("+02:00")).start
AFTER = parse_moment("2023-11-28T08:00", parse_zone("+02:00")).start
HEADER = (
    "evidence_id,term_ids,valid_from,actor,event,category,form,quantity,unit,source_id,attributed_to,recorded_at,"
    "supersedes,retracts,tlp"
)
THIRTEEN = "A1,T1,2023-11-26,Hamas,release,living Israelis,tally,13,person,assumed,ICRC,,,,"
ELEVEN = "A2,T1,2023-11-27,Hamas,release,living Israelis,tally,11,person,assumed,ICRC,,,,"
"""Made up, as is every row in this file."""


@pytest.fixture(scope="module")
def gaza():
    return cases.load(GAZA)


@pytest.fixture
def suppose(gaza, tmp_path):
    """Judge the case with assumed rows, and say what they change: by term, the state now and the state then."""

    def ask(*rows, as_of=NOON, viewer=None, header=HEADER):
        file = tmp_path / "what-if.csv"
        file.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
        assumption = cases.assume(gaza, file, as_of=as_of)
        now = cases.run(gaza, as_of=as_of, viewer=viewer)
        then = cases.run(assumption.case, as_of=as_of, viewer=viewer)
        assert then.outcome.disagreements == ()
        return {one.key[0]: one for one in cases.differences(now, then, assumption.ids) if one.key[1] is None}

    return ask


def states(difference):
    return difference.now.state.value, difference.then.state.value


def problem_of(error):
    (problem,) = error.value.problems
    return problem


def test_twenty_four_more_released_would_keep_the_term_and_change_nothing_else(suppose):
    found = suppose(THIRTEEN, ELEVEN)
    assert set(found) == {"T1"}
    assert states(found["T1"]) == ("pending", "kept")
    assert found["T1"].assumed == ("A1", "A2")
    assert found["T1"].then.quantity.low == 50


def test_lower_corrections_by_whoever_counted_would_break_it(suppose):
    header = "evidence_id,term_ids,valid_from,valid_to,actor,event,category,form,quantity,unit,source_id,supersedes"
    found = suppose(
        "B1,T1,2023-11-27,,Hamas,release,living Israelis,tally,9,person,assumed,E32",
        "B2,T1,2023-11-24,2023-11-27,Hamas,release,living Israelis,cumulative,48,person,assumed,E34",
        header=header,
        as_of=AFTER,
    )
    assert states(found["T1"]) == ("kept", "broken")
    assert (found["T1"].then.quantity.low, found["T1"].then.quantity.high) == (48, 49)


def test_a_lower_count_beside_the_reported_one_would_leave_it_disputed(suppose):
    nine = "B1,T1,2023-11-27,Hamas,release,living Israelis,tally,9,person,assumed,ICRC,,,,"
    assert states(suppose(nine, as_of=AFTER)["T1"]) == ("kept", "disputed")


def test_what_was_reported_can_be_assumed_to_be_withdrawn(suppose):
    found = suppose(
        "W1,T3a,2023-11-24,,,,item,,,assumed,,,,E15,", "W2,T3a,2023-11-24,,,,item,,,assumed,,,,E16,"
    )
    assert states(found["T3a"]) == ("broken", "pending")
    assert found["T3a"].assumed == ("W1", "W2")


def test_a_party_alone_convicts_nobody_by_assumption_either(suppose):
    header = "evidence_id,term_ids,valid_from,actor,event,category,form,quantity,unit,place,source_id,attributed_to"
    charge = "A1,T3b,2023-11-26,Hamas,attack,rocket fire,item,1,attack,southern Israel,assumed,Israel"
    assert states(suppose(charge, header=header)["T3b"]) == ("pending", "disputed")


def test_nothing_reaches_the_case_folder_or_its_ledger(gaza, tmp_path):
    before = sorted(str(path) for path in GAZA.rglob("*"))
    file = tmp_path / "what-if.csv"
    file.write_text(f"{HEADER}\n{THIRTEEN}\n", encoding="utf-8")
    assumption = cases.assume(gaza, file, as_of=NOON)
    cases.run(assumption.case, as_of=NOON)
    assert sorted(str(path) for path in GAZA.rglob("*")) == before
    assert "A1" not in {row.record.id for row in gaza.evidence}
    assert cases.run(gaza, as_of=NOON).heads == cases.run(cases.load(GAZA), as_of=NOON).heads


def test_the_viewer_sees_the_assumption_and_no_more_of_the_case(suppose):
    assert states(suppose(THIRTEEN, ELEVEN, viewer="public")["T1"]) == ("pending", "kept")


def test_an_assumption_that_only_others_may_see_changes_nothing_for_this_viewer(suppose):
    hidden = [row[:-1] + ",RED" for row in (THIRTEEN, ELEVEN)]
    assert suppose(*hidden, viewer="public") == {}


@pytest.mark.parametrize(
    ("name", "term", "now", "then"),
    [("tomorrow.csv", "T1", "pending", "kept"), ("withdrawn.csv", "T3a", "broken", "pending")],
)
def test_the_examples_of_the_handbook_give_what_it_says(suppose, name, term, now, then):
    page = (ROOT / "docs" / "handbook" / "what-if.md").read_text(encoding="utf-8")
    header, *rows = page.split(f"```csv {name}\n")[1].split("```")[0].splitlines()
    assert states(suppose(*rows, header=header)[term]) == (now, then)


# --- what is refused --------------------------------------------------------------------------------------------------


def test_an_id_of_the_case_is_refused_with_its_place(suppose):
    with pytest.raises(ProblemsError) as error:
        suppose(THIRTEEN.replace("A1", "E02", 1))
    problem = problem_of(error)
    told = "E02 again, with another place, source, attributed_to"
    assert (problem.file, problem.line, problem.found) == ("what-if.csv", 2, told)
    assert "evidence/reported.csv line" in problem.remedy


def test_a_row_without_a_speaker_is_refused(suppose):
    with pytest.raises(ProblemsError) as error:
        suppose(THIRTEEN.replace("ICRC", ""))
    problem = problem_of(error)
    assert (problem.line, problem.field, problem.expected) == (
        2,
        "A1 attributed_to",
        "who is assumed to say it",
    )


@pytest.mark.parametrize(
    ("row", "field", "found"),
    [
        (THIRTEEN.replace("T1,", "T77,"), "A1 term_ids", "T77"),
        (THIRTEEN.replace("assumed,", "ocha-99,"), "A1 source_id", "ocha-99"),
        (THIRTEEN.replace(",13,", ",-13,"), "A1 quantity", "-13"),
        (THIRTEEN.replace("person", "truck"), "A1 unit", "truck"),
        (THIRTEEN.replace("ICRC", "Hammas"), "A1 attributed_to", "Hammas"),
        (THIRTEEN.replace("ICRC,,", "ICRC,2023-11-27T12:00+02:00,"), "A1 recorded_at", "2023-11-27T12:00:00+02:00"),
        ("W1,T1,2023-11-24,,,,item,,,assumed,,,,E999,", "W1 retracts", "E999"),
        ("W1,T1,2023-11-24,,,,item,,,assumed,Egypt,,,E02,", "W1 retracts", "E02, said by OCHA"),
    ],
)  # fmt: skip
def test_an_assumed_row_is_held_to_the_rules_of_evidence(suppose, row, field, found):
    with pytest.raises(ProblemsError) as error:
        suppose(row)
    problem = problem_of(error)
    assert (problem.file, problem.line, problem.field, problem.found) == ("what-if.csv", 2, field, found)


def test_a_file_without_rows_or_without_the_columns_is_no_assumption(suppose, gaza, tmp_path):
    with pytest.raises(ProblemsError) as error:
        suppose()
    assert problem_of(error).found == "no rows"
    with pytest.raises(ProblemsError) as error:
        cases.assume(gaza, tmp_path / "nothing.csv", as_of=NOON)
    assert "No such file" in str(problem_of(error).found)
    other = tmp_path / "other.csv"
    other.write_text("id,term\nA1,T1\n", encoding="utf-8")
    with pytest.raises(ProblemsError):
        cases.assume(gaza, other, as_of=NOON)


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def command(capsys):
    def ask(*arguments):
        code = main(["monitor", str(GAZA), "--as-of", "2023-11-26T12:00+02:00", *map(str, arguments)])
        out = capsys.readouterr()
        return code, out.out, out.err

    return ask


@pytest.fixture
def more(tmp_path):
    file = tmp_path / "more.csv"
    file.write_text(f"{HEADER}\n{THIRTEEN}\n{ELEVEN}\n", encoding="utf-8")
    return file


@pytest.fixture
def fewer(tmp_path):
    file = tmp_path / "fewer.csv"
    file.write_text(f"{HEADER}\nW1,T1,2023-11-25,,,,item,,,assumed,,,,E17,\n", encoding="utf-8")
    return file


def test_the_list_shows_both_side_by_side_and_says_that_it_is_assumed(command, more):
    code, out, _ = command("--assume", more)
    assert code == 0
    line = next(line for line in out.splitlines() if line.startswith("T1 "))
    assert line.split("  ")[0] == "T1"
    assert [cell.strip() for cell in line.split("  ") if cell.strip()] == [
        "T1", "pending", "kept", "26+ of 50 person", "50 of 50 person", "A1 A2",
    ]  # fmt: skip
    assert "assumed, not reported" in out
    assert "If A1 A2 were so: T1" in out


def test_two_assumptions_stand_side_by_side_each_on_its_own(command, more, fewer):
    _, out, _ = command("--assume", more, "--assume", fewer)
    head = next(line for line in out.splitlines() if line.startswith("term"))
    assert "state if more.csv" in head
    assert "state if fewer.csv" in head


def test_two_assumptions_of_one_name_are_refused(command, more):
    code, out, err = command("--assume", more, "--assume", more)
    assert (code, out) == (2, "")
    assert err.startswith("--assume: found 'two files more.csv'")


def test_the_document_keeps_what_stands_apart_from_what_is_assumed(command, more):
    _, plain, _ = command("--json")
    code, out, _ = command("--assume", more, "--json")
    document, standing = json.loads(out), json.loads(plain)
    assert code == 0
    assert document["verdicts"] == standing["verdicts"]
    assert document["statements"] == standing["statements"]
    assert document["assumed"] == ["A1", "A2"]
    (supposed,) = document["assumptions"]
    resting = {row["term"]: row["assumed"] for row in supposed["verdicts"] if row["assumed"]}
    assert resting == {"T1": ["A1", "A2"]}
    (changed,) = document["comparison"]
    assert (changed["now"]["state"], changed["if"][0]["verdict"]["state"]) == ("pending", "kept")
    assert all(row["sentence"].startswith("If A1 A2 were so: ") for row in supposed["verdicts"])


def test_the_document_keeps_to_its_schema(command, more, fewer):
    schema = json.loads((ROOT / "docs" / "schema" / "monitor-assume.json").read_text(encoding="utf-8"))
    _, out, _ = command("--assume", more, "--assume", fewer, "--json")
    assert [str(one) for one in jsonschema_rs.validator_for(schema).iter_errors(json.loads(out))] == []


def test_an_assumption_that_cannot_be_read_stops_with_its_problems_and_prints_nothing(command, more):
    more.write_text(f"{HEADER}\n{THIRTEEN.replace('ICRC', '')}\n", encoding="utf-8")
    code, out, err = command("--assume", more, "--json")
    assert (code, out) == (2, "")
    assert err.startswith("more.csv line 2: A1 attributed_to: ")
