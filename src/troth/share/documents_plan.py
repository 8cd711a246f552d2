"""What `troth plan --json` prints."""

from pydantic import Field

from .documents_base import Document
from .documents_plan_results import PlanGoal, PlanResult
from .documents_plan_why_not import PlanPinned


class PlanReason(Document):
    """What keeps a project from starting a period earlier, or from being done at all."""

    kind: str
    """*start* (it starts at once), *gate*, *order*, *before*, *crew*, *imports*, *money* or *horizon*."""
    what: str
    """The region, the project, the pool or the pot."""
    period: int | None
    """Of *gate* the first with access, of *money* the last by which there is too little; from 0."""
    amount: float | None
    """Of *money*: what the project needs of the pot."""


class PlanProject(Document):
    """A project that is done: when, how, with whose money, and why not earlier."""

    project: str
    name: str
    sector: str
    region: str
    mode: int
    """The number of its mode, from 0."""
    start: int
    """The period in which it starts, from 0."""
    finish: int
    """The first period in which it is finished: `start` and the duration of its mode."""
    start_date: str | None
    """The first day of the period in which it starts; null where nobody says when the first begins."""
    finish_date: str | None
    """The last day of the last period in which it runs."""
    finish_q05: int
    """Its end under doubt, 5 % point; the horizon plus one where it is not done."""
    finish_q50: int
    finish_q95: int
    funding: dict[str, float]
    """By pot, in the plan's currency."""
    cost: float
    why: list[PlanReason]
    """What keeps it from starting a period earlier; empty: nothing does, and nobody would be served sooner."""
    because: list[str]


class PlanLeft(Document):
    """A project that does not fit into the horizon."""

    project: str
    name: str
    sector: str
    region: str
    cost: float
    """Of its cheapest mode."""
    why: list[PlanReason]
    """What it is short of at the end."""
    because: list[str]


class PlanService(Document):
    """A service: from when, for how many."""

    service: str
    name: str
    region: str
    people: float
    requires: list[str]
    """Of each group, parted by |, at least one."""
    ready: int | None
    """The period from which it is there; null: not within the horizon."""
    ready_q05: int
    ready_q50: int
    ready_q95: int
    due: int | None
    in_time: float | None
    """How likely it is there by the period in which it was promised."""
    because: list[str]


class PlanMoney(Document):
    """What a pot has and spends in a year."""

    pot: str
    donor: str
    year: int
    there: float
    spent: float


class PlanPeriod(Document):
    """People served by the end of a period, each once for each service."""

    period: int
    """From 0."""
    date: str | None
    """Its last day; null where nobody says when the first begins."""
    people: float
    score_list: float
    q05: float
    q50: float
    q95: float


class PlanBaseline(Document):
    """What a plainer way of ordering the same projects is worth, with the same decoder."""

    name: str
    objective: float
    share: float | None
    """Of the plan's own."""


class PlanMargin(Document):
    """What one more of something would bring."""

    kind: str
    """*money*, *crew*, *access*, *imports* or *earmark*."""
    what: str
    """The pot, the pool or the region; of *imports* nothing."""
    gain: float
    share: float | None


class PlanRegion(Document):
    """How many people of a region are served, and how soon; each once for each service."""

    region: str
    people: float
    served: float
    """At the end of the horizon."""
    half: int | None
    """The period in which half of them are served; null: not within the horizon."""
    share: float
    """Of all their time within the horizon, the part with the service."""


class PlanNeed(Document):
    """What an assessment says that recovery costs, and how much of it the plan does."""

    sector: str
    component: str
    amount: float
    """The mean, in the plan's currency, over all phases."""
    projects: float
    """The share of it for which there is a project."""
    planned: float
    """The share of it that the plan does."""
    because: list[str]


class PlanScenario(Document):
    """The same programme under a scenario, planned from the priorities of the plan."""

    scenario: str
    """Its name in case.toml; empty: the plan itself."""
    objective: float
    share: float | None
    """Of the plan's own."""
    people: float
    """Served at the end of the horizon, each once for each service."""
    done: int
    """Projects that fit into the horizon."""
    projects: int
    checked: bool


class PlanFault(Document):
    """What could not be planned."""

    ids: list[str]
    what: str
    conflict: list[str]
    """The smallest set of limits that cannot be kept together."""


class PlanRecovery(Document):
    """A service from a month on, until its next row."""

    service: str
    month: str
    share: float
    """0 or 1: whether the plan has it there."""
    people: float
    q05: float
    """People served, as the plan was replayed under doubt: the 5 % point."""
    q50: float
    q95: float
    unit: str
    place: str | None
    """Its region."""
    because: list[str]


class PlanMaterial(Document):
    """What the plan brings in in a month, for a region."""

    material: str
    month: str
    quantity: float
    unit: str
    place: str | None
    """The region."""
    because: list[str]
    """The projects that use it."""


class PlanDocument(Document):
    """`troth plan CASE --json`."""

    case: str
    status: str
    """*optimal*: proven; *feasible*: every limit is kept; *invalid*: the independent check objects; *empty*: nothing can be planned."""
    measure: str
    """What the objective counts: *people_days* (discounted days of restored service, over all people: the area under the service
    curve), *lateness* (people times periods behind what was promised, below 0) or *makespan* (below 0: the later the last, the lower)."""
    objective: float
    bound: float | None
    """No plan is worth more; null: none is known."""
    gap: float | None
    """How far the plan may be from the best, as a share of the bound; null: not known."""
    gain_over_score_list: float
    gain_over_best_greedy: float
    checked: bool
    """Whether the independent check found that it keeps every limit."""
    periods: int
    period: str
    """*month*, *quarter*, *half-year* or *year*."""
    begins: str | None
    """The month in which the first period begins."""
    currency: str
    """Of all amounts."""
    margin: float
    """How much more money the margins of *money* are told for."""
    schedule: list[PlanProject]
    """By start."""
    left_out: list[PlanLeft]
    service: list[PlanPeriod]
    """The service curve."""
    services: list[PlanService]
    money: list[PlanMoney]
    baselines: list[PlanBaseline]
    margins: list[PlanMargin]
    regions: list[PlanRegion]
    needs: list[PlanNeed]
    """None where the case has no table of needs."""
    scenarios: list[PlanScenario]
    """None where none is compared."""
    results: list[PlanResult]
    """What projects are to bring; none where the case has no plan_results.csv."""
    goal: PlanGoal | None
    """Null where the programme has promised no number of people."""
    recovery: list[PlanRecovery] = Field(default_factory=list)
    """For whoever counts losses; none where nobody says when the plan begins."""
    material_demand: list[PlanMaterial] = Field(default_factory=list)
    """For whoever brings it in; none where nobody says when the plan begins."""
    why_not: PlanPinned | None = None
    """What `--why-not` asked; null where it did not."""
    faults: list[PlanFault] = Field(default_factory=list)
    because: list[str]
