"""Desks for tests: a clock that is set by hand, drafts in short, and a twin that lacks what a viewer may not see."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from troth.case import Case, load
from troth.ledger import MemoryLedger, audience_of
from troth.share.desk import Desk, Draft, Posted, Sight

CASES = Path(__file__).parents[2] / "cases"
EVENING = datetime(2023, 11, 26, 20, tzinfo=UTC)


class Hands:
    """A clock that is set by hand."""

    def __init__(self, time: datetime = EVENING) -> None:
        self.time = time

    def now(self) -> datetime:
        return self.time

    def pass_(self, **length: float) -> None:
        self.time += timedelta(**length)


@cache
def pause() -> Case:
    """The case of November 2023."""
    return load(CASES / "gaza-pause-2023")


def draft(kind: str, ref: str = "", **cells: str) -> Draft:
    return Draft(kind=kind, cells=cells, ref=ref)


def note(text: str, ref: str = "", **cells: str) -> Draft:
    return draft("message", ref, **{"about": "case", "form": "note", "text": text, "tlp": "GREEN", **cells})


def trucks(count: int, ref: str = "", **cells: str) -> Draft:
    said = {
        "term_ids": "T4a", "form": "tally", "event": "aid trucks", "category": "entered", "quantity": str(count),
        "unit": "truck", "valid_from": "2023-11-25", "place": "Rafah", "tlp": "GREEN",
    }  # fmt: skip
    return draft("report", ref, **{**said, **cells})


def say(desk: Desk, clock: Hands, office: str, *drafts: Draft) -> Posted:
    """Say something a second later; returns what became of the first."""
    clock.pass_(seconds=1)
    return desk.post(office, drafts)[0]


def twin_without(desk: Desk, clock: Hands, viewer: str) -> Desk:
    """A desk that holds the same but for the logs that a viewer may not see."""
    sight = Sight(viewer, desk.owner, desk.members)
    store = MemoryLedger()
    for head in desk.store.heads():
        audience = audience_of(head.log)
        if sight.opens(audience.label, audience.office, clock.now()):
            store.append(row_statement(desk, row.id) for row in desk.store.stored(head.log))
    return Desk(desk.case, store=store, clock=clock)


def row_statement(desk: Desk, statement_id: str):
    return desk.store.get(statement_id).statement
