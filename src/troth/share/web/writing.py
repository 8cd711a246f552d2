"""Pages out of templates: those of the desk and those of the report in one set, everything from a case escaped."""

import gzip
import json
import re
import secrets
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import Response

from troth.share.report import words
from troth.share.report.doubts import doubt
from troth.share.report.looks import STANCES, STATES
from troth.share.report.quotes import viewer
from troth.share.report.section import UNSEEN, visible
from troth.share.report.sections import titles
from troth.share.report.timeline import offset

from .assets import Assets, map_style
from .door import loader as door_templates
from .languages import COOKIE, languages
from .links import rehang, unstyled
from .live import place_of
from .scene import Scene, Seen
from .witness import Witness

YEAR = 365 * 24 * 3600
SMALL = 1_400
"""Bytes that fit one packet: packing fewer saves nobody anything."""
PADDING = 64
STYLED = re.compile(r"</?(?:b|i|u|s|em|strong|sup|sub|span)(?: [^<>\"]*)?>")
FEW, MANY, LONG, SHORT = 12, 16, 300, 5


@lru_cache
def templates() -> Environment:
    """All templates; the desk's own go before the report's of the same name."""
    return Environment(
        loader=ChoiceLoader(
            [PackageLoader("troth.share.web"), PackageLoader("troth.share.report"), door_templates()]
        ),
        autoescape=True,
        finalize=visible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(
    scene: Scene, template: str, *, seen: Seen | None = None, status: int = 200, **values: object
) -> Response:
    """Write a page.

    Parameters
    ----------
    seen
        The picture that the page is about; the fast one of now unless given.
    values
        What the template shows.
    """
    picture = seen or scene.seen()
    text = templates().get_template(template).render({**_common(scene, picture), **values})
    html = unstyled(rehang(text, picture.places, scene.links))
    response = answer(scene, html, "text/html; charset=utf-8", status=status)
    if scene.request.query_params.get("lang") == scene.texts.locale:
        response.set_cookie(COOKIE, scene.texts.locale, max_age=YEAR, samesite="lax", httponly=True)
    return response


def answer(scene: Scene, text: str, media_type: str, *, status: int = 200) -> Response:
    """An answer that nobody else is shown: packed where that helps, kept by no cache that others use.

    Where accounts are kept, it is written down first what it shows of restricted statements.
    """
    witness: Witness | None = getattr(scene.request.app.state, "witness", None)
    if witness is not None:
        witness.saw(scene.desk, scene.caller, scene.viewer, scene.request.url.path, text)
    body = text.encode()
    headers = {
        "cache-control": "no-store" if scene.signed_in else "private, no-cache",
        "vary": "accept-encoding, accept-language, cookie",
    }
    if len(body) > SMALL and "gzip" in scene.request.headers.get("accept-encoding", ""):
        body, headers["content-encoding"] = packed(body), "gzip"
    return Response(body, status_code=status, headers=headers, media_type=media_type)


def packed(body: bytes) -> bytes:
    """Pack a page behind some bytes of chance.

    The size of what is packed tells of what is in it; whoever can make a browser ask for pages with words of their own
    and watches sizes must not learn words from it, so each answer is longer by a name that nobody can foresee.
    """
    whole = gzip.compress(body, compresslevel=6, mtime=0)
    name = secrets.token_hex(secrets.randbelow(PADDING) + 1).encode()
    return whole[:3] + b"\x08" + whole[4:10] + name + b"\x00" + whole[10:]


def _common(scene: Scene, seen: Seen) -> dict[str, Any]:
    """What every page shows: whose picture, as of when, the way to the other pages."""
    index, texts, run = seen.index, scene.texts, seen.run
    assets: Assets = scene.request.app.state.assets
    return {
        "t": texts, "looks": STATES, "stances": STANCES, "few": FEW, "many": MANY, "long": LONG, "short": SHORT,
        "scene": scene, "links": scene.links, "asset": assets.url, "map_style_name": lambda: map_style()[0], "languages": languages(),
        "case": index.case, "title": str(index.case.get("title") or index.case.get("id") or ""),
        "exercise": scene.desk.exercise, "index": index,
        "as_of": words.instant(index.case.get("as_of"), index.zone, texts), "offset": offset(index),
        "viewer": viewer(index, texts), "steps": titles(run.outcome.ran, texts),
        "doubt": doubt(seen.tables, texts), "path": scene.request.url.path, "version": str(index.case.get("version") or ""),
        "here": "", "places": False, "figures": (), "entered": _entered(scene, seen),
        "after": "" if scene.as_of else place_of(run),
    }  # fmt: skip


def _entered(scene: Scene, seen: Seen) -> str:
    """The time that was asked for, as the field for it has it."""
    at = scene.as_of
    return "" if at is None else at.astimezone(seen.index.zone).strftime("%Y-%m-%dT%H:%M")


def figure_json(figure: Mapping[str, Any]) -> Markup:
    """A figure as JSON that no HTML parser can take for anything else.

    Words in it lose what plotly would set in bold or italics: it does so by inline styles, which the desk forbids.
    """
    text = json.dumps(figure, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    safe = (
        STYLED.sub("", UNSEEN.sub("", text))
        .replace("&", "\\u0026")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
    )
    return Markup(safe.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))  # noqa: S704 - escaped above
