"""From a draft that holds to the statement that enters the ledger."""

import secrets
from typing import Any

from troth.case import Row
from troth.case.statements import EXERCISE, REF, said
from troth.records.activity import Activity
from troth.records.evidence import Evidence
from troth.records.statement import Statement

from .saying import Draft, Said, Saying


def statement_of(saying: Saying, draft: Draft, ready: Said) -> Statement:
    """The statement, with the author's own reference and a digest of the draft beside what it says."""
    exercise = saying.case.settings.exercise
    sent = {"of": draft.ref or secrets.token_hex(8), "sent": draft.digest()}
    beside = {REF: sent, **({EXERCISE: exercise} if exercise else {})}
    record = ready.record
    if isinstance(record, Evidence | Activity):
        is_report = isinstance(record, Evidence)
        bare = record.model_copy(update={"supersedes": None, "retracts": None} if is_report else {})
        row = Row(record=bare, label=ready.label, file=saying.file, line=draft.line)
        made = dict(
            said(
                row,
                "evidence" if is_report else ready.kind,
                author=saying.office,
                nonce=secrets.token_hex(32),
                ids={},
            )
        )
    else:
        body = record.model_dump(mode="json", exclude={"id"}, exclude_defaults=True)
        made = {
            "author": saying.office,
            "label": ready.label,
            "nonce": secrets.token_hex(32),
            "body": body,
        }
    changes: dict[str, Any] = {
        "kind": ready.kind,
        "subject": ready.subject,
        "recorded_at": saying.now,
        "supersedes": (ready.supersedes,) if ready.supersedes else (),
        "retracts": ready.retracts,
        "body": {**made["body"], **beside},
    }
    if ready.author:
        changes["author"] = ready.author
    return Statement.model_validate({**made, **changes})
