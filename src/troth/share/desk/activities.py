"""Activities that an office posts: who does what where, held to the rules that a case's own table is held to."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from troth.case.activities import ACTIVITIES, fields_of, names_of
from troth.case.fields import Spot
from troth.case.problems import did_you_mean, listed
from troth.records.activity import Activity
from troth.records.moment import written, written_end

from .labels import noted, read_label
from .notes import Note
from .opening import office_source
from .saying import Draft, Said, Saying, plain_cells, says

ACTIVITY = tuple(name for name in ACTIVITIES.all if name not in {"activity_id", "recorded_at", "source_id"})
"""The fields of an activity: those of tables/activities.csv, but for what the desk itself writes."""
_KNOWN = frozenset({*ACTIVITY, "supersedes"})


@says("activity")
def activity(saying: Saying, draft: Draft) -> Said | None:
    """What an office does where; or, with `supersedes`, how it stands now."""
    cells, spot = plain_cells(draft.cells), noted(saying.problems, draft.line, file=saying.file)
    before = saying.problems.count(saying.file)
    for name in sorted(cells.keys() - _KNOWN):
        spot.bad(
            name, found=cells[name], expected="a field of an activity", remedy=f"use {listed(_KNOWN, 30)}"
        )
    earlier = _earlier(spot, saying, cells)
    if earlier is not None:
        was = next(one for one in saying.picture.activities if one.id == earlier.subject)
        cells = {**as_it_stood(was, earlier, saying.case.settings.zone), **cells}
    label = read_label(spot, cells, saying.case.settings.zone, saying.case.members)
    data = fields_of(spot, cells, saying.case.settings.zone)
    data["party"] = _party(spot, saying, cells.get("party", saying.office))
    data |= {name: cells.get(name, "") for name in ("sector", "place", "note")}
    data |= {"id": saying.new_id(), "source": office_source(saying.office), "recorded_at": saying.now}
    partial = saying.problems.count(saying.file) > before
    record = spot.build(Activity, data, {"valid_from": "from", "valid_to": "to"}, partial=partial)
    if label is None or record is None or saying.problems.count(saying.file) > before:
        return None
    return Said(
        kind="activity", subject=record.id, record=record, label=label,
        supersedes=earlier.id if earlier is not None else None,
    )  # fmt: skip


def _party(spot: Spot, saying: Saying, name: str) -> str:
    """Whose activity it is: the office's own or that of one of its organs; the case's owner enters those of anybody."""
    parties = saying.picture.parties
    found = names_of(parties).get(name.casefold(), name)
    own = {saying.office} | {one.id for one in parties if one.part_of == saying.office}
    known = {one.id for one in parties} | {saying.case.owner} if saying.office == saying.case.owner else own
    if found not in known:
        remedy = did_you_mean(name, known, "leave it empty: it is yours")
        spot.bad("party", found=name, expected="your own office or one of its organs", remedy=remedy)
    return found


def _earlier(spot: Spot, saying: Saying, cells: Mapping[str, str]) -> Note | None:
    """The activity that is told anew; None where there is none, or after noting why it cannot be."""
    name = cells.get("supersedes")
    if name is None:
        return None
    statement = saying.picture.statements.get(("activity", name))
    note = saying.mirror.notes.get(statement or "")
    if note is None:
        spot.bad("supersedes", found=name, expected="an activity that stands and that you can see", remedy="copy its id from the matrix")  # fmt: skip
    elif note.author != saying.office:
        spot.bad(
            "supersedes",
            found=name,
            expected="an activity that you reported",
            remedy="report your own beside it",
        )
        return None
    return note


def as_it_stood(was: Activity, note: Note, zone: tzinfo) -> dict[str, str]:
    """The fields of an activity as it was told, for a form or for those that a later word leaves out."""
    said: dict[str, Any] = {
        "party": was.party, "sector": was.sector, "place": was.place, "status": was.status.value, "note": was.note,
        "people": "" if was.people is None else was.people.text(), "tlp": note.label.tlp.value,
        "release_to": ";".join(note.label.release_to),
        "embargo": "" if note.label.embargo is None else note.label.embargo.isoformat(),
        "from": written(was.valid_from, was.valid_from_precision, zone),
        "to": written_end(was.valid_to, was.valid_to_precision, zone),
    }  # fmt: skip
    return plain_cells(said)
