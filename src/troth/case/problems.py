"""Collecting what is wrong, so that its owner can mend all of it at once."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from troth.records.errors import Problem

MOST_PER_FILE = 100
"""Problems shown of one file; past it only their number is kept, so that a file of a million bad rows stays readable."""


class Problems:
    """Every problem of a case, in the order found; at most `MOST_PER_FILE` of one file are kept whole.

    >>> problems = Problems()
    >>> problems.add("case.toml", expected="a title", remedy="add one", line=1)
    >>> len(problems.all())
    1
    """

    def __init__(self) -> None:
        self._kept: dict[str, list[Problem]] = {}
        self._more: dict[str, int] = {}
        self._bad: set[tuple[str, int | None]] = set()
        self._warned: dict[str, list[Problem]] = {}

    def add(
        self, file: str, *, expected: str, remedy: str, line: int | None = None, field: str | None = None,
        found: object = None,
    ) -> None:  # fmt: skip
        """Note one problem; see `troth.records.errors.Problem` for the meaning of each part."""
        self._bad.add((file, line))
        kept = self._kept.setdefault(file, [])
        if len(kept) >= MOST_PER_FILE:
            self._more[file] = self._more.get(file, 0) + 1
            return
        text = None if found is None else _short(found if isinstance(found, str) else _plain(found))
        kept.append(Problem(file=file, line=line, field=field, found=text, expected=expected, remedy=remedy))

    def take(self, file: str, problem: Problem) -> None:
        """Note a problem that a reader of an outside format found in a file of the case."""
        self.add(
            file, line=problem.line, field=problem.field, found=problem.found, expected=problem.expected,
            remedy=problem.remedy,
        )  # fmt: skip

    def take_warning(self, file: str, warning: Problem) -> None:
        """Note a warning that a reader of an outside format gave."""
        self.warn(
            file, line=warning.line, field=warning.field, found=warning.found, expected=warning.expected,
            remedy=warning.remedy,
        )  # fmt: skip

    def warn(
        self, file: str, *, expected: str, remedy: str, line: int | None = None, field: str | None = None,
        found: str | None = None,
    ) -> None:  # fmt: skip
        """Note what should be looked at; the case can be used all the same."""
        self._warned.setdefault(file, []).append(
            Problem(
                file=file,
                line=line,
                field=field,
                found=found,
                expected=expected,
                remedy=remedy,
                level="warning",
            )
        )

    def warnings(self) -> tuple[Problem, ...]:
        """Every warning once, file by file and line by line; past `MOST_PER_FILE` of one file only their number."""
        found: list[Problem] = []
        for file in sorted(self._warned):
            rows = sorted(dict.fromkeys(self._warned[file]), key=lambda problem: problem.line or 0)
            found += rows[:MOST_PER_FILE]
            if more := len(rows) - MOST_PER_FILE if len(rows) > MOST_PER_FILE else 0:
                told = f"{more} more warnings like these"
                found.append(
                    Problem(file=file, found=told, expected="none", remedy="see those above", level="warning")
                )
        return tuple(found)

    def count(self, file: str | None = None) -> int:
        """How many problems there are, in one file or in all."""
        if file is not None:
            return len(self._kept.get(file, ())) + self._more.get(file, 0)
        return sum(self.count(name) for name in self._kept)

    def is_bad(self, file: str, line: int | None) -> bool:
        """Whether a problem was noted on this line."""
        return (file, line) in self._bad

    def all(self) -> tuple[Problem, ...]:
        """Every problem kept, file by file and line by line, and a last one per file for those that were only counted."""
        found: list[Problem] = []
        for file in sorted(self._kept):
            found += sorted(self._kept[file], key=lambda problem: problem.line or 0)
            if more := self._more.get(file):
                told = f"{more} more problems like these"
                found.append(
                    Problem(file=file, found=told, expected="none", remedy="correct those above first")
                )
        return tuple(found)


def _short(text: str, most: int = 120) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    try:
        return str(value)
    except ValueError:  # Python writes no number of more than 4,300 digits
        return "a number of thousands of digits"


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was most likely meant to be, or None.

    >>> closest("obliger", ["obligor", "beneficiary"])
    'obligor'
    """
    by_lower = {name.lower(): name for name in known}
    match = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[match[0]] if match else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """A hint for an unknown name: the nearest known one, else what to do otherwise.

    >>> did_you_mean("Izrael", ["Israel", "Hamas"], "add it")
    "did you mean 'Israel'?"
    """
    near = closest(word, known)
    return otherwise if near is None else f"did you mean {near!r}?"


def listed(names: Iterable[str], most: int = 12) -> str:
    """Names in a row for a message, cut after `most`.

    >>> listed(["b", "a"])
    'a, b'
    """
    names = sorted(names)
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


_NUMBER = ("a number", "write digits only, as in 12500000 or 12.5, and put the unit in its own key")
_TEXT = ("text", "put it in quotes")
_KINDS: Mapping[str, tuple[str, str]] = {
    "string_type": _TEXT,
    "string_too_short": ("a text that is not empty", "fill it in"),
    "int_type": ("a whole number", "write digits only"),
    "int_parsing": ("a whole number", "write digits only"),
    "int_from_float": ("a whole number", "write digits only"),
    "bool_type": ("true or false", "write true or false without quotes"),
    "tuple_type": ("a list", "write it in brackets, as in [\"Israel\"]"),
    "list_type": ("a list", "write it in brackets, as in [\"Israel\"]"),
    "dict_type": ("a table", "write key = value pairs"),
    "model_type": ("a table", "write key = value pairs"),
    "finite_number": _NUMBER,
    "extra_forbidden": ("a known key", "correct its name, or take it out"),
}  # fmt: skip


def explained(error: Mapping[str, Any]) -> tuple[str, str]:
    """What was expected and what to do, for one error of a pydantic validation."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        return "a value", f"add `{error['loc'][-1]}`"
    if kind in {"enum", "literal_error"}:
        known = [word.strip(" '") for word in str(context["expected"]).replace(" or ", ", ").split(",")]
        return f"one of {', '.join(known)}", did_you_mean(str(error["input"]), known, "write one of these")
    if kind.startswith("decimal"):
        return _NUMBER
    if kind == "value_error":
        said = str(context["error"])
        expected, _, remedy = said.partition("; ")
        return f"parts that fit together ({expected})", remedy or "correct it"
    return _KINDS.get(kind, (_bound(error), "correct it"))


def _bound(error: Mapping[str, Any]) -> str:
    said = str(error["msg"])
    return said.removeprefix("Input should be ").replace("greater than or equal to", "at least")


def errors_of(error: ValidationError) -> Sequence[Mapping[str, Any]]:
    """The errors of a validation, without links to pages on the network."""
    return error.errors(include_url=False)
