"""What the issue calls bad input: one clear message each, an exit code, and no row that is dropped in silence."""

import json
import sys

import pytest

from support.cases import TinyCase
from troth import case
from troth.share.cli import main

HEAD = "evidence_id,term_ids,valid_from,valid_to,recorded_at,actor,event,form,quantity,unit,source_id,supersedes,retracts,stance\n"
ROWS = (
    "E1,T1,2023-11-24,,,North,release,tally,30,person,daily-24,,,\n"
    "E2,T1,2023-11-25,,,North,release,tally,20,person,daily-25,,,\n"
    "E3,T2,2023-11-26,,,South,release,tally,150,person,daily-27,,,\n"
)
FILE = "evidence/reports.csv"


@pytest.fixture
def tiny(tmp_path):
    return TinyCase.at(tmp_path / "tiny").write(FILE, HEAD + ROWS)


def told(tiny, *rows):
    return [
        problem.text()
        for problem in case.check(tiny.add(FILE, "".join(f"{row}\n" for row in rows)).path).problems
    ]


def warned(tiny, *rows):
    checked = case.check(tiny.add(FILE, "".join(f"{row}\n" for row in rows)).path)
    assert checked.problems == ()
    return [warning.text() for warning in checked.warnings]


BAD = {
    "a thirtieth of February": (
        "X,T1,2023-02-30,,,North,release,tally,1,person,daily-27,,,",
        f"{FILE} line 5: X valid_from: found '2023-02-30', expected a date or time such as 2023-11-24",
    ),
    "the year nought": ("X,T1,0000-01-01,,,North,release,tally,1,person,daily-27,,,", "write a year from 1000 to 9000"),
    "the year 9999": ("X,T1,9999-01-01,,,North,release,tally,1,person,daily-27,,,", "write a year from 1000 to 9000"),
    "an end before its start": (
        "X,T1,2023-11-26,2023-11-24,,North,release,tally,1,person,daily-27,,,",
        f"{FILE} line 5: X valid_to: found '2023-11-24', expected a time at or after valid_from (2023-11-26); swap the two or correct one",
    ),
    "an end by the day before its start": (
        "X,T1,2023-11-26,2023-11-25,2023-11-20,North,release,tally,1,person,daily-27,,,",
        f"{FILE} line 5: X valid_to: found '2023-11-25', expected a time at or after valid_from (2023-11-26); swap the two or correct one",
    ),
    "a negative count": (
        "X,T1,2023-11-25,,,North,release,tally,-3,person,daily-27,,,",
        f"{FILE} line 5: X quantity: found '-3', expected a count of zero or more; write what was counted; a correction is a row that supersedes",
    ),
    "a term named twice in one row": (
        "X,T1;T2;T1,2023-11-25,,,North,release,item,5,person,daily-27,,,",
        f"{FILE} line 5: X term_ids: found 'T1 2 times', expected each term once; name it once: a row counts once on each of its terms",
    ),
    "a unit that does not fit": (
        "X,T1,2023-11-25,,,North,release,tally,3,truck,daily-27,,,",
        f"{FILE} line 5: X unit: found 'truck', expected 'person', the unit of term T1; correct the unit, take T1 out of term_ids, or write stance T1=context",
    ),
    "an unknown term": (
        "X,T9,2023-11-25,,,North,release,tally,3,person,daily-27,,,",
        f"{FILE} line 5: X term_ids: found 'T9', expected a known term; known are: T1, T2",
    ),
    "a retraction of something never said": (
        "X,T1,2023-11-25,,,North,release,item,,,daily-27,,E99,",
        f"{FILE} line 5: X retracts: found 'E99', expected a known evidence row; known are: E1, E2, E3, X",
    ),
    "one id with other content": (
        "E1,T1,2023-11-24,,,North,release,tally,31,person,daily-24,,,",
        f"{FILE} line 5: E1 id: found 'E1 again, with another quantity', expected an id of its own for each evidence row; it stands already in {FILE} line 2: rename or remove one",
    ),
    "one row twice": (
        "E1,T1,2023-11-24,,,North,release,tally,30,person,daily-24,,,",
        f"{FILE} line 5: E1 id: found 'E1 again, the same in everything', expected an id of its own for each evidence row; it stands already in {FILE} line 2: rename or remove one",
    ),
    "a report of what has not happened": (
        "X,T1,2023-11-29,,,North,release,tally,5,person,daily-27,,,",
        (f"{FILE} line 5: X recorded_at: found '2023-11-28T00:00:00+02:00, by Observers', expected a time at or after the event itself "
         "(2023-11-29T00:00:00+02:00); nothing is reported before it happens: correct one of the two times, or write form intent for what is announced"),
    ),
    "a correction long before what it corrects": (
        "X,T2,2023-11-26,,2023-11-27T12:00,South,release,tally,149,person,daily-27,E3,,",
        (f"{FILE} line 5: X recorded_at: found '2023-11-27T12:00:00+02:00', expected a time at or after that of E3 "
         "(2023-11-28T00:00:00+02:00); nothing is corrected before it is said: cite the later source, or give recorded_at"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_each_kind_of_bad_input_has_one_clear_line(tiny, what):
    row, message = BAD[what]
    (line,) = told(tiny, row)
    assert message in line


@pytest.mark.parametrize("command", ["check", "run", "monitor", "test"])
def test_every_command_refuses_it_with_one_line_and_writes_nothing(tiny, command, capsys):
    tiny.add(FILE, f"{BAD['a negative count'][0]}\n")
    before = tiny.tree()
    assert main([command, str(tiny.path)]) == (1 if command == "check" else 2)
    output = "".join(capsys.readouterr())
    assert output.count("expected a count of zero or more") == 1
    assert "Traceback" not in output
    assert tiny.tree() == before


@pytest.mark.parametrize(("time", "why"), [("2024-03-31T03:30", "never"), ("2024-10-27T03:30", "twice")])
def test_a_local_time_that_happens_twice_or_never_is_asked_for_its_offset(tiny, time, why):
    tiny.change("case.toml", 'timezone = "+02:00"', 'timezone = "Europe/Kyiv"').change(
        "case.toml", "2023-12-31", "2024-12-31"
    )
    (line,) = told(tiny, f"X,T1,{time},,2024-12-01,North,release,item,1,person,daily-27,,,")
    assert f"{FILE} line 5: X valid_from: found '{time}'" in line, why
    assert "it happens twice or never: add the offset it was meant in" in line


@pytest.mark.parametrize("row", [
    "X,T1,2023-11-29,,,North,release,intent,5,person,daily-27,,,",
    "X,T1,2023-11-29,,,North,release,denial,,,daily-27,,,",
    "X,T1,2023-11-29,,,North,release,tally,5,person,daily-27,,,context",
])  # fmt: skip
def test_what_is_announced_denied_or_background_may_lie_ahead(tiny, row):
    assert told(tiny, row) == []


def test_clocks_that_differ_by_minutes_are_a_warning_with_both_times_and_offices(tiny):
    (line,) = warned(tiny, "X,T1,2023-11-26T10:00,,2023-11-26T09:45,North,release,item,5,person,press-27,,,")
    assert line == (
        f"{FILE} line 5: warning: X recorded_at: found '2023-11-26T09:45:00+02:00, by Courier', expected a time at or after the event itself "
        "(2023-11-26T10:00:00+02:00); the row is used as it stands; if two clocks differ, write the times of one of them"
    )


def test_a_correction_from_an_office_whose_clock_is_slow_is_a_warning_and_counts(tiny):
    (line,) = warned(tiny, "X,T2,2023-11-26,,2023-11-27T23:30,South,release,tally,149,person,daily-27,E3,,")
    assert "found '2023-11-27T23:30:00+02:00, by Observers'" in line
    assert "of E3 (2023-11-28T00:00:00+02:00, by Observers)" in line
    found = case.run(case.load(tiny.path))
    assert next(v for v in found.verdicts if v.term == "T2" and v.instance is None).because == ("X",)


KEYED = HEAD.replace("stance\n", "stance,key\n")


def keyed(tiny, *rows):
    checked = case.check(tiny.write(FILE, KEYED + "".join(f"{row}\n" for row in rows)).path)
    assert checked.problems == ()
    return [warning.text() for warning in checked.warnings]


def test_one_key_that_two_sources_tell_of_on_different_days_is_a_warning_with_both(tiny):
    (line,) = keyed(
        tiny, "E1,T1,2023-11-24T22:00,,,North,release,item,5,person,daily-25,,,,gate",
        "E2,T1,2023-11-25T01:00,,,North,release,item,5,person,daily-27,,,,gate",
    )  # fmt: skip
    assert line.startswith(
        f"{FILE} line 3: warning: E2 valid_from: found '2023-11-25, of key gate', expected the day of E1 (2023-11-24)"
    )
    assert "counted as two happenings" in line


def test_a_key_that_ties_several_releases_to_one_deal_is_no_cause_for_a_warning(tiny):
    assert keyed(
        tiny, "E1,T1,2023-11-24T22:00,,,North,release,item,5,person,daily-25,,,,deal",
        "E2,T1,2023-11-25T01:00,,,North,release,item,5,person,daily-25,,,,deal",
        "E3,T1,2023-11-26T01:00,,,North,release,item,5,person,daily-27,,,,deal",
        "E4,T1,2023-11-24T23:00,,,North,release,item,5,person,daily-27,,,,deal",
    ) == []  # fmt: skip


def test_a_suspension_at_a_time_without_an_end_is_a_warning_since_it_stops_nothing(tiny):
    suspended = '[term.suspension]\nevent = "halt"\n'
    terms = tiny.path / "agreements"
    (file,) = terms.iterdir()
    head, term, rest = file.read_text(encoding="utf-8").partition("[[term]]")
    first, more, others = rest.partition("[[term]]")
    file.write_text(f"{head}{term}{first}\n{suspended}\n{more}{others}", encoding="utf-8")
    (line,) = warned(tiny, "X,T1,2023-11-25T09:00,,,North;South,halt,item,,,daily-25,,,")
    assert line.startswith(
        f"{FILE} line 5: warning: X valid_to: found 'nothing', expected the end of the suspension"
    )


@pytest.mark.parametrize(("hours", "level"), [("09:00", "warning"), ("08:59", "error")])
def test_an_hour_is_the_most_that_clocks_may_differ(tiny, hours, level):
    tiny.add(FILE, f"X,T1,2023-11-26T10:00,,2023-11-26T{hours},North,release,item,5,person,press-27,,,\n")
    checked = case.check(tiny.path)
    assert [one.level for one in (*checked.problems, *checked.warnings)] == [level]


def test_a_warning_keeps_nobody_from_running_and_is_told_on_the_error_stream(tiny, capsys):
    tiny.add(FILE, "X,T1,2023-11-26T10:00,,2023-11-26T09:45,North,release,item,5,person,press-27,,,\n")
    assert main(["check", str(tiny.path)]) == 0
    assert "no problems, 1 warning: 2 terms, 4 rows" in capsys.readouterr().out
    assert main(["monitor", str(tiny.path), "--json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["verdicts"]
    assert captured.err.count("warning: X recorded_at") == 1


def test_warnings_are_in_the_document_of_a_check(tiny, capsys):
    tiny.add(FILE, "X,T1,2023-11-26T10:00,,2023-11-26T09:45,North,release,item,5,person,press-27,,,\n")
    assert main(["check", str(tiny.path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["ok"], document["problems"]) == (True, [])
    assert [one["level"] for one in document["warnings"]] == ["warning"]


def test_more_rows_than_a_run_can_hold_are_refused_in_one_line(tiny, monkeypatch, capsys):
    monkeypatch.setattr(sys.modules["troth.case.load"], "MOST_ROWS", 4)
    tiny.add(
        FILE, "".join(f"X{n},T1,2023-11-26,,,North,release,item,1,person,daily-27,,,\n" for n in range(20))
    )
    assert main(["run", str(tiny.path)]) == 2
    (line,) = [line for line in "".join(capsys.readouterr()).splitlines() if "rows of evidence" in line]
    assert line.startswith(
        f"{FILE} line 6: found 'more than 4 rows of evidence', expected at most 4 in a case that is run; split the case"
    )


def test_lines_that_end_in_a_carriage_return_alone_are_told_in_words_and_not_in_pythons(tiny):
    file = tiny.path / FILE
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r"))
    (line,) = [problem.text() for problem in case.check(tiny.path).problems]
    assert (
        "found 'a carriage return by itself (CR) as the end of a line', expected lines that end in LF or CRLF"
        in line
    )
    assert "universal-newline" not in line


@pytest.mark.parametrize("number", ['at_least = "50"', 'at_least = "5e1"'])
def test_a_number_in_quotes_is_refused_and_not_read_in_silence(tiny, number):
    (line,) = [
        problem.text()
        for problem in case.check(tiny.change("agreements/truce.toml", "at_least = 50", number).path).problems
    ]
    assert line.endswith("write the number without quotes")


def test_a_file_of_other_columns_lists_the_known_ones_once(tiny):
    tiny.write(FILE, "id,term,when,who,what,kind,n\nX,T1,2023-11-24,North,release,item,3\n")
    lines = [problem.text() for problem in case.check(tiny.path).problems]
    assert sum("attributed_to, category, embargo" in line for line in lines) == 1
    assert any(
        "found 'id, when, who, what, kind, n', expected known columns; remove them, or use " in line
        for line in lines
    )
    assert len(lines) == 3


def test_a_case_without_an_owner_is_asked_for_an_owner(tiny):
    lines = [
        problem.text()
        for problem in case.check(tiny.change("case.toml", 'owner = "desk"\n', "").path).problems
    ]
    assert any("expected an owner" in line for line in lines)


def test_the_history_of_what_is_only_assumed_is_refused_and_not_left_out_in_silence(tiny, tmp_path, capsys):
    file = tmp_path / "what-if.csv"
    file.write_text("evidence_id,term_ids,valid_from,form,source_id\n", encoding="utf-8")
    assert main(["monitor", str(tiny.path), "--history", "--assume", str(file)]) == 2
    assert (
        "found '--history with --assume', expected one of them; leave one of the two out"
        in capsys.readouterr().err
    )
