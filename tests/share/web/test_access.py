"""Nothing that a viewer may not see changes anything on any page: twin desks, one with hidden rows and one without."""

import re
from datetime import datetime

import pytest

from share.web.desks import Reader, application, desk_of, listed, reader, tiny, words
from troth.share.web import Visitor

HIDDEN = (
    "S1,T1,2023-11-25,North,release,tally,99,person,secret-25,,,AMBER,North,the red line of the North\n"
    "S2,T2,2023-11-26,South,release,denial,,,secret-25,,,AMBER,North,\n"
)
NORTHERN_SOURCE = "secret-25,Northern desk,2023-11-25,https://north.example/25\n"
PAGES = [
    "/", "/?since=2023-11-25", "/?as_of=2023-11-26T12:00", "/terms", "/terms/T1", "/terms/T2", "/terms?state=kept", "/reports", "/reports?q=red+line",
    "/reports?q=release", "/reports?source=secret-25", "/reports/E1", "/sources", "/sources/daily-25", "/ledger", "/steps/monitor",
    "/situation", "/situation.txt", "/situation.md", "/about", "/nothing", "/reports/S1", "/sources/secret-25", "/terms/S1",
]  # fmt: skip


@pytest.fixture(scope="module")
def twins(tmp_path_factory):
    """The same case with and without rows that only the North may see."""
    folder = tmp_path_factory.mktemp("twins")
    with_them = tiny(folder / "a" / "tiny", more_evidence=HIDDEN, more_sources=NORTHERN_SOURCE)
    with_them.write("sources/sources.csv", labelled(with_them.read("sources/sources.csv")))
    without = tiny(folder / "b" / "tiny")
    without.write("sources/sources.csv", labelled(without.read("sources/sources.csv")))
    return desk_of(with_them.path), desk_of(without.path)


def labelled(text):
    """The table of sources with its label: that of the North's own is for the North."""
    head, *rows = text.splitlines()
    return "\n".join(
        [
            f"{head},tlp,release_to",
            *(f"{row},AMBER,North" if row.startswith("secret") else f"{row},," for row in rows),
            "",
        ]
    )


@pytest.mark.parametrize("viewer", ["public", "South"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_the_same_byte_for_byte_with_hidden_rows_and_without(twins, viewer, path):
    with_them, without = (reader(desk, viewer).get(path) for desk in twins)
    assert with_them.status_code == without.status_code
    assert with_them.text == without.text
    assert "secret" not in with_them.text.replace("source=secret", "").replace(
        "secret-25", "" if "secret-25" in path else "secret-25"
    )


def test_the_one_they_are_released_to_sees_them(twins):
    north = reader(twins[0], "North")
    assert "the red line of the North" in words(north.get("/reports/S1").text)
    assert "S1" in listed(north.get("/reports?q=red+line").text)


def test_what_is_hidden_and_what_is_absent_get_the_very_same_answer(twins):
    south, north = reader(twins[0], "South"), reader(twins[0], "North")
    [statement] = set(re.findall(r'href="/ledger/([0-9a-f]{64})"', north.get("/reports/S1").text))
    absent = south.get("/nowhere")
    assert absent.status_code == 404
    for path in (
        f"/ledger/{statement}", f"/ledger/{statement}/proof.json", f"/ledger/{'0' * 64}", f"/ledger/{'0' * 64}/proof.json", "/ledger/x",
        "/reports/S1", "/reports/S9", "/sources/secret-25", "/sources/none", "/terms/none", "/steps/none", "/static/desk-000000000000.css",
    ):  # fmt: skip
        found = south.get(path)
        assert (found.status_code, found.text) == (404, absent.text), path
        assert {*found.headers} == {*absent.headers}


def test_a_statement_is_shown_and_proved_without_the_names_of_what_is_hidden(tmp_path):
    rows = "P1,T1,2023-11-25,North,release,tally,20,person,secret-25,,,,,\n"
    made = tiny(tmp_path / "tiny", more_evidence=rows, more_sources=NORTHERN_SOURCE)
    made.write("sources/sources.csv", labelled(made.read("sources/sources.csv")))
    desk = desk_of(made.path)
    south, north = reader(desk, "South"), reader(desk, "North")
    [statement] = set(re.findall(r'href="/ledger/([0-9a-f]{64})"', south.get("/reports/P1").text))
    page, proof = south.get(f"/ledger/{statement}").text, south.get(f"/ledger/{statement}/proof.json").text
    assert "secret-25" not in page + proof
    assert "Not shown: source. The proof holds without." in words(page)
    assert "Checked just now: the proof holds." in words(page)
    assert "secret-25" in north.get(f"/ledger/{statement}/proof.json").text


@pytest.mark.parametrize("asked", ["North", "desk", "nobody", "PUBLIC"])
def test_nobody_can_choose_another_view_by_the_address(twins, asked):
    found = reader(twins[0], "South").get(f"/reports/S1?as={asked}")
    assert found.status_code == 403
    assert "as itself or as the public does" in words(found.text)
    assert "red line" not in found.text.split("<main", 1)[1]


def test_an_office_can_look_as_the_public_does_and_is_told_so(twins):
    north = reader(twins[0], "North")
    text = north.get("/reports?as=public").text
    assert "You are looking at what the public sees." in words(text)
    assert "As seen by public" in words(text)
    assert "red line" not in text
    assert 'href="/terms?as=public"' in text, "every link keeps the view"
    assert north.get("/reports/S1?as=public").status_code == 404


@pytest.mark.parametrize("path", ["/", "/reports/S1", "/ledger"])
@pytest.mark.parametrize("asked", ["2999-01-01", "2025-01-01T00:00+02:00"])
def test_nobody_can_look_ahead_to_when_an_embargo_is_over(twins, path, asked):
    found = reader(twins[0], "South").get(path, params={"as_of": asked})
    assert found.status_code == 400
    assert "That time has not come" in words(found.text)


def test_a_report_under_embargo_is_nowhere_before_its_time_and_everywhere_after(tmp_path):
    made = tiny(tmp_path / "tiny")
    made.change("evidence/reports.csv", "release_to,note", "release_to,embargo,note")
    lines = made.read("evidence/reports.csv").splitlines()
    made.write("evidence/reports.csv", "\n".join([lines[0], *(f"{line}," for line in lines[1:])]) + "\n")
    made.add(
        "evidence/reports.csv",
        "B1,T1,2023-11-25,North,release,tally,20,person,daily-25,,,,,2023-12-05T00:00+02:00,held back\n",
    )
    before = reader(desk_of(made.path, moment=datetime.fromisoformat("2023-12-04T23:00+02:00")))
    after = reader(desk_of(made.path, moment=datetime.fromisoformat("2023-12-05T01:00+02:00")))
    assert before.get("/reports/B1").status_code == 404
    assert "B1" not in before.get("/ledger").text + before.get("/reports").text
    assert after.get("/reports/B1").status_code == 200


def test_each_request_is_answered_for_its_own_caller_though_the_desk_keeps_what_it_made(twins):
    asking = {"who": "North"}
    app = application(twins[0])
    app.state.caller_of = lambda _request: Visitor(viewer=asking["who"], handle="x", role="officer")
    client = Reader(app)
    for who, status in (("North", 200), ("South", 404), ("North", 200), ("public", 404)):
        asking["who"] = who
        assert client.get("/reports/S1").status_code == status


def test_pages_of_an_office_are_kept_by_no_cache(twins):
    assert reader(twins[0], "North").get("/").headers["cache-control"] == "no-store"
    assert reader(twins[0]).get("/").headers["cache-control"] == "private, no-cache"
