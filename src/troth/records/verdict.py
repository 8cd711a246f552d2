"""Verdicts, findings and judgements: what is computed, and what a person decides."""

from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, Field

from .base import Record
from .quantity import Quantity

AFTER = "after "
"""How an instance is called that begins just after a moment, without that moment itself: ``after FROM/TO``."""


class State(StrEnum):
    """Where a term stands, as of a time and as seen by a viewer."""

    PENDING = "pending"
    KEPT = "kept"
    PARTLY_KEPT = "partly_kept"
    BROKEN = "broken"
    UNKNOWN = "unknown"
    DISPUTED = "disputed"
    SUSPENDED = "suspended"
    EXCUSED = "excused"
    REPAIRED = "repaired"
    LAPSED = "lapsed"


class Reason(Record):
    """Why a verdict is what it is: a code and its numbers; the sentence is written by the surfaces."""

    code: str
    ids: tuple[str, ...] = ()
    """Evidence or terms that the reason names."""
    at: AwareDatetime | None = None
    amount: Decimal | None = None
    names: tuple[str, ...] = ()


class Flip(Record):
    """What would change the verdict: without these rows it would be `state`; or so much more is needed."""

    without: tuple[str, ...] = ()
    origin: str | None = None
    """Set where `without` is everything that one origin says."""
    state: State | None = None
    needed: Decimal | None = None
    unit: str | None = None
    by: AwareDatetime | None = None


class ByOrigin(Record):
    """The term as one origin's figures have it, everybody else's filling the days on which it is silent."""

    origin: str
    form: Literal["increments", "cumulative", "average"] = "increments"
    """Which of its figures: daily counts added up, a count since the start, or an average."""
    low: Decimal
    high: Decimal | None
    state: State
    days_kept: int | None = None
    days_total: int | None = None
    because: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Its organs that speak in these rows: an organ speaks for its party, and keeps its own name."""


class Charge(Record):
    """What one party says against another; attributed, never a verdict."""

    id: str
    by: tuple[str, ...]


class Interest(Record):
    """How a party that stands behind a row stands to what it says; a row that is not listed is neutral."""

    id: str
    origin: str
    stands: Literal["admission", "self_report", "charge", "concession"]
    """Said by the side that owes, against its own interest or in it; or by the other side, against or in favour."""


class Context(Record):
    """A row that names the term but is not counted, and the code of the reason."""

    id: str
    why: str


class Finding(Record):
    """What any engine returns. Every finding says *because*."""

    because: tuple[str, ...] = ()
    """Ids of the case's rows (or data sets, by hash) that it rests on."""


class Lack(Record):
    """What is missing: so much more, by then."""

    amount: Decimal
    unit: str = ""
    by: AwareDatetime | None = None
    """The end of its time, past or to come; None: it has none."""


class Removal(Record):
    """What the proof comes to without one of its rows."""

    id: str
    state: State | None = None
    """None: without this row there is no such day, event or part."""


class Step(Record):
    """One step of a proof: a row as it stands, a figure that follows from the steps under it, or the rule that decides."""

    rule: str
    """What follows, by the names of docs/methods/proofs.md: ``row``, ``origin``, ``stretch``, …, or the rule that decides."""
    ids: tuple[str, ...] = ()
    """The rows that it looks at by itself."""
    name: str | None = None
    """The origin of an ``origin``, the instance of a part, the term of a ``term``."""
    valid_from: AwareDatetime | None = None
    valid_to: AwareDatetime | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    """None beside a low end: open."""
    state: State | None = None
    steps: tuple["Step", ...] = ()


class Proof(Record):
    """Why a verdict follows: rows that suffice, and none of which can be left out.

    Judged from `minimal` alone (same terms, time, viewer, parties and sources) the verdict has the same state, and
    leaving out any one of them changes it.

    >>> Proof(minimal=("E1",), without=(Removal(id="E1", state="unknown"),)).tested
    True
    """

    minimal: tuple[str, ...] = ()
    """Empty: the state follows from the terms and the time alone."""
    without: tuple[Removal, ...] = ()
    """The state without each of them, in the same order; of a long proof only those that were tried one by one."""
    missing: Lack | None = None
    steps: Step | None = None
    """How the state follows from `minimal`; None for a proof of very many rows."""

    @property
    def tested(self) -> bool:
        """Whether each of the rows was left out once to see that it is needed."""
        return len(self.without) == len(self.minimal)


class Verdict(Finding):
    """A term, one of its instances, or one obligor's part, judged from what was known.

    >>> Verdict(term="T1", state="pending", quantity=Quantity(low=Decimal(26), unit="person")).instance is None
    True
    """

    term: str
    instance: str | None = None
    """None: the summary row; else a civil day, an interval or the trigger's id."""
    obligor: str | None = None
    """Set on the rows of a joint term."""
    state: State
    quantity: Quantity = Quantity()
    target: Decimal | None = None
    target_kind: Literal["at_least", "at_most"] = "at_least"
    valid_from: AwareDatetime | None = None
    valid_to: AwareDatetime | None = None
    window_closed: bool = False
    fulfilment_low: Decimal | None = None
    fulfilment_high: Decimal | None = None
    shortfall_low: Decimal | None = None
    shortfall_high: Decimal | None = None
    decidable_at: AwareDatetime | None = None
    """The first time at which what was known then gave this state."""
    provisional_until: AwareDatetime | None = None
    disputed: bool = False
    """Whether the term itself is in dispute."""
    support: Literal["for", "against", "both", "none"] = "none"
    supporting: tuple[str, ...] = ()
    opposing: tuple[str, ...] = ()
    charges: tuple[Charge, ...] = ()
    interests: tuple[Interest, ...] = ()
    """Of the rows that count, those that a party to the term stands behind, and whether it speaks in its own cause."""
    context: tuple[Context, ...] = ()
    reasons: tuple[Reason, ...] = ()
    origins: tuple[ByOrigin, ...] = ()
    flips: tuple[Flip, ...] = ()
    proof: Proof | None = None
    """None where verdicts were asked for without explanations."""
    readings: tuple[str, ...] = ()
    """Terms that are the other readings of this one."""
    kept_instances: int | None = None
    total_instances: int | None = None


class AgreementStatus(Finding):
    """Whether an agreement is in force, and how it ended: running out is not a breach."""

    agreement: str
    status: Literal["not_begun", "in_force", "lapsed"]
    valid_from: AwareDatetime | None = None
    valid_to: AwareDatetime | None = None
    first_end: AwareDatetime | None = None
    """The end that was first agreed, before extensions."""
    extended_by: tuple[str, ...] = ()
    ended_by: tuple[str, ...] = ()


class Judgement(Record):
    """A person's decision, kept as a statement: who, when, what, why.

    >>> Judgement(subject="E53", decision="launcher not established", by="panel", decided_at="2023-12-04T10:00:00Z").by
    'panel'
    """

    subject: str = Field(min_length=1)
    """What is decided on: a statement, a term, an incident."""
    decision: str = Field(min_length=1)
    by: str = Field(min_length=1)
    """The office, never a private person's name."""
    decided_at: AwareDatetime
    reason: str = ""
    because: tuple[str, ...] = ()
    dissent: tuple[str, ...] = ()
