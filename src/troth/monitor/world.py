"""One state of knowledge: what every term comes to, given some rows, some origins, and a time.

Explaining a verdict asks the same question of slightly different worlds (without one row, without one origin, some
days earlier); a world computes only what it is asked for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from troth.records.term import Condition, Kind, Term
from troth.records.verdict import Reason, State

from .account import Account, Covered, Memo
from .grade import Grade
from .interest import Sides
from .kinds import judge
from .overlay import conditioned, excused, expired, repaired
from .problem import Item, Problem, ProblemError, owed
from .scene import Judged, Scene
from .select import Roles, sort
from .settling import Settling, settling_times
from .summary import merge
from .valid_time import by_then
from .windows import Bounds, Stretch, bounds, expires

NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a term stands in a world."""

    term: Term
    bound: Bounds
    judged: Judged
    target: Decimal | None
    at: datetime
    """The time of the world that it was judged in."""
    obligors: tuple[tuple[str, Judged], ...] = ()
    """Each obligor's part of a joint term."""

    @property
    def state(self) -> State:
        """The summary's state."""
        return self.judged.grade.state


@dataclass(slots=True, kw_only=True)
class World:
    """A problem as it would be without some rows, at some time."""

    problem: Problem
    as_of: datetime
    """What was known."""
    without: frozenset[str] = NONE
    only: frozenset[str] | None = None
    """The rows that this world consists of; None: all of the problem's."""
    trusting: str | None = None
    memos: dict[tuple[str, str | None], Memo] = field(default_factory=dict)
    """What was folded before, shared by all worlds that are asked about one problem."""
    _standing: dict[str, Standing] = field(default_factory=dict)
    _unrepaired: dict[str, Standing] = field(default_factory=dict)
    _bounds: dict[str, Bounds] = field(default_factory=dict)
    _own: dict[str, list[Item]] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)
    _then: dict[datetime, "World"] = field(default_factory=dict)
    _settling: Mapping[str, Settling] | None = None
    _taken: dict[str, timedelta | None] = field(default_factory=dict)

    @property
    def clock(self) -> datetime:
        """The time that it speaks of: windows that end later are open. Never later than what was known."""
        return self.as_of if self.problem.at is None else min(self.problem.at, self.as_of)

    def at(self, moment: datetime) -> "World":
        """The same problem as it was known at another time."""
        if moment == self.as_of:
            return self
        if moment not in self._then:
            self._then[moment] = self.other(as_of=moment)
        return self._then[moment]

    def other(
        self,
        *,
        as_of: datetime | None = None,
        without: frozenset[str] = NONE,
        only: frozenset[str] | None = None,
        trusting: str | None = None,
    ) -> "World":
        """A world that differs in its time, in some rows, or in whom one believes."""
        return World(
            problem=self.problem,
            as_of=as_of or self.as_of,
            without=self.without | without,
            only=self.only if only is None else only,
            trusting=trusting or self.trusting,
            memos=self.memos,
        )

    def knows(self, item: Item) -> bool:
        """Whether a row is among those of this world."""
        return (
            item.id not in self.without
            and (self.only is None or item.id in self.only)
            and (item.row.recorded_at is None or item.row.recorded_at <= self.as_of)
        )

    def _known(self, items: Iterable[Item]) -> list[Item]:
        return [item for item in items if self.knows(item)]

    def _chosen(self) -> list[Item]:
        """The rows that this world consists of, in the order in which the problem has them."""
        known = self.problem.item_of
        return [known[one] for one in sorted(self.only or ()) if one in known]

    def _naming(self, term: str) -> list[Item]:
        """The rows that name a term, as far as this world knows them; of few rows not all of the problem's are read."""
        if self.only is None:
            return self._known(self.problem.items_of[term])
        return self._known(item for item in self._chosen() if term in item.row.terms)

    def known(self) -> list[Item]:
        """Every row, as far as this world knows it."""
        return self._known(self.problem.items if self.only is None else self._chosen())

    def own(self, term: str) -> list[Item]:
        """The rows that name a term, as far as this world knows them and they speak of its time."""
        if term not in self._own:
            self._own[term] = self._by_then(self._naming(term), self._term(term))
        return self._own[term]

    def later(self, term: str) -> list[Item]:
        """The rows that name a term and tell of what began after this world's time."""
        told = {item.id for item in self.own(term)}
        return [item for item in self._naming(term) if item.id not in told]

    def _by_then(self, items: list[Item], term: Term) -> list[Item]:
        return items if self.clock == self.as_of else list(by_then(items, self.clock, term.kind))

    def settling(self, term: Term) -> timedelta | None:
        """How long the slowest of the sources that a term listens to takes to settle, as far as that can be estimated."""
        if self.problem.settling == "stated":
            return None
        if self.problem.settled is not None:
            return self.problem.settled.get(term.id)
        if term.id not in self._taken:
            self._taken[term.id] = self._settles(term)
        return self._taken[term.id]

    def _settles(self, term: Term) -> timedelta | None:
        cards = {source.id: source.publisher for source in self.problem.sources}
        if self._settling is None:
            known = settling_times(self.known(), self.problem.sources)
            self._settling = {one.source: one for one in known}
        heard = {item.row.source for item in self.own(term.id)} | {one.source for one in term.coverage}
        times = [self._settling.get(cards.get(name, name)) for name in heard]
        return max((one.q95 for one in times if one is not None and one.q95 is not None), default=None)

    def bounds(self, term: str) -> Bounds:
        """The window of a term."""
        if term not in self._bounds:
            record = self._term(term)
            leader = None
            if record.window.during is not None:
                with self._once(f"during {term}"):
                    leader = self.bounds(record.window.during)
            everything = self._by_then(self.known(), record) if record.window.anchor is not None else ()
            self._bounds[term] = bounds(
                record, self.own(term), everything, leader=leader, parties=self.parties(record)
            )
        return self._bounds[term]

    def standing(self, term: str) -> Standing:
        """How a term stands, with all that conditions, excuses and ends it."""
        if term not in self._standing:
            standing = self.unrepaired(term)
            reparation = standing.term.reparation
            if reparation is not None:
                with self._once(f"reparation of {term}"):
                    state = self.standing(reparation.term).state
                standing = replace(standing, judged=repaired(standing.term, standing.judged, state))
            self._standing[term] = standing
        return self._standing[term]

    def unrepaired(self, term: str) -> Standing:
        """How a term stands before any reparation: what is owed *because* it was broken looks at this."""
        if term not in self._unrepaired:
            with self._once(term):
                self._unrepaired[term] = self._stand(self._term(term))
        return self._unrepaired[term]

    def _term(self, term: str) -> Term:
        try:
            return self.problem.by_term[term]
        except KeyError:
            msg = f"a term refers to {term!r}, which is not among the terms"
            raise ProblemError(msg) from None

    def _once(self, what: str) -> "_Guard":
        return _Guard(self._asked, what)

    def target(self, term: Term) -> Decimal | None:
        """The number that is owed; a ratio stands for so many times the other term's agreed number."""
        if term.target.ratio is None:
            return term.target.at_most if term.target.at_most is not None else term.target.at_least
        with self._once(f"ratio {term.id}"):
            other = self.target(self._term(term.target.ratio.of))
        return None if other is None else other * term.target.ratio.times

    def _stand(self, term: Term) -> Standing:
        target = owed(term, self.target(term))
        if term.recorded_at is not None and term.recorded_at > self.as_of:
            return self._unrecorded(term, target)
        bound = self.bounds(term.id)
        if bound.empty:
            return Standing(
                term=term, bound=bound, target=target, at=self.clock, judged=self._nothing_owed(bound)
            )
        parts: tuple[tuple[str, Judged], ...] = ()
        if len(term.obligor) > 1:
            parts = tuple((name, self._judge(term, bound, target, name)) for name in term.obligor)
        if parts and term.joint == "each":
            judged = self._jointly(parts)
        else:
            judged = self._judge(term, bound, target, None)
        judged = self._overlay(term, bound, judged)
        return Standing(term=term, bound=bound, judged=judged, target=target, at=self.clock, obligors=parts)

    def _unrecorded(self, term: Term, target: Decimal | None) -> Standing:
        """Nobody had stated this term yet: it is listed, and nothing is concluded."""
        end = self.bounds(term.id).end
        state = State.UNKNOWN if end is not None and self.clock >= end else State.PENDING
        reason = Reason(code="term_not_recorded", at=term.recorded_at)
        bound = Bounds(start=term.window.valid_from, end=end)
        judged = Judged(grade=Grade(state=state, reasons=(reason,)))
        return Standing(term=term, bound=bound, target=target, at=self.clock, judged=judged)

    def _nothing_owed(self, bound: Bounds) -> Judged:
        """Its window never opened, because what it depends on was not agreed."""
        if bound.start is not None and self.clock < bound.start:
            return Judged(
                grade=Grade(state=State.PENDING, reasons=(Reason(code="not_begun", at=bound.start),))
            )
        return Judged(grade=Grade(state=State.LAPSED, reasons=(Reason(code="lapsed_nothing_owed"),)))

    def obligors(self, term: Term, obligor: str | None) -> frozenset[str]:
        """Top-level parties whose duty is looked at."""
        names = term.obligor if obligor is None else (obligor,)
        return frozenset(self.problem.names.root(name) for name in names)

    def adverse(self, term: Term, obligors: frozenset[str]) -> frozenset[str]:
        """Parties whose word alone cannot convict the obligor: the other parties, and the beneficiaries."""
        names = (*term.beneficiary, *term.obligor)
        return (self.parties(term) | {self.problem.names.root(name) for name in names}) - obligors

    def sides(self, term: Term, obligor: str | None = None) -> Sides:
        """The parties on both sides of a duty, or of one obligor's part of it."""
        obligors = self.obligors(term, obligor)
        adverse = self.adverse(term, obligors)
        owed = frozenset(self.problem.names.root(name) for name in term.beneficiary) & adverse
        return Sides(obligors=obligors, adverse=adverse, owed=owed or adverse)

    def parties(self, term: Term) -> frozenset[str]:
        """The parties that are bound by the agreement a term stands in."""
        agreement = self.problem.agreement_of.get(term.agreement)
        return frozenset(self.problem.names.root(name) for name in (agreement.parties if agreement else ()))

    def _judge(self, term: Term, bound: Bounds, target: Decimal | None, obligor: str | None) -> Judged:
        obligors = self.obligors(term, obligor)
        own = self.own(term.id)
        forbidden = term.kind is Kind.REFRAIN
        actors = obligors if forbidden or obligor is not None else None
        memo = self.memos.setdefault((term.id, obligor), Memo())
        others = self.obligors(term, None) - obligors
        scene = Scene(
            term=term, bound=bound, own=own, roles=sort(term, own, obligors=actors, others=others, known=memo.sorted), as_of=self.clock, target=target,
            adverse=self.adverse(term, obligors), obligors=obligors, covered=self.coverage(term),
            reported=self.coverage(term, in_window=False),
            trusting=self.trusting, memo=memo,
        )  # fmt: skip
        return judge(scene)

    def coverage(self, term: Term, *, in_window: bool = True) -> Covered:
        """Origins whose silence counts, in stretches that are over; only for viewers who get the full set.

        Of a stretch that begins before the window only the part in it need be covered, unless `in_window` is false.
        """
        problem = self.problem
        declared = [
            one
            for one in term.coverage
            if problem.viewer == problem.owner
            or problem.viewer in one.full_set_for
            or "*" in one.full_set_for
        ]
        if not declared:
            return lambda _: NONE
        cited = {source.id: source for source in problem.sources}

        def covered(stretch: Stretch) -> frozenset[str]:
            names: set[str] = set()
            for one in declared:
                if stretch.end > self.clock or one.lag.after(stretch.end) > self.as_of:
                    continue
                begin = max(stretch.start, self._begin(term, stretch)) if in_window else stretch.start
                begun = one.valid_from is None or one.valid_from <= begin
                if begun and (one.valid_to is None or stretch.end <= one.valid_to):
                    source = cited.get(one.source)
                    names.update(source.origins if source is not None else (one.source,))
            return frozenset(problem.names.root(name) for name in names)

        return covered

    def _begin(self, term: Term, stretch: Stretch) -> datetime:
        start = self.bounds(term.id).start
        return stretch.start if start is None else start

    def _jointly(self, parts: tuple[tuple[str, Judged], ...]) -> Judged:
        """Each owes the whole: the states are merged, the rows put together, the figure is that of the one furthest behind."""
        state = merge([judged.grade.state for _, judged in parts])
        furthest = sorted((judged for _, judged in parts), key=lambda judged: judged.grade.span.low)
        leading = next((judged for judged in furthest if judged.grade.state is state), furthest[0])
        roles = Roles()
        for _, judged in parts:
            for name in ("supporting", "opposing", "remarks", "context", "averages"):
                mine = getattr(roles, name)
                mine.extend(one for one in getattr(judged.roles, name) if one not in mine)
        account = Account(
            days=tuple(day for _, judged in parts for day in judged.account.days),
            periods=tuple(period for _, judged in parts for period in judged.account.periods),
            measure=parts[0][1].account.measure,
        )
        grade = replace(leading.grade, state=state)
        if state is not leading.grade.state:
            broken = tuple(name for name, judged in parts if judged.grade.state is State.BROKEN)
            grade = replace(grade, reasons=(Reason(code="instance_broken", names=broken),))
        basis = {one for _, judged in parts for one in judged.basis}
        basis |= {one for _, judged in parts for part in judged.parts for one in part.basis}
        return Judged(grade=grade, account=account, roles=roles, basis=tuple(sorted(basis)))

    def _overlay(self, term: Term, bound: Bounds, judged: Judged) -> Judged:
        own = self.own(term.id)
        obligors = self.obligors(term, None)
        judged = self.by_clock(bound, judged)
        window = (
            None
            if bound.start is None or bound.end is None
            else Stretch(None, bound.start, bound.end, closed_end=True)
        )
        judged = excused(term, judged, own, obligors=obligors, window=window)
        judged = conditioned(term, judged, {one.term: self._condition(one) for one in term.condition})
        return expired(term, judged, self.expiry(term), self.clock, bound.end)

    def expiry(self, term: Term) -> datetime | None:
        """When a term expires, as far as this world knows."""
        return expires(term, self.own(term.id), self.parties(term))

    def _condition(self, condition: Condition) -> State:
        looked_at = self.standing if condition.state == "kept" else self.unrepaired
        return looked_at(condition.term).state

    def by_clock(self, bound: Bounds, judged: Judged) -> Judged:
        """What the clock alone says: not begun, standing still, or without a date."""
        grade = judged.grade
        anchorless = tuple(reason for reason in bound.reasons if reason.code == "no_anchor")
        if anchorless:  # what was done before the clock starts is shown, and decides nothing
            return replace(judged, grade=replace(grade, state=State.PENDING, reasons=anchorless))
        if grade.state is State.PENDING and bound.start is not None and self.clock < bound.start:
            return replace(judged, grade=replace(grade, reasons=(Reason(code="not_begun", at=bound.start),)))
        if grade.state is State.PENDING and bound.is_suspended(self.clock):
            return replace(
                judged, grade=replace(grade, state=State.SUSPENDED, reasons=(Reason(code="suspended"),))
            )
        if grade.state is State.PENDING and bound.end is None:
            return replace(judged, grade=replace(grade, reasons=(Reason(code="no_deadline"),)))
        return replace(judged, grade=replace(grade, reasons=(*grade.reasons, *bound.reasons)))


class _Guard:
    """Refuses to ask a question while it is being answered: two terms that wait for each other."""

    def __init__(self, asked: set[str], what: str) -> None:
        self._asked, self._what = asked, what

    def __enter__(self) -> None:
        if self._what in self._asked:
            msg = f"terms refer to each other in a circle ({self._what}); take one of the references out"
            raise ProblemError(msg)
        self._asked.add(self._what)

    def __exit__(self, *_: object) -> None:
        self._asked.discard(self._what)
