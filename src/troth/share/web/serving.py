"""The desk behind its door: pages, API and live stream for those who come in, and a guard before everything.

application = served(desk, accounts, Reached(hosts=frozenset({"desk.example"}), origin="https://desk.example"))
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from troth.share.accounts import Accounts
from troth.share.desk import Desk

from . import door as doors
from .app import create_app
from .caller import Caller
from .demo import install_demo
from .guard import Bounds, Guard
from .scene import plain_scene
from .witness import Witness
from .writing import page

LARGE = {"/write/file": 6_000_000, "/api/": 16_000_000}
"""Bytes of a body, where more is taken than of other requests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How a desk is reached.

    Parameters
    ----------
    hosts
        The names it is reached by; any other is refused.
    origin
        Its address as browsers say it, where a server that encrypts stands before it.
    proxies
        How many servers of one's own stand before it.
    demo
        Whether anybody may come in as an office of the demonstration.
    """

    hosts: frozenset[str] = Bounds().hosts
    origin: str | None = None
    proxies: int = 0
    demo: bool = False


class FormGuard:
    """Lets forms through that were sent from a page of this desk, in this session."""

    def __init__(self, door: doors.Door) -> None:
        self._door = door

    def token(self, request: Request) -> str:
        """What every form of this caller carries."""
        return self._door.caller(request).csrf

    def check(self, request: Request, form: Mapping[str, str]) -> None:
        """Refuse a form that was not; see `Door.check_unsafe`."""
        self._door.check_unsafe(request, form.get("csrf", ""))


def served(desk: Desk, accounts: Accounts, reached: Reached | None = None) -> FastAPI:
    """Make the application of a desk that offices come in to.

    Parameters
    ----------
    desk
        The case, its ledger and its clock.
    accounts
        Who may come in.
    reached
        How it is reached; only from this machine unless given.
    """
    how = reached or Reached()
    settings = doors.Settings(title=desk.case.title, origin=how.origin, proxies=how.proxies)
    door = doors.Door(accounts, settings, case_now=desk.now, renderer=door_page)
    app = create_app(
        desk,
        caller_of=door.caller,
        caller_to_tell=door.caller_to_tell,
        since_of=door.since,
        guard=FormGuard(door),
        address_of=door.address,
        still_good=lambda caller: not isinstance(caller, doors.Caller) or caller.is_still_good(),
        witness=lambda caller, outlet, _, statements: _noted(door, caller, outlet, statements),
    )
    app.state.witness = Witness(lambda caller, outlet, shown: _noted(door, caller, outlet, shown))
    doors.install(app, door)
    if how.demo:
        install_demo(app, door)
    app.add_middleware(Guard, bounds=Bounds(hosts=how.hosts, larger=LARGE))
    return app


def door_page(request: Request, template: str, values: Mapping[str, Any], *, status: int = 200) -> Response:
    """A page of the door within the frame of the desk."""
    return page(plain_scene(request), template, status=status, **dict(values))


def _noted(door: doors.Door, caller: Caller, outlet: str, statements: Sequence[str]) -> None:
    """Write down that an office was shown what is restricted."""
    if isinstance(caller, doors.Caller):
        door.note_read(caller, outlet, tuple(statements))
