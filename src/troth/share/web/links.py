"""Addresses within the desk: one page per term, report, source and statement, each with the time it is looked at from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from troth.share.report.index import Index

KEPT = ("as_of", "as", "lang")
"""What a reader chose and every link carries on."""
_HREF = re.compile(r'href="#([A-Za-z0-9._-]+)"')
_ID = re.compile(r'\sid="([^"]+)"')
_STYLE = re.compile(r'style="inset-inline-start:(?P<at>-?[\d.]+)%(?:;inline-size:(?P<wide>-?[\d.]+)%)?"')


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses that carry on what the reader chose.

    >>> Links({"as_of": "2023-11-26"}).to("/terms", state="broken")
    '/terms?as_of=2023-11-26&state=broken'
    >>> Links({"as_of": "2023-11-26", "lang": "fr"}).without("as_of").to("/terms")
    '/terms?lang=fr'
    """

    kept: Mapping[str, str] = field(default_factory=dict)

    def to(self, path: str, /, **query: str | None) -> str:
        """The address of a page; a value that is None or empty is left out."""
        asked = {**self.kept, **query}
        words = urlencode({key: value for key, value in asked.items() if value})
        return f"{path}?{words}" if words else path

    def of(self, kind: str, name: str, /, **query: str | None) -> str:
        """The address of one thing: ``links.of("terms", "T1")``."""
        return self.to(f"/{kind}/{quote(name, safe='')}", **query)

    def changed(self, **choices: str | None) -> "Links":
        """The same with other choices."""
        return Links({key: value for key, value in {**self.kept, **choices}.items() if value})

    def without(self, *names: str) -> "Links":
        """The same without some choices."""
        return self.changed(**dict.fromkeys(names))


def places(index: Index) -> dict[str, tuple[str, ...]]:
    """What each anchor of the report stands for; a term before the verdict on it."""
    found: dict[str, tuple[str, ...]] = {}
    for key, anchor in index.anchors.items():
        found.setdefault(anchor, key)
    return found


PAGES = {"term": "terms", "verdict": "terms", "evidence": "reports", "source": "sources"}
LISTS = {"agreement": "/terms", "incident": "/steps/incidents"}


def address(key: tuple[str, ...], anchor: str, links: Links) -> str | None:
    """The page on which a thing of the report stands in the desk; a day or part of a term on that of the term."""
    kind, name = key[0], key[1]
    if kind in LISTS:
        return f"{links.to(LISTS[kind])}#{anchor}"
    if kind not in PAGES:
        return None
    found = links.of(PAGES[kind], name)
    return f"{found}#{anchor}" if kind == "verdict" else found


def rehang(html: str, found: Mapping[str, tuple[str, ...]], links: Links) -> str:
    """Lead every link that has no target on its own page to the page where the thing stands.

    What the report writes leads to anchors, since there everything is on one page. Words of a case cannot look like
    such a link: their quotation marks are escaped.

    >>> rehang('<a href="#T1">T1</a> <a href="#top">up</a> <p id="top">', {"T1": ("term", "T1")}, Links())
    '<a href="/terms/T1">T1</a> <a href="#top">up</a> <p id="top">'
    """
    here = set(_ID.findall(html))

    def led(match: re.Match[str]) -> str:
        anchor = match[1]
        if anchor in here or anchor not in found:
            return match[0]
        target = address(found[anchor], anchor, links)
        return match[0] if target is None else f'href="{target.replace("&", "&amp;")}"'

    return _HREF.sub(led, html)


def unstyled(html: str) -> str:
    """Say places in drawings by attributes that the style sheet reads, in thousandths, so that no page needs inline styles.

    >>> unstyled('<i style="inset-inline-start:12.34%;inline-size:3%"></i>')
    '<i data-at="123" data-wide="30"></i>'
    """

    def said(match: re.Match[str]) -> str:
        wide = "" if match["wide"] is None else f' data-wide="{max(_thousandths(match["wide"]), 1)}"'
        return f'data-at="{_thousandths(match["at"])}"{wide}'

    return _STYLE.sub(said, html)


def _thousandths(percent: str) -> int:
    return min(max(round(float(percent) * 10), 0), 1000)


def place_rules() -> str:
    """The style sheet for `unstyled`: one rule for each place and each width.

    >>> place_rules().splitlines()[1]
    '[data-at="1"]{inset-inline-start:.1%}[data-wide="1"]{inline-size:.1%}'
    """
    return "\n".join(
        f'[data-at="{n}"]{{inset-inline-start:{_percent(n)}}}[data-wide="{n}"]{{inline-size:{_percent(n)}}}'
        for n in range(1001)
    )


def _percent(thousandths: int) -> str:
    return f"{thousandths / 10:g}%".removeprefix("0") or "0"
