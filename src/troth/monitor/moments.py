"""The times at which a verdict may come to stand otherwise: what it depends on, and what the clock alone changes."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from troth.records.moment import Duration
from troth.records.term import Kind, Term

from .problem import Problem
from .windows import Stretch, day_start, zone_of
from .world import Standing, World

DAY = Duration(days=1)


def depends_on(term: Term, terms: Mapping[str, Term]) -> set[str]:
    """A term, and all terms whose windows or states its own verdict looks at."""
    found: set[str] = set()
    wait = [term.id]
    while wait:
        one = wait.pop()
        if one in found or one not in terms:
            continue
        found.add(one)
        record = terms[one]
        near = [record.window.during, record.reparation and record.reparation.term]
        wait += [other for other in (*near, *(c.term for c in record.condition)) if other]
    return found


def clock_times(world: World, terms: Iterable[str]) -> Iterator[datetime]:
    """The times at which these terms may come to stand otherwise though nothing new is said."""
    for name in terms:
        term, standing = world.problem.by_term[name], world.standing(name)
        yield from (time for time in (term.recorded_at, world.expiry(term)) if time is not None)
        ends = [stretch.end for stretch in _stretches(standing)]
        tick = (
            timedelta.resolution if term.kind is Kind.RESPOND else timedelta(0)
        )  # an answer at the deadline is in time
        for end in ends:
            yield end + tick
            yield from (one.lag.after(end) for one in term.coverage)
        bound = standing.bound
        for time in (
            bound.start,
            bound.end,
            bound.first_end,
            *(edge for span in bound.suspended for edge in span),
        ):
            if time is not None:
                yield time
        if bound.end is None:
            yield from _days_so_far(world, term, ends)


def _days_so_far(world: World, term: Term, ends: list[datetime]) -> Iterator[datetime]:
    """Of a term without an end: when the next day of a recurrence is over, or the day that rows speak of today."""
    if term.kind is Kind.RECUR or (ends and max(ends) == world.clock and term.kind is not Kind.ACHIEVE):
        yield DAY.after(day_start(world.clock, zone_of(term), term.window.day_boundary))
    if term.recur is not None and ends:
        yield term.recur.every.after(max(ends))


def _stretches(standing: Standing) -> Iterator[Stretch]:
    for judged in (standing.judged, *(judged for _, judged in standing.obligors)):
        yield from (part.stretch for part in judged.parts)
        yield from (stretch for stretch, _ in judged.account.days)


def anchored(problem: Problem, terms: Iterable[str]) -> frozenset[str]:
    """The events that start the clock of one of these terms: rows may tell of them that name no term."""
    return frozenset(anchor for name in terms if (anchor := problem.by_term[name].window.anchor) is not None)


def knowledge_times(world: World, terms: Iterable[str]) -> set[datetime]:
    """The times at which the rows of these terms became known, as far as this world knows."""
    names = list(terms)
    events = anchored(world.problem, names)
    rows = [item.row for name in names for item in world.own(name)]
    if events:
        rows += [item.row for item in world.known() if not item.row.terms and item.row.event in events]
    return {row.recorded_at for row in rows if row.recorded_at is not None}


def begins_at(term: Term, times: Iterable[datetime], as_of: datetime) -> datetime:
    """From when anything is to be said of a term: it is stated, its window opens, or something is known."""
    known = [*times, term.recorded_at, term.window.valid_from]
    return min([as_of, *(time for time in known if time is not None)])


def moments_after(world: World, start: datetime, until: datetime, terms: Iterable[str]) -> Iterator[datetime]:
    """`start`, and every time before `until` at which the clock alone may change something."""
    names, now = list(terms), start
    while now < until:
        yield now
        ahead = [time for time in clock_times(world.at(now), names) if now < time]
        now = min(ahead, default=until)
