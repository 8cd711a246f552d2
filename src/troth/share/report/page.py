"""The whole page: one file that loads nothing from outside, works without scripts, and prints.

Scripts are named by their hashes in the page's content security policy, so that nothing that a case says can ever
run, whatever it looks like.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from . import words
from .doubts import doubt
from .index import Index, Tables
from .quotes import viewer
from .section import UNSEEN, Section, asset, write
from .text import catalog
from .timeline import offset


def render(tables: Tables, sections: Sequence[Section], *, locale: str = "en") -> str:
    """Bind sections into one page.

    Parameters
    ----------
    tables
        The tables of the run; the page's head and foot come from `case`.
    sections
        In the order in which they are read.
    locale
        The language; so far ``"en"``.

    Returns
    -------
    str
        HTML, the same for the same tables: there is no clock in it.
    """
    texts, index = catalog(locale), Index.of(tables)
    figures = {key: value for section in sections for key, value in section.figures.items()}
    before = [str(asset("map.js"))] if any("map" in one["layout"] for one in figures.values()) else []
    scripts = [*before, *([plotly()] if figures else []), str(asset("page.js"))]
    case = index.case
    return write(
        "page.html.j2",
        texts,
        title=str(case.get("title") or case.get("id") or ""),
        case=case,
        exercise=str(case.get("exercise") or ""),
        version=str(case.get("version") or ""),
        as_of=words.instant(case.get("as_of"), index.zone, texts),
        at=words.instant(case.get("at"), index.zone, texts),
        offset=offset(index),
        viewer=viewer(index, texts),
        doubt=doubt(tables, texts),
        leads=[Markup(section.lead) for section in sections],  # noqa: S704 - written by autoescaping templates
        bodies=[(section, Markup(section.html)) for section in sections],  # noqa: S704 - the same
        policy=policy(scripts),
        figures=[(key, _json(value)) for key, value in figures.items()],
        scripts=[Markup(script) for script in scripts],  # noqa: S704 - plotly's file and our own
        style=asset("page.css"),
    )


def policy(scripts: Iterable[str]) -> str:
    """A content security policy that lets these scripts run, inline styles apply, and nothing be loaded or sent.

    >>> policy(["1"]).split("; ")[1]
    "script-src 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"
    """
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in scripts
    )
    return "; ".join((
        "default-src 'none'",
        f"script-src {hashes}",
        "style-src 'unsafe-inline'",
        "img-src data: blob:",
        "font-src data:",
        "worker-src blob:",  # a map is drawn by a worker that plotly makes of its own text
        "base-uri 'none'",
        "form-action 'none'",
    ))  # fmt: skip


def _json(figure: Mapping[str, Any]) -> Markup:
    """A figure as JSON that no HTML parser can take for anything else."""
    text = json.dumps(figure, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    safe = UNSEEN.sub("", text).replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return Markup(safe.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))  # noqa: S704 - escaped above


@lru_cache
def plotly() -> str:
    """The plotly.js that the plotly wheel ships; nothing is fetched."""
    return (files("plotly") / "package_data" / "plotly.min.js").read_text(encoding="utf-8")
