"""Review: what people decide of claims, which to look at first, and what the reader learns from it.

A claim that binds needs two people who accept the same contents; whatever one of them changes, the other has to accept.
"""

from troth.records.claim_judgement import CHANGEABLE

from .learning import Learnt, learn
from .names import names_learnt
from .queue import doubt, queue, stakes
from .states import (
    ACCEPTED,
    DIVIDED,
    REJECTED,
    SECOND,
    WAITING,
    Reviewed,
    edited,
    fingerprint,
    reviewed,
)

__all__ = [
    "ACCEPTED",
    "CHANGEABLE",
    "DIVIDED",
    "REJECTED",
    "SECOND",
    "WAITING",
    "Learnt",
    "Reviewed",
    "doubt",
    "edited",
    "fingerprint",
    "learn",
    "names_learnt",
    "queue",
    "reviewed",
    "stakes",
]
