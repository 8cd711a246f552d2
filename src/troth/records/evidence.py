"""Evidence: an attributed statement about what happened, with valid time, stance and quantity."""

from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, Field, field_validator, model_validator

from .base import Record, each_once
from .moment import BY_DATE, Precision
from .quantity import Quantity


class Form(StrEnum):
    """What kind of figure a row is."""

    ITEM = "item"
    """One happening."""
    TALLY = "tally"
    """All of that day, as that source counts: it closes its own high end."""
    AT_LEAST = "at_least"
    """So far ("by 19:00"): a low end only."""
    CUMULATIVE = "cumulative"
    """Since the start; never added to increments."""
    AVERAGE = "average"
    """Per day over a period."""
    DENIAL = "denial"
    """It did not happen."""
    INTENT = "intent"
    """Somebody says what they will or will not do: not performance."""


class Stance(StrEnum):
    """What a row says about a term."""

    FOR = "for"
    AGAINST = "against"
    CONTEXT = "context"


COUNTED = frozenset({Form.TALLY, Form.AT_LEAST, Form.CUMULATIVE, Form.AVERAGE})


class Evidence(Record):
    """One row of evidence; several origins may stand behind it.

    >>> Evidence(id="E1", form="item", source="ocha-49", event="attack").actor
    ''
    """

    id: str = Field(min_length=1)
    terms: tuple[str, ...] = ()
    """Each once: a row that named a term twice would count twice."""
    form: Form
    event: str = ""
    category: str = ""
    actor: str = ""
    """Who did it; empty or ``not established``: nobody knows."""
    quantity: Quantity | None = None
    place: str = ""
    source: str
    attributed_to: tuple[str, ...] = ()
    """Whom the source cites; each is an origin."""
    stance: dict[str, Stance] = Field(default_factory=dict)
    """By term id; ``*`` for all of them. Missing: it follows from the form."""
    key: str = ""
    """What ties a response to its trigger."""
    sequence: int | None = Field(default=None, ge=0)
    """Its place in the log that it comes from: of two rows at one time the lower came first. None: nobody knows."""
    valid_from: AwareDatetime | None = None
    valid_from_precision: Precision | None = None
    valid_to: AwareDatetime | None = None
    valid_to_precision: Precision | None = None
    recorded_at: AwareDatetime | None = None
    recorded_at_precision: Precision | None = None
    supersedes: str | None = None
    """The evidence row that this one corrects."""
    retracts: str | None = None
    """The evidence row that this one takes back."""
    note: str = ""

    @field_validator("terms")
    @classmethod
    def _each_once(cls, terms: tuple[str, ...]) -> tuple[str, ...]:
        return each_once(terms, "term")

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.form in COUNTED and self.quantity is None:
            msg = f"a row of form {self.form.value!r} needs a quantity"
            raise ValueError(msg)
        if self.form in COUNTED and self.quantity is not None and self.quantity.low < 0:
            msg = f"a count cannot be negative: {self.quantity.low}"
            raise ValueError(msg)
        if self.valid_from and self.valid_to and self._is_reversed(self.valid_from, self.valid_to):
            msg = f"it ends ({self.valid_to.isoformat()}) before it starts ({self.valid_from.isoformat()})"
            raise ValueError(msg)
        return self

    def _is_reversed(self, start: AwareDatetime, end: AwareDatetime) -> bool:
        """A day ends where the next one begins, so that an end by the day before gives no time at all."""
        return end < start or (end == start and self.valid_to_precision in BY_DATE)
