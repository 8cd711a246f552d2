"""The checker's own settling times: until when a breach is provisional, counted for itself."""

from datetime import UTC, datetime, timedelta

from troth.records.evidence import Form
from troth.records.term import Term
from troth.records.verdict import State

from .check_read import Fact, Reading

ENOUGH = 20
"""Different days of recording from which on a settling time is estimated."""


def settles_at(reading: Reading, term: Term, state: State, end: datetime | None) -> datetime | None:
    """Until when a verdict on something that ended at `end` is provisional; None: it is not marked."""
    if end is None or state not in {State.BROKEN, State.PARTLY_KEPT}:
        return None
    if term.settling is not None:
        return term.settling.after(end)
    if reading.problem.settling == "stated":
        return None
    named = {fact.row.source for fact in reading.naming(term)} | {one.source for one in term.coverage}
    for name in {reading.publisher(name) for name in named} - reading.lateness.keys():
        reading.lateness[name] = _slowest_twentieth(reading, name)
    lengths = [reading.lateness[reading.publisher(name)] for name in named]
    return max((end + length for length in lengths if length is not None), default=None)


def _slowest_twentieth(reading: Reading, publisher: str) -> timedelta | None:
    """The lateness that 95 of 100 rows of a publisher do not exceed."""
    told = [
        (fact, fact.row.recorded_at)
        for fact in reading.facts
        if reading.publisher(fact.row.source) == publisher and _counts(reading, fact)
    ]
    late = sorted(at - fact.end for fact, at in told if at is not None)
    if len({at.astimezone(UTC).date() for _, at in told if at is not None}) < ENOUGH:
        return None
    after = next(one for place, one in enumerate(late, 1) if 100 * place >= 95 * len(late))
    return max(after, timedelta())


def _counts(reading: Reading, fact: Fact) -> bool:
    at = fact.row.recorded_at
    return fact.row.form is not Form.INTENT and at is not None and at <= reading.problem.as_of
