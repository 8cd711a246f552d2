"""The ledger held in memory beside its store, so that pictures and live streams need not ask the database each time.

The store is the truth: a statement is here only after it is on the disk there, and everything here can be read again
from it. Statements that another process appended are found by comparing the heads of logs.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime

from troth.ledger import Ledger, MemoryLedger
from troth.records.canonical import utc_text

from .index import Index
from .notes import Note, note_of, opening_times

_SHOWN = 5
log = logging.getLogger("troth.desk")


class Mirror:
    """A ledger in memory that follows its store."""

    def __init__(self, store: Ledger) -> None:
        self.store = store
        self.ledger = MemoryLedger()
        self.notes: dict[str, Note] = {}
        self.by_subject: dict[tuple[str, str], str] = {}
        """Statement ids by kind and the subject they were given; the first one where two have the same."""
        self.subjects: frozenset[str] = frozenset()
        """Every id that people use."""
        self.index = Index()
        self.openings: list[tuple[datetime, str]] = []
        """Every time at which a statement may open to somebody, with its id, in their order."""
        self.keep: Callable[[Note], bool] = lambda _: True
        """Whether a statement belongs here; one that does not is in the ledger and on no desk."""
        self._sizes: dict[str, int] = {}
        self._lock = threading.Lock()

    @property
    def sizes(self) -> dict[str, int]:
        """How many statements each log has here."""
        return dict(self._sizes)

    def refresh(self) -> tuple[Note, ...]:
        """Take over what is new in the store, in the order (recorded_at, id)."""
        with self._lock:
            fresh: list[Note] = []
            for head in self.store.heads():
                start = self._sizes.get(head.log, 0)
                if head.size > start:
                    rows = self.ledger.take(head.log, self.store.stored(head.log, start))
                    self._sizes[head.log] = start + len(rows)
                    fresh += [note_of(head.log, row.id, row.content) for row in rows]
            if strangers := [note for note in fresh if not self.keep(note)]:
                told = ", ".join(note.id[:12] for note in strangers[:_SHOWN])
                log.error(
                    "%d statements of another exercise or case were written into this ledger and are shown to nobody: %s",
                    len(strangers), told,
                )  # fmt: skip
                fresh = [note for note in fresh if self.keep(note)]
            fresh.sort(key=lambda note: (utc_text(note.recorded_at), note.id))
            self._add(fresh)
            return tuple(fresh)

    def _add(self, fresh: Iterable[Note]) -> None:
        notes, subjects = dict(self.notes), dict(self.by_subject)
        openings = list(self.openings)
        for note in fresh:
            notes[note.id] = note
            self.index.add(note)
            subjects.setdefault((note.kind, note.subject), note.id)
            openings += [(at, note.id) for at in opening_times(note)]
        openings.sort()
        self.notes, self.by_subject, self.openings = notes, subjects, openings
        self.subjects = frozenset(subject for _, subject in subjects)
