"""How a verdict came about: what it was from when on, and which row, correction or deadline changed it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.strategies import may, moments, quantities, worlds
from monitor.test_laws import LAW
from support.truce import PARTIES, TRUCE, at, row, term, window
from troth.monitor import Problem, ProblemError, history, settle
from troth.monitor.history import at as turn_at
from troth.monitor.history import by_state
from troth.monitor.said import events, live
from troth.records.evidence import Evidence
from troth.records.moment import parse_duration
from troth.records.term import Condition, Coverage, Extension, Measure, Target

TEN = term(target=Target(at_least=10), measure=Measure(event=("release",), unit="person"),
           window=window("2024-05-01", "2024-05-04"))  # fmt: skip
DAILY = term(kind="recur", target=Target(at_least=10), measure=Measure(event=("release",), unit="person"),
             window=window("2024-05-01", "2024-05-04"))  # fmt: skip


def released(id, day, number, **more):
    return row(id, day, quantity=number, event="release", **more)


def told(terms, said, as_of="2024-12-31", **more):
    listed = terms if isinstance(terms, tuple) else (terms,)
    problem = Problem(
        terms=listed, agreements=(TRUCE,), parties=PARTIES, as_of=at(as_of), viewer="o", owner="o", **more
    )
    return history(problem, said)


def states(turns):
    return [
        (turn.since.date().isoformat(), None if turn.state is None else turn.state.value)
        for turn in by_state(turns)
    ]


def whole(terms, said, **more):
    return told(terms, said, **more)["T1", None, None]


def test_kept_until_the_correction_of_the_third_of_june():
    said = [
        released("E1", "2024-05-02", 10),
        released("E2", "2024-05-02", 8, known="2024-06-02", supersedes="E1"),
    ]
    turns = whole(TEN, said)
    assert states(turns) == [("2024-05-01", "pending"), ("2024-05-03", "kept"), ("2024-06-03", "unknown")]
    assert turns[1].known == ("E1",)
    assert [(one.row, one.does, one.by) for one in turns[-1].undone] == [("E1", "corrected", ("E2",))]
    assert (turns[-1].known, turns[-1].quantity.low) == (("E2",), 8)


def test_what_is_taken_back_is_no_longer_known_and_stands_again_when_its_retraction_is_taken_back():
    said = [
        released("E1", "2024-05-02", 10),
        row("E2", "2024-05-02", "item", known="2024-06-02", retracts="E1"),
        row("E3", "2024-05-02", "item", known="2024-06-09", retracts="E2"),
    ]
    turns = whole(TEN, said)
    assert states(turns)[1:] == [("2024-05-03", "kept"), ("2024-06-03", "unknown"), ("2024-06-10", "kept")]
    assert [[(one.row, one.does, one.by) for one in turn.undone] for turn in turns[-2:]] == [
        [("E1", "retracted", ("E2",))],
        [("E1", "back", ("E3",))],
    ]


def test_the_end_of_the_time_alone_turns_a_verdict():
    turns = whole(TEN, [])
    assert states(turns) == [("2024-05-01", "pending"), ("2024-05-04", "unknown")]
    assert [turn.ended for turn in turns] == [False, True]


def test_a_reporting_lag_turns_silence_into_a_breach():
    covered = TEN.model_copy(update={"coverage": (Coverage(source="list", lag=parse_duration("P10D")),)})
    turns = whole(covered, [])
    assert states(turns)[-1] == ("2024-05-14", "broken")
    assert turns[-1].ended


def test_each_day_has_its_own_history():
    said = [
        released("E1", "2024-05-01", 12),
        released("E2", "2024-05-01", 4, known="2024-06-02", supersedes="E1"),
    ]
    found = told(DAILY, said)
    assert states(found["T1", "2024-05-01", None])[-2:] == [("2024-05-02", "kept"), ("2024-06-03", "broken")]
    assert states(found["T1", "2024-05-02", None]) == [("2024-05-01", "pending"), ("2024-05-03", "unknown")]


def test_a_day_of_an_extension_that_is_taken_back_is_no_longer_owed():
    longer = DAILY.model_copy(update={"extension": Extension(event="extension")})
    agreed = row("E1", "2024-05-03", "item", 1, unit="day", event="extension", by=("A", "B"))
    undone = row("E2", "2024-05-03", "item", known="2024-06-02", retracts="E1", by=("A", "B"))
    days = told(longer, [agreed, undone])
    assert states(days["T1", "2024-05-04", None]) == [
        ("2024-05-04", "pending"),
        ("2024-05-05", "unknown"),
        ("2024-06-03", None),
    ]


def test_what_another_term_came_to_turns_the_one_that_depends_on_it():
    other = term(
        "T2", target=Target(at_least=5), measure=Measure(event=("aid",), unit="person"), window=TEN.window
    )
    mine = TEN.model_copy(update={"condition": (Condition(term="T2", state="kept"),)})
    aid = row("E1", "2024-05-02", quantity=5, event="aid", terms=("T2",), known="2024-05-20")
    less = row(
        "E2", "2024-05-02", quantity=4, event="aid", terms=("T2",), known="2024-06-02", supersedes="E1"
    )
    denied = row("E3", "2024-05-10", "denial", event="release", known="2024-05-10")
    turns = whole((mine, other), [aid, less, denied])
    assert states(turns)[-2:] == [("2024-05-21", "broken"), ("2024-06-03", "unknown")]
    assert [one.row for one in turns[-1].undone] == ["E1"]


def test_a_row_of_another_term_leaves_no_trace():
    said = [
        released("E1", "2024-05-02", 10),
        row("X1", "2024-05-02", event="aid", quantity=1, terms=("T2",), known="2024-05-20"),
    ]
    assert "X1" not in str(told(TEN, said))


def test_about_an_earlier_time_the_history_tells_when_what_became_known_of_it():
    said = [released("E1", "2024-05-02", 10, known="2024-05-20"), released("E2", "2024-05-03", 90)]
    turns = told(TEN, said, at=at("2024-05-02"))["T1", None, None]
    assert states(turns) == [("2024-05-01", "pending"), ("2024-05-21", "kept")]
    assert turns[-1].quantity.low == 10


def test_before_anything_could_be_known_there_is_no_turn():
    turns = whole(TEN, [])
    assert turn_at(turns, at("2024-04-29")) is None
    assert turn_at(turns, at("2024-05-02")).state.value == "pending"


@pytest.mark.parametrize("n", [3, 40])
def test_a_long_chain_of_corrections_is_told_link_by_link(n):
    said = [released("E0", "2024-05-02", 10)]
    said += [
        released(f"E{i}", "2024-05-02", 10 - i % 2, known="2024-06-01", supersedes=f"E{i - 1}").model_copy(
            update={"recorded_at": at("2024-06-01") + timedelta(hours=i)}
        )
        for i in range(1, n)
    ]
    turns = whole(TEN, said)
    assert [turn.state.value for turn in by_state(turns)][1:] == [
        "kept" if i % 2 == 0 else "unknown" for i in range(n)
    ]


def test_rows_that_take_each_other_back_in_a_circle_are_named():
    said = [
        row("E1", "2024-05-02", "item", retracts="E2"),
        row("E2", "2024-05-02", "item", retracts="E1"),
    ]
    with pytest.raises(
        ProblemError, match="rows take each other back in a circle: E[12], E[12], E[12]; take one of"
    ):
        told(TEN, said)


# --- laws ----------------------------------------------------------------------------------------------------------------
@st.composite
def corrected_worlds(draw):
    """A world, and its rows with corrections, retractions, and corrections of those."""
    world = draw(worlds())
    said: list[Evidence] = list(world.evidence)
    for number in range(draw(st.integers(0, 4)) if said else 0):
        target = draw(st.sampled_from(said))
        link = draw(st.sampled_from(["supersedes", "supersedes", "retracts"]))
        update = {"supersedes": None, "retracts": None, "id": f"C{number}", link: target.id}
        update["recorded_at"] = target.recorded_at + timedelta(hours=draw(st.sampled_from([0, 6, 12, 48])))
        if link == "supersedes" and target.quantity is not None:
            update["quantity"] = draw(quantities(target.event))
        said.append(target.model_copy(update=update))
    return world, tuple(said)


END = may(14)


@LAW
@given(corrected_worlds(), st.lists(moments(), max_size=4), st.one_of(st.none(), moments()))
def test_at_any_time_the_history_is_what_judging_the_picture_of_that_time_gives(drawn, asked, about):
    world, said = drawn
    base = replace(world.at(END), evidence=(), at=about if about is not None and about <= END else None)
    found = history(base, said)
    begun = {
        name: min(turns[0].since for other, turns in found.items() if other[0] == name[0])
        for name, turns in found.items()
    }
    for moment in sorted(
        {*asked, END, *(one.recorded_at for one in said if one.recorded_at <= END)} - {may(15), may(16)}
    ):
        then = None if base.at is None or base.at >= moment else base.at
        picture = replace(base, as_of=moment, evidence=live(said, moment), at=then)
        judged = {
            (v.term, v.instance, v.obligor): (v.state, v.quantity)
            for v in settle(picture, explain=False).verdicts
        }
        turns = {name: turn_at(turns, moment) for name, turns in found.items()}
        mine = {
            name: (turn.state, turn.quantity)
            for name, turn in turns.items()
            if turn and turn.state is not None
        }
        started = {name[0] for name, since in begun.items() if since <= moment}
        assert mine == {name: told for name, told in judged.items() if name[0] in started}


@LAW
@given(worlds())
def test_since_when_a_verdict_stands_is_where_its_last_turn_begins(world):
    problem = world.at(END)
    found = history(problem, world.evidence)
    for verdict in settle(problem).verdicts:
        if verdict.decidable_at is not None and verdict.obligor is None:
            last = by_state(found[verdict.term, verdict.instance, verdict.obligor])[-1]
            assert verdict.decidable_at == last.since


@LAW
@given(corrected_worlds())
def test_the_last_turn_is_the_verdict_of_today(drawn):
    world, said = drawn
    problem = replace(world.at(END), evidence=live(said, END))
    found = history(problem, said)
    for verdict in settle(problem, explain=False).verdicts:
        last = found[verdict.term, verdict.instance, verdict.obligor][-1]
        assert (last.state, last.quantity) == (verdict.state, verdict.quantity)


@LAW
@given(corrected_worlds())
def test_no_turn_names_a_row_before_it_was_said(drawn):
    world, said = drawn
    known = {one.id: one.recorded_at for one in said}
    for turns in history(world.at(END), said).values():
        for turn in turns:
            named = {
                *turn.known,
                *(one.row for one in turn.undone),
                *(by for one in turn.undone for by in one.by),
            }
            assert all(known[name] <= turn.since for name in named)
        assert [turn.since for turn in turns] == sorted(turn.since for turn in turns)


@settings(LAW, max_examples=100)
@given(corrected_worlds(), moments())
def test_the_rows_that_stand_are_those_whose_last_event_says_so(drawn, moment):
    _, said = drawn
    last = {}
    for event in events(said):
        if event.at <= moment:
            last[event.row] = event.does
    assert {name for name, does in last.items() if does in {"known", "back"}} == {
        one.id for one in live(said, moment)
    }
