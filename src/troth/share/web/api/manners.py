"""What holds for every request and answer of the API: HEAD and OPTIONS, sizes and kinds of bodies, ETags, no traceback.

An ETag is made of what the answer says, so it changes when that changes and at no other time: nobody learns from it
that something was said which they may not see.
"""

import hashlib
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from troth.share.web.guard import RefusedRequestError

from .faults import ABSENT, document

log = logging.getLogger("troth.desk")
JSON = "application/json"
MB = 1_000_000
NOT_CHANGED, OK = 304, 200


class Intake(NamedTuple):
    """What a path takes."""

    types: tuple[str, ...] = (JSON,)
    most: int = 1 * MB


@dataclass(slots=True)
class Answer:
    """An answer before it is sent."""

    start: Message
    body: bytes = b""

    def header(self, name: bytes) -> bytes:
        """The value of a header; empty where there is none."""
        return next((value for key, value in self.start["headers"] if key.lower() == name), b"")

    def put(self, name: bytes, value: bytes) -> None:
        """Set a header."""
        kept = [(key, old) for key, old in self.start["headers"] if key.lower() != name]
        self.start["headers"] = [*kept, (name, value)]

    def drop(self, *names: bytes) -> None:
        """Leave headers out."""
        self.start["headers"] = [pair for pair in self.start["headers"] if pair[0].lower() not in names]


class Manners:
    """Stands before the API.

    Parameters
    ----------
    methods
        Which methods a path has; none where there is no such path.
    intakes
        What the paths take that take something else than a megabyte of JSON.
    """

    def __init__(
        self, app: ASGIApp, *, methods: Callable[[Scope], Collection[str]], intakes: Mapping[str, Intake]
    ) -> None:
        self.app, self._methods, self._intakes = app, methods, intakes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        method = scope["method"]
        if method == "OPTIONS":
            await self._options(scope, receive, send)
        elif method in {"GET", "HEAD"}:
            await self._read({**scope, "method": "GET"}, receive, send, with_body=method == "GET")
        else:
            await self._write(scope, receive, send)

    async def _options(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._methods(scope)
        if not found:
            await document(404, ABSENT)(scope, receive, send)
            return
        allowed = sorted({*found, "OPTIONS", *(["HEAD"] if "GET" in found else [])})
        head = [(b"allow", ", ".join(allowed).encode()), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": OK, "headers": head})
        await send({"type": "http.response.body", "body": b""})

    async def _read(self, scope: Scope, receive: Receive, send: Send, *, with_body: bool) -> None:
        answer = await self._answer(scope, receive)
        if answer.start["status"] == OK:
            tag = _tag(answer)
            answer.put(b"etag", tag)
            answer.put(b"cache-control", b"private, no-cache")
            answer.put(b"vary", b"authorization, cookie")
            if _is_held(scope, tag):
                answer.start["status"] = NOT_CHANGED
                answer.drop(b"content-length", b"content-type")
                answer.body = b""
        await send(answer.start)
        await send({"type": "http.response.body", "body": answer.body if with_body else b""})

    async def _write(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] in self._methods(scope):
            path = scope["path"].removeprefix(scope.get("root_path", ""))
            taken = await _taken(Request(scope, receive), self._intakes.get(path, Intake()))
            if not isinstance(taken, bytes):
                await taken(scope, receive, send)
                return
            receive = _replay(taken, receive)
        answer = await self._answer(scope, receive)
        await send(answer.start)
        await send({"type": "http.response.body", "body": answer.body})

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        found: list[Answer] = []

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                found.append(Answer({**message, "headers": list(message.get("headers", ()))}))
            else:
                found[-1].body += message.get("body", b"")

        try:
            await self.app(scope, receive, keep)
        except (RefusedRequestError, ClientDisconnect):  # the guard answers the one, and nobody the other
            raise
        except Exception as error:
            log.error("%s %s: %s: %s", scope["method"], scope["path"], type(error).__name__, error)  # noqa: TRY400 - one line, no traceback
            log.debug("where it happened", exc_info=error)
            found.clear()
            sorry = (
                "something went wrong at this desk; nothing was changed; try again, or tell whoever runs it"
            )
            await document(500, sorry)(scope, receive, keep)
        return found[-1]


def _tag(answer: Answer) -> bytes:
    said = hashlib.sha256(
        answer.header(b"content-type") + b"\n" + answer.header(b"link") + b"\n" + answer.body
    )
    return b'"' + said.hexdigest()[:32].encode() + b'"'


def _is_held(scope: Scope, tag: bytes) -> bool:
    """Whether the client says that it has this answer already."""
    held = b",".join(value for key, value in scope["headers"] if key.lower() == b"if-none-match")
    return any(one.strip().removeprefix(b"W/") in {tag, b"*"} for one in held.split(b","))


async def _taken(request: Request, intake: Intake) -> bytes | ASGIApp:
    """The body, or why it is not taken."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in intake.types:
        wanted = " or ".join(intake.types)
        return document(
            415,
            f"found {kind[:60] or 'no content-type'!r}, expected {wanted}",
            headers={"accept-post": ", ".join(intake.types)},
        )
    if request.headers.get("content-encoding", "identity") != "identity":
        return document(415, "expected a body that is not packed; send it without content-encoding")
    too_large = document(413, f"the body is larger than {intake.most} bytes; send it in parts")
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:20]) > intake.most:
        return too_large
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > intake.most:
            return too_large
    return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Give a body that was read already once more."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again
