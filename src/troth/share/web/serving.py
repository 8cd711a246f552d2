"""The server of a desk: uvicorn, which ends the live streams before it waits for what is still being answered."""

import socket

import uvicorn

from .live import Live


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
