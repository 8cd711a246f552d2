"""Who was shown what is restricted: every page is looked through before it goes out, and what it names is written down."""

from collections.abc import Callable, Sequence

from troth.share.desk import Desk

from .caller import Caller

Write = Callable[[Caller, str, Sequence[str]], None]


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
        sight, now = desk.sight(viewer), desk.now()
        shown = [
            note.id
            for note in desk.mirror.index.restricted_in(text)
            if note.author != viewer and sight.sees(note, now)
        ]
        if shown:
            self._write(caller, f"page {path}", shown)
