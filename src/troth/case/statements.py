"""Every row of a case as a statement in a ledger: the one way by which anything becomes known.

The author of a row is the case's owner, who put it into the folder; the publisher that it goes back to is its source.
What an office says at its desk has that office as its author, and enters the same pictures.
Nonces are derived from the case's seed, so the same folder gives the same statements on any machine, and statements
enter in an order that does not depend on the order of rows in files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any

from troth.ledger import Entry, Ledger, MemoryLedger
from troth.records.activity import Activity
from troth.records.base import Record
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
CaseRecord = Party | Source | Agreement | Term | Evidence | Panel | Incident | IncidentStep | Activity
_MODELS: Mapping[str, type[CaseRecord]] = {
    "party": Party,
    "source": Source,
    "agreement": Agreement,
    "term": Term,
    "evidence": Evidence,
    "panel": Panel,
    "incident": Incident,
    "step": IncidentStep,
    "activity": Activity,
}
_ROWS = frozenset({*_MODELS, "retraction"})
EXERCISE, REF, INJECT = "exercise", "ref", "inject"
_BESIDE = frozenset({f"body.{EXERCISE}", f"body.{REF}", f"body.{INJECT}"})
"""What a statement says of itself beside the record: the exercise that it belongs to, its author's own reference, and
that the control of the exercise wrote it."""
WITHHELD_EXERCISE = "an exercise whose title is withheld"
"""What `exercise_of` says where the marker is there and its words were taken out: such a statement is never real."""
Key = tuple[str, str]
"""Kind and case id of a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A case's statements in a ledger, and which statement each row became."""

    ledger: Ledger
    ids: Mapping[Key, str]
    keys: Mapping[str, Key]


def commit(case: Case, ledger: Ledger | None = None) -> Book:
    """Put every row of a case into a ledger.

    Parameters
    ----------
    ledger
        Where to; None makes one in memory. What is there already is left as it is.
    """
    ledger = MemoryLedger() if ledger is None else ledger
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
        "panel": case.panels, "incident": case.incidents, "activity": case.activities,
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
    nonce = derive_nonce(case.settings.seed, kind, row.record.id)
    return said(row, kind, author=case.owner, nonce=nonce, ids=ids, exercise=case.settings.exercise)


def said(
    row: Row[Any], kind: str, *, author: str, nonce: str, ids: Mapping[Key, str], exercise: str = ""
) -> Statement:
    """A record as the statement of an office.

    Parameters
    ----------
    ids
        The statements that a record may correct or take back, by kind and case id.
    exercise
        The title of the exercise that it belongs to: such a statement is never taken for a real one.
    """
    record: Record = row.record
    supersedes, retracts = getattr(record, "supersedes", None), getattr(record, "retracts", None)
    times = record.window if isinstance(record, Term) else record
    columns = {name: getattr(times if name.startswith("valid") else record, name, None) for name in _COLUMNS}
    body = record.model_dump(
        mode="json", exclude={"id", "source", "supersedes", "retracts", *_COLUMNS}, exclude_defaults=True
    )
    return Statement(
        author=author,
        kind="retraction" if retracts and kind == "evidence" else kind,
        subject=row.record.id,
        body={**body, **({EXERCISE: exercise} if exercise else {})},
        source=getattr(record, "source", None) or "",
        **{**columns, "recorded_at": columns["recorded_at"] or BEGINNING},
        label=row.label,
        supersedes=(ids[kind, supersedes],) if supersedes else (),
        retracts=ids[kind, retracts] if retracts else None,
        nonce=nonce,
    )


def exercise_of(entry: Entry) -> str:
    """The title of the exercise that an entry belongs to; empty where it is real.

    A marker that is anything but a title, or was taken out, is still a marker.
    """
    parts, name = entry.parts, f"body.{EXERCISE}"
    if name in parts.hidden or "body" in parts.hidden:
        return WITHHELD_EXERCISE
    if name not in parts.values:
        return ""
    return str(parts.values[name]) or WITHHELD_EXERCISE


def is_inject(entry: Entry) -> bool:
    """Whether an entry was made from a row of `injects.csv`."""
    return f"body.{INJECT}" in entry.parts.values or f"body.{INJECT}" in entry.parts.hidden


def is_row(entry: Entry) -> bool:
    """Whether an entry was made from a row of a case, or could have been: messages and keys are none."""
    return kind_of(entry) in _ROWS


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
        name[len("body.") :]: value
        for name, value in values.items()
        if name.startswith("body.") and name not in _BESIDE
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


def opens(label: Label, case: Case, viewer: str, as_of: datetime, *, author: str | None = None) -> bool:
    """Whether a label shows a statement to a viewer; the author of a row of the folder is the case's owner."""
    said_by = case.owner if author is None else author
    return readable(label, viewer, as_of, author=said_by, owner=case.owner, members=case.members).allowed
