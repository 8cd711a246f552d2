"""The summary row of a plain term, from the classes of its instances."""

from dataclasses import dataclass, replace
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
from .kernels import Flags, Ints, classes_of, touched
from .rows import unscaled
from .spec import Shape, moment, stamp
from .table import from_verdicts


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """The summary of a term, with its lists of ids as positions in the log until somebody wants to read them."""

    court: Court
    verdict: Verdict
    """Without `because`, `supporting` and `context`, unless `written`."""
    because: Flags
    """(N,) which rows it rests on."""
    supporting: Flags
    written: bool = False

    def full(self, frame: pl.DataFrame) -> Verdict:
        """The verdict with every id, and with the rows of `frame` (which the log was read from) that do not count."""
        verdict = self.verdict
        if not self.written:
            ids = {"because": self._ids(self.because), "supporting": self._ids(self.supporting)}
            verdict = verdict.model_copy(update=ids)
        seen = {one.id for one in verdict.context} | set(verdict.because)
        others = (one for one in left_out(self.court, frame, self.because) if one.id not in seen)
        context = sorted([*verdict.context, *others], key=lambda one: one.id)
        return verdict.model_copy(update={"context": tuple(context)})

    def row(self) -> pl.DataFrame:
        """The row of the table `verdicts`."""
        told = from_verdicts(self.court.term.spec.term, [self.verdict])
        if self.written:
            return told
        lists = {"because": self.because, "supporting": self.supporting}
        ids = {
            name: self.court.term.ids.gather(np.flatnonzero(rows)).implode() for name, rows in lists.items()
        }
        return told.with_columns(**{name: one.alias(name) for name, one in ids.items()})

    def _ids(self, rows: Flags) -> tuple[str, ...]:
        return tuple(self.court.term.ids.gather(np.flatnonzero(rows)).sort().to_list())


def summary(court: Court, classes: Ints) -> Whole:
    """The verdict on the term as a whole.

    Of acts it is what the rules say of the forbidden acts alone; of answers and moments it is put together from one
    part of each class, in the order in which they first occur.
    """
    return _of_acts(court) if court.term.spec.shape is Shape.ACT else _of_parts(court, classes)


def _of_acts(court: Court) -> Whole:
    found = np.unique(np.concatenate([court.found.at, court.bases.order[touched(court.bases)]]))
    verdict = court.settle(court.records(found)).summary(court.term.spec.term.id)
    rests = used(court)
    permits = permitting(court.term)
    rests[permits] = True
    because = tuple(sorted({*verdict.because, *court.ids(permits)}))
    verdict = verdict.model_copy(update={"because": because})
    return Whole(court=court, verdict=verdict, because=rests, supporting=rests, written=True)


def _of_parts(court: Court, classes: Ints) -> Whole:
    term = court.term.spec.term
    breach, kept = (_in_state(court, classes, states) for states in (BREACH, frozenset({State.KEPT})))
    grade, _ = summarise(
        term,
        [court.part(int(first)) for first in _firsts(classes)],
        complete=court.term.spec.end <= stamp(court.context.clock),
    )
    many = int(kept.sum())
    grade = replace(grade, span=_span(court, classes, many), until=grade.until and _until(court, classes))
    world = World(problem=court.problem(()), as_of=court.context.as_of)
    bound = world.bounds(term.id)
    judged = world.by_clock(bound, Judged(grade=grade, kept=many, total=len(classes)))
    standing = Standing(term=term, bound=bound, target=world.target(term), at=world.clock, judged=judged)
    verdict = summary_of(world, standing)
    reasons = tuple(
        one.model_copy(update={"names": tuple(court.ids(court.found.at[breach]))})
        if one.code == "instance_broken"
        else one
        for one in verdict.reasons
    )
    counts = counted(court)
    support = "for" if counts.any() else "none"
    verdict = verdict.model_copy(update={"reasons": reasons, "support": support})
    return Whole(court=court, verdict=verdict, because=used(court), supporting=counts)


BREACH = frozenset({State.BROKEN, State.PARTLY_KEPT})


def _firsts(classes: Ints) -> Ints:
    """The first instance of each class, in order of time."""
    return np.sort(np.array([np.argmax(classes == kind) for kind in classes_of(classes)], dtype=np.int64))


def _in_state(court: Court, classes: Ints, states: frozenset[State]) -> Flags:
    """(I,) which instances are in one of some states."""
    found = np.zeros(len(classes), dtype=bool)
    for kind, ruling in court.rulings.items():
        members = np.flatnonzero(classes == kind)
        if ruling is not None:
            found[members] = ruling.verdict.state in states
        else:
            found[members] = [court.verdict(int(one), kind).state in states for one in members]
    return found


def _span(court: Court, classes: Ints, kept: int) -> Span:
    """How many answers were given; or the moment that has least, of those that are over."""
    if court.term.spec.term.kind is Kind.RESPOND:
        return Span(Decimal(kept), Decimal(kept)) if len(classes) else UNKNOWN
    over = court.found.end <= stamp(court.context.clock)
    target = court.term.spec.term.target
    if not over.any() or (target.at_least is None and target.at_most is None):
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
