"""What `troth supply --json` prints of reports: reporter by reporter, never their mean."""

from pydantic import Field

from .documents_base import Document


class SupplyBeside(Document):
    """What one reporter says came, beside a promise: never a mean of several."""

    promise: str
    by: str
    term: str | None
    reporter: str
    stage: str
    """What the figure counts: offloaded is not arrived."""
    unit: str
    from_: str = Field(alias="from")
    to: str
    days: int
    known: int
    """Days that the reporter gives a count for."""
    promised: float
    promised_unit: str
    a_day: float
    """Mean over the known days."""
    share: float | None
    """Null where the reporter counts something else than was promised."""
    short: float | None
    reached: int | None
    """Known days that reached the promise."""
    because: list[str]


class SupplyContradiction(Document):
    """Figures that cannot all be right, or that differ."""

    kind: str
    reporters: list[str]
    what: str
    low: float
    high: float
    because: list[str]


class SupplyAccess(Document):
    """Movements of a period in an area, as one reporter counts them."""

    reporter: str
    area: str
    from_: str = Field(alias="from")
    to: str
    planned: float | None
    facilitated: float | None
    partly_facilitated: float | None
    impeded: float | None
    denied: float | None
    postponed: float | None
    unsaid: float | None
    facilitated_q05: float | None
    """The share of the planned."""
    facilitated_mean: float | None
    facilitated_q95: float | None
    because: list[str]


class SupplyWindow(Document):
    """What one reporter counts within days that the case names."""

    window: str
    from_: str = Field(alias="from")
    to: str
    reporter: str
    stage: str
    unit: str
    days: int
    known: int
    none: int
    """Known days on which nothing passed."""
    quantity: float | None
    """Over the known days."""
    because: list[str]


class SupplyReported(Document):
    """What one reporter counts on a day of the plan, where it is on file."""

    date: str
    reporter: str
    stage: str
    unit: str
    quantity: float
    because: list[str]


class SupplyScore(Document):
    """How forecasts of open and closed fared on days that had not been looked at."""

    forecast: str
    """*learnt*, or one of the simplest ones."""
    brier: float
    """0 is perfect."""
    count: int
    from_: str = Field(alias="from")
    to: str
    because: list[str]


class SupplyBin(Document):
    """Forecasts of about the same chance, and how often it happened."""

    low: float
    high: float
    count: int
    told: float
    happened: float
    q05: float
    q95: float
    because: list[str]
