"""What `troth assess --json` prints."""

from pydantic import Field

from .documents_base import Document


class AssessTotal(Document):
    """One figure with its spread; sector or region null: all of them."""

    measure: str
    """`damage`: cost of repairing and replacing what was hit, at pre-conflict prices; `losses`; `needs`."""
    sector: str | None
    region: str | None
    component: str | None = None
    """Of losses and needs; null: all of them."""
    phase: str | None = None
    """Of needs: `immediate`, `short`, `medium`, `long`; null: all of them."""
    met: float | None = None
    """Of needs: what is met already."""
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


class AssessPublished(Document):
    """What somebody else published, beside ours of the same measure, sector and region."""

    measure: str
    sector: str | None
    region: str | None
    by: str
    as_of: str
    low: float
    high: float
    source: str
    note: str
    mean: float | None
    """Ours; null: not assessed here."""
    q05: float | None
    q95: float | None
    agrees: bool | None
    """Whether the two intervals meet."""


class AssessService(Document):
    """Whom a service no longer reaches in a region: counts, never names."""

    service: str
    region: str
    people: float
    """Whom it served."""
    without: float
    because: list[str]


class AssessShortage(Document):
    """What is missing in a region in a day, by the survival (low) and the usual (high) humanitarian standard."""

    zone: str
    commodity: str
    low: float
    high: float
    unit: str
    because: list[str]


class AssessDocument(Document):
    """An assessment."""

    case: str
    headline: str = ""
    """The total with its interval, and the largest cause of what is not known, in one sentence."""
    totals: list[AssessTotal]
    because: list[str]
    """What the figures rest on: the file, and the assumptions by their sources."""
    rows: int | None = None
    """Of the file, or of a case's tables of what was hit."""
    rows_used: int | None = None
    """Of them; the others could not be used and were left out (`--skip-bad`)."""
    left_out: list[str] = Field(default_factory=list)
    """Why: the first rows of each kind of problem by their numbers, and how many more there are."""
    replacement: float
    """Sum of the replacement values; damage is never above it."""
    price_year: int | None
    classes: dict[str, float] = Field(default_factory=dict)
    """Assets expected in each class of damage, as they look."""
    causes: list[AssessCause]
    exceedance: list[tuple[float, float]] = Field(default_factory=list)
    """(probability, damage exceeded with it)."""
    assumptions: list[AssessAssumption]
    published: list[AssessPublished] = Field(default_factory=list)
    services: list[AssessService] = Field(default_factory=list)
    shortages: list[AssessShortage] = Field(default_factory=list)
    ids_checked: bool | None = None
    """Whether it was made sure that no asset stands twice."""
