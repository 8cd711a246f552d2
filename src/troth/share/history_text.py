"""The history of the verdicts in words, for a terminal or a pipe."""

from troth.case import Run

from .report.history import turn_lines, untold_lines
from .report.sentences import Index
from .report.text import catalog, plain
from .terminal import heading, say


def print_history(run: Run) -> None:
    """Under each term and each day of it: since when it stood as it did, and why. A term with too many rows says so."""
    index, texts = Index.of(run.tables), catalog("en")
    told = turn_lines(run.tables["history"], index, texts) | untold_lines(run.tables["untold"], texts)
    for name, lines in told.items():
        say()
        heading(" ".join(part for part in name[:2] if part))
        for line in lines:
            say(plain(line))
