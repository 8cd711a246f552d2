"""What can be posted: one form for each kind of thing that an office says."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictFloat, StrictInt

from troth.records.activity import ActivityStatus
from troth.records.complaint import Category
from troth.records.evidence import Form
from troth.records.label import Tlp
from troth.records.message import LONGEST_TEXT, MessageForm

_UNFIT = re.compile("[\x00\ud800-\udfff]")


def _clean(text: str) -> str:
    if _UNFIT.search(text):
        msg = "a NUL character or half a character; no database keeps it: take it out"
        raise ValueError(msg)
    return text


def _whole(text: str) -> str:
    if ";" in text:
        msg = "one name in each item of the list; a semicolon separates names in files, not here"
        raise ValueError(msg)
    return text


Text = Annotated[str, AfterValidator(_clean), Field(max_length=LONGEST_TEXT)]
Short = Annotated[str, AfterValidator(_clean), Field(max_length=500)]
Name = Annotated[Short, AfterValidator(_whole)]
Names = Annotated[list[Name], Field(max_length=200)]
Count = StrictInt | StrictFloat | Short


class Labelled(BaseModel):
    """What every draft has: who may see it, and its office's own reference."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    tlp: Tlp | None = Field(default=None, examples=["GREEN"])
    """Who may see it, by the Traffic Light Protocol 2.0: CLEAR everybody, GREEN all parties of the case, the others those in
    `release_to`. Replies, corrections, withdrawals and acknowledgements take over the label of what they speak of."""
    release_to: Names = Field(default=[], examples=[[]])
    """Offices that may see it, beside AMBER, AMBER+STRICT or RED."""
    embargo: Short | None = Field(default=None, examples=[None])
    """Nobody but your office and the case's owner sees it before this time."""
    ref: Annotated[Short, Field(max_length=200)] = Field(default="", examples=["2023-11-25/7"])
    """Your own reference. Sent again with the same reference, it is the same statement and not a second one; the header
    `Idempotency-Key` does the same."""


class ReportDraft(Labelled):
    """A report of what happened; a correction of an earlier one (`supersedes`), or its withdrawal (`retracts`).

    The fields are the columns of ``evidence/*.csv``: see the handbook's page on evidence.
    """

    kind: Literal["report"] = "report"
    term_ids: Names = Field(default=[], examples=[["T4a"]])
    """The terms that it bears on."""
    form: Form | None = Field(default=None, examples=["tally"])
    """What kind of figure it is: an item, a day's tally, so many at least, a count since the start, an average, a denial, or
    an intent."""
    event: Short | None = Field(default=None, examples=["aid trucks"])
    """What happened, in the words of the terms."""
    category: Short | None = Field(default=None, examples=["entered"])
    actor: Short | None = None
    """Who did it, where that is known."""
    quantity: Count | None = Field(default=None, examples=["61"])
    """A number, or an interval as text: `61`, `60..65`, `at least 60`."""
    unit: Short | None = Field(default=None, examples=["truck"])
    valid_from: Short | None = Field(default=None, examples=["2023-11-25"])
    """When it happened or began: a date or a time."""
    valid_to: Short | None = None
    """When it ended."""
    place: Short | None = Field(default=None, examples=["Rafah"])
    source_id: Short | None = None
    """Left out: your own office. The case's owner can name another source."""
    attributed_to: Names = []
    """Whom you cite: your own office or one of its organs."""
    stance: Short | None = Field(default=None, examples=[None])
    """What it says of its terms, where that does not follow from the form: `for`, `against`, `context`, or `T4a=against`."""
    key: Short | None = None
    """What ties a response to its trigger."""
    sequence: Annotated[StrictInt, Field(ge=0)] | None = None
    """Its place in the log that it comes from."""
    supersedes: Short | None = None
    """The id of the report of yours that it corrects."""
    retracts: Short | None = None
    """The id of the report of yours that it takes back."""
    note: Text | None = None


class MessageDraft(Labelled):
    """A note, a question, a reply, a notice or a red line; a correction of an earlier one, or its withdrawal."""

    kind: Literal["message"] = "message"
    about: Short | None = Field(default=None, examples=["term:T4a"])
    """`case`, or a kind and a name: agreement, term, report, incident, source, crossing, project, message."""
    form: MessageForm | None = Field(default=None, examples=["question"])
    text: Text | None = Field(default=None, examples=["Whose count is this?"])
    reply_to: Short | None = None
    """The id of the message that it answers."""
    supersedes: Short | None = None
    """The id of the message of yours that it corrects."""
    retracts: Short | None = None
    """The id of the message of yours that it takes back."""


class AcknowledgementDraft(Labelled):
    """That a report, a message or a judgement was received: no consent, and no comment on what it says."""

    kind: Literal["acknowledgement"] = "acknowledgement"
    of: Short = Field(examples=["Qatar-7F3K2Q"])
    """The id of what was received."""


class JudgementDraft(Labelled):
    """A decision of your office on a report, a term or an incident; a correction of an earlier one, or its withdrawal.

    It is shown beside the verdicts and moves none.
    """

    kind: Literal["judgement"] = "judgement"
    about: Short | None = Field(default=None, examples=["term:T4a"])
    decision: Text | None = Field(default=None, examples=["no finding yet"])
    reason: Text | None = None
    because: Names = []
    """The ids of what it rests on; your office must be able to see them."""
    dissent: Names = []
    """Offices that decided otherwise."""
    supersedes: Short | None = None
    """The id of the judgement of yours that it corrects."""
    retracts: Short | None = None
    """The id of the judgement of yours that it takes back."""


class ActivityDraft(Labelled):
    """What your office or one of its organs does where, or plans; with `supersedes`, how it stands now.

    The fields are the columns of ``tables/activities.csv``.
    """

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, populate_by_name=True)

    kind: Literal["activity"] = "activity"
    party: Short | None = Field(default=None, examples=[None])
    """Whose activity it is; your own office unless given."""
    sector: Short | None = Field(default=None, examples=["health"])
    place: Short | None = Field(default=None, examples=["Rafah"])
    status: ActivityStatus | None = Field(default=None, examples=["ongoing"])
    valid_from: Short | None = Field(default=None, alias="from", examples=["2023-11-24"])
    """When it begins: a date or a time."""
    valid_to: Short | None = Field(default=None, alias="to")
    """When it ends."""
    people: Count | None = Field(default=None, examples=["200..300"])
    """How many people it reaches: a number, or an interval as text."""
    note: Text | None = None
    supersedes: Short | None = None
    """The id of the activity of yours of which this tells anew; fields that are left out stay as they were."""


class PublicSummaryDraft(BaseModel):
    """What everybody may know of complaints that came in: a summary, for everybody."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    kind: Literal["public_summary"] = "public_summary"
    category: Category = Field(examples=["question"])
    text: Text = Field(examples=["Several people asked when the crossing opens. It opens at eight."])
    tlp: Literal["CLEAR"]
    """Said in so many words: everybody will read it."""
    ref: Annotated[Short, Field(max_length=200)] = ""
    """Your own reference; see the other drafts."""


AnyDraft = Annotated[
    ReportDraft | MessageDraft | AcknowledgementDraft | JudgementDraft | ActivityDraft | PublicSummaryDraft,
    Field(discriminator="kind"),
]
DraftForm = (
    ReportDraft | MessageDraft | AcknowledgementDraft | JudgementDraft | ActivityDraft | PublicSummaryDraft
)
