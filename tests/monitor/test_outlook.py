"""What an undecided term still asks for, at which rate, and whether it can still be kept."""

from datetime import timedelta
from decimal import Decimal

import pytest

from monitor.test_achieve import FIFTY, FOUR_DAYS, day
from support.truce import at, change, problem, row, term, window
from troth.monitor import check_outlook, outlook, settle
from troth.records.moment import Duration
from troth.records.term import (
    Condition,
    Coverage,
    Excuse,
    Expiry,
    Extension,
    Measure,
    Recurrence,
    Response,
    Selector,
    Suspension,
    Target,
)

TILL_NOW = (*FOUR_DAYS[:2], day(3, 13, known="2024-05-03T19:00Z"))
TRUCKS = term(
    kind="recur",
    measure=Measure(event=("trucks",), unit="truck"),
    target=Target(at_least=Decimal(200)),
    window=window("2024-05-01", "2024-05-08"),
)
NO_ATTACKS = term(
    kind="refrain",
    measure=Measure(event=("attack",), unit="attack"),
    target=Target(at_most=Decimal(2)),
    window=window("2024-05-01", "2024-05-05"),
)


def trucks(number, count, **more):
    return row(f"E{number}", f"2024-05-0{number}", "tally", count, event="trucks", unit="truck", **more)


def attack(number, count=1, **more):
    name = more.pop("id", f"A{number}")
    return row(name, f"2024-05-0{number}", "item", count, event="attack", unit="attack", actor="A", **more)


def ahead(terms, rows, when, instance=None, id="T1"):
    """The outlook of a term, or of a day of it; the independent check agrees with every one of them."""
    asked = problem(terms if isinstance(terms, tuple) else (terms,), rows, when)
    result = settle(asked)
    found = outlook(asked, result)
    assert check_outlook(asked, result, found) == ()
    return next((one for one in found if (one.term, one.instance) == (id, instance)), None)


def ends(quantity):
    return quantity.low, quantity.high


def why(found):
    return [reason.code for reason in found.reasons]


# --- a total by a time ------------------------------------------------------------------------------------------------


def test_a_total_says_what_is_missing_and_the_rate_that_it_takes_against_the_rate_so_far():
    found = ahead(FIFTY, FOUR_DAYS[:2], "2024-05-03T07:00Z")
    assert (found.can_be_kept, found.days_left) == ("yes", 2)
    assert ends(found.missing) == (0, 24), "of today nothing is reported yet, so nothing may be missing"
    assert (ends(found.required), found.required.unit) == ((0, 12), "person/day")
    assert ends(found.observed) == (Decimal("15.21"), Decimal("15.22")), "26 people in 41 hours"


def test_what_is_reported_of_the_day_that_runs_narrows_what_is_missing():
    assert ends(ahead(FIFTY, TILL_NOW, "2024-05-03T20:00Z").missing) == (11, 11)


def test_at_the_rate_so_far_the_rest_is_reached_at_a_time_that_is_an_interval():
    early = row("E1", "2024-05-01", "tally", "10..20", event="release", category="captives")
    found = ahead(FIFTY, (early,), "2024-05-02T00:00Z")
    assert ends(found.missing) == (30, 40)
    assert found.kept_by_earliest == at("2024-05-02T00:00Z") + timedelta(hours=25.5), (
        "30 more, at 20 in 17 hours"
    )
    assert found.kept_by_latest == at("2024-05-02T00:00Z") + timedelta(hours=68), "40 more, at 10 in 17 hours"


def test_where_nothing_was_done_so_far_there_is_no_date_at_that_rate():
    nothing = row("E1", "2024-05-01", "tally", 0, event="release", category="captives")
    found = ahead(FIFTY, (nothing,), "2024-05-02T00:00Z")
    assert (found.can_be_kept, found.kept_by_earliest, found.kept_by_latest) == ("yes", None, None)


def test_a_term_that_is_kept_or_whose_time_is_over_has_no_outlook():
    assert ahead(FIFTY, FOUR_DAYS, "2024-05-05T06:00Z") is None
    assert ahead(FIFTY, FOUR_DAYS[:2], "2024-05-06") is None


def test_words_against_it_leave_it_open_whether_it_can_be_kept():
    said = row("W", "2024-05-02", "item", event="delay", stance={"T1": "against"})
    found = ahead(FIFTY, (*FOUR_DAYS[:2], said), "2024-05-03T07:00Z")
    assert (found.can_be_kept, why(found)) == ("not_known", ["both_sides"])


def test_a_total_that_expires_earlier_has_less_time():
    expiring = change(FIFTY, expiry=Expiry(at=at("2024-05-04T07:00Z")))
    found = ahead(expiring, FOUR_DAYS[:2], "2024-05-03T07:00Z")
    assert (found.until, ends(found.required)) == (at("2024-05-04T07:00Z"), (0, 24))


def test_the_latest_end_follows_from_the_longest_extension_that_the_term_allows():
    movable = change(FIFTY, extension=Extension(event="extension", max=Duration(days=10)))
    assert ahead(movable, (), "2024-05-02").latest_until == at("2024-05-11T07:00Z")
    assert ahead(FIFTY, (), "2024-05-02").latest_until is None


def test_a_clock_that_stands_still_asks_for_no_rate_and_the_time_does_not_count_in_the_rate_so_far():
    halted = change(FIFTY, suspension=Suspension(event="halt"))
    pause = row("H", "2024-05-02", "item", event="halt", until="2024-05-02", known="2024-05-02T01:00Z")
    while_it_stands = ahead(halted, (FOUR_DAYS[0], pause), "2024-05-02T12:00Z")
    assert (while_it_stands.can_be_kept, while_it_stands.required) == ("yes", None)
    later = ahead(halted, (FOUR_DAYS[0], pause), "2024-05-04T00:00Z")
    assert ends(later.observed) == (Decimal("7.60"), None), "13 people in 17 and 24 hours, the halt left out"


# --- every day --------------------------------------------------------------------------------------------------------


def test_one_broken_day_and_a_daily_duty_can_no_longer_be_kept_every_day():
    found = ahead(TRUCKS, (trucks(1, 200), trucks(2, 199)), "2024-05-03T12:00Z")
    assert (found.can_be_kept, why(found)) == ("no", ["instance_broken"])
    assert found.reasons[0].names == ("2024-05-02",)


def test_the_day_that_runs_can_still_be_kept_and_says_what_it_lacks():
    rows = (
        trucks(1, 200),
        trucks(2, 199),
        row("N", "2024-05-03T10:00Z", "at_least", 80, event="trucks", unit="truck"),
    )
    today = ahead(TRUCKS, rows, "2024-05-03T12:00Z", instance="2024-05-03")
    assert (today.can_be_kept, ends(today.missing), today.until) == ("yes", (0, 120), at("2024-05-04T00:00Z"))


def test_a_count_of_the_whole_day_that_stands_below_the_target_already_leaves_it_open():
    early = (trucks(1, 200), trucks(2, 150, known="2024-05-02T20:00Z"))
    today = ahead(TRUCKS, early, "2024-05-02T21:00Z", instance="2024-05-02")
    assert (today.can_be_kept, why(today)) == ("not_known", ["counted_already"])
    assert today.reasons[0].names == ("observer",)


def test_an_undecided_day_leaves_it_open_and_is_named():
    found = ahead(TRUCKS, (trucks(1, 200),), "2024-05-03T12:00Z")
    assert (found.can_be_kept, why(found)[-1]) == ("not_known", "instance_undecided")
    assert found.reasons[-1].names == ("2024-05-02",)


def test_a_daily_duty_asks_for_its_target_against_the_mean_so_far():
    found = ahead(TRUCKS, (trucks(1, 200), trucks(2, 250)), "2024-05-03T12:00Z")
    assert (found.can_be_kept, ends(found.required), ends(found.observed)) == ("yes", (200, 200), (225, 225))


@pytest.mark.parametrize(
    ("counts", "can", "may_miss"),
    [((200, 199, 150), "yes", (0, 0)), ((200, 199), "yes", (1, 1)), ((1, 2, 3), "no", (0, 0)), ((200, None), "yes", (1, 2))],
)  # fmt: skip
def test_of_five_days_in_seven_two_may_be_missed(counts, can, may_miss):
    most_days = change(TRUCKS, recur=Recurrence(k=5, of=7))
    rows = tuple(trucks(n, count) for n, count in enumerate(counts, 1) if count is not None)
    found = ahead(most_days, rows, f"2024-05-0{len(counts) + 1}T12:00Z")
    assert (found.can_be_kept, ends(found.may_miss)) == (can, may_miss)


def test_a_broken_day_that_may_be_excused_leaves_it_open():
    excusable = change(TRUCKS, excuse=Excuse(event=("flood",)))
    found = ahead(excusable, (trucks(1, 200), trucks(2, 199)), "2024-05-03T12:00Z")
    assert (found.can_be_kept, why(found)) == ("not_known", ["instance_broken", "excuse_open"])


def test_a_breach_that_late_lists_may_mend_says_until_when():
    slow = change(TRUCKS, settling=Duration(days=17))
    found = ahead(slow, (trucks(1, 199),), "2024-05-03T12:00Z")
    assert (found.can_be_kept, why(found)) == ("no", ["instance_broken", "may_settle"])
    assert found.reasons[-1].at == at("2024-05-25T00:00Z")


def test_a_quota_that_is_judged_at_events_is_lost_by_one_of_them_and_open_before_the_first():
    at_convoys = change(TRUCKS, recur=Recurrence(every=Duration(days=1), at=Selector(event=("convoy",))))
    convoy = row("C", "2024-05-02T12:00Z", "item", event="convoy")
    short = row("N", "2024-05-02T10:00Z", "tally", 100, event="trucks", unit="truck")
    assert ahead(at_convoys, (short, convoy), "2024-05-03").can_be_kept == "no"
    assert why(ahead(at_convoys, (), "2024-05-03")) == ["no_evidence"]


# --- limits, levels, answers ------------------------------------------------------------------------------------------


def test_a_limit_says_its_margin_and_is_not_known_to_be_kept_where_nobody_declares_to_report_all():
    found = ahead(NO_ATTACKS, (attack(1),), "2024-05-02T12:00Z")
    assert (found.can_be_kept, why(found)[-1], ends(found.margin)) == ("not_known", "no_coverage", (0, 1))


def test_a_limit_that_a_source_watches_can_be_kept():
    watched = change(NO_ATTACKS, coverage=(Coverage(source="observer"),))
    found = ahead(watched, (attack(1),), "2024-05-02T12:00Z")
    assert (found.can_be_kept, ends(found.margin)) == ("yes", (0, 1))


def test_a_limit_that_was_passed_can_no_longer_be_kept():
    found = ahead(NO_ATTACKS, (attack(1, 3),), "2024-05-02T12:00Z")
    assert (found.can_be_kept, why(found), ends(found.margin)) == ("no", ["limit_exceeded"], (0, 0))


def test_a_level_that_was_not_held_on_one_day_cannot_be_made_good_on_another():
    level = change(TRUCKS, kind="sustain")
    assert ahead(level, (trucks(1, 150),), "2024-05-03T12:00Z").can_be_kept == "no"
    assert ahead(level, (trucks(1, 250), trucks(2, 250)), "2024-05-03T12:00Z").can_be_kept == "yes"


def test_an_open_event_has_its_deadline_and_one_without_an_answer_is_lost():
    answer = term(
        kind="respond", measure=Measure(event=("repair",)), window=window("2024-05-01", "2024-05-10"),
        respond=Response(trigger=Selector(event=("outage",)), within=Duration(days=1)),
        coverage=(Coverage(source="observer"),),
    )  # fmt: skip
    cut = row("O", "2024-05-02T08:00Z", "item", event="outage", key="line-1")
    running = ahead(answer, (cut,), "2024-05-02T12:00Z", instance="O")
    assert (running.can_be_kept, running.until) == ("yes", at("2024-05-03T08:00Z"))
    assert ahead(answer, (cut,), "2024-05-02T12:00Z").can_be_kept == "yes"
    assert ahead(answer, (cut,), "2024-05-04T12:00Z").can_be_kept == "no"


def test_a_term_without_an_end_that_is_owed_every_day_is_never_known_to_be_kept():
    endless = change(TRUCKS, window=window("2024-05-01"))
    found = ahead(endless, (trucks(1, 200), trucks(2, 200)), "2024-05-03T12:00Z")
    assert (found.can_be_kept, why(found)[0], found.until) == ("not_known", "no_deadline", None)


def test_an_open_condition_does_not_hide_that_the_duty_itself_can_be_kept():
    first = change(FIFTY, id="T0")
    then = change(FIFTY, condition=(Condition(term="T0"),))
    assert ahead((first, then), (), "2024-05-02").can_be_kept == "yes"


def test_of_several_who_each_owe_the_whole_each_has_an_outlook_of_its_own():
    both = change(FIFTY, obligor=("A", "B"), beneficiary=("observer",))
    asked = problem((both,), (), "2024-05-02")
    found = outlook(asked, settle(asked))
    assert [(one.obligor, one.can_be_kept) for one in found] == [(None, "yes"), ("A", "yes"), ("B", "yes")]


# --- the check --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"can_be_kept": "no", "reasons": ()},
        {"can_be_kept": "not_known"},
        {"until": at("2024-05-06")},
        {"days_left": Decimal(3)},
        {"term": "T9"},
        {"instance": "2024-05-09"},
    ],
)
def test_an_outlook_that_does_not_follow_is_caught(wrong):
    asked = problem((FIFTY,), FOUR_DAYS[:2], "2024-05-03T07:00Z")
    result = settle(asked)
    (found,) = outlook(asked, result)
    assert check_outlook(asked, result, (found.model_copy(update=wrong),))


@pytest.mark.parametrize("name", ["missing", "required", "observed"])
@pytest.mark.parametrize("end", ["low", "high"])
def test_a_rate_that_does_not_follow_is_caught(name, end):
    asked = problem((FIFTY,), TILL_NOW, "2024-05-03T20:00Z")
    result = settle(asked)
    (found,) = outlook(asked, result)
    quantity = getattr(found, name)
    other = quantity.model_copy(update={end: getattr(quantity, end) + (1 if end == "high" else -1)})
    assert check_outlook(asked, result, (found,)) == ()
    assert check_outlook(asked, result, (found.model_copy(update={name: other}),))


def test_a_yes_after_a_lost_day_is_caught():
    asked = problem((TRUCKS,), (trucks(1, 199),), "2024-05-03T12:00Z")
    result = settle(asked)
    found = outlook(asked, result)
    bent = tuple(one.model_copy(update={"can_be_kept": "yes"}) for one in found)
    assert any("T1, summary: the outlook says yes" in line for line in check_outlook(asked, result, bent))
