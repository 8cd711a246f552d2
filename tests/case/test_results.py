"""results/ is written whole or not at all, and holds the same bytes for the same case."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import polars as pl
import pytest

from support.cases import TinyCase
from troth import case
from troth.case.swap import alone
from troth.ledger import open_ledger, verify
from troth.records.errors import ProblemsError
from troth.records.tables import validate

EXTRA = {"report.html": b"<p>a report</p>", "verdicts.json": b"{}"}
FILES = {
    "findings.json",
    "ledger.sqlite",
    "manifest.json",
    "report.html",
    "verdicts.json",
    "verdicts.parquet",
}


@pytest.fixture
def tiny(tmp_path):
    return TinyCase.at(tmp_path / "tiny")


def written(tiny, **options):
    run = case.run(case.load(tiny.path), **options)
    return case.write_results(run, tiny.path, EXTRA)


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_everything_is_there_and_nothing_else(tiny):
    folder = written(tiny)
    assert set(contents(folder)) == FILES
    assert [path.name for path in tiny.path.iterdir() if path.name.startswith(".")] == []


def test_the_manifest_holds_the_checksum_of_every_input_and_output(tiny):
    folder = written(tiny)
    found = manifest(folder)
    for name, digest in found["inputs"].items():
        assert hashlib.sha256((tiny.path / name).read_bytes()).hexdigest() == digest
    assert set(found["inputs"]) == {
        "case.toml",
        "parties.toml",
        "sources/sources.csv",
        "agreements/truce.toml",
        "evidence/reports.csv",
        "expected/first-evening.toml",
    }
    for name, digest in found["outputs"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert set(found["outputs"]) == FILES - {"manifest.json"}
    assert found["seed"] == 7
    assert set(found["versions"]) == {"troth", "python", "polars", "pydantic"}
    assert found["as_of"] == "2024-01-01T00:00:00+02:00"
    assert found["viewer"] == "desk"


def test_a_second_run_writes_the_same_bytes(tiny):
    first = contents(written(tiny))
    assert contents(written(tiny)) == first


def test_another_folder_with_the_same_case_gives_the_same_bytes(tiny, tmp_path):
    other = TinyCase.at(tmp_path / "elsewhere" / "tiny")
    assert contents(written(tiny)) == contents(written(other))


def test_the_ledger_verifies_against_the_head_in_the_manifest(tiny):
    folder = written(tiny)
    report = verify(folder / "ledger.sqlite", head=manifest(folder)["ledger"])
    assert report.ok
    assert report.entries == 15


def test_the_verdicts_are_a_table_of_the_column_dictionary(tiny):
    frame = pl.read_parquet(written(tiny) / "verdicts.parquet")  # noqa: TID251 - read as others will
    validate("verdicts", frame)
    assert frame.filter(pl.col("term") == "T1")["state"].to_list() == ["kept"]


def test_a_failure_leaves_the_old_results_as_they_were(tiny, monkeypatch):
    before = contents(written(tiny))
    tiny.change("evidence/reports.csv", "tally,20", "tally,10")

    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("troth.case.results.open_ledger", full)
    with pytest.raises(ProblemsError, match="No space left on device"):
        written(tiny)
    assert contents(tiny.path / "results") == before
    assert sorted(path.name for path in tiny.path.iterdir()) == [
        "agreements",
        "case.toml",
        "evidence",
        "expected",
        "parties.toml",
        "results",
        "sources",
    ]


def cannot_exchange(*_args):
    raise OSError(38, "Function not implemented")


@pytest.mark.parametrize("system", ["one that exchanges folders", "one that does not"])
def test_new_results_take_the_place_of_the_old_without_leftovers(tiny, monkeypatch, system):
    if system == "one that does not":
        monkeypatch.setattr("troth.case.swap.exchange", cannot_exchange)
    written(tiny)
    tiny.change("evidence/reports.csv", "tally,20,", "tally,19,")
    after = contents(written(tiny))
    assert b'"low": "49"' in after["findings.json"]
    assert not [path.name for path in tiny.path.iterdir() if path.name.startswith(".")]


def test_a_second_run_waits_and_then_says_that_another_is_writing(tiny, monkeypatch):
    written(tiny)
    monkeypatch.setattr("troth.case.results.alone", partial(alone, patience=0.1))
    with (
        alone(tiny.path),
        pytest.raises(ProblemsError, match="found 'another run is writing, for more than 0.1 seconds'"),
    ):
        written(tiny)
    written(tiny)


def test_a_file_system_without_locks_is_written_to_all_the_same(tiny, monkeypatch):
    def no_locks(*_args):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("troth.case.swap.fcntl.flock", no_locks)
    assert (written(tiny) / "manifest.json").is_file()


def test_runs_at_once_on_one_case_all_succeed(tiny):
    loaded = case.load(tiny.path)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: case.write_results(case.run(loaded), tiny.path, EXTRA), range(4)))
    assert {path.name for path in done} == {"results"}
    assert verify(done[0] / "ledger.sqlite", head=manifest(done[0])["ledger"]).ok


def test_a_failure_at_the_last_step_puts_the_old_results_back(tiny, monkeypatch):
    before = contents(written(tiny))
    monkeypatch.setattr("troth.case.swap.exchange", cannot_exchange)
    rename, seen = type(tiny.path).rename, []

    def second_fails(self, target):
        seen.append(self.name)
        if len(seen) == 2:
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(type(tiny.path), "rename", second_fails)
    with pytest.raises(ProblemsError, match="Input/output error"):
        written(tiny)
    monkeypatch.undo()
    assert contents(tiny.path / "results") == before


def test_a_folder_that_may_not_be_written_is_told(tiny, monkeypatch):
    def denied(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("troth.case.results.tempfile.mkdtemp", denied)
    with pytest.raises(ProblemsError, match="Permission denied"):
        written(tiny)
    assert not (tiny.path / "results").exists()


def test_somebody_elses_file_in_results_is_not_lost(tiny):
    folder = written(tiny)
    (folder / "my notes.txt").write_text("hours of work")
    with pytest.raises(ProblemsError, match="results/my notes.txt"):
        written(tiny)
    assert (folder / "my notes.txt").read_text() == "hours of work"


def test_results_that_are_a_link_are_left_alone(tiny, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tiny.path / "results").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ProblemsError, match="found 'a link'"):
        written(tiny)
    assert list((tmp_path / "elsewhere").iterdir()) == []


# -- as seen by ---------------------------------------------------------------------------------------------------


def restricted(tiny):
    tiny.change("case.toml", "seed = 7", 'seed = "a long secret that nobody can guess"')
    tiny.change("evidence/reports.csv", "daily-25,,,,,", "daily-25,,,AMBER,North,the whisper")
    tiny.write(
        "agreements/truce.toml",
        tiny.read("agreements/truce.toml").replace(
            'id = "T2"', 'id = "HUSH"\ntlp = "AMBER"\nrelease_to = ["North"]'
        ),
    )
    tiny.write(
        "evidence/reports.csv",
        tiny.read("evidence/reports.csv").replace("E1,T1,", "E1,T1;HUSH,").replace(",T2,", ",HUSH,"),
    )
    return tiny.change("expected/first-evening.toml", 'term = "T2"', 'term = "HUSH"')


def test_the_results_for_a_viewer_hold_only_what_that_viewer_may_see(tiny):
    folder = written(restricted(tiny), viewer="South")
    everything = b"".join(contents(folder).values())
    for hidden in (b"HUSH", b"the whisper", b"a long secret"):
        assert hidden not in everything
    found = manifest(folder)
    assert found["seed"] is None
    assert "evidence/reports.csv" not in found["inputs"]
    assert "agreements/truce.toml" not in found["inputs"]
    assert "sources/sources.csv" in found["inputs"]


def test_the_ledger_for_a_viewer_verifies_and_keeps_the_ids_of_its_statements(tiny):
    run = case.run(case.load(restricted(tiny).path), viewer="South")
    folder = case.write_results(run, tiny.path, EXTRA)
    report = verify(folder / "ledger.sqlite", head=manifest(folder)["ledger"])
    assert report.ok
    with open_ledger(folder / "ledger.sqlite", readonly=True) as ledger:
        assert len(ledger) == report.entries == 15 - 2
        first = ledger.get(run.statements["E1"])
        assert first.redacted == ("body.terms",)
        assert ledger.get(run.statements["T1"]).redacted == ()


def test_the_owner_gets_all_of_it(tiny):
    folder = written(restricted(tiny))
    assert verify(folder / "ledger.sqlite").entries == 15
    assert manifest(folder)["seed"] == "a long secret that nobody can guess"


def test_a_scenario_and_changes_are_kept_in_the_manifest(tiny):
    loaded = case.load(tiny.path, scenario="strict", overrides=[case.parse_override("term.T2.min_sources=2")])
    found = manifest(case.write_results(case.run(loaded), tiny.path, EXTRA))
    assert (found["scenario"], found["changes"]) == ("strict", ["term.T2.min_sources=2"])
