"""A whole log taken in at once, as columns: the first rows of a plain term."""

import numpy as np
import polars as pl

from troth.monitor.columnar.kernels import Ints
from troth.monitor.columnar.rows import TermLog
from troth.monitor.problem import Problem

from .blocks import NO_INSTANCE, Column
from .plain_term import PlainTerm
from .store import Store


def hold(log: TermLog, frame: pl.DataFrame, context: Problem, store: Store) -> PlainTerm:
    """Hold a log that was read from the first table; the number of a row in the store is its place in that table."""
    rows = log.rows
    made = PlainTerm(
        spec=log.spec, context=context, store=store, ordered=log.log.ordered, places=log.places,
        source=frame["source_id"][int(rows[0])] if len(rows) else "",
    )  # fmt: skip
    found, classes = made.judge(log.log)
    none = np.zeros(len(rows), dtype=np.int64)
    columns: dict[str, Column] = {
        "group": _groups(made, log, frame), "time": log.log.time, "place": _places(log, frame), "handle": rows,
        "role": log.log.role, "low": log.log.low, "high": log.log.high, "kind": none + NO_INSTANCE,
        "sum_low": none.copy(), "sum_high": none.copy(),
    }  # fmt: skip
    for name, values in (("kind", classes), ("sum_low", found.low), ("sum_high", found.high)):
        columns[name][found.at] = values
    order = np.lexsort((rows, columns["place"], log.log.time, columns["group"]))
    made.blocks.load({name: column[order] for name, column in columns.items()})
    made.learn(found, classes, log.log, rows)
    made.counts.update(classes.tolist())
    return made


def _groups(made: PlainTerm, log: TermLog, frame: pl.DataFrame) -> Ints:
    """(N,) a code for the key of each row, which the term remembers."""
    if not log.spec.keyed or len(log.rows) == 0 or "key" not in frame.columns:
        made.groups = {"": 0}
        return np.zeros(len(log.rows), dtype=np.int64)
    names = frame["key"].gather(log.rows).fill_null("")
    first = names.unique(maintain_order=True)
    made.groups = {name: code for code, name in enumerate(first.to_list())}
    codes = pl.Series(np.arange(len(first)))
    return names.replace_strict(first, codes, return_dtype=pl.Int64).to_numpy()


def _places(log: TermLog, frame: pl.DataFrame) -> Ints:
    """(N,) place of each row in its log; 0 where it is not known."""
    if not log.log.ordered:
        return np.zeros(len(log.rows), dtype=np.int64)
    return frame["sequence"].gather(log.rows).to_numpy().astype(np.int64, copy=False)


def corrects(frame: pl.DataFrame) -> bool:
    """Whether any row of a table corrects or takes back another."""
    return any(
        name in frame.columns and frame[name].null_count() < len(frame) for name in ("supersedes", "retracts")
    )
