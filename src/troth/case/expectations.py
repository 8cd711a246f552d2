"""Verdicts worked out by hand against verdicts computed: `troth test CASE`."""

from dataclasses import dataclass
from decimal import Decimal

from troth.records.base import Record
from troth.records.verdict import Verdict

from .changes import key_of
from .model import Case, Expected, ExpectedVerdict
from .picture import look
from .statements import commit
from .steps import run_steps


class Mismatch(Record):
    """One expectation that was not met."""

    file: str
    line: int | None
    term: str
    field: str
    """``state``, ``low``, ``high``, or ``row`` where there is no such verdict at all."""
    expected: str
    found: str
    why: str
    """The reasoning that stands beside the expectation."""
    because: tuple[str, ...] = ()
    """The rows that the computed verdict rests on."""

    def text(self) -> str:
        """One line, for a terminal or a log."""
        where = self.file if self.line is None else f"{self.file} line {self.line}"
        rests = f"; rests on {', '.join(self.because)}" if self.because else ""
        return f"{where}: {self.term}: {self.field}: expected {self.expected}, found {self.found}{rests}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """How the expectations of a case fared."""

    compared: int
    mismatches: tuple[Mismatch, ...]


def examine(case: Case) -> Tested:
    """Compare every expected verdict of a case with the one that the program computes."""
    book = commit(case)
    compared, mismatches = 0, []
    for expected in case.expected:
        picture = look(case, book, as_of=expected.as_of, viewer=expected.viewer or case.owner)
        found = {key_of(verdict): verdict for verdict in run_steps(case, picture, explain=False).verdicts}
        for one, line in expected.verdicts:
            compared += 1
            mismatches += _compare(expected, one, line, found.get((one.term, one.instance, one.obligor)))
    return Tested(compared=compared, mismatches=tuple(mismatches))


def _compare(
    expected: Expected, one: ExpectedVerdict, line: int | None, found: Verdict | None
) -> list[Mismatch]:
    name = " ".join(part for part in (one.term, one.instance, one.obligor) if part)

    def miss(field: str, wanted: object, got: object) -> Mismatch:
        because = () if found is None else found.because
        return Mismatch(
            file=expected.file, line=line, term=name, field=field, expected=str(wanted), found=str(got), why=one.why,
            because=because,
        )  # fmt: skip

    if found is None:
        return [miss("row", "a verdict", "none for this term, instance and obligor")]
    misses = []
    if found.state != one.state:
        misses.append(miss("state", one.state.value, found.state.value))
    if one.low is not None and found.quantity.low != one.low:
        misses.append(miss("low", _number(one.low), _number(found.quantity.low)))
    if one.high_open and found.quantity.high is not None:
        misses.append(miss("high", "open", _number(found.quantity.high)))
    if one.high is not None and found.quantity.high != one.high:
        misses.append(miss("high", _number(one.high), _number(found.quantity.high)))
    return misses


def _number(value: Decimal | None) -> str:
    return "open" if value is None else f"{value:f}"
