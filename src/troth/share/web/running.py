"""Running the application of a desk until it is told to stop."""

import socket

import uvicorn
from fastapi import FastAPI

GRACE = 5
"""Seconds that answers under way are given when the desk stops."""
HEADERS = 32_768
"""Bytes of all headers of a request."""


class _Server(uvicorn.Server):
    """Ends the live streams before it waits for what is under way: browsers come back to the next desk by themselves."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        app = self.config.loaded_app
        while not hasattr(app, "state") and hasattr(app, "app"):
            app = app.app
        live = getattr(getattr(app, "state", None), "live", None)
        if live is not None:
            live.end()
        await super().shutdown(sockets)


def run(app: FastAPI, listener: socket.socket) -> None:
    """Serve an application at an address that is held already, until Ctrl-C."""
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, date_header=True, proxy_headers=False,
        h11_max_incomplete_event_size=HEADERS, timeout_graceful_shutdown=GRACE,
    )  # fmt: skip
    _Server(config).run(sockets=[listener])
