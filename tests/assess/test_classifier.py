"""A classifier errs by region, and the figures know it."""

import numpy as np
import pytest

from troth.assess import (
    ASSUMED_RATIOS,
    Accuracy,
    Classifier,
    Exposure,
    Factors,
    Model,
    Ratios,
    estimate,
    pass_over,
)
from troth.assess.classifier import missed_share

RATIOS = Ratios.of(ASSUMED_RATIOS)


def city(
    truly: float, precision: float, recall: float, buildings: int = 40_000, seed: int = 1
) -> tuple[Exposure, float]:
    """A made-up city: a share of its buildings is destroyed, and a classifier of that accuracy has looked at it."""
    random = np.random.default_rng(seed)
    damaged = random.random(buildings) < truly
    false = truly * recall * (1 - precision) / precision / (1 - truly)
    flagged = np.where(damaged, random.random(buildings) < recall, random.random(buildings) < false)
    probability = np.zeros((buildings, 5))
    probability[:, 0], probability[:, 4] = ~flagged, flagged
    zero = np.zeros(buildings, np.int32)
    piece = Exposure(
        [f"b{n}" for n in range(buildings)],
        ("housing",),
        ("city",),
        zero,
        zero,
        np.ones(buildings),
        probability,
    )
    return piece, float(damaged.sum())


def damage(piece: Exposure, classifier: Classifier | None):
    model = Model(RATIOS, Factors(()), classifier)
    return estimate(pass_over(piece, model.channels, 1.0), model)


@pytest.mark.parametrize(
    ("truly", "precision", "recall"),
    [(0.575, 0.704, 0.879), (0.314, 0.608, 0.856), (0.0085, 0.304, 0.284), (0.0023, 0.018, 0.053)],
)
def test_the_true_number_is_recovered_where_flags_are_far_off(truly: float, precision: float, recall: float):
    """Precision, recall and prevalence as published for Gaza, Mariupol, Kharkiv and Melitopol."""
    piece, true = city(truly, precision, recall)
    sure = Classifier({"city": Accuracy(precision, recall, 0.0, 0.0)})
    assert damage(piece, sure).total.mean == pytest.approx(true, rel=0.12, abs=60)


def test_flags_taken_at_their_word_are_wrong_in_both_directions():
    many, few = city(0.0023, 0.018, 0.053), city(0.0085, 0.5, 0.25)
    assert damage(many[0], None).total.mean > 2 * many[1]
    assert damage(few[0], None).total.mean < 0.7 * few[1]


def test_what_is_not_known_of_the_classifier_is_shared_by_the_whole_region():
    piece, _ = city(0.3, 0.6, 0.8)
    found = damage(piece, Classifier({"city": Accuracy(0.6, 0.8, 0.4, 0.4)}))
    assert found.causes["classifier"] > 0.95
    assert found.total.sd > 0.05 * found.total.mean


def test_no_more_can_be_missed_than_there_are():
    share = missed_share(np.array([10.0, 0, 0, 0, 90.0]), np.array([0.99]), np.array([0.01]))
    assert share.tolist() == [0.98]


@pytest.mark.parametrize(("precision", "recall"), [(0.0, 0.5), (0.5, 0.0), (1.2, 0.5)])
def test_an_accuracy_that_finds_nothing_corrects_nothing(precision: float, recall: float):
    with pytest.raises(ValueError, match="expected shares"):
        Accuracy(precision, recall)
