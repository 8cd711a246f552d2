"""A language model proposes; the text disposes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.read import read_claims, read_document
from troth.read.backends import Proposal, checked, joined, pieces

TEXT = (
    "Oslo, 5 May 2024\n\n"
    "Norway is minded to part with 40 tents for Kharkiv by 30 June 2024. "
    "Sweden declined to send trucks.\n\n"
    "They are to follow up in autumn.\n"
)
NOTE = read_document(TEXT.encode(), "note.txt")
FIRST = "Norway is minded to part with 40 tents for Kharkiv by 30 June 2024."


def proposal(**changes: object) -> Proposal:
    return Proposal.model_validate(
        {
            "quote": FIRST,
            "type": "commitment",
            "actor": "Norway",
            "verb": "part",
            "object": "40 tents",
            **changes,
        }
    )


def why(**changes: object) -> str:
    found = checked(NOTE, [proposal(**changes)])
    assert not found.claims
    return found.refused[0].why


def test_what_stands_in_the_text_becomes_a_claim_with_our_own_reading_of_amount_and_time():
    (claim,) = checked(NOTE, [proposal()]).claims
    assert claim.actor == ("Norway",)
    assert claim.quantity is not None
    assert (claim.quantity.value, claim.quantity.unit) == (40.0, "tent")
    assert claim.time is not None
    assert claim.time.resolved == "2024-06-30"
    assert claim.because == ("proposed by a language model; every word of it stands in the text",)
    assert all(TEXT[span.start : span.end] == span.text for span in claim.spans)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"quote": "Norway will part with 40 tents."}, "the quote does not stand in the text"),
        ({"object": "400 tents"}, "the object does not stand in the quote"),
        ({"object": "0 tents"}, "the object does not stand in the quote"),
        ({"actor": "Denmark"}, "the actor does not stand in the quote"),
        ({"actor": "Sweden"}, "the actor does not stand in the quote"),
        ({"actor": "way"}, "the actor does not stand in the quote"),
        ({"verb": "send"}, "the verb does not stand in the quote"),
        ({"verb": "40"}, "the verb is no word"),
        ({"denied": True}, "the quote denies nothing"),
        (
            {
                "quote": "Sweden declined to send trucks.",
                "actor": "Sweden",
                "verb": "send",
                "object": "trucks",
            },
            "the quote denies something",
        ),
    ],
)
def test_what_the_text_does_not_bear_out_is_refused_with_the_reason(changes: dict[str, object], reason: str):
    assert reason in why(**changes)


def test_a_denial_stays_one():
    said = proposal(
        quote="Sweden declined to send trucks.", actor="Sweden", verb="send", object="trucks", denied=True
    )
    (claim,) = checked(NOTE, [said]).claims
    assert claim.polarity.value == "neg"
    assert not claim.binding


def test_a_pronoun_names_nobody():
    said = proposal(
        quote="They are to follow up in autumn.", actor="They", verb="follow", object="up in autumn"
    )
    (claim,) = checked(NOTE, [said]).claims
    assert claim.actor == ()


def test_what_the_rules_have_read_is_not_told_twice():
    note = read_document(b"Norway will send 40 tents by June 2024.", "n.txt")
    ours = read_claims(note)
    said = Proposal(
        quote="Norway will send 40 tents by June 2024.",
        type="commitment",
        actor="Norway",
        verb="send",
        object="40 tents",
    )  # type: ignore[arg-type] # the kind is a word in a model's answer
    assert joined(ours, checked(note, [said]).claims) == ours


@given(st.text(max_size=30), st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_no_claim_holds_a_word_that_the_text_does_not_hold(actor: str, verb: str, thing: str):
    said = Proposal(quote=FIRST, type="commitment", actor=actor, verb=verb, object=thing)  # type: ignore[arg-type] # as above
    for claim in checked(NOTE, [said]).claims:
        assert all(TEXT[span.start : span.end] == span.text for span in claim.spans)
        assert claim.object in FIRST


def test_pieces_lose_nothing():
    text = "\n\n".join(f"Paragraph {number} has words of its own." for number in range(200))
    document = read_document(text.encode(), "n.txt")
    cut = list(pieces(document, largest=300))
    assert all(len(piece) <= 300 for piece in cut)
    assert "\n\n".join(cut) == text
