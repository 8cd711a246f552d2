"""The report as its readers meet it: in a browser, on a telephone, without scripts, on paper."""

import re
import shutil
import subprocess
import sys

import pytest

from share.fixtures.pause import tables
from troth.share.report import monitor, page
from troth.share.report.sentences import Index, answers
from troth.share.report.text import plain

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
    # one browser for the whole file, also where tests are spread over processes
    pytest.mark.xdist_group("browser"),
    # playwright's own loop and pipes are closed by the collector on some versions
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
FIRST_SCREEN = 2_000
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    run = tables()
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page.render(run, [monitor.section(run)]), encoding="utf-8")
    return path.as_uri()


class Visit:
    """One reader's visit: the page, what the console said, and what was asked of the network."""

    def __init__(self, browser, address, **context):
        self.context = browser.new_context(**{"viewport": DESK, **context})
        self.page = self.context.new_page()
        self.said, self.asked = [], []
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(address)

    def drawn(self):
        self.page.wait_for_selector("[data-state=drawn]", timeout=60_000)
        return self


@pytest.fixture
def visit(browser, address):
    visits = []

    def go(target=address, **context):
        visits.append(Visit(browser, target, **context))
        return visits[-1]

    yield go
    for one in visits:
        one.context.close()


@pytest.fixture(scope="module")
def desk(browser, address):
    """A visit that several tests look at and none changes."""
    seen = Visit(browser, address).drawn()
    yield seen
    seen.context.close()


def middle(locator):
    """Where to point at something, once it is on the screen."""
    locator.scroll_into_view_if_needed()
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_page_opens_without_a_word_in_the_console_and_asks_the_network_for_nothing(desk, address):
    assert desk.said == []
    assert desk.asked == [address]


def test_the_timeline_is_drawn_with_its_bars_marks_and_patterns(desk):
    assert desk.page.locator("#timeline-figure .bars .point").count() == 19
    assert desk.page.locator("#timeline-figure .scatterlayer .point").count() > 30
    assert desk.page.locator("#timeline-figure pattern").count() >= 3
    assert not desk.page.locator(".plain").is_visible()


def test_the_first_screen_answers_the_questions_of_the_case(desk):
    signs = re.compile(r"[✓◐✕≠…‖○↺⊣] (?=\w)|\? (?=unknown)")
    text = signs.sub("", re.sub(r"\s+", " ", desk.page.inner_text("body"))[:FIRST_SCREEN])
    run = tables()
    for answer in answers(run["questions"], Index.of(run)):
        assert signs.sub("", answer.ask) in text
        for line in answer.lines:
            assert signs.sub("", plain(line)) in text
    last = desk.page.locator(".answer").last.bounding_box()
    assert last["y"] + last["height"] < DESK["height"], "without scrolling"


def test_every_answer_leads_to_its_evidence(desk):
    for answer in desk.page.locator(".answer").all():
        hrefs = answer.locator("a").evaluate_all("found => found.map(one => one.getAttribute('href'))")
        assert any(re.fullmatch(r"#E\d+", href) for href in hrefs)


def test_without_scripts_everything_can_be_read(visit):
    seen = visit(java_script_enabled=False).page
    assert seen.locator(".plain").is_visible()
    assert seen.locator(".plain .bar").count() == 19
    assert not seen.locator("#timeline-figure").is_visible()
    seen.locator("#T4a summary").first.click()
    assert seen.locator("#T4a-2023-11-24").is_visible()
    for table in seen.locator("#terms table, #evidence table, #sources table").all():
        assert table.is_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_nothing_runs_out_of_a_narrow_screen(visit, scripts):
    seen = visit(viewport=PHONE, java_script_enabled=scripts)
    if scripts:
        seen.drawn()
    seen.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    for width in (1280, 768, 390, 320):
        seen.page.set_viewport_size({**PHONE, "width": width})
        seen.page.wait_for_timeout(400 if scripts else 50)
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_link_to_a_day_opens_what_it_is_folded_in(visit, address):
    seen = visit(f"{address}#T4a-2023-11-24").drawn().page
    assert seen.locator("#T4a-2023-11-24").is_visible()


def test_a_click_on_a_mark_leads_to_the_report(visit):
    seen = visit().drawn().page
    mark = seen.locator("#timeline-figure .scatterlayer .trace").nth(2).locator(".point").first
    seen.mouse.move(*middle(mark))
    seen.wait_for_selector("#timeline-figure .hovertext")
    seen.mouse.click(*middle(mark))
    seen.wait_for_url(re.compile("#E"))
    assert re.fullmatch(r"#E\d+", seen.evaluate("location.hash"))


def test_paper_shows_the_days_the_plain_timeline_and_the_addresses_of_the_sources(visit):
    seen = visit(viewport={"width": 720, "height": 1000}).drawn().page
    seen.emulate_media(media="print")
    seen.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert seen.locator(".plain").is_visible()
    assert not seen.locator("#timeline-figure").is_visible()
    assert seen.locator("#T4a-2023-11-24").is_visible()
    after = seen.evaluate("getComputedStyle(document.querySelector('#sources .out'), '::after').content")
    assert "https://news.example/" in after or "attr(href)" in after


def test_words_stay_readable_in_the_dark(visit):
    seen = visit(color_scheme="dark").drawn().page
    assert seen.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 22, 20)"
    assert (
        seen.evaluate("getComputedStyle(document.querySelector('#timeline-figure .ytick text')).fill")
        == "rgb(236, 234, 229)"
    )


def test_hostile_words_in_a_case_run_nothing(visit, tmp_path):
    run = tables()
    word = "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>"
    run["evidence"] = [
        {**row, "note": word, "event": word, "actor": word, "place": word} for row in run["evidence"]
    ]
    run["terms"] = [{**row, "what": word, "note": word} for row in run["terms"]]
    run["sources"] = [
        {**row, "publisher": word, "url": "javascript:document.title='broken'"} for row in run["sources"]
    ]
    run["case"] = [{**run["case"][0], "title": "A case </title><script>document.title='broken'</script>"}]
    path = tmp_path / "hostile.html"
    path.write_text(page.render(run, [monitor.section(run)]), encoding="utf-8")
    seen = visit(path.as_uri()).drawn()
    seen.page.mouse.move(*middle(seen.page.locator("#timeline-figure .bars .point").first))
    seen.page.wait_for_selector("#timeline-figure .hovertext")
    assert seen.page.title().startswith("A case </title>")
    assert seen.asked == [path.as_uri()]
    assert seen.said == []
    assert seen.page.locator("img").count() == 0
