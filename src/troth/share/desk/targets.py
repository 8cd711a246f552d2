"""What a post speaks of: that it is there, that the office can see it, and that it may be spoken of so.

What is hidden and what does not exist are answered in the same words.
"""

from collections.abc import Collection

from troth.case.fields import Spot
from troth.records.label import Label

from .notes import Note
from .saying import Cells, Saying

STATEMENTS = ("evidence", "message", "judgement")
"""Kinds of statements that can be acknowledged, and spoken of by their id."""
_ROW_KINDS = {
    "term": ("term",), "agreement": ("agreement",), "report": ("evidence",), "incident": ("incident",),
    "source": ("source",), "message": ("message",),
}  # fmt: skip
GONE = "taken back"
"""What a message or a judgement says that only takes another back."""


def only(spot: Spot, cells: Cells, known: Collection[str]) -> None:
    """Note every field that nobody knows."""
    for name in sorted(cells.keys() - set(known)):
        spot.bad(name, found=cells[name], expected="a known field", remedy=f"use {', '.join(sorted(known))}")


def there(spot: Spot, saying: Saying, field: str, kinds: tuple[str, ...], cells: Cells) -> Note | None:
    """The statement that a field names, where the office can see it; None after noting that it cannot."""
    name = cells.get(field)
    return None if name is None else named(spot, saying, field, kinds, name)


def named(spot: Spot, saying: Saying, field: str, kinds: tuple[str, ...], name: str) -> Note | None:
    """The statement of a name, where the office can see it; None after noting that it cannot."""
    found = saying.note_of(kinds, name)
    if found is None:
        spot.bad(field, found=name, expected="something that you can see", remedy="copy its id from its page")
    return found


def own(spot: Spot, saying: Saying, field: str, kind: str, cells: Cells) -> Note | None:
    """The office's own statement that a field names and that still stands; None after noting that there is none."""
    found = there(spot, saying, field, (kind,), cells)
    if found is not None and found.author != saying.office:
        spot.bad(field, found=found.subject, expected=f"a {kind} of your own", remedy="reply to it instead")
        return None
    if found is not None and found.id in replaced_ids(saying, kind):
        spot.bad(
            field,
            found=found.subject,
            expected=f"a {kind} that still stands",
            remedy="correct its newest version",
        )
        return None
    return found


def ends(spot: Spot, saying: Saying, kind: str, cells: Cells) -> tuple[Note | None, Note | None]:
    """What a draft corrects, and what it takes back: one of the two, if any."""
    replaced = own(spot, saying, "supersedes", kind, cells)
    withdrawn = own(spot, saying, "retracts", kind, cells)
    if "supersedes" in cells and "retracts" in cells:
        spot.bad(
            "retracts", found=cells["retracts"], expected="a correction or a withdrawal, not both",
            remedy="leave one of the two out",
        )  # fmt: skip
    return replaced, withdrawn


def replaced_ids(saying: Saying, kind: str) -> frozenset[str]:
    """The statements of a kind that the office corrected or took back already."""
    found: set[str] = set()
    for note in saying.mirror.index.of(kind):
        if note.author == saying.office:
            statement = note.entry.statement
            found |= {*statement.supersedes, *([statement.retracts] if statement.retracts else [])}
    return frozenset(found)


def about(spot: Spot, saying: Saying, text: str) -> Note | None:
    """The row that something is about; None where it is about the case, a place or a project, or after noting a mistake."""
    kind, _, name = text.partition(":")
    if kind not in _ROW_KINDS or not name:
        return None
    found = saying.note_of(_ROW_KINDS[kind], name)
    if found is None:
        spot.bad(
            "about", found=text, expected=f"a {kind} that you can see", remedy="copy its id from its page"
        )
    return found


def written(label: Label) -> dict[str, str]:
    """A label as the cells of a draft."""
    until = "" if label.embargo is None else label.embargo.isoformat()
    return {"tlp": label.tlp.value, "release_to": ";".join(label.release_to), "embargo": until}
