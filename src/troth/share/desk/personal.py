"""What looks like identifying data in a text that somebody is about to send: a warning, never a filter.

Names cannot be told from other words, and nothing here tries: the form asks for none.
"""

import re
import unicodedata

_EMAIL = re.compile(r"[\w.+-]+\s*(?:@|\(at\)|\[at\])\s*[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}(?:[ ]?[A-Z0-9]{1,3})?\b")
_PHONE = re.compile(r"(?<![\w.,])(?:\+|00)?\d(?:[ ().\-/]{0,2}\d){6,14}(?![\w])")
_NUMBER = re.compile(r"(?<![\w])(?:[A-Z]{1,3}[ -]?\d{6,12}|\d{9,18})(?![\w])")
_HANDLE = re.compile(r"(?<![\w@])@[A-Za-z]\w{2,}")
_NO_PHONE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}(?:T[\d:+.]+)?"  # a date
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4}"
    r"|\d{1,2}:\d{2}(?::\d{2})?"
    r"|\b(?:19|20)\d{2}\s*[-–/]\s*(?:19|20)\d{2}\b"  # a span of years
    r"|(?<![\d+])\d{1,3}(?:[,.]\d{3})+(?![\d-])"  # a large number in groups of three
    r"|(?<![\d+])(?<!\d )(?:\d{1,2}(?: \d{3}){1,2}|\d{3} \d{3})(?![\d-])(?! \d)"
)
KINDS = ("email", "phone", "number", "account", "handle")
"""What can be warned of; each has its words in the catalogs of texts."""


def looks_personal(text: str) -> tuple[str, ...]:
    """What a text seems to hold, of `KINDS`.

    >>> looks_personal("Call me: +970 59 123 4567"), looks_personal("On 2023-11-25 about 1,200,000 people had no water")
    (('phone',), ())
    """
    plain = unicodedata.normalize("NFKC", _western(text))
    found = {
        "email": bool(_EMAIL.search(plain)),
        "account": bool(_ACCOUNT.search(plain)),
        "handle": bool(_HANDLE.search(_EMAIL.sub(" ", plain))),
    }
    rest = _NO_PHONE.sub(" ; ", _ACCOUNT.sub(" ", plain))
    found["number"] = bool(_NUMBER.search(rest))
    found["phone"] = bool(_PHONE.search(_NUMBER.sub(" ; ", rest))) or _starts_like_a_phone(rest)
    return tuple(kind for kind in KINDS if found[kind])


def _starts_like_a_phone(text: str) -> bool:
    """A number with a plus sign or two zeros before it, also where it is written without blanks."""
    return any(match[0].startswith(("+", "00")) for match in _PHONE.finditer(text))


def _western(text: str) -> str:
    """The text with the digits of all scripts as 0 to 9.

    >>> _western("٠٥٩")
    '059'
    """
    return "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in text)
