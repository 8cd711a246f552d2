"""`troth accounts` in the terminal: what it prints once, what it refuses, and that no secret is an argument."""

import inspect
import json
from pathlib import Path

import pytest

from troth.share import cli_account_keys, cli_accounts
from troth.share.accounts import open_accounts
from troth.share.cli import main
from troth.share.web.door.door import machine_time

CASE = str(Path(__file__).resolve().parents[3] / "cases" / "gaza-pause-2023")


@pytest.fixture
def place(tmp_path: Path) -> str:
    return str(tmp_path / "accounts.sqlite")


def troth(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["accounts", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def add(capsys, place: str, handle: str = "mediator-1", office: str = "Qatar", *more: str):
    return troth(capsys, "add", place, handle, "--office", office, "--case", CASE, *more)


def test_the_invitation_that_is_printed_is_good(capsys, place: str):
    code, out, _ = add(capsys, place)
    assert code == 0
    [invitation] = [line for line in out.splitlines() if len(line) == 43]
    with open_accounts(place) as accounts:
        assert accounts.invitations.find(invitation, now=machine_time()).login.handle == "mediator-1"
    _, listed, _ = troth(capsys, "list", place)
    _, trail, _ = troth(capsys, "audit", place)
    assert invitation not in listed + trail


def test_logins_are_listed_for_people_and_programs(capsys, place: str):
    add(capsys, place)
    add(capsys, place, "auditor-1", "Egypt", "--role", "auditor")
    _, out, _ = troth(capsys, "list", place)
    assert "Egypt" in out.splitlines()[1]
    _, out, _ = troth(capsys, "list", place, "--json")
    logins = json.loads(out)["logins"]
    assert [(one["office"], one["handle"], one["role"], one["state"]) for one in logins] == [
        ("Egypt", "auditor-1", "auditor", "invited"),
        ("Qatar", "mediator-1", "officer", "invited"),
    ]


def test_a_login_is_shut_out_and_let_in(capsys, place: str):
    add(capsys, place)
    assert "is shut out" in troth(capsys, "disable", place, "mediator-1")[1]
    code, _, err = troth(capsys, "invite", place, "mediator-1")
    assert (code, "is disabled" in err) == (2, True)
    assert "may come in again" in troth(capsys, "enable", place, "mediator-1")[1]
    assert troth(capsys, "invite", place, "mediator-1", "--hours", "1")[0] == 0


def test_a_key_is_printed_once_and_withdrawn_by_its_prefix(capsys, place: str):
    code, out, _ = troth(
        capsys, "key", "add", place, "--office", "Qatar", "--case", CASE, "--purpose", "feed",
        "--scope", "read", "--scope", "post", "--days", "3",
    )  # fmt: skip
    assert code == 0
    [key] = [line for line in out.splitlines() if line.startswith("troth_")]
    with open_accounts(place) as accounts:
        assert accounts.keys.check(key, now=machine_time()).scopes == {"read", "post"}
    _, listed, _ = troth(capsys, "key", "list", place)
    assert "good until" in listed
    assert key.split("_", 2)[2] not in listed
    [shown] = json.loads(troth(capsys, "key", "list", place, "--json")[1])["keys"]
    assert shown["good"] is True

    assert troth(capsys, "key", "withdraw", place, shown["prefix"])[0] == 0

    assert "withdrawn" in troth(capsys, "key", "list", place)[1]
    code, _, err = troth(capsys, "key", "withdraw", place, shown["prefix"])
    assert (code, "was not withdrawn before" in err) == (2, True)


def test_the_trail_is_printed_whole_and_for_one_office(capsys, place: str):
    add(capsys, place)
    add(capsys, place, "egypt-1", "Egypt")
    everything = json.loads(troth(capsys, "audit", place, "--json")[1])["trail"]
    assert [(row["event"], row["who"], row["outlet"]) for row in everything] == [
        ("login added", "mediator-1", "terminal"), ("invited", "mediator-1", "terminal"),
        ("login added", "egypt-1", "terminal"), ("invited", "egypt-1", "terminal"),
    ]  # fmt: skip
    _, out, _ = troth(capsys, "audit", place, "--office", "Egypt", "--after", "3")
    assert len(out.splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "{place}", "x-1", "--office", "Katar", "--case", CASE), "did you mean 'Qatar'?"),
        (("add", "{place}", "x-1", "--office", "qatar", "--case", CASE), "looks like 'Qatar'"),
        (("add", "{place}", "X Y", "--office", "Qatar", "--case", CASE), "expected 1 to 40 letters"),
        (("add", "{place}", "x-1", "--office", "Qatar", "--case", CASE, "--role", "public"), "expected one of officer"),
        (("add", "{place}", "x-1", "--office", "Qatar", "--case", "nowhere"), "nowhere"),
        (("key", "add", "{place}", "--office", "Qatar", "--case", CASE, "--purpose", "x", "--scope", "all"), "expected one or more of post, read"),
        (("list", "{place}"), "there are no accounts"),
        (("list", CASE), "found a folder or device"),
        (("list", "mysql://x/y"), "is no file"),
        (("audit", "postgresql://desk@host:door/x"), "cannot be read"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_one_line(capsys, place: str, arguments: tuple[str, ...], said: str):
    code, out, err = troth(capsys, *(one.format(place=place) for one in arguments))
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_no_secret_is_ever_an_argument():
    taken = set()
    for module in (cli_accounts, cli_account_keys):
        for command in module.app.registered_commands:
            taken |= set(inspect.signature(command.callback).parameters)
    assert taken
    assert not [
        name for name in taken if any(part in name for part in ("password", "secret", "token", "code"))
    ]
