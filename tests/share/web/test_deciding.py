"""Judgements, activities and summaries from forms: said, corrected and taken back by those who may."""

import re

import pytest

from share.web.desks import words
from share.web.test_alignment_pages import House
from support.cases import TinyCase
from troth import case as cases


@pytest.fixture
def house(tmp_path):
    return House(cases.load(TinyCase.at(tmp_path / "truce").path))


def form_of(page, action):
    """The fields of a form of a page that are filled in already."""
    [form] = re.findall(rf'<form[^>]*method="post" action="{action}[^"]*".*?</form>', page.text, re.DOTALL)
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    shown = re.findall(r'<input id="[^"]*" name="([^"]+)" value="([^"]+)"', form)
    written = re.findall(r'<textarea id="[^"]*" name="([^"]+)"[^>]*>([^<]+)</textarea>', form)
    return dict([*hidden, *shown, *written])


def send(house, path, action, **cells):
    return house.post(action, {**form_of(house.get(path), action), **cells})


def test_a_judgement_is_recorded_corrected_and_taken_back_from_its_thread(house):
    house.signed_in("North", "adjudicator")
    decided = {"decision": "Too late.", "tlp": "GREEN"}
    assert send(house, "/write/judgement?about=term:T1", "/write/judgement", **decided).status_code == 303
    page = house.get("/terms/T1")
    [correct] = re.findall(r'href="(/write/judgement\?corrects=[^"]+)"', page.text)
    [withdraw] = re.findall(
        r'href="(/write/withdrawal\?of=[^"]+kind=judgement)"', page.text.replace("&amp;", "&")
    )
    assert not re.search(r'href="/write/message\?(?:corrects|reply_to)', page.text), "it is no message"
    form = form_of(house.get(correct), "/write/judgement")
    assert (form["decision"], form["about"]) == ("Too late.", "term:T1")
    again = {**form, "decision": "In time.", "tlp": "same"}
    assert house.post("/write/judgement", again).status_code == 303
    page = words(house.get("/terms/T1").text)
    assert "In time." in page
    assert house.get(withdraw).status_code == 200
    [withdraw] = re.findall(
        r'href="(/write/withdrawal\?of=[^"]+kind=judgement)"',
        house.get("/terms/T1").text.replace("&amp;", "&"),
    )
    assert "In time." in house.get(withdraw).text
    assert send(house, withdraw, "/write/withdrawal", note="The clock was wrong.").status_code == 303
    assert "In time." not in house.get("/terms/T1").text
    assert "In time." not in house.signed_in("South").get("/terms/T1").text


def test_who_is_no_adjudicator_is_not_led_to_correct_a_judgement_and_cannot(house):
    house.signed_in("North", "adjudicator")
    send(house, "/write/judgement?about=term:T1", "/write/judgement", decision="Too late.", tlp="GREEN")
    [name] = re.findall(r"corrects=(North-\w+)", house.get("/terms/T1").text)
    house.signed_in("North", "officer")
    assert f"corrects={name}" not in house.get("/terms/T1").text
    assert house.get(f"/write/judgement?corrects={name}").status_code == 403
    assert house.get(f"/write/withdrawal?of={name}&kind=judgement").status_code == 403
    assert house.post("/write/withdrawal", {"of": name, "kind": "judgement"}).status_code == 403
    house.signed_in("South", "adjudicator")
    assert "of your own" in words(house.post("/write/judgement", {"supersedes": name, "decision": "x"}).text)
    assert house.get("/write/judgement?corrects=North-222222").status_code == 404


def test_an_activity_is_reported_and_told_anew_by_whoever_reported_it(house):
    house.signed_in("North")
    told = {
        "sector": "water",
        "place": "Rafah",
        "status": "planned",
        "people": "200..400",
        "from": "2023-11-20",
        "tlp": "GREEN",
    }
    assert "/write/activity" in house.get("/alignment").text
    assert send(house, "/write/activity?sector=water", "/write/activity", **told).status_code == 303
    page = house.get("/alignment")
    assert "200..400" in page.text or "200 to 400" in words(page.text)
    [update] = re.findall(r'href="(/write/activity\?updates=[^"]+)"', page.text)
    form = form_of(house.get(update), "/write/activity")
    assert (form["sector"], form["place"], form["from"]) == ("water", "Rafah", "2023-11-20")
    assert house.post("/write/activity", {**form, "status": "done", "tlp": "GREEN"}).status_code == 303
    assert "done" in words(house.get("/alignment").text)
    house.signed_in("South")
    assert "updates=" not in house.get("/alignment").text
    assert house.get(update).status_code == 404


def test_what_is_wrong_with_an_activity_is_said_at_its_field_and_nothing_is_lost(house):
    house.signed_in("North")
    given = {
        "sector": "water",
        "status": "asleep",
        "from": "yesterday",
        "party": "South",
        "tlp": "GREEN",
        "note": "pipes",
    }
    page = house.post("/write/activity", given)
    assert page.status_code == 422
    for field in ("status", "from", "party"):
        assert (
            f'id="{field}-wrong-1"' in page.text
            or f"<b>{field}</b>" in page.text
            or f"#f-{field}" in page.text
        )
    assert "pipes" in page.text
    assert house.post("/write/activity", {"sector": "water", "status": "done"}).status_code == 422, (
        "it has no label"
    )


def test_a_summary_is_published_only_by_saying_that_everybody_may_read_it(house):
    house.signed_in("North")
    said = {"category": "aid", "text": "Bread comes on Monday."}
    refused = house.post("/write/summary", said)
    assert refused.status_code == 422
    assert "CLEAR" in words(refused.text)
    assert send(house, "/write/summary", "/write/summary", **said, tlp="CLEAR").status_code == 303
    house.caller = type(house.caller)()
    assert "Bread comes on Monday." in house.get("/complaints").text
    assert house.get("/write/summary").status_code == 401


@pytest.mark.parametrize("category", ["aid", "conduct"])
def test_a_complaint_that_is_sent_twice_is_one_complaint_with_one_receipt(house, category):
    form = form_of(house.get("/complaints"), "/complaints")
    sent = {**form, "category": category, "text": "No bread for a week."}
    first, second = (house.post("/complaints", sent) for _ in range(2))
    codes = [re.search(r"(?:[2-9B-Z]{4}-){4}[2-9B-Z]{4}", page.text)[0] for page in (first, second)]
    assert codes[0] == codes[1]
    assert len([one for one in house.desk.mirror.notes.values() if one.kind == "complaint"]) == 1
    other = house.post("/complaints", {**sent, "text": "No bread for two weeks."})
    assert other.status_code == 200
    assert codes[0] not in other.text
    assert len([one for one in house.desk.mirror.notes.values() if one.kind == "complaint"]) == 2
    kept = "".join(one.entry.content for one in house.desk.mirror.notes.values())
    assert form["once"] not in kept
