"""`troth serve`: one clear line where the desk cannot be opened, and a desk where it can."""

import os
import re
import signal
import socket
import subprocess
import sys

import httpx
import pytest

from share.web.desks import PAUSE, desk_of, reader, tiny, words
from support.cases import SRC
from support.offices import note, say
from troth import case as cases
from troth.ledger import audience_of, verify
from troth.records.errors import ProblemsError
from troth.share.cli import main
from troth.share.cli_serve import listening, sign_for_all
from troth.share.desk import demonstration
from troth.share.keeping import Keeping, opened


def test_a_case_is_served_to_this_machine_until_it_is_stopped(tmp_path):
    made = tiny(tmp_path / "tiny")
    command = [sys.executable, "-m", "troth", "serve", str(made.path), "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(SRC), "PYTHONUNBUFFERED": "1"}  # noqa: TID251 - what a process of its own is given
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as served:
        try:
            address = re.search(r"http://127\.0\.0\.1:\d+/", served.stdout.readline())[0]
            assert "A tiny truce" in httpx.get(address, timeout=30).text
        finally:
            served.send_signal(signal.SIGINT)
        _, trouble = served.communicate(timeout=30)
    assert "Traceback" not in trouble
    assert served.returncode in {0, 130}


def test_a_port_that_somebody_has_is_told_in_one_line(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["serve", str(PAUSE), "--port", str(port)]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert f"127.0.0.1:{port}" in line
    assert "choose another port" in line


@pytest.mark.parametrize(
    ("host", "port"),
    [("203.0.113.7", 8400), ("no such host", 8400), ("127.0.0.1", 70_000), ("127.0.0.1", -1)],
)
def test_an_address_that_cannot_be_had_is_refused(host, port):
    with pytest.raises(ProblemsError):
        listening(host, port)


def test_a_case_that_is_not_there_is_told_as_everywhere(capsys, tmp_path):
    assert main(["serve", str(tmp_path / "nothing")]) == 2
    assert "nothing" in capsys.readouterr().err


def test_what_offices_of_the_demonstration_say_is_signed_and_the_ledger_page_says_how_far(tmp_path):
    folder = demonstration(PAUSE, tmp_path / "demo")
    case = cases.load(folder)
    keeping = Keeping(folder=tmp_path / "kept")
    keeping.folder.mkdir(mode=0o700)
    sign_for_all(case, keeping.keys)
    keys = sorted(keeping.keys.iterdir())
    sign_for_all(case, keeping.keys)
    assert sorted(keeping.keys.iterdir()) == keys
    with opened(case, keeping) as (desk, _):
        say(desk, "Qatar", note("term:T4a", "The trucks wait.", tlp="CLEAR"))
        heads = rows_of(reader(desk).get("/ledger").text, "heads-h")
        assert [row for row in heads if "Qatar" in row and "CLEAR" in row and "whole, " in row]
        store = desk.store
        assert {audience_of(one.log).office for one in store.signatures()} == {
            "Hamas",
            "Israel",
            "Qatar",
            "secretariat",
        }
        assert verify(store).ok
        lines = reader(desk).get("/ledger?lang=fr").text
        assert "en entier" in lines
        spoken = desk_of(PAUSE)
        assert "not signed" in reader(spoken).get("/ledger").text


def rows_of(html, heading):
    section = html.split(f'id="{heading}"', 1)[1].split("</section>", 1)[0]
    return [words(f"<body>{row}") for row in section.split("<tr>")[2:]]
