"""From nothing to a desk that signs: by the commands and the forms that the handbook names, in a process of its own."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pyotp
import pytest

from share.web.desks import tiny
from support.door import token_in
from support.real import RealDesk
from troth.share.cli import main
from troth.share.keeping import ACCOUNTS, LEDGER

WORDS = "seven quiet words nobody guesses"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main([str(one) for one in arguments])
    out, err = capsys.readouterr()
    return code, out + err


def test_a_desk_from_scratch(tmp_path, capsys):
    made, data = tiny(tmp_path / "tiny"), tmp_path / "tiny.desk"
    case = str(made.path)
    assert run(capsys, "accounts", "signing-key", "new", case, "--office", "North")[0] == 0
    code, out = run(capsys, "accounts", "signing-key", "new", case, "--office", "North")
    assert (code, "has a key already" in out) == (2, True)
    code, out = run(capsys, "accounts", "signing-key", "new", case, "--office", "Norht")
    assert (code, "did you mean 'North'" in out) == (2, True)
    _, out = run(capsys, "accounts", "add", data / ACCOUNTS, "north-1", "--office", "North", "--case", case)
    [invitation] = [line for line in out.splitlines() if len(line) == 43]

    with RealDesk(made.path, data) as desk, desk.client() as browser:
        browser.headers["accept"] = "text/html"
        csrf = token_in(browser.get("/enrol").text)
        chosen = browser.post("/enrol", data={"csrf": csrf, "code": invitation}).text
        secret = re.search(r"<code>([A-Z2-7 ]+)</code>", chosen)[1].replace(" ", "")
        used = pyotp.TOTP(secret).now()
        form = {
            "csrf": token_in(chosen),
            "code": invitation,
            "password": WORDS,
            "again": WORDS,
            "digits": used,
        }
        assert browser.post("/enrol/password", data=form).headers["location"] == "/"
        assert "north-1" in browser.get("/").text

        report = browser.get("/write/report").text
        ref = re.search(r'name="ref" value="(\w+)"', report)[1]
        said = {
            "csrf": token_in(report), "ref": ref, "term_ids": "T1", "form": "tally", "event": "release", "quantity": "5", "unit": "person",
            "valid_from": "2023-11-25", "tlp": "GREEN",
        }  # fmt: skip
        sent = browser.post("/write/report", data=said)
        assert sent.status_code == 303, sent.text
        assert browser.get(sent.headers["location"]).status_code == 200
        assert (
            browser.post("/sign-out", data={"csrf": token_in(browser.get("/account").text)}).status_code
            == 303
        )
        assert browser.get("/account").status_code == 303
        again = browser.get("/sign-in").text
        form = {
            "csrf": token_in(again),
            "handle": "north-1",
            "password": WORDS,
            "digits": used,  # not the code of now: half a minute may have passed
        }
        assert browser.post("/sign-in", data=form).status_code == 403, "each code is good once"
        assert desk.stop() in {0, 130}
    assert "Traceback" not in desk.trouble.read_text()

    assert run(capsys, "accounts", "signing-key", "list", case)[1].count("good") == 1
    checked(data / LEDGER, tmp_path, capsys)

    code, out = run(capsys, "accounts", "signing-key", "withdraw", case, "--office", "North")
    assert code == 0, out
    assert not list((data / "keys").glob("*.pem"))
    assert run(capsys, "ledger", "verify", data / LEDGER)[0] == 0, "what it signed before stays good"
    kept = next((data / "keys").glob("*.withdrawn-*"))
    kept.rename(kept.with_suffix(".pem"))  # somebody puts the old key back
    with RealDesk(made.path, data) as desk:
        assert "is not signed" in desk.trouble.read_text()


def checked(ledger: Path, folder: Path, capsys) -> None:
    """The ledger verifies, and a signature that was forged and a statement that was altered are named."""
    code, out = run(capsys, "ledger", "verify", ledger)
    assert code == 0, out
    assert re.search(r"[1-9]\d* signature", out), out
    for change, named in (
        (("UPDATE signatures SET signature = ?", ("00" * 64,)), "signature"),
        (("UPDATE statements SET content = replace(content, ?, ?)", ("release", "relapse")), "entry "),
    ):
        forged = folder / "forged.sqlite"
        forged.write_bytes(ledger.read_bytes())
        with closing(sqlite3.connect(forged, isolation_level=None)) as database:
            assert database.execute(*change).rowcount > 0
        code, out = run(capsys, "ledger", "verify", forged)
        assert code == 1, out
        assert named in out, out
        assert "North" in out, "the office whose log it is"
