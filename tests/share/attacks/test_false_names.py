"""Speaking as somebody else, seeing what is another's, saying a thing twice: refused, and nothing is learnt from how."""

import asyncio
import itertools
import secrets

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from support.desks import note, say, trucks
from support.served import PLAIN, House
from support.streams import listening
from support.transport import browser
from troth.share.web.door.door import machine_time

GREEN = {"about": "case", "form": "note", "text": "hello", "tlp": "GREEN"}


# --- who one is ---


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t[:-1],
        lambda t: t + "x",
        lambda t: t.swapcase(),
        lambda t: "",
        lambda t: t[::-1],
        lambda t: "' OR 1=1 --",
        lambda t: f"{t};troth={t[::-1]}",
    ],
)
def test_a_cookie_that_was_changed_is_nobodys(home: House, change):
    guest = home.guest("Qatar")
    token = guest.client.cookies["troth"]
    guest.client.cookies.clear()
    before = home.size
    answer = guest.client.post(
        "/write/message",
        data={**GREEN, "csrf": guest.csrf},
        headers={"cookie": f"troth={change(token)}; role=adjudicator; viewer=Israel"},
    )
    taken = change(token).partition(";")[0] == token
    assert answer.status_code in ({303, 401, 403} if taken else {401, 403})
    assert home.size - before in ({0, 1} if taken else {0})


def test_nobody_becomes_another_by_what_they_send(home: House):
    officer = home.guest("Qatar")
    secret = say(home.desk, home.clock, "Israel", note("eyes of Israel", tlp="RED"))
    tricks = {
        "x-viewer": "Israel",
        "office": "Israel",
        "role": "adjudicator",
        "x-forwarded-user": "Israel",
        "x-original-url": "/trail",
        "x-rewrite-url": "/trail",
    }
    for path in ("/talk", f"/ledger/{secret.id}", f"/api/v1/statements/{secret.id}", "/api/v1/posts"):
        answer = officer.client.get(
            path,
            headers=tricks,
            params={"viewer": "Israel", "office": "Israel"} if not path.startswith("/api") else {},
        )
        assert "eyes of Israel" not in answer.text
    for asked in ("Israel", "israel", "Israel\x00", "owner", home.desk.owner, "*"):
        for path in ("/", "/talk", "/api/v1/case", "/live"):
            assert officer.get(path, params={"as": asked}).status_code in {400, 403}, (path, asked)


def test_a_key_for_reading_says_nothing_by_any_way(home: House):
    key = home.key("Israel", "read")
    machine, before = browser(home.app, authorization=f"Bearer {key}", **PLAIN), home.size
    for path, form in (
        ("/write/message", GREEN),
        ("/write/report", {"tlp": "GREEN"}),
        ("/write/acknowledgement", {"of": "x"}),
        ("/write/withdrawal", {"of": "x"}),
        ("/write/file", {"do": "post"}),
    ):
        assert machine.post(path, data=form).status_code == 403, path
    for path in ("reports", "messages", "acknowledgements", "judgements", "import"):
        assert machine.post(
            f"/api/v1/{path}",
            json=[{**GREEN, "kind": "message"}]
            if path == "import"
            else {**GREEN, "of": "x", "decision": "y"}
            if path == "x"
            else GREEN,
        ).status_code in {403, 422}
    assert home.size == before


def test_an_office_that_was_shut_out_is_out_at_once(home: House):
    guest = home.guest("Egypt")
    assert guest.get("/talk").status_code == 200
    before = home.size
    home.accounts.logins.disable(guest.login.handle, now=machine_time())
    answer = guest.post("/write/message", GREEN)
    assert answer.status_code in {401, 403}
    assert home.size == before
    assert "Sign in" in guest.get("/").text
    assert guest.get("/account").status_code in {303, 403}
    home.accounts.logins.enable(guest.login.handle)
    assert guest.post("/write/message", GREEN).status_code in {401, 403}, "the session stays ended"


def test_a_stream_ends_before_it_tells_somebody_whose_key_was_withdrawn_of_what_is_restricted(home: House):
    shown, key = home.accounts.keys.add(
        office="Qatar",
        role="officer",
        scopes=["read"],
        purpose="feed",
        parties=sorted(home.desk.members),
        now=machine_time(),
    )

    async def play() -> None:
        async with listening(home.app, authorization=f"Bearer {key}", host="localhost") as stream:
            await stream.until("hello")
            open_ = await asyncio.to_thread(
                say, home.desk, home.clock, "Israel", note("before", tlp="AMBER", release_to="Qatar")
            )
            assert (await stream.until("statement")).data["id"] == open_.id
            home.accounts.keys.withdraw(shown.prefix, now=machine_time())
            later = await asyncio.to_thread(
                say, home.desk, home.clock, "Israel", note("after", tlp="AMBER", release_to="Qatar")
            )
            assert (await stream.until("end")).data["why"]
            assert later.id.encode() not in stream.raw

    asyncio.run(asyncio.wait_for(play(), 30))


# --- what one may see ---


def test_ids_that_are_guessed_say_nothing_of_whether_they_are_there(home: House):
    hidden = say(home.desk, home.clock, "Israel", note("hidden", tlp="RED"))
    report = say(home.desk, home.clock, "Israel", trucks(99, tlp="RED"))
    absent_id, absent = "0" * 64, "Israel-ZZZZZZ"
    for guest in (home.guest("Qatar"), home.guest()):
        for path in (
            "/ledger/{}",
            "/ledger/{}/proof.json",
            "/api/v1/statements/{}",
            "/api/v1/statements/{}/proof",
            "/api/v1/statements/{}/access",
        ):
            there, not_there = (guest.get(path.format(one)) for one in (hidden.id, absent_id))
            assert (there.status_code, there.content.replace(hidden.id.encode(), b"")) == (
                404,
                not_there.content.replace(absent_id.encode(), b""),
            ), path
        for path in (
            "/reports/{}",
            "/write/message?reply_to={}",
            "/write/message?corrects={}",
            "/write/report?corrects={}",
            "/write/withdrawal?of={}&kind=report",
            "/api/v1/posts/{}",
            "/api/v1/reports/{}",
            "/talk?about=report:{}",
        ):
            there, not_there = (guest.get(path.format(one)) for one in (report.subject, absent))
            assert there.status_code == not_there.status_code, path
            assert there.text.replace(report.subject, "") == not_there.text.replace(absent, ""), path


def test_an_answer_to_what_one_may_not_see_is_refused_as_if_it_were_not_there(home: House):
    hidden, before = say(home.desk, home.clock, "Israel", note("hidden", tlp="RED")), home.size
    officer, machine = home.guest("Qatar"), home.machine("Qatar")
    for path, form in (
        ("/write/acknowledgement", {"of": "{}"}), ("/write/message", {**GREEN, "reply_to": "{}"}), ("/write/message", {**GREEN, "supersedes": "{}"}),
        ("/write/withdrawal", {"of": "{}", "kind": "message"}), ("/write/report", {"supersedes": "{}", "tlp": "GREEN"}), ("/write/message", {**GREEN, "about": "message:{}"}),
    ):  # fmt: skip
        texts = []
        for name in (hidden.subject, "Israel-ZZZZZZ"):
            answer = officer.post(
                path, {field: value.format(name) for field, value in form.items()} | {"ref": "fixed"}
            )
            assert answer.status_code in {404, 422}, (path, form)
            texts.append(answer.text.replace(name, "NAME"))
        assert texts[0] == texts[1], path
    answers = [
        machine.post("/api/v1/acknowledgements", json={"of": name}).text.replace(name, "")
        for name in (hidden.subject, "Israel-ZZZZZZ")
    ]
    assert answers[0] == answers[1]
    assert home.size == before


def test_no_word_opens_what_it_speaks_of_to_more_than_may_see_it(home: House):
    """Label widening, by every way of saying something about something."""
    secret = say(home.desk, home.clock, "Israel", note("for Qatar", tlp="AMBER", release_to="Qatar"))
    report = say(home.desk, home.clock, "Israel", trucks(77, tlp="AMBER", release_to="Qatar"))
    own = say(home.desk, home.clock, "Qatar", trucks(78, tlp="AMBER", release_to="Israel"))
    adjudicator, machine, before = (
        home.guest("Qatar", "adjudicator"),
        home.machine("Qatar", role="adjudicator"),
        home.size,
    )
    csv = "term_ids,form,event,category,quantity,unit,valid_from,place,tlp,supersedes\nT4a,tally,aid trucks,entered,9,truck,2023-11-25,Rafah,{},{}\n"
    for wide in (
        {"tlp": "CLEAR"},
        {"tlp": "GREEN"},
        {"tlp": "AMBER", "release_to": "Israel;Hamas"},
        {"tlp": "AMBER+STRICT", "release_to": "Hamas"},
    ):
        ways = [
            ("/write/message", {"reply_to": secret.subject, "text": "x", **wide}),
            ("/write/message", {**GREEN, "about": f"message:{secret.subject}", **wide}),
            ("/write/message", {**GREEN, "about": f"report:{report.subject}", **wide}),
            ("/write/judgement", {"about": f"report:{report.subject}", "decision": "noted", **wide}),
            (
                "/write/report",
                {
                    "supersedes": own.subject,
                    "term_ids": "T4a",
                    "form": "tally",
                    "event": "aid trucks",
                    "quantity": "5",
                    "unit": "truck",
                    "valid_from": "2023-11-25",
                    **wide,
                },
            ),
        ]
        for path, form in ways:
            assert adjudicator.post(path, form).status_code == 422, (path, form)
        listed = {name: value.split(";") if name == "release_to" else value for name, value in wide.items()}
        sent = machine.post("/api/v1/messages", json={"reply_to": secret.subject, "text": "x", **listed})
        assert sent.status_code == 422
        sent = machine.post(
            "/api/v1/judgements", json={"about": f"report:{report.subject}", "decision": "noted", **listed}
        )
        assert sent.status_code == 422
    for word in ("CLEAR", "GREEN"):
        assert (
            machine.post(
                "/api/v1/import", content=csv.format(word, own.subject), headers={"content-type": "text/csv"}
            ).status_code
            == 422
        )
        assert (
            adjudicator.post(
                "/write/file",
                {"do": "post"},
                files={"file": ("r.csv", csv.format(word, own.subject).encode())},
            ).status_code
            == 422
        )
    assert home.size == before
    assert (
        adjudicator.post(
            "/write/acknowledgement", {"of": secret.subject, "tlp": "CLEAR", "release_to": "Hamas"}
        ).status_code
        == 303
    )
    [receipt] = [
        one
        for one in home.desk.mirror.notes.values()
        if one.kind == "acknowledgement" and one.entry.parts.values["body.of"] == secret.subject
    ]
    assert (receipt.label.tlp.value, receipt.label.release_to) == ("AMBER", ("Israel",))


def test_what_is_said_in_confidence_about_somebodys_conduct_is_read_in_the_inbox_of_adjudicators_alone(
    home: House,
):
    said = home.guest(address="198.51.100.77").post(
        "/complaints", {"category": "conduct", "place": "", "text": "what somebody did to me"}
    )
    assert said.status_code == 200
    [complaint] = [
        one
        for one in home.desk.mirror.notes.values()
        if one.kind == "complaint" and one.label.tlp.value == "RED"
    ]
    owner = home.desk.owner
    for role, reads in (("officer", False), ("auditor", False), ("adjudicator", True)):
        guest, machine = home.guest(owner, role), home.machine(owner, "read", role=role)
        for path in (
            f"/ledger/{complaint.id}",
            f"/ledger/{complaint.id}/proof.json",
            f"/api/v1/statements/{complaint.id}",
            f"/api/v1/statements/{complaint.id}/proof",
        ):
            asked = machine if path.startswith("/api") else guest
            answer = asked.get(path)
            assert (answer.status_code, "what somebody did" in answer.text) == (404, False), (role, path)
        for path in (
            "/ledger",
            "/api/v1/statements",
            "/api/v1/events?limit=1000",
            "/talk",
            "/desk/complaints",
        ):
            answer = (machine if path.startswith("/api") else guest).get(path)
            shows = reads and path == "/desk/complaints"
            assert (complaint.subject in answer.text, "what somebody did" in answer.text) == (shows, shows), (
                role,
                path,
            )

    async def play() -> None:
        for role in ("officer", "adjudicator"):
            key = home.key(owner, "read", role=role)
            async with listening(
                home.app,
                "/live?after=2023-11-26T00:00:00.000000Z/",
                authorization=f"Bearer {key}",
                host="localhost",
            ) as stream:
                later = await asyncio.to_thread(
                    say, home.desk, home.clock, "Qatar", note(f"the end for {role}")
                )
                while (await stream.until("statement")).data["id"] != later.id:
                    pass
                assert complaint.id.encode() not in stream.raw

    asyncio.run(asyncio.wait_for(play(), 30))


def test_the_ledgers_page_of_a_statement_names_nothing_that_its_reader_may_not_see(home: House):
    hidden = say(home.desk, home.clock, "Israel", trucks(55, tlp="AMBER", release_to="Qatar"))
    judged = home.machine("Qatar", role="adjudicator")
    said = {"about": "term:T4a", "decision": "noted", "because": [hidden.subject], "tlp": "CLEAR"}
    answer = judged.post("/api/v1/judgements", json=said)
    [name] = [one["id"] for one in answer.json()["posted"]]
    for office, shows in (("", False), ("Hamas", False), ("Qatar", True)):
        guest = home.guest(office)
        page, proof = guest.get(f"/ledger/{name}").text, guest.get(f"/ledger/{name}/proof.json").text
        assert "noted" in page
        assert (hidden.subject in page, hidden.subject in proof) == (shows, shows)
        # by the digest of a draft one could try what was taken out of a statement for good
        assert ("sent" in proof) == shows


def test_pages_and_answers_of_an_office_are_kept_by_no_cache(home: House):
    officer = home.guest("Qatar")
    for path in (
        "/",
        "/talk",
        "/ledger",
        "/situation.txt",
        "/alignment.csv",
        "/calendar.ics",
        "/account",
        "/write/report",
        "/sign-in",
        "/nowhere",
    ):
        kept = officer.get(path).headers["cache-control"]
        assert "no-store" in kept, (path, kept)
    answer = home.machine("Qatar").get("/api/v1/posts")
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "authorization" in answer.headers["vary"]


# --- what was said ---


def test_a_form_that_is_sent_again_is_said_once(home: House):
    officer, before = home.guest("Qatar"), home.size
    form = {**GREEN, "text": "once", "ref": secrets.token_hex(12)}
    for _ in range(4):
        assert officer.post("/write/message", form).status_code == 303
    assert home.size == before + 1
    assert officer.post("/write/message", {**form, "text": "another"}).status_code == 422, (
        "a reference stands for one thing"
    )
    other = home.guest("Israel")
    assert other.post("/write/message", form).status_code == 303, "references are each office's own"
    assert home.size == before + 2


@pytest.mark.parametrize("spoil", ["key", "signature", "root", "size", "log", "signed_at"])
def test_a_forged_signature_is_refused_and_kept_nowhere(home: House, spoil: str):
    private = Ed25519PrivateKey.generate()
    machine = home.machine("Hamas")
    head = machine.get("/api/v1/heads/to-sign").json()[0]
    document = {
        **{name: head[name] for name in ("log", "size", "root", "signed_at")},
        "key": private.public_key().public_bytes_raw().hex(), "signature": private.sign(head["message"].encode()).hex(),
    }  # fmt: skip
    other = home.machine("Israel").get("/api/v1/heads/to-sign").json()[0]
    changes = {
        "key": "00" * 32,
        "signature": "00" * 64,
        "root": "0" * 64,
        "size": head["size"] + 5,
        "log": other["log"],
        "signed_at": "1999-01-01T00:00:00.000000Z",
    }
    before = len(home.desk.store.signatures())
    for sent in (document, {**document, spoil: changes[spoil]}):
        answer = machine.post("/api/v1/signatures", json=sent)
        assert answer.status_code == 422, (
            "no key of this office's is registered, so none of its signatures is good"
        )
    assert len(home.desk.store.signatures()) == before


def test_receipts_are_not_guessed_by_trying(home: House):
    home.app.state.public_limiter = type(home.app.state.public_limiter)(address=home.app.state.door.address)
    visitor = home.guest(address="198.51.100.88")
    answers = [
        visitor.post("/complaints/receipt", {"code": f"2345-6789-BCDF-GHJK-MNP{sign}"}).status_code
        for sign in itertools.islice(itertools.cycle("23456789"), 25)
    ]
    assert set(answers[:20]) == {200}
    assert set(answers[20:]) == {429}
