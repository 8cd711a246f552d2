"""Numbers in figures and in words: where they stand and what they are worth."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

UNITS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = dict(
    zip(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
        range(20, 100, 10),
        strict=True,
    )
)
SCALES = {
    "thousand": 1e3,
    "million": 1e6,
    "milliard": 1e9,
    "billion": 1e9,
    "trillion": 1e12,
    "lakh": 1e5,
    "crore": 1e7,
}
ABBREVIATED = {"k": 1e3, "K": 1e3, "m": 1e6, "M": 1e6, "mn": 1e6, "mln": 1e6, "mio": 1e6, "Mio": 1e6, "mrd": 1e9, "Mrd": 1e9, "Mn": 1e6, "MM": 1e6, "b": 1e9, "B": 1e9, "bn": 1e9, "Bn": 1e9, "bln": 1e9, "tn": 1e12, "T": 1e12, "trn": 1e12}  # fmt: skip
PARTS = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}
GLYPHS = {
    "\u00bd": 0.5,
    "\u2153": 1 / 3,
    "\u2154": 2 / 3,
    "\u00bc": 0.25,
    "\u00be": 0.75,
    "\u2155": 0.2,
    "\u215b": 0.125,
}
VAGUE = {
    "dozens": 24.0,
    "scores": 40.0,
    "hundreds": 200.0,
    "thousands": 2e3,
    "millions": 2e6,
    "billions": 2e9,
    "trillions": 2e12,
}
"""What is the least that such a word can mean: two of them."""
_SPACES = "[ \u00a0\u2009\u202f]"
_GROUPED = r"\d{1,3}(?:\.\d{3})+,\d{1,2}(?!\d)|\d{1,3}(?:\.\d{3}){2,}(?![\d.])"
_DECIMAL = r"\d{1,3},\d{1,2}(?=[ \u00a0\u2009\u202f]?(?:million|milliard|billion|bn|mrd|mio|mln|mn)\b)"
"""As much of the continent writes it: *1.234.567,89* and *1,5 million*."""
_FIGURES = rf"(?:{_GROUPED}|{_DECIMAL}|\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d{{1,3}}(?:{_SPACES}\d{{3}})+(?![\d.])|\d+(?:\.\d+)?)"
_POWER = r"(?:[eE][-+\u2212]?\d{1,3}|\s?[x\u00d7*]\s?(?:10|2)\^?[-\u2212]?\d{1,3})?"
_WORDS = "|".join(
    sorted(
        (*UNITS, *TENS, "hundred", "hundreds", *SCALES, *VAGUE, "dozen", "half", "scores"),
        key=len,
        reverse=True,
    )
)
NUMBER = re.compile(
    rf"(?P<figures>{_FIGURES}{_POWER})|(?P<glyph>[{''.join(GLYPHS)}])|(?P<words>\b(?:{_WORDS})\b)",
    re.IGNORECASE,
)
_MORE_WORDS = re.compile(
    rf"(?:[ \t\n-]|,[ \n]|[ \n](?:and|&)[ \n](?:a[ \n](?=half))?)?(?P<word>\b(?:{_WORDS}|{'|'.join(PARTS)}|thirds|quarters|fifths|sixths|eighths|tenths)\b)",
    re.IGNORECASE,
)
_SCALED = re.compile(
    rf"{_SPACES}?-?(?P<scale>thousand|million|milliard|billion|trillion|lakh|crore)(?:s\b(?! of\b(?! the))|\b)|{_SPACES}?-?(?P<vague>million|billion)s of",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r" ?(?P<short>mn|mln|mio|Mio|mrd|Mrd|bn|bln|tn|trn|MM|Mn|Bn|[kKmMbBT])(?![A-Za-z\u00b2\u00b3/^])"
)
_MIXED = re.compile(
    rf"{_SPACES}(?P<top>\d{{1,2}})/(?P<bottom>[1-9]\d?)(?![\d/])|{_SPACES}?(?P<glyph>[{''.join(GLYPHS)}])"
)
_HALF_A = re.compile(r"half a (?P<scale>million|billion|trillion|thousand|dozen)\b", re.IGNORECASE)
_SLASHED = re.compile(r"/(?P<bottom>\d{1,3})(?![\d/])")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number at ``text[start:end]``."""

    start: int
    end: int
    value: float
    words: bool = False
    """It is written in words."""
    vague: str = ""
    """The word that leaves it open: *dozens*, *billions*."""
    scaled: bool = False
    """A magnitude stands behind it: *million*, *bn*."""


def numeral(text: str, at: re.Match[str]) -> Numeral | None:
    """The number that begins at a match of `NUMBER`, as far as it goes; None where it is no number.

    >>> text = "two hundred and forty tents"
    >>> numeral(text, NUMBER.search(text)).value
    240.0
    """
    if at["glyph"] is not None:
        return Numeral(at.start(), at.end(), GLYPHS[at["glyph"]])
    if at["figures"] is not None:
        return _in_figures(text, at)
    return _in_words(text, at)


def _in_figures(text: str, at: re.Match[str]) -> Numeral | None:
    value = _worth(at["figures"])
    if value is None:
        return None
    end = at.end()
    if (slashed := _SLASHED.match(text, end)) is not None:
        bottom = int(slashed["bottom"])
        return Numeral(at.start(), slashed.end(), value / bottom) if bottom else None
    if (mixed := _MIXED.match(text, end)) is not None:
        part = GLYPHS[mixed["glyph"]] if mixed["glyph"] else int(mixed["top"]) / int(mixed["bottom"])
        return Numeral(at.start(), mixed.end(), value + part)
    if (scale := _SCALED.match(text, end)) is not None and scale["scale"]:
        return Numeral(at.start(), scale.end(), scaled(value, SCALES[scale["scale"].lower()]), scaled=True)
    return Numeral(at.start(), end, value)


_DECIMAL_COMMA = re.compile(r"\d{1,3},\d{1,2}")


def scaled(value: float, by: float) -> float:
    """A number times its magnitude, without the dust of binary fractions.

    >>> scaled(4.1, 1e9)
    4100000000.0
    """
    return float(f"{value * by:.12g}")


def _worth(figures: str) -> float | None:
    if figures.isascii() and figures.isdigit():
        return float(figures)
    if re.fullmatch(_GROUPED, figures) or _DECIMAL_COMMA.fullmatch(figures):
        return float(figures.replace(".", "").replace(",", "."))
    plain = re.sub(r"[,\s\u00a0\u2009\u202f]", "", figures).replace("\u2212", "-")
    match = re.fullmatch(
        r"(?P<head>[\d.]+)(?:[x\u00d7*](?P<base>10|2)\^?(?P<power>-?\d+))?(?P<exp>[eE][-+]?\d+)?", plain
    )
    if match is None:
        return None
    value = float(match["head"] + (match["exp"] or ""))
    return value * float(match["base"]) ** int(match["power"]) if match["base"] else value


def short_scale(text: str, end: int) -> tuple[float, int] | None:
    """A magnitude in letters behind a number (*m*, *bn*, *k*), with its end; whether it is meant, the unit decides."""
    match = _SHORT.match(text, end)
    return None if match is None else (ABBREVIATED[match["short"]], match.end())


def _in_words(text: str, at: re.Match[str]) -> Numeral | None:
    if (half := _HALF_A.match(text, at.start())) is not None:
        scale = SCALES.get(half["scale"].lower(), 12.0)
        return Numeral(at.start(), half.end(), scale / 2, words=True, scaled=True)
    found = [at["words"].lower()]
    ends = [at.end()]
    while (more := _MORE_WORDS.match(text, ends[-1])) is not None:
        if not _continues(found, more["word"].lower(), text[ends[-1] : more.start("word")]):
            break
        found.append(more["word"].lower())
        ends.append(more.end())
    while found:
        value = _value_of_words(found, joined=text[at.end() : at.end() + 1] == "-")
        if value is not None:
            vague = found[-1] if found[-1] in VAGUE else ""
            scaled = found[-1] in SCALES or vague != ""
            end = _said_twice(text, ends[len(found) - 1], value)
            return Numeral(at.start(), end, value, words=True, vague=vague, scaled=scaled)
        found.pop()
    return None


def _said_twice(text: str, end: int, value: float) -> int:
    """*Ninety (90) days* says its number twice: where it ends with what stands in brackets."""
    match = _IN_BRACKETS.match(text, end)
    return match.end() if match is not None and float(match[1].replace(",", "")) == value else end


_IN_BRACKETS = re.compile(r"\s\((\d{1,3}(?:,\d{3})+|\d+)\)")


def _continues(found: list[str], word: str, gap: str) -> bool:
    """Whether the next word goes on with the number: *two hundred and forty* does, *five, two* does not."""
    last = found[-1]
    if "," in gap:
        return last in SCALES
    if "and" in gap or "&" in gap:
        return ((last == "hundred" or last in SCALES) and word not in VAGUE) or word == "half"
    if last in TENS:
        return (
            (word in UNITS and UNITS[word] < 10)
            or word == "hundred"
            or word in SCALES
            or word.rstrip("s") in PARTS
        )
    if last in UNITS or last == "half":
        return word in {"hundred", "dozen"} or word in SCALES or word.rstrip("s") in PARTS or word == "halves"
    return not (last in VAGUE and word not in VAGUE)


def _value_of_words(found: list[str], *, joined: bool = False) -> float | None:
    """The worth of number words in their order.

    >>> _value_of_words(["three", "million", "two", "hundred", "forty"]), _value_of_words(["two", "thirds"])
    (3000240.0, 0.6666666666666666)
    """
    if found == ["half"]:
        return 0.5
    if len(found) > 1 and found[1] == "half" and found[0] in UNITS:
        return _and_a_half(found, joined=joined)
    if found[-1] in VAGUE:
        return VAGUE[found[-1]]
    total = current = 0.0
    for number, word in enumerate(found):
        if word in UNITS or word in TENS:
            current += UNITS.get(word, TENS.get(word, 0))
        elif word in _FACTORS:
            current = (current if number else 1) * _FACTORS[word]
        elif word in SCALES:
            total, current = total + (current if number else 1) * SCALES[word], 0.0
        else:
            return _part(current, word) if 0 < number == len(found) - 1 else None
    return total + current


def _part(current: float, word: str) -> float | None:
    """*Two thirds*, *three halves*: the number over what the last word names."""
    bottom = PARTS.get("half" if word == "halves" else word if word in PARTS else word.rstrip("s"))
    return None if bottom is None else current / bottom


_FACTORS = {"hundred": 100, "dozen": 12}


def _and_a_half(found: list[str], *, joined: bool) -> float | None:
    """*Two and a half* is 2.5, *one-half* is a half, *two and a half million* is 2,500,000."""
    if len(found) == 3 and found[2] in SCALES:
        return (UNITS[found[0]] + 0.5) * SCALES[found[2]]
    if len(found) == 2 and not joined:
        return UNITS[found[0]] + 0.5
    return 0.5 if found[0] == "one" else None


def numerals(text: str) -> Iterator[re.Match[str]]:
    """Where numbers may begin."""
    return NUMBER.finditer(text)
