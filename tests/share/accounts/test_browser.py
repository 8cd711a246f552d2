"""A day at the door in a real browser: an invitation, a passkey of a virtual authenticator, signing out and in again."""

import asyncio
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from support.door import PARTIES, PASSWORD, application
from troth.share.accounts import Accounts
from troth.share.web.door import Door
from troth.share.web.door.door import machine_time

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
    # playwright's own loop and pipes are closed by the collector on some versions
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


@pytest.fixture
def desk(accounts: Accounts) -> Iterator[str]:
    """A desk on this machine, by the machine's clock."""
    import uvicorn

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        settings = uvicorn.Config(
            application(Door(accounts)), log_level="warning", lifespan="off", ws="none", proxy_headers=False
        )
        server = uvicorn.Server(settings)
        server.install_signal_handlers = lambda: None
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
        thread.start()
        try:
            yield f"http://localhost:{port}"
        finally:
            server.should_exit = True
            thread.join(timeout=30)


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium) -> Iterator[object]:
    context = chromium.new_context()
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: _note(page, message))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()


def _note(page, message) -> None:
    """What the browser complains of; this desk has no icon, and its first page here is no page."""
    if message.type == "error" and not message.location["url"].endswith("/favicon.ico"):
        page.complaints.append(message.text)


def viewer(page, desk: str) -> str:
    return page.evaluate(f"async () => (await (await fetch('{desk}/')).json()).viewer")


def test_a_passkey_is_made_from_an_invitation_and_used(desk: str, accounts: Accounts, page):
    now = machine_time()
    login = accounts.logins.add("mediator-2", office="Qatar", role="officer", parties=PARTIES, now=now)
    code = accounts.invitations.invite(login, now=now)
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip

    page.goto(f"{desk}/enrol")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url(f"{desk}/")
    assert viewer(page, desk) == "Qatar"

    page.goto(f"{desk}/account")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url(f"{desk}/")
    assert viewer(page, desk) == "public"

    page.goto(f"{desk}/sign-in?next=/account")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{desk}/account")
    assert page.get_by_text("mediator-2, officer of Qatar").is_visible()
    assert page.complaints == []


def test_without_scripts_a_password_and_a_code_are_enough(desk: str, accounts: Accounts, chromium):
    import pyotp

    now = machine_time()
    login = accounts.logins.add("mediator-3", office="Qatar", role="officer", parties=PARTIES, now=now)
    code = accounts.invitations.invite(login, now=now)
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    try:
        page.goto(f"{desk}/enrol")
        page.get_by_label("Code").fill(code)
        page.get_by_role("button", name="Next").click()
        assert not page.get_by_role("button", name="Make a passkey").is_visible()
        secret = page.locator("code").inner_text().replace(" ", "")
        page.get_by_label("New password").fill(PASSWORD)
        page.get_by_label("The same again").fill(PASSWORD)
        page.get_by_label("Six digits").fill(pyotp.TOTP(secret).now())
        page.get_by_role("button", name="Finish").click()
        page.wait_for_url(f"{desk}/")
        assert '"viewer":"Qatar"' in page.content()
    finally:
        context.close()


def test_the_forms_can_be_used_by_everybody(desk: str, accounts: Accounts, page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    now = machine_time()
    login = accounts.logins.add("mediator-4", office="Qatar", role="auditor", parties=PARTIES, now=now)
    code = accounts.invitations.invite(login, now=now)
    for path in ("/sign-in", "/enrol", "/trail"):
        page.goto(f"{desk}{path}")
        assert axe.run(page).response["violations"] == [], path
    page.goto(f"{desk}/enrol")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Next").click()
    page.get_by_label("New password").wait_for()
    assert axe.run(page).response["violations"] == []
