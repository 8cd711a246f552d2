"""Messages, acknowledgements and judgements: what offices say to each other about the case."""

from troth.case.fields import Spot, names
from troth.records.label import Label, Tlp
from troth.records.message import ABOUT, Acknowledgement, Message, MessageForm, names_something
from troth.records.verdict import Judgement

from .labels import answering, hold_correction, hold_to, noted, read_label
from .mirror import Note
from .saying import Cells, Draft, Said, Saying, plain_cells, says

STATEMENTS = ("evidence", "message", "judgement")
"""Kinds of statements that can be acknowledged, and spoken of by their id."""
_ROW_KINDS = {
    "term": ("term",), "agreement": ("agreement",), "report": ("evidence",), "incident": ("incident",),
    "source": ("source",), "message": ("message",),
}  # fmt: skip
_MESSAGE = frozenset(
    {"about", "form", "text", "reply_to", "supersedes", "retracts", "tlp", "release_to", "embargo"}
)
_ACKNOWLEDGEMENT = frozenset({"of", "tlp", "release_to", "embargo"})
_JUDGEMENT = frozenset({"about", "decision", "reason", "because", "dissent", "tlp", "release_to", "embargo"})
GONE = "taken back"
"""The text of a message that only takes another back."""


@says("message")
def message(saying: Saying, draft: Draft) -> Said | None:
    """A note, a question, a reply, a notice or a red line; or the correction or withdrawal of an earlier one."""
    cells, spot = plain_cells(draft.cells), noted(saying.problems, draft.line, file=saying.file)
    before = saying.problems.count(saying.file)
    _only(spot, cells, _MESSAGE)
    answered = _there(spot, saying, "reply_to", ("message",), cells)
    replaced = _own(spot, saying, "supersedes", cells)
    withdrawn = _own(spot, saying, "retracts", cells)
    cells = _filled(cells, saying, answered, withdrawn or replaced)
    label = _label(spot, saying, cells, withdrawn)
    about = _about(spot, saying, cells.get("about", ""))
    words: dict[str, str] = {
        name: cells[name] for name in ("about", "form", "text", "reply_to") if name in cells
    }
    record = spot.build(Message, words | {"id": saying.new_id()})
    if label is None or record is None or saying.problems.count(saying.file) > before:
        return None
    if replaced is not None and _is_red_line(replaced) and cells.get("form") != MessageForm.RED_LINE:
        spot.bad(
            "supersedes", found=replaced.subject, expected="a red line in the place of a red line",
            remedy="take it back, and write the message anew",
        )  # fmt: skip
        return None
    owner, members = saying.case.owner, saying.case.members
    for target in {one.id: one for one in (about, answered) if one is not None}.values():
        hold_to(spot, label, saying.office, target, owner=owner, members=members)
    if replaced is not None:
        hold_correction(spot, label, saying.office, replaced, owner=owner, members=members)
    return Said(
        kind="message", subject=record.id, record=record, label=label,
        supersedes=replaced.id if replaced else None, retracts=withdrawn.id if withdrawn else None,
    )  # fmt: skip


@says("acknowledgement")
def acknowledgement(saying: Saying, draft: Draft) -> Said | None:
    """That a report, a message or a judgement was received: told to whoever said it and to those who can see it."""
    cells, spot = plain_cells(draft.cells), noted(saying.problems, draft.line, file=saying.file)
    before = saying.problems.count(saying.file)
    _only(spot, cells, _ACKNOWLEDGEMENT)
    target = _there(spot, saying, "of", STATEMENTS, cells)
    if target is None and "of" not in cells:
        spot.bad("of", expected="what was received", remedy="give the id of a report or a message")
    if target is None or saying.problems.count(saying.file) > before:
        return None
    if target.author == saying.office:
        spot.bad(
            "of", found=target.subject, expected="what another office said", remedy="nothing is to be done"
        )
        return None
    if _has_acknowledged(saying, target):
        spot.bad(
            "of",
            found=target.subject,
            expected="something not acknowledged yet",
            remedy="nothing is to be done",
        )
        return None
    label = answering(target.label, author=saying.office, target_author=target.author)
    record = Acknowledgement(id=saying.new_id(), of=target.subject)
    return Said(kind="acknowledgement", subject=record.id, record=record, label=label)


@says("judgement")
def judgement(saying: Saying, draft: Draft) -> Said | None:
    """A decision of an office on a report, a term or an incident; it is shown beside the verdicts and moves none."""
    cells, spot = plain_cells(draft.cells), noted(saying.problems, draft.line, file=saying.file)
    before = saying.problems.count(saying.file)
    _only(spot, cells, _JUDGEMENT)
    label = read_label(spot, cells, saying.case.settings.zone, saying.case.members)
    about = _about(spot, saying, cells.get("about", ""))
    if not names_something(cells.get("about", "")):
        remedy = "write it as term:T1, or as case for the whole of it"
        spot.bad(
            "about",
            found=cells.get("about"),
            expected=f"one of {', '.join(ABOUT)} with a name",
            remedy=remedy,
        )
    if "decision" not in cells:
        spot.bad("decision", expected="what was decided", remedy="write it in a sentence")
    if label is None or saying.problems.count(saying.file) > before:
        return None
    if about is not None:
        hold_to(spot, label, saying.office, about, owner=saying.case.owner, members=saying.case.members)
    record = Judgement(
        subject=cells["about"], decision=cells["decision"], by=saying.office, decided_at=saying.now,
        reason=cells.get("reason", ""), because=_names(cells.get("because")), dissent=_names(cells.get("dissent")),
    )  # fmt: skip
    return Said(kind="judgement", subject=saying.new_id(), record=record, label=label)


def _has_acknowledged(saying: Saying, target: Note) -> bool:
    return any(
        note.kind == "acknowledgement"
        and note.author == saying.office
        and note.entry.parts.values.get("body.of") == target.subject
        for note in saying.mirror.notes.values()
    )


def _names(text: str | None) -> tuple[str, ...]:
    found = names(text or "")
    return found if isinstance(found, tuple) else ()


def _only(spot: Spot, cells: Cells, known: frozenset[str]) -> None:
    for name in sorted(cells.keys() - known):
        spot.bad(name, found=cells[name], expected="a known field", remedy=f"use {', '.join(sorted(known))}")


def _there(spot: Spot, saying: Saying, field: str, kinds: tuple[str, ...], cells: Cells) -> Note | None:
    """The statement that a field names, where the office can see it; None after noting that it cannot."""
    name = cells.get(field)
    if name is None:
        return None
    found = saying.note_of(kinds, name)
    if found is None:
        spot.bad(field, found=name, expected="something that you can see", remedy="copy its id from its page")
    return found


def _own(spot: Spot, saying: Saying, field: str, cells: Cells) -> Note | None:
    found = _there(spot, saying, field, ("message",), cells)
    if found is not None and found.author != saying.office:
        spot.bad(field, found=found.subject, expected="a message of your own", remedy="reply to it instead")
        return None
    if found is not None and found.id in replaced_ids(saying):
        spot.bad(
            field,
            found=found.subject,
            expected="a message that still stands",
            remedy="correct its newest version",
        )
        return None
    return found


def _is_red_line(note: Note) -> bool:
    return note.entry.parts.values.get("body.form") == MessageForm.RED_LINE.value


def replaced_ids(saying: Saying) -> frozenset[str]:
    """The messages of the office that it corrected or took back already."""
    own = (
        note
        for note in saying.mirror.notes.values()
        if note.author == saying.office and note.kind == "message"
    )
    found: set[str] = set()
    for note in own:
        statement = note.entry.statement
        found |= {*statement.supersedes, *([statement.retracts] if statement.retracts else [])}
    return frozenset(found)


def _filled(cells: Cells, saying: Saying, answered: Note | None, old: Note | None) -> dict[str, str]:
    """A reply is about what it answers, a correction about what the first version was about, unless they say so."""
    filled = dict(cells)
    if answered is not None:
        filled.setdefault("form", MessageForm.REPLY.value)
        filled.setdefault("about", str(answered.entry.parts.values.get("body.about", "")))
        if not filled.keys() & {"tlp", "release_to", "embargo"}:
            filled |= _written(answering(answered.label, author=saying.office, target_author=answered.author))
    if old is not None:
        for name in ("about", "form", "reply_to"):
            filled.setdefault(name, str(old.entry.parts.values.get(f"body.{name}") or ""))
        if not filled.keys() & {"tlp", "release_to", "embargo"}:
            filled |= _written(old.label)
    if "retracts" in cells:
        filled.setdefault("text", GONE)
    return plain_cells(filled)


def _written(label: Label) -> dict[str, str]:
    until = "" if label.embargo is None else label.embargo.isoformat()
    return {"tlp": label.tlp.value, "release_to": ";".join(label.release_to), "embargo": until}


def _label(spot: Spot, saying: Saying, cells: Cells, withdrawn: Note | None) -> Label | None:
    """The label; that of a red line is given, and that of a withdrawal is the one of what it takes back."""
    if withdrawn is not None:
        return withdrawn.label
    if cells.get("form") == MessageForm.RED_LINE:
        if cells.get("release_to") or cells.get("tlp", Tlp.RED.value) != Tlp.RED.value:
            spot.bad(
                "tlp", found=cells.get("tlp", ""), expected="RED without a release list: a red line is for your own office",
                remedy="leave the label out, or write a note for the others",
            )  # fmt: skip
            return None
        return Label(tlp=Tlp.RED)
    return read_label(spot, cells, saying.case.settings.zone, saying.case.members)


def _about(spot: Spot, saying: Saying, about: str) -> Note | None:
    """The row that a message is about; None where it is about the case, a place or a project."""
    kind, _, name = about.partition(":")
    if kind not in _ROW_KINDS or not name:
        return None
    found = saying.note_of(_ROW_KINDS[kind], name)
    if found is None:
        spot.bad(
            "about", found=about, expected=f"a {kind} that you can see", remedy="copy its id from its page"
        )
    return found
