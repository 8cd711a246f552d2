"""Agreements and terms: who owes what to whom, how much, by when, under which conditions.

A term is checkable: it names the measure that counts, the target, the window and everything that can suspend,
excuse, extend or end it. A *commitment* is a term whose basis is a pledge.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Literal, Self

from pydantic import AwareDatetime, Field, field_validator, model_validator

from .base import Record, each_once
from .moment import Duration, Precision


class Kind(StrEnum):
    """What sort of duty a term is."""

    ACHIEVE = "achieve"
    """Reach a quantity by a deadline."""
    SUSTAIN = "sustain"
    """Hold a level throughout."""
    RECUR = "recur"
    """Do it again every day (or other period)."""
    REFRAIN = "refrain"
    """Do not do it while the term is in force."""
    RESPOND = "respond"
    """After an event, act within a time."""


class Basis(StrEnum):
    """What the term rests on."""

    AGREEMENT = "agreement"
    PLEDGE = "pledge"
    UNILATERAL = "unilateral"


class Selector(Record):
    """Which evidence is meant: any of the events, of the categories, at any of the places; empty means any."""

    event: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    place: tuple[str, ...] = ()


class Measure(Selector):
    """What is counted, and in which unit.

    "Dispatched" is not "entered": the category says which of the two is owed.
    """

    unit: str = ""
    count: Literal["quantity", "events"] = "quantity"
    """``events``: each happening counts one, whatever number stands beside it (an attack with two dead is one attack)."""


class Ratio(Record):
    """So many times the *agreed* target of another term, never the count so far."""

    times: Decimal = Field(gt=0)
    of: str


class Target(Record):
    """At least, or at most, so much; both None: anything at all counts, or evidence says so in words."""

    at_least: Decimal | None = None
    at_most: Decimal | None = None
    ratio: Ratio | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [name for name in ("at_least", "at_most", "ratio") if getattr(self, name) is not None]
        if len(given) > 1:
            msg = f"a target is one of at_least, at_most and ratio; found {' and '.join(given)}"
            raise ValueError(msg)
        return self


class Recurrence(Record):
    """How often: every `every`, in `k` of `of` instances (default: all), each with a tolerance."""

    every: Duration = Duration(days=1)
    k: int | None = Field(default=None, ge=1)
    of: int | None = Field(default=None, ge=1)
    tolerance: Decimal = Field(default=Decimal(0), ge=0)
    """In units of the target, per instance: 199 of 200 with a tolerance of 1 is kept."""
    at: Selector | None = None
    """Judged whenever one of these happens, over the `every` up to and including it, instead of on civil days."""

    @model_validator(mode="after")
    def _k_of_n(self) -> Self:
        if (self.k is None) != (self.of is None):
            msg = "k and of come together: in k of so many days"
            raise ValueError(msg)
        if self.k is not None and self.of is not None and self.k > self.of:
            msg = f"k = {self.k} of {self.of} days cannot be met"
            raise ValueError(msg)
        return self


class Repair(Selector):
    """What makes good a missed response, within this time after its deadline (the deadline itself is too early)."""

    within: Duration


class Precedence(Selector):
    """What allows an otherwise forbidden act: one of these happened at most `within` before it (both ends count)."""

    within: Duration
    same_key: bool = True
    """It must carry the act's `key`."""


class Activity(Record):
    """A state of things that one event begins and another ends; it lasts until its end is on record."""

    since: Selector
    until: Selector
    same_key: bool = True
    """Begun and ended for the act's `key` (a zone, a corridor)."""


class Prohibition(Record):
    """What narrows a *refrain* term: acts that are allowed, times at which nothing is forbidden, and what an instance is."""

    unless_preceded_by: Precedence | None = None
    only_while: Activity | None = None
    per: Literal["day", "event"] = "day"
    """``event``: each act is an instance of its own, named by its row; else each day on which something is told."""


class Response(Record):
    """After a trigger, act within a time (both ends count)."""

    trigger: Selector
    within: Duration
    same_key: bool = True
    """The response must carry the trigger's `key`."""
    only_after: Selector | None = None
    """The response counts only once one of these has happened (with the same key, where keys are used)."""
    only_before: Selector | None = None
    """The response counts only as long as none of these has happened."""
    over: Duration | None = None
    """The response is a running sum: at some moment within the time, what the last `over` up to then adds up to reaches
    the target; what came before the trigger counts, where it lies in them."""
    repair: Repair | None = None
    """What makes good a missed response: done in its time, the instance is *repaired*."""


class Condition(Record):
    """Owed only if another term stands at this state."""

    term: str
    state: Literal["kept", "broken", "partly_kept"] = "kept"


class Extension(Record):
    """How the end may move: only by an agreed-extension statement, never by the formula itself."""

    event: str
    max: Duration | None = None
    """Longest length of the whole window, from its start."""
    formula: str = ""
    """What the text says about when an extension is due, for people to read; never computed."""


class Suspension(Record):
    """Evidence of this event, from its valid_from to its valid_to, stops the clock and moves the end."""

    event: str


class Excuse(Record):
    """Force majeure: these events excuse a breach when notice was given in time."""

    event: tuple[str, ...] = Field(min_length=1)
    notice_event: str | None = None
    notice_within: Duration | None = None


class Reparation(Record):
    """A broken term is repaired when that other term is kept."""

    term: str


class Expiry(Record):
    """The term lapses then, if nothing was owed by then."""

    at: AwareDatetime | None = None
    event: str | None = None


class Coverage(Record):
    """A source whose silence counts: it declares to report everything of this measure in this time.

    It counts only for viewers who are guaranteed the full set; hidden evidence must never manufacture a breach.
    """

    source: str
    """Source id, publisher or party."""
    valid_from: AwareDatetime | None = None
    valid_to: AwareDatetime | None = None
    lag: Duration = Duration()
    """How long after a day its report may still come: until then silence says nothing."""
    full_set_for: tuple[str, ...] = ()
    """Parties who are guaranteed to see all of it, beside the case's owner; ``*`` is everybody."""


class Dispute(Record):
    """That the term itself is in dispute: whether it was agreed at all, or which of several readings was."""

    existence: Literal["agreed", "disputed"] = "agreed"
    asserted_by: tuple[str, ...] = ()
    contested_by: tuple[str, ...] = ()
    reading_of: str | None = None
    """Terms that share this name are readings that exclude each other."""
    note: str = ""


class Quote(Record):
    """The span of a document that the term was read from: half-open, in code points."""

    document: str
    """SHA-256 of the document's bytes."""
    start: int = Field(ge=0)
    end: int

    @model_validator(mode="after")
    def _span(self) -> Self:
        if self.end <= self.start:
            msg = f"span {self.start}:{self.end} is empty or reversed"
            raise ValueError(msg)
        return self


class Window(Record):
    """When the term is in force, and what a day is in it.

    `within` and `anchor` stand for a deadline that is not yet a date ("within six months of the start"): it becomes
    one only when evidence of the anchor event does.
    """

    valid_from: AwareDatetime | None = None
    valid_from_precision: Precision | None = None
    valid_to: AwareDatetime | None = None
    valid_to_precision: Precision | None = None
    within: Duration | None = None
    anchor: str | None = None
    during: str | None = None
    """Ends when that term's window ends: an extension there carries over."""
    day: Literal["civil", "sliding"] = "civil"
    """``sliding``: any 24 hours, for *recur* (so much in each) and *refrain* (at most so much in each)."""
    day_boundary: str = Field(default="00:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    timezone: str = "UTC"

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to <= self.valid_from:
            msg = f"the window ends ({self.valid_to.isoformat()}) before it starts ({self.valid_from.isoformat()})"
            raise ValueError(msg)
        if (self.anchor is None) != (self.within is None):
            msg = "within and anchor come together: a length of time, and the event it starts from"
            raise ValueError(msg)
        if self.anchor and (self.valid_to or self.during):
            msg = (
                "a window ends by a date, with another term, or within a time of an anchor: one of the three"
            )
            raise ValueError(msg)
        return self


class Agreement(Record):
    """A text that parties signed or announced, with the parties bound by it."""

    id: str = Field(min_length=1)
    title: str
    parties: tuple[str, ...] = ()
    mediators: tuple[str, ...] = ()
    source: str | None = None
    end_event: str = "pause ended"
    """Evidence of this event says that the agreement ended as its parties left it."""
    signed: AwareDatetime | None = None
    signed_precision: Precision | None = None
    note: str = ""


class Term(Record):
    """One checkable duty.

    Examples
    --------
    >>> Term(id="T1", agreement="truce", kind="achieve", obligor=("A",), beneficiary=("B",), what="release captives",
    ...      target=Target(at_least=Decimal(50)), measure=Measure(event=("release",), unit="person")).kind.value
    'achieve'
    """

    id: str = Field(min_length=1)
    agreement: str
    kind: Kind
    basis: Basis = Basis.AGREEMENT
    obligor: tuple[str, ...] = Field(min_length=1)
    beneficiary: tuple[str, ...] = ()
    joint: Literal["each", "together"] = "each"
    """Several obligors: each owes the whole, or all together."""
    what: str
    measure: Measure = Measure()
    target: Target = Target()
    window: Window = Window()
    recur: Recurrence | None = None
    respond: Response | None = None
    refrain: Prohibition | None = None
    condition: tuple[Condition, ...] = ()
    extension: Extension | None = None
    suspension: Suspension | None = None
    excuse: Excuse | None = None
    reparation: Reparation | None = None
    expiry: Expiry | None = None
    coverage: tuple[Coverage, ...] = ()
    dispute: Dispute = Dispute()
    min_sources: int = Field(default=1, ge=1)
    """Independent origins needed for a decision."""
    settling: Duration | None = None
    """*Broken* stays provisional until the window's end plus this; None: as long as its sources are seen to take."""
    source: str | None = None
    quote: Quote | None = None
    recorded_at: AwareDatetime | None = None
    """From when it counts (see `troth.records.moment`); None: from the beginning."""
    recorded_at_precision: Precision | None = None
    note: str = ""

    @field_validator("obligor")
    @classmethod
    def _each_once(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return each_once(names, "obligor")

    @property
    def disputed(self) -> bool:
        """Whether the term itself is in dispute."""
        return self.dispute.existence == "disputed" or self.dispute.reading_of is not None

    @property
    def occasions(self) -> tuple[Selector, ...]:
        """What the term asks to have happened, before, after or beside what it counts."""
        found: list[Selector | None] = []
        if self.respond is not None:
            duty = self.respond
            found += [duty.trigger, duty.only_after, duty.only_before, duty.repair]
        if self.recur is not None:
            found.append(self.recur.at)
        if self.refrain is not None:
            active = self.refrain.only_while
            found.append(self.refrain.unless_preceded_by)
            found += [] if active is None else [active.since, active.until]
        return tuple(one for one in found if one is not None)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if (self.kind is Kind.RESPOND) != (self.respond is not None):
            msg = f"a term of kind {self.kind.value!r} {'needs' if self.respond is None else 'has no'} [term.respond]"
            raise ValueError(msg)
        if self.recur is not None and self.kind is not Kind.RECUR:
            msg = f"[term.recur] belongs to kind 'recur', not {self.kind.value!r}"
            raise ValueError(msg)
        if self.refrain is not None and self.kind is not Kind.REFRAIN:
            msg = f"[term.refrain] belongs to kind 'refrain', not {self.kind.value!r}"
            raise ValueError(msg)
        if self.kind is Kind.REFRAIN and self.target.at_least is not None:
            msg = "a term of kind 'refrain' has a limit: write target at_most, not at_least"
            raise ValueError(msg)
        if self.kind in {Kind.ACHIEVE, Kind.RECUR, Kind.RESPOND} and self.target.at_most is not None:
            msg = f"a term of kind {self.kind.value!r} has a target at_least; a limit at_most is of kind refrain or sustain"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _something_owed(self) -> Self:
        owed, tolerance = self.target.at_least, self.recur.tolerance if self.recur is not None else Decimal(0)
        if owed is not None and tolerance > 0 and tolerance >= owed:
            msg = f"a tolerance of {tolerance} for a target of {owed} leaves nothing owed; write a tolerance below the target"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _cut_one_way(self) -> Self:
        if self.recur is not None and self.recur.at is not None and self.window.day == "sliding":
            msg = "recur.at and a sliding day are two ways to cut the window: leave one out"
            raise ValueError(msg)
        if self.refrain is not None and self.refrain.per == "event" and self.window.day == "sliding":
            msg = "refrain.per = 'event' and a sliding day are two ways to cut the window: leave one out"
            raise ValueError(msg)
        if self.window.day == "sliding" and self.kind not in {Kind.RECUR, Kind.REFRAIN}:
            msg = f"a sliding day belongs to kind 'recur' or 'refrain', not {self.kind.value!r}"
            raise ValueError(msg)
        return self
