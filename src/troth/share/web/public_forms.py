"""Forms that anybody may send: read with a bound, counted by address, and only from a page of this desk."""

import math
import threading
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from time import monotonic
from urllib.parse import parse_qsl

from starlette.requests import Request

from .faults import FaultError
from .forms import Guard

MOST_BYTES, MOST_FIELDS = 64_000, 20
"""Of one form: more than the longest message in any script."""
MOST_ADDRESSES = 20_000
FORM = "application/x-www-form-urlencoded"


Limiter = Callable[[Request, str], float | None]
"""Counts a try of something, and says how many seconds to wait where there were too many."""


AddressOf = Callable[[Request], str]


def socket_address(request: Request) -> str:
    """The address that a request comes from, where no server of one's own stands before the desk."""
    return request.client.host if request.client else ""


class PerAddress:
    """Counts what an address sends, in moving windows in memory.

    >>> seconds = iter([0.0, 1.0, 2.0, 3601.0])
    >>> limit = PerAddress({"send": (2, 3600)}, steady=lambda: next(seconds))
    >>> [limit.wait("send", "a") for _ in range(4)]
    [None, None, 3598.0, None]
    """

    def __init__(
        self,
        rules: dict[str, tuple[int, float]] | None = None,
        *,
        steady: Callable[[], float] = monotonic,
        address: AddressOf = socket_address,
    ) -> None:
        self._address = address
        self._rules = rules or {"complaint": (10, 3600.0), "receipt": (20, 900.0)}
        self._steady = steady
        self._times: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, request: Request, what: str) -> float | None:
        """Count a request by the address that it comes from."""
        return self.wait(what, self._address(request))

    def wait(self, what: str, who: str) -> float | None:
        """Count one try; one that is too many is not counted, so that waiting is all it takes."""
        most, within = self._rules[what]
        now = self._steady()
        with self._lock:
            times = self._times.setdefault((what, who), deque())
            self._times.move_to_end((what, who))
            while times and times[0] <= now - within:
                times.popleft()
            if len(times) >= most:
                return times[0] + within - now
            times.append(now)
            while len(self._times) > MOST_ADDRESSES:
                self._times.popitem(last=False)
        return None


def guard_of(request: Request) -> Guard:
    """The desk's guard of forms."""
    found: Guard = request.app.state.guard
    return found


def count(request: Request, what: str) -> None:
    """Count a request of somebody who need not say who they are.

    Raises
    ------
    FaultError
        There were too many from there.
    """
    state = request.app.state
    if not hasattr(state, "public_limiter"):
        state.public_limiter = PerAddress()
    limiter: Limiter = state.public_limiter
    wait = limiter(request, what)
    if wait is not None:
        raise FaultError(429, "complain.often", {"minutes": str(max(1, math.ceil(wait / 60)))})


def counted(what: str) -> Callable[[Request], Awaitable[dict[str, str]]]:
    """Make a dependency that reads a form and counts it, so that the page itself need not wait for either.

    What was not sent from a page of this desk is not counted: another site could use up what a reader may send.
    """

    async def sent(request: Request) -> dict[str, str]:
        form = await form_of(request)
        count(request, what)
        return form

    return sent


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a small form, each once.

    Raises
    ------
    FaultError
        It is too large, no form, or was not sent from a page of this desk.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise FaultError(415, "complain.form")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise FaultError(413, "complain.large")
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"
        )
    except ValueError:
        raise FaultError(400, "complain.form") from None
    form = {name: value.replace("\r\n", "\n").replace("\x00", "") for name, value in pairs}
    guard_of(request).check(request, form)
    return form
