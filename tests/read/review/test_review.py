"""Review: two people for what binds, nothing is edited in place, and corrections teach."""

import datetime as dt
from itertools import permutations

import pytest

from troth.read import read_claims, read_document
from troth.read.review import (
    ACCEPTED,
    DIVIDED,
    REJECTED,
    SECOND,
    WAITING,
    edited,
    fingerprint,
    learn,
    queue,
    reviewed,
)
from troth.records import Claim, ClaimJudgement, Decision

TEXT = b"Norway will send 40 engineers by June 2026. Sweden pledged 3 billion euros. Italy called on all sides to talk."
DOCUMENT = read_document(TEXT, "n.txt")
CLAIMS = read_claims(DOCUMENT)
SHAS = {"n.txt": DOCUMENT.sha256}
NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def named(start: str) -> Claim:
    return next(claim for claim in CLAIMS if claim.object.startswith(start))


def said(claim: Claim, by: str, decision: str = "accept", minutes: int = 0, **more: object) -> ClaimJudgement:
    return ClaimJudgement(
        claim=fingerprint(claim, DOCUMENT.sha256),
        decision=Decision(decision),
        by=by,
        decided_at=NOON + dt.timedelta(minutes=minutes),
        **more,
    )


def state(claim: Claim, *judgements: ClaimJudgement) -> str:
    return next(one.state for one in reviewed(CLAIMS, SHAS, judgements) if one.claim == claim)


def test_what_binds_needs_two_people_and_a_call_needs_one():
    pledge, call = named("40 engineers"), named("on all sides")
    assert state(pledge) == WAITING
    assert state(pledge, said(pledge, "anna")) == SECOND
    assert state(pledge, said(pledge, "anna"), said(pledge, "anna", minutes=1)) == SECOND
    assert state(pledge, said(pledge, "anna"), said(pledge, "ben")) == ACCEPTED
    assert state(call, said(call, "anna")) == ACCEPTED


def test_an_edit_counts_only_once_the_other_has_accepted_it():
    pledge = named("40 engineers")
    edit = said(pledge, "ben", "edit", 5, contents={"object": "40 army engineers"})
    assert state(pledge, said(pledge, "anna"), edit) == DIVIDED
    claims = reviewed(CLAIMS, SHAS, [said(pledge, "anna"), edit, said(pledge, "anna", minutes=9)])
    (one,) = (one for one in claims if one.claim == pledge)
    assert one.state == ACCEPTED
    assert one.accepted[0].object == "40 army engineers"
    assert one.accepted[0].spans == pledge.spans


def test_a_split_puts_its_parts_in_the_place_of_the_claim():
    pledge = named("40 engineers")
    split = said(pledge, "anna", "split", parts=({"object": "20 engineers"}, {"object": "20 drivers"}))
    (one,) = (
        one for one in reviewed(CLAIMS, SHAS, [split, said(pledge, "ben", minutes=3)]) if one.claim == pledge
    )
    assert [part.object for part in one.accepted] == ["20 engineers", "20 drivers"]
    assert len({part.id for part in one.accepted}) == 2


def test_one_who_rejects_and_one_who_accepts_are_divided_until_one_changes_their_mind():
    pledge = named("40 engineers")
    both = [said(pledge, "anna"), said(pledge, "ben", "reject")]
    assert state(pledge, *both) == DIVIDED
    assert state(pledge, *both, said(pledge, "anna", "reject", 7)) == REJECTED


def test_the_order_of_decisions_in_the_file_makes_no_difference():
    pledge = named("40 engineers")
    judgements = [said(pledge, "anna"), said(pledge, "ben", "reject", 1), said(pledge, "ben", "accept", 2)]
    assert {state(pledge, *order) for order in permutations(judgements)} == {ACCEPTED}


def test_decisions_hold_when_the_same_bytes_are_read_again_and_not_for_others():
    again = read_claims(read_document(TEXT, "other-name.txt"), prefix="X")
    assert [fingerprint(claim, DOCUMENT.sha256) for claim in again] == [
        fingerprint(claim, DOCUMENT.sha256) for claim in CLAIMS
    ]
    changed = read_document(TEXT + b" ", "n.txt")
    assert fingerprint(CLAIMS[0], changed.sha256) != fingerprint(CLAIMS[0], DOCUMENT.sha256)


def test_what_binds_much_and_is_unsure_comes_first():
    order = [one.claim.object for one in queue(reviewed(CLAIMS, SHAS, []))]
    assert order.index("3 billion euros") < order.index("40 engineers") < order.index("on all sides to talk.")


def test_a_field_that_holds_the_words_of_the_text_cannot_be_changed():
    with pytest.raises(ValueError, match="spans"):
        edited(CLAIMS[0], {"spans": []})


def test_reviews_that_reject_one_kind_of_reading_lower_its_confidence():
    rows = [{"bias": 1.0, "passive": float(number % 2)} for number in range(60)]
    learnt = learn(
        rows,
        [row["passive"] == 0 for row in rows],
        {"bias": 1.0, "passive": -0.3},
        held=[number % 4 < 2 for number in range(60)],
    )
    assert learnt.weights["passive"] < -1
    assert learnt.loss_after < learnt.loss_before
    assert learnt.precision_after >= learnt.precision_before


@pytest.mark.parametrize(
    "contents",
    [
        {"spans": []},
        {"type": "promise"},
        {"quantity": {"value": "many"}},
        {"actor": "Norway"},
        {"nothing": 1},
    ],
)
def test_a_decision_whose_contents_no_claim_can_have_is_refused_when_it_is_read(contents):
    with pytest.raises(ValueError, match=r"."):
        said(named("40 engineers"), "anna", "edit", contents=contents)
