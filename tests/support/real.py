"""A desk in a process of its own, as `troth serve` runs it: for tests of sockets, restarts and kills."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Self

import httpx

from support.cases import SRC

WAIT = 60


class RealDesk:
    """A server that can be killed and started anew on the same data."""

    def __init__(self, case: Path, data: Path, *more: str) -> None:
        self.case, self.data, self.more = case, data, more
        self.url = ""
        self.trouble = data.with_suffix(".stderr")
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *details: object) -> None:
        self.kill()

    def start(self, port: int = 0) -> None:
        command = [
            sys.executable,
            "-m",
            "troth",
            "serve",
            str(self.case),
            "--port",
            str(port),
            "--data",
            str(self.data),
            *self.more,
        ]
        environment = {**os.environ, "PYTHONPATH": str(SRC), "PYTHONUNBUFFERED": "1"}  # noqa: TID251 - what a process of its own is given
        with self.trouble.open("a") as trouble:
            self._process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=trouble, text=True, env=environment
            )
        line = self._process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line + self.trouble.read_text()
        self.url = found[0]
        httpx.get(self.url + "/about", timeout=WAIT)

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def kill(self) -> None:
        """End it without a word."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.communicate()
            self._process = None

    def stop(self) -> int:
        """Ctrl-C."""
        self._process.send_signal(signal.SIGINT)
        self._process.communicate(timeout=WAIT)
        code, self._process = self._process.returncode, None
        return code

    def client(self, key: str = "") -> httpx.Client:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=WAIT)
