"""What of a statement is shown: a label opens it as a whole, and yet it may name something that is kept from its reader.

A field that names rows is shown where the viewer sees every one of them, and withheld where they do not: the same for
what is hidden and for what is not there, so that nobody learns from it whether a thing exists.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from troth.case.statements import REF

from .mirror import Mirror
from .notes import Note
from .sight import Sight

ROWS = frozenset({"term", "agreement", "incident", "step", "panel"})
"""Kinds of rows that a picture withholds as a whole where they lean on something hidden."""
ALWAYS = frozenset({"author", "kind", "label", "recorded_at", "recorded_at_precision"})
_REPORTS = ("evidence", "retraction", "message", "judgement")
_KINDS = {
    "term": ("term",), "agreement": ("agreement",), "report": ("evidence", "retraction"), "incident": ("incident",),
    "source": ("source",), "message": ("message",),
}  # fmt: skip
"""What an ``about`` can lead to, and the kinds of statements that are it."""
SPOKEN = frozenset({"message", "judgement", "acknowledgement"})
"""Kinds of what offices say to each other."""
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement as its viewer sees it."""

    note: Note
    fields: Mapping[str, Any]
    """Values by field, without those that would name what the viewer may not see."""
    withheld: tuple[str, ...]
    """Names of the fields that are not shown to this viewer, or were taken out for good."""

    @property
    def body(self) -> dict[str, Any]:
        """What it says, by field."""
        return {name[5:]: value for name, value in self.fields.items() if name.startswith("body.")}


@dataclass(frozen=True, slots=True)
class Showing:
    """What a viewer may be told that there is.

    Parameters
    ----------
    rows
        Kind and id of the rows in the viewer's picture.
    at
        The time of the picture.
    """

    mirror: Mirror
    sight: Sight
    rows: Collection[Key]
    at: datetime

    def of(self, note: Note) -> Shown:
        """A statement that the viewer may see, without what it names beside."""
        values = note.entry.parts.values
        leans = note.kind in ROWS and (note.kind, note.subject) not in self.rows
        kept = {
            name: value
            for name, value in sorted(values.items())
            if (name in ALWAYS if leans else self._tells_nothing_hidden(note, name, value))
        }
        gone = tuple(sorted({*values, *note.entry.redacted} - set(kept)))
        return Shown(note, kept, gone)

    def about(self, note: Note) -> tuple[str, ...]:
        """What a statement is about, as ``term:T1``: of what it names, that which the viewer sees."""
        body = self.of(note).body
        if note.kind in {"evidence", "retraction"}:
            return tuple(f"term:{one}" for one in _texts(body.get("terms")))
        if note.kind == "acknowledgement":
            return tuple(self._kind_of(one) for one in _texts(body.get("of")))
        return tuple(_texts(body.get("about") or body.get("subject")))

    def sees(self, kinds: Collection[str], subject: str) -> bool:
        """Whether the viewer sees a statement of one of some kinds with the id that people use."""
        ids = (self.mirror.by_subject.get((kind, subject)) for kind in kinds)
        return any(one is not None and self.is_open(one) for one in ids)

    def _kind_of(self, subject: str) -> str:
        for name in ("message", "judgement"):
            if self.sees((name,), subject):
                return f"{name}:{subject}"
        return f"report:{subject}"

    def is_open(self, statement_id: str) -> bool:
        """Whether the viewer sees the statement of an id."""
        note = self.mirror.notes.get(statement_id)
        return note is not None and self.sight.sees(note, self.at)

    def _tells_nothing_hidden(self, note: Note, name: str, value: object) -> bool:
        if (
            name == f"body.{REF}"
        ):  # the author's own number, and a digest by which what is taken out could be guessed
            return note.author == self.sight.viewer
        test = _TESTS.get(name) or (_SPOKEN.get(name) if note.kind in SPOKEN else None)
        return test is None or all(test(self, one) for one in _texts(value))

    def is_row(self, kind: str, name: str) -> bool:
        """Whether a row is in the viewer's picture."""
        return (kind, name) in self.rows

    def is_said(self, name: str) -> bool:
        """Whether a name is that of a term, or of something said that the viewer sees."""
        return self.is_row("term", name) or self.sees(_REPORTS, name)

    def leads_somewhere(self, about: str) -> bool:
        """Whether what is spoken of is something that the viewer sees, or a place or a project, which nobody hides."""
        kind, _, name = about.partition(":")
        if kind not in _KINDS or not name:  # the case, a place or a project: it names no statement
            return True
        return (kind, name) in self.rows if kind in ROWS else self.sees(_KINDS[kind], name)


Test = Callable[[Showing, str], bool]
_TESTS: Mapping[str, Test] = {
    "supersedes": Showing.is_open,
    "retracts": Showing.is_open,
    "source": lambda showing, name: showing.sees(("source",), name),
    "body.terms": lambda showing, name: showing.is_row("term", name),
    "body.cooperation": lambda showing, name: showing.is_row("term", name),
    "body.stance": lambda showing, name: name == "*" or showing.is_row("term", name),
    "body.agreement": lambda showing, name: showing.is_row("agreement", name),
    "body.incident": lambda showing, name: showing.is_row("incident", name),
}
"""Whether a name in a field is one that the viewer sees."""
_SPOKEN: Mapping[str, Test] = {
    "body.about": Showing.leads_somewhere,
    "body.subject": Showing.leads_somewhere,
    "body.because": Showing.is_said,
    "body.of": Showing.is_said,
    "body.reply_to": Showing.is_said,
}
"""The same for the fields of what offices say to each other."""


def _texts(value: object) -> Iterator[str]:
    """The names in a value: of a table its keys."""
    if isinstance(value, str):
        yield from [value] if value else []
    elif isinstance(value, list | dict):
        for one in value:
            yield from _texts(one)
