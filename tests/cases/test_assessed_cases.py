"""Cases that assess damage: the published figures are met where they should be, and both ways in agree."""

import json
from functools import reduce
from pathlib import Path

import numpy as np
import pytest

from support.housing import AREA, COST, buildings
from troth import case
from troth.assess import ASSUMED_RATIOS, Factors, Model, Ratios, combine, estimate, pass_over
from troth.assess.aggregate import Cost, Counted, cells_of_counts
from troth.share.cli import main

CASES = Path(__file__).resolve().parents[2] / "cases"


def assessed(name: str, capsys: pytest.CaptureFixture[str]) -> dict:
    assert main(["assess", str(CASES / name), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def total(document: dict, measure: str, sector: str | None = None) -> dict:
    return next(
        row
        for row in document["totals"]
        if (row["measure"], row["sector"], row["region"], row["component"], row["phase"])
        == (measure, sector, None, None, None)
    )


def test_the_published_area_times_the_published_cost_is_the_published_damage(
    capsys: pytest.CaptureFixture[str],
):
    document = assessed("ukraine-housing", capsys)
    housing = total(document, "damage", "housing")
    assert round(housing["mean"] / 1e9, 1) == 50.5
    assert housing["q05"] < 40e9
    assert housing["q95"] > 60e9
    assert document["causes"][0] == max(document["causes"], key=lambda cause: cause["share"])
    assert document["causes"][0]["cause"] == "unit cost"
    assert all(row["agrees"] for row in document["published"])


def test_gaza_says_where_it_disagrees_with_what_was_published(capsys: pytest.CaptureFixture[str]):
    document = assessed("gaza-damage", capsys)
    meets = {(row["measure"], row["sector"], row["by"]): row["agrees"] for row in document["published"]}
    assert meets["damage", "housing", "World Bank (interim)"]
    assert not meets["damage", None, "World Bank, EU, UN"], (
        "two sectors are counted here, and nothing is scaled up"
    )
    needs, damage = total(document, "needs"), total(document, "damage")
    assert 1.2 < needs["mean"] / damage["mean"] < 3.6
    told = [row for row in document["assumptions"] if "cost of a" in row["what"]]
    assert all("assumption" in row["source"] for row in told)


@pytest.mark.parametrize("name", ["ukraine-housing", "gaza-damage"])
def test_the_report_shows_figures_with_their_ends_and_sources(name: str, tmp_path: Path):
    run = case.run(case.load(CASES / name))
    assert run.tables["damage"][0]["q05"] < run.tables["damage"][0]["mean"] < run.tables["damage"][0]["q95"]
    assert all(row["source"] for row in run.tables["assess_assumptions"])


def both_ways(count: int) -> tuple[float, float, float]:
    """The damage of buildings one by one, the same in counts by region, and the greatest difference of a region."""
    model = Model(Ratios.of(ASSUMED_RATIOS), Factors(()))
    pieces = list(buildings(count))
    cells = reduce(
        lambda one, other: combine(one, other, model.channels, 1.0),
        (pass_over(piece, model.channels, 1.0) for piece in pieces),
    )
    counts, costs = [], {}
    for number, region in enumerate(pieces[0].regions):
        for damage, place in (("none", 0), ("destroyed", 4)):
            here = [(piece.region == number) & (piece.probability[:, place] == 1) for piece in pieces]
            many = int(sum(mask.sum() for mask in here))
            worth = float(sum(piece.value[mask].sum() for piece, mask in zip(pieces, here, strict=True)))
            if many:
                kind = f"building of {region}, {damage}"
                costs[kind] = Cost(
                    kind, 1, 1, "building", worth / many, worth / many, "the mean of the buildings themselves"
                )
                counts.append(Counted("housing", kind, region, damage, many))
    one = estimate(cells, model, draws=64)
    other = estimate(cells_of_counts(counts, costs, model.channels, 1.0), model, draws=64)
    apart = [row for row in one.rows if row.region and row.sector is None]
    together = [row for row in other.rows if row.region and row.sector is None]
    worst = max(abs(a.mean - b.mean) / max(a.mean, 1.0) for a, b in zip(apart, together, strict=True))
    return one.total.mean, other.total.mean, worst


def test_buildings_one_by_one_and_counts_by_region_give_the_same():
    one, other, worst = both_ways(200_000)
    assert one == pytest.approx(other, rel=1e-9)
    assert worst < 1e-9
    assert one == pytest.approx(AREA * COST, rel=0.02)


@pytest.mark.slow
def test_ten_million_buildings_agree_with_the_published_figure():
    one, other, worst = both_ways(10_000_000)
    assert one == pytest.approx(other, rel=1e-9)
    assert worst < 1e-9
    assert round(one / 1e9, 1) == pytest.approx(50.5, abs=0.15)


def test_every_draw_of_the_synthetic_exposure_is_the_same():
    one, again = (next(buildings(5_000)) for _ in range(2))
    assert np.array_equal(one.value, again.value)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    import shutil

    folder = tmp_path / "case"
    shutil.copytree(CASES / "gaza-damage", folder, ignore=shutil.ignore_patterns("results"))
    return folder


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("tables/damage_counts.csv", ",89388,", ",-5,", "0 or more"),
        ("tables/damage_counts.csv", ",89388,", ",many,", "a number"),
        ("tables/damage_counts.csv", "home,Gaza,severe", "hut,Gaza,severe", "a kind of tables/unit_costs.csv"),
        ("tables/damage_counts.csv", "Gaza,severe", "Gaza,ruined", "one of none, possible"),
        ("tables/unit_costs.csv", ",350,700,", ",700,350,", "cost_low <= cost_high"),
        ("tables/need_components.csv", "reconstruction,damage,1.0,1.15,,0.2,0.4,0.4", "reconstruction,damage,1.0,1.15,,0.2,0.4,0.9", "add up to 1"),
        ("tables/need_components.csv", "debris and demining,amount", "debris and demining,guess", "guess"),
        ("assess.toml", "months = 60", "months = 0", "1 to 600 months"),
        ("assess.toml", "currency =", "curency =", "curency"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_tables_is_named_with_its_line(
    copied: Path, file: str, old: str, new: str, said: str
):
    path = copied / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = [problem.text() for problem in case.check(copied).problems]
    assert any(said in problem and file in problem for problem in problems), problems


def card(folder: Path, name: str) -> None:
    """A card for a made-up table, so that the case stays sound."""
    path = folder / "tables/tables.toml"
    said = f'\n[[table]]\nname = "{name}"\nfile = "{name}.csv"\nunit = "as told"\nsource = "made up"\nlicence = "made up"\n'
    path.write_text(path.read_text(encoding="utf-8") + said, encoding="utf-8")


def test_counts_that_changed_their_meaning_are_told(copied: Path):
    breaks = case.run(case.load(copied)).tables["assess_breaks"]
    assert [(row["series"], row["after"]) for row in breaks if row["series"].startswith("residential")] == [
        ("residential units destroyed", "2024-06-07"),
        ("residential units destroyed", "2025-05-08"),
        ("residential units destroyed", "2025-07-18"),
    ]


def test_people_without_a_service_and_what_they_lack(copied: Path):
    for name, text in {
        "people": "region,people,source\nGaza,1000,made up\n",
        "facilities": "service,region,people,works,source\nwater,Gaza,800,0.25,made up\n",
        "available": "region,commodity,quantity,source\nGaza,water,5000,made up\n",
    }.items():
        (copied / f"tables/{name}.csv").write_text(text, encoding="utf-8")
        card(copied, name)
    tables = case.run(case.load(copied)).tables
    assert [(row["service"], row["people"], row["without"]) for row in tables["services"]] == [
        ("water", 800, 600)
    ]
    water = next(row for row in tables["shortages"] if row["commodity"] == "water")
    assert (water["low"], water["high"], water["unit"]) == (2500, 10000, "litre")
    assert {row["commodity"] for row in tables["shortages"]} == {"water"}, (
        "of what nobody told, nothing is known"
    )
    (copied / "tables/available.csv").write_text(
        "region,commodity,quantity,source\nGaza,medical supplies,800,made up\n", encoding="utf-8"
    )
    (medical,) = case.run(case.load(copied)).tables["shortages"]
    assert (medical["low"], medical["high"], medical["unit"]) == (200, 200, "kit share")
    (copied / "tables/available.csv").write_text(
        "region,commodity,quantity,source\nGaza,wine,5,made up\n", encoding="utf-8"
    )
    (problem,) = case.check(copied).problems
    assert "expected one of water, food, medical supplies" in problem.text()


def test_a_flow_without_a_recovery_is_named(copied: Path):
    (copied / "tables/flows.csv").write_text(
        "sector,component,service,low,high,source\nhousing,temporary shelter,homes,1000000,2000000,made up\n",
        encoding="utf-8",
    )
    card(copied, "flows")
    (problem,) = case.check(copied).problems
    assert "homes = 24" in problem.text()
    told = copied / "assess.toml"
    told.write_text(told.read_text(encoding="utf-8") + "\n[recovery]\nhomes = 24\n", encoding="utf-8")
    run = case.run(case.load(copied))
    assert run.tables["losses"][0]["mean"] == pytest.approx(1.45e6 * 12.5, rel=0.05)
