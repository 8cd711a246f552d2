"""What the API tells, and to whom."""

import base64
from datetime import timedelta

import pytest

from support.desks import Hands, draft, note, say, trucks
from support.guests import guest
from support.transport import browser
from troth.case import run
from troth.ledger import check_proof
from troth.records.verdict import State
from troth.share.desk import Desk
from troth.share.web.api import create_api


def items(answer):
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_the_case_is_told_as_a_viewer_sees_it(ask):
    told = ask("Qatar").get("/case").json()
    assert (told["viewer"], told["owner"], told["terms"]) == ("Qatar", "secretariat", 14)
    assert told["as_of"] == "2023-11-26T22:00:00+02:00"
    assert sum(told["states"].values()) == 14
    assert "seed" not in told


def test_verdicts_are_those_of_a_run_of_the_case(ask, desk: Desk):
    expected = {
        one.term: one.state.value for one in run(desk.case, as_of=desk.now(), viewer="Qatar").verdicts
        if one.instance is None and one.obligor is None
    }  # fmt: skip
    found = items(ask("Qatar").get("/verdicts?whole=true"))
    assert {row["term"]: row["state"] for row in found} == expected
    assert {row["state"] for row in items(ask().get("/verdicts?state=broken"))} == {State.BROKEN.value}
    assert {row["term"] for row in items(ask().get("/verdicts?term=T4a"))} == {"T4a"}


def test_explained_verdicts_say_what_proves_them_and_what_would_change_them(ask):
    plain = items(ask().get("/verdicts?term=T3a&whole=true"))[0]
    told = items(ask().get("/verdicts?term=T3a&whole=true&explained=true"))[0]
    assert (plain["state"], plain["proof"], plain["history"]) == ("broken", None, None)
    assert told["state"] == "broken"
    assert told["proof"]["minimal"]
    assert told["history"][-1]["state"] == "broken"


def test_an_earlier_time_shows_what_was_known_then(ask):
    first = ask().get("/case?as_of=2023-11-24").json()
    assert first["as_of"] == "2023-11-25T00:00:00+02:00", "a date is known at its end"
    assert first["reports"] < ask().get("/case").json()["reports"]
    answer = ask().get("/case?as_of=2031-01-01")
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["expected"] == "a time that has come"


def test_lists_come_in_pages_of_one_picture(ask, desk: Desk, clock: Hands):
    whole = [row["id"] for row in items(ask("Qatar").get("/reports?limit=1000"))]
    assert len(whole) > 20
    found, address = [], "/reports?limit=9&form=tally"
    tallies = [row["id"] for row in items(ask("Qatar").get("/reports?form=tally&limit=1000"))]
    while address:
        answer = ask("Qatar").get(address.removeprefix("/api/v1"))
        page = answer.json()
        assert len(page["items"]) <= 9
        assert (f'<{page["next"]}>; rel="next"' == answer.headers.get("link", "")) == bool(page["next"])
        found += [row["id"] for row in page["items"]]
        say(desk, clock, "Hamas", trucks(len(found)))  # what comes meanwhile is in no later page
        address = page["next"]
    assert found == tallies


@pytest.mark.parametrize(
    ("path", "remedy"),
    [
        ("/verdicts?trem=T1", "did you mean 'term'?"),
        ("/verdicts?term=T1&term=T2", "leave the others out"),
        ("/case?as_of=yesterday", "write it as 2023-11-26T12:00"),
        ("/verdicts?cursor=nonsense", "begin again without it"),
        ("/statements?cursor=nonsense", "begin again without it"),
        ("/verdicts?limit=0", "correct it"),
        ("/verdicts?state=brokn", "did you mean 'broken'?"),
        ("/changes", "add `since`"),
    ],
)
def test_a_parameter_that_is_wrong_is_named_with_what_to_do(ask, path: str, remedy: str):
    answer = ask().get(path)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [one["remedy"] for one in answer.json()["problems"]] == [remedy]


def test_reports_say_who_put_them_on_record_and_whether_they_stand(ask, desk: Desk, clock: Hands):
    first = say(desk, clock, "Hamas", trucks(61))
    second = say(desk, clock, "Hamas", trucks(71, supersedes=first.subject))
    standing = {row["id"]: row for row in items(ask("Qatar").get("/reports?author=Hamas"))}
    assert list(standing) == [second.subject]
    assert standing[second.subject]["report"]["quantity"]["low"] == "71"
    assert standing[second.subject]["statement"] == second.id
    every = {row["id"]: row["stands"] for row in items(ask("Qatar").get("/reports?author=Hamas&all=true"))}
    assert every == {first.subject: False, second.subject: True}
    assert items(ask().get("/reports?author=Hamas&all=true")) == [], "GREEN is not for the public"
    assert ask().get(f"/reports/{first.subject}").status_code == 404


def test_a_thread_holds_replies_and_who_received_them(ask, desk: Desk, clock: Hands):
    asked = say(desk, clock, "Israel", note("whose count?", about="term:T4a", form="question"))
    reply = say(desk, clock, "Hamas", draft("message", reply_to=asked.subject, text="ours"))
    say(desk, clock, "Qatar", draft("acknowledgement", of=reply.subject))
    found = items(ask("Egypt").get("/threads?about=term:T4a"))
    assert [(row["author"], row["form"], row["text"]) for row in found] == [
        ("Israel", "question", "whose count?"), ("Hamas", "reply", "ours"),
    ]  # fmt: skip
    assert [one["office"] for one in found[1]["receipts"]] == ["Qatar"]
    assert items(ask().get("/threads?about=term:T4a")) == []
    assert ask("Egypt").get(f"/posts/{reply.subject}").json()["reply_to"] == asked.subject


def test_statements_are_paged_from_the_newest_and_proved(ask, desk: Desk, clock: Hands):
    said = [say(desk, clock, "Egypt", note(f"number {number}")).id for number in range(5)]
    found, address = [], "/statements?limit=2"
    while address and len(found) < 5:
        page = ask("Qatar").get(address.removeprefix("/api/v1")).json()
        found += [row["id"] for row in page["items"]]
        address = page["next"]
    assert found[:5] == said[::-1]
    told = ask("Qatar").get(f"/statements/{said[0]}").json()
    assert told["fields"]["body.text"] == "number 0"
    assert told["log"] == '["Egypt","GREEN",[],null]'
    heads = {
        row["log"]: {"size": row["size"], "root": row["root"]} for row in items(ask("Qatar").get("/heads"))
    }
    proof = ask("Qatar").get(f"/statements/{said[0]}/proof").json()
    assert check_proof(proof, head=heads).ok
    earlier = ask("Qatar").get(f"/statements/{said[0]}/proof?size=2").json()
    assert (earlier["size"], check_proof(earlier).ok) == (2, True)
    assert ask("Qatar").get(f"/statements/{said[4]}/proof?size=2").status_code == 422


def test_who_may_see_a_statement_is_told_why_and_who_may_not_is_told_nothing(ask, desk: Desk, clock: Hands):
    told = say(desk, clock, "Israel", note("for the mediator", tlp="AMBER", release_to="Qatar"))
    assert ask("Qatar").get(f"/statements/{told.id}/access").json()["why"] == "Qatar is on the release list"
    for path in (f"/statements/{told.id}", f"/statements/{told.id}/access", f"/statements/{told.id}/proof"):
        hidden, nothing = ask("Hamas").get(path), ask("Hamas").get(path.replace(told.id, "0" * 64))
        assert (hidden.status_code, hidden.content, hidden.headers) == (404, nothing.content, nothing.headers)
    assert ask("Hamas").get(f"/posts/{told.subject}").status_code == 404


def test_a_statement_does_not_name_what_its_reader_may_not_see(ask, desk: Desk, clock: Hands):
    secret = say(desk, clock, "Israel", trucks(5, tlp="AMBER", release_to="Qatar"))
    judged = say(
        desk, clock, "Qatar", draft("judgement", about="term:T4a", decision="noted", because=secret.subject, tlp="GREEN")
    )  # fmt: skip
    seen = ask("Qatar").get(f"/posts/{judged.subject}").json()
    assert seen["because"] == [secret.subject]
    hidden = ask("Hamas").get(f"/posts/{judged.subject}").json()
    assert (hidden["because"], hidden["decision"]) == ([], "noted")
    told = ask("Hamas").get(f"/statements/{judged.id}")
    assert secret.subject not in told.text
    assert "body.because" in told.json()["withheld"]
    proof = ask("Hamas").get(f"/statements/{judged.id}/proof")
    assert secret.subject not in proof.text
    assert check_proof(proof.json()).ok


def test_an_offices_own_reference_is_for_itself_alone(ask, desk: Desk, clock: Hands):
    told = say(desk, clock, "Israel", note("hello", ref="our file 7"))
    assert "our file 7" in ask("Israel").get(f"/statements/{told.id}").text
    for path in ("", "/proof"):
        assert "our file 7" not in ask("Qatar").get(f"/statements/{told.id}{path}").text


def test_changes_due_and_waiting_are_lists_of_their_own(ask, desk: Desk, clock: Hands):
    visit = {"event": "ICRC visit", "category": "", "quantity": "", "unit": "", "place": "", "form": "item"}
    told = say(desk, clock, "Qatar", trucks(0, term_ids="T6", valid_from="2023-11-26", **visit))
    clock.pass_(minutes=5)
    changed = items(ask("Egypt").get("/changes?since=2023-11-26T22:00"))
    assert [(row["term"], row["was"], row["now"], row["because"]) for row in changed] == [
        ("T6", "pending", "kept", [told.subject])
    ]
    assert items(ask().get("/changes?since=2023-11-26T22:00")) == []
    assert items(ask().get("/due"))
    assert items(ask().get("/waiting")) == []
    assert ask("Israel").get("/waiting").status_code == ask().get("/overdue").status_code == 200


def test_the_feed_goes_on_from_a_place(ask, desk: Desk, clock: Hands):
    begun = ask("Qatar").get("/events?after=now").json()
    assert begun["items"] == []
    said = [say(desk, clock, "Egypt", note(f"number {number}")).id for number in range(3)]
    page = ask("Qatar").get("/events", params={"after": begun["place"], "limit": 2}).json()
    assert ([row["id"] for row in page["items"]], page["more"]) == (said[:2], True)
    rest = ask("Qatar").get("/events", params={"after": page["place"], "limit": 2}).json()
    assert ([row["id"] for row in rest["items"]], rest["more"]) == (said[2:], False)
    again = ask("Qatar").get("/events", params={"after": rest["place"]}).json()
    assert (again["items"], again["place"]) == ([], rest["place"])
    assert ask("Qatar").get("/events?after=nonsense").status_code == 422


def test_an_answer_that_is_held_already_is_not_sent_again(ask, desk: Desk, clock: Hands):
    client = ask("Hamas")
    first = client.get("/posts")
    assert first.headers["etag"].startswith('"')
    assert first.headers["cache-control"] == "private, no-cache"
    held = {"if-none-match": f'"other", {first.headers["etag"]}'}
    say(desk, clock, "Israel", note("for the mediator", tlp="AMBER", release_to="Qatar"))
    again = client.get("/posts", headers=held)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    say(desk, clock, "Israel", note("for all"))
    assert client.get("/posts", headers=held).status_code == 200


def test_head_and_options_say_what_get_would(ask):
    whole, head = ask().get("/terms"), ask().head("/terms")
    assert head.content == b""
    assert {name: head.headers[name] for name in ("etag", "content-length", "content-type")} == {
        name: whole.headers[name] for name in ("etag", "content-length", "content-type")
    }
    assert ask().options("/reports").headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert ask().options("/nothing").status_code == 404
    refused = ask().delete("/terms")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert refused.json()["status"] == 405


def test_an_office_can_see_what_the_public_sees_and_nobody_sees_as_another(ask, desk: Desk, clock: Hands):
    say(desk, clock, "Israel", note("for all parties"))
    assert items(ask("Qatar").get("/posts?as=public")) == []
    assert ask("Qatar").get("/posts?as=Israel").status_code == 403
    assert ask().get("/posts?as=Qatar").status_code == 403


def test_what_is_under_embargo_opens_by_itself(ask, desk: Desk, clock: Hands):
    ends = (clock.now() + timedelta(minutes=1)).isoformat()
    told = say(desk, clock, "Israel", note("later", tlp="AMBER", release_to="Qatar", embargo=ends))
    assert ask("Qatar").get(f"/statements/{told.id}").status_code == 404
    clock.pass_(minutes=2)
    assert ask("Qatar").get(f"/statements/{told.id}").status_code == 200
    before = "2023-11-26T22:00:30"
    assert ask("Qatar").get(f"/statements/{told.id}?as_of={before}").status_code == 404


def test_reading_what_is_restricted_is_written_down(desk: Desk, clock: Hands):
    seen: list[tuple[str, str, list[str]]] = []
    api = create_api(
        desk, caller_of=guest, witness=lambda caller, outlet, address, ids: seen.append((caller.handle, outlet, list(ids)))
    )  # fmt: skip
    say(desk, clock, "Israel", note("for all parties"))
    secret = say(desk, clock, "Israel", note("for Qatar", tlp="RED", release_to="Qatar"))
    report = say(desk, clock, "Israel", trucks(7, tlp="AMBER", release_to="Qatar"))
    for path, ids in (
        ("/posts", [secret.id]), (f"/statements/{secret.id}", [secret.id]), ("/statements", [report.id, secret.id]),
        ("/events?limit=1000", [secret.id, report.id]), ("/reports", [report.id]), ("/terms", []), ("/heads", []),
    ):  # fmt: skip
        seen.clear()
        assert browser(api, office="Qatar").get(path).status_code == 200
        assert seen == ([("Qatar-1", "API", ids)] if ids else [])


def test_the_documentation_lists_every_request_without_anything_from_elsewhere(ask):
    page = ask().get("/docs").text
    for path in ask().get("/openapi.json").json()["paths"]:
        assert f"/api/v1{path}" in page
    assert "http://" not in page
    assert "https://" not in page
    assert "<script" not in page


def test_the_bytes_of_a_head_to_sign_are_given_exactly(ask, desk: Desk, clock: Hands):
    say(desk, clock, "Israel", note("hello"))
    [told] = ask("Israel").get("/heads/to-sign").json()
    assert base64.b64decode(told["message_base64"]).decode() == told["message"]
    assert told["message"].startswith('["troth-head",2,"[\\"Israel\\",\\"GREEN\\",[],null]",1,')
    assert ask("Hamas").get("/heads/to-sign").json() == []
    assert ask().get("/heads/to-sign").status_code == 401
