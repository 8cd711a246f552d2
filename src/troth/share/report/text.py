"""Sentences out of keyed texts: a small catalog per language, and lines whose words can lead to their evidence.

A text has places for values, ``{count}``, and parts that are left out where one of their values is missing, in
square brackets: ``"{count} counted[, {target} due][ by {until}]"``. Translators need to know nothing else.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from troth.records.errors import TrothError

from . import english, english_codes, english_incidents, french, french_codes, french_incidents


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line."""

    text: str
    ref: str | None = None
    """The anchor on the page that these words lead to."""
    state: str | None = None
    """The state that these words name, so that a page can mark it."""
    said: bool = field(default=False, compare=False)
    """Whether they are a value and no text of the catalog: a name or a figure may run the other way than the text around it."""


Line = tuple[Piece, ...]
Value = str | Line | None

_PART = re.compile(r"\[(?P<part>[^\]]*)\]|\{(?P<name>\w+)\}|(?P<words>[^\[{]+)")


class UnknownLocaleError(TrothError):
    """There is no catalog for that language."""

    def __init__(self, locale: str) -> None:
        known = ", ".join(sorted(CATALOGS))
        super().__init__(
            f"no texts for locale {locale!r}: expected one of {known}; add a catalog to share/report for a new language"
        )


class MissingTextError(TrothError):
    """A catalog lacks a text, or a text asks for a value that it is not given: a slip of ours, found by the tests."""


def plain(line: Iterable[Piece]) -> str:
    """The words of a line alone.

    >>> plain((Piece("kept", state="kept"), Piece(" (E02)")))
    'kept (E02)'
    """
    return "".join(piece.text for piece in line)


def as_line(value: Value) -> Line:
    """Any value that a text can hold, as pieces."""
    if value is None:
        return ()
    return ((Piece(value, said=True),) if value else ()) if isinstance(value, str) else value


def join(lines: Iterable[Line], between: str) -> Line:
    """Put lines behind one another.

    >>> plain(join([(Piece("E02"),), (Piece("E17"),)], ", "))
    'E02, E17'
    """
    joined: list[Piece] = []
    for line in lines:
        if joined:
            joined.append(Piece(between))
        joined.extend(line)
    return tuple(joined)


def fill(template: str, params: Mapping[str, Value]) -> Line:
    """Fill a text; a part in square brackets stays only where all of its values are there.

    >>> plain(fill("{count} counted[, {target} due][ by {until}]", {"count": "50", "target": "50", "until": None}))
    '50 counted, 50 due'
    """
    pieces: list[Piece] = []
    for match in _PART.finditer(template):
        if match["words"] is not None:
            pieces.append(Piece(match["words"]))
        elif match["name"] is not None:
            pieces.extend(as_line(_value(match["name"], params, template)))
        elif all(as_line(_value(name, params, template)) for name in re.findall(r"\{(\w+)\}", match["part"])):
            pieces.extend(fill(match["part"], params))
    return tuple(piece for piece in pieces if piece.text)


def _value(name: str, params: Mapping[str, Value], template: str) -> Value:
    if name not in params:
        msg = f"text {template!r} asks for {name!r}, expected one of {', '.join(sorted(params)) or 'nothing'}; mend the text"
        raise MissingTextError(msg)
    return params[name] or None


@dataclass(frozen=True, slots=True)
class Catalog:
    """The texts of one language."""

    locale: str
    direction: str
    texts: Mapping[str, str]
    singular_below: Decimal | None = None
    """Amounts below this one stand with the singular; None: one alone does."""

    def form(self, amount: Decimal) -> str:
        """Which form of a word an amount stands with: ``one`` or ``many``.

        >>> catalog("en").form(Decimal(0)), catalog("fr").form(Decimal(0))
        ('many', 'one')
        """
        is_one = amount == 1 if self.singular_below is None else abs(amount) < self.singular_below
        return "one" if is_one else "many"

    def line(self, key: str, **params: Value) -> Line:
        """The text of `key` with its values, as pieces."""
        return fill(self.template(key), params)

    def __call__(self, key: str, **params: Value) -> str:
        """The text of `key` with its values, as words.

        >>> catalog("en")("state.partly_kept")
        'partly kept'
        """
        return plain(self.line(key, **params))

    def template(self, key: str) -> str:
        """The text of `key` as it was written."""
        if key not in self.texts:
            msg = f"no text {key!r} in the catalog {self.locale!r}; add it there"
            raise MissingTextError(msg)
        return self.texts[key]

    def first(self, *keys: str) -> str:
        """The first of `keys` that has a text."""
        return next((key for key in keys if key in self.texts), keys[-1])


CATALOGS: dict[str, Catalog] = {
    "en": Catalog(
        locale="en",
        direction="ltr",
        texts={**english.TEXTS, **english_codes.TEXTS, **english_incidents.TEXTS},
    ),
    "fr": Catalog(
        locale="fr",
        direction="ltr",
        texts={**french.TEXTS, **french_codes.TEXTS, **french_incidents.TEXTS},
        singular_below=Decimal(2),
    ),
}


def catalog(locale: str) -> Catalog:
    """The texts of a language.

    Raises
    ------
    UnknownLocaleError
        If nobody has written them yet; a page in the wrong language would be worse than none.
    """
    if locale not in CATALOGS:
        raise UnknownLocaleError(locale)
    return CATALOGS[locale]
