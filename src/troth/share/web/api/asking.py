"""One request made ready: who asks, as whom they see the case, and as of when."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from threading import Lock
from typing import Annotated, Any, Protocol

from fastapi import Depends, Query, Request

from troth.case import Run
from troth.case.problems import did_you_mean, listed
from troth.records.errors import Problem, ProblemsError
from troth.records.label import PUBLIC
from troth.records.moment import parse_moment
from troth.share.desk import Desk, Note, Showing
from troth.share.document import monitor_document, plain
from troth.share.web.caller import Caller, CallerOf
from troth.share.web.live import Witness
from troth.share.web.live_frames import OPEN_TO_ALL
from troth.share.web.sites import is_foreign

from .faults import FaultError, refuse

EXAMPLE = "2023-11-26T12:00"
POST, JUDGE = "post", "judge"
MACHINE = "key"


class Permits(Protocol):
    """Says whether a caller may do something: empty if so, else why not."""

    def __call__(self, caller: Caller, action: str) -> str:
        """Why the caller may not; empty where they may."""
        ...


def plain_permits(caller: Caller, action: str) -> str:
    """What the table of rights says of the caller's role, and of what their key is good for."""
    decision = caller.may(action)
    return "" if decision else decision.why


def means_of(caller: Caller) -> str:
    """How a caller came in: ``session``, ``key`` or ``public``."""
    return str(getattr(caller, "means", "session" if caller.handle else "public"))


class Documents:
    """The last few runs as documents; a run never changes, so neither does what is made of it."""

    def __init__(self, most: int = 24) -> None:
        self._kept: OrderedDict[int, tuple[Run, dict[str, Any]]] = OrderedDict()
        self._most, self._lock = most, Lock()

    def of(self, run: Run) -> dict[str, Any]:
        """A run as ``troth monitor --json`` prints it."""
        with self._lock:
            found = self._kept.get(id(run))
        if found is None:
            made = plain(monitor_document(run), run.case.settings.zone)
            assert isinstance(made, dict)  # noqa: S101 - as it was before
            found = run, made
        with self._lock:
            self._kept[id(run)] = found
            self._kept.move_to_end(id(run))
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return found[1]


@dataclass(frozen=True, slots=True)
class Setting:
    """What the API is made of."""

    desk: Desk
    caller_of: CallerOf
    permits: Permits = plain_permits
    witness: Witness | None = None
    documents: Documents = field(default_factory=Documents)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, and how they see the case."""

    request: Request
    setting: Setting
    caller: Caller
    viewer: str
    as_of: datetime | None = None

    @property
    def desk(self) -> Desk:
        """The desk."""
        return self.setting.desk

    @property
    def zone(self) -> tzinfo:
        """The case's zone, in which times are told."""
        return self.desk.case.settings.zone

    def run(self, *, explained: bool = False) -> Run:
        """The case as this viewer sees it."""
        return self.desk.run(self.viewer, as_of=self.as_of, explained=explained)

    def showing(self, run: Run | None = None) -> Showing:
        """What may be named to this viewer."""
        rows = (run or self.run()).picture.statements.keys()
        return Showing(self.desk.mirror, self.desk.sight(self.viewer), rows, self.at)

    @property
    def at(self) -> datetime:
        """The time that is asked about."""
        return self.as_of or self.desk.now()

    def local(self, at: datetime | None) -> datetime | None:
        """A time in the case's zone."""
        return None if at is None else at.astimezone(self.zone)

    def note(self, statement: str) -> Note:
        """A statement by its id, at the time that was asked for; see `Desk.note`."""
        return self.desk.note(self.viewer, statement, as_of=self.as_of)

    def witness(self, notes: Iterable[Note]) -> None:
        """Before they are shown, note who was shown which restricted statements."""
        shown = [note.id for note in notes if note.label.tlp not in OPEN_TO_ALL]
        if shown and self.setting.witness is not None:
            address = self.request.client.host if self.request.client else ""
            self.setting.witness(self.caller, "API", address, shown)

    def witness_rows(self, run: Run, names: Iterable[tuple[str, str]]) -> None:
        """The same for rows of a run, by kind and id."""
        ids = {run.picture.statements[key] for key in names if key in run.picture.statements}
        notes = self.desk.mirror.notes
        self.witness(notes[one] for one in sorted(ids) if one in notes)

    def moment(self, name: str, text: str) -> datetime:
        """A time that a parameter gives; a date is known at its end, and a time to come is refused."""
        try:
            at = parse_moment(text, self.zone).known_from
        except (ValueError, OverflowError):
            refuse(name, found=text, expected="a date or a time", remedy=f"write it as {EXAMPLE}")
        if at > self.desk.now():
            refuse(name, found=text, expected="a time that has come", remedy="leave it out for now")
        return at

    def may(self, action: str) -> None:
        """Refuse what the caller may not do."""
        if self.caller.viewer == PUBLIC:
            headers = {"www-authenticate": 'Bearer realm="troth"'}
            raise FaultError(401, "come in as an office first: with a key, or a session", headers=headers)
        if why := self.setting.permits(self.caller, action):
            raise FaultError(403, why)
        # a session must not be used by another site's page
        if means_of(self.caller) != MACHINE and is_foreign(self.request):
            raise FaultError(403, "found a request from a page of another site; use a key for programs")


View = Annotated[
    str | None,
    Query(alias="as", description="Whose view: your own, or `public`.", examples=["public"], max_length=200),
]
When = Annotated[
    str | None,
    Query(
        description="What was known at that time; a date means its end, a time without an offset is in the case's zone. Leave it out for now.",
        examples=[EXAMPLE], max_length=40,
    ),
]  # fmt: skip


def asked_now(request: Request, view: View = None) -> Asked:
    """A request that is about now."""
    setting: Setting = request.app.state.api
    caller = setting.caller_of(request)
    if view is not None and view not in {caller.viewer, PUBLIC}:
        raise FaultError(403, "an office sees the case as itself or as the public does, and as nobody else")
    return Asked(request, setting, caller, view or caller.viewer)


def asked_at(request: Request, view: View = None, as_of: When = None) -> Asked:
    """A request that can be about an earlier time."""
    now = asked_now(request, view)
    at = now.moment("as_of", as_of) if as_of else None
    return Asked(request, now.setting, now.caller, now.viewer, at)


def speaking(request: Request) -> Asked:
    """A request that says something: as oneself, and now."""
    return asked_now(request, None)


Now = Annotated[Asked, Depends(asked_now)]
Then = Annotated[Asked, Depends(asked_at)]
Speaking = Annotated[Asked, Depends(speaking)]


def known_only(known: Callable[[Request], Sequence[str]]) -> Callable[[Request], None]:
    """Refuse parameters that there are not: a filter that is misspelt would show everything."""

    def check(request: Request) -> None:
        names, given = known(request), [name for name, _ in request.query_params.multi_items()]
        problems = [
            _problem(name, "a known parameter", did_you_mean(name, names, f"use {listed(names, 30)}" if names else "leave it out"))
            for name in dict.fromkeys(given)
            if name not in names
        ]  # fmt: skip
        problems += [
            _problem(name, "it once", "leave the others out")
            for name in dict.fromkeys(given)
            if given.count(name) > 1
        ]
        if problems:
            raise ProblemsError(problems)

    return check


def _problem(name: str, expected: str, remedy: str) -> Problem:
    return Problem(file="query", field=name[:80], found=name[:80], expected=expected, remedy=remedy)


def filtered(rows: Iterable[Mapping[str, Any]], **wanted: str | None) -> list[Mapping[str, Any]]:
    """The rows that have every wanted value; a list has it where one of its items is it.

    >>> filtered([{"term": "T1"}, {"term": "T2"}], term="T2", state=None)
    [{'term': 'T2'}]
    """
    given = {name: value for name, value in wanted.items() if value is not None}
    return [row for row in rows if all(_has(row.get(name), value) for name, value in given.items())]


def _has(found: object, value: str) -> bool:
    return value in found if isinstance(found, list | tuple) else found is not None and str(found) == value
