"""A data set of events in a case: rates with exposure, forecasts with scores, and every slip by its line."""

import shutil
from pathlib import Path

import pytest

from support.cases import TinyCase
from troth import case

EXAMPLE = Path(__file__).resolve().parents[2] / "cases" / "example-incidents"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "example", ignore=shutil.ignore_patterns("results")))


def test_half_the_patrols_and_fewer_reports_are_not_called_more_peace():
    rates = {(row["region"], row["period"]): row for row in case.run(case.load(EXAMPLE)).tables["rates"]}
    west, east = rates["West bank", "2030-05"], rates["East bank", "2030-05"]
    assert (west["exposure"], west["trend"].value) == (120, "not_shown")
    assert (east["exposure"], east["rate"], east["trend"].value) == (None, None, "not_comparable")


def test_a_month_that_is_not_over_is_not_counted():
    loaded = case.load(EXAMPLE)
    late = case.run(loaded)
    early = case.run(loaded, as_of=late.as_of.replace(month=5, day=20))
    assert {row["month"] for row in late.tables["forecasts"]} == {"2030-06"}
    assert {row["month"] for row in early.tables["forecasts"]} == {"2030-05"}
    assert max(row["period"] for row in early.tables["rates"]) == "2030-04"


def test_every_forecast_comes_with_the_scores_of_its_like():
    tables = case.run(case.load(EXAMPLE)).tables
    whole = {row["method"]: row for row in tables["forecast_scores"] if row["region"] is None}
    assert set(whole) == {
        "mixture", "last month", "last month (Poisson)", "mean of twelve", "mean of twelve (Poisson)", "last twelve (empirical)"
    }  # fmt: skip
    assert whole["mixture"]["forecasts"] == 24
    assert all(0 < row["crps"] < 10 for row in whole.values())


def test_too_short_a_past_gives_no_forecast_and_still_gives_rates(folder: Path):
    TinyCase(folder).change("case.toml", 'from = "2028-01"', 'from = "2029-10"')
    tables = case.run(case.load(folder)).tables
    assert (tables["forecasts"], tables["forecast_scores"]) == ([], [])
    assert len(tables["rates"]) == 16


def test_a_data_set_is_hidden_with_the_case_that_it_belongs_to(folder: Path):
    TinyCase(folder).change("case.toml", 'tlp = "CLEAR"', 'tlp = "GREEN"')
    run = case.run(case.load(folder), viewer="public")
    assert not run.tables.get("rates")
    assert not run.tables.get("forecasts")


def test_a_file_of_ucdp_alone_can_be_checked(folder: Path, tmp_path: Path):
    alone = tmp_path / "events.csv"
    text = (folder / "tables/events.csv").read_text(encoding="utf-8")
    alone.write_text(text.replace("2028-01-27,2028-01-27", "2028-01-32,2028-01-27"), encoding="utf-8")
    found = case.check_file(alone)
    assert (found.rows, found.rows_bad) == (252, 1)
    assert [problem.text() for problem in found.problems] == [
        "events.csv line 2: date_start: found '2028-01-32', expected a day, as 2014-08-31 or 8/31/2014; correct the date; the month comes first"
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        (
            "case.toml", 'from = "2028-01" ', 'from = "January" ',
            "case.toml: steps.incidents.from: found 'January', expected a month, as in 2030-05; add from = \"2030-05\": outside the months that a data set covers, no event is not none",
        ),
        (
            "case.toml", 'until = "2030-05"', 'until = "2020-05"',
            "case.toml: steps.incidents.until: found '2020-05', expected a month from 2028-01 on, at most 1200 of them; correct one of the two",
        ),
        (
            "case.toml", 'events = "events" ', 'events = "event" ',
            "case.toml: steps.incidents.events: found 'event', expected the name of a [[table]] in tables/tables.toml; did you mean 'events'?",
        ),
        (
            "case.toml", 'exposure = "patrols"', 'exposures = "patrols"',
            "case.toml line 15: steps.incidents.exposures: found 'exposures', expected a known setting; did you mean 'exposure'?",
        ),
        (
            "tables/patrols.csv", "West bank,2028-01,240", "West bank,2028-01,-240",
            "tables/patrols.csv line 2: exposure: found '-240', expected a number of 0 or more; leave the row out where it is not known",
        ),
        (
            "tables/patrols.csv", "West bank,2028-02,", "West bank,2028-01,",
            "tables/patrols.csv line 4: month: found '2028-01', expected one row for each region and month; remove one of the two",
        ),
        (
            "tables/events.csv", "M1,West bank,1", "M1,West bank,8",
            "tables/events.csv line 2: date_prec: found '8', expected at most 5; correct the row, or leave it out and say so",
        ),
    ],
)  # fmt: skip
def test_every_slip_is_told_with_its_place_and_what_to_do(
    folder: Path, file: str, old: str, new: str, line: str
):
    TinyCase(folder).change(file, old, new)
    assert line in [problem.text() for problem in case.check(folder).problems]
