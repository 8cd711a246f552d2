"""A section: the piece of a page that one step of a case writes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from .looks import STANCES, STATES
from .text import Catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What one step of a case adds to a page: an HTML fragment, and its figures as plotly's plain dicts."""

    id: str
    title: str
    html: str
    figures: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    """By the id of the element that each is drawn in."""
    lead: str = ""
    """What belongs at the very top of the page: a fragment."""
    contents: tuple[tuple[str, str], ...] = ()
    """Anchors and headings within the section."""


UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""Characters that show nothing and can turn the order of words around, so that a page reads otherwise than it says."""


def visible(value: object) -> object:
    """Words without characters that nobody sees.

    >>> visible("70 trucks\u202e")
    '70 trucks'
    """
    return UNSEEN.sub("", value) if type(value) is str else value


@lru_cache
def templates() -> Environment:
    """The templates of the package; whatever a case says is escaped in them."""
    return Environment(
        loader=PackageLoader("troth.share.report"),
        autoescape=True,
        finalize=visible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def write(template: str, texts: Catalog, **values: object) -> str:
    """Fill one of the package's templates."""
    return templates().get_template(template).render(t=texts, looks=STATES, stances=STANCES, **values)


def asset(name: str) -> Markup:
    """A file of the package that goes into the page as it is: the style sheet, the script."""
    environment = templates()
    loader = environment.loader
    if loader is None:  # pragma: no cover - the environment above always has one
        msg = "the report's templates are not packaged"
        raise RuntimeError(msg)
    text, _, _ = loader.get_source(environment, name)
    return Markup(text)  # noqa: S704 - our own file, never a case's words
