"""How long the sources of each term take to settle, by a whole table of evidence: `troth.monitor.settling`, in columns.

A class of instances is judged in a world that holds only its own rows; how late a publisher's rows come shows in all of
them, whatever term they name. So it is estimated once, and handed to every such world.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import overload

import numpy as np
import polars as pl

from troth.monitor.problem import Problem
from troth.monitor.settling import FEWEST, SETTLED, quantile
from troth.records.evidence import Form
from troth.records.evidence_table import from_table
from troth.records.moment import Precision

from .kernels import Ints
from .spec import MICROSECOND, stamp

WHOLE_DAY = 86_400_000_000
ROUGH = (Precision.MONTH.value, Precision.YEAR.value)
"""Precisions whose spans are counted by the calendar."""
USED = ("term_ids", "source_id", "form", "valid_from", "valid_from_precision", "valid_to", "recorded_at")
"""The columns that are looked at."""


class _Ranked(Sequence[timedelta]):
    """Sorted microseconds, read as lengths of time."""

    def __init__(self, sorted_: Ints) -> None:
        self._sorted = sorted_

    def __len__(self) -> int:
        return len(self._sorted)

    @overload
    def __getitem__(self, at: int) -> timedelta: ...
    @overload
    def __getitem__(self, at: slice) -> "_Ranked": ...
    def __getitem__(self, at: int | slice) -> "timedelta | _Ranked":
        return _Ranked(self._sorted[at]) if isinstance(at, slice) else int(self._sorted[at]) * MICROSECOND


def settled(context: Problem, frame: pl.DataFrame) -> Mapping[str, timedelta]:
    """How long the slowest of the sources that each term listens to takes to settle; a term without an estimate is left out.

    Parameters
    ----------
    frame
        Rows of any terms that are known and count, with the columns `USED` as far as there are any.
    """
    if context.settling == "stated" or "recorded_at" not in frame.columns:
        return {}
    cards = {source.id: source.publisher for source in context.sources}
    taken = dict(_by_publisher(_told(context, frame), cards))
    found: dict[str, timedelta] = {}
    for term in context.terms if taken else ():
        mine = frame.filter(pl.col("term_ids").list.contains(term.id))["source_id"].unique().to_list()
        heard = {cards.get(name, name) for name in (*mine, *(one.source for one in term.coverage))}
        if times := [taken[name] for name in heard if name in taken]:
            found[term.id] = max(times)
    return found


def _told(context: Problem, frame: pl.DataFrame) -> pl.DataFrame:
    """Source, day of recording and lateness of each row that has both times, in microseconds."""
    empty = {"valid_to": pl.Datetime("us", "UTC"), "valid_from_precision": pl.String()}
    given = frame.with_columns(
        **{name: pl.lit(None, dtype=kind) for name, kind in empty.items() if name not in frame.columns}
    ).filter(
        pl.col("recorded_at").is_not_null(), pl.col("valid_from").is_not_null(), pl.col("form") != Form.INTENT.value
    )  # fmt: skip
    rough = pl.col("valid_from_precision").is_in(ROUGH).fill_null(value=False) & pl.col("valid_to").is_null()
    start, recorded = (pl.col(name).dt.timestamp("us") for name in ("valid_from", "recorded_at"))
    dated = (
        pl.when(pl.col("valid_from_precision") == Precision.DAY.value)
        .then(start + WHOLE_DAY)
        .otherwise(start)
    )
    end = pl.coalesce(pl.col("valid_to").dt.timestamp("us"), dated)
    exact = given.filter(~rough).select("source_id", day=recorded // WHOLE_DAY, late=(recorded - end).clip(0))
    if len(exact) == len(given):
        return exact
    rest = Problem(terms=(), evidence=from_table(given.filter(rough)), as_of=context.as_of).items
    late = [
        (one.row.source, (at := stamp(one.row.recorded_at)) // WHOLE_DAY, max(0, at - stamp(one.end)))
        for one in rest
        if one.row.recorded_at is not None
    ]
    return pl.concat([exact, pl.DataFrame(late, schema=exact.schema, orient="row")])


def _by_publisher(told: pl.DataFrame, cards: Mapping[str, str]) -> Iterator[tuple[str, timedelta]]:
    """Each publisher with rows of enough days of recording, and its settling time."""
    named = told.with_columns(pl.col("source_id").replace(cards) if cards else pl.col("source_id"))
    for (name,), rows in named.group_by("source_id"):
        if rows["day"].n_unique() >= FEWEST:
            yield str(name), quantile(_Ranked(np.sort(rows["late"].to_numpy())), SETTLED)
