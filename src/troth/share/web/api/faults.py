"""Every refusal of the API as one document: RFC 9457, ``application/problem+json``."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, NoReturn

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from troth.case.problems import explained
from troth.records.errors import Problem, ProblemsError, TrothError
from troth.share.desk import DeskError, NotThereError, TooMuchAskedError, WrongClockError
from troth.share.web.door.refusals import RefusalError
from troth.share.web.faults import AGAIN, note_trouble

MEDIA_TYPE = "application/problem+json"
ABSENT = "nothing is there under that address for you: it does not exist, or it is not released to you"
AWAY = "the desk cannot answer now, and nothing was recorded; try again in a moment, or tell whoever runs it"
_SHOWN = 120


class Trouble(BaseModel):
    """One thing that is wrong with what was sent."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    field: str | None
    """The field or parameter; null where the whole is meant."""
    line: int | None
    """The line of the file, or the number of the draft in a list, from 1 on; null where there is but one."""
    found: str | None
    """What was found there."""
    expected: str
    """What would have been right."""
    remedy: str
    """What to do about it."""


class ProblemDocument(BaseModel):
    """Why a request was refused."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    type: str = "about:blank"
    """A kind of problem; ``about:blank`` where the status says it all."""
    title: str
    """What the status means."""
    status: int
    """As HTTP has it."""
    detail: str
    """What happened, and what can be done about it."""
    problems: list[Trouble] = []
    """Everything that is wrong with what was sent, not only the first thing."""


class FaultError(Exception):
    """A request that is refused."""

    def __init__(self, status: int, detail: str, *, headers: Mapping[str, str] | None = None) -> None:
        self.status, self.detail, self.headers = status, detail, dict(headers or {})
        super().__init__(detail)


def absent() -> FaultError:
    """Nothing is there, or nothing for this viewer: the same answer."""
    return FaultError(404, ABSENT)


def refuse(field: str, *, found: object, expected: str, remedy: str) -> NoReturn:
    """Refuse a request for one thing that is wrong with a parameter.

    Raises
    ------
    ProblemsError
        Always.
    """
    raise ProblemsError(
        [Problem(file="query", field=field, found=_short(found), expected=expected, remedy=remedy)]
    )


def document(
    status: int, detail: str, *, problems: Sequence[Trouble] = (), headers: Mapping[str, str] | None = None
) -> Response:
    """A refusal as an answer; safe whatever letters it quotes."""
    title = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Refused"
    told = ProblemDocument(title=title, status=status, detail=detail, problems=list(problems))
    body = json.dumps(told.model_dump(), separators=(",", ":"))
    kept = {"cache-control": "no-store", **(headers or {})}
    return Response(body, status_code=status, media_type=MEDIA_TYPE, headers=kept)


def on_fault(_request: Request, error: Exception) -> Response:
    """What the API itself refuses."""
    assert isinstance(error, FaultError)  # noqa: S101 - registered for it alone
    return document(error.status, error.detail, headers=error.headers)


def on_http(_request: Request, error: Exception) -> Response:
    """What the router refuses: an address that is not there, a method that it does not have."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it alone
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.NOT_FOUND:
        return document(404, ABSENT)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = headers.get("Allow", headers.get("allow", "GET"))
        if "GET" in allowed.split(", "):
            allowed = f"{allowed}, HEAD"
        return document(405, f"expected one of {allowed}, OPTIONS", headers={"allow": f"{allowed}, OPTIONS"})
    said = "the body cannot be read as JSON: it is nested too deep, or a number in it is too long"
    detail = said if error.status_code == HTTPStatus.BAD_REQUEST else str(error.detail)
    return document(error.status_code, detail, headers=headers)


def on_invalid(_request: Request, error: Exception) -> Response:
    """What does not fit the form that is documented."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it alone
    found = [_told(trouble_of(one)) for one in error.errors()]
    return document(422, "what was sent does not fit; see problems", problems=found)


def on_problems(request: Request, error: Exception) -> Response:
    """What the desk finds wrong with what was sent: all of it, and nothing was recorded."""
    assert isinstance(error, ProblemsError)  # noqa: S101 - registered for it alone
    found = [_told(one) for one in error.problems]
    nothing = "nothing was recorded; " if request.method == "POST" else ""
    return document(422, f"{nothing}see problems", problems=found)


def on_trouble(request: Request, error: Exception) -> Response:
    """What the desk cannot do: for a reason that whoever asks can act on, or whoever runs it."""
    if isinstance(error, RefusalError):
        return document(error.status, str(error), headers=error.headers)
    if isinstance(error, NotThereError):
        return document(404, ABSENT)
    if isinstance(error, DeskError) and not isinstance(error, WrongClockError | TooMuchAskedError):
        return document(422, str(error))
    if isinstance(error, WrongClockError | TooMuchAskedError):
        return document(503, f"the desk cannot answer now: {error}", headers={"retry-after": AGAIN})
    note_trouble(request.scope, error)  # it names paths and addresses, which are for whoever runs the desk
    return document(503, AWAY, headers={"retry-after": AGAIN})


HANDLERS: Mapping[int | type[Exception], Any] = {
    FaultError: on_fault, HTTPException: on_http, RequestValidationError: on_invalid, ProblemsError: on_problems,
    TrothError: on_trouble,
}  # fmt: skip


def trouble_of(error: Mapping[str, Any], line: int | None = None) -> Problem:
    """One error of a validation as a problem.

    Parameters
    ----------
    line
        The number of the draft in what was sent.
    """
    where = [str(part) for part in error["loc"] if part not in {"query", "body", "header", "path"}]
    expected, remedy = explained(error)
    found = None if error["type"] == "missing" else _short(error.get("input"))
    if error["type"] == "json_invalid":
        where, found, expected, remedy = [], None, "JSON", f"correct it: {error['ctx']['error']}"
    if error["type"] == "extra_forbidden":
        expected, remedy = "a known field", "leave it out; the documentation lists the fields"
    return Problem(
        file="body", line=line, field=".".join(where) or None, found=found, expected=expected, remedy=remedy
    )


def _told(one: Problem) -> Trouble:
    return Trouble(field=one.field, line=one.line, found=one.found, expected=one.expected, remedy=one.remedy)


def _short(value: object) -> str:
    try:
        text = value if isinstance(value, str) else json.dumps(value, default=str)
    except (ValueError, RecursionError):  # among them numbers of thousands of digits
        text = "something that cannot be shown"
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
