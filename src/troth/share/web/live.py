"""The live stream at ``/live``: what opens to a viewer, as server-sent events, from where they heard of it last.

    live = install_live(app, desk, caller_of=…, still_good=…)     # GET /live
    live.end()                                                    # from any thread: all streams end, browsers come back

Each statement comes with its place as the event's id. A client that comes back with ``Last-Event-ID`` (a browser does so
by itself) or with ``?after=`` is told exactly what opened after that place, also over a restart of the server.
"""

import asyncio
import json
import time
from collections import Counter, deque
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from troth.case import Run
from troth.records.label import PUBLIC
from troth.share.desk import Desk, DeskError, Place, place_at, read_place

from .caller import Caller, CallerOf
from .live_frames import HEARTBEAT, Frame, frame, greeting
from .live_hub import KEPT, Hub, View
from .public_forms import AddressOf, socket_address

PATH = "/live"
AWAY = "the desk is being restarted; come back in a moment"
GONE = "the session has ended, or the key was withdrawn; come in again"
StillGood = Callable[[Caller], bool]
Witness = Callable[[Caller, str, str, Sequence[str]], None]
"""Writes down who was shown restricted statements: the caller, the outlet, the address, the statements' ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How many streams there may be, and how long one waits.

    Parameters
    ----------
    all, caller, address
        Streams in all, for one login or key, and for one address that has not logged in.
    heartbeat
        Seconds after which a silent stream says that it is there, and looks whether its caller is still let in.
    stall
        Seconds after which a client that reads nothing is cut off; it resumes by its last event.
    """

    all: int = 1_000
    caller: int = 50
    address: int = 100
    heartbeat: float = 15.0
    stall: float = 20.0


class Listener(NamedTuple):
    """Who listens."""

    caller: Caller
    viewer: str
    address: str
    after: Place | None


class Reader:
    """How far one client is in a view."""

    def __init__(self, view: View, after: Place | None) -> None:
        self.view = view
        self.place = view.place if after is None else min(after, view.place)
        self._told = -1
        self._lately: deque[str] = deque(maxlen=KEPT)

    @property
    def is_behind(self) -> bool:
        """Whether it still reads from the ledger what the view has told already."""
        return self._told < 0

    def next(self) -> tuple[bytes, Sequence[Frame]]:
        """What comes next, as bytes and as frames; nothing where there is nothing yet."""
        return self._from_ledger() if self.is_behind else self._from_view()

    def _from_ledger(self) -> tuple[bytes, Sequence[Frame]]:
        frames = self.view.frames_of(self.place)
        if not frames:
            self._told = self.view.told
        self._lately.extend(one.statement for one in frames)
        self._past(frames)
        return b"".join(one.data for one in frames), frames

    def _from_view(self) -> tuple[bytes, Sequence[Frame]]:
        found = self.view.since(self._told)
        if found is None:
            self._told = -1
            return self._from_ledger()
        told, self._told = self._told, self.view.told
        self._past(found)
        frames = [one for one in found if not (one.late and one.statement in self._lately)]
        if len(frames) == len(found):
            return self.view.joined(told, found), found
        return b"".join(one.data for one in frames), frames

    def _past(self, frames: Sequence[Frame]) -> None:
        places = [one.place for one in frames if one.place]
        self.place = read_place(places[-1]) if places else self.place


class Live:
    """All live streams of an application."""

    def __init__(
        self,
        desk: Desk,
        *,
        still_good: StillGood = lambda _: True,
        witness: Witness | None = None,
        bounds: Bounds | None = None,
        hub: Hub | None = None,
    ) -> None:
        self.desk, self.hub = desk, hub or Hub(desk)
        self.bounds = bounds or Bounds()
        self._still_good, self._witness = still_good, witness
        self._open: Counter[str] = Counter()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending = False

    @property
    def count(self) -> int:
        """How many streams are open."""
        return self._open.total()

    def take_seat(self, who: Listener) -> Response | None:
        """Make room for another stream, to be given back with `leave_seat`; why there is none, where there is none."""
        if self._ending:
            return _refused(503, "Restarting", AWAY, 2)
        if self.count >= self.bounds.all:
            return _refused(503, "Too many streams", "the desk has as many live streams as it can carry", 30)
        if self._open[_name(who)] >= (self.bounds.address if _is_public(who) else self.bounds.caller):
            return _refused(
                429, "Too many streams", "you have as many live streams as one may have; close some", 30
            )
        self._open[_name(who)] += 1
        return None

    def leave_seat(self, who: Listener) -> None:
        """Give the room back."""
        self._open[_name(who)] -= 1
        self._open += Counter()  # forgets those who have none

    def end(self) -> None:
        """End all streams, from any thread: before the server stops, or clients would keep it waiting."""
        self._ending = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.hub.wake_all)

    async def stream(self, who: Listener) -> AsyncGenerator[bytes, None]:
        """What one client is told, until they go, or are let in no more."""
        self._loop = asyncio.get_running_loop()
        view = await self.hub.join(who.viewer)
        try:
            async for piece in self._told(who, Reader(view, who.after)):
                yield piece
        finally:
            self.hub.leave(view)

    async def _told(self, who: Listener, reader: Reader) -> AsyncGenerator[bytes, None]:
        yield greeting(who.viewer, reader.place.text())
        due = time.monotonic() + self.bounds.heartbeat
        while not self._ending:
            turn = reader.view.turn
            data, frames = reader.next()
            is_due = time.monotonic() >= due
            # whoever was shut out a moment ago is told of nothing more that is not for everybody
            if is_due or any(one.restricted for one in frames):
                if not await run_in_threadpool(self._still_good, who.caller):
                    yield frame("end", {"why": GONE})
                    return
                yield HEARTBEAT if is_due else b""
                due = time.monotonic() + self.bounds.heartbeat
            if data:
                await self._write_down(who, frames)
                yield data
            elif not reader.is_behind:
                await _woken(turn, due - time.monotonic())
        yield frame("pause", {"why": AWAY})

    async def _write_down(self, who: Listener, frames: Sequence[Frame]) -> None:
        """Before it is shown, note who was shown what is restricted."""
        shown = [one.statement for one in frames if one.restricted]
        if shown and self._witness is not None:
            await run_in_threadpool(self._witness, who.caller, "live", who.address, shown)


class EventStream(Response):
    """Sends what comes, as long as somebody reads it."""

    def __init__(
        self, pieces: AsyncGenerator[bytes, None], *, stall: float, at_end: Callable[[], None]
    ) -> None:
        super().__init__(media_type="text/event-stream")
        self._pieces, self._stall, self._at_end = pieces, stall, at_end
        del self.headers["content-length"]
        self.headers.update({"cache-control": "no-store", "x-accel-buffering": "no"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until one side has had enough."""
        try:
            await self._talk(scope, receive, send)
        finally:
            self._at_end()

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        head = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(head)
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            return
        sending = asyncio.ensure_future(self._send(send))
        leaving = asyncio.ensure_future(_left(receive))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, leaving):
                task.cancel()
            await asyncio.gather(sending, leaving, return_exceptions=True)
        if sending.done() and not sending.cancelled() and (error := sending.exception()) is not None:
            raise error

    async def _send(self, send: Send) -> None:
        try:
            async for piece in self._pieces:
                async with asyncio.timeout(self._stall):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        except (
            OSError,
            TimeoutError,
        ):  # gone, or reading nothing: it comes back by the last event that it has
            return
        finally:
            await self._pieces.aclose()


async def _woken(turn: asyncio.Event, seconds: float) -> None:
    """Wait until something is told, or it is time for a sign of life."""
    with suppress(TimeoutError):
        async with asyncio.timeout(max(seconds, 0)):
            await turn.wait()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _is_public(who: Listener) -> bool:
    return not who.caller.handle


def _name(who: Listener) -> str:
    return f"address {who.address}" if _is_public(who) else f"caller {who.caller.handle}"


def _refused(status: int, title: str, detail: str, wait: int) -> Response:
    problem = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    headers = {"retry-after": str(wait)} if wait else {}
    return Response(
        json.dumps(problem), status_code=status, headers={**headers, "cache-control": "no-store"}, media_type="application/problem+json"
    )  # fmt: skip


def place_of(run: Run) -> str:
    """From where on a page that shows a run is to be told: for ``/live?after=``."""
    return place_at(run.as_of).text()


def listener(request: Request, caller: Caller, address: str) -> Listener:
    """Who listens, from what they ask for and where from.

    Raises
    ------
    DeskError
        The last event is none, or the view is not theirs.
    """
    text = request.headers.get("last-event-id") or request.query_params.get("after") or ""
    viewer = request.query_params.get("as") or caller.viewer
    if viewer not in {caller.viewer, PUBLIC}:
        msg = "as: found another view than your own, expected your own or public; leave it out for your own"
        raise DeskError(msg)
    return Listener(caller, viewer, address, read_place(text) if text else None)


def install_live(  # noqa: PLR0913 - as for the application
    app: FastAPI,
    desk: Desk,
    *,
    caller_of: CallerOf,
    still_good: StillGood = lambda _: True,
    witness: Witness | None = None,
    bounds: Bounds | None = None,
    address_of: AddressOf = socket_address,
) -> Live:
    """Add ``/live`` to an application.

    Parameters
    ----------
    caller_of
        Who asks, from a request.
    still_good
        Whether a caller may still listen: their session goes on, their key was not withdrawn.
    witness
        Writes down who was shown what is restricted, before it is shown.
    address_of
        Where a request comes from, for those who have not logged in.
    """
    live = Live(desk, still_good=still_good, witness=witness, bounds=bounds)

    async def events(request: Request) -> Response:
        caller = await run_in_threadpool(caller_of, request)
        try:
            who = listener(request, caller, address_of(request))
        except DeskError as error:
            return _refused(400, "Not understood", str(error), 0)
        if (refusal := live.take_seat(who)) is not None:
            return refusal
        return EventStream(live.stream(who), stall=live.bounds.stall, at_end=lambda: live.leave_seat(who))

    app.add_api_route(PATH, events, methods=["GET", "HEAD"], include_in_schema=False)
    app.state.live = live
    return live
