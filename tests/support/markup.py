"""What a page must not have in it, whatever was written at the desk: read as a browser reads it, not by searching text."""

import json
import re
from html.parser import HTMLParser

MARK = "zq9"
"""In every hostile text, so that it can be told whether it came out."""
WORDS = (
    f"javascript:alert('{MARK}')",
    (
        f"\"'><script>alert('{MARK}')</script><img src=x onerror=alert('{MARK}')>"
        f"</title></textarea></script><svg/onload=alert('{MARK}')><!--{MARK}--><b>{MARK}</b>&lt;script&gt;"
        f"<a href=\"javascript:alert('{MARK}')\" onclick=x style=x>\u2028{MARK}\u202e</a>{{{{ {MARK} }}}}{{% raw %}}"
    ),
)
_URLS = {"href", "src", "action", "formaction", "data", "poster", "srcset", "xlink:href"}
_ACTIVE = {"iframe", "object", "embed", "applet", "base", "frame", "portal"}
_ADDRESS = re.compile(r"(?:/(?!/)|#|\?|https?://|data:,$)")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._open: tuple[str, dict[str, str]] | None = None
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag in _ACTIVE or "http-equiv" in named:
            self.found.append(self.get_starttag_text() or tag)
        for name, value in named.items():
            leads_away = name in _URLS and value and not _ADDRESS.match(value.strip())
            if name.startswith("on") or name == "style" or leads_away:
                self.found.append(self.get_starttag_text() or tag)
        if tag in {"script", "style"}:
            self._open, self._inside = (tag, named), ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        if self._open:
            self._inside += data

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag == self._open[0]:
            named, text = self._open[1], self._inside
            self._open = None
            if named.get("type") == "application/json":
                json.loads(text)
                if "<" in text:
                    self.found.append("a script within data")
            elif not named.get("src", "").startswith(("/static/", "/door/")) or text.strip():
                self.found.append(f"script {text[:60]!r}")

    def handle_comment(self, data: str) -> None:
        if MARK in data:
            self.found.append(f"a comment: {data}")


def troubles(text: str) -> list[str]:
    """What of a page would run, or lead away, that the desk did not write itself."""
    page = _Page()
    page.feed(text)
    page.close()
    raw = [
        one
        for one in ("<script>alert", "<img src=x", "<svg/onload", "<b>" + MARK, "<!--" + MARK)
        if one in text
    ]
    return page.found + raw
