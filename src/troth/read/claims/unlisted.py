"""Verbs that no list knows: told by where they stand, by their ending, or by what only a verb takes."""

import re
from collections.abc import Sequence

from . import words
from .tokens import Token
from .verbs import FORMS, Form

_NO_FORM = Form("", "")


_PREFIXED = re.compile(r"(?:re|co|over|under|out|dis|de|un|en|pre)-?(?=[a-z]{3})")


_ENDING = re.compile(r"[a-z]{3,}(?:ise|ize|ify|ate)$")


def unlisted_verb(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether a word that no list knows is a verb behind *to*: by its form, or by what only a verb takes.

    >>> from .tokens import tokens as cut
    >>> [unlisted_verb(cut(said), 1, 4) for said in ("to digitalise 14 registries", "to dialogue with all")]
    [True, False]
    """
    token = tokens[at]
    if at == 0 or tokens[at - 1].low != "to" or token.kind != "word" or token.is_capital or at + 1 >= end:
        return False
    stem = _PREFIXED.sub("", token.low, count=1)
    if _ENDING.match(token.low) or (stem != token.low and FORMS.get(stem, _NO_FORM).tense == "base"):
        return True
    following = tokens[at + 1]
    return (
        token.low not in words.DETERMINERS | words.PREPOSITIONS
        and not token.low.endswith(("ing", "ly"))
        and (
            following.low in words.DETERMINERS
            or following.kind == "number"
            or following.text in "$\u20ac\u00a3"
            or (following.low in {"up", "down", "out"} and at + 2 < end)
        )
    )
