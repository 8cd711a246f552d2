"""Messages and acknowledgements: what offices say to each other about the case."""

from troth.case.fields import Spot
from troth.records.label import Label, Tlp
from troth.records.message import Acknowledgement, Message, MessageForm

from .labels import answering, hold_correction, hold_to, noted, read_label
from .notes import Note
from .saying import Cells, Draft, Said, Saying, plain_cells, says
from .targets import GONE, STATEMENTS, about, ends, only, there, written

_MESSAGE = frozenset(
    {"about", "form", "text", "reply_to", "supersedes", "retracts", "tlp", "release_to", "embargo"}
)
_ACKNOWLEDGEMENT = frozenset({"of", "tlp", "release_to", "embargo"})


@says("message")
def message(saying: Saying, draft: Draft) -> Said | None:
    """A note, a question, a reply, a notice or a red line; or the correction or withdrawal of an earlier one."""
    cells, spot = plain_cells(draft.cells), noted(saying.problems, draft.line, file=saying.file)
    before = saying.problems.count(saying.file)
    only(spot, cells, _MESSAGE)
    answered = there(spot, saying, "reply_to", ("message",), cells)
    replaced, withdrawn = ends(spot, saying, "message", cells)
    cells = _filled(cells, saying, answered, withdrawn or replaced)
    label = _label(spot, saying, cells, withdrawn)
    subject = about(spot, saying, cells.get("about", ""))
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
    for target in {one.id: one for one in (subject, answered) if one is not None}.values():
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
    only(spot, cells, _ACKNOWLEDGEMENT)
    target = there(spot, saying, "of", STATEMENTS, cells)
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


def _has_acknowledged(saying: Saying, target: Note) -> bool:
    return any(
        note.author == saying.office and note.entry.parts.values.get("body.of") == target.subject
        for note in saying.mirror.index.of("acknowledgement")
    )


def _is_red_line(note: Note) -> bool:
    return note.entry.parts.values.get("body.form") == MessageForm.RED_LINE.value


def _filled(cells: Cells, saying: Saying, answered: Note | None, old: Note | None) -> dict[str, str]:
    """A reply is about what it answers, a correction about what the first version was about, unless they say so."""
    filled = dict(cells)
    if answered is not None:
        filled.setdefault("form", MessageForm.REPLY.value)
        filled.setdefault("about", str(answered.entry.parts.values.get("body.about", "")))
        if not filled.keys() & {"tlp", "release_to", "embargo"}:
            filled |= written(answering(answered.label, author=saying.office, target_author=answered.author))
    if old is not None:
        for name in ("about", "form", "reply_to"):
            filled.setdefault(name, str(old.entry.parts.values.get(f"body.{name}") or ""))
        if not filled.keys() & {"tlp", "release_to", "embargo"}:
            filled |= written(old.label)
    if "retracts" in cells:
        filled.setdefault("text", GONE)
    return plain_cells(filled)


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
