"""Debian's Chromium for tests: where it is, how it is started, and desks behind real sockets for it to visit."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest
import uvicorn

from support.cases import SRC
from troth.share.cli_serve import listening

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


def _drives():
    asked = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


MARKS = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; apt-get install chromium"),
    pytest.mark.skipif(
        not _drives(), reason="playwright's driver does not start; apt-get install libatomic1"
    ),
    # one browser at a time, also where tests are spread over processes
    pytest.mark.xdist_group("browser"),
    # playwright's own loop and pipes are closed by the collector on some versions
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@contextmanager
def chromium():
    """A browser; while it is there nothing else in this thread may run a loop of its own, so no longer than one module."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="the playwright wheel drives the browser; pip install playwright"
    )
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


class Served:
    """An application behind a real socket, for as long as it is needed."""

    def __init__(self, app):
        self.listener = listening("127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.app = app
        self.server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=2))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.listener]})

    def __enter__(self):
        self.thread.start()
        while not self.server.started:
            time.sleep(0.02)
        return self.address

    def __exit__(self, *_):
        if live := getattr(self.app.state, "live", None):
            live.end()  # else the server would wait for the streams of pages that are still open
        self.server.should_exit = True
        self.thread.join()
        self.listener.close()


@contextmanager
def commanded(*words):
    """A desk in a process of its own, started by `troth serve` with these words; gives its address."""
    command = [sys.executable, "-m", "troth", "serve", *map(str, words), "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(SRC), "PYTHONUNBUFFERED": "1"}  # noqa: TID251 - what a process of its own is given
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            line = process.stdout.readline()
            yield re.search(r"http://127\.0\.0\.1:\d+", line)[0]
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)
