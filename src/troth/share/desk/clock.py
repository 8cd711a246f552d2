"""What time it is at a desk: the machine's time, or that of an exercise, which runs at a pace of its own."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """The time, aware of its zone."""
        ...


class WallClock:
    """The clock of the machine.

    >>> WallClock().now().tzinfo is UTC
    True
    """

    def now(self) -> datetime:
        """The machine's time in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningClock:
    """A clock that stood at `start` when the machine's stood at `since`, and runs `speed` times as fast.

    >>> from datetime import UTC, datetime
    >>> clock = RunningClock(start=datetime(2023, 11, 24, tzinfo=UTC), since=datetime(2026, 1, 1, tzinfo=UTC), speed=60)
    >>> clock.at(datetime(2026, 1, 1, 0, 1, tzinfo=UTC)).isoformat()
    '2023-11-24T01:00:00+00:00'
    """

    start: datetime
    since: datetime
    speed: float = 1.0

    def at(self, machine: datetime) -> datetime:
        """What this clock says when the machine's says `machine`."""
        passed = (machine - self.since).total_seconds()
        return self.start + timedelta(seconds=passed * self.speed)

    def now(self) -> datetime:
        """The time of this clock."""
        return self.at(datetime.now(UTC))
