"""What every answer says beside its content: nothing but the desk's own scripts and styles may run, nothing may frame it."""

import logging

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .guard import HEADERS, RefusedRequestError

log = logging.getLogger("troth.desk")


class SafeAnswers:
    """Adds the headers, and turns an error that nobody foresaw into one plain sentence."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                given = {name for name, _ in message.get("headers", ())}
                message["headers"] = [
                    *message.get("headers", ()),
                    *((name, value) for name, value in HEADERS.items() if name not in given),
                ]
            await send(message)

        try:
            await self.app(scope, receive, with_headers)
        except RefusedRequestError:  # the guard refused it and answers it, however slowly it came
            raise
        except ClientDisconnect:  # nobody is there to be answered
            return
        except Exception as error:  # the last one who can answer
            # one line, no traceback: whoever runs a desk reads this too
            log.error("%s %s: %s: %s", scope["method"], scope["path"], type(error).__name__, error)  # noqa: TRY400 - the same
            log.debug("where it happened", exc_info=error)
            if not begun:
                await _sorry(with_headers)


async def _sorry(send: Send) -> None:
    text = (
        "Something went wrong at this desk. Nothing was changed. Please try again, or tell whoever runs it.\n"
    )
    start = {
        "type": "http.response.start",
        "status": 500,
        "headers": [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")],
    }
    await send(start)
    await send({"type": "http.response.body", "body": text.encode()})
