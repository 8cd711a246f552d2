"""What an office has to do, out of the tables of a run."""

from datetime import UTC, datetime

import pytest

from troth.share.desk.agenda import overdue, waiting


def day(n):
    return datetime(2023, 11, n, tzinfo=UTC)


PARTIES = [{"id": "North"}, {"id": "North army", "part_of": "North"}, {"id": "South"}, {"id": "Observers"}]


def term(key, kind="achieve", obligor=("North",)):
    return {"id": key, "kind": kind, "obligor": obligor}


def verdict(key, state, until=24, **more):
    return {
        "term": key,
        "instance": None,
        "obligor": None,
        "state": state,
        "valid_to": day(until) if until else None,
        **more,
    }


def report(key, by, on, terms=("T1",)):
    return {"id": key, "origins": [by], "recorded_at": day(on), "terms": terms}


def tables(*, terms, verdicts, evidence=(), due=()):
    return {
        "case": [{"as_of": day(26)}], "parties": PARTIES, "terms": terms, "verdicts": verdicts, "evidence": evidence, "due": due,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("state", "is_late"),
    [("broken", True), ("partly_kept", True), ("unknown", True), ("kept", False), ("disputed", False), ("pending", False),
     ("excused", False), ("repaired", False), ("lapsed", False), ("suspended", False)],
)  # fmt: skip
def test_a_duty_is_overdue_when_its_time_is_over_and_nothing_shows_that_it_was_kept(state, is_late):
    found = overdue(tables(terms=[term("T1")], verdicts=[verdict("T1", state)]))
    assert [row["term"] for row in found] == (["T1"] if is_late else [])


def test_a_duty_to_leave_something_alone_is_never_overdue():
    assert overdue(tables(terms=[term("T1", "refrain")], verdicts=[verdict("T1", "broken")])) == []


@pytest.mark.parametrize("until", [27, None], ids=["still running", "without an end"])
def test_what_may_still_be_done_is_not_overdue(until):
    assert overdue(tables(terms=[term("T1")], verdicts=[verdict("T1", "broken", until)])) == []


def test_a_single_day_of_a_term_is_not_listed_beside_the_whole():
    one_day = {**verdict("T1", "broken"), "instance": "2023-11-24"}
    assert len(overdue(tables(terms=[term("T1")], verdicts=[verdict("T1", "broken"), one_day]))) == 1


def test_what_came_due_last_is_told_first():
    rows = [verdict("T1", "broken", 20), verdict("T2", "unknown", 24)]
    assert [row["term"] for row in overdue(tables(terms=[term("T1"), term("T2")], verdicts=rows))] == [
        "T2",
        "T1",
    ]


def test_what_is_overdue_waits_for_who_owes_it_and_for_nobody_else():
    found = tables(terms=[term("T1")], verdicts=[verdict("T1", "broken")])
    assert [one.whys for one in waiting(found, "North")] == [("overdue",)]
    assert waiting(found, "South") == waiting(found, "public") == waiting(found, "") == []


def test_it_waits_for_the_organs_of_who_owes_it_and_for_the_party_of_an_organ_that_does():
    by_party = tables(terms=[term("T1")], verdicts=[verdict("T1", "broken")])
    by_organ = tables(terms=[term("T1", obligor=("North army",))], verdicts=[verdict("T1", "broken")])
    assert waiting(by_party, "North army")
    assert waiting(by_organ, "North")


def test_what_is_due_within_a_day_waits_for_the_obligor_whose_part_it_is():
    both = term("T1", obligor=("North", "South"))
    due = [{"term": "T1", "instance": None, "obligor": ["South"], "at": day(27)}]
    found = tables(terms=[both], verdicts=[verdict("T1", "pending", 27)], due=due)
    assert [(one.whys, one.at) for one in waiting(found, "South")] == [(("due",), day(27))]
    assert waiting(found, "North") == []


def test_a_charge_waits_until_the_party_that_is_charged_has_said_something():
    charged = verdict("T1", "pending", 27, charges=[{"id": "E1", "by": ["South"]}])
    charge, answer = report("E1", "South", 24), report("E2", "North army", 25)
    before = tables(terms=[term("T1")], verdicts=[charged], evidence=[charge])
    after = tables(terms=[term("T1")], verdicts=[charged], evidence=[charge, answer])
    assert [(one.whys, one.because) for one in waiting(before, "North")] == [(("charged",), ("E1",))]
    assert waiting(after, "North") == []


def test_an_answer_from_before_the_charge_is_none():
    charged = verdict("T1", "pending", 27, charges=[{"id": "E2", "by": ["South"]}])
    rows = [report("E1", "North", 23), report("E2", "South", 24)]
    assert waiting(tables(terms=[term("T1")], verdicts=[charged], evidence=rows), "North")


def test_a_reply_in_a_thread_is_an_answer_too():
    charged = verdict("T1", "pending", 27, charges=[{"id": "E1", "by": ["South"]}])
    found = tables(terms=[term("T1")], verdicts=[charged], evidence=[report("E1", "South", 24)])
    assert waiting(found, "North", replied={"E1"}) == []


def test_a_dispute_waits_for_an_answer_to_those_who_speak_against_it():
    disputed = verdict("T1", "disputed", opposing=["E1", "E2"])
    rows = [report("E1", "Observers", 24), report("E2", "North", 23)]
    [one] = waiting(tables(terms=[term("T1")], verdicts=[disputed], evidence=rows), "North")
    assert (one.whys, one.because) == (("disputed",), ("E1",))


def test_reports_against_a_term_that_is_settled_all_the_same_wait_for_nobody():
    kept = verdict("T1", "kept", opposing=["E1"])
    assert (
        waiting(tables(terms=[term("T1")], verdicts=[kept], evidence=[report("E1", "South", 24)]), "North")
        == []
    )


def test_a_term_stands_once_with_every_reason_the_most_pressing_first():
    row = verdict("T1", "broken", charges=[{"id": "E1", "by": ["South"]}])
    later = verdict("T2", "pending", 27, charges=[{"id": "E1", "by": ["South"]}])
    found = tables(
        terms=[term("T1"), term("T2")],
        verdicts=[later, row],
        evidence=[report("E1", "South", 24, ("T1", "T2"))],
    )
    assert [(one.term, one.whys) for one in waiting(found, "North")] == [
        ("T1", ("overdue", "charged")),
        ("T2", ("charged",)),
    ]


def test_parties_that_are_part_of_each_other_in_a_circle_do_no_harm():
    found = tables(terms=[term("T1")], verdicts=[verdict("T1", "broken")])
    found["parties"] = [{"id": "North", "part_of": "South"}, {"id": "South", "part_of": "North"}]
    assert waiting(found, "South")
