"""Files that pages load: each under a name that holds its content's hash, packed once, kept by browsers for good."""

import gzip
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response

from troth.share.report.page import plotly
from troth.share.report.section import asset

from .links import place_rules

FOREVER = "public, max-age=31536000, immutable"


def _own(name: str) -> str:
    return (files("troth.share.web") / "assets" / name).read_text(encoding="utf-8")


MAP_STYLE = re.compile(
    r"getElementById\(\"([0-9a-f]{64})\"\).{0,200}?textContent='((?:[^'\\\\]|\\\\.)*)'", re.DOTALL
)


@lru_cache
def map_style() -> tuple[str, str]:
    """The style sheet that plotly would put into a page for its maps, and the name by which it finds it there already.

    The policy of the desk lets no script bring styles; both are empty should a later plotly bring none.
    """
    found = MAP_STYLE.search(plotly())
    return (found[1], found[2].replace("\\'", "'")) if found else ("no-map-style", "")


SOURCES: Mapping[str, Callable[[], str]] = {
    "desk.css": lambda: f"{asset('page.css')}\n{_own('desk.css')}",
    "alignment.css": lambda: _own("alignment.css"),
    "places.css": place_rules,
    "desk.js": lambda: f"{asset('page.js')}\n{_own('desk.js')}",
    "live.js": lambda: _own("live.js"),
    "plotly.js": plotly,
    "map.css": lambda: map_style()[1],
}
"""The report's own style sheet and script stand first in the desk's: what a section looks like is said once."""

TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True)
class Asset:
    """One file, and the same packed."""

    name: str
    body: bytes

    @cached_property
    def file(self) -> str:
        """Its name with the hash of its content: ``desk-0a1b2c3d4e5f.css``."""
        stem, _, ending = self.name.rpartition(".")
        return f"{stem}-{hashlib.sha256(self.body).hexdigest()[:12]}.{ending}"

    @cached_property
    def packed(self) -> bytes:
        """The content as gzip; the same bytes each time."""
        return gzip.compress(self.body, compresslevel=9, mtime=0)

    @property
    def media_type(self) -> str:
        """What a browser is told it is."""
        return TYPES[self.name.rpartition(".")[2]]


class Assets:
    """The files of the desk, read and packed when they are first asked for.

    >>> Assets().url("desk.css")[:13], Assets().find("desk-000000000000.css")
    ('/static/desk-', None)
    """

    def __init__(self, sources: Mapping[str, Callable[[], str]] = SOURCES) -> None:
        self._sources = dict(sources)
        self._read: dict[str, Asset] = {}
        self._lock = Lock()

    def get(self, name: str) -> Asset:
        """The file of a name."""
        with self._lock:
            if name not in self._read:
                self._read[name] = Asset(name, self._sources[name]().encode())
            return self._read[name]

    def url(self, name: str) -> str:
        """Where a file is served."""
        return f"/static/{self.get(name).file}"

    def find(self, file: str) -> Asset | None:
        """The file of a name with its hash; None where there is none, or none of that content."""
        stem, _, ending = file.rpartition(".")
        name = f"{stem.rpartition('-')[0]}.{ending}"
        if name not in self._sources:
            return None
        found = self.get(name)
        return found if found.file == file else None


def serve(found: Asset, request: Request) -> Response:
    """A file as a browser asks for it: packed if it can unpack, nothing but a word if it has it already."""
    packs = "gzip" in request.headers.get("accept-encoding", "")
    etag = f'"{found.file}{"-gz" if packs else ""}"'
    headers = {"cache-control": FOREVER, "etag": etag, "vary": "accept-encoding"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if packs:
        headers["content-encoding"] = "gzip"
    return Response(found.packed if packs else found.body, headers=headers, media_type=found.media_type)
