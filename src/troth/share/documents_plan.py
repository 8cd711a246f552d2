"""What `troth plan --json` prints."""

from pydantic import Field

from .documents_base import Document


class PlanProject(Document):
    """A project: when, whose money, and why not earlier."""

    project: str
    name: str
    sector: str
    region: str
    start: int | None
    """The period in which it starts, from 0; null: it does not fit into the horizon."""
    end: int | None
    """The first period in which it is finished."""
    end_q05: int
    """Its end under doubt, 5 % point; the horizon plus one where it is not done."""
    end_q50: int
    end_q95: int
    money: dict[str, float]
    """By pot; empty where it is not done."""
    cost: float
    why: list[str]
    """What keeps it from starting a period earlier; empty: nothing does, and nobody would be served sooner."""
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
    people: float
    score_list: float
    q05: float
    q50: float
    q95: float


class PlanList(Document):
    """What a way of ordering the same projects is worth."""

    list: str
    value: float
    share: float | None


class PlanMargin(Document):
    """What one more of something would bring."""

    what: str
    kind: str
    gain: float
    share: float | None


class PlanFault(Document):
    """What could not be planned."""

    ids: list[str]
    what: str
    conflict: list[str]
    """The smallest set of limits that cannot be kept together."""


class PlanDocument(Document):
    """`troth plan CASE --json`."""

    case: str
    value: float
    """Discounted days of restored service, over all people."""
    gain_over_score_list: float
    gain_over_best_greedy: float
    bound_gap: float | None
    """How far it may be from the best plan, as a share; null: not known."""
    checked: bool
    """Whether the independent check found that it keeps every limit."""
    periods: int
    projects: list[PlanProject]
    services: list[PlanService]
    money: list[PlanMoney]
    curve: list[PlanPeriod]
    lists: list[PlanList]
    margins: list[PlanMargin]
    faults: list[PlanFault] = Field(default_factory=list)
    because: list[str]
