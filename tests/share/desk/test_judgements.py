"""What an office decides: corrected and taken back by whoever decided it, resting on what they can see."""

from support.offices import desk_at, note, refusal, say, trucks
from troth.share.desk import Draft


def decided(about="term:T1", decision="The list was late.", **more):
    cells = {"about": about, "decision": decision, "tlp": "GREEN", **more}
    return Draft(kind="judgement", cells={name: text for name, text in cells.items() if text})


def standing(desk, viewer="Egypt"):
    return [
        (post.subject, post.body["decision"])
        for post in desk.posts(viewer)
        if post.kind == "judgement" and post.stands
    ]


def test_a_corrected_judgement_shows_its_newest_words_and_a_withdrawn_one_none():
    desk = desk_at()
    first = say(desk, "Qatar", decided(reason="A dispute about names."))
    second = say(
        desk, "Qatar", Draft(kind="judgement", cells={"supersedes": first.subject, "decision": "It was not."})
    )
    assert standing(desk) == [(second.subject, "It was not.")]
    [corrected] = [post for post in desk.posts("Egypt") if post.subject == second.subject]
    assert (corrected.about, corrected.label.tlp.value) == ("term:T1", "GREEN")
    say(desk, "Qatar", Draft(kind="judgement", cells={"retracts": second.subject}))
    assert standing(desk) == []
    assert [post.withdrawn for post in desk.posts("Egypt") if post.subject == second.subject] == [True]


def test_nobody_corrects_or_takes_back_what_another_decided_or_what_stands_no_more():
    desk = desk_at()
    first = say(desk, "Qatar", decided())
    assert "a judgement of your own" in refusal(
        desk, "Egypt", Draft(kind="judgement", cells={"retracts": first.subject})
    )
    say(desk, "Qatar", Draft(kind="judgement", cells={"supersedes": first.subject, "decision": "Anew."}))
    for cells in ({"supersedes": first.subject, "decision": "x"}, {"retracts": first.subject}):
        assert "still stands" in refusal(desk, "Qatar", Draft(kind="judgement", cells=cells))


def test_one_word_either_corrects_or_takes_back():
    desk = desk_at()
    first, second = say(desk, "Qatar", decided()), say(desk, "Qatar", decided())
    cells = {"supersedes": first.subject, "retracts": second.subject}
    assert "not both" in refusal(desk, "Qatar", Draft(kind="judgement", cells=cells))
    one, two = say(desk, "Qatar", note("case")), say(desk, "Qatar", note("case"))
    cells = {"supersedes": one.subject, "retracts": two.subject, "text": "x"}
    assert "not both" in refusal(desk, "Qatar", Draft(kind="message", cells=cells))


def test_a_correction_is_for_those_who_read_the_first_version():
    desk = desk_at()
    first = say(desk, "Qatar", decided(tlp="AMBER", release_to="Egypt"))
    wider = Draft(kind="judgement", cells={"supersedes": first.subject, "decision": "x", "tlp": "GREEN"})
    assert "no wider" in refusal(desk, "Qatar", wider)
    narrower = Draft(kind="judgement", cells={"supersedes": first.subject, "decision": "x", "tlp": "RED"})
    assert "as wide" in refusal(desk, "Qatar", narrower)


def test_a_judgement_rests_on_what_its_office_can_see_and_what_is_hidden_is_as_if_it_were_not_there():
    desk = desk_at()
    hidden = say(desk, "Israel", trucks("55", tlp="AMBER", release_to="Qatar"))
    to_hidden = refusal(desk, "Hamas", decided(because=f"E02;{hidden.subject}"))
    to_nothing = refusal(desk, "Hamas", decided(because="E02;Israel-222222"))
    assert to_hidden.replace(hidden.subject, "ID") == to_nothing.replace("Israel-222222", "ID")
    assert "E02" not in to_hidden
    assert say(desk, "Qatar", decided(because=f"E02;{hidden.subject};T1")).is_new


def test_a_judgement_is_about_something():
    desk = desk_at()
    for about in ("", "term:", "case:", "weather:rain"):
        assert "with a name" in refusal(desk, "Qatar", decided(about=about)), about
    assert say(desk, "Qatar", decided(about="case")).is_new
    for about in ("term:", "case:"):
        assert "with a name" in refusal(desk, "Qatar", note(about)), about
