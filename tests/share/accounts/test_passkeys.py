"""Passkeys and invitations, through the routes, with an authenticator in software."""

from datetime import timedelta

import pyotp
import pytest

from support.authenticator import PRESENT, Authenticator
from support.door import OTHER, PARTIES, PASSWORD, TestClock, client_of, enrolled, sign_in, token_in
from troth.share.accounts import Accounts, Event
from troth.share.web.door import Door


def invited(accounts: Accounts, clock: TestClock, handle: str = "mediator-2", **more) -> str:
    login = accounts.logins.add(handle, office="Qatar", role="officer", parties=PARTIES, now=clock())
    return accounts.invitations.invite(login, now=clock(), **more)


class Browser:
    """A browser whose scripts run the ceremonies, with an authenticator."""

    def __init__(self, door: Door, authenticator: Authenticator | None = None) -> None:
        self.client = client_of(door)
        self.authenticator = authenticator or Authenticator()
        self.token = token_in(self.client.get("/sign-in").text)

    def send(self, path: str, body: dict, **headers: str):
        return self.client.post(path, json=body, headers={"x-csrf-token": self.token, **headers})

    def enrol(self, code: str, **lies):
        offered = self.send("/enrol/passkey/offer", {"code": code})
        assert offered.status_code == 200, offered.text
        credential = self.authenticator.make(offered.json(), **lies)
        return self.send("/enrol/passkey", {"code": code, "credential": credential})

    def offered(self) -> dict:
        answer = self.send("/sign-in/passkey/offer", {})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def finish(self, credential: dict, next: str = "/"):
        return self.send("/sign-in/passkey", {"credential": credential, "next": next})

    def viewer(self) -> str:
        return self.client.get("/").json()["viewer"]


@pytest.fixture
def authenticator(door: Door, accounts: Accounts, clock: TestClock) -> Authenticator:
    """One that holds a passkey of an officer of Qatar."""
    browser = Browser(door)
    assert browser.enrol(invited(accounts, clock)).json() == {"next": "/"}
    assert browser.viewer() == "Qatar"
    return browser.authenticator


def test_who_has_a_passkey_signs_in_without_typing_anything(
    door: Door, authenticator: Authenticator, accounts: Accounts
):
    browser = Browser(door, authenticator)
    options = browser.offered()
    assert options["allowCredentials"] == []
    assert options["userVerification"] == "required"
    answer = browser.finish(authenticator.sign(options), next="/judge")
    assert answer.json() == {"next": "/judge"}
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert browser.viewer() == "Qatar"
    assert [row.detail for row in accounts.trail.rows(events=[Event.SIGNED_IN])] == ["passkey", "passkey"]


def test_an_answer_that_was_used_is_not_good_again(door: Door, authenticator: Authenticator):
    browser = Browser(door, authenticator)
    answer = authenticator.sign(browser.offered())
    assert browser.finish(answer).status_code == 200
    browser.client.cookies.delete("troth")
    replayed = browser.finish(answer)
    assert replayed.status_code == 400
    assert "could not be used here" in replayed.json()["detail"]
    assert browser.viewer() == "public"


def test_an_answer_for_another_browser_is_not_good_in_this_one(door: Door, authenticator: Authenticator):
    victim, thief = Browser(door, authenticator), Browser(door)
    answer = authenticator.sign(victim.offered())
    assert thief.finish(answer).status_code == 400


def test_a_challenge_is_good_for_five_minutes(door: Door, authenticator: Authenticator, clock: TestClock):
    browser = Browser(door, authenticator)
    answer = authenticator.sign(browser.offered())
    clock.turn(minutes=5)
    assert browser.finish(answer).status_code == 400


def test_a_challenge_for_making_a_passkey_is_not_good_for_signing_in(
    door: Door, accounts: Accounts, authenticator: Authenticator, clock: TestClock
):
    browser = Browser(door, authenticator)
    code = invited(accounts, clock, "mediator-3")
    making = browser.send("/enrol/passkey/offer", {"code": code}).json()
    assert browser.finish(authenticator.sign(making)).status_code == 400


@pytest.mark.parametrize(
    "lies",
    [
        {"origin": "https://evil.example"},
        {"origin": "https://localhost"},
        {"host": "evil.example"},
        {"challenge": "bm90IHRoZSBjaGFsbGVuZ2U"},
        {"flags": 0},
        {"flags": PRESENT},
        {"forged": True},
        {"user": bytes(16)},
    ],
    ids=str,
)
def test_a_passkey_that_lies_is_refused(door: Door, authenticator: Authenticator, lies: dict):
    browser = Browser(door, authenticator)
    answer = browser.finish(authenticator.sign(browser.offered(), **lies))
    assert answer.status_code == 400
    assert browser.viewer() == "public"


@pytest.mark.parametrize(
    "lies",
    [{"origin": "https://evil.example"}, {"host": "evil.example"}, {"challenge": "bm90"}, {"flags": PRESENT}],
    ids=str,
)
def test_a_passkey_that_lies_when_it_is_made_leaves_the_invitation_good(
    door: Door, accounts: Accounts, clock: TestClock, lies: dict
):
    code = invited(accounts, clock)
    assert Browser(door).enrol(code, **lies).status_code == 400
    assert Browser(door).enrol(code).status_code == 200


@pytest.mark.parametrize(
    "credential",
    [None, [], "x", {}, {"id": 1}, {"id": "x", "response": None}, {"id": "x", "response": {"clientDataJSON": "!"}},
     {"id": "x", "response": {"clientDataJSON": "e30"}}, {"response": {"clientDataJSON": ["a"]}}],
)  # fmt: skip
def test_what_is_no_passkey_at_all_is_refused_in_words(door: Door, credential):
    answer = Browser(door).send("/sign-in/passkey", {"credential": credential})
    assert answer.status_code == 400
    assert "could not be used here" in answer.json()["detail"]


def test_a_copied_authenticator_is_noticed_by_its_count(
    door: Door, authenticator: Authenticator, clock: TestClock
):
    browser = Browser(door, authenticator)
    assert browser.finish(authenticator.sign(browser.offered(), count=5)).status_code == 200
    browser.client.cookies.delete("troth")
    assert browser.finish(authenticator.sign(browser.offered(), count=5)).status_code == 400
    assert browser.finish(authenticator.sign(browser.offered(), count=6)).status_code == 200


def test_scripts_of_other_sites_cannot_run_the_ceremony(door: Door):
    client = client_of(door)
    assert client.post("/sign-in/passkey/offer", json={}).status_code == 403
    browser = Browser(door)
    assert browser.send("/sign-in/passkey/offer", {}, origin="https://evil.example").status_code == 403


def test_a_disabled_logins_passkey_is_refused(
    door: Door, authenticator: Authenticator, accounts: Accounts, clock: TestClock
):
    accounts.logins.disable("mediator-2", now=clock())
    browser = Browser(door, authenticator)
    assert browser.finish(authenticator.sign(browser.offered())).status_code == 400


# --- a login's own passkeys ---------------------------------------------------------------------------------------------


def signed_in(door: Door, accounts: Accounts, clock: TestClock) -> Browser:
    """A browser in which somebody with a password has just signed in."""
    browser = Browser(door)
    assert sign_in(browser.client, enrolled(accounts, clock), clock).status_code == 303
    browser.token = browser.client.get("/").json()["csrf"]
    return browser


def add_passkey(browser: Browser, name: str = "telephone"):
    offered = browser.send("/account/passkey/offer", {})
    if offered.status_code != 200:
        return offered
    return browser.send(
        "/account/passkey", {"name": name, "credential": browser.authenticator.make(offered.json())}
    )


def test_a_login_adds_a_passkey_and_removes_it(door: Door, accounts: Accounts, clock: TestClock):
    browser = signed_in(door, accounts, clock)
    assert add_passkey(browser, "my <b>phone</b>").json() == {"next": "/account"}
    assert "my &lt;b&gt;phone&lt;/b&gt;" in browser.client.get("/account").text
    assert add_passkey(browser).status_code == 400, "it is known already"
    [kept] = accounts.passkeys.of(accounts.logins.get("mediator-1"))

    removed = browser.client.post(
        "/account/passkey/remove", data={"csrf": browser.token, "credential": kept.credential}
    )

    assert removed.status_code == 303
    assert "The passkey is removed" in browser.client.get(removed.headers["location"]).text
    assert accounts.passkeys.of(accounts.logins.get("mediator-1")) == ()


def test_nobody_removes_the_passkey_of_somebody_else(
    door: Door, authenticator: Authenticator, accounts: Accounts, clock: TestClock
):
    browser = signed_in(door, accounts, clock)
    [other] = accounts.passkeys.of(accounts.logins.get("mediator-2"))
    answer = browser.client.post(
        "/account/passkey/remove", data={"csrf": browser.token, "credential": other.credential}
    )
    assert answer.status_code == 400
    assert accounts.passkeys.of(accounts.logins.get("mediator-2")) == (other,)


def test_the_only_way_in_stays(door: Door, authenticator: Authenticator, accounts: Accounts):
    browser = Browser(door, authenticator)
    browser.finish(authenticator.sign(browser.offered()))
    [own] = accounts.passkeys.of(accounts.logins.get("mediator-2"))
    answer = browser.client.post(
        "/account/passkey/remove",
        data={"csrf": browser.client.get("/").json()["csrf"], "credential": own.credential},
    )
    assert answer.status_code == 400
    assert "only way in" in answer.text


def test_a_session_that_was_left_open_does_not_change_the_ways_in(
    door: Door, accounts: Accounts, clock: TestClock
):
    browser = signed_in(door, accounts, clock)
    clock.turn(minutes=16)
    answer = add_passkey(browser)
    assert answer.status_code == 403
    assert "sign in anew" in answer.json()["detail"]


# --- invitations -----------------------------------------------------------------------------------------------------------


def take_up(client, code: str, clock: TestClock, accounts: Accounts, **change: str):
    totp = pyotp.TOTP(accounts.invitations.find(code, now=clock()).totp)
    form = {"code": code, "password": PASSWORD, "again": PASSWORD, "digits": totp.at(clock())}
    token = token_in(client.get("/enrol").text)
    return client.post("/enrol/password", data={"csrf": token, **form, **change})


def test_an_invitation_is_taken_up_with_a_password(door: Door, accounts: Accounts, clock: TestClock):
    code, client = invited(accounts, clock), client_of(door)
    token = token_in(client.get("/enrol", params={"code": code}).text)
    shown = client.post("/enrol", data={"csrf": token, "code": code})
    assert "otpauth://totp/Troth:mediator-2?secret=" in shown.text

    answer = take_up(client, code, clock, accounts)

    assert answer.status_code == 303
    assert client.get("/").json()["viewer"] == "Qatar"


def test_an_invitation_is_good_once(door: Door, accounts: Accounts, clock: TestClock):
    code, client = invited(accounts, clock), client_of(door)
    secret = accounts.invitations.find(code, now=clock()).totp
    assert take_up(client, code, clock, accounts).status_code == 303
    other = client_of(door)
    token = token_in(other.get("/enrol").text)
    clock.turn(minutes=1)
    form = {"csrf": token, "code": code, "password": PASSWORD, "again": PASSWORD}
    answer = other.post("/enrol/password", data={**form, "digits": pyotp.TOTP(secret).at(clock())})
    assert answer.status_code == 400
    assert "This invitation is not good" in answer.text


def test_an_invitation_is_good_for_its_time(door: Door, accounts: Accounts, clock: TestClock):
    code, client = invited(accounts, clock, good_for=timedelta(hours=1)), client_of(door)
    clock.turn(hours=1)
    token = token_in(client.get("/enrol").text)
    answer = client.post("/enrol", data={"csrf": token, "code": code})
    assert answer.status_code == 400
    assert "This invitation is not good" in answer.text
    refused = Browser(door).send("/enrol/passkey/offer", {"code": code})
    assert refused.status_code == 400
    assert "this invitation is not good" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"password": "short", "again": "short"}, "too short"),
        ({"password": "x" * 300, "again": "x" * 300}, "too long"),
        ({"password": "my Mediator-2 here", "again": "my Mediator-2 here"}, "holds the handle"),
        ({"password": "we are from QATAR", "again": "we are from QATAR"}, "the name of the office"),
        ({"password": "ababababababab", "again": "ababababababab"}, "too few different"),
        ({"again": "another password"}, "not the same"),
        ({"digits": "123"}, "six digits do not belong"),
    ],
)
def test_a_slip_leaves_the_invitation_good(
    door: Door, accounts: Accounts, clock: TestClock, change: dict[str, str], said: str
):
    code, client = invited(accounts, clock), client_of(door)
    answer = take_up(client, code, clock, accounts, **change)
    assert answer.status_code == 400
    assert said in answer.text
    assert take_up(client, code, clock, accounts).status_code == 303


def test_a_new_invitation_voids_the_one_before_and_what_the_login_had(
    door: Door, authenticator: Authenticator, accounts: Accounts, clock: TestClock
):
    """How a lost telephone is dealt with."""
    login = accounts.logins.get("mediator-2")
    first = accounts.invitations.invite(login, now=clock())
    second = accounts.invitations.invite(login, now=clock())
    assert "not good" in Browser(door).send("/enrol/passkey/offer", {"code": first}).text
    assert Browser(door).enrol(second).status_code == 200
    lost = Browser(door, authenticator)
    assert lost.finish(authenticator.sign(lost.offered())).status_code == 400


def test_codes_are_not_found_by_trying(door: Door):
    client = client_of(door)
    token = token_in(client.get("/enrol").text)
    codes = [client.post("/enrol", data={"csrf": token, "code": f"{n:043d}"}).status_code for n in range(21)]
    assert codes == [400] * 20 + [429]


# --- the password --------------------------------------------------------------------------------------------------------------


def test_changing_the_password_ends_every_other_session(door: Door, accounts: Accounts, clock: TestClock):
    person, here, there = enrolled(accounts, clock), client_of(door), client_of(door)
    sign_in(there, person, clock)
    clock.turn(minutes=1)
    sign_in(here, person, clock)
    stolen = here.cookies["troth"]
    clock.turn(minutes=1)
    form = {
        "csrf": here.get("/").json()["csrf"], "current": PASSWORD, "digits": person.digits(clock),
        "password": "another set of words", "again": "another set of words",
    }  # fmt: skip

    answer = here.post("/account/password", data=form)

    assert answer.status_code == 303
    assert "The password is changed" in here.get(answer.headers["location"]).text
    assert here.get("/").json()["viewer"] == "Qatar"
    assert there.get("/").json()["viewer"] == "public"
    other = client_of(door)
    other.cookies.set("troth", stolen)
    assert other.get("/").json()["viewer"] == "public"
    clock.turn(minutes=1)
    assert sign_in(client_of(door), person, clock).status_code == 403
    assert sign_in(client_of(door), person, clock, password=OTHER).status_code == 303


@pytest.mark.parametrize("wrong", ["current", "digits"])
def test_an_open_session_alone_does_not_change_the_password(
    door: Door, accounts: Accounts, clock: TestClock, wrong: str
):
    person, client = enrolled(accounts, clock), client_of(door)
    sign_in(client, person, clock)
    clock.turn(minutes=1)
    form = {
        "csrf": client.get("/").json()["csrf"], "current": PASSWORD, "digits": person.digits(clock),
        "password": "another set of words", "again": "another set of words", wrong: "000000",
    }  # fmt: skip
    answer = client.post("/account/password", data=form)
    assert answer.status_code == 400
    clock.turn(minutes=1)
    assert sign_in(client_of(door), person, clock).status_code == 303
