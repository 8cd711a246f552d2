"""What an office wants to say, made ready to enter the ledger: fields as texts in, one statement out.

Forms, files and the API all give the same cells, so that one set of rules holds for all of them. What can be said is
said in `KINDS`; each kind is one function from its cells to a `Said`, or to None after every problem was noted.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from troth.case import Case
from troth.case.picture import Picture
from troth.case.problems import Problems
from troth.records.base import Record
from troth.records.canonical import canonical
from troth.records.label import Label

from .mirror import Mirror
from .notes import Note
from .sight import Sight

_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""Without letters that are taken for digits, and without vowels that make words."""
_LENGTH = 6
_PLAIN = re.compile(r"[^\w.]+")
Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Something that an office wants to say.

    Parameters
    ----------
    kind
        One of `KINDS`: ``report``, ``message``, ``acknowledgement``, …
    cells
        Its fields, as texts; a blank one counts as absent.
    ref
        The office's own reference. The same one sent again is the same statement, however often it arrives.
    line
        Where it stands in the file that it came in.
    """

    kind: str
    cells: Cells
    ref: str = ""
    line: int | None = None

    def digest(self) -> str:
        """What tells this draft from another with the same reference."""
        return sha256(canonical([self.kind, plain_cells(self.cells)])).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A draft that holds: what becomes a statement."""

    kind: str
    subject: str
    """The id that people use."""
    record: Record
    label: Label
    supersedes: str | None = None
    """Statement id."""
    retracts: str | None = None
    author: str = ""
    """A chamber of the office that says it (see `complaints`), where it is not for the whole office; empty: the office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Who says it, when, and what they can see: everything that a rule may ask for."""

    case: Case
    picture: Picture
    """As the office sees it now."""
    mirror: Mirror
    sight: Sight
    now: datetime
    problems: Problems = field(default_factory=Problems)
    file: str = "post"
    known: dict[str, frozenset[str]] = field(default_factory=dict)
    """What may be named, by kind; gathered when it is first asked for."""

    @property
    def office(self) -> str:
        """The office that speaks."""
        return self.sight.viewer

    def note_of(self, kinds: tuple[str, ...], subject: str) -> Note | None:
        """The statement with a subject that the office can see; None where there is none, or none for them."""
        found = (self.mirror.by_subject.get((kind, subject)) for kind in kinds)
        notes = [self.mirror.notes[one] for one in found if one is not None]
        return next((note for note in notes if self.sight.sees(note, self.now)), None)

    def new_id(self) -> str:
        """An id that nobody has, and that says nothing of how many there are.

        >>> bool(re.fullmatch("[A-Z0-9]{6}", "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))))
        True
        """
        while True:
            name = f"{slug(self.office)}-{''.join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))}"
            if name not in self.mirror.subjects:
                return name


Maker = Callable[[Saying, Draft], Said | None]
KINDS: dict[str, Maker] = {}
"""What can be said at a desk, by the kind of its draft."""


def says(kind: str) -> Callable[[Maker], Maker]:
    """Let a kind of draft be made by a function."""

    def register(maker: Maker) -> Maker:
        KINDS[kind] = maker
        return maker

    return register


def slug(office: str) -> str:
    """An office's name as the beginning of an id.

    >>> slug("United States")
    'United-States'
    """
    return _PLAIN.sub("-", office).strip("-")[:40] or "office"


def plain_cells(cells: Mapping[str, Any]) -> dict[str, str]:
    """Cells without blanks around them, and without those that are blank.

    >>> plain_cells({"event": " attack ", "note": "  "})
    {'event': 'attack'}
    """
    stripped = {name: str(value).strip() for name, value in cells.items() if value is not None}
    return {name: value for name, value in stripped.items() if value}
