"""`troth ledger upgrade`: where ledgers are kept, and how they are carried on."""

from typing import Annotated

import typer

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


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("upgrade")(upgrade)


def upgrade(location: Location) -> None:
    """Bring a ledger of an older version of Troth to the format of this one; every statement stays as it is."""
    before, after = upgrade_ledger(location)
    if before == after:
        say(f"the ledger is of version {after} already; nothing was changed")
    else:
        say(
            f"upgraded from version {before} to version {after}; `troth ledger verify` says whether it is whole"
        )
