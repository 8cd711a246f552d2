"""What `troth supply --json` prints."""

from pydantic import Field

from .documents_base import Document
from .documents_supply_said import (
    SupplyAccess,
    SupplyBeside,
    SupplyBin,
    SupplyContradiction,
    SupplyReported,
    SupplyScore,
    SupplyWindow,
)


class SupplySummary(Document):
    """What holds for everything below."""

    begins: str
    ends: str
    """The last day of the plan."""
    days: int
    unit: str
    """What a truck load is called: a truck, a voyage."""
    policy: str
    """The policy by which all but `policies` is told."""
    scenarios: int
    two_stage: int
    """Of them, those that the two-stage policy ran."""
    seed: int
    reporter: str | None
    """Whose list the crossings were learnt from; null: nothing was learnt."""
    learnt_to: str | None
    """The last day that was looked at."""
    crossing_days: int | None
    common_q05: float | None
    """How much of what opens and closes crossings is common to a region: 5 % quantile, mean, 95 % quantile."""
    common_mean: float | None
    common_q95: float | None
    people: float
    checked: bool
    """Whether the independent check found that what happened keeps every rule."""


class SupplyPolicy(Document):
    """A policy on the same scenarios as the others."""

    policy: str
    """*perfect* (nobody could do better, knowing everything beforehand), *rolling*, *stochastic* (two-stage) or *rule*."""
    scenarios: int
    fill: float | None
    """Weighted person-days met, of those demanded, on average."""
    fill_sd: float | None
    unmet: float | None
    """Person-days on average; null where only the weighted are known."""
    weighted_unmet: float
    beside_mean: float | None
    """Unmet person-days more than *rolling* leaves on the same scenarios, with the 95 % interval of the mean."""
    beside_low: float | None
    beside_high: float | None
    because: list[str]


class SupplyCover(Document):
    """A zone's commodity."""

    zone: str
    commodity: str
    group: str
    person_days: float
    """Of demand."""
    reliability: float
    """How likely at least 95 % of demand is met."""
    missed: float
    """Person-days without, on average."""
    cover_q05: float | None
    """Days that what is in store lasts, over all days and scenarios: 5 % quantile."""
    cover_q50: float | None
    cover_q95: float | None
    because: list[str]


class SupplyShortage(Document):
    """What is missing where: food, water and medical supplies first."""

    rank: int
    zone: str
    commodity: str
    group: str
    person_days: float
    share: float
    """Of its demand."""
    reliability: float
    because: list[str]


class SupplyStages(Document):
    """Loads of a commodity by stage, on average over scenarios. What has entered is offloaded, and has not arrived."""

    commodity: str
    name: str
    unit: str
    per_truck: float
    """Units in one load."""
    manifested: float
    offloaded: float
    collected: float
    arrived: float
    intercepted: float
    spoiled: float
    because: list[str]


class SupplyDay(Document):
    """A day of the plan."""

    date: str
    manifested: float
    offloaded: float
    collected: float
    arrived: float
    intercepted: float
    spoiled: float
    arrived_q05: float | None
    arrived_q50: float | None
    arrived_q95: float | None


class SupplyCrossing(Document):
    """A crossing."""

    crossing: str
    name: str
    region: str
    lat: float | None
    lon: float | None
    capacity: float
    """Loads a day when fully open."""
    chance: float | None
    """How likely it is open on the first day; null where nothing was learnt of it."""
    chance_low: float | None
    """Of that chance: the ends of what is likely, given how much was seen."""
    chance_high: float | None
    day_q05: float | None
    """Loads on an open day."""
    day_q50: float | None
    day_q95: float | None
    never_open: bool | None
    """Nobody has seen it open: scenarios keep it closed."""
    open: float
    """The share of its capacity that is expected, over all days."""
    manifested: float
    offloaded: float
    collected: float
    arrived: float
    intercepted: float
    closed_from: str
    """The days for which its closure is tried."""
    closed_to: str
    closure_mean: float | None
    """Unmet person-days more if it were closed on these days, by the priority rule, with the 95 % interval of the mean."""
    closure_low: float | None
    closure_high: float | None
    because: list[str]


class SupplyWorth(Document):
    """What one more of something would bring."""

    kind: str
    """*crossing_day* (a crossing fully open on a day of the first week), *truck* (on every day, per day) or *inspection_hour*."""
    what: str
    """The crossing; of *truck* nothing."""
    mean: float | None
    """Weighted person-days, to somebody who knew everything beforehand."""
    low: float | None
    high: float | None
    because: list[str]


class SupplyFlow(Document):
    """Loads on a leg or a route."""

    kind: str
    """*leg* (origin to crossing) or *route* (crossing to zone)."""
    from_: str = Field(alias="from")
    to: str
    loads: float
    """Of a route: collected and not intercepted."""
    intercepted: float


class SupplyPassage(Document):
    """People who have to pass a crossing: counts only."""

    passage: str
    crossing: str
    from_: str = Field(alias="from")
    to: str
    people: float
    passed: float
    waiting: float
    because: list[str]


class SupplyConvoy(Document):
    """Trucks to send on a day, if the crossings are as open as is expected."""

    date: str | None
    origin: str
    crossing: str
    zone: str
    """For which they are meant; what is collected in the end is decided inside."""
    commodity: str
    trucks: int
    because: list[str]


class SupplyAgreed(Document):
    """What is expected on a day, beside what was agreed for it."""

    promise: str
    by: str
    term: str | None
    """Of the case's agreements."""
    date: str
    agreed: float
    offloaded: float
    arrived: float
    short: float
    """Of what was agreed, what is not expected to arrive."""
    because: list[str]


class SupplyScenario(Document):
    """The same corridors under a scenario, by the same policy on the same draws."""

    scenario: str
    """Its name in case.toml; empty: the case itself."""
    policy: str
    fill: float
    unmet: float
    more_mean: float
    """Unmet person-days more than in the case itself, with the 95 % interval of the mean."""
    more_low: float
    more_high: float
    arrived: float
    """Loads that arrive in all."""


class SupplyImport(Document):
    """How much of a commodity reaches the zones in a month of the plan."""

    material: str
    month: str
    q05: float
    q50: float
    q95: float
    unit: str
    because: list[str]


class SupplyFault(Document):
    """What could not be computed, or lets nothing through."""

    part: str
    ids: list[str]
    what: str
    at: str | None
    """File and line."""


class SupplyDocument(Document):
    """`troth supply CASE --json`."""

    case: str
    summary: SupplySummary
    policies: list[SupplyPolicy]
    cover: list[SupplyCover]
    shortages: list[SupplyShortage]
    stages: list[SupplyStages]
    daily: list[SupplyDay]
    crossings: list[SupplyCrossing]
    """The one whose closure hurts most first."""
    worth: list[SupplyWorth]
    flows: list[SupplyFlow]
    passages: list[SupplyPassage]
    convoys: list[SupplyConvoy]
    agreed: list[SupplyAgreed]
    beside: list[SupplyBeside]
    contradictions: list[SupplyContradiction]
    access: list[SupplyAccess]
    windows: list[SupplyWindow]
    reported: list[SupplyReported]
    scores: list[SupplyScore]
    calibration: list[SupplyBin]
    scenarios: list[SupplyScenario]
    """None where none is compared."""
    import_caps: list[SupplyImport]
    faults: list[SupplyFault]
    because: list[str]
