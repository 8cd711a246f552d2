"""What the commands about accounts take."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from .options import read_case

Location = Annotated[
    str,
    typer.Argument(
        metavar="LOCATION",
        help="A file of accounts, or the address of a database, as in postgresql://USER@HOST/DATABASE.",
        show_default=False,
    ),
]
Office = Annotated[
    str,
    typer.Option(
        "--office", metavar="PARTY", help="The office: the id of a party of the case.", show_default=False
    ),
]
CaseOption = Annotated[
    Path,
    typer.Option(
        "--case", metavar="CASE", help="The case folder, which names the parties.", show_default=False
    ),
]


def parties_of(case: Path) -> list[str]:
    """The ids of the parties of a case."""
    return [row.record.id for row in read_case(case).parties]


def moment_of(time: datetime) -> str:
    """A time of the machine's clock, in UTC."""
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
