"""`troth plan` of a case whose networks are to be repaired, as its users type it."""

import importlib.util
import json
import shutil
from pathlib import Path

import pytest

from troth.share.cli import main

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "cases/shelby"
DATA = ROOT.parent / "shared/data/plan/shelby_indp"


def spoilt(tmp_path: Path, name: str, *changes: tuple[str, str]) -> Path:
    copied = tmp_path / "shelby"
    shutil.copytree(CASE, copied, ignore=shutil.ignore_patterns("results"))
    text = (copied / name).read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (copied / name).write_text(text)
    return copied


def test_the_document_says_what_is_mended_when_and_whom_it_serves(capsys: pytest.CaptureFixture[str]):
    assert main(["plan", str(CASE), "--set", "networks.damage=1/55", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["status"], made["checked"], made["stopped"], made["faults"]) == ("optimal", True, "", [])
    assert made["objective"] >= made["baselines"][0]["objective"]
    assert made["bound"] >= made["objective"]
    by_period = {}
    for row in made["schedule"]:
        by_period[row["start"]] = by_period.get(row["start"], 0) + 1
    assert set(by_period.values()) <= {1, 2, 3}
    assert len(made["schedule"]) == made["damaged"] == 8
    served = [
        sum(row["people"] for row in made["service"] if row["period"] == period) for period in range(-1, 10)
    ]
    assert served == sorted(served)


def test_a_person_reads_what_to_mend_first(capsys: pytest.CaptureFixture[str]):
    assert main(["plan", str(CASE), "--set", "networks.damage=1/55"]) == 0
    out = capsys.readouterr().out
    assert "beside the myopic course" in out
    assert "8 of 8 damaged elements are repaired in 10 weeks, 3 in each" in out


def test_the_report_shows_the_curve_and_the_repairs(tmp_path: Path):
    copied = spoilt(tmp_path, "networks.toml", ("31/26", "1/55"))
    assert main(["run", str(copied)]) == 0
    page = (copied / "results/report.html").read_text()
    assert 'id="fig-networks"' in page
    assert "Which lines should be mended first?" in page
    assert 'id="terms"' not in page


@pytest.mark.parametrize(
    ("name", "change", "code", "says"),
    [
        ("networks.toml", ('"31/26"', '"31/2600"'), 2, "networks.toml line 2: damage: found '31/2600', expected a case of tables/networks_damage.csv"),
        ("networks.toml", ("resources = 3", "resources = 0"), 2, "resources: found '0'"),
        ("networks.toml", ("resources", "resuorces"), 2, "did you mean 'resources'?"),
        ("tables/networks_nodes.csv", (",77.659,", ",much,"), 2, "tables/networks_nodes.csv line 2: found 'supply much', expected a number"),
        ("tables/networks_arcs.csv", (",40.5,", ",-40.5,"), 0, "Water:0-16: a capacity of -40.5; expected 0 or more"),
        ("tables/networks_arcs.csv", ("Water:0,Water:16,", "Water:0,Water:160,"), 0, "it ends at Water:160, which is no node"),
        ("tables/networks_needs.csv", ("Power:13,", "Power:1300,"), 0, "Power:1300 is no node"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(
    name: str,
    change: tuple[str, str],
    code: int,
    says: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
):
    copied = spoilt(tmp_path, name, change)
    smaller = ["--set", "networks.damage=1/55"] if code == 0 else []
    assert main(["plan", str(copied), *smaller, "--json"]) == code
    assert says in capsys.readouterr().err


@pytest.mark.skipif(
    not DATA.is_dir(), reason="the test bed's own files lie beside the project and are not shipped"
)
def test_the_tables_are_what_the_test_bed_holds(tmp_path: Path):
    spec = importlib.util.spec_from_file_location("shelby", ROOT / "tools/shelby.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.main(DATA, tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_text() == (CASE / "tables" / path.name).read_text(), path.name
