"""What the pages of a desk say."""

import re
from datetime import UTC, datetime

import pytest

from share.web.desks import INCIDENTS, PAUSE, desk_of, listed, reader, tiny, words
from troth.share.report.index import Index
from troth.share.report.sentences import answers, sentence
from troth.share.report.text import plain

PAGES = [
    "/", "/terms", "/terms/T4a", "/reports", "/reports/E02", "/sources", "/sources/ocha-49", "/ledger", "/steps/monitor",
    "/situation", "/about",
]  # fmt: skip


@pytest.fixture(scope="module")
def pause():
    return desk_of(PAUSE)


@pytest.fixture(scope="module")
def public(pause):
    return reader(pause)


def links(html):
    return [found.replace("&amp;", "&") for found in re.findall(r'<a [^>]*?href="([^"]+)"', html)]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_whose_view_it_is_and_of_when(public, path):
    found = public.get(path)
    assert found.status_code == 200
    assert "As seen by public, as of 31 Dec 2024, 23:59 (UTC+02:00)" in words(found.text)
    assert found.text.count("<h1") == 1


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("query", ["", "?as_of=2023-11-29T12:00&lang=fr"], ids=["now", "then, in French"])
def test_every_link_within_the_desk_leads_somewhere(public, path, query):
    inside = {one for one in links(public.get(path + query).text) if one.startswith("/")}
    assert inside
    for one in sorted(inside)[:120]:
        assert public.get(one).status_code == 200, one


@pytest.mark.parametrize("path", PAGES)
def test_every_link_within_a_page_has_its_target(public, path):
    text = public.get(path).text
    targets = re.findall(r'\sid="([^"]+)"', text)
    assert len(targets) == len(set(targets)), "no two places share an anchor"
    assert not {one[1:] for one in links(text) if one.startswith("#")} - set(targets)


def test_the_overview_answers_the_questions_of_the_case_in_the_words_of_the_report(pause, public):
    text = words(public.get("/").text)
    run = pause.run("public")
    signs = re.compile(r"[✓◐✕≠…‖○↺⊣] (?=\w)|\? (?=unknown)")
    shown = re.sub(r"\s+([.,;:)])", r"\1", signs.sub("", text)).replace("( ", "(")
    for answer in answers(run.tables["questions"], Index.of(run.tables)):
        assert answer.ask in shown
        for line in answer.lines:
            assert plain(line) in shown


def test_the_overview_lists_what_changed_is_due_overdue_and_disputed(public):
    text = words(public.get("/").text)
    for heading in (
        "What changed since 30 Nov 2023, 12:00",
        "Due in the next 24 hours",
        "Overdue",
        "In dispute",
    ):
        assert heading in text
    assert "T6 went from" in text
    assert "T6, let the ICRC visit and bring medicine (Hamas): was due by 28 Nov 2023, 07:00" in text


def test_changes_are_told_since_the_last_visit_where_one_is_known(pause):
    back = reader(pause, since_of=lambda _request: datetime(2024, 5, 7, 11, 30, 12, tzinfo=UTC))
    text = words(back.get("/").text)
    assert "What changed since 7 May 2024, 13:30" in text
    assert "T6 went from" not in text, "that was before the last visit"


def test_changes_can_be_asked_for_since_any_time(public):
    text = words(public.get("/?since=2023-11-25").text)
    assert "What changed since 26 Nov 2023, 00:00" in text
    assert "T1 went from … pending to ✓ kept" in text


def test_an_office_sees_what_waits_for_it_and_the_public_sees_no_such_list(pause, public):
    mine = words(reader(pause, "Israel").get("/").text)
    assert "Waiting for Israel" in mine
    assert (
        "T5, allow 130,000 litres of fuel a day to enter: was due by 1 Dec 2023, 07:00 and a breach is charged"
        in mine
    )
    assert "Waiting for" not in words(public.get("/").text)


def test_the_list_of_terms_shows_the_verdicts_and_filters_by_them(public):
    everything, broken = public.get("/terms").text, public.get("/terms?state=broken").text
    assert everything.count('<th scope="row">') == 14
    assert broken.count('<th scope="row">') == 4
    assert "No term has this verdict." in words(public.get("/terms?state=excused").text)


def test_the_page_of_a_term_gives_verdict_reasons_proof_history_and_reports(pause, public):
    text = words(public.get("/terms/T4a").text)
    run = pause.run("public")
    row = next(row for row in run.tables["verdicts"] if row["term"] == "T4a" and row["instance"] is None)
    assert sentence(row, Index.of(run.tables))[:60] in text
    headings = (
        "Why",
        "Charges",
        "What proves it",
        "What would change it",
        "By whose count",
        "How the verdict came about",
        "The reports on it",
    )
    for heading in headings:
        assert f" {heading} " in text
    assert 'href="/reports/E51"' in public.get("/terms/T4a").text


def test_the_page_of_a_report_says_where_it_stands_and_gives_its_proof(public):
    found = public.get("/reports/E65").text
    assert "T3b no attacks in or from the Gaza Strip while the pause lasts ≠ disputed a charge" in words(
        found
    )
    [statement] = set(re.findall(r'href="/ledger/([0-9a-f]{64})"', found))
    proof = public.get(f"/ledger/{statement}/proof.json")
    assert proof.headers["content-disposition"] == f'attachment; filename="proof-{statement[:16]}.json"'
    assert proof.json()["id"] == statement


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("q=FUEL", "E52", "E02"),
        ("q=fuel+tuesday-of-no-week", None, "E52"),
        ("term=T3b", "E65", "E02"),
        ("source=ocha-49", "E02", "E65"),
        ("party=Qatar", "E07", "E65"),
        ("place=Gaza+Strip", "E02", "C24"),
        ("term=T1&source=ocha-49", "E02", "E07"),
        ("term=nothing", None, "E02"),
    ],
)
def test_reports_can_be_found_by_words_term_source_party_and_place(public, query, shown, hidden):
    text = public.get(f"/reports?{query}").text
    rows = listed(text)
    assert hidden not in rows
    assert (shown in rows) if shown else "No report that is shown to this view answers to that." in text


def test_a_long_list_of_reports_comes_in_pages(tmp_path):
    rows = "".join(f"M{n:03},T1,2023-11-25,North,release,item,1,person,daily-25,,,,,\n" for n in range(230))
    desk = desk_of(tiny(tmp_path / "long", more_evidence=rows).path)
    seen, path = [], "/reports"
    while path:
        text = reader(desk).get(path).text
        seen += listed(text)
        path = next(
            (
                one
                for one in links(text)
                if "from=" in one and int(one.split("from=")[1].split("&")[0]) == len(seen)
            ),
            None,
        )
    assert len(seen) == len(set(seen)) == 234


def test_a_long_list_of_sources_comes_in_pages(tmp_path):
    rows = "".join(f"s{n:03},Paper {n},2023-11-25,https://paper.example/{n}\n" for n in range(230))
    made = reader(desk_of(tiny(tmp_path / "long", more_sources=rows).path))
    every = {row["id"] for row in desk_of(tmp_path / "long").run("public", explained=False).tables["sources"]}
    seen, path = [], "/sources"
    while path:
        text = made.get(path).text
        seen += [name for name in every if f'href="/sources/{name}"' in text]
        path = next((one for one in links(text) if f"from={len(seen)}" in one), None)
    assert len(seen) == len(set(seen)) == len(every) > 230
    assert made.get("/sources?from=99999").status_code == made.get("/sources?from=x").status_code == 200


def test_what_was_corrected_or_taken_back_stays_on_record_and_says_so(tmp_path):
    rows = "E5,T1,2023-11-24,North,release,tally,33,person,daily-27,E1,,,,\n"
    found = reader(desk_of(tiny(tmp_path / "tiny", more_evidence=rows).path))
    old, new = words(found.get("/reports/E1").text), words(found.get("/reports/E5").text)
    assert "This report no longer counts: it stays on record as it was." in old
    assert "Corrected by E5" in old
    assert "Corrects E1" in new


def test_the_ledger_is_read_page_by_page_without_a_gap_or_a_double(public):
    seen, path = [], "/ledger"
    while path:
        text = public.get(path).text
        seen += [one for one in listed(text) if len(one) == 64]
        path = next((one for one in links(text) if "before=" in one), None)
    assert len(seen) == len(set(seen)) == 34 + 57 + 1 + 14 + 91 + 34 + 1, (
        "the case, a source for each office, and whose ledger it is"
    )


def test_a_place_in_the_ledger_that_is_none_is_told_so(public):
    found = public.get("/ledger?before=yesterday")
    assert found.status_code == 400
    assert "start again from the newest statements" in words(found.text)


def test_every_step_with_a_section_has_a_page(tmp_path):
    found = reader(desk_of(INCIDENTS, moment=datetime.fromisoformat("2030-06-30T12:00+02:00")))
    menu = found.get("/").text
    assert 'href="/steps/monitor"' in menu
    assert 'href="/steps/incidents"' in menu
    text = found.get("/steps/incidents").text
    assert "is for a panel to decide" in words(text)
    assert 'href="/reports/' in text, "reports lead to their own pages"
    assert found.get("/steps/nothing").status_code == 404


@pytest.mark.parametrize("path", ["/situation.txt", "/situation.md"])
def test_a_situation_report_is_whole_attributed_and_dated(public, path):
    found = public.get(path)
    lines = found.text.splitlines()
    assert lines[0].removeprefix("# ") == "The pause of November 2023 in Gaza"
    assert "As seen by public, as of 31 Dec 2024, 23:59 (UTC+02:00)." in lines
    plain_text = found.text.replace("\\", "").upper()
    for heading in (
        "IN SHORT",
        "THE TERMS AND THEIR VERDICTS",
        "DUE IN THE NEXT 24 HOURS",
        "OVERDUE",
        "IN DISPUTE",
    ):
        assert heading in plain_text
    assert (
        "T1 (“release 50 women and children held in Gaza within four days”, owed by Hamas to Israel) was kept".upper()
        in plain_text
    )
    assert "E65:" in found.text.replace("\\", "")


def test_the_overview_of_an_assessment_begins_with_its_total():
    text = words(
        reader(desk_of(PAUSE.parent / "example-damage", moment=datetime(2031, 4, 1, 12, tzinfo=UTC)))
        .get("/")
        .text
    )
    assert "Damage is put at 73.7 million EUR" in text
    assert "asks no questions" not in text
