"""How sure a reading is: a logistic model over what can be seen of a claim, with weights that reviews correct."""

from collections.abc import Callable, Mapping
from functools import cache
from math import exp
from types import MappingProxyType
from typing import NamedTuple

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


class Traits(NamedTuple):
    """What the model sees of a claim, before it is one."""

    rule: str
    type: ClaimType
    named: bool
    inferred: bool
    amount: bool
    long: bool
    reported: bool
    binding: bool


def is_long(said: str) -> bool:
    """Whether an object is too long to be one thing."""
    return len(said) > _LONG


def _of_claim(claim: Claim) -> Traits:
    return Traits(
        rule=claim.because[0] if claim.because else "",
        type=claim.type,
        named=any(span.role is Role.ACTOR for span in claim.spans),
        inferred="actor" in claim.inferred,
        amount=claim.quantity is not None,
        long=is_long(claim.object),
        reported=claim.attribution.source != "document",
        binding=claim.binding,
    )


def _features(traits: Traits) -> dict[str, float]:
    return {
        "bias": 1.0,
        "named": float(traits.named),
        "inferred": float(traits.inferred),
        "amount": float(traits.amount),
        "table": float("table" in traits.rule),
        "bullet": float("bullet" in traits.rule),
        "loose kind": float(traits.type in _LOOSE),
        "passive": float("passive" in traits.rule),
        "long": float(traits.long),
        "reported": float(traits.reported),
        "binding": float(traits.binding),
        "proposed": float(traits.rule.startswith("proposed by")),
    }


def features(claim: Claim) -> dict[str, float]:
    """What the model sees of a claim: each feature is 0 or 1."""
    return _features(_of_claim(claim))


def confidence(claim: Claim, weights: Mapping[str, float] = WEIGHTS) -> float:
    """The probability that a reviewer accepts the reading, rounded to two places."""
    return _probability(_of_claim(claim), weights)


def _probability(traits: Traits, weights: Mapping[str, float]) -> float:
    total = sum(weights.get(name, 0.0) * value for name, value in _features(traits).items())
    return round(1 / (1 + exp(-total)), 2)


def measure(weights: Mapping[str, float]) -> Callable[[Traits], float]:
    """The confidence by these weights; many claims of a document look alike to the model, and are weighed once."""
    return cache(lambda traits: _probability(traits, weights))
