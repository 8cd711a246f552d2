"""Amounts in a text, from left to right."""

import re

from troth.read.listed import listed

from . import currencies
from .amount import Amount
from .numerals import NUMBER, Numeral, numeral, numerals, short_scale
from .refusals import past, refused
from .single import one, several
from .units import unit_at

_BEFORE: tuple[tuple[str, str], ...] = (
    ("at_least", r"at least|at minimum|a minimum of|no (?:less|fewer) than|not (?:less|fewer) than|more than|over|above|exceeding|upwards of|in excess of|well over|greater than"),
    ("at_most", r"at most|up to|no more than|not more than|a maximum of|less than|fewer than|under|below|at the most|not exceeding|within"),
    ("about", r"about|around|approximately|roughly|nearly|almost|some|close to|an estimated|estimated|circa|ca\.|c\.|~|near|somewhere around|exactly"),
)  # fmt: skip
_MODIFIER = re.compile(
    r"(?:^|[\s(])(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _BEFORE)
    + r")\s?(?:an?\s(?:further|additional|estimated)\s|the\s|another\s|additional\s)?(?:an additional\s)?$",
    re.IGNORECASE,
)
_PHRASAL = re.compile(
    r"\b(?:hand|turn|take|took|taken|hold|held|give|carry|carried)(?:s|ed|ing)? over\s$", re.IGNORECASE
)
"""Here *over* belongs to the verb, and is no bound."""
_TO = re.compile(r"(?P<hyphen>-?)\s?(?:to|[-\u2013\u2014]|and)\s?-?\s?", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s$", re.IGNORECASE)
_FROM = re.compile(
    r"\b(?:reduced|changed|rose|fell|increased|decreased|grew|raised|cut|went) from\s$", re.IGNORECASE
)
_SPREAD = re.compile(r"\s?(?:\+/-|\u00b1)\s?(?P<by>\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)")
_ONE_OF = re.compile(r"\b(?P<one>[Aa]n?)\s(?=(?P<word>[A-Za-z]+))")
_ZERO = re.compile(r"\babsolute zero\b", re.IGNORECASE)
_MEASURES_OF_ONE = listed(
    "kibibyte gallon penny dime tonne litre kilometre mile hectare acre hour day week month year kilogram metre decade"
)


def amounts(text: str) -> list[Amount]:
    """The amounts of a text in the order in which they stand; they never overlap.

    >>> [(found.value, found.unit) for found in amounts("Norway will send 200 tents and EUR 3m by 5 May 2024.")]
    [(200.0, 'tent'), (3000000.0, 'EUR')]
    >>> found, = amounts("services for 1M+ citizens")
    >>> found.low, found.high, found.unit
    (1000000.0, None, 'person')
    """
    found: list[Amount] = []
    end = -1
    for match in numerals(text):
        if match.start() < end:
            continue
        if _MINUS.search(text[max(0, match.start() - 7) : match.start()]):
            negative = numeral(text, match)
            end = negative.end if negative is not None else match.end()
            continue
        amount = _amount(text, match)
        if amount is not None:
            found.append(amount)
        end = max(end, amount.end if amount is not None else past(text, match))
    return sorted([*found, *_single(text, found)], key=lambda amount: amount.start)


def _amount(text: str, match: re.Match[str]) -> Amount | None:
    if match["figures"] and refused(text, match):
        return None
    number = numeral(text, match)
    if number is None or (number.value == 0 and _ZERO.search(text[max(0, match.start() - 9) : match.end()])):
        return None
    first = several(text, match, number) or one(text, number)
    if first is None:
        return None
    whole = _range(text, first, number) or _spread(text, first)
    return _modified(text, whole or first)


_MINUS = re.compile(r"\b[Mm]inus\s$")
"""*Minus five million*: nobody says so of what is given."""


def _range(text: str, first: Amount, number: Numeral) -> Amount | None:
    """*3 to 4 litres*, *between 2.5bn and 3bn euros*, *8- to 16-metre*."""
    links = [(place, _TO.match(text, place)) for place in dict.fromkeys((first.end, number.end))]
    if not any(link for _, link in links) or _FROM.search(text[max(0, first.start - 20) : first.start]):
        return None
    between = _BETWEEN.search(text[max(0, first.start - 9) : first.start]) is not None
    for place, link in links:
        if link is None or (
            "and" in link.group().lower() and not between and not _shares_unit(text, link.end())
        ):
            continue
        match = NUMBER.search(text, link.end(), link.end() + 40)
        jump = currencies.SIGN.match(text, link.end())
        if match is None or match.start() > (jump.end() if jump else link.end()):
            continue
        if place == number.end and number.end != first.end and first.kind != "money":
            continue
        second = _second(text, link)
        if second is None:
            continue
        if "and" in link.group().lower() and not between:
            return (
                first._replace(unit=second.unit, kind=second.kind, noun=second.noun)
                if not first.unit and second.kind != "count"
                else None
            )
        return _joined(text, first, second, link.group(), between=between)
    return None


def _shares_unit(text: str, at: int) -> bool:
    return re.match(r"\d", text[at : at + 1]) is not None


def _second(text: str, link: re.Match[str]) -> Amount | None:
    match = NUMBER.search(text, link.end(), min(len(text), link.end() + 60))
    if match is None or (match["figures"] is None and match["words"] is None):
        return None
    number = numeral(text, match)
    if number is None:
        return None
    found = one(text, number)
    if (
        found is not None
        and found.value is not None
        and re.search(r"(?:to|and|[-\u2013])\s?-$", text[max(0, number.start - 5) : number.start])
        and found.value > 0
        and found.unit.startswith("degree")
    ):
        return found._replace(value=-found.value, low=-found.value, high=-found.value)
    return found


def _joined(text: str, first: Amount, second: Amount, link: str, *, between: bool) -> Amount | None:
    alone = first.kind == "money" and second.kind in {"number", "count"}
    if (
        first.value is None
        or second.value is None
        or (not alone and first.kind != "number" and first.unit and first.unit != second.unit)
    ):
        return None
    left, right = first.value, second.value
    if (
        not link.strip("- \u2013\u2014").strip()
        and not second.unit
        and not first.unit
        and left > right
        and not between
    ):
        return None
    short = short_scale(text, second.end) if first.kind == "money" and second.kind == "number" else None
    if short is not None and left < _SMALL:
        left, right = left * short[0], right * short[0]  # *$1.2-1.5bn*
        second = second._replace(end=short[1])
    left *= _shared_scale(text, first, second)
    low, high = min(left, right), max(left, right)
    unit = first.unit if first.kind == "money" else second.unit or first.unit
    start = first.start - (len("between ") if between else 0)
    kind = first.kind if first.kind == "money" else second.kind if second.unit else first.kind
    return second._replace(
        start=start,
        value=None,
        low=low,
        high=high,
        unit=unit,
        kind=kind,
        currency=first.currency or second.currency,
        ambiguous=first.ambiguous or second.ambiguous,
        approx="range",
        noun=second.noun or first.noun,
    )


_SMALL = 1000.0
_SCALE = re.compile(r"(thousand|million|billion|trillion|bn|mn|m|k)\b")
_SCALES = {"t": 1e3, "m": 1e6, "b": 1e9, "k": 1e3, "trillion": 1e12}


def _shared_scale(text: str, first: Amount, second: Amount) -> float:
    """*2.5\u20133bn* and *15 to 20 million*: the magnitude behind the second number is the first one's too."""
    scale = _SCALE.search(text, second.start, second.end)
    low, high = first.value or 0.0, second.value or 0.0
    if scale is None or low >= 1000 or high < 1000 or re.search(r"[a-z]", text[first.start : first.end]):
        return 1.0
    return _SCALES.get(scale.group(), _SCALES.get(scale.group()[0], 1.0))


def _spread(text: str, first: Amount) -> Amount | None:
    """*9.83e-3 +/- 1e-5 km/s2* is an interval about its middle."""
    match = _SPREAD.match(text, first.end)
    if match is None or first.value is None:
        return None
    by = float(match["by"])
    unit, end = unit_at(text, match.end()) or (first.unit, match.end())
    return first._replace(
        end=end,
        unit=unit,
        kind="measure" if unit else first.kind,
        value=None,
        low=first.value - by,
        high=first.value + by,
        approx="range",
    )


def _modified(text: str, amount: Amount) -> Amount:
    """*At least*, *up to*, *about* before a number make it an interval, or say that it is not exact."""
    if text[amount.start - 1 : amount.start] not in {" ", "~", "\u00a0"}:
        return amount
    match = _MODIFIER.search(text[max(0, amount.start - 40) : amount.start])
    if match is None or amount.approx not in {None, "at_least"} or amount.low is None:
        return amount
    if _PHRASAL.search(text[max(0, amount.start - 40) : amount.start]):
        return amount
    kind = match.lastgroup
    if kind == "about" and "exactly" in match.group().lower():
        return amount
    if kind == "about":
        return amount._replace(approx=amount.approx or "about")
    if kind == "at_least":
        return amount._replace(high=None, approx="at_least")
    if "within" in match.group().lower():
        return amount
    return amount._replace(low=None if amount.low < 0 else 0.0, approx="at_most")


def _single(text: str, found: list[Amount]) -> list[Amount]:
    """*A gallon*, *a penny*: the article counts one of a measure; and *absolute zero*."""
    taken = [(amount.start, amount.end) for amount in found]
    more: list[Amount] = []
    for match in _ONE_OF.finditer(text):
        unit = unit_at(text, match.end(), hyphen=False)
        if (
            unit is None
            or unit[0] not in _MEASURES_OF_ONE
            or any(start < unit[1] and match.start() < end for start, end in taken)
        ):
            continue
        if unit[0] in listed("hour day week month year decade metre kilometre mile") or re.search(
            r"(?:times|once|twice|per)\s$|\d\S*\s$", text[max(0, match.start() - 8) : match.start()]
        ):
            continue
        more.append(Amount(match.start(), unit[1], 1.0, 1.0, 1.0, unit[0], "measure"))
    more += [
        Amount(match.start(), match.end(), 0.0, 0.0, 0.0, "kelvin", "measure")
        for match in _ZERO.finditer(text)
    ]
    starts = {amount.start for amount in more}
    return [
        amount
        for amount in more
        if amount.start in starts
        and not any(start < amount.end and amount.start < end for start, end in taken)
    ]
