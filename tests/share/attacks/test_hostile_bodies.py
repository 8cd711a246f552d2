"""Bodies that are too large, too deep, too wide, of another kind or not text at all: refused in words, nothing taken in."""

import gzip
import json
import time

import pytest

from support.served import Guest, House

HEAD = "term_ids,form,event,category,quantity,unit,valid_from,place,tlp\n"
ROW = "T4a,tally,aid trucks,entered,9,truck,2023-11-25,Rafah,GREEN\n"
FILES = {
    "empty": b"",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "a packed file": gzip.compress(b"x" * 1_000_000),
    "a file of a spreadsheet program": b"PK\x03\x04" + b"\0" * 500,
    "nothing but NUL": b"\0" * 10_000,
    "UTF-16": (HEAD + ROW).encode("utf-16"),
    "Latin-1": (HEAD + ROW.replace("Rafah", "Réfah")).encode("latin-1"),
    "half a letter": (HEAD + ROW).encode() + b"T4a,\xc3",
    "a NUL in a cell": (HEAD + ROW.replace("Rafah", "Ra\0fah")).encode(),
    "a cell that never ends": (HEAD + 'T4a,tally,"' + "x" * 200_000).encode(),
    "a cell of a megabyte": (HEAD + ROW.replace("Rafah", "R" * 1_000_000)).encode(),
    "a million columns": (",".join(f"c{n}" for n in range(1_000_000 // 10)) + "\n").encode(),
    "a row of a million commas": (HEAD + "," * 1_000_000 + "\n").encode(),
    "the same column twice": (HEAD.replace("place", "tlp") + ROW).encode(),
    "too many rows": (HEAD + ROW * 20_000).encode(),
    "only line ends": b"\r\n" * 100_000,
    "a column of the desk's own": (HEAD.replace("place", "recorded_at") + ROW.replace("Rafah", "2001-01-01")).encode(),
    "a column that there is not": (HEAD.replace("place", "author") + ROW.replace("Rafah", "Israel")).encode(),
}  # fmt: skip


@pytest.fixture(scope="module")
def officer(home: House) -> Guest:
    return home.guest("Qatar")


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_and_nothing_of_it_is_taken_in(home: House, officer: Guest, name: str):
    before, begun = home.size, time.process_time()
    for path, do in (("/write/file", "post"), ("/write/file", "check")):
        answer = officer.post(path, {"do": do, "tlp": "GREEN"}, files={"file": ("r.csv", FILES[name])})
        assert answer.status_code in {413, 422}, (name, answer.status_code)
        assert len(answer.content) < 200_000
    machine = home.machine("Qatar")
    answer = machine.post("/api/v1/import", content=FILES[name], headers={"content-type": "text/csv"})
    assert answer.status_code in {413, 422}, (name, answer.text[:300])
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.content) < 200_000
    assert home.size == before
    assert time.process_time() - begun < 20


def test_the_file_that_they_were_made_from_is_taken(home: House, officer: Guest):
    answer = officer.post("/write/file", {"do": "post"}, files={"file": ("r.csv", (HEAD + ROW).encode())})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/cron.d/x",
        "..\\..\\x.csv",
        "/etc/passwd",
        "a\r\nX-Evil: 1.csv",
        "x" * 5000,
        "\u202egnp.csv",
        "<script>.csv",
        "",
    ],
)
def test_the_name_of_a_file_is_only_ever_words(home: House, officer: Guest, name: str):
    answer = officer.post("/write/file", {"do": "check"}, files={"file": (name, b"nonsense")})
    assert answer.status_code in {400, 413, 422}
    assert "x-evil" not in answer.headers
    assert "<script>" not in answer.text


DEEP = "[" * 100_000 + "]" * 100_000
JSONS = {
    "deep": DEEP, "deep in a field": json.dumps({"about": "case", "form": "note", "tlp": "GREEN"})[:-1] + f', "text": {DEEP}}}',
    "a long number": '{"quantity": ' + "9" * 100_000 + "}", "infinity": '{"quantity": 1e999, "form": "tally", "tlp": "GREEN"}',
    "not a number": '{"quantity": NaN, "tlp": "GREEN"}', "half a letter": '{"text": "\\ud800", "about": "case", "form": "note", "tlp": "GREEN"}',
    "a NUL": '{"text": "a\\u0000b", "about": "case", "form": "note", "tlp": "GREEN"}', "nothing": "", "null": "null", "a list": "[]", "text": '"x"',
    "a field twice": '{"about": "case", "form": "note", "text": "x", "tlp": "CLEAR", "tlp": "FOO"}', "a prototype": '{"__proto__": {"role": "adjudicator"}, "about": "case"}',
    "an unknown field": '{"about": "case", "form": "note", "text": "x", "tlp": "GREEN", "author": "Israel"}',
    "another office": '{"about": "case", "form": "note", "text": "x", "tlp": "GREEN", "office": "Israel", "viewer": "Israel"}',
    "a time of its own": '{"about": "case", "form": "note", "text": "x", "tlp": "GREEN", "recorded_at": "2001-01-01"}',
    "long": json.dumps({"about": "case", "form": "note", "text": "x" * 10_001, "tlp": "GREEN"}), "many names": json.dumps({"about": "case", "form": "note", "text": "x", "tlp": "AMBER", "release_to": ["Qatar"] * 5000}),
}  # fmt: skip


@pytest.mark.parametrize("name", JSONS)
def test_hostile_json_is_refused(home: House, name: str):
    machine, before = home.machine("Qatar"), home.size
    for path in ("messages", "reports", "import", "judgements", "acknowledgements", "signatures"):
        for body in (JSONS[name].encode(), b"\xff\xfe" + JSONS[name].encode(), JSONS[name].encode("utf-16")):
            answer = machine.post(
                f"/api/v1/{path}", content=body, headers={"content-type": "application/json"}
            )
            assert answer.status_code in {400, 403, 422}, (name, path, answer.text[:200])
            assert answer.headers["content-type"] == "application/problem+json"
            assert len(answer.content) < 50_000
    assert home.size == before


@pytest.mark.parametrize(
    ("path", "size", "kind"),
    [
        ("/write/message", 2_100_000, "application/x-www-form-urlencoded"), ("/write/file", 6_100_000, "multipart/form-data; boundary=x"),
        ("/complaints", 100_000, "application/x-www-form-urlencoded"), ("/sign-in", 2_100_000, "application/x-www-form-urlencoded"),
        ("/api/v1/messages", 1_100_000, "application/json"), ("/api/v1/import", 16_100_000, "text/csv"), ("/sign-in/passkey", 2_100_000, "application/json"),
    ],
)  # fmt: skip
def test_a_body_that_is_too_large_is_refused_while_it_arrives(
    home: House, officer: Guest, path: str, size: int, kind: str
):
    sender = home.machine("Qatar") if path.startswith("/api") else officer.client
    before = home.size
    for length in ({}, {"content-length": str(size)}):
        answer = sender.post(path, content=b"a=" + b"x" * size, headers={"content-type": kind, **length})
        assert answer.status_code == 413, (path, answer.status_code)
    assert home.size == before


@pytest.mark.parametrize(
    "body",
    [
        b"a=%ff%fe&csrf=%00",
        b"\xff\xfe\x00",
        b"&&&===",
        b"csrf",
        b"a=1&" * 5000,
        b"a[]=1&a[b][c]=2",
        b"%" * 1000,
        "ä=ö".encode("utf-16"),
    ],
)
def test_forms_that_are_no_text_are_refused(home: House, officer: Guest, body: bytes):
    before = home.size
    for path in ("/write/message", "/complaints", "/sign-in", "/enrol", "/account/password"):
        for kind in (
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "multipart/form-data; boundary=" + "y" * 5000,
        ):
            answer = officer.client.post(path, content=body, headers={"content-type": kind})
            assert answer.status_code in {400, 403, 413, 415}, (path, kind, answer.status_code)
    assert home.size == before


def test_a_field_that_is_sent_twice_does_not_say_one_thing_to_the_check_and_another_to_the_ledger(
    home: House, officer: Guest
):
    """Parameter pollution: what is checked is what is recorded."""
    before = home.size
    form = [
        ("csrf", officer.csrf),
        ("about", "case"),
        ("form", "note"),
        ("text", "first"),
        ("text", "second"),
        ("tlp", "RED"),
        ("tlp", "CLEAR"),
        ("form", "red_line"),
    ]
    body = "&".join(f"{name}={value}" for name, value in form)
    answer = officer.client.post(
        "/write/message", content=body, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 303
    assert home.size == before + 1
    [last] = [
        one for one in home.desk.mirror.notes.values() if one.entry.parts.values.get("body.text") == "first"
    ]
    assert (last.label.tlp.value, last.entry.parts.values["body.text"]) == ("RED", "first")
    two = [("csrf", "x"), ("csrf", officer.csrf), *form[1:]]
    body = "&".join(f"{name}={value}" for name, value in two[:1] + two[2:])
    answer = officer.client.post(
        "/write/message", content=body, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 403
    assert home.machine("Qatar").get("/api/v1/posts?author=Qatar&author=Hamas").status_code == 422


@pytest.mark.parametrize("field", ["text", "about", "ref", "embargo", "release_to", "reply_to"])
def test_a_field_that_is_too_long_is_refused(home: House, officer: Guest, field: str):
    before = home.size
    form = {"about": "case", "form": "note", "text": "x", "tlp": "AMBER", field: "y" * 50_000}
    answer = officer.post("/write/message", form)
    assert answer.status_code in {404, 422}
    assert home.size == before
