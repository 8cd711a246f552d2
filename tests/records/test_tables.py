"""Tables that rooms hand to each other: sound ones pass unchanged, and every flaw is told by row, value and remedy."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from troth.records import ProblemsError, State
from troth.records.columns import COLUMNS, STORED, ColumnType
from troth.records.tables import TABLES, problems, schema, validate

NOON = datetime(2023, 11, 24, 12, tzinfo=UTC)


def verdicts(**columns: list[object]) -> pl.DataFrame:
    sound = {
        "term": ["T1", "T1"],
        "state": ["kept", "broken"],
        "low": [Decimal(50), Decimal(0)],
        "because": [["E1", "E2"], []],
        "instance": [None, "2023-11-24"],
        "obligor": [None, None],
        "measure": ["release", "release"],
        "valid_from": [NOON, NOON],
        "valid_to": [NOON + timedelta(days=4), None],
        "high": [Decimal(51), None],
        "target": [Decimal(50), Decimal(12)],
        "unit": ["person", "person"],
    }
    return pl.DataFrame(sound | columns)


def needs(**columns: list[object]) -> pl.DataFrame:
    sound = {
        "sector": ["housing"],
        "currency": ["USD"],
        "price_year": [2023],
        "mean": [10.0],
        "sd": [2.0],
        "q05": [7.0],
        "q50": [10.0],
        "q95": [14.0],
        "because": [["exposure"]],
        "component": [None],
        "phase": ["short"],
        "met": [0.0],
    }
    return pl.DataFrame(sound | columns)


def told(name: str, frame: pl.DataFrame) -> list[str]:
    return [problem.text() for problem in problems(name, frame)]


def only(name: str, frame: pl.DataFrame) -> str:
    lines = told(name, frame)
    assert len(lines) == 1, lines
    return lines[0]


def test_every_table_of_the_design_is_declared():
    assert set(TABLES) == {
        *("evidence", "exposure", "terms", "sources", "parties"),
        *("verdicts", "gates", "needs", "services", "demand", "pots", "crossing_reports", "import_caps"),
        *(
            "material_demand",
            "recovery",
            "weights",
            "eligibility",
            "incidents",
            "incident_steps",
            "activities",
        ),
    }


@pytest.mark.parametrize("name", TABLES)
def test_every_column_of_a_table_stands_in_the_dictionary_once(name: str):
    columns = TABLES[name].columns
    assert set(columns) <= set(COLUMNS)
    assert len(set(columns)) == len(columns)


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in TABLES
        if name not in {"evidence", "exposure", "incident_steps", "activities", "terms", "sources", "parties"}
    ],
)
def test_every_row_that_rooms_hand_over_can_say_why_where_and_when_it_was_known(name: str):
    assert {"because", "unit", "place", "recorded_at", "recorded_at_precision", "draw"} <= set(
        TABLES[name].columns
    )


@pytest.mark.parametrize("name", TABLES)
def test_every_time_has_its_precision_beside_it(name: str):
    columns = TABLES[name].columns
    times = {"recorded_at", "valid_from", "valid_to"} & set(columns)
    assert {f"{time}_precision" for time in times} <= set(columns)


@pytest.mark.parametrize("column", COLUMNS.values(), ids=lambda column: column.name)
def test_every_column_says_what_it_means(column):
    assert len(column.meaning) > 5
    if column.type in {ColumnType.NUMBER, ColumnType.EXACT} and column.name != "weight":
        assert column.unit


def test_no_column_is_in_no_table():
    used = {column for table in TABLES.values() for column in table.columns}
    assert set(COLUMNS) == used


def test_a_sound_table_passes_in_the_order_of_the_dictionary():
    frame = verdicts()
    checked = validate("verdicts", frame.select(reversed(frame.columns)))
    assert checked.columns == frame.columns
    assert checked["low"].to_list() == [Decimal(50), Decimal(0)]


def test_an_empty_table_is_sound():
    assert validate("verdicts", pl.DataFrame(schema=schema("verdicts"))).height == 0


def test_whole_numbers_are_exact_and_times_are_kept_in_utc():
    local = pl.Series("valid_from", [NOON, NOON]).dt.convert_time_zone("Asia/Gaza")
    checked = validate("verdicts", verdicts(low=[50, 0]).with_columns(local))
    assert checked.schema["low"] == STORED[ColumnType.EXACT]
    assert checked["valid_from"].to_list() == [NOON, NOON]
    assert checked.schema["valid_from"] == pl.Datetime("us", "UTC")


def test_the_frame_that_was_checked_is_not_touched():
    frame = verdicts(low=[50, 0])
    before = frame.clone()
    validate("verdicts", frame)
    assert_frame_equal(frame, before)


def test_a_missing_column_is_told_with_its_meaning():
    line = only("verdicts", verdicts().drop("because"))
    assert line == (
        "table verdicts: because: expected a column 'because'; add it, with a value in every row "
        "(ids of the case's rows, or of data sets by hash, that the row rests on)"
    )


def test_an_unknown_column_is_told_with_what_was_probably_meant():
    lines = told("needs", needs().rename({"phase": "phases"}))
    assert lines == [
        "table needs: phase: expected a column 'phase'; add it; null is allowed (when it is needed: immediate, short, medium, long)",
        "table needs: phases: found 'phases', expected a column of the table 'needs'; did you mean 'phase'?",
    ]


def test_a_column_of_another_table_is_told():
    line = only("verdicts", verdicts(crossing=["Rafah", "Rafah"]))
    assert line == (
        "table verdicts: crossing: found 'crossing', expected a column of the table 'verdicts'; "
        "leave it out, or add it to records/columns.py"
    )


def test_the_design_s_from_is_valid_from():
    assert only("verdicts", verdicts(**{"from": [NOON, NOON]})).endswith("did you mean 'valid_from'?")


def test_a_column_in_which_nothing_is_known_is_sound():
    assert not told("verdicts", verdicts(high=[None, None], valid_to=[None, None], because=[[], []]))


def test_texts_in_place_of_numbers_are_told():
    assert only("needs", needs(mean=["12,5m"])) == (
        "table needs: mean: found \"String such as '12,5m'\", expected numbers; "
        "read the texts as numbers first, and put the unit in its own column"
    )


def test_floats_in_place_of_stated_counts_are_told():
    line = only("verdicts", verdicts(low=[50.0, 0.0]))
    assert "found 'Float64 such as 50.0', expected decimal numbers; use Decimal or whole numbers" in line


def test_times_without_a_zone_are_told():
    frame = verdicts().with_columns(pl.col("valid_from").dt.replace_time_zone(None))
    line = only("verdicts", frame)
    assert line.startswith(
        "table verdicts: valid_from: found \"Datetime(time_unit='us', time_zone=None) such as"
    )
    assert "expected times with a time zone; say which zone it is in" in line


def test_a_date_in_place_of_a_time_is_told():
    line = only("verdicts", verdicts(valid_from=[date(2023, 11, 24)] * 2))
    assert "a date counts from the end of its day" in line


def test_a_gap_is_told_with_its_row():
    assert only("verdicts", verdicts(state=["kept", None])) == (
        "table verdicts line 2: state: found 'null', expected a value in every row; fill it: where it stands"
    )


def test_an_empty_text_is_a_gap_too():
    assert "line 1: term: found '', expected a value in every row" in only(
        "verdicts", verdicts(term=["", "T1"])
    )


def test_a_state_that_does_not_exist_is_told_with_those_that_do():
    line = only("verdicts", verdicts(state=["kept", "fulfilled"]))
    assert line.startswith(
        "table verdicts line 2: state: found 'fulfilled', expected one of pending, kept, partly_kept,"
    )


@pytest.mark.parametrize("state", list(State))
def test_every_state_of_a_verdict_may_stand_in_the_table(state: State):
    assert not told("verdicts", verdicts(state=[state.value] * 2))


def test_a_party_is_not_kept_and_a_term_is_not_blocked():
    party = {"party": ["A"], "because": [["list"]], "valid_from": [None], "valid_from_precision": [None]}
    party |= {"valid_to": [None], "valid_to_precision": [None]}
    assert not told("eligibility", pl.DataFrame(party | {"state": ["block"]}))
    assert "expected one of clear, review, block" in only(
        "eligibility", pl.DataFrame(party | {"state": ["kept"]})
    )
    assert "line 1: state: found 'block'" in only("verdicts", verdicts(state=["block", "kept"]))


def test_what_cannot_be_negative_is_told():
    assert only("needs", needs(met=[-1.0])) == (
        "table needs line 1: met: found '-1.0', expected 0 or more; check its sign and unit: part of the need that is met already"
    )


def test_a_probability_above_one_is_told():
    gate = {"region": ["north"], "valid_from": [NOON], "p_open": [95.0], "because": [[]]}
    gate |= {"valid_from_precision": ["minute"], "valid_to": [None], "valid_to_precision": [None]}
    assert "line 1: p_open: found '95.0', expected 1 or less" in only("gates", pl.DataFrame(gate))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_none_is_told(value: float):
    assert any("expected a finite number" in line for line in told("needs", needs(mean=[value])))


def test_an_interval_that_runs_backwards_is_told_with_both_ends():
    assert only("verdicts", verdicts(high=[Decimal(49), None])) == (
        "table verdicts line 1: high: found 'low 50, high 49', expected `high` not before or below `low`; "
        "swap them, or correct the one that is wrong"
    )


def test_quantiles_in_the_wrong_order_are_told():
    assert any("q95" in line and "q50 10.0, q95 9.0" in line for line in told("needs", needs(q95=[9.0])))


def test_an_end_before_its_start_is_told_with_its_row():
    line = only("verdicts", verdicts(valid_to=[NOON + timedelta(days=1), NOON - timedelta(days=1)]))
    assert line.startswith(
        "table verdicts line 2: valid_to: found 'valid_from 2023-11-24 12:00:00+00:00, valid_to 2023-11-23"
    )


def test_a_time_without_its_precision_is_told():
    frame = verdicts(recorded_at=[NOON, NOON], recorded_at_precision=["day", None])
    assert "line 2: recorded_at_precision:" in only("verdicts", frame)


def test_a_precision_that_does_not_exist_is_told():
    frame = verdicts(recorded_at=[NOON, NOON], recorded_at_precision=["day", "week"])
    assert "found 'week', expected one of second, minute, day, month, year" in only("verdicts", frame)


def test_a_month_is_written_with_two_digits():
    caps = {
        "material": ["cement"],
        "month": ["2024-3"],
        "q05": [1.0],
        "q50": [2.0],
        "q95": [3.0],
        "unit": ["tonne"],
        "because": [[]],
    }
    assert "line 1: month: found '2024-3'" in only("import_caps", pl.DataFrame(caps))


def test_a_hole_in_the_reasons_is_told():
    assert "expected a list of ids without gaps" in only("verdicts", verdicts(because=[["E1", None], []]))


def test_more_decimal_places_than_can_be_kept_are_told_and_never_cut():
    assert "at most 9 decimal places" in only(
        "verdicts", verdicts(low=[Decimal("0.12345678901"), Decimal(0)])
    )


def test_lines_are_counted_as_in_the_file_that_the_rows_came_from():
    found = problems("verdicts", verdicts(state=["kept", "?"]), file="tables/verdicts.csv", first_line=2)
    assert found[0].text().startswith("tables/verdicts.csv line 3: state:")


def test_many_rows_with_one_flaw_do_not_drown_the_others():
    frame = pl.concat([verdicts(state=["kept", "?"])] * 500)
    lines = told("verdicts", frame)
    assert len(lines) == 101
    assert "400 more rows like these" in lines[-1]


def test_every_flaw_is_told_at_once():
    frame = verdicts(state=["kept", "?"], high=[Decimal(49), None], unit=[1, 2]).drop("obligor")
    assert [problem.field for problem in problems("verdicts", frame)] == ["obligor", "unit", "state", "high"]


def test_a_flawed_table_is_refused_as_a_whole():
    with pytest.raises(ProblemsError) as caught:
        validate("verdicts", verdicts(state=["kept", "?"]))
    assert len(caught.value.problems) == 1


def test_a_table_that_does_not_exist_is_told_with_what_was_probably_meant():
    with pytest.raises(ProblemsError, match="did you mean 'verdicts'"):
        validate("verdict", verdicts())


FIGURES = st.decimals(min_value=-1000, max_value=1000, places=2)


@given(rows=st.lists(st.tuples(FIGURES, st.none() | FIGURES), min_size=1, max_size=20))
def test_exactly_the_rows_that_run_backwards_are_told(rows: list[tuple[Decimal, Decimal | None]]):
    size = len(rows)
    frame = pl.DataFrame(
        {
            **{name: [text] * size for name, text in (("term", "T1"), ("state", "kept"), ("unit", "truck"))},
            **{
                name: [None] * size
                for name in ("instance", "obligor", "measure", "valid_from", "valid_to", "target")
            },
            "low": pl.Series([low for low, _ in rows], dtype=pl.Decimal(38, 2)),
            "high": pl.Series([high for _, high in rows], dtype=pl.Decimal(38, 2)),
            "because": [["E1"]] * size,
        }
    )
    backwards = [line for line, (low, high) in enumerate(rows, 1) if high is not None and high < low]
    assert [problem.line for problem in problems("verdicts", frame)] == backwards


@given(order=st.permutations(verdicts().columns), turned=st.booleans())
def test_what_is_checked_twice_is_the_same_and_rows_keep_their_order(order: list[str], turned: bool):
    frame = verdicts().select(order)
    frame = frame.reverse() if turned else frame
    once = validate("verdicts", frame)
    assert_frame_equal(validate("verdicts", once), once)
    assert once["state"].to_list() == frame["state"].to_list()
