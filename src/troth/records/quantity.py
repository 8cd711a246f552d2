"""How much: an interval with a unit, and money with its currency, date and price basis."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Self

from pydantic import Field, model_validator

from .base import Record

ZERO = Decimal(0)
LARGEST = Decimal(10) ** 15
"""No number that is read is larger, so that sums of all of a case's rows keep every digit and fit every table."""
PLACES = 6
"""Decimal places of a number that is read."""
_NUMBER = r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?"
_FORMS = re.compile(
    rf"(?P<point>{_NUMBER})|>=\s*(?P<least>{_NUMBER})|<=\s*(?P<most>{_NUMBER})|(?P<low>{_NUMBER})\.\.(?P<high>{_NUMBER})"
)


class Quantity(Record):
    """An amount that lies between `low` and `high` (None: open), both ends included.

    "At least 200" is [200, ∞); a conflict between sources widens the interval and is shown.

    >>> parse_quantity("137..200", "truck")
    Quantity(low=Decimal('137'), high=Decimal('200'), unit='truck')
    """

    low: Decimal = Field(default=ZERO, allow_inf_nan=False)
    high: Decimal | None = Field(default=None, allow_inf_nan=False)
    unit: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.high is not None and self.high < self.low:
            msg = f"quantity runs backwards: {self.low}..{self.high}"
            raise ValueError(msg)
        return self

    def text(self) -> str:
        """The interval as `parse_quantity` reads it, without its unit.

        >>> parse_quantity(">= 200").text()
        '>=200'
        """
        if self.high is None:
            return f">={self.low}"
        return str(self.low) if self.low == self.high else f"{self.low}..{self.high}"

    def __add__(self, other: Self) -> "Quantity":
        """Add interval by interval; the units must agree."""
        if self.unit != other.unit:
            msg = f"cannot add {other.unit!r} to {self.unit!r}"
            raise ValueError(msg)
        high = None if self.high is None or other.high is None else self.high + other.high
        return Quantity(low=self.low + other.low, high=high, unit=self.unit)


def hull(quantities: Iterable[Quantity]) -> Quantity:
    """The smallest interval that holds all of `quantities` (at least one, of one unit).

    >>> hull([parse_quantity("13", "person"), parse_quantity("14", "person")]).high
    Decimal('14')
    """
    items = list(quantities)
    units = {item.unit for item in items}
    if len(units) != 1:
        found = ", ".join(repr(unit) for unit in sorted(units)) or "no quantity at all"
        msg = f"a hull is of at least one quantity, all of one unit; found {found}"
        raise ValueError(msg)
    highs = [item.high for item in items if item.high is not None]
    return Quantity(
        low=min(item.low for item in items),
        high=max(highs) if len(highs) == len(items) else None,
        unit=items[0].unit,
    )


def within_reach(value: Decimal) -> Decimal:
    """Give a number back that can be counted with: at most 10^15 either way, with at most 6 decimals.

    >>> within_reach(Decimal("1e30"))
    Traceback (most recent call last):
    ValueError: 1e+30 cannot be counted with; write a number of at most 1000000000000000 with at most 6 decimals

    Raises
    ------
    ValueError
        It is larger or finer; the message says what may be written.
    """
    if abs(value) > LARGEST or value != round(value, PLACES):
        shown = f"{value:.8g}"
        msg = f"{shown} cannot be counted with; write a number of at most {LARGEST} with at most {PLACES} decimals"
        raise ValueError(msg)
    return value


def parse_quantity(text: str, unit: str = "") -> Quantity:
    """Read ``"200"``, ``">=200"``, ``"<=5"`` or ``"137..200"``; anything else is refused with what to write.

    Numbers are at most 10^15, with at most 6 decimals (`within_reach`).

    >>> parse_quantity(">=140000", "litre").high is None
    True
    """
    match = _FORMS.fullmatch(text.strip())
    if match is None:
        msg = f"{text!r} is not a number; write 12500000, >=200, <=5 or 137..200 and put the unit in its own column"
        raise ValueError(msg)
    try:
        found = {name: None if value is None else Decimal(value) for name, value in match.groupdict().items()}
    except InvalidOperation:  # pragma: no cover - the pattern admits only decimal numbers
        msg = f"{text!r} is not a number"
        raise ValueError(msg) from None
    for value in found.values():
        if value is not None:
            within_reach(value)
    low = next((v for v in (found["point"], found["least"], found["low"]) if v is not None), ZERO)
    high = next((v for v in (found["point"], found["most"], found["high"]) if v is not None), None)
    if high is not None and high < low:
        msg = f"{text!r} runs backwards; write the smaller number first: {high}..{low}"
        raise ValueError(msg)
    return Quantity(low=low, high=high, unit=unit)


class Money(Record):
    """An amount with what makes it comparable: currency, value date and price basis. The original is always kept.

    >>> Money(amount=Decimal("50000000"), currency="EUR").currency
    'EUR'
    """

    amount: Decimal = Field(allow_inf_nan=False)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    """ISO 4217 code."""
    value_date: date | None = None
    """The day whose rate converts it; None: not stated."""
    price_basis: str | None = None
    """``"current"`` or the year of constant prices, as ``"2024"``."""
