"""Random logs of seven kinds of obligations: violated and pending as two other monitors have it, for every engine.

The file is named by TROTH_ORACLE; without it, the development file beside the project is read where it is there.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from support import oracle
from support.oracle import Case, Engine
from troth.monitor import Problem, check, settle
from troth.monitor.columnar import backfill
from troth.monitor.incremental import Monitor
from troth.records.evidence_table import to_table
from troth.records.verdict import State, Verdict

DEFAULT = Path(__file__).resolve().parents[3] / "shared" / "data" / "monitor" / "oracle_dev.jsonl.gz"
ORACLE = Path(os.environ.get("TROTH_ORACLE") or DEFAULT)  # noqa: TID251 - whoever runs the tests names the file


def _bare(problem: Problem) -> Problem:
    return replace(problem, evidence=())


def _followed(problem: Problem) -> Iterator[Verdict]:
    """What somebody knows who hears only what changes, and asks for what is not kept.

    The rows come as they should not: the later half first, as a table, then the others one by one from the last on.
    """
    told, half, known = Monitor(_bare(problem)), len(problem.evidence) // 2, {}
    late = ([row] for row in reversed(problem.evidence[:half]))
    for rows in (to_table(problem.evidence[half:]), *late):
        known |= {(one.term, one.instance, one.obligor): one.after for one in told.receive(rows)}
    for part, state in known.items():
        if state is not None and state is not State.KEPT:
            verdict = told.verdict(*part)
            assert verdict.state is state, part
            yield verdict


ENGINES: Mapping[str, Engine] = {
    "the batch reference": lambda problem: settle(problem, explain=False).verdicts,
    "the batch in columns": lambda problem: backfill(_bare(problem), to_table(problem.evidence)).verdicts(),
    "the incremental monitor": _followed,
}
"""Every engine that can answer, by name."""
every_engine = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    if not ORACLE.is_file():
        pytest.skip(f"no file of random logs: {ORACLE} is not there (TROTH_ORACLE names another)")
    return tuple(oracle.cases(ORACLE))


@every_engine
def test_logs_of_all_shapes_have_exactly_the_expected_violations_and_pendings(cases, engine):
    some = cases[::8]
    assert {case.template for case in some} == set(oracle.SHAPES)
    agree(some, engine)


@pytest.mark.slow  # two minutes for the three engines
@every_engine
def test_every_log_has_exactly_the_expected_violations_and_pendings(cases, engine):
    agree(cases, engine)


def agree(cases, engine):
    differing = [
        f"{case.id} ({case.template}): found {found}, expected {case.violated}, {case.pending}"
        for case in cases
        if not oracle.agrees(case, found := oracle.answered(case, engine))
    ]
    assert not differing


def test_all_shapes_of_obligations_are_asked_and_some_answers_are_still_open(cases):
    assert {case.template for case in cases} == set(oracle.SHAPES)
    assert any(case.violated for case in cases)
    assert any(case.pending for case in cases)


@every_engine
def test_a_case_that_expects_one_violation_fewer_or_one_more_does_not_agree(cases, engine):
    case = next(case for case in cases if case.violated and case.template == "bounded_response")
    found = oracle.answered(case, engine)
    time, index, values = case.violated[0]
    assert oracle.agrees(case, found)
    assert not oracle.agrees(replace(case, violated=case.violated[1:]), found)
    assert not oracle.agrees(replace(case, violated=(*case.violated, [time + 1, index, values])), found)


@every_engine
def test_a_case_that_expects_something_else_to_be_pending_does_not_agree(cases, engine):
    case = next(case for case in cases if case.pending)
    found = oracle.answered(case, engine)
    assert oracle.agrees(case, found)
    assert not oracle.agrees(replace(case, pending=case.pending[1:]), found)
    assert not oracle.agrees(replace(case, violated=(*case.violated, *case.pending), pending=()), found)


@every_engine
def test_a_violation_of_a_running_sum_is_told_by_its_figure(cases, engine):
    case = next(case for case in cases if case.template == "window_sum_below" and case.violated)
    time, index, (figure,) = case.violated[0]
    other = ([time, index, [figure + 1]], *case.violated[1:])
    assert not oracle.agrees(replace(case, violated=other), oracle.answered(case, engine))


def test_the_independent_check_reads_the_logs_as_the_engine_does(cases):
    for template in oracle.SHAPES:
        for case in [case for case in cases if case.template == template][:3]:
            asked = oracle.problem(case)
            assert check(asked, settle(asked, explain=False)) == (), case.id
