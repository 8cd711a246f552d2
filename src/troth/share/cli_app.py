"""All commands of `troth` together, and how their errors are told."""

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Annotated

import typer

import troth
from troth.records.errors import ProblemsError, TrothError

from . import (
    cli_accounts,
    cli_assess,
    cli_bench,
    cli_case,
    cli_exercise,
    cli_ledger,
    cli_plan,
    cli_read,
    cli_run,
    cli_schema,
    cli_serve,
    cli_supply,
)
from .terminal import complain, say

DONE, UNUSABLE = 0, 2

app = typer.Typer(
    name="troth",
    help="What was promised, what holds, what is broken: one verifiable picture out of a case folder.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for module in (
    cli_run,
    cli_case,
    cli_read,
    cli_assess,
    cli_plan,
    cli_supply,
    cli_schema,
    cli_bench,
    cli_serve,
):
    module.register(app)
app.add_typer(cli_ledger.app, name="ledger")
app.add_typer(cli_accounts.app, name="accounts")
app.add_typer(cli_exercise.app, name="exercise")


def _version(*, wanted: bool) -> None:
    if wanted:
        say(f"troth {troth.__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def troth_command(
    context: typer.Context,
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=lambda value: _version(wanted=value),
            is_eager=True,
            help="Print the version and stop.",
        ),
    ] = False,
) -> None:
    """Read a case folder, judge its terms by its evidence, and say why."""
    if context.invoked_subcommand is None and not version:
        say(context.get_help())


def run_app(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code; every error that a user can act on becomes one line each."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has seen enough; what is still buffered must not raise at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return code


def _run(arguments: Sequence[str] | None) -> int:
    given = None if arguments is None else list(arguments)
    try:
        code = app(args=given, prog_name="troth", standalone_mode=False)
    except typer.TyperException as error:
        return _misused(error)
    except BrokenPipeError:
        raise
    except (TrothError, OSError) as error:
        for line in _lines(error):
            complain(line)
        return UNUSABLE
    except SystemExit as stop:
        # Typer leaves this way when nobody reads its output any more.
        raise BrokenPipeError from stop
    return code if isinstance(code, int) else DONE


def _misused(error: typer.TyperException) -> int:
    """Arguments that the command does not take: one line, and where to read more."""
    if message := error.format_message():
        complain(f"{' '.join(message.split())} (see `troth --help`)")
    return UNUSABLE


def _lines(error: TrothError | OSError) -> list[str]:
    if isinstance(error, ProblemsError):
        return [problem.text() for problem in error.problems]
    if isinstance(error, OSError):
        name, reason = error.filename or "troth", error.strerror or str(error)
        return [f"{name}: {reason}; check the name, its permissions and the room on the disk"]
    return [" ".join(str(error).split("\n"))]
