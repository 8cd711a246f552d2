"""A failed independent check reaches whoever reads the verdicts: in the report, in the JSON, on the terminal."""

import json
import re

import pytest

from support.cases import TinyCase
from troth.case import steps
from troth.case.doubts import doubts
from troth.share.cli import main
from troth.share.documents import MonitorDocument

SAID = "T1, summary: the verdict says kept; the evidence permits unknown"


@pytest.fixture
def doubted(tmp_path, monkeypatch):
    monkeypatch.setattr(steps, "check", lambda *_: (SAID, f"{SAID} again"))
    return TinyCase.at(tmp_path / "tiny")


def test_the_first_screen_of_the_report_says_which_verdict_not_to_rely_on_and_whom_to_tell(doubted, capsys):
    assert main(["run", str(doubted.path)]) == 1
    page = (doubted.path / "results/report.html").read_text(encoding="utf-8")
    first = page[page.index("<main") : page.index('id="answers"')]
    words = re.sub("<[^>]+>", "", first)
    assert "Do not rely on the verdict on T1" in words
    assert "Tell the makers of Troth." in words
    assert SAID in words
    capsys.readouterr()


def test_the_terminal_says_it_once_in_a_short_paragraph_without_the_checks_own_words(doubted, capsys):
    assert main(["run", str(doubted.path)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("Do not rely on the verdict on T1. An independent check")
    assert SAID not in line


def test_the_json_names_the_doubted_verdicts_and_says_what_that_means(doubted, capsys):
    assert main(["monitor", str(doubted.path), "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    MonitorDocument.model_validate(document)
    assert document["check"]["agrees"] is False
    assert document["check"]["doubted"] == [{"term": "T1", "instances": [None]}]
    assert document["check"]["sentence"].startswith("Do not rely on the verdict on T1.")
    assert document["check"]["lines"] == [SAID, f"{SAID} again"]


def test_a_run_that_the_check_agrees_with_says_so_in_the_json_and_nothing_in_the_report(tmp_path, capsys):
    tiny = TinyCase.at(tmp_path / "tiny")
    assert main(["run", str(tiny.path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["check"] == {"agrees": True, "doubted": [], "other": [], "sentence": None, "lines": []}
    assert "Do not rely" not in (tiny.path / "results/report.html").read_text(encoding="utf-8")


def test_what_is_said_of_an_incident_is_doubted_by_its_name():
    (row,) = doubts(["incidents: I1: stands at closed; its last decision is another"], ())
    assert (row["about"], row["term"]) == ("I1", False)
