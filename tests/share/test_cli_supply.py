"""`troth supply` as its users type it, and what a reader learns from it."""

import contextlib
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema_rs
import numpy as np
import pytest

from troth import case
from troth.case.supply_runs import Wish, outcome_of, wish_of
from troth.case.supply_step import step_tables
from troth.share.cli import main
from troth.share.report.supply import section
from troth.share.report.supply_text import number, share

CASE = Path(__file__).resolve().parents[2] / "cases/example-corridors"
STAGES = ("manifested", "offloaded", "collected", "arrived", "intercepted", "spoiled")


def told(*arguments: str) -> dict:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main(["supply", *arguments, "--json"]) == 0
    return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def document() -> dict:
    """The made-up case, computed once, with half as many vehicles more beside it."""
    return told(str(CASE), "--scenario", "more-trucks", "--scenario", "north-closed-a-week")


@pytest.fixture(scope="module")
def tables() -> dict:
    read = case.load(CASE).supplying
    assert read is not None
    return step_tables(read, wish_of(read, seed=20300701))[0]


def test_policies_stand_side_by_side_and_none_does_better_than_who_knew_everything(document: dict):
    fills = {row["policy"]: row["fill"] for row in document["policies"]}
    assert set(fills) == {"perfect", "rolling", "stochastic", "rule"}
    assert fills["perfect"] >= fills["rolling"] - 1e-9
    assert fills["perfect"] >= fills["rule"] - 1e-9
    assert fills["rolling"] > fills["rule"]
    assert document["summary"]["checked"]
    few = next(row for row in document["policies"] if row["policy"] == "stochastic")
    assert few["scenarios"] == document["summary"]["two_stage"] == 2, "it is said that it ran fewer"


def test_what_has_entered_is_not_told_as_arrived(document: dict):
    for row in document["stages"]:
        assert row["arrived"] <= row["collected"] - row["intercepted"] + 1e-6
        assert row["arrived"] < row["offloaded"]
    for row in document["agreed"]:
        assert row["short"] == pytest.approx(max(0, row["agreed"] - row["arrived"]))


def test_the_document_keeps_to_its_published_schema(document: dict):
    schema = json.loads((CASE.parents[1] / "docs/schema/supply.json").read_text(encoding="utf-8"))
    assert jsonschema_rs.validator_for(schema).is_valid(document)
    assert not jsonschema_rs.validator_for(schema).is_valid({**document, "policies": None})


def test_everything_names_what_it_rests_on(document: dict):
    for key in (
        "policies",
        "cover",
        "shortages",
        "stages",
        "crossings",
        "worth",
        "convoys",
        "agreed",
        "beside",
        "contradictions",
        "import_caps",
    ):
        assert document[key], key
        assert all(row["because"] for row in document[key]), key
    lines = (CASE / "tables/supply_zones.csv").read_text().splitlines()
    for row in document["cover"]:
        file, _, line = row["because"][0].partition(":")
        assert file == "tables/supply_zones.csv"
        assert lines[int(line) - 1].startswith(f"{row['zone']},")


def test_food_water_and_medical_supplies_are_ranked_first_and_worst_first(document: dict):
    rows = document["shortages"]
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert rows[0]["commodity"] == "water"
    assert all(0 <= row["reliability"] <= 1 for row in rows)


def test_cover_has_its_quantiles_in_order(document: dict):
    for row in document["cover"]:
        assert row["cover_q05"] <= row["cover_q50"] <= row["cover_q95"]
    assert {row["zone"] for row in document["cover"]} == {"uptown", "lowtown", "hillside"}


def test_the_closure_that_hurts_most_comes_first(document: dict):
    hurts = [row["closure_mean"] for row in document["crossings"]]
    assert hurts == sorted(hurts, reverse=True)
    assert document["crossings"][0]["crossing"] == "north"
    assert document["crossings"][0]["closure_low"] > 0


def test_more_vehicles_serve_no_fewer_and_a_closure_serves_fewer(document: dict):
    rows = {row["scenario"]: row for row in document["scenarios"]}
    assert set(rows) == {"", "more-trucks", "north-closed-a-week"}
    assert rows[""]["more_mean"] == 0
    assert rows["more-trucks"]["more_low"] <= 0.01 * rows[""]["unmet"]
    assert rows["north-closed-a-week"]["more_low"] > 0
    assert rows["north-closed-a-week"]["arrived"] < rows[""]["arrived"]


def test_reporters_stay_apart_and_contradictions_are_shown_with_both_figures(document: dict):
    june = {(row["reporter"], row["stage"]): row["a_day"] for row in document["beside"]}
    assert june["drivers' union", "offloaded"] == pytest.approx(640 / 30)
    assert june["port office", "arrived"] == pytest.approx(530 / 30)
    differing = [row for row in document["contradictions"] if row["kind"] == "reporters differ"]
    assert any({"drivers' union", "ministry"} <= set(row["reporters"]) for row in differing)
    assert all(row["low"] < row["high"] for row in differing)
    assert {row["reporter"] for row in document["windows"]} == {"port office", "ministry"}


def test_convoys_are_whole_trucks_on_ways_that_there_are(document: dict):
    legs = {
        tuple(line.split(",")[:2]) for line in (CASE / "tables/supply_legs.csv").read_text().splitlines()[1:]
    }
    for row in document["convoys"]:
        assert row["trucks"] >= 1
        assert (row["origin"], row["crossing"]) in legs
        assert "2030-07-01" <= row["date"] <= "2030-07-07"
    assert not [row for row in document["convoys"] if row["crossing"] == "quay" and row["commodity"] == "water"]  # fmt: skip


def test_people_who_pass_are_counted_and_who_waits(document: dict):
    [row] = document["passages"]
    assert row["people"] == 120 + 6 * 10
    assert row["passed"] + row["waiting"] == pytest.approx(row["people"])
    assert 0 < row["passed"] <= 7 * 30


def test_imports_by_month_are_for_whoever_plans_with_them(document: dict):
    assert {row["month"] for row in document["import_caps"]} == {"2030-07"}
    for row in document["import_caps"]:
        assert 0 <= row["q05"] <= row["q50"] <= row["q95"]


def test_two_workers_find_what_one_finds_bit_for_bit():
    read = case.load(CASE).supplying
    assert read is not None
    one, two = (
        outcome_of(read, Wish(seed=7, scenarios=6, two_stage=0, workers=workers)) for workers in (1, 2)
    )
    assert np.array_equal(one.tally.each, two.tally.each)
    assert np.array_equal(one.tally.stages, two.tally.stages)
    assert len(one.tally.each) == 6


def test_fewer_days_and_scenarios_can_be_asked_for():
    made = told(str(CASE), "--scenarios", "4", "--days", "3", "--policy", "rule")
    assert len(made["daily"]) == made["summary"]["days"] == 3
    assert made["summary"]["policy"] == "rule"
    assert {row["scenarios"] for row in made["policies"] if row["policy"] != "stochastic"} == {4}


def test_a_person_reads_what_comes_and_what_does_not(capsys: pytest.CaptureFixture[str]):
    assert main(["supply", str(CASE)]) == 0
    out = capsys.readouterr().out
    for words in (
        "Policies on the same scenarios",
        "From manifested to arrived",
        "The closure that hurts most is that of North Gate",
        "learnt from the list of port office alone",
        "Convoys for the coming days",
        "Reports that contradict each other",
    ):
        assert words in out


def test_who_lacks_the_extra_is_told_what_to_install():
    code = f"import sys; sys.modules['numba'] = None; from troth.share.cli import main; sys.exit(main(['supply', {str(CASE)!r}]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "numba" in done.stderr
    assert "pip install 'troth[plan]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_case_without_corridors_is_told_so(capsys: pytest.CaptureFixture[str]):
    assert main(["supply", str(CASE.parent / "gaza-damage")]) == 2
    assert "a case without a supply.toml" in capsys.readouterr().err


def test_a_day_that_is_none_leads_to_its_line_and_to_no_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    folder = shutil.copytree(CASE, tmp_path / "arda", ignore=shutil.ignore_patterns("results"))
    table = folder / "tables/supply_fleet.csv"
    table.write_text(table.read_text().replace("2030-07-01", "soon"))
    assert main(["supply", str(folder)]) == 2
    assert capsys.readouterr().err.startswith("tables/supply_fleet.csv line 2: date: found")


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_the_section_has_map_figures_and_tables_in_both_languages(tables: dict, locale: str):
    made = section(tables, locale)
    assert set(made.figures) == {
        "fig-supply-fan",
        "fig-supply-cover",
        "fig-supply-beside",
        "fig-supply-calibration",
    }
    assert "<svg" in made.html
    assert "North Gate" in made.html
    assert 'class="sheet"' in made.html, "convoys are on a sheet of their own when printed"
    assert "http" not in made.html.replace("http://www.w3.org", "")


def test_a_name_that_would_be_markup_is_text(tables: dict):
    places = [{**row, "name": "<script>alert(1)</script>"} for row in tables["supply_places"]]
    made = section({**tables, "supply_places": places})
    assert "<script>" not in made.html
    assert "&lt;script&gt;" in made.html


def test_figures_as_people_read_them():
    assert [number(one) for one in (1234.5, 9.96, 0.25, 3, None)] == ["1,234", "10", "0.2", "3", ""]
    assert [share(one) for one in (0.999, 0.5, 0.01, None)] == ["100%", "50.0%", "1%", ""]
