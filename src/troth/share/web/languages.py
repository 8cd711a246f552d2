"""Which language a page is written in, and its texts: those of the report and those of the desk together."""

from dataclasses import replace
from functools import lru_cache

from starlette.requests import Request

from troth.share.report.french_type import typeset
from troth.share.report.text import CATALOGS, Catalog, catalog

from . import english, french, texts_alignment, texts_write
from .door import TEXTS_EN, TEXTS_FR

COOKIE = "desk_lang"
FALLBACK = "en"
TEXTS: dict[str, dict[str, str]] = {
    "en": {**english.TEXTS, **texts_write.ENGLISH, **texts_alignment.ENGLISH, **TEXTS_EN},
    "fr": typeset({**french.TEXTS, **texts_write.FRENCH, **texts_alignment.FRENCH, **TEXTS_FR}),
}
"""The desk's own texts by language."""
NAMES = {"en": "English", "fr": "Français"}
"""Languages as they call themselves."""


def desk_catalog(locale: str) -> Catalog:
    """All texts of a language; see `troth.share.report.text.catalog`."""
    return _joined(catalog(locale))


@lru_cache
def _joined_of(locale: str, direction: str) -> Catalog:
    report = CATALOGS[locale]
    return replace(report, direction=direction, texts={**report.texts, **TEXTS[locale]})


def _joined(report: Catalog) -> Catalog:
    return _joined_of(report.locale, report.direction)


def languages() -> list[tuple[str, str]]:
    """The languages that can be chosen, with their own names."""
    return [(locale, NAMES.get(locale, locale)) for locale in CATALOGS if locale in TEXTS]


def locale_of(request: Request) -> str:
    """The language that a reader chose in the address or before, else the first of those the browser asks for."""
    known = {locale for locale, _ in languages()}
    for chosen in (request.query_params.get("lang", ""), request.cookies.get(COOKIE, "")):
        if chosen in known:
            return chosen
    wanted = preferred(request.headers.get("accept-language", ""))
    return next((one for one in wanted if one in known), FALLBACK)


def preferred(header: str) -> list[str]:
    """Languages in the order in which a browser wants them, without regions.

    >>> preferred("fr-CA,fr;q=0.9,en;q=0.8,de;q=nonsense")
    ['fr', 'en']
    """
    weighed: list[tuple[float, str]] = []
    for part in header.split(",")[:20]:
        name, _, rest = part.strip().partition(";")
        try:
            weight = float(rest.strip().removeprefix("q=")) if rest else 1.0
        except ValueError:
            continue
        weighed.append((weight, name.strip().partition("-")[0].lower()))
    ordered = sorted((one for one in weighed if one[0] > 0 and one[1]), key=lambda one: -one[0])
    return list(dict.fromkeys(name for _, name in ordered))
