"""The hub of the live stream: one per application, on its event loop; it asks the desk once for all clients of a view.

A statement is told to a view by `Desk.events`, which asks the labels anew for each of them. Nothing is kept for a client
but how far they are: whoever is slow reads from the ring of what was told last, or from the ledger again, so that a
client that stops reading costs nothing and misses nothing.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime

from troth.case import Run
from troth.share.desk import Desk, Note, Place, Showing, place_at, read_place
from troth.share.desk.feed import next_opening

from .live_frames import Frame, told, verdicts

REFRESH = 1.0
"""Seconds between two looks at what other processes wrote into the store."""
KEPT = 1_000
"""Frames of a view that are kept as bytes; whoever is further behind is told from the ledger."""
CHUNK = 200
"""Statements that are asked for at a time."""
REST = 4.0
"""After settling verdicts nothing is settled for so many times as long: a fifth of one core at most."""

log = logging.getLogger("troth.desk")


class View:
    """What is told to everybody who sees the case as one viewer does.

    Parameters
    ----------
    viewer
        A party of the case, or ``"public"``.
    place
        From where on it tells.
    """

    def __init__(self, desk: Desk, viewer: str, place: Place) -> None:
        self.desk, self.viewer, self.place = desk, viewer, place
        self.clients = 0
        self.frames: deque[Frame] = deque(maxlen=KEPT)
        self.told = 0
        """How many frames there were so far; those that are kept are the last of them."""
        self.turn = asyncio.Event()
        self.run: Run | None = None
        self._joined: dict[int, bytes] = {}

    def settle(self) -> tuple[Run, Frame | None]:
        """The view's verdicts, and what changed in them; asked for in a thread of its own."""
        run = self.desk.run(self.viewer, explained=False)
        before = self.run
        return run, verdicts(run, before) if before is not None and before is not run else None

    def showing(self) -> Showing:
        """What may be named to this viewer."""
        rows = self.run.picture.statements.keys() if self.run is not None else frozenset[tuple[str, str]]()
        return Showing(self.desk.mirror, self.desk.sight(self.viewer), rows, self.desk.now())

    def frames_of(self, place: Place) -> list[Frame]:
        """The next statements after a place, up to the view's own."""
        found = self.desk.events(self.viewer, place, most=CHUNK)
        showing, zone = self.showing(), self.desk.case.settings.zone
        return [
            told(event.note, showing, zone, place=event.place)
            for event in found
            if read_place(event.place) <= self.place
        ]

    def publish(self) -> None:
        """Tell what has opened to this viewer since."""
        while found := self.desk.events(self.viewer, self.place, most=CHUNK):
            showing, zone = self.showing(), self.desk.case.settings.zone
            self.add(told(event.note, showing, zone, place=event.place) for event in found)
            self.place = read_place(found[-1].place)

    def publish_late(self, notes: Iterable[Note]) -> None:
        """Tell what another process wrote under a time that this view had passed already.

        It has no place of its own in the order, so it is told under the last one.
        """
        sight, known = self.desk.sight(self.viewer), {one.statement for one in self.frames}
        for note in notes:
            since = sight.since(note)
            if Place(since, note.id) <= self.place and note.id not in known:
                frame = told(note, self.showing(), self.desk.case.settings.zone, place=self.place.text())
                self.add([frame._replace(late=True)])

    def add(self, frames: Iterable[Frame]) -> None:
        """Put frames where the clients find them, and wake the clients."""
        fresh = list(frames)
        self.frames.extend(fresh)
        self.told += len(fresh)
        if fresh:
            self._joined = {}
            self.wake()

    def wake(self) -> None:
        """Let the clients look."""
        turn, self.turn = self.turn, asyncio.Event()
        turn.set()

    def since(self, told: int) -> Sequence[Frame] | None:
        """The frames after so many; None where they are no longer kept."""
        missing = self.told - told
        if missing > len(self.frames):
            return None
        return [self.frames[index] for index in range(len(self.frames) - missing, len(self.frames))]

    def joined(self, told: int, frames: Sequence[Frame]) -> bytes:
        """Frames as one piece: the same bytes for everybody who is as far."""
        if told not in self._joined:
            self._joined[told] = b"".join(one.data for one in frames)
        return self._joined[told]


class Hub:
    """Wakes the views of one desk.

    Parameters
    ----------
    rest
        How many times as long as settling took nothing is settled.
    """

    def __init__(self, desk: Desk, *, refresh: float = REFRESH, rest: float = REST) -> None:
        self.desk, self._refresh, self._rest = desk, refresh, rest
        self.views: dict[str, View] = {}
        self._made: dict[str, asyncio.Lock] = {}
        self._wake = asyncio.Event()
        self._fresh: list[Note] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._looked = 0.0
        self._deaf: Callable[[], None] | None = None
        self._listening = 0

    async def join(self, viewer: str) -> View:
        """Begin to listen as a viewer; `leave` when done."""
        self._listening += 1
        self._start()
        try:
            view = await self._view(viewer)
        except BaseException:  # whoever gives up while waiting is gone, too
            self._gone()
            raise
        view.clients += 1
        return view

    async def _view(self, viewer: str) -> View:
        async with self._made.setdefault(viewer, asyncio.Lock()):
            view = self.views.get(viewer)
            if view is None:
                view = View(self.desk, viewer, place_at(self.desk.now()))
                view.run, _ = await asyncio.to_thread(view.settle)
                view.publish()
                self.views[viewer] = view
            return view

    def leave(self, view: View) -> None:
        """Stop listening; the last one out stops the hub."""
        view.clients -= 1
        if view.clients == 0 and self.views.get(view.viewer) is view:
            del self.views[view.viewer]
        self._gone()

    def _gone(self) -> None:
        self._listening -= 1
        if self._listening == 0:
            self.stop()

    def wake_all(self) -> None:
        """Let all clients look."""
        for view in self.views.values():
            view.wake()

    def stop(self) -> None:
        """Let go of the desk and of the loop."""
        if self._deaf is not None:
            self._deaf()
            self._deaf = None
        for task in self._tasks:
            task.cancel()
        self._tasks = []

    def _start(self) -> None:
        if self._deaf is not None:
            return
        loop, self._wake = asyncio.get_running_loop(), asyncio.Event()
        self._made, self._fresh, self._looked = {}, [], time.monotonic()

        def hear(notes: Sequence[Note]) -> None:
            loop.call_soon_threadsafe(self._hear, notes)

        self._deaf = self.desk.listen(hear)
        self._tasks = [loop.create_task(self._again(self._tell)), loop.create_task(self._again(self._settle))]

    def _hear(self, notes: Sequence[Note]) -> None:
        self._fresh += notes
        self._wake.set()

    async def _again(self, turn: Callable[[], Awaitable[None]]) -> None:
        """Do something over and over; what fails once, such as a database that is away, is tried again."""
        while True:
            try:
                await turn()
            except Exception as error:  # noqa: BLE001 - nobody else would hear of it, and the streams would stand still
                log.error("live stream: %s: %s", type(error).__name__, error)  # noqa: TRY400 - one line for whoever runs it
                await asyncio.sleep(self._refresh)

    async def _tell(self) -> None:
        """Tell every view what opened to it: when something is said, when something opens, and every second."""
        fresh, self._fresh = self._fresh, []
        self._wake.clear()
        for view in tuple(self.views.values()):
            view.publish()
            view.publish_late(fresh)
        left = self._looked + self._refresh - time.monotonic()
        if left <= 0:
            self._looked, left = time.monotonic(), self._refresh
            await asyncio.to_thread(self.desk.refresh)
        try:
            async with asyncio.timeout(min(left, self._until_next(self.desk.now()))):
                await self._wake.wait()
        except TimeoutError:
            return

    def _until_next(self, now: datetime) -> float:
        """Seconds until something opens by itself, where the clock runs as the machine's does."""
        at = next_opening(self.desk.mirror, now)
        return self._refresh if at is None else max((at - now).total_seconds(), 0.01)

    async def _settle(self) -> None:
        """Settle the verdicts of one view after another, and rest after each."""
        for view in tuple(self.views.values()):
            begun = time.monotonic()
            run, news = await asyncio.to_thread(view.settle)
            view.run = run
            if news is not None:
                view.add([news])
            await asyncio.sleep((time.monotonic() - begun) * self._rest)
        await asyncio.sleep(self._refresh / 2)
