"""What follows for a term from some of the rows: the checker's own judging, asked again and again.

It stands on the checker's own reading, windows, counting and rules. Where they do not reach, it says so: `Follows.of`
gives None, and whoever asks must count that as *not re-evaluated*, never as agreement.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import product
from math import prod

from troth.records.evidence import Form
from troth.records.term import Kind, Term
from troth.records.verdict import State

from .check_acts import Acts
from .check_answers import Answers
from .check_events import ByEvent, Occasions
from .check_grounds import Case
from .check_overlay import Overlay, excused, overlaid
from .check_read import Fact, Reading, Role, movers
from .check_state import States, composed, only
from .check_window import Span, Stretch, span, within_reach

Key = tuple[str | None, str | None]
"""Instance and obligor."""
WHOLE: Key = (None, None)
Found = Mapping[Key, States]
"""The states that each row of a term may have; a row that is not there has none."""
EFFORT = 10_000
"""How many rows the judgings of one term may read together."""
MOST_READINGS = 64
"""Where parts may stand in several states, so many combinations are followed."""


class ByActor(Reading):
    """A reading in which only what the obligor did is counted: one of several obligors and its part."""

    @classmethod
    def of(cls, reading: Reading) -> "ByActor":
        """The same rows, read so."""
        part = cls.__new__(cls)
        vars(part).update(vars(reading))
        return part

    def role(self, term: Term, fact: Fact) -> Role:
        """As the reading has it, with acts of others left aside."""
        found = super().role(term, fact)
        stranger = fact.row.form is not Form.DENIAL and not fact.actors & self.obligors(term)
        return "none" if found == "count" and stranger else found


class Follows:
    """The states that some of a problem's rows permit."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._found: dict[tuple[str, frozenset[str], bool], Found | None] = {}
        self._bearing: dict[str, frozenset[str]] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._effort: dict[str, int] = {}
        self._parts: dict[tuple[str, frozenset[str], str], States | None] = {}
        self._days: dict[str, Mapping[str, Stretch]] = {}
        self._apart: dict[str, tuple[list[Fact], frozenset[str]]] = {}
        self._met: dict[tuple[str, str], frozenset[str]] = {}

    def spent(self, term: Term) -> bool:
        """Whether so many rows were read for a term, again and again, that no more should be."""
        return self._effort.get(term.id, 0) > EFFORT

    def bearing(self, term: Term) -> frozenset[str]:
        """The rows that can bear on a term: those that name it or a term it looks at, and anchors that name none."""
        if term.id not in self._bearing:
            names, asked, events = {term.id}, [term], set()
            while asked:
                one = asked.pop()
                events.add(one.window.anchor)
                for name in _looked_at(one):
                    if name not in names and name in self.reading.terms:
                        names.add(name)
                        asked.append(self.reading.terms[name])
            self._names[term.id] = frozenset(names)
            self._bearing[term.id] = frozenset(
                fact.row.id
                for fact in self.reading.facts
                if names & set(fact.row.terms) or (not fact.row.terms and fact.row.event in events)
            )
        return self._bearing[term.id]

    def of(self, term: Term, ids: Iterable[str], *, repaired: bool = True) -> Found | None:
        """What follows from these rows alone; None: this checker cannot tell."""
        chosen = frozenset(ids) & self.bearing(term)
        key = (term.id, chosen, repaired)
        if key not in self._found:
            self._effort[term.id] = self._effort.get(term.id, 0) + len(chosen)
            self._found[key] = self._judged(self.reading.only(chosen), term, chosen, repaired=repaired)
        return self._found[key]

    def at(self, term: Term, ids: Collection[str], key: Key) -> States | None:
        """The states that one row of a term may have; empty: there is no such row; None: this checker cannot tell."""
        name = key[0]
        stretch = None if name is None or key[1] is not None else self._stretches(term).get(name)
        if stretch is None:
            found = self.of(term, ids)
            return None if found is None else found.get(key, only())
        near = frozenset(ids) & self._meeting(term, stretch)
        asked = (term.id, near, str(name))
        if asked not in self._parts:
            self._parts[asked] = self._part(self.reading.only(near), term, str(name))
        return self._parts[asked]

    def _part(self, reading: Reading, term: Term, name: str) -> States | None:
        """One day by itself: nothing that lies outside of it bears on it, but what moves the window."""
        whole = span(reading, term)
        if term.recorded_at is not None and term.recorded_at > reading.problem.as_of:
            return only()
        if whole.start is not None and whole.end is not None and whole.end <= whole.start:
            return only()
        if not within(reading, term):
            return None
        part = Case(reading, term, whole).instances(name).get(name)
        return only() if part is None else part.states

    def _stretches(self, term: Term) -> Mapping[str, Stretch]:
        """The days of a term by their names, where it is judged day by day."""
        if term.id not in self._days:
            daily = term.kind in {Kind.RECUR, Kind.SUSTAIN, Kind.REFRAIN} and not by_event(term)
            daily = daily and within(self.reading, term)
            whole = span(self.reading, term)
            pieces = Case(self.reading, term, whole).pieces if daily and len(term.obligor) == 1 else []
            self._days[term.id] = {one.name: one for one in pieces}
        return self._days[term.id]

    def _meeting(self, term: Term, stretch: Stretch) -> frozenset[str]:
        """The rows that count or speak of the term and whose time meets a day, and all that may move its window."""
        if term.id not in self._apart:
            told = [fact for fact in self.reading.facts if fact.row.id in self.bearing(term)]
            others = self._names[term.id] - {term.id}
            moving = movers(term)
            bound = [f for f in told if set(f.row.terms) & others or not f.row.terms or f.row.event in moving]
            rest = frozenset(fact.row.id for fact in bound)
            plain = [f for f in told if f.row.id not in rest and self.reading.role(term, f) != "none"]
            self._apart[term.id] = (plain, rest)
        asked = (term.id, stretch.name)
        if asked not in self._met:
            plain, rest = self._apart[term.id]
            near = (f.row.id for f in plain if f.start <= stretch.end and f.end >= stretch.start)
            self._met[asked] = rest.union(near)
        return self._met[asked]

    def _judged(self, reading: Reading, term: Term, ids: frozenset[str], *, repaired: bool) -> Found | None:
        as_of, whole = reading.clock, span(reading, term)
        if term.recorded_at is not None and term.recorded_at > reading.problem.as_of:
            return {WHOLE: only(State.UNKNOWN if whole.closed(as_of) else State.PENDING)}
        if whole.start is not None and whole.end is not None and whole.end <= whole.start:
            return {WHOLE: only(State.PENDING if as_of < whole.start else State.LAPSED)}
        found = grounds(reading, term, whole)
        if found is None:
            return None
        asked = term if repaired else term.model_copy(update={"reparation": None})
        others = self._others(asked, ids)
        if others is None:
            return None
        laid = [overlaid(reading, asked, found[WHOLE], whole, Overlay(one, as_of)) for one in others]
        total = only(*(state for states in laid for state in states))
        if len(term.obligor) > 1 and term.joint == "together":
            found = {**found, **{(name, name): total for name in term.obligor}}
        return {**found, WHOLE: total}

    def _others(self, term: Term, ids: frozenset[str]) -> list[dict[str, State]] | None:
        """The states in which the terms that it looks at may stand, in all combinations."""
        asked = {one.term: one.state == "kept" for one in term.condition}
        if term.reparation is not None:
            asked[term.reparation.term] = True
        permitted: dict[str, States] = {}
        for name, repaired in asked.items():
            found = self.of(self.reading.terms[name], ids, repaired=repaired)
            if found is None:
                return None
            permitted[name] = found[WHOLE]
        return [dict(zip(permitted, one, strict=True)) for one in product(*permitted.values())]


def _looked_at(term: Term) -> Iterable[str]:
    if term.window.during is not None:
        yield term.window.during
    yield from (condition.term for condition in term.condition)
    if term.reparation is not None:
        yield term.reparation.term


def grounds(reading: Reading, term: Term, whole: Span) -> Found | None:
    """What a term's own rows permit, before other terms are looked at."""
    if len(term.obligor) > 1 and term.joint == "each":
        return _each(reading, term, whole)
    if not within(reading, term):
        return None
    case = case_for(reading, term, whole)
    parts = {name: part.states for name, part in case.instances().items()}
    total = _combined(case, list(parts.values()))
    return (
        None if total is None else {WHOLE: total, **{(name, None): states for name, states in parts.items()}}
    )


def case_for(reading: Reading, term: Term, whole: Span) -> Case | ByEvent:
    """The reading that fits a term: day by day, answer by answer, at each occasion, or act by act."""
    if term.kind is Kind.RESPOND:
        return Answers(reading, term, whole)
    if term.recur is not None and term.recur.at is not None:
        return Occasions(reading, term, whole)
    return Case(reading, term, whole) if term.refrain is None else Acts(reading, term, whole)


def by_event(term: Term) -> bool:
    """Whether parts of the term hang on rows that it does not count."""
    return (
        term.respond is not None
        or term.refrain is not None
        or (term.recur is not None and term.recur.at is not None)
    )


def within(reading: Reading, term: Term) -> bool:
    """Whether the checker can count the rows: all but sliding days, odd recurrences and increments of several days."""
    if term.kind is Kind.RESPOND or (term.recur is not None and term.recur.at is not None):
        return term.window.day != "sliding"
    if len(term.obligor) == 1:
        return within_reach(reading, term)
    return within_reach(reading, term.model_copy(update={"obligor": term.obligor[:1]}))


def _combined(case: Case | ByEvent, parts: Sequence[States]) -> States | None:
    """What the states of the parts make of the whole, in every combination that they may stand in."""
    if prod(len(states) for states in parts) > MOST_READINGS:
        return None
    found: set[State] = set()
    for one in product(*parts):
        found |= case.states(list(one))
    return frozenset(found)


def _each(reading: Reading, term: Term, whole: Span) -> Found | None:
    """Each of several obligors owes the whole: what each did is judged by itself, and then the states are put together."""
    found: dict[Key, States] = {}
    for name in term.obligor:
        own = grounds(ByActor.of(reading), alone(term, name), whole)
        if own is None:
            return None
        found[name, name] = own[WHOLE]
        found |= {(f"{name} {key[0]}", name): states for key, states in own.items() if key != WHOLE}
    plain = term.model_copy(update={"kind": Kind.ACHIEVE, "recur": None})
    several = [found[name, name] for name in term.obligor]
    merged = only(
        *(state for one in product(*several) for state in composed(plain, one, average=only(), closed=True))
    )
    return {**found, WHOLE: excused(reading, plain, merged, whole, ())}


def alone(term: Term, name: str) -> Term:
    """The term as one of several obligors owes it: the others are adverse, and excuses are heard for the whole."""
    others = tuple(one for one in term.obligor if one != name)
    return term.model_copy(
        update={"obligor": (name,), "beneficiary": (*term.beneficiary, *others), "excuse": None}
    )
