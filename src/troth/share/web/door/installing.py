"""Putting the door into an application: its routes, its answers to what is refused, the cookie of its forms."""

import logging
from importlib.resources import files
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from troth.records.errors import TrothError
from troth.share.accounts import AccountsError

from . import account_routes, enrol_routes, sign_in_routes
from .door import Door
from .refusals import AWAY, RefusalError, SignInFirstError, refusal_of
from .sessions import Visits

log = logging.getLogger("troth.desk")
_SEE_OTHER = 303
_SCRIPT_KEPT = "public, max-age=3600"
_TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Not allowed",
    429: "Too many requests",
    503: "Not available",
}
_static = APIRouter(include_in_schema=False)


@_static.get("/door/passkey.js")
def script() -> Response:
    """The script of the pages with passkeys."""
    text = (files(__package__) / "passkey.js").read_bytes()
    return Response(text, media_type="text/javascript", headers={"cache-control": _SCRIPT_KEPT})


def install(app: FastAPI, door: Door) -> None:
    """Add the door to an application; the guard (`troth.share.web.guard`) is added by whoever makes the application."""
    app.state.door = door
    for router in (sign_in_routes.router, enrol_routes.router, account_routes.router, _static):
        app.include_router(router)
    app.add_exception_handler(RefusalError, refused)
    app.add_exception_handler(AccountsError, refused)
    app.add_middleware(Visits)


def refused(request: Request, error: Exception) -> Response:
    """One clear answer: a page for people, a problem document (RFC 9457) for programs."""
    if not isinstance(error, TrothError):
        raise error
    refusal = error if isinstance(error, RefusalError) else _told(error)
    if not _for_people(request):
        return problem(refusal)
    if isinstance(refusal, SignInFirstError) and request.method in {"GET", "HEAD"}:
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?next={quote(target, safe='/')}", _SEE_OTHER)
    door: Door = request.app.state.door
    values = {
        "say_key": refusal.key,
        "say_values": refusal.values,
        "why_key": refusal.why_key,
        "signed_in": door.caller_to_tell(request).signed_in,
    }
    response = door.page(request, "door/refused.html.j2", values, status=refusal.status)
    response.headers.update(refusal.headers)
    return response


def problem(refusal: RefusalError) -> Response:
    """A refusal for programs."""
    said = {
        "type": "about:blank",
        "title": _TITLES.get(refusal.status, "Refused"),
        "status": refusal.status,
        "detail": str(refusal),
    }
    return JSONResponse(said, refusal.status, headers=refusal.headers, media_type="application/problem+json")


def _told(error: TrothError) -> RefusalError:
    refusal = refusal_of(error) if isinstance(error, AccountsError) else refusal_of(AccountsError(str(error)))
    if refusal.status == AWAY:
        log.error("%s: %s", type(error).__name__, error)
    return refusal


def _for_people(request: Request) -> bool:
    """Whether a browser shows the answer to somebody."""
    accepted = request.headers.get("accept", "")
    return "text/html" in accepted and "authorization" not in request.headers
