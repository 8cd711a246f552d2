"""Server-sent events in tests: a stream that is read without a server, and the events in it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, NamedTuple


class Told(NamedTuple):
    """An event of a stream."""

    event: str
    id: str
    data: Any


class Ears:
    """One client of a stream, without a server in between."""

    def __init__(self, app, path: str, headers: dict[str, str]) -> None:
        where, _, query = path.partition("?")
        self._scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1", "method": "GET",
            "scheme": "http", "path": where, "raw_path": where.encode(), "query_string": query.encode(), "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in {"host": "localhost", **headers}.items()],
            "client": ("203.0.113.9", 40000), "server": ("localhost", 80),
        }  # fmt: skip
        self._app = app
        self._asked = False
        self._left = asyncio.Event()
        self.reads = asyncio.Event()
        self.reads.set()
        self.status = 0
        self.raw = b""
        self._taken = 0
        self._more = asyncio.Event()
        self.done: asyncio.Task | None = None

    async def _receive(self):
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message) -> None:
        await self.reads.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
        self.raw += message.get("body", b"")
        self._more.set()

    def begin(self) -> None:
        self.done = asyncio.ensure_future(self._app(self._scope, self._receive, self._send))

    async def leave(self) -> None:
        self._left.set()
        self.reads.set()
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(self.done, 5)

    async def next(self, seconds: float = 5.0) -> Told:
        """The next event; a comment is an event without a name."""
        async with asyncio.timeout(seconds):
            while (end := self.raw.find(b"\n\n", self._taken)) < 0:
                self._more.clear()
                await self._more.wait()
        text, self._taken = self.raw[self._taken : end].decode(), end + 2
        return parsed(text)

    async def until(self, event: str, seconds: float = 10.0) -> Told:
        """The next event of a name."""
        async with asyncio.timeout(seconds):
            while (found := await self.next(seconds)).event != event:
                pass
        return found

    async def silent(self, seconds: float = 0.3) -> bool:
        """Whether nothing is told for a while."""
        with suppress(TimeoutError):
            await self.next(seconds)
            return False
        return True


def parsed(text: str) -> Told:
    fields = dict(
        line.split(": ", 1) for line in text.splitlines() if ": " in line and not line.startswith(":")
    )
    data = fields.get("data")
    return Told(fields.get("event", ""), fields.get("id", ""), None if data is None else json.loads(data))


@asynccontextmanager
async def listening(app, path: str = "/live", **headers: str) -> AsyncIterator[Ears]:
    """A client that leaves at the end."""
    ears = Ears(app, path, {name.replace("_", "-"): value for name, value in headers.items()})
    ears.begin()
    try:
        yield ears
    finally:
        await ears.leave()
