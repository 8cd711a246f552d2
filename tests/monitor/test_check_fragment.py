"""The checker reads event-by-event terms for itself: a right result passes, and every way of spoiling it is named."""

from dataclasses import replace
from decimal import Decimal

import pytest

from support.truce import PARTIES, TRUCE, at, row, term, window
from troth.monitor import Problem, settle
from troth.monitor.check import check
from troth.records.moment import Duration
from troth.records.quantity import Quantity
from troth.records.term import (
    Activity,
    Coverage,
    Measure,
    Precedence,
    Prohibition,
    Recurrence,
    Repair,
    Response,
    Selector,
    Target,
)
from troth.records.verdict import State

DAYS = window("2024-05-01", "2024-05-11")
WATCHED = {"window": DAYS, "coverage": (Coverage(source="observer"),)}
SIX_HOURS = Duration(seconds=21_600)
PATROL = Measure(event=("patrol",), count="events")


def event(name):
    return Selector(event=(name,))


TERMS = (
    term(
        "R1", "respond", measure=Measure(event=("answer",), unit="answer"), **WATCHED,
        respond=Response(trigger=event("request"), within=SIX_HOURS, repair=Repair(event=("amends",), within=Duration(days=2))),
    ),
    term(
        "R2", "respond", measure=Measure(event=("release",), unit="person"), target=Target(at_least=Decimal(10)), **WATCHED,
        respond=Response(trigger=event("deal"), within=Duration(days=1), over=Duration(days=2), same_key=False),
    ),
    term(
        "Q1", "recur", measure=Measure(event=("release",), unit="person"), target=Target(at_least=Decimal(8)), **WATCHED,
        recur=Recurrence(every=Duration(days=1), at=event("count")),
    ),
    term(
        "F1", "refrain", measure=PATROL, target=Target(at_most=Decimal(0)), **WATCHED,
        refrain=Prohibition(unless_preceded_by=Precedence(event=("notice",), within=SIX_HOURS), per="event"),
    ),
    term(
        "F2", "refrain", measure=PATROL, target=Target(at_most=Decimal(0)), **WATCHED,
        refrain=Prohibition(only_while=Activity(since=event("opening"), until=event("closing"), same_key=False)),
    ),
)  # fmt: skip
ACTS = ("F1", "F2")
ROWS = (
    row("A1", "2024-05-02T06:00", "item", event="request", key="a", terms=("R1",), sequence=2),
    row("A2", "2024-05-02T06:00", "item", event="answer", key="a", terms=("R1",), sequence=1),
    row("A3", "2024-05-03T06:00", "item", event="amends", key="a", terms=("R1",)),
    row("A4", "2024-05-04T06:00", "item", event="request", key="b", terms=("R1",)),
    row("A5", "2024-05-04T12:00", "item", event="answer", key="b", terms=("R1",)),
    row("A6", "2024-05-09T06:00", "item", event="request", key="c", terms=("R1",)),
    row("B1", "2024-05-03T06:00", "item", 6, event="release", terms=("R2", "Q1")),
    row("B2", "2024-05-04T06:00", "item", event="deal", terms=("R2",)),
    row("B3", "2024-05-04T09:00", "item", 4, event="release", terms=("R2", "Q1")),
    row("B4", "2024-05-07T06:00", "item", event="deal", terms=("R2",)),
    row("B5", "2024-05-04T06:00", "item", event="count", terms=("Q1",), sequence=1),
    row("B6", "2024-05-04T12:00", "item", event="count", terms=("Q1",)),
    row("C1", "2024-05-02T08:00", "item", event="notice", key="p", terms=("F1",)),
    row("C2", "2024-05-02T10:00", "item", event="patrol", key="p", actor="A", terms=ACTS),
    row("C3", "2024-05-03T10:00", "item", event="patrol", key="q", actor="A-army", terms=ACTS),
    row("C4", "2024-05-05T09:00", "item", event="notice", key="r", terms=("F1",), by="A"),
    row("C5", "2024-05-05T10:00", "item", event="patrol", key="r", actor="A", terms=ACTS),
    row("D1", "2024-05-03T08:00", "item", event="opening", terms=("F2",)),
    row("D2", "2024-05-04T08:00", "item", event="closing", terms=("F2",)),
)  # fmt: skip


def problem(as_of="2024-05-10T12:00"):
    return Problem(
        terms=TERMS, agreements=(TRUCE,), parties=PARTIES, as_of=at(as_of), viewer="o", owner="o",
        evidence=tuple(one for one in ROWS if one.recorded_at <= at(as_of)),
    )  # fmt: skip


ASKED = problem()
RESULT = settle(ASKED)
ROW_BY_ROW = [(v.term, v.instance) for v in RESULT.verdicts]


def found(term_id, instance):
    return next(v for v in RESULT.verdicts if (v.term, v.instance) == (term_id, instance))


def spoiled(term_id, instance, **update):
    rows = tuple(
        v.model_copy(update=update) if (v.term, v.instance) == (term_id, instance) else v
        for v in RESULT.verdicts
    )
    assert rows != RESULT.verdicts
    return check(ASKED, replace(RESULT, verdicts=rows))


def test_the_example_holds_what_it_is_meant_to_hold():
    states = {(v.term, v.instance): v.state.value for v in RESULT.verdicts if v.instance is not None}
    assert states == {
        ("R1", "A1"): "repaired", ("R1", "A4"): "kept", ("R1", "A6"): "broken",
        ("R2", "B2"): "kept", ("R2", "B4"): "broken",
        ("Q1", "B5"): "broken", ("Q1", "B6"): "broken",
        ("F1", "C3"): "broken", ("F1", "C5"): "disputed",
        ("F2", "2024-05-03"): "broken",
    }  # fmt: skip
    assert found("R1", "A6").provisional_until == at("2024-05-11T12:00")


@pytest.mark.parametrize("day", range(1, 13))
def test_what_the_engine_gives_agrees_with_the_evidence_hour_after_hour(day):
    for hour in (0, 6, 9, 12, 18):
        asked = problem(f"2024-05-{day:02}T{hour:02}:00")
        assert check(asked, settle(asked, explain=False)) == ()


@pytest.mark.parametrize(("term_id", "instance"), ROW_BY_ROW)
@pytest.mark.parametrize("state", list(State))
def test_no_row_can_be_given_another_state(term_id, instance, state):
    if state is not found(term_id, instance).state:
        assert spoiled(term_id, instance, state=state)


@pytest.mark.parametrize(("term_id", "instance"), ROW_BY_ROW)
def test_no_row_can_be_given_another_figure(term_id, instance):
    quantity = found(term_id, instance).quantity
    more = Quantity(
        low=quantity.low + 1, high=None if quantity.high is None else quantity.high + 1, unit=quantity.unit
    )
    assert spoiled(term_id, instance, quantity=more)


@pytest.mark.parametrize(("term_id", "instance"), ROW_BY_ROW)
def test_no_row_behind_a_verdict_can_be_left_out(term_id, instance):
    for one in found(term_id, instance).because:
        left = tuple(other for other in found(term_id, instance).because if other != one)
        assert any(one in line for line in spoiled(term_id, instance, because=left))


@pytest.mark.parametrize(("term_id", "instance"), [name for name in ROW_BY_ROW if name[1] is not None])
def test_no_instance_can_be_left_out(term_id, instance):
    rows = tuple(v for v in RESULT.verdicts if (v.term, v.instance) != (term_id, instance))
    assert any(f"{term_id}, {instance}" in line for line in check(ASKED, replace(RESULT, verdicts=rows)))


def test_an_instance_that_nothing_asked_for_is_named():
    extra = found("F1", "C3").model_copy(update={"instance": "C2"})
    lines = check(ASKED, replace(RESULT, verdicts=(*RESULT.verdicts, extra)))
    assert any(line.startswith("F1, C2: the verdict has a row for this instance") for line in lines)


@pytest.mark.parametrize(
    "update",
    [
        {"window_closed": False},
        {"valid_to": at("2024-05-09T13:00")},
        {"provisional_until": None},
        {"provisional_until": at("2024-05-20")},
    ],
)
def test_the_times_of_a_missed_answer_cannot_be_changed(update):
    assert spoiled("R1", "A6", **update)


def test_a_breach_that_may_still_be_made_good_makes_the_whole_provisional_too():
    assert found("R1", None).provisional_until == at("2024-05-11T12:00")
    assert spoiled("R1", None, provisional_until=None)


def test_the_number_of_kept_answers_cannot_be_changed():
    assert spoiled("R1", None, kept_instances=2)
