"""Which claim to look at first: what is at stake, times how unsure the reading is."""

from collections.abc import Sequence
from math import log10

from troth.records import Claim

from .states import DIVIDED, SECOND, WAITING, Reviewed

_RATES = {
    "EUR": 1.1,
    "USD": 1.0,
    "GBP": 1.3,
    "CHF": 1.1,
    "CAD": 0.7,
    "AUD": 0.65,
    "JPY": 0.007,
    "NOK": 0.1,
    "SEK": 0.1,
    "DKK": 0.15,
}
"""Rough, for the order of a queue alone; no sum is ever shown by them."""


def stakes(claim: Claim) -> float:
    """How much hangs on a claim, on a scale of its own: what binds first, then money and people by their magnitude.

    >>> from troth.read import read_claims, read_document
    >>> small, large = (read_claims(read_document(text, "n.txt"))[0] for text in (b"Norway pledged 2 million euros.", b"Norway pledged 2 billion euros."))
    >>> stakes(small) < stakes(large)
    True
    """
    weight = 3.0 if claim.binding else 1.0
    quantity = claim.quantity
    value = (quantity.value or quantity.min or 0.0) if quantity is not None else 0.0
    if quantity is not None and claim.currency is not None:
        value *= _RATES.get(claim.currency.rstrip("?"), 0.05) / 1000
    return weight * (1 + log10(1 + value))


def doubt(claim: Claim) -> float:
    """How unsure the reading is, from 0 to 1: most at a confidence of one half."""
    return 1 - abs(2 * claim.confidence - 1)


def queue(claims: Sequence[Reviewed]) -> list[Reviewed]:
    """What still needs somebody, the most pressing first; equal ones in the order of the text."""
    open_ = [one for one in claims if one.state in {WAITING, SECOND, DIVIDED}]
    return sorted(
        open_,
        key=lambda one: -stakes(one.claim) * (0.05 + doubt(one.claim)) * (2 if one.state == DIVIDED else 1),
    )
