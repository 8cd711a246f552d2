"""The reports of the real cases: whatever the time of the picture, the first screen answers the case's questions."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from share.fixtures.markup import Markup
from troth.case import load, run
from troth.share.report import monitor, page
from troth.share.report.sentences import Index, answers
from troth.share.report.text import plain

CASES = Path(__file__).parents[2] / "cases"
FIRST_SCREEN = 2_000
GAZA = [
    "2023-11-24T20:00+02:00", "2023-11-26T12:00+02:00", "2023-11-28T08:00+02:00", "2023-12-01T12:00+02:00",
    "2023-12-06T12:00+02:00", "2024-12-31T23:59+02:00",
]  # fmt: skip
CORRIDORS = ["2022-03-06T12:00+02:00", "2022-03-16T12:00+02:00", "2022-12-31T23:59+02:00"]
PICTURES = [
    *(("gaza-pause-2023", moment) for moment in GAZA),
    *(("ukraine-corridors-march-2022", moment) for moment in CORRIDORS),
    ("gaza-trucks", "2024-02-29T23:59+02:00"),
    ("gaza-trucks", "2024-12-31T23:59+02:00"),
    ("gaza-reports-revised", "2025-11-03T12:00+00:00"),
    ("belgium-ukraine-pledge", None),
]


@pytest.fixture(scope="module")
def tables_of():
    known = {}

    def tables(name, moment):
        if (name, moment) not in known:
            as_of = None if moment is None else datetime.fromisoformat(moment)
            known[name, moment] = run(load(CASES / name), as_of=as_of).tables
        return known[name, moment]

    return tables


def written(tables):
    return page.render(tables, [monitor.section(tables)]).replace(page.plotly(), "")


@pytest.mark.parametrize(("name", "moment"), PICTURES)
def test_the_first_screen_answers_every_question_with_links_to_the_evidence(tables_of, name, moment):
    tables = tables_of(name, moment)
    html = written(tables)
    body = "".join(Markup(html).text).split("</title>")[-1]
    visible = re.sub(r"\s+", " ", re.sub(r"[✓◐✕≠…‖○↺⊣] (?=\w)|\? (?=unknown)", "", body))[:FIRST_SCREEN]
    found = answers(tables["questions"], Index.of(tables))
    assert found
    for one in found:
        assert one.ask in visible
        assert all(plain(line) in visible for line in one.lines)
    lead = html.split('<section id="answers"')[1].split("</section>")[0]
    for article in lead.split("<article")[1:]:
        assert re.search(r'href="#[^"]+"', article)


@pytest.mark.parametrize(("name", "moment"), PICTURES)
def test_every_link_of_a_real_report_has_a_target_and_every_verdict_an_anchor(tables_of, name, moment):
    tables = tables_of(name, moment)
    found = Markup(written(tables))
    ids = found.ids
    assert len(ids) == len(set(ids))
    assert not {link["href"][1:] for link in found.all("a") if link["href"].startswith("#")} - set(ids)
    index = Index.of(tables)
    for row in tables["verdicts"]:
        assert index.anchor("verdict", row["term"], row["instance"] or "", row["obligor"] or "") in ids


@pytest.mark.parametrize(("name", "moment"), PICTURES)
def test_no_sentence_of_a_real_report_has_a_gap_in_it(tables_of, name, moment):
    tables = tables_of(name, moment)
    for quote in (link["data-quote"] for link in Markup(written(tables)).all("a", class_="pilcrow")):
        assert not re.search(r"[{}\[\]]|\(\)| [,.;:]|\.\.|,,|  |\bNone\b|code “", quote), quote


def test_the_end_of_the_pause_is_a_lapse_with_its_extensions_and_the_charges_of_both_sides(tables_of):
    tables = tables_of(*PICTURES[5])
    text = answers(tables["questions"], Index.of(tables))[-1].text
    assert text.startswith(
        "The agreement ran out on 1 Dec 2023, 07:00, extended from 28 Nov 2023, 07:00 (E36, E46 and E78): a lapse, not a breach (E75)."
    )
    assert "Charges of a breach: Hamas against Israel (E66); Israel against Hamas (E65)." in text


def test_a_year_of_days_stays_a_page_that_can_be_read(tables_of):
    tables = tables_of("gaza-trucks", "2024-12-31T23:59+02:00")
    html = re.sub(r"</?bdi>", "", written(tables))
    assert len(tables["evidence"]) > monitor.LONG
    assert f"<summary>All {len(tables['evidence'])} rows</summary>" in html
    shown = html.split('<section id="terms"')[1].split("</section>")[0].split("<details")[0]
    assert shown.count('href="#C2023') <= monitor.FEW
    why = re.search(r"At least one part of it was not kept: ([^<]*)", html.split('id="details"')[1])[1]
    assert re.search(r" and \d+ more", why)


def test_several_agreements_are_told_apart_and_a_statement_of_one_side_is_no_agreement_that_ran_out(
    tables_of,
):
    html = written(tables_of("gaza-trucks", "2024-12-31T23:59+02:00"))
    lines = "".join(Markup(html).text)
    assert (
        "Benchmarks that nobody promised: The time that is judged here ended on 1 Oct 2024, 00:00." in lines
    )
    assert "The agreement ran out" not in lines.split("How this was computed")[0]
