"""The line that says what is new, in a browser: told politely, once, and without a script the page is whole."""

import shutil
import subprocess
import sys
import threading
import time
from typing import Self

import pytest
import uvicorn
from starlette.responses import HTMLResponse

from support.desks import Hands, note, pause, say, trucks
from support.guests import guest
from troth.share.desk import Desk
from troth.share.web import create_app
from troth.share.web.live import place_of

playwright = pytest.importorskip(
    "playwright.sync_api", reason="the playwright wheel drives the browser; pip install playwright"
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVES = (
    subprocess.run(
        [sys.executable, "-m", "playwright", "--version"], capture_output=True, check=False
    ).returncode
    == 0
)
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; apt-get install chromium"),
    pytest.mark.skipif(not DRIVES, reason="playwright's driver does not start; apt-get install libatomic1"),
    pytest.mark.xdist_group("browser"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
VISIT = {"event": "ICRC visit", "category": "", "quantity": "", "unit": "", "place": "", "form": "item"}


class Served:
    """A desk at a port, with a page that has one verdict on it."""

    def __init__(self) -> None:
        self.clock = Hands()
        self.desk = Desk(pause(), clock=self.clock)
        app = create_app(self.desk, caller_of=guest)
        app.add_api_route("/try", self._page, methods=["GET"])
        self._assets = app.state.assets
        self._server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
        self._live = app.state.live
        self._thread = threading.Thread(target=self._server.run)

    def _page(self) -> HTMLResponse:
        run = self.desk.run("Qatar", explained=False)
        state = next(one.state.value for one in run.verdicts if one.term == "T6" and one.instance is None)
        script = f'<script defer src="{self._assets.url("live.js")}" data-after="{place_of(run)}"></script>'
        return HTMLResponse(
            f'<!doctype html><title>x</title>{script}<main><b class="state s-{state}" data-verdict="T6">{state}</b></main>'
        )

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.05)
        self.url = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}/try"
        return self

    def __exit__(self, *_: object) -> None:
        self._live.end()
        self._server.should_exit = True
        self._thread.join(20)


def test_what_is_new_is_said_politely_and_a_verdict_that_turned_is_shown():
    with Served() as served, playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_context(extra_http_headers={"office": "Qatar"}).new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(served.url)
        expect = playwright.expect
        line = page.locator("[role=status][aria-live=polite]")
        assert line.locator("button").is_hidden()
        while not served._live.count:
            page.wait_for_timeout(50)
        say(served.desk, served.clock, "Israel", note("for the mediator", tlp="AMBER", release_to="Qatar"))
        expect(line).to_contain_text("1 new statement")
        say(served.desk, served.clock, "Qatar", trucks(0, term_ids="T6", valid_from="2023-11-26", **VISIT))
        expect(page.locator("[data-verdict]")).to_have_text("kept", timeout=15_000)
        expect(line).to_contain_text("2 new statements")
        served._live.end()  # the server says that it restarts: nothing is lost, and nothing breaks
        line.locator("button").click()
        page.wait_for_load_state()
        assert page.locator("[data-verdict]").inner_text() == "kept"
        assert errors == []
        plain = chromium.new_context(
            java_script_enabled=False, extra_http_headers={"office": "Qatar"}
        ).new_page()
        plain.goto(served.url)
        assert plain.locator("main").inner_text() == "kept"
        chromium.close()
