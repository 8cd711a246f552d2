"""The columns that questions are asked of: what a row holds beside its content, derived from it."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from pydantic import JsonValue

from troth.records.canonical import plain_text


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


def said(text: str | None) -> str | None:
    """What a column holds of a field that is written as canonical JSON: a text without its quotes, a list as it is."""
    if text is None or not text.startswith('"'):
        return text
    return str(json.loads(text)) if "\\" in text else text[1:-1]


def columns_of_fields(fields: Mapping[str, str]) -> Columns:
    """Derive the same columns from the canonical JSON of the fields of a statement, without reading it as a whole."""
    return Columns._make(said(fields.get(name)) for name in Columns._fields)
