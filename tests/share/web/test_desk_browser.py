"""The desk as its readers meet it: with a keyboard, on a telephone, from right to left, in the dark, on paper, without scripts."""

import re
import shutil
import subprocess
import sys
import threading
import time
from datetime import datetime
from itertools import pairwise

import pytest
import uvicorn

from share.web import mirrored
from share.web.desks import INCIDENTS, PAUSE, application, desk_of
from troth.share.cli_serve import listening

playwright = pytest.importorskip(
    "playwright.sync_api", reason="the playwright wheel drives the browser; pip install playwright"
)
axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright",
    reason="axe looks for barriers; pip install axe-playwright-python",
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
    # one browser for the whole file, also where tests are spread over processes
    pytest.mark.xdist_group("browser"),
    # playwright's own loop and pipes are closed by the collector on some versions
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PAGES = [
    "/", "/terms", "/terms/T4a", "/reports", "/reports/E65", "/sources", "/sources/ocha-49", "/ledger", "/steps/monitor", "/situation",
    "/about", "/nowhere", "/?as_of=2023-11-26",
]  # fmt: skip


class Served:
    """A desk behind a real socket, for as long as it is needed."""

    def __init__(self, app):
        self.listener = listening("127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.listener]})

    def __enter__(self):
        self.thread.start()
        while not self.server.started:
            time.sleep(0.02)
        return self.address

    def __exit__(self, *_):
        self.server.should_exit = True
        self.thread.join()
        self.listener.close()


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def address():
    with Served(application(desk_of(PAUSE), "Israel")) as found:
        yield found


@pytest.fixture
def visit(browser):
    contexts = []

    def go(target, **context):
        contexts.append(browser.new_context(**{"viewport": DESK, **context}))
        page = contexts[-1].new_page()
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(target)
        return page

    yield go
    for context in contexts:
        context.close()


def overflowing(page):
    """What sticks out of the screen, by its start."""
    width = page.evaluate("document.documentElement.clientWidth")
    script = """width => [...document.querySelectorAll('body *')].filter(one => {
        const box = one.getBoundingClientRect();
        return box.width > 1 && (box.right > width + 1 || box.left < -1) && getComputedStyle(one).position !== 'absolute';
    }).map(one => one.outerHTML.slice(0, 120))"""
    return page.evaluate("document.documentElement.scrollWidth") > width and page.evaluate(script, width)


def test_the_overview_asks_for_at_most_eight_things_none_of_them_outside(visit, address):
    page = visit(f"{address}/")
    page.wait_for_load_state("networkidle")
    asked = [one for one in page.asked if not one.startswith("data:")]
    assert len(asked) <= 8
    assert all(one.startswith(f"{address}/") for one in asked)
    assert page.said == []


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_on_any_page_shuts_anybody_out_or_runs_out_of_a_narrow_screen(visit, address, path, language):
    page = visit(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
    levels = page.evaluate(
        "[...document.querySelectorAll('main h1, main h2, main h3, main h4, main h5')].map(one => Number(one.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    found = axe.Axe().run(page).response["violations"]
    serious = [one for one in found if one["impact"] in {"serious", "critical"}]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in serious] == []
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(100)
        assert not overflowing(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_told_from_their_ground_by_day_and_by_night(visit, address, scheme):
    for path in ("/", "/terms", "/ledger"):
        page = visit(f"{address}{path}", color_scheme=scheme)
        found = axe.Axe().run(page, options={"runOnly": ["color-contrast"]}).response["violations"]
        assert [one["nodes"][0]["html"][:200] for one in found] == []


@pytest.mark.parametrize("path", PAGES)
def test_every_page_can_be_read_without_scripts(visit, address, path):
    page = visit(f"{address}{path}", java_script_enabled=False)
    assert page.locator("h1").is_visible()
    assert len(page.inner_text("main")) > 80
    assert page.locator(".figure:visible").count() == 0


def test_a_keyboard_reaches_the_content_first_and_sees_where_it_is(visit, address):
    page = visit(f"{address}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_the_choice_of_time_opens_and_closes_by_keyboard_and_shows_that_time(visit, address):
    page = visit(f"{address}/terms")
    page.locator(".when summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("#as_of").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#as_of").is_visible()
    page.keyboard.press("Enter")
    page.fill("#as_of", "2023-11-26T12:00")
    page.locator(".when button").click()
    page.wait_for_url(re.compile("as_of=2023-11-26T12%3A00"))
    assert "This is the picture of 26 Nov 2023, 12:00" in page.inner_text("main")


def test_the_timeline_is_drawn_under_the_policy_of_the_desk_and_leads_to_reports(visit, address):
    page = visit(f"{address}/steps/monitor")
    page.wait_for_selector("[data-state=drawn]", timeout=60_000)
    assert page.locator("#timeline-figure .bars .point").count() > 20
    assert page.said == []
    box = page.locator("#timeline-figure .main-svg").first.bounding_box()
    assert box["width"] > 900


def test_without_scripts_the_timeline_stands_where_it_should_in_plain_marks(visit, address):
    page = visit(f"{address}/steps/monitor", java_script_enabled=False)
    lane = page.locator(".lane").first.bounding_box()
    bars = [one.bounding_box() for one in page.locator(".lane").first.locator(".bar").all()]
    assert bars
    assert all(
        lane["x"] - 1 <= bar["x"] and bar["x"] + bar["width"] <= lane["x"] + lane["width"] + 1 for bar in bars
    )
    assert bars[0]["width"] > lane["width"] / 4


def test_a_situation_report_can_be_copied(visit, address):
    page = visit(f"{address}/situation", permissions=["clipboard-read", "clipboard-write"])
    page.locator("button[data-copies]").click()
    page.wait_for_function("document.querySelector('button[data-copies]').textContent === 'Copied'")
    assert page.evaluate("navigator.clipboard.readText()").startswith(
        "The pause of November 2023 in Gaza\nAs seen by Israel"
    )


def test_paper_has_the_words_and_none_of_the_buttons(visit, address):
    page = visit(f"{address}/terms/T4a")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("h1").is_visible()
    assert "As seen by Israel" in page.inner_text("header")
    for hidden in (".pages", ".choices", ".pilcrow"):
        assert page.locator(hidden).first.is_hidden()


def test_an_exercise_cannot_be_overlooked_on_screens_or_paper(browser, visit):
    with Served(application(desk_of(PAUSE, exercise="Blue river"))) as drill:
        page = visit(f"{drill}/terms")
        assert page.title().startswith("Exercise: Blue river")
        assert page.locator(".drill").bounding_box()["height"] > 30
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        assert page.locator(".drill").bounding_box()["y"] >= 0, "it stays while one scrolls"
        page.emulate_media(media="print")
        assert page.locator(".drill").is_visible()
        assert axe.Axe().run(page).response["violations"] == []


@pytest.fixture(scope="module")
def mirror():
    """Addresses of the pages in a language of which nothing runs from left to right but what the case says."""
    with pytest.MonkeyPatch.context() as patched:
        mirrored.add_to(patched)
        with Served(application(desk_of(PAUSE), "Israel")) as found:
            yield lambda path: f"{found}{path}{'&' if '?' in path else '?'}lang={mirrored.LOCALE}"


@pytest.mark.parametrize("path", PAGES)
def test_nothing_runs_out_of_the_screen_from_right_to_left(visit, mirror, path):
    page = visit(mirror(path))
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(100)
        assert not overflowing(page)


def test_the_menu_the_columns_and_the_tables_begin_at_the_right(visit, mirror):
    page = visit(mirror("/"))
    menu = [one.bounding_box()["x"] for one in page.locator(".pages li").all()]
    assert menu == sorted(menu, reverse=True)
    assert page.locator("#answers").bounding_box()["x"] > page.locator(".agenda").bounding_box()["x"]
    page = visit(mirror("/terms"))
    head = [one.bounding_box()["x"] for one in page.locator("#terms thead th").all()]
    assert head == sorted(head, reverse=True)
    assert page.evaluate("getComputedStyle(document.querySelector('#terms td')).textAlign") in {
        "start",
        "right",
    }


def test_a_count_grows_from_the_right_and_so_does_time_in_the_plain_timeline(visit, mirror):
    page = visit(mirror("/terms"))
    gauge = page.locator(".gauge").first
    whole, mark = gauge.bounding_box(), gauge.locator("b").bounding_box()
    assert mark["x"] < whole["x"] + whole["width"] / 3, (
        "what was due is marked five sixths along, from the right"
    )


def test_what_the_case_says_begins_where_the_page_begins(visit, mirror):
    page = visit(mirror("/reports/E65"))
    for one in page.locator("dd[dir=auto]").all():
        assert one.evaluate("one => getComputedStyle(one).textAlign") == "right"
    page = visit(mirror("/steps/monitor"))
    page.wait_for_selector("[data-state=drawn]", timeout=60_000)
    label = page.locator("#timeline-figure .ytick text").first.bounding_box()
    assert label["x"] >= 0
    assert label["width"] > 60, "the name of a term stands beside its bar as a whole"


def test_what_the_case_says_keeps_its_own_direction(visit, mirror):
    page = visit(mirror("/terms/T4a"))
    assert page.evaluate("getComputedStyle(document.querySelector('h1 [dir=auto]')).direction") == "ltr"
    assert page.evaluate("getComputedStyle(document.querySelector('.say bdi')).unicodeBidi") == "isolate"


def test_no_text_of_ours_is_left_out_of_a_language(visit, mirror):
    page = visit(mirror("/about"))
    latin = re.findall(r"[A-Za-z]{4,}", page.inner_text("main"))
    assert set(latin) <= {
        "gaza",
        "Israel",
        "Secretariat",
        "secretariat",
        "CLEAR",
        "null",
        *re.findall(r"[A-Za-z]{4,}", page.inner_text("dl.run")),
    }


def test_every_section_of_another_case_is_a_page_that_shuts_nobody_out(visit):
    desk = desk_of(INCIDENTS, moment=datetime.fromisoformat("2030-06-30T12:00+02:00"))
    with Served(application(desk)) as found:
        page = visit(f"{found}/steps/incidents")
        page.wait_for_selector("[data-state=drawn]", timeout=60_000)
        assert page.said == []
        assert [
            one["id"]
            for one in axe.Axe().run(page).response["violations"]
            if one["impact"] in {"serious", "critical"}
        ] == []
