"""Words of databases, shells and file systems in every parameter there is: they are looked for, and never done."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest

import troth.share.web
from support.served import House, routes_of
from troth.share.web.links import KEPT

pytestmark = pytest.mark.slow  # minutes, by its nature: `make test-all`

PAYLOADS = (
    "' OR '1'='1' --", "1; DROP TABLE statements; --", "\") UNION SELECT * FROM accounts_logins --", "\x00",
    "../../../../../../etc/passwd", "..\\..\\windows\\win.ini", "${jndi:ldap://x}{{7*7}}", "A" * 2500,
    "99999999999999999999999", "\u202e\ud7ff\U0010ffff", "a\r\nSet-Cookie: evil=1\r\n\r\n<html>",
)  # fmt: skip
PROOF = re.compile(
    r"root:.*:0:0|sqlite3?\.|psycopg|Traceback|syntax error|OperationalError|site-packages",
    re.IGNORECASE,
)
SOURCE = "\n".join(
    path.read_text(encoding="utf-8") for path in Path(troth.share.web.__file__).parent.rglob("*.py")
)
NAMES = sorted(
    {
        *KEPT,
        "next",
        "after",
        "q",
        "since",
        "source",
        "party",
        "place",
        "state",
        "at",
        *re.findall(r'(?:asked|query_params\.get)\(\s*"(\w+)"', SOURCE),
    }
)
"""Every name that a page asks its address for, read from the code."""


def looked(answer, what: object) -> None:
    assert answer.status_code < 500, (what, answer.text)
    shown = answer.text.replace("&#39;", "'")
    assert not PROOF.search(shown), (what, PROOF.search(shown))
    assert "evil" not in str(answer.headers), what


def gets(home: House) -> list[str]:
    return sorted(path for method, path in routes_of(home.app) if method == "GET" and path != "/live")


def test_the_names_are_found_in_the_code():
    assert {"as", "as_of", "lang", "about", "q", "since", "before", "term", "corrects"} <= set(NAMES)


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_every_parameter_of_every_page(home: House, payload: str):
    officer, before = home.guest("Qatar", "adjudicator"), home.size
    refused = {"as", "as_of"}
    for path in gets(home):
        if path.startswith("/api/"):
            continue
        address = re.sub(r"\{[^}]*\}", lambda _: quote(payload, safe=""), path)
        looked(officer.get(address), path)
        if "{" in path:
            continue
        looked(officer.get(path, params={name: payload for name in NAMES if name not in refused}), path)
        for name in refused:
            answer = officer.get(path, params={name: payload})
            looked(answer, (path, name))
    assert home.size == before


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_every_parameter_of_the_api(home: House, payload: str):
    machine, before = home.machine("Qatar"), home.size
    document = machine.get("/api/v1/openapi.json").json()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            address = "/api/v1" + re.sub(r"\{[^}]*\}", lambda _: quote(payload, safe=""), path)
            for one in [None, *operation.get("parameters", ())]:
                query = {one["name"]: payload} if one and one["in"] == "query" else {}
                head = (
                    {one["name"]: payload}
                    if one and one["in"] == "header" and payload.isascii() and payload.isprintable()
                    else {}
                )
                answer = machine.request(
                    method, address, params=query, headers=head, json={} if method == "post" else None
                )
                looked(answer, (path, one))
                assert "\n" in payload or answer.headers["content-type"].startswith(
                    ("application/json", "application/problem+json")
                )
    assert home.size == before


@pytest.mark.parametrize(
    "name",
    [
        "last-event-id",
        "accept-language",
        "accept",
        "if-none-match",
        "user-agent",
        "x-forwarded-for",
        "referer",
        "cookie",
        "range",
        "accept-encoding",
    ],
)
def test_every_header_that_is_read(home: House, name: str):
    officer = home.guest("Qatar")
    for payload in PAYLOADS[::4]:
        value = payload.encode("utf-8", "replace").replace(b"\r\n", b" ").replace(b"\x00", b"\x01")
        for path in ("/", "/api/v1/case", "/static/none.css", "/sign-in"):
            answer = officer.client.get(path, headers=[(name.encode(), value)])
            looked(answer, (path, name, payload[:40]))


@pytest.mark.parametrize(
    "path",
    [
        "/static/../serving.py", "/static/..%2fserving.py", "/static/%2e%2e/%2e%2e/keys", "/static//etc/passwd", "/static/%00", "/static/..\\x",
        "/door/../keys/x.pem", "/../../etc/passwd", "/terms/../../etc/passwd", "/ledger/../../accounts.sqlite",
        "/ledger/%2e%2e%2faccounts.sqlite/proof.json", "/api/v1/../../accounts.sqlite", "/steps/../../../x", "/reports/..%5c..%5cx", "/%ff%fe", "/terms/%c0%ae%c0%ae/",
    ],
)  # fmt: skip
def test_no_address_leads_out_of_the_desk(home: House, path: str):
    for guest in (home.guest("Qatar"), home.guest()):
        answer = guest.client.get(path)
        assert answer.status_code in {404, 405}, (path, answer.status_code)
        looked(answer, path)


def test_nobody_is_led_to_another_site(home: House):
    officer = home.guest("Qatar")
    message = {"about": "case", "form": "note", "text": "x", "tlp": "GREEN"}
    for number, away in enumerate(
        (
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/%09/evil.example",
            "\t//evil.example",
            "/\t/evil.example",
            "javascript:alert(1)",
            "/\r\nLocation: //evil.example",
            "http:evil.example",
            "///evil.example",
            "/./\\/evil.example",
        )
    ):
        answer = officer.post("/write/message", {**message, "text": f"x{number}", "back": away})
        assert answer.status_code == 303
        where = answer.headers["location"]
        assert re.match(r"/(?![/\\])", where), where
        assert not re.search(r"[\t\r\n\\]", where)
        text = officer.get("/sign-in", params={"next": away}).text
        for target in re.findall(r'name="next" value="([^"]*)"', text):
            assert re.match(r"/(?![/\\])", target), target
