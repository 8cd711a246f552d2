"""Desks for tests: the example case, a clock that is set by hand, and short ways to say something."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from troth.case import Case, load
from troth.ledger import Ledger
from troth.records.errors import ProblemsError
from troth.records.moment import parse_moment
from troth.share.desk import Desk, Draft, Posted

CASES = Path(__file__).resolve().parents[2] / "cases"


@cache
def example(name: str = "gaza-pause-2023") -> Case:
    """A case of the repository, read once."""
    return load(CASES / name)


@dataclass
class HandClock:
    """A clock that is set by hand."""

    time: datetime

    def now(self) -> datetime:
        """The time it was set to."""
        return self.time

    def pass_by(self, **length: float) -> None:
        """Let time pass."""
        self.time += timedelta(**length)


def at(text: str) -> datetime:
    """A time of the case."""
    return parse_moment(text, example().settings.zone).start


def desk_at(text: str = "2023-11-26T22:00", *, store: Ledger | None = None) -> Desk:
    """The desk of November 2023 at a time; its clock is a `HandClock`."""
    return Desk(example(), store=store, clock=HandClock(at(text)))


def trucks(count: str, **more: str) -> Draft:
    """A report on the trucks of 25 November."""
    cells = {
        "term_ids": "T4a", "form": "tally", "event": "aid trucks", "category": "entered", "quantity": count,
        "unit": "truck", "valid_from": "2023-11-25", "place": "Rafah", "tlp": "GREEN",
    }  # fmt: skip
    return Draft(
        kind="report",
        cells={**cells, **{key: value for key, value in more.items() if key != "ref"}},
        ref=more.get("ref", ""),
    )


def note(about: str, text: str = "For your attention.", **more: str) -> Draft:
    """A message."""
    return Draft(kind="message", cells={"about": about, "form": "note", "text": text, "tlp": "GREEN", **more})


def say(desk: Desk, office: str, draft: Draft) -> Posted:
    """Post one draft."""
    [posted] = desk.post(office, [draft])
    return posted


def refusal(desk: Desk, office: str, draft: Draft) -> str:
    """What is said of a draft that is refused, one line for each problem."""
    before = len(desk.mirror.notes)
    try:
        desk.post(office, [draft])
    except ProblemsError as error:
        assert len(desk.mirror.notes) == before, "a refused draft left something behind"
        return "\n".join(problem.text() for problem in error.problems)
    msg = f"{draft} was not refused"
    raise AssertionError(msg)
