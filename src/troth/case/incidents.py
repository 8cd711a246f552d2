"""`incidents/`: what was reported (`incidents.csv`), what was done about it (`steps.csv`), who decides (`panels.toml`).

The steps of an incident have its label: a chain with a hole in it could read as the opposite of the whole, so it is
shown as a whole or not at all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from troth.records.incident import Incident, IncidentStep, Panel
from troth.records.label import Label
from troth.records.source import Source

from .csvfile import Cells, Columns, read_rows
from .evidence import amount_of, once_each, recorded_of, span_of
from .folder import Folder
from .model import Row
from .naming import title_of
from .parties import row_spot
from .problems import did_you_mean
from .tomlfile import read_toml, spot_of, tables_of, unknown_keys

INCIDENTS = Columns(
    required=("incident", "event", "region", "valid_from"),
    optional=(
        "valid_to", "category", "place", "term_ids", "cooperation_ids", "panel", "tlp", "release_to", "embargo", "note",
    ),
)  # fmt: skip
STEPS = Columns(
    required=("step_id", "incident", "action", "by", "valid_from", "source_id"),
    optional=(
        "outcome", "party", "channel", "protection", "confidence", "quantity", "unit", "key", "reason", "recorded_at",
        "supersedes", "retracts", "note",
    ),
)  # fmt: skip
PANEL = tuple(Panel.model_fields)
_FILES = {"incidents/incidents.csv", "incidents/steps.csv"}
_INCIDENT_NAMES = {
    "id": "incident",
    "terms": "term_ids",
    "cooperation": "cooperation_ids",
}
_STEP_NAMES = {"id": "step_id", "source": "source_id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Incidents:
    """What a case folder holds about incidents."""

    incidents: tuple[Row[Incident], ...] = ()
    steps: tuple[Row[IncidentStep], ...] = ()
    panels: tuple[Row[Panel], ...] = ()


def read_incidents(folder: Folder, sources: Mapping[str, Source], default: Label, zone: tzinfo) -> Incidents:
    """Everything in `incidents/` that is good."""
    files = folder.files("incidents", ".csv")
    for name in sorted(set(files) - _FILES):
        folder.problems.add(
            name, found=name, expected="incidents.csv or steps.csv",
            remedy="put the rows into one of the two, or move the file out of incidents/",
        )  # fmt: skip
    panels = tuple(_panels(folder, default)) if folder.has("incidents/panels.toml") else ()
    incidents = tuple(
        row for cells in _rows(folder, files, "incidents", INCIDENTS) if (row := _incident(folder, cells, default, zone))
    )  # fmt: skip
    labels = {row.record.id: row.label for row in incidents}
    steps = tuple(
        step for cells in _rows(folder, files, "steps", STEPS)
        if (step := _step(folder, cells, sources, labels.get(cells["incident"], default), zone))
    )  # fmt: skip
    return Incidents(incidents=incidents, steps=steps, panels=panels)


def _rows(folder: Folder, files: list[str], name: str, columns: Columns) -> Iterator[Cells]:
    file = f"incidents/{name}.csv"
    if file in files:
        yield from read_rows(folder, file, columns)


def _incident(folder: Folder, cells: Cells, default: Label, zone: tzinfo) -> Row[Incident] | None:
    spot = row_spot(folder, cells, cells["incident"])
    folder.saw("incident", cells["incident"])
    before = folder.problems.count(cells.file)
    spot.good_id("incident", cells["incident"])
    data: dict[str, Any] = {
        name: cells[name] for name in ("event", "category", "region", "place", "panel", "note")
    }
    data |= {
        "id": cells["incident"],
        "terms": once_each(spot, "term_ids", cells["term_ids"]),
        "cooperation": once_each(spot, "cooperation_ids", cells["cooperation_ids"]),
        **span_of(spot, cells, zone),
    }
    label = spot.label(cells.cells, default, zone)
    record = spot.build(Incident, data, _INCIDENT_NAMES, partial=folder.problems.count(cells.file) > before)
    if record is None or label is None or folder.problems.count(cells.file) > before:
        return None
    return Row(record=record, label=label, file=cells.file, line=cells.line)


def _step(
    folder: Folder, cells: Cells, sources: Mapping[str, Source], label: Label, zone: tzinfo
) -> Row[IncidentStep] | None:
    spot = row_spot(folder, cells, cells["step_id"])
    folder.saw("step", cells["step_id"])
    before = folder.problems.count(cells.file)
    spot.good_id("step_id", cells["step_id"])
    plain = (
        "action",
        "outcome",
        "by",
        "party",
        "channel",
        "protection",
        "confidence",
        "key",
        "reason",
        "note",
    )
    data: dict[str, Any] = {name: cells[name] for name in (*plain, "supersedes", "retracts") if cells[name]}
    data |= {"id": cells["step_id"], "incident": cells["incident"], "source": cells["source_id"]}
    data |= amount_of(spot, cells) | span_of(spot, cells, zone) | recorded_of(spot, cells, sources, zone)
    if not folder.knows("source", "sources", cells["source_id"]):
        remedy = did_you_mean(cells["source_id"], folder.ids("source"), "add it to sources/sources.csv")
        spot.bad(
            "source_id", found=cells["source_id"], expected="a source of sources/sources.csv", remedy=remedy
        )
    record = spot.build(IncidentStep, data, _STEP_NAMES, partial=folder.problems.count(cells.file) > before)
    if record is None or folder.problems.count(cells.file) > before:
        return None
    return Row(record=record, label=label, file=cells.file, line=cells.line)


def _panels(folder: Folder, default: Label) -> Iterator[Row[Panel]]:
    document = read_toml(folder, "incidents/panels.toml")
    if document is None:
        return
    unknown_keys(document, folder, ("panel",))
    for number, table in tables_of(document, folder, "panel"):
        spot = spot_of(document, folder, ("panel", number), title_of("panel", table, number))
        folder.saw("panel", table.get("id"))
        for key in [key for key in table if key not in PANEL]:
            remedy = did_you_mean(key, PANEL, f"known keys: {', '.join(PANEL)}")
            spot.bad(key, found=key, expected="a known key", remedy=remedy)
        data = {key: value for key, value in table.items() if key in PANEL}
        is_good = spot.good_id("id", data.get("id"))
        panel = spot.build(Panel, data, partial=len(data) < len(table))
        if panel is not None and is_good:
            yield Row(record=panel, label=default, file=document.file, line=spot.line_of(()))
