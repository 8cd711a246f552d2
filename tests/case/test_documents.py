"""A case that begins with documents: what people accepted of them becomes terms and evidence, and nothing else."""

import json
import shutil
from pathlib import Path

import pytest

from troth import case

FOLDER = Path(__file__).resolve().parents[2] / "cases/brussels-talks"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("results"))
    return folder


def decisions(folder: Path) -> list[dict]:
    return [
        json.loads(line)
        for line in (folder / "sources/decisions.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def keep(folder: Path, rows: list[dict]) -> None:
    (folder / "sources/decisions.jsonl").write_text(
        "".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8"
    )


def test_documents_are_read_reviewed_and_monitored_in_one_run():
    run = case.run(case.load(FOLDER))
    states = {verdict.term: verdict.state.value for verdict in run.verdicts if verdict.instance is None}
    assert states["truce-news-003"] == states["truce-news-004"] == "kept"
    assert len(run.tables["claims"]) == 32
    assert run.outcome.disagreements == ()


def test_a_term_quotes_the_words_and_the_bytes_that_it_was_read_from():
    loaded = case.load(FOLDER)
    term = next(row.record for row in loaded.terms if row.record.id == "truce-news-003")
    text = (FOLDER / "sources/truce-news.md").read_text(encoding="utf-8")
    assert text[term.quote.start : term.quote.end].startswith(
        "Under the deal, Hamas would free 50 women and children"
    )
    assert term.quote.document == loaded.inputs["sources/truce-news.md"]


def test_talks_without_a_promise_give_no_term():
    assert [
        row.record.id for row in case.load(FOLDER).terms if row.record.agreement == "brussels-talks"
    ] == []


def test_one_decision_is_not_enough_for_what_binds(copied: Path):
    keep(copied, [row for row in decisions(copied) if row["by"] == "desk-north"])
    loaded = case.check(copied)
    assert not loaded.terms
    events = [row for row in decisions(copied) if row["decision"] == "accept"]
    assert events


def test_an_edit_that_both_accept_changes_the_term(copied: Path):
    rows = decisions(copied)
    name = next(
        one.reviewed.fingerprint
        for one in case.load(copied).claims
        if one.reviewed.claim.id == "truce-news-003"
    )
    quantity = {"value": 60, "unit": "person", "approx": None, "min": None, "max": None}
    rows.append(
        {
            "claim": name,
            "decision": "edit",
            "by": "desk-north",
            "decided_at": "2026-11-26T12:00:00Z",
            "contents": {"quantity": quantity},
        }
    )
    rows.append(
        {"claim": name, "decision": "accept", "by": "desk-south", "decided_at": "2026-11-26T13:00:00Z"}
    )
    keep(copied, rows)
    run = case.run(case.load(copied))
    assert next(verdict.state.value for verdict in run.verdicts if verdict.term == "truce-news-003") != "kept"


def test_a_document_that_changed_by_a_byte_loses_its_decisions(copied: Path):
    shutil.rmtree(copied / "expected")
    path = copied / "sources/belgium-note.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert [
        row.record.id for row in case.load(copied).terms if row.record.agreement == "belgium-ukraine"
    ] == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('file = "talks-note.md"', 'file = "nothing.md"', "nothing.md"),
        ('source = "talks-note"', 'source = "nobody"', "the id of a source"),
        ('agreement = "truce-2023"', 'agreement = "nothing"', "the id of an agreement"),
        ('decisions = "decisions.jsonl"', 'decisions = "none.jsonl"', "a file beside it"),
        ('file = "talks-note.md"', 'file = "talks-note.md"\nlabel = "RED"', "no such key"),
        ('file = "talks-note.md"', 'file = "../case.toml"', "reading.toml"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_list_of_documents_is_named(copied: Path, old: str, new: str, says: str):
    path = copied / "sources/reading.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    told = [problem.text() for problem in case.check(copied).problems]
    assert any(says in line for line in told), told


def test_a_spoilt_decision_is_named_with_its_line(copied: Path):
    keep(
        copied,
        [
            *decisions(copied),
            {"claim": "x", "decision": "edit", "by": "a", "decided_at": "2026-01-01T00:00:00Z"},
        ],
    )
    told = [problem.text() for problem in case.check(copied).problems]
    assert any("decisions.jsonl line" in line for line in told)


def test_an_empty_document_is_named_and_the_others_are_read(copied: Path):
    (copied / "sources/talks-note.md").write_text("", encoding="utf-8")
    checked = case.check(copied)
    assert [problem.file for problem in checked.problems] == ["sources/talks-note.md"]
    assert checked.terms == 14
