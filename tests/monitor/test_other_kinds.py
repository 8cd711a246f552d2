"""Holding a level, answering in time, and what stands around a duty: conditions, excuses, reparation, joint duties."""

from decimal import Decimal

import pytest

from support.truce import change, codes, judged, problem, row, span, state, term, verdict, window
from troth.monitor import ProblemError, settle
from troth.monitor.check import check
from troth.records.term import (
    Condition,
    Excuse,
    Measure,
    Recurrence,
    Reparation,
    Response,
    Selector,
    Suspension,
    Target,
)

WEEK = window("2024-05-01", "2024-05-04")
WATER = term(
    kind="sustain",
    measure=Measure(event=("water level",), unit="m3"),
    target=Target(at_least=Decimal(100)),
    window=WEEK,
)


def level(day, value, **more):
    return row(
        more.pop("id", f"E{day}"),
        f"2024-05-0{day}T12:00Z",
        "item",
        value,
        event="water level",
        unit="m3",
        **more,
    )


def test_a_level_that_every_day_s_readings_confirm_is_kept():
    assert state(WATER, (level(1, 120), level(2, 100), level(3, 130))) == "kept"


def test_readings_of_a_level_are_compared_and_never_added():
    rows = (level(1, 60), row("X", "2024-05-01T18:00Z", "item", 60, event="water level", unit="m3"))
    result = verdict(WATER, rows, "2024-05-01T20:00Z")
    assert (result.state.value, result.quantity.low) == ("broken", 60)


def test_a_level_below_is_broken_at_once_and_a_day_without_reading_is_unknown():
    assert state(WATER, (level(1, 90),), "2024-05-01T20:00Z") == "broken"
    assert state(WATER, (level(1, 120), level(3, 120))) == "unknown"


def test_a_level_that_only_the_other_party_measured_too_low_is_disputed():
    assert state(WATER, (level(1, 90, by="B"), level(2, 120), level(3, 120))) == "disputed"


def test_a_level_may_have_a_ceiling():
    ceiling = change(WATER, target={"at_most": 1000})
    assert state(ceiling, (level(1, 900), level(2, 800), level(3, 999))) == "kept"
    assert state(ceiling, (level(1, 1001),), "2024-05-01T20:00Z") == "broken"


ANSWER = term(
    kind="respond", measure=Measure(event=("investigation opened",)), window=window("2024-05-01", "2024-05-10"),
    respond=Response(trigger=Selector(event=("incident",)), within={"seconds": 24 * 3600}),
)  # fmt: skip


def incident(id, when, key="k1"):
    return row(id, when, "item", event="incident", key=key)


def opened(id, when, key="k1", **more):
    return row(id, when, "item", event="investigation opened", key=key, **more)


def test_an_answer_at_the_last_minute_is_in_time_and_one_minute_later_is_not():
    start = incident("I1", "2024-05-02T10:00Z")
    assert state(ANSWER, (start, opened("O1", "2024-05-03T10:00Z"))) == "kept"
    late = judged(ANSWER, (start, opened("O1", "2024-05-03T10:01Z")))
    assert late.instances("T1")[0].state.value == "unknown"


def test_each_incident_waits_for_its_own_answer():
    rows = (
        incident("I1", "2024-05-02T10:00Z"),
        incident("I2", "2024-05-02T11:00Z", "k2"),
        opened("O1", "2024-05-02T12:00Z", "k2"),
    )
    found = {
        one.instance: one.state.value for one in judged(ANSWER, rows, "2024-05-02T20:00Z").instances("T1")
    }
    assert found == {"I1": "pending", "I2": "kept"}


def test_an_answer_before_the_incident_is_no_answer():
    rows = (opened("O1", "2024-05-02T09:00Z"), incident("I1", "2024-05-02T10:00Z"))
    assert state(ANSWER, rows) == "unknown"


def test_an_answer_may_count_only_after_something_else():
    ordered = change(ANSWER, respond=Response(
        trigger=Selector(event=("incident",)), within={"seconds": 24 * 3600}, only_after=Selector(event=("consent",))
    ))  # fmt: skip
    rows = (incident("I1", "2024-05-02T10:00Z"), opened("O1", "2024-05-02T12:00Z"))
    consent = row("C", "2024-05-02T11:00Z", "item", event="consent", key="k1")
    assert state(ordered, rows) == "unknown"
    assert state(ordered, (*rows, consent)) == "kept"


def test_an_answer_may_count_only_before_something_else():
    ordered = change(ANSWER, respond=Response(
        trigger=Selector(event=("incident",)), within={"seconds": 24 * 3600}, only_before=Selector(event=("retaliation",))
    ))  # fmt: skip
    rows = (incident("I1", "2024-05-02T10:00Z"), opened("O1", "2024-05-02T12:00Z"))
    retaliation = row("R", "2024-05-02T11:00Z", "item", event="retaliation", key="k1")
    assert state(ordered, rows) == "kept"
    assert state(ordered, (*rows, retaliation)) == "unknown"


RELEASE = term(
    "T1", measure=Measure(event=("release",), unit="person"), target=Target(at_least=Decimal(30)), window=WEEK,
    obligor=("B",), beneficiary=("A",),
)  # fmt: skip
FIRST = term(
    "T0",
    measure=Measure(event=("handover",), unit="person"),
    target=Target(at_least=Decimal(10)),
    window=WEEK,
)
RECIPROCAL = change(RELEASE, condition=[Condition(term="T0")])


def test_what_depends_on_a_broken_term_is_not_owed():
    short = tuple(
        row(f"H{d}", f"2024-05-0{d}", "tally", 0, terms=("T0",), event="handover") for d in (1, 2, 3)
    )
    result = verdict((RECIPROCAL, FIRST), short)
    assert (result.state.value, codes(result)[0]) == ("lapsed", "condition_unmet")


def test_what_depends_on_a_pending_or_unknown_term_is_not_broken():
    nothing = tuple(row(f"R{d}", f"2024-05-0{d}", "tally", 0, event="release") for d in (1, 2, 3))
    assert state((RECIPROCAL, FIRST), nothing) == "unknown"
    assert state((RELEASE, FIRST), nothing) == "broken"


def test_what_depends_on_a_kept_term_is_owed():
    handed = row("H", "2024-05-01", "item", 10, terms=("T0",), event="handover")
    nothing = tuple(row(f"R{d}", f"2024-05-0{d}", "tally", 0, event="release") for d in (1, 2, 3))
    assert state((RECIPROCAL, FIRST), (handed, *nothing)) == "broken"


def test_terms_that_wait_for_each_other_are_refused():
    one = change(RELEASE, condition=[Condition(term="T0")])
    two = change(FIRST, condition=[Condition(term="T1")])
    with pytest.raises(ProblemError, match="circle"):
        judged((one, two))


NOTHING = tuple(row(f"R{d}", f"2024-05-0{d}", "tally", 0, event="release") for d in (1, 2, 3))
STORM = Excuse(event=("storm",), notice_event="notice", notice_within={"seconds": 48 * 3600})


def test_force_majeure_with_notice_in_time_excuses():
    excused = change(RELEASE, excuse=STORM)
    storm = row("S", "2024-05-02T00:00Z", "item", event="storm")
    notice = row("N", "2024-05-03T00:00Z", "item", event="notice", actor="B", by="B")
    assert state(excused, (*NOTHING, storm)) == "broken"
    assert state(excused, (*NOTHING, storm, notice)) == "excused"


def test_notice_that_comes_too_late_does_not_excuse():
    notice = row("N", "2024-05-05T00:00Z", "item", event="notice", actor="B", by="B")
    storm = row("S", "2024-05-02T00:00Z", "item", event="storm")
    assert state(change(RELEASE, excuse=STORM), (*NOTHING, storm, notice)) == "broken"


def test_force_majeure_by_the_obligor_s_word_alone_is_disputed():
    storm = row("S", "2024-05-02T00:00Z", "item", event="storm", by="army of B")
    assert state(change(RELEASE, excuse=Excuse(event=("storm",))), (*NOTHING, storm)) == "disputed"


def test_a_broken_term_is_repaired_when_its_reparation_is_made():
    repairable = change(RELEASE, reparation=Reparation(term="T0"))
    handed = row("H", "2024-05-01", "item", 10, terms=("T0",), event="handover")
    assert state((repairable, FIRST), NOTHING) == "broken"
    assert state((repairable, FIRST), (*NOTHING, handed)) == "repaired"


def test_a_suspension_moves_the_deadline_and_stops_the_clock():
    paused = change(RELEASE, suspension=Suspension(event="suspension"))
    stop = row("S", "2024-05-02T00:00Z", "item", event="suspension", until="2024-05-03T00:00Z", by=("A", "B"))
    assert state(paused, (stop,), "2024-05-02T12:00Z") == "suspended"
    assert verdict(paused, (stop,), "2024-05-06").valid_to.isoformat() == "2024-05-05T00:00:00+00:00"


def test_a_suspension_of_which_no_end_is_told_is_a_moment_and_stops_the_clock_for_no_time():
    paused = change(RELEASE, suspension=Suspension(event="suspension"))
    told = row("S", "2024-05-02T09:00Z", "item", event="suspension", by=("A", "B"))
    asked = problem(paused, (told,), "2024-05-02T12:00Z")
    assert state(paused, (told,), "2024-05-02T12:00Z") == "pending"
    assert verdict(paused, (told,), "2024-05-06").valid_to == verdict(paused, (), "2024-05-06").valid_to
    assert check(asked, settle(asked)) == ()


def test_a_suspension_dated_by_a_day_stops_the_clock_for_that_day():
    paused = change(RELEASE, suspension=Suspension(event="suspension"))
    told = row("S", "2024-05-02", "item", event="suspension", by=("A", "B"), known="2024-05-02T01:00Z")
    assert state(paused, (told,), "2024-05-02T12:00Z") == "suspended"
    assert state(paused, (told,), "2024-05-03T00:00Z") == "pending"


def test_joint_obligors_who_owe_together_are_judged_on_their_sum():
    together = change(RELEASE, obligor=["A", "B"], beneficiary=[], joint="together")
    rows = (
        row("R1", "2024-05-01", "item", 20, event="release", actor="A"),
        row("R2", "2024-05-02", "item", 10, event="release", actor="B"),
    )
    result = judged(together, rows)
    assert result.summary("T1").state.value == "kept"
    parts = {one.obligor: (one.state.value, one.quantity.low) for one in result.verdicts if one.obligor}
    assert parts == {"A": ("kept", 20), "B": ("kept", 10)}


def test_a_shortfall_stays_provisional_until_the_source_s_lateness_has_passed():
    late = change(RELEASE, settling={"days": 17})
    result = verdict(late, NOTHING)
    assert result.provisional_until.isoformat() == "2024-05-21T00:00:00+00:00"


def test_a_broken_duty_of_every_week_is_judged_week_by_week():
    weekly = term(
        kind="recur", measure=Measure(event=("report",), unit="report"), target=Target(at_least=Decimal(1)),
        recur=Recurrence(every={"days": 7}), window=window("2024-05-01", "2024-05-22"),
    )  # fmt: skip
    rows = [row(f"E{d}", f"2024-05-{d:02}", "item", 1, event="report", unit="report") for d in (2, 9, 16)]
    result = judged(weekly, rows)
    assert result.summary("T1").state.value == "kept"
    assert len(result.instances("T1")) == 3
    assert span(result.summary("T1"))[0] == 1


def test_only_the_days_on_which_force_majeure_lay_are_excused():
    daily = term(
        kind="recur", measure=Measure(event=("trucks",), unit="truck"), target=Target(at_least=Decimal(10)),
        window=WEEK, excuse=Excuse(event=("storm",)),
    )  # fmt: skip
    rows = [
        row(f"E{d}", f"2024-05-0{d}", "tally", n, event="trucks", unit="truck")
        for d, n in ((1, 10), (2, 0), (3, 10))
    ]
    storm = row("S", "2024-05-02", "item", event="storm")
    assert state(daily, rows) == "partly_kept"
    assert state(daily, (*rows, storm)) == "kept"
    assert judged(daily, (*rows, storm)).instances("T1")[1].state.value == "excused"


def test_a_duty_that_arises_from_a_breach_repairs_it_when_it_is_kept():
    handover = change(FIRST, id="T1", reparation=Reparation(term="T2"))
    make_good = change(RELEASE, id="T2", condition=[Condition(term="T1", state="broken")])
    short = tuple(row(f"H{d}", f"2024-05-0{d}", "tally", 0, event="handover") for d in (1, 2, 3))
    paid = row("R", "2024-05-03", "item", 30, terms=("T2",), event="release")
    assert state((handover, make_good), short) == "broken"
    assert state((handover, make_good), (*short, paid)) == "repaired"
    enough = row("H", "2024-05-01", "item", 10, event="handover")
    kept = judged((handover, make_good), (enough,))
    assert (kept.summary("T1").state.value, kept.summary("T2").state.value) == ("kept", "lapsed")


def test_silence_about_an_answer_breaks_the_duty_where_a_source_declares_to_report_every_answer():
    watched = change(ANSWER, coverage=[{"source": "observer"}])
    assert state(watched, (incident("I1", "2024-05-02T10:00Z"),)) == "broken"
    assert state(ANSWER, (incident("I1", "2024-05-02T10:00Z"),)) == "unknown"


def test_a_later_denial_speaks_of_the_time_up_to_its_date():
    denied = row("N", "2024-05-20", "denial", event="investigation opened", key="k1")
    assert state(ANSWER, (incident("I1", "2024-05-02T10:00Z"), denied)) == "broken"


def test_a_denial_before_the_deadline_says_only_that_it_has_not_been_done_yet():
    denied = row("N", "2024-05-03T09:00Z", "denial", event="investigation opened", key="k1")
    assert state(ANSWER, (incident("I1", "2024-05-02T10:00Z"), denied)) == "unknown"


def test_one_party_alone_cannot_stop_the_clock():
    paused = change(RELEASE, suspension=Suspension(event="suspension"))
    stop = row("S", "2024-05-02T00:00Z", "item", event="suspension", until="2024-05-03T00:00Z", by="B")
    assert verdict(paused, (stop,), "2024-05-06").valid_to.isoformat() == "2024-05-04T00:00:00+00:00"


def test_one_party_alone_cannot_start_the_clock_of_the_other():
    due = term(window={"within": {"months": 1}, "anchor": "signature"}, target=Target(at_least=Decimal(1)))
    signed = row("S", "2024-05-02T00:00Z", "item", event="signature", by="B", terms=())
    assert verdict(due, (signed,), "2024-05-06").valid_to is None


OWED_TOGETHER = term(
    obligor=("A", "B"), beneficiary=(), joint="together", measure=Measure(event=("corridor",)), window=WEEK
)


@pytest.mark.parametrize(
    ("told_by", "expected"),
    [
        ([("A",)], "disputed"),
        ([("B-army",)], "disputed"),
        ([("A",), ("B",)], "broken"),
        ([("A", "B")], "broken"),
        ([("observer",)], "broken"),
        ([("A",), ("observer",)], "broken"),
    ],
)
def test_one_of_two_who_owe_together_can_charge_the_other_and_not_admit_for_both(told_by, expected):
    failed = {"event": "corridor", "stance": {"*": "against"}}
    rows = tuple(row(f"E{n}", "2024-05-02", "item", by=by, **failed) for n, by in enumerate(told_by))
    assert state(OWED_TOGETHER, rows) == expected


def test_a_shortfall_by_the_count_of_one_of_two_who_owe_together_is_disputed():
    owed = change(OWED_TOGETHER, target={"at_least": 10}, measure={"event": ["corridor"], "unit": "bus"})
    short = [
        row(f"E{d}", f"2024-05-0{d}", "tally", 1, event="corridor", unit="bus", by="A") for d in (1, 2, 3)
    ]
    assert state(owed, tuple(short)) == "disputed"
    seen = [row(f"S{d}", f"2024-05-0{d}", "tally", 1, event="corridor", unit="bus") for d in (1, 2, 3)]
    assert state(owed, (*short, *seen)) == "broken"


def test_what_is_owed_together_without_a_number_has_no_shares_to_show():
    result = judged(OWED_TOGETHER, (row("E1", "2024-05-02", "item", event="corridor", stance={"*": "for"}),))
    assert [(one.instance, one.state.value) for one in result.verdicts] == [(None, "kept")]
