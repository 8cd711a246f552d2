"""Exercises: a copy of a case on which offices practise, with a clock of its own and what happens on it."""

from pydantic import AwareDatetime, Field, field_validator

from .base import Record
from .message import LONGEST_TEXT, MessageForm

LONGEST_TITLE = 120
"""Characters; it stands at the head of every page."""
SLOWEST, FASTEST = 0.01, 86_400.0
"""Seconds of the case in one second of the machine: from a hundredth to a day."""


class Exercise(Record):
    """What an exercise is called, when its clock starts, how fast that runs, and who runs it.

    >>> from datetime import UTC, datetime
    >>> Exercise(title="Late release", start=datetime(2023, 11, 25, 14, tzinfo=UTC), control="secretariat").speed
    1.0
    """

    title: str = Field(min_length=1, max_length=LONGEST_TITLE)
    start: AwareDatetime
    """What the case's clock says when the exercise is first served."""
    speed: float = Field(default=1.0, ge=SLOWEST, le=FASTEST)
    """Seconds of the case in one second of the machine."""
    control: str = Field(min_length=1)
    """The office that runs it."""
    note: str = ""

    @field_validator("title")
    @classmethod
    def _can_be_shown(cls, title: str) -> str:
        if not title.isprintable() or title != title.strip():
            msg = f"title: found {title!r}, expected one line without blanks around it; write it so"
            raise ValueError(msg)
        return title


class Inject(Record):
    """Something that the control of an exercise lets a party say at a time of its clock.

    >>> from datetime import UTC, datetime
    >>> at = datetime(2023, 11, 25, 15, tzinfo=UTC)
    >>> Inject(id="inject-1", at=at, by="Qatar", about="case", form="notice", text="Talks go on.").to
    ()
    """

    id: str = Field(min_length=1)
    at: AwareDatetime
    """When it opens, by the exercise's clock."""
    by: str = Field(min_length=1)
    """The party whose words these are in the exercise."""
    to: tuple[str, ...] = ()
    """Parties that receive it beside the control; none: all of them."""
    about: str = "case"
    form: MessageForm
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
