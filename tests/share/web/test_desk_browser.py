"""The desk as its readers meet it: with a keyboard, on a telephone, from right to left, in the dark, on paper, without scripts."""

import re
from datetime import datetime
from itertools import pairwise

import pytest

from share.web import mirrored
from share.web.desks import INCIDENTS, PAUSE, application, desk_of
from support.browsing import MARKS, Served
from support.offices import note, say
from troth.share.accounts import open_accounts
from troth.share.web.demo import prepare_demo
from troth.share.web.serving import Reached, served

axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright",
    reason="axe looks for barriers; pip install axe-playwright-python",
)
pytestmark = [*MARKS, pytest.mark.slow]  # minutes, by its nature: `make test-all`
READING = [
    "/", "/terms", "/terms/T4a", "/reports", "/reports/E65", "/sources", "/sources/ocha-49", "/ledger", "/situation", "/about",
    "/nowhere", "/alignment", "/calendar", "/complaints", "/complaints/receipt",
]  # fmt: skip
"""One address for each template that is read."""
WRITING = [
    "/talk", "/write/report?term=T4a", "/write/message", "/write/message?about=term:T4a", "/write/message?form=red_line",
    "/write/file", "/write/judgement?about=term:T4a", "/desk/complaints",
]  # fmt: skip
"""One for each by which an office speaks."""
WHOLE = "/steps/monitor"
"""The whole report on one page is a hundred times as long as the others: it is looked at once for each question."""
DOOR = ["/demo", "/sign-in", "/account", "/enrol", "/trail"]


@pytest.fixture(scope="module")
def desk():
    found = desk_of(PAUSE)
    question = say(found, "Qatar", note("term:T4a", "When do the trucks of today cross?", form="question"))
    say(
        found,
        "Israel",
        note("term:T4a", "At four, after the inspection.", form="reply", reply_to=question.subject),
    )
    say(found, "Egypt", note("term:T4a", "Three of them came back.", tlp="AMBER", release_to="Israel"))
    return found


@pytest.fixture(scope="module")
def address(desk):
    with Served(application(desk, "Israel", role="adjudicator")) as found:
        yield found


def overflowing(page):
    """What sticks out of the screen, by its start."""
    width = page.evaluate("document.documentElement.clientWidth")
    script = """width => [...document.querySelectorAll('body *')].filter(one => {
        const box = one.getBoundingClientRect();
        return box.width > 1 && (box.right > width + 1 || box.left < -1) && getComputedStyle(one).position !== 'absolute' && one.checkVisibility();
    }).map(one => one.outerHTML.slice(0, 120))"""
    return page.evaluate("document.documentElement.scrollWidth") > width and page.evaluate(script, width)


def test_the_overview_asks_for_at_most_eight_things_none_of_them_outside(visit, address):
    page = visit(f"{address}/")
    page.wait_for_load_state("networkidle")
    asked = [one for one in page.asked if not one.startswith("data:")]
    assert len(asked) <= 8
    assert all(one.startswith(f"{address}/") for one in asked)
    assert page.said == []


@pytest.fixture(scope="module")
def readers(browser, address):
    """A page for each language and for none of scripts, that goes from one address to the next as a reader does."""
    contexts = {name: browser.new_context(locale=name) for name in ("en", "fr")}
    contexts["plain"] = browser.new_context(java_script_enabled=False)
    yield {name: context.new_page() for name, context in contexts.items()}
    for context in contexts.values():
        context.close()


def go(page, address):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address, wait_until="domcontentloaded")
    return page


def barriers(page, **options):
    """What axe finds that shuts somebody out; of long lists it looks at the first entries, which are built like the rest."""
    page.evaluate(
        "document.querySelectorAll('main tbody, main ul, main ol').forEach(one => [...one.children].slice(6).forEach(row => row.remove()))"
    )
    found = axe.Axe().run(page, options=options).response["violations"]
    serious = [one for one in found if one["impact"] in {"serious", "critical"}]
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in serious]


def narrow(page, width):
    """Make the screen narrow; drawings take a moment to follow."""
    page.set_viewport_size({"width": width, "height": 800})
    if page.locator(".figure").count():
        page.wait_for_timeout(400)


def open_all(page):
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")


def levels(page):
    return page.evaluate(
        "[...document.querySelectorAll('main h1, main h2, main h3, main h4, main h5')].map(one => Number(one.tagName[1]))"
    )


@pytest.mark.parametrize(
    ("path", "language"),
    [*((path, language) for path in [*READING, *WRITING] for language in ("en", "fr")), (WHOLE, "fr")],
)
def test_nothing_on_any_page_shuts_anybody_out_or_runs_out_of_a_narrow_screen(
    readers, address, path, language
):
    page = go(readers[language], f"{address}{path}")
    found = levels(page)
    assert found[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(found))
    open_all(page)
    for width in (390, 320):
        narrow(page, width)
        assert not overflowing(page)
    assert (
        barriers(page, rules={"color-contrast": {"enabled": language == "en"}}) == []
    )  # colours are the same in both


def test_the_pages_by_which_one_comes_in_shut_nobody_out_either(browser, tmp_path):
    accounts = open_accounts(tmp_path / "accounts.sqlite", create=True)
    drill = desk_of(PAUSE, exercise="Blue river")
    prepare_demo(drill, accounts)
    with Served(served(drill, accounts, Reached(demo=True))) as found:
        context = browser.new_context()
        page = context.new_page()
        go(page, f"{found}/demo").locator("form:has(input[value='israel-demo']) button").click()
        page.wait_for_url(f"{found}/")
        for path, language in ((path, language) for path in DOOR for language in ("en", "fr")):
            go(page, f"{found}{path}?lang={language}")
            page.set_viewport_size({"width": 320, "height": 800})
            assert not overflowing(page), path
            assert barriers(page) == [], path
        context.close()


def test_words_can_be_told_from_their_ground_by_night(browser, address):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    for path in ("/", "/terms", "/ledger", "/terms/T4a", "/talk", "/write/report", "/complaints"):
        go(page, f"{address}{path}")
        open_all(page)
        assert barriers(page, runOnly=["color-contrast"]) == []
    context.close()


@pytest.mark.parametrize("path", [*READING, *WRITING, WHOLE])
def test_every_page_can_be_read_without_scripts(readers, address, path):
    page = go(readers["plain"], f"{address}{path}")
    assert page.locator("h1").is_visible()
    assert len(page.inner_text("main")) > 80
    assert page.locator(".figure:visible").count() == 0


def test_a_form_that_comes_back_begins_with_what_is_wrong_and_leads_to_each_field(readers, address):
    for name in ("en", "plain"):
        page = go(readers[name], f"{address}/write/report?term=T4a")
        page.fill("#f-valid_from", "yesterday")
        page.check("input[name=tlp][value=GREEN]")
        page.locator(".entry button[type=submit]").click()
        page.wait_for_selector("#problems")
        assert page.locator("#problems:focus").count() == 1
        page.locator("#problems a[href='#f-valid_from']").click()
        assert page.locator("#f-valid_from:target").count() == 1
        assert page.input_value("#f-valid_from") == "yesterday"
    assert barriers(readers["en"]) == []


def test_a_whole_report_is_filled_in_and_sent_with_the_keyboard_alone(readers, address):
    page = go(readers["en"], f"{address}/write/report?term=T4a")
    page.focus("#f-form")
    keys = page.keyboard
    typed = {"event": None, "valid_from": "2023-11-25", "quantity": "150", "place": "Rafah"}
    for _ in range(80):
        keys.press("Tab")
        here = page.evaluate(
            "[document.activeElement.name || '', document.activeElement.type || '', document.activeElement.value || '']"
        )
        if typed.get(here[0]):
            keys.press("ControlOrMeta+a")
            keys.type(typed.pop(here[0]))
        elif here[0] == "tlp":
            keys.press("Space")
            keys.press("ArrowDown")
        elif here[1] == "submit":
            keys.press("Enter")
            break
    page.wait_for_url(re.compile("/reports/"))
    assert "150 trucks" in page.inner_text("h1")
    assert "TLP:GREEN" in page.inner_text(".facts-list")


def test_the_menu_opens_and_closes_with_the_keyboard_and_marks_where_one_is(readers, address):
    page = go(readers["en"], f"{address}/calendar")
    summary = page.locator(".group summary.here")
    assert summary.inner_text().startswith("Coordination")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("link", name="Calendar", exact=True).is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("link", name="Calendar", exact=True).is_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    for one in page.locator(".group summary").all():
        one.click()
        assert not overflowing(page)


def test_offices_are_asked_for_only_where_a_label_needs_them(readers, address):
    for name in ("en", "plain"):
        page = go(readers[name], f"{address}/write/message?about=term:T4a")
        assert page.locator(".release").is_hidden()
        page.check("input[name=tlp][value=AMBER]")
        assert page.locator(".release").is_visible()


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


def test_an_exercise_cannot_be_overlooked_on_screens_or_paper(visit):
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
def mirror(desk):
    """Addresses of the pages in a language of which nothing runs from left to right but what the case says."""
    with pytest.MonkeyPatch.context() as patched:
        mirrored.add_to(patched)
        with Served(application(desk, "Israel", role="adjudicator")) as found:
            yield lambda path: f"{found}{path}{'&' if '?' in path else '?'}lang={mirrored.LOCALE}"


def test_nothing_runs_out_of_the_screen_from_right_to_left(browser, mirror):
    context = browser.new_context()
    page = context.new_page()
    for path in [*READING, *WRITING, WHOLE]:
        go(page, mirror(path))
        assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
        open_all(page)
        for width in (1280, 390, 320):
            narrow(page, width)
            assert not overflowing(page), path
    context.close()


def test_the_menu_the_columns_and_the_tables_begin_at_the_right(visit, mirror):
    page = visit(mirror("/"))
    menu = [one.bounding_box()["x"] for one in page.locator(".pages > ul > li").all()]
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
