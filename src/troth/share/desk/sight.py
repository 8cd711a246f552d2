"""Who sees what, and from when: the one question that every outlet of a desk asks before it shows anything."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from troth.records.label import Decision, Label, readable

from .notes import Note, opening_times

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sight:
    """What a viewer may see, by the table of labels.

    Parameters
    ----------
    viewer
        A party of the case, or ``"public"``.
    owner, members
        The case's owner and all its parties.
    """

    viewer: str
    owner: str
    members: Collection[str]

    def decides(self, note: Note, at: datetime) -> Decision:
        """Whether a statement is shown at a time, and why."""
        if note.recorded_at > at:
            return Decision(allowed=False, why="nothing is known of it yet")
        return readable(
            note.label, self.viewer, at, author=note.author, owner=self.owner, members=self.members
        )

    def sees(self, note: Note, at: datetime) -> bool:
        """Whether a statement is shown at a time."""
        return self.since(note) <= at

    def since(self, note: Note) -> datetime:
        """From when a statement is shown; the end of time where it never is.

        An embargo is the only thing that time changes, so a statement opens once and stays open.
        """
        for at in opening_times(note):
            if self.opens(note.label, note.author, at):
                return at
        return _NEVER

    def opens(self, label: Label, author: str, at: datetime) -> bool:
        """Whether a label opens what an office says, at a time."""
        return readable(label, self.viewer, at, author=author, owner=self.owner, members=self.members).allowed
