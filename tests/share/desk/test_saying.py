"""What offices say at a desk, and what the desk refuses to record."""

from datetime import UTC, datetime

import pytest

from support.offices import desk_at, note, refusal, say, trucks
from troth.records.errors import ProblemsError
from troth.share.desk import Draft, NotThereError, WrongClockError, drafts_of


def counted(desk, viewer, name):
    return next(
        (row for row in desk.run(viewer, explained=False).tables["evidence"] if row["id"] == name), None
    )


def test_a_report_is_in_the_verdicts_of_everybody_who_may_see_it():
    desk = desk_at()
    before = desk.run("Egypt", explained=False).verdicts
    posted = say(desk, "Hamas", trucks("61"))
    for viewer in ("Hamas", "Israel", "Qatar", "Egypt", "secretariat"):
        run = desk.run(viewer, explained=False)
        assert any(posted.subject in verdict.because for verdict in run.verdicts), viewer
    assert desk.run("Egypt", explained=False).verdicts != before
    assert counted(desk, "public", posted.subject) is None


def test_the_desk_stamps_the_time_and_gives_the_id():
    desk = desk_at("2023-11-26T22:00")
    posted = say(desk, "Hamas", trucks("61"))
    row = counted(desk, "Hamas", posted.subject)
    assert row["recorded_at"].replace(microsecond=0) == datetime(2023, 11, 26, 20, tzinfo=UTC)
    assert posted.subject.startswith("Hamas-")
    assert "evidence_id" in refusal(desk, "Hamas", trucks("61", evidence_id="E02"))
    assert "stamps the time" in refusal(desk, "Hamas", trucks("61", recorded_at="2023-11-25"))


def test_nobody_is_told_how_many_reports_there_are_by_their_ids():
    desk = desk_at()
    ids = [say(desk, "Hamas", trucks("61")).subject for _ in range(12)]
    assert len({name[:-6] for name in ids}) == 1
    assert sorted(ids) != ids or sorted(ids, reverse=True) != ids


def test_a_party_speaks_for_itself_and_not_for_the_united_nations():
    desk = desk_at()
    assert "own office or one of its organs" in refusal(desk, "Hamas", trucks("61", attributed_to="OCHA"))
    assert "secretariat enters" in refusal(desk, "Hamas", trucks("61", source_id="ocha-49"))
    say(desk, "Hamas", trucks("61", attributed_to="al-Qassam"))
    assert say(desk, "secretariat", trucks("61", source_id="ocha-49")).is_new


def test_a_report_without_a_label_is_refused_since_the_desk_does_not_guess_who_may_see_it():
    assert "who may see it" in refusal(desk_at(), "Hamas", trucks("61", tlp=""))


def test_everything_that_is_wrong_with_a_report_is_said_at_once():
    said = refusal(
        desk_at(), "Hamas", trucks("many", colour="red", valid_from="yesterday", release_to="Katar")
    )
    for part in ("'many'", "colour", "'yesterday'", "release_to"):
        assert part in said


def test_a_term_that_the_office_cannot_see_and_one_that_is_not_there_get_the_same_answer():
    desk = desk_at()
    assert refusal(desk, "Hamas", trucks("61", term_ids="T99")).count("T99") == 1


def test_a_correction_replaces_the_report_and_both_stay_on_record():
    desk = desk_at()
    first = say(desk, "Hamas", trucks("61"))
    second = say(desk, "Hamas", trucks("71", supersedes=first.subject))
    run = desk.run("Egypt", explained=False)
    assert [row.id for row in run.picture.unsaid] == [first.subject]
    assert counted(desk, "Egypt", second.subject)["supersedes"] == first.subject
    assert desk.note("Egypt", first.id).subject == first.subject
    assert "still stands" in refusal(desk, "Hamas", trucks("81", supersedes=first.subject))


def test_only_its_author_corrects_a_report():
    desk = desk_at()
    first = say(desk, "Hamas", trucks("61"))
    assert "of another office" in refusal(desk, "Israel", trucks("0", supersedes=first.subject))
    assert "of another office" in refusal(desk, "Israel", trucks("0", retracts="E02"))


def test_a_correction_is_not_shown_to_more_than_what_it_corrects():
    desk = desk_at()
    first = say(desk, "Hamas", trucks("61", tlp="AMBER", release_to="Qatar"))
    assert "no wider" in refusal(desk, "Hamas", trucks("71", supersedes=first.subject, tlp="GREEN"))


def test_a_withdrawn_report_counts_no_more_for_everybody_who_saw_it():
    desk = desk_at()
    first = say(desk, "Hamas", trucks("61", tlp="AMBER", release_to="Qatar;Egypt"))
    assert counted(desk, "Egypt", first.subject)
    say(desk, "Hamas", Draft(kind="report", cells={"retracts": first.subject, "note": "a mistake of ours"}))
    for viewer in ("Hamas", "Qatar", "Egypt", "secretariat"):
        assert counted(desk, viewer, first.subject) is None


def test_the_same_reference_sent_again_is_the_same_statement():
    desk = desk_at()
    first = say(desk, "Hamas", trucks("61", ref="convoy 7"))
    again = say(desk, "Hamas", trucks("61", ref="convoy 7"))
    assert (again.id, again.is_new) == (first.id, False)
    assert "one thing only" in refusal(desk, "Hamas", trucks("62", ref="convoy 7"))
    assert say(desk, "Israel", trucks("62", ref="convoy 7")).is_new, "another office has its own numbers"


def test_a_reference_is_known_again_after_a_restart():
    desk = desk_at()
    first = say(desk, "Hamas", trucks("61", ref="convoy 7"))
    again = say(desk_at(store=desk.store), "Hamas", trucks("61", ref="convoy 7"))
    assert (again.id, again.is_new) == (first.id, False)


def test_of_a_batch_with_one_mistake_nothing_is_recorded():
    desk = desk_at()
    before = len(desk.mirror.notes)
    with pytest.raises(ProblemsError, match="line 3"):
        desk.post("Hamas", [trucks("61"), Draft(kind="report", cells=trucks("x").cells, line=3)])
    assert len(desk.mirror.notes) == before


def test_a_reply_goes_to_those_who_could_read_the_question_and_to_nobody_else():
    desk = desk_at()
    asked = say(
        desk,
        "Israel",
        note("term:T4a", "Whose count is it?", tlp="AMBER", release_to="Qatar;Egypt", form="question"),
    )
    say(desk, "Qatar", Draft(kind="message", cells={"reply_to": asked.subject, "text": "Ours."}))
    seen = {
        viewer: [post.body["text"] for post in desk.posts(viewer)]
        for viewer in ("Israel", "Egypt", "Hamas", "public")
    }
    assert seen == {
        "Israel": ["Whose count is it?", "Ours."],
        "Egypt": ["Whose count is it?", "Ours."],
        "Hamas": [],
        "public": [],
    }


def test_a_reply_wider_than_its_question_is_refused():
    desk = desk_at()
    asked = say(desk, "Israel", note("term:T4a", tlp="AMBER", release_to="Qatar"))
    said = refusal(
        desk,
        "Qatar",
        Draft(kind="message", cells={"reply_to": asked.subject, "text": "Yes.", "tlp": "CLEAR"}),
    )
    assert "no wider" in said


def test_who_cannot_see_a_message_cannot_reply_to_it_nor_learn_that_it_is_there():
    desk = desk_at()
    hidden = say(desk, "Israel", note("term:T4a", tlp="AMBER", release_to="Qatar"))
    to_hidden = refusal(
        desk,
        "Hamas",
        Draft(
            kind="message",
            cells={"reply_to": hidden.subject, "text": "x", "tlp": "GREEN", "about": "case", "form": "reply"},
        ),
    )
    to_nothing = refusal(
        desk,
        "Hamas",
        Draft(
            kind="message",
            cells={
                "reply_to": "Israel-222222",
                "text": "x",
                "tlp": "GREEN",
                "about": "case",
                "form": "reply",
            },
        ),
    )
    assert to_hidden.replace(hidden.subject, "ID") == to_nothing.replace("Israel-222222", "ID")


def test_a_red_line_is_seen_by_its_own_office_alone():
    desk = desk_at()
    say(
        desk, "Israel", Draft(kind="message", cells={"about": "term:T1", "form": "red_line", "text": "never"})
    )
    everybody = [*desk.members, "public"]
    assert [viewer for viewer in everybody if desk.posts(viewer)] == ["Israel"]
    assert "for your own office" in refusal(
        desk, "Israel", note("term:T1", form="red_line", tlp="RED", release_to="Qatar")
    )


def test_an_acknowledgement_tells_its_author_and_the_other_readers():
    desk = desk_at()
    asked = say(desk, "Israel", note("term:T4a", tlp="AMBER", release_to="Qatar;Egypt"))
    say(desk, "Qatar", Draft(kind="acknowledgement", cells={"of": asked.subject}))
    for viewer in ("Israel", "Egypt"):
        [post] = desk.posts(viewer)
        assert [receipt.office for receipt in post.receipts] == ["Qatar"]
    assert desk.posts("Hamas") == ()
    assert "another office said" in refusal(
        desk, "Israel", Draft(kind="acknowledgement", cells={"of": asked.subject})
    )


def test_a_corrected_message_shows_its_newest_words():
    desk = desk_at()
    first = say(desk, "Qatar", note("case", "At nine."))
    second = say(desk, "Qatar", Draft(kind="message", cells={"supersedes": first.subject, "text": "At ten."}))
    assert [(post.subject, post.replaced_by) for post in desk.posts("Egypt")] == [
        (first.subject, second.subject),
        (second.subject, None),
    ]
    say(desk, "Qatar", Draft(kind="message", cells={"retracts": second.subject}))
    assert [post.stands for post in desk.posts("Egypt")] == [False, False]


def test_a_judgement_stands_beside_the_verdict_and_moves_none():
    desk = desk_at()
    before = desk.run("Egypt", explained=False).verdicts
    say(
        desk,
        "Qatar",
        Draft(
            kind="judgement",
            cells={
                "about": "term:T1",
                "decision": "The list was late.",
                "reason": "A dispute about names.",
                "tlp": "GREEN",
            },
        ),
    )
    assert [verdict.state for verdict in desk.run("Egypt", explained=False).verdicts] == [
        verdict.state for verdict in before
    ]
    [post] = desk.posts("Egypt")
    assert (post.kind, post.about, post.body["by"]) == ("judgement", "term:T1", "Qatar")


def test_the_public_and_strangers_say_nothing():
    desk = desk_at()
    for stranger in ("public", "Atlantis", ""):
        with pytest.raises(NotThereError):
            desk.post(stranger, [trucks("61")])


def test_a_clock_that_was_set_back_records_nothing():
    desk = desk_at("2023-11-26T22:00")
    say(desk, "Hamas", trucks("61"))
    desk.clock.pass_by(minutes=-10)
    with pytest.raises(WrongClockError, match="set the clock right"):
        desk.post("Hamas", [trucks("62")])
    desk.clock.pass_by(minutes=10)
    assert say(desk, "Hamas", trucks("62")).is_new


def test_two_statements_of_one_moment_still_have_an_order():
    desk = desk_at()
    times = [desk.note("Hamas", say(desk, "Hamas", trucks("61")).id).recorded_at for _ in range(3)]
    assert times == sorted(set(times))


def test_a_file_of_reports_is_read_with_its_own_numbers_and_a_label_for_all():
    text = b"ref,term_ids,valid_from,form,quantity,unit,event,category\n7,T4a,2023-11-25,tally,61,truck,aid trucks,entered\n8,T4a,2023-11-26,tally,62,truck,aid trucks,entered\n"
    drafts = drafts_of(text, name="ours.csv", label={"tlp": "GREEN"})
    desk = desk_at()
    assert [one.is_new for one in desk.post("Hamas", drafts, file="ours.csv")] == [True, True]
    assert [one.is_new for one in desk.post("Hamas", drafts, file="ours.csv")] == [False, False]


def test_a_file_of_another_case_is_refused_with_its_lines():
    text = b"valid_from,form,term_ids,event\n2022-03-05,item,U1,corridor opened\n2022-03-06,item,U2,corridor opened\n"
    desk = desk_at()
    with pytest.raises(ProblemsError) as refused:
        desk.post("Qatar", drafts_of(text, name="mariupol.csv", label={"tlp": "GREEN"}), file="mariupol.csv")
    assert [(one.file, one.line, one.found) for one in refused.value.problems] == [
        ("mariupol.csv", 2, "U1"),
        ("mariupol.csv", 3, "U2"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe\x00",
        b"valid_from,form\n",
        b"colour\nred\n",
        b'valid_from,form\n"2023',
        b"valid_from;form\n1;2\n",
    ],
)
def test_a_file_that_is_no_such_table_is_refused_with_a_reason(text):
    with pytest.raises(ProblemsError) as refused:
        drafts_of(text, name="ours.csv", label={"tlp": "GREEN"})
    assert all(problem.file == "ours.csv" for problem in refused.value.problems)


def test_a_correction_goes_to_those_who_saw_what_it_corrects_and_to_nobody_else():
    desk = desk_at()
    wide = say(desk, "Qatar", note("case", "At nine."))
    told = {"supersedes": wide.subject, "text": "At ten.", "tlp": "AMBER", "release_to": "Egypt"}
    assert "as wide as" in refusal(desk, "Qatar", Draft(kind="message", cells=told))
    narrow = say(desk, "Qatar", note("case", "At nine.", tlp="AMBER", release_to="Egypt"))
    told = {"supersedes": narrow.subject, "text": "At ten.", "tlp": "GREEN"}
    assert "no wider" in refusal(desk, "Qatar", Draft(kind="message", cells=told))
    report = say(desk, "Hamas", trucks("61"))
    assert "as wide as" in refusal(desk, "Hamas", trucks("71", supersedes=report.subject, tlp="RED"))


def test_a_red_line_is_never_corrected_into_something_that_others_see():
    desk = desk_at()
    line = say(
        desk, "Israel", Draft(kind="message", cells={"about": "term:T1", "form": "red_line", "text": "never"})
    )
    told = {"supersedes": line.subject, "text": "perhaps", "form": "note", "tlp": "CLEAR"}
    assert "red line" in refusal(desk, "Israel", Draft(kind="message", cells=told))
    say(desk, "Israel", Draft(kind="message", cells={"supersedes": line.subject, "text": "never ever"}))
