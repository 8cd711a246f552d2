"""How sure a reading is: a logistic model over what the rules saw, with weights that reviews correct."""

from collections.abc import Mapping
from math import exp
from types import MappingProxyType

from troth.records import ClaimType

from .drafts import Draft
from .scene import Scene

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "bias": 1.0, "named": 0.9, "inferred": -0.4, "amount": 0.6, "table": 0.6, "bullet": 0.1, "weak kind": -0.4, "passive": -0.3, "long": -0.3, "reported": -0.2,
        "binding": 0.2,
    }
)  # fmt: skip
"""Before any review; a review's corrections train others in their place."""


def features(seen: Scene, draft: Draft) -> dict[str, float]:
    """What the model sees of a draft: each feature is 0 or 1."""
    return {
        "bias": 1.0,
        "named": float(draft.actor_span is not None),
        "inferred": float("actor" in draft.inferred),
        "amount": float(bool(seen.amounts_in(*(draft.amount_span or draft.object)))),
        "table": float("table" in draft.rule),
        "bullet": float("bullet" in draft.rule),
        "weak kind": float(draft.type in {ClaimType.STATEMENT, ClaimType.EXPECTATION}),
        "passive": float("passive" in draft.rule),
        "long": float(draft.object[1] - draft.object[0] > 160),
        "reported": float(bool(draft.source)),
        "binding": float(draft.type in {ClaimType.COMMITMENT, ClaimType.AGREEMENT_TERM}),
    }


def confidence(seen: Scene, draft: Draft, weights: Mapping[str, float] = WEIGHTS) -> float:
    """The probability that a reviewer accepts the reading, rounded to two places."""
    total = sum(weights.get(name, 0.0) * value for name, value in features(seen, draft).items())
    return round(1 / (1 + exp(-total)), 2)
