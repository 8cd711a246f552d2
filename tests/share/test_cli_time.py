"""`--at` and settling times, as a user of the command line meets them."""

import json

import pytest

from share.test_cli import call
from support.cases import TinyCase
from troth.share.documents import MonitorDocument


@pytest.fixture
def tiny(tmp_path):
    return TinyCase.at(tmp_path / "tiny")


def monitor(capsys, case, *options):
    code, out, err = call(capsys, "monitor", case.path, *options, "--json")
    assert code == 0, err
    document = json.loads(out)
    MonitorDocument.model_validate(document)
    return document


def summary(document, term):
    return next(
        v for v in document["verdicts"] if (v["term"], v["instance"], v["obligor"]) == (term, None, None)
    )


def listed(case, days):
    """A list that reports one more person of 27 November each day from 1 December on."""
    case.change("sources/sources.csv", "text,Observers", "list,Registry,2023-11-30,\ntext,Observers")
    lines = [
        f"L{n},T1,2023-11-27,North,arrival,item,1,person,list,,,,,,2023-12-{n:02}" for n in range(1, days + 1)
    ]
    case.write(
        "evidence/reports.csv",
        "\n".join(
            line + (",recorded_at" if line.startswith("evidence_id") else ",")
            for line in case.read("evidence/reports.csv").splitlines()
            if not line.startswith("E2")
        )
        + "\n"
        + "\n".join(lines)
        + "\n",
    )
    case.change("agreements/truce.toml", "[term.target]\nat_least", '[[term.coverage]]\nsource = "list"\n[[term.coverage]]\nsource = "Observers"\n[term.target]\nat_least')  # fmt: skip


def test_how_it_stood_two_days_before_by_what_is_known_now(tiny, capsys):
    now = monitor(capsys, tiny, "--as-of", "2023-12-01")
    then = monitor(capsys, tiny, "--as-of", "2023-12-01", "--at", "2023-11-24")
    assert now["at"] == now["as_of"] == then["as_of"] == "2023-12-02T00:00:00+02:00"
    assert then["at"] == "2023-11-25T00:00:00+02:00"
    assert [summary(one, "T1")["state"] for one in (now, then)] == ["kept", "pending"]
    assert summary(then, "T1")["quantity"]["low"] == 30
    assert summary(then, "T1")["context"] == [{"id": "E2", "why": "happened_later"}]


def test_the_picture_says_which_time_it_is_about(tiny, capsys):
    _, out, _ = call(capsys, "monitor", tiny.path, "--as-of", "2023-12-01", "--at", "2023-11-24")
    assert (
        "as it stood at 2023-11-25 00:00 +02:00, by what was known as of 2023-12-02 00:00 +02:00, as seen by desk"
        in out
    )


def test_a_later_time_than_is_known_is_refused_in_one_line(tiny, capsys):
    code, out, err = call(capsys, "run", tiny.path, "--as-of", "2023-11-25", "--at", "2023-11-26")
    assert (code, out) == (2, "")
    assert err == (
        "--at: found '2023-11-27T00:00:00+02:00', expected a time at or before that of what is known, "
        "2023-11-26T00:00:00+02:00; give an earlier time, or a later --as-of: nothing is known yet of what comes after it\n"
    )
    assert not (tiny.path / "results").exists()


def test_the_report_says_which_time_it_is_about(tiny, capsys):
    call(capsys, "run", tiny.path, "--as-of", "2023-12-01", "--at", "2023-11-24")
    page = (tiny.path / "results" / "report.html").read_text(encoding="utf-8")
    assert (
        "As it stood on 25 Nov 2023, 00:00, by what was known as of 2 Dec 2023, 00:00 (UTC+02:00), as seen by desk."
        in page
    )
    assert "tiny truce, as of 2 Dec 2023, 00:00, as it stood on 25 Nov 2023, 00:00, as seen by desk" in page


def test_settling_times_stand_in_the_document_in_days(tiny, capsys):
    listed(tiny, 25)
    (registry,) = [one for one in monitor(capsys, tiny)["settling"] if one["source"] == "Registry"]
    assert registry == {
        "source": "Registry", "n": 25, "days": 25, "median": 16.0, "q95": 27.0, "low": 24.0, "high": None,
    }  # fmt: skip


def test_a_breach_is_marked_by_the_estimate_unless_the_case_says_otherwise(tiny, capsys):
    tiny.change("agreements/truce.toml", "at_least = 50", "at_least = 500")
    listed(tiny, 25)
    marked = summary(monitor(capsys, tiny), "T1")
    assert (marked["state"], marked["provisional_until"]) == ("broken", "2023-12-25T07:00:00+02:00")
    tiny.change("case.toml", "[steps.monitor]", '[steps.monitor]\nsettling = "stated"')
    plain = summary(monitor(capsys, tiny), "T1")
    assert (plain["state"], plain["provisional_until"]) == ("broken", None)


def test_the_report_tells_how_late_the_reports_come(tiny, capsys):
    listed(tiny, 25)
    call(capsys, "run", tiny.path)
    page = (tiny.path / "results" / "report.html").read_text(encoding="utf-8")
    assert (
        "Registry: half of 25 rows within 16 days of what they tell of, 95 of 100 within 27 days (at least 24, at 95% confidence)."
        in page
    )


def test_a_setting_that_is_none_is_told_its_words(tiny, capsys):
    tiny.change("case.toml", "[steps.monitor]", '[steps.monitor]\nsettling = "estimated"')
    _, out, _ = call(capsys, "check", tiny.path)
    assert (
        "steps.monitor.settling: found 'estimated', expected \"estimate\" or \"stated\"; did you mean 'estimate'?"
        in out
    )


def corrected(tiny):
    """On 3 December twenty releases of the 25th are corrected to twelve."""
    lines = tiny.read("evidence/reports.csv").splitlines()
    head = lines[0].replace(",note", ",recorded_at,note")
    rest = [line + "," for line in lines[1:3]]
    tiny.write(
        "evidence/reports.csv",
        "\n".join([head, *rest, "E9,T1,2023-11-25,North,release,tally,12,person,daily-25,E2,,,,2023-12-03,"])
        + "\n",
    )
    return tiny


def test_the_history_stands_beside_each_verdict_when_it_is_asked_for(tiny, capsys):
    corrected(tiny)
    assert summary(monitor(capsys, tiny), "T1")["history"] is None
    turns = summary(monitor(capsys, tiny, "--history"), "T1")["history"]
    assert [(turn["since"][:10], turn["state"], turn["ended"]) for turn in turns] == [
        ("2023-11-23", "pending", False),
        ("2023-11-25", "pending", False),
        ("2023-11-26", "kept", False),
        ("2023-12-04", "unknown", False),
    ]
    assert turns[-1]["undone"] == [{"id": "E2", "does": "corrected", "by": ["E9"]}]
    assert turns[-1]["quantity"] == {"low": 42, "high": None, "unit": "person"}


def test_the_history_in_words(tiny, capsys):
    _, out, _ = call(capsys, "monitor", corrected(tiny).path, "--history")
    assert (
        "T1\n"
        "23 Nov 2023, 00:00: pending.\n"
        "26 Nov 2023, 00:00: kept, at least 50 people. E2 became known.\n"
        "4 Dec 2023, 00:00: unknown, at least 42 people. E9 corrected E2. Until then it was kept.\n"
    ) in out


def test_a_history_that_is_too_long_for_a_run_is_not_left_out_in_silence(tiny, capsys, monkeypatch):
    monkeypatch.setattr("troth.case.history.MOST_ROWS", 1)
    words = "Not told here: 3 reports bear on this term, and a run tells the history of at most 1."
    folder = corrected(tiny).path

    _, out, _ = call(capsys, "monitor", folder, "--history")
    call(capsys, "run", folder)

    assert words in out
    page = (folder / "results" / "report.html").read_text(encoding="utf-8")
    assert words in page.replace("<bdi>", "").replace("</bdi>", "")


def test_the_report_tells_how_a_verdict_came_about_and_leads_to_the_correction(tiny, capsys):
    call(capsys, "run", corrected(tiny).path)
    page = (tiny.path / "results" / "report.html").read_text(encoding="utf-8")
    assert "How the verdict came about" in page
    assert '<a href="#E9">E9</a> corrected E2. Until then it was' in page
