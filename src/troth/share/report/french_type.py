"""French typography: the spaces that may not break, put in by rule so that the texts themselves stay easy to write."""

from collections.abc import Mapping

NARROW, WIDE = "\u202f", "\u00a0"
RULES = (
    (" ;", f"{NARROW};"),
    (" ?", f"{NARROW}?"),
    (" !", f"{NARROW}!"),
    (" %", f"{NARROW}%"),
    (" :", f"{WIDE}:"),
    ("« ", f"«{WIDE}"),
    (" »", f"{WIDE}»"),
)


def typeset(texts: Mapping[str, str]) -> dict[str, str]:
    r"""Texts with their unbreakable spaces.

    >>> typeset({"a": "« tenu » ; selon qui ?"})["a"]
    '«\xa0tenu\xa0»\u202f; selon qui\u202f?'
    """
    return {key: _typeset(text) for key, text in texts.items()}


def _typeset(text: str) -> str:
    for plain, set_ in RULES:
        text = text.replace(plain, set_)
    return text
