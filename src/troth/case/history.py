"""The history of a case's verdicts, from everything that its viewer could ever know of it.

A row counts from when the viewer could know it: from its recorded time, or from the end of its embargo. What the
viewer may not see leaves no trace here, not even the time at which it was said. Where a term, a source, an agreement
or a party was under embargo, the history begins when the last of them was open: before that the viewer had another
case before them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import DecimalException
from typing import Any

from troth.monitor.history import Name, Turn, history
from troth.records.evidence import Evidence

from .model import Case, Row
from .picture import Picture
from .statements import BEGINNING, opens
from .steps import Rows, StepError, problem_of

MOST_ROWS = 2_000
"""A term with more rows is judged, and its history is not told in a run."""


def told(case: Case, picture: Picture) -> Rows:
    """The turns of every verdict, one row each, in the order of verdicts and of time.

    Raises
    ------
    StepError
        The figures of an earlier time add up to more than can be counted.
    """
    problem = problem_of(case, picture)
    rows = said(picture)
    large = {row["term"] for row in untold(picture)}
    few = [term.id for term in picture.terms if term.id not in large]
    try:
        found = history(problem, rows, terms=few)
    except (OverflowError, DecimalException) as error:
        msg = f"history: the numbers or times of an earlier picture add up to more than can be counted ({error}); correct the largest"
        raise StepError(msg) from None
    begin = _open_since(case, picture)
    return [row for name, turns in found.items() for row in _rows(name, _from(turns, begin))]


def untold(picture: Picture) -> Rows:
    """The terms whose history is not told in a run, each with the number of its rows and with how many may be told."""
    counts = Counter(name for row in said(picture) for name in row.terms)
    return [
        {"term": term.id, "rows": counts[term.id], "most": MOST_ROWS}
        for term in picture.terms
        if counts[term.id] > MOST_ROWS
    ]


def said(picture: Picture) -> tuple[Evidence, ...]:
    """Every row that the viewer could ever know of by then, each from when it could be known."""
    rows = (*picture.evidence, *picture.taken_back, *picture.unsaid)
    closed = picture.withheld_until
    return tuple(
        row.model_copy(update={"recorded_at": max(row.recorded_at or BEGINNING, closed[row.id])})
        if row.id in closed
        else row
        for row in rows
    )


def _embargoes(rows: Iterable[Row[Any]]) -> Mapping[str, datetime]:
    return {row.record.id: row.label.embargo for row in rows if row.label.embargo is not None}


def _open_since(case: Case, picture: Picture) -> datetime | None:
    """Since when everything but the evidence was open to the viewer."""
    if picture.viewer == case.owner:
        return None
    rows: list[Row[Any]] = [*case.parties, *case.sources, *case.agreements, *case.terms]
    shown = [row for row in rows if opens(row.label, case, picture.viewer, picture.as_of)]
    return max(_embargoes(shown).values(), default=None)


def _from(turns: Iterable[Turn], begin: datetime | None) -> list[Turn]:
    """The turns from a time on; how it stood then is the first of them."""
    kept: list[Turn] = []
    for turn in turns:
        if begin is not None and turn.since <= begin:
            kept = [replace(turn, since=begin, known=(), undone=(), ended=False)]
        else:
            kept.append(turn)
    return kept


def _rows(name: Name, turns: Iterable[Turn]) -> Rows:
    term, instance, obligor = name
    return [
        {
            "term": term, "instance": instance, "obligor": obligor, "since": turn.since, "state": turn.state,
            "quantity": turn.quantity.model_dump(), "known": list(turn.known), "ended": turn.ended,
            "undone": [{"id": one.row, "does": one.does, "by": list(one.by)} for one in turn.undone],
        }
        for turn in turns
    ]  # fmt: skip
