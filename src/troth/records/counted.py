"""An event that a data set counts: where, between which days, and how many people died in it."""

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from .base import Record


class CountedEvent(Record):
    """One event of a data set; people are counts, never names.

    >>> from datetime import date
    >>> event = CountedEvent(id="1", region="West", first=date(2014, 8, 1), last=date(2014, 8, 31), low=3, best=4, high=9)
    >>> event.deaths, event.days
    ((3, 9), 31)
    """

    id: str = Field(min_length=1)
    region: str = ""
    """Empty: the data set does not say."""
    first: date
    last: date
    """The event lies between the two, both included; a month where only the month is known."""
    precision: int = Field(default=1, ge=1, le=5)
    """As the data set codes it: 1 the day, 2 a few days, 3 the week, 4 the month, 5 longer."""
    sources: int = Field(default=1, ge=0)
    """Reports that it rests on; reprints are not told apart."""
    low: int = Field(default=0, ge=0)
    best: int = Field(default=0, ge=0)
    high: int = Field(default=0, ge=0)

    @property
    def deaths(self) -> tuple[int, int]:
        """The interval that holds all three figures: some data sets give a best figure outside the other two."""
        return min(self.low, self.best, self.high), max(self.low, self.best, self.high)

    @property
    def days(self) -> int:
        """How many days it may lie on."""
        return (self.last - self.first).days + 1

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.last < self.first:
            msg = f"it ends ({self.last.isoformat()}) before it starts ({self.first.isoformat()}); swap the two days"
            raise ValueError(msg)
        return self
