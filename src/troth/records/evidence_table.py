"""Evidence as records and as the table `evidence`: the same rows in two shapes.

Records are validated one by one and suit a case of thousands of rows; the table suits logs of millions.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from .evidence import Evidence, Stance
from .quantity import Quantity
from .tables import schema

_SAME = (
    "form", "event", "category", "actor", "place", "key", "sequence", "valid_from", "valid_from_precision", "valid_to",
    "valid_to_precision", "recorded_at", "recorded_at_precision", "supersedes", "retracts", "note",
)  # fmt: skip


FEW = 100
"""So many rows are sooner looked up one by one than gathered column by column."""


def to_table(rows: Iterable[Evidence]) -> pl.DataFrame:
    """Records as the table `evidence`; an open high end is null, and so is a quantity that was not given.

    >>> to_table([Evidence(id="E1", form="item", source="log")])["evidence_id"].to_list()
    ['E1']
    """
    known = schema("evidence")
    names = ["evidence_id", "term_ids", "source_id", "attributed_to", "stance", "low", "high", "unit", *_SAME]
    found = [_row(row) for row in rows]
    return pl.DataFrame(found, schema={name: known[name] for name in names}, orient="row")


def _row(row: Evidence) -> dict[str, Any]:
    quantity = row.quantity
    return {
        "evidence_id": row.id, "term_ids": list(row.terms), "source_id": row.source,
        "attributed_to": list(row.attributed_to), "stance": stance_text(row.stance) or None,
        "low": None if quantity is None else quantity.low, "high": None if quantity is None else quantity.high,
        "unit": None if quantity is None else quantity.unit,
        **{name: getattr(row, name) for name in _SAME},
    }  # fmt: skip


def stance_text(stances: Mapping[str, Stance]) -> str:
    """What a row says about its terms, as the column `stance` holds it.

    >>> stance_text({"T1": Stance.FOR, "*": Stance.CONTEXT})
    'context;T1=for'
    """
    parts = [
        value.value if term == "*" else f"{term}={value.value}" for term, value in sorted(stances.items())
    ]
    return ";".join(parts)


def stances_of(text: str | None) -> dict[str, Stance]:
    """The stances in a cell of the column `stance`; without a term id it holds for all terms of the row.

    >>> stances_of("T1=for;context")
    {'T1': <Stance.FOR: 'for'>, '*': <Stance.CONTEXT: 'context'>}
    """
    found: dict[str, Stance] = {}
    for part in (text or "").split(";"):
        term, _, stance = part.strip().rpartition("=")
        if stance:
            found[term.strip() or "*"] = Stance(stance.strip())
    return found


def from_table(frame: pl.DataFrame) -> tuple[Evidence, ...]:
    """The rows of a table `evidence` as records, in their order; columns that are left out are empty.

    Raises
    ------
    pydantic.ValidationError
        A row cannot be evidence (a negative count, an end before its start).
    """
    return tuple(_record(row) for row in frame.iter_rows(named=True))


def from_places(frame: pl.DataFrame, places: Sequence[int]) -> tuple[Evidence, ...]:
    """Some rows of a table `evidence` as records; quick where they are few.

    >>> from_places(to_table([Evidence(id="E1", form="item", source="log")]), [0])[0].id
    'E1'
    """
    if len(places) > FEW:
        return from_table(frame[places])
    return tuple(_record(frame.row(int(place), named=True)) for place in places)


def _record(row: Mapping[str, Any]) -> Evidence:
    data = {name: row[name] for name in _SAME if row.get(name) is not None}
    if row.get("low") is not None:
        data["quantity"] = Quantity(
            low=row["low"].normalize(), high=_plain(row.get("high")), unit=row.get("unit") or ""
        )
    return Evidence(
        id=row["evidence_id"], terms=tuple(row["term_ids"]), source=row["source_id"],
        attributed_to=tuple(row.get("attributed_to") or ()), stance=stances_of(row.get("stance")), **data,
    )  # fmt: skip


def _plain(number: Any) -> Any:  # noqa: ANN401 - a decimal or None, as polars gives it
    return None if number is None else number.normalize()
