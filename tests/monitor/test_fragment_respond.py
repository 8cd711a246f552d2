"""Respond: the order of the log, the moment of the deadline, running sums, and what is made good."""

from dataclasses import replace
from decimal import Decimal

import pytest
from pydantic import ValidationError

from support.truce import at, codes, judged, problem, row, span, term, verdict, window
from troth.monitor import settle
from troth.monitor.check import check
from troth.records.moment import Duration
from troth.records.term import Coverage, Repair, Response, Selector, Target

WATCHED = (Coverage(source="observer"),)


def event(name):
    return Selector(event=(name,))


def answering(coverage=WATCHED, target=None, **more):
    duty = {"trigger": event("request"), "within": Duration(seconds=6 * 3_600)}
    return term(
        kind="respond", measure={"event": ("answer",), "unit": "person"}, respond=Response(**duty | more),
        window=window("2024-05-01", "2024-05-31"), coverage=coverage, target=target or Target(),
    )  # fmt: skip


def asked(id="Q1", when="2024-05-02T06:00", key="k", **more):
    return row(id, when, "item", event="request", key=key, **more)


def answered(id, when, quantity=None, key="k", **more):
    return row(id, when, "item", quantity, event="answer", key=key, **more)


def part(promise, rows, as_of="2024-05-30", instance="Q1"):
    return next(one for one in judged(promise, rows, as_of).instances("T1") if one.instance == instance)


# --- the order of the log --------------------------------------------------------------------------------------------
def test_an_answer_that_stands_before_its_request_does_not_answer_it():
    early = [answered("E1", "2024-05-02T06:00", sequence=1), asked(sequence=2)]
    assert part(answering(), early).state == "broken"


def test_an_answer_that_stands_after_the_request_of_its_own_time_answers_it():
    later = [asked(sequence=1), answered("E1", "2024-05-02T06:00", sequence=2)]
    assert part(answering(), later).state == "kept"


@pytest.mark.parametrize("numbers", [(1, None), (None, 1), (None, None), (5, 5)])
def test_without_an_order_two_rows_of_one_time_are_simultaneous(numbers):
    first, second = numbers
    rows = [asked(sequence=first), answered("E1", "2024-05-02T06:00", sequence=second)]
    assert part(answering(), rows).state == "kept"


def test_a_number_orders_only_rows_of_one_time():
    rows = [asked(sequence=9), answered("E1", "2024-05-02T07:00", sequence=1)]
    assert part(answering(), rows).state == "kept"


@pytest.mark.parametrize(("papers", "state"), [(1, "kept"), (3, "broken")])
def test_what_must_come_first_must_stand_first_in_the_log(papers, state):
    rows = [
        asked(when="2024-05-02T05:00"),
        row("P1", "2024-05-02T06:00", "item", event="papers", key="k", sequence=papers),
        answered("E1", "2024-05-02T06:00", sequence=2),
    ]
    assert part(answering(only_after=event("papers")), rows).state == state


# --- the moment of the deadline --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("as_of", "state", "closed"),
    [("2024-05-02T11:59", "pending", False), ("2024-05-02T12:00", "pending", False), ("2024-05-02T12:01", "broken", True)],
)  # fmt: skip
def test_at_the_very_deadline_an_answer_may_still_come(as_of, state, closed):
    found = part(answering(), [asked()], as_of)
    assert (found.state, found.window_closed) == (state, closed)


def test_an_answer_after_the_window_but_within_its_own_time_counts():
    promise = answering()
    rows = [asked(when="2024-05-30T23:00"), answered("E1", "2024-05-31T02:00")]
    assert part(promise, rows, "2024-06-30").state == "kept"


def test_since_when_a_missed_answer_stands_is_after_the_deadline():
    found = verdict(answering(), [asked()])
    assert found.decidable_at > at("2024-05-02T12:00")
    assert found.decidable_at <= at("2024-05-02T12:01")


def test_nobody_is_in_breach_for_not_answering_what_the_other_party_alone_says_was_asked():
    assert part(answering(), [asked(by="B")]).state == "disputed"
    assert part(answering(), [asked(by="B"), asked("Q2", source="mission page")]).state == "broken"


# --- running sums ----------------------------------------------------------------------------------------------------
def summing(hours=6, at_least=40, **more):
    sums = {"over": Duration(seconds=hours * 3_600), "same_key": False}
    return answering(target=Target(at_least=Decimal(at_least)), **sums | more)


def test_what_came_before_the_request_counts_in_a_running_sum():
    rows = [answered("E1", "2024-05-02T03:00", 15), asked(), answered("E2", "2024-05-02T09:00", 25)]
    found = part(summing(), rows)
    assert (found.state, span(found)) == ("kept", (40, 40))


def test_what_is_older_than_the_running_time_no_longer_counts():
    rows = [answered("E1", "2024-05-02T02:59", 15), asked(), answered("E2", "2024-05-02T09:00", 25)]
    found = part(summing(), rows)
    assert (found.state, span(found)) == ("broken", (25, 25))


def test_the_highest_sum_counts_not_the_last():
    rows = [
        answered("E0", "2024-05-02T05:00", 40),
        asked(),
        answered("E1", "2024-05-02T11:30", 1),
    ]
    assert span(part(summing(), rows)) == (40, 40)


def test_the_sum_at_the_request_itself_can_be_enough():
    assert part(summing(), [answered("E0", "2024-05-02T05:00", 40), asked()]).state == "kept"


def test_of_rows_at_one_time_a_sum_counts_those_up_to_its_own_place():
    rows = [
        answered("E0", "2024-05-02T00:00", 10, sequence=1),
        answered("E1", "2024-05-02T06:00", 20, sequence=2),
        asked(sequence=3),
        answered("E2", "2024-05-02T06:00", 5, sequence=4),
    ]
    assert span(part(summing(), rows)) == (35, 35)


def test_without_declared_coverage_a_running_sum_has_no_high_end():
    found = part(summing(coverage=()), [asked(), answered("E2", "2024-05-02T09:00", 25)])
    assert (found.state, span(found)) == ("unknown", (25, None))


def test_coverage_that_begins_with_the_request_does_not_close_a_sum_that_reaches_back():
    late = (Coverage(source="observer", valid_from=at("2024-05-02T06:00")),)
    found = part(summing(coverage=late), [asked(), answered("E2", "2024-05-02T09:00", 25)])
    assert (found.state, span(found)) == ("unknown", (25, None))


# --- made good -------------------------------------------------------------------------------------------------------
REPAIR = Repair(event=("compensation",), within=Duration(seconds=10 * 3_600))


def compensated(when, **more):
    return row("R1", when, "item", event="compensation", key=more.pop("key", "k"), **more)


@pytest.mark.parametrize(
    ("when", "state"),
    [
        ("2024-05-02T12:00", "broken"),  # the deadline itself is too early
        ("2024-05-02T12:01", "repaired"),
        ("2024-05-02T22:00", "repaired"),  # the end belongs to the time
        ("2024-05-02T22:01", "broken"),
    ],
)
def test_a_missed_answer_is_made_good_after_its_deadline_and_within_the_time_given(when, state):
    assert part(answering(repair=REPAIR), [asked(), compensated(when)]).state == state


def test_while_it_may_still_be_made_good_a_breach_is_provisional():
    promise, rows = answering(repair=REPAIR), [asked()]
    early, late = part(promise, rows, "2024-05-02T22:00"), part(promise, rows, "2024-05-02T22:01")
    assert (early.state, early.provisional_until) == ("broken", at("2024-05-02T22:00"))
    assert (late.state, late.provisional_until) == ("broken", None)


def test_another_keys_repair_makes_nothing_good():
    rows = [asked(), compensated("2024-05-02T13:00", key="other")]
    assert part(answering(repair=REPAIR), rows).state == "broken"


def test_what_was_answered_in_time_needs_no_repair():
    rows = [asked(), answered("E1", "2024-05-02T08:00"), compensated("2024-05-02T13:00")]
    assert part(answering(repair=REPAIR), rows).state == "kept"


def test_a_repair_that_is_dated_too_roughly_leaves_it_open():
    found = part(answering(repair=REPAIR), [asked(), compensated("2024-05-02")])
    assert found.state == "unknown"
    assert codes(found)[0] == "repair_unclear"


def test_the_rows_that_made_it_good_stand_behind_the_verdict():
    found = verdict(answering(repair=REPAIR), [asked(), compensated("2024-05-02T13:00")])
    assert found.because == ("Q1", "R1")
    assert codes(found) == ["made_good"]


def test_a_term_whose_only_misses_were_made_good_is_repaired_once_its_window_is_over():
    rows = [
        asked(), compensated("2024-05-02T13:00"),
        asked("Q2", "2024-05-04T06:00", key="m"), answered("E2", "2024-05-04T07:00", key="m"),
    ]  # fmt: skip
    assert verdict(answering(repair=REPAIR), rows, "2024-05-20").state == "pending"
    over = verdict(answering(repair=REPAIR), rows, "2024-06-30")
    assert (over.state, over.kept_instances, over.total_instances) == ("repaired", 1, 2)


def test_beside_one_that_was_not_made_good_a_repair_does_not_help_the_whole():
    rows = [asked(), compensated("2024-05-02T13:00"), asked("Q2", "2024-05-04T06:00", key="m")]
    assert verdict(answering(repair=REPAIR), rows, "2024-06-30").state == "broken"


def test_a_repair_belongs_to_a_duty_to_respond():
    with pytest.raises(ValidationError, match="respond"):
        term(kind="achieve", respond=Response(trigger=event("request"), within=Duration(days=1)))


def test_the_whole_counts_answers_and_what_is_due_and_missing_stands_with_each_of_them():
    rows = [asked(), answered("E2", "2024-05-02T09:00", 5)]
    whole, one = verdict(summing(), rows), part(summing(), rows)
    assert (whole.quantity.unit, span(whole), whole.target) == ("response", (0, 0), None)
    assert (whole.fulfilment_low, whole.shortfall_low, whole.kept_instances) == (None, None, 0)
    assert (one.quantity.unit, span(one)) == ("person", (5, 5))
    assert one.shortfall_low > 0


def test_the_check_disagrees_with_a_whole_that_counts_answers_as_people():
    asked_for = problem(summing(), [asked(), answered("E2", "2024-05-02T09:00", 5)])
    result = settle(asked_for)
    whole = result.verdicts[0]
    people = whole.model_copy(update={"quantity": whole.quantity.model_copy(update={"unit": "person"})})
    (line,) = check(asked_for, replace(result, verdicts=(people, *result.verdicts[1:])))
    assert line.endswith("counts answers, each due by itself")
