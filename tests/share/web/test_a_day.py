"""A day at the desk: each side's office, the mediator's, the secretariat and the public in browsers of their own.

The desk is a process that the documented command started. The tests follow one another in one day; none needs what another said.
"""

import re
import time

import pytest

from share.web.desks import PAUSE
from support.browsing import DESK, MARKS, commanded

pytestmark = MARKS
SOON = 1.0
"""Seconds in which a statement is on every desk that may see it."""
AROUND = (
    "/",
    "/talk",
    "/terms/T1",
    "/ledger",
    "/situation",
    "/calendar",
    "/api/v1/posts",
    "/api/v1/statements",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with commanded(PAUSE, "--demo", "--data", tmp_path_factory.mktemp("day") / "data") as found:
        yield found


class Office:
    """Somebody at a desk: one browser, one page."""

    def __init__(self, browser, address, name="", **context):
        self.context, self.address = browser.new_context(**{"viewport": DESK, **context}), address
        self.page = self.context.new_page()
        if name:
            token = re.search(
                r'name="csrf" value="([^"]+)"', self.context.request.get(f"{address}/demo").text()
            )[1]
            form = {"csrf": token, "handle": f"{name}-demo"}
            came = self.context.request.post(
                f"{address}/demo", form=form, headers={"origin": address}, max_redirects=0
            )
            assert came.status == 303

    def go(self, path):
        self.page.goto(f"{self.address}{path}", wait_until="domcontentloaded")
        return self.page

    def reads(self, path):
        return self.go(path).inner_text("main")

    def send(self):
        self.page.locator("main form button[type=submit]").last.click()
        self.page.wait_for_load_state("domcontentloaded")

    def label(self, word, *offices):
        self.page.check(f"input[name=tlp][value='{word}']")
        for office in offices:
            self.page.check(f"input[name=release_to][value='{office}']")

    def reports(self, *, on="T1", tlp="GREEN", **cells):
        """Fill in the report form as it comes from a term, and send it; gives the id of the report."""
        self.go(f"/write/report?term={on}")
        for name, value in {"valid_from": "2023-11-25T15:00", "actor": "Hamas", **cells}.items():
            self.page.fill(f"#f-{name}", value)
        self.label(tlp)
        self.send()
        return self.subject()

    def subject(self):
        return re.search(r"/reports/([^?]+)", self.page.url)[1]

    def says(self, text, query="about=term:T1", *, form="", tlp="", to=()):
        self.go(f"/write/message?{query}")
        if form:
            self.page.select_option("#f-form", form)
        self.page.fill("#f-text", text)
        if tlp:
            self.label(tlp, *to)
        self.send()

    def message(self, text):
        """The id of the message that says something."""
        return self.page.locator(f".post:has-text('{text}')").last.get_attribute("id")


@pytest.fixture(scope="module")
def people(browser, address):
    found = {name: Office(browser, address, name) for name in ("israel", "hamas", "qatar", "secretariat")}
    found["public"] = Office(browser, address)
    yield found
    for one in found.values():
        one.context.close()


@pytest.fixture
def israel(people):
    return people["israel"]


@pytest.fixture
def hamas(people):
    return people["hamas"]


@pytest.fixture
def qatar(people):
    return people["qatar"]


@pytest.fixture
def secretariat(people):
    return people["secretariat"]


@pytest.fixture
def public(people):
    return people["public"]


def test_a_newcomer_comes_in_by_choosing_an_office(browser, address):
    guest = Office(browser, address)
    guest.go("/demo").get_by_role("button", name="Come in as Qatar").click()
    guest.page.wait_for_url(f"{address}/")
    assert "As seen by Qatar" in guest.page.inner_text("header.mast")
    guest.context.close()


def test_what_one_office_reports_is_on_the_desk_of_another_within_a_second_and_without_a_reload(
    israel, hamas
):
    israel.go("/terms/T1").evaluate("window.stays = true")
    israel.page.wait_for_timeout(500)
    name = hamas.reports(quantity="3", note="at the crossing")
    began = time.monotonic()
    israel.page.wait_for_function(
        "document.querySelector('.live').innerText.includes('new statement')", timeout=5_000
    )
    assert time.monotonic() - began < SOON
    assert israel.page.evaluate("window.stays") is True
    israel.page.locator(".live-show").click()
    israel.page.wait_for_selector(f"#evidence >> text={name}")


def test_a_question_is_answered_a_report_corrected_and_everything_acknowledged(israel, hamas, qatar):
    told = hamas.reports(quantity="12", note="first count")
    qatar.says("When does the next group reach the crossing?", form="question", tlp="GREEN")
    question = qatar.message("When does the next group")
    for office in (israel, hamas):
        assert "Qatar, question" in office.go("/").inner_text("#waiting")
    israel.says("Our teams wait there since four.", f"reply_to={question}")
    assert "in reply to Qatar" in israel.page.inner_text(f"#{israel.message('Our teams wait')}")
    hamas.go(f"/write/report?corrects={told}")
    hamas.page.fill("#f-quantity", "13")
    hamas.label("GREEN")
    hamas.send()
    corrected = hamas.subject()
    assert "no longer counts" in israel.reads(f"/reports/{told}")
    assert f"Corrected by\n{corrected}" in israel.page.inner_text(".facts-list")
    for office in (israel, qatar):
        office.go(f"/reports/{corrected}").get_by_role("button", name="Acknowledge receipt").click()
        office.page.wait_for_selector("dt:has-text('Received by')")
    assert {"Israel", "Qatar"} <= set(
        re.findall(r"Israel|Qatar", hamas.go(f"/reports/{corrected}").inner_text(".facts-list"))
    )
    hamas.go("/terms/T1").locator(f"#{question} >> button").click()
    hamas.page.wait_for_load_state("domcontentloaded")
    assert "Received by Hamas" in qatar.go("/terms/T1").inner_text(f"#{question}")
    assert "Qatar, question" not in hamas.go("/").inner_text("#waiting")
    assert "Qatar, question" not in israel.go("/").inner_text("#waiting"), (
        "who answers need not acknowledge as well"
    )


def test_the_verdict_follows_while_the_page_stays_open_and_the_page_shows_both_sides(israel, hamas, public):
    israel.go("/terms/T1").evaluate("window.stays = true")
    before = israel.page.inner_text("[data-verdict=T1]")
    name = hamas.reports(quantity="60", note="all of them", tlp="CLEAR")
    israel.page.wait_for_function(
        "before => document.querySelector('[data-verdict=T1]').innerText !== before", arg=before
    )
    assert israel.page.evaluate("window.stays") is True
    kept = israel.page.inner_text("[data-verdict=T1]")
    israel.go(f"/reports/{name}").get_by_role("link", name="Dispute").click()
    israel.page.wait_for_load_state("domcontentloaded")
    israel.page.select_option("#f-form", "tally")
    for cell, value in {"quantity": "0", "unit": "person", "valid_from": "2023-11-25"}.items():
        israel.page.fill(f"#f-{cell}", value)
    israel.label("CLEAR")
    israel.send()
    denied = israel.subject()
    for office in (israel, public):
        assert office.go("/terms/T1").inner_text("[data-verdict=T1]") != kept
        for subject, speaker in ((name, "Hamas"), (denied, "Israel")):
            assert speaker in office.page.locator(f"#evidence tr:has-text('{subject}')").first.inner_text()


def test_what_is_meant_for_one_office_leaves_no_trace_with_any_other(israel, hamas, qatar, public):
    others = (hamas, public)
    for one in others:
        one.go("/talk")
        one.page.evaluate("""() => { window.heard = []; const source = new EventSource('/live');
            source.addEventListener('statement', event => window.heard.push(JSON.parse(event.data).subject));
            return new Promise(done => source.addEventListener('hello', done)); }""")
    before = {one: counted(one) for one in others}
    qatar.says("Zebra lantern: two more hours are asked for.", tlp="AMBER", to=("Israel",))
    name = qatar.message("Zebra lantern")
    statement = re.search(
        r"/ledger/(\w+)", qatar.page.locator(f"#{name} .head a").first.get_attribute("href")
    )[1]
    assert "Zebra lantern" in israel.reads("/talk")
    assert {one: counted(one) for one in others} == before
    for one in others:
        for path in AROUND:
            response = one.context.request.get(f"{one.address}{path}")
            for trace in ("Zebra", name, statement):
                assert trace not in response.text(), (path, trace)
        for path in (f"/ledger/{statement}", f"/write/message?reply_to={name}"):
            assert one.context.request.get(f"{one.address}{path}").status in {401, 404}
    qatar.says("This one is for everybody.", tlp="CLEAR")
    open_to_all = qatar.message("This one is for everybody")
    for one in others:
        one.page.wait_for_function("window.heard.length > 0")
        assert one.page.evaluate("window.heard") == [open_to_all]


def counted(office):
    """What could give away that something is there: titles, lists and counts, as another page asks for them."""
    found = []
    for path in ("/talk", "/ledger", "/reports", "/api/v1/statements?limit=200"):
        text = office.context.request.get(f"{office.address}{path}").text()
        text = re.sub(
            r'name="csrf" value="[^"]*"|data-after="[^"]*"|"as_of":"[^"]*"|\d\d:\d\d(:[\d.]+)?', "", text
        )
        found.append(text)
    return found


def test_what_was_taken_back_says_so_and_the_public_reads_only_what_is_clear(hamas, israel, public):
    inside = hamas.reports(quantity="1", note="for the parties")
    outside = hamas.reports(quantity="1", note="for everybody", tlp="CLEAR")
    assert inside not in public.reads("/reports")
    assert outside in public.page.inner_text("main")
    assert "There is no such page" in public.reads(f"/reports/{inside}")
    hamas.go(f"/reports/{outside}").get_by_role("link", name="Take back").click()
    hamas.page.wait_for_load_state("domcontentloaded")
    hamas.page.fill("#f-note", "counted twice")
    hamas.send()
    for one in (israel, public):
        assert "no longer counts" in one.reads(f"/reports/{outside}")
        assert "Taken back by" in one.page.inner_text(".facts-list")
        assert outside not in one.reads("/reports")


def test_a_red_line_is_seen_by_its_own_office_alone(israel, hamas, qatar, secretariat, public):
    israel.go("/terms/T1").get_by_role("link", name="Note a red line").last.click()
    israel.page.wait_for_load_state("domcontentloaded")
    israel.page.fill("#f-text", "Umber kettle: not without a list.")
    israel.send()
    assert "own office only" in israel.page.locator(".post:has-text('Umber kettle')").inner_text()
    for one in (hamas, qatar, secretariat, public):
        for path in ("/talk", "/terms/T1", "/ledger"):
            assert "Umber kettle" not in one.context.request.get(f"{one.address}{path}").text()


def test_a_complaint_is_passed_on_answered_and_read_with_the_receipt_alone(public, secretariat, qatar):
    public.go("/complaints").check("input[value=aid]")
    public.page.fill("textarea[name=text]", "No water came with the trucks this week.")
    public.page.locator("form.intake button").click()
    code = public.page.inner_text(".code")
    secretariat.go("/desk/complaints")
    assert "complaint" in secretariat.go("/").inner_text("#waiting")
    case = secretariat.go("/desk/complaints").locator(".handled:has-text('No water came')")
    case.locator("summary", has_text="Pass on").click()
    case.locator("select[name=to]").select_option("Qatar")
    case.get_by_role("button", name="Pass on").click()
    qatar.page.wait_for_timeout(50)
    assert "complaint" in qatar.go("/").inner_text("#waiting")
    case = qatar.go("/desk/complaints").locator(".handled:has-text('No water came')")
    case.locator("summary").first.click()
    case.locator("textarea[name=text]").fill("Two tankers come on Monday.")
    case.get_by_role("button", name="Answer").click()
    qatar.page.wait_for_load_state("domcontentloaded")
    public.go("/complaints/receipt").fill("input[name=code]", code)
    public.page.locator("form.intake button").click()
    assert "Two tankers come on Monday." in public.page.inner_text("main")


def test_everything_can_be_done_without_scripts(browser, address, hamas):
    plain = Office(browser, address, "israel", java_script_enabled=False)
    try:
        assert plain.reports(quantity="2", note="without scripts").startswith("Israel-")
        theirs = hamas.reports(quantity="4", note="to be disputed")
        plain.go(f"/reports/{theirs}").get_by_role("button", name="Acknowledge receipt").click()
        plain.page.wait_for_selector("dt:has-text('Received by')")
        plain.page.get_by_role("link", name="Dispute").click()
        plain.label("GREEN")
        plain.send()
        assert "denial" in plain.page.inner_text("main")
        plain.go("/terms").locator(".group summary").first.click()
        assert plain.page.get_by_role("link", name="Situation report").is_visible()
    finally:
        plain.context.close()
