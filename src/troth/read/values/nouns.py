"""What is counted: *200 trained peacekeepers* counts peacekeepers, *1M+ citizens* people."""

import re

from troth.read.listed import listed

PEOPLE = listed(
    "people person persons citizens citizen individuals individual inhabitants residents civilians women woman men man children child girls boys humans lives beneficiaries population souls newborns infants adults minors"
)
_IRREGULAR = {"people": "person", "women": "person", "men": "person", "children": "person", "staff": "staff", "personnel": "personnel", "police": "police", "aircraft": "aircraft", "troops": "troop", "ranks": "troop", "lorries": "lorry", "buses": "bus", "crises": "crisis", "premises": "premises", "series": "series"}  # fmt: skip
_PLURAL = listed("people women men children staff personnel police aircraft")
_STOP = listed(
    "the a an and or of in on at by for from to with within without per than that which who whom whose is are was were be been being has have had will would shall should can could may might must not no as if once when while after before during since until into onto over under against among between through across via about each every this these those its their his her our my your it they he she we out up off more less fewer are were have into daily weekly monthly there here then now new later earlier ago so but nor yet percent per-cent"
) - {"new"}
_BEFORE_NOUNS = listed(
    "rights arms sports goods customs communications savings operations logistics"
) | frozenset({"police", "staff", "personnel", "aircraft", "women", "children", "people"})
_WORD = re.compile(r"[ \u00a0](?P<word>[^\W\d_]+(?:[-\u2010\u2011'\u2019][^\W\d_]+)*)(?!\d)")
_MODEL = re.compile(r"[ \u00a0][A-Z]{1,4}-?\d{1,4}[A-Z]?\b")
"""*50 M113 vehicles* counts vehicles."""


_MARKS = re.compile(r"\*{1,2}(?=[ \u00a0])")
"""The end of what Markdown sets in bold: ***200** officers*."""
_AIRCRAFT = re.compile(r" (?:aircraft|helicopters|planes|vehicles|drones|tanks|missiles)\b")
"""What a make's name in the plural stands before: *two CC-130J Hercules aircraft*."""


def counted(text: str, end: int, *, many: bool) -> tuple[str, int]:
    """The noun that a number ending at `end` counts, in the singular, with the noun's end; empty where there is none.

    >>> counted("200 trained peacekeepers within a year", 3, many=True)
    ('peacekeeper', 24)
    >>> counted("50 women and children were freed", 2, many=True)
    ('person', 8)
    >>> counted("42 is the answer", 2, many=True)
    ('', 2)
    """
    bold = _MARKS.match(text, end)
    place = bold.end() if bold is not None else end
    model = _MODEL.match(text, place)
    place, last = model.end() if model is not None else place, ("", end)
    for _ in range(4):
        match = _WORD.match(text, place)
        if match is None or match["word"].lower() in _STOP:
            break
        word = match["word"]
        low = word.lower()
        if low.endswith(("ed", "ing")) and last[0] and not low.endswith("eed"):
            break
        place = match.end()
        last = (low, place)
        if word[0].isupper() and _AIRCRAFT.match(text, place):
            continue
        if _is_plural(low) and not (low in _BEFORE_NOUNS and _plural_follows(text, place)):
            return singular(low), place
    if not last[0] or (
        many and not last[0].endswith(("n", "r", "t", "l", "d", "e", "y", "p", "k", "g", "m", "c"))
    ):
        return "", end
    return ("", end) if many and place == end else (last[0] if not many else _loose(last[0]), last[1])


def _plural_follows(text: str, place: int) -> bool:
    """Whether another plural stands next: *police stations* are stations."""
    match = _WORD.match(text, place)
    return match is not None and match["word"].lower() not in _STOP and _is_plural(match["word"].lower())


def _loose(word: str) -> str:
    """A noun that has no plural: it stands, if it is no adverb."""
    return "" if word.endswith("ly") else singular(word)


def _is_plural(word: str) -> bool:
    return word in _PLURAL or (
        word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is", "ous", "'s", "\u2019s"))
    )


def singular(word: str) -> str:
    """The singular of a counted noun, where people are people however they are called.

    >>> singular("batteries"), singular("trucks"), singular("citizens"), singular("churches")
    ('battery', 'truck', 'person', 'church')
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in PEOPLE:
        return "person"
    if not _is_plural(word):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1]
