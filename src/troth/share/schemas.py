"""JSON Schemas of what others may rely on: the records, the tables' rows and the documents that ``--json`` prints.

They are written to ``docs/schema`` by ``troth schema --to docs/schema``; a test fails when a file there is not what
the program would write.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, JsonValue

from troth import records
from troth.records.columns import Column, ColumnType
from troth.records.tables import TABLES, Table

from .documents import MonitorDocument, RunDocument
from .documents_assess import AssessDocument
from .documents_networks import NetworksDocument
from .documents_plan import PlanDocument
from .documents_read import PairsDocument, ReadDocument
from .documents_supply import SupplyDocument
from .documents_whatif import WhatIfDocument

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DOCUMENTS: Mapping[str, type[BaseModel]] = MappingProxyType(
    {
        "run": RunDocument,
        "monitor": MonitorDocument,
        "monitor-assume": WhatIfDocument,
        "assess": AssessDocument,
        "plan": PlanDocument,
        "plan-networks": NetworksDocument,
        "supply": SupplyDocument,
        "read": ReadDocument,
        "read-pairs": PairsDocument,
    }
)
RECORDS: tuple[type[records.Record], ...] = (
    records.Acknowledgement,
    records.Agreement,
    records.AgreementStatus,
    records.ClaimJudgement,
    records.Evidence,
    records.Finding,
    records.Incident,
    records.IncidentFinding,
    records.IncidentStep,
    records.Judgement,
    records.Label,
    records.Message,
    records.Money,
    records.Outlook,
    records.Panel,
    records.Party,
    records.Period,
    records.Place,
    records.Problem,
    records.Proof,
    records.Quantity,
    records.RedactedStatement,
    records.Source,
    records.Statement,
    records.Term,
    records.Verdict,
)
_NOT_SAID = (">>>", "\nExamples\n", "\nParameters\n")
"""Where a docstring stops speaking to people who do not read Python."""
_CELLS: Mapping[ColumnType, dict[str, JsonValue]] = MappingProxyType(
    {
        ColumnType.TEXT: {"type": "string"},
        ColumnType.IDS: {"type": "array", "items": {"type": "string", "minLength": 1}},
        ColumnType.EXACT: {"type": "number"},
        ColumnType.NUMBER: {"type": "number"},
        ColumnType.INTEGER: {"type": "integer"},
        ColumnType.INSTANT: {"type": "string", "format": "date-time"},
        ColumnType.DATE: {"type": "string", "format": "date"},
        ColumnType.FLAG: {"type": "boolean"},
    }
)


def write(folder: Path) -> list[Path]:
    """Write every schema to `folder`, which is made if need be, and take away those that no longer exist.

    Returns
    -------
    list of Path
        The files whose content changed; none when all was up to date.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = schemas()
    changed = []
    for name, text in wanted.items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    for path in _strays(folder, wanted):
        path.unlink()
        changed.append(path)
    return changed


def check(folder: Path) -> list[str]:
    """One line for every file in `folder` that is not what `write` would write; none: all is up to date."""
    wanted = schemas()
    lines = [f"{folder / name}: found no such file" for name in wanted if not (folder / name).is_file()]
    lines += [
        f"{folder / name}: found another text than the program's own"
        for name, text in wanted.items()
        if (folder / name).is_file() and (folder / name).read_text(encoding="utf-8") != text
    ]
    lines += [f"{path}: found a schema of something that does not exist" for path in _strays(folder, wanted)]
    return [f"{line}; write it with `troth schema --to {folder}`" for line in lines]


def _strays(folder: Path, wanted: Mapping[str, str]) -> Iterator[Path]:
    return (path for path in sorted(folder.glob("*.json")) if path.name not in wanted)


def schemas() -> dict[str, str]:
    """Every schema as the text of its file, by the file's name.

    >>> sorted(name for name in schemas() if not name.startswith(("record-", "table-")))
    ['assess.json', 'monitor-assume.json', 'monitor.json', 'plan-networks.json', 'plan.json', 'read-pairs.json', 'read.json', 'run.json', 'supply.json']
    """
    return {name: json.dumps(schema, indent=1, ensure_ascii=False) + "\n" for name, schema in _all()}


def _all() -> Iterator[tuple[str, dict[str, JsonValue]]]:
    for name, document in DOCUMENTS.items():
        yield f"{name}.json", _model(document)
    for record in RECORDS:
        yield f"record-{_dashed(record.__name__)}.json", _model(record)
    for table in TABLES.values():
        yield f"table-{table.name.replace('_', '-')}.json", _rows(table)


def _dashed(name: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("-")


def _model(model: type[BaseModel]) -> dict[str, JsonValue]:
    spoken = _spoken(model.model_json_schema(mode="serialization", by_alias=True))
    assert isinstance(spoken, dict)  # noqa: S101 - a schema of a model is an object
    return {"$schema": DIALECT, **spoken}


def _spoken(value: JsonValue) -> JsonValue:
    """The schema with its descriptions cut where they turn to Python."""
    if isinstance(value, list):
        return [_spoken(item) for item in value]
    if not isinstance(value, dict):
        return value
    cut = {key: _spoken(item) for key, item in value.items()}
    if isinstance(described := cut.get("description"), str):
        cut["description"] = _before_code(described)
    return cut


def _before_code(text: str) -> str:
    for mark in _NOT_SAID:
        text = text.split(mark, 1)[0]
    return text.strip()


def _rows(table: Table) -> dict[str, JsonValue]:
    """A table as JSON: an array of its rows, each an object."""
    cells: dict[str, JsonValue] = {
        name: _cell(table.column(name), filled=name in table.filled) for name in table.columns
    }
    row: dict[str, JsonValue] = {
        "type": "object",
        "properties": cells,
        "required": [*table.filled, *table.open],
        "additionalProperties": False,
    }
    return {
        "$schema": DIALECT,
        "title": table.name,
        "description": f"{table.meaning} ({table.flow})",
        "type": "array",
        "items": row,
    }


def _cell(column: Column, *, filled: bool) -> dict[str, JsonValue]:
    cell: dict[str, JsonValue] = {"description": column.meaning, **_CELLS[column.type]}
    if column.unit:
        cell["description"] = f"{column.meaning} [{column.unit}]"
    if column.choices:
        cell["enum"] = [*column.choices] if filled else [*column.choices, None]
    if column.pattern:
        cell["pattern"] = column.pattern
    if column.minimum is not None:
        cell["minimum"] = column.minimum
    if column.maximum is not None:
        cell["maximum"] = column.maximum
    if filled and column.type is ColumnType.TEXT:
        cell["minLength"] = 1
    if not filled:
        cell["type"] = [cell["type"], "null"]
    return cell
