"""What goes between the API and its clients: the rows that it answers with, and the forms that it takes.

>>> from troth.share.wire import ReportDraft
>>> ReportDraft(term_ids=["T4a"], form="tally", event="aid trucks", quantity=61, unit="truck", tlp="GREEN").kind
'report'
"""

from .drafts import AcknowledgementDraft, JudgementDraft, MessageDraft, ReportDraft
from .rows import (
    CaseRow,
    ChangeRow,
    DueRow,
    EventPage,
    EventRow,
    HeadRow,
    HeadToSign,
    Page,
    PostedDocument,
    PostedRow,
    PostItem,
    ReportItem,
    StatementDocument,
    StatementItem,
    TermItem,
    WaitingRow,
)

__all__ = [
    "AcknowledgementDraft",
    "CaseRow",
    "ChangeRow",
    "DueRow",
    "EventPage",
    "EventRow",
    "HeadRow",
    "HeadToSign",
    "JudgementDraft",
    "MessageDraft",
    "Page",
    "PostItem",
    "PostedDocument",
    "PostedRow",
    "ReportDraft",
    "ReportItem",
    "StatementDocument",
    "StatementItem",
    "TermItem",
    "WaitingRow",
]
