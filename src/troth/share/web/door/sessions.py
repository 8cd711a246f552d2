"""Beginning and ending sessions, and the cookies that carry them."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from troth.share.accounts import Event, Login

from .door import Door


def begin(door: Door, request: Request, response: Response, login: Login, *, means: str) -> None:
    """Let a login in: a new session each time, whatever the browser had before."""
    before = request.cookies.get(door.cookie(request), "")
    if before:
        door.accounts.sessions.end(before, now=door.now())
    token = door.accounts.sessions.begin(login, means=means, now=door.now(), at=door.case_now())
    door.note(request, Event.SIGNED_IN, login, detail=means)
    response.set_cookie(
        door.cookie(request),
        token,
        path="/",
        httponly=True,
        samesite="lax",
        secure=door.origin(request).startswith("https://"),
    )


def end(door: Door, request: Request, response: Response, *, everywhere: bool = False) -> None:
    """Let a login out."""
    name = door.cookie(request)
    token = request.cookies.get(name, "")
    login = door.caller(request).login
    if token:
        door.accounts.sessions.end(token, now=door.now())
    if login is not None:
        if everywhere:
            door.accounts.sessions.end_all(login, now=door.now())
        door.note(request, Event.SIGNED_OUT, login, detail="everywhere" if everywhere else "")
    response.delete_cookie(
        name, path="/", httponly=True, samesite="lax", secure=door.origin(request).startswith("https://")
    )


class Visits:
    """Sets the cookie of somebody who has not signed in, where a form of the page asked for a token."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and (new := state.get("door_set_visit")):
                name, token, secure = new
                carrier = Response()
                carrier.set_cookie(name, token, path="/", httponly=True, samesite="lax", secure=secure)
                cookies = [pair for pair in carrier.raw_headers if pair[0] == b"set-cookie"]
                message = {**message, "headers": [*message.get("headers", ()), *cookies]}
            await send(message)

        await self.app(scope, receive, with_cookie)
