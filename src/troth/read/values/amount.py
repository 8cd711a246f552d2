"""An amount as a text says it."""

from typing import NamedTuple


class Amount(NamedTuple):
    """A quantity at ``text[start:end]``: a number, a range or a vague word, with what it counts."""

    start: int
    end: int
    value: float | None
    """None: a range, or no value at all (*billions of dollars*)."""
    low: float | None
    high: float | None
    """The interval that the words leave open; equal where the number is exact, None where an end is open."""
    unit: str
    """In the singular and lower case, an ISO 4217 code for money, empty for a bare number."""
    kind: str
    """`money`, `measure`, `count`, `percent` or `number`."""
    currency: str | None = None
    ambiguous: bool = False
    """The currency is a guess: *$* and *dollars* may be those of a score of countries."""
    approx: str | None = None
    """`at_least`, `at_most`, `about`, `range`, `vague`, `dozens` or `order_of_magnitude`."""
    noun: str = ""
    """What is counted or measured, as the text names it."""
