"""What the rules look at, for every instance of a plain term at once.

Two instances that agree in all of it but their amounts and names are judged alike: they are of one *class*.
"""

from dataclasses import dataclass, field
from enum import IntFlag

import numpy as np

from troth.monitor.problem import Problem
from troth.records.term import Term

from .kernels import Flags, Ints, Log, Stretches, begin, finish, highest, latest, stretches, touched
from .rows import TermLog, declared, scaled
from .spec import ALWAYS, MICROSECOND, Role, Shape, Spec, stamp


class Feature(IntFlag):
    """The bits of a class."""

    CLOSED = 1
    """Its time is over."""
    COVERED = 2
    """A source that declared to report all of it is behind the log: its silence counts."""
    TOLD = 4
    """Some row counts for it."""
    REACHED = 8
    """The low end reaches the target (of a limit: is above it)."""
    MISSED = 16
    """The high end stays below the target (of a limit: within it)."""
    DIFFER = 32
    """The two ends differ."""
    REPAIRED = 64
    """Missed, and made good in time."""
    MENDABLE = 128
    """Missed, and may still be made good."""
    OWN = 256
    """The row that names it counts for it."""
    REPORTED = 512
    """Of an act: a source declared to report what would have allowed it."""
    NOUGHT = 1024
    """Of an act: its number is nought, so that where the limit is not below it no act was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instances:
    """Instances of a plain term in order of time; every array is (I,)."""

    at: Ints
    """Position in the log of the row that names each."""
    start: Ints
    end: Ints
    """Its stretch, in microseconds; the end belongs to it."""
    found: Stretches
    low: Ints
    high: Ints
    """What its rows add up to, if they are all there is."""
    repaired: Flags
    features: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def __len__(self) -> int:
        """Instances."""
        return len(self.at)


def instances(term: TermLog) -> Instances:
    """The instances of a plain term, with their rows and sums; nothing is judged yet."""
    at = _instances_at(term.spec, term.log)
    match term.spec.shape:
        case Shape.ANSWER:
            return _answers(term.spec, term.log, at)
        case Shape.MOMENT:
            return _moments(term.spec, term.log, at)
        case Shape.ACT:
            return _acts(term.log, at)


def _instances_at(spec: Spec, log: Log) -> Ints:
    """Positions of the rows that name an instance: of acts, those that nothing allows."""
    at = log.where(Role.INSTANCE)
    if spec.shape is not Shape.ACT or len(at) == 0:
        return at
    active, permitted = _allowed(spec, log, at)
    return at[active & ~permitted]


def _allowed(spec: Spec, log: Log, at: Ints) -> tuple[Flags, Flags]:
    """(A,) whether acts were done while anything was forbidden, and whether they were permitted."""
    active, permitted = np.ones(len(at), dtype=bool), np.zeros(len(at), dtype=bool)
    if spec.active:
        active = latest(log, Role.SINCE, at) > latest(log, Role.UNTIL, at)
    if spec.permit is not None:
        start = np.searchsorted(log.time, log.time[at] - spec.permit, "left")
        permitted = stretches(log, Role.PERMIT, at, start, at).count > 0
    return active, permitted


def allowed(term: TermLog) -> list[str]:
    """For each act, in order of time, the code of why it does not count; empty: it counts."""
    at = term.log.where(Role.INSTANCE)
    active, permitted = _allowed(term.spec, term.log, at)
    return [
        "" if held and not free else "permitted" if held else "not_active"
        for held, free in zip(active, permitted, strict=True)
    ]


def permitting(term: TermLog) -> Ints:
    """Positions of the rows that permitted some act."""
    spec, log = term.spec, term.log
    at = log.where(Role.INSTANCE)
    active, permitted = _allowed(spec, log, at)
    at = at[active & permitted]
    if spec.permit is None or len(at) == 0:
        return at[:0]
    found = stretches(log, Role.PERMIT, at, np.searchsorted(log.time, log.time[at] - spec.permit, "left"), at)
    return found.order[touched(found)]


def _summed(log: Log, at: Ints, start: Ints, end: Ints, found: Stretches, repaired: Flags) -> Instances:
    low = found.sums(log.low)
    high = low if log.high is log.low else found.sums(log.high)
    return Instances(at=at, start=start, end=end, found=found, low=low, high=high, repaired=repaired)


def _answers(spec: Spec, log: Log, at: Ints) -> Instances:
    start, end = log.time[at], log.time[at] + spec.ahead
    last = np.searchsorted(log.time, end, "right")
    found = stretches(log, Role.COUNTED, at, begin(log, at, own=False), last)
    if spec.over is not None:
        return _running(spec, log, at, end, found)
    repaired = np.zeros(len(at), dtype=bool)
    if spec.repair is not None:
        until = np.searchsorted(log.time, end + spec.repair, "right")
        repaired = stretches(log, Role.REPAIR, at, last, until).count > 0
    return _summed(log, at, start, end, found, repaired)


def _running(spec: Spec, log: Log, at: Ints, end: Ints, found: Stretches) -> Instances:
    """The highest running sum at the trigger or at a row that counts within its time."""
    length = spec.over or 0
    each = found.order
    here = stretches(log, Role.COUNTED, each, _back(log, each, length), finish(log, each))
    before = stretches(log, Role.COUNTED, at, _back(log, at, length), finish(log, at))
    low, high = (
        highest(here.sums(amounts), found.first, found.last, before.sums(amounts))
        for amounts in (log.low, log.high)
    )
    whole = Stretches(order=found.order, first=before.first, last=np.maximum(found.last, before.last))
    none = np.zeros(len(at), dtype=bool)
    return Instances(
        at=at, start=log.time[at], end=end, found=whole, low=low, high=high, repaired=none
    )  # fmt: skip


def _back(log: Log, at: Ints, length: int) -> Ints:
    return np.searchsorted(log.time, log.time[at] - length, "left")


def _moments(spec: Spec, log: Log, at: Ints) -> Instances:
    found = stretches(log, Role.COUNTED, at, _back(log, at, spec.back), finish(log, at))
    return _summed(log, at, log.time[at] - spec.back, log.time[at], found, np.zeros(len(at), dtype=bool))


def _acts(log: Log, at: Ints) -> Instances:
    found = Stretches(order=at, first=np.arange(len(at)), last=np.arange(1, len(at) + 1))
    return _summed(log, at, log.time[at], log.time[at], found, np.zeros(len(at), dtype=bool))


def classify(term: TermLog, found: Instances, context: Problem) -> Ints:
    """(I,) the class of every instance: bits of `Feature`."""
    spec, now = term.spec, stamp(context.as_of)
    answer = spec.shape is Shape.ANSWER
    covered = silence_counts(spec, context, found.start - (spec.over or 0), found.end, in_window=not answer)
    closed = _closed(spec, found.end, now)
    told = found.found.count > 0
    goal = goal_of(spec.term, term.places)
    if spec.shape is Shape.ACT:
        reached, missed = found.low > goal, covered & (found.high <= goal)
    else:
        reached, missed = found.low >= goal, covered & (found.high < goal)
    mended = found.repaired & closed & missed
    bits = (
        (Feature.CLOSED, closed), (Feature.COVERED, covered), (Feature.TOLD, told), (Feature.REACHED, reached),
        (Feature.MISSED, missed), (Feature.DIFFER, found.low != found.high), (Feature.REPAIRED, mended),
    )  # fmt: skip
    total = np.zeros(len(found), dtype=np.int64)
    for bit, flag in bits:
        total |= np.where(flag, int(bit), 0)
    if spec.repair is not None:
        total |= np.where(found.end + spec.repair >= now, int(Feature.MENDABLE), 0)
    if spec.shape is Shape.MOMENT:
        total |= np.where(term.log.role[found.at] & int(Role.COUNTED) > 0, int(Feature.OWN), 0)
    if spec.shape is Shape.ACT:
        total |= np.where(found.high == 0, int(Feature.NOUGHT), 0)
    if spec.permit is not None:
        reported = silence_counts(spec, context, found.start - spec.permit, found.end, in_window=False)
        total |= np.where(reported, int(Feature.REPORTED), 0)
    return total


def _closed(spec: Spec, end: Ints, now: int) -> Flags:
    """Whether its time is over: an answer in the very moment of its deadline is in time, so that must be past."""
    return end < now if spec.shape is Shape.ANSWER else end <= now


def goal_of(term: Term, places: int) -> int:
    """What is owed less what is tolerated, or the limit, in units of the log's finest place."""
    target = term.target.at_most if term.target.at_most is not None else term.target.at_least
    tolerance = term.recur.tolerance if term.recur is not None else 0
    if target is None:
        return 0 if term.refrain is not None else 10**places
    return scaled(target - tolerance, places)


def silence_counts(spec: Spec, context: Problem, start: Ints, end: Ints, *, in_window: bool = True) -> Flags:
    """(I,) whether silence counts in a stretch, for this viewer and by this time.

    Of a stretch that begins before the window only the part in it need be covered, unless `in_window` is false.
    """
    covered = np.zeros(len(start), dtype=bool)
    now = stamp(context.as_of)
    begun = np.maximum(start, spec.start) if in_window else start
    for one in declared(spec.term, context):
        since = -ALWAYS if one.valid_from is None else stamp(one.valid_from)
        until = ALWAYS if one.valid_to is None else stamp(one.valid_to)
        known = end + one.lag.span // MICROSECOND
        due = (known <= now) & _closed(spec, end, now)
        covered |= due & (since <= begun) & (end <= until)
    return covered
