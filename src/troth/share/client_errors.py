"""What a client of the API can meet.

TrothError
└── ClientError
    ├── UnreachableError    no answer
    ├── AnswerError         an answer that makes no sense
    └── RefusedError        the desk said no; `status`, `detail`, `problems`
        ├── NotLetInError       401, 403: nobody came in, or the caller may not
        ├── NothingThereError   404: it is not there, or not for you
        ├── WrongInputError     413, 415, 422: `problems` says what is wrong, line by line
        └── BusyError           429, 503: wait `seconds`
"""

from collections.abc import Mapping, Sequence

import httpx
from pydantic import ValidationError

from troth.records.base import Record
from troth.records.errors import TrothError


class Trouble(Record):
    """One thing that is wrong with what was sent."""

    field: str | None = None
    line: int | None = None
    found: str | None = None
    expected: str
    remedy: str


class ClientError(TrothError):
    """Base of everything that a client raises."""


class UnreachableError(ClientError):
    """There was no answer."""


class AnswerError(ClientError):
    """The answer makes no sense: perhaps something else than a desk is there."""


class RefusedError(ClientError):
    """The desk refused a request."""

    def __init__(
        self, status: int, detail: str, problems: Sequence[Trouble] = (), seconds: float = 0
    ) -> None:
        self.status, self.detail, self.problems, self.seconds = status, detail, tuple(problems), seconds
        super().__init__("\n".join([f"{status}: {detail}", *(_line(one) for one in self.problems)]))


class NotLetInError(RefusedError):
    """Nobody came in, or the caller may not do this."""


class NothingThereError(RefusedError):
    """It is not there, or not for you."""


class WrongInputError(RefusedError):
    """Something in what was sent is wrong; nothing was recorded."""


class BusyError(RefusedError):
    """The desk cannot answer now; try again after `seconds`."""


_KINDS: Mapping[int, type[RefusedError]] = {
    401: NotLetInError, 403: NotLetInError, 404: NothingThereError, 413: WrongInputError, 415: WrongInputError,
    422: WrongInputError, 429: BusyError, 503: BusyError,
}  # fmt: skip


def error_of(answer: httpx.Response) -> ClientError:
    """What a refusal says, as an error.

    >>> str(error_of(httpx.Response(404, json={"detail": "nothing is there"})))
    '404: nothing is there'
    """
    try:
        said = answer.json()
        problems = [Trouble.model_validate(one) for one in said.get("problems", ())]
        detail = str(said["detail"])
    except (ValueError, KeyError, TypeError, AttributeError, ValidationError):
        return AnswerError(f"found status {answer.status_code} and no reason, expected the answer of a desk")
    wait = answer.headers.get("retry-after", "")
    seconds = float(wait) if wait.isdigit() else 0.0
    return _KINDS.get(answer.status_code, RefusedError)(answer.status_code, detail, problems, seconds)


def _line(one: Trouble) -> str:
    where = "" if one.line is None else f"line {one.line}: "
    field = "" if one.field is None else f"{one.field}: "
    found = "" if one.found is None else f"found {one.found!r}, "
    return f"{where}{field}{found}expected {one.expected}; {one.remedy}"
