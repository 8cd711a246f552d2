"""What is read of an OC4IDS project, by OC4IDS's own names in snake case.

Left out on purpose: contact points, people, beneficial owners, authors and public office holders (parties are organisations
here, and nothing needs the name of a person), street addresses, documents, and contracting processes (a matter of OCDS).
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StrictBool,
    StrictInt,
    StrictStr,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic.alias_generators import to_camel

from troth.records.base import Record

from .oc4ids_schema import good_format

LARGEST = 30
"""Digits before and after the point: more than all the money there is; a slip of an exponent would fill the memory."""


def _time(said: object) -> object:
    """A text that is a time; anything else would be read as one too readily (a number as seconds)."""
    if isinstance(said, int | float | Decimal) or (
        isinstance(said, str) and not good_format("date-time", said)
    ):
        msg = "a time such as 2016-01-31T00:00:00Z; write the day, T, the time, and Z or an offset"
        raise ValueError(msg)
    return said


def _number(said: object) -> Decimal:
    if isinstance(said, bool) or not isinstance(said, int | Decimal):
        msg = "a number; write digits without quotes and separators"
        raise ValueError(msg)  # noqa: TRY004 - pydantic turns a ValueError into a message
    value = Decimal(said)
    if not value.is_finite() or value.adjusted() > LARGEST or abs(int(value.as_tuple().exponent)) > LARGEST:
        msg = f"a number of at most {LARGEST} digits before and after the point; correct its exponent"
        raise ValueError(msg)
    return value


def _measure(said: object) -> str | Decimal:
    if isinstance(said, str):
        if not said:
            msg = "a number or a text that is not empty; leave it out where nothing is known"
            raise ValueError(msg)
        return said
    return _number(said)


Text = Annotated[StrictStr, StringConstraints(min_length=1)]
Time = Annotated[AwareDatetime, BeforeValidator(_time)]
Number = Annotated[Decimal, PlainValidator(_number)]
Measure = Annotated[str | Decimal, PlainValidator(_measure)]


class Part(Record):
    """A part of a project: members that are not read are passed over, names are camelCase in the file."""

    model_config = ConfigDict(extra="ignore", alias_generator=to_camel, populate_by_name=True)

    @field_validator("*", mode="after")
    @classmethod
    def _without_nothing(cls, value: object) -> object:
        """A part of which nothing is read is none."""
        if isinstance(value, Part):
            return None if value.is_empty() else value
        if isinstance(value, tuple):
            return tuple(one for one in value if not (isinstance(one, Part) and one.is_empty()))
        return value

    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return all(getattr(self, name) in (None, ()) for name in type(self).model_fields)


class Value(Part):
    """Money: an amount in a currency (ISO 4217)."""

    amount: Number | None = None
    currency: Text | None = None


class Period(Part):
    """From when to when, or how long."""

    start_date: Time | None = None
    end_date: Time | None = None
    max_extent_date: Time | None = None
    duration_in_days: Annotated[StrictInt, Field(ge=0, le=1_000_000)] | None = None

    @model_validator(mode="after")
    def _forward(self) -> "Period":
        if self.start_date and self.end_date and self.end_date < self.start_date:
            msg = f"an end that is not before the start ({self.start_date.date()}, {self.end_date.date()}); exchange them, or correct one"
            raise ValueError(msg)
        return self

    @property
    def days(self) -> int | None:
        """How long, in days: as it says, or from its first day to its last.

        >>> Period(startDate="2026-01-01T00:00:00Z", endDate="2026-01-31T00:00:00Z").days
        30
        """
        if self.duration_in_days is not None:
            return self.duration_in_days
        return (self.end_date - self.start_date).days if self.start_date and self.end_date else None


class Reference(Part):
    """An organisation that `parties` tells more of."""

    id: Text | None = None
    name: Text | None = None


class Identifier(Part):
    """In a register of organisations or projects."""

    id: Text | None = None
    scheme: Text | None = None
    legal_name: Text | None = None


class Party(Part):
    """An organisation and what it does in the project."""

    id: Text | None = None
    name: Text | None = None
    identifier: Identifier | None = None
    roles: tuple[Text, ...] = ()


class Allocation(Part):
    """A part of a budget: of whom, and for when (`BudgetBreakdown` in the standard)."""

    id: Text
    description: Text | None = None
    amount: Value | None = None
    period: Period | None = None
    source_party: Reference | None = None
    approval_date: Time | None = None


class Breakdown(Part):
    """One way of dividing a budget; each of several divides the same money again."""

    id: Text
    description: Text | None = None
    budget_breakdown: tuple[Allocation, ...] = ()


class Finance(Part):
    """Who lends or gives it."""

    id: Text
    title: Text | None = None
    type: Text | None = None
    source: Text | None = None
    value: Value | None = None
    financing_party: Reference | None = None
    period: Period | None = None
    concessional: StrictBool | None = None


class Budget(Part):
    """What the project is to cost, and who is to pay for it."""

    description: Text | None = None
    amount: Value | None = None
    request_date: Time | None = None
    approval_date: Time | None = None
    budget_breakdowns: tuple[Breakdown, ...] = ()
    finance: tuple[Finance, ...] = ()


class Address(Part):
    """Down to the place; streets are not read."""

    locality: Text | None = None
    region: Text | None = None
    country_name: Text | None = None


class Gazetteer(Part):
    """A place by its number in a list of places."""

    scheme: Text | None = None
    identifiers: tuple[Text, ...] = ()


class Location(Part):
    """Where."""

    id: Text
    description: Text | None = None
    address: Address | None = None
    gazetteer: Gazetteer | None = None


class Unit(Part):
    """Of a measure."""

    name: Text | None = None
    scheme: Text | None = None
    id: Text | None = None


class Observation(Part):
    """A figure for a time: expected in a forecast, seen in a metric."""

    id: Text
    period: Period | None = None
    value: Value | None = None
    measure: Measure | None = None
    unit: Unit | None = None
    notes: Text | None = None


class Metric(Part):
    """Something that is counted, such as physical progress."""

    id: Text
    title: Text | None = None
    description: Text | None = None
    observations: tuple[Observation, ...] = ()


class Milestone(Part):
    """What is due when, and whether it was met."""

    id: Text
    title: Text | None = None
    type: Text | None = None
    description: Text | None = None
    code: Text | None = None
    due_date: Time | None = None
    date_met: Time | None = None
    date_modified: Time | None = None
    status: Text | None = None
    value: Value | None = None


class Completion(Part):
    """How it ended."""

    end_date: Time | None = None
    end_date_details: Text | None = None
    final_value: Value | None = None
    final_value_details: Text | None = None
    final_scope: Text | None = None
    final_scope_details: Text | None = None


class Related(Part):
    """Another project on the same assets."""

    id: Text
    scheme: Text | None = None
    identifier: Text | None = None
    relationship: Text | None = None
    title: Text | None = None


class Classification(Part):
    """By a scheme that is not OC4IDS's own."""

    id: Text | None = None
    scheme: Text | None = None
    description: Text | None = None


class Beneficiary(Part):
    """People, as a count."""

    location: Location | None = None
    description: Text | None = None
    number_of_people: Annotated[StrictInt, Field(ge=0, le=20_000_000_000)] | None = None


class Benefit(Part):
    """What it brings, and to how many."""

    title: Text | None = None
    description: Text | None = None
    beneficiaries: tuple[Beneficiary, ...] = ()


class Project(Part):
    """An infrastructure project."""

    id: Text
    updated: Time | None = None
    language: Text | None = None
    identifiers: tuple[Identifier, ...] = ()
    title: Text | None = None
    description: Text | None = None
    status: Text | None = None
    """*identification*, *preparation*, *implementation*, *completion*, *maintenance*, *decommissioning*, *decommissioned* or *cancelled*."""
    type: Text | None = None
    sector: tuple[Text, ...] = ()
    """Codes; a dot sets a narrower one off (`transport`, `transport.road`)."""
    purpose: Text | None = None
    additional_classifications: tuple[Classification, ...] = ()
    period: Period | None = None
    identification_period: Period | None = None
    preparation_period: Period | None = None
    implementation_period: Period | None = None
    completion_period: Period | None = None
    maintenance_period: Period | None = None
    decommissioning_period: Period | None = None
    asset_lifetime: Period | None = None
    locations: tuple[Location, ...] = ()
    budget: Budget | None = None
    public_authority: Reference | None = None
    parties: tuple[Party, ...] = ()
    forecasts: tuple[Metric, ...] = ()
    metrics: tuple[Metric, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    completion: Completion | None = None
    related_projects: tuple[Related, ...] = ()
    benefits: tuple[Benefit, ...] = ()

    def references(self) -> Iterator[tuple[tuple[str | int, ...], Reference]]:
        """Every organisation that it names outside `parties`, with its place."""
        if self.public_authority:
            yield ("publicAuthority",), self.public_authority
        if self.budget is None:
            return
        for number, breakdown in enumerate(self.budget.budget_breakdowns):
            for at, one in enumerate(breakdown.budget_breakdown):
                if one.source_party:
                    yield (
                        ("budget", "budgetBreakdowns", number, "budgetBreakdown", at, "sourceParty"),
                        one.source_party,
                    )
        for number, lent in enumerate(self.budget.finance):
            if lent.financing_party:
                yield ("budget", "finance", number, "financingParty"), lent.financing_party


class Publisher(Part):
    """Who publishes a package."""

    name: Text
    scheme: Text | None = None
    uid: Text | None = None
    uri: Text | None = None


class Package(Part):
    """What stands around the projects of a file."""

    uri: Text
    publisher: Publisher
    published_date: Time
    version: Annotated[StrictStr, StringConstraints(pattern=r"^\d+\.\d+$")] = "0.9"
    license: Text | None = None
    publication_policy: Text | None = None


def members(record: Part) -> dict[str, Any]:
    """A record as the file has it: by OC4IDS's names, without what is not known."""
    return record.model_dump(by_alias=True, exclude_defaults=True)
