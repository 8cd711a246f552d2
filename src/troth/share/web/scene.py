"""One request made ready: who asks, what they see, as of when, and in which language."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import Any, TypeVar

from starlette.requests import Request

from troth.case import Run
from troth.case.history import told
from troth.case.steps import Rows
from troth.ledger import Ledger
from troth.records.errors import TrothError
from troth.records.label import PUBLIC
from troth.records.moment import parse_moment
from troth.share.desk import Desk, TooMuchAskedError
from troth.share.report.index import Index
from troth.share.report.text import Catalog
from troth.share.report.usage import Use, uses

from .caller import Caller
from .faults import FaultError
from .languages import desk_catalog, locale_of
from .links import KEPT, Links, places

SHELF = 24
"""Runs that are kept made ready."""
FRAGMENTS = 64
"""Pieces of pages that are kept of each."""
Made = TypeVar("Made")
EXAMPLE = "2023-11-26T12:00"


class Seen:
    """A run with what pages look up in it; made once and used by every page of the same picture."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._fragments: dict[tuple[str, ...], Any] = {}

    def kept(self, key: tuple[str, ...], make: Callable[[], Made]) -> Made:
        """What a page keeps of this run, made when it is first asked for.

        Parameters
        ----------
        key
            A name of the page's own, the language, and whatever else it depends on.
        """
        found: Made | None = self._fragments.get(key)
        if found is None:
            found = make()
            if (
                len(self._fragments) >= FRAGMENTS
            ):  # whoever asks for ever other times must not fill the memory
                self._fragments.clear()
            self._fragments[key] = found
        return found

    @cached_property
    def tables(self) -> dict[str, Rows]:
        """The tables of the run, without the case's seed.

        A run shows the seed only to those from whom nothing is hidden: whether it is shown would tell that something is.
        """
        case = [{**row, "seed": None} for row in self.run.tables.get("case", ())]
        return {**self.run.tables, "case": case}

    @cached_property
    def index(self) -> Index:
        """Rows by their ids."""
        return Index.of(self.tables)

    @cached_property
    def places(self) -> dict[str, tuple[str, ...]]:
        """What each anchor stands for."""
        return places(self.index)

    @cached_property
    def uses(self) -> dict[str, list[Use]]:
        """What each report was used for."""
        return uses(self.tables.get("verdicts", ()), self.index.evidence)

    @cached_property
    def history(self) -> Rows:
        """How each verdict came about; told when a page first asks for it, where the run has not told it."""
        return self.tables.get("history") or told(self.run.case, self.run.picture)

    @property
    def ledger(self) -> Ledger:
        """The ledger that the picture was cut from."""
        return self.run.book.ledger


class Shelf:
    """The last few runs, made ready. A run never changes, so neither does what is kept of it."""

    def __init__(self) -> None:
        self._seen: OrderedDict[int, Seen] = OrderedDict()
        self._lock = Lock()

    def of(self, run: Run) -> Seen:
        """The run made ready; it holds the run itself, so that no other can come to have its place in memory."""
        with self._lock:
            found = self._seen.get(id(run)) or Seen(run)
            self._seen[id(run)] = found
            self._seen.move_to_end(id(run))
            if len(self._seen) > SHELF:
                self._seen.popitem(last=False)
            return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Who asks for a page, and how they want to see the case."""

    request: Request
    desk: Desk
    shelf: Shelf
    caller: Caller
    viewer: str
    """Whose view it is: the caller's own, or the public's."""
    as_of: datetime | None
    """What was known at that time; None for now."""
    last_visit: datetime | None
    texts: Catalog
    links: Links

    def seen(self, *, explained: bool | None = False) -> Seen:
        """The case as this viewer sees it; see `Desk.run`."""
        try:
            run = self.desk.run(self.viewer, as_of=self.as_of, explained=explained)
        except TooMuchAskedError:
            raise FaultError(503, "busy") from None
        except TrothError as error:
            raise FaultError(500, "run", {"why": str(error)}) from None
        return self.shelf.of(run)

    @property
    def signed_in(self) -> bool:
        """Whether an office has logged in."""
        return self.caller.viewer != PUBLIC

    def asked(self, name: str) -> str:
        """A value from the address; empty where there is none."""
        return self.request.query_params.get(name, "").strip()[:200]


def scene_of(request: Request) -> Scene:
    """Make a request ready; the viewer comes from who is logged in, never from the address alone.

    Raises
    ------
    FaultError
        The address asks for a view or a time that there is not.
    """
    state = request.app.state
    caller = state.caller_of(request)
    scene = plain_scene(request, caller)
    viewer, as_of = view_of(request, caller), time_of(request, state.desk)
    kept = {name: value for name in KEPT if (value := request.query_params.get(name, "").strip())}
    return Scene(
        request=request, desk=state.desk, shelf=state.shelf, caller=caller, viewer=viewer, as_of=as_of,
        last_visit=state.since_of(request), texts=scene.texts, links=Links(kept),
    )  # fmt: skip


def plain_scene(request: Request, caller: Caller | None = None) -> Scene:
    """A scene of now, whatever the address asks for: enough to say what went wrong.

    Parameters
    ----------
    caller
        Who asks; unless given, whoever that can be told to be, and nobody in particular where that is what went wrong.
    """
    state = request.app.state
    caller = caller or state.caller_to_tell(request)
    lang = request.query_params.get("lang", "")
    texts = desk_catalog(locale_of(request))
    return Scene(
        request=request, desk=state.desk, shelf=state.shelf, caller=caller, viewer=caller.viewer, as_of=None,
        last_visit=None, texts=texts, links=Links({"lang": lang} if lang == texts.locale else {}),
    )  # fmt: skip


def view_of(request: Request, caller: Caller) -> str:
    """Whose view is asked for: one's own, or the public's."""
    asked = request.query_params.get("as", "").strip()
    if asked and asked not in {caller.viewer, PUBLIC}:
        raise FaultError(403, "view")
    return asked or caller.viewer


def time_of(request: Request, desk: Desk, name: str = "as_of") -> datetime | None:
    """The time that the address asks for; a date is known at its end. None: now.

    Nobody may ask for a time to come: at that time an embargo may be over, and now it is not.
    """
    text = request.query_params.get(name, "").strip()
    if not text:
        return None
    now = desk.clock.now()
    try:
        at = parse_moment(text, desk.case.settings.zone).known_from
    except (ValueError, OverflowError):
        raise FaultError(400, "time", {"found": text[:40], "example": EXAMPLE}) from None
    if at > now:
        at_most = now.astimezone(desk.case.settings.zone).strftime("%Y-%m-%dT%H:%M")
        raise FaultError(400, "future", {"found": text[:40], "now": at_most})
    return at
