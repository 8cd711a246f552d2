"""Real reports that were revised and taken back: what a history says of them at every turn.

The rows are the versions of a public series of daily reports (TechForPalestine/palestine-datasets, Unlicense), with the
times at which each figure entered, changed or left it. The terms are about the reports, not about what they report:
"the report of the day gives at least so much". People are counts here, and nothing else.
"""

import csv
import gzip
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from troth.monitor import Problem, settle
from troth.monitor.history import at, by_state, history
from troth.monitor.said import live
from troth.records.evidence import Evidence
from troth.records.quantity import Quantity
from troth.records.term import Measure, Target, Term, Window

REPORTS = Path(__file__).parents[3] / "shared/data/monitor/gaza_casualty_reports_bitemporal.csv.gz"
END = datetime(2026, 9, 1, tzinfo=UTC)
LEAST = {"famine_cum": 1000, "aid_seeker_killed_cum": 2600}
pytestmark = pytest.mark.skipif(
    not REPORTS.is_file(), reason=f"{REPORTS.name} is shared data that is not part of the project"
)


@cache
def versions():
    with gzip.open(REPORTS, "rt", encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def said(field):
    """The versions of one figure as evidence: a revision supersedes the version before, a retraction takes it back."""
    rows, last = [], {}
    for number, line in enumerate(one for one in versions() if one["field"] == field):
        day = datetime.fromisoformat(line["valid_date"]).replace(tzinfo=UTC)
        before, gone = last.get(day), line["op"] == "retract"
        row = Evidence(
            id=f"{field}-{number}", terms=() if gone else (field,), form="item" if gone else "tally", event=field,
            source="daily reports", valid_from=day, valid_from_precision="day",
            quantity=None if gone else Quantity(low=Decimal(line["value"]), high=Decimal(line["value"]), unit="person"),
            recorded_at=datetime.fromisoformat(line["recorded_at"]),
            supersedes=before if line["op"] == "revise" else None, retracts=before if gone else None,
        )  # fmt: skip
        rows.append(row)
        last[day] = None if gone else row.id
    return tuple(rows)


def problem(field, as_of=END):
    days = [row.valid_from for row in said(field)]
    term = Term(
        id=field, agreement="reports", kind="recur", obligor=("the publisher",), target=Target(at_least=LEAST[field]),
        what=f"give a figure of at least {LEAST[field]}", measure=Measure(event=(field,), unit="person"),
        window=Window(valid_from=min(days), valid_to=max(days) + timedelta(days=1)),
    )  # fmt: skip
    return Problem(terms=(term,), as_of=as_of)


@cache
def told(field):
    return history(problem(field), said(field))


def test_the_versions_are_those_that_were_counted():
    assert Counter(line["op"] for line in versions()) == {"insert": 10_773, "revise": 430, "retract": 183}
    assert {field: Counter(bool(row.retracts) for row in said(field))[True] for field in LEAST} == {
        "famine_cum": 35,
        "aid_seeker_killed_cum": 128,
    }


@pytest.mark.parametrize("field", LEAST)
def test_at_every_revision_the_history_is_what_judging_anew_gives(field):
    turning = {row.recorded_at for row in said(field) if row.supersedes or row.retracts}
    for moment in sorted(turning):
        asked = replace(problem(field, moment), evidence=live(said(field), moment))
        for verdict in settle(asked, explain=False).verdicts:
            turn = at(told(field)[verdict.term, verdict.instance, verdict.obligor], moment)
            assert (turn.state, turn.quantity) == (verdict.state, verdict.quantity), (
                moment,
                verdict.instance,
            )


def flips(field, does):
    """How often a day's verdict changed because a row was corrected, or taken back: from what to what."""
    return Counter(
        (old.state.value, new.state.value)
        for (_, day, _), turns in told(field).items()
        if day is not None
        for old, new in pairwise(by_state(turns))
        if any(one.does == does for one in new.undone)
    )


def test_which_days_flip_when_a_figure_is_revised():
    """All but four of 240 revisions carry a day's figure over the mark, in one direction or the other."""
    assert flips("famine_cum", "corrected") == {("kept", "broken"): 106, ("broken", "kept"): 104}
    assert flips("aid_seeker_killed_cum", "corrected") == {("broken", "kept"): 14, ("kept", "broken"): 12}


def test_which_days_flip_when_a_figure_is_taken_back():
    """What was taken back leaves nothing known of its day: neither kept nor broken."""
    assert flips("famine_cum", "retracted") == {("broken", "unknown"): 35}
    assert flips("aid_seeker_killed_cum", "retracted") == {
        ("broken", "unknown"): 111,
        ("kept", "unknown"): 16,
    }


def test_the_summary_was_partly_kept_for_two_days_until_a_revision():
    turns = by_state(told("famine_cum")["famine_cum", None, None])
    assert [(turn.since.date().isoformat(), turn.state.value) for turn in turns] == [
        ("2025-06-02", "pending"),
        ("2025-08-21", "broken"),
        ("2025-11-02", "partly_kept"),
        ("2025-11-04", "broken"),
    ]
    assert all(one.does in {"corrected", "retracted"} for turn in turns[2:] for one in turn.undone)
    assert all(turn.undone for turn in turns[2:])
