"""Asking the rules: an instance judged by `troth.monitor.settle`, in a world that holds only its own rows.

The columns only sort instances into classes and add up amounts. What a class comes to is what the rules say of its
first, its last and its least alike instances; their verdicts must differ in nothing but names, times and amounts, and in those as
the columns have them. A class of which that is not so is judged one by one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from troth.monitor.compute import settle
from troth.monitor.problem import Problem
from troth.monitor.result import Result
from troth.monitor.summary import Part
from troth.monitor.world import World
from troth.records.evidence import Evidence
from troth.records.quantity import Quantity
from troth.records.verdict import Verdict

from .features import Instances
from .kernels import Ints, Stretches, classes_of, latest, stretches
from .rows import TermLog, unscaled
from .rulings import Facts, Ruling, learn
from .spec import Role, moment

FEW = 4
"""So many rows of an instance are handed to the rules as they are; more are added up to one row."""
MANY = 64
"""Fewer ids than these are sooner looked up one by one."""
TOGETHER = "∑"
"""Id of the row that stands for all rows of an instance."""


@dataclass(frozen=True, kw_only=True)
class Court:
    """The instances of one term, with everything that the rules need to judge any of them."""

    term: TermLog
    found: Instances
    context: Problem
    """Who is who, the viewer and the time; its own evidence is not looked at."""
    fetch: Callable[[Ints], tuple[Evidence, ...]]
    """The records at some places of what `term.rows` points into."""
    rulings: dict[int, Ruling | None] = field(default_factory=dict)
    """By class; None: its instances are judged one by one."""

    @cached_property
    def bases(self) -> Stretches:
        """For each instance the rows that it rests on without counting them: what began a state, or made good."""
        return _bases(self.term, self.found)

    def counted(self, index: int) -> Ints:
        """Positions of the rows that count for an instance."""
        return run(self.found.found, index)

    def basis(self, index: int) -> Ints:
        """Positions of the rows that an instance rests on without counting them."""
        return run(self.bases, index)

    def ids(self, positions: Ints) -> list[str]:
        """Ids of the rows at some positions."""
        if len(positions) <= MANY:
            return [self.term.ids[one] for one in positions.tolist()]
        return list(self.term.ids.gather(positions).to_list())

    def facts(self, index: int, *, counted: tuple[str, ...] | None = None) -> Facts:
        """What the columns know of an instance."""
        found, term = self.found, self.term
        if counted is None:
            counted = tuple(sorted(self.ids(self.counted(index))))
        return Facts(
            name=term.ids[int(found.at[index])], counted=counted, basis=tuple(self.ids(self.basis(index))),
            start=moment(int(found.start[index])), end=moment(int(found.end[index])),
            low=unscaled(found.low[index], term.places), high=unscaled(found.high[index], term.places),
        )  # fmt: skip

    def rule(self, classes: Ints) -> None:
        """Ask the rules about the first and the last instance of every class that they were not asked about yet."""
        for kind in classes_of(classes).tolist():
            if kind not in self.rulings:
                self.rulings[kind] = self._ruling(np.flatnonzero(classes == kind))

    def rule_alone(self, index: int, kind: int) -> None:
        """Ask the rules about one instance only."""
        self.rulings[kind] = self._ruling(np.array([index], dtype=np.int64))

    def _ruling(self, members: Ints) -> Ruling | None:
        """The ruling that gives what the rules say of the first, the last and the least alike of a class."""
        learnt: list[Ruling] | None = None
        for index in self._unlike(members):
            verdict, facts = self._judged(index)
            learnt = (
                learn(verdict, facts) if learnt is None else [r for r in learnt if r.fill(facts) == verdict]
            )
        return learnt[0] if learnt else None

    def _unlike(self, members: Ints) -> list[int]:
        """Some members, different enough that no two amounts of a verdict can be mistaken for each other."""
        low, high = self.found.low[members], self.found.high[members]
        chosen = {0: None, len(members) - 1: None, int(np.argmax(np.abs(low - low[0]))): None}
        chosen[int(np.argmax(np.abs(high - high[0])))] = None
        return [int(members[one]) for one in chosen]

    def _judged(self, index: int) -> tuple[Verdict, Facts]:
        """The rules' verdict on an instance, and the facts with the ids as they are in it."""
        counted = self._few(index)
        return self._settled(index, counted), self.facts(
            index, counted=tuple(sorted(one.id for one in counted))
        )

    def verdict(self, index: int, kind: int) -> Verdict:
        """The verdict on an instance of a class."""
        ruling = self.rulings[kind]
        return self._alone(index) if ruling is None else ruling.fill(self.facts(index))

    def every(self, classes: Ints) -> Iterator[Verdict]:
        """The verdict on every instance, in order of time."""
        for index, kind in enumerate(classes.tolist()):
            yield self.verdict(index, kind)

    def _alone(self, index: int) -> Verdict:
        """The rules' verdict on an instance, with all of its rows."""
        return self._settled(index, self.records(self.counted(index)))

    def _settled(self, index: int, counted: tuple[Evidence, ...]) -> Verdict:
        beside = self._beside(index)
        rows = {row.id: row for row in (*beside, *counted)}
        judged = self.settle(tuple(rows.values())).instances(self.term.spec.term.id)
        return next(one for one in judged if one.instance == beside[0].id and one.obligor is None)

    def _beside(self, index: int) -> tuple[Evidence, ...]:
        """The row that names an instance, and those that it rests on without counting them."""
        return self.records(np.concatenate([self.found.at[index : index + 1], self.basis(index)]))

    def problem(self, rows: tuple[Evidence, ...]) -> Problem:
        """A world that holds the term and some rows."""
        return replace(self.context, terms=(self.term.spec.term,), evidence=rows)

    def settle(self, rows: tuple[Evidence, ...]) -> Result:
        """What the rules say of the term by some rows."""
        return settle(self.problem(rows), explain=False)

    def part(self, index: int) -> Part:
        """An instance as the rules grade it."""
        rows = {row.id: row for row in (*self._beside(index), *self._few(index))}
        world = World(problem=self.problem(tuple(rows.values())), as_of=self.context.as_of)
        name = self.term.ids[int(self.found.at[index])]
        parts = world.standing(self.term.spec.term.id).judged.parts
        return next(part for part in parts if part.stretch.label == name)

    def _few(self, index: int) -> tuple[Evidence, ...]:
        """The rows that count for an instance; many are added up to one row at the place of the last."""
        positions = self.counted(index)
        spec = self.term.spec
        if len(positions) <= FEW or spec.term.measure.count == "events" or spec.over is not None:
            return self.records(positions)
        last = self.records(positions[-1:])[0]
        if last.quantity is None:
            return self.records(positions)
        facts = self.facts(index, counted=())
        total = Quantity(low=facts.low, high=facts.high, unit=last.quantity.unit)
        return (
            last.model_copy(update={"id": last.id if last.id == facts.name else TOGETHER, "quantity": total}),
        )

    def records(self, positions: Ints) -> tuple[Evidence, ...]:
        """The rows at some positions as records."""
        return self.fetch(self.term.rows[positions])


def run(runs: Stretches, index: int) -> Ints:
    """The rows of one instance."""
    return runs.order[int(runs.first[index]) : int(runs.last[index])]


def _bases(term: TermLog, found: Instances) -> Stretches:
    spec, log = term.spec, term.log
    each, none = np.arange(len(found)), np.zeros(len(found), dtype=np.int64)
    if spec.active:
        return Stretches(order=latest(log, Role.SINCE, found.at), first=each, last=each + 1)
    if spec.repair is None:
        return Stretches(order=none, first=none, last=none)
    last = np.searchsorted(log.time, found.end, "right")
    until = np.searchsorted(log.time, found.end + spec.repair, "right")
    mending = stretches(log, Role.REPAIR, found.at, last, until)
    late = np.where(found.repaired, mending.last, mending.first)
    return Stretches(order=mending.order, first=mending.first, last=late)
