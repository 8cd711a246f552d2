"""`troth ledger`: what was said, whether it is whole, and proofs for others."""

import json
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from ledger.making import make
from support.cases import TinyCase
from troth.ledger import open_ledger
from troth.share.cli import main


@pytest.fixture
def tiny(tmp_path):
    return TinyCase.at(tmp_path / "tiny")


@pytest.fixture
def ran(tiny, capsys):
    assert main(["run", str(tiny.path)]) == 0
    capsys.readouterr()
    return tiny


def call(capsys, *arguments):
    code = main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def stored(tiny):
    return tiny.path / "results" / "ledger.sqlite"


def test_the_log_lists_statements_in_the_order_in_which_they_became_known(ran, capsys):
    code, out, err = call(capsys, "ledger", "log", ran.path)
    assert (code, err) == (0, "")
    rows = out.splitlines()
    assert rows[0].split() == ["recorded", "statement", "kind", "id", "source", "label"]
    assert len(rows) == 1 + 15
    assert rows[1].startswith("from the beginning")
    assert {row.split()[0] for row in rows[-4:]} == {"2023-11-28"}


def test_the_log_of_a_case_that_was_not_run_is_made_in_memory(tiny, capsys):
    code, out, _ = call(capsys, "ledger", "log", tiny.path, "--json")
    assert (code, len(json.loads(out)["entries"])) == (0, 15)
    assert not (tiny.path / "results").exists()


def test_the_log_can_be_cut_at_a_time_and_seen_as_a_party(ran, capsys):
    _, out, _ = call(capsys, "ledger", "log", ran.path, "--as-of", "2023-11-24", "--json")
    assert {entry["subject"] for entry in json.loads(out)["entries"] if entry["kind"] == "evidence"} == {"E1"}
    code, _, err = call(capsys, "ledger", "log", ran.path, "--viewer", "Nobody")
    assert (code, len(err.splitlines())) == (2, 1)
    code, _, err = call(capsys, "ledger", "log", stored(ran), "--viewer", "North")
    assert (code, len(err.splitlines())) == (2, 1)


def test_an_embargo_holds_for_whoever_asks_without_a_time(tiny, capsys):
    tiny.write(
        "evidence/reports.csv",
        tiny.read("evidence/reports.csv")
        .replace(",note\n", ",embargo\n")
        .replace("daily-25,,,,,", "daily-25,,,CLEAR,,2030-01-01"),
    )
    _, out, _ = call(capsys, "ledger", "export", tiny.path, "--viewer", "South")
    assert '"subject":"E2"' not in out
    _, out, _ = call(capsys, "ledger", "export", tiny.path)
    assert '"subject":"E2"' in out


def test_a_ledger_verifies_alone_with_its_case_and_against_a_saved_head(ran, capsys):
    _, head, _ = call(capsys, "ledger", "head", ran.path)
    saved = ran.path.parent / "head.json"
    saved.write_text(head)
    for target in (ran.path, stored(ran)):
        for given in (
            [],
            ["--head", saved],
            ["--head", head],
            ["--head", json.loads(head)["case_head"]],
            ["--head", ran.path / "results/manifest.json"],
        ):
            code, out, err = call(capsys, "ledger", "verify", target, *given)
            assert (code, err) == (0, ""), given
            assert out.startswith("15 entries")


def test_a_changed_byte_is_found_and_the_entry_named(ran, capsys):
    content = stored(ran).read_bytes()
    stored(ran).write_bytes(content.replace(b"release fifty people", b"release fifty camels"))
    code, out, _ = call(capsys, "ledger", "verify", stored(ran))
    assert code == 1
    assert "T1" in out
    code, out, _ = call(capsys, "check", stored(ran))
    assert code == 1


def test_a_head_of_another_ledger_is_not_met(ran, capsys):
    code, _, _ = call(capsys, "ledger", "verify", ran.path, "--head", "0" * 64)
    assert code == 1


def test_a_head_that_is_none_is_told_in_one_line(ran, capsys):
    code, out, err = call(capsys, "ledger", "verify", ran.path, "--head", "nonsense")
    assert (code, out, len(err.splitlines())) == (2, "", 1)


def test_a_ledger_file_that_is_truncated_or_none_at_all_or_newer(ran, capsys, tmp_path):
    content = stored(ran).read_bytes()
    cut = tmp_path / "cut.sqlite"
    cut.write_bytes(content[: len(content) // 2])
    other = tmp_path / "other.sqlite"
    other.write_text("not a ledger at all")
    empty = tmp_path / "empty.sqlite"
    empty.write_bytes(b"")
    newer = tmp_path / "newer.sqlite"
    newer.write_bytes(content)
    with sqlite3.connect(newer) as database:
        database.execute("pragma user_version = 9999")
    database.close()
    for path in (cut, other, empty, newer, tmp_path / "nowhere.sqlite"):
        for command in (["verify"], ["log"], ["export"], ["head"]):
            code, out, err = call(capsys, "ledger", *command, path)
            assert code in {1, 2}, (path, command)
            assert len(err.splitlines()) + len(out.splitlines()) == 1, (path, command, out, err)
            assert path.name in err + out


def test_a_read_only_ledger_can_be_read(ran, capsys):
    stored(ran).chmod(0o444)
    (ran.path / "results").chmod(0o555)
    assert call(capsys, "ledger", "verify", stored(ran))[0] == 0
    assert call(capsys, "ledger", "log", stored(ran))[0] == 0
    (ran.path / "results").chmod(0o755)


def test_a_proof_holds_and_says_no_more_than_was_revealed(ran, capsys):
    code, out, _ = call(capsys, "ledger", "prove", ran.path, "E1")
    assert code == 0
    assert "release" not in out
    proof = ran.path.parent / "proof.json"
    proof.write_text(out)
    assert call(capsys, "ledger", "verify", proof, "--head", ran.path / "results/manifest.json") == (
        0,
        "the proof holds\n",
        "",
    )
    code, out, _ = call(capsys, "ledger", "prove", ran.path, "E1", "--reveal", "body.event")
    assert '"release"' in out
    proof.write_text(out.replace('"release"', '"retreat"'))
    assert call(capsys, "ledger", "verify", proof)[0] == 1


def test_proofs_of_other_rows_and_by_statement_id(ran, capsys):
    _, out, _ = call(capsys, "ledger", "prove", ran.path, "source:daily-24")
    one = json.loads(out)["id"]
    _, again, _ = call(capsys, "ledger", "prove", stored(ran), one)
    assert again == out
    for name in ("E99", "f" * 64, "source:nowhere"):
        code, out, err = call(capsys, "ledger", "prove", ran.path, name)
        assert (code, out, len(err.splitlines())) == (2, "", 1)


def test_the_export_of_a_case_and_of_its_file_are_the_same(ran, capsys):
    _, out, _ = call(capsys, "ledger", "export", ran.path)
    _, bare, _ = call(capsys, "ledger", "export", stored(ran))
    assert out == bare
    assert len(out.splitlines()) == 15
    assert all(json.loads(line)["id"] for line in out.splitlines())


def test_a_proof_file_that_is_no_proof(tmp_path, capsys):
    (tmp_path / "p.json").write_text("[1, 2")
    assert call(capsys, "ledger", "verify", tmp_path / "p.json")[0] == 2
    (tmp_path / "p.json").write_text("[1, 2]")
    assert call(capsys, "ledger", "verify", tmp_path / "p.json")[0] == 2
    (tmp_path / "p.json").write_text("{}")
    assert call(capsys, "ledger", "verify", tmp_path / "p.json")[0] in {1, 2}


@pytest.mark.parametrize("head", ["{}", '{"format": "troth-head/1", "logs": {}}'])
def test_a_head_that_names_no_log_compares_nothing_and_is_refused(ran, capsys, head):
    code, out, err = call(capsys, "ledger", "verify", ran.path, "--head", head)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert "the head names no log" in err


def test_a_case_is_verified_against_the_head_of_its_last_run(ran, capsys):
    code, out, _ = call(capsys, "ledger", "verify", ran.path)
    assert (code, out.splitlines()[-1]) == (0, "compared with the head in results/manifest.json")
    code, out, _ = call(capsys, "ledger", "verify", ran.path, "--json")
    assert json.loads(out)["head"] == "results/manifest.json"


def test_a_tail_that_was_cut_off_is_found_without_asking_for_it(ran, capsys):
    manifest = ran.path / "results" / "manifest.json"
    document = json.loads(manifest.read_text())
    (name,) = document["ledger"]["logs"]
    document["ledger"]["logs"][name]["size"] += 1
    manifest.write_text(json.dumps(document))
    code, out, _ = call(capsys, "ledger", "verify", ran.path)
    assert code == 1
    assert "the tail is cut off" in out


def test_a_pipe_is_no_ledger(tmp_path, capsys):
    os.mkfifo(tmp_path / "pipe")
    for command in (["verify"], ["log"], ["head"]):
        code, out, err = call(capsys, "ledger", *command, tmp_path / "pipe")
        assert (code, out, len(err.splitlines())) == (2, "", 1)


def test_a_ledger_that_was_deleted_is_made_anew_and_held_against_its_manifest(ran, capsys):
    (ran.path / "results" / "ledger.sqlite").unlink()
    assert main(["ledger", "verify", str(ran.path)]) == 0
    text = capsys.readouterr().out
    assert "compared with the head in results/manifest.json" in text
    assert "results/ledger.sqlite is missing: its statements were made anew from the folder" in text


def test_a_folder_that_was_changed_since_does_not_verify_once_its_ledger_is_gone(ran, capsys):
    (ran.path / "results" / "ledger.sqlite").unlink()
    ran.change("evidence/reports.csv", "tally,30", "tally,31")
    assert main(["ledger", "verify", str(ran.path)]) == 1
    assert "the saved head has the root" in capsys.readouterr().out


def test_a_ledger_of_a_scenario_is_made_anew_with_that_scenario(tiny, capsys):
    assert main(["run", str(tiny.path), "--scenario", "strict"]) == 0
    (tiny.path / "results" / "ledger.sqlite").unlink()
    assert main(["ledger", "verify", str(tiny.path)]) == 0


def test_a_ledger_that_was_made_for_a_viewer_cannot_be_made_anew(tiny, capsys):
    assert main(["run", str(tiny.path), "--viewer", "public"]) == 0
    (tiny.path / "results" / "ledger.sqlite").unlink()
    capsys.readouterr()
    assert main(["ledger", "verify", str(tiny.path)]) == 2
    assert "it was made for public, and cannot be made anew from the folder: run the case again" in "".join(
        capsys.readouterr()
    )


def test_a_ledger_in_a_database_is_listed_verified_and_proved_like_any_other(postgres, capsys):
    place = postgres.new_ledger()
    with open_ledger(place) as ledger:
        [found] = ledger.append([make("E1")])

    code, out, err = call(capsys, "ledger", "log", place)
    assert (code, err) == (0, "")
    assert "E1" in out
    assert call(capsys, "ledger", "verify", place)[0] == 0
    code, out, _ = call(capsys, "ledger", "prove", place, "E1")
    assert json.loads(out)["id"] == found
    assert (
        call(capsys, "ledger", "upgrade", place)[1]
        == "the ledger is of version 2 already; nothing was changed\n"
    )
    code, _, err = call(capsys, "ledger", "verify", place.replace("database_", "nothing_"))
    assert (code, len(err.splitlines())) == (2, 1)


def test_an_older_ledger_is_upgraded_by_the_command_that_is_named(tmp_path, capsys):
    old = shutil.copy(Path(__file__).parents[1] / "ledger" / "data" / "version-1.sqlite", tmp_path)

    code, _, err = call(capsys, "ledger", "log", old)
    assert (code, len(err.splitlines())) == (2, 1)
    assert "run `troth ledger upgrade` on it" in err
    code, out, _ = call(capsys, "ledger", "upgrade", old)
    assert (code, out[:36]) == (0, "upgraded from version 1 to version 2")
    assert call(capsys, "ledger", "verify", old)[0] == 0
    assert call(capsys, "ledger", "upgrade", tmp_path / "nothing")[0] == 2
