"""An exercise: a marked copy of a case, with a clock and with what its control lets happen."""

import hashlib
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.cases import TinyCase
from troth import case as cases
from troth.case.exercise_copy import _mark, make_exercise
from troth.case.picture import MixedCaseError, look
from troth.case.results import findings, manifest
from troth.case.statements import Book, commit, exercise_of, said
from troth.ledger import MemoryLedger
from troth.records.errors import ProblemsError
from troth.records.exercise import Exercise
from troth.records.label import Label

START = datetime(2023, 11, 25, 14, tzinfo=UTC)
DRILL = Exercise(title='The "late" release', start=START, control="desk")
HEAD = "at,from,to,about,form,text\n"
INJECTS = f"""{HEAD}2023-11-25T17:00,North,,term:T1,notice,The second group is ready.
2023-11-25T18:30,Observers,North;South,case,question,"Who counts, and where?"
2023-11-26T08:00,desk,public,case,note,The crossing closes at noon.
"""


@pytest.fixture
def tiny(tmp_path: Path) -> TinyCase:
    return TinyCase.at(tmp_path / "truce")


@pytest.fixture
def injects(tmp_path: Path) -> Path:
    file = tmp_path / "happens.csv"
    file.write_text(INJECTS, encoding="utf-8")
    return file


def problems(found: pytest.ExceptionInfo[ProblemsError]) -> list[str]:
    return [problem.text() for problem in found.value.problems]


def test_an_exercise_is_a_marked_copy_that_keeps_every_comment(tiny, injects, tmp_path):
    tiny.write("case.toml", "# why it is so\n" + (tiny.path / "case.toml").read_text())
    made = make_exercise(tiny.path, tmp_path / "drill", DRILL, injects=injects)
    text = (tmp_path / "drill" / "case.toml").read_text()
    assert text.startswith("# why it is so\nexercise = ")
    assert made.settings.exercise == 'The "late" release'
    assert made.exercise == DRILL
    assert made.injects[0].record.text == "The second group is ready."


def test_what_is_no_part_of_a_case_is_not_copied(tiny, tmp_path):
    tiny.write("results/report.html", "old").write("desk.sqlite", "a real ledger").write(".git/config", "x")
    tiny.write("notes/private.txt", "x").write("evidence/.hidden.csv", "x")
    make_exercise(tiny.path, tmp_path / "drill", DRILL)
    copied = {path.name for path in (tmp_path / "drill").rglob("*")}
    assert not copied & {"results", "desk.sqlite", ".git", "notes", ".hidden.csv"}
    assert "reports.csv" in copied


def test_the_case_that_it_is_made_of_stays_as_it_is(tiny, injects, tmp_path):
    before = tiny.tree()
    make_exercise(tiny.path, tmp_path / "drill", DRILL, injects=injects)
    assert tiny.tree() == before


def test_a_folder_appears_whole_or_not_at_all(tiny, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text(f"{HEAD}2023-11-25T17:00,Nort,,case,notice,x\n", encoding="utf-8")
    with pytest.raises(ProblemsError) as found:
        make_exercise(tiny.path, tmp_path / "drill", DRILL, injects=bad)
    assert problems(found) == [
        "injects.csv line 2: from: found 'Nort', expected a party of the case; did you mean 'North'?"
    ]
    assert {path.name for path in tmp_path.iterdir()} == {"truce", "bad.csv"}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",North,,case,notice,x", "at: expected a time of the exercise's clock"),
        ("soon,North,,case,notice,x", "at: found 'soon', expected a date or time"),
        ("2023-11-25T15:59,North,,case,notice,x", "expected a time from the start of the exercise on"),
        ("2023-11-25T17:00,North,Sout,case,notice,x", "to: found 'Sout', expected a party of the case"),
        ("2023-11-25T17:00,North,all;South,case,notice,x", "to: found 'all;South'"),
        ("2023-11-25T17:00,North,,term:T9,notice,x", "about: found 'term:T9', expected a term of the case"),
        ("2023-11-25T17:00,North,,weather,notice,x", "about: found 'weather'"),
        ("2023-11-25T17:00,North,,case,red_line,x", "form: found 'red_line', expected one of note, notice, question"),
        ("2023-11-25T17:00,North,,case,notice,", "text"),
        ("2023-11-25T17:00,North,,case", "4 cells"),
    ],
)  # fmt: skip
def test_a_row_of_injects_that_is_no_good_is_told_with_its_line(tiny, tmp_path, row, said):
    make_exercise(tiny.path, tmp_path / "drill", DRILL)
    (tmp_path / "drill" / "injects.csv").write_text(f"{HEAD}{row}\n", encoding="utf-8")
    found = [problem.text() for problem in cases.check(tmp_path / "drill").problems]
    assert any(one.startswith("injects.csv line 2") and said in one for one in found), found


def test_an_inject_is_not_told_to_somebody_who_may_not_see_what_it_speaks_of(tiny, tmp_path):
    tiny.evidence("E9,T1,2023-11-25,North,release,tally,1,person,daily-25,,,AMBER,North,")
    make_exercise(tiny.path, tmp_path / "drill", DRILL)
    (tmp_path / "drill" / "injects.csv").write_text(f"{HEAD}2023-11-25T17:00,North,,report:E9,note,x\n")
    found = [problem.text() for problem in cases.check(tmp_path / "drill").problems]
    assert len(found) == 1
    assert "receivers who can all see what it speaks of" in found[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('title = "Another"\nstart = "2023-11-25"\n', "title: found 'Another', expected the title in case.toml"),
        ('title = "The \\"late\\" release"\nstart = "soon"\n', "start: found 'soon', expected a date or time"),
        ('title = "The \\"late\\" release"\n', "start"),
        ('title = "The \\"late\\" release"\nstart = "2023-11-25"\nspeed = 0\n', "expected a number from 0.01 to 86400"),
        ('title = "The \\"late\\" release"\nstart = "2023-11-25"\nspeed = "fast"\n', "speed: found 'fast'"),
        ('title = "The \\"late\\" release"\nstart = "2023-11-25"\ncontrol = "Nort"\n', "control: found 'Nort'"),
        ('title = "The \\"late\\" release"\nstart = "2023-11-25"\nsped = 2\n', "did you mean 'speed'?"),
        ("title = \n", "expected valid TOML"),
    ],
)  # fmt: skip
def test_trouble_with_the_clock_of_an_exercise_is_told_with_its_place(tiny, tmp_path, text, said):
    make_exercise(tiny.path, tmp_path / "drill", DRILL)
    (tmp_path / "drill" / "exercise.toml").write_text(text, encoding="utf-8")
    found = [problem.text() for problem in cases.check(tmp_path / "drill").problems]
    assert any(one.startswith("exercise.toml") and said in one for one in found), found


def test_injects_in_a_real_case_are_refused(tiny):
    tiny.write("injects.csv", INJECTS)
    [problem] = cases.check(tiny.path).problems
    assert "injects in a case that is no exercise" in problem.text()


def test_a_clock_in_a_real_case_is_refused(tiny):
    tiny.write("exercise.toml", 'title = "X"\nstart = "2023-11-25"\n')
    [problem] = cases.check(tiny.path).problems
    assert "exercise in case.toml" in problem.text()


def test_there_is_no_exercise_of_an_exercise_and_none_inside_a_real_case(tiny, tmp_path):
    make_exercise(tiny.path, tmp_path / "drill", DRILL)
    with pytest.raises(ProblemsError) as found:
        make_exercise(tmp_path / "drill", tmp_path / "again", DRILL)
    assert "an exercise already" in problems(found)[0]
    with pytest.raises(ProblemsError) as found:
        make_exercise(tiny.path, tiny.path / "drill", DRILL)
    assert "a folder inside the case" in problems(found)[0]
    with pytest.raises(ProblemsError) as found:
        make_exercise(tiny.path, tmp_path / "drill", DRILL)
    assert "a folder with files in it" in problems(found)[0]


@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=60))
def test_any_title_that_can_be_shown_is_read_back_as_it_was(tmp_path_factory, title):
    file = tmp_path_factory.mktemp("mark") / "case.toml"
    file.write_text("# a note\n\ntitle = 'x'\n[label]\ntlp = 'CLEAR'\n", encoding="utf-8")
    _mark(file, title)
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    assert data == {"exercise": title, "title": "x", "label": {"tlp": "CLEAR"}}


# --- never mixed with what is real ------------------------------------------------------------------------------------


@pytest.fixture
def both(tiny, tmp_path):
    real = cases.load(tiny.path)
    return real, make_exercise(tiny.path, tmp_path / "drill", DRILL)


def test_every_statement_of_an_exercise_carries_its_title(both):
    _, drill = both
    book = commit(drill)
    assert {exercise_of(book.ledger.get(one)) for one in book.ids.values()} == {'The "late" release'}


def planted(into: cases.Case, of: cases.Case) -> Book:
    """A ledger of one case with a row of another among its own."""
    own, other = commit(into), commit(of)
    key = ("evidence", "E2")
    stranger = other.ledger.get(other.ids[key])
    [name] = own.ledger.append([stranger.statement.model_copy(update={"subject": "E2x"})])
    keys = {**own.keys, name: ("evidence", "E2x")}
    return Book(ledger=own.ledger, ids={**own.ids, ("evidence", "E2x"): name}, keys=keys)


def test_a_row_of_an_exercise_in_a_real_ledger_is_refused_by_every_picture(both):
    real, drill = both
    with pytest.raises(
        MixedCaseError, match="found a statement of the exercise .*expected statements of the real case alone"
    ):
        look(real, planted(real, drill), as_of=real.settings.as_of, viewer="desk")


def test_a_real_row_in_the_ledger_of_an_exercise_is_refused_by_every_picture(both):
    real, drill = both
    with pytest.raises(MixedCaseError, match="found a statement that is real"):
        look(drill, planted(drill, real), as_of=real.settings.as_of, viewer="desk")


def test_a_statement_that_no_row_stands_for_enters_no_picture(both):
    real, drill = both
    own, other = commit(real), commit(drill)
    own.ledger.append([other.ledger.get(other.ids["evidence", "E2"]).statement])
    picture = look(real, own, as_of=real.settings.as_of, viewer="desk")
    clean = look(real, commit(real), as_of=real.settings.as_of, viewer="desk")
    assert picture == clean


def test_a_marker_that_was_taken_out_is_still_a_marker(both):
    real, drill = both
    book = planted(real, drill)
    book.ledger.redact(book.ids["evidence", "E2x"], ["body.exercise"])
    with pytest.raises(MixedCaseError, match="title is withheld"):
        look(real, book, as_of=real.settings.as_of, viewer="desk")


@pytest.mark.parametrize("marker", ["", 0, False, [], None])
def test_a_marker_that_is_no_title_is_still_a_marker(both, marker):
    real, _ = both
    own = commit(real)
    row = next(row for row in real.evidence if row.record.id == "E2")
    made = said(row, "evidence", author="desk", nonce="0" * 64, ids={})
    odd = made.model_copy(update={"body": {**made.body, "exercise": marker}, "subject": "E2x"})
    [name] = own.ledger.append([odd])
    assert exercise_of(own.ledger.get(name)) != ""


def test_nothing_of_a_real_case_is_touched_by_the_marker(both):
    real, _ = both
    book = commit(real, MemoryLedger())
    assert {exercise_of(book.ledger.get(one)) for one in book.ids.values()} == {""}


def test_a_run_of_an_exercise_says_so_in_all_it_writes(both):
    real, drill = both
    found = cases.run(drill)
    assert findings(found)["exercise"] == 'The "late" release'
    assert manifest(found, {}, {})["exercise"] == 'The "late" release'
    assert found.tables["case"][0]["exercise"] == 'The "late" release'
    assert findings(cases.run(real))["exercise"] is None


def test_the_verdicts_of_an_exercise_are_those_of_the_case_that_it_is_a_copy_of(both):
    real, drill = both
    same = {"mode": "json", "exclude": {"because"}}
    assert [one.model_dump(**same) for one in cases.run(real).verdicts] == [
        one.model_dump(**same) for one in cases.run(drill).verdicts
    ]


def test_a_late_inject_carries_the_label_that_its_receivers_give_it(tiny, injects, tmp_path):
    made = make_exercise(tiny.path, tmp_path / "drill", DRILL, injects=injects)
    assert [row.label for row in made.injects] == [
        Label(tlp="GREEN"), Label(tlp="AMBER", release_to=("North", "South")), Label(tlp="CLEAR"),
    ]  # fmt: skip
    assert made.injects[0].record.at - START == timedelta(hours=1)


def test_the_same_exercise_gives_the_same_statements_on_any_machine(tiny, injects, tmp_path):
    first = make_exercise(tiny.path, tmp_path / "a" / "drill", DRILL, injects=injects)
    second = make_exercise(tiny.path, tmp_path / "b" / "drill", DRILL, injects=injects)
    sums = [
        hashlib.sha256("".join(sorted(commit(one).ids.values())).encode()).digest() for one in (first, second)
    ]
    assert sums[0] == sums[1]
