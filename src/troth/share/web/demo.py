"""The demonstration's way in: one button for each office, and no secret. Only ever in an exercise, only on this machine."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Annotated

import pyotp
from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from troth.share.accounts import Accounts, Login, Role
from troth.share.desk import Desk
from troth.share.desk.demonstration import offices_of
from troth.share.desk.saying import slug

from .door import Door, checked_form, field_of
from .door.sessions import begin
from .faults import absent
from .routes import Looked, router_of_pages, shows
from .talk import token
from .writing import page

SUFFIX = "-demo"
A_DAY = timedelta(days=1)


def install_demo(app: FastAPI, door: Door) -> None:
    """Add the page and its buttons to the application of an exercise.

    Raises
    ------
    ValueError
        The desk is real: nobody comes in there without a secret.
    """
    if app.state.desk.exercise is None:
        msg = "a demonstration is an exercise; this desk is real"
        raise ValueError(msg)
    app.state.demo = True
    app.include_router(_router(door))


def _router(door: Door) -> APIRouter:
    router = router_of_pages()

    @shows(router, "/demo")
    def offices(scene: Looked) -> Response:
        """The offices that one can come in as."""
        return page(scene, "demo.html.j2", here="demo", logins=_logins(door), csrf=token(scene))

    @router.post("/demo", response_model=None)
    def come_in(request: Request, form: Annotated[FormData, Depends(checked_form)]) -> Response:
        """Come in as an office of the demonstration."""
        handle = field_of(form, "handle")
        login = next((one for one in _logins(door) if one.handle == handle), None)
        if login is None:
            raise absent()
        response = RedirectResponse("/", status_code=303)
        begin(door, request, response, login, means="demonstration")
        return response

    return router


def prepare_demo(desk: Desk, accounts: Accounts) -> list[str]:
    """Make a login and a key for machines for each office of the demonstration; says what there is."""
    there = {login.handle for login in accounts.logins.list()}
    now, parties, told = datetime.now(UTC), sorted(desk.members), []
    for office in offices_of(desk.case):
        handle = f"{slug(office).lower()}{SUFFIX}"
        role = Role.ADJUDICATOR if office == desk.owner else Role.OFFICER
        if handle not in there:
            login = accounts.logins.add(handle, office=office, role=role, parties=parties, now=now)
            _let_in(accounts, login, now)
        _, secret = accounts.keys.add(
            office=office, role=role, scopes=["read", "post"], purpose="demonstration", parties=parties, now=now,
            expires_at=now + A_DAY,
        )  # fmt: skip
        told.append(f"demonstration key of {office}, for a day: {secret}")
    return told


def _let_in(accounts: Accounts, login: Login, now: datetime) -> None:
    """Give a login a password that nobody knows: only the button leads in."""
    code = accounts.invitations.invite(login, now=now)
    digits = pyotp.TOTP(accounts.invitations.find(code, now=now).totp).at(now)
    accounts.invitations.take_up_with_password(code, secrets.token_urlsafe(24), digits, now=now)


def _logins(door: Door) -> list[Login]:
    return [login for login in door.accounts.logins.list() if login.handle.endswith(SUFFIX)]
