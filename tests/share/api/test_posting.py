"""What is said through the API: once, whole, and never wider than what it speaks of."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from support.desks import Hands, note, pause, say, trucks
from support.guests import guest
from support.transport import browser
from troth.ledger import verify
from troth.share.desk import Desk
from troth.share.desk.signatures import Signing
from troth.share.web.api import create_api

TRUCKS = {
    "term_ids": ["T4a"], "form": "tally", "event": "aid trucks", "category": "entered", "quantity": 61, "unit": "truck",
    "valid_from": "2023-11-25", "place": "Rafah", "tlp": "GREEN",
}  # fmt: skip
NOTE = {"about": "case", "form": "note", "text": "hello", "tlp": "GREEN"}
CSV = {"content-type": "text/csv"}
HEAD = "ref,term_ids,valid_from,form,event,category,quantity,unit,tlp\n"


def problems(answer) -> list[tuple[int | None, str | None]]:
    assert answer.status_code == 422, answer.text
    return [(one["line"], one["field"]) for one in answer.json()["problems"]]


def count(desk: Desk) -> int:
    return len(desk.store)


def test_a_report_is_on_record_and_its_owner_can_read_it_back(ask, desk: Desk):
    answer = ask("Hamas").post("/reports", json=TRUCKS)
    assert answer.status_code == 201
    [posted] = answer.json()["posted"]
    assert posted["is_new"]
    told = ask("Egypt").get(f"/reports/{posted['subject']}").json()
    assert (told["author"], told["report"]["quantity"]["low"], told["label"]["tlp"]) == (
        "Hamas",
        "61",
        "GREEN",
    )
    assert told["statement"] == posted["id"]


def test_the_same_reference_is_recorded_once_in_the_body_and_in_the_header(ask, desk: Desk):
    first = ask("Hamas").post("/reports", json={**TRUCKS, "ref": "7"})
    before = count(desk)
    for again in (
        ask("Hamas").post("/reports", json={**TRUCKS, "ref": "7"}),
        ask("Hamas").post("/reports", json=TRUCKS, headers={"idempotency-key": "7"}),
    ):
        assert again.status_code == 200
        assert again.json()["posted"] == [{**first.json()["posted"][0], "is_new": False}]
    assert count(desk) == before
    assert problems(ask("Hamas").post("/reports", json={**TRUCKS, "quantity": 62, "ref": "7"})) == [
        (None, "ref")
    ]
    assert ask("Israel").post("/reports", json={**TRUCKS, "ref": "7"}).status_code == 201, (
        "a reference is its office's own"
    )
    both = ask("Hamas").post("/reports", json={**TRUCKS, "ref": "8"}, headers={"idempotency-key": "9"})
    assert problems(both) == [(None, "ref")]


def test_a_dry_run_says_what_is_wrong_and_records_nothing(ask, desk: Desk):
    before = count(desk)
    answer = ask("Hamas").post("/reports?dry_run=true", json=TRUCKS)
    assert (answer.status_code, answer.json()["dry_run"], answer.json()["checked"]) == (200, True, 1)
    wrong = ask("Hamas").post("/reports?dry_run=true", json={**TRUCKS, "term_ids": ["T99"], "unit": "lorry"})
    assert (None, "term_ids") in problems(wrong)
    assert count(desk) == before


def test_everything_that_is_wrong_with_a_report_is_told_at_once(ask, desk: Desk):
    bad = {
        "term_ids": ["T99"],
        "form": "tally",
        "quantity": "many",
        "valid_from": "last week",
        "event": "aid trucks",
    }
    answer = ask("Hamas").post("/reports", json=bad)
    assert {field for _, field in problems(answer)} >= {"tlp", "quantity", "valid_from"}
    assert answer.json()["detail"] == "nothing was recorded; see problems"
    assert all(one["remedy"] and one["expected"] for one in answer.json()["problems"])


@pytest.mark.parametrize("kind", ["json", "ndjson"])
def test_many_drafts_are_recorded_together_or_not_at_all(ask, desk: Desk, kind: str):
    def send(drafts: list[dict], **headers: str):
        if kind == "json":
            return ask("Hamas").post("/import", json=drafts, headers=headers)
        text = "\n".join(json.dumps(one) for one in drafts)
        return ask("Hamas").post(
            "/import", content=text, headers={"content-type": "application/x-ndjson", **headers}
        )

    good = [{"kind": "report", **TRUCKS}, {"kind": "message", **NOTE}]
    before = count(desk)
    assert problems(send([*good, {"kind": "report", **TRUCKS, "valid_from": "x"}])) == [(3, "valid_from")]
    assert problems(send([*good, {"kind": "rumour"}, {"kind": "message", "txt": "?"}])) == [
        (3, None),
        (4, "message.txt"),
    ]
    assert count(desk) == before
    posted = send(good, **{"idempotency-key": "batch 1"})
    assert (posted.status_code, posted.json()["checked"], count(desk)) == (201, 2, before + 2)
    again = send(good, **{"idempotency-key": "batch 1"})
    assert (again.status_code, count(desk)) == (200, before + 2)
    assert [one["id"] for one in again.json()["posted"]] == [one["id"] for one in posted.json()["posted"]]


def test_a_file_of_reports_is_recorded_with_the_label_that_is_given_for_it(ask, desk: Desk):
    rows = "".join(
        f"{number},T4a,2023-11-2{number},tally,aid trucks,entered,6{number},truck,\n"
        for number in range(4, 7)
    )
    answer = ask("Hamas").post("/import?tlp=AMBER&release_to=Qatar;Egypt", content=HEAD + rows, headers=CSV)
    assert (answer.status_code, answer.json()["checked"]) == (201, 3)
    told = ask("Qatar").get(f"/reports/{answer.json()['posted'][0]['subject']}").json()
    assert told["label"] == {"tlp": "AMBER", "release_to": ["Egypt", "Qatar"], "embargo": None}
    again = ask("Hamas").post("/import?tlp=AMBER&release_to=Qatar;Egypt", content=HEAD + rows, headers=CSV)
    assert again.status_code == 200, "the column ref tells that they were posted before"


def test_a_file_with_one_bad_line_is_refused_whole_with_the_line(ask, desk: Desk):
    before = count(desk)
    rows = "1,T4a,2023-11-24,tally,aid trucks,entered,61,truck,GREEN\n2,T4a,2023-11-25,tally,aid trucks,entered,,truck,GREEN\n"
    assert {line for line, _ in problems(ask("Hamas").post("/import", content=HEAD + rows, headers=CSV))} == {
        3
    }
    assert count(desk) == before


def test_a_file_of_another_case_is_refused_with_what_is_unknown_here(ask, desk: Desk):
    text = "".join(
        line + "\n" for line in (pause().path.parent / "ukraine-corridors-march-2022" / "evidence").glob("*.csv").__iter__().__next__()
        .read_text(encoding="utf-8").splitlines()[:6]
    )  # fmt: skip
    before = count(desk)
    answer = ask("Hamas").post("/import?tlp=GREEN", content=text, headers=CSV)
    assert answer.status_code == 422
    assert {one["field"] for one in answer.json()["problems"]} & {"term_ids", "source_id"}
    assert count(desk) == before


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422), (b"{", 422), (b"[]", 422), (b'"text"', 422), (b"\xff\xfe", 422), (b"[" * 100_000, 422),
        (b"[" + b"1" * 5_000 + b"]", 422), (b'[{"kind": "message"' + b" " * 17_000_000, 413), (b"null", 422),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["application/json", "application/x-ndjson", "text/csv"])
def test_an_import_that_is_no_such_file_is_refused_in_words(
    ask, desk: Desk, body: bytes, status: int, kind: str
):
    before = count(desk)
    answer = ask("Hamas").post("/import", content=body, headers={"content-type": kind})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in answer.text
    assert count(desk) == before


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("text/plain", b"x", 415),
        ("", b"{}", 415),
        ("multipart/form-data; boundary=x", b"--x--", 415),
        ("application/json", b"{", 422),
        ("application/json", b"[" * 100_000, 400),
        ("application/json", b'{"text":"' + b"x" * 1_100_000 + b'"}', 413),
        ("application/json", b'{"text": NaN}', 422),
        ("application/json", json.dumps({**NOTE, "text": "a\x00b"}).encode(), 422),
        ("application/json", b'{"about":"case","form":"note","tlp":"GREEN","text":"\\ud800"}', 422),
        ("application/json", b'{"about":"case","form":"note","tlp":"GREEN","text":"   "}', 422),
        ("application/json", json.dumps({**NOTE, "text": "x" * 10_001}).encode(), 422),
        (
            "application/json",
            json.dumps({**NOTE, "release_to": ["Qatar;Egypt"], "tlp": "AMBER"}).encode(),
            422,
        ),
    ],
)
def test_a_body_that_cannot_be_taken_is_refused_in_words(
    ask, desk: Desk, kind: str, body: bytes, status: int
):
    before = count(desk)
    answer = ask("Hamas").post("/messages", content=body, headers={"content-type": kind} if kind else {})
    assert answer.status_code == status, answer.text
    assert answer.json()["status"] == status
    assert "Traceback" not in answer.text
    assert count(desk) == before


def test_who_may_not_speak_is_told_so(ask, desk: Desk):
    before = count(desk)
    assert ask().post("/messages", json=NOTE).status_code == 401
    assert ask().post("/messages", json=NOTE).headers["www-authenticate"].startswith("Bearer")
    assert ask("Qatar", role="auditor").post("/messages", json=NOTE).status_code == 403
    assert (
        ask("Qatar", scopes="read")
        .post("/messages", json=NOTE)
        .json()["detail"]
        .startswith("the key has the scopes read")
    )
    judgement = {"about": "term:T4a", "decision": "noted", "tlp": "GREEN"}
    assert (
        ask("Qatar").post("/judgements", json=judgement).json()["detail"]
        == "only adjudicators record judgements"
    )
    assert ask("Qatar").post("/import", json=[{"kind": "judgement", **judgement}]).status_code == 403
    assert count(desk) == before
    assert ask("Qatar", role="adjudicator").post("/judgements", json=judgement).status_code == 201


def test_a_page_of_another_site_cannot_post_with_a_session(ask, desk: Desk):
    before = count(desk)
    for foreign in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert ask("Qatar", means="session", **foreign).post("/messages", json=NOTE).status_code == 403
    assert count(desk) == before
    own = {"origin": "http://localhost", "sec-fetch-site": "same-origin"}
    assert ask("Qatar", means="session", **own).post("/messages", json=NOTE).status_code == 201


def test_a_reply_is_never_wider_than_what_it_answers(ask, desk: Desk, clock: Hands):
    target = say(desk, clock, "Israel", note("for the mediator", tlp="AMBER", release_to="Qatar"))
    wide = {"reply_to": target.subject, "text": "to all", "tlp": "GREEN"}
    assert problems(ask("Qatar").post("/messages", json=wide)) == [(None, "tlp")]
    assert (
        ask("Qatar").post("/messages", json={"reply_to": target.subject, "text": "noted"}).status_code == 201
    )
    judged = {"about": f"message:{target.subject}", "decision": "noted", "tlp": "CLEAR"}
    assert problems(ask("Qatar", role="adjudicator").post("/judgements", json=judged)) == [(None, "tlp")]


def test_what_one_may_not_see_can_be_spoken_of_no_more_than_what_is_not_there(ask, desk: Desk, clock: Hands):
    hidden = say(desk, clock, "Israel", trucks(5, tlp="AMBER", release_to="Qatar"))
    message = say(desk, clock, "Israel", note("secret", tlp="AMBER", release_to="Qatar"))
    nothing = "Israel-AAAAAA"
    for path, body in (
        ("/acknowledgements", {"of": "X"}), ("/messages", {**NOTE, "about": "report:X"}),
        ("/messages", {**NOTE, "reply_to": "X"}), ("/messages", {"retracts": "X"}), ("/messages", {**NOTE, "supersedes": "X"}),
        ("/reports", {**TRUCKS, "supersedes": "X"}), ("/reports", {"retracts": "X"}),
    ):  # fmt: skip
        answers = []
        for name in (hidden.subject, message.subject, nothing):
            text = json.dumps(body).replace("X", name)
            answer = ask("Hamas").post(path, content=text, headers={"content-type": "application/json"})
            answers.append((answer.status_code, answer.text.replace(name, "X")))
        assert answers[0][0] == 422
        assert answers[0] == answers[1] == answers[2], path


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE statements; --",
        "../../etc/passwd",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "%00",
        "\u202e",
    ],
)
def test_hostile_words_are_kept_as_they_are_or_refused_and_never_obeyed(ask, desk: Desk, text: str):
    answer = ask("Hamas").post("/messages", json={**NOTE, "text": text})
    assert answer.status_code == 201
    posted = answer.json()["posted"][0]
    told = ask("Qatar").get(f"/posts/{posted['subject']}")
    assert told.json()["text"] == text
    assert told.headers["content-type"] == "application/json"
    for path in ("/terms/{}", "/reports/{}", "/sources/{}", "/statements/{}", "/posts/{}", "/agreements/{}"):
        from urllib.parse import quote

        assert ask("Qatar").get(path.format(quote(text, safe=""))).status_code == 404
    assert ask("Qatar").get("/reports", params={"event": text}).json()["items"] == []
    for field in ("term_ids", "release_to"):
        assert ask("Hamas").post("/reports", json={**TRUCKS, field: [text]}).status_code == 422
    assert verify(desk.store).ok


def test_a_signature_made_elsewhere_is_kept_once_and_a_false_one_is_refused(clock: Hands):
    key, other = (
        Ed25519PrivateKey.from_private_bytes(bytes(32)),
        Ed25519PrivateKey.from_private_bytes(b"\1" * 32),
    )
    desk = Desk(pause(), clock=clock, keys={"Israel": key})
    api = create_api(desk, caller_of=guest)
    israel = browser(api, office="Israel")
    say(desk, clock, "Israel", note("hello"))
    kept = len(desk.store.signatures())
    clock.pass_(seconds=1)
    heads = israel.get("/heads/to-sign").json()
    head = next(one for one in heads if "GREEN" in one["log"])
    desk.signing = Signing(desk.store, {})  # from now on the office signs elsewhere
    say(desk, clock, "Israel", note("more"))
    head = next(one for one in israel.get("/heads/to-sign").json() if one["log"] == head["log"])

    def sign(private: Ed25519PrivateKey, **change: object):
        return {
            **{name: head[name] for name in ("log", "size", "root", "signed_at")},
            "key": private.public_key().public_bytes_raw().hex(),
            "signature": private.sign(head["message"].encode()).hex(), **change,
        }  # fmt: skip

    assert israel.post("/signatures", json=sign(other)).status_code == 422, "not a key of this office"
    assert israel.post("/signatures", json=sign(key, signature="00" * 64)).status_code == 422
    assert israel.post("/signatures", json=sign(key, size=head["size"] + 1)).status_code == 422
    assert israel.post("/signatures", json=sign(key, root="00" * 32)).status_code == 422
    assert browser(api, office="Hamas").post("/signatures", json=sign(key)).status_code == 422, (
        "another office's log"
    )
    assert browser(api).post("/signatures", json=sign(key)).status_code == 401
    first = israel.post("/signatures", json=sign(key))
    assert first.status_code == 201
    assert israel.post("/signatures", json=sign(key)).json() == first.json(), "sent again it changes nothing"
    assert len(desk.store.signatures()) == kept + 1
    assert first.json() in browser(api, office="Qatar").get("/signatures").json()["items"]
    assert verify(desk.store).ok


def test_a_refused_log_is_answered_without_the_names_of_others(ask, desk: Desk, clock: Hands):
    say(desk, clock, "Israel", note("secret", tlp="RED", release_to="Qatar"))
    body = {
        "log": '["Hamas","GREEN",[],null]',
        "size": 1,
        "root": "00" * 32,
        "key": "00" * 32,
        "signature": "00" * 64,
    }
    answers = {
        ask("Hamas").post("/signatures", json={**body, "log": log}).text.replace(json.dumps(log)[1:-1], "LOG")
        for log in (
            '["Israel","RED",["Qatar"],null]',
            '["Israel","RED",["Egypt"],null]',
            '["secretariat","CLEAR",[],null]',
        )
    }
    assert all("Qatar" not in text.replace("LOG", "") or "found" in text for text in answers)
    for log in ('["Israel","RED",["Qatar"],null]', '["Hamas","GREEN",[],null]'):
        told = ask("Hamas").post("/signatures", json={**body, "log": log}).json()["problems"]
        assert [(one["field"], one["found"], one["remedy"]) for one in told] == [
            ("log", log, "take it from /heads/to-sign")
        ]
