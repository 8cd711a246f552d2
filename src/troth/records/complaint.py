"""Complaints and questions of communities: taken in without names, passed on, answered, closed."""

from enum import StrEnum

from pydantic import Field, field_validator

from .base import Record
from .moment import Duration

LONGEST_COMPLAINT, LONGEST_PLACE = 5_000, 100
"""Characters."""


class Category(StrEnum):
    """What somebody comes with."""

    QUESTION = "question"
    TERM = "term"
    """A complaint about what was agreed, and whether it is kept."""
    AID = "aid"
    """A complaint about aid: what came, to whom, and how."""
    CONDUCT = "conduct"
    """A complaint about how somebody behaved: handled by adjudicators only."""


SENSITIVE = frozenset({Category.CONDUCT})
"""What adjudicators alone handle."""


class ClosingReason(StrEnum):
    """Why a complaint is closed."""

    ANSWERED = "answered"
    NOT_OURS = "not_ours"
    """No office of the case can answer it; the text says who may."""
    REPEATED = "repeated"
    """It came in twice."""
    WITHDRAWN = "withdrawn"
    EMPTY = "empty"
    """It asks nothing that could be answered."""


class Times(Record):
    """How soon communities hear from the desk."""

    acknowledge_within: Duration = Duration(days=3)
    """Until it is passed on or answered."""
    answer_within: Duration = Duration(days=15)


def _says_something(text: str) -> str:
    if not text.strip():
        msg = "text: found blanks alone; write what is to be said"
        raise ValueError(msg)
    return text


class Complaint(Record):
    """What somebody of a community says or asks; never with a name, and with a receipt that only they hold.

    >>> Complaint(id="desk-7F3K2Q", category="aid", text="No bread for a week.", receipt="0" * 64).place
    ''
    """

    id: str = Field(min_length=1)
    category: Category
    place: str = Field(default="", max_length=LONGEST_PLACE)
    """As coarse as the person chose: a governorate, a town."""
    text: str = Field(min_length=1, max_length=LONGEST_COMPLAINT)
    language: str = Field(default="", max_length=20)
    receipt: str = Field(pattern=r"^[0-9a-f]{64}$")
    """SHA-256 of the code that the person was given; the code itself is kept nowhere."""

    _text = field_validator("text")(_says_something)


class Referral(Record):
    """A complaint is passed on to an office, without its receipt."""

    id: str = Field(min_length=1)
    of: str = Field(min_length=1)
    """The id of the complaint."""
    to: str = Field(min_length=1)
    category: Category
    place: str = ""
    text: str = Field(min_length=1)
    language: str = ""
    note: str = Field(default="", max_length=LONGEST_COMPLAINT)
    """What whoever passes it on asks of the office."""


class Answer(Record):
    """An office answers a complaint; the person reads it with their receipt."""

    id: str = Field(min_length=1)
    of: str = Field(min_length=1)
    """The id of the complaint."""
    text: str = Field(min_length=1, max_length=LONGEST_COMPLAINT)

    _text = field_validator("text")(_says_something)


class Closing(Record):
    """A complaint is closed."""

    id: str = Field(min_length=1)
    of: str = Field(min_length=1)
    reason: ClosingReason
    text: str = Field(default="", max_length=LONGEST_COMPLAINT)
    """What the person reads beside the reason."""


class PublicSummary(Record):
    """What everybody may know of complaints and their answers; it leads back to none of them."""

    id: str = Field(min_length=1)
    category: Category
    text: str = Field(min_length=1, max_length=LONGEST_COMPLAINT)

    _text = field_validator("text")(_says_something)
