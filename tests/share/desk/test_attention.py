"""What an office has not heard yet, what it spoke about, and what is new to it."""

from datetime import UTC, datetime

from support.offices import at, desk_at, note, say, trucks
from troth.records.label import Label
from troth.share.desk import Draft, Post, Receipt, feed
from troth.share.desk.attention import arrivals, spoken_of, unheard
from troth.share.desk.threads import arranged

NOON = datetime(2023, 11, 25, 12, tzinfo=UTC)


def post(name, by="Qatar", *, form="note", received=(), about="term:T1", **more):
    reply = {"reply_to": more.pop("reply_to")} if "reply_to" in more else {}
    receipts = tuple(Receipt(office=one, at=NOON) for one in received)
    return Post(
        id=name * 8, kind="message", subject=name, author=by, at=NOON, label=Label(tlp="GREEN"),
        body={"about": about, "form": form, "text": name, **reply}, receipts=receipts, **more,
    )  # fmt: skip


def names(posts):
    return [one.subject for one in posts]


def test_what_others_said_waits_until_it_is_acknowledged_or_answered():
    posts = [
        post("a"),
        post("b", received=("Israel",)),
        post("c"),
        post("d", "Israel", reply_to="c"),
        post("e", received=("Hamas",)),
    ]
    assert names(unheard(posts, "Israel")) == ["a", "e"]


def test_an_answer_that_was_taken_back_answers_nothing():
    posts = [post("a"), post("b", "Israel", reply_to="a", withdrawn=True)]
    assert names(unheard(posts, "Israel")) == ["a"]


def test_what_was_corrected_or_taken_back_waits_for_nobody():
    assert unheard([post("a", replaced_by="b"), post("c", withdrawn=True)], "Israel") == []


def test_questions_come_first_then_notices_then_the_rest_in_their_order():
    posts = [
        post("a"),
        post("b", form="notice"),
        post("c", form="question"),
        post("d"),
        post("e", form="question"),
    ]
    assert names(unheard(posts, "Israel")) == ["c", "e", "b", "a", "d"]


def test_a_report_is_spoken_of_by_a_message_that_stands():
    posts = [
        post("a", "Israel", about="report:E1"),
        post("b", "Israel", about="report:E2", withdrawn=True),
        post("c", about="report:E3"),
    ]
    assert spoken_of(posts, "Israel") == {"E1"}


def test_replies_stand_behind_what_they_answer_and_a_reply_to_nothing_stands_alone():
    posts = [
        post("a"),
        post("b"),
        post("c", reply_to="a"),
        post("d", reply_to="c"),
        post("e", reply_to="gone"),
    ]
    assert [(one.subject, depth) for one, depth in arranged(posts)] == [
        ("a", 0),
        ("c", 1),
        ("d", 2),
        ("b", 0),
        ("e", 0),
    ]


def test_what_is_new_is_counted_by_kind_and_holds_neither_ones_own_nor_what_is_kept_from_one():
    desk = desk_at()
    since = desk.now()
    desk.clock.pass_by(minutes=1)
    report = say(desk, "Qatar", trucks("137"))
    said = say(desk, "Qatar", note("term:T4a", "a question", form="question"))
    say(desk, "Qatar", note("term:T4a", "for another", tlp="AMBER", release_to="Egypt"))
    say(desk, "Israel", note("term:T4a", "its own"))
    say(desk, "Hamas", Draft(kind="acknowledgement", cells={"of": said.subject}))
    desk.clock.pass_by(minutes=1)
    events = feed.after(desk.mirror, desk.sight("Israel"), feed.place_at(since), desk.now())
    found = arrivals((event.note for event in events), "Israel")
    assert found["reports"] == (report.subject,)
    assert found["messages"] == (said.subject,)
    assert len(found["receipts"]) == 1
    assert at("2023-11-26T22:00") == since
