"""Units of measure by their names and their symbols."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from troth.read.listed import listed

_PREFIXES = {"exa": "E", "peta": "P", "tera": "T", "giga": "G", "mega": "M", "kilo": "k", "hecto": "h", "centi": "c", "milli": "m", "micro": "\u00b5", "nano": "n", "pico": "p", "femto": "f", "atto": "a"}  # fmt: skip
_PREFIXED = "metre:m litre:L watt:W joule:J gram:g hertz:Hz volt:V byte:B bit:bit pascal:Pa electronvolt:eV gray:Gy sievert:Sv becquerel:Bq newton:N ampere:A tonne:t barn:b"
_PLAIN = """
second:s sec secs|minute:min mins|hour:h hr hrs|day|week|month|year:yr yrs|decade|century|inch:in inches|foot:ft feet|yard:yd yds|mile:mi|nautical mile:nmi
acre|hectare:ha|gallon:gal|pint|quart|cup|tablespoon:tbsp|teaspoon:tsp|ounce:oz|pound-mass:lb lbs|ton:tons|tonne:mt metric-ton metric-tons|stone|kelvin:K|candela:cd|mole:mol
barrel:bbl|bushel|carat|knot|degree|calorie:cal|kilocalorie:kcal kcals|watt hour:Wh watt-hour watt-hours|kilowatt hour:kWh kilowatt-hour kilowatt-hours|megawatt hour:MWh megawatt-hour megawatt-hours|gigawatt hour:GWh gigawatt-hours
horsepower:hp|year:annum|megayear:Ma|gigayear:Ga|kibibyte:KiB|mebibyte:MiB|gibibyte:GiB|dunam:dunams dunum dunums|ton per day:tpd|litre per second:lps|kilometre per hour:km/h kph kmh|mile per hour:mph|penny:pence|dime|cent
"""
_SPELLINGS = {
    "meter": "metre",
    "meters": "metre",
    "liter": "litre",
    "liters": "litre",
    "sq": "square",
    "cu": "cubic",
}
_DEGREES = {
    "c": "degree celsius",
    "celsius": "degree celsius",
    "centigrade": "degree celsius",
    "f": "degree fahrenheit",
    "fahrenheit": "degree fahrenheit",
    "k": "kelvin",
}


def _prefixed() -> dict[str, str]:
    names: dict[str, str] = {}
    for pair in _PREFIXED.split():
        base, symbol = pair.split(":")
        for prefix, letter in (("", ""), *_PREFIXES.items()):
            unit = prefix + base
            names |= dict.fromkeys((unit, unit + "s"), unit)
            if base in {"metre", "litre"}:
                names |= dict.fromkeys((prefix + base[:-2] + "er", prefix + base[:-2] + "ers"), unit)
            if base not in {"tonne", "barn", "bit"} or not letter:
                names[letter + symbol] = unit
    return names


def _names() -> dict[str, str]:
    names = _prefixed()
    names |= {
        "kt": "kilotonne",
        "Mt": "megatonne",
        "Mbit": "megabit",
        "Gbit": "gigabit",
        "kbit": "kilobit",
        "l": "litre",
        "ml": "millilitre",
        "cl": "centilitre",
        "dl": "decilitre",
        "um": "micrometre",
        "B": "byte",
        "kB": "kilobyte",
    }
    for part in _PLAIN.replace("\n", "|").split("|"):
        if part:
            unit, _, symbols = part.partition(":")
            names.setdefault(unit, unit)
            names.setdefault(unit + "s", unit)
            for symbol in symbols.split():
                names.setdefault(symbol, unit)
    names |= {
        "foot": "foot",
        "feet": "foot",
        "inches": "inch",
        "centuries": "century",
        "pennies": "penny",
        "Ga": "gigayear",
        "hz": "hertz",
    }
    return {
        word: unit
        for word, unit in names.items()
        if word not in listed("a A T E P G M k c n p f K V N b d fa pa") or word in {"K", "V", "N"}
    }


NAMES: Mapping[str, str] = MappingProxyType(_names())
"""Every spelling with its unit; symbols are told apart by case, names are in lower case."""
_WORD = re.compile(r"\u00b0\s?[CFK]\b|[^\W\d_]+(?:-(?:metric|hours?)\b)?|%|\u2030")
_POWER = re.compile(
    r"(?:\^|\*\*)?(?P<power>[-\u2212]?[23\u00b2\u00b3]|[-\u2212]1)(?!\d|[.,]\d|/\d)|(?P<high>[\u00b2\u00b3])"
)
_RAISED = {"2": "square ", "3": "cubic ", "\u00b2": "square ", "\u00b3": "cubic ", "-1": "inverse "}
_PER = re.compile(r"\s?/\s?|\s(?:per|a|an|each|every)\s|\sper\s", re.IGNORECASE)
_TONS = re.compile(r"[ -]tons?(?:nes?)?\b")
_SCALES = re.compile(r"\s(celsius|fahrenheit|centigrade|C|F)\b", re.IGNORECASE)
_RAISED_UNIT = re.compile(r"\.?[ -]([A-Za-z]+)")
_POWERED = re.compile(r" (squared|cubed)\b")
_INCHES = re.compile(r"\s?(?:$|[^\s\w]|(?:thick|long|wide|high|tall|deep|of)\b)")
"""What may follow *in* where it means inches."""
_GAP = re.compile(r"[ \u00a0\u2009\u202f]?-?")


def unit_at(text: str, at: int, *, hyphen: bool = True) -> tuple[str, int] | None:
    """The unit that stands at or right behind `at`, with its end.

    >>> unit_at("15 litres per person per day", 2)
    ('litre per person per day', 28)
    >>> unit_at("40 km2", 2), unit_at("3 tents", 1)
    (('square kilometre', 6), None)
    """
    gap = _GAP.match(text, at)
    start = gap.end() if gap is not None else at
    if not hyphen and gap is not None and gap.group().endswith("-"):
        return None
    found = _simple(text, start)
    if found is None:
        return None
    unit, end = found
    while (per := _PER.match(text, end)) is not None:
        under = _simple(text, per.end()) or _person(text, per.end())
        if under is None or (
            per.group().strip() in {"a", "an", "each", "every"}
            and under[0] not in listed("day week month year hour person")
        ):
            break
        unit, end = f"{unit} per {under[0]}", under[1]
    return unit, end


_PERSON = re.compile(r"person|people|capita|head|household|family|child|patient|truck", re.IGNORECASE)


def _person(text: str, at: int) -> tuple[str, int] | None:
    match = _PERSON.match(text, at)
    if match is None:
        return None
    word = match.group().lower()
    return ("person" if word in {"people", "capita", "head"} else word), match.end()


def _simple(text: str, at: int) -> tuple[str, int] | None:
    """One unit with its power: *square kilometres*, *km2*, *degrees Celsius*, *per cent*."""
    word = _WORD.match(text, at)
    if word is None:
        return None
    said, end = word.group(), word.end()
    low = said.lower()
    if said == "%" or low in {"percent", "pct", "per"}:
        return _percent(text, low, end)
    if said.startswith("\u00b0"):
        return _DEGREES[said[-1].lower()], end
    if low in {"degree", "degrees", "deg"}:
        return _degrees(text, end)
    if low in {"metric", "short", "long"} and (tons := _TONS.match(text, end)):
        return "tonne" if low == "metric" else "ton", tons.end()
    if low in {"square", "sq", "cubic", "cu"}:
        return _raised(text, low, end)
    return None if low == "in" and not _INCHES.match(text, end) else _named(text, said, end)


def _percent(text: str, low: str, end: int) -> tuple[str, int] | None:
    if low != "per":
        return "percent", end
    return ("percent", end + 5) if text[end : end + 5].lower() == " cent" else None


def _degrees(text: str, end: int) -> tuple[str, int]:
    match = _SCALES.match(text, end)
    return (_DEGREES[match.group(1).lower()], match.end()) if match else ("degree", end)


def _raised(text: str, word: str, end: int) -> tuple[str, int] | None:
    match = _RAISED_UNIT.match(text, end)
    unit = None if match is None else _lookup(match.group(1))
    if match is None or unit is None:
        return None
    return f"{_SPELLINGS.get(word, word)} {unit}", match.end()


def _lookup(said: str) -> str | None:
    return NAMES.get(said) or (NAMES.get(said.lower()) if len(said) > 3 else None)


def _named(text: str, said: str, end: int) -> tuple[str, int] | None:
    unit = _lookup(said)
    if unit is None:
        return _product(said, end)
    if len(said) == 1 and text[end : end + 1].isdigit() and _POWER.match(text, end) is None:
        return None  # *50 M113 vehicles* are no metres
    if (tail := _POWERED.match(text, end)) is not None:
        return ("square " if tail.group(1) == "squared" else "cubic ") + unit, tail.end()
    power = _POWER.match(text, end)
    if power is not None and len(said) <= 3:
        sign = (power["power"] or power["high"]).replace("\u2212", "-")
        return _RAISED.get(sign, "inverse square ") + unit, power.end()
    if unit == "nautical mile" or said.lower() != "nautical":
        return unit, end
    return None


_FACTORS = ("cd", "J", "W", "N", "A", "V")


def _product(said: str, end: int) -> tuple[str, int] | None:
    """Two symbols written as one: *Js* is a joule second."""
    for first in _FACTORS:
        second = said.removeprefix(first)
        if second != said and second in {"s", "h", "m"}:
            return f"{NAMES[first]} {NAMES[second]}", end
    return None
