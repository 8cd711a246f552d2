"""`troth bench`: the benchmarks that stand beside the package in a checkout."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

import troth
from troth.records.errors import TrothError

from .options import AsJson, unusable


class NoCheckoutError(TrothError):
    """The benchmarks are not part of the installed package."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("bench", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(bench)


def benchmarks() -> dict[str, Path]:
    """Every benchmark by its name; empty where the package was installed without its checkout."""
    folder = Path(troth.__file__).resolve().parents[2] / "benchmarks"
    return {path.stem: path for path in sorted(folder.glob("*.py")) if not path.stem.startswith("_")}


def bench(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Name of the benchmark, such as ledger.", show_default=False)
    ],
    *,
    size: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="How much of it; unless given, the benchmark's own."),
    ] = None,
    json: AsJson = False,
) -> None:
    """Run a benchmark in a process of its own: size, wall time, CPU time, peak memory.

    Options that are not listed here are the benchmark's own: `python benchmarks/NAME.py --help` lists them.
    """
    known = benchmarks()
    if not known:
        msg = "no benchmarks here: they stand in the folder benchmarks/ of a checkout; install with `pip install -e .` from one"
        raise NoCheckoutError(msg)
    if name not in known:
        raise unusable(
            at="bench", found=name, expected=f"one of {', '.join(known)}", remedy="choose one of these"
        )
    command = [sys.executable, str(known[name])]
    command += ["--size", str(size)] if size is not None else []
    command += ["--json"] if json else []
    command += context.args
    sys.stdout.flush()
    raise typer.Exit(subprocess.run(command, check=False).returncode)  # noqa: S603 - our own interpreter and a file of the checkout
