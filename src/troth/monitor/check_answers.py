"""The checker's own reading of responses: what answered a trigger in time, what it added up to, what made it good."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from troth.records.evidence import Form
from troth.records.term import Response, Selector, Term
from troth.records.verdict import State

from .check_count import NOBODY, Interval, of_stretch, quiet_in
from .check_events import ANY_TIME, ByEvent, earlier, happenings, tellings
from .check_overlay import part_states
from .check_read import Fact, Reading
from .check_state import Part, only
from .check_window import Span, Stretch

ZERO = Decimal(0)


class Answers(ByEvent):
    """A duty to answer, against its evidence."""

    def __init__(self, reading: Reading, term: Term, whole: Span) -> None:
        super().__init__(reading, term, whole)
        assert term.respond is not None  # noqa: S101 - the record's own check
        self.duty: Response = term.respond

    def instances(self) -> dict[str, Part]:
        """One for each trigger in the window."""
        asked = [fact for fact in happenings(self.reading, self.term, self.duty.trigger) if self._asked(fact)]
        return {told[0].row.id: self._part(told) for told in tellings(asked)}

    def _asked(self, fact: Fact) -> bool:
        start, end = self.whole.start, self.whole.end
        begun = start is None or fact.start >= start or (not fact.point and fact.end > start)
        return begun and (end is None or fact.start < end)

    def _part(self, told: Sequence[Fact]) -> Part:
        one = Stretch(name=told[0].row.id, start=told[0].start, end=self.duty.within.after(told[0].end))
        over, closed = self.duty.over, self.as_of > one.end
        reach = one if over is None else replace(one, start=over.before(one.start))
        quiet = quiet_in(self.reading, self.term, ANY_TIME, reach) if closed else NOBODY
        facts, everybody, neutral = (
            self._answered(told, one, quiet) if over is None else self._summed(told, one, quiet)
        )
        ground = self.ground(one, facts, (everybody, neutral), quiet=quiet, closed=closed)
        states = self.graded(ground, told)
        rows = {fact.row.id for fact in (*facts, *ground.words, *told)}
        until = None
        if State.BROKEN in states and self.duty.repair is not None:
            until = self.duty.repair.within.after(one.end)
            state, repairs = self._made_good(told[0], one.end, until)
            states = states - only(State.BROKEN) | {state}
            rows |= {fact.row.id for fact in repairs}
            until = until if state is State.BROKEN and self.as_of <= until else None
        states = part_states(self.reading, self.term, states, one, last=True)
        return Part(stretch=one, interval=everybody, states=states, because=rows, until=until)

    # --- what answers --------------------------------------------------------------------------------------------
    def _mine(self, trigger: Fact) -> list[Fact]:
        """The rows that could answer it: with its key, in the order that is asked for."""
        return [
            fact
            for fact in self.facts
            if self._key(fact, trigger)
            and (self.duty.only_after is None or self._seen(self.duty.only_after, fact))
            and not (self.duty.only_before is not None and self._seen(self.duty.only_before, fact))
        ]

    def _key(self, one: Fact, other: Fact) -> bool:
        return not self.duty.same_key or one.row.key == other.row.key

    def _seen(self, what: Selector, fact: Fact) -> bool:
        return any(
            other.row.id != fact.row.id
            and other.start <= fact.start
            and not earlier(fact, other)
            and self._key(other, fact)
            for other in happenings(self.reading, self.term, what)
        )

    def _answered(
        self, told: Sequence[Fact], one: Stretch, quiet: frozenset[str]
    ) -> tuple[list[Fact], Interval, Interval]:
        trigger, own = told[0], {fact.row.id for fact in told}
        following = [f for f in self._mine(trigger) if f.row.id not in own and _follows(f, trigger)]
        held = [self._reaching(fact, one) for fact in following if self._surely(fact, trigger)]
        ids = {fact.row.id for fact in held}
        unsure = any(
            f.row.id not in ids and f.row.form is not Form.DENIAL and f.start <= one.end for f in following
        )
        everybody, neutral = (
            of_stretch(self.term, held, quiet=quiet, without=without) for without in (NOBODY, self.adverse)
        )
        return held, _opened(everybody, unsure=unsure), _opened(neutral, unsure=unsure)

    @staticmethod
    def _reaching(fact: Fact, one: Stretch) -> Fact:
        """A denial that reaches to the deadline denies all of the time."""
        if fact.row.form is not Form.DENIAL:
            return fact
        return replace(fact, start=min(fact.start, one.start), end=max(fact.end, one.end))

    def _surely(self, fact: Fact, trigger: Fact) -> bool:
        """Surely in time, from the earliest moment that the trigger may have."""
        if fact.row.form is Form.DENIAL:
            backward = fact.row.valid_to is None or fact.start <= trigger.start
            return backward and fact.end >= self.duty.within.after(trigger.end)
        latest = self.duty.within.after(trigger.start)
        return fact.start >= trigger.start and fact.end <= latest and not fact.maybe

    # --- running sums ----------------------------------------------------------------------------------------------
    def _summed(
        self, told: Sequence[Fact], one: Stretch, quiet: frozenset[str]
    ) -> tuple[list[Fact], Interval, Interval]:
        trigger, over = told[0], self.duty.over
        assert over is not None  # noqa: S101 - asked for only where there is one
        rows = [f for f in self._mine(trigger) if f.row.form is not Form.DENIAL and f.start <= one.end]
        later = [f for f in rows if f.row.id != trigger.row.id and _follows(f, trigger)]
        moments = [trigger, *(f for f in later if self._surely(f, trigger))]
        unsure = not trigger.point or any(not self._surely(f, trigger) for f in rows if _follows(f, trigger))
        sums = [self._up_to(moment, rows, quiet) for moment in moments]
        used = {fact.row.id: fact for facts, _, _ in sums for fact in facts}
        everybody, neutral = _most([each for _, each, _ in sums]), _most([each for _, _, each in sums])
        return list(used.values()), _opened(everybody, unsure=unsure), _opened(neutral, unsure=unsure)

    def _up_to(
        self, moment: Fact, rows: Sequence[Fact], quiet: frozenset[str]
    ) -> tuple[list[Fact], Interval, Interval]:
        assert self.duty.over is not None  # noqa: S101 - asked for only where there is one
        first = self.duty.over.before(moment.end)
        near = [fact for fact in rows if fact.end >= first and not earlier(moment, fact)]
        held = [fact for fact in near if fact.start >= first and fact.end <= moment.end and not fact.maybe]
        unsure = any(not fact.point and fact not in held for fact in near)
        everybody, neutral = (
            of_stretch(self.term, held, quiet=quiet, without=without) for without in (NOBODY, self.adverse)
        )
        return held, _opened(everybody, unsure=unsure), _opened(neutral, unsure=unsure)

    # --- repairs -----------------------------------------------------------------------------------------------------
    def _made_good(self, trigger: Fact, deadline: datetime, until: datetime) -> tuple[State, list[Fact]]:
        repairs = [
            fact
            for fact in happenings(self.reading, self.term, self.duty.repair)
            if self._key(fact, trigger)
            and fact.start <= until
            and (fact.start if fact.point else fact.end) > deadline
        ]
        surely = [fact for fact in repairs if fact.start > deadline and fact.end <= until]
        if surely:
            return State.REPAIRED, surely
        return (State.UNKNOWN, repairs) if repairs else (State.BROKEN, [])

    def total(self) -> Interval | None:
        """How many were answered, before anything is laid over it; None where that is left open for some of them."""
        parts = self.instances().values()
        if any(State.KEPT in part.states and part.states != only(State.KEPT) for part in parts):
            return None
        kept = Decimal(sum(part.states == only(State.KEPT) for part in parts))
        return (kept, kept) if parts else (ZERO, None)


def _follows(fact: Fact, trigger: Fact) -> bool:
    """Whether it may lie at the trigger's place in the log, or after it."""
    return not earlier(fact, trigger) and (fact.point or fact.end > trigger.start)


def _opened(figures: Interval, *, unsure: bool) -> Interval:
    return (figures[0], None) if unsure else figures


def _most(sums: Sequence[Interval]) -> Interval:
    highs = [high for _, high in sums]
    return max(low for low, _ in sums), None if None in highs else max(h for h in highs if h is not None)
