"""The parts of the documents that tell of time: the turns of a verdict, and how late reports come."""

from datetime import datetime
from typing import Literal

from troth.records import State

from .documents_base import Amount, Document


class Undone(Document):
    """A row that was corrected or taken back, or that stands again since what took it back was taken back."""

    id: str
    does: Literal["corrected", "retracted", "back"]
    by: list[str]
    """The rows that corrected it, or took it back."""


class Turn(Document):
    """How a verdict stood from `since` on, until the next turn, and what brought that about."""

    since: datetime
    state: State | None
    """Null: it was no longer owed."""
    quantity: Amount
    known: list[str]
    """Rows that became known."""
    undone: list[Undone]
    ended: bool
    """Whether time alone did it: a window, a day, a time to answer or to report was over."""


class SettlingRow(Document):
    """How late the rows of one publisher came: recorded time less the end of valid time, in days."""

    source: str
    n: int
    """Rows that have both times."""
    days: int
    """Different days on which they were recorded."""
    median: float
    q95: float | None
    """What 95 of 100 rows do not exceed; null where there are too few days of recording."""
    low: float | None
    """From here to `high` it lies with a confidence of 95 per cent."""
    high: float | None
    """Null: open."""
