"""What is still owed, at which rate, and whether it can still be kept: arithmetic on what is known, never a forecast.

Whether a term can still be kept is asked of the best course of events from here on (`continuation`):

    verdict then    verdict now             can be kept
    ────────────    ────────────────────    ───────────────────────────────────────────────
    kept            anything                yes: that course of events is one
    a breach        a breach                no: nothing that is done in the time left undoes it
    a breach        a breach, and an        not known: those days may still be excused
                    excuse is foreseen
    anything else   anything                not known, for the reasons of the verdict then

Rates are per day of 24 hours, rounded outwards to the hundredth. The rate so far is that of the days that are over; what
is not reported opens its high end. A time in which the clock stood still is no time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from troth.records.outlook import Outlook
from troth.records.quantity import Quantity
from troth.records.term import Kind, Term
from troth.records.verdict import Reason, State, Verdict

from .account import Account
from .continuation import WITNESS, continued, decided_by, slides, until
from .fold import Day, Span
from .grade import Grade
from .problem import Problem
from .result import Result
from .scene import Judged
from .summary import Part
from .windows import Bounds, Stretch, days
from .world import Standing, World

BREACH = frozenset({State.BROKEN, State.PARTLY_KEPT})
WAITING = frozenset({State.PENDING, State.SUSPENDED})
SETTLED = frozenset({State.KEPT, State.LAPSED, State.EXCUSED, State.REPAIRED})
MOVING = frozenset({"extended", "extension_capped", "extension_conflict"})
"""Reasons that say how the end moved, which stands in nobody's way."""
CENT, SHARE = Decimal("0.01"), Decimal("0.0001")
DAY = Decimal(86_400)
RECENT = 3
"""Days that are over, of which the latest rate is taken."""
FARTHEST = timedelta(days=36_525)
"""A date that is further away than a hundred years is no date."""
MOST_ROWS = 2_000
"""A term with more rows gets its rates, and nobody asks whether it can still be kept."""


def outlook(problem: Problem, result: Result) -> tuple[Outlook, ...]:
    """The outlook of every term that is not decided, then of its running days, open events and obligors.

    Parameters
    ----------
    result
        The verdicts on `problem`.

    Returns
    -------
    tuple[Outlook, ...]
        In the order of the terms. There is none for what is kept, lapsed, excused or repaired, for a term that is not
        recorded yet, and for one whose window is over and whose verdict is settled.

    Examples
    --------
    >>> from troth.monitor import settle
    >>> from troth.records.evidence import Evidence
    >>> from troth.records.term import Measure, Target, Window
    >>> may = lambda day: datetime(2024, 5, day, tzinfo=UTC)
    >>> term = Term(id="T1", agreement="truce", kind="achieve", obligor=("A",), what="release fifty people",
    ...             measure=Measure(event=("release",), unit="person"), target=Target(at_least=Decimal(50)),
    ...             window=Window(valid_from=may(1), valid_to=may(5)))
    >>> told = Evidence(id="E1", terms=("T1",), form="tally", event="release", source="observer",
    ...                 quantity=Quantity(low=Decimal(20), high=Decimal(20), unit="person"),
    ...                 valid_from=may(1), valid_from_precision="day")
    >>> found, = outlook(problem := Problem(terms=(term,), evidence=(told,), as_of=may(2)), settle(problem))
    >>> found.can_be_kept, found.required.text(), found.observed.text(), found.days_left
    ('yes', '10.00', '20.00', Decimal('3.0000'))
    """
    world = World(problem=problem, as_of=problem.as_of)
    open_terms = [term for term in problem.terms if _is_open(result.summary(term.id), problem)]
    standings = tuple(one for term in open_terms if not (one := world.standing(term.id)).bound.empty)
    few = tuple(one for one in standings if len(problem.items_of[one.term.id]) <= MOST_ROWS)
    best = _Best(continued(world, few))
    found: list[Outlook] = []
    for standing in standings:
        then = best.at(decided_by(world, standing)).standing(standing.term.id) if standing in few else None
        found.extend(_Asked(world, standing, then, result.summary(standing.term.id)).rows())
    return tuple(found)


class _Best:
    """The best course of events, looked at from later times: both what is known and what has happened move on."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._worlds: dict[datetime, World] = {}

    def at(self, moment: datetime) -> World:
        """How it stands then."""
        if moment not in self._worlds:
            self._worlds[moment] = World(problem=replace(self._problem, as_of=moment), as_of=moment)
        return self._worlds[moment]


def _is_open(summary: Verdict, problem: Problem) -> bool:
    """Whether something may still become of a term."""
    if any(reason.code == "term_not_recorded" for reason in summary.reasons):
        return False
    if summary.state in WAITING or _settles(summary, problem.as_of):
        return True
    return not summary.window_closed and summary.state not in SETTLED


def _settles(row: Verdict, as_of: datetime) -> bool:
    return row.provisional_until is not None and row.provisional_until > as_of


@dataclass(frozen=True, slots=True)
class _Asked:
    """One term, as it stands and as it would stand in its best world."""

    world: World
    now: Standing
    then: Standing | None
    summary: Verdict

    @property
    def as_of(self) -> datetime:
        return self.world.as_of

    def rows(self) -> Iterator[Outlook]:
        """The whole term, each obligor, each day or event that runs now."""
        now, then = self.now, self.then
        can, reasons = self._can(now.judged.grade, None if then is None else then.judged.grade)
        shared = bool(now.obligors) and now.term.joint == "each"
        whole = self._outlook(now.judged, can, self._undecided(reasons, can), figures=not shared)
        yield whole
        for number, (name, judged) in enumerate(now.obligors if shared else ()):
            other = None if then is None else then.obligors[number][1].grade
            can, reasons = self._can(judged.grade, other)
            yield self._outlook(judged, can, reasons).model_copy(update={"obligor": name, "instance": name})
        for part in now.judged.parts:
            if part.grade.state in WAITING and part.stretch.start <= self.as_of < part.stretch.end:
                yield self._part(part)

    def _can(self, now: Grade, then: Grade | None) -> tuple[str, tuple[Reason, ...]]:
        """Whether it can still be kept, and why not or why that is not known."""
        late: tuple[Reason, ...] = ()
        if _settles(self.summary, self.as_of):
            late = (Reason(code="may_settle", at=self.summary.provisional_until),)
        if then is None:
            many = len(self.world.problem.items_of[self.now.term.id])
            return "not_known", (Reason(code="too_many_rows", amount=Decimal(many)), *late)
        if then.state is State.KEPT:
            return "yes", ()
        if now.state in BREACH and then.state in BREACH:
            if self.now.term.excuse is not None and self.now.judged.parts:
                return "not_known", (*now.reasons[:1], Reason(code="excuse_open"), *late)
            return "no", (*now.reasons[:1], *late)
        why = [
            _without_witness(reason) for reason in then.reasons if reason.code not in MOVING
        ] or then.reasons
        return "not_known", (*why, *late)

    def _undecided(self, reasons: tuple[Reason, ...], can: str) -> tuple[Reason, ...]:
        """With the days and events that would stay undecided even if everything were done from here on."""
        if can != "not_known" or self.then is None or self.now.term.kind is Kind.REFRAIN:
            return reasons
        names = tuple(
            part.stretch.label or ""
            for part in self.then.judged.parts
            if part.grade.state in {State.UNKNOWN, State.DISPUTED}
        )
        return (*reasons, Reason(code="instance_undecided", names=names)) if names else reasons

    def _part(self, part: Part) -> Outlook:
        """One day that runs, or one event that is to be answered."""
        best = None if self.then is None else self.then.judged.parts
        same = [one for one in best or () if one.stretch.label == part.stretch.label]
        then = same[0].grade if same else None if best is None else Grade(state=State.UNKNOWN)
        can, reasons = self._can(part.grade, then)
        judged = Judged(grade=part.grade, account=part.account)
        plain = Outlook(
            term=self.now.term.id, instance=part.stretch.label, can_be_kept=can, reasons=reasons,
            until=part.stretch.end, days_left=_in_days(part.stretch.end - self.as_of), because=tuple(sorted({item.id for item in part.account.items()})),
        )  # fmt: skip
        if self.now.term.kind in {Kind.REFRAIN, Kind.SUSTAIN}:
            return plain
        goal = self._goal()
        return plain if goal is None else plain.model_copy(update={"missing": self._missing(judged, goal)})

    def _outlook(
        self, judged: Judged, can: str, reasons: tuple[Reason, ...], *, figures: bool = True
    ) -> Outlook:
        term, bound = self.now.term, self.now.bound
        end = until(self.world, self.now)
        begin = self.as_of if bound.start is None else max(self.as_of, bound.start)
        left = None if end is None or bound.is_suspended(self.as_of) else max(end - begin, timedelta())
        plain = Outlook(
            term=term.id, can_be_kept=can, reasons=reasons, until=end, latest_until=_latest(term, bound),
            days_left=None if left is None else _in_days(left), because=self.summary.because,
            open_instances=_open(judged.parts),
        )  # fmt: skip
        return plain.model_copy(update=self._figures(judged, left)) if figures else plain

    def _figures(self, judged: Judged, left: timedelta | None) -> dict[str, object]:
        goal, kind = self._goal(), self.now.term.kind
        if kind is Kind.REFRAIN:
            return {"margin": self._margin(judged)}
        if goal is None or kind in {Kind.SUSTAIN, Kind.RESPOND}:
            return {}
        if kind is Kind.RECUR:
            return self._each_period(judged, goal)
        missing = self._missing(judged, goal)
        observed = self._rate(judged.account, None)
        found: dict[str, object] = {
            "missing": missing, "observed": observed, "recent": self._rate(judged.account, RECENT),
            "required": None if not left else _per_day(missing, _seconds(left)),
        }  # fmt: skip
        return found | self._kept_by(missing, judged.account)

    def _goal(self) -> Decimal | None:
        """The number that is owed, less what is tolerated; a response that names none owes one."""
        term, target = self.now.term, self.now.target
        if target is None:
            return Decimal(1) if term.kind is Kind.RESPOND else None
        return target - (term.recur.tolerance if term.recur is not None else 0)

    def _margin(self, judged: Judged) -> Quantity:
        limit = Decimal(0) if self.now.target is None else self.now.target
        so_far = self._begun(judged.account)
        low = judged.grade.span.low
        return self._quantity(
            Span(
                Decimal(0) if so_far.high is None else max(Decimal(0), limit - max(low, so_far.high)),
                max(Decimal(0), limit - low),
            )
        )

    def _missing(self, judged: Judged, goal: Decimal) -> Quantity:
        so_far = self._begun(judged.account)
        low, high = judged.account.span().low, so_far.high
        least = Decimal(0) if high is None else max(Decimal(0), goal - max(low, high))
        return self._quantity(Span(least, max(Decimal(0), goal - low)))

    def _begun(self, account: Account) -> Span:
        """What is known of the days so far; those that have not begun cannot hold anything that is not reported."""
        begun = [one for one in account.days if one[0].start < self.as_of or one[1].items]
        span = replace(account, days=tuple(begun)).span()
        return span if self.now.bound.start is not None and self.now.bound.end is not None else Span(span.low)

    def _quantity(self, span: Span, *, per: str = "") -> Quantity:
        unit = self.summary.quantity.unit.partition("/")[0]
        return Quantity(low=span.low, high=span.high, unit=f"{unit}/{per}" if per else unit)

    # --- rates ------------------------------------------------------------------------------------------------------
    def _each_period(self, judged: Judged, goal: Decimal) -> dict[str, object]:
        per = self.summary.quantity.unit.partition("/")[2] or "period"
        over = [one for one in judged.account.days if one[0].end <= self.as_of]
        return {
            "required": self._quantity(Span(goal, goal), per=per),
            "observed": self._quantity(judged.grade.span, per=per) if over else None,
            "recent": self._mean(over[-RECENT:], per) if len(over) > RECENT and not slides(self.now.term) else None,
            "may_miss": self._may_miss(judged.parts),
        }  # fmt: skip

    def _mean(self, days_over: Sequence[tuple[Stretch, Day]], per: str) -> Quantity:
        total = Account(days=tuple(days_over), measure=self.now.term.measure).added()
        return self._quantity(_outwards(total, Decimal(len(days_over)), Decimal(1)), per=per)

    def _may_miss(self, parts: Sequence[Part]) -> Quantity | None:
        """How many more periods of the run that now runs may be missed; the undecided ones counted either way."""
        term, end = self.now.term, self.now.bound.end
        if end is None or slides(term) or self.then is None:
            return None
        states = [part.grade.state for part in parts if part.stretch.end <= self.as_of]
        owed = len(days(term, self.now.bound, closed_end=True))
        if term.recur is None or term.recur.k is None or term.recur.of is None:
            spare, run = 0, states
        else:
            first = len(states) // term.recur.of * term.recur.of
            length = min(term.recur.of, owed - first)
            if length < term.recur.of:  # a last shorter run is left out, and a first one may never be whole
                return None
            spare, run = length - term.recur.k, states[first:]
        broken = sum(state in BREACH for state in run)
        unsure = sum(state in {State.UNKNOWN, State.DISPUTED} for state in run)
        low, high = max(0, spare - broken - unsure), max(0, spare - broken)
        return Quantity(low=Decimal(low), high=Decimal(high), unit="instance")

    def _rate(self, account: Account, latest: int | None) -> Quantity | None:
        """What was done per day of 24 hours, over the days that are over, or the latest of them."""
        told = self._done(account, latest)
        return None if told is None else self._quantity(_outwards(*told, DAY), per="day")

    def _done(self, account: Account, latest: int | None) -> tuple[Span, Decimal] | None:
        """What the days that are over hold, and in how many seconds that the clock ran it was done."""
        bound = self.now.bound
        over = [one for one in account.days if one[0].label is not None and one[0].end <= self.as_of]
        if bound.start is None or not over or (latest is not None and len(over) <= latest):
            return None
        chosen = over if latest is None else over[-latest:]
        start, end = max(bound.start, chosen[0][0].start), chosen[-1][0].end
        seconds = _seconds(end - start) - _still(bound, start, end)
        periods = tuple(one for one in account.periods if one.end <= end) if latest is None else ()
        told = Account(days=tuple(chosen), periods=periods, measure=account.measure).span()
        return (told, seconds) if seconds > 0 else None

    def _kept_by(self, missing: Quantity, account: Account) -> dict[str, object]:
        """When the rest would be reached at the rate so far, which is not rounded for it."""
        told = self._done(account, None)
        if told is None or missing.high is None:
            return {}
        done, seconds = told
        earliest = None if done.high is None else self._after(missing.low * seconds, done.high)
        return {"kept_by_earliest": earliest, "kept_by_latest": self._after(missing.high * seconds, done.low)}

    def _after(self, owed: Decimal, done: Decimal) -> datetime | None:
        """So many seconds of the rate's own from now, to the next second."""
        if done <= 0:
            return None
        seconds = (owed / done).to_integral_value(ROUND_CEILING)
        if seconds > _seconds(FARTHEST):
            return None
        return (self.as_of.astimezone(UTC) + timedelta(seconds=int(seconds))).astimezone(self.as_of.tzinfo)


def _without_witness(reason: Reason) -> Reason:
    """A reason of the best world, without those who were made up for it; who contradicts them has counted already."""
    names = tuple(name for name in reason.names if not name.startswith(WITNESS))
    ids = tuple(one for one in reason.ids if not one.startswith(WITNESS))
    if names != reason.names:
        return Reason(code="counted_already", names=names, ids=ids)
    return reason.model_copy(update={"ids": ids}) if ids != reason.ids else reason


def _open(parts: Sequence[Part]) -> int | None:
    return sum(part.grade.state in WAITING for part in parts) if parts else None


def _latest(term: Term, bound: Bounds) -> datetime | None:
    """The latest end that an agreed extension can still give; None: none is foreseen, or it has no cap."""
    longest = None if term.extension is None else term.extension.max
    return None if longest is None or bound.start is None else longest.after(bound.start)


def _still(bound: Bounds, start: datetime, end: datetime) -> Decimal:
    """Seconds in which the clock stood still."""
    spans = [(max(start, begun), min(end, over)) for begun, over in bound.suspended]
    return sum((_seconds(over - begun) for begun, over in spans if over > begun), Decimal(0))


def _seconds(length: timedelta) -> Decimal:
    return Decimal(length // timedelta(microseconds=1)) / 1_000_000


def _in_days(length: timedelta) -> Decimal:
    return (_seconds(length) / DAY).quantize(SHARE, ROUND_FLOOR)


def _outwards(span: Span, seconds: Decimal, per: Decimal) -> Span:
    """A rate to the cent: rounding never narrows what is known."""
    high = None if span.high is None else (span.high * per / seconds).quantize(CENT, ROUND_CEILING)
    return Span((span.low * per / seconds).quantize(CENT, ROUND_FLOOR), high)


def _per_day(amount: Quantity, seconds: Decimal) -> Quantity:
    rate = _outwards(Span(amount.low, amount.high), seconds, DAY)
    return Quantity(low=rate.low, high=rate.high, unit=f"{amount.unit}/day")
