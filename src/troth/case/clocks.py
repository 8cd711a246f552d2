"""Clocks that disagree: what is recorded before it happened, or corrected before it was said.

Offices keep their own clocks. A difference of up to an hour is told as a warning, with both times and both offices, and
the row is used as it stands; a larger one is no matter of clocks, and is an error.
"""

from datetime import datetime, timedelta

from troth.records.evidence import Evidence, Form, Stance
from troth.records.term import Term

from .links import note, service_events
from .model import Case, Row
from .problems import Problems, listed

SKEW = timedelta(hours=1)
"""By how much the clocks of two offices may differ."""
AHEAD = frozenset({Form.INTENT, Form.DENIAL})
"""Forms in which one may speak of what has not happened yet."""


def check_clocks(problems: Problems, case: Case) -> None:
    """Note rows that were recorded before what they report happened, or before the row that they correct."""
    rows = {row.record.id: row for row in case.evidence}
    terms = {row.record.id: row.record for row in case.terms}
    spoken = {row.record.id: listed(row.record.origins) for row in case.sources}
    for row in rows.values():
        if _reports(row.record, terms):
            _check_event(problems, row, spoken)
        for target in (row.record.supersedes, row.record.retracts):
            if target is not None and target in rows:
                _check_order(problems, row, rows[target], spoken)


def _reports(evidence: Evidence, terms: dict[str, Term]) -> bool:
    """Whether a row says that something has happened, and is counted; what moves a window may be said ahead."""
    if evidence.form in AHEAD or evidence.retracts is not None:
        return False
    stances = {evidence.stance.get(term, evidence.stance.get("*")) for term in evidence.terms}
    if stances == {Stance.CONTEXT}:
        return False
    return not any(evidence.event in service_events(terms[one]) for one in evidence.terms if one in terms)


def _check_event(problems: Problems, row: Row[Evidence], spoken: dict[str, str]) -> None:
    recorded, start = row.record.recorded_at, row.record.valid_from
    if recorded is None or start is None or recorded >= start:
        return
    found = f"{recorded.isoformat()}, by {spoken.get(row.record.source, row.record.source)}"
    expected = f"a time at or after the event itself ({start.isoformat()})"
    if _is_skew(recorded, start):
        _warn(problems, row, found, expected)
        return
    note(
        problems, row, "recorded_at", found=found, expected=expected,
        remedy="nothing is reported before it happens: correct one of the two times, or write form intent for what is announced",
    )  # fmt: skip


def _check_order(
    problems: Problems, row: Row[Evidence], target: Row[Evidence], spoken: dict[str, str]
) -> None:
    own, earlier = row.record.recorded_at, target.record.recorded_at
    if own is None or earlier is None or own >= earlier:
        return
    expected = f"a time at or after that of {target.record.id} ({earlier.isoformat()})"
    if _is_skew(own, earlier):
        found = f"{own.isoformat()}, by {spoken.get(row.record.source, row.record.source)}"
        said = f"{expected[:-1]}, by {spoken.get(target.record.source, target.record.source)})"
        _warn(problems, row, found, said)
        return
    note(
        problems, row, "recorded_at", found=own.isoformat(), expected=expected,
        remedy="nothing is corrected before it is said: cite the later source, or give recorded_at",
    )  # fmt: skip


def _is_skew(recorded: datetime, event: datetime) -> bool:
    return event - recorded <= SKEW


def _warn(problems: Problems, row: Row[Evidence], found: str, expected: str) -> None:
    problems.warn(
        row.file, line=row.line, field=f"{row.record.id} recorded_at", found=found, expected=expected,
        remedy="the row is used as it stands; if two clocks differ, write the times of one of them",
    )  # fmt: skip
