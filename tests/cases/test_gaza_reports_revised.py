"""Figures that were revised and taken back: verdicts follow the corrections, each from its own time."""

import csv
from collections import Counter
from datetime import UTC, datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from troth import case

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "cases" / "gaza-reports-revised"
DATA = ROOT.parent / "shared" / "data" / "monitor"
BEFORE, BETWEEN, AFTER = (datetime(2025, 11, day, 12, tzinfo=UTC) for day in (2, 3, 4))


def rows():
    with (FOLDER / "evidence" / "history.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def standing(as_of):
    """By term and day, the figure that stands at a time: the versions are simply replayed."""
    found = {}
    for row in sorted(rows(), key=lambda row: row["recorded_at"]):
        if datetime.fromisoformat(row["recorded_at"]) <= as_of:
            found[row["term_ids"], row["valid_from"]] = row["quantity"]
    return {key: int(value) for key, value in found.items() if value}


@pytest.fixture(scope="module")
def loaded():
    return case.load(FOLDER)


@pytest.mark.parametrize("as_of", [BEFORE, BETWEEN, AFTER], ids=["before", "between", "after"])
def test_a_day_is_kept_exactly_as_long_as_a_figure_stands(loaded, as_of):
    found = {
        (v.term, v.instance): v.state.value for v in case.run(loaded, as_of=as_of).verdicts if v.instance
    }
    figures = standing(as_of)
    assert len(found) == 2 * 152
    assert found == {key: "kept" if key in figures else "unknown" for key in found}


def test_the_table_of_the_readme_is_what_a_plain_replay_gives():
    counts = [Counter(term for term, _ in standing(as_of)) for as_of in (BEFORE, BETWEEN, AFTER)]
    assert [one["D1"] for one in counts] == [139, 11, 139]
    assert [one["D2"] for one in counts] == [104, 139, 104]
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "seeking aid | 139 | 11 | 139 |" in text
    assert "famine | 104 | 139 | 104 |" in text


def test_between_the_two_commits_one_column_held_the_figures_of_the_other():
    before, between, after = standing(BEFORE), standing(BETWEEN), standing(AFTER)
    moved = {day for term, day in before if term == "D1" and ("D1", day) not in between}
    assert len(moved) == 128
    assert all(between["D2", day] == before["D1", day] for day in moved)
    assert before == after


def test_every_version_is_written_anew_to_the_byte(tmp_path):
    if not (DATA / "gaza_casualty_reports_bitemporal.csv.gz").is_file():
        pytest.skip("the data set lies beside the checkout of a developer only")
    spec = spec_from_file_location("report_history", ROOT / "tools" / "report_history.py")
    tool = module_from_spec(spec)
    spec.loader.exec_module(tool)
    tool.main(DATA, tmp_path)
    assert (tmp_path / "history.csv").read_bytes() == (FOLDER / "evidence" / "history.csv").read_bytes()
