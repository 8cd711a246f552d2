"""What `troth read --json` prints: documents with their claims, each claim with its places in the text."""

from datetime import date

from pydantic import Field

from troth.read import Document as Read
from troth.records import Claim

from .documents_base import Document


class ReadFile(Document):
    """A file that was read."""

    name: str
    sha256: str
    """Of the bytes as received."""
    media_type: str
    language: str
    """ISO 639-1; `und`: it cannot be told. Of a text that is not English only tables are read."""
    written: date | None
    """The document's own date; null: it gives none."""
    title: str
    characters: int
    blocks: int
    problems: list[str] = Field(default_factory=list)


class UnreadFile(Document):
    """A file that could not be read, and why."""

    name: str
    problem: str


class ClaimSpan(Document):
    """A place in the document's canonical text, in code points."""

    role: str
    start: int
    end: int
    text: str


class ClaimAmount(Document):
    """How much; a value, or an interval, or only that it is vague."""

    value: float | None
    unit: str
    approx: str | None
    min: float | None
    max: float | None


class ClaimMoment(Document):
    """When, as the text says it."""

    text: str
    kind: str
    value: str
    anchor: str | None
    resolved: str | None
    mod: str | None


class ClaimOrigin(Document):
    """Who says it: the document itself, or somebody whom it cites."""

    source: str
    mode: str


class ClaimRow(Document):
    """A claim, as a desk officer judges it."""

    id: str
    doc: str
    type: str
    modality: str
    polarity: str
    binding: bool
    actor: list[str]
    recipient: list[str] | None
    action: str
    object: str
    quantity: ClaimAmount | None
    currency: str | None
    time: ClaimMoment | None
    condition: str | None
    place: str | None
    attribution: ClaimOrigin
    restates: str | None
    confidence: float
    inferred: list[str]
    spans: list[ClaimSpan]
    because: list[str]


class RefusedProposal(Document):
    """What a language model proposed, and why it is no claim."""

    doc: str
    quote: str
    why: str


class ReadDocument(Document):
    """What `troth read --json` prints."""

    documents: list[ReadFile]
    unread: list[UnreadFile]
    claims: list[ClaimRow]
    refused: list[RefusedProposal] = Field(default_factory=list)
    """What a language model proposed and the text does not bear out; empty where none was asked."""


class PairRow(Document):
    """Two claims and how they stand to each other."""

    id: str
    relation: str
    because: list[str] = Field(default_factory=list)


class PairsDocument(Document):
    """What `troth read --pairs FILE --json` prints."""

    pairs: list[PairRow]


def file_row(document: Read) -> ReadFile:
    """The facts of a document that was read."""
    return ReadFile(
        name=document.name,
        sha256=document.sha256,
        media_type=document.media_type,
        language=document.language,
        written=document.written,
        title=document.title,
        characters=len(document.text),
        blocks=len(document.blocks),
        problems=list(document.problems),
    )


def claim_row(claim: Claim) -> ClaimRow:
    """A claim in the words of the document that is printed."""
    said = claim.model_dump(mode="json")
    return ClaimRow.model_validate(
        {**said, "binding": claim.binding, "recipient": list(claim.recipient) or None}
    )
