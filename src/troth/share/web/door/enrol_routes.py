"""Taking up an invitation: a password with a second factor, or a passkey."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.responses import JSONResponse, RedirectResponse, Response

from troth.share.accounts import Event, RefusedAccountError
from troth.share.accounts.ceremonies import finish_registration, offer_registration
from troth.share.accounts.codes import address_of, drawn, spaced

from . import sessions
from .dependencies import TheDoor, checked_form, checked_json, field_of
from .door import Door
from .refusals import BAD
from .targets import HOME

router = APIRouter(include_in_schema=False)
_SEE_OTHER = 303
_CODE = 200


@router.get("/enrol")
def enrol_page(request: Request, door: TheDoor, code: str = "") -> Response:
    """The form for the code, which may come with a link; it is only tried when the form is sent."""
    return _ask_code(request, door, code[:_CODE], None)


@router.post("/enrol")
def enrol(request: Request, door: TheDoor, form: Annotated[FormData, Depends(checked_form)]) -> Response:
    """Show what there is to choose from, where the code is good."""
    return _choose(request, door, field_of(form, "code", _CODE).strip(), None)


@router.post("/enrol/password")
def enrol_with_password(
    request: Request, door: TheDoor, form: Annotated[FormData, Depends(checked_form)]
) -> Response:
    """Use the invitation up for a password and a second factor, and sign in."""
    code, password = field_of(form, "code", _CODE).strip(), field_of(form, "password")
    door.count("invitation by address", door.address(request))
    if password != field_of(form, "again"):
        return _choose(request, door, code, "door.password.differ")
    try:
        login = door.accounts.invitations.take_up_with_password(
            code, password, field_of(form, "digits"), now=door.now()
        )
    except RefusedAccountError as error:
        return _choose(request, door, code, error.key)
    door.note(request, Event.ENROLLED, login, detail="password")
    response = RedirectResponse(HOME, _SEE_OTHER)
    sessions.begin(door, request, response, login, means="password")
    return response


@router.post("/enrol/passkey/offer")
def offer(
    request: Request, door: TheDoor, body: Annotated[dict[str, Any], Depends(checked_json)]
) -> JSONResponse:
    """What a browser needs in order to make a passkey for an invitation."""
    code = _code_of(body)
    door.count("invitation by address", door.address(request))
    login = door.accounts.invitations.find(code, now=door.now()).login
    options = offer_registration(
        door.accounts.passkeys, door.site(request), login, bound_to=code, now=door.now()
    )
    return JSONResponse(options)


@router.post("/enrol/passkey")
def enrol_with_passkey(
    request: Request, door: TheDoor, body: Annotated[dict[str, Any], Depends(checked_json)]
) -> JSONResponse:
    """Use the invitation up for a passkey, and sign in."""
    code = _code_of(body)
    door.count("invitation by address", door.address(request))
    credential = body.get("credential")
    passkey = finish_registration(
        door.accounts.passkeys,
        door.site(request),
        credential if isinstance(credential, dict) else {},
        name=str(body.get("name", "")),
        bound_to=code,
        now=door.now(),
    )
    login = door.accounts.invitations.take_up_with_passkey(code, passkey, now=door.now())
    door.note(request, Event.ENROLLED, login, detail="passkey")
    response = JSONResponse({"next": HOME})
    sessions.begin(door, request, response, login, means="passkey")
    return response


def _code_of(body: dict[str, Any]) -> str:
    return str(body.get("code", ""))[:_CODE].strip()


def _ask_code(request: Request, door: Door, code: str, trouble: str | None) -> Response:
    values = {"csrf": door.caller(request).csrf, "code": code, "trouble_key": trouble}
    return door.page(request, "door/enrol.html.j2", values, status=BAD if trouble else 200)


def _choose(request: Request, door: Door, code: str, trouble: str | None) -> Response:
    if trouble is None:
        door.count("invitation by address", door.address(request))
    try:
        found = door.accounts.invitations.find(code, now=door.now())
    except RefusedAccountError as error:
        return _ask_code(request, door, "", error.key)
    address = address_of(found.totp, found.login.handle, door.settings.title)
    values = {
        "csrf": door.caller(request).csrf,
        "code": code,
        "handle": found.login.handle,
        "office": found.login.office,
        "secret": spaced(found.totp),
        "address": address,
        "drawing": Markup(drawn(address)),  # noqa: S704 - squares alone: the address is drawn, not written
        "trouble_key": trouble,
    }
    return door.page(request, "door/choose.html.j2", values, status=BAD if trouble else 200)
