"""`tables/activities.csv`, and partners' own tables of who does what where, under their own columns."""

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from decimal import Decimal
from hashlib import sha256
from typing import Any

from troth.records.activity import Activity, ActivityStatus
from troth.records.label import Label
from troth.records.moment import BY_DATE
from troth.records.party import Party
from troth.records.quantity import Quantity
from troth.records.source import Source

from .csvfile import Cells, Columns, read_rows
from .evidence import recorded_of
from .fields import Spot
from .folder import Folder
from .model import Row, TableCard
from .parties import row_spot
from .partners import partner_heading
from .problems import did_you_mean, listed

ACTIVITIES = Columns(
    required=("party", "sector", "status"),
    optional=(
        "activity_id", "place", "from", "to", "people", "source_id", "recorded_at", "tlp", "release_to", "embargo", "note",
    ),
)  # fmt: skip
FILE = "tables/activities.csv"
STATUSES: Mapping[str, ActivityStatus] = {
    **{one.value: one for one in ActivityStatus},
    **dict.fromkeys(("completed", "complete", "closed", "finished", "ended"), ActivityStatus.DONE),
    **dict.fromkeys(("active", "in progress", "implementing", "on-going", "implementation"), ActivityStatus.ONGOING),
    **dict.fromkeys(("pipeline", "pipeline/identification", "funded", "upcoming"), ActivityStatus.PLANNED),
}  # fmt: skip
"""What partners call where an activity stands, and what it is here."""
_NAMES = {"id": "activity_id", "source": "source_id", "valid_from": "from", "valid_to": "to"}


def read_activities(
    folder: Folder, cards: Iterable[TableCard], sources: Mapping[str, Source], parties: Iterable[Party],
    default: Label, zone: tzinfo,
) -> tuple[Row[Activity], ...]:  # fmt: skip
    """Every activity that is good, of `tables/activities.csv` and of each table whose card says `rows = "activities"`."""
    called = names_of(parties)
    found: list[Row[Activity]] = []
    for card in cards:
        name = f"tables/{card.file}"
        if (name != FILE and card.rows != "activities") or not folder.has(name):
            continue
        for cells in read_rows(folder, name, ACTIVITIES, partner_heading(card.columns)):
            row = _activity(folder, cells, card, sources, called, (default, zone))
            if row is not None:
                found.append(row)
    return tuple(found)


def names_of(parties: Iterable[Party]) -> dict[str, str]:
    """The id of a party by every name that it goes by, in small letters."""
    return {name.casefold(): one.id for one in parties for name in (*one.aliases, one.name, one.id)}


def _activity(
    folder: Folder, cells: Cells, card: TableCard, sources: Mapping[str, Source], called: Mapping[str, str],
    around: tuple[Label, tzinfo],
) -> Row[Activity] | None:  # fmt: skip
    default, zone = around
    name = cells["activity_id"] or _own_id(cells)
    spot = row_spot(folder, cells, name)
    folder.saw("activity", name)
    before = folder.problems.count(cells.file)
    spot.good_id("activity_id", name)
    source = cells["source_id"] or card.source_id
    told = Cells(cells.file, cells.line, {**cells.cells, "source_id": source})
    _is_source(spot, folder, source)
    data: dict[str, Any] = {
        "id": name,
        "sector": cells["sector"],
        "place": cells["place"],
        "note": cells["note"],
        "source": source or "none",
    }
    data |= fields_of(spot, cells.cells, zone) | recorded_of(spot, told, sources, zone)
    data["party"] = _party(spot, folder, cells["party"], called)
    label = spot.label(cells.cells, default, zone)
    partial = folder.problems.count(cells.file) > before
    record = spot.build(Activity, data, _NAMES, partial=partial)
    if record is None or label is None or folder.problems.count(cells.file) > before:
        return None
    return Row(record=record, label=label, file=cells.file, line=cells.line)


def fields_of(spot: Spot, cells: Mapping[str, str], zone: tzinfo) -> dict[str, Any]:
    """Status, times and people of an activity, as far as they can be read; the rest is noted."""
    data: dict[str, Any] = {}
    status = STATUSES.get(cells.get("status", "").strip().casefold())
    if status is None:
        spot.bad(
            "status", found=cells.get("status", ""), expected=f"one of {listed(one.value for one in ActivityStatus)}",
            remedy=did_you_mean(cells.get("status", ""), STATUSES, "choose one of these"),
        )  # fmt: skip
    else:
        data["status"] = status
    data |= _times(spot, cells, zone)
    if cells.get("people"):
        data |= _people(spot, cells["people"])
    return data


def _times(spot: Spot, cells: Mapping[str, str], zone: tzinfo) -> dict[str, Any]:
    """From when to when, as far as either is known; a day is over at its end."""
    start = spot.moment("from", cells["from"], zone) if cells.get("from") else None
    end = spot.moment("to", cells["to"], zone) if cells.get("to") else None
    backwards = start is not None and end is not None and (
        end.end < start.start or (end.end == start.start and end.precision in BY_DATE)
    )  # fmt: skip
    if backwards:
        expected = f"a time at or after from ({cells['from']})"
        spot.bad("to", found=cells["to"], expected=expected, remedy="swap the two or correct one")
        return {}
    data: dict[str, Any] = {}
    if start is not None:
        data |= {"valid_from": start.start, "valid_from_precision": start.precision}
    if end is not None:
        data |= {"valid_to": end.end, "valid_to_precision": end.precision}
    return data


def _people(spot: Spot, text: str) -> dict[str, Quantity]:
    quantity = spot.quantity("people", text, "person")
    if quantity is None:
        return {}
    whole = all(end is None or end == end.to_integral_value() for end in (quantity.low, quantity.high))
    if quantity.low < Decimal(0) or not whole:
        spot.bad("people", found=text, expected="a count of people, zero or more", remedy="write digits alone, or a range: 200..350")  # fmt: skip
        return {}
    return {"people": quantity}


def _is_source(spot: Spot, folder: Folder, source: str) -> None:
    if not source:
        spot.bad("source_id", expected="a source of sources/sources.csv", remedy="name it in the row, or for all rows by source_id in the table's card")  # fmt: skip
    elif not folder.knows("source", "sources", source):
        remedy = did_you_mean(source, folder.ids("source"), "add it to sources/sources.csv")
        spot.bad("source_id", found=source, expected="a source of sources/sources.csv", remedy=remedy)


def _party(spot: Spot, folder: Folder, text: str, called: Mapping[str, str]) -> str:
    """The id of the party that a partner's table names by its id, its name or another name that it goes by."""
    found = called.get(text.casefold(), text)
    if text and not folder.knows("party", "parties.toml", found):
        remedy = did_you_mean(text, folder.ids("party"), "add the party, or this name to its aliases")
        spot.bad(
            "party", found=text, expected="a party of parties.toml, by its id, name or alias", remedy=remedy
        )
    return found


def _own_id(cells: Cells) -> str:
    """An id for a row of a table that has none: of what the row says, so that its place in the table does not matter."""
    words = "\x1f".join(f"{name}={text}" for name, text in sorted(cells.cells.items()))
    stem = cells.file.rpartition("/")[2].rpartition(".")[0]
    return f"{stem[:40]}-{sha256(words.encode()).hexdigest()[:10]}"
