"""Who was shown what is restricted: every page is looked through before it goes out, and what it names is written down."""

import re
from collections.abc import Callable, Sequence

from troth.records.label import Label, Tlp
from troth.share.desk import Desk, Note

from .caller import Caller

_NAMES = re.compile(r"[\w-]+")
Write = Callable[[Caller, str, Sequence[str]], None]


def is_restricted(label: Label) -> bool:
    """Whether a label keeps a statement to named offices, or kept it back for a time."""
    return label.tlp not in {Tlp.CLEAR, Tlp.GREEN} or label.embargo is not None


class Witness:
    """Writes down what pages show of restricted statements.

    Parameters
    ----------
    write
        Keeps it: who, through which page, which statements. Called before the page is sent.
    """

    def __init__(self, write: Write) -> None:
        self._write = write

    def saw(self, desk: Desk, caller: Caller, viewer: str, path: str, text: str) -> None:
        """Note which restricted statements of others a page names, by their ids or the ids that people use."""
        if not caller.handle:
            return
        named = set(_NAMES.findall(text))
        shown = [
            note.id
            for note in restricted(desk, viewer)
            if note.id in named or _is_named(note.subject, named, text)
        ]
        if shown:
            self._write(caller, f"page {path}", shown)


def _is_named(subject: str, named: set[str], text: str) -> bool:
    """Whether a page names a statement by the id that people use; one of several words is looked for as a whole."""
    if _NAMES.fullmatch(subject):
        return subject in named
    return bool(subject) and subject in text


def restricted(desk: Desk, viewer: str) -> list[Note]:
    """The restricted statements of others that a viewer sees now."""
    sight, now = desk.sight(viewer), desk.now()
    return [
        note
        for note in desk.mirror.notes.values()
        if is_restricted(note.label) and note.author != viewer and sight.sees(note, now)
    ]
