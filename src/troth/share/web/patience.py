"""How long a server waits for the head of a request: uvicorn itself waits for ever.

A client that opens many connections and sends a head letter by letter would hold all of them. Bodies are timed by the
guard (`troth.share.web.guard`), which sees them; heads come before anything of ours, so the server's own protocol has to.

    uvicorn.Config(app, http=PatientProtocol, proxy_headers=False)
"""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

ANSWER = (
    b"HTTP/1.1 408 Request Timeout\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"connection: close\r\ncontent-length: 51\r\n\r\n"
    b"the head of the request took too long; send it anew"
)


class PatientProtocol(H11Protocol):
    """Closes a connection whose next request does not begin in time."""

    seconds = 15.0
    """From the connection, or from the first byte of a further request, to the end of the head."""
    _waiting: asyncio.TimerHandle | None = None
    _heard = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn's own narrowing
        """Begin to wait."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Stop waiting once a request is under way; begin again where a further one has begun."""
        self._heard = True
        super().data_received(data)
        if not getattr(self.cycle, "response_complete", True):  # there is no cycle before the first request
            self._stop()
        elif self._waiting is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._waiting = asyncio.get_running_loop().call_later(self.seconds, self._give_up)

    def _stop(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        self._waiting = None
        if self.transport.is_closing():
            return
        if self._heard:
            self.transport.write(ANSWER)
        self.transport.close()
