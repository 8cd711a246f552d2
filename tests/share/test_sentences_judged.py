"""Sentences about verdicts that the monitor itself gave: what they say is what the rows say."""

from decimal import Decimal

from support.truce import PARTIES, problem, row, term, window
from troth.monitor import settle
from troth.records.moment import Duration
from troth.records.term import Activity, Measure, Prohibition, Recurrence, Selector, Target
from troth.share.report.sentences import Index, sentence


def told(promise, rows):
    """The sentence on the whole term."""
    result = settle(problem(promise, rows))
    index = Index.of({
        "terms": [promise.model_dump()],
        "evidence": [{**one.model_dump(), "source_id": one.source} for one in rows],
        "parties": [party.model_dump() for party in PARTIES],
        "verdicts": [one.model_dump() for one in result.verdicts],
    })  # fmt: skip
    return sentence(result.verdicts[0].model_dump(), index)


def test_an_act_that_others_attest_is_not_denied_where_only_one_side_says_that_it_was_forbidden_then():
    open_zone = Activity(since=Selector(event=("open",)), until=Selector(event=("close",)))
    quiet = term(
        kind="refrain", measure=Measure(event=("fire",), count="events"), target=Target(at_most=Decimal(0)),
        window=window("2024-05-01", "2024-05-05"), refrain=Prohibition(only_while=open_zone),
    )  # fmt: skip
    rows = (
        row("E1", "2024-05-01T09:00", "item", event="open", key="k", by="B"),
        row("E2", "2024-05-01T10:00", "item", event="fire", key="k", actor="A"),
    )
    said = told(quiet, rows)
    assert "no act established" not in said
    assert "whether any act of A’s was forbidden then is not settled" in said
    assert "It turns on what only one side, B, tells of (E1)" in said


def test_the_figure_of_a_duty_judged_at_events_is_that_of_the_event_that_has_least_and_is_called_so():
    before = term(
        kind="recur", measure=Measure(event=("truck",), unit="truck"), target=Target(at_least=Decimal(5)),
        window=window("2024-05-01", "2024-05-05"),
        recur=Recurrence(every=Duration(seconds=43_200), at=Selector(event=("inspection",))),
    )  # fmt: skip
    rows = (
        row("E1", "2024-05-01T10:00", "item", 6, event="truck", unit="truck"),
        row("E2", "2024-05-01T12:00", "item", event="inspection"),
        row("E3", "2024-05-02T10:00", "item", 2, event="truck", unit="truck"),
        row("E4", "2024-05-02T12:00", "item", event="inspection"),
    )
    said = told(before, rows)
    assert "2 trucks a period where there was least" in said
    assert "on average" not in said
