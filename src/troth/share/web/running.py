"""Running the application of a desk until it is told to stop."""

import socket
import threading
from contextlib import suppress

import uvicorn
from fastapi import FastAPI

from troth.records.errors import TrothError
from troth.records.label import PUBLIC
from troth.share.desk import Desk

from .live import Live
from .patience import PatientProtocol

GRACE = 5
"""Seconds that answers under way are given when the desk stops."""
EVERY = 1.0
"""Seconds between looking whether something is to be made ready."""
HEADERS = 32_768
"""Bytes of all headers of a request."""


class DeskServer(uvicorn.Server):
    """Stops when it is asked to: a live stream that is open would otherwise keep it waiting for good.

    Parameters
    ----------
    config
        As uvicorn has it.
    live
        The streams of the application that is served.
    """

    def __init__(self, config: uvicorn.Config, live: Live) -> None:
        super().__init__(config)
        self._live = live

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then everything else; browsers come back by themselves to whoever serves next."""
        self._live.end()
        await super().shutdown(sockets)


def keep_warm(desk: Desk, stop: threading.Event) -> None:
    """Make ready what pages will ask for, until told to stop; whoever asks first then need not wait.

    What other servers wrote into the same ledger is taken over, and what could not be signed before is signed.
    """
    with suppress(TrothError):  # whoever asks is told why it cannot be made
        desk.run(PUBLIC)
    while not stop.wait(EVERY):
        with suppress(TrothError):
            desk.signing.settle(desk.now())
        with suppress(TrothError):
            desk.refresh()
            desk.pictures.warm()


def run(app: FastAPI, listener: socket.socket) -> None:
    """Serve an application at an address that is held already, until Ctrl-C.

    The server's warnings are about requests that are none: whoever sends them could fill the log.
    """
    config = uvicorn.Config(
        app, http=PatientProtocol, log_level="error", access_log=False, server_header=False, date_header=True, proxy_headers=False,
        h11_max_incomplete_event_size=HEADERS, timeout_graceful_shutdown=GRACE,
    )  # fmt: skip
    stop = threading.Event()
    warmer = threading.Thread(target=keep_warm, args=(app.state.desk, stop), daemon=True)
    warmer.start()
    try:
        DeskServer(config, app.state.live).run(sockets=[listener])
    finally:
        stop.set()
        warmer.join(GRACE)
