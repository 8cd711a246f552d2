"""The outlines that a case names for its map: every one that is wrong is named, and schematic ones have to say so."""

import json
import shutil
from pathlib import Path

import pytest

from troth import case

EXAMPLE = Path(__file__).resolve().parents[2] / "cases/example-damage"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("results"))
    return folder


def outlines(folder: Path) -> dict:
    return json.loads((folder / "tables/regions.geojson").read_text(encoding="utf-8"))


def problems(folder: Path, document: object) -> list[str]:
    text = document if isinstance(document, str) else json.dumps(document)
    (folder / "tables/regions.geojson").write_text(text, encoding="utf-8")
    return [problem.text() for problem in case.check(folder).problems]


def spoilt(folder: Path, ring: object) -> list[str]:
    """What is said of the first region with another ring."""
    document = outlines(folder)
    document["features"][0]["geometry"]["coordinates"] = [ring]
    return problems(folder, document)


def test_the_outlines_of_the_example_say_that_they_are_schematic():
    rows = case.run(case.load(EXAMPLE)).tables["assess_shapes"]
    assert {row["region"] for row in rows} == {"Mirna", "Tolpa", "Verh", "Dol", "Brod"}
    assert all(row["schematic"] for row in rows)


def test_an_outline_of_a_region_that_nobody_knows(copied: Path):
    document = outlines(copied)
    document["features"][0]["properties"]["region"] = "Tolpo"
    said = problems(copied, document)
    assert any(
        "found 'Tolpo', expected a region of the case's tables" in one and "did you mean 'Tolpa'?" in one
        for one in said
    )
    assert any("no outline of Tolpa" in one for one in said)


def test_a_region_without_an_outline(copied: Path):
    document = outlines(copied)
    del document["features"][2]
    (said,) = problems(copied, document)
    assert "no outline of Verh" in said


def test_two_outlines_of_one_region(copied: Path):
    document = outlines(copied)
    document["features"].append(document["features"][0])
    (said,) = problems(copied, document)
    assert "one feature for each region" in said


@pytest.mark.parametrize(
    ("ring", "said"),
    [
        ([[0, 0], [1, 0], [1, 1]], "four or more"),
        ([[0, 0], [1, 0], [1, 1], [0, 1]], "not closed"),
        ([[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]], "crosses itself"),
        ([[0, 0], [1, 1], [2, 2], [0, 0]], "without an area"),
        ([[0, 0], [1, 0], [1, 95], [0, 0]], "-90..90"),
        ([[0, 0], [1, "0"], [1, 1], [0, 0]], "four or more"),
        ([[0, 0], [1, None], [1, 1], [0, 0]], "four or more"),
        ("nonsense", "four or more"),
    ],
)
def test_an_outline_that_is_none(copied: Path, ring: object, said: str):
    (found,) = spoilt(copied, ring)
    assert "feature 1, Tolpa" in found
    assert said in found


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"schematic": None}, "true or false"),
        ({"source": ""}, "where the outlines are from"),
        ({"features": None}, "a FeatureCollection"),
    ],
)
def test_outlines_that_do_not_say_what_they_are(copied: Path, change: dict, said: str):
    found = problems(copied, {**outlines(copied), **change})
    assert any(said in one for one in found), found


def test_a_point_is_no_outline(copied: Path):
    document = outlines(copied)
    document["features"][0]["geometry"] = {"type": "Point", "coordinates": [0, 0]}
    (said,) = problems(copied, document)
    assert "a geometry of type Point" in said


def test_another_key(copied: Path):
    path = copied / "case.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('key = "region"', 'key = "name"'), encoding="utf-8"
    )
    said = [problem.text() for problem in case.check(copied).problems]
    assert len(said) == 5
    assert "properties: region" in said[0]


def test_no_json_no_file_and_a_file_elsewhere(copied: Path):
    assert "GeoJSON (RFC 7946)" in problems(copied, "{")[0]
    (copied / "tables/regions.geojson").unlink()
    assert "a GeoJSON file in tables/" in case.check(copied).problems[0].text()
    path = copied / "case.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"regions.geojson"', '"../../regions.geojson"'),
        encoding="utf-8",
    )
    (copied.parent / "regions.geojson").write_text("{}", encoding="utf-8")
    assert any("inside the case folder" in problem.text() for problem in case.check(copied).problems)
