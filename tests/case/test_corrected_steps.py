"""A step on an incident that is corrected or taken back is no row of evidence that is no longer said."""

import csv
import shutil
from pathlib import Path

import pytest

from troth import case as cases

EXAMPLE = Path(__file__).resolve().parents[2] / "cases" / "example-incidents"


@pytest.mark.parametrize("link", ["supersedes", "retracts"])
def test_a_case_with_a_corrected_step_runs(tmp_path, link):
    folder = shutil.copytree(EXAMPLE, tmp_path / "case", ignore=shutil.ignore_patterns("results"))
    file = folder / "incidents" / "steps.csv"
    with file.open(newline="") as read:
        rows = list(csv.DictReader(read))
    later = {**rows[0], "step_id": "S99", link: rows[0]["step_id"]}
    with file.open("w", newline="") as written:
        out = csv.DictWriter(written, list(rows[0]))
        out.writeheader()
        out.writerows([*rows, later])

    picture = cases.run(cases.load(folder)).picture

    assert picture.unsaid == ()
    assert rows[0]["step_id"] not in {step.id for step in picture.steps}
