"""What can be wrong, said so that its owner can mend it.

TrothError
└── ProblemsError    one or more problems in what a person gave us
"""

from collections.abc import Sequence
from typing import Literal

from .base import Record


class TrothError(Exception):
    """Base of every error that Troth raises for a reason a user can act on."""


class Problem(Record):
    """One thing that is wrong with an input: where, what was found, what was expected, what to do.

    >>> print(Problem(file="evidence/reports.csv", line=14, field="quantity", found="12,5m",
    ...               expected="a number", remedy="write 12500000 and put the unit in `unit`").text())
    evidence/reports.csv line 14: quantity: found '12,5m', expected a number; write 12500000 and put the unit in `unit`
    """

    file: str
    """File relative to the case folder, or the name the user gave."""
    line: int | None = None
    """1-based line where the trouble starts; None where the whole file is meant."""
    field: str | None = None
    """Column, key or dotted path."""
    found: str | None = None
    """The offending value, as it was found."""
    expected: str
    """What would have been right."""
    remedy: str
    """What its owner can do about it."""
    level: Literal["error", "warning"] = "error"
    """An error keeps the input from being used; a warning should be looked at."""

    def text(self) -> str:
        """One line, for a terminal or a log."""
        where = self.file if self.line is None else f"{self.file} line {self.line}"
        field = "" if self.field is None else f"{self.field}: "
        field = f"warning: {field}" if self.level == "warning" else field
        found = "" if self.found is None else f"found {self.found!r}, "
        return f"{where}: {field}{found}expected {self.expected}; {self.remedy}".replace("\n", "\\n")


class ProblemsError(TrothError):
    """The input cannot be used; `problems` holds every reason, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.text() for problem in self.problems))

    def __reduce__(self) -> tuple[type["ProblemsError"], tuple[Sequence[Problem]]]:
        """As it was made, so that it comes through from another process."""
        return type(self), (self.problems,)
