"""Statements of the ledger on pages: what the desk shows of them to a viewer, and the proof that they are there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from troth.ledger import audience_of, check_proof, prove
from troth.share.desk import Note, Showing

from .scene import Scene, Seen


@dataclass(frozen=True, slots=True)
class Proved:
    """A statement as its viewer sees it, with its proof."""

    note: Note
    fields: tuple[tuple[str, Any], ...]
    """Names and values, without those that would name what the viewer may not see."""
    withheld: tuple[str, ...]
    """Names of the fields that are not shown to this viewer, or were taken out for good."""
    proof: Mapping[str, Any]
    holds: bool
    """Whether the proof was found good when it was made."""


def showing(scene: Scene, seen: Seen) -> Showing:
    """What the viewer of a page may be told that there is: the desk's own rule, at the time of the page."""
    sight = scene.desk.sight(scene.viewer)
    return Showing(scene.desk.mirror, sight, seen.run.picture.statements.keys(), seen.run.as_of)


def visible(scene: Scene, seen: Seen, statement_id: str) -> Note | None:
    """A statement, if it is on record and its label opens it; None, whichever of the two it is not."""
    return scene.desk.mirror.notes.get(statement_id) if showing(scene, seen).is_open(statement_id) else None


def proved(scene: Scene, seen: Seen, statement_id: str) -> Proved | None:
    """A statement with its proof; None where there is none that this viewer may see."""
    note = visible(scene, seen, statement_id)
    if note is None:
        return None
    shown = showing(scene, seen).of(note)
    document = prove(seen.ledger, statement_id, reveal=tuple(shown.fields))
    return Proved(
        note=note,
        fields=tuple(shown.fields.items()),
        withheld=shown.withheld,
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
