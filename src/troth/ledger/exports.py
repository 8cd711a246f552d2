"""Statements as lines of JSON, and statements about statements."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from troth.records.canonical import canonical
from troth.records.statement import Statement, statement_id

from .protocol import Entry, Ledger


def export_lines(
    ledger: Ledger,
    as_of: datetime,
    viewer: str | None = None,
    *,
    owner: str = "",
    members: Iterable[str] = (),
) -> Iterator[str]:
    """Write what a viewer could know at a time, history included: one canonical JSON document a line.

    Each has the id and either `nonce` and `values`, or, where fields were taken out, `values`, `salts` and `hidden`:
    enough to compute the id again. The order is canonical, so two offices with the same statements write the same bytes.
    """
    for entry in ledger.picture(as_of, viewer, owner=owner, members=members, history=True):
        parts = entry.parts
        if parts.nonce:
            document: dict[str, object] = {"id": entry.id, "nonce": parts.nonce, "values": parts.values}
        else:
            document = {"id": entry.id, "hidden": parts.hidden, "salts": parts.salts, "values": parts.values}
        yield canonical(document).decode()


def retraction_of(
    target: Entry | Statement, *, recorded_at: datetime, nonce: str, reason: str = ""
) -> Statement:
    """Make the statement that takes another one back: by the same author, released as widely as its target.

    Parameters
    ----------
    target
        The statement to be taken back, or its entry.
    recorded_at
        Since when the retraction could be known.
    nonce
        The author's, or derived from the case's seed.
    reason
        Why; shown to everybody who can see the target.
    """
    statement = target.statement if isinstance(target, Entry) else target
    return Statement(
        author=statement.author,
        kind="retraction",
        subject=statement.subject,
        body={"reason": reason} if reason else {},
        recorded_at=recorded_at,
        label=statement.label,
        retracts=target.id if isinstance(target, Entry) else statement_id(target),
        nonce=nonce,
    )
