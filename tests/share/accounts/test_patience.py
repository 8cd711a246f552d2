"""A server that is sent requests letter by letter."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from fastapi import FastAPI

from troth.share.web.guard import Bounds, Guard
from troth.share.web.patience import ANSWER, PatientProtocol


class Quick(PatientProtocol):
    seconds = 0.5


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    app = FastAPI()

    @app.get("/")
    async def first() -> str:
        return "here"

    @app.get("/slow")
    async def slow() -> str:
        await asyncio.sleep(1)
        return "late"

    @app.post("/")
    async def post(body: dict[str, str]) -> int:
        return len(body)

    app.add_middleware(Guard, bounds=Bounds(seconds=0.5, body=100_000))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        settings = uvicorn.Config(
            app, http=Quick, log_level="critical", lifespan="off", ws="none", proxy_headers=False
        )
        server = uvicorn.Server(settings)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join(timeout=30)


def connected(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port))
    connection.settimeout(20)
    return connection


def everything(connection: socket.socket) -> bytes:
    """What comes until the server closes the connection."""
    found = b""
    try:
        while part := connection.recv(65536):
            found += part
    except ConnectionResetError:
        pass  # it had more to say than we were read
    return found


def until(connection: socket.socket, end: bytes) -> bytes:
    """What comes until a text has come."""
    found = b""
    while end not in found:
        part = connection.recv(65536)
        assert part, found
        found += part
    return found


HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\n"


def test_a_head_that_does_not_end_is_given_up(port: int):
    with connected(port) as connection:
        connection.sendall(HEAD)
        assert everything(connection) == ANSWER


def test_a_head_that_comes_letter_by_letter_is_given_up(port: int):
    with connected(port) as connection:
        try:
            for letter in HEAD * 10:
                connection.send(bytes([letter]))
                time.sleep(0.05)
        except OSError:
            pass
        else:
            pytest.fail("it was listened to for ever")


def test_a_connection_without_a_word_is_closed(port: int):
    with connected(port) as connection:
        assert everything(connection) == b""


def test_a_second_request_is_waited_for_no_longer_than_the_first(port: int):
    with connected(port) as connection:
        connection.sendall(HEAD + b"\r\n")
        until(connection, b'"here"')
        connection.sendall(HEAD)
        assert everything(connection) == ANSWER


def test_whoever_asks_in_one_piece_is_answered_however_long_it_takes(port: int):
    with connected(port) as connection:
        connection.sendall(HEAD.replace(b"GET /", b"GET /slow") + b"\r\n")
        until(connection, b'"late"')
        connection.sendall(HEAD + b"Connection: close\r\n\r\n")
        assert b'"here"' in everything(connection)


def test_a_slow_body_is_refused_by_the_guard_and_the_connection_closed(port: int):
    head = (
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n"
    )
    with connected(port) as connection:
        connection.sendall(head + b"{")
        answer = everything(connection)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"the body took longer than 0.5 seconds" in answer


def test_a_body_without_end_is_refused_while_it_arrives(port: int):
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    with connected(port) as connection:
        connection.sendall(head)
        for _ in range(3):
            connection.sendall(b"10000\r\n" + b" " * 65536 + b"\r\n")
        answer = everything(connection)
    assert answer.startswith(b"HTTP/1.1 413 ")
