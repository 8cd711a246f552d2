"""Terms that only the rules can judge: they are judged again when a row that they look at comes or goes.

What was folded before is kept between judgings, so that of a term's days only those that a row touched are folded and
graded anew.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from troth.monitor.account import Memo
from troth.monitor.compute import rows_of
from troth.monitor.problem import Problem
from troth.monitor.world import World
from troth.records.evidence import Evidence
from troth.records.term import Term
from troth.records.verdict import State, Verdict

from .changes import Change

Part = tuple[str | None, str | None]
"""Instance and obligor of a verdict."""
MOST_KEPT = 20_000
"""So many folded days are kept between judgings; beyond that the memory is cleared."""


def looks_at(term: Term) -> set[str]:
    """The terms that a term refers to directly."""
    named = {one.term for one in term.condition} | {term.window.during}
    named.add(term.reparation.term if term.reparation is not None else None)
    named.add(term.target.ratio.of if term.target.ratio is not None else None)
    return {name for name in named if name is not None}


def closure(term: str, terms: Mapping[str, Term]) -> set[str]:
    """A term and all terms that its verdict may depend on."""
    found, waiting = set(), [term]
    while waiting:
        name = waiting.pop()
        if name in terms and name not in found:
            found.add(name)
            waiting.extend(looks_at(terms[name]))
    return found


@dataclass(slots=True)
class RuledTerm:
    """One term with the rows of all terms that it looks at, and its verdicts as they stand."""

    term: Term
    terms: tuple[Term, ...]
    """The term and those that it looks at, in the order of the problem."""
    context: Problem
    rows: dict[str, Evidence] = field(default_factory=dict)
    verdicts: dict[Part, Verdict] = field(default_factory=dict)
    told: dict[Part, State] = field(default_factory=dict)
    """The states of the parts, as they were last told."""
    memos: dict[tuple[str, str | None], Memo] = field(default_factory=dict)

    @property
    def anchored(self) -> bool:
        """Whether a deadline here counts from an event, of which rows without a term may tell."""
        return any(term.window.anchor is not None for term in self.terms)

    def listens_to(self, row: Evidence) -> bool:
        """Whether a row may change the verdict."""
        names = {term.id for term in self.terms}
        return bool(names & set(row.terms)) or (self.anchored and not row.terms)

    def put(self, row: Evidence, *, came: bool) -> None:
        """A row comes, or goes."""
        if came:
            self.rows[row.id] = row
        else:
            self.rows.pop(row.id, None)

    def changes(self) -> Iterator[Change]:
        """The parts of which the state is not what was last told; the term as a whole is left to the monitor."""
        now = {part: verdict.state for part, verdict in self.verdicts.items() if part[0] is not None}
        for instance, obligor in (*now, *(part for part in self.told if part not in now)):
            before, after = self.told.get((instance, obligor)), now.get((instance, obligor))
            if before is not after:
                yield Change(
                    term=self.term.id, instance=instance, obligor=obligor, before=before, after=after
                )
        self.told = now

    def marked(self, context: Problem) -> dict[Part, Verdict]:
        """The verdicts, with breaches marked provisional by how late the rows of all terms come."""
        if context.settled is None or self.term.id not in context.settled:
            return self.verdicts
        return self._judged(context)

    def _judged(self, context: Problem) -> dict[Part, Verdict]:
        problem = replace(context, terms=self.terms, evidence=tuple(self.rows.values()))
        world = World(problem=problem, as_of=problem.as_of, memos=self.memos)
        return {(one.instance, one.obligor): one for one in rows_of(world, self.term, explain=False)}

    def settle(self) -> int:
        """Judge again; how many verdicts are not what they were."""
        if sum(len(memo.days) for memo in self.memos.values()) > MOST_KEPT:
            self.memos.clear()
        now = self._judged(self.context)
        before, self.verdicts = self.verdicts, now
        return sum(before.get(part) != now.get(part) for part in {**before, **now})


def group(terms: Iterable[Term], context: Problem) -> dict[str, RuledTerm]:
    """One for each term, by id."""
    known = {term.id: term for term in context.terms}
    made = {}
    for term in terms:
        needed = closure(term.id, known)
        made[term.id] = RuledTerm(
            term=term, terms=tuple(one for one in context.terms if one.id in needed), context=context
        )
    return made
