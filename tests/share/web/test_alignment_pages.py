"""The pages of alignment in a browser's eyes: the matrix, the calendar, complaints from both sides."""

import csv
import io
import re
import warnings
from datetime import UTC, datetime, timedelta

import pytest

from support.cases import TinyCase
from troth import case as cases
from troth.case.exercise_copy import make_exercise
from troth.records.exercise import Exercise
from troth.share.desk import Desk, Draft
from troth.share.desk.complaints import code_of, new_token
from troth.share.desk.inbox import inbox
from troth.share.web import Visitor, create_app, texts_alignment
from troth.share.web.faults import FaultError
from troth.share.web.forms import SameOrigin
from troth.share.web.public_forms import PerAddress

with warnings.catch_warnings():
    # It would rather have httpx2; what is installed here is httpx, which it still takes.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

NOW = datetime(2023, 11, 25, 8, tzinfo=UTC)
CARD = '[[table]]\nname = "3W"\nfile = "activities.csv"\nsource = "x"\nlicence = "CC0"\n'
ROWS = """activity_id,party,sector,place,status,from,to,people,source_id,note,tlp,release_to
A1,Observers,water,Rafah,ongoing,2023-11-20,2023-12-31,1200,daily-24,,,
A2,North,water,Rafah,ongoing,2023-11-21,2023-12-20,200..400,daily-24,,,
A3,South,<b>health</b>,"Gaza, City",done,2023-11-01,2023-11-20,,daily-24,=1+1,,
A4,South,shelter,Jabalia,ongoing,2023-11-01,2023-12-20,,daily-24,,AMBER,North
"""
MESSAGE = {"category": "aid", "place": "Rafah", "text": "No bread for a week."}
HEADERS = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}


class Clock:
    def __init__(self):
        self.time = NOW

    def now(self):
        return self.time


class Page:
    """An answer, its words without the marks that keep names of other scripts apart."""

    def __init__(self, found):
        self.status_code, self.headers = found.status_code, found.headers
        self.text = re.sub("</?bdi>", "", found.text)


class House:
    """A desk with a browser in front of it."""

    def __init__(self, case):
        self.clock = Clock()
        self.desk = Desk(case, clock=self.clock)
        self.caller = Visitor()
        app = create_app(self.desk, caller_of=lambda _: self.caller)
        app.state.guard = SameOrigin()
        app.state.public_limiter = PerAddress({"complaint": (30, 60), "receipt": (30, 60)})
        self.app, self.browser = app, TestClient(app, follow_redirects=False)

    def signed_in(self, office, role="officer"):
        self.caller = Visitor(viewer=office, handle="one", role=role)
        return self

    def get(self, path):
        return Page(self.browser.get(path))

    def post(self, path, form, **headers):
        return Page(self.browser.post(path, data=form, headers={**HEADERS, **headers}))

    def complain(self, **cells):
        found = self.post("/complaints", {**MESSAGE, **cells})
        assert found.status_code == 200, found.text
        return re.search(r'<p class="code" dir="ltr">([^<]+)</p>', found.text)[1]


def tiny(path):
    return TinyCase.at(path / "truce").write("tables/tables.toml", CARD).write("tables/activities.csv", ROWS)


@pytest.fixture
def house(tmp_path):
    return House(cases.load(tiny(tmp_path).path))


# --- who does what where ----------------------------------------------------------------------------------------------


def test_the_matrix_shows_parties_overlaps_gaps_and_people_as_a_range(house):
    page = re.sub("</?bdi>", "", house.get("/alignment").text)
    assert "Observers: ongoing" in page or "The Observers: ongoing" in page
    assert "water, Rafah: " in page.split("overlaps-h")[2]
    assert "at most 1,600 in all" in page
    assert "the same people may be reached by several" in page
    assert "water: no activity on record in Gaza, City." in page
    assert "A question to ask, and no statement about needs." in page


def test_the_matrix_is_a_table_that_can_be_read_aloud(house):
    page = house.get("/alignment").text
    table = page[page.index('<table class="matrix">') : page.index("</table>")]
    assert "<caption" in table
    assert table.count('scope="col"') == 1 + len(re.findall(r"<th scope=\"col\" dir", table))
    assert table.count('scope="row"') == table.count("<tr>") - 1
    assert 'role="region" tabindex="0" aria-label="' in page


def test_words_of_a_table_are_never_markup(house):
    page = house.get("/alignment").text
    assert "<b>health</b>" not in page
    assert "&lt;b&gt;health&lt;/b&gt;" in page


def test_filters_stand_in_the_address_and_in_the_download(house):
    page = house.get("/alignment?sector=water&party=North").text
    assert '<option value="water" selected>' in page
    link = re.search(r'href="(/alignment\.csv[^"]*)"', page)[1].replace("&amp;", "&")
    rows = list(csv.DictReader(io.StringIO(house.get(link).text)))
    assert [row["activity_id"] for row in rows] == ["#activity+id", "A2"]
    assert "A1" in house.get("/alignment?at=2023-12-25").text
    assert "A2" not in {
        row["activity_id"]
        for row in csv.DictReader(io.StringIO(house.get("/alignment.csv?at=2023-12-25").text))
    }


def test_the_download_holds_no_formula(house):
    rows = csv.DictReader(io.StringIO(house.get("/alignment.csv").text))
    assert {row["note"] for row in rows} >= {"'=1+1"}


def test_nobody_sees_in_matrix_or_download_what_is_not_theirs(house):
    for path in ("/alignment", "/alignment.csv", "/calendar", "/calendar.ics"):
        assert "A4" not in house.get(path).text
        assert "Jabalia" not in house.get(path).text
    house.signed_in("North")
    assert "Jabalia" in house.get("/alignment").text
    assert "Jabalia" in house.get("/calendar").text
    assert "Jabalia" not in house.get("/alignment?as=public").text


@pytest.mark.parametrize("query", ["at=soon", "at=2023-13-45"])
def test_a_day_that_is_none_is_one_clear_page(house, query):
    found = house.get(f"/alignment?{query}")
    assert found.status_code == 400
    assert "That is not a time" in found.text


def test_a_case_without_anything_to_place_says_so(tmp_path):
    plain = TinyCase.at(tmp_path / "truce")
    text = (
        (plain.path / "agreements/truce.toml")
        .read_text()
        .replace('"achieve"', '"refrain"')
        .replace("at_least = 50", "at_most = 50")
    )
    plain.write("agreements/truce.toml", text.split('[[term]]\nid = "T2"')[0])
    plain.write("evidence/reports.csv", (plain.path / "evidence/reports.csv").read_text().replace("T2", "T1"))
    plain.write("expected/first-evening.toml", 'as_of = "2023-11-24T20:00"\n')
    assert "Nobody has reported an activity" in House(cases.load(plain.path)).get("/alignment").text


# --- calendar ---------------------------------------------------------------------------------------------------------


def test_the_calendar_lists_what_lies_ahead_by_day_and_by_week(house):
    page = re.sub("</?bdi>", "", house.get("/calendar").text)
    assert "T1 ends: release fifty people" in page
    assert 'datetime="2023-11-28T07:00:00+02:00"' in page
    assert "Week of 27 Nov 2023" in house.get("/calendar?by=week").text


def test_the_calendar_file_holds_the_same_and_is_taken_in_by_programs(house):
    found = house.get("/calendar.ics")
    assert found.headers["content-type"] == "text/calendar; charset=utf-8"
    assert found.text.startswith("BEGIN:VCALENDAR\r\n")
    assert "DTSTART:20231128T050000Z" in found.text
    assert found.text.count("BEGIN:VEVENT") == house.get("/calendar").text.count("<time ")


def test_in_an_exercise_page_table_and_calendar_say_so(tmp_path):
    drill = Exercise(title="Late release", start=NOW, control="desk")
    house = House(make_exercise(tiny(tmp_path).path, tmp_path / "drill", drill))
    assert "Exercise: Late release" in house.get("/alignment").text
    assert all(row["exercise"] for row in csv.DictReader(io.StringIO(house.get("/alignment.csv").text)))
    found = house.get("/calendar.ics").text.replace("\r\n ", "")
    assert found.count("SUMMARY:[EXERCISE Late release]") == found.count("BEGIN:VEVENT") > 0


# --- complaints: everybody --------------------------------------------------------------------------------------------


def test_anybody_complains_without_a_name_and_reads_the_answer_with_the_code(house):
    code = house.complain()
    house.clock.time += timedelta(hours=1)
    [item] = inbox(house.desk, "desk", role="adjudicator")
    assert (item.text, item.language) == ("No bread for a week.", "en")
    found = house.post("/complaints/receipt", {"code": code.lower()})
    assert "There is no answer yet." in found.text
    house.desk.post("desk", [Draft(kind="answer", cells={"of": item.id, "text": "Bread comes on <Monday>."})])
    assert "Bread comes on &lt;Monday&gt;." in house.post("/complaints/receipt", {"code": code}).text


def test_the_form_asks_for_no_names_before_anything_else(house):
    page = house.get("/complaints").text
    assert page.index("Please write no names") < page.index('<form class="intake"')
    assert not re.search(r'name="(name|email|phone)"', page)


def test_the_code_is_shown_once_and_kept_by_no_cache_as_far_as_it_can_be_said(house):
    found = house.post("/complaints", MESSAGE)
    assert found.headers["cache-control"] in {"no-store", "private, no-cache"}
    code = re.search(r'dir="ltr">([^<]+)</p>', found.text)[1]
    for path in ("/complaints", "/complaints/receipt", "/"):
        assert code not in house.get(path).text
    assert house.get(f"/complaints/receipt?code={code}").text.count(code) == 0


def test_a_wrong_code_and_one_that_can_be_none_are_answered_alike(house):
    house.complain()
    answers = {
        house.post("/complaints/receipt", {"code": code}).text
        for code in (code_of(new_token()), code_of(new_token()), "x", "", "' or 1=1")
    }
    assert len(answers) == 1
    assert "Nothing is there for this code." in answers.pop()


def test_what_looks_personal_is_warned_of_and_sent_only_if_that_is_meant(house):
    form = {**MESSAGE, "text": "Call me: 059-123-4567"}
    found = house.post("/complaints", form)
    assert found.status_code == 422
    assert "seems to hold a telephone number" in found.text
    assert "Call me: 059-123-4567</textarea>" in found.text
    assert inbox(house.desk, "desk", role="adjudicator") == ()
    assert "code" in house.post("/complaints", {**form, "sure": "1"}).text
    assert len(inbox(house.desk, "desk", role="adjudicator")) == 1


@pytest.mark.parametrize(
    "form",
    [
        {"category": "aid", "text": ""},
        {"category": "weather", "text": "x"},
        {"x": ""},
        {**MESSAGE, "place": "x" * 200},
    ],
)
def test_a_message_that_cannot_be_taken_in_keeps_what_was_written(house, form):
    found = house.post("/complaints", form)
    assert found.status_code == 422
    assert "This could not be sent" in found.text
    assert inbox(house.desk, "desk", role="adjudicator") == ()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"content-type": "text/plain"}, 415),
    ],
)
def test_no_other_site_complains_in_somebodys_name(house, headers, status):
    found = house.post("/complaints", MESSAGE, **headers)
    assert found.status_code == status
    assert "The form was not sent from this desk" in found.text
    assert inbox(house.desk, "desk", role="adjudicator") == ()


def test_a_body_that_is_too_large_is_refused_while_it_arrives(house):
    found = house.post("/complaints", {**MESSAGE, "text": "x" * 70_000})
    assert found.status_code == 413
    assert "The message is too long" in found.text


@pytest.mark.parametrize("body", [b"\xff\xfe", b"&".join(b"a%d=1" % n for n in range(100)), b"text=%ff"])
def test_a_form_that_is_none_is_one_clear_answer(house, body):
    headers = {**HEADERS, "content-type": "application/x-www-form-urlencoded"}
    found = house.browser.post("/complaints", content=body, headers=headers)
    assert found.status_code == 400


@pytest.mark.parametrize(("path", "form"), [("/complaints", MESSAGE), ("/complaints/receipt", {"code": "x"})])
def test_too_many_from_one_address_have_to_wait(house, path, form):
    house.app.state.public_limiter = PerAddress(
        {"complaint": (2, 600), "receipt": (2, 600)}, steady=lambda: 0.0
    )
    codes = [house.post(path, form).status_code for _ in range(4)]
    assert codes == [200, 200, 429, 429]
    assert "try again in 10 minutes" in house.post(path, form).text


def test_the_desks_own_guard_and_limiter_are_asked_where_there_are_some(house):
    asked = []

    class Refusing:
        def token(self, request):
            return "the-token"

        def check(self, request, form):
            asked.append(form.get("csrf"))
            raise FaultError(403, "complain.form")

    house.app.state.guard = Refusing()
    assert 'name="csrf" value="the-token"' in house.get("/complaints").text
    assert house.post("/complaints", {**MESSAGE, "csrf": "the-token"}).status_code == 403
    assert asked == ["the-token"]


def test_public_counts_are_of_whole_weeks_and_leave_out_few(house):
    for _ in range(6):
        house.complain()
    house.complain(category="question")
    assert "There is nothing to show yet." in house.get("/complaints").text
    house.clock.time += timedelta(days=7)
    page = house.get("/complaints").text
    assert "not shown" in page
    assert not re.search(r"<td>[1-4]</td>", page)


def test_the_counts_are_the_same_for_every_viewer(house):
    for _ in range(6):
        house.complain()
    house.clock.time += timedelta(days=7)
    found = set()
    for office in ("public", "North", "desk"):
        if office != "public":
            house.signed_in(office)
        page = house.get("/complaints").text
        found.add(page[page.index('id="counts-h"') : page.index("</section>", page.index('id="counts-h"'))])
    assert len(found) == 1


# --- complaints: offices ----------------------------------------------------------------------------------------------


def test_an_adjudicator_passes_on_an_office_answers_and_it_is_closed(house):
    code = house.complain()
    house.signed_in("desk", "adjudicator")
    [item] = inbox(house.desk, "desk", role="adjudicator")
    assert f"{item.id} <span" in house.get("/desk/complaints").text
    done = house.post(f"/desk/complaints/{item.id}/route", {"to": "North", "note": "Please look."})
    assert (done.status_code, done.headers["location"]) == (303, "/desk/complaints")
    house.signed_in("North")
    page = house.get("/desk/complaints").text
    assert "Passed on to you (1)" in page
    assert "No bread for a week." in page
    assert house.post(f"/desk/complaints/{item.id}/answer", {"text": "On Monday."}).status_code == 303
    house.signed_in("desk", "adjudicator")
    assert "Answered, to be closed (1)" in house.get("/desk/complaints").text
    assert house.post(f"/desk/complaints/{item.id}/close", {"reason": "answered"}).status_code == 303
    house.caller = Visitor()
    found = house.post("/complaints/receipt", {"code": code}).text
    assert "On Monday." in found
    assert "it is answered" in found


def test_nobody_but_offices_opens_the_inbox_and_none_sees_anothers(house):
    house.complain()
    assert house.get("/desk/complaints").status_code == 403
    assert "No bread" not in house.signed_in("South").get("/desk/complaints").text
    assert house.get("/desk/complaints?as=public").status_code == 403


def test_an_officer_passes_nothing_on_and_an_auditor_says_nothing(house):
    house.complain()
    [item] = inbox(house.desk, "desk", role="adjudicator")
    house.signed_in("desk", "officer")
    assert "/route" not in house.get("/desk/complaints").text
    assert house.post(f"/desk/complaints/{item.id}/route", {"to": "North"}).status_code == 403
    house.signed_in("desk", "auditor")
    assert '<form class="intake"' not in house.get("/desk/complaints").text
    assert house.post(f"/desk/complaints/{item.id}/answer", {"text": "x"}).status_code == 403


def test_complaints_about_conduct_are_shown_to_adjudicators_alone(house):
    house.complain(category="conduct", text="A guard took what was ours.")
    [item] = inbox(house.desk, "desk", role="adjudicator")
    house.signed_in("desk", "officer")
    assert "A guard" not in house.get("/desk/complaints").text
    assert house.post(f"/desk/complaints/{item.id}/answer", {"text": "x"}).status_code == 404
    house.signed_in("desk", "adjudicator")
    assert "A guard" in house.get("/desk/complaints").text
    assert "adjudicators only" in house.get("/desk/complaints").text


@pytest.mark.parametrize("action", ["route", "answer", "close"])
def test_what_is_not_there_and_what_is_not_theirs_are_answered_alike(house, action):
    house.complain()
    [item] = inbox(house.desk, "desk", role="adjudicator")
    house.signed_in("South", "adjudicator")
    form = {"to": "North", "text": "x", "reason": "answered"}
    answers = [house.post(f"/desk/complaints/{name}/{action}", form) for name in (item.id, "desk-XXXXXX")]
    assert {one.status_code for one in answers} == {404}
    assert answers[0].text == answers[1].text.replace("desk-XXXXXX", item.id)


def test_a_slip_of_an_office_is_told_on_its_page_and_nothing_is_done(house):
    house.complain()
    house.signed_in("desk", "adjudicator")
    [item] = inbox(house.desk, "desk", role="adjudicator")
    found = house.post(f"/desk/complaints/{item.id}/route", {"to": "Nowhere"})
    assert found.status_code == 422
    assert "another party of the case" in found.text
    assert house.post(f"/desk/complaints/{item.id}/forget", {"x": ""}).status_code == 404


def test_what_is_late_is_marked(house):
    house.complain()
    house.clock.time += timedelta(days=4)
    house.signed_in("desk", "adjudicator")
    page = house.get("/desk/complaints").text
    assert 'class="handled late"' in page
    assert "Overdue" in page


@pytest.mark.parametrize("field", ["text", "place"])
def test_no_words_of_a_complaint_are_markup(house, field):
    hostile = '"><script>alert(1)</script>'
    house.complain(**{field: hostile})
    house.signed_in("desk", "adjudicator")
    for found in (
        house.get("/desk/complaints"),
        house.post("/complaints", {**MESSAGE, field: hostile, "category": "x"}),
    ):
        assert "<script>alert" not in found.text


# --- the texts --------------------------------------------------------------------------------------------------------


def test_every_text_is_there_in_both_languages_with_the_same_places():
    assert texts_alignment.ENGLISH.keys() == texts_alignment.FRENCH.keys()
    for key, english in texts_alignment.ENGLISH.items():
        french = texts_alignment.FRENCH[key]
        assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", french)), key
        assert english.count("[") == french.count("["), key
