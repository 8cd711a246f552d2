"""When a picture is made again, and what may be told while something is being recorded."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from troth.case import load
from troth.ledger import MemoryLedger
from troth.records.statement import Statement
from troth.share.desk import Desk, Draft, place_at

CASE = load(Path(__file__).parents[3] / "cases" / "gaza-pause-2023")
EVENING = datetime(2023, 11, 26, 20, tzinfo=UTC)


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = EVENING

    def now(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Hands:
    return Hands()


def note(text: str, **label: str) -> Draft:
    return Draft(kind="message", cells={"about": "case", "form": "note", "text": text, **label})


def test_a_statement_that_a_viewer_may_not_see_does_not_renew_their_picture(clock: Hands):
    desk = Desk(CASE, clock=clock)
    before = desk.run("Hamas", explained=False)
    clock.time += timedelta(seconds=5)
    desk.post("Israel", [note("for the mediators", tlp="AMBER", release_to="Qatar;Egypt")])
    assert desk.pictures.is_current("Hamas")
    assert desk.run("Hamas", explained=False) is before, "its time would tell when something was said"
    assert desk.version("Hamas") == desk.version("public") < desk.version("Qatar")


def test_an_embargo_that_ends_for_others_does_not_renew_a_picture(clock: Hands):
    desk = Desk(CASE, clock=clock)
    later = (clock.time + timedelta(minutes=1)).isoformat()
    desk.post("Israel", [note("later", tlp="AMBER", release_to="Qatar", embargo=later)])
    before = desk.run("Hamas", explained=False)
    told = desk.run("Qatar", explained=False)
    clock.time += timedelta(minutes=2)
    assert desk.pictures.is_current("Hamas")
    assert desk.run("Hamas", explained=False) is before
    assert not desk.pictures.is_current("Qatar")
    assert told.as_of < clock.time


class SlowStore(MemoryLedger):
    """A store that takes its time, once it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.slow = False
        self.begun, self.go_on = threading.Event(), threading.Event()

    def append(self, statements: list[Statement], **more: object) -> tuple[str, ...]:
        found = tuple(statements)
        if self.slow and found:
            self.begun.set()
            assert self.go_on.wait(10)
        return super().append(found, **more)


def test_what_is_being_recorded_is_not_overtaken_by_what_opens_later(clock: Hands):
    store = SlowStore()
    desk = Desk(CASE, store=store, clock=clock)
    ends = clock.time + timedelta(seconds=2)
    desk.post("Israel", [note("embargoed", tlp="AMBER", release_to="Qatar", embargo=ends.isoformat())])
    place = place_at(clock.time)
    clock.time += timedelta(seconds=1)
    store.slow = True
    posting = threading.Thread(target=desk.post, args=("Egypt", [note("first", tlp="GREEN")]))
    posting.start()
    assert store.begun.wait(10)
    clock.time += timedelta(seconds=2)  # the embargo ends while the first one is on its way to the disk

    assert desk.events("Qatar", place) == []
    store.go_on.set()
    posting.join()
    told = [event.note.entry.parts.values["body.text"] for event in desk.events("Qatar", place)]
    assert told == ["first", "embargoed"]


def test_listeners_are_told_when_the_new_statement_can_be_asked_for(clock: Hands):
    desk = Desk(CASE, clock=clock)
    place = place_at(clock.time)
    clock.time += timedelta(seconds=1)
    found: list[int] = []
    stop = desk.listen(lambda _: found.append(len(desk.events("Qatar", place))))
    desk.post("Egypt", [note("now", tlp="GREEN")])
    stop()
    desk.post("Egypt", [note("again", tlp="GREEN")])
    assert found == [1]
