"""Names that a text shortens to their last word: *the Marsh Brigades \u2026 the Brigades*."""

import re
from collections.abc import Mapping

from troth.read.listed import listed

_FULL = re.compile(
    r"\b(?:[A-Z][\w\u2019'-]{1,40}[ \n](?:(?:of|for|on|in)[ \n](?:the[ \n])?|and[ \n](?!the\b))?){1,7}(?P<last>[A-Z][a-z]{3,30})\b"
)
BODIES = listed(
    "brigades brigade front forces army council committees committee commission administration society office movement authority "
    "fund bank delegation agency union league command militia guard resistance party mission secretariat trust board alliance "
    "coalition congress council directorate bureau company corporation consortium foundation federation assembly government "
    "presidency cabinet ministry platform network brotherhood battalion corps department institute organisation organization"
)
_BEFORE = re.compile(
    r"^(?:(?:The|In|On|At|For|By|As|And|But|Both|While|When|After|Today|Yesterday|Under)[ \n](?:the[ \n])?)+"
)


def short_names(text: str) -> Mapping[str, str]:
    """Each last word, in lower case, with the one full name that ends with it; none where there are several.

    >>> short_names("The Marsh Brigades met the Ost Council. The Front and the Low Council left.")
    {'brigades': 'Marsh Brigades'}
    """
    found: dict[str, set[str]] = {}
    for match in _FULL.finditer(text):
        last = match["last"].lower()
        full = _after_body(_BEFORE.sub("", " ".join(match.group().split())))
        if last in BODIES and " " in full:
            found.setdefault(last, set()).add(full)
    return {last: _one(fulls) for last, fulls in found.items() if _one(fulls)}


def _after_body(full: str) -> str:
    """*Tasheen Brigades* of *Low Council and Tasheen Brigades*: a body before *and* is another."""
    head, link, tail = full.rpartition(" and ")
    return tail if link and head.split()[-1].lower() in BODIES else full


def _one(fulls: set[str]) -> str:
    """The one name that the others only lengthen or shorten."""
    longest = max(fulls, key=len)
    return longest if all(longest.endswith(full) for full in fulls) else ""
