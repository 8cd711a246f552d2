"""The checker finds what is wrong: a result that is right passes, and every way of spoiling it is named."""

import ast
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import troth.monitor
from support.truce import PARTIES, TRUCE, at, change, row, term, window
from troth.monitor import Problem, settle
from troth.monitor.check import check
from troth.records.quantity import Quantity
from troth.records.term import Condition, Dispute, Excuse, Extension, Measure, Recurrence, Suspension, Target
from troth.records.verdict import Charge, Context, State

RELEASED = Measure(event=("release",), unit="person")
TRUCKS = Measure(event=("trucks",), unit="truck")
ATTACKS = Measure(event=("attack",), unit="attack", count="events")
DAYS = window("2024-05-01", "2024-05-04")
LATER = at("2024-05-20")


def amount(low, high, unit="person"):
    return Quantity(low=Decimal(low), high=None if high is None else Decimal(high), unit=unit)


RELEASE = term("T1", measure=RELEASED, target=Target(at_least=50), window=DAYS)
AID = term(
    "T2", "recur", measure=TRUCKS, target=Target(at_least=200), window=DAYS, recur=Recurrence(tolerance=Decimal(1)),
    dispute=Dispute(reading_of="aid"),
)  # fmt: skip
MORE_AID = change(AID, id="T3", target={"at_least": 300})
NO_ATTACKS = term(
    "T4",
    "refrain",
    measure=ATTACKS,
    target=Target(at_most=0),
    window=DAYS,
    extension=Extension(event="extension"),
)
LEVEL = term(
    "T5", "sustain", measure=Measure(event=("water",), unit="litre"), target=Target(at_least=9), window=DAYS
)
TERMS = (RELEASE, AID, MORE_AID, NO_ATTACKS, LEVEL)

ROWS = (
    *(row(f"R{day}", f"2024-05-0{day}", quantity=n, event="release") for day, n in ((1, 20), (2, 14), (3, 16))),
    row("R4", "2024-05-03", quantity=17, event="release", by="agency"),
    row("R5", "2024-05-01", "cumulative", 51, event="release", until="2024-05-03"),
    row("R6", "2024-05-02", "item", 3, event="visit"),
    *(
        row(f"A{day}", f"2024-05-0{day}", quantity=n, event="trucks", unit="truck", terms=("T2", "T3"))
        for day, n in ((1, 199), (2, 150), (3, 250))
    ),
    row("A4", "2024-05-03", quantity=310, event="trucks", unit="truck", terms=("T2", "T3"), by="agency"),
    row("A5", "2024-05-01", "average", 190, event="trucks", unit="truck", terms=("T2", "T3"), until="2024-05-03"),
    row("X1", "2024-05-02", "item", 2, event="extension", unit="day", terms=("T4",), by=("A", "B"), stance={"T4": "context"}),
    row("X2", "2024-05-05T09:00Z", "item", event="attack", terms=("T4",), actor="A-army"),
    row("X3", "2024-05-03T09:00Z", "item", event="attack", terms=("T4",), actor="A", by="B"),
    row("X4", "2024-05-01T09:00Z", "item", event="attack", terms=("T4",), actor="not established"),
    *(
        row(f"W{day}", f"2024-05-0{day}", quantity=n, event="water", unit="litre", terms=("T5",))
        for day, n in ((1, 9), (2, 10), (3, 11))
    ),
)  # fmt: skip


def problem(terms=TERMS, rows=ROWS, as_of=LATER):
    known = tuple(one for one in rows if one.recorded_at is None or one.recorded_at <= as_of)
    return Problem(
        terms=tuple(terms),
        agreements=(TRUCE,),
        evidence=known,
        parties=PARTIES,
        as_of=as_of,
        viewer="o",
        owner="o",
    )


EXAMPLE = problem()
RESULT = settle(EXAMPLE)


def spoiled(asked, term_id, instance, **update):
    """The checker's lines on a result in which one row was changed."""
    result = RESULT if asked is EXAMPLE else settle(asked)
    rows = tuple(
        v.model_copy(update=update) if (v.term, v.instance) == (term_id, instance) else v
        for v in result.verdicts
    )
    assert rows != result.verdicts
    return check(asked, replace(result, verdicts=rows))


def test_the_checker_shares_no_code_with_the_computation():
    room = Path(troth.monitor.__file__).parent
    own = {"problem", "result", *(path.stem for path in room.glob("check*.py"))}
    for path in room.glob("check*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level:
                assert node.module in own, f"{path.name} imports {node.module}"
            elif isinstance(node, ast.ImportFrom) and node.module.startswith("troth"):
                assert node.module.startswith("troth.records"), f"{path.name} imports {node.module}"
        used = {
            n.attr
            for n in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(n, ast.Attribute)
        }
        assert not used & {"items_of", "by_term", "agreement_of"}, path.name
        called = {
            node.func.attr
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        assert "amount" not in called, path.name


def test_what_the_engine_gives_agrees_with_the_evidence_day_after_day():
    for day in range(1, 21):
        asked = problem(as_of=at(f"2024-05-{day:02}T12:00Z"))
        assert check(asked, settle(asked)) == ()


def test_the_example_holds_kept_broken_partly_kept_and_disputed_verdicts():
    states = {(v.term, v.instance): v.state.value for v in RESULT.verdicts}
    assert states["T1", None] == "kept"
    assert states["T2", None] == "partly_kept"
    assert states["T2", "2024-05-02"] == "broken"
    assert states["T3", "2024-05-03"] == "disputed"
    assert states["T4", None] == "broken"
    assert states["T4", "2024-05-03"] == "disputed"
    assert states["T5", None] == "kept"


ROW_BY_ROW = [(v.term, v.instance) for v in RESULT.verdicts]


@pytest.mark.parametrize(("term_id", "instance"), ROW_BY_ROW)
@pytest.mark.parametrize("state", list(State))
def test_no_row_can_be_given_another_state(term_id, instance, state):
    right = {(v.term, v.instance): v.state for v in RESULT.verdicts}[term_id, instance]
    if state is right:
        return
    lines = spoiled(EXAMPLE, term_id, instance, state=state)
    assert any(
        line.startswith(f"{term_id}, {instance or 'summary'}: the verdict says {state.value};")
        for line in lines
    )


@pytest.mark.parametrize(("term_id", "instance"), ROW_BY_ROW)
@pytest.mark.parametrize(("low", "high"), [(1, 0), (-1, 0), (0, 1), (0, -1), (0, None)])
def test_no_interval_can_be_off_by_one(term_id, instance, low, high):
    found = {(v.term, v.instance): v.quantity for v in RESULT.verdicts}[term_id, instance]
    up = None if high is None or found.high is None else found.high + high
    if found.high is None and (high is None or high):
        up = found.low + 1000
    changed = Quantity.model_construct(low=found.low + low, high=up, unit=found.unit)
    lines = spoiled(EXAMPLE, term_id, instance, quantity=changed)
    assert any("the evidence gives [" in line for line in lines)


SPOILED = {
    "a row that nobody wrote": ("T1", None, {"because": ("E99", "R1", "R2", "R3", "R4", "R5")}, "holds no such row"),
    "a row that counts is left out": ("T1", None, {"because": ("R1", "R2", "R3", "R5")}, "nothing of R4"),
    "a day's row is left out": ("T2", "2024-05-03", {"because": ("A3",)}, "nothing of A4"),
    "a row of another day": ("T2", "2024-05-03", {"because": ("A2", "A3", "A4")}, "because A2"),
    "a row of another term": ("T1", None, {"because": ("A1", "R1", "R2", "R3", "R4", "R5")}, "names other terms"),
    "a row that counts and is context": (
        "T1", None, {"context": (Context(id="R1", why="other_event"), Context(id="R6", why="other_event"))}, "one or the other",
    ),
    "a row vanishes": ("T1", None, {"context": ()}, "nothing of R6"),
    "the extension vanishes": ("T4", None, {"because": ("X2", "X3")}, "nothing of X1"),
    "a row stands twice": ("T1", None, {"because": ("R1", "R1", "R2", "R3", "R4", "R5")}, "each row once"),
    "a term that is not disputed is called so": ("T1", None, {"disputed": True}, "say False"),
    "a disputed reading is called agreed": ("T2", "2024-05-01", {"disputed": False}, "say True"),
    "the other reading is not named": ("T2", None, {"readings": ()}, "give ['T3']"),
    "the end did not move": ("T4", None, {"valid_to": DAYS.valid_to}, "2024-05-06"),
    "the end moved for nothing": ("T1", None, {"valid_to": at("2024-05-05")}, "2024-05-04"),
    "an open window": ("T1", None, {"window_closed": False}, "window closed: False"),
    "a day moved": ("T2", "2024-05-02", {"valid_from": at("2024-05-02T01:00Z")}, "2024-05-02 01:00"),
    "a better fulfilment": ("T2", "2024-05-02", {"fulfilment_low": Decimal("0.80")}, "fulfilment low 0.80"),
    "a smaller shortfall": ("T2", "2024-05-02", {"shortfall_high": Decimal(40)}, "shortfall high 40"),
    "another target": ("T1", None, {"target": Decimal(40)}, "target 40"),
    "one kept day more": ("T2", None, {"kept_instances": 3}, "3 of 3 kept"),
    "a charge by an observer": ("T4", None, {"charges": (Charge(id="X2", by=("B",)),)}, "has it from somebody else"),
    "support on no side": ("T1", None, {"support": "none"}, "support none"),
    "a decision of tomorrow": ("T1", None, {"decidable_at": at("2024-05-21")}, "ends at as_of"),
    "settled too late": ("T1", None, {"provisional_until": at("2024-06-01")}, "provisional until"),
}  # fmt: skip


@pytest.mark.parametrize("how", list(SPOILED))
def test_a_spoiled_result_is_named(how):
    term_id, instance, update, says = SPOILED[how]
    assert any(says in line for line in spoiled(EXAMPLE, term_id, instance, **update)), how


def test_a_missing_and_a_second_summary_are_named():
    asked = problem()
    result = settle(asked)
    without = tuple(v for v in result.verdicts if (v.term, v.instance) != ("T1", None))
    assert any("0 summary rows" in line for line in check(asked, replace(result, verdicts=without)))
    twice = (*result.verdicts, result.summary("T1"))
    assert any("2 summary rows" in line for line in check(asked, replace(result, verdicts=twice)))


def test_a_missing_and_an_invented_day_are_named():
    asked = problem()
    result = settle(asked)
    without = tuple(v for v in result.verdicts if (v.term, v.instance) != ("T2", "2024-05-02"))
    assert any("has no row for" in line for line in check(asked, replace(result, verdicts=without)))
    invented = result.instances("T2")[0].model_copy(update={"instance": "2024-05-09"})
    more = (*result.verdicts, invented)
    assert any("has a row for" in line for line in check(asked, replace(result, verdicts=more)))


def test_a_verdict_on_a_term_that_is_not_there_is_named():
    asked = problem()
    result = settle(asked)
    stray = result.summary("T1").model_copy(update={"term": "T9"})
    assert any(
        "not there" in line for line in check(asked, replace(result, verdicts=(*result.verdicts, stray)))
    )


def test_a_row_that_was_not_known_yet_is_named():
    asked = problem()
    early = replace(asked, as_of=at("2024-05-02T12:00Z"))
    lines = check(early, settle(asked))
    assert any("has it only from" in line for line in lines)


def test_a_summary_that_its_days_contradict_is_named():
    asked = problem(rows=[one for one in ROWS if one.id not in {"A5", "A2"}])
    assert settle(asked).summary("T2").state is State.UNKNOWN
    lines = spoiled(asked, "T2", None, state=State.KEPT)
    assert lines == ("T2, summary: the verdict says kept; the evidence permits unknown",)


def test_kept_on_an_open_high_end_alone_is_named():
    asked = problem((RELEASE,), [row("R1", "2024-05-02", "at_least", 40, event="release")])
    assert spoiled(asked, "T1", None, state=State.KEPT) == (
        "T1, summary: the verdict says kept; the evidence permits unknown",
    )


def test_broken_by_an_adverse_party_alone_is_named():
    charge = row("X3", "2024-05-03T09:00Z", "item", event="attack", terms=("T4",), actor="A", by="B")
    asked = problem((NO_ATTACKS,), [charge])
    assert spoiled(asked, "T4", None, state=State.BROKEN) == (
        "T4, summary: the verdict says broken; the evidence permits disputed",
    )


def test_broken_by_an_act_of_nobody_is_named():
    act = row("X4", "2024-05-03T09:00Z", "item", event="attack", terms=("T4",), actor="not established")
    asked = problem((NO_ATTACKS,), [act])
    assert spoiled(asked, "T4", None, state=State.BROKEN) == (
        "T4, summary: the verdict says broken; the evidence permits unknown",
    )


def test_states_without_their_grounds_are_named():
    plain = problem((RELEASE,), ROWS[:2])
    for state in (State.EXCUSED, State.REPAIRED, State.LAPSED, State.SUSPENDED, State.BROKEN, State.DISPUTED):
        assert spoiled(plain, "T1", None, state=state) != ()


def test_an_excuse_counts_with_notice_and_not_without():
    excusable = change(RELEASE, excuse=Excuse(event=("flood",), notice_event="notice"))
    short = [row(f"R{day}", f"2024-05-0{day}", quantity=1, event="release") for day in (1, 2, 3)]
    flood = row("F1", "2024-05-02", "item", event="flood", terms=("T1",))
    notice = row("F2", "2024-05-02", "item", event="notice", terms=("T1",), actor="A")
    told = problem((excusable,), [*short, flood, notice])
    assert settle(told).summary("T1").state is State.EXCUSED
    assert check(told, settle(told)) == ()
    assert spoiled(problem((excusable,), [*short, flood]), "T1", None, state=State.EXCUSED) != ()


def test_a_suspension_stops_the_clock_and_nothing_else_does():
    paused = change(RELEASE, suspension=Suspension(event="halt"))
    halt = row("H1", "2024-05-02", "item", event="halt", terms=("T1",), by=("A", "B"))
    asked = problem((paused,), [halt], as_of=at("2024-05-02"))
    assert check(asked, settle(asked)) == ()
    assert spoiled(asked, "T1", None, valid_to=DAYS.valid_to) != ()


def test_a_condition_that_was_not_met_leaves_nothing_owed():
    owed_if = change(RELEASE, id="T6", condition=(Condition(term="T4", state="kept"),))
    few = row("R7", "2024-05-02", quantity=3, event="release", terms=("T6",))
    rows = [few, *(one for one in ROWS if one.terms == ("T4",))]
    asked = problem((NO_ATTACKS, owed_if), rows)
    assert settle(asked).summary("T6").state is State.LAPSED
    assert check(asked, settle(asked)) == ()
    assert spoiled(asked, "T6", None, state=State.BROKEN) != ()
