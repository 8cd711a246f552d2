"""Runs of a case for its viewers, kept while they hold: until something is said, opens, or falls due.

A run without explanations takes a tenth of a second for some hundred rows, one with them several times as long. While
statements come in every second, a run that is a little older is given, with its time on it, and renewed at a pace that
leaves the machine most of its time.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from troth import case as cases
from troth.case import Case, Run
from troth.case.changes import changed
from troth.case.statements import Book
from troth.case.steps import Rows

from .errors import TooMuchAskedError
from .feed import next_opening
from .mirror import Mirror
from .sight import Sight

KEEP = 60.0
"""Seconds after which a run is made again, so that its time is never far behind."""
SHARE = {False: 10.0, True: 25.0}
"""While much is being said, a run that is out of date is given for so many times as long as it took to make: one without
explanations sooner renewed than one with them."""
BURST = 3.0
"""So many runs may be made at once after a quiet time, so that who hears of one statement also sees what it changes."""
MOST = 64
"""Runs of earlier times that are kept."""
AT_ONCE, PATIENCE = 2, 5.0
"""So many of them are made at a time, and so many seconds anybody waits for their turn: whoever asks for ever other times
must not keep everybody else from their pages."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A run, and until when it holds."""

    run: Run
    explained: bool
    version: int
    """What `version` said of its viewer."""
    made: float
    """Seconds of the machine's steady clock when it was begun."""
    took: float
    credit: float
    """How many further runs may be made at once; grows by one in `SHARE` times the length of a run, up to `BURST`."""
    until: datetime | None
    """The time of the desk's clock at which a verdict may change by itself."""


Key = tuple[str, bool]


class Pictures:
    """The runs of one case.

    When a run is made again can be seen by the time on it, so nothing decides about that but what its viewer may see.

    Parameters
    ----------
    sight
        What a viewer may see.
    version
        A number that grows when something is said that a viewer may see.
    """

    def __init__(  # noqa: PLR0913 - what a desk is made of, the rare ones by name
        self,
        case: Case,
        clock: Callable[[], datetime],
        mirror: Mirror,
        book: Callable[[], Book],
        *,
        sight: Callable[[str], Sight],
        version: Callable[[str], int],
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._case, self._clock, self._mirror, self._book, self._steady = case, clock, mirror, book, steady
        self._sight, self._version = sight, version
        self._now: dict[Key, Kept] = {}
        self._must: set[Key] = set()
        self._past: OrderedDict[tuple[str, datetime, bool], Run] = OrderedDict()
        self._locks: dict[Key, threading.Lock] = {}
        self._guard = threading.Lock()
        self._drawing = threading.BoundedSemaphore(AT_ONCE)

    def now(self, viewer: str, *, explained: bool) -> Run:
        """The run for a viewer as of now, or of a moment ago while much is being said."""
        key = viewer, explained
        kept = self._now.get(key)
        if kept is not None and key not in self._must and self._will_do(kept):
            return kept.run
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            kept = self._now.get(key)
            if kept is not None and key not in self._must and self._will_do(kept):
                return kept.run
            self._must.discard(key)
            made = self._make(viewer, explained=explained)
            self._now[key] = made
            return made.run

    def best(self, viewer: str) -> Run:
        """The explained run for a viewer where it is at hand or may be made now; while much is being said, the plain one."""
        kept = self._now.get((viewer, True))
        if kept is None or self._holds(kept) or self._credit(kept) >= 1.0:
            return self.now(viewer, explained=True)
        return self.now(viewer, explained=False)

    def warm(self) -> int:
        """Make the explained runs again that were asked for before, as far as their pace lets it; returns how many."""
        due = [
            viewer
            for (viewer, explained), kept in list(self._now.items())
            if explained and not self._holds(kept) and self._credit(kept) >= 1.0
        ]
        for viewer in due:
            self.now(viewer, explained=True)
        return len(due)

    def is_current(self, viewer: str, *, explained: bool = False) -> bool:
        """Whether the run that would be given rests on everything that was said so far."""
        kept = self._now.get((viewer, explained))
        return kept is not None and self._holds(kept)

    def renew(self, viewer: str) -> None:
        """Let the next run of a viewer rest on what was just said, whatever it costs: it is their own word."""
        self._must |= {(viewer, True), (viewer, False)}

    def at(self, viewer: str, as_of: datetime, *, explained: bool) -> Run:
        """The run for a viewer as of an earlier time, which nothing that is said later changes.

        Raises
        ------
        TooMuchAskedError
            Too many of them are being made.
        """
        key = viewer, as_of, explained
        with self._guard:
            if key in self._past:
                self._past.move_to_end(key)
                return self._past[key]
        if not self._drawing.acquire(timeout=PATIENCE):
            msg = "more pictures of earlier times are asked for than can be drawn at once; ask again in a moment"
            raise TooMuchAskedError(msg)
        try:
            run = self._run(viewer, as_of, explained=explained)
        finally:
            self._drawing.release()
        with self._guard:
            self._past[key] = run
            while len(self._past) > MOST:
                self._past.popitem(last=False)
        return run

    def changes(self, now: Run, since: datetime) -> Rows:
        """What changed for a run's viewer since a time; see `troth.case.changes.changed`."""
        if since >= now.as_of:
            return []
        before = self.at(now.viewer, since, explained=False)
        return changed(now.picture, now.verdicts, before.picture, before.verdicts)

    def _will_do(self, kept: Kept) -> bool:
        age = self._steady() - kept.made
        if self._holds(kept):
            return age < KEEP
        return self._credit(kept) < 1.0

    def _holds(self, kept: Kept) -> bool:
        return kept.version == self._version(kept.run.viewer) and (
            kept.until is None or self._clock() < kept.until
        )

    def _credit(self, kept: Kept) -> float:
        resting = (
            (self._steady() - kept.made) / (SHARE[kept.explained] * kept.took) if kept.took > 0 else BURST
        )
        return min(BURST, kept.credit + resting)

    def _make(self, viewer: str, *, explained: bool) -> Kept:
        before = self._now.get((viewer, explained))
        credit = BURST if before is None else self._credit(before)
        version, made = self._version(viewer), self._steady()
        run = self._run(viewer, self._clock(), explained=explained)
        took = self._steady() - made
        return Kept(
            run,
            explained,
            version,
            made,
            took,
            max(0.0, credit - 1.0),
            _until(run, self._mirror, self._sight(viewer)),
        )

    def _run(self, viewer: str, as_of: datetime, *, explained: bool) -> Run:
        return cases.run(
            self._case, as_of=as_of, viewer=viewer, history=explained, book=self._book(), since=as_of,
            explain=explained,
        )  # fmt: skip


def _until(run: Run, mirror: Mirror, sight: Sight) -> datetime | None:
    """The next time at which a verdict may be another without anything being said."""
    ends = [
        at for verdict in run.verdicts for at in (verdict.valid_to, verdict.decidable_at) if at is not None
    ]
    opening = next_opening(mirror, run.as_of, sight)
    times = [*ends, *([opening] if opening is not None else [])]
    return min((at for at in times if at > run.as_of), default=None)
