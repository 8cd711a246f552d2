"""A statement as a desk holds it in memory."""

from dataclasses import dataclass
from datetime import datetime

from troth.ledger import Entry
from troth.ledger.audience import audience_of
from troth.records.label import Label


@dataclass(frozen=True, slots=True)
class Note:
    """What is asked of a statement over and over, taken out of it once."""

    id: str
    kind: str
    subject: str
    author: str
    recorded_at: datetime
    label: Label
    entry: Entry


def opening_times(note: Note) -> tuple[datetime, ...]:
    """When a statement may open: when it was recorded, and where an embargo ends later, then."""
    embargo = note.label.embargo
    if embargo is None or embargo <= note.recorded_at:
        return (note.recorded_at,)
    return note.recorded_at, embargo


def note_of(log: str, statement_id: str, content: str) -> Note:
    """Take out of a stored statement what is asked of it over and over."""
    entry, audience = Entry(statement_id, content), audience_of(log)
    values = entry.parts.values
    return Note(
        id=statement_id,
        kind=str(values.get("kind", "")),
        subject=str(values.get("subject", "")),
        author=audience.office,
        recorded_at=datetime.fromisoformat(str(values["recorded_at"])),
        label=audience.label,
        entry=entry,
    )
