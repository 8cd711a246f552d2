"""A desk and its ledger: only the case's own, and nothing is edited behind its back."""

import shutil

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from support.offices import CASES, HandClock, at, desk_at, example, say, trucks
from troth.case import load
from troth.ledger import open_ledger, verify
from troth.share.desk import ChangedCaseError, Desk, WrongCaseError


@pytest.fixture
def copied(tmp_path):
    folder = tmp_path / "gaza-pause-2023"
    shutil.copytree(CASES / "gaza-pause-2023", folder, ignore=shutil.ignore_patterns("results"))
    return folder


def change(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_was_said_is_there_after_a_restart(tmp_path):
    with open_ledger(tmp_path / "ledger.sqlite", create=True) as store:
        posted = say(desk_at(store=store), "Hamas", trucks("61"))
    with open_ledger(tmp_path / "ledger.sqlite") as store:
        desk = desk_at(store=store)
        assert desk.note("Egypt", posted.id).subject == posted.subject
        assert any(
            row["id"] == posted.subject for row in desk.run("Egypt", explained=False).tables["evidence"]
        )


def test_opening_a_desk_twice_adds_nothing():
    desk = desk_at()
    before = desk.store.case_head()
    assert desk_at(store=desk.store).store.case_head() == before


def test_two_desks_on_one_store_see_what_the_other_records():
    one = desk_at()
    other = desk_at(store=one.store)
    posted = say(one, "Hamas", trucks("61"))
    heard = []
    other.listen(lambda notes: heard.extend(note.id for note in notes))
    other.refresh()
    assert posted.id in other.mirror.notes
    assert heard == [posted.id]


def test_a_ledger_of_another_case_is_refused():
    desk = desk_at()
    with pytest.raises(
        WrongCaseError, match="found the case gaza-pause-2023, expected the case example-incidents"
    ):
        Desk(example("example-incidents"), store=desk.store)


def test_a_ledger_of_an_exercise_and_a_real_case_never_go_together(copied):
    change(copied, "case.toml", 'owner = "secretariat"', 'owner = "secretariat"\nexercise = "Autumn"')
    drill = Desk(load(copied), clock=HandClock(at("2023-11-26T22:00")))
    posted = say(drill, "Hamas", trucks("61"))
    assert drill.exercise == "Autumn"
    assert drill.note("Hamas", posted.id).entry.parts.values["body.exercise"] == "Autumn"
    with pytest.raises(WrongCaseError, match="exercise 'Autumn'"):
        desk_at(store=drill.store)
    with pytest.raises(WrongCaseError, match="expected the exercise 'Autumn'"):
        Desk(load(copied), store=desk_at().store)


def test_one_statement_of_an_exercise_in_a_real_ledger_is_noticed(copied):
    change(copied, "case.toml", 'owner = "secretariat"', 'owner = "secretariat"\nexercise = "Autumn"')
    drill = Desk(load(copied), clock=HandClock(at("2023-11-26T22:00")))
    posted = say(drill, "Hamas", trucks("61"))
    real = desk_at()
    real.store.append([drill.note("Hamas", posted.id).entry.statement])
    with pytest.raises(WrongCaseError, match="Autumn"):
        desk_at(store=real.store)


def test_a_row_that_was_edited_in_the_folder_is_refused(copied):
    store = Desk(load(copied)).store
    change(copied, "evidence/line-lists.csv", ",tally,200,truck", ",tally,201,truck")
    with pytest.raises(ChangedCaseError, match=r"U24 \(changed\)"):
        Desk(load(copied), store=store)


def test_a_row_that_was_taken_out_of_the_folder_is_refused_and_a_new_one_is_welcome(copied):
    store = Desk(load(copied)).store
    path = copied / "evidence" / "line-lists.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    row = next(line for line in lines if line.startswith("U24,"))
    path.write_text("".join([*lines, row.replace("U24,", "U24b,")]), encoding="utf-8")
    grown = Desk(load(copied), store=store)
    assert ("evidence", "U24b") in grown.mirror.by_subject
    path.write_text("".join(line for line in lines if line != row), encoding="utf-8")
    with pytest.raises(ChangedCaseError, match=r"U24 \(taken out\), U24b \(taken out\)"):
        Desk(load(copied), store=store)


def test_a_desk_signs_what_its_offices_say_with_their_own_keys():
    keys = {name: Ed25519PrivateKey.generate() for name in ("Hamas", "Qatar")}
    clock = HandClock(at("2023-11-26T22:00"))
    desk = Desk(example(), clock=clock, keys=keys)
    say(desk, "Hamas", trucks("61"))
    say(desk, "Israel", trucks("62"))
    signed = {signature.key for signature in desk.store.signatures()}
    assert signed == {key.public_key().public_bytes_raw().hex() for key in keys.values()}
    assert not [one for one in desk.store.signatures() if '"Israel"' in one.log]
    report = verify(desk.store)
    assert report.ok
    again = Desk(example(), clock=clock, keys=keys, store=desk.store)
    assert len(again.store.keys()) == len(keys), "a key is registered once"
