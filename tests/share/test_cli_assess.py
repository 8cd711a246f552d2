"""`troth assess FILE` as its users type it, with good files and with bad ones."""

import json
from pathlib import Path

import polars as pl
import pytest

from troth.case.assessing import assess_file
from troth.case.assumptions import read_assumptions
from troth.case.executors import executor
from troth.case.exposure import ExposureFile
from troth.case.exposure_whole import spelt_twice
from troth.share.cli import main

CLASSES = ("none", "possible", "moderate", "severe", "destroyed")


def assets(rows: int = 40, **changes: object) -> pl.DataFrame:
    """A made-up table: every second building is destroyed."""
    frame = pl.DataFrame(
        {
            "asset_id": [f"b{number}" for number in range(rows)],
            "region": ["Mirna" if number % 4 else "Tolpa" for number in range(rows)],
            "sector": ["housing" if number % 5 else "health" for number in range(rows)],
            "value": [1000.0 + number for number in range(rows)],
            **{f"p_{name}": [0.0] * rows for name in CLASSES},
        }
    ).with_columns(
        p_destroyed=pl.int_range(rows).mod(2).cast(pl.Float64),
        p_none=1.0 - pl.int_range(rows).mod(2).cast(pl.Float64),
    )
    return frame.with_columns(
        **{
            name: pl.lit(value) if not isinstance(value, pl.Series) else value
            for name, value in changes.items()
        }
    )


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "assets.parquet"
    assets().write_parquet(path)
    return path


def told(capsys: pytest.CaptureFixture[str]) -> dict:
    return json.loads(capsys.readouterr().out)


def test_a_file_is_assessed_by_sector_and_region(table: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["assess", str(table), "--json"]) == 0
    document = told(capsys)
    total = document["totals"][0]
    assert (total["sector"], total["region"], total["measure"]) == (None, None, "damage")
    assert total["q05"] < total["q50"] < total["q95"] < document["replacement"] * 2
    assert total["mean"] == pytest.approx(sum(1000 + n for n in range(1, 40, 2)), rel=0.01)
    assert {row["sector"] for row in document["totals"]} == {None, "housing", "health"}
    assert sum(cause["share"] for cause in document["causes"]) == pytest.approx(1, abs=0.1)
    assert all(row["source"] for row in document["assumptions"])


def test_a_person_reads_what_is_assumed_and_what_would_narrow_it(
    table: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["assess", str(table)]) == 0
    out = capsys.readouterr().out
    assert "What would narrow this most" in out
    assert "What is assumed" in out


def test_csv_gives_the_same_as_parquet(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assets().write_csv(tmp_path / "assets.csv")
    main(["assess", str(table), "--json"])
    one = told(capsys)["totals"]
    main(["assess", str(tmp_path / "assets.csv"), "--json"])
    assert told(capsys)["totals"] == one


@pytest.mark.parametrize(
    ("column", "values", "said"),
    [
        ("value", [-5.0], "0 or more"),
        ("value", [float("nan")], "finite"),
        ("value", [None], "finite"),
        ("value", [float("inf")], "finite"),
        ("p_none", [0.7], "add up to 1"),
        ("p_severe", [1.5], "share from 0 to 1"),
        ("region", [""], "a name in every row"),
        ("sector", [None], "a name in every row"),
    ],
)
def test_a_bad_row_is_named_with_its_number_and_the_rest_can_be_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], column: str, values: list, said: str
):
    frame = assets()
    spoilt = pl.Series(column, [*frame[column][:6].to_list(), *values, *frame[column][7:].to_list()])
    path = tmp_path / "assets.parquet"
    frame.with_columns(spoilt).write_parquet(path)
    assert main(["assess", str(path)]) == 2
    error = capsys.readouterr().err
    assert "line 7" in error
    assert said in error
    assert main(["assess", str(path), "--skip-bad", "--json"]) == 0
    out = capsys.readouterr()
    document = json.loads(out.out)
    assert (document["rows"], document["rows_used"]) == (40, 39)
    assert "2.50%" in out.err


def test_an_id_that_stands_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "assets.parquet"
    pl.concat([assets(), assets(1)]).write_parquet(path)
    assert main(["assess", str(path)]) == 2
    assert "line 41: asset_id: found 'b0'" in capsys.readouterr().err


def test_a_region_in_two_spellings(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "assets.parquet"
    assets().with_columns(region=pl.Series(["Khan Younis", "khan-younis"] * 20)).write_parquet(path)
    assert main(["assess", str(path)]) == 2
    assert "one spelling of each name" in capsys.readouterr().err
    assert list(spelt_twice(["Sumy", "Šumy", "Kyiv"])) == [("Sumy", "Šumy")]


def test_mixed_currencies_need_a_rate(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "assets.parquet"
    assets().with_columns(currency=pl.Series(["USD", "UAH"] * 20)).write_parquet(path)
    assert main(["assess", str(path)]) == 2
    assert "a rate for each" in capsys.readouterr().err
    rates = tmp_path / "assume.toml"
    rates.write_text('currency = "USD"\n[rates]\nUSD = 1\nUAH = 0.0367\n', encoding="utf-8")
    assert main(["assess", str(path), "--assume", str(rates), "--json"]) == 0
    expected = sum((1000 + n) * 0.0367 for n in range(1, 40, 2))
    assert told(capsys)["totals"][0]["mean"] == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize("name", ["cut.parquet", "empty.parquet", "none.parquet", "text.csv"])
def test_a_file_that_cannot_be_read_is_one_message(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
):
    path = tmp_path / name
    if name == "cut.parquet":
        path.write_bytes(table.read_bytes()[:1500])
    elif name != "none.parquet":
        path.write_bytes(b"" if name == "empty.parquet" else b"\xff\xfe\x00junk\n1,2\n")
    assert main(["assess", str(path)]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_table_without_rows_is_no_assessment(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "assets.parquet"
    assets().head(0).write_parquet(path)
    assert main(["assess", str(path)]) == 2
    assert "at least one asset" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour = 3\n", "colour"),
        ("[ratio.ruined]\nmean = 1\nsd = 0\n", "ruined"),
        ("[ratio.severe]\nmean = 2\nsd = 0\n", "no share of a replacement"),
        ("[[factor]]\nname = 'x'\nscope = 'galaxy'\nlog_sd = 1\n", "galaxy"),
        ("[[factor]]\nname = 'x'\nscope = 'all'\nlow = 5\nhigh = 2\n", "low"),
        ("[classifier.Mirna]\nprecision = 2\nrecall = 1\n", "expected shares"),
        ("[rates]\nUSD = -1\n", "a rate above 0"),
        ("regions = 'Mirna'\n", "a list of names"),
        ("= nonsense", "a TOML file"),
    ],
)
def test_assumptions_that_are_none(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
):
    (tmp_path / "assume.toml").write_text(text, encoding="utf-8")
    assert main(["assess", str(table), "--assume", str(tmp_path / "assume.toml")]) == 2
    assert said in capsys.readouterr().err


def test_own_assumptions_are_used_and_told(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "assume.toml"
    path.write_text(
        'currency = "USD"\nprice_year = 2021\nown_log_sd = 0.0\n'
        '[[factor]]\nname = "cost of a square metre"\ncause = "unit cost"\nscope = "sector"\nlow = 0.8\nhigh = 1.25\nsource = "a made-up survey"\n'
        '[classifier.Mirna]\nprecision = 0.7\nrecall = 0.88\nsource = "a made-up validation"\n',
        encoding="utf-8",
    )
    assert main(["assess", str(table), "--assume", str(path), "--json"]) == 0
    document = told(capsys)
    assert document["totals"][0]["currency"] == "USD"
    assert {cause["cause"] for cause in document["causes"]} == {"unit cost", "classifier", "each asset's own"}
    assert "a made-up survey" in document["because"]


def test_a_folder_of_parts_is_one_table_and_an_empty_part_does_no_harm(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    parts = tmp_path / "parts"
    (parts / "region=Mirna").mkdir(parents=True)
    assets().head(15).write_parquet(parts / "region=Mirna/0.parquet")
    assets().head(0).write_parquet(parts / "1.parquet")
    assets().tail(25).write_parquet(parts / "2.parquet")
    main(["assess", str(table), "--json"])
    whole = told(capsys)["totals"][0]
    assert main(["assess", str(parts), "--json"]) == 0
    document = told(capsys)
    assert document["rows"] == 40
    assert document["totals"][0]["mean"] == pytest.approx(whole["mean"])


def test_a_folder_with_nothing_to_assess(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["assess", str(tmp_path)]) == 2
    assert "something to assess" in capsys.readouterr().err


def test_a_region_or_sector_that_nobody_knows(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "assume.toml"
    path.write_text('regions = ["Mirna"]\nsectors = ["housing", "health"]\n', encoding="utf-8")
    assert main(["assess", str(table), "--assume", str(path)]) == 2
    error = capsys.readouterr().err
    assert "line 1: region: found 'Tolpa', expected one of Mirna" in error
    assert main(["assess", str(table), "--assume", str(path), "--skip-bad", "--json"]) == 0
    assert told(capsys)["rows_used"] == 30


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of three pieces of a few rows each."""
    path = tmp_path_factory.mktemp("pieces") / "assets.parquet"
    assets(700).write_parquet(path)
    return path


def test_one_worker_two_four_and_a_cluster_give_the_same_bits(pieces: Path):
    file, assumptions = ExposureFile(pieces, piece=256), read_assumptions(None)
    assert file.count == 3
    here = assess_file(file, assumptions, executor(1)).estimate.rows
    for workers in (2, 4):
        assert assess_file(file, assumptions, executor(workers)).estimate.rows == here
    distributed = pytest.importorskip("distributed", reason="the extra cluster is not installed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        assert (
            assess_file(file, assumptions, executor(cluster=cluster.scheduler_address)).estimate.rows == here
        )


def test_how_a_file_is_cut_changes_no_figure_beyond_rounding(pieces: Path):
    assumptions = read_assumptions(None)
    one, many = (
        assess_file(ExposureFile(pieces, piece=piece), assumptions, executor(1)).estimate
        for piece in (1000, 100)
    )
    assert one.total.mean == pytest.approx(many.total.mean, rel=1e-12)
    assert one.total.q95 == pytest.approx(many.total.q95, rel=1e-9)
