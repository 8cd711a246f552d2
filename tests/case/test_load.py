"""A case folder is read whole, and everything that is wrong with it is told at once."""

from datetime import datetime

import pytest

from support.cases import EVIDENCE, SOURCES, TinyCase
from troth import case
from troth.records.errors import ProblemsError


@pytest.fixture
def tiny(tmp_path):
    return TinyCase.at(tmp_path / "tiny")


def told(tiny):
    return [problem.text() for problem in case.check(tiny.path).problems]


def the_one(tiny):
    lines = told(tiny)
    assert len(lines) == 1, lines
    return lines[0]


def test_a_sound_case_has_no_problems_and_counts_its_rows(tiny):
    checked = case.check(tiny.path)
    assert checked.problems == ()
    assert (checked.terms, checked.rows, checked.rows_bad, checked.sources) == (2, 4, 0, 5)


def test_a_page_that_is_dated_by_its_day_counts_from_the_end_of_that_day(tiny):
    row = case.load(tiny.path).evidence[0].record
    assert row.recorded_at == datetime.fromisoformat("2023-11-25T00:00+02:00")
    assert row.recorded_at_precision == "day"


def test_a_row_with_a_recorded_time_of_its_own_keeps_it(tiny):
    tiny.change("evidence/reports.csv", ",note\n", ",note,recorded_at\n").change(
        "evidence/reports.csv", "daily-24,,,,,\n", "daily-24,,,,,,2023-11-24T21:00\n"
    )
    for row in ("daily-25,,,,,\n", "daily-27,,,,,\n", "press-27,,,,,\n"):
        tiny.change("evidence/reports.csv", row, row.replace("\n", ",\n"))
    assert case.load(tiny.path).evidence[0].record.recorded_at == datetime.fromisoformat(
        "2023-11-24T21:00+02:00"
    )


def test_a_source_without_a_date_counts_from_the_day_it_was_read(tiny):
    tiny.write(
        "sources/sources.csv",
        SOURCES.replace("published,url", "published,url,accessed")
        .replace("/24\n", "/24,\n")
        .replace("/25\n", "/25,\n")
        .replace("/27\n", "/27,\n")
        .replace("/text\n", "/text,\n")
        .replace(
            "daily-25,Observers,2023-11-25,https://observers.example/25,",
            "daily-25,Observers,,https://observers.example/25,2023-12-02",
        ),
    )
    (row,) = [row.record for row in case.load(tiny.path).sources if row.record.id == "daily-25"]
    assert row.recorded_at == datetime.fromisoformat("2023-12-03T00:00+02:00")


def test_a_source_without_any_date_is_a_problem(tiny):
    tiny.change("sources/sources.csv", "daily-25,Observers,2023-11-25", "daily-25,Observers,")
    assert (
        "sources/sources.csv line 3: daily-25 published: expected a date in published or accessed"
        in the_one(tiny)
    )


# -- folders and files ------------------------------------------------------------------------------------------------


def test_a_case_folder_that_is_not_there(tmp_path):
    (problem,) = case.check(tmp_path / "nowhere").problems
    assert problem.text().endswith(
        "nowhere: found 'nothing there', expected a case folder; give the folder that holds case.toml; `troth new DIR` makes one"
    )


def test_a_file_where_a_case_folder_should_be(tmp_path):
    (tmp_path / "file").write_text("x")
    (problem,) = case.check(tmp_path / "file").problems
    assert "found 'a file', expected a case folder" in problem.text()


@pytest.mark.parametrize("name", ["case.toml", "parties.toml", "sources/sources.csv"])
def test_a_file_that_a_case_cannot_do_without(tiny, name):
    (tiny.path / name).unlink()
    assert any(line.startswith(name) for line in told(tiny))


def test_a_missing_file_of_sources_does_not_turn_every_row_into_a_problem(tiny):
    (tiny.path / "sources/sources.csv").unlink()
    assert len(told(tiny)) == 1


def test_a_folder_whose_name_is_slightly_wrong_is_not_passed_over(tiny):
    (tiny.path / "evidence").rename(tiny.path / "evidences")
    assert "expected a folder evidence; did you mean 'evidence'?" in the_one(tiny)


def test_a_spreadsheet_beside_the_rows_is_not_passed_over(tiny):
    tiny.write("evidence/more.xlsx", b"PK")
    assert the_one(tiny).startswith("evidence/more.xlsx: expected only .csv files here")


def test_a_link_that_leads_out_of_the_folder(tiny, tmp_path):
    (tmp_path / "outside.csv").write_text(EVIDENCE)
    (tiny.path / "evidence/linked.csv").symlink_to(tmp_path / "outside.csv")
    line = the_one(tiny)
    assert line.startswith("evidence/linked.csv: found 'a link to ")
    assert "expected a file inside the case folder; copy the file into the folder" in line


def test_a_link_that_leads_nowhere(tiny):
    (tiny.path / "evidence/linked.csv").symlink_to(tiny.path / "gone.csv")
    assert the_one(tiny).startswith("evidence/linked.csv: found 'No such file or directory'")


# -- TOML -------------------------------------------------------------------------------------------------------------


def test_a_mistake_in_the_grammar_of_toml_is_told_with_its_line(tiny):
    tiny.change("agreements/truce.toml", 'id = "T2"', 'id = "T2')
    line = the_one(tiny)
    assert line.startswith('agreements/truce.toml line 24: found "Illegal character')
    assert "expected valid TOML" in line


def test_a_term_with_an_unknown_field(tiny):
    tiny.change("agreements/truce.toml", 'obligor = ["South"]', 'obliger = ["South"]')
    assert (
        the_one(tiny)
        == "agreements/truce.toml line 26: term T2 obliger: found 'obliger', expected a known key; did you mean 'obligor'?"
    )


def test_an_unknown_field_inside_a_table_of_a_term(tiny):
    tiny.change("agreements/truce.toml", "at_least = 50", "at_leest = 50")
    lines = told(tiny)
    assert (
        "agreements/truce.toml line 18: term T1 target.at_leest: found 'at_leest', expected a known key; did you mean 'at_least'?"
        in lines
    )


def test_a_deadline_before_its_start(tiny):
    tiny.change("agreements/truce.toml", 'until = "2023-11-28T07:00"', 'until = "2023-11-20T07:00"')
    line = the_one(tiny)
    assert line.startswith(
        "agreements/truce.toml line 21: term T1 window.until: found '2023-11-20T07:00', expected a time after `from` (2023-11-24T07:00)"
    )


def test_a_day_that_does_not_exist(tiny):
    tiny.change("agreements/truce.toml", 'until = "2023-11-28T07:00"', 'until = "2023-11-31"')
    line = the_one(tiny)
    assert "term T1 window.until: found '2023-11-31', expected a date or time such as" in line
    assert "day is out of range for month" in line


def test_a_number_in_words_is_no_target(tiny):
    tiny.change("agreements/truce.toml", "at_least = 50", 'at_least = "fifty"')
    assert "term T1 target.at_least: found 'fifty', expected a number" in the_one(tiny)


def test_a_kind_that_does_not_exist(tiny):
    tiny.change("agreements/truce.toml", 'kind = "achieve"', 'kind = "acheive"')
    assert (
        "term T1 kind: found 'acheive', expected one of achieve, sustain, recur, refrain, respond; did you mean 'achieve'?"
        in the_one(tiny)
    )


def test_an_obligor_whom_nobody_introduced(tiny):
    tiny.change("agreements/truce.toml", 'obligor = ["North"]', 'obligor = ["Nort"]')
    assert "T1 obligor: found 'Nort', expected a party of parties.toml; did you mean 'North'?" in the_one(
        tiny
    )


def test_a_ratio_of_a_term_in_another_unit(tiny):
    tiny.change("agreements/truce.toml", 'unit = "person"', 'unit = "truck"')
    lines = told(tiny)
    assert any("T2 target.ratio.of: found 'T1 in truck', expected a term in person" in line for line in lines)


def test_a_ratio_of_a_term_that_is_not_there(tiny):
    tiny.change("agreements/truce.toml", 'of = "T1"', 'of = "T9"')
    assert "T2 target.ratio.of: found 'T9', expected a known term" in the_one(tiny)


@pytest.mark.parametrize(
    ("extra", "field"),
    [
        ('[[term.condition]]\nterm = "{other}"\n', "condition.term"),
        ('[term.reparation]\nterm = "{other}"\n', "reparation.term"),
    ],
)
def test_terms_that_depend_on_each_other_in_a_circle(tiny, extra, field):
    text = tiny.read("agreements/truce.toml")
    first, second = text.split('\n[[term]]\nid = "T2"')
    tiny.write(
        "agreements/truce.toml",
        first + "\n" + extra.format(other="T2") + '\n[[term]]\nid = "T2"' + second + extra.format(other="T1"),
    )
    assert f"T1 {field}: found 'T1 → T2 → T1'" in the_one(tiny)


def test_two_terms_with_one_id(tiny):
    tiny.change("agreements/truce.toml", 'id = "T2"', 'id = "T1"').change(
        "agreements/truce.toml", 'of = "T1"', 'of = "T1"'
    )
    assert any(
        "expected an id of its own for each term; it stands already in agreements/truce.toml line 7" in line
        for line in told(tiny)
    )


def test_an_unknown_step_lists_those_that_are_known(tiny):
    tiny.change("case.toml", "[steps.monitor]", "[steps.monitr]")
    assert (
        the_one(tiny)
        == "case.toml line 10: steps.monitr: found 'monitr', expected a known step; did you mean 'monitor'?"
    )


def test_a_case_without_a_time_of_judgement(tiny):
    tiny.change("case.toml", 'as_of = "2023-12-31"\n', "")
    assert the_one(tiny).startswith("case.toml: as_of: expected as_of; add when the case is judged")


def test_a_name_that_two_parties_go_by(tiny):
    tiny.change("parties.toml", 'name = "The South"', 'name = "The South"\naliases = ["northern forces"]')
    assert "South aliases: found 'northern forces', expected a name of one party only" in the_one(tiny)


def test_a_party_that_is_part_of_itself(tiny):
    tiny.change("parties.toml", 'name = "The South"', 'name = "The South"\npart_of = "North"').change(
        "parties.toml", 'aliases = ["Northern forces"]', 'part_of = "South"'
    )
    assert "part_of: found 'North → South → North'" in the_one(tiny)


def test_an_expected_verdict_on_a_term_that_is_not_there(tiny):
    tiny.change("expected/first-evening.toml", 'term = "T2"', 'term = "T22"')
    assert (
        the_one(tiny)
        == "expected/first-evening.toml line 9: verdict term: found 'T22', expected a known term; did you mean 'T2'?"
    )


def test_a_data_set_without_a_card(tiny):
    tiny.write("tables/exposure.csv", "a,b\n1,2\n")
    assert "tables/exposure.csv: expected a card in tables/tables.toml" in the_one(tiny)


# -- scenarios --------------------------------------------------------------------------------------------------------


def test_a_scenario_changes_a_term(tiny):
    assert str(case.load(tiny.path, scenario="strict").terms[0].record.target.at_least) == "60"
    assert str(case.load(tiny.path).terms[0].record.target.at_least) == "50"


def test_a_scenario_that_is_not_there(tiny):
    with pytest.raises(ProblemsError, match="expected a known scenario; did you mean 'strict'"):
        case.load(tiny.path, scenario="strickt")


def test_a_change_to_a_term_that_is_not_there(tiny):
    with pytest.raises(ProblemsError, match="expected a known term"):
        case.load(tiny.path, overrides=[case.parse_override("term.T7.target.at_least=1")])


def test_a_change_to_a_key_that_is_not_there(tiny):
    with pytest.raises(ProblemsError, match=r"colour: found 'colour', expected a known key"):
        case.load(tiny.path, overrides=[case.parse_override("colour=blue")])


def test_a_folder_where_a_file_of_rows_should_be(tiny):
    (tiny.path / "evidence/more.csv").mkdir()
    assert the_one(tiny).startswith("evidence/more.csv: found 'a folder', expected a regular file")


def test_a_file_of_terms_without_end_is_refused(tiny):
    with (tiny.path / "agreements/more.toml").open("wb") as file:
        file.truncate(20_000_000)
    assert the_one(tiny).startswith(
        "agreements/more.toml: found '20000000 bytes', expected at most 16000000 bytes"
    )


def test_tables_inside_tables_without_end_are_refused(tiny):
    tiny.write("agreements/more.toml", "x = " + "[" * 100_000)
    assert the_one(tiny).startswith("agreements/more.toml: found")


def test_dates_may_stand_without_quotes(tiny):
    tiny.change(
        "agreements/truce.toml", 'from = "2023-11-24T07:00"', "from = 2023-11-24T07:00:00+02:00"
    ).change("case.toml", '"2023-12-31"', "2023-12-31")
    loaded = case.load(tiny.path)
    assert loaded.terms[0].record.window.valid_from == datetime.fromisoformat("2023-11-24T07:00+02:00")
    assert loaded.settings.as_of == datetime.fromisoformat("2024-01-01T00:00+02:00")


def test_a_deadline_that_is_a_date_ends_with_that_day(tiny):
    tiny.change("agreements/truce.toml", 'until = "2023-11-28T07:00"', 'until = "2023-11-28"')
    window = case.load(tiny.path).terms[0].record.window
    assert (window.valid_to, window.valid_to_precision) == (
        datetime.fromisoformat("2023-11-29T00:00+02:00"),
        "day",
    )


def test_one_name_needs_no_brackets(tiny):
    tiny.change("agreements/truce.toml", 'obligor = ["North"]', 'obligor = "North"')
    assert case.load(tiny.path).terms[0].record.obligor == ("North",)


def test_problems_of_several_files_are_told_together(tiny):
    tiny.change("case.toml", "seed = 7", "seed = 7\nsead = 8").change(
        "parties.toml", 'name = "The South"', 'nam = "The South"'
    )
    tiny.change("sources/sources.csv", "daily-25,Observers,2023-11-25", "daily-25,,2023-11-25")
    assert [line.split(":")[0] for line in told(tiny)] == [
        "case.toml line 6",
        "parties.toml line 8",
        "sources/sources.csv line 3",
    ]


def _made_good(tiny, condition_state):
    """T1 is owed where T2 stands so, and repairs T2 when it is kept."""
    text = tiny.read("agreements/truce.toml")
    first, second = text.split('\n[[term]]\nid = "T2"')
    condition, reparation = (
        f'[[term.condition]]\nterm = "T2"\nstate = "{condition_state}"\n',
        '[term.reparation]\nterm = "T1"\n',
    )
    tiny.write("agreements/truce.toml", f'{first}\n{condition}\n[[term]]\nid = "T2"{second}{reparation}')


def test_a_circle_of_a_condition_and_a_reparation(tiny):
    _made_good(tiny, "kept")
    assert "T1 condition.term: found 'T1 → T2 → T1'" in the_one(tiny)


def test_a_duty_that_arises_from_a_breach_may_repair_it(tiny):
    _made_good(tiny, "broken")
    assert case.check(tiny.path).problems == ()
