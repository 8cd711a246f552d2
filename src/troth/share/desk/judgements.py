"""Judgements: what an office decides on a report, a term or an incident, shown beside the verdicts and moving none."""

from troth.case.fields import Spot, names
from troth.case.problems import listed
from troth.records.message import ABOUT, names_something
from troth.records.verdict import Judgement

from .labels import hold_correction, hold_to, noted, read_label
from .notes import Note
from .saying import Cells, Draft, Said, Saying, plain_cells, says
from .targets import GONE, about, ends, named, only, written

_LABEL = ("tlp", "release_to", "embargo")
_WORDS = ("about", "decision", "reason", "because", "dissent")
_KNOWN = frozenset({*_WORDS, *_LABEL, "supersedes", "retracts"})
_GROUNDS = ("evidence", "retraction", "message", "judgement", "incident", "term", "agreement", "source")
"""Kinds of what a decision can rest on."""


@says("judgement")
def judgement(saying: Saying, draft: Draft) -> Said | None:
    """A decision of an office; or the correction or withdrawal of an earlier one of its own."""
    cells, spot = plain_cells(draft.cells), noted(saying.problems, draft.line, file=saying.file)
    before = saying.problems.count(saying.file)
    only(spot, cells, _KNOWN)
    replaced, withdrawn = ends(spot, saying, "judgement", cells)
    cells = _filled(cells, withdrawn or replaced, taken_back=withdrawn is not None)
    label = withdrawn.label if withdrawn is not None else read_label(
        spot, cells, saying.case.settings.zone, saying.case.members
    )  # fmt: skip
    subject = _subject(spot, saying, cells)
    if "decision" not in cells:
        spot.bad("decision", expected="what was decided", remedy="write it in a sentence")
    because = _because(spot, saying, cells)
    if label is None or saying.problems.count(saying.file) > before:
        return None
    owner, members = saying.case.owner, saying.case.members
    if subject is not None:
        hold_to(spot, label, saying.office, subject, owner=owner, members=members)
    if replaced is not None:
        hold_correction(spot, label, saying.office, replaced, owner=owner, members=members)
    record = Judgement(
        subject=cells["about"], decision=cells["decision"], by=saying.office, decided_at=saying.now,
        reason=cells.get("reason", ""), because=because, dissent=_names(cells.get("dissent")),
    )  # fmt: skip
    return Said(
        kind="judgement", subject=saying.new_id(), record=record, label=label,
        supersedes=replaced.id if replaced else None, retracts=withdrawn.id if withdrawn else None,
    )  # fmt: skip


def _filled(cells: Cells, old: Note | None, *, taken_back: bool) -> dict[str, str]:
    """A correction is about what the first version was about and for whom that was, unless it says so."""
    filled = dict(cells)
    if old is not None:
        filled.setdefault("about", str(old.entry.parts.values.get("body.subject") or ""))
        if not filled.keys() & set(_LABEL):
            filled |= written(old.label)
    if taken_back:
        filled.setdefault("decision", GONE)
    return plain_cells(filled)


def _subject(spot: Spot, saying: Saying, cells: Cells) -> Note | None:
    text = cells.get("about", "")
    if names_something(text):
        return about(spot, saying, text)
    spot.bad(
        "about", found=text or None, expected=f"case, or one of {listed(ABOUT[1:], 30)} with a name",
        remedy="write it as term:T1, or as case for the whole of it",
    )  # fmt: skip
    return None


def _because(spot: Spot, saying: Saying, cells: Cells) -> tuple[str, ...]:
    """What it rests on: things that the office can see, so that whoever reads it can look them up."""
    found = _names(cells.get("because"))
    for name in found:
        named(spot, saying, "because", _GROUNDS, name)
    return found


def _names(text: str | None) -> tuple[str, ...]:
    found = names(text or "")
    return found if isinstance(found, tuple) else ()
