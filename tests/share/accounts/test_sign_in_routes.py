"""Signing in through the pages: what lets somebody in, and what does not."""

from datetime import timedelta

import pytest

from support.door import CHEAP, PASSWORD, WRONG, TestClock, client_of, door_of, enrolled, sign_in, token_in
from troth.share.accounts import Accounts, Event, Times, open_accounts
from troth.share.web.door import Door


def test_an_officer_signs_in_and_reads_as_the_office(door: Door, accounts: Accounts, clock: TestClock):
    person, client = enrolled(accounts, clock), client_of(door)
    assert client.get("/").json()["viewer"] == "public"

    answer = sign_in(client, person, clock, next="/judge")

    assert (answer.status_code, answer.headers["location"]) == (303, "/judge")
    seen = client.get("/").json()
    assert (seen["viewer"], seen["handle"], seen["role"], seen["means"]) == (
        "Qatar", "mediator-1", "officer", "session",
    )  # fmt: skip


def test_the_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites(
    door: Door, accounts: Accounts, clock: TestClock
):
    person = enrolled(accounts, clock)
    cookie = sign_in(client_of(door), person, clock).headers["set-cookie"]
    assert cookie.startswith("troth=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_belongs_to_this_host_alone(door: Door, accounts: Accounts, clock: TestClock):
    person, client = enrolled(accounts, clock), client_of(door, https=True)
    cookie = sign_in(client, person, clock).headers["set-cookie"]
    assert cookie.startswith("__Host-troth=")
    assert "Secure" in cookie
    assert "Domain" not in cookie
    assert client.get("/").json()["viewer"] == "Qatar"


def test_behind_a_proxy_that_speaks_https_the_cookie_is_secure_as_well(accounts: Accounts, clock: TestClock):
    person = enrolled(accounts, clock)
    client = client_of(door_of(accounts, clock, origin="https://desk.example", proxies=1), https=True)
    assert sign_in(client, person, clock).headers["set-cookie"].startswith("__Host-troth=")


@pytest.mark.parametrize(
    "change",
    [
        {"password": "four unlikely words there"},
        {"digits": "000000"},
        {"digits": ""},
        {"handle": "nobody-1"},
        {"handle": "mediator-1\x00"},
        {"handle": "x" * 3000},
    ],
    ids=["password", "digits", "no digits", "unknown handle", "handle with a null", "long handle"],
)
def test_the_answer_is_the_same_whatever_was_wrong(
    door: Door, accounts: Accounts, clock: TestClock, change: dict[str, str]
):
    person, client = enrolled(accounts, clock), client_of(door)
    right = {"handle": "mediator-1", "password": PASSWORD, "digits": person.digits(clock)}

    answer = client.post("/sign-in", data={"csrf": token_in(client.get("/sign-in").text), **right, **change})

    assert answer.status_code == 403
    assert "These do not fit together" in answer.text
    assert "set-cookie" not in answer.headers
    assert client.get("/").json()["viewer"] == "public"


def test_a_code_is_good_once(door: Door, accounts: Accounts, clock: TestClock):
    person = enrolled(accounts, clock)
    digits = person.digits(clock)
    assert sign_in(client_of(door), person, clock, digits=digits).status_code == 303
    assert sign_in(client_of(door), person, clock, digits=digits).status_code == 403
    clock.turn(seconds=30)
    assert sign_in(client_of(door), person, clock, digits=digits).status_code == 403, (
        "in its neighbour's time"
    )
    assert sign_in(client_of(door), person, clock).status_code == 303


def test_an_earlier_code_is_not_good_after_a_later_one(door: Door, accounts: Accounts, clock: TestClock):
    person = enrolled(accounts, clock)
    early = person.digits(clock)
    clock.turn(seconds=30)
    assert sign_in(client_of(door), person, clock).status_code == 303
    assert sign_in(client_of(door), person, clock, digits=early).status_code == 403


def test_a_session_that_was_planted_is_not_taken_over(door: Door, accounts: Accounts, clock: TestClock):
    """Session fixation: what the browser was given before signing in is worth nothing after."""
    person, client = enrolled(accounts, clock), client_of(door)
    client.cookies.set("troth", "planted-by-somebody-else")
    assert sign_in(client, person, clock).status_code == 303

    thief = client_of(door)
    thief.cookies.set("troth", "planted-by-somebody-else")
    seen = thief.get("/").json()
    assert (seen["viewer"], seen["lapsed"]) == ("public", True)


def test_signing_in_again_ends_the_session_before(door: Door, accounts: Accounts, clock: TestClock):
    person, client = enrolled(accounts, clock), client_of(door)
    sign_in(client, person, clock)
    before = client.cookies["troth"]
    clock.turn(minutes=1)
    sign_in(client, person, clock)
    assert client.cookies["troth"] != before

    old = client_of(door)
    old.cookies.set("troth", before)
    assert old.get("/").json()["viewer"] == "public"


def test_leaving_ends_the_session_and_not_only_the_cookie(door: Door, accounts: Accounts, clock: TestClock):
    person, client = enrolled(accounts, clock), client_of(door)
    sign_in(client, person, clock)
    token, csrf = client.cookies["troth"], client.get("/").json()["csrf"]

    assert client.post("/sign-out", data={"csrf": csrf}).status_code == 303

    assert client.get("/").json()["lapsed"] is False
    client.cookies.set("troth", token)
    assert client.get("/").json()["viewer"] == "public"


def test_leaving_everywhere_ends_the_sessions_of_other_browsers(
    door: Door, accounts: Accounts, clock: TestClock
):
    person, here, there = enrolled(accounts, clock), client_of(door), client_of(door)
    sign_in(here, person, clock)
    clock.turn(minutes=1)
    sign_in(there, person, clock)
    here.post("/sign-out", data={"csrf": here.get("/").json()["csrf"], "everywhere": "yes"})
    assert there.get("/").json() == here.get("/").json() | {"lapsed": True}


def test_a_session_ends_by_idling_and_at_the_latest(tmp_path, clock: TestClock):
    times = Times(idle=timedelta(minutes=30), longest=timedelta(hours=2))
    with open_accounts(tmp_path / "own.sqlite", create=True, hasher=CHEAP, times=times) as accounts:
        person, client = enrolled(accounts, clock), client_of(door_of(accounts, clock))
        sign_in(client, person, clock)
        for _ in range(4):
            clock.turn(minutes=29)
            assert client.get("/").json()["viewer"] == "Qatar"
        clock.turn(minutes=5)  # two hours and a minute in all, and never idle for long
        assert client.get("/").json() | {"csrf": ""} == client_of(door_of(accounts, clock)).get(
            "/"
        ).json() | {"lapsed": True}
        clock.turn(minutes=1)
        sign_in(client, person, clock)
        clock.turn(minutes=31)
        assert client.get("/").json()["viewer"] == "public"


def test_a_disabled_login_is_out_at_once_and_stays_out(door: Door, accounts: Accounts, clock: TestClock):
    person, client = enrolled(accounts, clock), client_of(door)
    sign_in(client, person, clock)
    accounts.logins.disable("mediator-1", now=clock())
    assert client.get("/").json()["viewer"] == "public"
    clock.turn(minutes=1)
    assert sign_in(client, person, clock).status_code == 403
    accounts.logins.enable("mediator-1")
    assert client.get("/").json()["viewer"] == "public", "the session that was ended does not come back"
    clock.turn(minutes=1)
    assert sign_in(client, person, clock).status_code == 303


def test_the_last_visit_is_the_one_before_this_session(accounts: Accounts, clock: TestClock):
    person = enrolled(accounts, clock)
    case_clock = TestClock(clock().replace(year=2023))
    door = Door(accounts, now=clock, case_now=case_clock)
    client = client_of(door)
    sign_in(client, person, clock)
    assert client.get("/").json()["since"] is None
    clock.turn(minutes=20)
    case_clock.turn(minutes=20)
    left = case_clock()
    client.get("/")

    clock.turn(hours=10)
    case_clock.turn(hours=10)
    again = client_of(door)
    sign_in(again, person, clock)
    clock.turn(minutes=5)
    case_clock.turn(minutes=5)
    again.get("/")
    assert again.get("/").json()["since"] == left.isoformat()


def test_every_sign_in_is_written_down_and_what_was_typed_is_not(
    door: Door, accounts: Accounts, clock: TestClock
):
    person, client = enrolled(accounts, clock), client_of(door)
    sign_in(client, person, clock, password=WRONG)
    client.post(
        "/sign-in",
        data={"csrf": token_in(client.get("/sign-in").text), "handle": "my secret password", "password": "x"},
    )
    clock.turn(minutes=1)
    sign_in(client, person, clock)

    rows = accounts.trail.rows()
    assert [(row.event, row.who, row.office, row.address) for row in rows] == [
        (Event.REFUSED, "mediator-1", "Qatar", "192.0.2.1"),
        (Event.REFUSED, "", "", "192.0.2.1"),
        (Event.SIGNED_IN, "mediator-1", "Qatar", "192.0.2.1"),
    ]
    assert "secret" not in str(rows)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example", "/\\evil.example", "\\/evil.example", "/\t/evil.example",
        "javascript:alert(1)", "/a\r\nSet-Cookie: troth=planted", "/a\nLocation: https://evil.example", "",
        "http:evil.example", "/\x00", "x" * 5000,
    ],
)  # fmt: skip
def test_after_signing_in_nobody_is_sent_to_another_site(
    door: Door, accounts: Accounts, clock: TestClock, target: str
):
    person, client = enrolled(accounts, clock), client_of(door)
    shown = client.get("/sign-in", params={"next": target})
    assert 'name="next" value="/"' in shown.text

    answer = sign_in(client, person, clock, next=target)

    assert answer.headers["location"] == "/"
    assert "planted" not in answer.headers["set-cookie"]


def test_a_page_for_offices_sends_others_to_the_form_and_back(
    door: Door, accounts: Accounts, clock: TestClock
):
    person, client = enrolled(accounts, clock, role="adjudicator"), client_of(door)
    sent = client.get("/judge?term=T1&x=a%26b", headers={"accept": "text/html"})
    assert sent.status_code == 303
    shown = client.get(sent.headers["location"])
    assert 'value="/judge?term=T1&amp;x=a%26b"' in shown.text
    answer = sign_in(client, person, clock, next="/judge?term=T1&x=a%26b")
    assert client.get(answer.headers["location"]).json() == "mediator-1"


def test_words_from_outside_are_escaped(door: Door):
    shown = client_of(door).get("/sign-in", params={"next": '/"><script>alert(1)</script>'})
    assert "<script>alert" not in shown.text
    shown = client_of(door).get("/enrol", params={"code": '"><script>alert(1)</script>'})
    assert "<script>alert" not in shown.text


def test_the_form_speaks_french_to_those_who_do(door: Door):
    shown = client_of(door).get("/sign-in", headers={"accept-language": "fr-FR,fr;q=0.9"})
    assert '<html lang="fr"' in shown.text
    assert "Se connecter" in shown.text


def test_signed_in_pages_are_kept_by_no_cache(door: Door, accounts: Accounts, clock: TestClock):
    person, client = enrolled(accounts, clock), client_of(door)
    sign_in(client, person, clock)
    for path in ("/", "/account", "/sign-in"):
        assert client.get(path).headers["cache-control"] == "no-store"
    assert client.get("/door/passkey.js").headers["cache-control"].startswith("public")
