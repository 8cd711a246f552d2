"""Complaints and questions: taken in without a name, passed on, answered, closed; and what of it anybody may know."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from support.cases import TinyCase
from troth import case as cases
from troth.case.exercise_copy import make_exercise
from troth.ledger import open_ledger, verify
from troth.records.complaint import Times
from troth.records.errors import ProblemsError
from troth.records.exercise import Exercise
from troth.share.desk import Desk, Draft, NotThereError, complaints, place_at
from troth.share.desk.complaints import code_of, new_token, receipt_of, take_in
from troth.share.desk.inbox import (
    FEWEST,
    counts,
    inbox,
    pending,
    published,
    status,
    summaries,
    waiting_for,
    week_start,
)
from troth.share.desk.personal import looks_personal

NOON = datetime(2024, 3, 6, 12, tzinfo=UTC)
AID = {"category": "aid", "place": "Rafah", "text": "No bread for a week.", "language": "en"}
CONDUCT = {"category": "conduct", "text": "A guard took what was ours."}


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk(tmp_path, clock):
    return Desk(cases.load(TinyCase.at(tmp_path / "truce").path), clock=clock)


def second(at):
    """A time without its parts of a second: a desk stamps each statement a little later than the last."""
    return at.replace(microsecond=0)


def say(desk, office, kind, **cells):
    [posted] = desk.post(office, [Draft(kind=kind, cells=cells)])
    return posted


def refused(desk, office, kind, **cells):
    with pytest.raises(ProblemsError) as found:
        desk.post(office, [Draft(kind=kind, cells=cells)])
    return " ".join(problem.text() for problem in found.value.problems)


def only(desk, office="desk", role="adjudicator"):
    [item] = inbox(desk, office, role=role)
    return item


# --- in, on, answered, closed -----------------------------------------------------------------------------------------


def test_a_complaint_is_passed_on_answered_and_closed_and_its_author_reads_it_all(desk, clock):
    code = take_in(desk, AID)
    item = only(desk)
    assert (item.category, item.place, item.text, item.waits_for) == (
        "aid",
        "Rafah",
        "No bread for a week.",
        "routing",
    )
    assert status(desk, code).answers == ()
    clock.time += timedelta(hours=2)
    say(desk, "desk", "referral", of=item.id, to="North", note="Please look into it.")
    assert second(status(desk, code).passed_on) == NOON + timedelta(hours=2)
    assert only(desk, "North").waits_for == "answer"
    clock.time += timedelta(days=1)
    say(desk, "North", "answer", of=item.id, text="Bread comes on Monday.")
    assert [(one.office, one.text) for one in status(desk, code).answers] == [
        ("North", "Bread comes on Monday.")
    ]
    assert only(desk).waits_for == "closing"
    say(desk, "desk", "closing", of=item.id, reason="answered", text="Come back if it does not.")
    found = status(desk, code)
    assert (found.closing.reason, found.closing.text) == ("answered", "Come back if it does not.")
    assert (only(desk).waits_for, only(desk, "North").closing.reason) == ("", "answered")


def test_the_code_is_kept_nowhere_and_no_office_is_told_its_sum(desk):
    code = take_in(desk, AID)
    item = only(desk)
    say(desk, "desk", "referral", of=item.id, to="North")
    contents = {
        note.kind: note.entry.content for note in desk.mirror.notes.values() if note.kind in complaints.KINDS
    }
    plain = code.replace("-", "")
    assert not any(plain in text or code in text for text in contents.values())
    assert receipt_of(code) in contents["complaint"]
    assert receipt_of(code) not in contents["referral"]


def test_a_code_cannot_be_guessed_and_is_read_however_it_is_typed():
    codes = {code_of(new_token()) for _ in range(200)}
    assert len(codes) == 200
    signs = "".join(codes).replace("-", "")
    assert len(next(iter(codes)).replace("-", "")) * 4.8 > 80  # 28 signs are 4.8 bits each
    assert not set(signs) & set("01OIAEU")
    code = codes.pop()
    assert receipt_of(code.lower().replace("-", " ")) == receipt_of(code) == receipt_of(f" {code} ")


@pytest.mark.parametrize(
    "code", ["", "x", "0" * 20, "ABCD-EFGH", "'; drop table", "２" * 20, "2345-6789-BCDF-GHJK-MNPQ-R"]
)
def test_a_wrong_code_and_no_code_have_the_same_answer(desk, code):
    take_in(desk, AID)
    assert status(desk, code) is None
    assert status(desk, code_of(new_token())) is None


# --- who sees it ------------------------------------------------------------------------------------------------------


def test_a_complaint_is_for_those_who_take_it_in_and_a_referral_for_one_office_more(desk):
    before = {
        who: place_at(desk.now() - timedelta(minutes=1)) for who in ("desk", "North", "South", "public")
    }
    take_in(desk, AID)
    item = only(desk)
    say(desk, "desk", "referral", of=item.id, to="North")
    say(desk, "North", "answer", of=item.id, text="Soon.")
    say(desk, "desk", "closing", of=item.id, reason="answered")
    seen = {who: [event.note.kind for event in desk.events(who, place)] for who, place in before.items()}
    assert seen == {
        "desk": ["complaint", "referral", "answer", "closing"], "North": ["referral", "answer", "closing"],
        "South": [], "public": [],
    }  # fmt: skip
    assert inbox(desk, "South", role="adjudicator") == ()


def test_complaints_about_conduct_are_for_adjudicators_alone(desk):
    code = take_in(desk, CONDUCT)
    item = only(desk)
    assert inbox(desk, "desk", role="officer") == inbox(desk, "desk", role="auditor") == ()
    assert waiting_for(desk, "desk", role="officer") == ()
    say(desk, "desk", "referral", of=item.id, to="North")
    assert inbox(desk, "North", role="officer") == ()
    assert inbox(desk, "South", role="adjudicator") == ()
    assert only(desk, "North").sensitive
    say(desk, "North", "answer", of=item.id, text="We look into it.")
    assert [one.office for one in only(desk).answers] == ["North"]
    assert waiting_for(desk, "North", role="adjudicator") == ()
    say(desk, "desk", "closing", of=item.id, reason="answered")
    assert [one.text for one in status(desk, code).answers] == ["We look into it."]


def test_no_outlet_of_a_desk_shows_what_is_for_adjudicators_whoever_looks(desk):
    """Labels know no roles, so what is said to adjudicators is said to an office that nobody can look as."""
    first = place_at(NOON - timedelta(minutes=1))
    take_in(desk, CONDUCT)
    item = only(desk)
    say(desk, "desk", "referral", of=item.id, to="North")
    say(desk, "North", "answer", of=item.id, text="x")
    hidden = [note for note in desk.mirror.notes.values() if note.kind in complaints.KINDS]
    assert len(hidden) == 3
    for who in (*desk.members, "public"):
        assert desk.events(who, first) == []
        newest = desk.store.newest(desk.now(), who, owner=desk.owner, members=desk.members)
        assert not {entry.id for entry in newest.entries} & {note.id for note in hidden}
        heads = desk.store.visible_heads(desk.now(), who, owner=desk.owner, members=desk.members)
        assert not any("adjudicators" in head.log for head in heads)
        for note in hidden:
            with pytest.raises(NotThereError):
                desk.note(who, note.id)
    with pytest.raises(NotThereError):
        desk.sight(complaints.chamber("desk"))


def test_a_desk_that_signs_for_its_offices_takes_in_what_is_for_adjudicators_and_still_verifies(
    tmp_path, clock
):
    with open_ledger(tmp_path / "desk.sqlite", create=True) as store:
        case, key = cases.load(TinyCase.at(tmp_path / "truce").path), Ed25519PrivateKey.generate()
        desk = Desk(case, store=store, clock=clock, keys={"desk": key})
        take_in(desk, CONDUCT)
        take_in(desk, AID)
        assert len(inbox(desk, "desk", role="adjudicator")) == 2
    assert verify(tmp_path / "desk.sqlite").problems == ()


def test_no_party_can_be_called_like_the_adjudicators_of_another(tmp_path):
    tiny = TinyCase.at(tmp_path / "truce")
    text = (tiny.path / "parties.toml").read_text()
    tiny.write("parties.toml", f'{text}\n[[party]]\nid = "{complaints.chamber("desk")}"\nname = "x"\n')
    assert any(
        "id without" in one.text() or "path separator" in one.text()
        for one in cases.check(tiny.path).problems
    )


def test_no_complaint_changes_what_others_see(tmp_path, clock):
    twins = [Desk(cases.load(TinyCase.at(tmp_path / name / "truce").path), clock=clock) for name in "ab"]
    take_in(twins[0], AID)
    say(twins[0], "desk", "referral", of=only(twins[0]).id, to="North")
    clock.time += timedelta(minutes=1)
    for who in ("South", "public", "Observers"):
        one, other = (desk.run(who, explained=False) for desk in twins)
        assert one.picture == other.picture
        assert [head.log for head in one.heads] == [head.log for head in other.heads]
        assert one.heads == other.heads
        first = place_at(NOON - timedelta(days=9999))
        assert twins[0].events(who, first) == twins[1].events(who, first)


# --- what is refused --------------------------------------------------------------------------------------------------


def test_only_the_case_owner_takes_in_passes_on_and_closes(desk):
    take_in(desk, AID)
    item = only(desk)
    assert "expected desk" in refused(desk, "North", "complaint", **AID, receipt="0" * 64)
    assert "expected desk" in refused(desk, "North", "referral", of=item.id, to="South")
    assert "expected desk" in refused(desk, "North", "closing", of=item.id, reason="answered")


def test_nobody_answers_what_was_not_passed_on_to_them(desk):
    take_in(desk, AID)
    item = only(desk)
    missing = refused(desk, "South", "answer", of="desk-XXXXXX", text="x").replace("desk-XXXXXX", item.id)
    say(desk, "desk", "referral", of=item.id, to="North")
    assert refused(desk, "South", "answer", of=item.id, text="x") == missing, (
        "the answer tells whether it is there"
    )


def test_nothing_more_is_said_on_a_closed_complaint(desk):
    take_in(desk, AID)
    item = only(desk)
    say(desk, "desk", "referral", of=item.id, to="North")
    say(desk, "desk", "closing", of=item.id, reason="withdrawn")
    assert "a complaint that is open" in refused(desk, "North", "answer", of=item.id, text="x")
    assert "a complaint that is open" in refused(desk, "desk", "referral", of=item.id, to="South")
    assert "a complaint that is open" in refused(desk, "desk", "closing", of=item.id, reason="answered")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({**AID, "category": "weather"}, "category"),
        ({**AID, "text": "   "}, "text"),
        ({**AID, "text": "x" * 5001}, "text"),
        ({**AID, "place": "x" * 101}, "place"),
        ({**AID, "name": "somebody"}, "name: found 'somebody', expected a known field"),
        ({**AID, "tlp": "CLEAR"}, "tlp"),
    ],
)
def test_a_complaint_that_cannot_be_taken_in_says_why(desk, cells, said):
    with pytest.raises(ProblemsError) as found:
        take_in(desk, cells)
    assert said in str(found.value)
    assert inbox(desk, "desk", role="adjudicator") == ()


def test_a_referral_names_another_party(desk):
    take_in(desk, AID)
    item = only(desk)
    assert "did you mean 'North'?" in refused(desk, "desk", "referral", of=item.id, to="Nort")
    assert "another party of the case" in refused(desk, "desk", "referral", of=item.id, to="desk")
    assert "another party of the case" in refused(desk, "desk", "referral", of=item.id, to="public")


def test_a_public_summary_is_said_only_where_it_is_labelled_clear_in_so_many_words(desk):
    assert "CLEAR: a summary is for everybody" in refused(
        desk, "North", "public_summary", category="aid", text="Bread came."
    )
    assert "CLEAR" in refused(
        desk, "North", "public_summary", category="aid", text="Bread came.", tlp="GREEN"
    )
    assert summaries(desk) == ()
    say(desk, "North", "public_summary", category="aid", text="Bread came.", tlp="CLEAR")
    [found] = summaries(desk)
    assert (found["office"], found["text"]) == ("North", "Bread came.")
    assert "of" not in found


def test_in_an_exercise_a_complaint_says_that_it_is_one(tmp_path, clock):
    drill = Exercise(title="Practice", start=NOON, control="desk")
    desk = Desk(make_exercise(TinyCase.at(tmp_path / "truce").path, tmp_path / "drill", drill), clock=clock)
    take_in(desk, AID)
    [note] = [note for note in desk.mirror.notes.values() if note.kind == "complaint"]
    assert note.entry.parts.values["body.exercise"] == "Practice"


# --- in time ----------------------------------------------------------------------------------------------------------


def test_what_waits_too_long_is_late_first(desk, clock):
    take_in(desk, {**AID, "text": "first"})
    clock.time += timedelta(days=2)
    take_in(desk, {**AID, "text": "second"})
    clock.time += timedelta(days=2)
    items = inbox(desk, "desk", role="adjudicator")
    found = waiting_for(desk, "desk", role="adjudicator")
    assert [(one.id, one.waits_for, one.late) for one in found] == [
        (items[0].id, "routing", True),
        (items[1].id, "routing", False),
    ]
    assert second(found[0].due) == NOON + timedelta(days=3)


def test_an_office_has_its_own_time_from_when_it_was_asked(desk, clock):
    take_in(desk, AID)
    clock.time += timedelta(days=2)
    say(desk, "desk", "referral", of=only(desk).id, to="North")
    [found] = waiting_for(desk, "North", role="officer")
    assert (found.waits_for, found.late, second(found.due)) == ("answer", False, NOON + timedelta(days=17))
    say(desk, "North", "answer", of=found.id, text="Soon.")
    assert waiting_for(desk, "North", role="officer") == ()


def test_nothing_waits_for_the_public_for_auditors_or_for_officers_who_may_not_route(desk):
    take_in(desk, AID)
    assert waiting_for(desk, "public", role="public") == ()
    assert waiting_for(desk, "desk", role="auditor") == ()
    assert waiting_for(desk, "desk", role="officer") == ()
    assert len(waiting_for(desk, "desk", role="adjudicator")) == 1


def test_the_times_stand_in_the_case(tmp_path):
    tiny = TinyCase.at(tmp_path / "truce")
    text = (tiny.path / "case.toml").read_text()
    tiny.write("case.toml", f'{text}\n[complaints]\nacknowledge_within = "PT24H"\nanswer_within = "P1M"\n')
    times = cases.load(tiny.path).settings.complaints
    assert (times.acknowledge_within.seconds, times.answer_within.months) == (86_400, 1)
    tiny.write("case.toml", f'{text}\n[complaints]\nacknowledge_within = "soon"\nanswer_withn = "P1M"\n')
    told = [problem.text() for problem in cases.check(tiny.path).problems]
    assert len(told) == 2
    assert any("did you mean 'answer_within'?" in one for one in told)
    assert Times().acknowledge_within.days == 3


def test_pending_is_the_same_whatever_the_order_of_items(desk, clock):
    for number in range(3):
        take_in(desk, {**AID, "text": str(number)})
        clock.time += timedelta(days=1)
    items = inbox(desk, "desk", role="adjudicator")
    around = {"owner": "desk", "times": Times(), "now": clock.time}
    assert pending(items, "desk", **around) == pending(items[::-1], "desk", **around)


# --- what everybody may count -----------------------------------------------------------------------------------------

COUNTS = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xy")), st.integers(1, 30), max_size=6
)


@given(COUNTS)
def test_no_count_below_five_is_shown(found):
    shown = published(found)
    assert all(count is None or count >= FEWEST for count in shown.cells.values())
    assert all(count in {None, found[key]} for key, count in shown.cells.items())
    assert shown.total in {None, sum(found.values())}
    assert (shown.total is None) == (None in shown.cells.values())
    assert list(shown.cells.values()).count(None) != 1 or len(found) == 1, (
        "the total would say what one alone hides"
    )


@pytest.mark.parametrize("size", [1, 2, 3])
def test_what_is_shown_never_leaves_a_small_count_only_one_value(size):
    """The reader is allowed to know how counts are kept back: all worlds that look the same are gone through."""
    keys = [("a", str(number)) for number in range(size)]
    worlds = defaultdict(list)
    for values in product(range(1, 14), repeat=size):
        shown = published(dict(zip(keys, values, strict=True)))
        worlds[tuple(shown.cells.items()), shown.total].append(values)
    for alike in worlds.values():
        for place in range(size):
            if any(values[place] < FEWEST for values in alike):
                assert len({values[place] for values in alike}) > 1, alike


def test_areas_are_those_that_the_case_names_and_the_count_is_of_whole_weeks(desk, clock):
    for place in ("Rafah", "rafah ", "Rafah", "RAFAH", "Rafah", "come to the square at noon"):
        take_in(desk, {**AID, "place": place})
    assert counts(desk, until=week_start(clock.time), areas=["Rafah"]) == {}
    clock.time += timedelta(days=7)
    assert counts(desk, until=week_start(clock.time), areas=["Rafah"]) == {
        ("aid", "Rafah"): 5,
        ("aid", ""): 1,
    }


def test_a_week_begins_on_monday():
    assert week_start(NOON) == datetime(2024, 3, 4, tzinfo=UTC)
    assert week_start(datetime(2024, 3, 4, tzinfo=UTC)) == datetime(2024, 3, 4, tzinfo=UTC)


# --- what looks as if it told of a person -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("write to somebody@example.org", {"email"}),
        ("write to somebody (at) example.org", {"email"}),
        ("my number is 059-123-4567", {"phone"}),
        ("my number is +970 59 123 4567", {"phone"}),
        ("whatsapp 00972501234567", {"phone", "number"}),
        ("رقمي ٠٥٩ ١٢٣ ٤٥٦٧", {"phone"}),
        ("identity card 901234567", {"number"}),
        ("passport N1234567", {"number"}),
        ("pay to GB29 NWBK 6016 1331 9268 19", {"account"}),
        ("find me as @somebody_there", {"handle"}),
        ("On 2023-11-25 at 16:00 about 1,200,000 people had no water", set()),
        ("between 2023-2024, and on 25.11.2023 or 25/11/2023", set()),
        ("137..200 trucks, 50 persons, 4 days, Rafah 2", set()),
        ("1 200 000 people and 3.500 tents", set()),
        ("", set()),
    ],
)
def test_texts_that_seem_to_hold_identifying_data_are_warned_of(text, kinds):
    assert set(looks_personal(text)) == kinds


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(text):
    looks_personal(text)
