"""Not doing it while the term is in force."""

from decimal import Decimal

from support.truce import codes, judged, row, span, state, term, verdict, window
from troth.records.term import Coverage, Extension, Measure, Target

NO_ATTACKS = term(
    kind="refrain", measure=Measure(event=("attack",), count="events"), target=Target(at_most=Decimal(0)),
    window=window("2024-05-01T07:00Z", "2024-05-05T07:00Z"), extension=Extension(event="extension", max={"days": 6}),
)  # fmt: skip


def attack(id, when, by="observer", actor="A", **more):
    return row(id, when, "item", more.pop("quantity", None), event="attack", by=by, actor=actor, **more)


def test_one_attack_attested_by_others_breaks_the_term_at_once():
    result = verdict(NO_ATTACKS, (attack("E1", "2024-05-02"),), "2024-05-03T12:00Z")
    assert (result.state.value, span(result), codes(result)) == ("broken", (1, None), ["limit_exceeded"])


def test_an_attack_with_two_dead_is_one_attack():
    assert span(verdict(NO_ATTACKS, (attack("E1", "2024-05-02", quantity=2, unit="person killed"),))) == (
        1,
        None,
    )


def test_two_papers_that_copy_one_origin_tell_of_one_attack():
    rows = (attack("E1", "2024-05-02", source="paper one"), attack("E2", "2024-05-02", source="paper two"))
    assert span(verdict(NO_ATTACKS, rows)) == (1, None)


def test_a_charge_by_the_other_party_alone_is_disputed_and_attributed():
    result = verdict(NO_ATTACKS, (attack("E1", "2024-05-02", by="army of B"),))
    assert (result.state.value, codes(result)) == ("disputed", ["party_alone"])
    assert [(one.id, one.by) for one in result.charges] == [("E1", ("B",))]
    assert span(result) == (0, None)


def test_the_obligor_s_own_admission_breaks_the_term():
    assert state(NO_ATTACKS, (attack("E1", "2024-05-02", by="army of A"),)) == "broken"


def test_an_act_without_an_established_actor_never_breaks_anybody_s_term():
    for actor in ("", "not established", "unknown"):
        result = verdict(NO_ATTACKS, (attack("E1", "2024-05-02", actor=actor),), "2024-05-03")
        assert result.state.value == "pending"
        assert [(one.id, one.why) for one in result.context] == [("E1", "no_established_actor")]


def test_an_attack_by_somebody_else_is_not_the_obligor_s():
    result = verdict(NO_ATTACKS, (attack("E1", "2024-05-02", actor="B"),))
    assert [(one.id, one.why) for one in result.context] == [("E1", "other_actor")]


def test_quiet_that_nobody_watched_is_unknown():
    result = verdict(NO_ATTACKS, ())
    assert (result.state.value, codes(result)) == ("unknown", ["no_evidence", "no_coverage"])


def test_quiet_under_declared_coverage_is_kept():
    watched = NO_ATTACKS.model_copy(update={"coverage": (Coverage(source="observer"),)})
    assert state(watched, (), "2024-05-05T06:00Z") == "pending"
    assert state(watched, ()) == "kept"


def test_a_denial_by_the_obligor_neither_keeps_the_term_nor_undoes_what_others_attest():
    denied = row("N", "2024-05-02", "denial", event="attack", by="army of A", actor="A")
    assert state(NO_ATTACKS, (denied,)) == "unknown"
    assert state(NO_ATTACKS, (denied, attack("E1", "2024-05-02"))) == "broken"


def test_a_count_of_nought_is_no_declaration_that_everything_is_counted():
    quiet = [
        row(f"Q{n}", f"2024-05-0{n}", "tally", 0, event="attack", actor="A", unit="") for n in (1, 2, 3, 4, 5)
    ]
    assert state(NO_ATTACKS, quiet) == "unknown"


def test_coverage_of_some_days_says_nothing_of_the_others():
    part = Coverage(source="observer", valid_to="2024-05-03T00:00:00Z")
    assert state(NO_ATTACKS.model_copy(update={"coverage": (part,)}), ()) == "unknown"


def test_an_attack_at_the_very_moment_at_which_the_pause_runs_out_is_no_breach():
    assert state(NO_ATTACKS, (attack("E1", "2024-05-05T07:00Z"),)) == "unknown"
    assert state(NO_ATTACKS, (attack("E1", "2024-05-05T06:59Z"),)) == "broken"


def test_an_agreed_extension_moves_the_end_and_two_pages_that_tell_of_it_move_it_once():
    agreed = [
        row(name, "2024-05-04", "item", 1, event="extension", unit="day", by=("A", "B"), source=name)
        for name in ("X1", "X2")
    ]
    result = verdict(NO_ATTACKS, (*agreed, attack("E1", "2024-05-05T20:00Z")))
    assert (result.state.value, result.valid_to.isoformat()) == ("broken", "2024-05-06T07:00:00+00:00")


def test_an_extension_beyond_the_agreed_length_is_capped():
    agreed = row("X", "2024-05-04", "item", 30, event="extension", unit="day", by=("A", "B"))
    result = verdict(NO_ATTACKS, (agreed,), "2024-05-06")
    assert result.valid_to.isoformat() == "2024-05-07T07:00:00+00:00"
    assert "extension_capped" in codes(result)


def test_one_party_alone_cannot_extend_what_two_agreed():
    claimed = row("X", "2024-05-04", "item", 1, event="extension", unit="day", by="A")
    result = verdict(NO_ATTACKS, (claimed,), "2024-05-06")
    assert (result.valid_to.isoformat(), "extension_conflict" in codes(result)) == (
        "2024-05-05T07:00:00+00:00",
        True,
    )


def test_the_formula_alone_never_moves_the_end():
    formula = NO_ATTACKS.model_copy(
        update={"extension": Extension(event="extension", formula="one day for every ten people")}
    )
    released = row("R", "2024-05-04", "tally", 100, event="release")
    assert verdict(formula, (released,), "2024-05-06").valid_to.isoformat() == "2024-05-05T07:00:00+00:00"


def test_a_limit_of_three_is_broken_by_the_fourth():
    three = NO_ATTACKS.model_copy(update={"target": Target(at_most=Decimal(3))})
    rows = [attack(f"E{n}", f"2024-05-0{n}T12:00Z") for n in (1, 2, 3)]
    assert state(three, rows) == "unknown"
    assert state(three, (*rows, attack("E4", "2024-05-03T13:00Z"))) == "broken"


TONS = NO_ATTACKS.model_copy(update={"measure": Measure(event=("shipment",), unit="tonne")})


def shipment(id, when, tonnes, **more):
    return row(id, when, "item", tonnes, event="shipment", actor="A", unit="tonne", **more)


def test_a_shipment_of_nought_is_not_named_beside_the_one_that_broke_the_limit():
    result = verdict(TONS, (shipment("E0", "2024-05-02", 0), shipment("E1", "2024-05-03", 2)))
    assert (result.state.value, result.opposing, result.supporting) == ("broken", ("E1",), ("E0",))
    assert [one.ids for one in result.reasons] == [("E1",)]


def test_where_not_even_nought_is_allowed_a_shipment_of_nought_breaks_the_term():
    none_at_all = TONS.model_copy(update={"target": Target(at_most=Decimal(-1))})
    result = verdict(none_at_all, (shipment("E0", "2024-05-02", 0),))
    assert (result.state.value, result.opposing) == ("broken", ("E0",))
    assert [(one.code, one.ids, one.amount) for one in result.reasons] == [("limit_exceeded", ("E0",), 1)]


def test_where_not_even_nought_is_allowed_silence_and_a_denial_break_nothing():
    none_at_all = TONS.model_copy(update={"target": Target(at_most=Decimal(-1))})
    denied = row("N", "2024-05-02", "denial", event="shipment", by="army of A", actor="A")
    watched = none_at_all.model_copy(update={"coverage": (Coverage(source="observer"),)})
    assert [state(none_at_all, rows) for rows in ((), (denied,))] == ["unknown", "unknown"]
    assert state(watched, ()) == "kept"


def test_where_not_even_nought_is_allowed_a_charge_by_the_other_party_alone_is_disputed():
    none_at_all = TONS.model_copy(update={"target": Target(at_most=Decimal(-1))})
    result = verdict(none_at_all, (shipment("E0", "2024-05-02", 0, by="army of B"),))
    assert (result.state.value, codes(result)) == ("disputed", ["party_alone"])


def test_a_limit_on_any_day_is_judged_on_the_hours_before_each_happening():
    per_day = NO_ATTACKS.model_copy(
        update={
            "target": Target(at_most=Decimal(1)),
            "window": window("2024-05-01T07:00Z", "2024-05-05T07:00Z", day="sliding"),
        }
    )
    apart = (attack("E1", "2024-05-02T12:00Z"), attack("E2", "2024-05-03T12:30Z"))
    close = (attack("E1", "2024-05-02T20:00Z"), attack("E2", "2024-05-03T12:30Z"))
    assert state(per_day, apart) == "unknown"
    assert state(per_day, close) == "broken"


def test_each_day_with_a_happening_has_a_row_of_its_own():
    rows = (attack("E1", "2024-05-02"), attack("E2", "2024-05-03", by="B"))
    assert {one.instance: one.state.value for one in judged(NO_ATTACKS, rows).instances("T1")} == {
        "2024-05-02": "broken", "2024-05-03": "disputed",
    }  # fmt: skip


def test_of_two_joint_obligors_each_answers_for_its_own_acts():
    both = NO_ATTACKS.model_copy(update={"obligor": ("A", "B"), "beneficiary": ()})
    result = judged(both, (attack("E1", "2024-05-02"), attack("E2", "2024-05-03", actor="not established")))
    rows = {one.obligor: one.state.value for one in result.verdicts if one.instance in {"A", "B"}}
    assert rows == {"A": "broken", "B": "unknown"}
    assert (result.summary("T1").state.value, result.summary("T1").because) == ("broken", ("E1",))


def test_each_party_s_charge_against_the_other_leaves_both_disputed():
    both = NO_ATTACKS.model_copy(update={"obligor": ("A", "B"), "beneficiary": ()})
    result = judged(
        both, (attack("E1", "2024-05-02", by="B", actor="A"), attack("E2", "2024-05-02", by="A", actor="B"))
    )
    assert [one.state.value for one in result.verdicts if one.instance in {"A", "B"}] == [
        "disputed",
        "disputed",
    ]


def test_what_has_run_out_cannot_be_extended_any_more():
    late = row("X", "2024-05-08", "item", 1, event="extension", unit="day", by=("A", "B"))
    result = verdict(NO_ATTACKS, (late,), "2024-05-10")
    assert (result.valid_to.isoformat(), "extension_conflict" in codes(result)) == (
        "2024-05-05T07:00:00+00:00",
        True,
    )


def test_two_dates_of_one_extension_move_the_end_once_where_a_key_says_so():
    told = [
        row(name, day, "item", 1, event="extension", unit="day", by=("A", "B"), key="first", source=name)
        for name, day in (("X1", "2024-05-03"), ("X2", "2024-05-04"))
    ]
    assert verdict(NO_ATTACKS, told, "2024-05-10").valid_to.isoformat() == "2024-05-06T07:00:00+00:00"


def test_where_no_single_report_decides_the_verdict_names_those_that_do_together():
    rows = (attack("E1", "2024-05-02"), attack("E2", "2024-05-03"), attack("E3", "2024-05-03", by="B"))
    assert [(one.without, one.state.value) for one in verdict(NO_ATTACKS, rows).flips] == [
        (("E1", "E2"), "disputed")
    ]
