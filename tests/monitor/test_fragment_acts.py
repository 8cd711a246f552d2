"""Refrain and recur at events: what allows an act, when nothing is forbidden, and quotas at each occasion."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from support.truce import at, codes, judged, row, span, state, term, verdict, window
from troth.records.moment import Duration
from troth.records.term import Activity, Coverage, Precedence, Prohibition, Recurrence, Selector, Target

WATCHED = (Coverage(source="observer"),)
TWO_HOURS = Duration(seconds=7_200)


def event(name):
    return Selector(event=(name,))


def banned(coverage=WATCHED, at_most=0, **more):
    return term(
        kind="refrain", measure={"event": ("patrol",), "count": "events"}, target=Target(at_most=Decimal(at_most)),
        window=window("2024-05-01", "2024-05-31"), coverage=coverage, refrain=Prohibition(**{"per": "event"} | more),
    )  # fmt: skip


def unless(coverage=WATCHED, **more):
    return banned(coverage, unless_preceded_by=Precedence(event=("notice",), within=TWO_HOURS, **more))


def while_open(coverage=(), **more):
    return banned(coverage, only_while=Activity(since=event("opening"), until=event("closing"), **more))


def patrol(id="E1", when="2024-05-02T10:00", key="k", **more):
    return row(id, when, "item", event="patrol", actor=more.pop("actor", "A"), key=key, **more)


def told(id, what, when, key="k", **more):
    return row(id, when, "item", event=what, key=key, **more)


def parts(promise, rows, as_of="2024-05-30"):
    return {one.instance: one.state.value for one in judged(promise, rows, as_of).instances("T1")}


def why_not(found):
    return {one.id: one.why for one in found.context}


# --- unless something came before ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("when", "allowed"),
    [("2024-05-02T07:59", False), ("2024-05-02T08:00", True), ("2024-05-02T10:00", True), ("2024-05-02T10:01", False)],
)  # fmt: skip
def test_an_act_is_allowed_by_a_notice_in_the_time_before_it_both_ends_included(when, allowed):
    rows = [told("N1", "notice", when), patrol()]
    assert parts(unless(), rows) == ({} if allowed else {"E1": "broken"})


def test_an_allowed_act_is_context_and_its_notice_stands_behind_the_verdict():
    found = verdict(unless(), [told("N1", "notice", "2024-05-02T09:00"), patrol()], "2024-06-30")
    assert found.state == "kept"
    assert why_not(found) == {"E1": "permitted"}
    assert found.because == ("N1",)


def test_a_notice_that_stands_later_in_the_log_allows_nothing():
    rows = [patrol(sequence=1), told("N1", "notice", "2024-05-02T10:00", sequence=2)]
    assert parts(unless(), rows) == {"E1": "broken"}
    swapped = [patrol(sequence=2), told("N1", "notice", "2024-05-02T10:00", sequence=1)]
    assert parts(unless(), swapped) == {}


def test_a_notice_with_another_key_allows_the_act_only_where_keys_are_not_asked_for():
    rows = [told("N1", "notice", "2024-05-02T09:00", key="other"), patrol()]
    assert parts(unless(), rows) == {"E1": "broken"}
    assert parts(unless(same_key=False), rows) == {}


def test_without_declared_coverage_nobody_concludes_that_there_was_no_notice():
    found = judged(unless(coverage=()), [patrol()], "2024-05-30").instances("T1")[0]
    assert (found.state, span(found)) == ("unknown", (0, None))
    assert "permission_unknown" in codes(found)


def test_coverage_must_reach_back_over_all_of_the_time_in_which_it_could_have_been_allowed():
    since = (Coverage(source="observer", valid_from=at("2024-05-02T09:00")),)
    assert parts(unless(coverage=since), [patrol()]) == {"E1": "unknown"}


def test_a_viewer_without_the_full_set_concludes_nothing_from_a_missing_notice():
    found = judged(unless(), [patrol()], "2024-05-30", viewer="B").instances("T1")[0]
    assert found.state == "unknown"


def test_a_notice_of_which_the_obligor_alone_tells_makes_the_act_disputed():
    rows = [told("N1", "notice", "2024-05-02T09:00", by="A"), patrol()]
    found = verdict(unless(), rows)
    assert parts(unless(), rows) == {"E1": "disputed"}
    assert (found.state, codes(found), found.because) == ("disputed", ["party_alone"], ("E1", "N1"))


def test_the_other_partys_word_that_it_was_allowed_is_enough():
    assert parts(unless(), [told("N1", "notice", "2024-05-02T09:00", by="B"), patrol()]) == {}


def test_a_notice_that_is_dated_by_its_day_settles_nothing():
    assert parts(unless(), [told("N1", "notice", "2024-05-02"), patrol()]) == {"E1": "unknown"}


def test_a_denied_notice_allows_nothing():
    denied = row("N1", "2024-05-02T09:00", "denial", event="notice", key="k")
    assert parts(unless(), [denied, patrol()]) == {"E1": "broken"}


def test_unknown_permissions_that_could_break_no_limit_are_no_matter():
    promise = banned(
        (), at_most=5, unless_preceded_by=Precedence(event=("notice",), within=TWO_HOURS), per="day"
    )
    count = row("E2", "2024-05-02", "tally", 3, event="patrol", actor="A", unit="")
    found = judged(promise, [count], "2024-05-30").instances("T1")[0]
    assert span(found) == (0, 3)


# --- only while something holds --------------------------------------------------------------------------------------
OPENED, CLOSED = "2024-05-02T08:00", "2024-05-02T12:00"


@pytest.mark.parametrize(
    ("when", "counts"),
    [("2024-05-02T07:59", False), (OPENED, True), ("2024-05-02T11:59", True), (CLOSED, False), ("2024-05-03T12:00", False)],
)  # fmt: skip
def test_an_act_counts_from_the_beginning_of_a_state_until_its_end(when, counts):
    rows = [told("O1", "opening", OPENED), told("C1", "closing", CLOSED), patrol(when=when)]
    assert parts(while_open(), rows) == ({"E1": "broken"} if counts else {})


def test_a_state_lasts_until_its_end_is_on_record_without_anybody_declaring_it():
    found = verdict(while_open(), [told("O1", "opening", OPENED), patrol(when="2024-05-20T10:00")])
    assert (found.state, found.because) == ("broken", ("E1", "O1"))


def test_an_act_outside_of_the_state_is_context():
    found = verdict(while_open(), [told("C1", "closing", OPENED), patrol()])
    assert why_not(found)["E1"] == "not_active"


def test_what_began_again_holds_again():
    rows = [
        told("O1", "opening", "2024-05-02T06:00"), told("C1", "closing", "2024-05-02T07:00"),
        told("O2", "opening", "2024-05-02T08:00"), patrol(),
    ]  # fmt: skip
    assert parts(while_open(), rows) == {"E1": "broken"}


@pytest.mark.parametrize(("closing", "expected"), [(3, {"E1": "broken"}), (1, {})])
def test_an_end_at_the_time_of_the_act_counts_by_its_place_in_the_log(closing, expected):
    rows = [
        told("O1", "opening", OPENED), patrol(sequence=2),
        told("C1", "closing", "2024-05-02T10:00", sequence=closing),
    ]  # fmt: skip
    assert parts(while_open(), rows) == expected


def test_a_state_of_another_key_forbids_nothing_here():
    rows = [told("O1", "opening", OPENED, key="other"), patrol()]
    assert parts(while_open(), rows) == {}
    assert parts(while_open(same_key=False), rows) == {"E1": "broken"}


def test_that_a_state_began_does_not_rest_on_the_other_party_alone():
    assert parts(while_open(), [told("O1", "opening", OPENED, by="B"), patrol()]) == {"E1": "disputed"}


def test_that_a_state_ended_does_not_rest_on_the_obligor_alone():
    rows = [told("O1", "opening", OPENED), told("C1", "closing", "2024-05-02T09:00", by="A"), patrol()]
    assert parts(while_open(), rows) == {"E1": "disputed"}


def test_a_beginning_that_is_dated_by_the_day_of_the_act_leaves_it_unknown():
    assert parts(while_open(), [told("O1", "opening", "2024-05-02"), patrol()]) == {"E1": "unknown"}


# --- each act, or each day -------------------------------------------------------------------------------------------
def test_two_acts_of_one_day_are_two_instances_and_two_pages_on_one_act_are_one():
    rows = [patrol("E1"), patrol("E2", source="mission page"), patrol("E3", "2024-05-02T11:00")]
    assert parts(banned(), rows) == {"E1": "broken", "E3": "broken"}


def test_by_day_both_acts_stand_in_one_instance():
    rows = [patrol("E1"), patrol("E3", "2024-05-02T11:00")]
    assert parts(banned(per="day"), rows) == {"2024-05-02": "broken"}


def test_each_act_is_held_against_the_limit_by_itself_and_the_whole_by_their_sum():
    rows = [patrol("E1"), patrol("E3", "2024-05-03T11:00")]
    assert parts(banned(at_most=1), rows) == {"E1": "kept", "E3": "kept"}
    assert state(banned(at_most=1), rows) == "broken"


def test_an_act_of_somebody_else_is_no_instance():
    assert parts(banned(), [patrol(actor="B"), patrol("E2", actor="")]) == {}


def test_an_act_that_the_other_party_alone_charges_is_disputed():
    assert parts(banned(), [patrol(by="B")]) == {"E1": "disputed"}


def test_acts_and_sliding_days_do_not_go_together():
    with pytest.raises(ValidationError, match="sliding"):
        term(kind="refrain", refrain=Prohibition(per="event"), window=window("2024-05-01", day="sliding"))


# --- quotas at occasions ---------------------------------------------------------------------------------------------
def quota(coverage=WATCHED, **more):
    return term(
        kind="recur", measure={"event": ("truck",), "unit": "truck"}, target=Target(at_least=Decimal(10)),
        window=more.pop("window", window("2024-05-01", "2024-05-31")), coverage=coverage,
        recur=Recurrence(every=Duration(seconds=86_400), at=event("inspection"), **more),
    )  # fmt: skip


def trucks(id, when, many, form="item", **more):
    return row(id, when, form, many, event="truck", unit="truck", **more)


def inspected(id="I1", when="2024-05-03T10:00", **more):
    return told(id, "inspection", when, **more)


def test_a_quota_is_judged_at_each_inspection_over_the_time_before_it_both_ends_included():
    rows = [trucks("E1", "2024-05-02T10:00", 4), trucks("E2", "2024-05-03T10:00", 6), inspected()]
    found = judged(quota(), rows).instances("T1")[0]
    assert (found.instance, found.state, span(found)) == ("I1", "kept", (10, 10))
    assert (found.valid_from, found.valid_to) == (at("2024-05-02T10:00"), at("2024-05-03T10:00"))
    assert found.because == ("E1", "E2", "I1")


def test_trucks_that_stand_after_the_inspection_of_their_time_come_too_late_for_it():
    rows = [inspected(sequence=1), trucks("E2", "2024-05-03T10:00", 10, sequence=2)]
    assert parts(quota(), rows) == {"I1": "broken"}


def test_an_inspection_is_over_as_soon_as_it_happened():
    assert parts(quota(), [inspected()], "2024-05-03T10:00") == {"I1": "broken"}


def test_an_inspection_whose_time_begins_before_the_window_is_left_out():
    found = judged(quota(), [inspected(when="2024-05-01T23:00"), inspected("I2", "2024-05-02T00:00")])
    assert [one.instance for one in found.instances("T1")] == ["I2"]
    assert why_not(found.summary("T1")) == {"I1": "outside_window"}


def test_an_inspection_that_two_pages_tell_of_is_one():
    rows = [inspected(), inspected("I2", source="mission page")]
    assert parts(quota(), rows) == {"I1": "broken"}


def test_before_the_lag_of_the_coverage_is_over_silence_says_nothing():
    slow = (Coverage(source="observer", lag=Duration(days=2)),)
    assert parts(quota(slow), [inspected()], "2024-05-04") == {"I1": "unknown"}
    assert parts(quota(slow), [inspected()], "2024-05-06") == {"I1": "broken"}


def test_a_tally_that_lies_only_partly_in_the_time_leaves_the_high_end_open():
    rows = [trucks("E1", "2024-05-02", 20, form="tally"), inspected()]
    found = judged(quota(), rows).instances("T1")[0]
    assert (found.state, span(found)) == ("unknown", (0, None))


def test_an_inspection_of_which_the_other_party_alone_tells_is_disputed():
    assert parts(quota(), [inspected(by="B")]) == {"I1": "disputed"}


def test_k_of_n_counts_over_inspections_in_a_row():
    rows = [trucks("E1", "2024-05-03T09:00", 10), inspected(), inspected("I2", "2024-05-05T10:00")]
    assert state(quota(k=1, of=2), rows, "2024-06-30") == "kept"
    assert state(quota(k=2, of=2), rows, "2024-06-30") == "broken"


def test_the_figure_of_the_whole_is_that_of_the_inspection_that_found_least():
    rows = [
        trucks("E1", "2024-05-03T09:00", 10), inspected(),
        trucks("E2", "2024-05-05T09:00", 3), inspected("I2", "2024-05-05T10:00"),
    ]  # fmt: skip
    assert span(verdict(quota(), rows)) == (3, 3)


def test_occasions_and_sliding_days_do_not_go_together():
    with pytest.raises(ValidationError, match="sliding"):
        quota(window=window("2024-05-01", day="sliding"))
