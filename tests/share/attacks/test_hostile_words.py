"""Words that would run as a program: in every field of every form, file and API, they come out as words everywhere."""

import csv
import io
import json
import re
from collections.abc import Iterator

import pytest

from support.markup import MARK, WORDS, troubles
from support.served import Guest, House, routes_of
from troth.records.complaint import Category
from troth.share.desk.activities import ACTIVITY
from troth.share.desk.reports import REPORT, empty_file
from troth.share.web.pages import activity, complaints, judge, write
from troth.share.wire import drafts as wire

pytestmark = pytest.mark.slow  # minutes, by its nature: `make test-all`

REPORTED = {
    "term_ids": "T4a", "form": "tally", "event": "aid trucks", "category": "entered", "quantity": "9", "unit": "truck",
    "valid_from": "2023-11-25", "place": "Rafah", "tlp": "CLEAR",
}  # fmt: skip
MESSAGE = {"about": "case", "form": "note", "text": "hello", "tlp": "CLEAR"}
ACTIVE = {"sector": "water", "place": "Rafah", "status": "ongoing", "tlp": "GREEN"}
SUMMARY = {"category": "aid", "text": "hello", "tlp": "CLEAR"}
JUDGEMENT = {"about": "term:T4a", "decision": "noted", "tlp": "CLEAR"}
DOWNLOADS = ("/situation.txt", "/situation.md", "/alignment.csv", "/calendar.ics", "/write/file/reports.csv")
FORMULA = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1")


def hostile(fields, plain, text):
    """A form for each field, in which that one is hostile; and one in which all are that may be any words."""
    for field in fields:
        yield {**plain, field: text}


def flood(home: House) -> dict[str, int]:
    """Send hostile words through every field of everything; returns how many were taken, by where."""
    taken: dict[str, int] = {}
    officer, owner = home.guest("Qatar"), home.guest(home.desk.owner, "adjudicator")
    machine = home.machine("Qatar", role="adjudicator")
    for text in WORDS:
        home.clock.pass_(seconds=1)
        for where, sender, fields, plain in (
            ("/write/report", officer, (*REPORT, "ref", "about_kind"), REPORTED),
            ("/write/message", officer, (*write.MESSAGE, "ref", "about_kind", "about_name", "back"), MESSAGE),
            ("/write/judgement", owner, (*judge.JUDGEMENT, "ref"), JUDGEMENT),
            ("/write/activity", officer, (*activity.FIELDS, "ref"), ACTIVE),
            ("/write/summary", officer, ("category", "text", "tlp", "ref"), SUMMARY),
            ("/write/acknowledgement", officer, ("of", "ref", "back"), {}),
            (
                "/write/withdrawal",
                officer,
                ("of", "note", "kind", "ref"),
                {"kind": "message", "of": "nothing"},
            ),
            (
                "/complaints",
                home.guest(),
                (*complaints.FIELDS, "once"),
                {"category": "aid", "text": "hello", "sure": "1"},
            ),
            ("/complaints/receipt", home.guest(), ("code",), {}),
            ("/sign-in", home.guest(), ("handle", "password", "digits", "next"), {}),
            ("/enrol", home.guest(), ("code",), {}),
        ):
            home.app.state.public_limiter = lambda _request, _what: None
            for form in hostile(fields, plain, text):
                answer = sender.post(where, form)
                check(where, answer)
                taken[where] = taken.get(where, 0) + (answer.status_code in {200, 303})
        for form, path, plain in (
            (wire.ReportDraft, "reports", {**REPORTED, "term_ids": ["T4a"]}),
            (wire.MessageDraft, "messages", MESSAGE),
            (wire.AcknowledgementDraft, "acknowledgements", {}),
            (wire.JudgementDraft, "judgements", JUDGEMENT),
            (wire.ActivityDraft, "activities", ACTIVE),
            (wire.PublicSummaryDraft, "summaries", SUMMARY),
        ):
            for name in form.model_fields:
                for value in (text, [text]):
                    answer = machine.post(f"/api/v1/{path}", json={**plain, name: value})
                    assert answer.status_code in {200, 201, 422}, answer.text
                    taken[path] = taken.get(path, 0) + (answer.status_code == 201)
    return taken


def check(where: str, answer) -> None:
    assert answer.status_code < 500, (where, answer.text)
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert not troubles(answer.text), where
    for name in ("location", "set-cookie"):
        assert "evil" not in answer.headers.get(name, "")
    assert answer.headers.get("location", "/").startswith("/")
    assert not answer.headers.get("location", "/").startswith("//")


@pytest.fixture(scope="module")
def flooded(home: House) -> House:
    taken = flood(home)
    assert (
        min(
            taken[where]
            for where in (
                "/write/report",
                "/write/message",
                "/write/judgement",
                "/write/activity",
                "/write/summary",
                "/complaints",
                "reports",
                "messages",
                "judgements",
                "activities",
                "summaries",
            )
        )
        > 0
    ), taken
    table = io.StringIO()
    out = csv.writer(table)
    out.writerow([*REPORT, "ref"])
    for text in (*WORDS, *FORMULA):
        row = {**REPORTED, "note": text, "category": text.strip(), "actor": text.strip()}
        out.writerow([row.get(name, "") for name in REPORT] + [text])
    sent = home.guest("Qatar").post(
        "/write/file", {"do": "post"}, files={"file": ("<img src=x>.csv", table.getvalue().encode())}
    )
    check("/write/file", sent)
    for text in FORMULA:
        draft = {
            "party": home.desk.owner,
            "sector": "health",
            "place": text,
            "note": text,
            "status": "ongoing",
            "from": "2023-11-24",
            "tlp": "CLEAR",
        }
        from troth.share.desk import Draft

        home.desk.post(home.desk.owner, [Draft(kind="activity", cells={**draft})])
    assert {"place", "note"} <= set(ACTIVITY)
    home.clock.pass_(seconds=2)
    return home


def pages(home: House, guest: Guest) -> Iterator[str]:
    """Every page there is, and every one that pages lead to."""
    todo = [
        path
        for method, path in routes_of(home.app)
        if method == "GET" and "{" not in path and path != "/live"
    ]
    todo += ["/terms/T4a", "/steps/monitor", "/situation?since=2023-11-24", "/talk?about=term:T4a"]
    done: set[str] = set()
    kinds: dict[str, int] = {}
    while todo:
        path = todo.pop(0)
        if path in done or path.startswith(("/static", "/door", "/api/v1/docs")):
            continue
        done.add(path)
        yield path
        kind = re.sub(r"[^/?=]+$", "", path)
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] > 3 or path.startswith("/api"):
            continue
        text = guest.get(path).text
        todo += [one.replace("&amp;", "&").partition("#")[0] for one in re.findall(r'href="(/[^"]*)"', text)]


@pytest.mark.parametrize("office", ["", "Qatar", "Israel", "owner"])
def test_on_no_page_of_any_viewer_anything_runs(flooded: House, office: str):
    guest = flooded.guest(flooded.desk.owner if office == "owner" else office, "adjudicator")
    seen = told = 0
    for path in list(pages(flooded, guest))[:110]:
        answer = guest.get(path)
        assert answer.status_code < 500, (path, answer.text)
        seen += 1
        told += MARK in answer.text
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert not troubles(answer.text), path
        else:
            assert answer.headers["x-content-type-options"] == "nosniff"
    assert seen > 50
    assert told > 10, "the hostile words are on the pages, as words"


def test_what_the_api_answers_is_data_and_never_a_page(flooded: House):
    machine = flooded.machine("Qatar")
    for path in ("/posts", "/reports?all=true", "/statements", "/events?limit=1000", "/sources"):
        answer = machine.get(f"/api/v1{path}")
        assert answer.headers["content-type"] == "application/json"
        json.loads(answer.text)
    refused = machine.get("/api/v1/terms/%3Cscript%3E", headers={"accept": "text/html"})
    assert refused.headers["content-type"] == "application/problem+json"


def test_no_cell_of_a_table_is_a_formula(flooded: House):
    text = flooded.guest("Qatar").get("/alignment.csv").text
    rows = list(csv.reader(io.StringIO(text)))
    cells = [cell for row in rows for cell in row]
    assert any("cmd|" in cell for cell in cells)
    assert not [
        cell
        for cell in cells
        if cell.lstrip().startswith(("=", "+", "-", "@")) or cell.startswith(("\t", "\r"))
    ]
    assert empty_file().count("\n") == 1


def test_no_line_of_a_calendar_is_anothers_word(flooded: House):
    text = flooded.guest("Qatar").get("/calendar.ics").content.decode()
    for line in text.split("\r\n"):
        assert not re.search(r"[\r\n]", line)
        assert re.match(r"(?:[A-Z-]+[:;]| |$)", line), line


def test_a_frame_of_the_live_stream_is_one_line_whatever_is_said(flooded: House):
    from datetime import UTC, datetime

    from troth.share.desk import place_at
    from troth.share.web.live_hub import View

    view = View(flooded.desk, "Qatar", place_at(flooded.desk.now()))
    for frame in view.frames_of(place_at(datetime(2023, 11, 26, tzinfo=UTC))):
        lines = frame.data.decode().split("\n")
        assert [line.partition(":")[0] for line in lines] == ["event", "id", "data", "", ""]
        json.loads(lines[2].removeprefix("data: "))


def test_downloads_say_what_they_are(flooded: House):
    guest = flooded.guest("Qatar")
    for path in DOWNLOADS:
        answer = guest.get(path)
        assert answer.status_code == 200
        assert not answer.headers["content-type"].startswith("text/html")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert {one.value for one in Category}
