"""The step `read`: what the case's documents say, as the documents print it."""

from datetime import datetime

from .documents_base import Document


class Decided(Document):
    """One person's last word on a claim."""

    by: str
    decision: str
    """`accept`, `edit`, `split` or `reject`."""
    at: datetime
    note: str


class CaseClaim(Document):
    """A claim of a document of the case, and how it stands."""

    id: str
    source: str
    doc: str
    type: str
    binding: bool
    actor: list[str]
    action: str
    object: str
    text: str
    """Its words, as they stand from `start` to `end`."""
    start: int
    end: int
    confidence: float
    state: str
    """`waiting`, `waiting for a second person`, `accepted`, `rejected` or `divided`."""
    decided: list[Decided]


class ReadStep(Document):
    """What the documents say that the viewer sees."""

    claims: list[CaseClaim]
