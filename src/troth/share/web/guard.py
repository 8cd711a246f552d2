"""What every request passes first and every answer last: sizes, times, names of the host, and headers.

Pure ASGI, outside of everything else. A body that is too large or too slow is refused while it arrives, whatever the
application makes of that.
"""

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; worker-src blob:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[bytes, bytes] = MappingProxyType(
    {
        b"content-security-policy": POLICY.encode(),
        b"x-content-type-options": b"nosniff",
        b"x-frame-options": b"DENY",
        # "no-referrer" would make browsers send forms with the origin "null", which is refused.
        b"referrer-policy": b"same-origin",
        b"permissions-policy": b"camera=(), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-create=(self), publickey-credentials-get=(self)",
        b"cross-origin-opener-policy": b"same-origin",
        b"cross-origin-resource-policy": b"same-origin",
        b"cache-control": b"no-store",
    }
)
"""What an answer says unless it says something else itself; static files have a cache-control of their own."""
TOO_LARGE, TOO_SLOW, MISDIRECTED, BAD, LONG_HEAD = 413, 408, 421, 400, 431
_TITLES = MappingProxyType(
    {
        TOO_LARGE: "Content too large",
        TOO_SLOW: "Request timeout",
        MISDIRECTED: "Misdirected request",
        BAD: "Bad request",
        LONG_HEAD: "Request header fields too large",
    }
)
_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(?::\d{1,5})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a desk takes.

    Parameters
    ----------
    hosts
        The names that it is reached by, without ports: another page must not reach it by a name of its own.
    head
        Bytes of an address and of all headers, at most; the server limits only heads that come in pieces.
    body
        Bytes of a body, at most.
    larger
        Other limits for paths that begin with a text, such as the bulk import.
    seconds
        How long a body may take to arrive.
    """

    hosts: frozenset[str] = frozenset({"localhost", "127.0.0.1", "[::1]"})
    head: int = 32_768
    body: int = 2 * 1024 * 1024
    larger: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 30.0

    def most(self, path: str) -> int:
        """How many bytes a body for a path may have."""
        fitting = [start for start in self.larger if path.startswith(start)]
        return self.larger[max(fitting, key=len)] if fitting else self.body


class RefusedRequestError(Exception):
    """A request that is not taken; the guard answers it, whoever catches this."""

    def __init__(self, status: int, detail: str) -> None:
        self.status = status
        self.detail = detail
        super().__init__(detail)


class Guard:
    """Stands before an application.

    Parameters
    ----------
    bounds
        What is taken; unless given, requests for localhost of 2 MB at most.
    """

    def __init__(self, app: ASGIApp, bounds: Bounds | None = None) -> None:
        self.app = app
        self.bounds = bounds or Bounds()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        passage = _Passage(scope, receive, send, self.bounds)
        try:
            passage.look()
            await self.app(scope, passage.receive, passage.send)
        except RefusedRequestError as refusal:
            await passage.refuse(refusal)


class _Passage:
    """One request on its way through."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, bounds: Bounds) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._bounds = bounds
        self._most = bounds.most(scope["path"])
        self._arrived = 0
        self._until: float | None = None
        self._whole = False
        self._begun = self._answered = False
        self._refusal: RefusedRequestError | None = None

    def look(self) -> None:
        """Look at the head of a request.

        Raises
        ------
        RefusedRequestError
            It is for another host, or says itself that it is too large.
        """
        hosts = self._values(b"host")
        match = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
        if match is None:
            raise RefusedRequestError(BAD, "expected one Host header with the name of this desk")
        if match["name"].lower() not in self._bounds.hosts:
            raise RefusedRequestError(
                MISDIRECTED,
                "this desk is not reached by that name; whoever runs it can allow the name when starting it",
            )
        head = len(self._scope.get("raw_path") or b"") + len(self._scope["query_string"])
        if (
            head + sum(len(name) + len(value) + 4 for name, value in self._scope["headers"])
            > self._bounds.head
        ):
            raise RefusedRequestError(
                LONG_HEAD, f"the address and the headers have more than {self._bounds.head} bytes together"
            )
        length = self._values(b"content-length")
        if length and length[0].isascii() and length[0].isdigit() and int(length[0][:20]) > self._most:
            raise self._too_large()

    def _values(self, name: bytes) -> list[str]:
        return [value.decode("latin-1") for key, value in self._scope["headers"] if key.lower() == name]

    def _too_large(self) -> RefusedRequestError:
        return RefusedRequestError(TOO_LARGE, f"the body is larger than {self._most} bytes; send it in parts")

    async def receive(self) -> Message:
        """Hand on what arrives, as long as it is not too much and not too late."""
        if self._refusal is not None:
            raise self._refusal
        if self._whole:
            return await self._receive()
        message = await self._in_time()
        if message["type"] == "http.request":
            self._arrived += len(message.get("body", b""))
            self._whole = not message.get("more_body", False)
            if self._arrived > self._most:
                self._refusal = self._too_large()
                raise self._refusal
        return message

    async def _in_time(self) -> Message:
        now = asyncio.get_running_loop().time()
        self._until = now + self._bounds.seconds if self._until is None else self._until
        try:
            async with asyncio.timeout_at(self._until):
                return await self._receive()
        except TimeoutError:
            seconds = f"{self._bounds.seconds:g}"
            self._refusal = RefusedRequestError(
                TOO_SLOW, f"the body took longer than {seconds} seconds to arrive; send it again"
            )
            raise self._refusal from None

    async def send(self, message: Message) -> None:
        """Hand an answer on with its headers; a refusal goes instead of whatever the application makes of it."""
        if self._answered:
            return
        if message["type"] == "http.response.start":
            if self._refusal is not None:
                await self.refuse(self._refusal)
                return
            self._begun = True
            message = {**message, "headers": _with_headers(list(message.get("headers", ())))}
        await self._send(message)

    async def refuse(self, refusal: RefusedRequestError) -> None:
        """Answer a request that is not taken, unless the application has begun to answer it."""
        if self._begun or self._answered:
            return
        self._answered = True
        body, kind = self._words(refusal)
        # The rest of the body is not read, so the connection cannot be used for another request.
        head = [
            (b"content-type", kind),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        await self._send(
            {
                "type": "http.response.start",
                "status": refusal.status,
                "headers": _with_headers(head),
            }
        )
        await self._send({"type": "http.response.body", "body": body})

    def _words(self, refusal: RefusedRequestError) -> tuple[bytes, bytes]:
        accepted = " ".join(self._values(b"accept"))
        if "json" not in accepted and "text/html" in accepted:
            return f"{refusal.detail}\n".encode(), b"text/plain; charset=utf-8"
        problem = {
            "type": "about:blank",
            "title": _TITLES[refusal.status],
            "status": refusal.status,
            "detail": refusal.detail,
        }
        return json.dumps(problem).encode(), b"application/problem+json"


def _with_headers(given: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    names = {name.lower() for name, _ in given}
    return [*given, *((name, value) for name, value in HEADERS.items() if name not in names)]
