"""Where a request was sent from, as browsers say it: a page of this desk, or one of another site."""

from urllib.parse import urlsplit

from starlette.requests import Request

OWN = frozenset({"same-origin", "none"})
"""What `Sec-Fetch-Site` says of a page of this desk, and of an address that somebody typed."""


def is_foreign(request: Request, origin: str | None = None) -> bool:
    """Whether a browser says that a request comes from a page of another site; programs say nothing.

    Parameters
    ----------
    origin
        The desk's own, such as ``https://desk.example``; the name that the request was sent to unless given.
    """
    if set(request.headers.getlist("sec-fetch-site")) - OWN:
        return True
    origins = set(request.headers.getlist("origin"))
    if origin is not None:
        return bool(origins - {origin})
    host = request.headers.get("host", "")
    return any(urlsplit(one).netloc != host for one in origins)
