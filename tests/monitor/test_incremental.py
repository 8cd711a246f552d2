"""The monitor that runs along: however the rows arrive, the verdicts are those of the rules by what then counts."""

from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import strategies
from monitor.plain_logs import START, at, event, hours, worlds
from troth.monitor import Problem, settle
from troth.monitor.incremental import Change, Monitor, RefusedRowsError
from troth.records.evidence import Evidence
from troth.records.evidence_table import to_table
from troth.records.quantity import Quantity
from troth.records.term import Coverage, Measure, Recurrence, Response, Target, Term, Window
from troth.records.verdict import State

ASKED = Term(
    id="T", agreement="truce", kind="respond", obligor=("A",), what="answer", measure=Measure(event=("answer",)),
    respond=Response(trigger=event("ask"), within=hours(6)), coverage=(Coverage(source="log"),),
)  # fmt: skip
ENOUGH = Term(
    id="S", agreement="truce", kind="recur", obligor=("A",), what="let enough in",
    measure=Measure(event=("truck",), unit="truck"), target=Target(at_least=Decimal(10)),
    recur=Recurrence(every=hours(6), at=event("truck")), coverage=(Coverage(source="log"),),
)  # fmt: skip


def row(name: str, what: str, hour: int, amount: int | None = None, **data: object) -> Evidence:
    quantity = None if amount is None else Quantity(low=Decimal(amount), high=Decimal(amount), unit="truck")
    given = {"terms": ("S",) if what == "truck" else ("T",), "form": "item", "source": "log", **data}
    return Evidence(id=name, event=what, valid_from=at(hour), quantity=quantity, **given)


def monitor(*terms: Term, hour: int = 40) -> Monitor:
    return Monitor(Problem(terms=terms or (ASKED, ENOUGH), as_of=at(hour)))


def states(told: Monitor) -> dict[object, State]:
    return {(one.term, one.instance, one.obligor): one.state for one in told.result().verdicts}


# --- the law ---------------------------------------------------------------------------------------------------------
class Follower:
    """Somebody who knows only what changed, and so should know how everything stands."""

    def __init__(self, told: Monitor) -> None:
        self.told = told
        self.known = states(told)

    def hears(self, changes) -> None:
        for one in changes:
            part = (one.term, one.instance, one.obligor)
            assert self.known.get(part) is one.before
            if one.after is None:
                del self.known[part]
            else:
                self.known[part] = one.after


@settings(max_examples=60)
@given(st.data(), worlds(corrected=True))
def test_any_order_of_arrival_with_corrections_and_retractions_ends_in_the_batch_result(data, world):
    order = data.draw(st.permutations(world.rows))
    first, second = sorted(data.draw(st.lists(st.integers(0, len(order)), min_size=2, max_size=2)))
    start = data.draw(st.sampled_from([world.at or START, world.as_of]))
    told = Monitor(world.context(start))
    follower = Follower(told)

    bulk = order[:first]
    follower.hears(told.receive(to_table(bulk) if data.draw(st.booleans()) else bulk))
    for one in order[first:second]:
        follower.hears(told.receive([one]))
    follower.hears(told.advance(world.as_of))
    for one in order[second:]:
        follower.hears(told.receive([one]))

    expected = settle(world.problem(), explain=False)
    assert told.result() == expected
    assert follower.known == {(one.term, one.instance, one.obligor): one.state for one in expected.verdicts}


@settings(max_examples=30)
@given(worlds(corrected=True))
def test_every_part_can_be_asked_for_with_all_that_it_rests_on(world):
    told = Monitor(world.context())
    told.receive(world.rows)

    for one in settle(world.problem(), explain=False).verdicts:
        assert told.verdict(one.term, one.instance, one.obligor) == one


@pytest.mark.parametrize("bulk", [0, 40, 60])
def test_breaches_are_provisional_by_how_late_the_rows_of_all_terms_come(bulk):
    """Sixty rows of one log that is written late: twenty-nine days of recording, on a plain term and on one for the rules."""
    ruled = ASKED.model_copy(update={"id": "R", "min_sources": 2})
    rows = [
        row(
            f"E{n:02}", "ask" if n % 3 else "answer", 24 * (n // 2) + n % 2, terms=("T",) if n % 4 else ("R",),
            recorded_at=at(24 * (n // 2 + 1 + n % 6)),
        )
        for n in range(60)
    ]  # fmt: skip
    told = Monitor(Problem(terms=(ASKED, ruled), as_of=at(24 * 40)))

    told.receive(to_table(rows[:bulk]))
    for one in rows[bulk:]:
        told.receive([one])

    expected = settle(told.problem(), explain=False)
    assert told.result() == expected
    for one in expected.verdicts:
        assert told.verdict(one.term, one.instance, one.obligor) == one
    assert any(one.provisional_until for one in expected.instances("T"))


@settings(max_examples=30)
@given(worlds(corrected=True))
def test_a_day_can_be_replayed_from_its_log(world):
    told = Monitor(world.context(world.at or START))
    told.receive(world.rows[:4])
    told.advance(world.as_of)
    told.receive(world.rows[4:])

    again = Monitor.replay(world.context(world.at or START), told.log)

    assert again.result() == told.result()
    assert again.log == told.log


@settings(max_examples=40)
@given(st.data(), strategies.worlds(), strategies.moments())
def test_terms_that_only_the_rules_can_judge_follow_any_order_too(data, world, moment):
    asked = data.draw(st.none() | strategies.moments().filter(lambda one: one <= moment))
    problem = replace(world.at(moment), at=asked)
    told = Monitor(replace(problem, evidence=()))
    follower = Follower(told)

    for one in data.draw(st.permutations(world.evidence)):
        follower.hears(told.receive([one]))

    expected = settle(problem, explain=False)
    assert told.result() == expected
    assert follower.known == {(one.term, one.instance, one.obligor): one.state for one in expected.verdicts}


def test_asked_about_an_earlier_time_what_was_still_open_then_is_open():
    """By what is known now: the answer had come, and until the window closed another request might have."""
    term = ASKED.model_copy(update={"window": Window(valid_from=at(0), valid_to=at(48))})
    told = Monitor(Problem(terms=(term,), as_of=at(50), at=at(10)))

    told.receive([row("E1", "ask", 5), row("E2", "answer", 7), row("E3", "ask", 20)])

    assert told.state("T") is State.PENDING
    assert told.result() == settle(told.problem(), explain=False)
    assert [(one.id, one.why) for one in told.verdict("T").context] == [("E3", "happened_later")]


def test_what_happened_later_is_told_also_where_the_first_row_that_counts_is_for_the_rules():
    told = Monitor(Problem(terms=(ENOUGH,), as_of=at(50), at=at(10)))

    told.receive([row("E1", "truck", 20, 3)])
    told.receive([row("E2", "truck", 5, 3, form="tally")])

    assert told.result() == settle(told.problem(), explain=False)
    assert ("E1", "happened_later") in {(one.id, one.why) for one in told.verdict("S").context}


def test_when_the_clock_stops_what_tells_of_later_counts_no_longer():
    told = Monitor(Problem(terms=(ASKED,), as_of=at(10), at=at(10)))
    told.receive([row("E1", "ask", 5), row("E2", "ask", 12)])
    assert [one.instance for one in told.result().instances("T")] == ["E1", "E2"]

    changes = told.advance(at(20))

    assert next((one.instance, one.after) for one in changes) == ("E2", None)
    assert told.result() == settle(told.problem(), explain=False)


# --- what it is for --------------------------------------------------------------------------------------------------
def test_a_late_answer_takes_a_breach_back_instead_of_being_dropped():
    told = monitor(ASKED)
    told.receive([row("E1", "ask", 1, key="a"), row("E2", "ask", 20, key="b")])
    assert told.state("T") is State.BROKEN

    changes = told.receive([row("E3", "answer", 3, key="a")])

    assert list(changes) == [
        Change(term="T", instance="E1", before=State.BROKEN, after=State.KEPT),
        Change(term="T", instance=None, before=State.BROKEN, after=State.PARTLY_KEPT),
    ]


def test_what_is_taken_back_stops_counting_and_what_takes_back_the_retraction_revives_it():
    told = monitor(ASKED)
    told.receive([row("E1", "ask", 1), row("E2", "answer", 2)])

    told.receive([row("E3", "answer", 2, retracts="E2")])
    assert told.state("T") is State.BROKEN
    told.receive([row("E4", "answer", 2, retracts="E3")])

    assert told.verdict("T", "E1").because == ("E1", "E2")


def test_a_correction_that_comes_before_what_it_corrects_waits_and_says_so():
    told = monitor(ENOUGH)

    changes = told.receive([row("E2", "truck", 5, 12, supersedes="E1")])

    assert changes.waiting == ("E2 corrects E1, which nobody has said yet",)
    assert told.waiting() == {"E2": "E1"}
    told.receive([row("E1", "truck", 5, 3)])
    assert told.waiting() == {}
    assert [one.instance for one in told.result().instances("S")] == ["E2"]


def test_only_the_instances_whose_time_holds_a_row_are_settled_again():
    told = monitor(ENOUGH, hour=700)
    told.receive([row(f"E{hour}", "truck", hour, 2) for hour in range(600)])

    changes = told.receive([row("late", "truck", 300, 1)])

    # The sums of the six hours up to 300 … 306 hours, and the late row's own.
    assert changes.settled <= 8
    assert told.verdict("S", "E306").quantity.low == Decimal(15)
    assert told.verdict("S", "E307").quantity.low == Decimal(14)


def test_the_clock_closes_what_was_pending_and_lets_in_what_is_recorded_by_then():
    told = monitor(ASKED, hour=3)
    told.receive([row("E1", "ask", 1), row("E2", "answer", 2, recorded_at=at(20))])
    assert told.state("T") is State.PENDING

    closed = told.advance(at(10))
    known = told.advance(at(20))

    assert closed.changes[0] == Change(term="T", instance="E1", before=State.PENDING, after=State.BROKEN)
    assert known.changes[0] == Change(term="T", instance="E1", before=State.BROKEN, after=State.KEPT)


def test_a_row_that_is_there_already_is_no_change():
    told = monitor(ASKED)
    told.receive([row("E1", "ask", 1)])

    assert len(told.receive([row("E1", "ask", 1)])) == 0


def test_a_row_of_another_make_turns_a_log_over_to_the_rules_without_losing_anything():
    told = monitor(ENOUGH)
    told.receive([row("E1", "truck", 1, 12)])

    changes = told.receive([row("E2", "truck", 1, 4, form="tally", source="paper")])

    assert told.result().verdicts == settle(told.problem(), explain=False).verdicts
    assert [(one.instance, one.before, one.after) for one in changes if one.before is one.after] == []
    assert told.verdict("S").because == ("E1", "E2")


def test_what_is_taken_back_as_it_comes_is_gone_also_where_another_row_turns_the_log_over_to_the_rules():
    told = monitor(ENOUGH)
    told.receive([row("E1", "truck", 1, 12)])

    told.receive(
        [row("E2", "truck", 1, 4, form="tally", source="paper"), row("E3", "truck", 2, 9), row("E4", "truck", 2, retracts="E3")]
    )  # fmt: skip

    assert told.result() == settle(told.problem(), explain=False)
    assert [one.instance for one in told.result().instances("S")] == ["E1"]


def test_amounts_may_become_finer_while_the_log_runs():
    told = monitor(ENOUGH)
    told.receive([row("E1", "truck", 1, 9)])

    told.receive(
        [
            row("E2", "truck", 2).model_copy(
                update={"quantity": Quantity(low=Decimal("1.25"), high=Decimal("1.25"), unit="truck")}
            )
        ]
    )

    assert told.verdict("S", "E2").quantity.low == Decimal("10.25")


# --- bad input -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row("E9", "ask", 1, terms=("X",)), "E9: names the term 'X', which there is not; the terms are S, T"),
        (row("E1", "answer", 1), "E1: a row of this id is there already, with another event; give the new row an id of its own"),
        (row("E9", "truck", 1, -3), "E9: counts -3 truck for S; a count is 0 or more"),
        (row("E9", "truck", 1).model_copy(update={"quantity": Quantity(low=1, high=1, unit="tonne")}), "E9: counts in 'tonne', and S in 'truck'"),
        (row("E9", "ask", 1, retracts="E9"), "E9: corrects itself"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_in_is_refused_in_one_line_and_nothing_is_changed(bad, reason):
    told = monitor()
    told.receive([row("E1", "ask", 1)])
    before, log = told.result(), told.log

    with pytest.raises(RefusedRowsError) as refused:
        told.receive([row("E2", "answer", 3), bad])

    assert str(refused.value).startswith(reason)
    assert len(refused.value.reasons) == 1
    assert (told.result(), told.log) == (before, log)


def test_two_rows_of_one_id_in_one_delivery_must_be_the_same_row():
    with pytest.raises(
        RefusedRowsError, match="E1: a row of this id is there already, with another valid_from"
    ):
        monitor().receive([row("E1", "ask", 1), row("E1", "ask", 2)])


def test_corrections_in_a_circle_are_refused():
    told = monitor()
    told.receive([row("E1", "ask", 1, retracts="E2")])

    with pytest.raises(
        RefusedRowsError, match="E2: takes back E1, which in turn takes back E2; one of the two must go"
    ):
        told.receive([row("E2", "ask", 1, retracts="E1")])


def test_a_table_with_bad_rows_is_refused_with_the_first_of_them():
    table = to_table([row("E1", "truck", 1, 3), row("E2", "truck", 2, 3)])
    doubled = table.with_columns(evidence_id=table["evidence_id"].replace("E2", "E1"))
    negative = table.with_columns(low=-table["low"])

    with pytest.raises(
        RefusedRowsError, match="E1: a row of this id is there already, with another valid_from"
    ):
        monitor().receive(doubled)
    with pytest.raises(RefusedRowsError, match="E1: counts -3 truck for S; a count is 0 or more"):
        monitor().receive(negative)


def test_clocks_of_two_offices_that_cannot_both_be_right_are_told_and_nothing_is_dropped():
    told = monitor()
    told.receive([row("E1", "ask", 1, recorded_at=at(9))])

    changes = told.receive([row("E2", "ask", 2, recorded_at=at(5), supersedes="E1", source="other")])

    assert (
        "E2 (other, 2024-05-01 05:00:00+00:00) corrects E1 (log, 2024-05-01 09:00:00+00:00)"
        in changes.skews[0]
    )
    assert [one.instance for one in told.result().instances("T")] == ["E2"]


def test_a_large_log_refuses_a_row_that_would_turn_it_into_records(monkeypatch):
    monkeypatch.setattr("troth.monitor.incremental.monitor.MOST_RULED", 3)
    told = monitor(ENOUGH)
    told.receive([row(f"E{hour}", "truck", hour, 1) for hour in range(5)])

    with pytest.raises(RefusedRowsError, match="E9: S is held as a log of 5 rows, all of form item"):
        told.receive([row("E9", "truck", 1, 4, form="tally")])


def test_a_row_of_a_large_log_is_taken_back_by_a_row_that_says_no_more_than_that(monkeypatch):
    monkeypatch.setattr("troth.monitor.incremental.monitor.MOST_RULED", 3)
    told = monitor(ENOUGH)
    told.receive([row(f"E{hour}", "truck", hour, 1) for hour in range(5)])

    told.receive([Evidence(id="back", terms=("S",), form="item", source="other", retracts="E2")])

    rests = {one for part in told.result().instances("S") for one in part.because}
    assert "E2" not in rests
    assert {"E1", "E3"} <= rests


def test_the_clock_only_moves_forward():
    with pytest.raises(Exception, match="the clock of a monitor only moves forward"):
        monitor().advance(at(1))


def test_a_monitor_begins_without_evidence():
    with pytest.raises(Exception, match="the monitor begins without evidence; found 1 rows"):
        Monitor(Problem(terms=(ASKED,), as_of=at(1), evidence=(row("E1", "ask", 1),)))


def test_a_table_in_which_a_row_names_a_term_twice_is_refused_since_it_would_count_twice():
    told = monitor()
    rows = to_table([row("A", "ask", 2)]).with_columns(term_ids=pl.lit(["T", "T"], dtype=pl.List(pl.String)))
    with pytest.raises(RefusedRowsError, match="A: a term named twice"):
        told.receive(rows)
