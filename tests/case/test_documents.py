"""A case that begins with documents: what people accepted of them becomes terms and evidence, and nothing else."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from troth import case
from troth.records.errors import ProblemsError

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


def test_a_run_as_of_an_earlier_time_shows_no_decision_that_was_taken_later(copied: Path):
    rows = decisions(copied)
    name = rows[0]["claim"]
    rows.append(
        {"claim": name, "decision": "reject", "by": rows[0]["by"], "decided_at": "2026-11-28T10:00:00Z"}
    )
    keep(copied, rows)
    loaded = case.load(copied)

    def told(day: int) -> dict:
        run = case.run(loaded, as_of=datetime(2026, 11, day, tzinfo=UTC))
        return next(row for row in run.tables["claims"] if row["text"] == first["text"])

    first = next(
        row
        for row in case.run(loaded).tables["claims"]
        if any(said["at"].day == 28 for said in row["decided"])
    )
    assert first["state"] in {"rejected", "divided"}
    assert (told(26)["state"], told(26)["decided"]) == ("waiting", [])
    assert told(28)["state"] == "accepted"
    assert {said["decision"] for said in told(28)["decided"]} == {"accept"}


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
        ('decisions = "decisions.jsonl"', 'decisions = "decisions.jsonl"\nnames = "none.csv"', "a CSV file beside it"),
        ('decisions = "decisions.jsonl"', 'decisions = "decisions.jsonl"\nnames = "decisions.jsonl"', "line 1"),
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


def labelled(folder: Path, source: str, tlp: str) -> None:
    """Give one source of the copy a label of its own."""
    path = folder / "sources/sources.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "\n".join([f"{head},tlp", *(f"{row},{tlp if row.startswith(source) else ''}" for row in rows)])
        + "\n",
        encoding="utf-8",
    )


def test_what_a_restricted_document_says_is_seen_by_nobody_who_may_not_see_its_source(copied: Path):
    labelled(copied, "truce-news", "RED")
    shutil.rmtree(copied / "expected")
    loaded = case.load(copied)
    for viewer, sees in (("public", False), ("secretariat", True)):
        run = case.run(loaded, viewer=viewer)
        assert any(row["source"] == "truce-news" for row in run.tables["claims"]) is sees
        assert any(term.id.startswith("truce-news") for term in run.picture.terms) is sees
        assert any(row["source"] == "belgium-note" for row in run.tables["claims"])


def test_before_a_document_was_published_nothing_of_it_is_told():
    run = case.run(case.load(FOLDER), as_of=datetime(2024, 1, 1, tzinfo=UTC))
    assert {row["source"] for row in run.tables["claims"]} == {"truce-news", "release-news"}


def test_the_day_of_a_document_is_that_of_its_source(copied: Path):
    """It counts from the next midnight; *yesterday* is the day before it all the same."""
    shutil.rmtree(copied / "expected")
    (copied / "sources/release-news.md").write_text(
        "Yesterday Hamas released 11 women and children.\n", encoding="utf-8"
    )
    (claim,) = (one.reviewed.claim for one in case.load(copied).claims if one.source.id == "release-news")
    assert claim.time.resolved == "2023-11-26"


def test_a_document_that_is_not_the_one_of_its_card_is_named(copied: Path):
    path = copied / "sources/sources.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("ours,2026-11-21,,", f"ours,2026-11-21,{'0' * 64},", 1),
        encoding="utf-8",
    )
    told = [problem.text() for problem in case.check(copied).problems]
    assert any("talks-note.md" in line and "SHA-256" in line for line in told)


def test_up_to_so_many_owes_nobody_a_least_number(copied: Path):
    rows = decisions(copied)
    name = next(
        one.reviewed.fingerprint
        for one in case.load(copied).claims
        if one.reviewed.claim.id == "belgium-note-006"
    )
    quantity = {"value": 200, "unit": "peacekeeper", "approx": "at_most", "min": None, "max": 200}
    for number, (by, decision) in enumerate(
        (
            ("desk-north", {"decision": "edit", "contents": {"quantity": quantity}}),
            ("desk-south", {"decision": "accept"}),
        )
    ):
        rows.append({"claim": name, "by": by, "decided_at": f"2026-11-26T12:{number:02}:00Z", **decision})
    keep(copied, rows)
    term = next(row.record for row in case.load(copied).terms if row.record.id == "belgium-note-006")
    assert term.target.at_least is None


def test_an_edit_that_leaves_a_commitment_without_an_actor_is_named(copied: Path):
    rows = decisions(copied)
    name = next(
        one.reviewed.fingerprint
        for one in case.load(copied).claims
        if one.reviewed.claim.id == "belgium-note-006"
    )
    rows.append(
        {
            "claim": name,
            "decision": "edit",
            "by": "desk-north",
            "decided_at": "2026-11-26T12:00:00Z",
            "contents": {"actor": []},
        }
    )
    rows.append(
        {"claim": name, "decision": "accept", "by": "desk-south", "decided_at": "2026-11-26T13:00:00Z"}
    )
    keep(copied, rows)
    told = [problem.text() for problem in case.check(copied).problems]
    assert any("belgium-note.md line" in line and "belgium-note-006 obligor" in line for line in told), told


def test_names_of_the_case_are_known_to_its_reader(copied: Path):
    told = copied / "sources/reading.toml"
    told.write_text('names = "reading/names.csv"\n' + told.read_text(encoding="utf-8"), encoding="utf-8")
    (copied / "sources/reading").mkdir()
    (copied / "sources/reading/names.csv").write_text(
        "name,kind,aliases,country\nHouse of Talks,organisation,Belgium,\n", encoding="utf-8"
    )
    with pytest.raises(
        ProblemsError, match="House of Talks"
    ):  # no party of this case, and now read as an obligor
        case.load(copied)
