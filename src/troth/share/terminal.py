"""How things look on a terminal: tables and progress where a person reads, plain text in a pipe."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.markup import escape
from rich.table import Table

STATE_STYLE = {
    "kept": "bold blue",
    "partly_kept": "blue",
    "broken": "bold dark_orange",
    "disputed": "bold magenta",
    "unknown": "dim",
    "pending": "default",
    "lapsed": "cyan",
    "suspended": "cyan",
    "excused": "cyan",
    "repaired": "cyan",
}
"""Colours that differ for colour-blind readers too; the word always stands beside."""
_CONTROL = dict.fromkeys(
    [
        *(code for code in range(32) if chr(code) not in "\n\t"),
        *range(127, 160),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ],
    "·",
)
"""Control characters, and those that turn the direction of what follows."""


def clean(text: str) -> str:
    r"""A text without control characters: a case that was mailed must not be able to steer the reader's terminal.

    >>> clean("kept\x1b[2J")
    'kept·[2J'
    """
    return text.translate(_CONTROL)


def emit(document: str) -> None:
    """Write a document to standard output as it is: other programs read it."""
    sys.stdout.write(document if document.endswith("\n") else f"{document}\n")


def say(text: str = "") -> None:
    """Write a line to standard output."""
    sys.stdout.write(f"{clean(text)}\n")


def complain(text: str) -> None:
    """Write a line to standard error."""
    sys.stdout.flush()
    sys.stderr.write(f"{clean(text)}\n")


def is_terminal(stream: TextIO | None = None) -> bool:
    """Whether a person reads what is written."""
    return (stream or sys.stdout).isatty()


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show on a terminal that something takes its time; silent in a pipe."""
    if not is_terminal(sys.stderr):
        yield
        return
    with Console(stderr=True).status(escape(what)):
        yield


def heading(text: str) -> None:
    """A line that stands out on a terminal."""
    if is_terminal():
        Console().print(f"[bold]{escape(clean(text))}[/bold]", highlight=False)
    else:
        say(text)


def paragraph(text: str) -> None:
    """Words that may fill several lines, slightly indented."""
    if is_terminal():
        Console().print(escape(clean(text)), highlight=False)
    else:
        say(text)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, state: int | None = None) -> None:
    """Rows under their columns.

    Parameters
    ----------
    state
        Number of the column that holds a state, to be coloured.
    """
    rows = [list(row) for row in rows]
    if not is_terminal():
        _plain(columns, rows)
        return
    drawn = Table(show_lines=False, pad_edge=False, expand=False)
    for number, column in enumerate(columns):
        drawn.add_column(column, overflow="fold", no_wrap=number == 0)
    for row in rows:
        cells = [escape(clean(cell)) for cell in row]
        if state is not None:
            style = STATE_STYLE.get(row[state].partition(",")[0].replace(" ", "_"), "default")
            cells[state] = f"[{style}]{cells[state]}[/]"
        drawn.add_row(*cells)
    Console().print(drawn, highlight=False)


def _plain(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[number]) for row in [columns, *rows]) for number in range(len(columns))]
    for row in [columns, *rows]:
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
