"""In whose interest a row speaks: what a party says against itself, and what it says in its own cause."""

from decimal import Decimal

import pytest

from support.truce import codes, judged, row, span, state, term, verdict, window
from troth.monitor.check import check
from troth.monitor.problem import Problem
from troth.records.evidence import Form
from troth.records.term import Agreement, Coverage, Measure, Target

FIFTY = term(
    measure=Measure(event=("release",), unit="person"), target=Target(at_least=Decimal(50)),
    window=window("2024-05-01T07:00Z", "2024-05-05T07:00Z"),
)  # fmt: skip
NO_ATTACKS = term(
    kind="refrain", measure=Measure(event=("attack",), count="events"), target=Target(at_most=Decimal(0)),
    window=window("2024-05-01T07:00Z", "2024-05-05T07:00Z"),
)  # fmt: skip
VISIT = term(window=FIFTY.window)


def freed(id, day, number, form="tally", **more):
    return row(id, f"2024-05-0{day}", form, number, event="release", **more)


def said(id, stance, **more):
    return row(id, "2024-05-02", "item", event="statement", stance={"T1": stance}, **more)


def stands(verdict):
    return {(one.id, one.origin): one.stands for one in verdict.interests}


def test_each_party_s_word_is_shown_with_its_interest_and_a_neutral_one_is_not():
    rows = (
        freed("A1", 1, 30, by="army of A"),
        freed("B1", 1, 30, by="B"),
        freed("O1", 1, 30),
        row("B2", "2024-05-04", "denial", event="release", by="army of B"),
        row("A2", "2024-05-04", "denial", event="release", by="A"),
    )
    assert stands(verdict(FIFTY, rows)) == {
        ("A1", "A"): "self_report", ("A2", "A"): "admission", ("B1", "B"): "concession", ("B2", "B"): "charge",
    }  # fmt: skip


def test_a_count_below_what_is_due_is_an_admission_and_one_so_far_is_not():
    closed = row("A1", "2024-05-01", "cumulative", 40, until="2024-05-05", event="release", by="A")
    assert stands(verdict(FIFTY, (closed,), "2024-06-01")) == {}, "it covers more time than the term"
    whole = row("A1", "2024-05-01", "cumulative", 40, until="2024-05-04", event="release", by="A")
    rows = (whole, *(freed(f"O{day}", day, 10) for day in (1, 2, 3, 4)))
    assert stands(verdict(FIFTY, rows)) == {("A1", "A"): "admission"}
    so_far = row("A1", "2024-05-01", "cumulative", 20, until="2024-05-02", event="release", by="A")
    assert stands(verdict(FIFTY, (so_far,), "2024-05-03T12:00Z")) == {("A1", "A"): "self_report"}


def test_one_admission_breaks_the_term_as_a_neutral_report_would():
    admitted = row("A1", "2024-05-02", "item", event="attack", actor="A", by="army of A")
    attested = row("O1", "2024-05-02", "item", event="attack", actor="A")
    own, neutral = verdict(NO_ATTACKS, (admitted,)), verdict(NO_ATTACKS, (attested,))
    assert (own.state.value, codes(own)) == ("broken", ["limit_exceeded", "obligor_admits"])
    assert (neutral.state.value, codes(neutral)) == ("broken", ["limit_exceeded"])
    assert stands(own) == {("A1", "A"): "admission"}


def test_a_kept_term_says_when_it_rests_on_the_obligor_alone():
    alone = verdict(FIFTY, (freed("A1", 1, 50, by="A"),))
    assert (alone.state.value, codes(alone)) == ("kept", ["target_met", "rests_on_obligor"])
    seen = verdict(FIFTY, (freed("A1", 1, 50, by="A"), freed("O1", 1, 50)))
    assert (seen.state.value, codes(seen)) == ("kept", ["target_met"])


def test_what_the_other_side_concedes_counts_as_what_a_neutral_one_says_and_is_named():
    conceded = verdict(FIFTY, (freed("B1", 1, 50, by="B"),))
    assert (conceded.state.value, codes(conceded)) == ("kept", ["target_met", "conceded"])
    both = verdict(FIFTY, (freed("A1", 1, 50, by="A"), freed("B1", 1, 50, by="B")))
    assert codes(both) == ["target_met", "conceded"]


def test_a_word_for_a_term_without_a_number_says_on_whom_it_rests():
    assert codes(verdict(VISIT, (said("A1", "for", by="A"),))) == ["target_met", "rests_on_obligor"]
    assert codes(verdict(VISIT, (said("B1", "for", by="B"),))) == ["target_met", "conceded"]
    assert codes(verdict(VISIT, (said("O1", "for"),))) == ["target_met"]
    assert codes(verdict(VISIT, (said("A1", "against", by="A"),))) == ["denied", "obligor_admits"]


def test_the_obligor_s_own_count_keeps_nothing_where_somebody_counts_less():
    def counted(id, number, by):
        return row(id, "2024-05-01", "cumulative", number, until="2024-05-04", event="release", by=by)

    tail = freed("Q", 5, 0, by="observer")
    assert state(FIFTY, (counted("A1", 50, "A"), counted("O1", 50, "observer"), tail)) == "kept"
    assert state(FIFTY, (counted("A1", 50, "A"), counted("O1", 49, "observer"), tail)) == "disputed"
    assert state(FIFTY, (counted("A1", 50, "A"), counted("B1", 49, "B"), tail)) == "disputed"


def test_the_obligor_is_no_second_source_in_its_own_favour_and_is_one_against_itself():
    careful = FIFTY.model_copy(update={"min_sources": 2})
    praised = (freed("A1", 1, 50, by="A"), freed("O1", 1, 50))
    assert state(careful, praised) == "unknown"
    assert state(careful, (*praised, freed("B1", 1, 50, by="B"))) == "kept"
    admitted = [
        freed(f"{who}{day}", day, 10, by=by)
        for day in (1, 2, 3, 4)
        for who, by in (("A", "A"), ("O", "observer"))
    ]
    assert state(careful, admitted) == "broken"
    boasted = [
        one.model_copy(update={"form": Form.AT_LEAST}) if one.id[0] == "A" else one for one in admitted
    ]
    assert state(careful, boasted) == "unknown"


def test_the_obligor_s_nought_is_no_second_source_for_a_breach_of_its_limit():
    careful = NO_ATTACKS.model_copy(update={"min_sources": 2})
    seen = row("O1", "2024-05-02", "item", event="attack", actor="A")
    nought = row("A1", "2024-05-03", "tally", 0, event="attack", actor="A", unit="", by="A")
    assert state(careful, (seen, nought)) == "disputed"
    assert (
        state(careful, (seen, row("X1", "2024-05-02", "item", event="attack", actor="A", by="agency")))
        == "broken"
    )


def test_quiet_by_the_obligor_s_own_declaration_says_whose_word_it_is():
    own = NO_ATTACKS.model_copy(update={"coverage": (Coverage(source="A"),)})
    watched = NO_ATTACKS.model_copy(update={"coverage": (Coverage(source="observer"),)})
    assert codes(verdict(own)) == ["target_met", "rests_on_obligor"]
    assert codes(verdict(watched)) == ["target_met"]


def test_a_third_party_to_the_agreement_concedes_nothing_that_is_owed_to_another():
    three = Agreement(id="truce", title="Three parties", parties=("A", "B", "C"))
    rows = (freed("C1", 1, 50, by="C"), freed("B1", 1, 50, by="B"))
    problem = Problem(
        terms=(FIFTY,), agreements=(three,), evidence=rows, as_of=rows[0].recorded_at, owner="o", viewer="o"
    )
    from troth.monitor import settle

    result = settle(problem)
    assert stands(result.summary("T1")) == {("B1", "B"): "concession"}
    assert check(problem, result) == ()


def test_the_check_notices_an_interest_that_is_left_out_or_turned_round():
    rows = (freed("A1", 1, 50, by="A"),)
    result = judged(FIFTY, rows)
    problem = Problem(
        terms=(FIFTY,), evidence=rows, as_of=window("2024-06-30").valid_from, owner="o", viewer="o"
    )
    summary = result.summary("T1")
    for wrong in ((), (summary.interests[0].model_copy(update={"stands": "charge"}),)):
        told = result.__class__(
            verdicts=(summary.model_copy(update={"interests": wrong}),), agreements=result.agreements
        )
        assert any("A1" in line for line in check(problem, told))


# --- words beside numbers --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("stances", "expected"), [
    (("for",), "unknown"), (("against",), "unknown"), (("for", "against"), "disputed"),
])  # fmt: skip
def test_words_alone_settle_no_number_on_either_side(stances, expected):
    rows = [said(f"W{n}", stance, by=f"observer {n}") for n, stance in enumerate(stances)]
    assert state(FIFTY, rows) == expected
    assert state(FIFTY, [*rows, freed("O1", 1, 30, "at_least")]) == expected


@pytest.mark.parametrize(("stance", "number"), [("against", 50), ("for", 10)])
def test_words_contest_a_count_on_either_side_alike(stance, number):
    counts = [freed(f"O{day}", day, number if day == 1 else 0) for day in (1, 2, 3, 4)]
    assert state(FIFTY, counts) == ("kept" if number == 50 else "broken")
    assert state(FIFTY, [*counts, said("W", stance, by="agency")]) == "disputed"


def test_words_of_the_other_side_alone_leave_a_number_open_and_are_shown_as_a_charge():
    result = verdict(FIFTY, (said("B1", "against", by="B"),))
    assert (result.state.value, codes(result)) == ("unknown", ["words_only"])
    assert [one.id for one in result.charges] == ["B1"]


# --- limits ------------------------------------------------------------------------------------------------------------
TWO = NO_ATTACKS.model_copy(update={"target": Target(at_most=Decimal(1))})


def attack(id, day, **more):
    return row(id, f"2024-05-0{day}", "item", event="attack", actor="A", **more)


def test_acts_told_by_a_neutral_and_by_an_adverse_origin_add_up_to_a_dispute():
    result = verdict(TWO, (attack("O1", 2), attack("B1", 3, by="B")))
    assert (result.state.value, codes(result), span(result)) == ("disputed", ["party_alone"], (1, None))
    assert result.reasons[0].ids == ("B1",)
    assert state(TWO, (attack("O1", 2),)) == "unknown"


def test_acts_of_one_day_told_by_two_origins_are_two_where_their_keys_differ():
    apart = (attack("O1", 2, key="market"), attack("X1", 2, key="bridge", by="agency"))
    alike = (attack("O1", 2, key="market"), attack("X1", 2, key="market", by="agency"))
    bare = (attack("O1", 2), attack("X1", 2, by="agency"))
    assert [state(TWO, rows) for rows in (apart, alike, bare)] == ["broken", "unknown", "unknown"]
    assert span(verdict(TWO, apart)) == (2, None)


def test_an_adverse_party_s_key_adds_to_a_neutral_one_only_as_a_dispute():
    rows = (attack("O1", 2, key="market"), attack("B1", 2, key="bridge", by="B"))
    assert state(TWO, rows) == "disputed"


def test_of_what_two_owe_together_no_row_carries_the_other_s_act_or_words_about_it():
    both = NO_ATTACKS.model_copy(update={"obligor": ("A", "B"), "beneficiary": (), "joint": "together"})
    rows = (
        attack("E1", 2),
        row("W1", "2024-05-02", "item", event="statement", actor="A", stance={"T1": "against"}),
        row("D1", "2024-05-02", "denial", event="attack", actor="A", by="A"),
    )
    result = judged(both, rows)
    parts = {
        one.obligor: (one.state.value, one.because) for one in result.verdicts if one.instance in {"A", "B"}
    }
    assert parts == {"A": ("broken", ("D1", "E1", "W1")), "B": ("unknown", ())}
    assert result.summary("T1").state.value == "broken"
