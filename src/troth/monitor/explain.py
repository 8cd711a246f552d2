"""Why a verdict is what it is: since when it stands, and whose count says what."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from troth.records.term import Kind
from troth.records.verdict import ByOrigin, State

from .kinds import regrade
from .moments import begins_at, depends_on, knowledge_times, moments_after
from .problem import Item
from .select import judged_by_events
from .summary import Part
from .trials import EFFORT
from .world import Standing, World

MOST_MOMENTS = 150
"""At most so many earlier times are looked at (each is a judgement of its own); of a term of many rows fewer."""


def whose_count(world: World, standing: Standing) -> tuple[ByOrigin, ...]:
    """The total and the state if one origin's counts are believed on the days on which it gives them."""
    term, judged = standing.term, standing.judged
    if term.kind not in {Kind.ACHIEVE, Kind.RECUR} or standing.target is None or standing.obligors:
        return ()
    account = judged.account
    rows: list[ByOrigin] = []
    for origin in account.origins():
        stated = [
            day for _, day in account.days if origin in day.origins and day.origins[origin].high is not None
        ]
        if stated:
            rows.append(_believing(world, standing, origin, len(stated)))
        since = account.since(origin)
        if since is not None and since.high is not None:
            state = _by_total(standing, since.low, since.high)
            because = tuple(sorted(p.item.id for p in account.periods if origin in p.item.origins))
            rows.append(
                ByOrigin(
                    origin=origin,
                    form="cumulative",
                    low=since.low,
                    high=since.high,
                    state=state,
                    because=because,
                )
            )
    rows.extend(_averages(standing))
    cited = {item.id: item for item in (*account.items(), *judged.roles.averages)}
    return tuple(row.model_copy(update={"names": _cited(world, row, cited)}) for row in rows)


def _cited(world: World, row: ByOrigin, items: Mapping[str, Item]) -> tuple[str, ...]:
    """The names under which an origin speaks in the rows behind a figure."""
    known = world.problem.names
    spoken = {known.known(name) or name for one in row.because for name in items[one].cited}
    return tuple(sorted(name for name in spoken if name != row.origin and known.root(name) == row.origin))


def _believing(world: World, standing: Standing, origin: str, stated: int) -> ByOrigin:
    judged = world.other(trusting=origin).standing(standing.term.id).judged
    span = judged.account.added(trusting=origin)
    because = sorted({i.id for _, day in judged.account.days for i in day.items if origin in i.origins})
    recurring = standing.term.kind is Kind.RECUR
    own = [
        part
        for part in judged.parts
        if any(origin in d.origins and d.origins[origin].high is not None for _, d in part.account.days)
    ]
    kept = sum(part.grade.state is State.KEPT for part in own)
    return ByOrigin(
        origin=origin,
        low=span.low,
        high=span.high,
        state=judged.grade.state,
        days_kept=kept if recurring else None,
        days_total=stated,
        because=tuple(because),
    )


def _by_total(standing: Standing, low: Decimal, high: Decimal) -> State:
    target = standing.target or Decimal(0)
    if low >= target:
        return State.KEPT
    if standing.bound.end is not None and standing.at >= standing.bound.end:
        return State.BROKEN if high < target else State.DISPUTED
    return State.PENDING


def _averages(standing: Standing) -> Iterable[ByOrigin]:
    if standing.term.kind is not Kind.RECUR or standing.target is None:
        return
    for item in standing.judged.roles.averages:
        low, high = item.amount(standing.term.measure)
        below = high is not None and high < standing.target
        for origin in sorted(item.origins):
            yield ByOrigin(
                origin=origin, form="average", low=low, high=high, because=(item.id,),
                state=State.BROKEN if below else State.UNKNOWN,
            )  # fmt: skip


def stood_since(world: World, standing: Standing) -> datetime | None:
    """The first time from which, with what was known then, the verdict has been what it is now.

    None where that lies further back than the last times that are looked at: at most `MOST_MOMENTS`, and of
    many rows fewer.
    """
    term = standing.term
    group = sorted(depends_on(term, world.problem.by_term))
    known = {time for time in knowledge_times(world, group) if time <= world.as_of}
    known.add(begins_at(term, known, world.as_of))
    most = max(3, min(MOST_MOMENTS, EFFORT // (1 + len(world.own(term.id)))))
    since, until, judged = world.as_of, world.as_of, 0
    for start in sorted(known, reverse=True):
        for moment in reversed(list(moments_after(world, start, until, group)) or [start]):
            if world.at(moment).standing(term.id).state is not standing.state:
                return since
            since, judged = moment, judged + 1
        if judged > most:
            return None
        until = start
    return since


def part_stood_since(world: World, standing: Standing, part: Part) -> datetime | None:
    """The same for one day, event or obligor: only its own rows can have changed it."""
    scene, term = standing.judged.scene, standing.term
    if scene is None or judged_by_events(term) or part.grade.state is State.EXCUSED:
        return None
    earliest = _in_force_from(world, standing, part)
    rows = [*part.account.items(), *part.words.supporting, *part.words.opposing]
    times = {item.row.recorded_at for item in rows if item.row.recorded_at is not None} | {part.stretch.end}
    since = world.as_of
    for moment in sorted((time for time in times if time <= world.as_of), reverse=True):
        then = max(moment, earliest or moment)
        covered = world.at(then).coverage(term)
        earlier = regrade(scene, part, as_of=then, clock=world.at(then).clock, covered=covered)
        if earlier.grade.state is not part.grade.state:
            return since
        since = then
    return since


def _in_force_from(world: World, standing: Standing, part: Part) -> datetime | None:
    """Since when the day was known to be one of the window's: the term stated, and the extension it lies in agreed."""
    times = [standing.term.recorded_at]
    first = standing.bound.first_end
    leaders = _leaders(world, standing)
    if leaders:
        first = world.bounds(leaders[-1]).first_end
    if first is not None and part.stretch.end > first:
        moved = {one for reason in standing.bound.reasons if reason.code == "extended" for one in reason.ids}
        told = [item for name in (standing.term.id, *leaders) for item in world.own(name) if item.id in moved]
        until = [
            r.at for r in standing.bound.reasons if r.code == "extended" and r.at and r.at < part.stretch.end
        ]
        before = {one for r in standing.bound.reasons if r.at in until for one in r.ids}
        needed = [
            item.row.recorded_at
            for item in told
            if item.id not in before and item.row.recorded_at is not None
        ]
        times += [min(needed)] if needed else []
    known = [time for time in times if time is not None]
    return max(known) if known else None


def _leaders(world: World, standing: Standing) -> list[str]:
    names, term = [], standing.term
    while term.window.during is not None and term.window.during not in names:
        names.append(term.window.during)
        term = world.problem.by_term[term.window.during]
    return names
