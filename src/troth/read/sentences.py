"""Where sentences begin and end."""

import re

_END = re.compile(
    r"(?P<mark>[.!?\u2026]+[\u201d\"'\u2019)\]*_]*)(?=\s+|$)|(?P<break>\n\s*\n)|(?P<semi>;)(?=\s)"
)
_SHORT = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "gen",
        "col",
        "lt",
        "sgt",
        "st",
        "no",
        "nos",
        "art",
        "para",
        "vs",
        "etc",
        "inc",
        "ltd",
        "co",
        "corp",
        "jr",
        "sr",
        "fig",
        "ca",
        "approx",
        "dept",
        "est",
        "al",
        "rev",
        "hon",
        "gov",
        "sen",
        "rep",
        "pres",
        "capt",
        "maj",
        "min",
        "max",
        "vol",
        "ed",
        "pp",
        "cf",
        "e.g",
        "i.e",
        "a.m",
        "p.m",
        "u.n",
        "u.s",
        "u.k",
        "e.u",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
    ]
)
_LAST = re.compile(r"([A-Za-z][A-Za-z.]*)$")


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The sentences of ``text[start:end]`` as places in `text`; nothing but white space lies between them.

    >>> text = "Mr. Holm spoke for 2.5 hours. The U.N. envoy left."
    >>> [text[first:last] for first, last in sentences(text)]
    ['Mr. Holm spoke for 2.5 hours.', 'The U.N. envoy left.']
    """
    stop = len(text) if end is None else end
    found: list[tuple[int, int]] = []
    begin = start
    for match in _END.finditer(text, start, stop):
        if match["semi"] is not None or not _ends(text, match, stop):
            continue
        _add(text, found, begin, match.end())
        begin = match.end()
    _add(text, found, begin, stop)
    return found


LONGEST = 2_000
"""Characters; what goes on longer without an end is cut at a semicolon, a comma or a space, so that it stays readable."""


def _add(text: str, found: list[tuple[int, int]], begin: int, end: int) -> None:
    while end - begin > LONGEST:
        cut = _cut(text, begin)
        _one(text, found, begin, cut)
        begin = cut
    _one(text, found, begin, end)


def _cut(text: str, begin: int) -> int:
    """Where to cut what is too long: behind the last semicolon, else comma, else space; else in a word."""
    last = begin + LONGEST
    for mark in (";", ",", " "):
        place = text.rfind(mark, begin + LONGEST // 2, last)
        if place > 0:
            return place + 1
    return last


def _one(text: str, found: list[tuple[int, int]], begin: int, end: int) -> None:
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    if begin < end:
        found.append((begin, end))


def _ends(text: str, match: re.Match[str], stop: int) -> bool:
    """Whether a full stop ends the sentence: not behind an abbreviation or an initial, and a capital follows."""
    if match["break"] is not None:
        return True
    if match["mark"] != ".":
        return True
    last = _LAST.search(text[max(0, match.start() - 12) : match.start()])
    following = text[match.end() : min(stop, match.end() + 4)].lstrip()
    if last is not None and (
        last.group(1).lower() in _SHORT or (len(last.group(1)) == 1 and last.group(1).isupper())
    ):
        return not following or (
            following[:1].isupper()
            and last.group(1).lower() in {"etc", "u.n", "u.s", "e.u", "u.k", "a.m", "p.m", "inc", "ltd"}
            and _new(text, match.end())
        )
    return not following or not following[:1].islower()


def _new(text: str, at: int) -> bool:
    """Behind *U.N.* or *a.m.* a word that begins sentences begins one."""
    return (
        re.match(
            r"\s+(?:The|In|On|It|They|He|She|A|An|This|That|But|And|After|Both|We|Its|Their|If|Under)\b",
            text[at : at + 12],
        )
        is not None
    )
