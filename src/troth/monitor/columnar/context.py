"""Why the rows of a term that no instance rests on are not counted: the codes of docs/methods/verdicts.md."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from troth.monitor.problem import Problem
from troth.monitor.select import sort
from troth.records.evidence_table import from_table
from troth.records.term import Kind
from troth.records.verdict import Context

from .features import allowed
from .judging import Court
from .kernels import Flags, Ints
from .rows import selected
from .spec import Role, Shape

KINDS = ("event", "category", "place", "unit", "actor")
"""What a row is sorted by, beside its time."""


def left_out(court: Court, table: pl.DataFrame, used: Flags) -> Iterator[Context]:
    """The rows of the term that no instance rests on, each with the code of the reason.

    Parameters
    ----------
    table
        What the log was read from.
    used
        (N,) the rows of the log that some instance rests on.
    """
    present = [name for name in KINDS if name in table.columns]
    rows = table.select("evidence_id", *present)
    yield from _coded(court, rows[court.term.idle], table, court.term.idle, {})
    yield from (
        Context(id=name, why="happened_later") for name in rows["evidence_id"].gather(court.term.later)
    )
    waiting = _waiting(court)
    if court.term.spec.shape is Shape.ACT:
        acts = court.term.log.where(Role.INSTANCE)
        waiting |= {int(one): code for one, code in zip(acts.tolist(), allowed(court.term), strict=True)}
    idle = np.flatnonzero(~used)
    places = court.term.rows[idle]
    codes = {number: waiting[at] for number, at in enumerate(idle.tolist()) if at in waiting}
    yield from _coded(court, rows[places], table, places, codes)


def _waiting(court: Court) -> dict[int, str]:
    """Rows that would count, by position: in some instance's time, or in none."""
    log, found = court.term.log, court.found
    if court.term.spec.shape is Shape.ACT:
        return {}
    mine = log.where(Role.COUNTED)
    near = _touched(log.time[mine], found.start, found.end)
    return {
        int(one): "not_comparable" if in_time else "outside_window"
        for one, in_time in zip(mine, near, strict=True)
    }


def _touched(time: Ints, start: Ints, end: Ints) -> Flags:
    """(K,) whether a time lies in any of some stretches of one length, which are sorted."""
    if len(start) == 0:
        return np.zeros(len(time), dtype=bool)
    last = np.searchsorted(start, time, "right") - 1
    return (last >= 0) & (time <= end[np.maximum(last, 0)])


def _coded(
    court: Court, rows: pl.DataFrame, table: pl.DataFrame, places: Ints, waiting: dict[int, str]
) -> Iterator[Context]:
    """Rows with their codes; what rows of one kind are sorted as is asked of the rules once."""
    kinds = rows.drop("evidence_id").columns
    told = rows.with_columns(pl.col(kinds).fill_null("")) if kinds else rows
    first = told.with_row_index("row").unique(subset=kinds or None, keep="first").drop("evidence_id")
    codes = {
        tuple(kind): _code(court, table[[int(places[at])]], court.context) for at, *kind in first.iter_rows()
    }
    for number, (name, *kind) in enumerate(told.iter_rows()):
        yield Context(id=name, why=waiting.get(number) or codes[tuple(kind)] or "outside_window")


def _code(court: Court, row: pl.DataFrame, context: Problem) -> str | None:
    """What the rules sort a row as; None: it counts, or would be an occasion, and lies outside the window."""
    term = court.term.spec.term
    forbidden = term.kind is Kind.REFRAIN
    obligors = frozenset(context.names.root(name) for name in term.obligor) if forbidden else None
    roles = sort(term, court.problem(from_table(row)).items, obligors=obligors)
    if roles.context:
        return roles.context[0].why
    occasion = term.recur.at if term.recur is not None else None
    return None if roles.counted or (occasion is not None and selected(row, occasion)[0]) else "no_effect"
