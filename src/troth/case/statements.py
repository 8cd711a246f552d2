"""Every row of a case as a statement in a ledger: the one way by which anything becomes known.

The author of a row is the case's owner, who put it into the folder; the publisher that it goes back to is its source.
Nonces are derived from the case's seed, so the same folder gives the same statements on any machine, and statements
enter in an order that does not depend on the order of rows in files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any

from troth.ledger import Entry, MemoryLedger
from troth.records.evidence import Evidence
from troth.records.incident import Incident, IncidentStep, Panel
from troth.records.label import Label, readable
from troth.records.party import Party
from troth.records.source import Source
from troth.records.statement import Statement, derive_nonce
from troth.records.term import Agreement, Term

from .memory import no_collecting
from .model import Case, Row

BEGINNING = datetime(1, 1, 2, tzinfo=UTC)
"""Recorded time of what carries none: who is who, and terms without a source, count from the beginning."""
_COLUMNS = (
    "valid_from",
    "valid_from_precision",
    "valid_to",
    "valid_to_precision",
    "recorded_at",
    "recorded_at_precision",
)
CaseRecord = Party | Source | Agreement | Term | Evidence | Panel | Incident | IncidentStep
_MODELS: Mapping[str, type[CaseRecord]] = {
    "party": Party,
    "source": Source,
    "agreement": Agreement,
    "term": Term,
    "evidence": Evidence,
    "panel": Panel,
    "incident": Incident,
    "step": IncidentStep,
}
Key = tuple[str, str]
"""Kind and case id of a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A case's statements in a ledger, and which statement each row became."""

    ledger: MemoryLedger
    ids: Mapping[Key, str]
    keys: Mapping[str, Key]


def commit(case: Case) -> Book:
    """Put every row of a case into a new ledger."""
    ledger = MemoryLedger()
    ids: dict[Key, str] = {}
    with no_collecting():
        for wave in _waves(case):
            statements = [_statement(case, kind, row, ids) for kind, row in wave]
            found = ledger.append(statements)
            ids |= {(kind, row.record.id): one for (kind, row), one in zip(wave, found, strict=True)}
    return Book(ledger=ledger, ids=ids, keys={one: key for key, one in ids.items()})


def _waves(case: Case) -> list[list[tuple[str, Row[Any]]]]:
    """Rows by kind, recorded time and id; a row that corrects or takes back another is in a later wave than that."""
    kinds: dict[str, Sequence[Row[Any]]] = {
        "party": case.parties, "source": case.sources, "agreement": case.agreements, "term": case.terms,
        "panel": case.panels, "incident": case.incidents,
    }  # fmt: skip
    first = [(kind, row) for kind, rows in kinds.items() for row in sorted(rows, key=_when)]
    last: list[tuple[str, Row[Any]]] = [("evidence", row) for row in sorted(case.evidence, key=_when)]
    last += [("step", row) for row in sorted(case.steps, key=_when)]
    targets = {row.record.id: row.record.supersedes or row.record.retracts for _, row in last}
    depth: dict[str, int] = {}
    for name in targets:
        _measure(name, targets, depth)
    waves = [first, *([] for _ in range(max(depth.values(), default=0)))]
    for kind, row in last:
        waves[depth[row.record.id]].append((kind, row))
    return waves


def _measure(name: str, targets: Mapping[str, str | None], depth: dict[str, int]) -> None:
    """How many rows a row leads back through; along long chains without recursion."""
    chain: list[str] = []
    at: str | None = name
    while at is not None and at not in depth:
        chain.append(at)
        at = targets.get(at)
    start = 0 if at is None else depth[at] + 1
    for step, one in enumerate(reversed(chain)):
        depth[one] = start + step


def _when(row: Row[Any]) -> tuple[datetime, str]:
    return getattr(row.record, "recorded_at", None) or BEGINNING, row.record.id


def _statement(case: Case, kind: str, row: Row[Any], ids: Mapping[Key, str]) -> Statement:
    record = row.record
    supersedes, retracts = getattr(record, "supersedes", None), getattr(record, "retracts", None)
    times = record.window if isinstance(record, Term) else record
    columns = {name: getattr(times if name.startswith("valid") else record, name, None) for name in _COLUMNS}
    body = record.model_dump(
        mode="json", exclude={"id", "source", "supersedes", "retracts", *_COLUMNS}, exclude_defaults=True
    )
    return Statement(
        author=case.owner,
        kind="retraction" if retracts and kind == "evidence" else kind,
        subject=record.id,
        body=body,
        source=getattr(record, "source", None) or "",
        **{**columns, "recorded_at": columns["recorded_at"] or BEGINNING},
        label=row.label,
        supersedes=(ids[kind, supersedes],) if supersedes else (),
        retracts=ids[kind, retracts] if retracts else None,
        nonce=derive_nonce(case.settings.seed, kind, record.id),
    )


def kind_of(entry: Entry) -> str:
    """What kind of row an entry was made from; a row that takes another back is a ``retraction``."""
    return str(entry.parts.values["kind"])


def links_of(entry: Entry) -> tuple[list[str], str | None]:
    """The statements that an entry corrects, and the one that it takes back."""
    values = entry.parts.values
    supersedes, retracts = values.get("supersedes"), values.get("retracts")
    return [str(one) for one in supersedes] if isinstance(supersedes, list) else [], str(
        retracts
    ) if retracts else None


def record_of(entry: Entry, keys: Mapping[str, Key], case: Case) -> CaseRecord:
    """The record that an entry was made from, with its times in the case's zone.

    Parameters
    ----------
    keys
        The rows by statement id that the reader may see: a link to any other is left out.
    """
    values, kind = entry.parts.values, kind_of(entry)
    model = _MODELS["evidence" if kind == "retraction" else kind]
    data: dict[str, Any] = {
        name[len("body.") :]: value for name, value in values.items() if name.startswith("body.")
    }
    data["id"] = values.get("subject", "")
    for name in _COLUMNS:
        if name in model.model_fields and (value := values.get(name)) is not None:
            data[name] = value if name.endswith("precision") else _local(str(value), case.settings.zone)
    if "source" in model.model_fields and "source" in values:
        data["source"] = values["source"]
    if model in {Evidence, IncidentStep}:
        supersedes, retracts = links_of(entry)
        data["supersedes"] = next((keys[one][1] for one in supersedes if one in keys), None)
        data["retracts"] = keys[retracts][1] if retracts and retracts in keys else None
    return model.model_validate(data)


@lru_cache(maxsize=65_536)
def _local(text: str, zone: tzinfo) -> datetime | None:
    """A time of a statement in the case's zone; None for the beginning, which stands for no time at all."""
    at = datetime.fromisoformat(text)
    return None if at == BEGINNING else at.astimezone(zone)


def opens(label: Label, case: Case, viewer: str, as_of: datetime) -> bool:
    """Whether a label shows a row of the case to a viewer; every row's author is the case's owner."""
    return readable(label, viewer, as_of, author=case.owner, owner=case.owner, members=case.members).allowed
