"""The monitor that runs along: rows in, in any order, and the verdicts that change out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from heapq import heappop, heappush

import polars as pl

from troth.monitor.agreements import agreement_status
from troth.monitor.columnar.batch import backfill
from troth.monitor.columnar.lateness import USED, settled
from troth.monitor.columnar.rows import read_log
from troth.monitor.columnar.spec import Spec, plain, plain_by
from troth.monitor.problem import Problem, ProblemError
from troth.monitor.result import Result
from troth.monitor.world import World
from troth.records.evidence import Evidence
from troth.records.evidence_table import from_table, to_table
from troth.records.verdict import State, Verdict

from .admission import RefusedRowsError, reasons_against, skews, unfit_table
from .asking import summary_state, verdict_on
from .changes import Change, Changes
from .corrections import Corrections
from .loading import corrects, hold
from .plain_term import PlainTerm, Settling
from .ruled_term import group
from .stimuli import Advanced, Received, Stimulus
from .store import Store

MOST_RULED = 250_000
"""A log of more rows stays one: a row that cannot stand in it is refused."""


@dataclass(slots=True)
class Touched:
    """What one stimulus has touched so far."""

    plain: dict[str, Settling] = field(default_factory=dict)
    ruled: set[str] = field(default_factory=set)
    waited: frozenset[str] = frozenset()
    """Terms without a row, over which time has passed."""
    notes: list[str] = field(default_factory=list)


class Monitor:
    """Verdicts that follow the evidence as it arrives: late, corrected, taken back, in any order.

    It has no clock and does no input or output: what it is told is kept as a log of stimuli, and `replay` gives the
    same monitor again. However the rows arrive, the verdicts are those that `troth.monitor.settle` gives (without
    explanations) by the rows that then count.

    Parameters
    ----------
    context
        Terms, agreements, sources, parties, the time, the viewer and the owner; its own evidence must be empty.

    Examples
    --------
    >>> from datetime import UTC
    >>> from troth.records.moment import parse_duration
    >>> from troth.records.term import Coverage, Measure, Response, Selector, Term
    >>> at = lambda hour: datetime(2024, 5, 1, hour, tzinfo=UTC)
    >>> duty = Response(trigger=Selector(event=("request",)), within=parse_duration("PT6H"))
    >>> term = Term(id="T1", agreement="truce", kind="respond", obligor=("A",), what="answer", respond=duty,
    ...             measure=Measure(event=("answer",)), coverage=(Coverage(source="log"),))
    >>> row = lambda name, event, hour: Evidence(id=name, terms=("T1",), form="item", event=event, source="log",
    ...                                          valid_from=at(hour))
    >>> monitor = Monitor(Problem(terms=(term,), as_of=at(20)))
    >>> [(one.instance, one.after.value) for one in monitor.receive([row("E1", "request", 2)])]
    [('E1', 'broken'), (None, 'broken')]
    >>> [(one.instance, one.after.value) for one in monitor.receive([row("E2", "answer", 7)])]
    [('E1', 'kept'), (None, 'pending')]
    """

    def __init__(self, context: Problem) -> None:
        if context.evidence:
            msg = f"the monitor begins without evidence; found {len(context.evidence)} rows: hand them to receive()"
            raise ProblemError(msg)
        self._context = context
        self._start = context
        self._log: list[Stimulus] = []
        self._store = Store()
        self._corrections = Corrections()
        self._later: list[tuple[datetime, int]] = []
        self._unknown: set[int] = set()
        self._out: set[int] = set()
        """Numbers of known rows that do not count: corrected, taken back, or themselves only a retraction."""
        self._plain: dict[str, PlainTerm] = {}
        self._ready = {term.id for term in context.terms if isinstance(plain_by(term, context.as_of), Spec)}
        """Plain terms of which no row came yet."""
        self._ruled = group((term for term in context.terms if term.id not in self._ready), context)
        self._states: dict[str, State] = {}
        self._settled: Problem | None = None
        self._settle_all()

    # --- what it is told ----------------------------------------------------------------------------------------------
    @property
    def log(self) -> tuple[Stimulus, ...]:
        """Every stimulus so far; together with the context it begins from, it gives the same monitor again."""
        return tuple(self._log)

    @property
    def as_of(self) -> datetime:
        """The time by which it judges."""
        return self._context.as_of

    def receive(self, rows: Iterable[Evidence] | pl.DataFrame) -> Changes:
        """Take rows in: all of them, or none.

        Rows that are recorded later than `as_of` are kept until the clock gets there; corrections and retractions of
        what nobody has said yet wait for it. A row that is there already is no change.

        Raises
        ------
        RefusedRowsError
            Some rows cannot be taken in; each has its sentence, and nothing was changed.
        """
        if isinstance(rows, pl.DataFrame) and len(self._store) == 0 and not corrects(rows):
            return self._load(rows)
        given = from_table(rows) if isinstance(rows, pl.DataFrame) else tuple(rows)
        reasons = [*reasons_against(given, self._context, self._store), *self._too_large(given)]
        if reasons:
            raise RefusedRowsError(reasons)
        new = list({row.id: row for row in given if row.id not in self._store}.values())
        touched = Touched(notes=list(skews(new, self._store)))
        circles = [reason for row in new for reason in self._circle(row)]
        if circles:
            raise RefusedRowsError(circles)
        for row in new:
            self._corrections.waits(row, self._store)
            number = self._store.add(row)
            if row.recorded_at is not None and row.recorded_at > self.as_of:
                heappush(self._later, (row.recorded_at, number))
                self._unknown.add(number)
            else:
                self._learn(number, row, touched)
        self._log.append(Received(tuple(given)))
        return self._answer(touched)

    def advance(self, as_of: datetime) -> Changes:
        """Move the clock forward: windows close, and rows that were recorded by then become known.

        Raises
        ------
        ProblemError
            The time lies before the present one, or has no zone.
        """
        if as_of.tzinfo is None or as_of < self.as_of:
            msg = f"the clock of a monitor only moves forward: found {as_of.isoformat()}, expected a time with its zone from {self.as_of.isoformat()} on"
            raise ProblemError(msg)
        self._context = replace(self._context, as_of=as_of)
        touched = Touched(ruled=set(self._ruled), waited=frozenset(self._ready))
        for ruled in self._ruled.values():
            ruled.context = self._context
        for name, state in self._plain.items():
            state.advance(self._context, touched.plain.setdefault(name, Settling()))
        while self._later and self._later[0][0] <= as_of:
            _, number = heappop(self._later)
            self._unknown.discard(number)
            self._learn(number, self._store.record(number), touched)
        self._log.append(Advanced(as_of))
        return self._answer(touched)

    @classmethod
    def replay(cls, context: Problem, log: Iterable[Stimulus]) -> "Monitor":
        """The monitor that began with `context` and was told all of `log`."""
        monitor = cls(context)
        for stimulus in log:
            if isinstance(stimulus, Received):
                monitor.receive(stimulus.rows)
            else:
                monitor.advance(stimulus.as_of)
        return monitor

    # --- what it is asked ---------------------------------------------------------------------------------------------
    def state(self, term: str) -> State:
        """The state of a term as a whole."""
        return self._states[term]

    def verdict(self, term: str, instance: str | None = None, obligor: str | None = None) -> Verdict:
        """The verdict on a term or on one part of it, with everything that it rests on.

        Raises
        ------
        KeyError
            There is no such part.
        """
        if term in self._plain and instance is not None and instance in self._store:
            number = self._store.number(instance)
            found = verdict_on(self._plain[term], self._store.record(number), number, self._asked())
            if found is not None:
                return found
        for one in self._verdicts_on(term):
            if one.instance == instance and one.obligor == obligor:
                return one
        raise KeyError((term, instance, obligor))

    def result(self) -> Result:
        """Every verdict, and where each agreement stands: what `settle` gives without explanations."""
        problem = self.problem()
        verdicts = tuple(one for term in self._context.terms for one in self._verdicts_on(term.id))
        status = agreement_status(World(problem=problem, as_of=self.as_of))
        return Result(verdicts=verdicts, agreements=tuple(status))

    def problem(self) -> Problem:
        """What it judges by: the rows that are known and count."""
        return replace(self._context, evidence=tuple(row for _, row in self._counting()))

    def waiting(self) -> Mapping[str, str]:
        """Corrections and retractions of rows that nobody has said yet, each with the id that it waits for."""
        return self._corrections.waiting()

    # --- inside -------------------------------------------------------------------------------------------------------
    def _load(self, frame: pl.DataFrame) -> Changes:
        """The first rows, as a table: plain terms are read as whole columns."""
        reasons = list(unfit_table(frame, self._context))
        if reasons:
            raise RefusedRowsError(reasons)
        known = self._known(frame, self._store.add_table(frame))
        touched = Touched(ruled=set(self._ruled))
        for name in sorted(self._ready):
            mine = known & frame["term_ids"].list.contains(name)
            self._hold(name, frame, mine, touched)
        if self._ruled:
            for row in from_table(frame.filter(known)):
                for ruled in self._ruled.values():
                    if ruled.listens_to(row):
                        ruled.put(row, came=True)
        self._log.append(Received(frame))
        return self._answer(touched)

    def _known(self, frame: pl.DataFrame, numbers: range) -> pl.Series:
        """Which rows of a table are known by now; the others wait for their time."""
        if "recorded_at" not in frame.columns:
            return pl.Series([True]).new_from_index(0, len(frame))
        known = (frame["recorded_at"] <= self.as_of.astimezone(UTC)).fill_null(value=True)
        for row in known.not_().arg_true().to_list():
            heappush(self._later, (frame["recorded_at"][row], numbers[row]))
            self._unknown.add(numbers[row])
        return known

    def _hold(self, name: str, frame: pl.DataFrame, mine: pl.Series, touched: Touched) -> None:
        spec = plain(self._context.by_term[name])
        log = spec if isinstance(spec, str) else read_log(spec, self._context, frame, mine)
        self._ready.discard(name)
        if isinstance(log, str):
            self._give_up(name, [])
            touched.ruled.add(name)
            return
        state = hold(log, frame, self._context, self._store)
        self._plain[name] = state
        touched.plain[name] = state.begun()

    def _learn(self, number: int, row: Evidence, touched: Touched) -> None:
        """A row became known: it counts, or changes whether others do."""
        changed = self._corrections.learn(row)
        if row.retracts is not None or not self._corrections.counts(row.id):
            self._out.add(number)
        else:
            self._put(number, row, touched, came=True)
        for name in sorted(changed):
            if name in self._store and self._store.number(name) not in self._unknown:
                self._turn(self._store.number(name), touched)

    def _turn(self, number: int, touched: Touched) -> None:
        """Put a row in or take it out, as it counts now."""
        row = self._store.record(number)
        counts = row.retracts is None and self._corrections.counts(row.id)
        if counts and number in self._out:
            self._out.discard(number)
            self._put(number, row, touched, came=True)
        elif not counts and number not in self._out:
            self._out.add(number)
            self._put(number, row, touched, came=False)

    def _put(self, number: int, row: Evidence, touched: Touched, *, came: bool) -> None:
        """A row comes to the terms that it names, or goes from them."""
        for name in row.terms:
            if name in self._ready:
                self._begin(name, row)
            if name in self._plain and came and not self._plain[name].admits(row):
                told = self._plain[name].told(touched.plain.get(name, Settling()))
                rows = [self._store.record(one) for one in self._rows_of(name) if one != number]
                self._give_up(name, rows, told)
            if name in self._plain:
                change = self._plain[name].add if came else self._plain[name].remove
                change(number, row, touched.plain.setdefault(name, Settling()))
        for name, ruled in self._ruled.items():
            if ruled.listens_to(row):
                touched.ruled.add(name)
                ruled.put(row, came=came)

    def _begin(self, name: str, row: Evidence) -> None:
        """The first row of a plain term: it says how the log is told."""
        self._ready.discard(name)
        spec = plain(self._context.by_term[name])
        log = (
            spec
            if isinstance(spec, str)
            else read_log(spec, self._context, to_table([row]), pl.Series([True]))
        )
        if isinstance(log, str):
            self._give_up(name, [])
        else:
            self._plain[name] = PlainTerm(
                spec=log.spec, context=self._context, store=self._store, ordered=row.sequence is not None,
                places=log.places, source=row.source,
            )  # fmt: skip

    def _give_up(self, name: str, rows: Sequence[Evidence], told: Mapping[str, State] | None = None) -> None:
        """A term is no longer plain: from now on the rules judge it by its records."""
        self._plain.pop(name, None)
        made = group([self._context.by_term[name]], self._context)[name]
        made.rows = {row.id: row for row in rows}
        made.told = {(part, None): state for part, state in (told or {}).items()}
        self._ruled[name] = made

    def _rows_of(self, name: str) -> list[int]:
        """Numbers of the rows that count and name a term."""
        return [number for number, row in self._counting() if name in row.terms]

    def _counting(self) -> Iterator[tuple[int, Evidence]]:
        for number, row in self._store.all():
            if number not in self._out and number not in self._unknown:
                yield number, row

    def _too_large(self, rows: Sequence[Evidence]) -> Iterator[str]:
        """Rows that would turn a log of a million rows into as many records."""
        for row in rows:
            if row.retracts is not None:  # it only takes another row out
                continue
            for name in row.terms:
                state = self._plain.get(name)
                if state is not None and len(state.blocks) > MOST_RULED and not state.fits(row):
                    yield (
                        f"{row.id}: {name} is held as a log of {len(state.blocks)} rows, all of form item, at a point in time, "
                        f"from {state.source}; this row is of another make; give it a term of its own, or settle the term in batch"
                    )

    def _circle(self, row: Evidence) -> Iterator[str]:
        if self._corrections.would_turn(row):
            target = row.retracts or row.supersedes
            yield f"{row.id}: corrects {target}, which in turn corrects {row.id}; one of the two must go"

    def _settle_all(self) -> None:
        for ruled in self._ruled.values():
            ruled.settle()
            list(ruled.changes())
        self._states = {term.id: self._summary_state(term.id) for term in self._context.terms}

    def _answer(self, touched: Touched) -> Changes:
        self._settled = None
        changes: list[Change] = []
        for name, settling in touched.plain.items():
            if name in self._plain:
                changes += self._plain[name].changes(settling)
        judged = sum(one.settled for one in touched.plain.values())
        differ = sum(one.touched for one in touched.plain.values())
        for name in sorted(touched.ruled | (set(self._ruled) - set(self._states))):
            differ += self._ruled[name].settle()
            changes += self._ruled[name].changes()
            judged += len(self._ruled[name].verdicts)
        for name in sorted({*touched.plain, *touched.ruled, *touched.waited}):
            was, now = self._states.get(name), self._summary_state(name)
            self._states[name] = now
            if was is not now:
                changes.append(Change(term=name, instance=None, before=was, after=now))
        notes = [
            *touched.notes,
            *(
                f"{one} corrects {target}, which nobody has said yet"
                for one, target in self.waiting().items()
            ),
        ]
        return Changes(changes=tuple(changes), settled=judged, touched=differ, waiting=tuple(notes))

    def _summary_state(self, name: str) -> State:
        if name in self._ruled:
            return self._ruled[name].verdicts[(None, None)].state
        if name in self._plain:
            return summary_state(self._plain[name])
        return next(iter(self._verdicts_on(name))).state

    def _verdicts_on(self, name: str) -> Iterator[Verdict]:
        if name in self._ruled:
            yield from self._ruled[name].marked(self._asked()).values()
            return
        context = replace(self._asked(), terms=(self._context.by_term[name],))
        rows = [row for _, row in self._counting() if name in row.terms]
        yield from backfill(context, to_table(rows)).verdicts()

    def _asked(self) -> Problem:
        """The context, with how long the rows that count take to come."""
        if self._settled is None:
            rows = self._store.table(USED, without=self._out | self._unknown)
            self._settled = replace(self._context, settled=settled(self._context, rows))
        return self._settled
