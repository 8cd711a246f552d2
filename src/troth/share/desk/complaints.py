"""What is said about complaints: taken in by the case's owner, passed on to an office, answered, closed.

A complaint is for the office that takes it in, and for nobody else; a referral for exactly the office that it is passed
on to, with the words and without the receipt; an answer for the one who took it in, and for the person who holds the
receipt. Everything about somebody's conduct is RED, and said by and to adjudicators alone (`chamber`).
"""

import re
import secrets
from dataclasses import replace
from hashlib import sha256

from troth.case.fields import Spot
from troth.case.problems import did_you_mean, listed
from troth.records.base import Record
from troth.records.complaint import (
    SENSITIVE,
    Answer,
    Category,
    Closing,
    ClosingReason,
    Complaint,
    PublicSummary,
    Referral,
)
from troth.records.errors import ProblemsError
from troth.records.label import Label, Tlp

from .desk import Desk
from .labels import noted, read_label
from .notes import Note
from .saying import Cells, Draft, Said, Saying, plain_cells, says
from .sight import Sight

KINDS = frozenset({"complaint", "referral", "answer", "closing"})
"""Kinds of statements about complaints that are nobody's but those who handle them."""
SUMMARY = "public_summary"
_SIGNS = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""Without letters that are taken for digits, and without vowels that make words: it is read aloud and written down."""
_GROUPS, _GROUP = 5, 4
_CODE = re.compile(f"[{_SIGNS}]{{{_GROUPS * _GROUP}}}")


def code_of(token: str) -> str:
    """The receipt that belongs to a form: nobody can guess it who does not hold the form. 20 signs of 28, which is 96 bits.

    >>> code_of("a form") == code_of("a form"), len(code_of("a form").split("-"))
    (True, 5)
    """
    left, signs = int.from_bytes(sha256(f"troth receipt of {token}".encode()).digest()), ""
    for _ in range(_GROUPS * _GROUP):
        left, sign = divmod(left, len(_SIGNS))
        signs += _SIGNS[sign]
    return "-".join(signs[start : start + _GROUP] for start in range(0, len(signs), _GROUP))


def receipt_of(code: str) -> str:
    """What is kept of a receipt; empty for a text that can be none, however it was typed.

    >>> receipt_of(" 2345-6789 bcdf-ghjk-mnpq") == receipt_of("23456789BCDFGHJKMNPQ"), receipt_of("12")
    (True, '')
    """
    plain = re.sub(r"[^0-9A-Z]", "", code[:200].upper())
    return sha256(f"troth receipt {plain}".encode()).hexdigest() if _CODE.fullmatch(plain) else ""


def new_token() -> str:
    """What a form carries so that it is taken in once, however often it is sent; kept nowhere but in the form."""
    return secrets.token_urlsafe(24)


def take_in(desk: Desk, cells: Cells, *, token: str = "") -> str:
    """Take in a complaint of somebody who need not say who they are.

    Parameters
    ----------
    token
        What the form carried; the same one with the same words is the same complaint, with the same receipt.

    Returns
    -------
    str
        The receipt, which is shown to whoever sent it and kept nowhere.

    Raises
    ------
    ProblemsError
        What is wrong with it.
    """
    if token:
        try:
            return _taken_in(desk, cells, token)
        except ProblemsError as error:
            if {problem.field for problem in error.problems} != {"ref"}:
                raise
    return _taken_in(
        desk, cells, new_token()
    )  # other words in a form that was sent before: it is another complaint


def _taken_in(desk: Desk, cells: Cells, token: str) -> str:
    code = code_of(token)
    ref = sha256(f"troth form {token}".encode()).hexdigest()  # the receipt cannot be found from it
    draft = Draft(kind="complaint", cells={**cells, "receipt": receipt_of(code)}, ref=ref)
    desk.post(desk.owner, [draft], file="complaint")
    return code


def chamber(office: str) -> str:
    """The adjudicators of an office, as the author and the reader of what is for them alone.

    Labels speak of offices and know no roles. A chamber is an office to them, and no party of the case: its name holds a sign
    that no party's may, so that nobody can look at a desk as one, and no outlet shows what is said to it. Only the inbox
    of an adjudicator does.

    >>> chamber("Qatar")
    'Qatar/adjudicators'
    """
    return f"{office}/adjudicators"


def office_of(author: str) -> str:
    """The office that an author is, or is the chamber of.

    >>> office_of(chamber("Qatar")), office_of("Qatar")
    ('Qatar', 'Qatar')
    """
    return author.removesuffix(chamber(""))


def sights(sight: Sight) -> tuple[Sight, Sight]:
    """An office's own sight, and that of its adjudicators."""
    return sight, replace(sight, viewer=chamber(sight.viewer))


@says("complaint")
def complaint(saying: Saying, draft: Draft) -> Said | None:
    """What somebody of a community says or asks."""
    cells, spot = plain_cells(draft.cells), noted(saying.problems, draft.line, file=saying.file)
    if not _is_owner(spot, saying) or not _only(
        spot, cells, {"category", "place", "text", "language", "receipt"}
    ):
        return None
    record = spot.build(Complaint, {**cells, "id": saying.new_id()})
    return None if record is None else _said(saying, "complaint", record, record.category)


@says("referral")
def referral(saying: Saying, draft: Draft) -> Said | None:
    """A complaint is passed on to an office: its words, and not its receipt."""
    cells, spot = plain_cells(draft.cells), noted(saying.problems, draft.line, file=saying.file)
    if not _is_owner(spot, saying) or not _only(spot, cells, {"of", "to", "note"}):
        return None
    target, to = _open_complaint(spot, saying, cells), cells.get("to", "")
    if to not in saying.case.members or to == saying.office:
        offices = saying.case.members - {saying.office}
        remedy = did_you_mean(to, offices, f"name one of {listed(offices, 30)}")
        spot.bad("to", found=to, expected="another party of the case", remedy=remedy)
        return None
    if target is None:
        return None
    told = {
        name: text
        for name, text in _body(target).items()
        if name in {"category", "place", "text", "language"}
    }
    data = {**told, "id": saying.new_id(), "of": target.subject, "to": to, "note": cells.get("note", "")}
    record = spot.build(Referral, data)
    return None if record is None else _said(saying, "referral", record, record.category, to)


@says("answer")
def answer(saying: Saying, draft: Draft) -> Said | None:
    """An office answers what was passed on to it; the case's owner anything."""
    cells, spot = plain_cells(draft.cells), noted(saying.problems, draft.line, file=saying.file)
    if not _only(spot, cells, {"of", "text"}):
        return None
    category = _asked(spot, saying, cells)
    if category is None:
        return None
    record = spot.build(Answer, {**cells, "id": saying.new_id()})
    owner = () if saying.office == saying.case.owner else (saying.case.owner,)
    return None if record is None else _said(saying, "answer", record, category, *owner)


@says("closing")
def closing(saying: Saying, draft: Draft) -> Said | None:
    """A complaint is closed, by the office that took it in; the offices that it was passed on to are told."""
    cells, spot = plain_cells(draft.cells), noted(saying.problems, draft.line, file=saying.file)
    if not _is_owner(spot, saying) or not _only(spot, cells, {"of", "reason", "text"}):
        return None
    target = _open_complaint(spot, saying, cells)
    if cells.get("reason") not in set(ClosingReason):
        remedy = f"choose one of {listed(one.value for one in ClosingReason)}"
        spot.bad("reason", found=cells.get("reason", ""), expected="why it is closed", remedy=remedy)
        return None
    if target is None:
        return None
    record = spot.build(Closing, {**cells, "id": saying.new_id()})
    category = Category(str(_body(target)["category"]))
    if record is None:
        return None
    return _said(saying, "closing", record, category, *_referred_to(saying, target.subject))


@says(SUMMARY)
def public_summary(saying: Saying, draft: Draft) -> Said | None:
    """What everybody may know; only where its author says in so many words that it is CLEAR."""
    cells, spot = plain_cells(draft.cells), noted(saying.problems, draft.line, file=saying.file)
    if not _only(spot, cells, {"category", "text", "tlp"}):
        return None
    if cells.get("tlp") != Tlp.CLEAR:
        remedy = "say CLEAR if everybody may read it, or leave it unsaid"
        spot.bad(
            "tlp", found=cells.get("tlp", ""), expected="CLEAR: a summary is for everybody", remedy=remedy
        )
        return None
    label = read_label(spot, cells, saying.case.settings.zone, saying.case.members)
    record = spot.build(
        PublicSummary, {"id": saying.new_id(), **{k: v for k, v in cells.items() if k != "tlp"}}
    )
    if record is None or label is None:
        return None
    return Said(kind=SUMMARY, subject=record.id, record=record, label=label)


def _said(saying: Saying, kind: str, record: Record, category: Category, *to: str) -> Said:
    """A statement for those who handle a complaint: whole offices, or their adjudicators alone."""
    name = getattr(record, "id", "")
    if category not in SENSITIVE:
        return Said(kind=kind, subject=name, record=record, label=Label(tlp=Tlp.AMBER, release_to=to))
    label = Label(tlp=Tlp.RED, release_to=tuple(chamber(office) for office in to))
    return Said(kind=kind, subject=name, record=record, label=label, author=chamber(saying.office))


def _only(spot: Spot, cells: Cells, known: set[str]) -> bool:
    for name in sorted(cells.keys() - known):
        spot.bad(name, found=cells[name], expected="a known field", remedy=f"use {listed(known)}; the label follows from the kind")  # fmt: skip
    return not cells.keys() - known


def _is_owner(spot: Spot, saying: Saying) -> bool:
    if saying.office != saying.case.owner:
        spot.bad(
            "kind", found=saying.office, expected=f"{saying.case.owner}, which takes in what communities say",
            remedy="answer what was passed on to you",
        )  # fmt: skip
    return saying.office == saying.case.owner


def _body(note: Note) -> dict[str, object]:
    return {name[5:]: value for name, value in note.entry.parts.values.items() if name.startswith("body.")}


def _open_complaint(spot: Spot, saying: Saying, cells: Cells) -> Note | None:
    """The complaint that a draft is about, unless it is closed."""
    found = next((note for note in _seen(saying, "complaint") if note.subject == cells.get("of")), None)
    if found is None:
        spot.bad(
            "of",
            found=cells.get("of", ""),
            expected="a complaint that came in",
            remedy="copy its id from the list",
        )
        return None
    if _is_closed(saying, found.subject):
        spot.bad(
            "of", found=found.subject, expected="a complaint that is open", remedy="nothing is to be done"
        )
        return None
    return found


def _is_closed(saying: Saying, subject: str) -> bool:
    return any(_body(note).get("of") == subject for note in _seen(saying, "closing"))


def _seen(saying: Saying, kind: str) -> list[Note]:
    notes = saying.mirror.index.of(kind)
    return [note for note in notes if any(sight.sees(note, saying.now) for sight in sights(saying.sight))]


def _asked(spot: Spot, saying: Saying, cells: Cells) -> Category | None:
    """The category of what an office answers, if it was asked; None after noting that it was not."""
    of = cells.get("of", "")
    if saying.office == saying.case.owner:
        target = _open_complaint(spot, saying, cells)
        return None if target is None else Category(str(_body(target)["category"]))
    for note in _seen(saying, "referral"):
        told = _body(note)
        if told.get("of") == of and told.get("to") == saying.office:
            if _is_closed(saying, of):
                spot.bad("of", found=of, expected="a complaint that is open", remedy="nothing is to be done")
                return None
            return Category(str(told["category"]))
    spot.bad(
        "of", found=of, expected="a complaint that was passed on to you", remedy="copy its id from the list"
    )
    return None


def _referred_to(saying: Saying, subject: str) -> list[str]:
    told = (_body(note) for note in _seen(saying, "referral"))
    return sorted({str(one["to"]) for one in told if one.get("of") == subject})
