"""What ``troth monitor CASE --assume FILE --json`` prints: a document that other programs may rely on."""

from pydantic import Field

from troth.records import State

from .documents import AgreementRow, CheckResult, MonitorDocument, VerdictRow, Window
from .documents_base import Amount, Document


class SupposedVerdict(VerdictRow):
    """A verdict as it would be under an assumption."""

    assumed: list[str]
    """The assumed rows among `because`; empty: it rests on none."""


class Supposed(Document):
    """What one file of assumed rows would make of the case."""

    name: str
    assumed: list[str]
    check: CheckResult
    agreements: list[AgreementRow]
    verdicts: list[SupposedVerdict]


class StandingThen(Document):
    """A verdict in short."""

    state: State
    quantity: Amount
    window: Window
    because: list[str]


class UnderAssumption(Document):
    """What one assumption makes of one verdict."""

    assumption: str
    """The name of the file."""
    changed: bool
    assumed: list[str]
    """The assumed rows that it would rest on, or that would take away what it rests on now."""
    verdict: StandingThen | None
    """Null: there would be no such day or event."""


class ComparedVerdict(Document):
    """A verdict that at least one assumption would change: as it stands, and as it would stand."""

    term: str
    instance: str | None
    obligor: str | None
    now: StandingThen | None
    under: list[UnderAssumption] = Field(alias="if")
    """In the order of `assumptions`."""


class WhatIfDocument(MonitorDocument):
    """What ``troth monitor CASE --assume FILE --json`` prints.

    `verdicts` and `agreements` are those of the case as it stands. Whatever rests on an assumption stands under
    `assumptions` and in `comparison`, and nowhere else.
    """

    assumed: list[str]
    """Ids of all assumed rows; they are in no ledger."""
    assumptions: list[Supposed]
    comparison: list[ComparedVerdict]
