"""Which language a text is in, by its commonest words and its script: enough to say that it is not English."""

import re
from collections import Counter

_WORDS = {
    "en": "the of and to in that is for with on was by will be are has this from have at an as it their which",
    "fr": "le la les des et en un une du pour dans que est sur par avec au aux ont sera qui ne pas cette ces",
    "de": "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine werden hat auch an als",
    "es": "el la de los las y en que un una del por con para se es al su no como más fue sus ha",
    "it": "il di e la che in un per le con del della una dei non da sono al è alla gli nel delle si",
    "nl": "de het een en van in op te dat is voor met zijn aan niet door werd om ook uit bij naar worden",
    "pt": "o a os as de e que em um uma do da dos para com por não no na se mais como foi ao",
}
_SCRIPTS = (
    ("ar", "\u0600", "\u06ff"),
    ("he", "\u0590", "\u05ff"),
    ("zh", "\u4e00", "\u9fff"),
    ("el", "\u0370", "\u03ff"),
)
_FEWEST = 4
"""Fewer words than these belong to many languages."""
_FEWEST_KNOWN = 3
_UKRAINIAN = re.compile("[\u0454\u0456\u0457\u0491]")


def language(text: str) -> str:
    """The language's ISO 639-1 code, or `und`.

    >>> language("The parties will meet in the capital."), language("Les parties se réunissent dans la capitale pour une durée.")
    ('en', 'fr')
    """
    sample = text[:20_000]
    letters = Counter(_script(character) for character in sample if character.isalpha())
    if not letters:
        return "und"
    script, _ = letters.most_common(1)[0]
    if script == "cyrillic":
        return "uk" if _UKRAINIAN.search(sample) else "ru"
    if script != "latin":
        return script
    words = Counter(re.findall(r"[^\W\d_]+", sample.lower()))
    if sum(words.values()) < _FEWEST:
        return "und"
    scores = {code: sum(words[word] for word in common.split()) for code, common in _WORDS.items()}
    best = max(scores, key=lambda code: (scores[code], code == "en"))
    if best != "en" and scores[best] < _FEWEST_KNOWN:
        return "und"  # a single *no* or *de* makes no Spanish
    return (
        best
        if scores[best] >= max(1, sum(words.values()) // 40)
        else "und"
        if scores["en"] == 0 and sum(words.values()) > 20
        else "en"
    )


def _script(character: str) -> str:
    if "\u0400" <= character <= "\u04ff":
        return "cyrillic"
    return next((code for code, low, high in _SCRIPTS if low <= character <= high), "latin")
