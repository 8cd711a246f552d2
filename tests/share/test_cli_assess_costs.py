"""A ministry's table of floor areas without values: `troth assess FILE --costs FILE`, and the same as counts of a case."""

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from troth.share.cli import main

CASES = Path(__file__).resolve().parents[2] / "cases"
CLASSES = ("none", "possible", "moderate", "severe", "destroyed")
COSTS = """taxonomy,size_low,size_high,unit,cost_low,cost_high,source
house,90,150,square metre,350,700,made-up tender prices
school,1500,4000,square metre,450,900,made-up survey
"""


def floors(rows: int = 400, size: float | None = 120.0) -> pl.DataFrame:
    """A made-up table without values: nine houses of ten, one school; every second one is destroyed."""
    number = pl.int_range(rows, eager=True)
    frame = pl.DataFrame(
        {
            "asset_id": [f"b{one}" for one in range(rows)],
            "region": ["Mirna" if one % 4 else "Tolpa" for one in range(rows)],
            "sector": ["housing" if one % 10 else "education" for one in range(rows)],
            "taxonomy": ["house" if one % 10 else "school" for one in range(rows)],
            **{f"p_{name}": [0.0] * rows for name in CLASSES},
        }
    ).with_columns(p_destroyed=(number % 2).cast(pl.Float64), p_none=(1 - number % 2).cast(pl.Float64))
    return frame if size is None else frame.with_columns(size=pl.lit(size))


@pytest.fixture
def costs(tmp_path: Path) -> Path:
    path = tmp_path / "costs.csv"
    path.write_text(COSTS, encoding="utf-8")
    return path


def assessed(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict:
    assert main(["assess", *(str(one) for one in arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main(["assess", *(str(one) for one in arguments)]) == 2
    error = capsys.readouterr().err
    assert "Traceback" not in error
    return error


def test_floor_areas_times_unit_costs_are_the_damage(
    tmp_path: Path, costs: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "floors.parquet"
    floors().write_parquet(path)
    document = assessed(capsys, path, "--costs", costs)
    house, school = 506.96, 648.47  # means of lognormals with 5 and 95 % points 350, 700 and 450, 900
    expected = 120 * (house * 200 + school * 0)  # every second one is a house: schools stand in even rows
    assert document["totals"][0]["mean"] == pytest.approx(expected, rel=2e-3)
    told = {row["what"]: row for row in document["assumptions"]}
    assert told["house: cost of a square metre"]["source"] == "made-up tender prices"
    assert "made-up survey" in document["because"]
    assert "unit cost" in {cause["cause"] for cause in document["causes"]}


def test_without_sizes_of_their_own_assets_have_those_of_their_kind(
    tmp_path: Path, costs: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "floors.parquet"
    floors(size=None).write_parquet(path)
    document = assessed(capsys, path, "--costs", costs)
    assert {"unit cost", "size"} <= {cause["cause"] for cause in document["causes"]}
    floors().write_parquet(path)
    assert "size" not in {cause["cause"] for cause in assessed(capsys, path, "--costs", costs)["causes"]}


def test_a_value_that_somebody_gives_is_taken_as_it_is(
    tmp_path: Path, costs: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "floors.parquet"
    one = floors(100).with_columns(value=pl.lit(1000.0))
    one.write_parquet(path)
    with_costs, plain = assessed(capsys, path, "--costs", costs), assessed(capsys, path)
    assert with_costs["totals"][0]["mean"] == pytest.approx(plain["totals"][0]["mean"], rel=1e-3)
    assert with_costs["totals"][0]["sd"] == pytest.approx(plain["totals"][0]["sd"], rel=1e-2)
    one.with_columns(
        value=pl.when(pl.int_range(100) == 1).then(None).otherwise(pl.col("value"))
    ).write_parquet(path)
    mixed = assessed(capsys, path, "--costs", costs)
    assert mixed["totals"][0]["mean"] == pytest.approx(49 * 1000 + 120 * 506.96, rel=2e-3)


def case_of(folder: Path, *, counted: bool) -> Path:
    """A made-up case with the same houses and schools, counted or one by one."""
    shutil.copytree(CASES / "gaza-damage", folder, ignore=shutil.ignore_patterns("results", "README.md"))
    for name in (
        "published",
        "need_components",
        "series",
        "people",
        "facilities",
        "available",
        "damage_counts",
    ):
        (folder / f"tables/{name}.csv").unlink()
    (folder / "tables/unit_costs.csv").write_text(COSTS, encoding="utf-8")
    name = "damage_counts" if counted else "exposure"
    (folder / "tables/tables.toml").write_text(
        "".join(
            f'[[table]]\nname = "{one}"\nfile = "{one}.csv"\nunit = "as told"\nsource = "made up"\nlicence = "made up"\n'
            for one in (name, "unit_costs")
        ),
        encoding="utf-8",
    )
    frame = floors(size=None)
    if counted:
        damage = pl.when(pl.col("p_destroyed") == 1).then(pl.lit("destroyed")).otherwise(pl.lit("none"))
        frame = (
            frame.group_by("sector", "taxonomy", "region", damage.alias("damage")).len("count").sort(pl.all())
        ).with_columns(source=pl.lit("made up"))
    frame.write_csv(folder / f"tables/{name}.csv")
    return folder


def test_assets_one_by_one_and_the_same_assets_counted_give_the_same_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    one = assessed(capsys, case_of(tmp_path / "listed", counted=False))
    other = assessed(capsys, case_of(tmp_path / "counted", counted=True))
    assert one["replacement"] == pytest.approx(other["replacement"], rel=1e-12)
    assert one["rows"] == one["rows_used"] == 400
    for listed, counted in zip(one["totals"], other["totals"], strict=True):
        assert (listed["sector"], listed["region"]) == (counted["sector"], counted["region"])
        for figure in ("mean", "sd", "q05", "q95"):
            assert listed[figure] == pytest.approx(counted[figure], rel=1e-9)
    assert [cause["cause"] for cause in one["causes"]] == [cause["cause"] for cause in other["causes"]]


def test_a_file_and_a_case_with_the_same_assets_have_the_same_mean(
    tmp_path: Path, costs: Path, capsys: pytest.CaptureFixture[str]
):
    floors(size=None).write_csv(tmp_path / "floors.csv")
    one = assessed(capsys, tmp_path / "floors.csv", "--costs", costs)
    other = assessed(capsys, case_of(tmp_path / "case", counted=False))
    assert one["totals"][0]["mean"] == pytest.approx(other["totals"][0]["mean"], rel=1e-3)


def test_what_is_counted_and_listed_would_count_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = case_of(tmp_path / "case", counted=False)
    case_of(tmp_path / "other", counted=True)
    shutil.copy(tmp_path / "other/tables/damage_counts.csv", folder / "tables")
    card = '[[table]]\nname = "damage_counts"\nfile = "damage_counts.csv"\nunit = "u"\nsource = "made up"\nlicence = "made up"\n'
    with (folder / "tables/tables.toml").open("a", encoding="utf-8") as file:
        file.write(card)
    assert "house, school: counted, and listed one by one" in refused(capsys, folder)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("taxonomy", "hut", "taxonomy: found 'hut', expected a kind with a unit cost: house, school"),
        ("taxonomy", None, "a kind with a unit cost"),
        ("size", -5.0, "size: found '-5.0', expected a finite size of 0 or more"),
        ("size", float("nan"), "a finite size of 0 or more"),
        ("size", None, "a finite size of 0 or more"),
        ("unit", "acre", "unit: found 'acre', expected the unit of its kind's cost (square metre)"),
    ],
)
def test_a_row_that_has_no_unit_cost_or_size_is_named_with_its_number(
    tmp_path: Path, costs: Path, capsys: pytest.CaptureFixture[str], column: str, value: object, said: str
):
    frame = floors(40).with_columns(unit=pl.lit("square metre"))
    spoilt = pl.Series(column, [*frame[column][:6].to_list(), value, *frame[column][7:].to_list()])
    path = tmp_path / "floors.parquet"
    frame.with_columns(spoilt).write_parquet(path)
    error = refused(capsys, path, "--costs", costs)
    assert "line 7" in error
    assert said in error
    assert main(["assess", str(path), "--costs", str(costs), "--skip-bad", "--json"]) == 0
    out = capsys.readouterr()
    document = json.loads(out.out)
    assert (document["rows"], document["rows_used"]) == (40, 39)
    assert "line 7" in document["left_out"][0]
    assert "2.50%" in out.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (COSTS + "house,1,1,square metre,1,1,made up\n", "line 4: taxonomy: found 'house', expected each kind once"),
        (COSTS.replace("350,700", "700,350"), "line 2: found 'cost_low 700 and cost_high 350'"),
        (COSTS.replace("350", "nan"), "line 2"),
        (COSTS.replace("350", "-1"), "line 2"),
        (COSTS.replace(",made-up survey", ","), "line 3: found 'source empty'"),
        ("taxonomy,unit\n", "cost_low"),
        ("", "an empty file"),
        ("taxonomy,unit,cost_low,cost_high,source\nhouse,square metre,350,700,made up\nschool,square metre,1,1,made up\n", "size_low and size_high, or a size for each asset"),
        ("taxonomy,size_low,size_high,unit,cost_low,cost_high,source,currency\nhouse,1,1,m,1,1,made up,EUR\nschool,1,1,m,1,1,made up,USD\n", "line 3: currency: found 'USD', expected EUR, or a rate for each currency"),
    ],
)  # fmt: skip
def test_a_table_of_unit_costs_that_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
):
    (tmp_path / "costs.csv").write_text(text, encoding="utf-8")
    floors(size=None).write_csv(tmp_path / "floors.csv")
    assert said in refused(capsys, tmp_path / "floors.csv", "--costs", tmp_path / "costs.csv")


def test_there_is_no_such_table_of_unit_costs(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    floors().write_csv(tmp_path / "floors.csv")
    assert "a table none.csv" in refused(capsys, tmp_path / "floors.csv", "--costs", tmp_path / "none.csv")
    assert "--costs" in refused(capsys, tmp_path / "floors.csv")


def test_unit_costs_in_another_currency_need_a_rate(
    tmp_path: Path, costs: Path, capsys: pytest.CaptureFixture[str]
):
    floors().write_csv(tmp_path / "floors.csv")
    plain = assessed(capsys, tmp_path / "floors.csv", "--costs", costs)["totals"][0]["mean"]
    lines = COSTS.splitlines()
    costs.write_text(
        "\n".join([f"{lines[0]},currency", *(f"{line},UAH" for line in lines[1:])]) + "\n", encoding="utf-8"
    )
    rates = tmp_path / "rates.toml"
    rates.write_text('currency = "USD"\n[rates]\nUSD = 1\nUAH = 0.05\n', encoding="utf-8")
    found = assessed(capsys, tmp_path / "floors.csv", "--costs", costs, "--assume", rates)["totals"][0]
    assert (found["currency"], found["mean"]) == ("USD", pytest.approx(plain * 0.05))


def test_a_case_has_its_own_table_of_unit_costs(
    tmp_path: Path, costs: Path, capsys: pytest.CaptureFixture[str]
):
    assert "tables/unit_costs.csv" in refused(capsys, CASES / "gaza-damage", "--costs", costs)
