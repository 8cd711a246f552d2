"""Signing in and out."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import JSONResponse, RedirectResponse, Response

from troth.share.accounts import Event, RefusedAccountError
from troth.share.accounts.ceremonies import finish_sign_in, offer_sign_in

from . import sessions
from .dependencies import CurrentCaller, TheDoor, checked_form, checked_json, field_of
from .door import Door
from .refusals import FORBIDDEN
from .targets import HOME, safe_next

router = APIRouter(include_in_schema=False)
_SEE_OTHER = 303
_HANDLE = 64


@router.get("/sign-in")
def sign_in_page(request: Request, door: TheDoor, caller: CurrentCaller, next: str = HOME) -> Response:
    """The form."""
    return _form(request, door, target=safe_next(next), lapsed=caller.lapsed)


@router.post("/sign-in")
def sign_in(request: Request, door: TheDoor, form: Annotated[FormData, Depends(checked_form)]) -> Response:
    """Sign in with handle, password and code."""
    handle = field_of(form, "handle").strip().lower()[:_HANDLE]
    target = safe_next(field_of(form, "next", 3000))
    door.count("sign-in by address", door.address(request))
    door.count("sign-in by handle", handle)
    attempt = door.accounts.sign_in.attempt(
        handle, field_of(form, "password"), field_of(form, "digits"), now=door.now()
    )
    if attempt.login is None:
        door.note(request, Event.REFUSED, attempt.tried, detail="password")
        return _form(request, door, target=target, handle=handle, wrong=True)
    door.limits.forget("sign-in by handle", handle)
    response = RedirectResponse(target, _SEE_OTHER)
    sessions.begin(door, request, response, attempt.login, means="password")
    return response


@router.post("/sign-out")
def sign_out(request: Request, door: TheDoor, form: Annotated[FormData, Depends(checked_form)]) -> Response:
    """Sign out, here or everywhere."""
    response = RedirectResponse(HOME, _SEE_OTHER, headers={"Clear-Site-Data": '"cache"'})
    sessions.end(door, request, response, everywhere=bool(field_of(form, "everywhere")))
    return response


@router.post("/sign-in/passkey/offer")
def offer(
    request: Request, door: TheDoor, _body: Annotated[dict[str, Any], Depends(checked_json)]
) -> JSONResponse:
    """What a browser needs in order to sign in with a passkey."""
    door.count("passkey by address", door.address(request))
    options = offer_sign_in(
        door.accounts.passkeys, door.site(request), bound_to=door.visit(request), now=door.now()
    )
    return JSONResponse(options)


@router.post("/sign-in/passkey")
def finish(
    request: Request, door: TheDoor, body: Annotated[dict[str, Any], Depends(checked_json)]
) -> JSONResponse:
    """Sign in with what a passkey signed."""
    door.count("sign-in by address", door.address(request))
    credential = body.get("credential")
    try:
        login = finish_sign_in(
            door.accounts.passkeys,
            door.site(request),
            credential if isinstance(credential, dict) else {},
            bound_to=door.visit(request),
            now=door.now(),
        )
    except RefusedAccountError:
        door.note(request, Event.REFUSED, None, detail="passkey")
        raise
    response = JSONResponse({"next": safe_next(str(body.get("next", HOME)))})
    sessions.begin(door, request, response, login, means="passkey")
    return response


def _form(
    request: Request, door: Door, *, target: str, handle: str = "", wrong: bool = False, lapsed: bool = False
) -> Response:
    values = {
        "csrf": door.caller(request).csrf,
        "next": target,
        "handle": handle,
        "lapsed": lapsed,
        "trouble_key": "door.sign_in.wrong" if wrong else None,
    }
    return door.page(request, "door/sign_in.html.j2", values, status=FORBIDDEN if wrong else 200)
