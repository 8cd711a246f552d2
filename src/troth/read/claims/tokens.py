"""Words with their places."""

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"(?P<word>[A-Z]{1,3}\d{1,3}\b|[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*(?:\.[^\W\d_]\b)*)|(?P<tail>['\u2019](?:s|ll|re|ve|d|t)\b|['\u2019](?=\s|[,.;:)]))"
    r"|(?P<number>\d[\d.,]*\d|\d)|(?P<mark>[^\s\w]|_)"
)


class Token(NamedTuple):
    """A word, a number or a mark of a text: ``text[start:end]``."""

    start: int
    end: int
    text: str
    low: str
    """In lower case, with a straight apostrophe."""
    kind: str
    """`word`, `tail` (*'s*, *'ll*), `number` or `mark`."""

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[:1].isupper()


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words, numbers and marks of ``text[start:end]``, with places in `text`.

    >>> [token.text for token in tokens("Norway's pledge: 200 tents.")]
    ['Norway', "'s", 'pledge', ':', '200', 'tents', '.']
    """
    stop = len(text) if end is None else end
    found = []
    for match in _TOKEN.finditer(text, start, stop):
        word = match.group()
        found.append(
            Token(
                match.start(),
                match.end(),
                word,
                word.lower().replace("\u2019", "'") if word != "WHO" else "w.h.o",
                match.lastgroup or "mark",
            )
        )
    return found
