"""The bars: countries and roles of coded news sentences, spans of the gold documents."""

import time

import pytest

from read.actors import scoring
from troth.read.actors import house_gazetteer
from troth.read.actors.roles import roles

PLOVER = scoring.DATA / "plover" / "plover_records.json"
here = pytest.mark.skipif(
    not PLOVER.is_file(), reason="the gold standards lie beside the checkout of a developer only"
)
DEVELOPED_ON = range(81)  # the rules were written with these records in view; the others only measure them


def test_the_scorer_counts_what_it_says():
    rows = [
        scoring.Record(0, "a", frozenset({"NOR"}), frozenset({"CHL"})),
        scoring.Record(1, "b", frozenset({"NOR"}), frozenset()),
    ]

    together, by_role = scoring.role_scores(rows, lambda _: (frozenset({"NOR"}), frozenset({"PER"})))

    assert together == scoring.Score(right=2, predicted=4, gold=3)
    assert by_role == scoring.Score(right=2, predicted=4, gold=3)
    assert together.f1 == pytest.approx(4 / 7)


@here
@pytest.mark.parametrize("developed", [True, False])
def test_countries_and_their_roles_are_found_in_coded_sentences(developed: bool):
    rows = [row for row in scoring.records(PLOVER) if (row.number in DEVELOPED_ON) == developed]

    together, by_role = scoring.role_scores(rows, roles)

    assert together.f1 >= 0.92, together
    assert by_role.f1 >= 0.80, by_role


@here
def test_actors_of_the_gold_documents_are_found_by_exact_span():
    if not scoring.DOCUMENTS.is_dir():
        pytest.skip("the documents lie beside the checkout of a developer only")

    result = scoring.score(*scoring.mention_sets(house_gazetteer().mentions))

    assert result.f1 >= 0.90, result


@here
def test_thousands_of_sentences_are_read_in_a_second():
    texts = [row.text for row in scoring.records(PLOVER)]
    house_gazetteer().mentions(texts[0])

    started = time.process_time()
    for text in texts * 5:
        house_gazetteer().mentions(text)
    rate = len(texts) * 5 / (time.process_time() - started)

    assert rate > 1_500  # some 6,000 on a quiet machine
