"""Every address that takes something in: only from a page of this desk, in this session, by the method that it is for."""

import json
from typing import Any

import pytest

from support.desks import note, say
from support.served import HOST, Guest, House, routes_of

LABEL = {"tlp": "GREEN"}
CSV = b"term_ids,form,event,category,quantity,unit,valid_from,place,tlp\nT4a,tally,aid trucks,entered,9,truck,2023-11-25,Rafah,GREEN\n"
FORMS: dict[str, dict[str, Any]] = {
    "/write/report": {"term_ids": "T4a", "form": "tally", "event": "aid trucks", "quantity": "5", "unit": "truck", "valid_from": "2023-11-25", **LABEL},
    "/write/message": {"about": "case", "form": "note", "text": "forged", **LABEL},
    "/write/acknowledgement": {"of": "{message}"},
    "/write/withdrawal": {"of": "{own}", "kind": "message"},
    "/write/judgement": {"about": "term:T4a", "decision": "noted", **LABEL},
    "/write/activity": {"sector": "water", "place": "Rafah", "status": "ongoing", **LABEL},
    "/write/summary": {"category": "aid", "text": "forged", "tlp": "CLEAR"},
    "/write/file": {"do": "post", **LABEL},
    "/complaints": {"category": "aid", "text": "no water", "place": ""},
    "/complaints/receipt": {"code": "2345-6789-BCDF-GHJK-MNPQ"},
    "/desk/complaints/{name}/{action}": {"to": "Qatar", "note": ""},
    "/sign-in": {"handle": "officer-1", "password": "four unlikely words here", "digits": "000000"},
    "/sign-out": {},
    "/enrol": {"code": "x"},
    "/enrol/password": {"code": "x", "password": "four unlikely words here", "digits": "000000"},
    "/account/password": {"password": "x", "digits": "0", "new": "four other unlikely words"},
    "/account/passkey/remove": {"passkey": "x"},
}  # fmt: skip
"""What each form has, so that it would be taken if it were no forgery."""
JSON = (
    "/sign-in/passkey/offer",
    "/sign-in/passkey",
    "/enrol/passkey/offer",
    "/enrol/passkey",
    "/account/passkey/offer",
    "/account/passkey",
)
"""What scripts of the desk's own pages send."""


def posts(home: House) -> list[str]:
    return [path for method, path in routes_of(home.app) if method not in {"GET", "HEAD"}]


@pytest.fixture(scope="module")
def owner(home: House) -> Guest:
    """Who may do most at this desk: an adjudicator of the office that owns the case."""
    return home.guest(home.desk.owner, "adjudicator")


@pytest.fixture(scope="module")
def names(home: House) -> dict[str, str]:
    own = say(home.desk, home.clock, home.desk.owner, note("to be withdrawn"))
    other = say(home.desk, home.clock, "Qatar", note("to be received"))
    said = home.guest().post("/complaints", {"category": "aid", "text": "no water"})
    assert said.status_code == 200
    [complaint] = [one.subject for one in home.desk.mirror.notes.values() if one.kind == "complaint"]
    return {"{own}": own.subject, "{message}": other.subject, "{name}": complaint, "{action}": "route"}


def filled(path: str, names: dict[str, str]) -> tuple[str, dict[str, Any]]:
    form = {name: names.get(str(value), value) for name, value in FORMS[path].items()}
    return path.replace("{name}", names["{name}"]).replace("{action}", "route"), form


def send(guest: Guest, path: str, form: dict[str, Any], **headers: str):
    files = {"file": ("reports.csv", CSV)} if path == "/write/file" else None
    return guest.client.post(path, data=form, files=files, headers=headers)


def test_every_address_that_takes_something_in_is_attacked_here(home: House):
    assert {*FORMS, *JSON} == {path for path in posts(home) if not path.startswith("/api/")}
    assert {method for method, _ in routes_of(home.app)} == {"GET", "HEAD", "POST"}


@pytest.mark.parametrize("path", FORMS)
def test_a_form_that_was_not_sent_from_here_is_refused_and_does_nothing(
    home: House, owner: Guest, names, path
):
    address, form = filled(path, names)
    other = home.guest("Qatar", "adjudicator")
    good = {"csrf": owner.csrf}
    forgeries = [
        ({}, {}),
        ({"csrf": ""}, {}),
        ({"csrf": "x" * 43}, {}),
        ({"csrf": other.csrf}, {}),
        ({"csrf": home.guest().csrf}, {}),
        (good, {"origin": "https://evil.example"}),
        (good, {"origin": "null"}),
        (good, {"origin": f"http://{HOST}.evil.example"}),
        (good, {"origin": f"https://{HOST}"}),
        (good, {"sec-fetch-site": "cross-site"}),
        (good, {"sec-fetch-site": "same-site"}),
    ]
    before, rows = home.size, len(home.accounts.logins.list())
    for token, headers in forgeries:
        answer = send(owner, address, {**form, **token}, **headers)
        # the form is read by different hands; whoever is asked to sign in again was refused as well
        assert answer.status_code == 403, (path, token, headers, answer.status_code)
        assert answer.headers["content-type"].startswith("text/html")
        assert "evil.example" not in answer.text
    assert (home.size, len(home.accounts.logins.list())) == (before, rows)
    assert owner.get("/account").status_code == 200, "the session goes on"


@pytest.mark.parametrize(
    "path", [path for path in FORMS if path.startswith(("/write", "/desk", "/complaints"))]
)
def test_the_same_form_from_its_page_is_taken(home: House, owner: Guest, names, path):
    address, form = filled(path, names)
    answer = send(owner, address, {**form, "csrf": owner.csrf}, origin=f"http://{HOST}")
    assert answer.status_code in {200, 303}, answer.text


@pytest.mark.parametrize("path", JSON)
def test_a_script_of_another_site_is_refused(home: House, owner: Guest, path):
    for headers in (
        {},
        {"x-csrf-token": "x"},
        {"x-csrf-token": owner.csrf, "origin": "https://evil.example"},
    ):
        answer = owner.client.post(
            path, content="{}", headers={"content-type": "application/json", **headers}
        )
        assert answer.status_code == 403


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_a_page_of_another_site_cannot_reach_the_api_with_a_session(home: House, owner: Guest, kind):
    body = json.dumps({"about": "case", "form": "note", "text": "forged", **LABEL})
    before = home.size
    for path in [path for path in posts(home) if path.startswith("/api/")]:
        sent = owner.client.post(path, content=body, headers={"content-type": kind})
        assert sent.status_code == 415, path
        for headers in (
            {"origin": "https://evil.example"},
            {"origin": "null"},
            {"sec-fetch-site": "cross-site"},
        ):
            head = {"content-type": "application/json", **headers}
            whole = f'[{body[:-1]}, "kind": "message"}}]' if path.endswith("import") else body
            sent = owner.client.post(path, content=whole, headers=head)
            assert sent.status_code in {403, 422}, (path, headers)
    assert home.size == before


@pytest.mark.parametrize("path", FORMS)
def test_a_form_of_another_kind_or_none_is_refused(home: House, owner: Guest, names, path):
    address, form = filled(path, names)
    before = home.size
    for kind in ("application/json", "text/plain", ""):
        answer = owner.client.post(
            address, content=json.dumps({**form, "csrf": owner.csrf}), headers={"content-type": kind}
        )
        assert answer.status_code in {403, 415}, (path, kind)
    assert home.size == before


def test_no_method_does_what_another_is_for(home: House, owner: Guest, names):
    before = home.size
    for path in FORMS:
        address, form = filled(path, names)
        query = {**form, "csrf": owner.csrf, "_method": "POST"}
        for method in (
            "GET",
            "HEAD",
            "PUT",
            "PATCH",
            "DELETE",
            "TRACE",
            "CONNECT",
            "OPTIONS",
            "POST/../GET",
            "post",
        ):
            answer = owner.client.request(
                method,
                address,
                params=query,
                headers={"x-http-method-override": "POST", "x-method-override": "POST"},
            )
            assert answer.status_code < 500, (method, path)
            assert method in {"GET", "HEAD", "OPTIONS", "post"} or answer.status_code in {400, 404, 405}, (
                method,
                path,
            )
    assert home.size == before
