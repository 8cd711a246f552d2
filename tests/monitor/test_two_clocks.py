"""What we say today about an earlier time: the second clock of a question."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given, settings

from monitor.strategies import moments, rows, worlds
from monitor.test_laws import LAW, plain
from support.truce import at, judged, row, term, window
from troth.monitor import Problem, ProblemError, check, settle
from troth.records.evidence import Form
from troth.records.moment import parse_duration
from troth.records.term import Coverage, Measure, Suspension, Target

TEN = term(target=Target(at_least=10), measure=Measure(event=("release",), unit="person"),
           window=window("2024-05-01", "2024-05-04"))  # fmt: skip
DAILY = term(kind="recur", target=Target(at_least=10), measure=Measure(event=("release",), unit="person"),
             window=window("2024-05-01", "2024-05-04"))  # fmt: skip
LIMIT = term(kind="refrain", target=Target(at_most=0), measure=Measure(event=("attack",), count="events"),
             window=window("2024-05-01", "2024-05-04"))  # fmt: skip


def asked(terms, rows=(), *, as_of, about, **more):
    """The result as of a time, about a time."""
    return judged(terms, rows, as_of, at=at(about), **more)


def state(terms, rows, *, as_of, about):
    return asked(terms, rows, as_of=as_of, about=about).summary("T1").state.value


def released(id, day, number, **more):
    return row(id, day, quantity=number, event="release", **more)


def test_a_count_that_came_late_counts_for_the_time_it_tells_of():
    rows = [released("E1", "2024-05-02", 10, known="2024-05-20")]
    assert state(TEN, rows, as_of="2024-05-10", about="2024-05-03") == "unknown"
    assert state(TEN, rows, as_of="2024-05-31", about="2024-05-03") == "kept"


def test_what_happened_later_does_not_count_for_an_earlier_time():
    rows = [released("E1", "2024-05-01", 4), released("E2", "2024-05-03", 6)]
    result = asked(TEN, rows, as_of="2024-05-31", about="2024-05-02").summary("T1")
    assert (result.state.value, result.quantity.low) == ("pending", 4)
    assert [(one.id, one.why) for one in result.context] == [("E2", "happened_later")]
    assert state(TEN, rows, as_of="2024-05-31", about="2024-05-03") == "kept"


def test_at_noon_the_tally_of_the_day_says_nothing_yet():
    tally = released("E1", "2024-05-02", 10)
    at_nine = row("E2", "2024-05-02T09:00", "item", quantity=3, event="release")
    noon = asked(TEN, [tally, at_nine], as_of="2024-05-31", about="2024-05-02T12:00").summary("T1")
    assert (noon.state.value, noon.quantity.low, noon.quantity.high) == ("pending", 3, None)


def test_an_act_of_the_morning_breaks_a_limit_at_noon_though_the_tally_is_of_the_whole_day():
    act = row("E1", "2024-05-02T09:00", "item", event="attack", actor="A")
    tally = row("E2", "2024-05-02", quantity=3, event="attack", actor="A", unit="incident")
    assert state(LIMIT, [act, tally], as_of="2024-05-31", about="2024-05-02T12:00") == "broken"
    assert state(LIMIT, [tally], as_of="2024-05-31", about="2024-05-02T12:00") == "pending"


def test_a_row_dated_by_a_day_that_goes_on_leaves_the_day_before_open():
    """Days begin at seven: what is dated by the second may lie in the day that ended at seven."""
    early = term(kind="recur", target=Target(at_least=10), measure=Measure(event=("release",), unit="person"),
                 window=window("2024-05-01T07:00", "2024-05-04T07:00", day_boundary="07:00"))  # fmt: skip
    by_night = row("E1", "2024-05-01T20:00", quantity=4, until="2024-05-01T21:00", event="release")
    dated = released("E2", "2024-05-02", 8)
    noon = asked(early, [by_night, dated], as_of="2024-05-31", about="2024-05-02T12:00")
    assert noon.at("T1", at("2024-05-01T12:00")).state.value == "unknown"


def test_a_later_denial_tells_of_all_the_time_before_it():
    denied = row("E1", "2024-05-10", "denial", event="release")
    assert state(TEN, [denied], as_of="2024-05-31", about="2024-05-05") == "broken"


def test_silence_is_read_with_what_is_known_now():
    """A list that comes ten days later has not come by the time asked about, and has come by now."""
    covered = DAILY.model_copy(
        update={"coverage": (Coverage(source="observer", lag=parse_duration("P10D")),)}
    )
    assert (
        asked(covered, as_of="2024-05-05", about="2024-05-03").at("T1", at("2024-05-01T12:00")).state
        == "unknown"
    )
    assert (
        asked(covered, as_of="2024-05-31", about="2024-05-03").at("T1", at("2024-05-01T12:00")).state
        == "broken"
    )


def test_a_suspension_that_was_announced_stands_and_one_that_began_later_does_not():
    stopped = TEN.model_copy(update={"suspension": Suspension(event="halt")})
    announced = row("E1", "2024-05-03", "item", until="2024-05-04", event="halt", known="2024-05-01")
    begun_later = row("E2", "2024-05-03", "item", until="2024-05-04", event="halt", known="2024-05-05")
    then = {"as_of": "2024-05-31", "about": "2024-05-02"}
    assert asked(stopped, [announced], **then).summary("T1").valid_to == at("2024-05-05")
    assert asked(stopped, [begun_later], **then).summary("T1").valid_to == at("2024-05-03")


def test_a_breach_of_an_earlier_day_stands_since_it_became_known():
    rows = [released("E1", "2024-05-01", 4, known="2024-05-20")]
    day = asked(DAILY, rows, as_of="2024-05-31", about="2024-05-03").at("T1", at("2024-05-01T12:00"))
    assert (day.state.value, day.decidable_at) == ("broken", at("2024-05-20"))


def test_the_verdict_of_the_day_that_holds_a_time():
    rows = [released("E1", "2024-05-01", 12), released("E2", "2024-05-02", 3)]
    result = judged(DAILY, rows)
    assert result.at("T1", at("2024-05-01T12:00")).instance == "2024-05-01"
    assert result.at("T1", at("2024-05-01")).instance == "2024-05-02"  # midnight begins the next day
    assert result.at("T1", at("2024-06-01")) is None


def test_of_a_joint_term_each_obligor_has_its_own_day():
    joint = DAILY.model_copy(update={"obligor": ("A", "B")})
    found = judged(joint, [released("E1", "2024-05-01", 12, actor="A")])
    assert found.at("T1", at("2024-05-01T12:00"), obligor="A").instance == "A 2024-05-01"
    assert found.at("T1", at("2024-05-01T12:00")) is None


def test_nothing_is_said_of_a_time_that_is_not_known_yet():
    with pytest.raises(
        ProblemError, match=r"at 2024-05-03T00:00:00\+00:00 lies after as_of 2024-05-02T00:00:00\+00:00"
    ):
        Problem(terms=(TEN,), as_of=at("2024-05-01"), at=at("2024-05-02"))


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ProblemError, match="at 2024-05-01T00:00:00 has no time zone"):
        Problem(terms=(TEN,), as_of=at("2024-05-02"), at=at("2024-04-30").replace(tzinfo=None))


@LAW
@given(worlds(), moments())
def test_asked_about_the_time_of_the_picture_nothing_is_different(world, as_of):
    problem = world.at(as_of)
    assert plain(settle(replace(problem, at=as_of))) == plain(settle(problem))


@settings(LAW, max_examples=120)
@given(worlds(), moments(), moments())
def test_whatever_is_asked_about_the_verdicts_follow_from_it(world, one, other):
    about, as_of = sorted((one, other))
    problem = replace(world.at(as_of), at=about)
    assert check(problem, settle(problem)) == ()


@LAW
@given(worlds(), moments(), moments(), rows("N1"))
def test_what_began_and_was_said_later_changes_no_state_of_an_earlier_time(world, one, other, row):
    about, as_of = sorted((one, other))
    assume(row.form is not Form.DENIAL and about < as_of)
    begun = about + timedelta(hours=1)
    end = None if row.valid_to is None else begun + (row.valid_to - row.valid_from)
    later = row.model_copy(update={"valid_from": begun, "valid_to": end, "recorded_at": as_of})
    problem = replace(world.at(as_of), at=about)
    more = replace(problem, evidence=(*problem.evidence, later))
    before, after = ([(v.term, v.instance, v.state) for v in settle(p).verdicts] for p in (problem, more))
    assert before == after


@LAW
@given(worlds(), moments(), moments())
def test_a_breach_of_an_earlier_time_never_rests_on_a_row_about_a_later_one(world, one, other):
    about, as_of = sorted((one, other))
    problem = replace(world.at(as_of), at=about)
    began = {item.id: item.start for item in problem.items}
    for verdict in settle(problem).verdicts:
        if verdict.state.value == "broken":
            late = [
                i for i in verdict.because if began[i] > about and problem_row(problem, i).recorded_at > about
            ]
            assert all(problem_row(problem, one).form is Form.DENIAL for one in late)


def problem_row(problem, name):
    return next(row for row in problem.evidence if row.id == name)
