"""`evidence/*.csv`: who reported what, row by row."""

from collections.abc import Mapping
from datetime import tzinfo
from sys import intern
from typing import Any

from troth.records.evidence import Evidence
from troth.records.label import Label
from troth.records.moment import BY_DATE
from troth.records.source import Source

from .csvfile import Cells, Columns, read_rows
from .fields import Spot, names, parts
from .folder import Folder
from .model import Row
from .parties import row_spot
from .problems import did_you_mean

EVIDENCE = Columns(
    required=("evidence_id", "term_ids", "valid_from", "form", "source_id"),
    optional=(
        "valid_to", "actor", "event", "category", "quantity", "unit", "place", "attributed_to", "stance", "key", "sequence",
        "recorded_at", "supersedes", "retracts", "tlp", "release_to", "embargo", "note",
    ),
)  # fmt: skip

MOST_DIGITS = 15
"""Of a place in a log."""
_AS_THEY_ARE = ("form", "event", "category", "actor", "place", "key", "note", "supersedes", "retracts")
_NAMES = {"id": "evidence_id", "terms": "term_ids", "source": "source_id"}


def read_evidence(
    folder: Folder, sources: Mapping[str, Source], default: Label, zone: tzinfo, *, most: int | None = None
) -> tuple[Row[Evidence], ...]:
    """Every row of evidence/*.csv that is good; reading ends where there are more than `most`."""
    files = folder.files("evidence", ".csv")
    found: list[Row[Evidence]] = []
    for number, cells in enumerate(
        (cells for file in files for cells in read_rows(folder, file, EVIDENCE)), 1
    ):
        if most is not None and number > most:
            folder.lose(cells.file)
            folder.problems.add(
                cells.file, line=cells.line, found=f"more than {most} rows of evidence",
                expected=f"at most {most} in a case that is run",
                remedy="split the case by time or territory (`troth check` reads all of it)",
            )  # fmt: skip
            break
        if (row := evidence_row(folder, cells, sources, default, zone)) is not None:
            found.append(row)
    return tuple(found)


def evidence_row(
    folder: Folder, cells: Cells, sources: Mapping[str, Source], default: Label, zone: tzinfo
) -> Row[Evidence] | None:
    """One row of evidence, or None after noting everything that is wrong with it."""
    spot = row_spot(folder, cells, cells["evidence_id"])
    folder.saw("evidence", cells["evidence_id"])
    before = folder.problems.count(cells.file)
    spot.good_id("evidence_id", cells["evidence_id"])
    data: dict[str, Any] = {
        "id": cells["evidence_id"],
        "terms": once_each(spot, "term_ids", cells["term_ids"]),
        "source": cells["source_id"],
    }
    data |= {name: intern(text) for name in _AS_THEY_ARE if (text := cells[name])}
    if cells["attributed_to"]:
        data["attributed_to"] = names(cells["attributed_to"])
    data |= amount_of(spot, cells)
    data |= span_of(spot, cells, zone)
    data |= recorded_of(spot, cells, sources, zone)
    data |= _sequence(spot, cells["sequence"])
    if cells["source_id"] and not folder.knows("source", "sources", cells["source_id"]):
        remedy = did_you_mean(cells["source_id"], folder.ids("source"), "add it to sources/sources.csv")
        spot.bad(
            "source_id", found=cells["source_id"], expected="a source of sources/sources.csv", remedy=remedy
        )
    if cells["stance"]:
        data["stance"] = _stance(spot, cells["stance"], data["terms"])
    if cells["supersedes"] and cells["retracts"]:
        spot.bad(
            "retracts",
            found=cells["retracts"],
            expected="supersedes or retracts, not both",
            remedy="a row corrects another or takes it back",
        )
    label = spot.label(cells.cells, default, zone)
    holes = folder.problems.count(cells.file) > before
    evidence = spot.build(Evidence, data, _NAMES, partial=holes)
    if evidence is None or label is None or folder.problems.count(cells.file) > before:
        return None
    return Row(record=evidence, label=label, file=cells.file, line=cells.line)


def once_each(spot: Spot, field: str, text: str) -> tuple[str, ...]:
    """The terms that a cell names; one that stands twice in it is noted, since it would count twice."""
    terms = parts(text)
    for term in dict.fromkeys(terms):
        if terms.count(term) > 1:
            spot.bad(
                field,
                found=f"{term} {terms.count(term)} times",
                expected="each term once",
                remedy="name it once: a row counts once on each of its terms",
            )
    return tuple(dict.fromkeys(terms))


def amount_of(spot: Spot, cells: Cells) -> dict[str, Any]:
    """The field `quantity` of a row; nothing where the cell is empty or wrong, which is noted."""
    if not cells["quantity"]:
        return {}
    quantity = spot.quantity("quantity", cells["quantity"], cells["unit"])
    if quantity is not None and quantity.low < 0:
        spot.bad(
            "quantity",
            found=cells["quantity"],
            expected="a count of zero or more",
            remedy="write what was counted; a correction is a row that supersedes",
        )
        return {}
    return {} if quantity is None else {"quantity": quantity}


def _sequence(spot: Spot, text: str) -> dict[str, Any]:
    if not text:
        return {}
    if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS:
        return {"sequence": int(text)}
    spot.bad(
        "sequence",
        found=text,
        expected=f"a whole number of at most {MOST_DIGITS} digits, such as 17",
        remedy="number the rows in the order of the log, or leave it empty",
    )
    return {}


def span_of(spot: Spot, cells: Cells, zone: tzinfo) -> dict[str, Any]:
    """The fields `valid_from` and `valid_to` of a row, each with its precision; the first is needed."""
    if not cells["valid_from"]:
        spot.bad(
            "valid_from",
            expected="a date or time",
            remedy="write when it happened, as precisely as is known: 2023-11-24, or 2023-11",
        )
        return {}
    start = spot.moment("valid_from", cells["valid_from"], zone)
    end = spot.moment("valid_to", cells["valid_to"], zone) if cells["valid_to"] else None
    if start is None:
        return {}
    found: dict[str, Any] = {"valid_from": start.start, "valid_from_precision": start.precision}
    if end is not None and (end.end < start.start or (end.end == start.start and end.precision in BY_DATE)):
        spot.bad(
            "valid_to",
            found=cells["valid_to"],
            expected=f"a time at or after valid_from ({cells['valid_from']})",
            remedy="swap the two or correct one",
        )
        return found
    return found if end is None else {**found, "valid_to": end.end, "valid_to_precision": end.precision}


def recorded_of(spot: Spot, cells: Cells, sources: Mapping[str, Source], zone: tzinfo) -> dict[str, Any]:
    """From when a row counts: its own `recorded_at`, else that of its source."""
    if cells["recorded_at"]:
        moment = spot.moment("recorded_at", cells["recorded_at"], zone)
        return (
            {}
            if moment is None
            else {"recorded_at": moment.known_from, "recorded_at_precision": moment.precision}
        )
    source = sources.get(cells["source_id"])
    if source is None:
        return {}
    return {"recorded_at": source.recorded_at, "recorded_at_precision": source.recorded_at_precision}


def _stance(spot: Spot, text: str, terms: object) -> dict[str, str]:
    known = ("for", "against", "context")
    named = terms if isinstance(terms, tuple) else ()
    found: dict[str, str] = {}
    for part in (part.strip() for part in text.split(";") if part.strip()):
        term, mark, stance = (piece.strip() for piece in part.rpartition("="))
        if stance not in known:
            spot.bad(
                "stance",
                found=stance,
                expected="for, against or context",
                remedy=did_you_mean(stance, known, "or leave it empty: it follows from the form"),
            )
        elif mark and term not in named:
            spot.bad(
                "stance",
                found=term,
                expected="a term of this row's term_ids",
                remedy=did_you_mean(term, named, "add the term to term_ids"),
            )
        else:
            found[term or "*"] = stance
    return found
