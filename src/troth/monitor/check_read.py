"""The checker's own reading of the rows: who says it, who did it, when, and what it has to do with a term.

Nothing here is taken from the computation. It is written from the rules of the term language, so that a slip in one
of the two shows as a disagreement.
"""

from collections.abc import Callable, Collection, Iterable
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, Self, TypeVar

from troth.records.evidence import Evidence, Form, Stance
from troth.records.moment import Precision
from troth.records.party import Party
from troth.records.term import Kind, Selector, Term

from .problem import Problem

T = TypeVar("T")
Role = Literal["count", "word", "none"]
UNNAMED = ("", "not established", "unknown", "unattributed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One row with its time, its origins and its actors spelled out."""

    row: Evidence
    start: datetime
    end: datetime
    origins: frozenset[str]
    actors: frozenset[str]
    maybe: bool = False
    """Whether it may lie after the deadline, or after the time that is asked about: it is dated by a day that is not over."""

    @property
    def point(self) -> bool:
        """Whether it has a time of day rather than a date."""
        return self.start == self.end


def top(parties: Iterable[Party], name: str) -> str:
    """The party at the head of whoever goes by `name`; the name as written where nobody does.

    >>> top([Party(id="A", name="A"), Party(id="Ministry", name="M", part_of="A")], "ministry")
    'A'
    """
    register = {party.id: party for party in parties}
    wanted = name.strip().casefold()
    for party in register.values():
        if wanted in {label.strip().casefold() for label in (party.id, party.name, *party.aliases)}:
            return _climb(register, party)
    return name.strip()


def _climb(register: dict[str, Party], party: Party) -> str:
    trail = [party.id]
    while party.part_of is not None and party.part_of not in trail:
        trail.append(party.part_of)
        if party.part_of not in register:
            break
        party = register[party.part_of]
    return trail[-1]


class Reading:
    """All rows of a problem, read once."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.terms = {term.id: term for term in problem.terms}
        self.rows = {row.id: row for row in problem.evidence}
        self._cards = {source.id: source for source in problem.sources}
        self._tops: dict[str, str] = {}
        self.clock = problem.as_of if problem.at is None else problem.at
        self._heard: dict[Kind, list[Fact]] = {}
        self._grids: dict[tuple[object, ...], tuple[Any, ...]] = {}
        self.spreads: dict[tuple[str, str], bool] = {}
        """Whether a row is dated by more than one day of a term, as far as that was asked."""
        self.lateness: dict[str, timedelta | None] = {}
        """How late the rows of a publisher come, counted once (`check_settling`)."""
        self.facts = [self._fact(row) for row in problem.evidence if row.valid_from is not None]

    def only(self, ids: Collection[str]) -> Self:
        """The same reading of some of the rows."""
        part = copy(self)
        part.facts = [fact for fact in self.facts if fact.row.id in ids]
        part.rows = {fact.row.id: fact.row for fact in part.facts}
        part._heard = {}  # noqa: SLF001 - of a copy of its own kind
        return part

    def once(self, key: tuple[object, ...], cut: Callable[[], Iterable[T]]) -> list[T]:
        """The days of a window, cut once for all readings of some of the rows."""
        if key not in self._grids:
            self._grids[key] = tuple(cut())
        return list(self._grids[key])

    def top(self, name: str) -> str:
        """The party at the head of `name`, looked up once."""
        if name not in self._tops:
            self._tops[name] = top(self.problem.parties, name)
        return self._tops[name]

    def _fact(self, row: Evidence) -> Fact:
        assert row.valid_from is not None  # noqa: S101  (rows without a time are left out above)
        cited = frozenset(self.top(name) for name in row.attributed_to)
        return Fact(
            row=row,
            start=row.valid_from,
            end=_until(row, row.valid_from),
            origins=cited or self.said_by(row.source),
            actors=self._actors(row.actor),
        )

    def said_by(self, source: str) -> frozenset[str]:
        """The origins behind a source; it speaks for itself where it has no card."""
        card = self._cards.get(source)
        return frozenset(self.top(name) for name in ((source,) if card is None else card.origins))

    def _actors(self, cell: str) -> frozenset[str]:
        known = {
            label.strip().casefold() for p in self.problem.parties for label in (p.id, p.name, *p.aliases)
        }
        names = [cell] if cell.strip().casefold() in known else cell.replace(" and ", ";").split(";")
        return frozenset(self.top(name) for name in names if name.strip().casefold() not in UNNAMED)

    def publisher(self, source: str) -> str:
        """Who publishes a source; itself where it has no card."""
        card = self._cards.get(source)
        return source if card is None else card.publisher

    def naming(self, term: Term) -> list[Fact]:
        """The rows that name the term, and speak of the time that is asked about."""
        return [fact for fact in self.heard(term) if term.id in fact.row.terms]

    def heard(self, term: Term) -> list[Fact]:
        """Every row as it speaks of the time up to the clock.

        What began later, and was said later, is left out; what was still going on may lie after the clock. A denial of
        what was to be done speaks of the time before it; a level may have been measured later.
        """
        if self.clock == self.problem.as_of:
            return self.facts
        if term.kind not in self._heard:
            found = [(fact, self._goes_on(term.kind, fact)) for fact in self.facts]
            begun = [(fact, goes_on) for fact, goes_on in found if not goes_on or fact.start < self.clock]
            self._heard[term.kind] = [
                replace(fact, maybe=goes_on)
                for fact, goes_on in begun
                if not (goes_on and term.kind is Kind.SUSTAIN)
            ]
        return self._heard[term.kind]

    def _goes_on(self, kind: Kind, fact: Fact) -> bool:
        row = fact.row
        if kind in {Kind.ACHIEVE, Kind.RESPOND} and row.form is Form.DENIAL and row.valid_to is None:
            return False
        return fact.end > self.clock and (row.recorded_at is None or row.recorded_at > self.clock)

    def obligors(self, term: Term) -> frozenset[str]:
        """Who owes it, by head."""
        return frozenset(self.top(name) for name in term.obligor)

    def adverse(self, term: Term) -> frozenset[str]:
        """The parties to the agreement, and those it benefits, other than who owes it."""
        benefit = frozenset(self.top(name) for name in term.beneficiary)
        return (self.parties(term) | benefit) - self.obligors(term)

    def parties(self, term: Term) -> frozenset[str]:
        """Who is bound by the agreement that the term stands in."""
        bound = [name for a in self.problem.agreements if a.id == term.agreement for name in a.parties]
        return frozenset(self.top(name) for name in bound)

    def independent(self, term: Term, facts: Iterable[Fact]) -> list[Fact]:
        """The facts that somebody other than an adverse party vouches for, by the origins that are not adverse."""
        hostile = self.adverse(term)
        return [fact for fact in facts if fact.origins - hostile]

    def stance(self, term: Term, fact: Fact) -> Stance:
        """What the row says about the term: as it states, else as its form implies."""
        stated = fact.row.stance.get(term.id, fact.row.stance.get("*"))
        if stated is not None:
            return stated
        if fact.row.form is Form.INTENT:
            return Stance.CONTEXT
        against = fact.row.form is Form.DENIAL or term.kind is Kind.REFRAIN
        return Stance.AGAINST if against else Stance.FOR

    def role(self, term: Term, fact: Fact) -> Role:
        """Whether the row is counted for the term, speaks of it in words only, or is beside the point."""
        if self.stance(term, fact) is Stance.CONTEXT or fact.row.form is Form.INTENT:
            return "none"
        if fact.row.event in movers(term):
            return "none"
        if not measured(term.measure, fact.row):
            return "word" if term.id in fact.row.stance or "*" in fact.row.stance else "none"
        if term.kind is Kind.REFRAIN:
            return self._act(term, fact)
        return "count" if _fits(term, fact) else "none"

    def _act(self, term: Term, fact: Fact) -> Role:
        if not fact.actors & self.obligors(term) and fact.row.form is not Form.DENIAL:
            return "none"
        if self.stance(term, fact) is Stance.FOR:
            return "word"
        return "count" if _fits(term, fact) else "none"


def _fits(term: Term, fact: Fact) -> bool:
    """Whether the row's figure is in the unit that is owed; a happening without a figure counts as one."""
    if term.measure.count == "events" or fact.row.quantity is None:
        return True
    return not term.measure.unit or fact.row.quantity.unit in {"", term.measure.unit}


def measured(selector: Selector, row: Evidence) -> bool:
    """Whether the row is of the kind of happening that `selector` names."""
    return all(
        not wanted or found in wanted
        for wanted, found in (
            (selector.event, row.event),
            (selector.category, row.category),
            (selector.place, row.place),
        )
    )


def movers(term: Term) -> frozenset[str]:
    """The events that move the term's window or overlay its verdict instead of being counted."""
    found = {
        term.window.anchor,
        term.extension and term.extension.event,
        term.suspension and term.suspension.event,
    }
    if term.excuse is not None:
        found |= {*term.excuse.event, term.excuse.notice_event}
    if term.expiry is not None:
        found.add(term.expiry.event)
    found |= {event for what in term.occasions for event in what.event}
    return frozenset(name for name in found if name) - set(term.measure.event)


def figure(term: Term, fact: Fact) -> tuple[Decimal, Decimal | None]:
    """Low and high end of what the row counts; of one that may lie after the deadline the high end alone."""
    low, high = _figure(term, fact.row)
    return (Decimal(0) if fact.maybe else low), high


def tells_of_act(term: Term, fact: Fact, limit: Decimal) -> bool:
    """Whether something was done by this row: more than nought, or, where already nought is too much, anything that happened."""
    high = figure(term, fact)[1]
    if fact.row.form is Form.DENIAL:
        return False
    return high is None or high > 0 or high < 0 or limit < 0


def _figure(term: Term, row: Evidence) -> tuple[Decimal, Decimal | None]:
    if row.form is Form.DENIAL:
        return Decimal(0), Decimal(0)
    if row.quantity is None or (term.measure.count == "events" and row.form is Form.ITEM):
        return Decimal(1), Decimal(1)
    return row.quantity.low, row.quantity.high


def _until(row: Evidence, start: datetime) -> datetime:
    if row.valid_to is not None:
        return row.valid_to
    match row.valid_from_precision:
        case Precision.DAY:
            return start + timedelta(days=1)
        case Precision.MONTH:
            return (start.replace(day=28) + timedelta(days=4)).replace(day=1)
        case Precision.YEAR:
            return start.replace(year=start.year + 1, month=1, day=1)
        case _:
            return start
