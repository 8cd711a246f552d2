"""From bytes to text, whatever they are written in, and without characters that nobody can see."""

import re

from .document import UnreadableError

_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?(?P<name>[\w-]+)", re.IGNORECASE)
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_UNSEEN = re.compile(
    "[\\x00-\\x08\\x0e-\\x1b\\x7f\\u00ad\\u061c\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u206f\\ufeff]"
)
"""Control characters, soft hyphens, and what has no width or only turns the direction of writing."""


def visible(text: str) -> tuple[str, list[str]]:
    r"""The text without what nobody can see, and that it was left out.

    Such characters break words in two for every reader but the eye, or show another order than is written.

    >>> visible("Nor\u200bway")
    ('Norway', ['1 character without width, of direction or of control was left out; places count without it'])
    """
    if text.isascii() and text.isprintable():
        return text, []
    bare, count = _UNSEEN.subn("", text)
    if not count:
        return text, []
    many = "characters" if count > 1 else "character"
    was, it = ("were", "them") if count > 1 else ("was", "it")
    return bare, [
        f"{count} {many} without width, of direction or of control {was} left out; places count without {it}"
    ]


def decoded(content: bytes) -> tuple[str, list[str]]:
    """The text of bytes and what had to be assumed.

    Raises
    ------
    UnreadableError
        The bytes are no text.

    >>> decoded("T\u00fcrkiye".encode("cp1252"))
    ('T\u00fcrkiye', ['the file is not UTF-8; it was read as Windows-1252'])
    """
    text, problems = _decoded(content)
    seen, hidden = visible(text)
    return seen, [*problems, *hidden]


def _decoded(content: bytes) -> tuple[str, list[str]]:
    for mark, code in _MARKS:
        if content.startswith(mark):
            return content.decode(code, "replace"), []
    if b"\x00" in content[:8192]:
        return _wide(content)
    declared = _CHARSET.search(content[:4096])
    if declared is not None and declared["name"].lower() not in {b"utf-8", b"utf8"}:
        try:
            return content.decode(declared["name"].decode()), []
        except (LookupError, ValueError):
            pass
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace"), ["the file is not UTF-8; it was read as Windows-1252"]


def _wide(content: bytes) -> tuple[str, list[str]]:
    """UTF-16 without a mark, told by the NULs in every second place; anything else with NULs is no text."""
    head = content[:8192]
    for code, places in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if len(places) > 4 and places.count(0) > 0.8 * len(places) and head.count(0) < 0.6 * len(head):
            return content.decode(code, "replace"), [
                f"the file has no byte order mark; it was read as {code.upper()}"
            ]
    msg = "a binary file that is no PDF, DOCX or text"
    raise UnreadableError(msg)
