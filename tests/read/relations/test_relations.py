"""How two claims stand to each other, decided on their slots."""

import json
from pathlib import Path

import pytest

from support.reading import SHARED
from troth.read.relations import Said, origins, relation

OURS = Path(__file__).with_name("pairs.jsonl")
OPEN = SHARED / "data/read/corroboration/claim_pairs.jsonl"


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def label(row: dict) -> str:
    return relation(
        Said(row["a"]["source"], row["a"]["text"]), Said(row["b"]["source"], row["b"]["text"])
    ).label


@pytest.mark.parametrize("row", rows(OURS), ids=lambda row: row["id"])
def test_a_pair_has_its_relation(row):
    assert label(row) == row["relation"]


@pytest.mark.skipif(not OPEN.is_file(), reason="../shared is not here: the open pairs are read from it")
def test_the_open_pairs_have_their_relations():
    assert sum(label(row) == row["relation"] for row in rows(OPEN)) >= 12


def test_ten_times_as_much_is_a_contradiction_however_alike_the_words_are():
    text = "Germany pledged {} million euros for clinics in the north."
    assert relation(Said("A", text.format(100)), Said("B", text.format(10))).label == "contradicts_quantity"


def test_a_sentence_and_its_negation_contradict_each_other():
    assert (
        relation(Said("A", "The convoy has crossed."), Said("B", "The convoy has not crossed.")).label
        == "contradicts_status"
    )


@pytest.mark.parametrize(
    "row",
    [
        row
        for row in rows(OURS)
        if row["relation"].startswith("contradicts_")
        or row["relation"] in {"different_currency_check", "vague_vs_exact", "copied"}
    ],
    ids=lambda row: row["id"],
)
def test_who_speaks_first_makes_no_difference_to_what_is_symmetric(row):
    assert label({"a": row["b"], "b": row["a"]}) == row["relation"]


def test_five_reprints_are_one_origin():
    text = "Two clinics in the old port reopened on Sunday after a year of repairs"
    assert (
        origins(
            [text + tail for tail in (".", ", officials said.", ", it was reported.", " this year.", ".")]
        )
        == [0] * 5
    )
