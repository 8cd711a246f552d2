"""Whether a row speaks of the time up to the clock (`troth.monitor.valid_time`), one at a time."""

from typing import TYPE_CHECKING

from troth.monitor.columnar.spec import stamp
from troth.monitor.problem import Problem
from troth.monitor.valid_time import by_then
from troth.records.evidence import Evidence
from troth.records.term import Kind

if TYPE_CHECKING:
    from .plain_term import PlainTerm, Settling


def speaks(context: Problem, row: Evidence, kind: Kind) -> bool:
    """Whether a row counts for a term of some kind at `context.clock`, by its time.

    >>> from datetime import UTC, datetime
    >>> at = lambda hour: datetime(2024, 5, 1, hour, tzinfo=UTC)
    >>> row = Evidence(id="E1", form="item", source="log", valid_from=at(7))
    >>> speaks(Problem(terms=(), as_of=at(9)), row, Kind.RECUR)
    True
    >>> speaks(Problem(terms=(), as_of=at(9), at=at(6)), row, Kind.RECUR)
    False
    """
    if context.clock == context.as_of or row.valid_from is None:
        return True
    items = Problem(terms=(), evidence=(row,), as_of=context.as_of).items
    return any(True for _ in by_then(items, context.clock, kind))


def forget_later(term: "PlainTerm", done: "Settling") -> None:
    """The clock stands still from now on: what was told of the time after it counts no longer."""
    cut = term.blocks.whole()
    for number in cut.column("handle")[cut.column("time") > stamp(term.context.clock)].tolist():
        row = term.store.record(number)
        if not speaks(term.context, row, term.spec.term.kind):
            term.remove(number, row, done)
