"""One case, its ledger and its clock, as the pages, the API and the live stream see them."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from troth.case import Case, Run
from troth.case.picture import look
from troth.case.statements import REF, Book
from troth.case.steps import Rows
from troth.ledger import Ledger, MemoryLedger, MovedOnError, audience_of
from troth.records.errors import ProblemsError
from troth.records.label import PUBLIC
from troth.records.statement import Statement

from . import activities, feed, judgements, messages, reports, threads
from .clock import Clock, WallClock
from .errors import NotThereError, WrongClockError
from .labels import noted
from .making import statement_of
from .mirror import Mirror
from .notes import Note
from .opening import fill, grown, is_posted, with_offices
from .pictures import Pictures
from .saying import KINDS, Draft, Saying
from .sight import Sight
from .signatures import Signing, register_keys
from .threads import Post

__all__ = ["Desk", "Posted", "activities", "judgements", "messages", "reports"]

SLACK = timedelta(seconds=5)
"""How far a clock may be set back before nothing is recorded any more."""
LONGEST_REF = 200
TRIES = 20
"""How often a post is tried anew because another server wrote for the same office meanwhile."""
JUST_BEFORE = timedelta(microseconds=1)
"""The finest difference between two times."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a draft."""

    id: str
    """Statement id."""
    subject: str
    """The id that people use."""
    is_new: bool
    """False where the same reference was posted before: then this is what became of it."""


class Desk:
    """A case that several offices work on.

    Parameters
    ----------
    case
        The case as its folder holds it.
    store
        The ledger; None keeps everything in memory.
    clock
        What time it is; the machine's unless given.
    keys
        The private keys of offices that let this server sign for them, by office.

    Raises
    ------
    WrongCaseError, ChangedCaseError
        The ledger is not this case's.
    """

    def __init__(
        self,
        case: Case,
        *,
        store: Ledger | None = None,
        clock: Clock | None = None,
        keys: Mapping[str, Ed25519PrivateKey] | None = None,
    ) -> None:
        self.case = with_offices(case)
        self.clock = clock or WallClock()
        self.store: Ledger = MemoryLedger() if store is None else store
        self.mirror = Mirror(self.store)
        self.signing = Signing(self.store, keys or {})
        fill(self.case, self.store, self.mirror)
        self._book = grown(
            Book(ledger=self.mirror.ledger, ids={}, keys={}), case.owner, self.mirror.notes.values()
        )
        self._refs: dict[tuple[str, str], tuple[str, str]] = {}
        self._last = datetime.min.replace(tzinfo=self.clock.now().tzinfo)
        self._told = self._last
        self._remember(self.mirror.notes.values())
        self._begun: datetime | None = None
        self._sizes = self.mirror.sizes
        self.pictures = Pictures(
            self.case, self.now, self.mirror, lambda: self._book, sight=self.sight, version=self.version
        )
        self._lock = threading.RLock()
        self._listeners: list[Callable[[Sequence[Note]], None]] = []
        if register_keys(self.case, self.store, keys or {}, self._stamp()):
            self.refresh()
        self.signing.begin()

    @property
    def exercise(self) -> str | None:
        """The title of the exercise that this is, or None where it is real."""
        return self.case.settings.exercise or None

    @property
    def owner(self) -> str:
        """The case's owner."""
        return self.case.owner

    @property
    def members(self) -> frozenset[str]:
        """Every party of the case, and its owner."""
        return self.case.members

    def now(self) -> datetime:
        """The time by which everything is known here that was recorded: the clock's, and never before what was recorded last.

        While something is being recorded it stands still just before that, so that nobody is shown a later time first
        and then misses it. Whoever was told a time has seen everything that was recorded by then: what comes later gets
        a later time.
        """
        told = max(self.clock.now(), self._last)
        begun = self._begun  # read after the clock: what begins later is recorded later
        told = told if begun is None else min(told, begun)
        self._told = max(self._told, told)
        return told

    def version(self, viewer: str) -> int:
        """A number that grows when something is said in a log that a viewer may see, and at no other time."""
        sight, now = self.sight(viewer), self.now()
        sizes = ((audience_of(log), size) for log, size in self._sizes.items())
        return sum(size for audience, size in sizes if sight.opens(audience.label, audience.office, now))

    def sight(self, viewer: str) -> Sight:
        """What a viewer may see.

        Raises
        ------
        NotThereError
            It is neither a party of the case nor the public.
        """
        if viewer != PUBLIC and viewer not in self.members:
            msg = f"viewer: found {viewer!r}, expected a party of the case, or public"
            raise NotThereError(msg)
        return Sight(viewer, self.owner, self.members)

    def run(self, viewer: str, *, as_of: datetime | None = None, explained: bool | None = True) -> Run:
        """The case as seen by a viewer, at a time or now.

        Parameters
        ----------
        viewer
            A party of the case, or ``"public"``.
        as_of
            What was known at that time; None for now. A time to come is now.
        explained
            Also say what would change each verdict and how it came about, which takes several times as long; None: where
            that is at hand.
        """
        self.sight(viewer)
        if as_of is None or as_of >= self.now():
            if explained is None:
                return self.pictures.best(viewer)
            return self.pictures.now(viewer, explained=explained)
        return self.pictures.at(viewer, as_of, explained=explained is not False)

    def changes(self, viewer: str, since: datetime, *, as_of: datetime | None = None) -> Rows:
        """The verdicts that changed for a viewer since a time, in the rows of the table ``changes``."""
        return self.pictures.changes(self.run(viewer, as_of=as_of, explained=False), since)

    def posts(
        self, viewer: str, *, as_of: datetime | None = None, kinds: Iterable[str] = threads.SPOKEN
    ) -> tuple[Post, ...]:
        """What offices said to each other, as far as a viewer sees it; the oldest first."""
        return threads.posts(self.mirror, self.sight(viewer), as_of or self.now(), kinds=kinds)

    def note(self, viewer: str, statement_id: str, *, as_of: datetime | None = None) -> Note:
        """A statement by its id, where a viewer may see it.

        Raises
        ------
        NotThereError
            There is none, or none for this viewer: the answer is the same.
        """
        note = self.mirror.notes.get(statement_id)
        if note is None or not self.sight(viewer).sees(note, as_of or self.now()):
            msg = f"nothing is there under {statement_id[:80]!r}; look the id up on the page it is shown on"
            raise NotThereError(msg)
        return note

    def named(self, viewer: str, kind: str, subject: str, *, as_of: datetime | None = None) -> Note:
        """A statement by its kind and the id that people use; see `note`."""
        return self.note(viewer, self.mirror.by_subject.get((kind, subject), subject), as_of=as_of)

    def events(self, viewer: str, place: feed.Place, *, most: int = 1000) -> list[feed.Event]:
        """What opened to a viewer after a place; see `feed.after`."""
        return feed.after(self.mirror, self.sight(viewer), place, self.now(), most=most)

    def listen(self, listener: Callable[[Sequence[Note]], None]) -> Callable[[], None]:
        """Be told of every new statement, whoever may see it; returns what ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def refresh(self) -> tuple[Note, ...]:
        """Take over what others wrote into the store, and tell the listeners."""
        with self._lock:
            fresh = self._taken_over()
        self._tell(fresh)
        return fresh

    def _taken_over(self) -> tuple[Note, ...]:
        fresh = self.mirror.refresh()
        if fresh:
            self._book = grown(self._book, self.owner, fresh)
            self._remember(fresh)
            self._sizes = self.mirror.sizes  # last: a run of this size has all of it
        return fresh

    def _tell(self, fresh: tuple[Note, ...]) -> None:
        for listener in list(self._listeners) if fresh else ():
            listener(fresh)

    def post(self, office: str, drafts: Sequence[Draft], *, file: str = "post") -> tuple[Posted, ...]:
        """Say something as an office: all drafts or none.

        Returns when it is on the disk. A draft whose reference this office used before is not said twice.

        Raises
        ------
        ProblemsError
            What is wrong with the drafts, all of it.
        NotThereError
            The office is no party of the case.
        WrongClockError
            The clock stands before what was recorded last.
        """
        if office == PUBLIC:
            msg = "the public posts nothing at a desk; come in as an office"
            raise NotThereError(msg)
        with self._lock:
            self._tell(self._taken_over())
            self._begun = self.now() - JUST_BEFORE
            try:
                found, fresh = self._appended(office, drafts, file)
                notes = self._taken_over()
                self.pictures.renew(office)
            finally:
                self._begun = None
            self.signing.owe(fresh)
            self.signing.settle(self.now())
        self._tell(notes)
        return found

    def _appended(
        self, office: str, drafts: Sequence[Draft], file: str
    ) -> tuple[tuple[Posted, ...], list[Statement]]:
        """Append; where another server wrote for the same office meanwhile, look again, since it may be the same word."""
        for _ in range(TRIES - 1):
            try:
                return self._append(office, drafts, file)
            except MovedOnError:
                self._tell(self._taken_over())
        return self._append(office, drafts, file)

    def _append(
        self, office: str, drafts: Sequence[Draft], file: str
    ) -> tuple[tuple[Posted, ...], list[Statement]]:
        saying = self._saying(office, self._stamp(), file)
        made = self._all(saying, drafts)
        if saying.problems.count():
            raise ProblemsError(saying.problems.all())
        fresh = [one for one in made if isinstance(one, Statement)]
        ids = iter(self.store.append(fresh, seen=self.mirror.sizes) if fresh else ())
        found = tuple(
            one if isinstance(one, Posted) else Posted(next(ids), one.subject, is_new=True) for one in made
        )
        return found, fresh

    def check(self, office: str, drafts: Sequence[Draft], *, file: str = "post") -> None:
        """Find everything that is wrong with drafts, and say nothing; raises as `post` does."""
        saying = self._saying(office, self.now(), file)
        self._all(saying, drafts)
        if saying.problems.count():
            raise ProblemsError(saying.problems.all())

    def _saying(self, office: str, now: datetime, file: str) -> Saying:
        sight = self.sight(office)
        picture = look(self.case, self._book, as_of=now, viewer=office)
        return Saying(case=self.case, picture=picture, mirror=self.mirror, sight=sight, now=now, file=file)

    def _all(self, saying: Saying, drafts: Sequence[Draft]) -> list[Statement | Posted]:
        """What the drafts become; problems with any of them are noted."""
        refs = Counter(draft.ref for draft in drafts if draft.ref)
        for draft in drafts:
            if refs[draft.ref] > 1:
                spot = noted(saying.problems, draft.line, file=saying.file)
                spot.bad(
                    "ref",
                    found=draft.ref,
                    expected="each reference once",
                    remedy="number them all differently",
                )
        made = [self._made(saying, draft) for draft in drafts]
        return [one for one in made if one is not None]

    def _made(self, saying: Saying, draft: Draft) -> Statement | Posted | None:
        spot = noted(saying.problems, draft.line, file=saying.file)
        if draft.kind not in KINDS:
            spot.bad(
                "kind",
                found=draft.kind,
                expected=f"one of {', '.join(sorted(KINDS))}",
                remedy="choose one of these",
            )
            return None
        if len(draft.ref) > LONGEST_REF:
            spot.bad(
                "ref", found=draft.ref, expected=f"at most {LONGEST_REF} characters", remedy="shorten it"
            )
            return None
        if draft.ref and (saying.office, draft.ref) in self._refs:
            return self._again(saying, draft)
        ready = KINDS[draft.kind](saying, draft)
        return None if ready is None else statement_of(saying, draft, ready)

    def _again(self, saying: Saying, draft: Draft) -> Posted | None:
        """What became of a draft that was posted before; None after noting that it was another one."""
        before, digest = self._refs[saying.office, draft.ref]
        if digest == draft.digest():
            return Posted(before, self.mirror.notes[before].subject, is_new=False)
        spot = noted(saying.problems, draft.line, file=saying.file)
        said_then = self.mirror.notes[before].subject
        remedy = f"give this one a reference of its own; to correct {said_then}, supersede it"
        spot.bad("ref", found=draft.ref, expected="a reference that stands for one thing only", remedy=remedy)
        return None

    def _stamp(self) -> datetime:
        """A time after everything that was recorded at this desk."""
        now = self.clock.now()
        if now + SLACK < self._last:
            msg = (
                f"the clock says {now.isoformat()}, and the last statement was recorded at {self._last.isoformat()}; "
                "set the clock right: nothing was recorded"
            )
            raise WrongClockError(msg)
        told = self._told if self._told - now < SLACK else now
        return max(now, *(time + JUST_BEFORE for time in (self._last, told)))

    def _remember(self, notes: Iterable[Note]) -> None:
        for note in notes:
            if is_posted(note.entry):
                ref = note.entry.parts.values.get(f"body.{REF}")
                if isinstance(ref, dict):
                    # what a chamber said was posted by its office; see `complaints.chamber`
                    office = note.author.partition("/")[0]
                    self._refs.setdefault((office, str(ref.get("of"))), (note.id, str(ref.get("sent"))))
                self._last = max(self._last, note.recorded_at)
