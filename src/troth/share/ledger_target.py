"""Which ledger a command means: that of a case folder, a file, or a database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from troth import case as cases
from troth.ledger import Entry, Ledger, on_server, open_ledger

from .options import read_case, read_time, unusable

EVER = datetime.max.replace(tzinfo=UTC)
Target = Annotated[
    str,
    typer.Argument(
        metavar="CASE|LEDGER",
        help="A case folder, whose results/ledger.sqlite is meant (made in memory where it is missing), a ledger file, or the address of a database, as in postgresql://USER@HOST/DATABASE.",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True)
class Opened:
    """A ledger, and the case that it belongs to, where that is known."""

    ledger: Ledger
    case: cases.Case | None

    def entries(self, as_of: str | None, viewer: str | None) -> list[Entry]:
        """What a viewer could know by then, corrected and taken back rows included; of a bare file, all that is in it."""
        at = self.time(as_of, viewer)
        if self.case is not None:
            found = self.ledger.picture(
                at, self.viewer(viewer), owner=self.case.owner, members=self.case.members, history=True
            )
            return list(found)
        self.viewer(viewer)
        rows = [row for head in self.ledger.heads() for row in self.ledger.stored(head.log)]
        entries = [self.ledger.get(row.id) for row in sorted(rows, key=lambda row: (row.recorded_at, row.id))]
        return [entry for entry in entries if entry.statement.recorded_at <= at]

    def time(self, as_of: str | None, viewer: str | None) -> datetime:
        """The time that is asked for; unless given, all times for the owner, and the case's own for anybody else.

        An embargo is over at some time; who asks without a time must not see past it.
        """
        if self.case is None:
            return read_time(as_of, UTC) or EVER
        is_owner = viewer in {None, self.case.owner}
        return read_time(as_of, self.case.settings.zone) or (EVER if is_owner else self.case.settings.as_of)

    def viewer(self, viewer: str | None) -> str | None:
        """The viewer that is asked for, if the case knows it."""
        if viewer is None:
            return None
        if self.case is None:
            raise unusable(
                at="--viewer",
                found=viewer,
                expected="a case folder",
                remedy="a ledger file alone does not say who the parties are",
            )
        return cases.known_viewer(self.case, viewer)


@contextmanager
def opened(target: str) -> Iterator[Opened]:
    """Open the ledger of a case, a ledger file, or the ledger in a database, for reading."""
    path = Path(target)
    if on_server(target):
        with open_ledger(target, readonly=True) as ledger:
            yield Opened(ledger, None)
        return
    if not path.exists():
        raise unusable(
            at=target,
            found="nothing there",
            expected="a case folder, a ledger file or the address of a database",
            remedy="check the name",
        )
    if not path.is_dir():
        with open_ledger(path, readonly=True) as ledger:
            yield Opened(ledger, None)
        return
    case = read_case(path)
    stored = ledger_of(path)
    if stored.is_file():
        with open_ledger(stored, readonly=True) as ledger:
            yield Opened(ledger, case)
    else:
        yield Opened(cases.commit(case).ledger, case)


def ledger_of(case: Path) -> Path:
    """Where a run of a case writes its ledger."""
    return case / "results" / "ledger.sqlite"
