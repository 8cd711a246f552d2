"""A real server in a process of its own, which can be killed and started anew on the same ledger.

python tests/support/server.py PORT LEDGER      # what the process runs
"""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import httpx
import pytest

HERE = Path(__file__).resolve()


class Server:
    """A desk at a free port."""

    def __init__(self, ledger: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._ledger = ledger
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        self._process = subprocess.Popen([sys.executable, str(HERE), str(self.port), str(self._ledger)])
        for _ in range(600):
            assert self._process.poll() is None, "the server ended by itself"
            try:
                httpx.get(f"{self.url}/api/v1/openapi.json", timeout=30)
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return
        pytest.fail("the server does not answer")

    def kill(self) -> None:
        """End it without a word."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def stop(self) -> int:
        """Ask it to end, as Ctrl-C does; returns its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        code = self._process.wait(20)
        self._process = None
        return code


def main(port: int, ledger: Path) -> None:
    sys.path[:0] = [str(HERE.parents[1]), str(HERE.parents[2] / "src")]
    import uvicorn

    from support.desks import pause
    from support.guests import guest
    from troth.ledger import open_ledger
    from troth.share.desk import Desk
    from troth.share.web import create_app
    from troth.share.web.running import DeskServer

    app = create_app(Desk(pause(), store=open_ledger(ledger, create=True)), caller_of=guest)
    DeskServer(uvicorn.Config(app, port=port, log_level="error", access_log=False), app.state.live).run()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
