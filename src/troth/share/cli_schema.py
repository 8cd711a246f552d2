"""`troth schema`: the JSON Schemas of the records, the tables and the documents."""

from pathlib import Path
from typing import Annotated

import typer

from . import schemas
from .terminal import complain, say

CHECK_FAILED = 1


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("schema")(schema)


def schema(
    *,
    to: Annotated[Path, typer.Option(metavar="DIR", help="The folder to write to, or to check.")] = Path(
        "docs/schema"
    ),
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; say which files are out of date.")
    ] = False,
) -> None:
    """Write the JSON Schemas of everything that other programs may rely on."""
    if check:
        lines = schemas.check(to)
        for line in lines:
            complain(line)
        if lines:
            raise typer.Exit(CHECK_FAILED)
        say(f"{to}: up to date")
        return
    changed = schemas.write(to)
    say(f"{to}: {len(changed)} files changed" if changed else f"{to}: up to date")
