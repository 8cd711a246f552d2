"""Actors whom no gazetteer knows: a subject that is written as a name is one, by its own words and with no candidate."""

import re
from collections.abc import Sequence
from itertools import takewhile

from troth.read.listed import listed

from . import words
from .scene import Scene
from .tokens import Token
from .verbs import DEEDS, FORMS
from .who import Party

_WITHIN = listed("of for and the de la el al in")
"""May stand inside a name, never at its end."""


def strangers(scene: Scene, cut: Sequence[Token]) -> tuple[Party, ...]:
    """The one party that these words name without being known; none where they are no name.

    Two words with capitals are a name; one is, where the text writes it so inside a sentence too, since every sentence
    begins with a capital.

    Parameters
    ----------
    scene
        The document.
    cut
        The words of a subject.
    """
    start = 1 if len(cut) > 1 and cut[0].low in words.DETERMINERS else 0
    run = list(takewhile(_in_name, cut[start:]))
    while run and not run[-1].is_capital:
        run.pop()
    if (
        not run
        or {run[0].low, run[-1].low} & words.THINGS
        or any(token.low in words.PRONOUNS for token in run)
    ):
        return ()
    rest = cut[start + len(run) :]
    body = next((place for place, token in enumerate(rest[:3]) if token.low in words.BODIES), None)
    if body is not None and all(token.kind == "word" for token in rest[:body]):
        run, rest = [*run, *rest[: body + 1]], rest[body + 1 :]  # *the Mirna interim administration*
    if rest and rest[0].low not in words.PREPOSITIONS | {",", "(", "'s"} | words.COORDINATORS:
        return ()
    if (rest and rest[0].low == "'s") or not (
        len(_capitals(run)) > 1 or body is not None or _is_name(scene, run[0])
    ):
        return ()
    said = scene.document.text[run[0].start : run[-1].end]
    why = "is written as a name, and nobody known bears it"
    return (Party(" ".join(said.split()), run[0].start, run[-1].end, why=why, kind="organisation"),)


def _in_name(token: Token) -> bool:
    return token.kind == "word" and (token.is_capital or token.low in _WITHIN)


def _capitals(run: Sequence[Token]) -> list[Token]:
    return [token for token in run if token.is_capital and token.low not in _WITHIN]


_APPOSED = re.compile(r",\s(?:the|a|an|which)\s")


def _is_name(scene: Scene, token: Token) -> bool:
    """Whether one word with a capital is a name: written so within a sentence as well, and no word of the language."""
    if token.text.isupper() and 2 <= len(token.text) <= 8:
        return True  # *ECHO*
    if _APPOSED.match(scene.document.text, token.end):
        return True  # *Philips, the Dutch company, \u2026*
    if token.low in DEEDS or token.low in FORMS or token.low.endswith("s"):
        return False
    inside = re.compile(rf"[a-z,;]\s{re.escape(token.text)}\b")
    return inside.search(scene.document.text) is not None
