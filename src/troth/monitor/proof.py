"""Proofs: for each verdict a minimal set of rows, what is missing, and what would flip it.

A set is minimal when the verdict follows from it alone and no longer follows once any one row of it is left out. It
need not be the smallest, nor the only one. How it is found: begin with a choice that probably suffices (`seeds.py`),
then leave out what can be left out (`trials.py`). The rules themselves are asked by judging again, never copied.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from troth.records.term import Kind
from troth.records.verdict import Flip, Lack, Proof, Reason, Removal, State, Step, Verdict

from .kinds import regrade
from .problem import Item
from .seeds import Rank, by_id, of_parts, of_total, ordered, ranking, shortest_start
from .select import judged_by_events
from .steps import steps_of, steps_of_part
from .summary import Part
from .trials import SUMMARY, Key, Trials, all_rows, reduced
from .windows import Bounds
from .world import Standing, World

FEW = 60
"""Up to so many rows are left out one by one without looking for a better place to begin."""
TO_PROVE, TO_FLIP = 0.5, 0.25
"""What is left of the effort when the search for fewer rows ends, and when leaving each of them out does."""
MOST_STEPS = 200
"""A proof of more rows gives the rows and not the steps."""
LACKING = frozenset({State.PENDING, State.UNKNOWN, State.DISPUTED, State.BROKEN})


def proved(world: World, standing: Standing, rows: Sequence[Verdict]) -> list[Verdict]:
    """The rows of one term, each with its proof and with what would flip it.

    Parameters
    ----------
    rows
        The summary first, then the rows of its obligors and instances.
    """
    prover = _Prover.of(world, standing, rows[0])
    for verdict in rows[1:]:
        prover.prepare(verdict)
    return [prover.row(verdict) for verdict in rows]


@dataclass(slots=True, kw_only=True)
class _Prover:
    """One term whose verdicts are being proved."""

    world: World
    standing: Standing
    trials: Trials
    everything: list[str]
    """All rows that can bear on the term, the most useful first."""
    rank: Rank
    items: dict[str, Item]
    apart: dict[str | None, Part]
    """The parts that can be judged one by one, by their name."""
    needed: list[tuple[State, Sequence[str]]] = field(default_factory=list)
    found: dict[Key, tuple["_Asked", list[str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World, standing: Standing, summary: Verdict) -> "_Prover":
        term = standing.term
        items = all_rows(world, term)
        obligors = world.obligors(term, None)
        rank = ranking(standing, world.adverse(term, obligors), obligors, summary.state)
        size = len(items) + len(standing.judged.account.days)
        return cls(
            world=world, standing=standing, trials=Trials(world=world, term=term.id, rows=size),
            everything=ordered(items, rank), rank=rank, items=dict(by_id(items)), apart=_apart(standing),
        )  # fmt: skip

    def prepare(self, verdict: Verdict) -> None:
        """Find what a part needs; the summary asks for it."""
        key = (verdict.instance, verdict.obligor)
        part = self.apart.get(verdict.instance) if key != SUMMARY else None
        asked = self._part(part) if part is not None else self._whole(verdict, key)
        minimal = self._minimal(verdict, asked)
        self.found[key] = (asked, minimal)
        if key != SUMMARY:
            self.needed.append((verdict.state, minimal))

    def row(self, verdict: Verdict) -> Verdict:
        """A verdict with its proof and its flips."""
        key = (verdict.instance, verdict.obligor)
        if key not in self.found:
            self.prepare(verdict)
        asked, minimal = self.found[key]
        update: dict[str, object] = {"proof": self._proof(verdict, key, minimal, asked)}
        update["flips"] = tuple(self._flips(verdict, asked))
        if asked.left() <= 0 and len(verdict.because) > FEW:
            many = Reason(code="too_many_rows", amount=Decimal(len(verdict.because)))
            update["reasons"] = (*verdict.reasons, many)
        return verdict.model_copy(update=update)

    # --- how a row is asked ------------------------------------------------------------------------------------------
    def _whole(self, verdict: Verdict, key: Key) -> "_Asked":
        because = [self.items[one] for one in verdict.because if one in self.items]
        used = [self.items[one] for one in self.standing.bound.used if one in self.items]
        return _Asked(
            rows=ordered(because, self.rank),
            beside=ordered((item for item in used if item not in because), self.rank),
            only=lambda ids: self.trials.only(ids, key),
            without=lambda ids: self.trials.without(ids, key),
            left=lambda: self.trials.left,
        )

    def _part(self, part: Part) -> "_Asked":
        """A day whose own rows alone decide about it: nothing else has to be judged again."""
        told = [*part.account.items(), *part.words.supporting, *part.words.opposing]
        rows = ordered(told, self.rank)
        scene, covered = self.standing.judged.scene, self.world.coverage(self.standing.term)
        assert scene is not None  # noqa: S101 - what was judged in parts has its scene
        shown = self.standing.term.kind is Kind.REFRAIN
        showing = {item.id for item in (*part.account.items(), *part.words.opposing)}

        def only(ids: Iterable[str]) -> State | None:
            chosen = set(ids)
            if shown and not chosen & showing:
                return None
            return judged(chosen).grade.state

        def judged(ids: Collection[str]) -> Part:
            return regrade(
                scene, part, as_of=self.world.as_of, clock=self.world.clock, covered=covered, only=ids
            )

        return _Asked(
            rows=rows,
            only=only,
            without=lambda ids: only(set(rows) - set(ids)),
            steps=lambda ids: steps_of_part(self.standing, judged(ids)),
        )

    # --- the minimal set ---------------------------------------------------------------------------------------------
    def _minimal(self, verdict: Verdict, asked: "_Asked") -> list[str]:
        def holds(ids: Sequence[str]) -> bool:
            return asked.only(ids) is verdict.state

        def tired() -> bool:
            return asked.left() < TO_PROVE

        for seed in self._seeds(verdict, asked):
            if holds(seed):
                return reduced(seed, holds, tired)
        if len(asked.rows) > FEW and (found := shortest_start(asked.rows, holds)) is not None:
            return reduced(found, holds, tired)
        for seed in (asked.rows, [*asked.rows, *asked.beside]):
            if holds(seed):
                return reduced(seed, holds, tired)
        return reduced(self.everything, holds, tired)

    def _seeds(self, verdict: Verdict, asked: "_Asked") -> Iterator[list[str]]:
        yield []
        if len(asked.rows) <= FEW and not self.apart:
            return
        found: list[list[str]] = []
        if verdict.instance is None:
            found += of_parts(verdict.state, self.needed)
        if self.standing.term.kind is Kind.ACHIEVE:
            found += of_total(self.standing, self.rank)
        for seed in found:
            yield seed
            if asked.beside:
                yield [*seed, *asked.beside]

    def _proof(self, verdict: Verdict, key: Key, minimal: Sequence[str], asked: "_Asked") -> Proof:
        without = []
        for one in sorted(minimal):
            if asked.left() < TO_FLIP and len(minimal) > FEW:
                break
            without.append(Removal(id=one, state=asked.only([other for other in minimal if other != one])))
        steps = None
        if len(minimal) <= MOST_STEPS:
            steps = asked.steps(minimal) if asked.steps is not None else self._steps(minimal, key)
        return Proof(
            minimal=tuple(sorted(minimal)),
            without=tuple(without),
            missing=lack(self.standing, verdict),
            steps=steps,
        )

    def _steps(self, minimal: Sequence[str], key: Key) -> Step:
        return steps_of(self.world.other(only=frozenset(minimal)), self.standing.term, key, minimal)

    # --- what would flip it ------------------------------------------------------------------------------------------
    def _flips(self, verdict: Verdict, asked: "_Asked") -> Iterator[Flip]:
        missing = lack(self.standing, verdict)
        if missing is not None:
            yield Flip(needed=missing.amount, unit=missing.unit, by=missing.by, state=State.KEPT)
        single: dict[str, State | None] = {}
        for one in verdict.because:
            if asked.left() <= 0:
                break
            if (state := asked.without([one])) is not verdict.state:
                single[one] = state
        yield from (Flip(without=(one,), state=state) for one, state in single.items())
        several = list(self._by_origin(verdict, asked, single))
        yield from several
        if not single and not several and (few := self._together(verdict, asked)):
            yield Flip(without=tuple(sorted(few)), state=asked.without(few))

    def _by_origin(self, verdict: Verdict, asked: "_Asked", single: Iterable[str]) -> Iterator[Flip]:
        said: dict[str, list[str]] = {}
        for one in verdict.because:
            item = self.items.get(one)
            if item is not None and len(item.origins) == 1:
                said.setdefault(next(iter(item.origins)), []).append(one)
        for origin in sorted(said):
            ids = said[origin]
            if len(ids) > 1 and not set(ids) <= set(single) and asked.left() > 0:
                state = asked.without(ids)
                if state is not verdict.state:
                    yield Flip(without=tuple(ids), origin=origin, state=state)

    def _together(self, verdict: Verdict, asked: "_Asked") -> list[str]:
        """Rows without which, taken together, the state would be another; none of them could be put back."""
        rows = [one for one in self.everything if one in set(verdict.because)]
        if asked.left() <= 0 or not rows:
            return []

        def turns(ids: Sequence[str]) -> bool:
            return asked.without(ids) is not verdict.state

        found = shortest_start(rows, turns)
        return [] if found is None else reduced(found, turns, lambda: asked.left() <= 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """How one row of a term is judged again: by some rows only, or without some."""

    rows: list[str]
    """What it rests on, the most useful first."""
    beside: list[str] = field(default_factory=list)
    """What set its window."""
    only: Callable[[Iterable[str]], State | None]
    without: Callable[[Iterable[str]], State | None]
    steps: Callable[[Sequence[str]], Step] | None = None
    """How the steps are told of what is judged apart."""
    left: Callable[[], float] = lambda: 1.0
    """The share of the effort that is left."""


def _apart(standing: Standing) -> dict[str | None, Part]:
    """The parts that depend on nothing but their own rows: civil days of a window that no row can move."""
    term, bound = standing.term, standing.bound
    fixed = term.window.anchor is None and term.window.during is None and not _movable(standing, bound)
    parted = term.kind in {Kind.RECUR, Kind.SUSTAIN, Kind.REFRAIN} and term.window.day == "civil"
    if not fixed or not parted or judged_by_events(term) or term.excuse is not None or standing.obligors:
        return {}
    found = {}
    for part in standing.judged.parts:
        if not any(day.blurred for _, day in part.account.days):
            found[part.stretch.label] = part
    return found


def _movable(standing: Standing, bound: Bounds) -> bool:
    term = standing.term
    ends = term.extension is not None or term.suspension is not None
    expires = term.expiry is not None and term.expiry.event is not None
    return ends or expires or bound.start is None or bound.end is None


def lack(standing: Standing, verdict: Verdict) -> Lack | None:
    """How much more would have been, or would be, needed, and by when; None where nothing can be counted up."""
    term = standing.term
    if verdict.target is None or verdict.target_kind == "at_most" or verdict.state not in LACKING:
        return None
    if verdict.instance is None and term.kind in {Kind.RECUR, Kind.RESPOND}:
        return None  # its parts say what each of them lacks
    if verdict.obligor is not None and term.joint == "together":
        return None  # what one of several gives is no target of its own
    amount = verdict.target - verdict.quantity.low
    return Lack(amount=amount, unit=verdict.quantity.unit, by=verdict.valid_to) if amount > 0 else None
