"""Verdicts and answers in words: the face of this package for whoever needs sentences and no page.

>>> from decimal import Decimal
>>> index = Index.of({"terms": [{"id": "T1", "kind": "achieve", "what": "release captives", "obligor": ["A"]}]})
>>> sentence({"term": "T1", "state": "pending", "quantity": {"low": Decimal(26), "high": None, "unit": "person"}}, index)
'T1 (“release captives”, owed by A) is pending: so far at least 26 people counted.'
"""

from .answers import Answer, answer, answers
from .index import Index
from .outlook import outlook_sentence
from .phrases import sentence
from .proofs import proof_sentence
from .text import UnknownLocaleError, catalog

__all__ = [
    "Answer",
    "Index",
    "UnknownLocaleError",
    "answer",
    "answers",
    "catalog",
    "outlook_sentence",
    "proof_sentence",
    "sentence",
]
