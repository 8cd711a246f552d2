"""A ledger or accounts that cannot be used, before and while a desk works on them: one clear answer, nothing half done."""

import logging
import os
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from share.web.desks import tiny
from support.desks import Hands, note, pause
from support.served import PLAIN, House, house
from support.transport import browser
from troth.ledger import open_ledger, verify
from troth.ledger.errors import LedgerError
from troth.records.errors import TrothError
from troth.share.cli import main
from troth.share.desk import Desk, WrongClockError
from troth.share.keeping import ACCOUNTS, LEDGER, Keeping, opened

GREEN = {"about": "case", "form": "note", "text": "hello", "tlp": "GREEN"}


@pytest.fixture(autouse=True)
def _quiet_log(caplog: pytest.LogCaptureFixture):
    """Here the log has lines for whoever runs the desk; still no traceback."""
    yield
    assert not [record.getMessage() for record in caplog.get_records("call") if record.exc_info]


@pytest.fixture
def made(tmp_path: Path):
    """A desk's folder that was used, and lies still."""
    folder = tmp_path / "desk"
    with opened(pause(), Keeping(folder=folder)) as (desk, _):
        desk.post("Qatar", [note("said")])
    return folder


def refusal(folder: Path, case=None) -> str:
    """What is said where a desk cannot be opened; nothing in its folder is touched."""
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix == ".sqlite"}
    with pytest.raises(TrothError) as caught, opened(case or pause(), Keeping(folder=folder)):
        pass
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix == ".sqlite"}
    assert after == before
    text = str(caught.value)
    assert "Traceback" not in text
    return text


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for statement in statements:
            database.execute(statement)


@pytest.mark.parametrize("name", [LEDGER, ACCOUNTS])
def test_a_store_of_a_newer_version_is_left_alone(made: Path, name: str):
    change(made / name, "PRAGMA user_version = 99", "PRAGMA wal_checkpoint(TRUNCATE)")
    assert "update Troth" in refusal(made)


@pytest.mark.parametrize("name", [LEDGER, ACCOUNTS])
@pytest.mark.parametrize("content", [b"", b"hello" * 100, b"SQLite format 3\0", b"\0" * 5000])
def test_a_store_that_is_something_else_is_left_alone(made: Path, name: str, content: bytes):
    (made / name).write_bytes(content)
    os.chmod(made / name, 0o600)  # noqa: PTH101 - as below
    assert refusal(made)


@pytest.mark.parametrize("name", [LEDGER, ACCOUNTS])
def test_a_store_that_may_not_be_written_is_refused_in_words(made: Path, name: str):
    (made / name).chmod(stat.S_IRUSR)
    assert "read" in refusal(made)


@pytest.mark.parametrize("name", [LEDGER, ACCOUNTS])
def test_a_store_whose_pages_are_damaged_is_refused_in_words(made: Path, name: str):
    path = made / name
    content = bytearray(path.read_bytes())
    content[200:-100] = os.urandom(len(content) - 300)
    path.write_bytes(content)
    assert name.removesuffix(".sqlite") in refusal(made)


def test_a_ledger_of_another_case_is_refused(made: Path, tmp_path: Path):
    from troth.case import load

    assert "give this case a ledger of its own" in refusal(made, load(tiny(tmp_path / "tiny").path))


def test_two_desks_do_not_work_in_one_folder(made: Path):
    with opened(pause(), Keeping(folder=made)):
        assert "another desk works here" in refusal(made)


def test_serve_says_it_in_one_line(made: Path, capsys, tmp_path: Path):
    change(made / LEDGER, "PRAGMA user_version = 99", "PRAGMA wal_checkpoint(TRUNCATE)")
    case = Path(__file__).resolve().parents[3] / "cases" / "gaza-pause-2023"
    assert main(["serve", str(case), "--data", str(made), "--port", "0"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "update Troth" in line


def test_parties_with_names_that_look_alike_are_refused_by_check_and_serve(tmp_path: Path, capsys):
    made = tiny(tmp_path / "tiny")
    made.add("parties.toml", '\n[[party]]\nid = "N\u043erth"\nname = "Another"\nkind = "state"\n')
    for command in ("check", "serve"):
        assert main([command, str(made.path)]) in {1, 2}
        told = capsys.readouterr()
        assert "N\\u043erth" in told.err + told.out
        assert "look alike" in told.err + told.out


# --- while it works ---


@pytest.fixture
def home(tmp_path: Path):
    """A desk on a ledger in a file."""
    with open_ledger(tmp_path / "ledger.sqlite", create=True) as store:
        yield house(tmp_path, store=store)


def limit(home: House, pages: int) -> None:
    """Let the ledger's file take so many pages: as a disk that is full."""
    driver = home.desk.store._writer.connection.driver_connection
    driver.execute(f"PRAGMA max_page_count = {pages}").fetchone()


def test_a_full_disk_is_told_and_the_desk_goes_on_once_there_is_room(home: House, caplog):
    officer, machine = home.guest("Qatar"), home.machine("Qatar")
    assert officer.post("/write/message", GREEN).status_code == 303
    before = home.size
    limit(home, 1)
    long = {**GREEN, "text": "x" * 9_000, "ref": "r1"}
    with caplog.at_level(logging.CRITICAL):
        for number in range(12):
            answer = officer.post("/write/message", {**long, "ref": f"r{number}"})
            if answer.status_code == 503:
                break
            before = home.size
        assert answer.status_code == 503
        assert answer.headers["retry-after"]
        assert "sqlite" not in answer.text
        assert "cannot do this now" in answer.text
        refused = machine.post("/api/v1/messages", json={**long, "ref": "api"})
        assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
        assert "sqlite" not in refused.text
        said = home.guest().post("/complaints", {"category": "aid", "text": "y" * 1_900})
        assert said.status_code == 503
        answer = home.guest("Qatar").post(
            "/write/file",
            {"do": "post"},
            files={
                "file": (
                    "r.csv",
                    f"term_ids,form,event,quantity,unit,valid_from,tlp,note\nT4a,tally,aid trucks,1,truck,2023-11-25,GREEN,{'z' * 9000}\n".encode(),
                )
            },
        )
        assert answer.status_code == 503
    assert home.size == before
    for path in ("/", "/talk", "/ledger"):
        assert officer.get(path).status_code == 200, "reading goes on"
    limit(home, 1_000_000)
    assert officer.post("/write/message", {**long, "ref": f"r{number}"}).status_code == 303
    assert home.size == before + 1
    assert verify(home.desk.store).ok


def test_accounts_that_are_full_keep_people_out_in_words_and_let_them_in_again(home: House, caplog):
    guest = home.guest("Qatar")
    with home.accounts._database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE accounts_sessions RENAME TO away")
    answer = guest.get("/talk")
    assert answer.status_code == 503
    assert "accounts_sessions" not in answer.text
    assert home.guest.__self__.app is home.app
    client = browser(home.app, accept="text/html", **PLAIN)
    assert client.get("/").status_code == 200, "the public reads on"
    with home.accounts._database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO accounts_sessions")
    assert guest.get("/talk").status_code == 200


def test_what_is_in_the_ledger_counts_whether_it_could_be_signed_or_not(tmp_path: Path, monkeypatch, caplog):
    key, clock = Ed25519PrivateKey.generate(), Hands()
    with open_ledger(tmp_path / "l.sqlite", create=True) as store:
        desk = Desk(pause(), store=store, clock=clock, keys={"Qatar": key})

        def broken(*_: object, **__: object) -> None:
            msg = "the disk did not take it"
            raise LedgerError(msg)

        monkeypatch.setattr(store, "sign_head", broken)
        [posted] = desk.post("Qatar", [note("said", ref="r1")])
        assert posted.is_new
        desk.post("Qatar", [note("said too")])
        [line] = [record.getMessage() for record in caplog.records]
        assert "could not be signed yet: the disk did not take it" in line
        monkeypatch.undo()
        clock.pass_(seconds=1)
        assert desk.signing.settle(desk.now())
        sizes = {one.log: one.size for one in store.signatures()}
        assert sizes == {head.log: head.size for head in store.heads() if head.log.startswith('["Qatar"')}
        assert desk.post("Qatar", [note("said", ref="r1")])[0].is_new is False
        assert verify(store).ok


def test_a_key_that_was_withdrawn_signs_no_more_and_keeps_nobody_from_speaking(tmp_path: Path, caplog):
    from troth.ledger import key_statement

    key, clock = Ed25519PrivateKey.generate(), Hands()
    with open_ledger(tmp_path / "l.sqlite", create=True) as store:
        desk = Desk(pause(), store=store, clock=clock, keys={"Qatar": key})
        desk.post("Qatar", [note("signed")])
        signed = len(store.signatures())
        clock.pass_(seconds=1)
        label = pause().settings.label
        store.append(
            [
                key_statement(
                    "Qatar",
                    key.public_key(),
                    recorded_at=clock.now(),
                    nonce="ab" * 32,
                    label=label,
                    withdrawn_at=clock.now(),
                )
            ]
        )
        clock.pass_(seconds=1)
        assert desk.post("Qatar", [note("not signed")])[0].is_new
        assert len(store.signatures()) == signed
        assert "withdrawn" in caplog.text
        assert "withdrawn" in desk.signing.refusals(clock.now())["Qatar"]
        assert verify(store).ok


def test_a_clock_that_was_set_back_records_nothing_and_says_so(tmp_path: Path):
    home = house(tmp_path)
    officer, machine = home.guest("Qatar"), home.machine("Qatar")
    assert officer.post("/write/message", GREEN).status_code == 303
    before, right = home.size, home.clock.time
    home.clock.time -= timedelta(hours=2)
    answer = officer.post("/write/message", GREEN)
    assert (answer.status_code, "set the clock right" in answer.text) == (409, True)
    answer = machine.post("/api/v1/messages", json=GREEN)
    assert (answer.status_code, "set the clock right" in answer.text) == (503, True)
    assert home.guest().post("/complaints", {"category": "aid", "text": "no water"}).status_code == 409
    assert home.size == before
    assert officer.get("/").status_code == 200
    home.clock.time = right + timedelta(seconds=1)
    assert officer.post("/write/message", GREEN).status_code == 303


def test_a_clock_that_ran_ahead_holds_the_desk_until_it_is_passed_and_hides_nothing(tmp_path: Path):
    home = house(tmp_path)
    officer = home.guest("Qatar")
    home.clock.pass_(days=1)
    officer.post("/write/message", {**GREEN, "text": "from tomorrow"})
    home.clock.pass_(days=-1)
    assert "from tomorrow" in officer.get("/talk").text, "what was said is shown, with its time"
    with pytest.raises(WrongClockError):
        home.desk.post("Qatar", [note("now")])
    home.clock.pass_(days=1, seconds=1)
    assert home.desk.post("Qatar", [note("now")])
