"""The proof of a verdict, as the documents print it."""

from datetime import datetime

from pydantic import Field

from troth.records import State

from .documents_base import Document


class Removal(Document):
    """What the proof comes to without one of its rows."""

    id: str
    state: State | None
    """Null: without this row there is no such day, event or part."""


class Lack(Document):
    """What is missing: so much more, by then."""

    amount: float
    unit: str
    by: datetime | None


class Step(Document):
    """One step of a proof; what does not apply is left out."""

    rule: str
    """What follows, or by which rule: see docs/methods/proofs.md."""
    ids: list[str] = Field(default_factory=list)
    name: str | None = None
    """The origin, the instance or the term that it is about."""
    start: datetime | None = Field(default=None, alias="from")
    until: datetime | None = None
    low: float | None = None
    high: float | None = None
    """Null or left out beside a low end: open."""
    state: State | None = None
    steps: list["Step"] = Field(default_factory=list)


class Proof(Document):
    """Rows that suffice for the state, none of which can be left out, and how it follows from them."""

    minimal: list[str]
    """Judged from these alone the state is the same; empty: it follows from the term and the time."""
    without: list[Removal]
    """The state without each of them; fewer than `minimal` in a proof of very many rows."""
    missing: Lack | None
    sentence: str
    steps: Step | None
    """Null in a proof of very many rows."""
