"""The history of a verdict: how a term, and each day of it, stood from when on, and what changed it.

A history is a function of a bitemporal set of rows: each with the time it was recorded, and with what it corrects or
takes back. Its law is that at any time it says what `settle` says of the rows that stood then. It is told without
judging every picture there ever was: of a term only those times are looked at at which a row of its own (or of a term
that it depends on) became known, was corrected or taken back, and at which a window, a day, a time to answer or a
reporting lag ended; what did not change in between is not folded again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise

from troth.records.evidence import Evidence
from troth.records.quantity import Quantity
from troth.records.term import Kind, Term
from troth.records.verdict import State

from .compute import quantity_of
from .fold import Span
from .moments import anchored, begins_at, clock_times, depends_on
from .problem import Problem
from .said import ALWAYS, Event, by_time, counting, events
from .scene import Judged
from .summary import Part
from .world import Standing, World

Name = tuple[str, str | None, str | None]
"""Term, instance, obligor: what names a verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """How a verdict stood from `since` on, until the next turn, and what brought that about."""

    since: datetime
    state: State | None
    """None: it was no longer owed (the extension was taken back in which the day lay)."""
    quantity: Quantity
    known: tuple[str, ...] = ()
    """Rows that became known."""
    undone: tuple[Event, ...] = ()
    """Rows that were corrected or taken back, or were said again."""
    ended: bool = False
    """Whether time alone did it: a window, a day, a time to answer or to report was over."""


@dataclass(frozen=True, slots=True)
class _Now:
    """What a verdict is at a time. Its rows are only asked for where it changed."""

    state: State | None
    span: Span
    of: Judged | Part | None
    moved_by: tuple[str, ...] = ()
    per_day: bool = False

    def rows(self) -> frozenset[str]:
        """The rows that it rests on."""
        if self.of is None:
            return frozenset(self.moved_by)
        words = self.of.roles if isinstance(self.of, Judged) else self.of.words
        items = (*self.of.account.items(), *words.supporting, *words.opposing, *words.averages)
        reasons = (one for reason in self.of.grade.reasons for one in reason.ids)
        return frozenset((*(item.id for item in items), *self.of.basis, *reasons, *self.moved_by))


@dataclass(slots=True)
class _Seen:
    """What a verdict last was, and its turns so far."""

    last: _Now = _Now(None, Span(), None)
    turns: list[Turn] = field(default_factory=list)


def history(
    problem: Problem, said: Sequence[Evidence], *, terms: Iterable[str] | None = None
) -> dict[Name, tuple[Turn, ...]]:
    """Tell how every verdict came to be what it is.

    Parameters
    ----------
    problem
        The terms, and who is who; what was known up to its `as_of` is told, about its `at`.
    said
        All rows that were ever known, those that were corrected or taken back and those that did so among them; what is
        in the problem's own evidence is not looked at.
    terms
        Only of these terms; None: of all.

    Returns
    -------
    dict
        For each verdict (term, instance, obligor) its turns in order of time; a turn begins where state or figure change.

    Examples
    --------
    >>> from datetime import UTC
    >>> from troth.records.term import Measure, Target, Window
    >>> day = lambda n: datetime(2024, 5, n, tzinfo=UTC)
    >>> term = Term(id="T1", agreement="truce", kind="achieve", obligor=("A",), what="release ten",
    ...             measure=Measure(unit="day"), target=Target(at_least=10), window=Window(valid_from=day(1), valid_to=day(4)))
    >>> tally = Evidence(id="E1", terms=("T1",), form="tally", source="s", valid_from=day(2), valid_from_precision="day",
    ...                  recorded_at=day(3), quantity=Quantity(low=10, high=10, unit="day"))
    >>> less = Quantity(low=8, high=8, unit="day")
    >>> later = tally.model_copy(update={"id": "E2", "recorded_at": day(9), "supersedes": "E1", "quantity": less})
    >>> told = history(Problem(terms=(term,), as_of=day(30)), [tally, later])
    >>> [(turn.since.day, turn.state.value, turn.known) for turn in told["T1", None, None]]
    [(1, 'pending', ()), (3, 'kept', ('E1',)), (9, 'unknown', ('E2',))]
    """
    rows = [row for row in said if row.recorded_at is None or row.recorded_at <= problem.as_of]
    whole = replace(problem, evidence=counting(rows))
    happened = _by_term(events(rows), {row.id: row for row in rows})
    names = problem.by_term if terms is None else terms
    tellings = [_Telling(whole, happened, problem.by_term[name]) for name in names]
    return {name: turns for telling in tellings for name, turns in telling.told().items()}


def _by_term(happened: Iterable[Event], rows: Mapping[str, Evidence]) -> dict[str, list[Event]]:
    """What happened to the rows of each term; to rows that name none, under the event that they tell of."""
    found: dict[str, list[Event]] = {}
    for event in happened:
        row = rows[event.row]
        for name in row.terms or (f"event {row.event}",):
            found.setdefault(name, []).append(event)
    return found


def at(turns: Sequence[Turn], moment: datetime) -> Turn | None:
    """The turn that a verdict stood at, at a time; None before anything could be known of it."""
    return next((turn for turn in reversed(turns) if turn.since <= moment), None)


def by_state(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The turns at which the state changed: those between, in which only the figure did, left out."""
    return tuple(turns[:1]) + tuple(new for old, new in pairwise(turns) if old.state is not new.state)


class _Telling:
    """The telling of one term's history."""

    def __init__(self, whole: Problem, happened: Mapping[str, Sequence[Event]], term: Term) -> None:
        self.whole, self.term = whole, term
        self.group = sorted(depends_on(term, whole.by_term))
        self.world = World(problem=whole, as_of=whole.as_of)
        names = [*self.group, *(f"event {one}" for one in anchored(whole, self.group))]
        own = {(event.at, event.row): event for name in names for event in happened.get(name, ())}
        self.events = by_time(own[key] for key in sorted(own))
        self.gone: set[str] = set()
        self.seen: dict[Name, _Seen] = {}

    def told(self) -> dict[Name, tuple[Turn, ...]]:
        """Go from time to time at which something may have changed."""
        times = sorted(self.events)
        start = begins_at(self.term, [time for time in times[:2] if time != ALWAYS], self.whole.as_of)
        place, now, due = 0, start, False
        while True:
            new: list[Event] = []
            while place < len(times) and times[place] <= now:
                new += self.events[times[place]]
                place += 1
            self._hear(new)
            world = self.world.other(as_of=now, without=frozenset(self.gone))
            self._look(world, now, new, due=due)
            ahead = [time for time in clock_times(world, self.group) if now < time <= self.whole.as_of]
            following = min([*ahead, *times[place : place + 1]], default=None)
            if following is None:
                break
            now, due = following, following in ahead
        return {name: tuple(seen.turns) for name, seen in self.seen.items()}

    def _hear(self, new: Sequence[Event]) -> None:
        for event in new:
            if event.does in {"corrected", "retracted"}:
                self.gone.add(event.row)
            else:
                self.gone.discard(event.row)

    def _look(self, world: World, now: datetime, new: Sequence[Event], *, due: bool) -> None:
        found = verdicts(world.standing(self.term.id))
        for name in (*found, *(name for name in self.seen if name not in found)):
            seen = self.seen.setdefault(name, _Seen())
            verdict, before = found.get(name, NOT_OWED), seen.last
            if (before.state, before.span) != (verdict.state, verdict.span) or not seen.turns:
                seen.turns.append(self._turn(now, verdict, seen, new, due=due))
            seen.last = verdict

    def _turn(self, now: datetime, verdict: _Now, seen: _Seen, new: Sequence[Event], *, due: bool) -> Turn:
        """A turn with what brought it about: what is new among its rows, else the clock, else whatever is new."""
        after, behind = verdict.rows(), verdict.rows() | seen.last.rows()
        told = [event for event in new if event.row in behind or set(event.by) & after]
        ended = due and not told and bool(seen.turns)
        if not told and not ended and seen.turns:
            told = list(new)  # a window moved, or another term that it depends on came to stand otherwise
        return Turn(
            since=now, state=verdict.state, quantity=self._figure(verdict),
            known=tuple(sorted({event.row for event in told if event.does == "known"})),
            undone=tuple(event for event in told if event.does != "known"), ended=ended,
        )  # fmt: skip

    def _figure(self, verdict: _Now) -> Quantity:
        return quantity_of(
            self.term, verdict.span, per_day=verdict.per_day, answers=isinstance(verdict.of, Judged)
        )


NOT_OWED = _Now(None, Span(), None)


def verdicts(standing: Standing) -> dict[Name, _Now]:
    """State and figure of a term, of each obligor's part and of each instance."""
    term, judged = standing.term, standing.judged
    state, span = judged.grade.state, judged.grade.span
    found: dict[Name, _Now] = {
        (term.id, None, None): _Now(state, span, judged, standing.bound.used, term.kind is Kind.RECUR)
    }
    together = term.joint == "together"
    for name, own in () if together and standing.target is None else standing.obligors:
        found[term.id, name, name] = _Now(state if together else own.grade.state, own.grade.span, own)
        for part in () if together else own.parts:
            found[term.id, f"{name} {part.stretch.label}", name] = _Now(
                part.grade.state, part.grade.span, part
            )
    for part in judged.parts:
        found[term.id, part.stretch.label, None] = _Now(part.grade.state, part.grade.span, part)
    return found
