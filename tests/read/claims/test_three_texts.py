"""The three texts that the project started from: what binds is read, and nothing else is."""

import re
from functools import cache

import pytest

from support.reading import SHARED, Score, gold_claims, score
from troth.read.actors import house_gazetteer
from troth.read.claims import read_claims
from troth.read.documents import Document, read_document
from troth.records import Claim

DOCUMENTS = sorted((SHARED / "documents").glob("*.txt"))
pytestmark = pytest.mark.skipif(
    not DOCUMENTS, reason="../shared is not here: the three texts are read from it"
)
OTHERS = {
    "Belgium": "Portugal", "Belgian": "Portuguese", "Ukraine": "Armenia", "Ukrainian": "Armenian", "Hamas": "Hezbollah", "Israel": "Lebanon", "Israeli": "Lebanese",
    "Brussels": "Geneva", "Gaza": "Tigray", "Palestinian": "Ethiopian", "De Croo": "Van Houten", "Herzog": "Salam", "Isaac": "Karim", "Alexander": "Willem", "200": "350", "€50 million": "€72 million",
    "1M+": "3M+", "four-day": "six-day", "50 women": "80 women", "6 months": "9 months", "November 22": "March 14", "December 1": "March 30",
}  # fmt: skip


def read(name: str, text: str) -> tuple[Document, list[Claim]]:
    document = read_document(text.encode(), name)
    return document, read_claims(document, house_gazetteer())


@cache
def total() -> Score:
    gold = gold_claims()
    scores = [
        score(
            read(path.name, path.read_text(encoding="utf-8"))[1],
            [row for row in gold if row["doc"] == path.name],
        )
        for path in DOCUMENTS
    ]
    return sum(scores, Score())


def test_what_binds_is_read_and_nothing_else():
    assert total().precision >= 0.95
    assert total().recall >= 0.95


def test_an_obligation_is_read_with_its_actor_object_quantity_and_time():
    assert total().exactness >= 0.85


def test_talks_without_a_pledge_hold_no_commitment():
    _, claims = read(DOCUMENTS[0].name, DOCUMENTS[0].read_text(encoding="utf-8"))
    assert [claim.object for claim in claims if claim.type.value == "commitment"] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name[:3])
def test_every_span_is_where_it_says(path):
    document, claims = read(path.name, path.read_text(encoding="utf-8"))
    assert claims
    for claim in claims:
        for span in claim.spans:
            assert document.text[span.start : span.end] == span.text


def renamed(text: str) -> str:
    """The text with other names and numbers, each for each."""
    return re.sub(
        "|".join(
            rf"\b{re.escape(old)}\b" if old[-1].isalnum() and old[0].isalnum() else re.escape(old)
            for old in sorted(OTHERS, key=len, reverse=True)
        ),
        lambda match: OTHERS[match.group()],
        text,
    )


def test_other_names_and_numbers_change_nothing_of_the_reading():
    binding = {
        path: sum(claim.binding for claim in read(path.name, renamed(path.read_text(encoding="utf-8")))[1])
        for path in DOCUMENTS
    }
    before = {
        path: sum(claim.binding for claim in read(path.name, path.read_text(encoding="utf-8"))[1])
        for path in DOCUMENTS
    }
    assert binding == before


def test_the_same_claims_are_read_with_other_names_in_them():
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        ours = [
            (claim.type, renamed(claim.object), claim.action)
            for claim in read(path.name, text)[1]
            if claim.binding
        ]
        theirs = [
            (claim.type, claim.object, claim.action)
            for claim in read(path.name, renamed(text))[1]
            if claim.binding
        ]
        assert theirs == ours


def test_the_order_of_sections_changes_nothing_of_what_binds():
    """Sections are what stands between headings; each goes on saying what it says."""
    path = DOCUMENTS[1]
    text = path.read_text(encoding="utf-8")
    parts = re.split(r"(?m)^(?=Analyzing |Recommendations |In Conclusion)", text.strip())
    turned = "\n".join([parts[0].strip(), *(part.strip() for part in reversed(parts[1:]))])
    ours = sorted(
        (claim.type.value, claim.object, claim.actor) for claim in read(path.name, text)[1] if claim.binding
    )
    theirs = sorted(
        (claim.type.value, claim.object, claim.actor) for claim in read(path.name, turned)[1] if claim.binding
    )
    assert theirs == ours
