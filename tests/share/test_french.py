"""The catalogs of the languages say the same things with the same values, and a French report is French."""

import re
from decimal import Decimal

import pytest

from share.fixtures.pause import tables
from troth.share.report import monitor, page, words
from troth.share.report.text import CATALOGS, catalog
from troth.share.web.languages import TEXTS

PAIRS = {"report": (CATALOGS["en"].texts, CATALOGS["fr"].texts), "desk": (TEXTS["en"], TEXTS["fr"])}


def values(text):
    return sorted(re.findall(r"\{(\w+)\}", text))


def optional(text):
    return sorted(
        name for part in re.findall(r"\[([^\]]*)\]", text) for name in re.findall(r"\{(\w+)\}", part)
    )


@pytest.mark.parametrize("which", sorted(PAIRS))
def test_both_languages_have_the_same_texts(which):
    english, french = PAIRS[which]
    assert set(english) == set(french)


@pytest.mark.parametrize("which", sorted(PAIRS))
def test_a_text_asks_for_the_same_values_in_both_languages_and_can_do_without_the_same(which):
    english, french = PAIRS[which]
    assert {key: values(text) for key, text in english.items()} == {
        key: values(text) for key, text in french.items()
    }
    assert {key: optional(text) for key, text in english.items()} == {
        key: optional(text) for key, text in french.items()
    }


@pytest.mark.parametrize("which", sorted(PAIRS))
def test_no_french_sentence_was_left_in_english(which):
    english, french = PAIRS[which]
    left = {
        key
        for key, text in english.items()
        if text == french[key] and len(re.findall(r"[a-z]{3,}", re.sub(r"\{\w+\}", "", text))) > 1
    }
    assert not left


def test_french_texts_set_their_spaces_so_that_no_sign_begins_a_line():
    for texts in (pair[1] for pair in PAIRS.values()):
        assert not [key for key, text in texts.items() if re.search(r" [;?!%:»]|« ", text)]


def test_numbers_amounts_and_times_are_written_as_each_language_does():
    english, french = catalog("en"), catalog("fr")
    assert words.number(Decimal("130000.5"), english) == "130,000.5"
    assert words.number(Decimal("130000.5"), french) == "130\u202f000,5"
    assert words.interval(Decimal(0), Decimal(1), "truck", french) == "0 à 1 camion"
    assert words.interval(Decimal("1.5"), Decimal("1.5"), "truck/day", french) == "1,5 camion par jour"
    assert words.interval(Decimal(200), None, "truck/day", french) == "au moins 200 camions par jour"


def test_a_french_report_says_nothing_in_english_but_what_the_case_says():
    run = tables()
    html = page.render(run, [monitor.section(run, "fr")], locale="fr")
    body = re.sub(r"(?s)<(script|style).*?</\1>", "", html)
    text = " ".join(re.findall(r">([^<>]+)<", body))
    said = re.compile(
        r"\b(the|was|were|which|reports?|counted|broken|kept|published|without|would|until|because)\b"
    )
    own = " ".join(
        str(value)
        for name in ("terms", "evidence", "sources", "questions", "parties", "case")
        for row in run[name]
        for value in row.values()
    )
    left = {word for word in said.findall(text) if not re.search(rf"\b{word}\b", own)}
    assert not left
    assert '<html lang="fr" dir="ltr">' in html
