"""Proofs: for each verdict a minimal set of rows, what is missing, and what would flip it.

A set is minimal when the verdict follows from it alone and no longer follows once any one row of it is left out. It
need not be the smallest, nor the only one. How it is found: begin with a choice that probably suffices (`seeds.py`),
then leave out what can be left out (`trials.py`). The rules themselves are asked by judging again, never copied.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from troth.records.term import Kind
from troth.records.verdict import Flip, Lack, Proof, Removal, State, Step, Verdict

from .flips import Turning, Turns
from .kinds import regrade
from .problem import Item
from .seeds import Rank, by_id, of_parts, of_total, ordered, ranking, shortest_start
from .select import judged_by_events
from .steps import steps_of, steps_of_part
from .summary import Part
from .trials import SUMMARY, Asked, Effort, Key, Trials, all_rows, reduced
from .windows import Bounds
from .world import Standing, World

FEW = 60
"""Up to so many rows are left out one by one without looking for a better place to begin."""
TO_PROVE, TO_FLIP = 0.5, 0.25
"""What is left of the effort when the search for fewer rows ends, and when leaving each of them out does."""
OF_A_PART = 1_000
"""How many rows a part that is judged by itself may read before it draws on what all of them share."""
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
    place: Mapping[str, int]
    """Where each of them stands in that order."""
    rank: Rank
    items: dict[str, Item]
    apart: dict[str | None, Part]
    """The parts that can be judged one by one, by their name."""
    shared: Effort = field(default_factory=Effort)
    """What the parts that are judged one by one may read together, beside what each of them may."""
    needed: list[tuple[State, Sequence[str]]] = field(default_factory=list)
    found: dict[Key, tuple[Asked, list[str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World, standing: Standing, summary: Verdict) -> "_Prover":
        term = standing.term
        items = all_rows(world, term)
        obligors = world.obligors(term, None)
        rank = ranking(standing, world.adverse(term, obligors), obligors, summary.state)
        days = 0 if judged_by_events(term) else len(standing.judged.account.days)
        everything = ordered(items, rank)
        return cls(
            world=world, standing=standing, trials=Trials(world=world, term=term.id, rows=len(items), days=days),
            everything=everything, place={one: at for at, one in enumerate(everything)}, rank=rank, items=dict(by_id(items)), apart=_apart(standing),
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
        proof, turns = self._proof(verdict, key, minimal, asked), self._turns(verdict, asked)
        reasons = (*verdict.reasons, *turns.reasons)
        return verdict.model_copy(update={"proof": proof, "flips": turns.flips, "reasons": reasons})

    # --- how a row is asked ------------------------------------------------------------------------------------------
    def _whole(self, verdict: Verdict, key: Key) -> Asked:
        because = set(verdict.because)
        return Asked(
            rows=self._in_order(because),
            beside=self._in_order(one for one in self.standing.bound.used if one not in because),
            only=lambda ids: self.trials.only(ids, key),
            without=lambda ids: self.trials.without(ids, key),
            left=lambda: self.trials.left(key),
        )

    def _in_order(self, ids: Iterable[str]) -> list[str]:
        """Some of the rows, each once, the most useful first."""
        return sorted({one for one in ids if one in self.place}, key=self.place.__getitem__)

    def _part(self, part: Part) -> Asked:
        """A day whose own rows alone decide about it: nothing else has to be judged again."""
        told = [*part.account.items(), *part.words.supporting, *part.words.opposing]
        rows = ordered(told, self.rank)
        scene, covered = self.standing.judged.scene, self.world.coverage(self.standing.term)
        assert scene is not None  # noqa: S101 - what was judged in parts has its scene
        shown = self.standing.term.kind is Kind.REFRAIN
        showing = {item.id for item in (*part.account.items(), *part.words.opposing)}

        own, known = Effort(rows=OF_A_PART), dict[frozenset[str], State | None]()

        def only(ids: Iterable[str]) -> State | None:
            chosen = frozenset(ids)
            if chosen not in known:
                (own if own.rows > 0 else self.shared).rows -= len(chosen) + 1
                nothing = shown and not chosen & showing
                known[chosen] = None if nothing else judged(chosen).grade.state
            return known[chosen]

        def judged(ids: Collection[str]) -> Part:
            return regrade(
                scene, part, as_of=self.world.as_of, clock=self.world.clock, covered=covered, only=ids
            )

        return Asked(
            rows=rows,
            only=only,
            without=lambda ids: only(set(rows) - set(ids)),
            steps=lambda ids: steps_of_part(self.standing, judged(ids)),
            left=lambda: 1.0 if own.rows > 0 else self.shared.left,
        )

    # --- the minimal set ---------------------------------------------------------------------------------------------
    def _minimal(self, verdict: Verdict, asked: Asked) -> list[str]:
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

    def _seeds(self, verdict: Verdict, asked: Asked) -> Iterator[list[str]]:
        yield []
        if len(asked.rows) <= FEW and not self.apart:
            return
        found: list[list[str]] = []
        if verdict.instance is None and verdict.state is State.KEPT and judged_by_events(self.standing.term):
            kept = [list(ids) for state, ids in self.needed if state is State.KEPT]
            found += [min(kept, key=len)] if kept else []
        if verdict.instance is None:
            found += of_parts(verdict.state, self.needed)
        if self.standing.term.kind is Kind.ACHIEVE:
            found += of_total(self.standing, self.rank)
        for seed in found:
            yield seed
            if asked.beside:
                yield [*seed, *asked.beside]

    def _proof(self, verdict: Verdict, key: Key, minimal: Sequence[str], asked: Asked) -> Proof:
        minimal, without = self._tested(verdict, minimal, asked)
        steps = None
        if len(minimal) <= MOST_STEPS:
            steps = asked.steps(minimal) if asked.steps is not None else self._steps(minimal, key)
        return Proof(
            minimal=tuple(sorted(minimal)),
            without=tuple(without),
            missing=lack(self.standing, verdict),
            steps=steps,
        )

    @staticmethod
    def _tested(
        verdict: Verdict, minimal: Sequence[str], asked: Asked
    ) -> tuple[Sequence[str], list[Removal]]:
        """The rows, each left out once; one that turns out not to be needed goes, and the others are tried anew.

        Of many rows the search may have ended before its end, and this may too.
        """
        while True:
            without: list[Removal] = []
            for one in sorted(minimal):
                if asked.left() < TO_FLIP and len(minimal) > FEW:
                    return minimal, without
                rest = [other for other in minimal if other != one]
                state = asked.only(rest)
                if state is verdict.state:
                    break
                without.append(Removal(id=one, state=state))
            else:
                return minimal, without
            minimal = reduced(
                rest, lambda ids: asked.only(ids) is verdict.state, lambda: asked.left() < TO_FLIP
            )

    def _steps(self, minimal: Sequence[str], key: Key) -> Step:
        return steps_of(self.world.other(only=frozenset(minimal)), self.standing.term, key, minimal)

    # --- what would flip it ------------------------------------------------------------------------------------------
    def _turns(self, verdict: Verdict, asked: Asked) -> Turns:
        search = Turning(
            verdict=verdict, asked=asked, ranked=self._in_order(verdict.because),
            items=self.items, always=len(self.items) <= FEW,
        )  # fmt: skip
        found = search.turns()
        missing = lack(self.standing, verdict)
        if missing is None:
            return found
        more = Flip(needed=missing.amount, unit=missing.unit, by=missing.by, state=State.KEPT)
        return replace(found, flips=(more, *found.flips))


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
