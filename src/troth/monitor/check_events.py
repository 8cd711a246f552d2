"""The checker's own reading of terms that are judged event by event: what was asked for, done, allowed and made good.

Everything is looked up the long way round, row by row, so that no index and no order of evaluation is shared with the
computation.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from troth.records.evidence import Form
from troth.records.term import Kind, Selector, Term
from troth.records.verdict import State

from .check_count import NOBODY, Interval, counted, inside, of_stretch, quiet_in, touches, words
from .check_overlay import part_states
from .check_read import Fact, Reading, measured
from .check_state import Ground, Part, States, composed, only, permitted, target
from .check_window import Span, Stretch, paused

DATED = frozenset({Form.ITEM, Form.TALLY, Form.AT_LEAST, Form.DENIAL})
ANY_TIME = Span(start=None, end=None)


def earlier(one: Fact, other: Fact) -> bool:
    """Whether a row surely comes before another: by its time, or by its place in the log where the times are equal."""
    if one.point and other.point and one.start == other.start:
        first, second = one.row.sequence, other.row.sequence
        return False if first is None or second is None else first < second
    return one.start < other.start if one.point else one.end <= other.start


def no_later(one: Fact, other: Fact) -> bool:
    """Whether a row surely comes before another, or surely at the same time without an order of the two."""
    simultaneous = one.point and other.point and one.start == other.start and not earlier(other, one)
    return simultaneous or earlier(one, other)


def tellings(facts: Iterable[Fact]) -> list[list[Fact]]:
    """The rows of each event: alike in what, where, key and time, and each page telling of it once."""
    events: list[list[Fact]] = []
    ordered = sorted(
        facts, key=lambda f: (f.start, -1 if f.row.sequence is None else f.row.sequence, f.row.id)
    )
    for fact in ordered:
        for event in events:
            if _alike(event[0], fact) and fact.row.source not in {one.row.source for one in event}:
                event.append(fact)
                break
        else:
            events.append([fact])
    return events


def _alike(one: Fact, other: Fact) -> bool:
    first, second = one.row, other.row
    return (one.start, one.end, first.event, first.category, first.place, first.key) == (
        other.start, other.end, second.event, second.category, second.place, second.key,
    )  # fmt: skip


def happenings(reading: Reading, term: Term, what: Selector | None) -> list[Fact]:
    """The term's rows that say that something happened."""
    if what is None:
        return []
    return [
        fact
        for fact in reading.naming(term)
        if fact.row.form not in {Form.INTENT, Form.DENIAL} and measured(what, fact.row)
    ]


class ByEvent(ABC):
    """A term that is judged at its events, against its evidence."""

    reach = True

    def __init__(self, reading: Reading, term: Term, whole: Span) -> None:
        self.reading, self.term, self.whole = reading, term, whole
        self.as_of = reading.clock
        self.number = target(reading, term)
        self.adverse = reading.adverse(term)
        rows = counted(reading, term, DATED)
        said = [fact for fact in rows if self._in_words(fact)]
        unsure = counted(reading, term, DATED - {Form.DENIAL}, maybe=True)
        self.facts = [fact for fact in (*rows, *unsure) if not self._in_words(fact)]
        self.words = [fact for fact in (*words(reading, term), *said) if self._within(fact)]

    def _in_words(self, fact: Fact) -> bool:
        """Without a number, a row with a stance of its own speaks by that."""
        return self.number is None and (self.term.id in fact.row.stance or "*" in fact.row.stance)

    def _within(self, fact: Fact) -> bool:
        start, end = self.whole.start, self.whole.end
        begun = start is None or (fact.start >= start if fact.point else fact.end > start)
        late = (
            self.term.kind is Kind.RESPOND and fact.row.form is Form.DENIAL
        )  # it speaks of the time before it
        return begun and (end is None or late or (fact.start <= end if fact.point else fact.start < end))

    def spoken(self, one: Stretch) -> list[Fact]:
        """The words that speak of a stretch."""
        return [fact for fact in self.words if touches(fact, one.start, one.end, closed=True)]

    def graded(self, ground: Ground, told: Sequence[Fact]) -> States:
        """The states of one event; nobody is in breach for an occasion that only adverse parties tell of."""
        one = Decimal(1) if self.term.kind is Kind.RESPOND else None
        states = permitted(self.reading, self.term, ground, one if self.number is None else self.number)
        running = self.term.respond is not None and self.term.respond.over is not None
        if running and ground.everybody[1] is None and states & {State.UNKNOWN, State.DISPUTED}:
            states |= {State.UNKNOWN, State.DISPUTED}  # who says how much at which moment is not looked at
        few = self.term.min_sources > 1 and len(self._behind(ground)) < self.term.min_sources
        if states == only(State.KEPT) and few and not ground.silent:
            undecided = only(State.UNKNOWN if ground.closed else State.PENDING)
            states = (
                states | undecided if running else undecided
            )  # who bears the highest moment is not looked at
        hearsay = all(fact.origins <= self.adverse for fact in told)
        return (
            states - only(State.BROKEN) | {State.DISPUTED} if hearsay and State.BROKEN in states else states
        )

    def _behind(self, ground: Ground) -> list[str]:
        """The origins whose own figure bears what is established; in words, whoever speaks."""
        if self.number is None and self.term.kind is not Kind.RESPOND:
            return [origin for fact in (*ground.facts, *ground.words) for origin in fact.origins]
        least = ground.everybody[0]
        return [voice for voice, (low, _) in ground.voices.items() if low >= least > 0]

    def ground(
        self,
        one: Stretch,
        facts: Sequence[Fact],
        figures: tuple[Interval, Interval],
        *,
        quiet: frozenset[str],
        closed: bool,
    ) -> Ground:
        """What there is to judge by: figures are those of everybody, and those without the adverse parties."""
        voices = {origin for fact in facts for origin in fact.origins}
        return Ground(
            everybody=figures[0],
            neutral=figures[1],
            voices={voice: of_stretch(self.term, self.by(voice, facts), quiet=quiet & {voice}) for voice in voices},
            facts=facts,
            words=self.spoken(one),
            begun=True,
            closed=closed,
            covered=bool(quiet),
            silent=bool(quiet) and not facts,
        )  # fmt: skip

    @staticmethod
    def by(voice: str, facts: Sequence[Fact]) -> list[Fact]:
        """The rows of one origin, as if it alone stood behind them."""
        return [replace(fact, origins=frozenset({voice})) for fact in facts if voice in fact.origins]

    # --- the whole -----------------------------------------------------------------------------------------------
    @abstractmethod
    def instances(self) -> dict[str, Part]:
        """What is due, by the row that names it."""

    def states(self, instances: list[State]) -> States:
        """The states that the summary may have, given those of its parts."""
        return composed(self.term, instances, average=only(), closed=self.whole.closed(self.as_of))

    def because(self) -> set[str]:
        """The rows that the summary must name."""
        own = {one for one in self.whole.moved_by if self.term.id in self.reading.rows[one].terms}
        return own.union(*(part.because for part in self.instances().values()))

    @abstractmethod
    def total(self) -> Interval | None:
        """The figure of the summary; None where it is left open."""


class Occasions(ByEvent):
    """A quota at each of some happenings."""

    def instances(self) -> dict[str, Part]:
        """One for each happening whose time lies in the window."""
        recur = self.term.recur
        found: dict[str, Part] = {}
        for told in tellings(happenings(self.reading, self.term, recur.at if recur else None)):
            assert recur is not None  # noqa: S101 - there are no happenings without it
            start, end = recur.every.before(told[-1].end), told[-1].end
            first, last = self.whole.start, self.whole.end
            if (first is None or start >= first) and (last is None or end <= last):
                one = Stretch(name=told[0].row.id, start=start, end=end)
                found[one.name] = self._part(told, one)
        return found

    def _part(self, told: Sequence[Fact], one: Stretch) -> Part:
        facts, open_end = self._done(told[-1], one)
        quiet = quiet_in(self.reading, self.term, self.whole, one)
        figures = [of_stretch(self.term, facts, quiet=quiet, without=o) for o in (NOBODY, self.adverse)]
        everybody, neutral = ((low, None if open_end else high) for low, high in figures)
        ground = self.ground(one, facts, (everybody, neutral), quiet=quiet, closed=one.end <= self.as_of)
        states = self.graded(ground, told)
        if paused(self.reading, self.term, one.end) and states != only(State.KEPT):
            states = states & {State.KEPT} | {State.SUSPENDED}
        rows = {fact.row.id for fact in (*facts, *ground.words, *told)}
        states = part_states(self.reading, self.term, states, one, last=told[-1].point)
        interval = (Decimal(0), None) if self.number is None else everybody
        return Part(stretch=one, interval=interval, states=states, because=rows)

    def spoken(self, one: Stretch) -> list[Fact]:
        """Words about the hours up to an occasion; one that is dated by its day ends just before the next."""
        facts = {fact.row.id: fact for fact in self.reading.naming(self.term)}
        return [f for f in self.words if touches(f, one.start, one.end, closed=facts[one.name].point)]

    def _done(self, last: Fact, one: Stretch) -> tuple[list[Fact], bool]:
        """The rows no later than the occasion that lie in its time, and whether others may lie there as well."""
        held: list[Fact] = []
        unsure = False
        for fact in self.facts:
            if earlier(last, fact) or not self._within(fact):
                continue
            if fact.row.form is Form.DENIAL:
                if touches(fact, one.start, one.end, closed=last.point):
                    whole = fact.start <= one.start and one.end <= fact.end
                    held.append(fact if whole else replace(fact, end=fact.start))
            elif inside(fact, one.start, one.end, closed=last.point) and not fact.maybe:
                held.append(fact)
            else:
                unsure = unsure or touches(fact, one.start, one.end, closed=last.point)
        return held, unsure

    def total(self) -> Interval:
        """The occasion that found least."""
        if self.number is None:
            return Decimal(0), None
        done = [part.interval for part in self.instances().values() if part.stretch.end <= self.as_of]
        highs = [high for _, high in done if high is not None]
        return (min(low for low, _ in done), min(highs, default=None)) if done else (Decimal(0), None)
