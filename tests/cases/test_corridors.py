"""The corridors of March 2022: only what was agreed is a term, and the case says what the data set says, no more."""

import csv
import shutil
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from troth import case
from troth.records.moment import parse_moment

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "cases" / "ukraine-corridors-march-2022"
DATA = ROOT.parent / "shared" / "data" / "monitor" / "ukraine_humanitarian_corridors_march_2022.csv"
OUTCOMES = {
    "successful": "successful",
    "disputed": "disputed",
    "unsuccessful/disrupted": "unsuccessful",
    "proposed route/outcome unknown": "unknown",
}


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def terms():
    text = (FOLDER / "agreements" / "corridors.toml").read_text(encoding="utf-8")
    return {term["id"]: term for term in tomllib.loads(text)["term"]}


@pytest.fixture(scope="module")
def data():
    if not DATA.is_file():
        pytest.skip("the data set lies beside the checkout of a developer only")
    return table(DATA)


def states(as_of):
    found = case.run(case.load(FOLDER), as_of=parse_moment(as_of).end).verdicts
    return {row.term: row.state.value for row in found if row.instance is None}


def test_eighteen_of_155_offers_were_agreed_and_only_they_are_terms():
    offers = table(FOLDER / "tables" / "proposals.csv")
    assert len(terms()) == 18
    assert Counter(row["proposed_by"] for row in offers) == {"Ukraine": 126, "Russia": 11}
    assert not {f"HC{int(row['hc_id']):03}" for row in offers} & set(terms())


def test_every_agreed_corridor_has_the_day_the_route_and_the_coding_of_the_data_set(data):
    coded = {row["term_ids"]: row for row in table(FOLDER / "evidence" / "coded.csv")}
    agreed = {f"HC{int(row['HC_ID']):03}": row for row in data if row["proposal"] == "Agreed"}
    assert agreed.keys() == terms().keys() == coded.keys()
    for name, row in agreed.items():
        term = terms()[name]
        assert term["window"] == {"from": row["date"], "until": row["date"]}
        assert row["From"].split(" [")[0] in term["what"]
        assert row["To"] in term["what"]
        assert coded[name]["category"] == f"coded {OUTCOMES[row['status_result']]}"


def test_every_offer_of_one_side_has_the_day_the_side_and_the_coding_of_the_data_set(data):
    offers = {row["hc_id"]: row for row in table(FOLDER / "tables" / "proposals.csv")}
    others = {row["HC_ID"]: row for row in data if row["proposal"] != "Agreed"}
    assert offers.keys() == others.keys()
    for key, row in others.items():
        mine = offers[key]
        assert (mine["date"], mine["proposed_by"]) == (row["date"], row["proposal"])
        assert mine["coded_outcome"] == OUTCOMES[row["status_result"]]


def test_verdicts_follow_the_coding_and_most_stay_unknown():
    assert Counter(states("2022-12-31").values()) == {"unknown": 13, "disputed": 2, "broken": 2, "kept": 1}


def test_a_corridor_that_one_side_alone_calls_failed_is_disputed_until_somebody_else_says_so():
    assert states("2022-03-16")["HC107"] == "disputed"
    assert states("2022-05-31T12:00")["HC107"] == "disputed"
    assert states("2022-06-01T00:00+03:00")["HC107"] == "broken"


def test_who_takes_the_codings_for_the_word_of_one_side_finds_both_disputed(tmp_path):
    copy = tmp_path / FOLDER.name
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("results"))
    coded = copy / "evidence" / "coded.csv"
    lines = coded.read_text(encoding="utf-8").splitlines()
    charged = [
        line.replace(",Interfax,", ",Ukraine,") if line.startswith(("P107", "P111")) else line
        for line in lines
    ]
    coded.write_text("\n".join(charged) + "\n", encoding="utf-8")
    found = case.run(case.load(copy)).verdicts
    assert {row.state.value for row in found if row.term in {"HC107", "HC111"}} == {"disputed"}
