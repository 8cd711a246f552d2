"""How sure a reading is: a logistic model over what can be seen of a claim, with weights that reviews correct."""

from collections.abc import Mapping
from math import exp
from types import MappingProxyType

from troth.records import Claim, ClaimType, Role

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "bias": 1.0,
        "named": 0.9,
        "inferred": -0.4,
        "amount": 0.6,
        "table": 0.6,
        "bullet": 0.1,
        "loose kind": -0.4,
        "passive": -0.3,
        "long": -0.3,
        "reported": -0.2,
        "binding": 0.2,
        "proposed": -0.8,
    }
)
"""Before any review; what `troth read --learn` writes may stand in their place."""
_LOOSE = frozenset({ClaimType.STATEMENT, ClaimType.EXPECTATION})
_LONG = 160


def features(claim: Claim) -> dict[str, float]:
    """What the model sees of a claim: each feature is 0 or 1."""
    rule = claim.because[0] if claim.because else ""
    return {
        "bias": 1.0,
        "named": float(any(span.role is Role.ACTOR for span in claim.spans)),
        "inferred": float("actor" in claim.inferred),
        "amount": float(claim.quantity is not None),
        "table": float("table" in rule),
        "bullet": float("bullet" in rule),
        "loose kind": float(claim.type in _LOOSE),
        "passive": float("passive" in rule),
        "long": float(len(claim.object) > _LONG),
        "reported": float(claim.attribution.source != "document"),
        "binding": float(claim.binding),
        "proposed": float(rule.startswith("proposed by")),
    }


def confidence(claim: Claim, weights: Mapping[str, float] = WEIGHTS) -> float:
    """The probability that a reviewer accepts the reading, rounded to two places."""
    total = sum(weights.get(name, 0.0) * value for name, value in features(claim).items())
    return round(1 / (1 + exp(-total)), 2)
