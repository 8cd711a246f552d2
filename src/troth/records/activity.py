"""Activities: who does what where, as those who do it report it."""

from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, Field, model_validator

from .base import Record
from .moment import Precision
from .quantity import Quantity


class ActivityStatus(StrEnum):
    """Where an activity stands."""

    PLANNED = "planned"
    ONGOING = "ongoing"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    """It was reported, and is not to be: a later word of the same office."""


class Activity(Record):
    """A party works in a sector at a place, for a time.

    >>> Activity(id="A1", party="OCHA", sector="water", place="Rafah", status="ongoing", source="3w-nov").people is None
    True
    """

    id: str = Field(min_length=1)
    party: str = Field(min_length=1)
    sector: str = Field(min_length=1)
    place: str = ""
    """Empty: not said, or all of the territory."""
    status: ActivityStatus
    valid_from: AwareDatetime | None = None
    valid_from_precision: Precision | None = None
    valid_to: AwareDatetime | None = None
    valid_to_precision: Precision | None = None
    people: Quantity | None = None
    """How many people it reaches, as the party counts them; other activities may reach the same people."""
    source: str = Field(min_length=1)
    recorded_at: AwareDatetime | None = None
    recorded_at_precision: Precision | None = None
    note: str = ""

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.valid_from is not None and self.valid_to is not None and self.valid_to < self.valid_from:
            msg = "an activity ends at or after its beginning; swap the two or correct one"
            raise ValueError(msg)
        return self
