"""What a reader of an assessment meets first, and the map: one that loads nothing, in a browser and on paper."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

from support.browsing import DESK, MARKS, PHONE, chromium
from troth import case
from troth.share.cli import main
from troth.share.report import page
from troth.share.report.assess import headline
from troth.share.report.assess_map import SHADES, map_drawing, map_figure
from troth.share.report.sections import sections
from troth.share.report.text import catalog

CASES = Path(__file__).resolve().parents[2] / "cases"


@cache
def tables(name: str) -> dict:
    return dict(case.run(case.load(CASES / name)).tables)


@cache
def written(name: str, locale: str = "en") -> str:
    return page.render(tables(name), sections(tables(name), ("assess",), locale), locale=locale)


@pytest.mark.parametrize("name", ["ukraine-housing", "gaza-damage", "example-damage"])
def test_the_first_thing_said_is_the_total_with_its_ends_and_what_would_narrow_it(name: str):
    said = headline(tables(name), catalog("en"))
    assert re.fullmatch(
        r"Damage is put at [\d.]+ [mb]illion \w{3} \(90 %: .* to .*\), at prices of \d{4}; "
        r"what would narrow this most is unit cost, \d+% of the variance\.",
        said,
    )
    html = written(name)
    assert html.index(said) < html.index('id="contents"')
    assert "asks no questions" not in html


def test_in_french_too():
    assert "ce qui resserrerait le plus" in written("example-damage", "fr")


@pytest.mark.parametrize("command", ["assess", "run"])
def test_the_terminal_says_it_first(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    import shutil

    folder = shutil.copytree(CASES / "ukraine-housing", tmp_path / "case")
    assert main([command, str(folder)]) == 0
    first = [line for line in capsys.readouterr().out.splitlines() if line.strip()][:4]
    assert any(line.startswith("Damage is put at 50.5 billion USD") for line in first)


def test_people_without_a_service_and_what_they_lack_are_in_a_shipped_case(
    capsys: pytest.CaptureFixture[str],
):
    assert main(["assess", str(CASES / "gaza-damage"), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    without = {row["service"]: row["without"] for row in document["services"]}
    assert set(without) == {"home", "school", "clinic", "hospital", "water", "power"}
    assert without["clinic"] == pytest.approx(2.1e6 * (1 - 57 / 132), rel=1e-3)
    (water,) = document["shortages"]  # of food nobody told anything, so it is not taken to be missing
    assert water["commodity"] == "water"
    assert water["low"] == pytest.approx(2.1e6 * (7.5 - 4.74))
    assert water["high"] == pytest.approx(2.1e6 * (15 - 4.74))
    assert all(row["because"] for row in document["services"])
    assert "1,192,800 (57%)" in written("gaza-damage")


def square(name: str, west: float) -> dict:
    ring = [[west, 0.0], [west + 1, 0.0], [west + 1, 1.0], [west, 1.0], [west, 0.0]]
    return {"region": name, "polygons": [[ring]], "schematic": True, "because": ["made up"]}


DAMAGE = {"A": {"mean": 0.0}, "B": {"mean": 10.0}}


def test_darker_is_more_on_both_drawings():
    shapes = [square("A", 0.0), square("B", 1.0)]
    plain = map_drawing(shapes, DAMAGE, {"A": "none", "B": "all"}, catalog("en"))
    assert [SHADES[0], SHADES[-1]] == re.findall(r'fill="(#\w+)" fill-rule', plain)
    drawn = map_figure(shapes, DAMAGE, {"A": "a", "B": "b"}, "EUR")["data"][0]
    assert drawn["z"] == [0.0, 10.0]
    assert (drawn["zmin"], drawn["zmax"]) == (0, 10.0)


def test_names_lie_in_the_middle_of_their_regions():
    layout = map_figure([square("A", 0.0), square("B", 1.0)], DAMAGE, {"A": "", "B": ""}, "EUR")["layout"]
    (one, up), (other, _) = layout["meta"]["places"]
    assert one == pytest.approx(-other, abs=1)
    assert up == pytest.approx(0, abs=1)


def test_a_name_cannot_be_a_program():
    shapes = [square("<script>alert(1)</script>", 0.0)]
    damage = {"<script>alert(1)</script>": {"mean": 1.0}}
    said = {"<script>alert(1)</script>": "<b>"}
    assert "<script" not in map_drawing(shapes, damage, said, catalog("en"))
    assert "<script" not in json.dumps(map_figure(shapes, damage, dict.fromkeys(said, "x"), "EUR")["layout"])


def test_the_map_has_no_address_in_it_and_says_that_it_is_schematic():
    html = written("example-damage")
    (data,) = re.findall(r'data-for="fig-map">(.*?)</script>', html)
    assert "http" not in data
    assert "The outlines are schematic" in html
    assert '<svg class="regions"' in html


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(written("example-damage"), encoding="utf-8")
    return path.as_uri()


class TestInABrowser:
    pytestmark = MARKS

    @pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
    def test_a_mailed_report_draws_its_map_and_asks_for_nothing(self, browser, address: str, size: dict):
        visit = browser.new_page(viewport=size)
        asked, said = [], []
        visit.on("request", lambda one: asked.append(one.url))
        visit.on("pageerror", lambda error: said.append(str(error)))
        visit.goto(address)
        visit.wait_for_selector('#fig-map[data-state="drawn"]', timeout=30_000)
        assert not [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]
        assert said == []
        assert visit.locator("#fig-map .annotation-text").all_text_contents() == sorted(
            ["Brod", "Dol", "Mirna", "Tolpa", "Verh"]
        )
        assert visit.evaluate("document.documentElement.scrollWidth") <= size["width"]
        visit.close()

    def test_without_scripts_the_map_is_there(self, browser, address: str):
        context = browser.new_context(java_script_enabled=False)
        visit = context.new_page()
        visit.goto(address)
        assert visit.locator("svg.regions").is_visible()
        assert visit.locator("svg.regions text").count() == 5
        context.close()
