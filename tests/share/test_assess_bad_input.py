"""Everything that can be wrong with what was hit, in both ways in: named with its row, and the rest usable with `--skip-bad`."""

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from share.test_cli_assess import assets
from troth.share.cli import main

CASES = Path(__file__).resolve().parents[2] / "cases"


def outcome(capsys: pytest.CaptureFixture[str], path: Path, *more: str) -> tuple[int, str, str]:
    code = main(["assess", str(path), *more])
    out = capsys.readouterr()
    assert "Traceback" not in out.err
    return code, out.out, out.err


def skipped(capsys: pytest.CaptureFixture[str], path: Path, *more: str) -> tuple[dict, str]:
    code, out, err = outcome(capsys, path, *more, "--skip-bad", "--json")
    assert code == 0, err
    return json.loads(out), err


def spoilt(rows: int = 40, **changes: dict[int, object]) -> pl.DataFrame:
    """The made-up table with other cells: by column, by row counted from 0."""
    frame = assets(rows)
    for name, cells in changes.items():
        values = frame[name].to_list() if name in frame.columns else [cells.get(-1)] * rows
        for row, value in cells.items():
            if row >= 0:
                values[row] = value
        frame = frame.with_columns(pl.Series(name, values))
    return frame


WHOLE = sum(1000 + n for n in range(1, 40, 2))
"""The damage of the made-up table: every second building is destroyed."""


def test_of_two_rows_with_one_id_that_differ_nobody_knows_which_is_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "assets.parquet"
    spoilt(asset_id={5: "b1"}).write_parquet(path)
    code, _, err = outcome(capsys, path)
    assert code == 2
    assert "line 6: asset_id: found 'b1'" in err
    assert "row 2 as well" in err
    document, err = skipped(capsys, path)
    assert (document["rows"], document["rows_used"]) == (40, 38)
    assert document["totals"][0]["mean"] == pytest.approx(WHOLE - 1001 - 1005, rel=0.01)
    assert "2 of 40 rows (5.00%)" in err


def test_a_row_that_stands_twice_word_for_word_is_one_asset(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "assets.csv"
    pl.concat([assets(), assets(2)]).write_csv(path)
    document, err = skipped(capsys, path)
    assert (document["rows"], document["rows_used"]) == (42, 40)
    assert document["totals"][0]["mean"] == pytest.approx(WHOLE, rel=0.01)
    assert "line 42: asset_id: found 'b0'" in err


def test_a_row_without_an_id(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "assets.parquet"
    spoilt(asset_id={3: None, 4: "  "}).write_parquet(path)
    code, _, err = outcome(capsys, path)
    assert code == 2
    assert "line 4: asset_id" in err
    assert "line 5: asset_id" in err
    assert skipped(capsys, path)[0]["rows_used"] == 38


def test_of_several_spellings_the_rows_of_the_commonest_are_good(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "assets.parquet"
    spoilt(region={1: "mirna", 2: "MIRNA", 5: "mirna"}).write_parquet(path)
    code, _, err = outcome(capsys, path)
    assert code == 2
    for line in (2, 3, 6):
        assert f"line {line}: region" in err
    document, _ = skipped(capsys, path)
    assert {row["region"] for row in document["totals"]} == {None, "Mirna", "Tolpa"}
    assert document["rows_used"] == 37


def test_of_two_currencies_without_a_rate_the_commonest_is_told_with_the_figure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "assets.parquet"
    spoilt(currency={-1: "UAH", 7: "USD", 9: None}).write_parquet(path)
    code, _, err = outcome(capsys, path)
    assert code == 2
    assert "line 8: currency: found 'USD', expected UAH, or a rate for each currency" in err
    assert "line 10: currency" in err
    document, _ = skipped(capsys, path)
    assert (document["rows_used"], document["totals"][0]["currency"]) == (38, "UAH")


def test_one_currency_is_not_taken_for_another_that_the_assumptions_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path, assume = tmp_path / "assets.parquet", tmp_path / "assume.toml"
    spoilt(currency={-1: "UAH"}).write_parquet(path)
    assume.write_text('currency = "USD"\n', encoding="utf-8")
    code, _, err = outcome(capsys, path, "--assume", str(assume))
    assert code == 2
    assert "expected USD, or a rate for each currency" in err


def test_currencies_that_change_from_one_piece_of_a_file_to_the_next(tmp_path: Path):
    from troth.case.assessing import assess_file
    from troth.case.assumptions import read_assumptions
    from troth.case.executors import executor
    from troth.case.exposure import ExposureFile
    from troth.records.errors import ProblemsError

    path = tmp_path / "assets.parquet"
    spoilt(currency={-1: "UAH", **dict.fromkeys(range(30, 40), "USD")}).write_parquet(path)
    for workers in (1, 2):
        with pytest.raises(ProblemsError, match="line 31: currency: found 'USD'") as raised:
            assess_file(ExposureFile(path, piece=10), read_assumptions(None), executor(workers))
        assert len(raised.value.problems) == 10


def test_every_kind_of_fault_is_told_at_once_and_not_only_that_of_the_first_piece(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "assets.csv"
    spoilt(value={2: -1.0}, p_none={4: 0.5}, region={6: None}, asset_id={8: "b0"}).write_csv(path)
    code, _, err = outcome(capsys, path)
    assert code == 2
    for line, column in ((4, "value"), (6, "p_none"), (8, "region"), (10, "asset_id")):
        assert f"line {line}: {column}" in err
    document, err = skipped(capsys, path)
    assert document["rows_used"] == 40 - 3 - 2
    assert len(document["left_out"]) == 4
    assert "5 of 40 rows (12.50%)" in err


def test_one_word_in_a_column_of_numbers_spoils_its_row_and_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "assets.csv"
    rows = spoilt(200).with_columns(pl.col("value").cast(pl.Int64).cast(pl.String))
    rows.with_columns(
        value=pl.when(pl.int_range(200) == 150).then(pl.lit("12,5m")).otherwise(pl.col("value"))
    ).write_csv(path)
    code, _, err = outcome(capsys, path)
    assert code == 2
    assert err.count("line ") == 1
    assert "line 152: value: found '12,5m'" in err
    assert skipped(capsys, path)[0]["rows_used"] == 199


def test_decimals_after_a_hundred_whole_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "assets.csv"
    whole = spoilt(200).with_columns(pl.col("value").cast(pl.Int64).cast(pl.String))
    whole.with_columns(
        value=pl.when(pl.int_range(200) > 150).then(pl.lit("12.5")).otherwise(pl.col("value"))
    ).write_csv(path)
    assert outcome(capsys, path, "--json")[0] == 0


def test_a_comma_within_a_name_moves_every_cell_after_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "assets.csv"
    assets().write_csv(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[3] += ",0,0"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    code, _, err = outcome(capsys, path)
    assert code == 2
    assert "line 4: cells: found '11 cells', expected 9 cells" in err
    assert skipped(capsys, path)[0]["rows_used"] == 39


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    folder = tmp_path / "parts"
    folder.mkdir()
    assets().head(15).write_parquet(folder / "0.parquet")
    assets().tail(25).write_parquet(folder / "1.parquet")
    assets().head(0).write_parquet(folder / "2.parquet")
    return folder


@pytest.mark.parametrize("how", ["cut", "empty", "column", "type"])
def test_a_part_of_a_folder_that_is_no_good_is_named_and_the_others_can_be_used(
    parts: Path, capsys: pytest.CaptureFixture[str], how: str
):
    last = parts / "3.parquet"
    whole = (parts / "1.parquet").read_bytes()
    match how:
        case "cut":
            last.write_bytes(whole[: len(whole) // 2])
        case "empty":
            last.write_bytes(b"")
        case "column":
            assets(3).drop("value").write_parquet(last)
        case _:
            assets(3).with_columns(pl.col("value").cast(pl.String)).write_parquet(last)
    code, _, err = outcome(capsys, parts)
    assert code == 2
    assert err.startswith("3.parquet: ")
    document, err = skipped(capsys, parts)
    assert document["rows_used"] == 40
    assert "1 of 4 files were left out; how many rows they hold is not known" in err


def test_a_bad_row_of_a_folder_is_named_by_its_own_file(parts: Path, capsys: pytest.CaptureFixture[str]):
    spoilt(3, value={1: float("nan")}, asset_id={0: "z0", 1: "z1", 2: "b3"}).write_parquet(
        parts / "3.parquet"
    )
    code, _, err = outcome(capsys, parts)
    assert code == 2
    assert "3.parquet line 2: value: found 'nan'" in err
    assert "3.parquet line 3: asset_id: found 'b3'" in err
    assert "0.parquet row 4 as well" in err


@pytest.mark.parametrize("how", ["overwritten", "missing"])
def test_bytes_that_are_wrong_in_the_middle_of_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], how: str
):
    path = tmp_path / "assets.parquet"
    assets(20_000).write_parquet(path)
    whole = path.read_bytes()
    middle = b"" if how == "missing" else b"\xff" * 8000
    path.write_bytes(whole[:2000] + middle + whole[10_000:])
    for more in ((), ("--skip-bad",)):
        code, _, err = outcome(capsys, path, *more)
        assert code == 2
        assert "a whole Parquet or CSV file" in err
        assert len(err.splitlines()) == 1


COUNTS = "tables/damage_counts.csv"


@pytest.fixture
def counted(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    shutil.copytree(CASES / "gaza-damage", folder, ignore=shutil.ignore_patterns("results"))
    return folder


def changed(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        (",89388,", ",-5,", 2, "0 or more"),
        (",89388,", ",nan,", 2, "0 or more"),
        (",89388,", ",inf,", 2, "0 or more"),
        ("home,Gaza,severe", "hut,Gaza,severe", 3, "a kind of tables/unit_costs.csv"),
        ("home,Gaza,severe", "home,gaza,severe", 3, "one spelling of each name"),
        ("home,Gaza,severe", "Home,Gaza,severe", 3, "a kind of tables/unit_costs.csv"),
        ("home,Gaza,severe", "home,,severe", 3, "a value in every row"),
        ("home,Gaza,severe", "home,Gaza,ruined", 3, "one of none, possible"),
    ],
)
def test_a_count_that_is_none(
    counted: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, line: int, said: str
):
    changed(counted, COUNTS, old, new)
    rows = len((counted / COUNTS).read_text(encoding="utf-8").splitlines()) - 1
    code, _, err = outcome(capsys, counted)
    assert code == 2
    assert f"{COUNTS} line {line}" in err
    assert said in err
    document, err = skipped(capsys, counted)
    assert (document["rows"], document["rows_used"]) == (rows, rows - 1)
    assert f"{COUNTS} line {line}" in document["left_out"][0]
    assert f"1 of {rows} rows" in err


def test_a_count_that_stands_twice(counted: Path, capsys: pytest.CaptureFixture[str]):
    lines = (counted / COUNTS).read_text(encoding="utf-8").splitlines()
    (counted / COUNTS).write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    code, _, err = outcome(capsys, counted)
    assert code == 2
    assert f"{COUNTS} line {len(lines) + 1}: count: found '89388', expected each count once; line 2" in err
    document, _ = skipped(capsys, counted)
    assert document["rows"] - document["rows_used"] == 1


def test_a_region_that_is_not_listed(counted: Path, capsys: pytest.CaptureFixture[str]):
    changed(counted, "assess.toml", "months = 60", 'months = 60\nregions = ["Gaza"]')
    changed(counted, COUNTS, "home,Gaza,severe", "home,Rafah,severe")
    code, _, err = outcome(capsys, counted)
    assert code == 2
    assert "line 3: region: found 'Rafah', expected one of Gaza" in err


def test_a_unit_cost_in_another_currency_needs_a_rate(counted: Path, capsys: pytest.CaptureFixture[str]):
    path = counted / "tables/unit_costs.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    before = skipped(capsys, counted)[0]["totals"][0]["mean"]
    path.write_text(
        "\n".join([f"{head},currency", f"{rows[0]},ILS", f"{rows[1]},USD"]) + "\n", encoding="utf-8"
    )
    code, _, err = outcome(capsys, counted)
    assert code == 2
    assert "unit_costs.csv line 2: currency: found 'ILS', expected USD, or a rate for each currency" in err
    told = counted / "assess.toml"
    told.write_text(told.read_text(encoding="utf-8") + "\n[rates]\nUSD = 1\nILS = 0.25\n", encoding="utf-8")
    assert skipped(capsys, counted)[0]["totals"][0]["mean"] < before / 2


def test_a_region_that_two_tables_spell_in_two_ways(counted: Path, capsys: pytest.CaptureFixture[str]):
    changed(counted, "tables/people.csv", "Gaza,2100000", "gaza,2100000")
    code, _, err = outcome(capsys, counted)
    assert code == 2
    assert "one spelling of each name in all tables" in err


def test_counts_of_which_none_can_be_used(counted: Path, capsys: pytest.CaptureFixture[str]):
    head = (counted / COUNTS).read_text(encoding="utf-8").splitlines()[0]
    (counted / COUNTS).write_text(f"{head}\nhousing,home,Gaza,severe,-1,made up\n", encoding="utf-8")
    code, _, err = outcome(capsys, counted, "--skip-bad")
    assert code == 2
    assert "none of 1 rows" in err


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("0.9,0.05,0.03,0.01,0.01", "0.9,0.05,0.03,0.01,0.9", "add up to 1"),
        (",square metre,", ",acre,", "the unit of its kind's cost"),
        (",Mirna,", ",Mirno,", "one of Brod, Dol, Mirna, Tolpa, Verh"),
        (",house,", ",hut,", "a kind with a unit cost"),
        (",housing,", ",Housing,", "one spelling of each name"),
    ],
)
def test_an_asset_of_a_case_that_cannot_be_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
):
    folder = tmp_path / "case"
    shutil.copytree(CASES / "example-damage", folder, ignore=shutil.ignore_patterns("results"))
    changed(folder, "tables/exposure.csv", old, new)
    code, _, err = outcome(capsys, folder)
    assert code == 2
    assert "tables/exposure.csv line " in err
    assert said in err
    document, err = skipped(capsys, folder)
    assert (document["rows"], document["rows_used"]) == (480, 479)
    assert "1 of 480 rows (0.21%)" in err
