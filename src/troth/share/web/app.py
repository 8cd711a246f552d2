"""The application: the pages of one desk, behind headers that let nothing foreign run."""

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from troth.records.errors import TrothError
from troth.share.desk import Desk, DeskError, NotThereError

from .api import install_api
from .assets import Assets, serve
from .caller import CallerOf, SinceOf, never, nobody
from .faults import AGAIN, FaultError, absent, note_trouble
from .forms import Guard, SameOrigin
from .headers import SafeAnswers
from .live import StillGood, Witness, install_live
from .pages import (
    about,
    activity,
    alignment,
    complaints,
    judge,
    ledger,
    overview,
    reports,
    situation,
    sources,
    steps,
    talk,
    terms,
    write,
)
from .public_forms import AddressOf, PerAddress, socket_address
from .scene import Shelf, plain_scene
from .writing import page

ROUTERS = (
    overview.router, terms.router, reports.router, sources.router, ledger.router, steps.router, situation.router, about.router,
    talk.router, write.router, judge.router, activity.router, alignment.router, complaints.router,
)  # fmt: skip
"""The pages, each a router of its own; a new one is added here."""


def create_app(  # noqa: PLR0913 - what surrounds a desk, each by its name
    desk: Desk,
    *,
    caller_of: CallerOf = nobody,
    caller_to_tell: CallerOf | None = None,
    since_of: SinceOf = never,
    guard: Guard | None = None,
    still_good: StillGood = lambda _: True,
    witness: Witness | None = None,
    address_of: AddressOf = socket_address,
) -> FastAPI:
    """Make the application of a desk.

    Parameters
    ----------
    desk
        The case, its ledger and its clock.
    caller_of
        Who asks, from a request; nobody is logged in unless given.
    caller_to_tell
        Who is told that something went wrong; raises nothing. As `caller_of` unless given.
    since_of
        When the caller was here last, from a request; None where that is not known.
    guard
        What keeps forms from being sent by other sites; the address that they come from, unless given.
    still_good
        Whether a caller whose live stream is open is still let in.
    witness
        Writes down who was shown restricted statements by the API or the live stream, before they are shown.
    address_of
        Where a request comes from; the socket, unless servers of one's own stand before the desk.
    """
    app = FastAPI(title="Troth", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk, app.state.caller_of, app.state.since_of = desk, caller_of, since_of
    app.state.caller_to_tell = caller_to_tell or caller_of
    app.state.guard = guard or SameOrigin()
    app.state.shelf, app.state.assets = Shelf(), Assets()
    app.state.public_limiter = PerAddress(address=address_of)
    for router in ROUTERS:
        app.include_router(router)
    install_live(
        app, desk, caller_of=caller_of, still_good=still_good, witness=witness, address_of=address_of
    )
    install_api(app, desk, caller_of=caller_of, witness=witness)
    app.add_api_route("/static/{file}", static, methods=["GET", "HEAD"], include_in_schema=False)
    app.add_exception_handler(FaultError, _fault)
    app.add_exception_handler(TrothError, _troubled)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(404, _refused)
    app.add_exception_handler(405, _refused)
    app.add_exception_handler(RequestValidationError, _refused)
    app.add_middleware(SafeAnswers)
    return app


def static(file: str, request: Request) -> Response:
    """A style sheet or a script."""
    found = request.app.state.assets.find(file)
    if found is None:
        raise absent()
    return serve(found, request)


def _fault(request: Request, error: Exception) -> Response:
    """One clear page; the same for what is not there and for what is not the caller's."""
    fault = error if isinstance(error, FaultError) else absent()
    return page(plain_scene(request), "fault.html.j2", status=fault.status, fault=fault, path="/")


def _troubled(request: Request, error: Exception) -> Response:
    """What the desk cannot do: for a reason that whoever asks can act on, or one for whoever runs it, and the log."""
    if isinstance(error, NotThereError):
        return _fault(request, absent())
    if isinstance(error, DeskError):
        return _fault(request, FaultError(409, "desk", {"why": str(error)}))
    note_trouble(request.scope, error)
    response = _fault(request, FaultError(503, "away"))
    response.headers["retry-after"] = AGAIN
    return response


def _refused(request: Request, error: Exception) -> Response:
    """What the router itself refuses."""
    status = error.status_code if isinstance(error, HTTPException) else getattr(error, "status_code", 400)
    fault = absent() if status == 404 else FaultError(status, "refused")  # noqa: PLR2004 - HTTP's own number
    return _fault(request, fault)
