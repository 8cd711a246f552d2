"""The live stream as a client reads it: events out of lines, over breaks, each statement once."""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import httpx

from .client_errors import NotLetInError, error_of

LIVE = "/live"
LONGEST = 30.0
"""Seconds between two tries, at most."""
RECENT = 10_000
KEEPS_COMING = frozenset({"statement", "verdicts"})
AGAIN = frozenset({429, 502, 503, 504})


class Told(NamedTuple):
    """Something that the stream said."""

    event: str
    """``statement`` or ``verdicts``."""
    place: str
    """Where to go on from; empty for verdicts, which have no place of their own."""
    data: dict[str, Any]


def events(lines: Iterable[str]) -> Iterator[Told]:
    """The events in the lines of a stream.

    >>> list(events(["event: hello", "id: p", 'data: {"viewer":"Qatar"}', "", ": here", ""]))
    [Told(event='hello', place='p', data={'viewer': 'Qatar'})]
    """
    fields: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(":")
            fields[name] = value.removeprefix(" ")
            continue
        if "data" in fields:
            yield Told(fields.get("event", "message"), fields.get("id", ""), json.loads(fields["data"]))
        fields = {}


def follow(
    http: httpx.Client, after: str | None, *, patience: float, wait: Callable[[float], None]
) -> Iterator[Told]:
    """What opens, as it happens; comes back by itself from where it was.

    Raises
    ------
    NotLetInError
        The key was withdrawn, or the session has ended.
    RefusedError
        The desk refuses for good.
    """
    recent: deque[str] = deque(maxlen=RECENT)
    seen: set[str] = set()
    pause = 0.5
    while True:
        try:
            for told in _connection(http, after, patience):
                pause = 0.5
                after = told.place or after
                if told.event == "end":
                    raise NotLetInError(401, str(told.data.get("why", "")))
                if told.event in KEEPS_COMING and not _is_known(told, recent, seen):
                    yield told
        except httpx.TransportError:
            pass  # a break: what was missed comes when it goes on
        except _LaterError as later:
            pause = max(pause, later.seconds)
        wait(min(pause, LONGEST))
        pause *= 2


class _LaterError(Exception):
    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


def _connection(http: httpx.Client, after: str | None, patience: float) -> Iterator[Told]:
    params = {"after": after} if after else {}
    timeout = httpx.Timeout(10.0, read=patience)
    with http.stream("GET", LIVE, params=params, timeout=timeout) as answer:
        if answer.status_code in AGAIN:
            held = answer.headers.get("retry-after", "")
            raise _LaterError(float(held) if held.isdigit() else 1.0)
        if not answer.is_success:
            answer.read()
            raise error_of(answer)
        yield from events(answer.iter_lines())


def _is_known(told: Told, recent: deque[str], seen: set[str]) -> bool:
    name = str(told.data.get("id", ""))
    if told.event != "statement":
        return False
    if name in seen:
        return True
    if len(recent) == RECENT:
        seen.discard(recent[0])
    recent.append(name)
    seen.add(name)
    return False
