"""Trials: the same term judged by some of its rows only, each choice of rows judged once.

What would change a verdict, and which rows it needs, are asked of the same worlds: a trial answers for the summary and
for every part of the term together.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from troth.records.term import Term
from troth.records.verdict import State, Step

from .problem import Item
from .world import Standing, World

Key = tuple[str | None, str | None]
"""Instance and obligor: what names a row among those of its term."""
SUMMARY: Key = (None, None)
EFFORT = 60_000
"""How many rows the trials of one term may read together before they stop; a trial of few rows is cheap."""


def states_of(standing: Standing) -> Mapping[Key, State]:
    """The state of the summary and of every part."""
    found: dict[Key, State] = {SUMMARY: standing.state}
    together = standing.term.joint == "together"
    for name, judged in standing.obligors:
        found[name, name] = standing.state if together else judged.grade.state
        if not together:
            for part in judged.parts:
                found.setdefault((f"{name} {part.stretch.label}", name), part.grade.state)
    for part in standing.judged.parts:
        found.setdefault((part.stretch.label, None), part.grade.state)
    return found


@dataclass(slots=True)
class Effort:
    """How many rows may still be read."""

    rows: int = field(default_factory=lambda: EFFORT)

    @property
    def left(self) -> float:
        """The share of it that is left."""
        return self.rows / EFFORT


@dataclass(slots=True)
class Trials:
    """One term, judged by some rows only or without some rows."""

    world: World
    term: str
    rows: int
    """How many rows a trial of all of them reads."""
    days: int = 0
    """Into how many days its window is cut, in every trial."""
    whole: Effort = field(default_factory=Effort)
    parts: Effort = field(default_factory=Effort)
    """What is spent on the summary, and on all parts together."""
    _only: dict[frozenset[str], Mapping[Key, State]] = field(default_factory=dict)
    _without: dict[frozenset[str], Mapping[Key, State]] = field(default_factory=dict)

    def left(self, key: Key) -> float:
        """The share of the effort that is left."""
        return self._effort(key).left

    def _effort(self, key: Key) -> Effort:
        return self.whole if key == SUMMARY else self.parts

    def only(self, ids: Iterable[str], key: Key) -> State | None:
        """The state of a row of the term, judged from these rows alone; None: there is no such row."""
        chosen = frozenset(ids)
        if chosen not in self._only:
            self._effort(key).rows -= len(chosen) + 20 + self.days // 4
            self._only[chosen] = self._states(self.world.other(only=chosen))
        return self._only[chosen].get(key)

    def without(self, ids: Iterable[str], key: Key) -> State | None:
        """The same, judged from all rows but these."""
        dropped = frozenset(ids)
        if dropped not in self._without:
            self._effort(key).rows -= self.rows + 20 + self.days // 4
            self._without[dropped] = self._states(self.world.other(without=dropped))
        return self._without[dropped].get(key)

    def _states(self, world: World) -> Mapping[Key, State]:
        return states_of(world.standing(self.term))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How one row of a term is judged again: by some rows only, or without some."""

    rows: list[str]
    """What it rests on, the most useful first."""
    beside: list[str] = field(default_factory=list)
    """What set its window."""
    only: Callable[[Iterable[str]], State | None]
    without: Callable[[Iterable[str]], State | None]
    steps: Callable[[Sequence[str]], Step] | None = None
    """How the steps are told of what is judged apart."""
    left: Callable[[], float]
    """The share of the effort that is left."""


def leaning_on(world: World, term: Term) -> list[str]:
    """The term and all terms that its verdict looks at: whose end it shares, which condition or repair it."""
    found, asked = [term.id], [term]
    while asked:
        one = asked.pop()
        names = [one.window.during, *(condition.term for condition in one.condition)]
        names.append(one.reparation.term if one.reparation is not None else None)
        for name in names:
            if name is not None and name not in found:
                found.append(name)
                asked.append(world.problem.by_term[name])
    return found


def all_rows(world: World, term: Term) -> list[Item]:
    """Every row that can bear on a term: those that name it or a term it looks at, and the anchors of their windows."""
    names = leaning_on(world, term)
    anchors = {world.problem.by_term[name].window.anchor for name in names} - {None}
    found = {item.id: item for name in names for item in world.own(name)}
    if anchors:
        told = (item for item in world.problem.items if item.row.event in anchors and not item.row.terms)
        found |= {item.id: item for item in told if world.knows(item)}
    return list(found.values())


def reduced(
    seed: Sequence[str], holds: Callable[[Sequence[str]], bool], spent: Callable[[], bool]
) -> list[str]:
    """Of a choice of rows that suffices, one that still does and none of which can be left out.

    Halves, quarters, and so on to single rows are left out as long as what is left `holds` (delta debugging: Zeller and
    Hildebrandt 2002). The last rows are tried first, so those that should stay stand in front. Stops early once the
    effort is `spent`; what is returned suffices all the same.

    >>> reduced(["a", "b", "c", "d"], lambda ids: {"a", "c"} <= set(ids), lambda: False)
    ['a', 'c']
    """
    kept, size = list(seed), len(seed)
    while kept and not spent():
        before = len(kept)
        end = before
        while end > 0 and not spent():
            start = max(0, end - size)
            rest = kept[:start] + kept[end:]
            if holds(rest):
                kept = rest
            end = start
        if size == 1 and len(kept) == before:
            break
        size = max(1, min(size, len(kept)) // 2)
    return kept
