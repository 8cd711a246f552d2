"""What the running monitor takes in: a delivery is taken whole or refused whole, as rows or as a table."""

import time
from datetime import UTC, datetime
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.plain_logs import at, event, hours, worlds
from troth.ledger.pictures import Links, no_longer_said
from troth.monitor import Problem, ProblemError, settle
from troth.monitor.incremental import Monitor, RefusedRowsError
from troth.monitor.incremental.corrections import Corrections
from troth.monitor.incremental.ruled_term import RuledTerm
from troth.records.evidence import Evidence
from troth.records.evidence_table import to_table
from troth.records.quantity import Quantity
from troth.records.term import Coverage, Measure, Response, Target, Term

ASKED = Term(
    id="T", agreement="truce", kind="respond", obligor=("A",), what="answer", measure=Measure(event=("answer",), unit="truck"),
    respond=Response(trigger=event("ask"), within=hours(6)), coverage=(Coverage(source="log"),),
)  # fmt: skip
DEPTH = Term(
    id="D", agreement="truce", kind="sustain", obligor=("A",), what="keep the water up", measure=Measure(event=("level",), unit="m"),
    target=Target(at_least=Decimal(-5)),
)  # fmt: skip


def row(name: str, what: str, hour: int, amount: object = None, **data: object) -> Evidence:
    low = None if amount is None else Decimal(str(amount))
    given = {"terms": ("T",), "form": "item", "source": "log", "valid_from": at(hour), **data}
    quantity = None if low is None else Quantity(low=low, high=low, unit=given.pop("unit", "truck"))
    return Evidence(id=name, event=what, quantity=quantity, **given)


def monitor(hour: int = 40, **data: object) -> Monitor:
    return Monitor(Problem(terms=(ASKED, DEPTH), as_of=at(hour), **data))


def refused(told: Monitor, rows: object) -> tuple[str, ...]:
    """Why a delivery is refused; nothing may have changed by that."""
    before = (told.log, told.problem(), told.result(), told.waiting())
    with pytest.raises(RefusedRowsError) as found:
        told.receive(rows)
    assert (told.log, told.problem(), told.result(), told.waiting()) == before
    return found.value.reasons


# --- all or nothing --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("link", "verb"), [("supersedes", "corrects"), ("retracts", "takes back")], ids=["corrected", "taken back"]
)  # fmt: skip
def test_a_circle_within_one_delivery_is_refused_with_all_that_came_with_it(link, verb):
    told = monitor()
    told.receive([row("E1", "ask", 1)])

    reasons = refused(
        told, [row("C", "answer", 3), row("A", "ask", 1, **{link: "B"}), row("B", "ask", 2, **{link: "A"})]
    )

    assert reasons == (f"A: {verb} B, which in turn {verb} A; one of the two must go",)
    told.receive([row("C", "answer", 3)])
    assert told.result() == settle(told.problem(), explain=False)


def test_a_circle_of_rows_that_are_recorded_later_is_refused_when_it_comes_and_not_when_they_become_known():
    told = monitor(hour=5)
    told.receive([row("A", "ask", 1, retracts="B", recorded_at=at(20))])

    reasons = refused(told, [row("B", "ask", 2, supersedes="A", recorded_at=at(25))])

    assert reasons == ("B: corrects A, which in turn takes back B; one of the two must go",)
    told.advance(at(30))
    assert told.result() == settle(told.problem(), explain=False)


def test_a_long_circle_is_told_in_one_line():
    rows = [row(f"E{n}", "ask", 1, supersedes=f"E{(n + 1) % 9}") for n in range(9)]

    (reason,) = refused(monitor(), rows)

    assert reason.startswith("E0: corrects E1, which corrects E2, which corrects E3,")
    assert reason.endswith("which and so on over 3 more, which in turn corrects E0; one of the 9 must go")


def test_a_correction_of_two_rows_that_is_no_circle_is_taken():
    told = monitor()
    told.receive([row("D", "ask", 1, supersedes="B", retracts="C"), row("B", "ask", 1, supersedes="A")])
    told.receive([row("C", "ask", 2, supersedes="A"), row("A", "ask", 2)])
    assert told.result() == settle(told.problem(), explain=False)


RULES = RuledTerm.settle
BROKEN = (
    {"terms": ("T", "X")},
    {"quantity": Quantity(low=Decimal(1), high=Decimal(1), unit="tonne")},
    {"quantity": Quantity(low=Decimal(-1), high=Decimal(1), unit="truck")},
    {"quantity": Quantity(low=Decimal(10) ** 20, high=None, unit="truck")},
    {"valid_from": datetime(9999, 12, 31, tzinfo=UTC)},
    {"recorded_at": datetime(1, 1, 1, tzinfo=UTC)},
    {"retracts": "own"},
    {"supersedes": "next"},
)
"""What may be wrong with a row; `own` is its own id, and `next` that of the row after it, which names it in turn."""


@st.composite
def deliveries(draw) -> tuple[Evidence, ...]:
    """A few rows, of which some are broken."""
    rows = []
    for number in range(draw(st.integers(1, 6))):
        what = draw(st.sampled_from(["ask", "answer", "answer", "other"]))
        amount = draw(st.sampled_from([None, 0, 1, 2]))
        rows.append(
            row(
                f"N{number}",
                what,
                draw(st.integers(0, 30)),
                amount,
                recorded_at=draw(st.sampled_from([None, at(20)])),
            )
        )
    for number, one in enumerate(rows):
        if draw(st.integers(0, 3)) == 0:
            wrong = dict(draw(st.sampled_from(BROKEN)))
            if "retracts" in wrong:
                wrong = {"retracts": one.id}
            if "supersedes" in wrong:
                other = rows[(number + 1) % len(rows)]
                rows[(number + 1) % len(rows)] = other.model_copy(update={"retracts": one.id})
                wrong = {"supersedes": other.id}
            rows[number] = rows[number].model_copy(update=wrong)
    if draw(st.booleans()):
        again = draw(st.sampled_from(rows))
        rows.append(again.model_copy(update={"event": draw(st.sampled_from(["ask", again.event]))}))
    return tuple(rows)


@settings(max_examples=60)
@given(st.data(), worlds(corrected=True), deliveries())
def test_after_a_refusal_everything_is_as_before_and_the_rest_of_the_day_too(data, world, broken):
    context = world.context()
    told = Monitor(context)
    half = len(world.rows) // 2
    told.receive(world.rows[:half])
    before = (told.log, told.problem(), told.result(), told.waiting())

    try:
        told.receive(to_table(broken) if data.draw(st.booleans()) else broken)
    except RefusedRowsError:
        assert (told.log, told.problem(), told.result(), told.waiting()) == before
    told.receive(world.rows[half:])

    again = Monitor.replay(context, told.log)
    assert told.result() == again.result() == settle(told.problem(), explain=False)


# --- rows and tables -------------------------------------------------------------------------------------------------
def answer(rows: object) -> object:
    """What a new monitor says of its first delivery."""
    told = monitor()
    try:
        changes = told.receive(rows)
    except RefusedRowsError as error:
        return error.reasons
    return set(changes), changes.waiting, changes.skews, told.result(), told.problem()


@settings(max_examples=120)
@given(deliveries())
def test_a_table_and_its_rows_are_taken_or_refused_alike_in_the_same_words(rows):
    table = to_table(rows)
    assert answer(table) == answer(rows)


def test_a_reading_below_nought_of_a_level_is_taken_from_a_table_too():
    deep = row("E1", "level", 3, -2, unit="m", terms=("D",))
    assert answer(to_table([deep])) == answer([deep])
    assert not isinstance(answer([deep])[0], str)


def test_a_table_that_is_all_wrong_is_read_no_further_than_a_thousand_reasons():
    rows = [row(f"E{n}", "answer", 1, 1, unit="tonne") for n in range(1200)]

    reasons = refused(monitor(), to_table(rows))

    assert len(reasons) == 1001
    assert reasons[-1] == "and perhaps more: mend these first"


# --- cells -----------------------------------------------------------------------------------------------------------
GOOD = to_table([row("E1", "ask", 1, 2), row("E2", "answer", 2, 3)])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"form": pl.Series(["item", "achive"])}, "E2 (row 2): form: found 'achive', expected one of item, tally"),
        ({"evidence_id": pl.Series(["E1", None])}, "row 2: evidence_id: found 'null', expected a value in every row"),
        ({"source_id": pl.Series(["log", None])}, "E2 (row 2): source_id: found 'null', expected a value in every row"),
        ({"high": pl.Series([Decimal(9), Decimal(2)])}, "E2 (row 2): high: found 'low 3.000000000, high 2', expected `high` not before or below `low`"),
        ({"low": pl.Series([2.5, 1.0])}, "column low: found Float64 such as 2.5, expected decimal numbers"),
        ({"valid_from": GOOD["valid_from"].dt.replace_time_zone(None)}, "column valid_from: found Datetime"),
        ({"valid_to": GOOD["valid_from"].dt.offset_by("-1d")}, "E1 (row 1): valid_to: found"),
        ({"term_ids": pl.Series([["T"], None])}, "E2 (row 2): term_ids: found 'null', expected a value in every row"),
        ({"term_ids": pl.Series([["T"], ["T", None]])}, "E2 (row 2): term_ids: found"),
        ({"stance": pl.Series(["T=for", "T=fro"])}, "E2 (row 2): stance: found 'T=fro', expected for, against, context"),
        ({"sequence": pl.Series([0, -1])}, "E2 (row 2): sequence: found '-1', expected 0 or more"),
        ({"form": pl.Series(["item", "tally"]), "low": pl.Series([Decimal(1), None]), "high": pl.Series([Decimal(1), None])}, "E2 (row 2): low: found 'form tally, low None', expected a number of 0 or more"),
        ({"valid_from_precision": pl.Series(["day", "dya"])}, "E2 (row 2): valid_from_precision: found 'dya', expected one of second, minute, day"),
        ({"low": pl.Series([Decimal(1), Decimal(10) ** 34], dtype=pl.Decimal(38, 2)), "high": pl.Series([None, None])}, "E2 (row 2): low: found '10000000000000000000000000000000000.00', expected a number of fewer digits"),
        ({"low": pl.Series([Decimal(1), None])}, "E2 (row 2): low: found 'low None, high 3.000000000', expected a low end beside a high one"),
        ({"recorded_att": pl.Series([None, None])}, "the table has a column 'recorded_att', which there is not; did you mean 'recorded_at'?"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("first", [True, False], ids=["first delivery", "later delivery"])
def test_a_bad_cell_is_named_with_its_row_and_column_and_nothing_is_kept(change, reason, first):
    told = monitor()
    if not first:
        told.receive([row("E0", "ask", 1)])
    bad = GOOD.drop("recorded_at") if "recorded_att" in change else GOOD

    reasons = refused(told, bad.with_columns(**change))

    assert reasons[0].startswith(reason)
    told.receive(GOOD)
    assert told.result() == settle(told.problem(), explain=False)


@pytest.mark.parametrize("name", ["evidence_id", "term_ids", "form", "source_id", "valid_from"])
def test_a_table_without_a_column_that_is_needed_is_refused_with_its_name(name):
    (reason,) = refused(monitor(), GOOD.drop(name))
    assert reason.startswith(f"the table has no column {name!r}")


@pytest.mark.parametrize("rows", [row("E1", "ask", 1), ["E1"], [{"id": "E1"}], "E1"])
def test_what_is_no_row_of_evidence_is_refused(rows):
    (reason,) = refused(monitor(), rows)
    assert "expected a" in reason


# --- what cannot be counted --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("as_table", [False, True], ids=["rows", "table"])
@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row("E1", "answer", 1, "1e25"), "E1: counts 1e+25; the largest amount is 1000000000000000: check its unit"),
        (row("E1", "ask", 1).model_copy(update={"valid_from": datetime(9999, 12, 31, tzinfo=UTC)}), "E1: valid_from is 9999-12-31T00:00:00+00:00; write a time of a year from 1000 to 9000"),
    ],
)  # fmt: skip
def test_what_is_too_large_to_be_counted_is_refused_with_what_may_be_written(bad, reason, as_table):
    assert refused(monitor(), to_table([bad]) if as_table else [bad]) == (reason,)


def test_an_amount_with_more_decimals_than_a_table_holds_is_refused():
    assert refused(monitor(), [row("E1", "answer", 1, "0.0000000001")]) == (
        "E1: counts 1e-10; the finest amount has 9 decimal places: round it",
    )


# --- what is told beside the verdicts ------------------------------------------------------------------------------------
@pytest.mark.parametrize("as_table", [False, True], ids=["rows", "table"])
def test_a_row_that_does_not_say_when_is_told_and_not_dropped_in_silence(as_table):
    given = [Evidence(id="E1", terms=("T",), form="item", event="ask", source="log")]
    assert monitor().receive(to_table(given) if as_table else given).waiting == (
        "E1 names T and does not say when (valid_from), so it counts for nothing; correct it with a row that does",
    )


def test_an_answer_tells_only_what_newly_waits_and_says_of_a_retraction_that_it_takes_back():
    told = monitor()

    first = told.receive([row("E1", "ask", 1, retracts="E8")])
    second = told.receive([row("E2", "ask", 1, supersedes="E9")])

    assert first.waiting == ("E1 takes back E8, which nobody has said yet",)
    assert second.waiting == ("E2 corrects E9, which nobody has said yet",)
    assert told.waiting() == {"E1": "E8", "E2": "E9"}


def test_clocks_that_cannot_both_be_right_are_told_whichever_of_the_two_rows_comes_first():
    rows = [row("E1", "ask", 1, recorded_at=at(9)), row("E2", "ask", 1, recorded_at=at(5), retracts="E1")]
    sentence = (
        "E2 (log, 2024-05-01 05:00:00+00:00) takes back E1 (log, 2024-05-01 09:00:00+00:00), which was recorded later: "
        "compare the clocks of the two offices"
    )
    for order in (rows, rows[::-1]):
        one_by_one, at_once = monitor(), monitor()
        assert [one for each in order for one in one_by_one.receive([each]).skews] == [sentence]
        assert at_once.receive(order).skews == (sentence,)
        assert at_once.receive([row("E3", "ask", 3)]).skews == ()


def test_a_row_that_was_recorded_before_it_happened_is_told_from_a_table_too():
    early = row("E1", "ask", 10, recorded_at=at(5))
    for delivery in ([early], to_table([early])):
        (sentence,) = monitor().receive(delivery).skews
        assert sentence.startswith("E1 (log) was recorded 2024-05-01 05:00:00+00:00, before what it tells of")


# --- chains ----------------------------------------------------------------------------------------------------------
@settings(max_examples=200)
@given(st.data())
def test_however_corrections_and_retractions_come_the_same_rows_count_as_in_the_ledger(data):
    links = {}
    for number in range(1, data.draw(st.integers(2, 10))):
        target = st.none() | st.integers(0, number - 1).map(lambda one: f"E{one}")
        links[f"E{number}"] = (data.draw(target), data.draw(target))
    given = {
        name: Links((over,) if over else (), back) for name, (over, back) in links.items() if over or back
    }
    known = Corrections()

    for name in data.draw(st.permutations(sorted(given))):
        over, back = links[name]
        known.learn(row(name, "ask", 1, supersedes=over, retracts=back))

    names = {"E0", *links}
    assert {name for name in names if not known.counts(name)} == no_longer_said(given) & names


@pytest.mark.parametrize("link", ["supersedes", "retracts"])
@pytest.mark.parametrize("one_by_one", [False, True], ids=["at once", "one by one"])
def test_thousands_of_corrections_in_a_chain_take_seconds(link, one_by_one):
    many = 2_000 if one_by_one else 5_000
    rows = [row("E0", "ask", 1), *(row(f"E{n}", "ask", 1, **{link: f"E{n - 1}"}) for n in range(1, many))]
    told = monitor()

    start = time.process_time()
    for delivery in [[one] for one in rows] if one_by_one else [rows]:
        told.receive(delivery)

    assert time.process_time() - start < 10
    left = [one.instance for one in told.result().instances("T")]
    # Of retractions the last counts, so that the one before it does not, and so on down to what was asked first.
    assert left == ([f"E{many - 1}"] if link == "supersedes" else ["E0"] if many % 2 else [])


# --- faults ----------------------------------------------------------------------------------------------------------
def test_what_goes_wrong_on_the_way_is_undone_and_the_monitor_goes_on_from_its_log(monkeypatch):
    ruled = ASKED.model_copy(update={"id": "R", "min_sources": 2})
    told = Monitor(Problem(terms=(ASKED, ruled), as_of=at(20)))
    told.receive([row("E1", "ask", 1, terms=("T", "R"))])
    before = (told.log, told.problem(), told.result(), told.as_of)

    def fails(*_: object) -> int:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(
            RuledTerm,
            "settle",
            lambda one: fails() if len(one.rows) > 1 or one.context.as_of > at(20) else RULES(one),
        )
        with pytest.raises(ZeroDivisionError):
            told.receive([row("E2", "answer", 2, terms=("T", "R"))])
        with pytest.raises(ZeroDivisionError):
            told.advance(at(30))

    assert (told.log, told.problem(), told.result(), told.as_of) == before
    told.receive([row("E2", "answer", 2, terms=("T", "R"))])
    assert told.result() == settle(told.problem(), explain=False)


def test_two_verdicts_on_one_part_are_a_fault_that_is_told_and_never_merged_in_silence(monkeypatch):
    whole = settle(Problem(terms=(ASKED,), as_of=at(40)), explain=False).verdicts[0]
    monkeypatch.setattr("troth.monitor.incremental.ruled_term.rows_of", lambda *_, **__: [whole, whole])
    term = RuledTerm(term=ASKED, terms=(ASKED,), context=Problem(terms=(ASKED,), as_of=at(40)))

    with pytest.raises(ProblemError, match=r"T: two verdicts on one part \(the whole, all\)"):
        term.settle()
