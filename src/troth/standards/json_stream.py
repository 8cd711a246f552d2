r"""JSON of any size, read one element at a time: the members of an object, and one of its lists entry by entry.

The parser of the standard library reads a text whole. Here it is given as much as is needed for the next element: where a
text breaks off inside one, as much again is read as there is, so that each byte is parsed about twice at most and memory
holds one element and one block.

>>> import io
>>> list(elements(io.BytesIO(b'{"version": "0.9",\n "projects": [{"id": "a"},\n {"id": "b"}]}'), "projects"))
[Element(key='version', number=None, line=1, value='0.9'), Element(key='projects', number=0, line=2, value={'id': 'a'}), Element(key='projects', number=1, line=3, value={'id': 'b'}), Element(key='projects', number=-1, line=3, value=2)]
"""

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO, NoReturn

BLOCK = 1 << 20
"""Bytes that are read at once."""
LARGEST = 1 << 26
"""Characters of one element: more than any project has, and a bound on what a quote that is never closed can take."""
END = -1
_BLANK = re.compile(r"[ \t\r\n]*")
_NEAR = 16
"""Characters at the end of a text in which an error may only mean that the text goes on: the longest literal or escape."""


@dataclass(frozen=True, slots=True)
class Element:
    """A member of the outermost object, or an entry of the list that is streamed."""

    key: str
    """The member's name; nothing where the whole text is a list."""
    number: int | None
    """Of an entry, from 0; None for a member; `END` where a streamed list ends, with the number of its entries as value."""
    line: int
    """On which it begins, from 1."""
    value: Any


class Members(dict[str, Any]):
    """An object that names one of its members twice: the last one counts, and which they are is kept."""

    twice: tuple[str, ...] = ()


class MalformedError(Exception):
    """The text is no JSON from here on."""

    def __init__(self, line: int, found: str, expected: str) -> None:
        super().__init__(f"line {line}: found {found}, expected {expected}")
        self.line, self.found, self.expected = line, found, expected


def elements(stream: BinaryIO, streamed: str) -> Iterator[Element]:
    """The elements of a text, in order.

    Parameters
    ----------
    stream
        UTF-8, with or without a byte order mark.
    streamed
        The member whose list is given entry by entry; a text that is a list itself is, too, under the key ``""``.

    Raises
    ------
    MalformedError
        Where the text is no JSON, or neither an object nor a list; what stands before it was given.
    """
    text = _Text(stream)
    match text.sign():
        case "{":
            yield from _members(text, streamed)
        case "[":
            yield from _entries(text, "")
        case "":
            text.fail("nothing", "an object or a list")
        case other:
            text.fail(other, "an object or a list")
    if text.sign():
        text.fail(text.rest(), "the end of the text")


def _members(text: "_Text", streamed: str) -> Iterator[Element]:
    text.pass_by("{")
    if text.sign() == "}":
        text.pass_by("}")
        return
    while True:
        if text.sign() != '"':
            text.fail(text.rest(), "a name in double quotes")
        key = text.value()
        text.pass_by(":")
        if key == streamed and text.sign() == "[":
            yield from _entries(text, key)
        else:
            line = (text.sign(), text.line)[1]
            yield Element(key, None, line, text.value())
        if text.sign() == "}":
            text.pass_by("}")
            return
        text.pass_by(",", "a comma or the end of the object")


def _entries(text: "_Text", key: str) -> Iterator[Element]:
    text.pass_by("[")
    number = 0
    if text.sign() != "]":
        while True:
            line = (text.sign(), text.line)[1]
            yield Element(key, number, line, text.value())
            number += 1
            if text.sign() == "]":
                break
            text.pass_by(",", "a comma or the end of the list")
    text.pass_by("]")
    yield Element(key, END, text.line, number)


class _Text:
    """A window on a stream: what is read and not yet passed by."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._held, self._at, self._ended = "", 0, False
        self.line = 1

    def sign(self) -> str:
        """The next character that is not blank; nothing at the end."""
        while True:
            self._pass(_BLANK.match(self._held, self._at).end())  # type: ignore[union-attr]  # it matches the empty text too
            if self._at < len(self._held) or not self._more():
                return self._held[self._at : self._at + 1]

    def pass_by(self, sign: str, expected: str = "") -> None:
        """Go past a sign that must come next."""
        if self.sign() != sign:
            self.fail(self.rest(), expected or f"'{sign}'")
        self._pass(self._at + 1)

    def rest(self) -> str:
        """What comes next, cut short, for a message."""
        return self._held[self._at : self._at + 20] or "the end of the text"

    def value(self) -> Any:  # noqa: ANN401 - whatever JSON holds
        """Parse the next value and go past it."""
        self.sign()
        while True:
            try:
                found, end = _DECODER.raw_decode(self._held, self._at)
            except json.JSONDecodeError as error:
                if not (self._may_go_on(error) and self._more()):
                    self._refuse(error)
            except RecursionError:
                self.fail("objects inside objects without end", "a few levels")
            except (ValueError, ArithmeticError) as error:
                self.fail(str(error)[:60], "numbers of at most 100 digits")
            else:
                # a number at the very end of what is held may go on
                if end < len(self._held) or not self._more():
                    self._pass(end)
                    return found

    def fail(self, found: str, expected: str) -> NoReturn:
        """Give up here."""
        raise MalformedError(self.line, found, expected)

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        return error.msg.startswith("Unterminated string") or error.pos >= len(self._held) - _NEAR

    def _refuse(self, error: json.JSONDecodeError) -> NoReturn:
        line = self.line + self._held.count("\n", self._at, error.pos)
        found = self._held[error.pos : error.pos + 20] or "the end of the text"
        raise MalformedError(line, found, f"valid JSON ({error.msg})") from None

    def _pass(self, end: int) -> None:
        self.line += self._held.count("\n", self._at, end)
        self._at = end

    def _more(self) -> bool:
        """Read as much again as is held; whether there was any."""
        if self._ended:
            return False
        held = len(self._held) - self._at
        if held > LARGEST:
            self.fail(
                f"one element of more than {LARGEST:,} characters",
                "projects one by one, and every quote closed",
            )
        raw = self._stream.read(max(BLOCK, held))
        self._ended = not raw
        try:
            fresh = self._decoder.decode(raw, final=self._ended)
        except UnicodeDecodeError as error:
            self.fail(f"byte 0x{error.object[error.start]:02x}", "text in UTF-8")
        self._held, self._at = self._held[self._at :] + fresh, 0
        return True


LONGEST_NUMBER = 100
"""Digits: more are no amount, and Python takes its time for them."""


def _number(said: str) -> Decimal:
    if len(said) > LONGEST_NUMBER:
        msg = f"a number of {len(said)} digits"
        raise ValueError(msg)
    return Decimal(said)


def _whole(said: str) -> int:
    if len(said) > LONGEST_NUMBER:
        msg = f"a number of {len(said)} digits"
        raise ValueError(msg)
    return int(said)


def _no_number(said: str) -> NoReturn:
    msg = f"{said}, which is no number in JSON"
    raise ValueError(msg)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    names = [name for name, _ in pairs]
    told = Members(found)
    told.twice = tuple(sorted({name for name in names if names.count(name) > 1}))
    return told


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_number, parse_int=_whole, parse_constant=_no_number
)
