"""What the commands print with ``--json``: the documents that other programs may rely on.

Fields may be added to these documents, and those that are here stay. Figures are JSON numbers, times are ISO 8601 with
their offset, and an open end is null.
"""

from datetime import datetime
from typing import Literal

from pydantic import Field

from troth.records import Stage, State

from .documents_base import Amount, Document, Interval
from .documents_claims import ReadStep
from .documents_proof import Proof
from .documents_time import SettlingRow, Turn


class Window(Document):
    """When a term or an instance of it is owed."""

    start: datetime | None = Field(alias="from")
    until: datetime | None


class Reason(Document):
    """Why a verdict is what it is; the code's own numbers and names stand beside it."""

    code: str


class Flip(Document):
    """What would change the verdict: without these rows it would be `state`, or so much more is needed."""

    without: list[str] | None = None
    state: State | None = None
    needed: float | None = None
    unit: str | None = None
    by: datetime | None = None


class Charge(Document):
    """What one party says against another; attributed, never a verdict."""

    id: str
    by: list[str]


class Interest(Document):
    """How a party to the term stands to what it says in a row that counts; rows that are not listed are neutral."""

    id: str
    origin: str
    stands: Literal["admission", "self_report", "charge", "concession"]


class Context(Document):
    """A row that names the term but is not counted, and why."""

    id: str
    why: str


class ByOrigin(Document):
    """The term as one origin's figures have it."""

    origin: str
    low: float | None
    high: float | None
    state: State
    days_kept: int | None
    days_total: int | None
    because: list[str]


class Dispute(Document):
    """That the term itself is in dispute, and by whom."""

    existence: Literal["agreed", "disputed"]
    asserted_by: list[str]
    contested_by: list[str]
    reading_of: str | None
    readings: list[str]


class KeptBy(Document):
    """When the missing rest would be reached at the rate so far; arithmetic, not a forecast."""

    earliest: datetime | None
    """If the highest counts hold; null: at no known time."""
    latest: datetime | None
    """If the lowest counts hold."""


class OutlookRow(Document):
    """What a term that is not decided, or a day or event of it, still asks for; see docs/methods/outlook.md."""

    can_be_kept: Literal["yes", "no", "not_known"]
    reasons: list[Reason]
    until: datetime | None
    latest_until: datetime | None
    """The latest end to which it may still be extended, where the term caps extensions."""
    days_left: float | None
    missing: Amount | None
    margin: Amount | None
    """Of a limit: how much more would still lie within it."""
    required: Amount | None
    """The rate at which it is kept at the last moment."""
    observed: Amount | None
    """The rate over the days that are over."""
    recent: Amount | None
    """The rate over the last three of them."""
    kept_by: KeptBy | None
    may_miss: Amount | None
    """Of a recurring duty: how many more periods may be missed."""
    open_instances: int | None
    sentence: str


class VerdictRow(Document):
    """Where a term, one of its instances or one obligor's part stands.

    Every term has exactly one row with `instance` and `obligor` null: its summary.
    """

    term: str
    instance: str | None
    """A civil day, an interval ``from/to`` (``after from/to``: without its first moment) or the id of what triggered it; null:
    the summary."""
    obligor: str | None
    state: State
    quantity: Amount
    target: float | None
    target_kind: Literal["at_least", "at_most"]
    because: list[str]
    """The case's own ids; `statements` of the document maps them to statement ids."""
    provisional_until: datetime | None
    disputed: bool
    """Whether the term itself is in dispute."""
    sentence: str
    flips: list[Flip]
    proof: Proof | None
    """Why it follows; null where no explanation was asked for."""
    window: Window
    window_closed: bool
    fulfilment: Interval | None
    """Share of the target."""
    shortfall: Amount | None
    decidable_at: datetime | None
    """First time at which what was known then gave this state."""
    reasons: list[Reason]
    support: Literal["for", "against", "both", "none"]
    supporting: list[str] = Field(alias="for")
    against: list[str]
    charges: list[Charge]
    interests: list[Interest]
    context: list[Context]
    origins: list[ByOrigin]
    """By whose count."""
    dispute: Dispute | None
    kept_instances: int | None
    total_instances: int | None
    outlook: OutlookRow | None
    """Null: it is decided, or nothing can become of it any more."""
    history: list[Turn] | None
    """Its turns in order of time; null where it was not asked for."""


class AgreementRow(Document):
    """Whether an agreement is in force, and how it ended."""

    agreement: str
    status: Literal["not begun", "in force", "lapsed", "unknown end"]
    start: datetime | None = Field(alias="from")
    until: datetime | None
    first_end: datetime | None
    """The end that was first agreed, before extensions."""
    extended_by: list[str]
    ended_by: list[str]
    because: list[str]


class Ballot(Document):
    """A vote, or what a panel decided: who, what, when, why."""

    decision: str
    by: str
    decided_at: datetime
    dissent: list[str]


class SittingRow(Document):
    """A sitting of a panel: the decision as it is counted from the votes."""

    decision: Ballot
    votes: list[Ballot]
    counted: int
    quorum: int
    conflicts: list[str]
    """Offices of members sent by a party to the incident."""
    recused: list[str]
    """Those whose vote did not count for it."""


class IncidentRow(Document):
    """Where an incident stands; what is alleged is no verdict."""

    incident: str
    stage: Stage
    event: str
    region: str
    terms: list[str]
    charged: list[str]
    charges: list[Charge]
    confidential: int
    attribution: Literal["none", "named", "contested"]
    actor: str
    confidence: str
    adjudicated_actor: str
    access: list[str]
    sittings: list[SittingRow]
    published_at: datetime | None
    because: list[str]
    sentence: str


class GateRow(Document):
    """How far a region could be reached by monitors, over the days on which they tried."""

    region: str
    first: str
    last: str
    tried: int
    p_open: float
    p_low: float
    p_high: float
    because: list[str]


class PeriodRow(Document):
    """What a data set counts in a region and a week: events and deaths as intervals."""

    region: str
    period: str
    low: int
    best: int
    high: int
    deaths_low: int
    deaths_best: int
    deaths_high: int
    one_source: int


class RateRow(Document):
    """Incidents per unit of exposure; null where nobody knows how much was looked at."""

    region: str
    period: str
    count: int
    exposure: float | None
    unit: str
    rate: float | None
    low: float | None
    high: float | None
    trend: Literal["lower", "higher", "not_shown", "not_comparable"] | None


class ForecastRow(Document):
    """How many incidents will be on record, as far as the past says: no warning of anybody's intent."""

    region: str
    month: str
    mean: float
    q05: int
    q25: int
    q50: int
    q75: int
    q95: int
    months: int


class ScoreRow(Document):
    """How a way of forecasting fared on months that it had not seen; lower is better."""

    method: str
    region: str | None
    forecasts: int
    crps: float
    inside_50: float
    inside_90: float
    better_by: float | None
    better_low: float | None
    better_high: float | None


class DoubtedTerm(Document):
    """A term of which the independent check comes to another answer."""

    term: str
    instances: list[str | None]
    """The names of the doubted parts; null: the term as a whole."""


class CheckResult(Document):
    """Whether the independent check agrees with this document; where it does not, nobody should rely on it."""

    agrees: bool
    doubted: list[DoubtedTerm]
    other: list[str]
    """What else is doubted: incidents, regions, forecasts."""
    sentence: str | None
    """What that means, in words; null: it agrees."""
    lines: list[str]
    """What the check says, in its own words."""


class MonitorDocument(Document):
    """What ``troth monitor CASE --json`` prints."""

    case: str
    exercise: str | None = None
    """The title of the exercise that this is; null: it is real."""
    as_of: datetime
    at: datetime
    """The valid time that the verdicts speak of: `as_of`, unless another was asked for."""
    viewer: str
    statements: dict[str, str]
    """Statement id in the ledger by the case's own id."""
    check: CheckResult
    settling: list[SettlingRow]
    agreements: list[AgreementRow]
    verdicts: list[VerdictRow]
    incidents: list[IncidentRow] | None = None
    """There when the step ran."""
    gates: list[GateRow] | None = None
    """The same."""
    weekly: list[PeriodRow] | None = None
    """There when the case names a data set of events; so are the next three."""
    rates: list[RateRow] | None = None
    forecasts: list[ForecastRow] | None = None
    forecast_scores: list[ScoreRow] | None = None


class Answer(Document):
    """A question that the case asks, answered from the verdicts."""

    ask: str
    terms: list[str]
    answer: str


class Change(Document):
    """A term or an instance of it that stands otherwise than it did at the date that the report names."""

    term: str
    instance: str | None


class Due(Document):
    """What falls due within a day of `as_of` and is still pending."""

    term: str
    instance: str | None
    at: datetime


class MonitorStep(Document):
    """What the monitor did."""

    terms: int
    rows: int
    """Rows of evidence that were known and visible."""
    states: dict[str, int]
    """How many terms stand in each state."""
    verified: bool
    """Whether the independent check agrees."""
    disagreements: list[str]
    proofs: int
    """How many proofs were judged again by the independent check."""
    not_re_evaluated: list[str]
    """Proofs that the check could not judge again, or not to the end, and what was left."""


class RunDocument(MonitorDocument):
    """What ``troth run CASE --json`` prints: the verdicts, and one key per step that ran."""

    title: str
    answers: list[Answer]
    changes: list[Change]
    due: list[Due]
    monitor: MonitorStep | None = None
    """There when the step ran."""
    read: ReadStep | None = None
    """There when the step ran."""
