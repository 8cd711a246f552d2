"""What two rows say of one happening, and do not say alike: told as a warning, since the case can be used all the same."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from troth.monitor import term_day
from troth.records.evidence import Evidence, Form
from troth.records.term import Term

from .model import Case, Row
from .problems import Problems

Told = dict[str, list[tuple[date, Row[Evidence]]]]
"""By source: the rows of one key with the days on which they lie."""


def check_happenings(problems: Problems, case: Case) -> None:
    """Warn of one key that two sources tell of on different days, and of a suspension of which no end is told."""
    terms = {row.record.id: row.record for row in case.terms}
    for row in case.evidence:
        if any(_stops_nothing(row.record, terms[one]) for one in row.record.terms if one in terms):
            problems.warn(
                row.file, line=row.line, field=f"{row.record.id} valid_to", found="nothing",
                expected="the end of the suspension",
                remedy="the row is used as it stands, as a moment, and stops the clock for no time; write when it ends, or was last known to stand",
            )  # fmt: skip
    for (key, *_), told in _by_key(case, terms).items():
        for (first, one), (second, other) in _apart(told):
            problems.warn(
                other.file, line=other.line, field=f"{other.record.id} valid_from",
                found=f"{second}, of key {key}", expected=f"the day of {one.record.id} ({first}), which has this key and another source",
                remedy="the two are counted as two happenings; if they are one, correct the day of one of them, else give them different keys",
            )  # fmt: skip


def _stops_nothing(row: Evidence, term: Term) -> bool:
    """Whether it tells of a suspension at a moment, without an end."""
    named = term.suspension is not None and row.event == term.suspension.event
    unsaid = row.form in {Form.INTENT, Form.DENIAL} or row.retracts is not None
    exact = row.valid_from_precision is not None and row.valid_from_precision.value in {"minute", "second"}
    return named and not unsaid and exact and row.valid_to is None


def _by_key(case: Case, terms: dict[str, Term]) -> dict[tuple[str, ...], Told]:
    """The happenings that carry a key and stand, by what they tell of and by source."""
    gone = {link for row in case.evidence for link in (row.record.supersedes, row.record.retracts) if link}
    found: dict[tuple[str, ...], Told] = {}
    for row in case.evidence:
        one = row.record
        own = [terms[name] for name in one.terms if name in terms]
        if not one.key or one.form is not Form.ITEM or one.id in gone or one.valid_from is None or not own:
            continue
        what = (one.key, one.event.casefold(), one.category.casefold(), one.place.casefold())
        day = term_day(one.valid_from, own[0])
        found.setdefault(what, {}).setdefault(one.source, []).append((day, row))
    return found


def _apart(told: Told) -> Iterator[tuple[tuple[date, Row[Evidence]], tuple[date, Row[Evidence]]]]:
    """Two sources that each tell of one day only, and not of the same one."""
    single = sorted(
        (rows[0] for rows in told.values() if len(rows) == 1), key=lambda one: (one[0], one[1].record.id)
    )
    if len(single) == len(told):
        yield from ((one, other) for one, other in pairwise(single) if one[0] != other[0])
