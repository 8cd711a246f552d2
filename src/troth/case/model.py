"""What a case folder holds, once read: frozen records with their labels and where each came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from pydantic import Field

from troth.read.review import Reviewed, reviewed
from troth.records.activity import Activity
from troth.records.base import Record
from troth.records.claim_judgement import ClaimJudgement
from troth.records.complaint import Times
from troth.records.counted import CountedEvent
from troth.records.errors import Problem
from troth.records.evidence import Evidence
from troth.records.exercise import Exercise, Inject
from troth.records.incident import Incident, IncidentStep, Panel
from troth.records.label import Label
from troth.records.party import Party
from troth.records.source import Source
from troth.records.term import Agreement, Term
from troth.records.verdict import State

from .assessed import Assessment
from .networks import Repairing
from .programme import Planning
from .supplying import Supplying

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Generic[R]):
    """One record of a case: who may see it, and the file and line it was written in."""

    record: R
    label: Label
    file: str
    line: int | None


class Question(Record):
    """A question that the report answers at its top, from the verdicts on these terms."""

    ask: str
    terms: tuple[str, ...]


class ExpectedVerdict(Record):
    """What a desk officer worked out by hand for a term, or for one instance or obligor of it."""

    term: str
    instance: str | None = None
    obligor: str | None = None
    state: State
    low: Decimal | None = None
    high: Decimal | None = None
    high_open: bool = False
    """The high end must be open."""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One file of `expected/`: the verdicts as of a time, as seen by a viewer (None: the owner)."""

    file: str
    as_of: datetime
    viewer: str | None
    verdicts: tuple[tuple[ExpectedVerdict, int | None], ...]
    """Each with the line it stands on."""


class TableCard(Record):
    """What `tables/tables.toml` says of one data set."""

    name: str
    file: str
    unit: str = ""
    source: str
    licence: str
    note: str = ""
    rows: Literal["", "activities"] = ""
    """``activities``: its rows say who does what where, and become statements of the case."""
    columns: Mapping[str, str] = Field(default_factory=dict)
    """Its own header by our column, where it has no HXL tags and not our columns."""
    source_id: str = ""
    """The source of rows that name none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadClaim:
    """A claim of a document of the case, and how it stands."""

    source: Source
    """The document's source: before it was recorded, nothing of the document is known."""
    label: Label
    """That of the source: whoever may not see it may not see the claim."""
    reviewed: Reviewed
    """As it stands by all decisions that the case holds."""
    sha256: str
    """Of the document, to which decisions are tied."""
    decisions: tuple[ClaimJudgement, ...] = ()
    """Every decision on it, those that a later one replaced too."""

    def as_of(self, time: datetime) -> Reviewed:
        """How it stood by the decisions that had been taken by a time."""
        known = [one for one in self.decisions if one.decided_at <= time]
        return reviewed([self.reviewed.claim], {self.reviewed.claim.doc: self.sha256}, known)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a data set counts month by month, and how much was looked at: for rates and forecasts."""

    events: tuple[CountedEvent, ...]
    first: str
    """The first month that the data set covers, as 2029-06; a month without an event is none only within."""
    last: str
    exposure: Mapping[tuple[str, str], tuple[float, str]]
    """By region and month: how much, and its unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What `case.toml` says."""

    id: str
    title: str
    owner: str
    timezone: str
    zone: tzinfo
    as_of: datetime
    currency: str = ""
    price_year: int | None = None
    seed: int | str = 0
    label: Label
    steps: Mapping[str, Mapping[str, object]]
    since: datetime | None = None
    questions: tuple[Question, ...] = ()
    exercise: str = ""
    """The title of the exercise that the case was copied for; empty where it is real."""
    complaints: Times = field(default_factory=Times)
    """How soon communities hear from the desk."""
    scenario: str | None = None
    changes: tuple[str, ...] = ()
    """Changes that were asked for beside the files, as ``path=value``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case, read and found sound."""

    path: Path
    settings: Settings
    parties: tuple[Row[Party], ...]
    sources: tuple[Row[Source], ...]
    agreements: tuple[Row[Agreement], ...]
    terms: tuple[Row[Term], ...]
    evidence: tuple[Row[Evidence], ...]
    incidents: tuple[Row[Incident], ...] = ()
    steps: tuple[Row[IncidentStep], ...] = ()
    panels: tuple[Row[Panel], ...] = ()
    activities: tuple[Row[Activity], ...] = ()
    claims: tuple[ReadClaim, ...] = ()
    """What the case's documents say, with what people decided of it."""
    assessment: Assessment | None = None
    """What was hit, and what it costs, where the case has an assess.toml."""
    repairing: Repairing | None = None
    """What of its networks is to be repaired, where the case has a networks.toml."""
    planning: Planning | None = None
    """What is to be rebuilt, where the case has a plan.toml."""
    supplying: Supplying | None = None
    """What is to get through which crossings, where the case has a supply.toml."""
    watch: Watch | None = None
    exercise: Exercise | None = None
    """How the exercise runs, where the case is one and has a clock."""
    injects: tuple[Row[Inject], ...] = ()
    expected: tuple[Expected, ...] = ()
    tables: tuple[TableCard, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of every file that was read, by name."""
    warnings: tuple[Problem, ...] = ()
    """What should be looked at, and keeps nobody from using the case."""

    @property
    def id(self) -> str:
        """The case's id: `id` in case.toml, else the folder's name."""
        return self.settings.id

    @property
    def title(self) -> str:
        """The case's title."""
        return self.settings.title

    @property
    def owner(self) -> str:
        """The office that keeps the case, and the viewer where none is named."""
        return self.settings.owner

    @property
    def rows(self) -> tuple[Row[Any], ...]:
        """Everything that becomes a statement: kind by kind, in the order of the files."""
        return (
            *self.parties, *self.sources, *self.agreements, *self.terms, *self.evidence, *self.panels, *self.incidents,
            *self.steps, *self.activities, *self.injects,
        )  # fmt: skip

    @property
    def by_itself(self) -> bool:
        """Whether it has something to compute without a single term: damage, networks, crossings, a programme."""
        return any(
            one is not None for one in (self.assessment, self.repairing, self.planning, self.supplying)
        )

    @property
    def silent(self) -> bool:
        """Whether there are terms, and not one row of evidence and not one step on an incident."""
        return bool(self.terms) and not self.evidence and not self.steps

    @property
    def members(self) -> frozenset[str]:
        """Everybody for whom GREEN is meant: the parties of the case, and its owner."""
        return frozenset(row.record.id for row in self.parties) | {self.owner}
