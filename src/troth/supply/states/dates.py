"""Days as lists write them. One column has one way of writing; two ways in it are named, and nothing is guessed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SPELLED = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})\.?[ -](\d{4})")
_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_TWELVE = 12


@dataclass(frozen=True, slots=True)
class DateFault:
    """Something in a column of days that its owner has to decide."""

    rows: tuple[int, ...]
    """Places in the column, from 0; the first of each kind."""
    found: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        """One line."""
        return f"found {self.found}, expected {self.expected}; {self.remedy}"


def read_days(texts: Sequence[str]) -> tuple[list[date | None], list[DateFault]]:
    """The days, None where one cannot be told, and why not.

    Read are 2024-05-01, 1 May 2024 (any English name of a month, in full or short), 13/05/2024 and 05/13/2024. Which of
    two numbers is the day follows from a row that allows one reading only, and only if no other row contradicts it.

    >>> read_days(["25 Feb 2024", "1 Sept 2024"])[0][1].isoformat()
    '2024-09-01'
    >>> days, faults = read_days(["13/05/2024", "05/14/2024"])
    >>> days, str(faults[0])[:64]
    ([None, None], "found '13/05/2024' (day first) and '05/14/2024' (month first), e")
    """
    kinds = [_kind(text.strip()) for text in texts]
    order = "day first" if "day first" in kinds else "month first" if "month first" in kinds else ""
    faults = [*_unreadable(texts, kinds), *_two_orders(texts, kinds), *_two_ways(texts, kinds)]
    if {"day first", "month first"} <= set(kinds):
        order = ""
    elif not order and "either" in kinds:
        faults.append(_either(texts, kinds))
    return [_day(text.strip(), kind, order) for text, kind in zip(texts, kinds, strict=True)], faults


def _kind(text: str) -> str:
    """How a text writes its day; empty: it is none."""
    if _ISO.fullmatch(text):
        return "year first" if _day(text, "year first", "") else ""
    if _SPELLED.fullmatch(text):
        return "month in words" if _day(text, "month in words", "") else ""
    if not (found := _NUMBERS.fullmatch(text)):
        return ""
    one, other = int(found[1]), int(found[3])
    kind = "day first" if one > _TWELVE else "month first" if other > _TWELVE else "either"
    return kind if _day(text, kind, "day first" if kind == "either" else kind) else ""


def _day(text: str, kind: str, order: str) -> date | None:
    """The day that a text of a kind names, where its column decides the order of numbers."""
    try:
        if kind == "year first" and (found := _ISO.fullmatch(text)):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if kind == "month in words" and (found := _SPELLED.fullmatch(text)):
            return date(int(found[3]), _MONTHS.index(found[2][:3].lower()) + 1, int(found[1]))
        if order and (found := _NUMBERS.fullmatch(text)):
            day, month = (found[1], found[3]) if order == "day first" else (found[3], found[1])
            return date(int(found[4]), int(month), int(day))
    except ValueError:
        return None
    return None


def _first(kinds: Sequence[str], *wanted: str) -> int:
    return next(place for place, kind in enumerate(kinds) if kind in wanted)


def _unreadable(texts: Sequence[str], kinds: Sequence[str]) -> list[DateFault]:
    return [
        DateFault((place,), repr(texts[place]), "a day as in 2024-05-01", "correct it")
        for place, kind in enumerate(kinds)
        if not kind
    ]


def _two_orders(texts: Sequence[str], kinds: Sequence[str]) -> list[DateFault]:
    if not {"day first", "month first"} <= set(kinds):
        return []
    rows = (_first(kinds, "day first"), _first(kinds, "month first"))
    found = f"{texts[rows[0]]!r} (day first) and {texts[rows[1]]!r} (month first)"
    return [
        DateFault(rows, found, "one order of day and month in a column", "write every day as in 2024-05-01")
    ]


def _two_ways(texts: Sequence[str], kinds: Sequence[str]) -> list[DateFault]:
    ways = [{"year first"}, {"month in words"}, {"day first", "month first", "either"}]
    used = [way for way in ways if way & set(kinds)]
    if len(used) < 2:  # noqa: PLR2004 - two ways of writing
        return []
    rows = tuple(sorted(_first(kinds, *way) for way in used))
    found = " and ".join(repr(texts[place]) for place in rows)
    return [DateFault(rows, found, "one way of writing days in a column", "write every day as in 2024-05-01")]


def _either(texts: Sequence[str], kinds: Sequence[str]) -> DateFault:
    row = _first(kinds, "either")
    return DateFault(
        (row,), repr(texts[row]), "a column in which one row at least shows which number is the day",
        "write every day as in 2024-05-01",
    )  # fmt: skip
