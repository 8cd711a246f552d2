"""What people decide of claims: accepted, edited, split or rejected, by whom and when."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, Field, JsonValue, model_validator

from .base import Record
from .claim import Claim

CHANGEABLE = (
    "type",
    "polarity",
    "actor",
    "recipient",
    "action",
    "object",
    "quantity",
    "currency",
    "time",
    "condition",
    "place",
    "restates",
)
"""What a reviewer may change; the spans, and with them the words, stay as they were read."""
_ANY: dict[str, JsonValue] = {
    "id": "any",
    "doc": "any",
    "type": "statement",
    "confidence": 1,
    "spans": [{"role": "claim", "start": 0, "end": 1, "text": "x"}],
}
"""A claim to try new contents on: whether they fit depends on no other field."""


def fits(contents: Mapping[str, JsonValue]) -> None:
    """Make sure that a claim may have these contents.

    Raises
    ------
    ValueError
        A field that may not be changed, or a value that is none for its field.
    """
    if strange := sorted(set(contents) - set(CHANGEABLE)):
        msg = f"{', '.join(strange)}: no field that a reviewer may change; those are {', '.join(CHANGEABLE)}"
        raise ValueError(msg)
    Claim.model_validate({**_ANY, **contents})


class Decision(StrEnum):
    """What a reviewer does with a claim."""

    ACCEPT = "accept"
    EDIT = "edit"
    """It is accepted with other contents: `contents` holds the fields that change."""
    SPLIT = "split"
    """It is several claims: `parts` holds the fields of each."""
    REJECT = "reject"


class ClaimJudgement(Record):
    """One person's decision on one claim; nothing is edited, a change of mind is a new judgement.

    >>> ClaimJudgement(claim="9f2c", decision="accept", by="A. Duarte", decided_at="2026-03-01T09:00Z").contents
    {}
    """

    claim: str = Field(min_length=1)
    """The claim's fingerprint: it stays the same when the document is read again."""
    decision: Decision
    by: str = Field(min_length=1)
    """The office or the pseudonym of the reviewer; two people have two."""
    decided_at: AwareDatetime
    contents: dict[str, JsonValue] = Field(default_factory=dict)
    """Of an edit: the fields that change, with their new values."""
    parts: tuple[dict[str, JsonValue], ...] = ()
    """Of a split: for each part the fields that differ from the claim."""
    note: str = ""

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        if (self.decision is Decision.EDIT) != bool(self.contents):
            msg = "contents: an edit names the fields that change, and no other decision does"
            raise ValueError(msg)
        if (self.decision is Decision.SPLIT) != (len(self.parts) > 1):
            msg = "parts: a split has two parts or more, and no other decision has any"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _that_fit(self) -> Self:
        for contents in (self.contents, *self.parts):
            fits(contents)
        return self
