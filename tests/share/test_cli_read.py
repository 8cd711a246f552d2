"""`troth read` as its users type it."""

import json
from pathlib import Path

import pytest

from troth.share.cli import main

TEXT = "Norway will send 40 engineers by June 2026. Sweden pledged 3 million euros.\n"


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_claims_come_as_one_document_with_their_words(note: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["read", str(note), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [claim["actor"] for claim in document["claims"]] == [["Norway"], ["Sweden"]]
    for claim in document["claims"]:
        assert all(TEXT[span["start"] : span["end"]] == span["text"] for span in claim["spans"])
    assert document["documents"][0]["written"] is None


def test_a_person_reads_a_table(note: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["read", str(note), "--date", "2026-01-05", "--binding"]) == 0
    out = capsys.readouterr().out
    assert "2 claims, 2 of them binding" in out
    assert "send: 40 engineers" in out


def test_a_file_that_cannot_be_read_is_named_and_the_rest_goes_on(
    note: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "empty.pdf").write_bytes(b"")
    assert (
        main(
            [
                "read",
                str(tmp_path / "empty.pdf"),
                str(tmp_path / "none.txt"),
                str(tmp_path),
                str(note),
                "--json",
            ]
        )
        == 1
    )
    told = capsys.readouterr()
    assert len(json.loads(told.out)["claims"]) == 2
    assert told.err.count("\n") == 3
    assert "empty.pdf: an empty file" in told.err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--date", "soon", "x.txt"],
        ["missing.txt"],
        ["pyproject.toml", "--by", "anna"],
        ["pyproject.toml", "--learn", "w.json"],
    ],
)
def test_wrong_arguments_are_answered_in_a_line(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    assert main(["read", *arguments]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_pairs_are_read_from_a_file_and_a_line_that_is_none_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "pairs.jsonl"
    line = {
        "id": "1",
        "a": {"source": "A", "text": "60 trucks entered on Monday."},
        "b": {"source": "B", "text": "90 trucks entered on Monday."},
    }
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    assert main(["read", "--pairs", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["pairs"][0]["relation"] == "contradicts_quantity"
    path.write_text('{"id": "1"}\n', encoding="utf-8")
    assert main(["read", "--pairs", str(path)]) == 2
    assert "line 1" in capsys.readouterr().err


def answer(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))


def test_two_people_decide_in_the_terminal_and_every_decision_is_kept(
    note: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    kept = tmp_path / "review.jsonl"
    answer(monkeypatch, "a", "e", "spans=1", "", "e", "object=3 million euros for clinics", "", "q")
    assert main(["read", str(note), "--review", str(kept), "--by", "anna"]) == 0
    assert "no field that a reviewer may change" in capsys.readouterr().out
    answer(monkeypatch, "a", "a")
    assert main(["read", str(note), "--review", str(kept), "--by", "ben"]) == 0
    assert "accepted" in capsys.readouterr().out
    assert len(kept.read_text(encoding="utf-8").splitlines()) == 4


def test_a_spoilt_line_of_a_review_is_named(note: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    kept = tmp_path / "review.jsonl"
    kept.write_text(
        '{"claim": "x", "decision": "edit", "by": "anna", "decided_at": "2026-01-01T00:00Z"}\n',
        encoding="utf-8",
    )
    assert main(["read", str(note), "--review", str(kept)]) == 2
    assert "line 1" in capsys.readouterr().err


def test_weights_are_learnt_from_a_review_and_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    note = tmp_path / "calls.txt"
    note.write_text(
        "\n\n".join(f"Italy called on all sides to open road {number} of the north." for number in range(12)),
        encoding="utf-8",
    )
    kept, weights = tmp_path / "review.jsonl", tmp_path / "weights.json"
    answer(monkeypatch, *["r", "wrong"] * 12)
    assert main(["read", str(note), "--review", str(kept), "--by", "anna"]) == 0
    assert main(["read", str(note), "--review", str(kept), "--learn", str(weights)]) == 0
    assert "held back" in capsys.readouterr().out
    main(["read", str(note), "--json"])
    before = json.loads(capsys.readouterr().out)["claims"][0]["confidence"]
    main(["read", str(note), "--weights", str(weights), "--json"])
    assert json.loads(capsys.readouterr().out)["claims"][0]["confidence"] < before


def test_a_corrected_actor_is_known_by_that_name_from_then_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    note, kept = tmp_path / "note.txt", tmp_path / "review.jsonl"
    note.write_text("The Valmor Board will deliver 40 pumps by June 2026.\n", encoding="utf-8")
    names = tmp_path / "names.csv"
    answer(monkeypatch, "e", 'actor=["Harbour Board of Valmor"]', "", "q")
    assert main(["read", str(note), "--review", str(kept), "--by", "anna"]) == 0
    answer(monkeypatch, "a", "e", 'actor=["Harbour Board of Valmor"]', "", "q")
    assert main(["read", str(note), "--review", str(kept), "--by", "ben"]) == 0
    learn = [
        "read",
        str(note),
        "--review",
        str(kept),
        "--names",
        str(names),
        "--learn",
        str(tmp_path / "w.json"),
    ]
    assert main(learn) == 2, "one settled claim is too few for the weights, and enough for a name"
    assert "Valmor Board is Harbour Board of Valmor" in capsys.readouterr().out
    note.write_text("Valmor Board shall rebuild 3 quays.\n", encoding="utf-8")
    assert main(["read", str(note), "--names", str(names), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["claims"][0]["actor"] == ["Harbour Board of Valmor"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("name,kind\nA,organisation\n", "line 1"),
        ("name,kind,aliases,country\nA,harbour,,\n", "line 2"),
        ("name,kind,aliases,country\nA,organisation\n", "line 2"),
        ("name,kind,aliases,country\n,organisation,B,\n", "line 2"),
    ],
)
def test_a_table_of_names_that_is_none(
    note: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], table: str, said: str
):
    (tmp_path / "names.csv").write_text(table, encoding="utf-8")
    assert main(["read", str(note), "--names", str(tmp_path / "names.csv")]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("[" * 100_000, "[[[["),
        ("", "an empty file"),
        ('{"id": "1", "a": {"source": "x", "text": ""}, "b": {"source": "y", "text": "3 trucks"}}', "a.text"),
        ('[{"id": "1"}]', '[{"id": "1"}]'),
        ('{"id": "1", "a": {"source": "x", "text": "2 trucks"}, "b": {"source": "y", "text": "3 trucks"}}\n' * 2, "a second time"),
    ],
)  # fmt: skip
def test_a_file_of_pairs_that_is_none_is_named_in_a_line(
    said: str, named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "pairs.jsonl"
    path.write_text(said)
    assert main(["read", "--pairs", str(path)]) == 2
    assert named in capsys.readouterr().err
