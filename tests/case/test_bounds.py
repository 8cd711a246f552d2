"""What a case may ask for: beyond that nothing could be counted, drawn or read to its end."""

import os
import socket

import pytest

from support.cases import TERMS, TinyCase
from troth import case
from troth.records.errors import TrothError

ROWS, TRUCE = "evidence/reports.csv", "agreements/truce.toml"
RECUR = TERMS.replace('kind = "achieve"', 'kind = "recur"', 1).replace(
    "[term.window]", '[term.recur]\nevery = "P1D"\n[term.window]', 1
)


@pytest.fixture
def tiny(tmp_path):
    return TinyCase.at(tmp_path / "tiny")


def told(tiny):
    return [problem.text() for problem in case.check(tiny.path).problems]


def the_one(tiny):
    lines = told(tiny)
    assert len(lines) == 1, lines
    return lines[0]


# -- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["1e30", "1e20", "9" * 40, "0.1234567"])
def test_an_amount_beyond_counting_is_refused_where_it_stands(tiny, number):
    tiny.change(ROWS, "tally,20,", f"tally,{number},")
    line = the_one(tiny)
    assert line.startswith(f"{ROWS} line 3: E2 quantity: found '{number}'")
    assert line.endswith("write a number of at most 1000000000000000 with at most 6 decimals")


@pytest.mark.parametrize(
    ("old", "new", "field", "expected"),
    [
        ("at_least = 50", "at_least = 1e400", "target.at_least", "a number from 0 to 1000000000000000"),
        ("at_least = 50", "at_least = 1e30", "target.at_least", "a number from 0 to 1000000000000000"),
        ("at_least = 50", 'at_least = "1e30"', "target.at_least", "a number from 0 to 1000000000000000"),
        ("at_least = 50", "at_least = -50", "target.at_least", "a number from 0 to 1000000000000000"),
        ("at_least = 50", f"at_least = 0x{'f' * 5000}", "target.at_least", "a number from 0 to"),
        ("times = 3", "times = 1e9", "target.ratio.times", "a number from 0 to 1000000"),
        ('id = "T1"', 'id = "T1"\nmin_sources = 99999999999999999999999', "min_sources", "of at most 1000"),
    ],
)
def test_a_term_that_asks_for_more_than_can_be_counted(tiny, old, new, field, expected):
    tiny.change(TRUCE, old, new)
    line = the_one(tiny)
    assert f"{field}: found " in line
    assert expected in line


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("[term.recur]\n", "[term.recur]\ntolerance = -1\n", "recur.tolerance"),
        ("[term.recur]\n", "[term.recur]\nk = 1\nof = 99999999999\n", "recur.of"),
        ("[term.recur]\n", "[term.recur]\ntolerance = 1e20\n", "recur.tolerance"),
        ('every = "P1D"', 'every = "P0D"', "recur.every"),
        ('every = "P1D"', 'every = "PT1S"', "recur.every"),
    ],
)
def test_a_duty_that_recurs_too_often_or_with_an_odd_number(tiny, old, new, field):
    tiny.write(TRUCE, RECUR.replace(old, new, 1))
    assert f"term T1 {field}: found " in the_one(tiny)


@pytest.mark.parametrize(
    ("recur", "said"),
    [
        ('every = "P30D"', "T1 recur.every: found 'a period of 30 days', expected one that ends within the window of 4 days; shorten it"),
        ('every = "P1D"\nk = 5\nof = 30', "T1 recur.of: found 'a run of 30 periods', expected at most 4, as many as fit into the window"),
        ('every = "P1D"\ntolerance = 50', "(a tolerance of 50 for a target of 50 leaves nothing owed); write a tolerance below the target"),
    ],
)  # fmt: skip
def test_a_duty_that_nobody_could_keep_or_miss_is_refused(tiny, recur, said):
    tiny.write(TRUCE, RECUR.replace('every = "P1D"', recur, 1))
    assert said in the_one(tiny)


def test_a_period_longer_than_a_window_that_may_be_extended_is_no_slip(tiny):
    extended = RECUR.replace('every = "P1D"', 'every = "P30D"', 1).replace(
        "[term.recur]", '[term.extension]\nevent = "extension agreed"\n[term.recur]', 1
    )
    tiny.write(TRUCE, extended)
    assert told(tiny) == []


def test_a_tolerance_as_large_as_a_target_that_follows_from_another_term_is_refused(tiny):
    tiny.write(
        TRUCE,
        TERMS.replace('id = "T2"\nkind = "achieve"', 'id = "T2"\nkind = "recur"', 1)
        + "[term.recur]\ntolerance = 150\n",
    )
    assert (
        "T2 recur.tolerance: found '150', expected less than the target (150); with so large a tolerance"
        in the_one(tiny)
    )


def test_targets_that_multiply_beyond_counting(tiny):
    tiny.change(TRUCE, "at_least = 50", "at_least = 1e12").change(TRUCE, "times = 3", "times = 1e6")
    assert "T2 target.ratio: found '1E+6', expected a target of at most 1000000000000000 in all" in the_one(
        tiny
    )


def test_the_largest_numbers_still_run(tiny):
    tiny.change(ROWS, "tally,20,", "tally,1e15,").change(TRUCE, "at_least = 50", "at_least = 0.000001")
    run = case.run(case.load(tiny.path))
    assert (case.write_results(run, tiny.path, {}) / "verdicts.parquet").is_file()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("seed = 7", f"seed = 0x{'f' * 5000}"),
        ("seed = 7", "seed = 7\nprice_year = 99999999999999999999"),
        ("seed = 7", "seed = 7\ntitle_ = 1e99999999999999999999"),
        ("seed = 7", f"seed = 7\ntitle_ = 0x{'f' * 5000}"),
    ],
)
def test_a_number_in_case_toml_that_is_too_large_is_one_line(tiny, old, new):
    tiny.change("case.toml", old, new)
    assert len(the_one(tiny)) < 400


def test_an_expected_number_beyond_counting(tiny):
    tiny.change("expected/first-evening.toml", "low = 0", "low = 1e300")
    assert "verdict low: found '1E+300', expected a number from 0 to 1000000000000000" in the_one(tiny)


# -- times ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_year_at_the_edge_of_the_calendar(tiny, day):
    tiny.change(ROWS, "E2,T1,2023-11-25", f"E2,T1,{day}")
    assert the_one(tiny).startswith(f"{ROWS} line 3: E2 valid_from: found '{day}'")
    assert the_one(tiny).endswith("write a year from 1000 to 9000")


@pytest.mark.parametrize(
    ("terms", "until"),
    [(TERMS, "2034-11-08"), (RECUR, "2034-11-08"), (RECUR.replace('"P1D"', '"PT1H"'), "2024-05-10")],
)
def test_a_window_of_more_than_four_thousand_periods_is_refused(tiny, terms, until):
    tiny.write(TRUCE, terms.replace("2023-11-28T07:00", until, 1))
    line = the_one(tiny)
    assert "T1 window.until: found 'a window of 40" in line
    assert "expected at most 4000 " in line


def test_a_window_without_an_end_is_measured_to_the_time_of_the_case(tiny):
    tiny.write(
        TRUCE,
        RECUR.replace('from = "2023-11-24T07:00"\nuntil = "2023-11-28T07:00"', 'from = "1000-01-01"', 1),
    )
    assert "T1 window.until: found 'a window of 374008 days', expected at most 4000 days" in the_one(tiny)


def test_thirty_years_with_a_duty_every_month_are_no_trouble(tiny):
    tiny.write(TRUCE, RECUR.replace('"P1D"', '"P1M"').replace("2023-11-28T07:00", "2053-11-28", 1))
    assert told(tiny) == []


def test_a_window_that_runs_with_another_is_measured_to_its_end(tiny):
    second = TERMS.rpartition("from = ")
    during = second[0] + 'from = "1990-01-01"\nduring = "T1"\n'
    tiny.write(TRUCE, during)
    assert "T2 window.until: found 'a window of 12384 days', expected at most 4000 days" in the_one(tiny)


@pytest.mark.parametrize(
    ("length", "field"), [("P12Y", "T1 window.within"), ("P99999Y", "term T1 window.within")]
)
def test_a_deadline_that_lies_too_far_after_its_anchor(tiny, length, field):
    window = 'from = "2023-11-24T07:00"\nuntil = "2023-11-28T07:00"\n'
    tiny.change(TRUCE, window, f'within = "{length}"\nanchor = "start"\n')
    assert f"{field}: found " in told(tiny)[0]


def test_an_extension_that_could_last_longer_than_a_hundred_years(tiny):
    tiny.change(
        TRUCE, "[term.window]", '[term.extension]\nevent = "extension"\nmax = "P9999Y"\n[term.window]'
    )
    assert "term T1 extension.max: found 'P9999Y'" in told(tiny)[0]


def extended(tiny, *rows):
    tiny.change(TRUCE, "[term.window]", '[term.extension]\nevent = "extension"\n[term.window]')
    return tiny.evidence(*rows)


def test_an_extension_by_a_billion_days(tiny):
    extended(tiny, "E9,T1,2023-11-27,North,extension,item,1000000000,day,press-27,,,,,")
    assert "E9 quantity: found '1000000000 day', expected an extension of at most 4000 days" in the_one(tiny)


def test_extensions_that_add_up_to_more_than_the_calendar_are_one_line(tiny):
    rows = [
        f"X{number},T1,{2000 + number // 12}-{number % 12 + 1:02},North,extension,item,4000,day,press-27,,,,,"
        for number in range(700)
    ]
    loaded = case.load(extended(tiny, *rows).path)
    with pytest.raises(TrothError) as caught:
        case.run(loaded)
    assert "\n" not in str(caught.value)


# -- files ------------------------------------------------------------------------------------------------------------


def test_a_pipe_among_the_evidence_is_never_opened(tiny):
    os.mkfifo(tiny.path / "evidence/z.csv")
    assert the_one(tiny).startswith("evidence/z.csv: found 'a pipe', expected a regular file")


def test_pipes_in_the_place_of_other_files_are_never_opened(tiny, monkeypatch):
    (tiny.path / "parties.toml").unlink()
    os.mkfifo(tiny.path / "parties.toml")
    (tiny.path / "tables").mkdir()
    os.mkfifo(tiny.path / "tables/t.csv")
    monkeypatch.chdir(
        tiny.path / "evidence"
    )  # a socket's whole name may be no longer than a hundred characters
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s.csv")
        found = told(tiny)
    assert [line for line in found if "expected a regular file" in line] == [
        "evidence/s.csv: found 'a socket', expected a regular file; remove it, or put a plain file in its place",
        "parties.toml: found 'a pipe', expected a regular file; remove it, or put a plain file in its place",
        "tables/t.csv: found 'a pipe', expected a regular file; remove it, or put a plain file in its place",
    ]


def test_a_pipe_that_is_checked_on_its_own(tmp_path):
    os.mkfifo(tmp_path / "z.csv")
    (problem,) = case.check_file(tmp_path / "z.csv").problems
    assert problem.found == "a pipe"


@pytest.mark.parametrize("name", ["evidence", "agreements", "sources", "expected", "tables"])
def test_a_file_where_a_folder_belongs(tiny, name):
    folder = tiny.path / name
    if folder.exists():
        folder.rename(tiny.path / "elsewhere")
    folder.write_text("rows")
    assert told(tiny)[0].startswith(f"{name}: found 'a file', expected a folder with ")
    assert len(told(tiny)) == 1


def test_rows_in_a_sub_folder_are_not_passed_over_in_silence(tiny):
    tiny.write("evidence/sub/more.CSV", tiny.read(ROWS))
    assert the_one(tiny) == (
        "evidence/sub: found 'a sub-folder with more.CSV', expected .csv files right inside evidence/; "
        "move them up: sub-folders are not read"
    )


# -- ids --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "trouble"),
    [
        ("E\x1b[2J", "a control character"),
        ("E/2", "a path separator"),
        ("..\\E2", "a path separator"),
        ("E\u202e2", "an invisible mark (U+202E)"),
        ("E\u20282", "a line break"),
        ("E" * 101, "101 characters"),
    ],
)
def test_an_id_that_cannot_be_seen_or_kept_is_refused_under_its_own_field(tiny, name, trouble):
    tiny.change(ROWS, "E2,T1,", f"{name},T1,")
    line = the_one(tiny)
    assert line.startswith(f"{ROWS} line 3: evidence_id: found ")
    assert trouble in line


@pytest.mark.parametrize(
    ("file", "old", "new", "start"),
    [
        (TRUCE, 'id = "T1"', 'id = "T\\n1"', "term 1 id: "),
        (TRUCE, 'id = "truce"', 'id = "tr/uce"', "agreement id: "),
        ("parties.toml", 'id = "Observers"', 'id = "Observers\\u0007"', "party 3 id: "),
        ("sources/sources.csv", "daily-24,", "daily/24,", "source_id: "),
        ("case.toml", 'title = "A', 'id = "../tiny"\ntitle = "A', "id: "),
    ],
)
def test_every_kind_of_id_is_looked_at(tiny, file, old, new, start):
    tiny.change(file, old, new)
    assert any(line.partition(": ")[2].startswith(start) for line in told(tiny)), told(tiny)
    assert all("\n" not in line for line in told(tiny))
