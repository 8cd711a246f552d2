"""One number with what it counts: a currency, a unit, a noun."""

import re

from . import currencies
from .amount import Amount
from .nouns import counted
from .numerals import NUMBER, Numeral, numeral, scaled, short_scale
from .units import unit_at

_MINUS = re.compile(r"(?:^|[\s($\u20ac\u00a3])[-\u2212]$")
_TIMES = re.compile(r"\s?times (?:per|a|each|every) (?P<unit>day|week|month|year|hour)", re.IGNORECASE)
_PER_HEAD = re.compile(
    r"(?: of [a-z]+(?: [a-z]+)?)? (?:per|a|for each|for every) (?:person|capita|head)(?: (?:per|a|and|each|every) (?P<time>day|week|month))?",
    re.IGNORECASE,
)
_OF_MANY = re.compile(r" (?:out )?of (?:the |its |all )?\d[\d,]*(?= )")
_PER_UNIT = re.compile(
    r"\s?(?:/|per|an?)\s?(?P<unit>hour|day|week|month|year|kg|tonne|litre|kilogram|person)\b"
)
_OF = re.compile(r" of (?!the\b|them\b|these\b|those\b)")
_IN = re.compile(r"\s(?:in|out of)\s(?P<bottom>\w+)\b")


def one(text: str, number: Numeral) -> Amount | None:
    """A number with its unit, currency or noun."""
    money = currencies.before(text, number.start)
    sign = (
        -1.0 if _MINUS.search(text[max(0, number.start - 2) : number.start]) or (money and money[3]) else 1.0
    )
    start = money[1] if money else number.start - (sign < 0)
    scale = None if number.scaled or number.words else short_scale(text, number.end)
    if money is not None:
        return _money(text, number, money[:3], scale, start, sign)
    end = scale[1] if scale else number.end
    plus = end if text[end : end + 1] == "+" else None
    unit = unit_at(text, number.end)
    later = currencies.after(text, end)
    if later is None and number.vague:
        later = currencies.after(text, _past_of(text, number))
    if later is not None and not (unit is not None and unit[1] >= later[1]):
        return _money(text, number, (later[0], start, later[2]), scale, start, sign, end=later[1])
    if unit is not None and plus is None and not _scaled_noun(text, scale, unit):
        kind = "percent" if unit[0] == "percent" else "measure"
        if (per := _PER_HEAD.match(text, unit[1])) is not None:
            unit = (
                f"{unit[0]} per person" + (f" per {per['time'].lower()}" if per["time"] else ""),
                per.end(),
            )
        return _made(number, number.value * sign, start, unit[1], unit[0], kind)
    return _counted(text, number, scale, start, sign)


def several(text: str, match: re.Match[str], number: Numeral) -> Amount | None:
    """*Several hundred* and *a few thousand* are at least two of them, and no more is said."""
    if not number.words or not re.search(
        r"\b(?:several|a few|many|some|few)\s$",
        text[max(0, match.start() - 8) : match.start()],
        re.IGNORECASE,
    ):
        return None
    if number.value not in {100.0, 1e3, 1e6, 1e9}:
        return None
    found = one(text, number)
    return (
        None if found is None else found._replace(value=None, low=2 * number.value, high=None, approx="vague")
    )


def _past_of(text: str, number: Numeral) -> int:
    return number.end + 3 if number.vague and text[number.end : number.end + 4] == " of " else number.end


def _scaled_noun(text: str, scale: tuple[float, int] | None, unit: tuple[str, int]) -> bool:
    """*5m people* are millions, *5 m* and *5m of road* are metres."""
    return (
        scale is not None
        and scale[1] == unit[1]
        and text[unit[1] - 1] in "mMkKbBT"
        and bool(counted(text, scale[1], many=True)[0])
    )


def _money(  # noqa: PLR0913 - the parts of one thing, which the caller has just told apart
    text: str,
    number: Numeral,
    money: tuple[str, int, bool],
    scale: tuple[float, int] | None,
    start: int,
    sign: float,
    *,
    end: int | None = None,
) -> Amount:
    value = (scaled(number.value, scale[0]) if scale else number.value) * sign
    last = max(end or 0, scale[1] if scale else number.end)
    unit = money[0]
    if (
        (bracket := re.search(r"\($", text[max(0, start - 1) : start]))
        and re.search(r"\bis\s\($", text[max(0, start - 5) : start])
        and text[last : last + 1] == ")"
    ):
        value, start, last = -abs(value), start - len(bracket.group()), last + 1
    per = _PER_UNIT.match(text, last)
    if per is not None:
        unit, last = f"{unit} per {'kilogram' if per['unit'] == 'kg' else per['unit']}", per.end()
    made = _made(number, value, start, last, unit, "money")
    return made._replace(currency=money[0], ambiguous=money[2])


def _counted(
    text: str, number: Numeral, scale: tuple[float, int] | None, start: int, sign: float
) -> Amount | None:
    value, end = number.value * sign, number.end
    if scale is not None and (
        text[scale[1] : scale[1] + 1] == "+"
        or counted(text, scale[1], many=True)[0]
        or unit_at(text, scale[1])
    ):
        value, end = scaled(value, scale[0]), scale[1]
        if (unit := unit_at(text, end)) is not None and text[end : end + 1] != "+":
            return _made(number, value, start, unit[1], unit[0], "measure")
    open_end = text[end : end + 1] == "+"
    end += open_end
    if (times := _TIMES.match(text, end)) is not None:
        return _made(number, value, start, times.end(), f"count per {times['unit'].lower()}", "measure")
    if number.words and number.value == 1 and not unit_at(text, end):
        return _share(text, number, start)
    if (part := _OF_MANY.match(text, end)) is not None and not number.vague:
        noun, _ = counted(text, part.end(), many=True)
        return _made(number, value, start, end, noun, "count" if noun else "number", noun)
    of = _OF.match(text, end) if number.vague or number.scaled else None
    noun, last = counted(text, of.end() - 1 if of else end, many=value != 1)
    if last > end and not noun:
        last = end
    made = _made(number, value, start, last if noun else end, noun, "count" if noun else "number", noun)
    return made._replace(high=None, approx="at_least") if open_end else made


def _share(text: str, number: Numeral, start: int) -> Amount | None:
    """*One in five* is a share; *one* alone counts nothing."""
    if (share := _IN.match(text, number.end)) is not None and (
        bottom := re.match(r"\d+$|\w+$", share["bottom"])
    ):
        match = NUMBER.match(bottom.group())
        inner = numeral(bottom.group(), match) if match is not None else None
        if inner is not None and inner.value > 1:
            return _made(number, 100 / inner.value, start, share.end(), "percent", "percent")
    return None


def _made(  # noqa: PLR0913, PLR0917 - the parts of one thing, which the caller has just told apart
    number: Numeral, value: float, start: int, end: int, unit: str, kind: str, noun: str = ""
) -> Amount:
    if number.vague:
        approx = (
            "order_of_magnitude" if kind == "money" else "dozens" if number.vague == "dozens" else "vague"
        )
        return Amount(start, end, None, value, None, unit, kind, approx=approx, noun=noun)
    return Amount(start, end, value, value, value, unit, kind, noun=noun)
