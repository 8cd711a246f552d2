"""Claims: what a document says, read from it and not yet accepted.

A claim is attributed, dated where its document dates it, and rests on exact places of the text. It becomes a statement
only by a person's judgement.
"""

from enum import StrEnum

from pydantic import Field

from .base import Record


class ClaimType(StrEnum):
    """What kind of thing is said."""

    COMMITMENT = "commitment"
    """Somebody undertakes to do something."""
    AGREEMENT_TERM = "agreement_term"
    """What parties agreed that one of them, or all, will do."""
    EVENT = "event"
    """Something happened, or did not."""
    NEED = "need"
    ESTIMATE = "estimate"
    CALL = "call"
    """Somebody asks another to do something."""
    EXPECTATION = "expectation"
    """Somebody hopes or expects that something will happen."""
    RECOMMENDATION = "recommendation"
    STATEMENT = "statement"
    """A position, a description or an aim that obliges nobody."""


BINDING = frozenset({ClaimType.COMMITMENT, ClaimType.AGREEMENT_TERM})
"""The types that make an obligation, once somebody accepts the claim."""


class Polarity(StrEnum):
    """Whether it is said or denied."""

    POSITIVE = "pos"
    NEGATIVE = "neg"


class Role(StrEnum):
    """What a span of the text is for its claim."""

    CLAIM = "claim"
    ACTOR = "actor"
    RECIPIENT = "recipient"
    OBJECT = "object"
    QUANTITY = "quantity"
    TIME = "time"
    CONDITION = "condition"
    PLACE = "place"
    SOURCE = "source"
    CUE = "cue"
    """The words that make it this type of claim."""
    HEADER = "header"
    """The heading of the column, or the words that lead a list in."""


class Span(Record):
    """A place in the document's canonical text, in code points: ``document.text[start:end] == text``."""

    role: Role
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str


class ClaimQuantity(Record):
    """How much, as the text says it: a value, or an interval, or only that it is vague."""

    value: float | None = None
    unit: str = ""
    """In the singular, or a currency's ISO 4217 code; empty: a bare number."""
    approx: str | None = None
    """`at_least`, `at_most`, `about`, `range`, `vague` …; null: exact."""
    min: float | None = None
    max: float | None = None
    """Null: open. Both are null where `value` is exact."""


class ClaimTime(Record):
    """When, as the text says it."""

    text: str
    kind: str
    """`DATE`, `TIME`, `DURATION`, `SET` or `RELATIVE`."""
    value: str
    """As in TimeML: ``2023-11-22``, ``XXXX-11-22`` where the year is not said, ``P6M``, ``PRESENT-WEEK``."""
    anchor: str | None = None
    """What it counts from where the text does not date it: `DCT` (the document's date), or an event in words."""
    resolved: str | None = None
    """A calendar date or an interval ``from/to``, where the text or the document's date settles it."""
    mod: str | None = None


class Attribution(Record):
    """Who says it: the document itself, or somebody whom the document cites."""

    source: str = "document"
    mode: str = "narrator"
    """`narrator`, `indirect`, `quoted`, `reported by`, `anonymous` or `impersonal`."""


class Claim(Record):
    """One attributed, dated and quantified thing that a document says.

    >>> said = Span(role="claim", start=0, end=32, text="Norway pledged to send engineers")
    >>> Claim(id="1-01", doc="d.txt", type="commitment", actor=("Norway",), spans=(said,), confidence=0.9).binding
    True
    """

    id: str = Field(min_length=1)
    doc: str = Field(min_length=1)
    type: ClaimType
    modality: str = ""
    """The manner in one word: `pledged`, `plans`, `would`, `did`, `hopes`, `urges` …"""
    polarity: Polarity = Polarity.POSITIVE
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    action: str = ""
    object: str = ""
    quantity: ClaimQuantity | None = None
    currency: str | None = None
    """ISO 4217; with a question mark behind it where the text leaves open whose dollar or pound it is."""
    time: ClaimTime | None = None
    condition: str | None = None
    place: str | None = None
    attribution: Attribution = Attribution()
    restates: str | None = None
    """The id of the claim of the same document that says it first."""
    confidence: float = Field(ge=0, le=1)
    inferred: tuple[str, ...] = ()
    """The fields that the sentence itself does not name and the rest of the document gives."""
    spans: tuple[Span, ...] = Field(min_length=1)
    because: tuple[str, ...] = ()
    """The rules by which it was read, in words."""

    @property
    def binding(self) -> bool:
        """Whether it makes an obligation, once somebody accepts it."""
        return self.type in BINDING and self.polarity is Polarity.POSITIVE
