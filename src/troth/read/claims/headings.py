"""What the bare numbers of a column are worth, by its heading: *Pledge (USD million)*, *Amount, EUR bn*, *Troops*."""

import re
from typing import NamedTuple

from troth.read.listed import listed
from troth.read.values import Amount
from troth.read.values.currencies import CODES
from troth.read.values.nouns import singular

from . import words

_SCALES = {
    "thousand": 1e3, "thousands": 1e3, "k": 1e3, "million": 1e6, "millions": 1e6, "mn": 1e6, "mio": 1e6, "m": 1e6,
    "billion": 1e9, "billions": 1e9, "bn": 1e9,
}  # fmt: skip
_SIGNS = {"$": "USD", "us$": "USD", "\u20ac": "EUR", "\u00a3": "GBP", "a$": "AUD", "c$": "CAD"}
_NAMES = {"euros": "EUR", "euro": "EUR"}
_COUNTS = listed("troops personnel police people staff aircraft")
_WORD = re.compile(r"(?:US|A|C)\$|[$\u20ac\u00a3]|[A-Za-z]+")


class Heading(NamedTuple):
    """What a bare number below it counts."""

    unit: str = ""
    """In the singular, or the code of a currency."""
    scale: float = 1.0
    """By how much a bare number is multiplied."""
    money: bool = False
    ambiguous: bool = False
    """The currency is a *$* of which nobody says whose."""


def heading(said: str) -> Heading:
    """Read a heading.

    >>> heading("Pledge (USD million)")
    Heading(unit='USD', scale=1000000.0, money=True, ambiguous=False)
    >>> heading("Trucks per day").unit, heading("Contribution").unit
    ('truck', '')
    """
    found = _WORD.findall(said)
    codes = [word for word in found if word in CODES]
    signs = [word for word in found if word.lower() in _SIGNS or word.lower() in _NAMES]
    scale = next((_SCALES[word.lower()] for word in found if word.lower() in _SCALES), 1.0)
    if codes:
        return Heading(codes[0], scale, money=True)
    if signs:
        sign = signs[0].lower()
        return Heading(_SIGNS.get(sign) or _NAMES[sign], scale, money=True, ambiguous=sign == "$")
    return Heading(_counted([word.lower() for word in found]), 1.0)


def _counted(low: list[str]) -> str:
    others = words.TABLE_COMMITS | words.TABLE_NEEDS | words.TABLE_ESTIMATES
    return next(
        (
            singular(word)
            for word in low
            if word in _COUNTS or (word.endswith("s") and word not in others and word not in _SCALES)
        ),
        "",
    )


def worth(amount: Amount, above: Heading) -> Amount:
    """A bare number with what its heading says of it; any other amount as it is."""
    if amount.kind != "number" or not above.unit:
        return amount
    low, high, value = (
        None if end is None else end * above.scale for end in (amount.low, amount.high, amount.value)
    )
    made = amount._replace(unit=above.unit, value=value, low=low, high=high)
    return (
        made._replace(currency=above.unit, ambiguous=above.ambiguous, kind="money") if above.money else made
    )
