"""What the monitor is given: the terms, the evidence as known, and who is who. Plain data, no time of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Literal

from troth.records.errors import TrothError
from troth.records.evidence import Evidence, Form
from troth.records.moment import Precision, parse_zone
from troth.records.party import Party
from troth.records.source import Source
from troth.records.term import Agreement, Measure, Term

NOBODY = frozenset({"", "not established", "unknown", "unattributed"})
"""What an evidence row says where the actor is not known."""


class ProblemError(TrothError):
    """The monitor's input contradicts itself (a term refers to one that is not there, an id stands twice)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An evidence row made ready: its span in time, its origins, and who acted, all resolved."""

    row: Evidence
    start: datetime
    end: datetime
    """Equal to `start` for an instant; for a date, the next local midnight."""
    origins: frozenset[str]
    """Top-level parties or publishers that stand behind it: organs of one party are one origin."""
    actors: frozenset[str]
    """Top-level parties that did it; empty: nobody has established who."""
    cited: tuple[str, ...] = ()
    """The names it is attributed to, as they were given."""
    uncertain: bool = False
    """Whether it may lie outside the stretch it is counted in: then it gives a high end only."""
    goes_on: bool = False
    """Whether what it tells of still went on at the time that is asked about, so that it may have happened later."""
    day: date | None = None
    """Of a happening with a key: the term's own day on which it began, since rows of one key tell of one only within a day."""
    partial: bool = False
    """Of a denial: whether it was given at some hour of the stretch, so that it says nothing of the rest."""

    @property
    def id(self) -> str:
        """The case's own id of the row."""
        return self.row.id

    @property
    def instant(self) -> bool:
        """Whether its time is a point."""
        return self.start == self.end

    def amount(self, measure: Measure) -> tuple[Decimal, Decimal | None]:
        """Low and high end of what it counts in `measure`; a happening without a number counts one."""
        low, high = self._amount(measure)
        return (Decimal(0) if self.uncertain else low), high

    def is_act(self, measure: Measure, limit: Decimal) -> bool:
        """Whether it tells of an act that a limit is about.

        That it did not happen, and a count of nought, tell of none. Where the limit lies below nought, nought passes it: then
        a happening is an act whatever its number.
        """
        return self.amount(measure)[1] != 0 or (limit < 0 and self.row.form is not Form.DENIAL)

    def _amount(self, measure: Measure) -> tuple[Decimal, Decimal | None]:
        if self.row.form is Form.DENIAL:
            return Decimal(0), Decimal(0)
        if measure.count == "events" and self.row.form is Form.ITEM:
            return Decimal(1), Decimal(1)
        if self.row.quantity is None:
            return Decimal(1), Decimal(1)
        return self.row.quantity.low, self.row.quantity.high


class Names:
    """Who is meant by a name, and to whom each organ belongs.

    >>> names = Names((Party(id="A", name="A"), Party(id="A-army", name="The army of A", part_of="A")))
    >>> names.root("the army of a")
    'A'
    """

    def __init__(self, parties: tuple[Party, ...]) -> None:
        self._parent = {party.id: party.part_of for party in parties}
        self._known: dict[str, str] = {}
        self._strangers: dict[str, str] = {}
        for party in parties:
            for name in (party.id, party.name, *party.aliases):
                self._known.setdefault(name.casefold().strip(), party.id)

    def known(self, name: str) -> str | None:
        """Id of the party that goes by this name."""
        return self._known.get(name.casefold().strip())

    def root(self, name: str) -> str:
        """The top-level party behind `name`; the name itself, however it is capitalised, where nobody registered it."""
        party = self.known(name)
        if party is None:
            return self._strangers.setdefault(name.casefold().strip(), name.strip())
        seen = {party}
        while (parent := self._parent.get(party)) is not None and parent not in seen:
            seen.add(parent)
            party = parent
        return party

    def actors(self, text: str) -> frozenset[str]:
        """The top-level parties in an actor cell such as ``"A;B"`` or ``"A and B"``."""
        if text.casefold().strip() in NOBODY:
            return frozenset()
        if self.known(text) is not None:
            return frozenset({self.root(text)})
        parts = [part for piece in text.split(";") for part in piece.split(" and ")]
        return frozenset(self.root(part) for part in parts if part.casefold().strip() not in NOBODY)


def _end(row: Evidence, start: datetime) -> datetime:
    if row.valid_to is not None:
        return row.valid_to
    if row.valid_from_precision is Precision.DAY:
        return start + timedelta(days=1)
    if row.valid_from_precision is Precision.MONTH:
        return (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    if row.valid_from_precision is Precision.YEAR:
        return start.replace(year=start.year + 1, month=1, day=1)
    return start


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Everything a verdict may rest on, cut at `as_of` and to what `viewer` may see.

    The evidence holds no row that was corrected or taken back by then. Terms that are recorded later may be given:
    they are listed, and not judged.
    """

    terms: tuple[Term, ...]
    agreements: tuple[Agreement, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    sources: tuple[Source, ...] = ()
    parties: tuple[Party, ...] = ()
    as_of: datetime
    """What was known: no row recorded later is looked at."""
    at: datetime | None = None
    """The valid time that is asked about: how the terms stood then, by what is known as of `as_of`. None: `as_of`."""
    viewer: str = ""
    owner: str = ""
    settling: Literal["estimate", "stated"] = "estimate"
    """How long a breach is marked provisional where its term does not say: as long as its sources have been seen to
    take (`troth.monitor.settling`), or not at all."""
    settled: Mapping[str, timedelta] | None = None
    """How long the sources of each term have been seen to take, where that was found by more rows than stand here; None: by these."""

    def __post_init__(self) -> None:
        for name, given in (("as_of", self.as_of), ("at", self.at)):
            if given is not None and given.tzinfo is None:
                msg = f"{name} {given.isoformat()} has no time zone; write it with an offset, as 2023-11-26T12:00+02:00"
                raise ProblemError(msg)
        if self.at is not None and self.at > self.as_of:
            msg = (
                f"at {self.at.isoformat()} lies after as_of {self.as_of.isoformat()}: what is known as of a time says nothing "
                "of a later one; ask about as_of or earlier"
            )
            raise ProblemError(msg)
        _unique("term", [term.id for term in self.terms])
        _unique("evidence row", [row.id for row in self.evidence])

    @property
    def clock(self) -> datetime:
        """The time by which windows close: the valid time that is asked about."""
        return self.as_of if self.at is None else self.at

    @cached_property
    def names(self) -> Names:
        """Who is who."""
        return Names(self.parties)

    @cached_property
    def by_term(self) -> Mapping[str, Term]:
        """Terms by id."""
        return {term.id: term for term in self.terms}

    @cached_property
    def agreement_of(self) -> Mapping[str, Agreement]:
        """Agreements by id."""
        return {agreement.id: agreement for agreement in self.agreements}

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The evidence made ready, in order of id: the order of rows in a file means nothing."""
        cited = {source.id: source.origins for source in self.sources}
        ready = []
        for row in sorted(self.evidence, key=lambda row: row.id):
            if row.valid_from is None:
                continue
            stated = row.attributed_to or cited.get(row.source, (row.source,))
            ready.append(
                Item(
                    row=row,
                    start=row.valid_from,
                    end=_end(row, row.valid_from),
                    origins=frozenset(self.names.root(name) for name in stated),
                    actors=self.names.actors(row.actor),
                    cited=tuple(stated),
                )
            )
        return tuple(ready)

    def _dated(self, item: Item, term: str) -> Item:
        return replace(item, day=term_day(item.start, self.by_term[term])) if item.row.key else item

    @cached_property
    def item_of(self) -> Mapping[str, Item]:
        """Items by id."""
        return {item.id: item for item in self.items}

    @cached_property
    def items_of(self) -> Mapping[str, tuple[Item, ...]]:
        """Items by the term that they name."""
        found: dict[str, list[Item]] = {term.id: [] for term in self.terms}
        for item in self.items:
            for term in dict.fromkeys(item.row.terms):  # a record made without validation may name one twice
                if term in found:
                    found[term].append(self._dated(item, term))
        return {term: tuple(items) for term, items in found.items()}


def term_day(at: datetime, term: Term) -> date:
    """The day on which a moment lies, as a term counts its days: by its own zone and boundary."""
    local = at.astimezone(parse_zone(term.window.timezone))
    begins = time.fromisoformat(term.window.day_boundary)
    return local.date() if local.time() >= begins else local.date() - timedelta(days=1)


def owed(term: Term, target: Decimal | None) -> Decimal | None:
    """The target of a term, which its tolerance must leave something of; a target by ratio is known only when it is judged.

    Raises
    ------
    ProblemError
        The tolerance is as large as the target.
    """
    tolerance = Decimal(0) if term.recur is None else term.recur.tolerance
    if target is not None and 0 < tolerance >= target:
        msg = f"term {term.id!r}: a tolerance of {tolerance} for a target of {target} leaves nothing owed; lower the tolerance"
        raise ProblemError(msg)
    return target


def _unique(what: str, ids: list[str]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            msg = f"{what} {one!r} stands twice; give each its own id"
            raise ProblemError(msg)
        seen.add(one)
