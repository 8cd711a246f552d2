"""Where to go after signing in: only ever to a page of this desk."""

import re
from urllib.parse import urlsplit

HOME = "/"
_LONGEST = 2000
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\\]")


def safe_next(text: str) -> str:
    r"""The page to go on to, or the first one where what was asked for is not a path of this desk.

    >>> safe_next("/terms/T1?as_of=2023-11-26#days")
    '/terms/T1?as_of=2023-11-26#days'
    >>> [safe_next(one) for one in ("//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nSet-Cookie: b")]
    ['/', '/', '/', '/']
    """
    if not text.startswith("/") or text.startswith("//") or len(text) > _LONGEST or _UNSAFE.search(text):
        return HOME
    try:
        parts = urlsplit(text)
    except ValueError:
        return HOME
    return HOME if parts.scheme or parts.netloc else text
