"""The check of proofs: silent on every sound one, and never silent on a spoiled one."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from monitor.corruptions import corrupted
from monitor.strategies import moments, worlds
from monitor.test_check import EXAMPLE, RESULT, problem
from support import truce
from support.truce import at, row, term, window
from troth.case import load, run
from troth.monitor import check_proofs, settle
from troth.monitor.check_proof import Examiner
from troth.records.term import Duration, Measure, Recurrence, Response, Selector, Target
from troth.records.verdict import Reason

CASES = sorted(path.parent for path in (Path(__file__).resolve().parents[2] / "cases").glob("*/case.toml"))
FEW_ROWS = 200
SMALL = [
    folder
    for folder in CASES
    if sum(path.read_text(encoding="utf-8").count("\n") for path in folder.glob("evidence/*.csv")) < FEW_ROWS
]
"""Cases whose proofs are judged again to the last flip; of longer ones the check stops after a fixed effort."""
LAW = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


def test_every_spoiled_proof_of_the_example_is_named():
    examiner, ids = Examiner(EXAMPLE), [one.id for one in EXAMPLE.evidence]
    spoiled = 0
    for verdict in RESULT.verdicts:
        assert examiner.examine(verdict).wrong == ()
        for how, wrong in corrupted(verdict, ids):
            spoiled += 1
            assert examiner.examine(wrong).wrong, f"{verdict.term} {verdict.instance}: {how}"
    assert spoiled > 1_000


@pytest.mark.parametrize("folder", SMALL, ids=lambda folder: folder.name)
def test_every_spoiled_proof_of_a_shipped_case_is_named(folder):
    found = run(load(folder))
    asked = found.picture.problem(found.case.owner)
    examiner, ids = Examiner(asked), [one.id for one in asked.evidence]
    longest = sorted(found.verdicts, key=lambda verdict: len(verdict.proof.minimal))[-8:]
    for verdict in longest:
        assert examiner.examine(verdict).wrong == ()
        for how, wrong in corrupted(verdict, ids):
            assert examiner.examine(wrong).wrong, f"{verdict.term} {verdict.instance}: {how}"


@pytest.mark.parametrize("folder", SMALL, ids=lambda folder: folder.name)
def test_every_proof_of_a_shipped_case_is_judged_again_and_holds(folder):
    loaded = load(folder)
    for moment in (loaded.settings.as_of, *(expected.as_of for expected in loaded.expected)):
        found = run(loaded, as_of=moment)
        assert found.outcome.proofs.checked == len(found.verdicts)
        assert found.outcome.proofs.wrong == ()
        assert found.outcome.proofs.left == ()


def test_the_proofs_of_the_example_hold_day_after_day():
    for day in range(1, 13):
        asked = problem(as_of=at(f"2024-05-{day:02}T12:00Z"))
        assert check_proofs(asked, settle(asked)).wrong == ()


@settings(LAW, max_examples=250)
@given(worlds(most=12), moments())
def test_sound_proofs_of_worlds_that_nobody_thought_of_are_passed(world, as_of):
    asked = world.at(as_of)
    result = settle(asked)
    found = check_proofs(asked, result)
    assert found.wrong == ()
    assert found.checked == len(result.verdicts)


@settings(LAW, max_examples=120, phases=[Phase.generate])
@given(worlds(most=12), moments())
def test_spoiled_proofs_of_worlds_that_nobody_thought_of_are_named_where_they_are_judged_again(world, as_of):
    asked = world.at(as_of)
    examiner, ids = Examiner(asked), [one.id for one in asked.evidence]
    for verdict in settle(asked).verdicts:
        if not verdict.proof.minimal or examiner.examine(verdict).left:
            continue
        for how, wrong in corrupted(verdict, ids):
            assert examiner.examine(wrong).wrong, f"{verdict.term} {verdict.instance}: {how}"


def test_a_verdict_on_a_term_that_is_not_there_is_named():
    stray = RESULT.verdicts[0].model_copy(update={"term": "T9"})
    assert Examiner(EXAMPLE).examine(stray).wrong == (
        "T9, summary: the proof says that there is such a term; there is none",
    )


# --- where not everything can be tried ------------------------------------------------------------------------------
TRUCKS = Measure(event=("truck",), unit="truck")
QUOTA = term(
    "T1", "recur", measure=TRUCKS, target=Target(at_least=100), window=window("2024-05-01", "2024-06-10"),
    recur=Recurrence(every=Duration(days=1)),
)  # fmt: skip


def two_lists_that_agree():
    """Forty days, on every other of which both lists have enough trucks."""
    for day in range(40):
        when = f"2024-{5 + day // 31:02}-{1 + day % 31:02}"
        for by in ("border guards", "agency"):
            count = 80 if day % 2 else 120
            yield row(
                f"{by} {day:02}", when, "tally", count, by=by, unit="truck", event="truck", known="2024-06-20"
            )


def test_nobody_claims_that_nothing_turns_a_verdict_because_they_stopped_looking(monkeypatch):
    monkeypatch.setattr("troth.monitor.trials.EFFORT", 1_000)
    asked = truce.problem(QUOTA, two_lists_that_agree())
    result = settle(asked)
    summary = result.summary("T1")
    (flip,) = summary.flips
    left = [one for one in two_lists_that_agree() if one.id not in flip.without]
    assert (summary.state.value, truce.state(QUOTA, left)) == ("partly_kept", flip.state.value)
    (few,) = (reason for reason in summary.reasons if reason.code == "too_many_rows")
    assert set(few.ids) < set(summary.because)
    found = check_proofs(asked, result)
    assert found.wrong == ()
    assert any(
        line.startswith(f"T1, summary: by its own word {len(few.ids)} of its rows") for line in found.left
    )


def test_a_check_names_a_verdict_that_denies_what_turns_it_however_many_rows_it_pleads(monkeypatch):
    monkeypatch.setattr("troth.monitor.trials.EFFORT", 1_000)
    asked = truce.problem(QUOTA, two_lists_that_agree())
    summary = settle(asked).summary("T1")
    silent = summary.model_copy(update={"flips": ()})
    assert any("that nothing flips it" in line for line in Examiner(asked).examine(silent).wrong)


def test_of_few_rows_none_may_be_left_untried():
    for verdict in RESULT.verdicts:
        plea = Reason(code="too_many_rows", amount=len(verdict.because), ids=verdict.because[:1])
        lazy = verdict.model_copy(update={"reasons": (*verdict.reasons, plea)})
        assert any("of so few rows each is" in line for line in Examiner(EXAMPLE).examine(lazy).wrong)


def test_an_answer_among_many_says_which_of_its_rows_were_not_left_out(monkeypatch):
    monkeypatch.setattr("troth.monitor.trials.EFFORT", 400)
    visits = term(
        "T1", "respond", measure=Measure(event=("visit",), count="events"), window=window("2024-05-01", "2024-06-10"),
        respond=Response(trigger=Selector(event=("request",)), within=Duration(days=1)),
    )  # fmt: skip
    rows = [
        row(f"{what} {day:02}", f"2024-{5 + day // 31:02}-{1 + day % 31:02}T{hour}Z", "item", event=what)
        for day in range(35)
        for what, hour in (("request", "08:00"), ("visit", "18:00"))
    ]
    asked = truce.problem(visits, rows)
    result = settle(asked)
    untried = {
        verdict.instance: reason.ids
        for verdict in result.instances("T1")
        for reason in verdict.reasons
        if reason.code == "too_many_rows"
    }
    assert untried["request 34"] == ("request 34", "visit 34")
    assert check_proofs(asked, result).wrong == ()
