"""The command line: what it prints, where, and with which exit code; never a traceback for bad input."""

import json
import os
import signal
import subprocess
import sys

import pytest

import troth as package
from support.cases import SRC, TinyCase, troth
from troth.monitor import ProblemError
from troth.share.cli import main
from troth.share.documents import MonitorDocument, RunDocument


@pytest.fixture
def tiny(tmp_path):
    return TinyCase.at(tmp_path / "tiny")


def call(capsys, *arguments):
    """Run a command in this process: exit code, standard output, standard error."""
    code = main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def lines(text):
    return [line for line in text.splitlines() if line]


def test_it_says_its_version(capsys):
    assert call(capsys, "--version") == (0, f"troth {package.__version__}\n", "")


@pytest.mark.parametrize("command", [[], ["ledger"], ["--help"], ["run", "--help"]])
def test_without_anything_to_do_it_says_what_it_can_do(capsys, command):
    code, out, err = call(capsys, *command)
    assert (code, err) == (0, "")
    assert out.startswith("Usage: troth")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["rum"], "No such command 'rum'"),
        (["run"], "Missing argument 'CASE'"),
        (["run", "x", "--viewr", "y"], "No such option"),
        (["bench", "ledger", "--size", "many"], "--size"),
    ],
)
def test_a_command_that_does_not_exist_is_one_line_and_exit_code_2(capsys, command, said):
    code, out, err = call(capsys, *command)
    assert (code, out, len(lines(err))) == (2, "", 1)
    assert said in err


# -- run and monitor --------------------------------------------------------------------------------------------------


def test_run_prints_the_picture_and_writes_the_report(tiny, capsys):
    code, out, err = call(capsys, "run", tiny.path)
    assert (code, err) == (0, "")
    text = lines(out)
    assert text[0] == "A tiny truce"
    assert text[1] == "as of 2024-01-01 00:00 +02:00, as seen by desk"
    assert "Were fifty people released?" in text
    assert any(
        line.split()[:2] == ["T1", "North"]
        and "kept" in line
        and "50+ of 50 person" in line
        and "E1 E2" in line
        for line in text
    )
    assert text[-1] == f"report: {tiny.path / 'results' / 'report.html'}"
    assert (tiny.path / "results/report.html").stat().st_size > 1000
    assert "\x1b[" not in out


def test_run_as_json_is_one_document_and_the_same_as_the_file(tiny, capsys):
    code, out, err = call(capsys, "run", tiny.path, "--json")
    assert (code, err) == (0, "")
    document = json.loads(out)
    RunDocument.model_validate(document)
    assert (tiny.path / "results/verdicts.json").read_text(encoding="utf-8") == out
    assert (document["case"], document["viewer"], document["as_of"]) == (
        "tiny",
        "desk",
        "2024-01-01T00:00:00+02:00",
    )
    assert document["monitor"]["verified"] is True
    assert [
        row["term"] for row in document["verdicts"] if row["instance"] is None and row["obligor"] is None
    ] == ["T1", "T2"]
    kept = document["verdicts"][0]
    assert kept["state"] == "kept"
    assert kept["quantity"] == {"low": 50, "high": None, "unit": "person"}
    assert kept["target"] == 50
    assert kept["window"] == {"from": "2023-11-24T07:00:00+02:00", "until": "2023-11-28T07:00:00+02:00"}
    assert all(document["statements"][one] for row in document["verdicts"] for one in row["because"])
    assert kept["sentence"]


def test_an_open_end_is_null_in_json(tiny, capsys):
    _, out, _ = call(capsys, "monitor", tiny.path, "--as-of", "2023-11-25T12:00", "--json")
    document = json.loads(out)
    MonitorDocument.model_validate(document)
    assert document["verdicts"][0]["quantity"] == {"low": 30, "high": None, "unit": "person"}


def test_monitor_writes_nothing(tiny, capsys):
    before = tiny.tree()
    code, out, _ = call(capsys, "monitor", tiny.path)
    assert code == 0
    assert "T1" in out
    assert tiny.tree() == before


@pytest.mark.parametrize(
    "time", ["2023-11-24", "2023-11-25T00:00", "2023-11-24T22:00Z", "2023-11-25T00:00+02:00"]
)
def test_a_date_as_time_of_the_picture_means_the_end_of_that_day(tiny, capsys, time):
    _, out, _ = call(capsys, "monitor", tiny.path, "--as-of", time, "--json")
    assert json.loads(out)["as_of"] == "2023-11-25T00:00:00+02:00"


def test_a_time_that_is_none_is_told_in_one_line(tiny, capsys):
    code, out, err = call(capsys, "run", tiny.path, "--as-of", "tomorrow")
    assert (code, out) == (2, "")
    assert (
        err
        == "--as-of: found 'tomorrow', expected a date or time; write it as 2023-11-24 or 2023-11-24T07:00+02:00\n"
    )
    assert not (tiny.path / "results").exists()


def test_an_unknown_viewer_is_told_the_parties(tiny, capsys):
    code, out, err = call(capsys, "run", tiny.path, "--viewer", "West")
    assert (code, out, len(lines(err))) == (2, "", 1)
    assert "known: North, Observers, South, desk, public" in err


def test_the_public_is_always_a_viewer(tiny, capsys):
    code, out, _ = call(capsys, "run", tiny.path, "--viewer", "public")
    assert code == 0
    assert "as seen by public" in out


def test_scenarios_and_changes(tiny, capsys):
    _, out, _ = call(capsys, "monitor", tiny.path, "--scenario", "strict", "--json")
    assert json.loads(out)["verdicts"][0]["target"] == 60
    _, out, _ = call(
        capsys, "monitor", tiny.path, "--set", "term.T1.target.at_least=45", "--set", "title=Other", "--json"
    )
    assert json.loads(out)["verdicts"][0]["target"] == 45
    code, _, err = call(capsys, "monitor", tiny.path, "--set", "nonsense")
    assert (code, len(lines(err))) == (2, 1)


def test_a_case_with_problems_is_not_run_and_nothing_is_written(tiny, capsys):
    tiny.change("evidence/reports.csv", "tally,20,person", 'tally,"12,5m",person').change(
        "agreements/truce.toml", 'obligor = ["South"]', 'obliger = ["South"]'
    )
    before = tiny.tree()
    code, out, err = call(capsys, "run", tiny.path, "--json")
    assert (code, out) == (2, "")
    assert [line.split(":")[0] for line in lines(err)] == [
        "agreements/truce.toml line 26",
        "evidence/reports.csv line 3",
    ]
    assert tiny.tree() == before


def test_a_folder_that_cannot_be_written_is_said_in_one_line_and_the_picture_still_printed(
    tiny, capsys, monkeypatch
):
    def denied(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("troth.case.results.tempfile.mkdtemp", denied)
    code, out, err = call(capsys, "run", tiny.path, "--json")
    assert (code, len(lines(err))) == (2, 1)
    assert err.startswith("results not written: ")
    assert json.loads(out)["case"] == "tiny"


@pytest.mark.parametrize("command", ["run", "monitor", "test", "check"])
def test_a_case_folder_that_is_not_there(tmp_path, capsys, command):
    code, out, err = call(capsys, command, tmp_path / "nowhere")
    assert (code, out, len(lines(err))) == (2, "", 1)
    assert "nowhere" in err


# -- new, check, test -------------------------------------------------------------------------------------------------


def test_a_new_case_is_sound_made_up_and_meets_its_own_expectations(tmp_path, capsys):
    assert call(capsys, "new", tmp_path / "mine")[0] == 0
    assert call(capsys, "check", tmp_path / "mine") == (0, "no problems: 4 terms, 8 rows, 5 sources\n", "")
    assert call(capsys, "test", tmp_path / "mine") == (0, "7 verdicts compared, 0 mismatches\n", "")
    assert call(capsys, "run", tmp_path / "mine")[0] == 0
    assert "made up" in (tmp_path / "mine/case.toml").read_text() + (tmp_path / "mine/README.md").read_text()


def test_a_new_case_is_not_written_over_anything(tiny, capsys):
    before = tiny.tree()
    code, _, err = call(capsys, "new", tiny.path)
    assert (code, len(lines(err))) == (2, 1)
    assert "expected a new or an empty folder" in err
    code, _, err = call(capsys, "new", tiny.path / "case.toml")
    assert (code, len(lines(err))) == (2, 1)
    assert tiny.tree() == before


def test_check_lists_every_problem_and_counts_what_is_good(tiny, capsys):
    tiny.change("evidence/reports.csv", "tally,20,person", "tally,twenty,person").change(
        "parties.toml", 'name = "The South"', 'nam = "The South"'
    )
    code, out, err = call(capsys, "check", tiny.path)
    assert code == 1
    assert [line.split(":")[0] for line in lines(out)] == [
        "evidence/reports.csv line 3",
        "parties.toml line 8",
    ]
    assert err.endswith("3 rows good, 1 not\n")


def test_check_as_json(tiny, capsys):
    code, out, _ = call(capsys, "check", tiny.path, "--json")
    assert (code, json.loads(out)["ok"]) == (0, True)
    tiny.change("evidence/reports.csv", "tally,20,person", "tally,twenty,person")
    code, out, _ = call(capsys, "check", tiny.path, "--json")
    (problem,) = json.loads(out)["problems"]
    assert (code, problem["file"], problem["line"], problem["found"]) == (
        1,
        "evidence/reports.csv",
        3,
        "twenty",
    )


def test_one_file_of_a_case_is_checked_with_its_case(tiny, capsys):
    tiny.change("evidence/reports.csv", "E2,T1,", "E2,T11,").change("case.toml", "seed = 7", "seed = 7.5")
    code, out, _ = call(capsys, "check", tiny.path / "evidence/reports.csv")
    assert code == 1
    assert [line.split(":")[0] for line in lines(out)] == ["evidence/reports.csv line 3"]


def test_a_file_alone_is_checked_as_far_as_it_can_be(tmp_path, tiny, capsys):
    (tmp_path / "rows.csv").write_text(tiny.read("evidence/reports.csv").replace("2023-11-25", "25 November"))
    code, out, _ = call(capsys, "check", tmp_path / "rows.csv")
    assert (code, len(lines(out))) == (1, 1)
    assert out.startswith("rows.csv line 3: E2 valid_from: found '25 November'")
    (tmp_path / "terms.toml").write_text(tiny.read("agreements/truce.toml"))
    assert call(capsys, "check", tmp_path / "terms.toml")[0] == 0
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    assert call(capsys, "check", tmp_path / "picture.png")[0] == 1


def test_an_expectation_that_is_not_met_is_told_with_the_reasoning(tiny, capsys):
    tiny.change("expected/first-evening.toml", "low = 0", "low = 13")
    code, out, _ = call(capsys, "test", tiny.path)
    assert code == 1
    assert lines(out) == [
        "expected/first-evening.toml line 2: T1: low: expected 13, found 0",
        "    by hand: a page dated by its day counts from the end of that day",
        "2 verdicts compared, 1 mismatch",
    ]


def test_an_expectation_on_an_instance_that_does_not_exist(tiny, capsys):
    tiny.add(
        "expected/first-evening.toml", '\n[[verdict]]\nterm = "T1"\ninstance = "2023-11-24"\nstate = "kept"\n'
    )
    code, out, _ = call(capsys, "test", tiny.path, "--json")
    (mismatch,) = json.loads(out)["mismatches"]
    assert (code, mismatch["field"], mismatch["found"]) == (
        1,
        "row",
        "none for this term, instance and obligor",
    )


# -- a process of its own ---------------------------------------------------------------------------------------------


def test_output_that_nobody_reads_to_the_end_is_no_error(tiny):
    environment = {**os.environ, "PYTHONPATH": str(SRC)}  # noqa: TID251 - what a process of its own is given
    program = f"import sys; from troth.share.cli import main; sys.exit(main(['ledger', 'export', {str(tiny.path)!r}]))"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


@pytest.fixture
def interruptible():
    """A shell that starts the suite in the background hands it an interrupt that is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_user_who_stops_it_gets_no_traceback(interruptible, tiny, monkeypatch, capsys):
    def stop(*_args, **_kwargs):
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("troth.case.load", stop)
    assert call(capsys, "run", tiny.path) == (130, "", "stopped\n")


def test_a_user_who_stops_it_while_it_still_loads_gets_no_traceback():
    environment = {**os.environ, "PYTHONPATH": str(SRC)}  # noqa: TID251 - what a process of its own is given
    program = (
        "import sys, signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from troth.share.cli import main\n"
        "assert 'typer' not in sys.modules and 'polars' not in sys.modules\n"
        "class Slow:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'polars': signal.raise_signal(signal.SIGINT)\n"
        "sys.meta_path.insert(0, Slow())\n"
        "sys.exit(main(['--version']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, env=environment, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"stopped\n")


@pytest.mark.parametrize("command", ["run", "monitor", "check"])
def test_a_case_without_a_row_of_evidence_is_judged_with_a_warning(tiny, capsys, command):
    tiny.write("evidence/reports.csv", tiny.read("evidence/reports.csv").splitlines()[0] + "\n")
    code, out, err = call(capsys, command, tiny.path, "--json")
    assert (code, err) == (0, "no evidence: every verdict rests on silence\n")
    assert json.loads(out)


@pytest.mark.parametrize("command", ["run", "monitor", "test"])
def test_what_the_monitor_refuses_is_one_line(tiny, capsys, monkeypatch, command):
    def refuse(_problem, *, explain):
        msg = "term 'T1': its window is cut into more than 20000 periods"
        raise ProblemError(msg)

    monkeypatch.setattr("troth.case.steps.settle", refuse)
    code, out, err = call(capsys, command, tiny.path)
    assert (code, out, err) == (2, "", "term 'T1': its window is cut into more than 20000 periods\n")


def test_the_module_is_the_command(tiny):
    done = troth("run", tiny.path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("A tiny truce\n")
    assert (tiny.path / "results/manifest.json").is_file()


def test_a_terminal_that_speaks_only_ascii_is_no_reason_to_fail(tiny):
    tiny.change("case.toml", "A tiny truce", "Une trêve – petite")
    environment = {**os.environ, "PYTHONPATH": str(SRC), "PYTHONIOENCODING": "ascii"}  # noqa: TID251 - what a process of its own is given
    done = subprocess.run(
        [sys.executable, "-m", "troth", "monitor", str(tiny.path)],
        capture_output=True,
        env=environment,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_benchmark_that_is_not_there(capsys):
    code, out, err = call(capsys, "bench", "nothing")
    assert (code, out, len(lines(err))) == (2, "", 1)


def test_an_installation_without_its_checkout_has_no_benchmarks(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("troth.__file__", str(tmp_path / "a/b/troth/__init__.py"))
    code, out, err = call(capsys, "bench", "ledger")
    assert (code, out, len(lines(err))) == (2, "", 1)
    assert "checkout" in err


def test_schemas_are_written_and_checked(capsys, tmp_path):
    assert call(capsys, "schema", "--to", tmp_path / "schema")[0] == 0
    assert call(capsys, "schema", "--to", tmp_path / "schema", "--check")[0] == 0
    (tmp_path / "schema/run.json").write_text("{}")
    code, out, err = call(capsys, "schema", "--to", tmp_path / "schema", "--check")
    assert (code, out, len(lines(err))) == (1, "", 1)


def test_a_case_cannot_steer_the_terminal_of_its_reader(tiny, capsys):
    tiny.change("case.toml", "A tiny truce", "A tiny truce\\u001b[2J")
    _, out, _ = call(capsys, "monitor", tiny.path)
    assert out.startswith("A tiny truce·[2J\n")
    tiny.change("evidence/reports.csv", "E2,T1,2023-11-25", "E\x1b[2J2,T1,yesterday")
    _, out, _ = call(capsys, "check", tiny.path)
    assert "\x1b" not in out


def test_a_limit_is_shown_as_a_limit(tmp_path, capsys):
    call(capsys, "new", tmp_path / "mine")
    _, out, _ = call(capsys, "monitor", tmp_path / "mine")
    assert "0 incident, limit 0" in out
    assert "9.33..10.34 of 10 truck/day; 2 of 3 kept" in out
