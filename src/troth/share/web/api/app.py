"""The API as an application of its own, mounted at ``/api/v1``."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from starlette.responses import Response
from starlette.routing import Mount, compile_path
from starlette.types import Scope

import troth
from troth.share.desk import Desk
from troth.share.web.caller import SESSION_COOKIE, CallerOf, nobody
from troth.share.web.live import Witness

from . import docs, posting, reading, said, told
from .asking import Permits, Setting, known_only, plain_permits
from .faults import HANDLERS, MEDIA_TYPE, ProblemDocument
from .manners import Manners

PREFIX = "/api/v1"
ROUTERS = (reading.router, said.router, told.router, posting.router)
INTAKES = {"/import": posting.IMPORT}
DESCRIPTION = """One case, as your office sees it; without a key, as the public does.

Every answer is made for one viewer: what a label keeps from you is in no list, no count, no error and no ETag.
Lists come in pages: follow `next`. Times carry their offset. `as_of` shows what was known at a time.
What is wrong comes as `application/problem+json` (RFC 9457), with every problem that was found.
"""
REFUSALS: Mapping[int, str] = {
    400: "The body cannot be read at all.",
    401: "Nobody has come in, and the request needs an office; or the key is none.",
    403: "The caller may not do this.",
    404: "There is no such thing, or not for this viewer: the answer is the same.",
    413: "The body is too large.",
    415: "The body is of another kind than expected.",
    422: "Something in the request is wrong; `problems` says what.",
    429: "Too many requests; wait as long as `Retry-After` says.",
    503: "The desk cannot answer now.",
}


class Api(FastAPI):
    """The application, which knows its own document."""

    @cached_property
    def document(self) -> dict[str, Any]:
        """The OpenAPI document."""
        made = get_openapi(
            title="Troth", version=troth.__version__, summary="What was promised, what holds, and who says so.",
            description=DESCRIPTION, routes=self.routes, servers=[{"url": PREFIX}], openapi_version="3.1.0",
        )  # fmt: skip
        parts = made.setdefault("components", {})
        parts["schemas"] |= _problem_schemas()
        parts["securitySchemes"] = {
            "key": {"type": "http", "scheme": "bearer", "description": "A key that your office made."},
            "session": {
                "type": "apiKey",
                "in": "cookie",
                "name": SESSION_COOKIE,
                "description": f"As the pages have it; over https `__Host-{SESSION_COOKIE}`.",
            },
        }
        made["security"] = [{}, {"key": []}, {"session": []}]
        for path in made["paths"].values():
            for operation in path.values():
                operation["responses"] = _responses(
                    operation["responses"], is_post="post" in path and operation is path["post"]
                )
        return made

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document; the same each time."""
        return self.document

    @cached_property
    def paths(self) -> list[tuple[re.Pattern[str], frozenset[str]]]:
        """The methods of each path; a path without a name in it before one with."""
        found = {
            path: frozenset(one.upper() for one in operations)
            for path, operations in self.document["paths"].items()
        }
        found |= dict.fromkeys(("/openapi.json", "/docs"), frozenset({"GET"}))
        return [
            (compile_path(path)[0], found[path])
            for path in sorted(found, key=lambda path: ("{" in path, path))
        ]

    @cached_property
    def parameters(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """The names of parameters in the address, by path and method."""
        return {
            (path, method.upper()): tuple(one["name"] for one in operation.get("parameters", ()) if one["in"] == "query")
            for path, operations in self.document["paths"].items()
            for method, operation in operations.items()
        }  # fmt: skip


def _problem_schemas() -> dict[str, Any]:
    schema = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
    inner = schema.pop("$defs", {})
    return {**inner, "ProblemDocument": schema}


def _responses(given: Mapping[str, Any], *, is_post: bool) -> dict[str, Any]:
    kept = {code: one for code, one in given.items() if code != "422"}
    if is_post and "201" in kept:
        kept["200"] = {**kept["201"], "description": "It was there already, or only looked at (`dry_run`)."}
    refused = {
        str(code): {"description": why, "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}}
        for code, why in REFUSALS.items()
        if is_post or code not in {400, 413, 415}
    }  # fmt: skip
    unchanged = {} if is_post else {"304": {"description": "It is as you have it (`If-None-Match`)."}}
    return {**kept, **unchanged, **refused}


def create_api(
    desk: Desk, *, caller_of: CallerOf = nobody, permits: Permits = plain_permits, witness: Witness | None = None
) -> FastAPI:  # fmt: skip
    """Make the API of a desk.

    Parameters
    ----------
    caller_of
        Who asks, from a request.
    permits
        Whether a caller may post or judge.
    witness
        Writes down who was shown what is restricted, before it is shown.
    """
    api = Api(
        title="Troth", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False,
        dependencies=[Depends(known_only(lambda request: _known(api, request)))], exception_handlers=dict(HANDLERS),
    )  # fmt: skip
    api.state.api = Setting(desk, caller_of, permits, witness)
    for router in ROUTERS:
        api.include_router(router)
    api.add_route("/openapi.json", lambda _: _as_json(api.document), methods=["GET"], include_in_schema=False)
    api.add_route("/docs", lambda _: docs.page(api.document), methods=["GET"], include_in_schema=False)
    api.add_middleware(Manners, methods=lambda scope: _methods(api, scope), intakes=INTAKES)
    return api


def install_api(
    app: FastAPI, desk: Desk, *, caller_of: CallerOf, permits: Permits = plain_permits, witness: Witness | None = None
) -> FastAPI:  # fmt: skip
    """Put the API of a desk under ``/api/v1`` of an application, with whose state it shares what is kept there."""
    api = create_api(desk, caller_of=caller_of, permits=permits, witness=witness)
    app.state.api = api.state.api
    api.state = app.state
    mount = Mount(PREFIX, app=api)
    # A line break in an address is no end of it: what begins with the prefix is answered by the API, whatever follows.
    mount.path_regex = re.compile(mount.path_regex.pattern, re.DOTALL)
    app.router.routes.append(mount)
    return api


def _as_json(document: Mapping[str, Any]) -> Response:
    return Response(json.dumps(document, ensure_ascii=False), media_type="application/json")


def _known(api: Api, request: Request) -> Sequence[str]:
    path = getattr(request.scope.get("route"), "path", "")
    return api.parameters.get((path, request.method), ())


def _methods(api: Api, scope: Scope) -> Collection[str]:
    """The methods that a path has."""
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    return next((methods for pattern, methods in api.paths if pattern.fullmatch(path)), frozenset())
