"""What the evidence gives for one term: its instances, its total, and the states that they permit."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from troth.records.evidence import Form, Stance
from troth.records.term import Kind, Term
from troth.records.verdict import State

from .check_count import (
    NOBODY,
    NOTHING_KNOWN,
    Daily,
    Interval,
    Near,
    agree,
    comparable,
    counted,
    inside,
    looks_back,
    mean,
    of_stretch,
    plus,
    quiet_in,
    since,
    touches,
    words,
)
from .check_glance import capped, dated, short, voices
from .check_overlay import excused, part_states
from .check_read import Fact, Reading, figure
from .check_state import Ground, Part, States, bearing, composed, most_told, only, permitted, target
from .check_window import Span, Stretch, day_of, days, paused, suspensions, within_reach

DATED = frozenset({Form.ITEM, Form.TALLY, Form.AT_LEAST, Form.DENIAL})
ACTS = frozenset({Kind.ACHIEVE, Kind.REFRAIN})
"""Kinds whose last, partial day still matters: what is done, or forbidden, in its hours."""
DEADLINE = frozenset({Kind.ACHIEVE, Kind.RECUR})
"""Kinds whose end belongs to the time; what is held or forbidden ends just before it."""


class Case:
    """One term against its evidence."""

    def __init__(self, reading: Reading, term: Term, whole: Span) -> None:
        self.reading, self.term, self.whole = reading, term, whole
        self.as_of = reading.clock
        self.number = target(reading, term)
        self.adverse = reading.adverse(term)
        self.parties = self.adverse | reading.obligors(term)
        self.reach = within_reach(reading, term)
        self._words = words(reading, term)
        self.facts = self._standing(counted(reading, term, DATED))
        self._unsure = counted(reading, term, DATED, maybe=True)
        self._longer = counted(reading, term, frozenset({Form.CUMULATIVE}))
        self._near = Near(self.facts)
        self._held: dict[tuple[datetime, datetime], list[Fact]] = {}
        self._grounds: dict[Stretch, Ground] = {}
        self.pieces = self._pieces()

    def _standing(self, facts: list[Fact]) -> list[Fact]:
        """The rows that count: none of what is forbidden while the clock stands still."""
        if self.term.kind is not Kind.REFRAIN:
            return facts
        return [fact for fact in facts if not paused(self.reading, self.term, fact.start)]

    # --- the stretches -----------------------------------------------------------------------------------------------
    def _pieces(self) -> list[Stretch]:
        """The days of the window, and what remains of the last one where that matters."""
        start, end = self.whole.start, self.whole.end
        said = [fact for fact in self.facts if start is None or fact.end > start or fact.start == start]
        if start is None:
            start = min((fact.start for fact in said), default=self.as_of)
        if end is None:
            return self._so_far(said)
        grid = self.reading.once(
            (self.term.id, start, end), lambda: days(self.term, Span(start=start, end=end))
        )
        last = grid[-1].end if grid else start
        if last < end and self.term.kind in ACTS:
            grid.append(Stretch(name=day_of(self.term, last).name, start=last, end=end))
        return grid

    def _so_far(self, said: Sequence[Fact]) -> list[Stretch]:
        """Without an end: the days that are over, of a recurrence; else the days that rows speak of."""
        if self.term.kind is Kind.RECUR:
            return days(self.term, Span(start=self.whole.start, end=self.as_of), running=True)
        found = {day.name: day for day in (day_of(self.term, fact.start) for fact in said)}
        return sorted(found.values(), key=lambda day: day.start)

    def held(self, one: Stretch) -> list[Fact]:
        """The rows that surely lie in a stretch, and the denials that cover it; each stretch is looked at once."""
        if (one.start, one.end) not in self._held:
            self._held[one.start, one.end] = self._within(one)
        return self._held[one.start, one.end]

    def _within(self, one: Stretch) -> list[Fact]:
        begin = one.start if self.whole.start is None else max(one.start, self.whole.start)
        last = self._last(one)
        return [
            fact
            for fact in self._near.to(one)
            if (inside(fact, one.start, one.end, closed=last) and not (fact.point and fact.start < begin))
            or (
                fact.row.form is Form.DENIAL
                and not fact.point
                and fact.start <= begin
                and one.end <= fact.end
            )
        ]

    # --- instances ---------------------------------------------------------------------------------------------------
    def instances(self, name: str | None = None) -> dict[str, Part]:
        """The rows that are due (or the one of them): every day of a recurrence or a level, each day with an act otherwise."""
        if self.term.kind is Kind.ACHIEVE:
            return {}
        asked = self.pieces if name is None else [one for one in self.pieces if one.name == name]
        parts = {one.name: self._part(one) for one in asked}
        if self.term.kind is not Kind.REFRAIN:
            return parts
        against = {f.row.id for f in self._words if self.reading.stance(self.term, f) is Stance.AGAINST}
        telling = {f.row.id for f in self.facts} | against
        return {name: part for name, part in parts.items() if part.because & telling}

    def _part(self, one: Stretch) -> Part:
        ground = self.ground_of(one)
        states = self._permits(ground, one)
        if paused(self.reading, self.term, one.start) and states != only(State.KEPT):
            states = states & {State.KEPT} | {State.SUSPENDED}
        interval = ground.everybody
        if self.term.kind is Kind.REFRAIN:
            interval = capped(ground)
        states = part_states(self.reading, self.term, states, one, last=self._last(one))
        rows = {fact.row.id for fact in (*ground.facts, *ground.words)}
        return Part(stretch=one, interval=interval, states=states, because=rows)

    def _permits(self, ground: Ground, _one: Stretch | None) -> States:
        """The states of a stretch (None: of the whole) before anything is laid over it."""
        return permitted(self.reading, self.term, ground, self.number)

    def ground_of(self, one: Stretch) -> Ground:
        """What a stretch has to be judged by, gathered once."""
        if one not in self._grounds:
            self._grounds[one] = self._once(one)
        return self._grounds[one]

    def _once(self, one: Stretch) -> Ground:
        """The same rows, of the same window, are the same ground in whichever reading they stand."""
        facts, words = self.held(one), self._touching(one)
        if type(self) is not Case or not self.reading.stated(self.term):
            return self._gathered(one, facts, words)
        told = tuple(fact.row.id for fact in facts), tuple(fact.row.id for fact in words)
        key = (self.term.id, one, self.whole.start, told)
        if key not in self.reading.gathered:
            self.reading.gathered[key] = self._gathered(one, facts, words)
        found: Ground = self.reading.gathered[key]
        return found

    def _gathered(self, one: Stretch, facts: list[Fact], words: list[Fact]) -> Ground:
        reading, term = self.reading, self.term
        quiet = quiet_in(reading, term, self.whole, one)
        everybody = of_stretch(term, facts, quiet=quiet)
        return Ground(
            everybody=everybody,
            neutral=self.attested(
                *(of_stretch(term, facts, quiet=quiet, without=o) for o in (self.adverse, self.parties))
            ),
            voices={voice: of_stretch(term, self.by(voice, facts)) for voice in voices(facts)},
            facts=facts,
            words=words,
            bearing=bearing(
                term, [(everybody, {v: of_stretch(term, self.by(v, facts)) for v in voices(facts)})]
            ),
            charged=most_told(everybody, of_stretch(term, facts, quiet=quiet, without=self._owing)),
            begun=self.whole.start is None or self.whole.start <= self.as_of,
            closed=one.end <= self.as_of,
            covered=bool(quiet),
            silent=bool(quiet) and not facts,
        )

    def _daily_voices(self) -> list[tuple[Interval, dict[str, Interval]]]:
        """Of each day of the whole, what everybody says together and what each origin says."""
        found = []
        for one, everybody in self._days(without=NOBODY):
            facts = self._daily(self.held(one))
            found.append((everybody, {v: of_stretch(self.term, self.by(v, facts)) for v in voices(facts)}))
        return found

    @property
    def _owing(self) -> frozenset[str]:
        return self.reading.obligors(self.term)

    def attested(self, neutral: Interval, outside: Interval) -> Interval:
        """What stands without the adverse parties; the obligor's own word takes nothing from what others attest."""
        low = max(neutral[0], outside[0]) if self.term.kind is Kind.REFRAIN else neutral[0]
        return low, neutral[1]

    def _touching(self, one: Stretch) -> list[Fact]:
        """Words that touch a stretch speak of it."""
        first, last = self.whole.start, self._last(one)
        return [
            fact
            for fact in self._words
            if touches(fact, one.start, one.end, closed=last)
            and not (fact.point and first is not None and fact.start < first)
        ]

    def _last(self, one: Stretch) -> bool:
        """Whether the end of a stretch is a deadline, and belongs to it."""
        return self.term.kind in DEADLINE and one.end == self.whole.end

    @staticmethod
    def by(voice: str, facts: Sequence[Fact]) -> list[Fact]:
        """The rows of one origin, as if it alone stood behind them."""
        return [replace(fact, origins=frozenset({voice})) for fact in facts if voice in fact.origins]

    # --- the whole ---------------------------------------------------------------------------------------------------
    def total(self) -> Interval:
        """The interval of the summary row."""
        ground = self.whole_ground()
        return capped(ground) if self.term.kind is Kind.REFRAIN else ground.everybody

    def so_far(self, until: datetime, *, begun: bool) -> Interval:
        """What the days that are over by `until` (or have begun by then) hold; beside them, counts over several days."""
        daily = [
            (one, figures)
            for one, figures in self._days(without=NOBODY)
            if (begun and (one.start < until or self.held(one))) or one.end <= until
        ]
        longer = [fact for fact in self._longer_used() if begun or fact.end <= until]
        more = since(self.term, daily, longer, without=NOBODY, begin=self.whole.start)
        low, high = agree([plus(figures for _, figures in daily), *more])
        return low, None if self.whole.start is None or self.whole.end is None else high

    def spoken_against(self) -> bool:
        """Whether any row speaks against the duty being met, in words or by denying it."""
        told = [*self._words, *self.facts]
        return any(self.reading.stance(self.term, fact) is Stance.AGAINST for fact in told)

    def last_counted(self) -> datetime | None:
        """The end of the latest row that is counted."""
        return max((fact.end for fact in (*self.facts, *self._longer)), default=None)

    def whole_ground(self) -> Ground:
        """What there is to judge the whole window by."""
        reading, term = self.reading, self.term
        facts = self._used()
        totals = self._longer_used()
        quiet = [quiet_in(reading, term, self.whole, one) for one in self.pieces]
        return Ground(
            everybody=self._figure(without=NOBODY),
            neutral=self.attested(*(self._figure(without=o) for o in (self.adverse, self.parties))),
            voices={voice: self._own_total(voice) for voice in voices([*facts, *totals])},
            facts=[*facts, *totals],
            words=self._spoken(),
            bearing=bearing(term, self._daily_voices()) | frozenset(o for f in totals for o in f.origins),
            charged=most_told(self._figure(without=NOBODY), self._figure(without=self._owing)),
            begun=self.whole.begun(self.as_of) or self.whole.start is None,
            closed=self.whole.closed(self.as_of),
            covered=bool(quiet) and all(quiet),
            silent=not facts and any(quiet),
        )

    def _used(self) -> list[Fact]:
        rows = {f.row.id: f for one in self.pieces for f in self._daily(self.held(one))}
        return list(rows.values())

    def _daily(self, facts: Sequence[Fact]) -> list[Fact]:
        """The rows that speak of one day; a denial of what was to be achieved speaks of all days before it."""
        if self.term.kind is not Kind.ACHIEVE or self.whole.end is None:
            return list(facts)
        return [fact for fact in facts if not looks_back(fact)]

    def _longer_used(self) -> list[Fact]:
        if self.term.kind not in ACTS:
            return []
        backward = [fact for fact in self.facts if looks_back(fact)] if self.term.kind is Kind.ACHIEVE else []
        if self.whole.end is None:
            return self._longer if self.term.kind is Kind.ACHIEVE else []
        if not self.pieces:
            return []
        last = max(self.pieces[-1].end, self.whole.end)
        facts = [*backward, *([] if self._still() else self._longer)]
        return [fact for fact in facts if comparable(fact, self.pieces[0].start, last)]

    def _still(self) -> bool:
        """Whether counts over several days say nothing of a limit, since the clock stood still on some of them."""
        return self.term.kind is Kind.REFRAIN and bool(suspensions(self.reading, self.term))

    def _figure(self, *, without: frozenset[str]) -> Interval:
        if self.term.kind is Kind.RECUR:
            return self._mean(without=without)
        if self.term.kind is Kind.SUSTAIN:
            return self._levels(without=without)
        if self.number is None and self.term.kind is not Kind.REFRAIN:
            return NOTHING_KNOWN
        daily = self._days(without=without)
        added = plus(figures for _, figures in daily)
        more = since(self.term, daily, self._longer_used(), without=without, begin=self.whole.start)
        if self.whole.end is not None:
            return agree([added, *more])
        return max(low for low, _ in [added, *more]), None

    def _days(self, *, without: frozenset[str]) -> Daily:
        found: Daily = []
        for one in self.pieces:
            facts = self._daily(self.held(one))
            tail = one.end == self.whole.end and self.term.kind is Kind.ACHIEVE and short(one)
            if tail:
                said = (*self._daily(self.facts), *self._unsure)
                facts += [replace(f, maybe=True) for f in said if dated(f, one)]
            if tail and not facts:
                continue
            quiet = frozenset[str]() if tail else quiet_in(self.reading, self.term, self.whole, one)
            found.append((one, of_stretch(self.term, facts, without=without, quiet=quiet)))
        return found

    def _own_total(self, voice: str) -> Interval:
        """What one origin's own counts make of the whole: its days added, or its latest count over several days."""
        own = [
            (one, of_stretch(self.term, self.by(voice, self._daily(self.held(one))))) for one in self.pieces
        ]
        figures = [plus(figure for _, figure in own)]
        spoken = [fact for fact in self._longer_used() if voice in fact.origins]
        everybody = self._days(without=NOBODY)
        figures += [agree(since(self.term, everybody, spoken, without=NOBODY, begin=self.whole.start))]
        return max(low for low, _ in figures), min((h for _, h in figures if h is not None), default=None)

    def _mean(self, *, without: frozenset[str]) -> Interval:
        parts = []
        for one in self.pieces:
            if one.end <= self.as_of:
                ground = self.ground_of(one)
                parts.append(ground.neutral if without else ground.everybody)
        over = [one.end for one in self.pieces if one.end <= self.as_of]
        whole = [
            fact
            for fact in self._averages(without=without)
            if over and fact.start <= self.pieces[0].start and fact.end >= max(over)
        ]
        return mean(parts, [figure(self.term, fact) for fact in whole])

    def _averages(self, *, without: frozenset[str]) -> list[Fact]:
        """The averages that lie within the days of the window."""
        grid = self.pieces
        found = counted(self.reading, self.term, frozenset({Form.AVERAGE}))
        if without:
            found = self.reading.independent(self.term, found)
        return [fact for fact in found if grid and inside(fact, grid[0].start, grid[-1].end)]

    def _levels(self, *, without: frozenset[str]) -> Interval:
        grounds = [ground for ground in map(self.ground_of, self.pieces) if ground.facts]
        parts = [ground.neutral if without else ground.everybody for ground in grounds]
        if not parts:
            return NOTHING_KNOWN
        highs = [high for _, high in parts]
        high = None if None in highs else max(high for high in highs if high is not None)
        return min(low for low, _ in parts), high

    def _spoken(self) -> list[Fact]:
        """The rows that speak of the window in words."""
        start, end = self.whole.start, self.whole.end
        far = self.as_of + timedelta(days=36_500)
        first = day_of(self.term, start).start if start is not None else self.as_of - timedelta(days=36_500)
        window = Stretch(name="", start=first, end=end or far)
        return self._touching(window)

    def states(self, instances: list[State]) -> States:
        """The states that the summary row may have, before anything is laid over it."""
        if self.term.kind in {Kind.RECUR, Kind.SUSTAIN}:
            over = self.whole.closed(self.as_of)
            return composed(self.term, instances, average=self._by_average(), closed=over)
        found = self._permits(self.whole_ground(), None)
        return excused(self.reading, self.term, found, self.whole, instances)

    def _by_average(self) -> States:
        """What the averages prove: broken below the target by somebody neutral, disputed by an adverse party alone."""
        averages = self._averages(without=NOBODY)
        if self.term.kind is not Kind.RECUR or self.number is None or not averages:
            return only()
        need = self.number - (self.term.recur.tolerance if self.term.recur is not None else Decimal(0))
        high, neutral = (
            agree(figure(self.term, fact) for fact in self._averages(without=without))[1]
            for without in (NOBODY, self.adverse)
        )
        if high is None or high >= need:
            return only()
        return only(State.BROKEN if neutral is not None and neutral < need else State.DISPUTED)

    def because(self) -> set[str]:
        """The rows that the summary must name: whatever its instances count, and what moved its window."""
        found = {fact.row.id for fact in self._used()}
        if self.term.kind is Kind.RECUR:
            found |= {fact.row.id for fact in self._averages(without=NOBODY)}
        return found | {one for one in self.whole.moved_by if self.term.id in self.reading.rows[one].terms}
