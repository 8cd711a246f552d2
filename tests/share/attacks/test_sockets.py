"""What only a real server meets: heads and bodies that dribble, heads that mean two things, connections that are held."""

import re
import socket
import time
from collections.abc import Iterator

import httpx
import pytest

from share.web.desks import tiny
from support.real import RealDesk
from troth.share.accounts import open_accounts
from troth.share.keeping import ACCOUNTS
from troth.share.web.door.door import machine_time

HOSTS = "Host: localhost\r\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealDesk]:
    folder = tmp_path_factory.mktemp("sockets")
    data = folder / "desk"
    data.mkdir(mode=0o700)
    with open_accounts(data / ACCOUNTS, create=True) as accounts:
        _, key = accounts.keys.add(
            office="North",
            role="officer",
            scopes=["read", "post"],
            purpose="test",
            parties=["North"],
            now=machine_time(),
        )
    with RealDesk(tiny(folder / "tiny").path, data) as served:
        served.key = key
        yield served
        assert "Traceback" not in served.trouble.read_text()
        assert not served.trouble.read_text().strip(), "nothing that was sent is worth a line of the log"


def talk(desk: RealDesk, *pieces: bytes, pause: float = 0.0, wait: float = 10.0) -> bytes:
    """Send some bytes as they are, and read until the server closes or is silent."""
    with socket.create_connection(("127.0.0.1", desk.port), timeout=wait) as line:
        for piece in pieces:
            line.sendall(piece)
            time.sleep(pause)
        found = b""
        try:
            while more := line.recv(65_536):
                found += more
                if b"\r\n\r\n" in found and re.search(rb"content-length: (\d+)", found.lower()):
                    head, _, body = found.partition(b"\r\n\r\n")
                    if len(body) >= int(re.search(rb"content-length: (\d+)", head.lower())[1]):
                        break
        except (TimeoutError, ConnectionResetError):
            pass
    return found


def status(answer: bytes) -> int:
    found = re.match(rb"HTTP/1\.1 (\d{3})", answer)
    return int(found[1]) if found else 0


def said(desk: RealDesk) -> int:
    with desk.client(desk.key) as client:
        return len(client.get("/api/v1/posts?limit=200").json()["items"])


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ("GET / HTTP/1.1\r\n\r\n", {400}), ("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", {421}), (f"GET / HTTP/1.1\r\n{HOSTS}Host: evil.example\r\n\r\n", {400}),
        ("GET / HTTP/1.1\r\nHost: localhost@evil.example\r\n\r\n", {400}), ("GET / HTTP/1.1\r\nHost: localhost:evil\r\n\r\n", {400}), ("GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", {200, 400, 404, 421}),
        (f"GET / HTTP/9.9\r\n{HOSTS}\r\n", {200, 400, 505}), ("nonsense\r\n\r\n", {400}), (f"GET /\x00 HTTP/1.1\r\n{HOSTS}\r\n", {400, 404}), (f"GET / HTTP/1.1\r\n{HOSTS} folded: x\r\n\r\n", {200, 400, 421}),
        (f"POST /complaints HTTP/1.1\r\n{HOSTS}Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef", {400}), (f"POST /complaints HTTP/1.1\r\n{HOSTS}Content-Length: -1\r\n\r\n", {400}),
        (f"POST /complaints HTTP/1.1\r\n{HOSTS}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x", {400, 415}),
        (f"POST /complaints HTTP/1.1\r\n{HOSTS}Transfer-Encoding: chunked\r\n\r\nzz\r\n", {400, 415}), (f"POST /complaints HTTP/1.1\r\n{HOSTS}Transfer-Encoding: gzip\r\n\r\n", {400, 501}),
        (f"GET / HTTP/1.1\r\n{HOSTS}X: {'y' * 40_000}\r\n\r\n", {400, 431}), (f"GET /{'y' * 70_000} HTTP/1.1\r\n{HOSTS}\r\n", {400, 414, 431}), (f"GET / HTTP/1.1\r\n{HOSTS}" + "X: y\r\n" * 9_000 + "\r\n", {400, 431}),
        (f"GET /static/../../etc/passwd HTTP/1.1\r\n{HOSTS}\r\n", {404}), (f"GET /../../../etc/passwd HTTP/1.1\r\n{HOSTS}\r\n", {404}), (f"GET //evil.example HTTP/1.1\r\n{HOSTS}\r\n", {404}),
        (f"GET / HTTP/1.1\r\n{HOSTS}Upgrade: h2c\r\nConnection: Upgrade\r\nHTTP2-Settings: x\r\n\r\n", {200}), (f"GET /live HTTP/1.1\r\n{HOSTS}Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n", {0, 200, 400, 403, 426}),
    ],
    ids=range(23),
)  # fmt: skip
def test_a_strange_head_gets_a_plain_answer(desk: RealDesk, head: str, wanted: set[int]):
    answer = talk(desk, head.encode("latin-1"), wait=3)
    assert status(answer) in wanted, answer[:300]
    assert b"passwd" not in answer
    assert b"Traceback" not in answer
    assert b"uvicorn" not in answer.lower()
    assert answer.count(b"HTTP/1.1 ") <= 1, "what was smuggled behind is not answered"
    assert httpx.get(desk.url + "/about", timeout=30).status_code == 200


@pytest.mark.slow  # it waits half a minute, as the desk does
def test_a_body_that_never_ends_and_one_that_is_promised_and_does_not_come_hold_nobody_up(desk: RealDesk):
    before = said(desk)
    head = f"POST /api/v1/messages HTTP/1.1\r\n{HOSTS}Authorization: Bearer {desk.key}\r\nContent-Type: application/json\r\n"
    lines = []
    for number in range(40):
        line = socket.create_connection(("127.0.0.1", desk.port), timeout=40)
        body = '{"about": "case", "form": "note", "text": "half'
        line.sendall(
            (
                head
                + (
                    f"Content-Length: 500\r\n\r\n{body}"
                    if number % 2
                    else f"Transfer-Encoding: chunked\r\n\r\n1f4\r\n{body}"
                )
            ).encode()
        )
        lines.append(line)
    begun = time.monotonic()
    for path in ("/", "/about", "/terms"):
        assert httpx.get(desk.url + path, timeout=30).status_code == 200
    assert time.monotonic() - begun < 15, "others are served meanwhile"
    for line in lines[:20]:
        line.close()  # half of them go away, half of them wait
    answer = b""
    while b"\r\n\r\n" not in answer and (more := lines[-1].recv(65_536)):
        answer += more
    assert status(answer) == 408, answer
    for line in lines:
        line.close()
    assert said(desk) == before


@pytest.mark.slow  # it waits a quarter of a minute
def test_heads_letter_by_letter_are_closed_and_hold_nobody_up(desk: RealDesk):
    lines = [socket.create_connection(("127.0.0.1", desk.port), timeout=40) for _ in range(60)]
    for line in lines:
        line.sendall(b"GET / HT")
    assert httpx.get(desk.url + "/about", timeout=30).status_code == 200
    begun = time.monotonic()
    answer = lines[0].recv(1000)
    assert time.monotonic() - begun < 30
    assert status(answer) == 408
    for line in lines:
        line.close()


def test_words_in_a_form_add_no_head_to_an_answer(desk: RealDesk):
    for path in (
        "/sign-in?next=%0d%0aSet-Cookie:%20evil=1",
        "/?lang=%0d%0aX-Evil:%201",
        "/terms/%0d%0aX-Evil:%201",
        "/reports?q=%0d%0a%0d%0a<html>",
    ):
        answer = talk(desk, f"GET {path} HTTP/1.1\r\n{HOSTS}\r\n".encode())
        head = answer.partition(b"\r\n\r\n")[0].lower()
        assert status(answer) in {200, 404}
        assert b"evil" not in head


def test_streams_are_counted_and_given_back(desk: RealDesk):
    lines = []
    for _ in range(104):
        line = socket.create_connection(("127.0.0.1", desk.port), timeout=20)
        line.sendall(f"GET /live HTTP/1.1\r\n{HOSTS}\r\n".encode())
        lines.append(line)
    codes = [status(line.recv(4000)) for line in lines]
    assert codes.count(200) == 100
    assert codes.count(429) == 4
    for line in lines:
        line.close()
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with socket.create_connection(("127.0.0.1", desk.port), timeout=20) as line:
            line.sendall(f"GET /live HTTP/1.1\r\n{HOSTS}\r\n".encode())
            if status(line.recv(4000)) == 200:
                return
        time.sleep(0.2)
    pytest.fail("the room of those who left was not given back")
