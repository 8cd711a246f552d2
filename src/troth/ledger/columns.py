"""The columns that questions are asked of: what a row holds beside its content, derived from it."""

from collections.abc import Mapping
from typing import NamedTuple

from pydantic import JsonValue

from troth.records.canonical import plain_text
from troth.records.statement import Statement


class Columns(NamedTuple):
    """What is kept beside the content of a statement; all of it can be derived again from the content."""

    kind: str
    subject: str | None
    source: str | None
    valid_from: str | None
    valid_to: str | None
    recorded_at: str
    supersedes: str | None
    retracts: str | None


def _text(values: Mapping[str, JsonValue], name: str) -> str | None:
    value = values.get(name)
    return value if isinstance(value, str) else None


def columns_of(values: Mapping[str, JsonValue]) -> Columns:
    """Derive the columns from the values of a stored content."""
    supersedes = values.get("supersedes")
    return Columns(
        kind=_text(values, "kind") or "",
        subject=_text(values, "subject"),
        source=_text(values, "source"),
        valid_from=_text(values, "valid_from"),
        valid_to=_text(values, "valid_to"),
        recorded_at=_text(values, "recorded_at") or "",
        supersedes=plain_text(supersedes) if isinstance(supersedes, list) else None,
        retracts=_text(values, "retracts"),
    )


def _unquoted(text: str | None) -> str | None:
    """A time as canonical JSON without its quotes; times hold nothing that JSON would escape."""
    return None if text is None else text[1:-1]


def columns_of_statement(statement: Statement, fields: Mapping[str, str]) -> Columns:
    """Derive the same columns from a statement and the canonical JSON of its fields, as sealing gave it."""
    return Columns(
        statement.kind,
        statement.subject or None,
        statement.source or None,
        _unquoted(fields.get("valid_from")),
        _unquoted(fields.get("valid_to")),
        fields["recorded_at"][1:-1],
        fields.get("supersedes"),
        statement.retracts,
    )
