"""What routes ask of the door, as FastAPI has it: who calls, whether they may, and a form that was really sent from here.

@router.post("/terms/{term}/reports")
def post(caller: Annotated[Caller, Depends(requires("post"))], form: Annotated[FormData, Depends(checked_form)]): ...
"""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.datastructures import FormData

from .caller import NOBODY, Caller
from .door import Door
from .refusals import BAD, RefusalError, SignInFirstError, not_allowed

_FIELDS, _FILES = 200, 0


def door_of(request: Request) -> Door:
    """The door of the desk that a request is for."""
    door: Door = request.app.state.door
    return door


def current(request: Request) -> Caller:
    """Who sends a request: an office through a session or a key, or the public."""
    return door_of(request).caller(request)


CurrentCaller = Annotated[Caller, Depends(current)]
TheDoor = Annotated[Door, Depends(door_of)]


def requires(action: str) -> Callable[[Caller], Caller]:
    """Make a dependency that lets those through who may do something.

    Parameters
    ----------
    action
        One of `troth.share.accounts.Action`; anything else lets nobody through.
    """

    def allowed(caller: CurrentCaller) -> Caller:
        decision = caller.may(action)
        if decision:
            return caller
        if caller.means == NOBODY:
            raise SignInFirstError(decision.why)
        raise not_allowed(decision)

    return allowed


async def checked_form(request: Request, door: TheDoor, caller: CurrentCaller) -> FormData:  # noqa: ARG001 - a bad key is refused before the body is read
    """The form of a request that was sent from a page of this desk, in this session; or by a key."""
    form = await request.form(max_fields=_FIELDS, max_files=_FILES)
    token = form.get("csrf")
    door.check_unsafe(request, token if isinstance(token, str) else "")
    return form


async def checked_json(request: Request, door: TheDoor, caller: CurrentCaller) -> dict[str, Any]:  # noqa: ARG001 - as above
    """The JSON object of a request that was sent from a page of this desk, whose scripts send the token as a header."""
    door.check_unsafe(request, request.headers.get("x-csrf-token", ""))
    try:
        found = await request.json()
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise RefusalError(BAD, "expected one JSON object", key="door.refused.other")
    return found


def field_of(form: FormData, name: str, longest: int = 1000) -> str:
    """One line of a form; empty where there is none, or a file."""
    value = form.get(name)
    return value[:longest] if isinstance(value, str) else ""
