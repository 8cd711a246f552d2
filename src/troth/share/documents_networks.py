"""What `troth plan --json` prints of a case with networks to be repaired."""

from .documents_base import Document


class NetworksRepair(Document):
    """A damaged element: when it is repaired."""

    project: str
    """The node or arc."""
    network: str
    kind: str
    mode: int
    """Always 0: there is one way of repairing it."""
    start: int
    """The period in which it is repaired, from 0."""
    finish: int
    """The first period after it; it works from `start` on."""
    funding: dict[str, float]
    """Always empty: repairs take resources and no pot."""
    cost: float | None
    """Of the repair, where it is told."""
    myopic: int | None
    """The period in which the myopic course repairs it; null: not within the horizon."""
    because: list[str]


class NetworksLeft(Document):
    """A damaged element that is not repaired within the horizon."""

    project: str
    network: str
    kind: str
    myopic: int | None
    because: list[str]


class NetworksService(Document):
    """People served by a network in a period."""

    period: int
    """From 0; -1: before anything is repaired."""
    date: str | None
    """Always null: periods have no dates here."""
    network: str
    people: float
    myopic: float
    all: float
    """Whom it served before the damage."""


class NetworksBaseline(Document):
    """What another course is worth."""

    name: str
    objective: float
    share: float | None
    """Of the plan's own."""


class NetworksFault(Document):
    """Something that could not be used as it was told."""

    ids: list[str]
    what: str


class NetworksDocument(Document):
    """`troth plan CASE --json`, of a case with a networks.toml."""

    case: str
    status: str
    """*optimal*: proven within a ten-thousandth; *feasible*; *invalid*: the independent check objects."""
    objective: float
    """People served times periods, over all networks: the area under the service curve."""
    bound: float | None
    """No course is worth more; null: none is known."""
    gap: float | None
    gain: float
    """How much more it is worth than the myopic course, as a share; never below 0."""
    checked: bool
    stopped: str
    """*nodes* where their number ended a search; *time* where wall time did: the result may then differ on another machine."""
    search_nodes: int
    damaged: int
    resources: int
    """Repairs in each period."""
    periods: int
    period: str
    schedule: list[NetworksRepair]
    left_out: list[NetworksLeft]
    service: list[NetworksService]
    baselines: list[NetworksBaseline]
    faults: list[NetworksFault]
    because: list[str]
