"""What the live stream says, as bytes: the frames of server-sent events (WHATWG HTML, "Server-sent events")."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from typing import Any, NamedTuple

from troth.case import Run
from troth.case.changes import changed, key_of
from troth.records.label import Tlp
from troth.share.desk import Note, Showing
from troth.share.document import plain

OPEN_TO_ALL = frozenset({Tlp.CLEAR, Tlp.GREEN})
"""Labels that restrict a statement to nobody in particular: reading it is not written down."""
HEARTBEAT = b": here\n\n"
RETRY_MS = 2_000
"""After so long a browser comes back by itself."""


class Frame(NamedTuple):
    """One event, as it goes to every client of a view."""

    data: bytes
    statement: str = ""
    """Id of the statement that it tells of."""
    place: str = ""
    restricted: bool = False
    """Whether its label keeps it to named offices."""
    late: bool = False
    """Whether it came under a time that had been passed already."""


def frame(event: str, data: Mapping[str, Any], *, place: str = "") -> bytes:
    """An event as bytes; what it says stays on one line.

    >>> frame("hello", {"viewer": "Qatar"}, place="2023-11-24T00:00:00.000000Z/").decode().splitlines()
    ['event: hello', 'id: 2023-11-24T00:00:00.000000Z/', 'data: {"viewer":"Qatar"}', '']
    """
    text = json.dumps(
        data, separators=(",", ":")
    )  # ASCII: some clients take rare letters for the end of a line
    mark = f"id: {place}\n" if place else ""
    return f"event: {event}\n{mark}data: {text}\n\n".encode()


def greeting(viewer: str, place: str) -> bytes:
    """What a stream begins with: how soon to come back, whose view it is, and from where it goes on."""
    return f"retry: {RETRY_MS}\n".encode() + frame("hello", {"viewer": viewer}, place=place)


def told(note: Note, showing: Showing, zone: tzinfo, *, place: str) -> Frame:
    """A statement as an event: enough to know whether to look, nothing of what it says."""
    data = {
        "id": note.id,
        "kind": note.kind,
        "subject": note.subject,
        "author": note.author,
        "at": note.recorded_at.astimezone(zone).isoformat(),
        "about": list(showing.about(note)),
        "label": note.label.tlp.value,
    }
    return Frame(
        frame("statement", data, place=place), note.id, place, restricted=note.label.tlp not in OPEN_TO_ALL,
    )  # fmt: skip


def verdicts(now: Run, before: Run) -> Frame | None:
    """The verdicts that stand otherwise than in the run before, as an event; None where all stand as they did."""
    rows = changed(now.picture, now.verdicts, before.picture, before.verdicts)
    gone = {key_of(one) for one in before.verdicts} - {key_of(one) for one in now.verdicts}
    found = [
        *({name: row[name] for name in ("term", "instance", "obligor", "was", "now")} for row in rows),
        *_ended(before, gone),
    ]
    if not found:
        return None
    data = plain({"as_of": now.as_of, "changed": found}, now.case.settings.zone)
    return Frame(frame("verdicts", data if isinstance(data, dict) else {}))


def _ended(before: Run, gone: Iterable[tuple[str, str | None, str | None]]) -> Sequence[dict[str, Any]]:
    """Verdicts that are no longer given: an instance that is owed no more."""
    states = {key_of(one): one.state for one in before.verdicts}
    keys = sorted(gone, key=lambda key: tuple(part or "" for part in key))
    return [
        {"term": term, "instance": instance, "obligor": obligor, "was": states[term, instance, obligor], "now": None}
        for term, instance, obligor in keys
    ]  # fmt: skip
