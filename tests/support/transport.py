"""An application as an HTTP client sees it, without a server in between."""

import asyncio

import httpx


class InProcess(httpx.BaseTransport):
    """Hands requests of a client to an application; a stream is not for it, since it waits for the whole answer."""

    def __init__(self, app, address: str = "203.0.113.9") -> None:
        self._inner = httpx.ASGITransport(app, client=(address, 40000))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        async def ask() -> httpx.Response:
            asked = httpx.Request(
                request.method, request.url, headers=request.headers, content=request.read(), extensions=request.extensions
            )  # fmt: skip
            answer = await self._inner.handle_async_request(asked)
            return httpx.Response(
                answer.status_code, headers=answer.headers, content=await answer.aread(), request=request
            )

        return asyncio.run(ask())


def browser(app, address: str = "203.0.113.9", **headers: str) -> httpx.Client:
    """A client of an application."""
    return httpx.Client(transport=InProcess(app, address), base_url="http://localhost", headers=headers)
