"""How often something may be tried: moving windows in memory, by the `limits` library, with a clock that is given.

The library's own memory reads the machine's clock and keeps every address it has ever seen; this one takes the time as
an argument and forgets what has left its window.
"""

import threading
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from limits import RateLimitItem, parse_many
from limits.storage import MovingWindowSupport, Storage
from limits.strategies import MovingWindowRateLimiter

from .errors import AccountsError

RULES: Mapping[str, str] = MappingProxyType(
    {
        "sign-in by handle": "10 per 15 minutes; 50 per day",
        "sign-in by address": "30 per 15 minutes; 300 per day",
        "passkey by address": "60 per 15 minutes",
        "invitation by address": "20 per 15 minutes",
        "confirm by login": "10 per 15 minutes; 50 per day",
        "requests by key": "600 per minute",
        "refused keys by address": "60 per 15 minutes",
    }
)
"""What is counted, and how much of it is too much; a desk may give other numbers."""
_MOST = 100_000
"""Windows that are kept at a time."""


class TooOftenError(AccountsError):
    """Something was tried more often than is allowed.

    Parameters
    ----------
    seconds
        When it may be tried again.
    """

    def __init__(self, what: str, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"{what}: too many in a short time; try again in {seconds} seconds")


class Clock(Protocol):
    """Says what time it is."""

    def __call__(self) -> datetime:
        """The time, aware of its zone."""
        ...


class _Windows(Storage, MovingWindowSupport):
    """The times of what was counted, by a name; those of names that were long quiet are let go."""

    STORAGE_SCHEME = None

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._lock = threading.Lock()
        self._times: dict[str, tuple[int, list[float]]] = {}

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        now = self._clock().timestamp()
        with self._lock:
            times = self._window(key, expiry, now)
            if len(times) + amount > limit:
                return False
            if len(self._times) >= _MOST and key not in self._times:
                self._let_go(now)
            self._times[key] = expiry, [*times, *[now] * amount]
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:  # noqa: ARG002 - the library's interface
        now = self._clock().timestamp()
        with self._lock:
            times = self._window(key, expiry, now)
        return (times[0], len(times)) if times else (now, 0)

    def _window(self, key: str, expiry: int, now: float) -> list[float]:
        _, times = self._times.get(key, (expiry, []))
        return times[bisect_right(times, now - expiry) :]

    def _let_go(self, now: float) -> None:
        """Forget the windows that are over and the tenth that was quiet longest: a flood must not fill the memory."""
        quiet = sorted(self._times, key=lambda key: self._times[key][1][-1])
        for number, key in enumerate(quiet):
            expiry, times = self._times[key]
            if number < _MOST // 10 or times[-1] + expiry <= now:
                del self._times[key]

    def clear(self, key: str) -> None:
        with self._lock:
            self._times.pop(key, None)

    def reset(self) -> int | None:
        with self._lock:
            count = len(self._times)
            self._times.clear()
        return count

    def check(self) -> bool:
        return True

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    # What fixed windows would need, which are not used here.

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        raise NotImplementedError

    def get(self, key: str) -> int:
        raise NotImplementedError

    def get_expiry(self, key: str) -> float:
        raise NotImplementedError


class Limits:
    """Counts what is tried.

    >>> from datetime import UTC, datetime
    >>> limits = Limits(lambda: datetime(2026, 1, 1, tzinfo=UTC), {"knocks": "2 per minute"})
    >>> limits.count("knocks", "a"), limits.count("knocks", "a"), limits.count("knocks", "b")
    (None, None, None)
    >>> limits.count("knocks", "a")
    Traceback (most recent call last):
    troth.share.accounts.limits.TooOftenError: knocks: too many in a short time; try again in 60 seconds

    Parameters
    ----------
    clock
        What time it is.
    rules
        Other numbers for some of `RULES`, or more kinds; as in ``"10 per 15 minutes; 50 per day"``.
    """

    def __init__(self, clock: Clock, rules: Mapping[str, str] | None = None) -> None:
        self._clock = clock
        self._storage = _Windows(clock)
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._lock = threading.Lock()
        self._rules = {what: tuple(parse_many(text)) for what, text in {**RULES, **(rules or {})}.items()}

    def count(self, what: str, who: str) -> None:
        """Count one try.

        Raises
        ------
        TooOftenError
            There were too many; this one is not counted, so that waiting is all it takes.
        """
        with self._lock:
            full = [rule for rule in self._rules[what] if not self._limiter.test(rule, what, who)]
            if full:
                raise TooOftenError(what, self._wait(full, what, who))
            for rule in self._rules[what]:
                self._limiter.hit(rule, what, who)

    def forget(self, what: str, who: str) -> None:
        """Let earlier tries be forgotten, since one of them was right."""
        for rule in self._rules[what]:
            self._limiter.clear(rule, what, who)

    def _wait(self, rules: Iterable[RateLimitItem], what: str, who: str) -> int:
        now = self._clock().timestamp()
        ends = [self._limiter.get_window_stats(rule, what, who).reset_time for rule in rules]
        return max(1, round(max(ends) - now))
