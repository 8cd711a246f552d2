"""What the page says of the parts of a term, and of the counts of each origin."""

import pytest

from support.cases import TinyCase
from troth import case
from troth.share.cli import main
from troth.share.report import monitor
from troth.share.report.index import Index
from troth.share.report.text import catalog, plain
from troth.share.report.views import term_views

ROWS = """\
evidence_id,term_ids,valid_from,actor,event,form,quantity,unit,source_id,attributed_to,recorded_at,supersedes
E1,T1,2023-11-24,North,release,tally,50,person,daily-24,,2023-11-25T12:00,
E2,T1,2023-11-25,North,release,tally,50,person,daily-25,,2023-11-26T12:00,
E3,T1,2023-11-26,North,release,tally,50,person,daily-27,,2023-11-27T12:00,
E4,T1,2023-11-25,North,release,tally,40,person,daily-27,,2023-12-01T12:00,E2
E5,T1,2023-11-24,North,release,tally,20,person,press-27,Courier,2023-12-02T12:00,
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    tiny = TinyCase.at(tmp_path_factory.mktemp("parts") / "tiny")
    tiny.change("agreements/truce.toml", 'kind = "achieve"', 'kind = "recur"').write(
        "evidence/reports.csv", ROWS
    )
    return case.run(case.load(tiny.path), history=True).tables


def view(tables):
    texts, index = catalog("en"), Index.of(tables)
    return term_views(tables["verdicts"], index, texts, tables["history"])[0]


def test_a_day_that_once_stood_otherwise_shows_its_history_and_one_that_did_not_shows_none(page):
    told = {plain(part.name): " ".join(plain(line) for line in part.history) for part in view(page).parts}
    assert "E4 corrected E2. Until then it was kept." in told["25 Nov 2023"]
    assert told["26 Nov 2023"] == ""
    assert "It stood otherwise before:" in monitor.section(page).html


def test_the_count_of_who_reports_one_day_says_so_and_of_what_the_verdict_beside_it_is(page):
    courier = next(one for one in view(page).counts if one.origin == "Courier")
    assert courier.figure == "kept on 0 of 1 day that it reports on"
    assert courier.of == "in all, with the other days as the others count them"


def test_a_day_that_would_no_longer_be_judged_is_explained_in_words_and_not_by_a_dash(tmp_path, capsys):
    tiny = TinyCase.at(tmp_path / "tiny")
    terms = (tiny.path / "agreements/truce.toml").read_text(encoding="utf-8")
    head, _, rest = terms.partition('kind = "achieve"\n')
    body, mark, later = rest.partition("[[term]]")
    duty = '[term.respond]\nwithin = "P1D"\ntrigger = { event = ["request"] }\n\n'
    tiny.write("agreements/truce.toml", f'{head}kind = "respond"\n{body}{duty}{mark}{later}')
    tiny.write(
        "evidence/reports.csv",
        "evidence_id,term_ids,valid_from,event,form,source_id,retracts\nE1,T1,2023-11-24T09:00,request,item,daily-24,\n",
    )
    supposed = tmp_path / "withdrawn.csv"
    supposed.write_text(
        "evidence_id,term_ids,valid_from,form,source_id,retracts\nW1,T1,2023-11-24T09:00,item,assumed,E1\n",
        encoding="utf-8",
    )
    assert main(["monitor", str(tiny.path), "--assume", str(supposed)]) == 0
    said = capsys.readouterr().out
    assert "not judged: there is no such day, event or part then" in said
    assert next(line for line in said.splitlines() if line.startswith("T1 E1")).count("not judged") == 1
