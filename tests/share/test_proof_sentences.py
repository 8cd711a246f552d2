"""Sentences that say what proves a verdict, and what would turn it."""

from datetime import UTC, datetime
from decimal import Decimal

from troth.share.report.proofs import proof_lines, proof_sentence
from troth.share.report.sentences import Index
from troth.share.report.text import catalog, plain

TERMS = {
    "terms": [{"id": "T1", "kind": "achieve", "what": "release captives", "obligor": ["A"]}],
    "evidence": [{"id": name} for name in ("E1", "E2", "E3")],
}
INDEX = Index.of(TERMS)
ROW = {
    "term": "T1",
    "state": "kept",
    "quantity": {"low": Decimal(50), "high": Decimal(50), "unit": "person"},
    "target": Decimal(50),
    "target_kind": "at_least",
    "because": ("E1", "E2"),
}


def proof(*minimal, without=(), missing=None, low=50, high=50):
    removals = tuple({"id": one, "state": state} for one, state in without)
    steps = {"low": Decimal(low), "high": None if high is None else Decimal(high)}
    return {"minimal": minimal, "without": removals, "missing": missing, "steps": steps}


def said(**fields):
    return proof_sentence({**ROW, **fields}, INDEX)


def test_a_few_reports_that_suffice_and_what_it_would_be_without_any():
    told = proof("E1", "E2", without=(("E1", "unknown"), ("E2", "unknown")))
    assert said(proof=told) == (
        "Kept because of E1 and E2 alone: 50 people, at least 50 due; without any one of them, it would be unknown."
    )


def test_what_each_is_needed_for():
    told = proof(
        "E1", "E2", "E3", without=(("E1", "kept"), ("E2", "broken"), ("E3", "broken")), low=40, high=60
    )
    assert said(state="disputed", proof=told) == (
        "Disputed because of E1, E2 and E3 alone: 40 to 60 people, at least 50 due; "
        "without E1 it would be kept, without E2 or E3 it would be broken."
    )


def test_without_it_there_would_be_nothing_to_judge():
    told = proof("E1", without=(("E1", None),))
    assert said(proof=told).endswith("; without it, it would be left unjudged.")


def test_no_report_is_needed_for_what_silence_leaves_open():
    assert said(state="unknown", because=(), proof=proof()) == (
        "Unknown by the term and the time alone: no report is needed for that."
    )


def test_what_is_missing_and_by_when():
    lack = {"amount": Decimal(94), "unit": "person", "by": datetime(2024, 5, 3, tzinfo=UTC)}
    lines = proof_lines({**ROW, "state": "pending", "proof": proof(missing=lack)}, INDEX, catalog("en"))
    assert (
        plain(lines[-1]) == "Missing from what was due, by the lowest count: 94 people, by 3 May 2024, 00:00."
    )


def test_what_would_turn_it():
    flips = (
        {"without": ("E1",), "state": "unknown"},
        {"without": ("E1", "E2"), "origin": "agency", "state": "broken"},
        {"needed": Decimal(3), "unit": "person", "by": None, "state": "kept"},
    )
    assert said(proof=proof("E1", without=(("E1", "unknown"),)), flips=flips).endswith(
        "On the whole record it would be unknown without E1; broken without all that agency says (E1 and E2); kept with 3 people more."
    )


def test_a_long_proof_names_the_first_and_says_how_many_more():
    names = [f"E{n}" for n in range(1, 31)]
    assert said(proof=proof(*names)).startswith(
        "Kept because of E1, E2, E3, E4, E5, E6, E7, E8, E9, E10, E11 and E12 and 18 more, which suffice: 50 people"
    )


def test_without_a_proof_nothing_is_said():
    assert said() == ""
