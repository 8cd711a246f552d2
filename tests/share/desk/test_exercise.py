"""An exercise at a desk: its clock, what opens on it, and that it never meets what is real."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.cases import TinyCase
from troth import case as cases
from troth.case.exercise_copy import make_exercise
from troth.ledger import MemoryLedger
from troth.records.errors import ProblemsError
from troth.records.exercise import Exercise
from troth.share.cli import main
from troth.share.desk import (
    ChangedCaseError,
    ClockFileError,
    Desk,
    Draft,
    ExerciseClock,
    WrongCaseError,
    clock_of,
    demonstration,
    place_at,
)
from troth.share.desk.demonstration import START as EVENING
from troth.share.desk.demonstration import offices_of
from troth.share.desk.exercise import LAST, Ticking

PAUSE = Path(__file__).resolve().parents[3] / "cases" / "gaza-pause-2023"
START = datetime(2023, 11, 25, 14, tzinfo=UTC)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DRILL = Exercise(title="Late release", start=START, control="desk")
INJECTS = """at,from,to,about,form,text
2023-11-25T17:00,North,,term:T1,notice,The second group is ready.
2023-11-25T18:30,Observers,South,case,question,Who counts?
"""


class Machine:
    """A machine's clock that tests set."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def machine():
    return Machine()


@pytest.fixture
def tiny(tmp_path):
    return TinyCase.at(tmp_path / "truce")


@pytest.fixture
def drill(tiny, tmp_path):
    file = tmp_path / "happens.csv"
    file.write_text(INJECTS, encoding="utf-8")
    return make_exercise(tiny.path, tmp_path / "drill", DRILL, injects=file)


def clock(drill, machine) -> ExerciseClock:
    return ExerciseClock(drill.path / "clock.json", drill.exercise, machine=machine)


# --- the clock --------------------------------------------------------------------------------------------------------


def test_the_clock_starts_when_it_is_first_asked_and_goes_on_over_a_restart(drill, machine):
    assert clock(drill, machine).now() == START
    machine.time += 2 * HOUR
    assert clock(drill, machine).now() == START + 2 * HOUR


def test_a_clock_that_was_never_served_has_not_started(drill, machine):
    found = clock(drill, machine)
    assert not found.started
    found.now()
    assert found.started


def test_a_clock_that_stands_goes_on_from_where_it_stood(drill, machine):
    one = clock(drill, machine)
    one.now()
    machine.time += HOUR
    one.steer(paused=True)
    machine.time += 5 * HOUR
    assert one.now() == START + HOUR
    one.steer(paused=False)
    machine.time += HOUR
    assert one.now() == START + 2 * HOUR


def test_every_desk_follows_when_the_clock_is_steered(drill, machine):
    served, steering = clock(drill, machine), clock(drill, machine)
    assert served.now() == START
    steering.steer(speed=60)
    machine.time += HOUR
    assert served.now() == START + timedelta(hours=60)
    assert served.seconds_until(served.now() + HOUR) == 60


def test_the_clock_can_be_put_ahead_and_never_back(drill, machine):
    found = clock(drill, machine)
    found.steer(to=START + 9 * HOUR)
    assert found.now() == START + 9 * HOUR
    with pytest.raises(ClockFileError, match="it only goes ahead"):
        found.steer(to=START + 8 * HOUR)
    assert found.now() == START + 9 * HOUR


def test_nobody_waits_for_a_clock_that_stands(drill, machine):
    found = clock(drill, machine)
    found.steer(paused=True)
    assert found.seconds_until(START + HOUR) is None
    assert found.seconds_until(START) == 0


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"at": "soon"}', "\x00", '{"at": 1, "since": 2, "speed": 3, "paused": 4}']
)
def test_a_damaged_clock_is_one_clear_sentence_and_starts_nothing_anew(drill, machine, text):
    file = drill.path / "clock.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ClockFileError, match="something else than the clock of an exercise"):
        clock(drill, machine).now()
    assert file.read_text(encoding="utf-8") == text


@given(
    steps=st.lists(
        st.tuples(
            st.floats(0, 1e6),
            st.one_of(st.none(), st.floats(0.01, 86_400)),
            st.one_of(st.none(), st.booleans()),
            st.one_of(st.none(), st.floats(0, 1e7)),
        ),
        max_size=12,
    )
)
def test_however_it_is_steered_the_clock_never_goes_back(steps):
    state, time = Ticking(at=START, since=NOON), NOON
    before = state.now(time)
    for passed, speed, paused, ahead in steps:
        time += timedelta(seconds=passed)
        assert state.now(time) >= before
        before = state.now(time)
        to = None if ahead is None else min(before + timedelta(seconds=ahead), LAST)
        state = state.steered(time, speed=speed, paused=paused, to=to)
        assert state.now(time) >= before
        before = state.now(time)
    assert before <= LAST


def test_a_machine_that_is_set_back_makes_the_clock_stand_and_not_go_back():
    state = Ticking(at=START, since=NOON, speed=60)
    assert state.now(NOON - HOUR) == START


# --- what opens on it -------------------------------------------------------------------------------------------------


def test_rows_and_messages_open_when_the_clock_comes_to_them(drill, machine):
    desk = Desk(drill, clock=clock(drill, machine))
    begun = place_at(desk.now())
    assert desk.events("South", begun) == []
    machine.time += timedelta(hours=1, seconds=1)
    assert [event.note.subject for event in desk.events("South", begun)] == ["inject-1"]
    machine.time += 2 * HOUR
    assert [event.note.subject for event in desk.events("South", begun)] == ["inject-1", "inject-2"]
    assert [event.note.subject for event in desk.events("North", begun)] == ["inject-1"]
    assert desk.events("public", begun) == []
    machine.time += timedelta(days=3)
    assert {"E2", "E3"} <= {event.note.subject for event in desk.events("public", begun)}


def test_a_message_of_the_control_is_said_in_the_name_of_its_party(drill, machine):
    desk = Desk(drill, clock=clock(drill, machine))
    machine.time += 4 * HOUR
    first, second = desk.posts("South")
    assert (first.author, first.about, first.body["exercise"], first.body["inject"]) == (
        "North", "term:T1", "Late release", True,
    )  # fmt: skip
    assert second.body["text"] == "Who counts?"


def test_an_office_can_answer_a_message_of_the_control(drill, machine):
    desk = Desk(drill, clock=clock(drill, machine))
    machine.time += 4 * HOUR
    [posted] = desk.post("South", [Draft(kind="message", cells={"reply_to": "inject-2", "text": "We do."})])
    assert (
        desk.named("Observers", "message", posted.subject).entry.parts.values["body.exercise"]
        == "Late release"
    )


def test_no_message_enters_a_picture_as_a_row(drill, machine):
    desk = Desk(drill, clock=clock(drill, machine))
    machine.time += timedelta(days=30)
    run = desk.run("desk", explained=False)
    assert {row.id for row in run.picture.evidence} == {"E1", "E2", "E3", "E4"}


def test_an_exercise_is_opened_again_with_nothing_said_twice(drill, machine):
    store = MemoryLedger()
    Desk(drill, store=store, clock=clock(drill, machine))
    size = sum(head.size for head in store.heads())
    Desk(drill, store=store, clock=clock(drill, machine))
    assert sum(head.size for head in store.heads()) == size


@pytest.mark.parametrize(
    "change", [("is ready", "is late"), ("2023-11-25T18:30,Observers,South,case,question,Who counts?\n", "")]
)
def test_what_the_control_lets_happen_is_not_edited_under_a_ledger(drill, machine, change):
    store = MemoryLedger()
    Desk(drill, store=store, clock=clock(drill, machine))
    file = drill.path / "injects.csv"
    file.write_text(file.read_text().replace(*change))
    with pytest.raises(ChangedCaseError, match="inject-"):
        Desk(cases.load(drill.path), store=store, clock=clock(drill, machine))


# --- never mixed with what is real ------------------------------------------------------------------------------------


def test_a_real_desk_refuses_the_ledger_of_an_exercise_and_the_other_way_round(tiny, drill, machine):
    real, of_real, of_drill = cases.load(tiny.path), MemoryLedger(), MemoryLedger()
    Desk(real, store=of_real)
    Desk(drill, store=of_drill, clock=clock(drill, machine))
    with pytest.raises(
        WrongCaseError, match="found the exercise 'Late release' of drill, expected the case truce"
    ):
        Desk(real, store=of_drill)
    with pytest.raises(
        WrongCaseError, match="found the case truce, expected the exercise 'Late release' of drill"
    ):
        Desk(drill, store=of_real, clock=clock(drill, machine))


def exported(drill, machine):
    """A report that was posted in the exercise, as its ledger gives it out."""
    desk = Desk(drill, clock=clock(drill, machine))
    cells = {
        "term_ids": "T1", "valid_from": "2023-11-25", "form": "item", "actor": "North", "event": "release",
        "quantity": "50", "unit": "person", "tlp": "CLEAR",
    }  # fmt: skip
    report, message = desk.post(
        "North",
        [
            Draft(kind="report", cells=cells),
            Draft(kind="message", cells={"about": "case", "form": "note", "text": "x", "tlp": "CLEAR"}),
        ],
    )
    return [desk.store.get(one.id).statement for one in (report, message)]


def test_what_was_said_in_an_exercise_is_on_no_desk_of_a_real_case_even_if_it_is_written_into_its_ledger(
    tiny, drill, machine, caplog
):
    store = MemoryLedger()
    desk = Desk(cases.load(tiny.path), store=store)
    before = desk.run("North", explained=False)
    told = []
    desk.listen(told.extend)
    strangers = store.append(exported(drill, machine))
    desk.refresh()
    assert told == []
    assert not set(strangers) & set(desk.mirror.notes)
    assert desk.posts("North") == ()
    assert desk.run("North", explained=False).picture.evidence == before.picture.evidence
    assert "2 statements of another exercise or case" in caplog.text


def test_a_real_desk_does_not_open_on_a_ledger_with_a_statement_of_an_exercise(tiny, drill, machine):
    store = MemoryLedger()
    Desk(cases.load(tiny.path), store=store)
    store.append(exported(drill, machine))
    with pytest.raises(WrongCaseError, match="statements of the exercise 'Late release'"):
        Desk(cases.load(tiny.path), store=store)


# --- the commands -----------------------------------------------------------------------------------------------------


def call(capsys, *arguments):
    code = main([str(one) for one in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_an_exercise_is_made_and_steered_from_the_command_line(tiny, tmp_path, capsys):
    folder = tmp_path / "practice"
    code, out, _ = call(
        capsys, "exercise", "new", tiny.path, folder, "--title", "Late release", "--start", "2023-11-25T16:00"
    )
    assert code == 0
    assert "its clock starts at 2023-11-25T16:00:00+02:00; 3 rows and 0 messages open later" in out
    code, out, _ = call(capsys, "exercise", "clock", folder)
    assert (code, out) == (
        0,
        "exercise 'Late release': starts at 2023-11-25T16:00:00+02:00 when it is first served\n",
    )
    assert not (folder / "clock.json").exists()
    code, out, _ = call(capsys, "exercise", "clock", folder, "--pause", "--to", "2023-11-25T18:00")
    assert (code, out) == (0, "exercise 'Late release': 2023-11-25T18:00:00+02:00, it stands\n")
    code, out, _ = call(capsys, "exercise", "clock", folder, "--resume", "--speed", "60")
    assert code == 0
    assert out.endswith("60 seconds in a second\n")
    assert json.loads((folder / "clock.json").read_text())["paused"] is False


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--title", "A\nB", "--start", "2023-11-25"], "title"),
        (["--title", "A", "--start", "soon"], "--start: found 'soon', expected a date or time"),
        (["--title", "A", "--start", "2023-11-25", "--speed", "0"], "speed"),
        (["--title", "A", "--start", "2023-11-25", "--control", "Nort"], "control: found 'Nort'"),
        (["--title", "A", "--start", "2023-11-25", "--injects", "nowhere.csv"], "nowhere.csv"),
    ],
)
def test_an_exercise_that_cannot_be_is_one_line_and_leaves_nothing(tiny, tmp_path, capsys, arguments, said):
    code, out, err = call(capsys, "exercise", "new", tiny.path, tmp_path / "practice", *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert not (tmp_path / "practice").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--speed", "0"], "a speed of 0"),
        (["--speed", "nan"], "a speed of nan"),
        (["--pause", "--resume"], "leave one out"),
        (["--to", "1999-01-01"], "it only goes ahead"),
        (["--to", "soon"], "--to: found 'soon'"),
    ],
)
def test_a_clock_that_cannot_be_steered_so_says_why(drill, capsys, arguments, said):
    code, _, err = call(capsys, "exercise", "clock", drill.path, *arguments)
    assert code == 2
    assert said in err


def test_a_real_case_has_no_clock(tiny, capsys):
    code, _, err = call(capsys, "exercise", "clock", tiny.path)
    assert code == 2
    assert "a case without a clock" in err
    assert clock_of(cases.load(tiny.path)) is None


def test_a_run_of_an_exercise_says_so_in_text_in_json_and_on_the_page(drill, capsys):
    code, out, _ = call(capsys, "run", drill.path)
    assert code == 0
    assert out.startswith("Exercise: Late release. Nothing here is real.\n")
    code, out, _ = call(capsys, "run", drill.path, "--json")
    assert json.loads(out)["exercise"] == "Late release"
    assert json.loads((drill.path / "results" / "manifest.json").read_text())["exercise"] == "Late release"
    page = (drill.path / "results" / "report.html").read_text()
    assert '<aside class="drill" aria-label="Exercise: Late release. Nothing here is real.">' in page
    assert '<body id="top" class="exercise">' in page
    assert "@page exercise { @top-center { content:" in page


def test_a_run_of_a_real_case_says_nothing_of_exercises(tiny, capsys):
    _, out, _ = call(capsys, "run", tiny.path, "--json")
    assert json.loads(out)["exercise"] is None
    page = (tiny.path / "results" / "report.html").read_text()
    assert 'class="drill"' not in page
    assert 'class="exercise"' not in page


# --- the demonstration ------------------------------------------------------------------------------------------------


def test_the_demonstration_starts_on_the_evening_of_the_late_release(tmp_path):
    folder = demonstration(PAUSE, tmp_path / "demo")
    made = cases.load(folder)
    assert made.exercise is not None
    assert (made.exercise.start, made.exercise.speed, made.exercise.control) == (EVENING, 1.0, "secretariat")
    assert offices_of(made) == ("Israel", "Hamas", "Qatar", "secretariat")
    assert not (folder / "results").exists()


def test_the_demonstration_is_found_again_and_not_made_twice(tmp_path):
    folder = demonstration(PAUSE, tmp_path / "demo")
    (folder / "clock.json").write_text("kept")
    assert demonstration(PAUSE, tmp_path / "demo") == folder
    assert (folder / "clock.json").read_text() == "kept"


def test_the_demonstration_takes_no_folder_of_something_else_and_no_case_without_its_offices(tiny, tmp_path):
    with pytest.raises(ProblemsError, match="a real case"):
        demonstration(PAUSE, tiny.path)
    with pytest.raises(ProblemsError, match="a case without Israel, Hamas, Qatar"):
        demonstration(tiny.path, tmp_path / "demo")


def test_on_that_evening_the_second_release_is_owed_and_not_seen(tmp_path):
    made = cases.load(demonstration(PAUSE, tmp_path / "demo"))
    desk = Desk(made, clock=ExerciseClock(tmp_path / "clock.json", made.exercise, machine=Machine()))
    found = desk.run("Qatar", explained=False)
    assert {
        verdict.state.value
        for verdict in found.verdicts
        if verdict.term in {"T1", "T2"} and verdict.instance is None
    } == {"pending"}
    assert all(row.recorded_at <= EVENING for row in found.picture.evidence)
    later = place_at(desk.now())
    assert desk.events("Qatar", later) == []
