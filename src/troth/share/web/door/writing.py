"""Pages of the door. A desk gives a renderer of its own; this one stands in for it where there is none.

Templates extend ``base.html.j2`` with the blocks `title` and `main`. They are found under ``door/`` by `loader()`, which a
desk adds to its own.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Protocol

from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from troth.share.report.text import Catalog

from .english import TEXTS_EN
from .french import TEXTS_FR

CATALOGS: Mapping[str, Catalog] = {
    "en": Catalog(locale="en", direction="ltr", texts=TEXTS_EN),
    "fr": Catalog(locale="fr", direction="ltr", texts=TEXTS_FR),
}


class Renderer(Protocol):
    """Writes a page of the door into the frame of a desk."""

    def __call__(
        self, request: Request, template: str, values: Mapping[str, Any], *, status: int = 200
    ) -> Response:
        """Fill a template with `values` beside what the desk's own pages are given; `t` is the catalog."""
        ...


def loader() -> BaseLoader:
    """Where the templates of the door are."""
    return PackageLoader("troth.share.web.door")


def plain_page(request: Request, template: str, values: Mapping[str, Any], *, status: int = 200) -> Response:
    """A page in a frame that holds nothing."""
    texts = CATALOGS["fr" if _prefers_french(request) else "en"]
    text = _templates().get_template(template).render(t=texts, **values)
    return HTMLResponse(text, status_code=status, headers={"cache-control": "no-store"})


@lru_cache
def _templates() -> Environment:
    return Environment(
        loader=ChoiceLoader([loader(), PackageLoader("troth.share.web.door", "standin")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _prefers_french(request: Request) -> bool:
    asked = request.query_params.get("lang") or request.headers.get("accept-language", "")
    return asked.lower().startswith("fr")
