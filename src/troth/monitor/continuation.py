"""The best course of events from here on: the world in which all that is still owed is done, and seen by others.

Whether a duty can still be kept is asked of this world, by the same rules as any other: nobody needs a second rule book
to know what *kept* would take. Its rows are made up, are held against nobody, and never leave this module.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from troth.records.evidence import Evidence, Form
from troth.records.moment import Duration, Precision
from troth.records.quantity import Quantity
from troth.records.source import Source
from troth.records.term import Kind, Measure, Term

from .problem import Item, Problem
from .windows import Stretch, days, expires
from .world import Standing, World

WITNESS = "\N{WHITE CIRCLE} witness"
"""Name of the origins that stand behind the made-up rows: nobody in a case is called so, and none is a party."""
MOST_STEPS = 2_000
"""Made-up rows for one obligor of one term; a duty that would take more is not looked into."""


def continued(world: World, standings: tuple[Standing, ...]) -> Problem:
    """The problem with what is still owed of these terms done in the time left, reported by as many as it takes."""
    problem = world.problem
    rows: list[Evidence] = []
    for standing in standings:
        rows += _rows(world, standing)
    named = {row.source for row in rows}
    known = [row for row in problem.evidence if row.recorded_at is None or row.recorded_at <= world.as_of]
    witnesses = tuple(Source(id=name, publisher=name) for name in sorted(named))
    return replace(problem, evidence=(*known, *rows), sources=(*problem.sources, *witnesses))


def decided_by(world: World, standing: Standing) -> datetime:
    """The time at which a term is judged in its best world: its last deadline, and when silence may be relied on."""
    end = standing.bound.end
    ends = [world.as_of, *(part.stretch.end for part in standing.judged.parts)]
    for _, judged in standing.obligors:
        ends += [part.stretch.end for part in judged.parts]
    if end is not None:
        ends.append(end)
        ends += [one.lag.after(end) for one in standing.term.coverage]
    return max(ends)


def until(world: World, standing: Standing) -> datetime | None:
    """The last moment at which something can be done for it."""
    end = standing.bound.end
    if standing.term.kind is not Kind.ACHIEVE:
        return end
    at = expires(standing.term, world.own(standing.term.id), world.parties(standing.term))
    return min((one for one in (end, at) if one is not None), default=None)


def _rows(world: World, standing: Standing) -> Iterator[Evidence]:
    term = standing.term
    moments = list(_moments(world, standing))
    if len(moments) > MOST_STEPS:
        return
    for obligor in term.obligor:
        for number in range(1, term.min_sources + 1):
            for step, (at, key) in enumerate(moments):
                yield Evidence(
                    id=f"{WITNESS} {term.id} {obligor} {number} {step}", terms=(term.id,), actor=obligor,
                    form=_form(term), quantity=_amount(term, standing.target), key=key,
                    source=f"{WITNESS} {number}", valid_from=at, valid_from_precision=Precision.SECOND,
                    **_first(term.measure),
                )  # fmt: skip


def _first(measure: Measure) -> dict[str, str]:
    """One of the events, categories and places that the term counts."""
    return {name: next(iter(getattr(measure, name)), "") for name in ("event", "category", "place")}


def _form(term: Term) -> Form:
    """A low end, which agrees with every other count; a level that must not be exceeded needs a reading."""
    return Form.TALLY if term.target.at_most is not None else Form.AT_LEAST


def _amount(term: Term, target: Decimal | None) -> Quantity:
    amount = Decimal(1) if target is None else target
    return Quantity(low=amount, high=amount, unit=term.measure.unit)


def _moments(world: World, standing: Standing) -> Iterator[tuple[datetime, str]]:
    """When something is done, and with which key."""
    bound, now = standing.bound, world.as_of
    start = now if bound.start is None else max(now, bound.start)
    match standing.term.kind:
        case Kind.ACHIEVE:
            last = until(world, standing)
            if last is None or last > now:
                yield start if last is None else last, ""
        case Kind.RECUR if slides(standing.term):
            yield from ((at, "") for at in _often(standing, start))
        case Kind.RECUR | Kind.SUSTAIN:
            stretches = days(standing.term, bound, closed_end=standing.term.kind is Kind.RECUR)
            yield from ((max(start, one.start), "") for one in stretches if one.end > now)
        case Kind.RESPOND:
            yield from _answers(world, standing)
        case Kind.REFRAIN:
            return


def slides(term: Term) -> bool:
    """Whether its days can begin at any moment."""
    return term.window.day == "sliding" or (term.recur is not None and term.recur.at is not None)


def _often(standing: Standing, start: datetime) -> Iterator[datetime]:
    """So often that each day, wherever it begins, holds one."""
    end, duty = standing.bound.end, standing.term.recur
    every = Duration(days=1) if duty is None else duty.every
    step = timedelta(days=14) if every.months else every.span / 2
    for number in range(MOST_STEPS + 1):
        at = start + number * step
        if end is None or at > end:
            return
        yield at


def _answers(world: World, standing: Standing) -> Iterator[tuple[datetime, str]]:
    """An answer to each event that is still to be answered, as soon as may be."""
    duty = standing.term.respond
    told: dict[str, Item] = {item.id: item for item in world.own(standing.term.id)}
    judged = [standing.judged, *(one for _, one in standing.obligors)]
    labels = {part.stretch.label for one in judged for part in one.parts if _open(part.stretch, world.as_of)}
    for label in sorted(name for name in labels if name in told):
        trigger = told[label]
        if duty is not None and duty.within.after(trigger.start) >= world.as_of:
            yield max(world.as_of, trigger.start), trigger.row.key


def _open(stretch: Stretch, now: datetime) -> bool:
    return stretch.end >= now
