"""What must hold in a table's rows, as polars expressions: one pass over a frame of any size."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import polars as pl

from .columns import EXACT_PLACES, Column, ColumnType

ORDERED = (
    ("low", "high"),
    ("q05", "q50"),
    ("q50", "q95"),
    ("q05", "q95"),
    ("p_low", "p_open"),
    ("p_open", "p_high"),
    ("valid_from", "valid_to"),
    ("fulfilment_low", "fulfilment_high"),
    ("shortfall_low", "shortfall_high"),
    ("kept_instances", "total_instances"),
)
"""The first is never greater than the second, where both are known."""
_TIMES = ("recorded_at", "valid_from", "valid_to")
_ROW = "row number"


class Trouble(NamedTuple):
    """What is wrong with a column as a whole."""

    found: str
    expected: str
    remedy: str


class Rule(NamedTuple):
    """Something that must hold in every row; `broken` says where it does not."""

    field: str
    seen: tuple[str, ...]
    """Columns whose values a message shows."""
    broken: pl.Expr
    expected: str
    remedy: str


def type_trouble(column: Column, cells: pl.Series) -> Trouble | None:
    """Why the column's type is wrong; None where its cells can be read as what the dictionary says."""
    found = cells.dtype
    if found == pl.Null or _readable(column.type, found):
        return None
    sample = next((repr(value) for value in cells.head(100).drop_nulls()), "nothing")
    shown = f"{found} such as {sample}"
    if column.type is ColumnType.INSTANT and isinstance(found, pl.Datetime):
        remedy = "say which zone it is in: pl.Expr.dt.replace_time_zone, or read it with records.moment"
        return Trouble(shown, "times with a time zone", remedy)
    wanted, remedy = _WANTED[column.type]
    return Trouble(shown, wanted, remedy)


_WANTED: dict[ColumnType, tuple[str, str]] = {
    ColumnType.TEXT: ("texts", "write them as text"),
    ColumnType.IDS: ("lists of texts", "put each row's ids in a list, an empty one where there are none"),
    ColumnType.EXACT: (
        "decimal numbers",
        "use Decimal or whole numbers: floats have lost their last digits, texts are read before",
    ),
    ColumnType.NUMBER: ("numbers", "read the texts as numbers first, and put the unit in its own column"),
    ColumnType.INTEGER: ("whole numbers", "round them, or read the texts as whole numbers first"),
    ColumnType.INSTANT: (
        "times with a time zone",
        "read dates with records.moment: a date counts from the end of its day",
    ),
    ColumnType.DATE: ("civil days", "keep the day only, as it was at the place"),
    ColumnType.FLAG: ("true or false", "write true or false"),
}


def _readable(wanted: ColumnType, found: pl.DataType) -> bool:
    return {
        ColumnType.TEXT: isinstance(found, pl.String | pl.Categorical | pl.Enum),
        ColumnType.IDS: isinstance(found, pl.List) and found.inner in {pl.String(), pl.Null()},
        ColumnType.EXACT: found.is_integer() or found.is_decimal(),
        ColumnType.NUMBER: found.is_numeric(),
        ColumnType.INTEGER: found.is_integer(),
        ColumnType.INSTANT: isinstance(found, pl.Datetime) and found.time_zone is not None,
        ColumnType.DATE: isinstance(found, pl.Date),
        ColumnType.FLAG: isinstance(found, pl.Boolean),
    }[wanted]


def comparable(column: Column, found: pl.DataType) -> pl.Expr:
    """The column as rules can compare it: times in one zone, and a type where every cell is null."""
    cell = pl.col(column.name)
    return cell.cast(column.stored) if column.type is ColumnType.INSTANT or found == pl.Null else cell


def rules(columns: Sequence[Column], filled: frozenset[str]) -> Iterator[Rule]:
    """Everything that the rows of these columns must keep to."""
    present = {column.name for column in columns}
    for column in columns:
        if column.name in filled:
            yield _never_null(column)
        yield from _values(column)
        yield from _numbers(column)
    for low, high in ORDERED:
        if {low, high} <= present:
            remedy = "swap them, or correct the one that is wrong"
            yield Rule(
                high, (low, high), pl.col(high) < pl.col(low), f"`{high}` not before or below `{low}`", remedy
            )
    for time in _TIMES:
        precision = f"{time}_precision"
        if {time, precision} <= present:
            unlike = pl.col(time).is_null() != pl.col(precision).is_null()
            yield Rule(
                precision,
                (time, precision),
                unlike,
                f"`{time}` and its precision together",
                "fill both, or neither",
            )


def _never_null(column: Column) -> Rule:
    broken = pl.col(column.name).is_null()
    if column.type is ColumnType.TEXT:
        broken = broken | (pl.col(column.name).cast(pl.String) == "")
    return Rule(column.name, (column.name,), broken, "a value in every row", f"fill it: {column.meaning}")


def _values(column: Column) -> Iterator[Rule]:
    cell = pl.col(column.name)
    if column.choices:
        expected = f"one of {', '.join(column.choices)}"
        text = cell.cast(pl.String)
        yield Rule(
            column.name,
            (column.name,),
            ~text.is_in(column.choices) & (text != ""),
            expected,
            "use one of these words",
        )
    if column.pattern:
        text = cell.cast(pl.String)
        unlike = ~text.str.contains(column.pattern)
        yield Rule(
            column.name,
            (column.name,),
            unlike,
            f"a text like {column.pattern}",
            f"correct it: {column.meaning}",
        )
    if column.type is ColumnType.IDS:
        holes = cell.list.eval(pl.element().is_null() | (pl.element().cast(pl.String) == "")).list.any()
        yield Rule(
            column.name, (column.name,), holes, "a list of ids without gaps", "take the empty entries out"
        )


def _numbers(column: Column) -> Iterator[Rule]:
    cell, name = pl.col(column.name), column.name
    if column.type is ColumnType.NUMBER:
        remedy = "leave it null where it is not known; an open end is null"
        yield Rule(name, (name,), ~cell.cast(pl.Float64).is_finite(), "a finite number", remedy)
    if column.type is ColumnType.EXACT:
        finer = cell.cast(pl.String).str.contains(rf"\.\d{{{EXACT_PLACES}}}\d*[1-9]")
        yield Rule(
            name, (name,), finer, f"at most {EXACT_PLACES} decimal places", "round it where it is made"
        )
    if column.type in {ColumnType.EXACT, ColumnType.INTEGER}:
        lost = cell.is_not_null() & cell.cast(column.stored, strict=False).is_null()
        yield Rule(
            name, (name,), lost, "a number of fewer digits", "check its unit: nothing real is that large"
        )
    if column.minimum is not None:
        yield Rule(
            name,
            (name,),
            cell < column.minimum,
            f"{column.minimum} or more",
            f"check its sign and unit: {column.meaning}",
        )
    if column.maximum is not None:
        yield Rule(
            name,
            (name,),
            cell > column.maximum,
            f"{column.maximum} or less",
            f"check its unit: {column.meaning}",
        )


def broken_rows(rule: Rule, cells: pl.DataFrame, limit: int) -> tuple[list[tuple[int, str]], int]:
    """The first rows that break the rule, each with what it holds, and how many break it in all."""
    broken = cells.select(rule.broken.fill_null(value=False).alias(_ROW))[_ROW]
    total = int(broken.sum()) if len(broken) else 0
    if not total:
        return [], 0
    rows = broken.arg_true().head(limit)
    shown = cells.select(rule.seen)[rows].rows()
    return [(int(row), _shown(rule, values)) for row, values in zip(rows, shown, strict=True)], total


def _shown(rule: Rule, values: tuple[object, ...]) -> str:
    if len(rule.seen) == 1:
        return str(values[0]) if values[0] is not None else "null"
    return ", ".join(f"{name} {value}" for name, value in zip(rule.seen, values, strict=True))
