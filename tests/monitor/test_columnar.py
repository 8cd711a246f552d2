"""Column by column or row by row: the verdicts are the same, in every field."""

from dataclasses import replace
from datetime import timedelta, timezone
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings

from monitor.plain_logs import World, at, event, hours, worlds
from troth.monitor import Problem, settle
from troth.monitor.columnar import backfill
from troth.monitor.columnar.judging import Court
from troth.monitor.columnar.table import columns
from troth.records.evidence import Evidence
from troth.records.evidence_table import to_table
from troth.records.moment import Precision
from troth.records.quantity import Quantity
from troth.records.source import Source
from troth.records.term import (
    Coverage,
    Kind,
    Measure,
    Prohibition,
    Recurrence,
    Repair,
    Response,
    Target,
    Term,
    Window,
)
from troth.records.verdict import State

ASKED = Term(
    id="T", agreement="truce", kind="respond", obligor=("A",), what="answer", measure=Measure(event=("answer",)),
    respond=Response(trigger=event("ask"), within=hours(6)), coverage=(Coverage(source="log"),),
)  # fmt: skip
ENOUGH = Term(
    id="T", agreement="truce", kind="recur", obligor=("A",), what="let enough in", measure=Measure(event=("truck",), unit="truck"),
    target=Target(at_least=Decimal(10)), recur=Recurrence(every=hours(6), at=event("truck")), coverage=(Coverage(source="log"),),
)  # fmt: skip


def row(name: str, what: str, hour: int, amount: str | None = None, **data: object) -> Evidence:
    quantity = None if amount is None else Quantity(low=Decimal(amount), high=Decimal(amount), unit="truck")
    return Evidence(
        id=name,
        terms=("T",),
        form="item",
        event=what,
        source="log",
        valid_from=at(hour),
        quantity=quantity,
        **data,
    )


def problem(term: Term, *rows: Evidence) -> Problem:
    return Problem(terms=(term,), as_of=at(40), evidence=rows)


def in_columns(given: Problem):
    return backfill(replace(given, evidence=()), to_table(given.evidence))


@settings(max_examples=60)
@given(worlds())
def test_a_log_settled_in_columns_has_every_verdict_that_the_rules_give(world: World):
    given = world.problem()

    found = in_columns(given)

    assert tuple(found.verdicts()) == settle(given, explain=False).verdicts


@settings(max_examples=40)
@given(worlds())
def test_the_table_says_what_the_verdicts_say(world: World):
    found = in_columns(world.problem())

    table, verdicts = found.table(), list(found.verdicts())

    assert table["instance"].to_list() == [one.instance for one in verdicts]
    assert table["state"].to_list() == [one.state.value for one in verdicts]
    assert table["low"].to_list() == [one.quantity.low for one in verdicts]
    assert table["high"].to_list() == [one.quantity.high for one in verdicts]
    assert [sorted(ids) for ids in table["because"].to_list()] == [list(one.because) for one in verdicts]
    assert [sorted(ids) for ids in table["supporting"].to_list()] == [
        list(one.supporting) for one in verdicts
    ]
    assert table["fulfilment_low"].to_list() == [one.fulfilment_low for one in verdicts]
    assert table["shortfall_high"].to_list() == [one.shortfall_high for one in verdicts]
    assert table["provisional_until"].to_list() == [one.provisional_until for one in verdicts]
    told = [[(one["code"], one["amount"]) for one in reasons] for reasons in table["reasons"].to_list()]
    assert told == [[(one.code, one.amount) for one in verdict.reasons] for verdict in verdicts]


def test_every_field_of_a_verdict_has_a_column_or_is_the_same_for_all_instances():
    told = {
        "quantity": "low",
        "origins": None,
        "flips": None,
        "proof": None,
        "readings": None,
        "context": None,
    }
    for name in type(settle(problem(ASKED), explain=False).verdicts[0]).model_fields:
        assert told.get(name, name) is None or told.get(name, name) in columns()


def test_the_rows_behind_a_sum_are_a_range_and_can_be_had_from_it():
    rows = [row(f"E{hour}", "truck", hour, "4") for hour in range(5)]

    found = in_columns(problem(ENOUGH, *rows)).columns["T"]
    table = found.table(lists="none")

    assert table["because"].to_list() == [None] * 5
    last = table.row(4, named=True)
    assert found.rows()[last["rows_from"] : last["rows_until"]].to_list() == ["E0", "E1", "E2", "E3", "E4"]


def test_the_ids_of_broken_moments_alone_can_be_written_out():
    rows = [row("E0", "truck", 0, "4"), row("E1", "truck", 1, "8")]

    table = in_columns(problem(ENOUGH, *rows)).columns["T"].table(lists="broken")

    assert table["state"].to_list() == ["broken", "kept"]
    assert table["because"].to_list() == [["E0"], None]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"min_sources": 2}, "weighs_origins"),
        ({"obligor": ("A", "B")}, "several_obligors"),
        ({"kind": "achieve", "respond": None, "target": Target(at_least=Decimal(1))}, "judged_by_days"),
        (
            {"respond": Response(trigger=event("ask"), within=hours(1), only_after=event("gate"))},
            "order_of_answers",
        ),
    ],
)
def test_what_is_not_plain_is_judged_by_the_rules_and_the_reason_is_told(change, why):
    given = problem(Term.model_validate({**dict(ASKED), **change}), row("E1", "ask", 1))

    found = in_columns(given)

    assert found.why == {"T": why}
    assert tuple(found.verdicts()) == settle(given, explain=False).verdicts


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"form": "at_least"}, "other_forms"),
        ({"valid_from_precision": "day"}, "rough_times"),
        ({"source": "paper"}, "several_sources"),
        ({"attributed_to": ("B",)}, "more_than_counts"),
        ({"quantity": Quantity(low=Decimal(3), unit="truck")}, "open_amounts"),
        ({"quantity": Quantity(low=Decimal("1e15"), high=Decimal("1e15"), unit="truck")}, None),
    ],
)
def test_rows_of_another_make_are_judged_by_the_rules(other, why):
    rows = (row("E1", "truck", 1, "12"), row("E2", "truck", 3, "1").model_copy(update={}))
    changed = Evidence.model_validate({**dict(rows[1]), **other})
    given = problem(ENOUGH, rows[0], changed)

    found = in_columns(given)

    assert found.why == ({} if why is None else {"T": why})
    assert tuple(found.verdicts()) == settle(given, explain=False).verdicts


def test_amounts_that_would_not_fit_into_whole_numbers_are_judged_by_the_rules():
    rows = [row(f"E{n}", "truck", n, "999999999999999.999999") for n in range(6)]
    given = problem(ENOUGH, *rows)

    found = in_columns(given)

    assert found.why == {"T": "too_large"}
    assert tuple(found.verdicts()) == settle(given, explain=False).verdicts


def test_a_class_that_is_not_alike_is_judged_one_by_one(monkeypatch):
    """A rule that the columns do not know of: whoever is asked at an even hour is excused."""
    rules = Court._settled

    def odd(court, index, counted):
        verdict = rules(court, index, counted)
        even = verdict.valid_from.hour % 2 == 0
        return verdict.model_copy(update={"state": State.EXCUSED}) if even else verdict

    monkeypatch.setattr(Court, "_settled", odd)
    rows = [row(f"E{hour}", "ask", hour) for hour in (1, 2, 3, 5, 8)]

    found = in_columns(problem(ASKED, *rows)).columns["T"]

    assert [one.state.value for one in found.court.every(found.classes)] == [
        "broken",
        "excused",
        "broken",
        "broken",
        "excused",
    ]


SOME = Term(
    id="T", agreement="truce", kind="refrain", obligor=("A",), what="bring in no more than two", coverage=(Coverage(source="log"),),
    measure=Measure(event=("crate",), unit="truck"), target=Target(at_most=Decimal(2)), refrain=Prohibition(per="event"),
)  # fmt: skip


@pytest.mark.parametrize("limit", [-1, 0, 1, 2])
def test_an_act_of_nought_among_others_is_told_as_the_rules_tell_it(limit):
    rows = [row(f"E{hour}", "crate", hour, str(many), actor="A") for hour, many in enumerate((1, 2, 0, 0, 1))]
    given = problem(SOME.model_copy(update={"target": Target(at_most=Decimal(limit))}), *rows)

    found = in_columns(given)

    assert found.why == {}
    assert tuple(found.verdicts()) == settle(given, explain=False).verdicts


PUBLISHED = (Source(id="log", publisher="Mission"), Source(id="letters", publisher="Mission"))


def many_days(term: Term, *, days: int, beside: bool = False) -> Problem:
    """A log of so many days of recording; some of its rows may come in another list of the same publisher, on another term."""
    window = Window(valid_from=at(0), valid_to=at(24 * days))
    rows = [
        row(
            f"E{day:02}-{what}", what, 24 * day + hour, "6", recorded_at=at(24 * (day + 2 + day % 5)),
            key=str(day % 3), actor="A",
        )
        for day in range(days)
        for hour, what in enumerate(("ask", "truck", "answer" if day % 4 else "mend"), start=day % 4)
    ]  # fmt: skip
    if beside:
        rows = [
            one.model_copy(update={"terms": ("U",), "source": "letters"}) if number % 2 else one
            for number, one in enumerate(rows)
        ]
    other = ASKED.model_copy(update={"id": "U", "coverage": ()})
    return Problem(
        terms=(term.model_copy(update={"window": window}), other), as_of=at(24 * 60), evidence=tuple(rows), sources=PUBLISHED
    )  # fmt: skip


MENDED = Response(trigger=event("ask"), within=hours(2), repair=Repair(event=("mend",), within=hours(900)))
LATE_TERMS = (
    ASKED,
    ENOUGH,
    ASKED.model_copy(update={"respond": MENDED}),
    ENOUGH.model_copy(
        update={
            "kind": Kind.REFRAIN,
            "recur": None,
            "refrain": Prohibition(per="event"),
            "target": Target(at_most=Decimal(0)),
        }
    ),
)


@pytest.mark.parametrize("beside", [False, True], ids=["one list", "two lists of one publisher"])
@pytest.mark.parametrize("term", LATE_TERMS, ids=["asked", "enough", "mended", "forbidden"])
def test_a_log_of_thirty_days_of_recording_is_provisional_as_long_as_by_the_rules(term, beside):
    given = many_days(term, days=30, beside=beside)

    found, expected = in_columns(given), settle(given, explain=False).verdicts

    assert "T" in found.columns
    assert tuple(found.verdicts()) == expected
    late = {
        one.provisional_until - one.valid_to for one in expected if one.provisional_until and one.instance
    }
    assert late, "some of them are broken"
    assert min(late) > timedelta(days=2), "the estimate marks breaches"
    table = found.table()
    assert table["provisional_until"].to_list() == [one.provisional_until for one in found.verdicts()]


def test_a_log_of_fewer_than_twenty_days_of_recording_marks_nothing():
    found = in_columns(many_days(ASKED, days=12))
    assert {one.provisional_until for one in found.verdicts() if one.term == "T"} == {None}


def test_a_case_that_marks_only_what_terms_state_marks_nothing_by_columns_either():
    given = replace(many_days(ASKED, days=30), settling="stated")
    assert tuple(in_columns(given).verdicts()) == settle(given, explain=False).verdicts


def test_rows_dated_by_a_month_are_as_late_by_columns_as_by_the_rules():
    given = many_days(ASKED, days=30, beside=True)
    monthly = Evidence(
        id="M", terms=("U",), form="tally", event="answer", source="letters", valid_from=at(0), valid_from_precision="month",
        quantity=Quantity(low=Decimal(1), high=Decimal(1)), recorded_at=at(24 * 58),
    )  # fmt: skip
    daily = monthly.model_copy(update={"id": "D", "valid_from_precision": Precision.DAY})
    given = replace(
        given,
        evidence=(*given.evidence, *(monthly.model_copy(update={"id": f"M{n}"}) for n in range(9)), daily),
    )
    assert tuple(in_columns(given).verdicts()) == settle(given, explain=False).verdicts


def test_a_term_without_a_row_has_its_summary_and_no_parts():
    empty = to_table(()).with_columns(pl.col("evidence_id"))

    found = backfill(Problem(terms=(ASKED,), as_of=at(40)), empty)

    assert tuple(found.verdicts()) == settle(problem(ASKED), explain=False).verdicts
    assert len(found.table()) == 1


def test_the_zone_in_which_somebody_asks_changes_nothing():
    given = problem(ASKED, row("E1", "ask", 1), row("E2", "answer", 3))
    elsewhere = replace(given, as_of=given.as_of.astimezone(timezone(timedelta(hours=2))))
    assert tuple(in_columns(elsewhere).verdicts()) == tuple(in_columns(given).verdicts())
