"""Figures that are no amount: dates, times of day, ordinals, parts of names and labels."""

import re

from . import currencies
from .nouns import counted
from .numerals import ABBREVIATED
from .units import unit_at

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_MONTH_BEFORE = re.compile(rf"\b(?:{_MONTHS})\.?\s(?:the\s)?$")
_MONTH_AFTER = re.compile(
    rf"(?:st|nd|rd|th)?\s(?:of\s)?(?:{_MONTHS})\b|\s?(?:[-\u2013]|and|to)\s?\d{{1,2}}\s(?:{_MONTHS})\b"
)
_DATE = re.compile(
    r"\d{4}-\d{2}(?:-\d{2})?(?:T[\d:]+)?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}[-\u2013/]\d{2,4}(?!\d)"
)
_CLOCK = re.compile(
    r"\d{1,2}(?:[:.]\d{2})?\s?(?:[ap]\.?m\b\.?)|\d{1,2}:\d{2}(?::\d{2})?(?:\s?(?:hours|hrs|GMT|UTC))?",
    re.IGNORECASE,
)
_PICO = re.compile(r"\d+(?:\.\d{3,}|\.\d)\s[ap]m\b")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b|s\b")
_LABEL = re.compile(
    r"\b(?:Resolution|Article|Articles|Annex|Chapter|Section|Paragraph|Para|No\.?|Number|Gate|Route|Phase|Day|day|Clause|Protocol|UNSCR|Table|Figure|Page|page|Room|Agenda|Highway|Zone|Pillar|Goal|Operation|Flight|Item|Rule|Order|Decree|Law|Type|Category|Track|Step|Option|Part|Class|Level|English|Stage|phase|stage|Grade)\s(?:\d+(?:\.\d+)*\s(?:and|to)\s)?$"
)
_LETTERS = re.compile(r"[A-Za-z]+")
_GLUED = re.compile(r"[A-Za-z\u00c0-\u024f][-\u2010]?$|[\d][.,/:-]$|[#@_]$|\bv\.?$")
_YEARLIKE = re.compile(r"(?:1[89]|20|21)\d\d$")


def past(text: str, match: re.Match[str]) -> int:
    """Where to look on behind a number that is none: dates, clocks and names are passed over whole."""
    for pattern in (_DATE, _CLOCK):
        whole = pattern.match(text, match.start())
        if whole is not None:
            return whole.end()
    return match.end()


def refused(text: str, match: re.Match[str]) -> bool:
    """Figures that are no amount: dates, times of day, ordinals, parts of names and labels."""
    head = text[max(0, match.start() - 24) : match.start()]
    if head[-1:] not in _FRESH and _refused_by_head(text, match, head):
        return True
    if _MONTH_AFTER.match(text, match.end()) or _refused_by_form(text, match):
        return True
    tail = text[match.end() : match.end() + 8]
    if _ORDINAL.match(tail) and not tail.startswith("s-1"):
        return True
    return _letters_follow(text, match) or _a_year(text, match)


_FRESH = {"", "\n", "\x00", "|", "("}
"""Behind these nothing that stands before can belong to a number."""


def _refused_by_form(text: str, match: re.Match[str]) -> bool:
    start = match.start()
    if _DATE.match(text, start) and not _SPAN_OF_NUMBERS.match(text, start):
        return True
    return _CLOCK.match(text, start) is not None and not _PICO.match(text, start)


_SPAN_OF_NUMBERS = re.compile(r"\d+[-\u2013]\d+\s[A-Za-z]")


def _refused_by_head(text: str, match: re.Match[str], head: str) -> bool:
    if (
        re.search(r"\d[ \u00a0]$", head)
        and not re.search(r"[\d.]/[\d]|\d,", head[-4:])
        and match["figures"].isdigit()
    ):
        return True
    if (
        _GLUED.search(head)
        and currencies.before(text, match.start()) is None
        and not re.search(r"\d-$", head)
    ):
        return True
    return _day_of_month(head, match["figures"]) or _LABEL.search(head) is not None


def _day_of_month(head: str, figures: str) -> bool:
    """*June 12* is a day, *June 120* and the number behind *3 June* are none, unless it is a year."""
    month = _MONTH_BEFORE.search(head)
    if month is None or not figures.isdigit():
        return False
    dated = re.search(r"\d{1,2}(?:st|nd|rd|th)?\s(?:of\s)?$", head[: month.start()]) is not None
    return (int(figures) <= 31 and not dated) or _YEARLIKE.match(figures) is not None


_FIGURE_NEXT = re.compile(r"\s\d(?!\d{0,3}/\d)")


def _letters_follow(text: str, match: re.Match[str]) -> bool:
    """*06F6* and *860T-x* are names; *10kg*, *50m* and *8-meter* are not."""
    tail = _LETTERS.match(text, match.end())
    if tail is None:
        return _FIGURE_NEXT.match(text, match.end()) is not None
    return (
        unit_at(text, match.end()) is None
        and tail.group() not in ABBREVIATED
        and currencies.after(text, match.end()) is None
        and tail.group() not in {"x", "e"}
    )


def _a_year(text: str, match: re.Match[str]) -> bool:
    if not _YEARLIKE.match(match["figures"]) or currencies.before(text, match.start()):
        return False
    if re.search(
        r"\b(?:in|of|since|by|until|from|during|before|after|end-?|early|late|mid-?|and|to|for|year)\s?$",
        text[: match.start()][-12:],
        re.IGNORECASE,
    ):
        return (
            not counted(text, match.end(), many=True)[0]
            or re.search(r"\b(?:in|since|by|until)\s$", text[: match.start()][-8:], re.IGNORECASE) is not None
        )
    return (
        unit_at(text, match.end()) is None
        and currencies.after(text, match.end()) is None
        and not counted(text, match.end(), many=True)[0]
    )
