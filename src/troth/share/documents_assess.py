"""What `troth assess --json` prints."""

from pydantic import Field

from .documents_base import Document


class AssessTotal(Document):
    """One figure with its spread; sector or region null: all of them."""

    measure: str
    """`damage`: cost of repairing and replacing what was hit, at pre-conflict prices."""
    sector: str | None
    region: str | None
    currency: str | None
    mean: float
    sd: float
    q05: float
    q50: float
    q95: float


class AssessCause(Document):
    """A cause of not knowing better, and its share of the total's variance by itself."""

    cause: str
    share: float


class AssessAssumption(Document):
    """What was assumed, and on whose word."""

    what: str
    figure: str
    source: str


class AssessDocument(Document):
    """An assessment."""

    case: str
    totals: list[AssessTotal]
    because: list[str]
    """What the figures rest on: the file, and the assumptions by their sources."""
    rows: int
    rows_used: int
    replacement: float
    """Sum of the replacement values; damage is never above it."""
    price_year: int | None
    classes: dict[str, float]
    """Assets expected in each class of damage, as they look."""
    causes: list[AssessCause]
    exceedance: list[tuple[float, float]] = Field(default_factory=list)
    """(probability, damage exceeded with it)."""
    assumptions: list[AssessAssumption]
    ids_checked: bool
    """Whether it was made sure that no asset stands twice."""
