"""What is found by an index is what is found by looking through everything."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from support.offices import desk_at, note, say, trucks
from troth.ledger import MemoryLedger
from troth.records.label import Label, is_restricted
from troth.records.statement import Statement
from troth.share.desk.mirror import Mirror

LABELS = st.sampled_from(
    [{"tlp": "CLEAR"}, {"tlp": "GREEN"}, {"tlp": "AMBER", "release_to": ("Egypt",)}, {"tlp": "RED"}]
)
SUBJECTS = ["E1", "E2", "a report of two words", "E1 again", "", "x-9"]
EVENING = datetime(2023, 11, 26, 20, tzinfo=UTC)
TEXTS = ["nothing", "E1", "see E2, and a report of two words", "<b>x-9</b> E1 again", "E1again"]


@st.composite
def statements(draw):
    at = EVENING + timedelta(hours=draw(st.integers(-50, 50)))
    embargo = draw(st.sampled_from([None, at + timedelta(hours=1)]))
    label = draw(LABELS)
    return Statement(
        author=draw(st.sampled_from(["Qatar", "Egypt"])), kind=draw(st.sampled_from(["evidence", "message", "judgement"])),
        subject=draw(st.sampled_from(SUBJECTS)), body={"n": draw(st.integers(0, 9))}, recorded_at=at,
        label=Label.model_validate({**label, "embargo": embargo}), nonce=draw(st.sampled_from(["ab" * 16, "cd" * 16, "ef" * 16])),
    )  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.lists(statements(), max_size=6), max_size=4))
def test_whatever_comes_in_whatever_order_the_index_finds_what_a_search_finds(batches):
    store = MemoryLedger()
    mirror = Mirror(store)
    for batch in batches:
        store.append(batch)
        mirror.refresh()
        every = mirror.notes.values()
        for kinds in (("evidence",), ("message", "judgement"), ("nothing",)):
            found = mirror.index.of(*kinds)
            assert {one.id for one in found} == {one.id for one in every if one.kind in kinds}
            assert len(found) == len({one.id for one in found})
        for text in [*TEXTS, *mirror.notes]:
            words = set(text.replace(",", " ").replace("<b>", " ").replace("</b>", " ").split())
            named = {
                one.id
                for one in every
                if is_restricted(one.label)
                and (one.id in words or one.subject in words or (" " in one.subject and one.subject in text))
            }
            assert {one.id for one in mirror.index.restricted_in(text)} == named


def test_a_statement_under_embargo_and_one_that_comes_late_are_found():
    desk = desk_at("2023-11-26T22:00")
    kept = say(desk, "Qatar", trucks("61", embargo="2023-11-27T08:00"))
    asked = say(desk, "Qatar", note("case"))
    assert [one.id for one in desk.mirror.index.restricted_in(f"see {kept.subject} and {asked.subject}")] == [
        kept.id
    ]
    assert asked.id in {one.id for one in desk.mirror.index.of("message")}
