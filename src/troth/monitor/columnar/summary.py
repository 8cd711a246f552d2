"""The summary row of a plain term, from the classes of its instances."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import numpy as np
import polars as pl

from troth.monitor.compute import summary_of
from troth.monitor.fold import UNKNOWN, Span
from troth.monitor.scene import Judged
from troth.monitor.summary import summarise
from troth.monitor.world import Standing, World
from troth.records.term import Kind
from troth.records.verdict import State, Verdict

from .context import left_out
from .features import Feature, permitting
from .judging import Court
from .kernels import Flags, Ints, touched
from .rows import unscaled
from .rulings import Ruling
from .spec import Shape, moment, stamp


def summary(court: Court, classes: Ints, frame: pl.DataFrame) -> Verdict:
    """The verdict on the term as a whole.

    Of acts it is what the rules say of the forbidden acts alone; of answers and moments it is put together from one
    part of each class, in the order in which they first occur.

    Parameters
    ----------
    frame
        The table that the log was read from: it says why its other rows do not count.
    """
    verdict = _of_acts(court) if court.term.spec.shape is Shape.ACT else _of_parts(court, classes)
    seen = {one.id for one in verdict.context} | set(verdict.because)
    context = [*verdict.context, *(one for one in left_out(court, frame) if one.id not in seen)]
    return verdict.model_copy(update={"context": tuple(sorted(context, key=lambda one: one.id))})


def _of_acts(court: Court) -> Verdict:
    found = np.unique(np.concatenate([court.found.at, court.bases.order[touched(court.bases)]]))
    verdict = court.settle(court.records(found)).summary(court.term.spec.term.id)
    permits = set(court.ids(permitting(court.term)))
    return verdict.model_copy(update={"because": tuple(sorted({*verdict.because, *permits}))})


def _of_parts(court: Court, classes: Ints) -> Verdict:
    term = court.term.spec.term
    states = _states(court, classes)
    complete = court.term.spec.end <= stamp(court.context.as_of)
    parts = [court.part(int(first)) for first in _firsts(classes)]
    grade, _ = summarise(term, parts, complete=complete)
    kept = sum(state is State.KEPT for state in states)
    span = _span(court, classes, kept)
    world = World(problem=court.problem(()), as_of=court.context.as_of)
    bound = world.bounds(term.id)
    grade = replace(grade, span=span, until=grade.until and _until(court, classes))
    judged = world.by_clock(bound, Judged(grade=grade, kept=kept, total=len(states)))
    standing = Standing(term=term, bound=bound, target=world.target(term), at=world.as_of, judged=judged)
    verdict = summary_of(world, standing)
    names = court.term.ids.gather(court.found.at).to_list()
    told = {
        "because": tuple(sorted(court.ids(np.flatnonzero(used(court))))),
        "reasons": tuple(
            one.model_copy(
                update={"names": tuple(n for n, s in zip(names, states, strict=True) if s in BREACH)}
            )
            if one.code == "instance_broken"
            else one
            for one in verdict.reasons
        ),
    }
    return verdict.model_copy(update={**told, **_support(court)})


BREACH = frozenset({State.BROKEN, State.PARTLY_KEPT})


def _firsts(classes: Ints) -> Ints:
    """The first instance of each class, in order of time."""
    return np.sort(np.unique(classes, return_index=True)[1])


def _states(court: Court, classes: Ints) -> list[State]:
    """(I,) the state of every instance."""
    known: Mapping[int, Ruling | None] = court.rulings
    return [
        court.verdict(index, kind).state if (ruling := known[kind]) is None else ruling.verdict.state
        for index, kind in enumerate(classes.tolist())
    ]


def _span(court: Court, classes: Ints, kept: int) -> Span:
    """How many answers were given; or the moment that has least, of those that are over."""
    if court.term.spec.term.kind is Kind.RESPOND:
        return Span(Decimal(kept), Decimal(kept)) if len(classes) else UNKNOWN
    over = court.found.end <= stamp(court.context.as_of)
    if not over.any():
        return UNKNOWN
    known = over & (classes & int(Feature.COVERED) > 0)
    high = unscaled(court.found.high[known].min(), court.term.places) if known.any() else None
    return Span(unscaled(court.found.low[over].min(), court.term.places), high)


def _until(court: Court, classes: Ints) -> datetime | None:
    """Until when the last of the breaches may still be made good."""
    late = [
        moment(int(court.found.end[classes == kind].max())) + ruling.late
        for kind, ruling in court.rulings.items()
        if ruling is not None and ruling.late is not None
    ]
    return max(late, default=None)


def used(court: Court) -> Flags:
    """(N,) which rows of the log some instance rests on."""
    found = counted(court)
    found[court.found.at] = True
    found[court.bases.order[touched(court.bases)]] = True
    return found


def counted(court: Court) -> Flags:
    """(N,) which rows of the log count for some instance."""
    found = np.zeros(len(court.term.log), dtype=bool)
    found[court.found.found.order[touched(court.found.found)]] = True
    return found


def _support(court: Court) -> dict[str, object]:
    pro = tuple(sorted(court.ids(np.flatnonzero(counted(court)))))
    return {"supporting": pro, "opposing": (), "support": "for" if pro else "none"}
