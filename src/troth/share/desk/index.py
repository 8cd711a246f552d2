"""What pages ask for over and over, found without looking through everything that was ever said.

It only grows: a reader in another thread sees a statement, or does not see it yet.
"""

import re
from collections import defaultdict
from itertools import chain

from troth.records.label import is_restricted

from .notes import Note

_WORDS = re.compile(r"[\w-]+")


class Index:
    """Statements by their kind, and restricted ones by the names that a page may show of them."""

    def __init__(self) -> None:
        self._kinds: dict[str, list[Note]] = defaultdict(list)
        self._named: dict[str, list[Note]] = defaultdict(list)
        self._phrases: list[Note] = []

    def add(self, note: Note) -> None:
        """Take in a statement."""
        self._kinds[note.kind].append(note)
        if not is_restricted(note.label):
            return
        self._named[note.id].append(note)
        if _WORDS.fullmatch(note.subject):
            self._named[note.subject].append(note)
        elif note.subject:
            self._phrases.append(note)

    def of(self, *kinds: str) -> list[Note]:
        """The statements of some kinds, in the order in which they came, kind by kind."""
        return list(chain.from_iterable(tuple(self._kinds.get(kind, ())) for kind in kinds))

    def restricted_in(self, text: str) -> list[Note]:
        """The restricted statements that a text names, by their ids or the ids that people use."""
        words = set(_WORDS.findall(text))
        found = {note.id: note for word in words for note in tuple(self._named.get(word, ()))}
        found |= {note.id: note for note in tuple(self._phrases) if note.subject in text}
        return [found[name] for name in sorted(found)]
