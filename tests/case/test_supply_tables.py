"""What a supply case's tables may have wrong, each told with its file and line; and what is read of good ones."""

import csv
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from troth import case
from troth.case.supply_runs import Wish, key_of, wish_of
from troth.records.errors import ProblemsError

CASES = Path(__file__).resolve().parents[2] / "cases"
ARDA = CASES / "example-corridors"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the made-up case, to be spoilt."""
    return shutil.copytree(ARDA, tmp_path / "arda", ignore=shutil.ignore_patterns("results"))


def spoil(folder: Path, table: str, old: str, new: str) -> int:
    """Change a table once; gives the line on which it was changed."""
    path = folder / (f"tables/{table}.csv" if "." not in table else table)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def refused(folder: Path) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        case.load(folder)
    return [problem.text() for problem in caught.value.problems]


def warned(folder: Path) -> list[str]:
    return [problem.text() for problem in case.load(folder).warnings]


def test_the_made_up_case_is_read_whole():
    read = case.load(ARDA).supplying
    assert read is not None
    assert read.faults == ()
    assert {one.id for one in read.corridors.crossings} == {"north", "south", "quay"}
    assert read.corridors.start == date(2030, 7, 1)
    assert read.corridors.origins[0].stock == {"flour": 900, "water": 60 * 20}, "60 truck loads of 20 m3"
    assert read.model is not None
    assert read.model.crossings == ("north", "south"), "of the quay nobody says anything"


def test_a_crossing_that_nobody_reports_on_is_open_as_the_case_says():
    read = case.load(ARDA).supplying
    assert read is not None
    opened = read.outlook.draw(7, 0, 20).open
    assert (opened[:, 2] == 1).all()
    assert 0 < opened[:, 0].mean() < 1


def test_what_people_need_moves_with_them():
    read = case.load(ARDA).supplying
    assert read is not None
    names = [zone.id for zone in read.corridors.zones]
    people = read.corridors.demand[:, 0] / 0.0005
    assert people[names.index("hillside")].round().tolist() == [30000] * 3 + [22000] * 7
    assert people[names.index("lowtown")].round().tolist() == [90000] * 3 + [98000] * 7


def test_how_many_people_there_are_is_drawn_around_the_best_figure():
    read = case.load(ARDA).supplying
    assert read is not None
    factors = read.outlook.draw(7, 0, 400).demand
    assert factors is not None
    low = np.array([50000 / 60000, 80000 / 90000, 25000 / 30000])
    assert (factors.min(axis=(0, 2)) >= low).all()
    assert factors.mean(axis=(0, 2)) == pytest.approx([1, 1, 1], abs=0.02)


def test_scenarios_of_a_seed_are_the_same_however_they_are_drawn():
    read = case.load(ARDA).supplying
    assert read is not None
    whole, part = read.outlook.draw(7, 0, 9), read.outlook.draw(7, 4, 3)
    for name in ("open", "loss", "demand"):
        assert np.array_equal(getattr(whole, name)[4:7], getattr(part, name))


def test_a_crossing_without_a_route_is_named_and_the_rest_is_computed(folder: Path):
    path = folder / "tables/supply_routes.csv"
    path.write_text("".join(line for line in path.read_text().splitlines(keepends=True) if not line.startswith("quay")))  # fmt: skip
    [line] = warned(folder)
    assert line.startswith("tables/supply_crossings.csv line 4")
    assert "quay" in line
    assert "no route leads from it to a zone" in line


def test_a_demand_that_nobody_can_reach_is_named_and_stays(folder: Path):
    spoil(
        folder,
        "supply_crossings",
        "41.75,25.65,learnt,truck,1,10,0.5,,,",
        "41.75,25.65,learnt,truck,1,10,0.5,,vaccines,",
    )
    [line] = warned(folder)
    assert line.startswith("tables/supply_zones.csv line 4")
    assert "hillside, vaccines" in line
    read = case.load(folder).supplying
    assert read is not None
    assert read.corridors.demand[2, 3].sum() > 0


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        ("supply_stocks", "harbour,flour,900,", "harbour,flour,-900,", "quantity -900"),
        ("supply_stocks", "harbour,flour,900,tonne", "harbour,flour,900,box", "900 box of flour"),
        ("supply_stocks", "depot,vaccines,4000,box", "depot,vaccines,4000,tonne", "per_tonne of vaccines"),
        ("supply_stocks", "uptown,flour,40,tonne,arrived", "uptown,flour,40,tonne,entered", "stage entered"),
        ("supply_stocks", "harbour,flour", "harbor,flour", "did you mean 'harbour'?"),
        ("supply_commodities", "tonne,20,0.0005", "tonne,0,0.0005", "per_truck 0"),
        ("supply_crossings", "25.30,6,truck", "25.30,6,tonne", "unit tonne"),
        ("supply_crossings", ",water,", ",fuel,", "commodity fuel"),
        ("supply_routes", "0.05,0.02,0.1", "0.05,0.07,0.1", "in this order"),
        ("supply_legs", "depot,north", "depot,nort", "did you mean 'north'?"),
        ("supply_zones", "60000,50000", "60000,65000", "in this order"),
        ("supply_promised", "2030-06-01,,40", "2030-06-01,,0", "above 0"),
        ("supply_movements", "denied", "refused", "status refused"),
        ("supply_aggregates", "offloaded,total", "entered,total", "is offloaded"),
        ("supply_passages", "2030-07-02,2030-07-08", "2030-07-08,2030-07-02", "not before its beginning"),
        ("supply_zones", "42.02,25.80", "142.02,25.80", "degrees"),
    ],
)
def test_a_row_that_is_none_is_told_with_its_line(folder: Path, table: str, old: str, new: str, said: str):
    line = spoil(folder, table, old, new)
    [told] = refused(folder)
    assert told.startswith(f"tables/{table}.csv line {line}")
    assert said in told


def test_dates_in_two_formats_are_named_and_nothing_is_guessed(folder: Path):
    line = spoil(folder, "crossing_reports", "2030-03-14", "14/03/2030")
    [told] = refused(folder)
    assert told.startswith("tables/crossing_reports.csv line 2: date:")
    assert f"(lines 2, {line})" in told
    assert "one way of writing days in a column" in told


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('begins = "2030-07-01"', 'begins = "1 July"', "begins"),
        ("days = 10", "days = 0", "days"),
        ("scenarios = 12", "scenario = 12", "did you mean 'scenarios'?"),
        ('learn_until = "2030-06-30"', 'learn_until = "2030-07-04"', "a day before 2030-07-01"),
        ('reporter = "port office"', 'reporter = "port ofice"', "no report by 'port ofice'"),
        ('to = "2030-05-26"', 'to = "2030-05-06"', "from 2030-05-20 on"),
    ],
)
def test_a_wrong_key_of_supply_toml_is_told_with_its_line(folder: Path, old: str, new: str, said: str):
    spoil(folder, "supply.toml", old, new)
    told = refused(folder)
    assert any(one.startswith("supply.toml") and said in one for one in told), told


def test_a_scenario_closes_a_crossing_on_its_days_and_leaves_the_rest_as_it_was():
    read = case.load(ARDA, scenario="north-closed-a-week").supplying
    base = case.load(ARDA).supplying
    assert read is not None
    assert base is not None
    shut, open_ = read.outlook.draw(7, 0, 6).open, base.outlook.draw(7, 0, 6).open
    assert (shut[:, 0, 2:9] == 0).all()
    assert np.array_equal(shut[:, 0, :2], open_[:, 0, :2])
    assert np.array_equal(shut[:, 1:], open_[:, 1:])


def test_a_crossing_that_a_scenario_names_has_to_be_there():
    with pytest.raises(ProblemsError) as caught:
        case.load(ARDA, overrides=[case.parse_override("supply.crossings.nord.open=false")])
    [told] = [problem.text() for problem in caught.value.problems]
    assert "did you mean 'north'?" in told


def test_a_file_that_is_not_there_is_asked_for(folder: Path):
    (folder / "tables/supply_legs.csv").unlink()
    told = refused(folder)
    assert any("supply_legs" in one for one in told)


def test_results_are_kept_for_the_same_corridors_and_the_same_wish_alone():
    one, other = case.load(ARDA).supplying, case.load(ARDA).supplying
    assert one is not None
    assert other is not None
    wish = wish_of(one, seed=1)
    assert wish == Wish(seed=1, scenarios=12, two_stage=2)
    assert key_of(one, wish) == key_of(other, wish)
    assert key_of(one, wish) != key_of(one, wish_of(one, seed=2))


@pytest.mark.parametrize("name", ["gaza-corridors", "black-sea"])
def test_the_real_cases_are_read_without_a_problem(name: str):
    read = case.load(CASES / name)
    assert read.warnings == ()
    assert read.supplying is not None
    assert read.supplying.faults == ()
    with (CASES / name / "tables/supply_zones.csv").open(encoding="utf-8", newline="") as file:
        people = sum(float(row["people"]) for row in csv.DictReader(file))
    ration = read.supplying.corridors.commodities[0].ration
    assert read.supplying.corridors.demand[:, 0, 0].sum() == pytest.approx(people * ration)
