"""The cases that are shipped are sound, and the program reaches the verdicts that were worked out by hand."""

import shutil
from functools import cache
from pathlib import Path

import pytest

from troth import case

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted(path.parent for path in (ROOT / "cases").glob("*/case.toml"))
JUDGED = [folder for folder in CASES if (folder / "agreements").is_dir()]
"""The others assess damage and judge no term: `test_assessed_cases.py` holds them to figures."""
EXAMPLE = ROOT / "src/troth/case/example"
LONG = {"gaza-corridors", "black-sea"}
"""Half a minute each: `make test-all` runs them; `example-corridors` takes the same way in seconds."""
RUN = [pytest.param(folder, marks=pytest.mark.slow if folder.name in LONG else ()) for folder in CASES]


@cache
def ran(folder, at, viewer):
    """A run, made once: some of them take a quarter of a minute."""
    return case.run(case.load(folder), as_of=at, viewer=viewer)


@pytest.mark.parametrize("folder", [*CASES, EXAMPLE], ids=lambda folder: folder.name)
def test_it_has_no_problems(folder):
    assert [problem.text() for problem in case.check(folder).problems] == []


@pytest.mark.parametrize("folder", [*JUDGED, EXAMPLE], ids=lambda folder: folder.name)
def test_the_verdicts_are_those_worked_out_by_hand(folder):
    found = case.examine(case.load(folder))
    assert found.compared > 0
    assert [one.text() for one in found.mismatches] == []


@pytest.mark.parametrize("folder", [*RUN, EXAMPLE], ids=lambda folder: folder.name)
def test_an_independent_check_agrees_at_every_time_that_is_expected(folder):
    loaded = case.load(folder)
    for at in {loaded.settings.as_of, *(expected.as_of for expected in loaded.expected)}:
        for viewer in (None, "public"):
            assert ran(folder, at, viewer).outcome.disagreements == ()


@pytest.mark.parametrize("folder", RUN, ids=lambda folder: folder.name)
def test_it_runs_twice_to_the_same_bytes(folder, tmp_path):
    shutil.copytree(folder, tmp_path / folder.name, ignore=shutil.ignore_patterns("results"))
    results = []
    for run in (
        ran(folder, case.load(folder).settings.as_of, None),
        case.run(case.load(tmp_path / folder.name)),
    ):
        written = case.write_results(run, tmp_path / folder.name, {})
        results.append({path.name: path.read_bytes() for path in written.iterdir()})
    assert results[0] == results[1]
