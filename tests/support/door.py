"""A desk with a door and nothing behind it, a clock that tests turn, and people who come in."""

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import pyotp
from argon2 import PasswordHasher
from fastapi import Depends, FastAPI
from starlette.datastructures import FormData

from troth.share.accounts import Accounts, Login
from troth.share.web.door import (
    Caller,
    CurrentCaller,
    Door,
    Settings,
    checked_form,
    install,
    requires,
)
from troth.share.web.guard import Bounds, Guard

with warnings.catch_warnings():
    # It would rather have httpx2; what is installed here is httpx, which it still takes.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

PARTIES = ("Israel", "Hamas", "Qatar", "Egypt")
PASSWORD = "four unlikely words here"  # noqa: S105 - the password of a test
WRONG, OTHER = "wrong words for it", "another set of words"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""argon2 with next to no work: tests are about who comes in, not about how long guessing takes."""
START = datetime(2026, 1, 1, 12, tzinfo=UTC)


class TestClock:
    """A clock that stands still until it is turned."""

    __test__ = False

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def turn(self, **by: float) -> datetime:
        self.at += timedelta(**by)
        return self.at


@dataclass
class Person:
    """A login with its password and second factor."""

    login: Login
    totp: pyotp.TOTP

    def digits(self, clock: Callable[[], datetime]) -> str:
        return self.totp.at(clock())


def enrolled(
    accounts: Accounts,
    clock: TestClock,
    handle: str = "mediator-1",
    office: str = "Qatar",
    role: str = "officer",
) -> Person:
    """Somebody who took up an invitation with a password, a while ago."""
    login = accounts.logins.add(handle, office=office, role=role, parties=PARTIES, now=clock())
    code = accounts.invitations.invite(login, now=clock())
    totp = pyotp.TOTP(accounts.invitations.find(code, now=clock()).totp)
    login = accounts.invitations.take_up_with_password(code, PASSWORD, totp.at(clock()), now=clock())
    clock.turn(minutes=2)
    return Person(login, totp)


def application(door: Door, bounds: Bounds | None = None) -> FastAPI:
    """An application with the door and a few routes that ask it."""
    app = FastAPI()
    install(app, door)

    @app.get("/")
    def who(caller: CurrentCaller) -> dict[str, Any]:
        return {
            "viewer": caller.viewer,
            "handle": caller.handle,
            "role": caller.role,
            "means": caller.means,
            "lapsed": caller.lapsed,
            "since": None if caller.since is None else caller.since.isoformat(),
            "csrf": caller.csrf if caller.signed_in else "",
        }

    @app.get("/judge")
    def judge(caller: Annotated[Caller, Depends(requires("judge"))]) -> str:
        return caller.handle

    @app.post("/reports")
    def post(
        caller: Annotated[Caller, Depends(requires("post"))], form: Annotated[FormData, Depends(checked_form)]
    ) -> dict[str, Any]:
        return {"viewer": caller.viewer, "text": form.get("text")}

    @app.get("/complaints")
    def complaints(caller: CurrentCaller) -> dict[str, str]:
        return {"csrf": caller.csrf}

    @app.post("/complaints")
    def complain(caller: CurrentCaller, form: Annotated[FormData, Depends(checked_form)]) -> dict[str, Any]:
        return {"viewer": caller.viewer, "text": form.get("text")}

    app.add_middleware(Guard, bounds=bounds or Bounds(hosts=frozenset({"localhost", "desk.example"})))
    return app


def client_of(door: Door, *, https: bool = False, address: str = "192.0.2.1", **more: Any) -> TestClient:
    """A browser of its own."""
    base = "https://desk.example" if https else "http://localhost"
    return TestClient(
        application(door), base_url=base, client=(address, 50000), follow_redirects=False, **more
    )


def door_of(accounts: Accounts, clock: TestClock, **settings: Any) -> Door:
    return Door(accounts, Settings(**settings), now=clock)


def token_in(html: str) -> str:
    """The hidden field of the first form of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', html)
    assert found, html
    return found[1]


def sign_in(
    client: TestClient,
    person: Person,
    clock: TestClock,
    *,
    password: str = PASSWORD,
    digits: str | None = None,
    headers: dict[str, str] | None = None,
    **more: str,
):
    """Open the form and send it, as a browser does."""
    token = token_in(client.get("/sign-in").text)
    form = {
        "csrf": token,
        "handle": person.login.handle,
        "password": password,
        "digits": person.digits(clock) if digits is None else digits,
        **more,
    }
    return client.post("/sign-in", data=form, headers=headers)
