"""`troth ledger upgrade`, `backup` and `restore`: how a ledger is carried on, and carried elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from troth.ledger import backup as back_up
from troth.ledger import restore as bring_back
from troth.ledger import upgrade_ledger

from .terminal import say

Location = Annotated[
    str,
    typer.Argument(
        metavar="LOCATION",
        help="A ledger file, or the address of a database, as in postgresql://USER@HOST/DATABASE.",
        show_default=False,
    ),
]


Backup = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="The file of the backup: a ledger file as well.", show_default=False),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("upgrade")(upgrade)
    app.command("backup")(backup)
    app.command("restore")(restore)


def upgrade(location: Location) -> None:
    """Bring a ledger of an older version of Troth to the format of this one; every statement stays as it is."""
    before, after = upgrade_ledger(location)
    if before == after:
        say(f"the ledger is of version {after} already; nothing was changed")
    else:
        say(
            f"upgraded from version {before} to version {after}; `troth ledger verify` says whether it is whole"
        )


def backup(location: Location, file: Backup) -> None:
    """Write a whole ledger into a file, as of one moment while others go on writing, and verify it."""
    say(f"{file}: {back_up(location, file).text()}")


def restore(file: Backup, location: Location) -> None:
    """Make the ledger that a backup holds, where there is none yet, and verify it."""
    say(f"restored: {bring_back(file, location).text()}")
