"""Servers and databases that end without a word: nothing that was acknowledged is lost, nothing is said twice."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from share.web.desks import tiny
from support.desks import Hands, note, pause
from support.postgres import Server, running
from support.real import RealDesk
from troth.ledger import open_ledger, verify
from troth.share.accounts import open_accounts
from troth.share.desk import Desk
from troth.share.keeping import ACCOUNTS, LEDGER
from troth.share.web.door.door import machine_time

pytestmark = pytest.mark.slow  # minutes, by its nature: `make test-all`

SAID = {"about": "case", "form": "note", "tlp": "GREEN"}
POSTS = 40


@pytest.fixture(autouse=True)
def _quiet_log(caplog: pytest.LogCaptureFixture):
    """Here the log may say that a database is away; still no traceback."""
    yield
    assert not [record.getMessage() for record in caplog.get_records("call") if record.exc_info]


def key_in(location: str | Path) -> str:
    with open_accounts(location, create=True) as accounts:
        _, key = accounts.keys.add(
            office="North",
            role="officer",
            scopes=["read", "post"],
            purpose="test",
            parties=["North", "South"],
            now=machine_time(),
        )
    return key


def insist(desk: RealDesk, key: str, ref: str, until: float = 60.0) -> bool:
    """Post until it is acknowledged; whether it was new then."""
    end = time.monotonic() + until
    while time.monotonic() < end:
        try:
            with desk.client(key) as client:
                answer = client.post("/api/v1/messages", json={**SAID, "text": ref, "ref": ref})
        except httpx.TransportError:
            time.sleep(0.05)
            continue
        assert answer.status_code in {200, 201, 503}, answer.text
        if answer.status_code != 503:
            return answer.json()["posted"][0]["is_new"]
        assert answer.headers["content-type"] == "application/problem+json"
        time.sleep(0.1)
    pytest.fail(f"{ref} was never acknowledged")


def said(desk: RealDesk, key: str) -> list[str]:
    with desk.client(key) as client:
        rows = client.get("/api/v1/posts?limit=200").json()["items"]
    return [row["text"] for row in rows]


def play(desk: RealDesk, key: str, break_: object) -> None:
    """Post on and on while something breaks; then look at what is there."""
    acknowledged: list[str] = []

    def posting() -> None:
        for number in range(POSTS):
            insist(desk, key, f"n{number}")
            acknowledged.append(f"n{number}")

    thread = threading.Thread(target=posting)
    thread.start()
    while len(acknowledged) < POSTS // 4 and thread.is_alive():
        time.sleep(0.01)
    break_()
    thread.join(90)
    assert len(acknowledged) == POSTS
    assert sorted(said(desk, key)) == sorted(acknowledged), "each once"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_server_that_is_killed_while_offices_post(
    tmp_path: Path, request: pytest.FixtureRequest, kind: str
):
    made, data = tiny(tmp_path / "tiny"), tmp_path / "desk"
    data.mkdir(mode=0o700)
    database = request.getfixturevalue("postgres").new_database() if kind == "postgresql" else None
    more = ("--db", database) if database else ()
    key = key_in(database or data / ACCOUNTS)

    def kill() -> None:
        port = desk.port
        desk.kill()
        desk.start(port)

    with RealDesk(made.path, data, *more) as desk:
        play(desk, key, kill)
        assert insist(desk, key, "n0") is False, "a reference is remembered over the restart"
    assert "Traceback" not in desk.trouble.read_text()
    assert verify(database or data / LEDGER).ok


def test_a_database_that_is_killed_while_offices_post(tmp_path: Path):
    made, data = tiny(tmp_path / "tiny"), tmp_path / "desk"
    data.mkdir(mode=0o700)
    with running() as server:
        database = server.new_database()
        key = key_in(database)

        def kill() -> None:
            server.kill()
            for path in ("/", "/talk", "/about"):
                answer = httpx.get(desk.url + path, timeout=30)
                assert answer.status_code == 200, "the public reads on"
            with desk.client(key) as client:
                answer = client.get("/api/v1/posts")
                assert (answer.status_code, answer.headers["content-type"]) == (
                    503,
                    "application/problem+json",
                )
                assert "postgres" not in answer.text
                client.headers["accept"] = "text/html"
                answer = client.get("/talk")
                assert (answer.status_code, "postgres" in answer.text) == (503, False)
            server.start()

        with RealDesk(made.path, data, "--db", database) as desk:
            play(desk, key, kill)
        assert "Traceback" not in desk.trouble.read_text()
        assert verify(database).ok


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_servers_on_one_ledger_see_each_other_and_say_nothing_twice(
    tmp_path: Path, request: pytest.FixtureRequest, kind: str
):
    place = (
        request.getfixturevalue("postgres").new_database()
        if kind == "postgresql"
        else tmp_path / "ledger.sqlite"
    )
    with open_ledger(place, create=True) as one, open_ledger(place) as other:
        desks = [Desk(pause(), store=store, clock=Hands()) for store in (one, other)]
        [first] = desks[0].post("Qatar", [note("from the first", ref="a")])
        assert desks[1].post("Qatar", [note("from the first", ref="a")])[0] == type(first)(
            first.id, first.subject, is_new=False
        )
        barrier = threading.Barrier(2)

        def say(number: int) -> list[bool]:
            found = []
            for turn in range(15):
                barrier.wait(30)
                found.append(desks[number].post("Qatar", [note(f"turn {turn}", ref=f"t{turn}")])[0].is_new)
            return found

        with ThreadPoolExecutor(2) as pool:
            told = list(pool.map(say, (0, 1)))
        assert [sum(pair) for pair in zip(*told, strict=True)] == [1] * 15, "one of the two is new, each time"
        for desk in desks:
            desk.refresh()
            texts = [post.body["text"] for post in desk.posts("Qatar")]
            assert texts.count("turn 7") == 1
            assert len(texts) == len(set(texts))
        assert desks[0].mirror.sizes == desks[1].mirror.sizes
        assert verify(place).ok


def test_many_who_make_a_ledger_at_once_make_one(postgres: Server):
    for _ in range(4):
        place, barrier = postgres.new_database(), threading.Barrier(4)

        def make(_: int, place: str = place, barrier: threading.Barrier = barrier) -> int:
            barrier.wait(30)
            with open_ledger(place, create=True) as ledger, open_accounts(place, create=True):
                return len(ledger)

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(make, range(4))) == [0] * 4
