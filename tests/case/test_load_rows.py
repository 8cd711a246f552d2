"""Rows of evidence: what cannot be read is told with its line, what is good stays counted."""

import sys
import tracemalloc

import pytest

from support.cases import EVIDENCE, TinyCase
from troth import case
from troth.case.problems import MOST_PER_FILE
from troth.records.errors import ProblemsError

ROWS = "evidence/reports.csv"


@pytest.fixture
def tiny(tmp_path):
    return TinyCase.at(tmp_path / "tiny")


def told(tiny):
    return [problem.text() for problem in case.check(tiny.path).problems]


def the_one(tiny):
    lines = told(tiny)
    assert len(lines) == 1, lines
    return lines[0]


def test_a_file_of_rows_without_a_column_that_is_needed(tiny):
    tiny.write(ROWS, EVIDENCE.replace(",form,", ",").replace(",tally,", ",").replace(",cumulative,", ","))
    line = the_one(tiny)
    assert line.startswith(f"{ROWS} line 1: form: found 'the columns evidence_id, ")
    assert "expected a column form; add the column form" in line


def test_a_column_that_nobody_knows(tiny):
    tiny.change(ROWS, ",quantity,", ",quantty,")
    assert (
        the_one(tiny)
        == f"{ROWS} line 1: quantty: found 'quantty', expected a known column; did you mean 'quantity'?"
    )


def test_a_column_that_stands_twice(tiny):
    tiny.write(ROWS, "\n".join(f"{line},note" for line in EVIDENCE.splitlines()) + "\n")
    assert "note: found 'the column twice', expected each column once" in the_one(tiny)


def test_columns_separated_by_semicolons(tiny):
    tiny.write(ROWS, EVIDENCE.replace(",", ";"))
    assert (
        the_one(tiny)
        == f"{ROWS} line 1: found 'cells separated by semicolons', expected commas; export it as comma-separated values"
    )


def test_a_wrong_date(tiny):
    tiny.change(ROWS, "E2,T1,2023-11-25", "E2,T1,25.11.2023")
    line = the_one(tiny)
    assert line.startswith(
        f"{ROWS} line 3: E2 valid_from: found '25.11.2023', expected a date or time such as 2023-11-24"
    )
    assert case.check(tiny.path).rows == 3
    assert case.check(tiny.path).rows_bad == 1


@pytest.mark.parametrize("number", ["12,5m", "1 000", "1.000.000", "NaN", "inf", "1e999", "--5", "5..2"])
def test_what_is_not_a_number(tiny, number):
    tiny.change(ROWS, "tally,20,person", f'tally,"{number}",person')
    line = the_one(tiny)
    assert line.startswith(
        f"{ROWS} line 3: E2 quantity: found '{number}', expected a number, or >=200, <=5, 137..200"
    )


def test_a_number_with_a_comma_that_is_not_in_quotes(tiny):
    tiny.change(ROWS, "tally,20,person", "tally,12,5m,person")
    assert (
        the_one(tiny)
        == f"{ROWS} line 3: found '15 cells', expected 14 cells, one for each column; put a cell that holds a comma in quotes (\"12,5\"); leave no column out"
    )


def test_a_row_with_too_few_cells(tiny):
    tiny.evidence("E5,T1,2023-11-26,North")
    assert f"{ROWS} line 6: found '4 cells', expected 14 cells" in the_one(tiny)


def test_a_negative_count(tiny):
    tiny.change(ROWS, "tally,20,person", "tally,-20,person")
    assert "E2 quantity: found '-20', expected a count of zero or more" in the_one(tiny)


def test_a_count_without_a_number(tiny):
    tiny.change(ROWS, "tally,20,person", "tally,,person")
    assert "a row of form 'tally' needs a quantity" in the_one(tiny)


def test_a_quoted_line_break_is_legal_and_the_lines_after_it_keep_their_numbers(tiny):
    tiny.evidence(
        'E5,T1,2023-11-26,North,release,tally,0,person,daily-27,,,,,"two lines\nof note"',
        "E6,T1,2023-11-99,North,release,tally,0,person,daily-27,,,,,",
    )
    assert the_one(tiny).startswith(f"{ROWS} line 8: E6 valid_from: found '2023-11-99'")


def test_a_quote_that_is_never_closed(tiny):
    tiny.evidence(
        'E5,T1,2023-11-26,North,release,tally,0,person,daily-27,,,,,"no end', "E6,T1,2023-11-26,,,,,,,,,,,"
    )
    assert 'look for a quote (") that is never closed' in the_one(tiny)


def test_a_byte_order_mark_is_no_trouble(tiny):
    for name in (ROWS, "sources/sources.csv", "agreements/truce.toml", "case.toml"):
        tiny.write(name, b"\xef\xbb\xbf" + tiny.read(name).encode())
    assert told(tiny) == []


def test_windows_line_ends_are_no_trouble(tiny):
    for name in (ROWS, "sources/sources.csv", "agreements/truce.toml", "case.toml"):
        tiny.write(name, tiny.read(name).replace("\n", "\r\n"))
    assert told(tiny) == []


def test_windows_1252_is_refused_once_with_the_line_and_what_to_do(tiny):
    tiny.write(
        ROWS,
        EVIDENCE.encode()
        + "E5,T1,2023-11-26,North,release,tally,0,person,daily-27,,,,,the commander’s word\nE6,T1,2023-11-26,North,release,tally,0,person,daily-27,,,,,naïve\n".encode(
            "cp1252"
        ),
    )
    assert (
        the_one(tiny)
        == f"{ROWS} line 6: found 'byte 0x92 (’ in Windows-1252)', expected text in UTF-8; save the file as UTF-8 (in a spreadsheet: 'CSV UTF-8'); 2 lines have such bytes"
    )


def test_utf_16_is_refused(tiny):
    tiny.write(ROWS, EVIDENCE.encode("utf-16"))
    assert the_one(tiny).startswith(f"{ROWS} line 1: found 'a file in UTF-16', expected text in UTF-8")


def test_a_nul_byte_is_refused(tiny):
    tiny.write(ROWS, EVIDENCE.encode() + b"E5,\0,,\n")
    assert the_one(tiny).startswith(f"{ROWS} line 6: found 'a NUL byte', expected text")


def test_an_empty_file_is_no_table(tiny):
    tiny.write(ROWS, "")
    assert the_one(tiny).startswith(f"{ROWS}: found 'an empty file', expected a line with the columns' names")


def test_a_header_alone_is_a_table_without_rows(tiny):
    tiny.write(ROWS, EVIDENCE.splitlines()[0] + "\n")
    assert told(tiny) == []
    assert case.check(tiny.path).rows == 0


def test_rows_that_are_empty_throughout_are_passed_over(tiny):
    tiny.evidence("", ",,,,,,,,,,,,,", "")
    assert told(tiny) == []


def test_nameless_columns_at_the_end_are_passed_over(tiny):
    tiny.write(ROWS, "\n".join(f"{line},," for line in EVIDENCE.splitlines()) + "\n")
    assert told(tiny) == []


def test_two_rows_with_one_id(tiny):
    tiny.evidence("E1,T1,2023-11-26,North,release,tally,0,person,daily-27,,,,,")
    assert (
        the_one(tiny)
        == f"{ROWS} line 6: E1 id: found 'E1 again, with another quantity, source, valid_from', expected an id of its own for each evidence row; it stands already in {ROWS} line 2: rename or remove one"
    )


def test_a_row_with_the_id_of_a_term(tiny):
    tiny.evidence("T1,T1,2023-11-26,North,release,tally,0,person,daily-27,,,,,")
    assert "it stands already in agreements/truce.toml line 7" in the_one(tiny)


def test_a_row_that_names_an_unknown_source(tiny):
    tiny.change(ROWS, "person,daily-25", "person,daily-26")
    assert the_one(tiny).startswith(
        f"{ROWS} line 3: E2 source_id: found 'daily-26', expected a source of sources/sources.csv; did you mean 'daily-2"
    )


def test_a_row_that_names_an_unknown_term(tiny):
    tiny.change(ROWS, "E2,T1,", "E2,T11,")
    assert the_one(tiny).startswith(
        f"{ROWS} line 3: E2 term_ids: found 'T11', expected a known term; did you mean 'T1'?"
    )


def test_a_term_that_cannot_be_read_does_not_make_its_rows_wrong(tiny):
    tiny.change("agreements/truce.toml", 'kind = "achieve"', 'kind = "acheive"')
    assert "term T1 kind" in the_one(tiny)


def test_an_unknown_form(tiny):
    tiny.change(ROWS, "tally,20", "count,20")
    assert (
        "E2 form: found 'count', expected one of item, tally, at_least, cumulative, average, denial, intent"
        in the_one(tiny)
    )


def test_an_unknown_stance(tiny):
    tiny.write(
        ROWS, EVIDENCE.replace(",note\n", ",stance\n").replace("daily-25,,,,,\n", "daily-25,,,,,T1=agianst\n")
    )
    assert "E2 stance: found 'agianst', expected for, against or context; did you mean 'against'?" in the_one(
        tiny
    )


def test_a_stance_on_a_term_that_the_row_does_not_name(tiny):
    tiny.write(
        ROWS, EVIDENCE.replace(",note\n", ",stance\n").replace("daily-25,,,,,\n", "daily-25,,,,,T2=against\n")
    )
    assert "E2 stance: found 'T2', expected a term of this row's term_ids" in the_one(tiny)


def test_an_unknown_tlp_word(tiny):
    tiny.change(ROWS, "daily-25,,,,,", "daily-25,,,AMBRE,North,")
    assert (
        "E2 tlp: found 'AMBRE', expected one of CLEAR, GREEN, AMBER, AMBER+STRICT, RED; did you mean 'AMBER'?"
        in the_one(tiny)
    )


def test_a_release_list_that_names_nobody_who_is_known(tiny):
    tiny.change(ROWS, "daily-25,,,,,", "daily-25,,,AMBER,Norht,")
    assert "E2 release_to: found 'Norht', expected a party of parties.toml; did you mean 'North'?" in the_one(
        tiny
    )


def test_a_unit_that_does_not_fit_the_measure(tiny):
    tiny.change(ROWS, "tally,20,person", "tally,20,truck")
    assert (
        the_one(tiny)
        == f"{ROWS} line 3: E2 unit: found 'truck', expected 'person', the unit of term T1; correct the unit, take T1 out of term_ids, or write stance T1=context"
    )


def test_an_end_before_the_start(tiny):
    tiny.write(
        ROWS,
        EVIDENCE.replace(",note\n", ",valid_to\n").replace("daily-25,,,,,\n", "daily-25,,,,,2023-11-20\n"),
    )
    assert "E2 valid_to: found '2023-11-20', expected a time at or after valid_from (2023-11-25)" in the_one(
        tiny
    )


@pytest.mark.parametrize("field", ["supersedes", "retracts"])
def test_a_row_that_corrects_or_takes_back_an_unknown_row(tiny, field):
    cells = "E99," if field == "supersedes" else ",E99"
    tiny.evidence(f"E5,T1,2023-11-25,North,release,tally,19,person,daily-27,{cells},,,")
    assert f"E5 {field}: found 'E99', expected a known evidence row" in the_one(tiny)


def test_rows_that_correct_each_other_in_a_circle(tiny):
    tiny.evidence(
        "E5,T1,2023-11-25,North,release,tally,19,person,daily-27,E6,,,,",
        "E6,T1,2023-11-25,North,release,tally,18,person,daily-27,E5,,,,",
    )
    assert "E5 supersedes: found 'E5 → E6 → E5'" in the_one(tiny)


def test_a_retraction_that_not_everybody_would_see(tiny):
    tiny.evidence("E5,T1,2023-11-25,,,item,,,daily-27,,E2,AMBER,North,")
    assert "E5 tlp: found 'AMBER', expected a label as wide as that of E2 (CLEAR)" in the_one(tiny)


def test_a_file_with_more_trouble_than_anyone_reads_is_cut_and_counted(tiny):
    tiny.evidence(
        *(f"X{n},T1,no date,North,release,tally,1,person,daily-27,,,,," for n in range(MOST_PER_FILE + 50))
    )
    lines = told(tiny)
    assert len(lines) == MOST_PER_FILE + 1
    assert lines[-1].startswith(f"{ROWS}: found '50 more problems like these'")
    assert case.check(tiny.path).rows_bad == MOST_PER_FILE + 50


def test_a_line_without_end_is_refused_in_bounded_memory(tiny):
    with (tiny.path / ROWS).open("ab") as file:
        file.write(b'E5,T1,2023-11-25,North,release,tally,1,person,daily-27,,,,,"')
        for _ in range(100):
            file.write(b"x" * 1_000_000)
    tracemalloc.start()
    line = the_one(tiny)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert line.startswith(f"{ROWS} line 6: found 'a line of 1000000 bytes or more', expected lines of text")
    assert peak < 30_000_000


def test_a_file_of_a_hundred_megabytes_is_read_to_its_last_line(tiny):
    before, note = case.check(tiny.path).rows, "x" * 1_000
    with (tiny.path / ROWS).open("a", encoding="utf-8") as file:
        for number in range(100_000):
            file.write(f"L{number},,2023-11-25,North,release,tally,1,person,daily-27,,,,,{note}\n")
        file.write('LAST,,2023-11-25,North,release,tally,"12,5m",person,daily-27,,,,,\n')
    assert (tiny.path / ROWS).stat().st_size > 100_000_000
    found = case.check(tiny.path)
    assert [problem.found for problem in found.problems] == ["12,5m"]
    assert found.problems[0].line == len(EVIDENCE.splitlines()) + 100_001
    assert (found.rows, found.rows_bad) == (before + 100_000, 1)


def test_more_rows_than_can_be_run_are_refused_in_one_line(tiny, monkeypatch):
    monkeypatch.setattr(sys.modules["troth.case.load"], "MOST_ROWS", 3)
    with pytest.raises(ProblemsError) as caught:
        case.load(tiny.path)
    assert (
        str(caught.value)
        == f"{ROWS} line 5: found 'more than 3 rows of evidence', expected at most 3 in a case that is run; split the case by time or territory (`troth check` reads all of it)"
    )
    assert told(tiny) == []
