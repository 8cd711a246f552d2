"""The history of the verdicts in words, for a terminal or a pipe."""

from troth.case import Run

from .report.history import turn_lines
from .report.sentences import Index
from .report.text import catalog, plain
from .terminal import heading, say


def print_history(run: Run) -> None:
    """Under each term and each day of it: since when it stood as it did, and why. Nothing where no history was told."""
    index, texts = Index.of(run.tables), catalog("en")
    for name, lines in turn_lines(run.tables["history"], index, texts).items():
        say()
        heading(" ".join(part for part in name[:2] if part))
        for line in lines:
            say(plain(line))
