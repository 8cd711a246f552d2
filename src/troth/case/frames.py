"""A run's verdicts as the table of the column dictionary, for whoever reads Parquet."""

import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

import polars as pl

from troth.records.columns import EXACT_PLACES
from troth.records.tables import TABLES, schema, validate
from troth.records.term import Term
from troth.records.verdict import Verdict

from .run import Run

_SAME = (
    "term", "instance", "obligor", "valid_from", "valid_to", "target", "target_kind", "fulfilment_low",
    "fulfilment_high", "shortfall_low", "shortfall_high", "decidable_at", "provisional_until", "disputed",
    "window_closed", "support", "kept_instances", "total_instances",
)  # fmt: skip
_LISTS = ("because", "supporting", "opposing")
_STEP = Decimal(1).scaleb(-EXACT_PLACES)
_EXACT = Context(prec=60)
"""Enough digits for every number of `troth.case.bounds`, summed and divided; polars keeps 38."""


def verdict_frame(run: Run) -> pl.DataFrame:
    """The verdicts as the table `verdicts` of `troth.records.tables`."""
    terms = {term.id: term for term in run.picture.terms}
    rows = [_row(verdict, terms[verdict.term]) for verdict in run.verdicts]
    known = schema("verdicts")
    columns = {name: known[name] for name in _columns() if name in known}
    return validate("verdicts", pl.DataFrame(rows, schema=columns, orient="row"))


def incident_frame(run: Run) -> pl.DataFrame:
    """Where each incident stands, as the table `incidents` of `troth.records.tables`."""
    same = ("incident", "event", "category", "region", "place", "actor", "adjudicated_actor", "valid_from")
    rows = [
        {name: row[name] for name in same}
        | {"confidence": row["confidence"] or None, "state": str(row["stage"])}
        | {"valid_from_precision": None if row["valid_from"] is None else str(row["valid_from_precision"])}
        | {"term_ids": list(row["terms"]), "cooperation_ids": list(row["cooperation"])}
        | {"charged": list(row["charged"]), "because": list(row["because"])}
        for row in run.tables["incidents"]
    ]
    return _frame("incidents", rows)


def gate_frame(run: Run) -> pl.DataFrame:
    """How far each region could be reached, as the table `gates`: days in the case's zone, both included."""
    zone = run.case.settings.zone

    def day(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=zone)

    rows = [
        {name: row[name] for name in ("region", "p_open", "p_low", "p_high", "tried")}
        | {"because": list(row["because"]), "valid_from": day(row["first"]), "valid_from_precision": "day"}
        | {"valid_to": day(row["last"]) + timedelta(days=1), "valid_to_precision": "day"}
        for row in run.tables["gates"]
    ]
    return _frame("gates", rows)


def _frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    table, known = TABLES[name], schema(name)
    present = {*table.filled, *table.open, *(rows[0] if rows else ())}
    columns = {column: known[column] for column in table.columns if column in present}
    return validate(name, pl.DataFrame(rows, schema=columns, orient="row"))


def _columns() -> tuple[str, ...]:
    return (
        *_SAME,
        *_LISTS,
        "agreement",
        "measure",
        "low",
        "high",
        "unit",
        "state",
        "recorded_at",
        "recorded_at_precision",
    )


def _row(verdict: Verdict, term: Term) -> dict[str, Any]:
    row: Mapping[str, Any] = {
        **{name: _stored(getattr(verdict, name)) for name in _SAME},
        **{name: list(getattr(verdict, name)) for name in _LISTS},
        "agreement": term.agreement,
        "measure": " ".join((*term.measure.event, *term.measure.category)) or None,
        "low": _stored(verdict.quantity.low),
        "high": _stored(verdict.quantity.high),
        "unit": verdict.quantity.unit or None,
        "state": verdict.state.value,
        "recorded_at": term.recorded_at,
        "recorded_at_precision": None
        if term.recorded_at_precision is None
        else term.recorded_at_precision.value,
    }
    return dict(row)


def _stored(value: object) -> object:
    """Shares such as one third are cut to the places that the dictionary keeps."""
    return value.quantize(_STEP, ROUND_HALF_EVEN, _EXACT) if isinstance(value, Decimal) else value


def parquet(frame: pl.DataFrame) -> bytes:
    """The frame as Parquet; the same bytes for the same rows."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", statistics=False)
    return buffer.getvalue()
