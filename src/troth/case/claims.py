"""Claims of a case's documents as rows of a table: who says what, and how it stands after review."""

from datetime import datetime
from typing import Any

from .model import ReadClaim


def claim_row(one: ReadClaim, as_of: datetime) -> dict[str, Any]:
    """A claim with its state and who had decided by a time, as the documents and the report show it."""
    claim, state = one.reviewed.claim, one.as_of(as_of)
    return {
        "id": claim.id,
        "source": one.source.id,
        "doc": claim.doc,
        "type": claim.type.value,
        "binding": claim.binding,
        "actor": list(claim.actor),
        "action": claim.action,
        "object": claim.object,
        "text": claim.spans[0].text,
        "start": claim.spans[0].start,
        "end": claim.spans[0].end,
        "confidence": claim.confidence,
        "state": state.state,
        "decided": [
            {"by": said.by, "decision": said.decision.value, "at": said.decided_at, "note": said.note}
            for said in state.judgements
        ],
    }
