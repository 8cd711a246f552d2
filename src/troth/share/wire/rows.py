"""What the API answers with: the rows of its lists. Verdicts and agreements are those of ``troth monitor --json``."""

from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from troth.ledger import HeadSignature
from troth.records.evidence import Evidence
from troth.records.label import Label, Tlp
from troth.records.term import Agreement, Term
from troth.records.verdict import State
from troth.share.documents import AgreementRow

Item = TypeVar("Item")


class Row(BaseModel):
    """Something that the API tells."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class Page(Row, Generic[Item]):
    """Some rows of a list."""

    viewer: str = Field(examples=["public"])
    """Who sees it so: an office, or `public`."""
    as_of: datetime | None
    """What was known at this time; null: now."""
    items: list[Item]
    next: str | None
    """The address of the next page; null on the last one."""


class CaseRow(Row):
    """The case, as this viewer sees it."""

    id: str = Field(examples=["gaza-pause-2023"])
    title: str
    viewer: str
    as_of: datetime
    """The time of the picture."""
    owner: str
    """The office that keeps the case."""
    timezone: str
    currency: str | None
    price_year: int | None
    exercise: str | None
    """The title of the exercise that this is; null: it is real."""
    version: str
    """Of the program."""
    terms: int
    reports: int
    states: dict[str, int]
    """How many terms stand in each state."""


class AgreementItem(Row):
    """An agreement, and where it stands."""

    id: str
    agreement: Agreement
    status: AgreementRow | None


class TermItem(Row):
    """A term, and the verdict on it as a whole."""

    id: str = Field(examples=["T4a"])
    agreement: str
    kind: str
    what: str
    obligor: list[str]
    beneficiary: list[str]
    state: State | None
    disputed: bool
    """Whether the term itself is in dispute."""
    sentence: str
    """The verdict in words."""
    statement: str | None
    """Statement id in the ledger."""
    term: Term


class ReportItem(Row):
    """A report, and who put it on record."""

    id: str = Field(examples=["E11"])
    statement: str | None
    """Statement id in the ledger."""
    author: str | None
    """The office that answers for it; null where it is not told."""
    label: Label | None
    stands: bool
    """Whether it was neither corrected nor taken back."""
    origins: list[str]
    """Whose word it is."""
    report: Evidence


class ReceiptRow(Row):
    """That an office received something."""

    office: str
    at: datetime


class PostItem(Row):
    """A message or a judgement."""

    id: str = Field(examples=["Qatar-7F3K2Q"])
    statement: str
    kind: str
    author: str
    at: datetime
    label: Label
    about: str | None
    """As ``term:T4a``; null where it is not released to you."""
    form: str | None
    """Of a message: note, question, reply, notice, red_line."""
    text: str | None
    reply_to: str | None
    decision: str | None
    """Of a judgement."""
    reason: str | None
    because: list[str]
    dissent: list[str]
    replaced_by: str | None
    """The id of its correction, where you see one."""
    withdrawn: bool
    receipts: list[ReceiptRow]


class StatementItem(Row):
    """A statement of the ledger, in short."""

    id: str = Field(pattern="^[0-9a-f]{64}$")
    kind: str
    subject: str
    """The id that people use; empty where it is not released to you."""
    author: str
    recorded_at: datetime
    """Since when it could be known."""
    label: Label
    about: list[str]


class StatementDocument(StatementItem):
    """A statement, with what it says as far as you may see it."""

    fields: dict[str, Any]
    withheld: list[str]
    """Names of fields that name something you may not see, or that were taken out for good."""
    log: str
    position: int


class AccessRow(Row):
    """Why you may see a statement."""

    statement: str
    viewer: str
    allowed: bool
    why: str
    label: Label


class HeadRow(Row):
    """A log at a moment."""

    log: str
    office: str
    label: Label
    size: int
    root: str


class HeadToSign(Row):
    """A head of one of your own logs, and the exact bytes to sign with Ed25519."""

    log: str
    size: int
    root: str
    signed_at: str
    """Part of what is signed; send it back as it is."""
    message: str
    """The bytes to sign, as text in UTF-8."""
    message_base64: str
    """The same bytes in base64."""
    signatures: list[HeadSignature]
    """Those that are kept over exactly this head."""


class ChangeRow(Row):
    """A verdict that is another than it was."""

    term: str
    instance: str | None
    obligor: str | None
    was: State | None
    now: State
    because: list[str]


class DueRow(Row):
    """What falls due within a day."""

    term: str
    instance: str | None
    obligor: list[str]
    at: datetime
    what: str
    missing: dict[str, Any] | None


class WaitingRow(Row):
    """A term that waits for your office."""

    term: str
    whys: list[str]
    """overdue, due, charged, disputed."""
    at: datetime | None
    because: list[str]


class EventRow(Row):
    """A statement that opened to you."""

    place: str
    """What to ask for the next ones with."""
    id: str
    kind: str
    subject: str
    author: str
    at: datetime
    about: list[str]
    label: Tlp


class EventPage(Row):
    """What opened to you after a place, in its order."""

    viewer: str
    items: list[EventRow]
    place: str
    """Where to go on: give it as `after`."""
    more: bool
    """Whether there is more already."""


class PostedRow(Row):
    """What became of a draft."""

    id: str
    """Statement id in the ledger."""
    subject: str
    """The id that people use."""
    is_new: bool
    """False where the same reference was posted before: this is what became of it then."""


class PostedDocument(Row):
    """What became of what was sent; it is on the disk."""

    viewer: str
    posted: list[PostedRow]
    dry_run: bool = False
    """True: nothing was recorded, and nothing is wrong with it."""
    checked: int
    """How many drafts there were."""
