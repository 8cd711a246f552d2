"""Requests that other sites make a browser send, and keys that are not good: each refused with a clear answer."""

from datetime import timedelta

import pytest

from support.door import PARTIES, WRONG, TestClock, client_of, door_of, enrolled, sign_in, token_in
from troth.share.accounts import Accounts, Event
from troth.share.web.door import Door


@pytest.fixture
def officer(door: Door, accounts: Accounts, clock: TestClock):
    """A browser in which an officer has signed in."""
    person, client = enrolled(accounts, clock), client_of(door)
    assert sign_in(client, person, clock).status_code == 303
    return client


def report(client, csrf: str | None = None, **headers: str):
    form = {"text": "137 trucks"} if csrf is None else {"text": "137 trucks", "csrf": csrf}
    return client.post(
        "/reports", data=form, headers={name.replace("_", "-"): v for name, v in headers.items()}
    )


def test_a_form_of_this_session_is_taken(officer):
    csrf = officer.get("/").json()["csrf"]
    assert report(officer, csrf).json() == {"viewer": "Qatar", "text": "137 trucks"}
    sent = report(officer, csrf, origin="http://localhost", sec_fetch_site="same-origin")
    assert sent.status_code == 200


def test_a_form_without_its_token_is_refused(officer):
    answer = report(officer)
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert "does not belong to this session" in answer.json()["detail"]


def test_the_token_of_another_session_is_refused(officer, door: Door, accounts: Accounts, clock: TestClock):
    clock.turn(minutes=1)
    other = client_of(door)
    sign_in(other, enrolled(accounts, clock, "egypt-1", "Egypt"), clock)
    csrf = other.get("/").json()["csrf"]
    assert report(other, csrf).status_code == 200
    assert report(officer, csrf).status_code == 403


def test_the_token_that_was_good_before_signing_in_is_refused_after(
    door: Door, accounts: Accounts, clock: TestClock
):
    person, client = enrolled(accounts, clock), client_of(door)
    before = client.get("/complaints").json()["csrf"]
    sign_in(client, person, clock)
    assert report(client, before).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:81"},
        {"origin": "https://localhost"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ],
)
def test_a_form_from_another_site_is_refused_even_with_the_token(officer, headers: dict[str, str]):
    answer = report(officer, officer.get("/").json()["csrf"], **headers)
    assert answer.status_code == 403
    assert "not sent from a page of this desk" in answer.json()["detail"]


def test_nobody_is_signed_in_by_another_site(door: Door, accounts: Accounts, clock: TestClock):
    """Login CSRF: a visitor would go on to write into the login of somebody else."""
    person, client = enrolled(accounts, clock), client_of(door)
    attackers = client_of(door)
    planted = token_in(attackers.get("/sign-in").text)
    answer = client.post(
        "/sign-in",
        data={"csrf": planted, "handle": "mediator-1", "password": "x", "digits": person.digits(clock)},
    )
    assert answer.status_code == 403
    assert "does not belong to this session" in answer.json()["detail"]


def test_somebody_without_a_login_can_post_only_from_the_page(door: Door):
    client = client_of(door)
    csrf = client.get("/complaints").json()["csrf"]
    assert client.post("/complaints", data={"csrf": csrf, "text": "no water"}).json()["viewer"] == "public"
    assert client.post("/complaints", data={"text": "no water"}).status_code == 403
    assert client_of(door).post("/complaints", data={"csrf": csrf, "text": "no water"}).status_code == 403


def test_a_page_without_a_form_sets_no_cookie(door: Door):
    assert "set-cookie" not in client_of(door).get("/").headers


def test_a_browser_that_is_refused_gets_a_page(officer):
    answer = officer.post("/reports", data={"text": "x"}, headers={"accept": "text/html"})
    assert answer.status_code == 403
    assert "<h1>This was not done</h1>" in answer.text
    assert "does not belong to your session" in answer.text


def test_an_auditor_may_not_post_and_is_told_why(door: Door, accounts: Accounts, clock: TestClock):
    client = client_of(door)
    sign_in(client, enrolled(accounts, clock, role="auditor"), clock)
    answer = report(client, client.get("/").json()["csrf"])
    assert answer.status_code == 403
    assert "auditors and the public do not" in answer.json()["detail"]
    shown = client.get("/judge", headers={"accept": "text/html"})
    assert "only adjudicators record judgements" in shown.text
    shown = client.get("/judge", headers={"accept": "text/html", "accept-language": "fr"})
    assert "seuls les arbitres" in shown.text


def test_the_public_may_not_post_and_is_asked_to_sign_in(door: Door):
    answer = report(client_of(door), "x")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


# --- keys ---------------------------------------------------------------------------------------------------------------


def key_of(accounts: Accounts, clock: TestClock, **more):
    made = {"office": "Qatar", "role": "officer", "scopes": ["read", "post"], "purpose": "feed", **more}
    return accounts.keys.add(parties=PARTIES, now=clock(), **made)


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


def test_a_key_posts_for_its_office_and_needs_no_token(door: Door, accounts: Accounts, clock: TestClock):
    shown, key = key_of(accounts, clock)
    client = client_of(door)
    seen = client.get("/", headers=bearer(key)).json()
    assert (seen["viewer"], seen["handle"], seen["means"]) == ("Qatar", shown.prefix, "key")
    answer = client.post(
        "/reports", data={"text": "x"}, headers=bearer(key) | {"origin": "https://else.example"}
    )
    assert answer.json()["viewer"] == "Qatar"


def test_a_key_for_reading_does_not_post(door: Door, accounts: Accounts, clock: TestClock):
    _, key = key_of(accounts, clock, scopes=["read"])
    answer = client_of(door).post("/reports", data={"text": "x"}, headers=bearer(key))
    assert answer.status_code == 403
    assert "none of them covers post" in answer.json()["detail"]


def test_a_key_does_not_change_anybodys_way_in(door: Door, accounts: Accounts, clock: TestClock):
    _, key = key_of(accounts, clock)
    assert client_of(door).get("/account", headers=bearer(key)).status_code == 403


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: {"authorization": f"Bearer {key[:-1]}"},
        lambda key: {"authorization": f"Bearer {key}x"},
        lambda key: {"authorization": "Bearer "},
        lambda key: {"authorization": ""},
        lambda key: {"authorization": key},
        lambda key: {"authorization": f"Basic {key}"},
        lambda key: {"authorization": "Bearer troth_000000000000_" + "A" * 43},
        lambda key: {"authorization": "Bearer ' OR 1=1 --"},
        lambda key: [("authorization", f"Bearer {key}"), ("authorization", "Bearer other")],
    ],
)
def test_a_bad_key_is_refused_and_never_taken_for_the_public_or_the_cookie(
    officer, accounts: Accounts, clock: TestClock, spoil
):
    _, key = key_of(accounts, clock)
    answer = officer.get("/", headers=spoil(key))
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert "not good" in answer.json()["detail"]
    assert officer.post("/reports", data={"text": "x"}, headers=spoil(key)).status_code == 401


def test_a_withdrawn_key_is_refused_at_once_and_noted(door: Door, accounts: Accounts, clock: TestClock):
    shown, key = key_of(accounts, clock)
    client = client_of(door)
    assert client.get("/", headers=bearer(key)).status_code == 200
    accounts.keys.withdraw(shown.prefix, now=clock())
    assert client.get("/", headers=bearer(key)).status_code == 401
    [row] = accounts.trail.rows(office="Qatar")
    assert (row.event, row.who, row.address) == (Event.KEY_REFUSED, shown.prefix, "192.0.2.1")


def test_a_key_ends_when_it_was_to(door: Door, accounts: Accounts, clock: TestClock):
    _, key = key_of(accounts, clock, expires_at=clock() + timedelta(days=1))
    client = client_of(door)
    clock.turn(hours=23)
    assert client.get("/", headers=bearer(key)).status_code == 200
    clock.turn(hours=1)
    assert client.get("/", headers=bearer(key)).status_code == 401


# --- too often -------------------------------------------------------------------------------------------------------------


def test_passwords_are_not_guessed_by_trying(door: Door, accounts: Accounts, clock: TestClock):
    """Brute force on one handle from many addresses: the owner is told to wait as well, and comes in by waiting."""
    person = enrolled(accounts, clock)
    for number in range(10):
        client = client_of(door, address=f"198.51.100.{number}")
        assert sign_in(client, person, clock, password=WRONG).status_code == 403
    answer = sign_in(client_of(door), person, clock)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 15 * 60
    clock.turn(minutes=15)
    assert sign_in(client_of(door), person, clock).status_code == 303


def test_many_handles_are_not_tried_from_one_address(door: Door, accounts: Accounts, clock: TestClock):
    client = client_of(door)
    token = token_in(client.get("/sign-in").text)
    codes = [
        client.post("/sign-in", data={"csrf": token, "handle": f"guess-{n}", "password": "x"}).status_code
        for n in range(31)
    ]
    assert codes == [403] * 30 + [429]


def test_those_who_come_in_are_not_held_up_by_their_own_slips(
    door: Door, accounts: Accounts, clock: TestClock
):
    person, client = enrolled(accounts, clock), client_of(door)
    for _ in range(3):
        for _ in range(5):
            sign_in(client, person, clock, password=WRONG)
        clock.turn(minutes=1)
        assert sign_in(client, person, clock).status_code == 303
        client.cookies.clear()


def test_a_household_with_many_addresses_is_one(door: Door, accounts: Accounts, clock: TestClock):
    codes = []
    for number in range(31):
        client = client_of(door, address=f"2001:db8:1:2::{number:x}")
        token = token_in(client.get("/sign-in").text)
        codes.append(client.post("/sign-in", data={"csrf": token, "handle": f"g{number}"}).status_code)
    assert codes[-1] == 429


def test_who_claims_another_address_is_only_believed_behind_a_proxy(accounts: Accounts, clock: TestClock):
    claim = {"x-forwarded-for": "203.0.113.9, 198.51.100.7"}
    person = enrolled(accounts, clock)
    sign_in(client_of(door_of(accounts, clock)), person, clock, headers=claim)
    clock.turn(minutes=1)
    sign_in(client_of(door_of(accounts, clock, proxies=1)), person, clock, headers=claim)
    clock.turn(minutes=1)
    sign_in(
        client_of(door_of(accounts, clock, proxies=1)), person, clock, headers={"x-forwarded-for": "'; --"}
    )
    assert [row.address for row in accounts.trail.rows()] == ["192.0.2.1", "198.51.100.7", "unknown"]


def test_a_key_that_asks_too_often_is_told_when_to_go_on(accounts: Accounts, clock: TestClock):
    _, key = key_of(accounts, clock)
    client = client_of(door_of(accounts, clock, rules={"requests by key": "3 per minute"}))
    codes = [client.get("/", headers=bearer(key)).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    clock.turn(minutes=1)
    assert client.get("/", headers=bearer(key)).status_code == 200


# --- the trail ------------------------------------------------------------------------------------------------------------


def test_an_auditor_reads_what_the_own_office_read_and_no_other(
    door: Door, accounts: Accounts, clock: TestClock
):
    officer, other, client = client_of(door), client_of(door), client_of(door)
    for browser, handle, office, role in (
        (officer, "mediator-1", "Qatar", "officer"),
        (other, "egypt-1", "Egypt", "officer"),
        (client, "auditor-1", "Qatar", "auditor"),
    ):
        sign_in(browser, enrolled(accounts, clock, handle, office, role), clock)
    assert officer.get("/trail").status_code == 403
    shown = client.get("/trail").text
    assert "mediator-1" in shown
    assert "egypt-1" not in shown
    assert client.get("/trail", params={"after": "1' OR 1=1"}).status_code == 200


# --- a store that cannot be used ----------------------------------------------------------------------------------------------


def test_a_store_that_went_away_is_told_without_its_place(door: Door, accounts: Accounts, officer, caplog):
    with accounts._database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE accounts_sessions RENAME TO gone")
    answer = officer.get("/")
    assert answer.status_code == 503
    assert "cannot be used now" in answer.json()["detail"]
    assert "sqlite" not in answer.text
