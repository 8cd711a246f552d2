"""What every request passes: bodies that are too large or too slow, names that are not the desk's, headers."""

import asyncio
import json
from collections.abc import Iterable

import pytest
from fastapi import FastAPI, Request
from pydantic import BaseModel
from starlette.responses import PlainTextResponse, StreamingResponse

from support.door import TestClient
from troth.share.web.guard import Bounds, Guard

SMALL = Bounds(body=1000, larger={"/import": 5000}, seconds=0.2)


class Item(BaseModel):
    text: str


def application() -> FastAPI:  # noqa: C901 - one route for each way of reading a body
    app = FastAPI()

    @app.post("/form")
    async def form(request: Request) -> int:
        return len(await request.form())

    @app.post("/json")
    async def item(item: Item) -> int:
        return len(item.text)

    @app.post("/import")
    async def bulk(request: Request) -> int:
        return len(await request.body())

    @app.post("/careless")
    async def careless(request: Request) -> PlainTextResponse:
        try:
            await request.body()
        except Exception:  # noqa: BLE001 - an application that takes whatever happens for success
            return PlainTextResponse("all is well")
        return PlainTextResponse("read")

    @app.get("/live")
    async def live() -> StreamingResponse:
        async def events() -> Iterable[bytes]:
            for number in range(3):
                await asyncio.sleep(0.15)
                yield f"{number}\n".encode()

        return StreamingResponse(events(), media_type="text/plain")

    @app.get("/kept")
    def kept() -> PlainTextResponse:
        return PlainTextResponse("x", headers={"cache-control": "public, max-age=60"})

    return app


def client(bounds: Bounds = SMALL) -> TestClient:
    app = application()
    app.add_middleware(Guard, bounds=bounds)
    return TestClient(app, base_url="http://localhost")


async def ask(
    path: str, chunks: list[bytes], *, pause: float = 0.0, headers: dict[str, str] | None = None, **how
):
    """Send a body in pieces as a server hands them on; returns status, headers, body of what comes back."""
    app = Guard(application(), SMALL)
    left, sent = list(chunks), []
    kind = "application/x-www-form-urlencoded" if path == "/form" else "application/json"
    given = {"host": "localhost", "content-type": kind, **(headers or {})}
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "client": ("192.0.2.1", 1),
        "server": ("localhost", 80), "headers": [(k.encode(), v.encode()) for k, v in given.items()],
    }  # fmt: skip

    async def receive():
        await asyncio.sleep(pause)
        if not left:
            await asyncio.sleep(60)
        return {
            "type": "http.request",
            "body": left.pop(0),
            "more_body": bool(left) or how.get("never_ends", False),
        }

    async def send(message):
        sent.append(message)

    await app(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent[1:])
    starts = [message for message in sent if message["type"] == "http.response.start"]
    assert len(starts) == 1, "one answer"
    return starts[0]["status"], dict(starts[0]["headers"]), body, len(left)


def test_a_body_within_bounds_is_taken():
    assert client().post("/json", json={"text": "x" * 900}).json() == 900
    assert client().post("/import", content=b"x" * 5000).json() == 5000


@pytest.mark.parametrize("path", ["/json", "/form", "/import", "/careless"])
def test_a_body_that_says_it_is_too_large_is_refused_before_it_arrives(path: str):
    answer = client().post(path, content=b"x" * 5001)
    assert answer.status_code == 413
    assert "larger than" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/json", "/form", "/careless"])
def test_a_body_that_grows_too_large_is_refused_while_it_arrives(path: str):
    """Without a length, in chunks; whatever the application makes of the break."""
    chunks = [b"x" * 400] * 100
    status, _, body, left = asyncio.run(ask(path, chunks))
    assert status == 413
    assert "1000 bytes" in json.loads(body)["detail"]
    assert left == 97, "no more is read than what shows that it is too large"


def test_a_wrong_length_does_not_open_the_way():
    status, *_ = asyncio.run(ask("/json", [b"x" * 400] * 10, headers={"content-length": "10"}))
    assert status == 413


@pytest.mark.parametrize("path", ["/json", "/form", "/careless"])
def test_a_body_that_comes_too_slowly_is_refused(path: str):
    status, headers, body, _ = asyncio.run(ask(path, [b"x"] * 1000, pause=0.05))
    assert status == 408
    assert headers[b"connection"] == b"close"
    assert "longer than 0.2 seconds" in json.loads(body)["detail"]


def test_a_body_that_never_ends_is_refused():
    status, *_ = asyncio.run(ask("/json", [b"x"], never_ends=True))
    assert status == 408


def test_an_answer_may_take_as_long_as_it_likes():
    assert client().get("/live").text == "0\n1\n2\n"


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "evil.example:80", "169.254.169.254"]
)
def test_a_name_that_is_not_the_desks_is_refused(host: str):
    """DNS rebinding: a page of another site that lets its own name lead to this machine."""
    answer = client().get("/kept", headers={"host": host})
    assert answer.status_code == 421
    assert "not reached by that name" in answer.json()["detail"]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1", "[::1]:80"])
def test_names_of_this_machine_are_taken_on_any_port(host: str):
    assert client().get("/kept", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["", "a b", "localhost/evil", "user@localhost", "localhost:port"])
def test_a_host_that_is_none_is_refused(host: str):
    assert client().get("/kept", headers={"host": host}).status_code == 400


def test_two_names_are_refused():
    status = client().get("/kept", headers=[("host", "localhost"), ("host", "evil.example")]).status_code
    assert status == 400


def test_every_answer_forbids_what_pages_do_not_need():
    for answer in (
        client().get("/kept"),
        client().get("/nowhere"),
        client().post("/json", content=b"x" * 5001),
        client().get("/kept", headers={"host": "evil.example"}),
    ):
        policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
        assert policy == {
            "default-src": "'none'", "script-src": "'self'", "style-src": "'self'",
            "img-src": "'self' data: blob:", "font-src": "'self'", "worker-src": "blob:", "connect-src": "'self'",
            "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
        }  # fmt: skip
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in answer.headers["permissions-policy"]


def test_answers_are_kept_by_no_cache_unless_they_say_so():
    assert client().get("/nowhere").headers["cache-control"] == "no-store"
    assert client().get("/kept").headers["cache-control"] == "public, max-age=60"


def test_people_get_words_and_programs_a_document():
    refused = client().get("/kept", headers={"host": "evil.example", "accept": "text/html,*/*"})
    assert refused.headers["content-type"] == "text/plain; charset=utf-8"
    refused = client().get("/kept", headers={"host": "evil.example"})
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["status"] == 421


def test_a_web_socket_is_closed():
    from starlette.websockets import WebSocketDisconnect

    with pytest.raises(WebSocketDisconnect), client().websocket_connect("/live"):
        pass
