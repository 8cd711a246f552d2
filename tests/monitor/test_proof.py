"""Proofs: the rows a verdict needs and no more, what is missing, and what would turn it."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.corruptions import RULES
from monitor.strategies import moments, worlds
from support.truce import at, change, judged, row, term, window
from troth.monitor import Problem, settle
from troth.records.term import Condition, Extension, Measure, Target
from troth.records.verdict import State, Step, Verdict

RELEASED = Measure(event=("release",), unit="person")
FOUR_DAYS = window("2024-05-01", "2024-05-05")
FIFTY = term("T1", measure=RELEASED, target=Target(at_least=50), window=FOUR_DAYS)
LATER = "2024-05-20"


def released(id, day, count, form="tally", **more):
    return row(id, f"2024-05-0{day}", form, count, event="release", **more)


def summary(terms, rows, as_of=LATER, name="T1"):
    return judged(terms, rows, as_of).summary(name)


def removals(verdict):
    return {one.id: one.state and one.state.value for one in verdict.proof.without}


def test_fifty_of_sixty_are_proved_by_the_counts_that_reach_fifty():
    rows = [released("E1", 1, 10), released("E2", 2, 30), released("E3", 3, 20)]
    verdict = summary([FIFTY], rows)
    assert verdict.state is State.KEPT
    assert verdict.proof.minimal == ("E2", "E3")
    assert removals(verdict) == {"E2": "unknown", "E3": "unknown"}


def test_a_total_since_the_start_proves_it_alone():
    rows = [
        released("E1", 1, 10),
        released("E2", 2, 30),
        released("E9", 1, 60, "cumulative", until="2024-05-04"),
    ]
    verdict = summary([FIFTY], rows)
    assert verdict.proof.minimal == ("E9",)


def test_what_is_owed_is_proved_by_others_rather_than_by_the_party_that_owes_it():
    rows = [released("E1", 1, 50, by="mission"), released("E2", 1, 60, by="A"), released("E3", 1, 55, by="B")]
    verdict = summary([FIFTY], rows)
    assert verdict.state is State.KEPT
    assert verdict.proof.minimal == ("E1",)


def test_what_falls_short_needs_a_closed_count_of_every_day():
    rows = [released(f"E{day}", day, 3) for day in (1, 2, 3, 4)]
    verdict = summary([FIFTY], rows)
    assert verdict.state is State.BROKEN
    assert verdict.proof.minimal == ("E1", "E2", "E3", "E4")
    assert (verdict.proof.missing.amount, verdict.proof.missing.unit) == (Decimal(38), "person")
    assert verdict.proof.missing.by == at("2024-05-04")


def test_a_dispute_needs_both_sides_and_says_what_each_is_needed_for():
    told = term(
        "T1", "recur", measure=RELEASED, target=Target(at_least=20), window=window("2024-05-01", "2024-05-02")
    )
    rows = [released("E1", 1, 12), released("E2", 1, 25, by="agency")]
    day = judged([told], rows, LATER).instances("T1")[0]
    assert day.state is State.DISPUTED
    assert removals(day) == {"E1": "kept", "E2": "broken"}
    assert (day.proof.missing.amount, day.proof.missing.by) == (Decimal(8), at("2024-05-01"))


def test_silence_needs_no_report_and_neither_does_what_still_runs():
    assert summary([FIFTY], []).proof.minimal == ()
    early = summary([FIFTY], [released("E1", 1, 10)], "2024-05-02T12:00Z")
    assert early.state is State.PENDING
    assert early.proof.minimal == ()
    assert early.proof.missing.amount == 40


def test_the_row_that_moved_the_end_is_needed_for_a_day_after_it():
    longer = change(
        term(
            "T1",
            "recur",
            measure=RELEASED,
            target=Target(at_least=5),
            window=window("2024-05-01", "2024-05-02"),
        ),
        extension=Extension(event="extension"),
    )
    moved = row("X1", "2024-05-01", "item", 1, event="extension", unit="day", by=("A", "B"))
    days = {
        one.instance: one for one in judged([longer], [moved, released("E2", 2, 7)], LATER).instances("T1")
    }
    assert days["2024-05-02"].state is State.KEPT
    assert removals(days["2024-05-02"]) == {"E2": "unknown", "X1": None}


def test_a_proof_names_the_reports_of_the_term_that_it_depends_on():
    owed_if = change(FIFTY, id="T2", condition=(Condition(term="T1", state="kept"),))
    rows = [released(f"E{day}", day, 3) for day in (1, 2, 3, 4)]
    verdict = summary([FIFTY, owed_if], rows, name="T2")
    assert verdict.state is State.LAPSED
    assert verdict.proof.minimal == ("E1", "E2", "E3", "E4")
    assert verdict.proof.steps.rule == "condition"
    assert [(one.name, one.state.value) for one in verdict.proof.steps.steps if one.rule == "term"] == [
        ("T1", "broken")
    ]


def test_the_steps_lead_from_the_rows_to_the_state():
    root = summary([FIFTY], [released("E2", 2, 30), released("E3", 3, 20)]).proof.steps
    assert (root.rule, root.state, root.low) == ("target_reached", State.KEPT, Decimal(50))
    day = next(one for one in root.steps if one.valid_from == at("2024-05-02"))
    assert (day.rule, day.low, day.high) == ("stretch", Decimal(20), Decimal(20))
    voice = day.steps[0]
    assert (voice.rule, voice.name, voice.low) == ("origin", "observer", Decimal(20))
    assert [leaf.ids for leaf in voice.steps] == [("E3",)]


def test_each_day_says_which_report_would_turn_it():
    daily = term("T1", "recur", measure=RELEASED, target=Target(at_least=5), window=FOUR_DAYS)
    rows = [released(f"E{day}", day, 7) for day in (1, 2, 3, 4)]
    result = judged([daily], rows, LATER)
    for number, day in enumerate(result.instances("T1"), start=1):
        assert [(one.without, one.state.value) for one in day.flips] == [((f"E{number}",), "unknown")]


@pytest.mark.parametrize("count", [400, 2_000])
def test_a_term_of_many_rows_is_proved_all_the_same(count):
    many = [
        row(
            f"E{n:05}",
            f"2024-05-0{1 + n % 4}T0{n % 9}:{n % 60:02}Z",
            "item",
            1,
            event="release",
            place=f"p{n}",
        )
        for n in range(count)
    ]
    verdict = summary([FIFTY], many)
    assert verdict.state is State.KEPT
    assert len(verdict.proof.minimal) == 50
    assert verdict.proof.tested


# --- laws -----------------------------------------------------------------------------------------------------------
LAW = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


def state_by(problem: Problem, ids: set[str], verdict: Verdict) -> State | None:
    """The state of the same row of the same problem, judged from some rows only."""
    rows = tuple(one for one in problem.evidence if one.id in ids)
    found = settle(replace(problem, evidence=rows), explain=False)
    key = (verdict.term, verdict.instance, verdict.obligor)
    return next((one.state for one in found.verdicts if (one.term, one.instance, one.obligor) == key), None)


def named(step: Step) -> set[str]:
    return {*step.ids, *(one for under in step.steps for one in named(under))}


@LAW
@given(worlds(most=12), moments())
def test_the_rows_of_a_proof_suffice_and_each_of_them_is_needed(world, as_of):
    problem = world.at(as_of)
    for verdict in settle(problem).verdicts:
        minimal = set(verdict.proof.minimal)
        assert state_by(problem, minimal, verdict) is verdict.state
        assert verdict.proof.tested
        for removal in verdict.proof.without:
            left = state_by(problem, minimal - {removal.id}, verdict)
            assert left is removal.state
            assert left is not verdict.state
        assert named(verdict.proof.steps) == minimal


@LAW
@given(worlds(most=12), moments())
def test_what_is_said_to_turn_a_verdict_turns_it_and_no_single_row_is_passed_over(world, as_of):
    problem = world.at(as_of)
    everything = {one.id for one in problem.evidence}
    for verdict in settle(problem).verdicts:
        flips = {flip.without: flip.state for flip in verdict.flips if flip.without}
        for gone, state in flips.items():
            assert state_by(problem, everything - set(gone), verdict) is state
            assert state is not verdict.state
        for one in verdict.because:
            if (one,) not in flips:
                assert state_by(problem, everything - {one}, verdict) is verdict.state


@LAW
@given(worlds(), moments(), st.integers(1, 3))
def test_a_proof_does_not_depend_on_rows_that_name_other_terms(world, as_of, most):
    problem = world.at(as_of)
    stray = tuple(
        one.model_copy(update={"id": f"X{one.id}", "terms": ("elsewhere",)})
        for one in problem.evidence[:most]
    )
    before = [verdict.proof for verdict in settle(problem).verdicts]
    after = settle(replace(problem, evidence=(*problem.evidence, *stray)))
    assert [verdict.proof for verdict in after.verdicts] == before


def test_every_rule_of_a_proof_is_documented():
    page = (Path(__file__).resolve().parents[2] / "docs/methods/proofs.md").read_text(encoding="utf-8")
    nodes = ("row", "origin", "stretch", "since", "average", "for", "against", "term", "around")
    assert [name for name in (*RULES, *nodes) if f"`{name}`" not in page] == []
