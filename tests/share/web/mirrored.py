"""A language that runs from right to left and that nobody reads: every text of ours in letters of the Arabic block.

What is still in Latin letters on such a page comes from the case, or was forgotten.
"""

import re
import string
from dataclasses import replace

from troth.share.report.text import CATALOGS
from troth.share.web.languages import TEXTS

LOCALE = "ar-XB"
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنه"
TABLE = str.maketrans(string.ascii_lowercase + string.ascii_uppercase, LETTERS * 2)
AS_THEY_ARE = {"date.axis", "page.lang"}


def mirrored(texts):
    """Texts in the other letters; the places for values stay."""
    return {key: text if key in AS_THEY_ARE else _mirrored(text) for key, text in texts.items()}


def _mirrored(text):
    return "".join(
        part if part.startswith("{") else part.translate(TABLE) for part in re.split(r"(\{\w+\})", text)
    )


def add_to(monkeypatch):
    """Make the language one of those that can be chosen."""
    english = CATALOGS["en"]
    monkeypatch.setitem(
        CATALOGS, LOCALE, replace(english, locale=LOCALE, direction="rtl", texts=mirrored(english.texts))
    )
    monkeypatch.setitem(TEXTS, LOCALE, mirrored(TEXTS["en"]))
