"""Statements of the ledger as a viewer may see them: which there are, what of them is shown, and the proof that they are there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from troth.ledger import Entry, audience_of, check_proof, prove
from troth.share.desk import Note, NotThereError, Showing
from troth.share.desk.complaints import may_read

from .scene import Scene, Seen


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement as its viewer sees it."""

    entry: Entry
    fields: tuple[tuple[str, Any], ...]
    """Names and values, without those that would name what the viewer may not see."""
    withheld: tuple[str, ...]
    """Names of the fields that are not shown to this viewer, or were taken out for good."""
    proof: Mapping[str, Any]
    holds: bool
    """Whether the proof was found good when it was made."""


def visible(scene: Scene, seen: Seen, statement_id: str) -> Note | None:
    """A statement, if it is on record and this reader may read it; None, whichever of the two it is not."""
    try:
        note = scene.desk.note(seen.run.viewer, statement_id, as_of=seen.run.as_of)
    except NotThereError:
        return None
    return note if may_read(note, scene.caller.role) else None


def shown(scene: Scene, seen: Seen, statement_id: str) -> Shown | None:
    """A statement with its proof; None where there is none that this reader may read."""
    note = visible(scene, seen, statement_id)
    if note is None:
        return None
    rows = seen.run.picture.statements.keys()
    desk = scene.desk
    told = Showing(desk.mirror, desk.sight(seen.run.viewer), rows, seen.run.as_of).of(note)
    document = prove(seen.ledger, note.id, reveal=list(told.fields))
    return Shown(
        entry=note.entry,
        fields=tuple(told.fields.items()),
        withheld=told.withheld,
        proof=document,
        holds=check_proof(document).ok,
    )


def label_words(values: object) -> str:
    """A label in short: ``AMBER (Egypt, Qatar)``.

    >>> label_words({"tlp": "AMBER", "release_to": ["Egypt", "Qatar"], "embargo": None})
    'AMBER (Egypt, Qatar)'
    """
    if not isinstance(values, Mapping):
        return ""
    to = ", ".join(str(one) for one in values.get("release_to") or ())
    until = values.get("embargo")
    return f"{values.get('tlp', '')}{f' ({to})' if to else ''}{f', {until}' if until else ''}"


def log_words(log: str) -> tuple[str, str]:
    """The office and the label of a log."""
    audience = audience_of(log)
    return audience.office, label_words(audience.values)
