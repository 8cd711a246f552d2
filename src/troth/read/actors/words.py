"""A text as words with their places, so that spans stay exact."""

import re
import unicodedata
from dataclasses import dataclass


def listed(text: str) -> frozenset[str]:
    """The words of a list that is written as running text.

    Examples
    --------
    >>> sorted(listed("of the and"))
    ['and', 'of', 'the']
    """
    return frozenset(text.split())


WORD = re.compile(r"[^\W_]+")
PARTICLES = listed(
    "al el bin ibn ben bint de der den van von du da dos do di la le del della ul ur zu y e ad as"
)
SMALL = PARTICLES | listed("of the and for in on to und et à s d l")
JOINS = frozenset(["", " ", "-", "–", "'", "’", ".", "/", "&", " & ", "\n", "' ", "’ ", " '", " ’", " - "])
PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "ı": "i", "æ": "ae", "œ": "oe"})


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text.

    Parameters
    ----------
    text
        The text itself.
    words
        As written: runs of letters and digits.
    folded
        The same in lower case and without accents.
    starts, ends
        Half-open range of each word in the text.
    count
        The number of words.
    """

    text: str
    words: tuple[str, ...]
    folded: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    count: int

    def __len__(self) -> int:
        return self.count

    def gap(self, at: int) -> str:
        """What stands between a word and the next; all that follows for the last word."""
        return self.text[self.ends[at] : self.starts[at + 1] if at + 1 < self.count else None]

    def joined(self, at: int) -> bool:
        """Whether a word and the next can belong to one name: no comma, no end of a sentence between them.

        Examples
        --------
        >>> text = words_of("in St. Helena. Gaza City, Rafah")
        >>> [text.joined(at) for at in range(5)]
        [True, True, False, True, False]
        """
        gap = self.gap(at)
        if gap in JOINS or (gap.isspace() and gap.count("\n") <= 1):
            return True
        if gap == ". ":
            word = self.words[at]
            return len(word) == 1 or (word[0].isupper() and word.lower() in SHORTENED)
        return False

    def joined_all(self, start: int, stop: int) -> bool:
        """Whether the words from `start` to `stop` (half-open) can be one name."""
        return all(self.joined(at) for at in range(start, stop - 1))

    def begins(self, at: int) -> bool:
        """Whether a sentence or a line begins with this word."""
        if at == 0:
            return True
        gap = self.gap(at - 1)
        return "\n" in gap or (any(mark in gap for mark in '.!?:;|•“"') and not self.joined(at - 1))


SHORTENED = listed("st dr mr mrs ms gen lt col sgt maj adm gov sen rep no jr sr mt ft")


def fold(word: str) -> str:
    """A word in lower case and without accents.

    Examples
    --------
    >>> fold("Élysée"), fold("Goražde")
    ('elysee', 'gorazde')
    """
    low = word.lower()
    if low.isascii():
        return low
    parts = unicodedata.normalize("NFKD", low.translate(PLAIN))
    return "".join(part for part in parts if not unicodedata.combining(part))


def words_of(text: str) -> Words:
    """The words of a text, with their places in code points.

    Examples
    --------
    >>> words_of("the U.S.'s envoy").words
    ('the', 'U', 'S', 's', 'envoy')
    """
    spans = [match.span() for match in WORD.finditer(text)]
    words = tuple([text[start:end] for start, end in spans])
    starts, ends = zip(*spans, strict=True) if spans else ((), ())
    folded = tuple([word.lower() for word in words]) if text.isascii() else tuple(map(fold, words))
    return Words(text, words, folded, starts, ends, len(words))
