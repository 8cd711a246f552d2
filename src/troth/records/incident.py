"""Incidents: what is alleged, observed, verified, attributed and decided about one happening, step by step.

An incident is a chain of statements. Nothing in the chain is edited: a correction is a further step. An allegation is
what somebody says, an observation is what a monitor saw or heard, and neither is a violation: that is for a panel with
its quorum to decide.
"""

from enum import StrEnum
from typing import Literal, Self

from pydantic import AwareDatetime, Field, field_validator, model_validator

from .base import Record, each_once
from .moment import Precision
from .quantity import Quantity
from .verdict import Charge, Finding, Judgement


class Action(StrEnum):
    """What a step is."""

    ALLEGATION = "allegation"
    """Somebody says that it happened; `party` is whom they say did it."""
    OBSERVATION = "observation"
    """A monitor saw, heard or counted something: a figure, not a violation."""
    TRIAGE = "triage"
    """What is to be done about it: monitor, verify or investigate."""
    REQUEST = "request"
    """A monitor asks `party` for access."""
    VISIT = "visit"
    """What became of the access: granted, denied or delayed, by `party`."""
    ATTRIBUTION = "attribution"
    """Whom a monitor holds to have done it, with a confidence of its own; a claim, and no decision."""
    VOTE = "vote"
    """The vote of one member of the panel, given in an office."""
    DECISION = "decision"
    """The panel closes its sitting; what it decided is counted from the votes."""
    APPEAL = "appeal"
    """A party asks for the decision to be heard again."""
    PUBLICATION = "publication"
    """The decision is made public, under its label."""


OUTCOMES: dict[Action, tuple[str, ...]] = {
    Action.TRIAGE: ("monitor", "verify", "investigate"),
    Action.VISIT: ("granted", "denied", "delayed"),
    Action.VOTE: ("confirmed", "not_confirmed", "not_established", "abstain"),
}
"""What the outcome of an action may be; actions that are missing here have none."""


class Stage(StrEnum):
    """Where an incident stands."""

    NEW = "new"
    REPORTED = "reported"
    MONITORED = "monitored"
    REFERRED = "referred"
    EXAMINED = "examined"
    IN_SESSION = "in_session"
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    NOT_ESTABLISHED = "not_established"
    APPEALED = "appealed"
    REHEARING = "rehearing"


class Member(Record):
    """A seat on a panel: an office, never a person."""

    office: str = Field(min_length=1)
    party: str = ""
    """The party that sends the member; empty: none."""


class Panel(Record):
    """Who decides on incidents, and by which rules.

    >>> Panel(id="JMC", name="Joint commission", members=(Member(office="chair"),), quorum=1).recuse
    'parties'
    """

    id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    members: tuple[Member, ...] = Field(min_length=1)
    quorum: int = Field(ge=1)
    """Votes that must be given, abstentions included, for the panel to decide anything."""
    majority: Literal["simple", "two_thirds", "unanimous"] = "simple"
    """Of the votes for an outcome: more than half, at least two thirds, or all."""
    recuse: Literal["parties", "none"] = "parties"
    """``parties``: the vote of a party to the incident does not count; ``none``: it counts, and the conflict is shown."""
    appeal_suspends: bool = True
    """Whether a decision under appeal is no evidence until it is heard again."""
    note: str = ""

    @model_validator(mode="after")
    def _can_sit(self) -> Self:
        offices = [member.office.casefold() for member in self.members]
        if len(set(offices)) < len(offices):
            msg = "two members hold one office; give each seat its own name"
            raise ValueError(msg)
        if self.quorum > len(self.members):
            msg = f"a quorum of {self.quorum} with {len(self.members)} members can never be met; lower it or name all members"
            raise ValueError(msg)
        return self


class Incident(Record):
    """One happening that was reported: what and where, and which terms it may touch.

    >>> Incident(id="I1", event="shelling", region="West", terms=("T1",)).cooperation
    ()
    """

    id: str = Field(min_length=1)
    event: str = Field(min_length=1)
    category: str = ""
    region: str = Field(min_length=1)
    place: str = ""
    terms: tuple[str, ...] = ()
    """Terms that forbid the act."""
    cooperation: tuple[str, ...] = ()
    """Terms on access for monitors: what became of a visit is evidence on these only, never on `terms`."""
    panel: str = ""
    valid_from: AwareDatetime | None = None
    valid_from_precision: Precision | None = None
    valid_to: AwareDatetime | None = None
    valid_to_precision: Precision | None = None
    note: str = ""

    @field_validator("terms", "cooperation")
    @classmethod
    def _each_once(cls, terms: tuple[str, ...]) -> tuple[str, ...]:
        return each_once(terms, "term")

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if both := set(self.terms) & set(self.cooperation):
            msg = f"{', '.join(sorted(both))} is named for the act and for access; keep the two duties apart"
            raise ValueError(msg)
        return self


class IncidentStep(Record):
    """One statement about an incident.

    >>> IncidentStep(id="S1", incident="I1", action="triage", outcome="verify", by="desk", source="log").outcome
    'verify'
    """

    id: str = Field(min_length=1)
    incident: str
    action: Action
    outcome: str = ""
    by: str = ""
    """The office or party that takes the step; of a vote, the member's office. Never a person's name."""
    party: str = ""
    """Whom it concerns: alleged to have done it, asked for access, held to have done it."""
    channel: str = ""
    """How an allegation came in: patrol, hotline, party, public …"""
    protection: Literal["open", "confidential"] = "open"
    """``confidential``: who alleges is kept to the owner and is never part of a finding."""
    confidence: Literal["", "low", "moderate", "high"] = ""
    """How sure an attribution is."""
    quantity: Quantity | None = None
    key: str = ""
    """Of a visit: the request that it answers."""
    reason: str = ""
    """Why, in words: of a vote, what the member says."""
    source: str
    valid_from: AwareDatetime | None = None
    """When the step was taken."""
    valid_from_precision: Precision | None = None
    recorded_at: AwareDatetime | None = None
    recorded_at_precision: Precision | None = None
    supersedes: str | None = None
    retracts: str | None = None
    note: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        allowed = OUTCOMES.get(self.action, ("",))
        if self.outcome not in allowed:
            wanted = f"one of {', '.join(allowed)}" if allowed != ("",) else "no outcome"
            msg = f"{self.action.value} has {wanted}, not {self.outcome!r}; correct the outcome"
            raise ValueError(msg)
        if not self.by:
            msg = f"{self.action.value} has somebody who takes it; fill in `by` with an office or a party"
            raise ValueError(msg)
        needs_party = self.action in {Action.REQUEST, Action.VISIT, Action.ATTRIBUTION, Action.APPEAL}
        if needs_party and not self.party:
            msg = f"{self.action.value} names whom it concerns; fill in `party`"
            raise ValueError(msg)
        if self.action is Action.ATTRIBUTION and not self.confidence:
            msg = "an attribution says how sure it is; fill in `confidence` with low, moderate or high"
            raise ValueError(msg)
        return self


class Sitting(Finding):
    """What a panel decided, counted from the votes of its members."""

    decision: Judgement
    """Of the panel: an outcome, ``no_quorum`` or ``no_majority``; `dissent` holds the offices that voted otherwise."""
    votes: tuple[Judgement, ...] = ()
    """Every vote, also those that do not count."""
    counted: int = 0
    quorum: int = 1
    conflicts: tuple[str, ...] = ()
    """Offices of members sent by a party to the incident."""
    recused: tuple[str, ...] = ()
    """Offices whose vote did not count for it."""


class Refused(Record):
    """A step that could not be taken, and why; it changed nothing."""

    step: str
    why: str


class IncidentFinding(Finding):
    """Where an incident stands, as of a time and for a viewer.

    >>> IncidentFinding(incident="I1", stage="reported", event="shelling", region="West").actor
    ''
    """

    incident: str
    stage: Stage
    event: str
    category: str = ""
    region: str
    place: str = ""
    terms: tuple[str, ...] = ()
    cooperation: tuple[str, ...] = ()
    valid_from: AwareDatetime | None = None
    valid_from_precision: Precision | None = None
    charged: tuple[str, ...] = ()
    """Parties that are alleged to have done it."""
    charges: tuple[Charge, ...] = ()
    """Who alleges it, as far as that may be known."""
    confidential: int = 0
    """Allegations whose author is protected."""
    observed: tuple[Quantity, ...] = ()
    """Figures of monitors; never added up, and no violations."""
    access: tuple[str, ...] = ()
    """What became of the visits, in order: granted, denied, delayed."""
    attribution: Literal["none", "named", "contested"] = "none"
    actor: str = ""
    """The party that it is attributed to; empty where nobody or more than one is named."""
    confidence: Literal["", "low", "moderate", "high"] = ""
    """The lowest among the attributions that name the actor."""
    adjudicated_actor: str = ""
    """The actor as it stood when the panel confirmed the incident."""
    sittings: tuple[Sitting, ...] = ()
    published_at: AwareDatetime | None = None
    refused: tuple[Refused, ...] = ()
