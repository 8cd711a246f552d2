"""Which rows speak of the time up to the clock: `troth.monitor.valid_time`, in columns.

Asked how a term stood at an earlier time, by what is known now, a row that tells of later does not count, unless it was
on record by then.
"""

from datetime import UTC

import polars as pl

from troth.monitor.problem import Problem
from troth.records.evidence import Form
from troth.records.moment import Precision
from troth.records.term import Kind


def spoken(context: Problem, frame: pl.DataFrame, kind: Kind) -> pl.Series:
    """(N,) which rows of a table `evidence` speak of the time up to `context.clock`, for a term of some kind.

    A row without a time is left to whoever reads the log.
    """
    everything = pl.Series([True]).new_from_index(0, len(frame))
    if context.clock == context.as_of:
        return everything
    clock = pl.lit(context.clock.astimezone(UTC), dtype=pl.Datetime("us", "UTC"))
    names = {
        "valid_to": pl.Datetime("us", "UTC"),
        "recorded_at": pl.Datetime("us", "UTC"),
        "valid_from_precision": pl.String(),
    }
    whole = frame.with_columns(
        **{name: pl.lit(None, dtype=type_) for name, type_ in names.items() if name not in frame.columns}
    )
    speaks = (pl.col("recorded_at") <= clock).fill_null(value=False) | (_end() <= clock)
    if kind is not Kind.SUSTAIN:
        speaks |= pl.col("valid_from") < clock
    if kind in {Kind.ACHIEVE, Kind.RESPOND}:
        speaks |= (pl.col("form") == Form.DENIAL.value) & pl.col("valid_to").is_null()
    return whole.select(speaks=speaks | pl.col("valid_from").is_null())["speaks"].fill_null(value=True)


def _end() -> pl.Expr:
    """When what a row tells of was over: the end of a day, a month or a year that it is dated by."""
    start, precision = pl.col("valid_from"), pl.col("valid_from_precision")
    month = (start - pl.duration(days=start.dt.day().cast(pl.Int64) - 1)).dt.offset_by("1mo")
    year = (start - pl.duration(days=start.dt.ordinal_day().cast(pl.Int64) - 1)).dt.offset_by("1y")
    rough = (
        pl.when(precision == Precision.DAY.value)
        .then(start + pl.duration(days=1))
        .when(precision == Precision.MONTH.value)
        .then(month)
        .when(precision == Precision.YEAR.value)
        .then(year)
        .otherwise(start)
    )
    return pl.coalesce(pl.col("valid_to"), rough)
