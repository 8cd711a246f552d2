"""The door of a desk: signing in and out, taking up invitations, and what every other route asks about its caller.

door = Door(open_accounts("accounts.sqlite"), Settings(origin="https://desk.example"))
install(app, door)                                  # routes, answers to what is refused
app.add_middleware(Guard, bounds=Bounds(hosts=frozenset({"desk.example"})))

@app.post("/reports")
def post(caller: Annotated[Caller, Depends(requires("post"))], form: Annotated[FormData, Depends(checked_form)]): ...
"""

from .caller import Caller
from .dependencies import (
    CurrentCaller,
    TheDoor,
    checked_form,
    checked_json,
    current,
    door_of,
    field_of,
    requires,
)
from .door import Door, Settings
from .english import TEXTS_EN
from .french import TEXTS_FR
from .installing import install, problem, refused
from .refusals import RefusalError, SignInFirstError
from .targets import safe_next
from .writing import Renderer, loader

__all__ = [
    "TEXTS_EN",
    "TEXTS_FR",
    "Caller",
    "CurrentCaller",
    "Door",
    "RefusalError",
    "Renderer",
    "Settings",
    "SignInFirstError",
    "TheDoor",
    "checked_form",
    "checked_json",
    "current",
    "door_of",
    "field_of",
    "install",
    "loader",
    "problem",
    "refused",
    "requires",
    "safe_next",
]
