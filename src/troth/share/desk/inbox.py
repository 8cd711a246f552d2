"""Complaints as those who handle them see them, as the person with the receipt does, and as everybody may count them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from troth.records.complaint import SENSITIVE, Category, Times

from .complaints import KINDS, SUMMARY, office_of, receipt_of, sights
from .desk import Desk
from .notes import Note

FEWEST = 5
"""A count below this is not published: few people could be told by it."""
WAITS = ("routing", "answer", "closing")
"""What a complaint waits for, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A step on a complaint: passed on, answered or closed."""

    office: str
    """Whom it was passed on to, or who answered or closed it."""
    at: datetime
    text: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A complaint with what became of it, as far as somebody sees it."""

    id: str
    category: str
    place: str
    text: str
    language: str
    at: datetime
    """When it came in; for an office that it was passed on to, when it was."""
    note: str = ""
    referrals: tuple[Said, ...] = ()
    answers: tuple[Said, ...] = ()
    closing: Said | None = None

    @property
    def sensitive(self) -> bool:
        """Whether adjudicators alone handle it."""
        return self.category in SENSITIVE

    @property
    def waits_for(self) -> str:
        """What has to be done next, one of `WAITS`; empty where it is closed."""
        if self.closing is not None:
            return ""
        if self.answers:
            return "closing"
        return "answer" if self.referrals else "routing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A complaint that waits for an office."""

    id: str
    waits_for: str
    due: datetime
    late: bool
    sensitive: bool


def inbox(desk: Desk, office: str, *, role: str) -> tuple[Item, ...]:
    """The complaints that an office handles, the oldest first: all that came in, or those passed on to it.

    Parameters
    ----------
    role
        Of the login that looks; without that of an adjudicator nothing sensitive is among them.
    """
    now, eyes = desk.now(), sights(desk.sight(office))[: 2 if role == "adjudicator" else 1]
    notes = _by_kind(note for note in _about_complaints(desk) if any(one.sees(note, now) for one in eyes))
    if office == desk.owner:
        found = [_item(note, note.subject, notes) for note in notes["complaint"]]
    else:
        own = [note for note in notes["referral"] if _body(note).get("to") == office]
        found = [_item(note, str(_body(note)["of"]), notes) for note in _first_of_each(own)]
    return tuple(
        item
        for item in sorted(found, key=lambda one: (one.at, one.id))
        if role == "adjudicator" or not item.sensitive
    )


def _about_complaints(desk: Desk, kinds: Collection[str] = KINDS) -> list[Note]:
    return sorted(desk.mirror.index.of(*kinds), key=lambda note: (note.recorded_at, note.id))


def _by_kind(notes: Iterable[Note]) -> Mapping[str, list[Note]]:
    found: dict[str, list[Note]] = defaultdict(list)
    for note in sorted(notes, key=lambda one: (one.recorded_at, one.id)):
        found[note.kind].append(note)
    return found


def _first_of_each(referrals: Iterable[Note]) -> list[Note]:
    """One referral for each complaint, should it have been passed on twice."""
    return list({str(_body(note)["of"]): note for note in reversed(list(referrals))}.values())


def _body(note: Note) -> dict[str, Any]:
    return {name[5:]: value for name, value in note.entry.parts.values.items() if name.startswith("body.")}


def _item(note: Note, of: str, notes: Mapping[str, Sequence[Note]]) -> Item:
    told = _body(note)
    said = {
        kind: [(one, _body(one)) for one in notes[kind] if _body(one).get("of") == of]
        for kind in KINDS - {"complaint"}
    }
    ends = [
        Said(
            office=office_of(one.author),
            at=one.recorded_at,
            text=str(body.get("text", "")),
            reason=str(body["reason"]),
        )
        for one, body in said["closing"]
    ]
    return Item(
        id=of, category=str(told["category"]), place=str(told.get("place", "")), text=str(told["text"]),
        language=str(told.get("language", "")), at=note.recorded_at, note=str(told.get("note", "")),
        referrals=tuple(Said(office=str(body["to"]), at=one.recorded_at, text=str(body.get("note", ""))) for one, body in said["referral"]),
        answers=tuple(Said(office=office_of(one.author), at=one.recorded_at, text=str(body["text"])) for one, body in said["answer"]),
        closing=ends[0] if ends else None,
    )  # fmt: skip


def pending(
    items: Iterable[Item], office: str, *, owner: str, times: Times, now: datetime
) -> tuple[Pending, ...]:
    """What waits for an office, what is late first.

    The owner passes on and closes; whoever was asked answers. An answer is due from when the complaint came in, or, for an
    office that it was passed on to, from when it was.
    """
    found = []
    for item in items:
        waits = item.waits_for
        if office != owner:
            answered = any(one.office == office for one in item.answers)
            waits = "" if answered or item.closing is not None else "answer"
        if not waits:
            continue
        within = times.acknowledge_within if waits == "routing" else times.answer_within
        due = within.after(item.at)
        found.append(Pending(id=item.id, waits_for=waits, due=due, late=due < now, sensitive=item.sensitive))
    return tuple(sorted(found, key=lambda one: (not one.late, one.due, one.id)))


def waiting_for(desk: Desk, office: str, *, role: str) -> tuple[Pending, ...]:
    """What waits for an office, for the overview: nothing ever waits for the public or an auditor."""
    if office == "public" or role not in {"officer", "adjudicator"}:
        return ()
    times = desk.case.settings.complaints
    found = pending(inbox(desk, office, role=role), office, owner=desk.owner, times=times, now=desk.now())
    return tuple(
        one for one in found if one.waits_for == "answer" or role == "adjudicator" or office != desk.owner
    )


# --- for the person who holds the receipt -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What the person who holds a receipt reads."""

    received: datetime
    passed_on: datetime | None
    answers: tuple[Said, ...]
    closing: Said | None


def status(desk: Desk, code: str) -> Status | None:
    """What became of a complaint; None for a wrong code, for a text that can be none, and where nothing is there."""
    wanted = receipt_of(code)
    if not wanted:
        return None
    now = desk.now()
    notes = _by_kind(note for note in _about_complaints(desk) if note.recorded_at <= now)
    for note in notes["complaint"]:
        if _body(note).get("receipt") == wanted:
            item = _item(note, note.subject, notes)
            first = item.referrals[0].at if item.referrals else None
            return Status(
                received=note.recorded_at, passed_on=first, answers=item.answers, closing=item.closing
            )
    return None


# --- for everybody ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Published:
    """Counts that tell of no few people: None stands for a count that is kept back."""

    cells: Mapping[tuple[str, str], int | None]
    """By category and area."""
    total: int | None


def counts(desk: Desk, *, until: datetime, areas: Iterable[str]) -> Counter[tuple[str, str]]:
    """How many complaints came in before a time, by category and area.

    Parameters
    ----------
    areas
        The places that the case itself names; anything else that people write is no place to publish, and counts as not said.
    """
    known = {area.casefold(): area for area in areas}
    bodies = [
        _body(note)
        for note in _about_complaints(desk)
        if note.kind == "complaint" and note.recorded_at < until
    ]
    return Counter(
        (str(body["category"]), known.get(str(body.get("place", "")).strip().casefold(), ""))
        for body in bodies
    )


def published(found: Mapping[tuple[str, str], int]) -> Published:
    """What of the counts may be shown to everybody.

    Counts below `FEWEST` are kept back. Whoever learns the total from elsewhere could tell what one of them alone hides, so
    with a single one kept back the smallest other is kept back too. The total itself is told only where nothing is kept
    back: to tell it sometimes would say something by the times at which it is not told.

    >>> published({("aid", "Rafah"): 12, ("term", "Rafah"): 2, ("aid", "Gaza City"): 7}).cells["aid", "Gaza City"] is None
    True
    """
    found = {key: count for key, count in sorted(found.items()) if count > 0}
    hidden = {key for key, count in found.items() if count < FEWEST}
    if len(hidden) == 1 and (
        others := sorted((count, key) for key, count in found.items() if key not in hidden)
    ):
        hidden.add(others[0][1])
    cells = {key: None if key in hidden else count for key, count in found.items()}
    return Published(cells, None if hidden else sum(found.values()))


def week_start(now: datetime) -> datetime:
    """The Monday before a time, at midnight: what is published changes once a week, so that no single one can be seen come in."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=midnight.weekday())


def summaries(desk: Desk, *, viewer: str = "public") -> tuple[Mapping[str, Any], ...]:
    """What offices say to everybody about complaints, the newest first."""
    now, sight = desk.now(), desk.sight(viewer)
    notes = _about_complaints(desk, {SUMMARY})
    seen = sorted(
        (note for note in notes if sight.sees(note, now)),
        key=lambda one: (one.recorded_at, one.id),
        reverse=True,
    )
    return tuple({**_body(note), "office": note.author, "at": note.recorded_at} for note in seen)


def categories() -> tuple[str, ...]:
    """The categories in the order in which a form shows them."""
    return tuple(one.value for one in Category)
