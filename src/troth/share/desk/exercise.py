"""The clock of an exercise: it starts when the exercise is first served, goes on over a restart, and can be steered.

What it says is kept in a small file, which a running desk looks at each time it asks for the time: whoever runs the
exercise changes it with `troth exercise clock`, and every desk follows at once. The clock never goes back, since what
was said would then be of a time to come.
"""

import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from troth.case import Case
from troth.records.exercise import FASTEST, SLOWEST, Exercise

from .errors import DeskError

STATE = "clock.json"
"""The file that keeps the clock, in the folder in which the desk keeps its ledger."""
LAST = datetime(9000, 1, 1, tzinfo=UTC)
"""Where every clock stops: no case has later years."""
_KEYS = {"at", "since", "speed", "paused"}


class ClockFileError(DeskError):
    """The file that keeps an exercise's clock cannot be read or written, or a clock is asked to do what it cannot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticking:
    """A clock that said `at` when the machine's said `since`, and has run `speed` times as fast, or stood, since then.

    >>> noon, start = datetime(2026, 1, 1, 12, tzinfo=UTC), datetime(2023, 11, 25, 14, tzinfo=UTC)
    >>> Ticking(at=start, since=noon, speed=60).now(noon + timedelta(minutes=1)).isoformat()
    '2023-11-25T15:00:00+00:00'
    """

    at: datetime
    since: datetime
    speed: float = 1.0
    paused: bool = False

    def now(self, machine: datetime) -> datetime:
        """What it says when the machine's clock says `machine`; a machine that was set back makes it stand."""
        if self.paused:
            return self.at
        passed = max((machine - self.since).total_seconds(), 0.0) * self.speed
        return min(self.at + timedelta(seconds=min(passed, (LAST - self.at).total_seconds())), LAST)

    def steered(
        self,
        machine: datetime,
        *,
        speed: float | None = None,
        paused: bool | None = None,
        to: datetime | None = None,
    ) -> "Ticking":
        """The same clock from now on at another pace, standing or running again, or put ahead.

        Raises
        ------
        ClockFileError
            It would go back, or at a pace that no clock has.
        """
        now = self.now(machine)
        if to is not None and to < now:
            msg = f"clock: found {to.isoformat()}, expected a time after {now.isoformat()}, which it is; it only goes ahead"
            raise ClockFileError(msg)
        if speed is not None and not SLOWEST <= speed <= FASTEST:
            msg = f"clock: found a speed of {speed:g}, expected {SLOWEST:g} to {FASTEST:g} seconds in a second; choose another"
            raise ClockFileError(msg)
        return Ticking(
            at=now if to is None else to, since=machine, speed=self.speed if speed is None else speed,
            paused=self.paused if paused is None else paused,
        )  # fmt: skip


class ExerciseClock:
    """The clock of an exercise, kept in a file.

    Parameters
    ----------
    file
        Where it is kept; written when the clock is first asked, if it is not there.
    exercise
        When it starts and how fast it runs.
    machine
        The machine's time.
    """

    def __init__(
        self, file: Path, exercise: Exercise, *, machine: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.file, self._machine = file, machine
        self._first = Ticking(at=exercise.start.astimezone(UTC), since=machine(), speed=exercise.speed)
        self._kept: tuple[tuple[int, int, int], Ticking] | None = None

    @property
    def started(self) -> bool:
        """Whether it was ever started."""
        return self._mark() is not None

    def state(self) -> Ticking:
        """How it runs.

        Raises
        ------
        ClockFileError
            The file is damaged, or cannot be read or written.
        """
        try:
            if (mark := self._mark()) is None:
                self._begin()
                mark = self._mark()
            if self._kept is None or self._kept[0] != mark:
                self._kept = (mark or (0, 0, 0), read_state(self.file))
        except OSError as error:
            msg = f"{self.file}: {error.strerror or error}; the clock of the exercise is kept there: check its permissions"
            raise ClockFileError(msg) from None
        return self._kept[1]

    def now(self) -> datetime:
        """The time of the exercise."""
        return self.state().now(self._machine())

    def seconds_until(self, moment: datetime) -> float | None:
        """Seconds of the machine until the exercise's clock says `moment`; None while it stands."""
        state = self.state()
        left = (moment - self.now()).total_seconds()
        if left <= 0:
            return 0.0
        return None if state.paused else left / state.speed

    def steer(
        self, *, speed: float | None = None, paused: bool | None = None, to: datetime | None = None
    ) -> Ticking:
        """Let it run at another pace, stand, run again, or go ahead; see `Ticking.steered`."""
        made = self.state().steered(self._machine(), speed=speed, paused=paused, to=to)
        write_state(self.file, made)
        return made

    def _mark(self) -> tuple[int, int, int] | None:
        """What tells one edition of the file from another."""
        try:
            found = self.file.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _begin(self) -> None:
        """Start it, unless another desk did so a moment ago."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        begun = replace(self._first, since=self._machine())
        write_state(self.file, begun, new=True)


def clock_of(case: Case, folder: Path | None = None) -> ExerciseClock | None:
    """The clock of a case that is an exercise; None where it is real, or an exercise without a clock of its own.

    Parameters
    ----------
    folder
        Where the desk keeps its ledger; None: the folder of the exercise itself.
    """
    if case.exercise is None:
        return None
    return ExerciseClock((folder or case.path) / STATE, case.exercise)


def read_state(file: Path) -> Ticking:
    """Read the file that keeps a clock.

    Raises
    ------
    ClockFileError
        It holds something else.
    """
    try:
        found = _ticking(json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, TypeError, KeyError, OverflowError):
        found = None
    if found is None:
        msg = (
            f"{file}: found something else than the clock of an exercise; put the file back, or take it away to start the "
            "clock again from the beginning (with a ledger of its own)"
        )
        raise ClockFileError(msg)
    return found


def _ticking(data: dict[str, Any]) -> Ticking | None:
    at, since = (datetime.fromisoformat(data[name]).astimezone(UTC) for name in ("at", "since"))
    speed, paused = float(data["speed"]), data["paused"]
    if set(data) != _KEYS or not isinstance(paused, bool) or not SLOWEST <= speed <= FASTEST:
        return None
    return Ticking(at=at, since=since, speed=speed, paused=paused)


def write_state(file: Path, state: Ticking, *, new: bool = False) -> None:
    """Write the file that keeps a clock, whole or not at all.

    Parameters
    ----------
    new
        Leave a file that is there as it is.
    """
    data = {
        "at": state.at.isoformat(),
        "since": state.since.isoformat(),
        "speed": state.speed,
        "paused": state.paused,
    }
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as made:
            made.write(json.dumps(data) + "\n")
            made.flush()
            os.fsync(made.fileno())
        if new:
            try:
                os.link(name, file)
            except FileExistsError:
                return
        else:
            Path(name).replace(file)
    finally:
        Path(name).unlink(missing_ok=True)
