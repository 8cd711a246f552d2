"""Laws of the monitor, over small worlds that nobody thought of."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from monitor.strategies import (
    OWED,
    SOURCES,
    World,
    may,
    moments,
    rows,
    said_by,
    swapped,
    worlds,
)
from troth.monitor import Problem, Result, settle
from troth.monitor.check import check
from troth.records.evidence import Evidence, Form, Stance
from troth.records.quantity import Quantity
from troth.records.source import Source
from troth.records.term import Kind, Term
from troth.records.verdict import State, Verdict

LAW = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
BREACH = {State.BROKEN, State.PARTLY_KEPT}
FINAL = {State.KEPT, State.BROKEN, State.PARTLY_KEPT, State.LAPSED}


def by_name(result: Result) -> dict[tuple[str, str | None], Verdict]:
    return {(verdict.term, verdict.instance): verdict for verdict in result.verdicts}


def plain(result: Result, names: dict[str, str] | None = None) -> str:
    """All of a result as text, names replaced and every list in order: two results that say the same are equal."""

    def said(value: object) -> object:
        if isinstance(value, dict):
            return {key: said(one) for key, one in value.items()}
        if isinstance(value, list):
            return sorted((said(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
        if isinstance(value, str):
            return " ".join((names or {}).get(word, word) for word in value.split(" "))
        return value

    dumped = [json.loads(row.model_dump_json()) for row in (*result.verdicts, *result.agreements)]
    return json.dumps(said(dumped), sort_keys=True, indent=1)


def standing(result: Result) -> dict[tuple[str, str | None], tuple[object, ...]]:
    """State and numbers of every row, without the ids behind them."""
    return {
        name: (row.state, row.quantity, row.target, row.valid_from, row.valid_to, row.window_closed)
        for name, row in by_name(result).items()
    }


@settings(LAW, max_examples=150)
@given(worlds(), moments())
def test_whatever_is_said_the_verdicts_follow_from_it(world, as_of):
    problem = world.at(as_of)
    assert check(problem, settle(problem)) == ()


@settings(LAW, max_examples=100)
@given(worlds(plain=True), moments())
def test_without_conditions_and_excuses_the_verdicts_follow_too(world, as_of):
    problem = world.at(as_of)
    assert check(problem, settle(problem)) == ()


@LAW
@given(worlds(), moments(), st.randoms(use_true_random=False))
def test_the_order_of_rows_terms_and_sources_means_nothing(world, as_of, chance):
    def mixed(items):
        return tuple(chance.sample(items, len(items)))

    other = World(
        terms=mixed(world.terms),
        evidence=mixed(world.evidence),
        sources=mixed(world.sources),
        parties=mixed(world.parties),
        viewer=world.viewer,
    )
    assert plain(settle(other.at(as_of))) == plain(settle(world.at(as_of)))


@LAW
@given(worlds(), moments())
def test_when_the_parties_change_names_every_verdict_changes_with_them(world, as_of):
    names = {"A": "B", "B": "A", "A-army": "B-army", "B-army": "A-army"}
    mirrored = settle(swapped(world).at(as_of))
    assert plain(mirrored, names) == plain(settle(world.at(as_of)))


@LAW
@given(worlds(), moments())
def test_the_ids_of_rows_mean_nothing(world, as_of):
    triggers = [
        (row.event, row.valid_from, row.valid_from_precision, row.place, row.key)
        for row in world.evidence
        if row.event in {"trigger", *OWED.values()}
    ]
    assume(
        len(set(triggers)) == len(triggers)
    )  # an event that several pages tell of is named for the first of them
    names = {row.id: f"X{99 - int(row.id[1:])}" for row in world.evidence}
    renamed = tuple(row.model_copy(update={"id": names[row.id]}) for row in world.evidence)
    before = settle(world.at(as_of))
    after = settle(replace(world, evidence=renamed).at(as_of))
    assert plain(before, names) == plain(after)


@LAW
@given(worlds(), moments(), moments())
def test_over_the_same_evidence_a_decided_verdict_stays_as_time_passes(world, one, other):
    early, late = sorted((one, other))
    known = tuple(row.model_copy(update={"recorded_at": None}) for row in world.evidence)
    terms = tuple(
        term.model_copy(update={"recorded_at": None, "condition": (), "reparation": None})
        for term in world.terms
    )
    fixed = replace(world, evidence=known, terms=terms)
    before, after = by_name(settle(fixed.at(early))), by_name(settle(fixed.at(late)))
    for name, verdict in before.items():
        if verdict.state not in FINAL:
            continue
        grown = {State.PARTLY_KEPT} if verdict.state is State.BROKEN and name[1] is None else set()
        assert after[name].state in {verdict.state, *grown}, name


@LAW
@given(worlds(), moments(), st.integers(0, 14), st.integers(1, 6))
def test_another_origin_that_reports_more_breaks_no_kept_term(world, as_of, least, day):
    more = [
        Evidence(
            id=f"M-{term.id}", terms=(term.id,), form=Form.AT_LEAST, event=term.measure.event[0], source="fresh",
            quantity=Quantity(low=least, unit="person"), valid_from=may(day), valid_from_precision="day",
        )
        for term in world.terms
    ]  # fmt: skip
    owed = {term.id for term in world.terms if term.target.at_most is None}
    before, after = by_name(settle(world.at(as_of))), by_name(settle(world.with_rows(*more).at(as_of)))
    for name, verdict in before.items():
        if name[0] in owed and verdict.state is State.KEPT:
            assert after[name].state not in BREACH, name


@LAW
@given(worlds(), moments(), rows("N1"))
def test_what_carries_a_key_that_nothing_else_has_changes_nothing_that_asks_for_keys(world, as_of, row):
    assume(row.event in {"permit", "open", "close", "mend"})
    other = row.model_copy(update={"key": "another", "terms": ("T", "U"), "recorded_at": None})
    keyed = replace(world, terms=tuple(term for term in world.terms if by_key(term)))
    assert standing(settle(keyed.with_rows(other).at(as_of))) == standing(settle(keyed.at(as_of)))


def by_key(term: Term) -> bool:
    """Whether the term looks only at rows with the same key, and at no other term."""
    duty = term.refrain
    asked = [duty.unless_preceded_by, duty.only_while] if duty is not None else []
    asked += [term.respond] if term.respond is not None else []
    depends = term.condition or term.reparation or term.target.ratio or term.window.during
    return not depends and all(one is None or one.same_key for one in asked)


@LAW
@given(worlds(), moments(), st.data())
def test_a_reprint_changes_no_number_and_no_state(world, as_of, data):
    assume(world.evidence)
    row = data.draw(st.sampled_from(world.evidence))
    page = Source(id="copy", publisher="Copyist", origin=said_by(row))
    copy = row.model_copy(update={"id": "R1", "source": "copy"})
    reprinted = replace(world, sources=(*SOURCES, page)).with_rows(copy)
    assert standing(settle(reprinted.at(as_of))) == standing(settle(world.at(as_of)))


@LAW
@given(worlds(), moments(), rows("N1"), st.booleans())
def test_an_intent_or_a_row_marked_as_context_changes_no_state(world, as_of, row, intent):
    assume(row.event in {*OWED.values(), "talk"})
    update = {"form": Form.INTENT} if intent else {"stance": {"*": Stance.CONTEXT}}
    known = row.model_copy(update={**update, "recorded_at": None})
    assert standing(settle(world.with_rows(known).at(as_of))) == standing(settle(world.at(as_of)))


@LAW
@given(worlds(), moments(), rows("N1"))
def test_a_row_that_is_recorded_later_changes_nothing_before(world, as_of, row):
    late = row.model_copy(update={"recorded_at": may(29)})
    cut = world.at(as_of)
    uncut = replace(cut, evidence=(*cut.evidence, late))
    assert plain(settle(uncut)) == plain(settle(cut))


@LAW
@given(worlds(), moments(), rows("N1"), st.sampled_from(["", "not established"]))
def test_an_act_without_an_established_actor_breaks_nobodys_limit(world, as_of, row, nobody):
    assume(row.event in OWED.values() and row.form is not Form.DENIAL)
    act = row.model_copy(update={"actor": nobody, "recorded_at": None})
    limits = {term.id for term in world.terms if term.kind is Kind.REFRAIN}
    before, after = by_name(settle(world.at(as_of))), by_name(settle(world.with_rows(act).at(as_of)))
    for name, verdict in after.items():
        if name[0] in limits and verdict.state in BREACH:
            assert before[name].state in BREACH, name


@LAW
@given(worlds(plain=True), moments(), st.data())
def test_what_the_other_party_alone_says_breaks_nothing(world, as_of, data):
    saying = st.sampled_from([("B",), ("B-army",), ("B", "B-army")])
    hostile = tuple(row.model_copy(update={"attributed_to": data.draw(saying)}) for row in world.evidence)
    result = settle(replace(world, evidence=hostile).at(as_of))
    for verdict in result.verdicts:
        if verdict.term == "T":  # A owes it
            assert verdict.state not in BREACH, verdict.instance


@LAW
@given(worlds(most=0), moments())
def test_silence_alone_keeps_nothing_and_breaks_nothing(world, as_of):
    uncovered = tuple(term.model_copy(update={"coverage": ()}) for term in world.terms)
    for verdict in settle(replace(world, terms=uncovered).at(as_of)).verdicts:
        assert verdict.state not in {*BREACH, State.KEPT}, verdict.term


@LAW
@given(worlds(), moments())
def test_hidden_reports_never_make_a_breach(world, as_of):
    """A viewer who is not promised the full set cannot conclude from silence."""
    seen = replace(world, viewer="guest", evidence=())
    for verdict in settle(seen.at(as_of)).verdicts:
        assert verdict.state not in {*BREACH, State.KEPT}, verdict.term


@LAW
@given(worlds(), moments())
def test_no_row_that_names_a_term_is_lost(world, as_of):
    problem: Problem = world.at(as_of)
    result = settle(problem)
    for term in problem.terms:
        if term.recorded_at is not None and term.recorded_at > as_of:
            continue
        summary = result.summary(term.id)
        shown = {*summary.because, *(one.id for one in summary.context)}
        assert {row.id for row in problem.evidence if term.id in row.terms} <= shown


@LAW
@given(worlds(), moments())
def test_every_term_has_one_summary_and_no_row_is_both_counted_and_context(world, as_of):
    result = settle(world.at(as_of))
    for term in world.terms:
        assert sum(v.term == term.id and v.instance is None for v in result.verdicts) == 1
        summary = result.summary(term.id)
        assert not set(summary.because) & {one.id for one in summary.context}


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_term_is_drawn(kind):
    found: set[Kind] = set()

    @settings(LAW, max_examples=40)
    @given(worlds(plain=True))
    def look(world):
        found.update(term.kind for term in world.terms)

    look()
    assert kind in found
