"""Short names that a document gives itself: *the Mirna Reconstruction Agency (MRA) … The MRA will …*."""

import re
from collections.abc import Sequence

from troth.read.actors import Candidate, Mention
from troth.read.listed import listed

_GIVEN = re.compile(
    r"(?P<full>(?:[A-Z][\w\u2019'-]{0,40}\s(?:(?:of|for|and|the|de|on|in|to)\s){0,2}){1,8})\((?:the\s)?[\"\u201c]?(?P<short>[A-Z][A-Za-z&]{1,9})[\"\u201d]?\)"
)
_SMALL = listed("of for and the de on in to")


def expanded(text: str, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions, where each short name stands for whom the document gave it to, whatever else bears it elsewhere.

    >>> from troth.read.actors import house_gazetteer
    >>> text = "The Danish Refugee Council (DRC) met. The DRC will repair houses."
    >>> [found.candidates[0].name for found in expanded(text, house_gazetteer().mentions(text))]
    ['Danish Refugee Council', 'Danish Refugee Council', 'Danish Refugee Council']
    """
    given = {
        match["short"]: (words, match.start("short"))
        for match in _GIVEN.finditer(text)
        if (words := _spelled(match["full"].split(), match["short"]))
    }
    found = list(mentions)
    for short, (words, first) in given.items():
        bearer = _bearer(text, mentions, words, first)
        places = [match.span() for match in re.finditer(rf"\b{re.escape(short)}\b", text)]
        found = [
            one for one in found if not any(start < one.end and one.start < end for start, end in places)
        ]
        found += [Mention(start, end, short, bearer.kind, bearer.candidates) for start, end in places]
    return tuple(sorted(found, key=lambda one: one.start)) if given else tuple(mentions)


def _spelled(words: Sequence[str], short: str) -> tuple[str, ...]:
    """The last words whose first letters the short name has, in their order; none where they do not fit."""
    letters = [letter for letter in short.upper() if letter.isalpha()]
    for first in range(len(words)):
        tail = words[first:]
        if tail[0].lower() in _SMALL:
            continue
        bare = [word[0].upper() for word in tail if word.lower() not in _SMALL]
        if letters in (bare, [word[0].upper() for word in tail]):
            return tuple(tail)
    return ()


def _bearer(text: str, mentions: Sequence[Mention], words: Sequence[str], first: int) -> Mention:
    """Who the full name before the brackets is: somebody known, or the words themselves."""
    start = text.rfind(words[0], 0, first)
    known = next(
        (one for one in mentions if start <= one.start and one.end <= first and one.candidates), None
    )
    if known is not None and known.end - known.start >= 0.8 * len(" ".join(words)):
        return known
    name = " ".join(words)
    why = "the document gives the short name to it"
    return Mention(
        start, first, name, "organisation", (Candidate(name.upper().replace(" ", "-"), name, None, why),)
    )
