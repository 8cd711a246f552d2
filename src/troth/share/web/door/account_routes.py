"""What a login does about itself: its password, its passkeys; and what auditors read."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import JSONResponse, RedirectResponse, Response

from troth.share.accounts import Action, Event, Login, RefusedAccountError
from troth.share.accounts.ceremonies import finish_registration, offer_registration

from . import sessions
from .caller import Caller
from .dependencies import TheDoor, checked_form, checked_json, field_of, requires
from .door import Door
from .refusals import BAD, FORBIDDEN, RefusalError, SignInFirstError

router = APIRouter(include_in_schema=False)
FRESH = timedelta(minutes=15)
"""How long after signing in the ways in may be changed: a session that was left open is not enough."""
_PAGE = 200
_SEE_OTHER = 303
_DONE = {"password": "door.password.changed", "passkey": "door.passkeys.removed"}
Manager = Annotated[Caller, Depends(requires(Action.MANAGE))]


@router.get("/account")
def account_page(request: Request, door: TheDoor, caller: Manager, done: str = "") -> Response:
    """The login, its passkeys, and a form for its password."""
    return _account(request, door, _login(caller), caller, done=_DONE.get(done))


@router.post("/account/password")
def change_password(
    request: Request, door: TheDoor, caller: Manager, form: Annotated[FormData, Depends(checked_form)]
) -> Response:
    """Change the password: every session ends, and this browser gets a new one."""
    login, password = _login(caller), field_of(form, "password")
    if password != field_of(form, "again"):
        return _account(request, door, login, caller, trouble="door.password.differ")
    door.count("confirm by login", login.id)
    if not door.accounts.sign_in.confirm(
        login, field_of(form, "current"), field_of(form, "digits"), now=door.now()
    ):
        door.note(request, Event.REFUSED, login, detail="password change")
        return _account(request, door, login, caller, trouble="door.sign_in.wrong")
    try:
        door.accounts.logins.change_password(login, password, now=door.now())
    except RefusedAccountError as error:
        return _account(request, door, login, caller, trouble=error.key)
    door.note(request, Event.PASSWORD, login)
    response = RedirectResponse("/account?done=password", _SEE_OTHER)
    sessions.begin(door, request, response, login, means="password")
    return response


@router.post("/account/passkey/offer")
def offer(
    request: Request, door: TheDoor, caller: Manager, _body: Annotated[dict[str, Any], Depends(checked_json)]
) -> JSONResponse:
    """What a browser needs in order to make another passkey."""
    login = _fresh(door, caller)
    return JSONResponse(
        offer_registration(
            door.accounts.passkeys, door.site(request), login, bound_to=caller.csrf, now=door.now()
        )
    )


@router.post("/account/passkey")
def add_passkey(
    request: Request, door: TheDoor, caller: Manager, body: Annotated[dict[str, Any], Depends(checked_json)]
) -> JSONResponse:
    """Add a passkey."""
    login, credential = _fresh(door, caller), body.get("credential")
    passkey = finish_registration(
        door.accounts.passkeys,
        door.site(request),
        credential if isinstance(credential, dict) else {},
        name=str(body.get("name", "")),
        bound_to=caller.csrf,
        now=door.now(),
    )
    door.accounts.passkeys.add(login, passkey, now=door.now())
    door.note(request, Event.PASSKEY_ADDED, login, detail=passkey.name)
    return JSONResponse({"next": "/account"})


@router.post("/account/passkey/remove")
def remove_passkey(
    request: Request, door: TheDoor, caller: Manager, form: Annotated[FormData, Depends(checked_form)]
) -> Response:
    """Remove a passkey."""
    login = _fresh(door, caller)
    try:
        door.accounts.passkeys.remove(login, field_of(form, "credential", 2000))
    except RefusedAccountError as error:
        return _account(request, door, login, caller, trouble=error.key)
    door.note(request, Event.PASSKEY_REMOVED, login)
    return RedirectResponse("/account?done=passkey", _SEE_OTHER)


@router.get("/trail")
def trail_page(
    request: Request,
    door: TheDoor,
    caller: Annotated[Caller, Depends(requires(Action.AUDIT))],
    after: str = "",
) -> Response:
    """What the logins and keys of the auditor's own office did."""
    number = int(after) if after.isascii() and after.isdigit() and len(after) < 16 else 0  # noqa: PLR2004 - a number that fits
    rows = door.accounts.trail.rows(office=caller.viewer, after=number, limit=_PAGE)
    more = rows[-1].number if len(rows) == _PAGE else None
    return door.page(request, "door/trail.html.j2", {"rows": rows, "more": more, "office": caller.viewer})


def _login(caller: Caller) -> Login:
    if caller.login is None:
        why = "keys have no password and no passkeys"
        raise SignInFirstError(why)
    return caller.login


def _fresh(door: Door, caller: Caller) -> Login:
    login = _login(caller)
    if caller.signed_in_at is None or door.now() - caller.signed_in_at > FRESH:
        raise RefusalError(
            FORBIDDEN,
            "to change how you sign in, sign in anew first: it was a while ago",
            key="door.refused.old",
        )
    return login


def _account(
    request: Request,
    door: Door,
    login: Login,
    caller: Caller,
    *,
    trouble: str | None = None,
    done: str | None = None,
) -> Response:
    values = {
        "csrf": caller.csrf,
        "login": login,
        "passkeys": door.accounts.passkeys.of(login),
        "trouble_key": trouble,
        "done_key": done,
    }
    return door.page(request, "door/account.html.j2", values, status=BAD if trouble else 200)
