"""Doing it again every day."""

from dataclasses import replace
from decimal import Decimal

import pytest

from support.truce import (
    PARTIES,
    TRUCE,
    at,
    change,
    codes,
    judged,
    problem,
    row,
    span,
    state,
    term,
    verdict,
    window,
)  # fmt: skip
from troth.monitor import Problem, ProblemError, check_proofs, settle
from troth.monitor.check import check
from troth.records.moment import Duration
from troth.records.term import Extension, Measure, Ratio, Recurrence, Target
from troth.records.verdict import State

TRUCKS = Measure(event=("trucks",), category=("entered",), unit="truck")
AID = term(
    kind="recur", measure=TRUCKS, target=Target(at_least=Decimal(200)),
    window=window("2024-05-01T07:00Z", "2024-05-05T07:00Z"),
)  # fmt: skip


def trucks(day, count, form="tally", **more):
    name = more.pop("id", f"E{day}")
    more.setdefault("category", "entered")
    return row(name, f"2024-05-0{day}", form, count, event="trucks", unit="truck", **more)


def days(terms, rows, as_of="2024-06-30"):
    return {one.instance: one.state.value for one in judged(terms, rows, as_of).instances("T1")}


GOOD = tuple(trucks(day, 200) for day in (1, 2, 3, 4))


def test_the_first_partial_day_counts_and_the_last_partial_day_is_left_out():
    assert list(days(AID, GOOD)) == ["2024-05-01", "2024-05-02", "2024-05-03", "2024-05-04"]


def test_two_hundred_trucks_on_every_day_keep_the_term():
    result = verdict(AID, GOOD)
    assert (result.state.value, span(result), result.quantity.unit) == ("kept", (200, 200), "truck/day")
    assert (result.kept_instances, result.total_instances) == (4, 4)


def test_one_day_short_is_partly_kept_when_another_day_is_kept():
    result = verdict(AID, (*GOOD[:3], trucks(4, 199)))
    assert (result.state.value, codes(result)) == ("partly_kept", ["instance_broken"])
    assert result.reasons[0].names == ("2024-05-04",)


def test_every_day_short_is_broken():
    assert state(AID, tuple(trucks(day, 150) for day in (1, 2, 3, 4))) == "broken"


def test_a_tolerance_of_one_truck_forgives_one_truck():
    tolerant = AID.model_copy(update={"recur": Recurrence(tolerance=Decimal(1))})
    assert state(tolerant, (*GOOD[:3], trucks(4, 199))) == "kept"
    assert state(tolerant, (*GOOD[:3], trucks(4, 198))) == "partly_kept"


def test_three_of_four_days_are_enough_where_three_are_asked():
    lenient = AID.model_copy(update={"recur": Recurrence(k=3, of=4)})
    assert state(lenient, (*GOOD[:3], trucks(4, 10))) == "kept"
    assert state(lenient, (*GOOD[:2], trucks(3, 10), trucks(4, 10))) == "broken"
    assert state(lenient, (trucks(1, 10), trucks(2, 10)), "2024-05-03T12:00Z") == "broken"


def test_dispatched_is_not_entered():
    result = verdict(AID, tuple(trucks(day, 200, category="dispatched") for day in (1, 2, 3, 4)))
    assert result.state.value == "unknown"
    assert {one.why for one in result.context} == {"other_category"}


def test_a_count_by_nineteen_hundred_gives_a_low_end_only():
    rows = (*GOOD[:3], trucks(4, 187, "at_least"))
    found = judged(AID, rows)
    assert days(AID, rows)["2024-05-04"] == "unknown"
    assert found.summary("T1").state.value == "unknown"
    low_end = found.instances("T1")[3]
    assert span(low_end) == (187, None)


def test_a_low_end_agrees_with_any_count_above_it():
    rows = (*GOOD[:3], trucks(4, 187, "at_least"), trucks(4, 199, id="L", by="agency"))
    last = judged(AID, rows).instances("T1")[3]
    assert (last.state.value, span(last)) == ("broken", (199, 199))


def test_a_low_end_above_every_count_contradicts_them():
    rows = (*GOOD[:3], trucks(4, 140), trucks(4, 210, "at_least", id="L", by="agency"))
    last = judged(AID, rows).instances("T1")[3]
    assert (last.state.value, span(last), codes(last)) == ("disputed", (140, None), ["both_sides"])


def test_two_lists_that_disagree_about_a_day_make_it_disputed():
    last = judged(AID, (*GOOD[:3], trucks(4, 104), trucks(4, 233, id="L", by="agency"))).instances("T1")[3]
    assert (last.state.value, span(last)) == ("disputed", (104, 233))


def test_an_average_below_the_daily_target_breaks_the_summary_though_no_day_is_known():
    average = trucks(1, 170, "average", until="2024-05-04", known="2024-05-06")
    result = verdict(AID, (average,))
    assert (result.state.value, span(result)) == ("broken", (170, 170))
    assert "average_below" in codes(result)
    assert state(AID, (average, trucks(2, 200))) == "partly_kept"


def test_an_average_of_some_days_breaks_the_summary_and_is_no_mean_of_the_whole():
    some = trucks(1, 170, "average", until="2024-05-02", known="2024-05-03")
    result = verdict(AID, (some, trucks(3, 200)))
    assert (result.state.value, span(result)) == ("partly_kept", (50, None))


def test_an_average_above_the_target_proves_nothing_about_any_day():
    assert state(AID, (trucks(1, 230, "average", until="2024-05-04", known="2024-05-06"),)) == "unknown"


def test_an_average_of_a_longer_period_is_shown_and_not_used():
    result = verdict(
        AID,
        (
            row(
                "A",
                "2024-04-01",
                "average",
                10,
                event="trucks",
                category="entered",
                unit="truck",
                until="2024-05-20",
            ),
        ),
    )
    assert result.state.value == "unknown"
    assert [one.why for one in result.context] == ["longer_period"]


def test_fulfilment_stands_beside_the_state():
    result = verdict(AID, tuple(trucks(day, 170) for day in (1, 2, 3, 4)))
    assert (result.fulfilment_low, result.fulfilment_high, result.shortfall_low) == (
        Decimal("0.85"),
        Decimal("0.85"),
        30,
    )


def test_a_day_with_another_boundary_goes_by_the_date_on_which_it_starts():
    shifted = AID.model_copy(
        update={"window": window("2024-05-01T07:00Z", "2024-05-03T07:00Z", day_boundary="07:00")}
    )
    early = row("E", "2024-05-02T06:30Z", "tally", 200, event="trucks", category="entered", unit="truck")
    assert days(shifted, (early,)) == {"2024-05-01": "kept", "2024-05-02": "unknown"}


def test_a_date_that_two_shifted_days_share_decides_neither():
    shifted = AID.model_copy(
        update={"window": window("2024-05-01T07:00Z", "2024-05-03T07:00Z", day_boundary="07:00")}
    )
    assert days(shifted, (trucks(2, 10),)) == {"2024-05-01": "unknown", "2024-05-02": "unknown"}


def test_a_civil_day_is_a_day_of_the_time_zone_of_the_term():
    there = AID.model_copy(
        update={"window": window("2024-05-01T00:00+03:00", "2024-05-02T00:00+03:00", timezone="+03:00")}
    )
    night = row("N", "2024-04-30T22:00Z", "tally", 200, event="trucks", category="entered", unit="truck")
    assert days(there, (night,)) == {"2024-05-01": "kept"}


def test_a_term_that_runs_with_another_ends_and_is_extended_with_it():
    pause = term(
        "T0", kind="refrain", target=Target(at_most=Decimal(0)), measure=Measure(event=("attack",), count="events"),
        window=window("2024-05-01T07:00Z", "2024-05-03T07:00Z"), extension=Extension(event="extension", max={"days": 5}),
    )  # fmt: skip
    aid = AID.model_copy(update={"window": window("2024-05-01T07:00Z", during="T0")})
    agreed = row("X", "2024-05-02", "item", 2, terms=("T0",), event="extension", unit="day", by=("A", "B"))
    assert list(days((aid, pause), ())) == ["2024-05-01", "2024-05-02"]
    assert len(days((aid, pause), (agreed,))) == 4


def test_nothing_is_owed_in_an_extension_that_was_never_agreed():
    pause = term(
        "T0", kind="refrain", target=Target(at_most=Decimal(0)), measure=Measure(event=("attack",), count="events"),
        window=window("2024-05-01T07:00Z", "2024-05-03T07:00Z"), extension=Extension(event="extension"),
    )  # fmt: skip
    further = AID.model_copy(update={"window": window("2024-05-03T07:00Z", during="T0")})
    assert state((further, pause), (), "2024-05-02") == "pending"
    late = verdict((further, pause), (), "2024-05-04")
    assert (late.state.value, codes(late)) == ("lapsed", ["lapsed_nothing_owed"])


def test_in_sliding_days_every_twenty_four_hours_count():
    watched = change(AID, coverage=[{"source": "observer"}])
    civil = change(watched, window=window("2024-05-01T00:00Z", "2024-05-03T00:00Z"))
    sliding = change(watched, window=window("2024-05-01T00:00Z", "2024-05-03T00:00Z", day="sliding"))
    morning = row("M", "2024-05-01T01:00Z", "item", 200, event="trucks", category="entered", unit="truck")
    evening = row("N", "2024-05-02T23:00Z", "item", 200, event="trucks", category="entered", unit="truck")
    assert state(civil, (morning, evening)) == "kept"
    assert state(sliding, (morning, evening)) == "partly_kept"


def test_a_suspension_stops_the_clock_of_its_days():
    paused = change(AID, suspension={"event": "suspension"})
    stop = row("S", "2024-05-02T00:00Z", "item", event="suspension", until="2024-05-03T00:00Z", by=("A", "B"))
    found = days(paused, (stop, trucks(1, 200), trucks(3, 200), trucks(4, 200)))
    assert found == {
        "2024-05-01": "kept", "2024-05-02": "suspended", "2024-05-03": "kept", "2024-05-04": "kept", "2024-05-05": "unknown",
    }  # fmt: skip


LENIENT = change(AID, recur={"k": 3, "of": 5}, excuse={"event": ["flood"]})
FLOOD = row("F", "2024-05-02", "item", event="flood")


def test_an_excused_day_is_no_breach_of_its_run_and_does_not_keep_it_either():
    """Three of five days are owed; three are missed, and the flood lay on one of them."""
    told = [trucks(day, many) for day, many in enumerate((200, 0, 200, 0, 0), start=1)]
    assert state(LENIENT, told) == "broken"
    assert state(LENIENT, (*told, FLOOD)) == "excused"
    assert days(LENIENT, (*told, FLOOD))["2024-05-02"] == "excused"


def test_a_run_that_other_days_break_is_broken_whatever_is_excused():
    told = [trucks(day, many) for day, many in enumerate((200, 0, 0, 0, 0), start=1)]
    assert state(LENIENT, (*told, FLOOD)) == "broken"


def test_a_missed_day_is_excused_also_where_the_others_suffice():
    told = [trucks(day, many) for day, many in enumerate((200, 0, 200, 200, 200), start=1)]
    assert (state(LENIENT, (*told, FLOOD)), days(LENIENT, (*told, FLOOD))["2024-05-02"]) == (
        "kept",
        "excused",
    )


def test_the_checker_reads_excused_days_of_k_in_n_as_the_rules_do():
    for missed in ((0, 0, 200, 0, 0), (200, 0, 200, 0, 0), (200, 0, 200, 200, 200), (0, 0, 0, 200, 200)):
        told = [trucks(day, many) for day, many in enumerate(missed, start=1)]
        asked = problem(LENIENT, (*told, FLOOD))
        found = settle(asked)
        assert check(asked, found) == ()
        spoiled = [
            one.model_copy(update={"state": State.DISPUTED}) if one.instance is None else one
            for one in found.verdicts
        ]
        assert check(asked, replace(found, verdicts=tuple(spoiled)))


def test_two_readings_of_one_term_say_so():
    more = AID.model_copy(
        update={
            "id": "T1b",
            "target": Target(at_least=Decimal(300)),
            "dispute": AID.dispute.model_copy(update={"reading_of": "aid"}),
        }
    )
    less = AID.model_copy(update={"dispute": AID.dispute.model_copy(update={"reading_of": "aid"})})
    rows = tuple(one.model_copy(update={"terms": ("T1", "T1b")}) for one in GOOD)
    problem = Problem(
        terms=(less, more), agreements=(TRUCE,), parties=PARTIES, evidence=rows, as_of=at("2024-06-30")
    )
    result = settle(problem)
    assert [(v.term, v.state.value, v.disputed, v.readings) for v in (result.summary("T1"), result.summary("T1b"))] == [
        ("T1", "kept", True, ("T1b",)), ("T1b", "broken", True, ("T1",)),
    ]  # fmt: skip


def test_the_sliding_day_from_a_moment_and_the_one_just_after_it_are_two_verdicts_with_names_of_their_own():
    five = change(
        AID, target={"at_least": 5}, window=window("2024-05-01T06:00Z", "2024-05-03T06:00Z", day="sliding")
    )
    asked = problem(
        five, [row("E1", "2024-05-01T06:00Z", "item", 5, event="trucks", category="entered", unit="truck")]
    )
    result = settle(asked)
    names = {one.instance: one.state.value for one in result.verdicts if one.instance}
    span_from = "2024-05-01T06:00+00:00/2024-05-02T06:00+00:00"
    assert names == {span_from: "kept", f"after {span_from}": "unknown"}
    assert check(asked, result) == ()
    assert check_proofs(asked, result).wrong == ()


DAILY = window("2024-05-01T00:00Z", "2024-05-04T00:00Z")


def trucks_on(number, count):
    return row(
        f"E{number}", f"2024-05-0{number}", "tally", count, event="trucks", category="entered", unit="truck"
    )


def agreed(terms, rows, as_of="2024-06-30"):
    """The summary, which the independent check agrees with."""
    asked = problem(terms, rows, as_of)
    result = settle(asked)
    assert (check(asked, result), check_proofs(asked, result).wrong) == ((), ())
    return result.summary(terms.id)


def test_a_period_that_is_never_over_within_the_window_is_left_out_and_nothing_of_it_was_owed():
    monthly = change(AID, window=DAILY, recur=Recurrence(every=Duration(days=30)))
    short = agreed(monthly, (trucks_on(1, 10),))
    assert (short.state.value, codes(short), short.total_instances) == ("unknown", ["window_too_short"], 0)


def test_a_window_without_an_end_goes_on_and_so_does_its_first_period():
    weekly = change(AID, window=window("2024-05-01T00:00Z"), recur=Recurrence(every=Duration(days=7)))
    assert agreed(weekly, (trucks_on(1, 10),), "2024-05-03").total_instances == 1


def test_a_run_that_could_not_be_kept_whatever_was_done_is_not_broken_without_a_broken_day():
    of_thirty = change(AID, window=DAILY, recur=Recurrence(k=5, of=30))
    kept = agreed(of_thirty, [trucks_on(number, 200) for number in (1, 2, 3)])
    assert (kept.state.value, codes(kept)) == ("unknown", ["window_too_short"])


def test_in_a_window_without_an_end_a_run_is_broken_only_once_its_rest_could_not_reach_what_is_owed():
    most = change(AID, window=window("2024-05-01T00:00Z"), recur=Recurrence(k=5, of=7))
    missed = [trucks_on(number, 10) for number in (1, 2, 3)]
    assert agreed(most, missed[:2], "2024-05-02").state.value == "pending"
    assert agreed(most, missed, "2024-05-03").state.value == "broken"


def test_a_tolerance_that_leaves_nothing_owed_is_refused_and_never_judged_by():
    with pytest.raises(ValueError, match="leaves nothing owed; write a tolerance below the target"):
        change(AID, recur=Recurrence(tolerance=Decimal(200)))
    half = change(
        AID,
        id="T2",
        target=Target(ratio=Ratio(times=Decimal("0.5"), of="T1")),
        recur=Recurrence(tolerance=Decimal(100)),
    )
    with pytest.raises(ProblemError, match="tolerance of 100 for a target of 100.* leaves nothing owed"):
        state((half, AID))
