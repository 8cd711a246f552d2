"""What offices said to each other, as one viewer sees it: which messages stand, and who received what."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from troth.records.label import Label

from .mirror import Mirror
from .notes import Note
from .sight import Sight

SPOKEN = frozenset({"message", "judgement"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """That an office acknowledged a statement, and when."""

    office: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A statement that was made at a desk, as a viewer sees it."""

    id: str
    """Statement id."""
    kind: str
    subject: str
    author: str
    at: datetime
    label: Label
    body: Mapping[str, Any]
    replaced_by: str | None = None
    """The subject of the later version, where the viewer sees one."""
    withdrawn: bool = False
    receipts: tuple[Receipt, ...] = ()

    @property
    def about(self) -> str:
        """What it is about, as ``term:T1``; a report is about itself."""
        return str(self.body.get("about") or self.body.get("subject") or "")

    @property
    def stands(self) -> bool:
        """Whether it was neither corrected nor taken back."""
        return self.replaced_by is None and not self.withdrawn

    def acknowledged_by(self, office: str) -> bool:
        """Whether an office said that it received it."""
        return any(receipt.office == office for receipt in self.receipts)


def posts(mirror: Mirror, sight: Sight, at: datetime, *, kinds: Iterable[str] = SPOKEN) -> tuple[Post, ...]:
    """The statements of some kinds that a viewer sees, the oldest first; those that only withdraw are left out."""
    wanted = mirror.index.of(*{*kinds, "acknowledgement"})
    seen = [note for note in wanted if sight.sees(note, at)]
    seen.sort(key=lambda note: (note.recorded_at, note.id))
    received = receipts(seen)
    replaced, withdrawn = _ends(seen)
    return tuple(
        Post(
            id=note.id, kind=note.kind, subject=note.subject, author=note.author, at=note.recorded_at, label=note.label,
            body=body_of(note), replaced_by=replaced.get(note.id), withdrawn=note.id in withdrawn,
            receipts=tuple(received.get(note.subject, ())),
        )
        for note in seen
        if note.kind != "acknowledgement" and not note.entry.parts.values.get("retracts")
    )  # fmt: skip


def body_of(note: Note) -> dict[str, Any]:
    """What a statement says, by field."""
    values = note.entry.parts.values
    return {name[5:]: value for name, value in values.items() if name.startswith("body.")}


def receipts(seen: Iterable[Note]) -> dict[str, list[Receipt]]:
    """Who acknowledged what, by the subject that was received; the first word of each office counts."""
    found: dict[str, dict[str, Receipt]] = defaultdict(dict)
    for note in seen:
        if note.kind == "acknowledgement":
            of = str(note.entry.parts.values.get("body.of", ""))
            found[of].setdefault(note.author, Receipt(office=note.author, at=note.recorded_at))
    return {of: list(by.values()) for of, by in found.items()}


def _ends(seen: Sequence[Note]) -> tuple[dict[str, str], set[str]]:
    """Which statements were replaced, by what, and which were withdrawn."""
    replaced: dict[str, str] = {}
    withdrawn: set[str] = set()
    for note in seen:
        values = note.entry.parts.values
        old = values.get("supersedes")
        replaced.update({str(one): note.subject for one in old} if isinstance(old, list) else {})
        if taken := values.get("retracts"):
            withdrawn.add(str(taken))
    return replaced, withdrawn


def thread(every: Iterable[Post], about: str) -> tuple[Post, ...]:
    """The posts about something and all replies to them, the oldest first."""
    found: dict[str, Post] = {}
    for post in every:
        if post.about == about or str(post.body.get("reply_to", "")) in {
            one.subject for one in found.values()
        }:
            found[post.id] = post
    return tuple(found.values())


def arranged(posts: Sequence[Post]) -> list[tuple[Post, int]]:
    """Each post with its replies behind it, and how deep it stands; otherwise in the given order.

    A reply to something that is not among the posts stands on its own.
    """
    subjects = {post.subject for post in posts}
    below: dict[str, list[Post]] = defaultdict(list)
    for post in posts:
        parent = str(post.body.get("reply_to") or "")
        below[parent if parent in subjects and parent != post.subject else ""].append(post)
    found: list[tuple[Post, int]] = []
    waiting = [(post, 0) for post in reversed(below[""])]
    while waiting:
        post, depth = waiting.pop()
        found.append((post, depth))
        waiting += [(reply, depth + 1) for reply in reversed(below[post.subject])]
    return found
