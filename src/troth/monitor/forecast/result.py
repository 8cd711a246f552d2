"""What a forecast gives back: a distribution by its quantiles, and how forecasts like it have fared."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import Field

from troth.records.verdict import Finding

from .distribution import Counts

MODEL = "mixture"
SHARES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}


class Forecast(Finding):
    """How many incidents will be on record of a region and a month, as far as its past says.

    It is no warning of anybody's intent, and it says nothing of who will do what.
    """

    region: str
    month: str
    mean: float
    q05: int
    q25: int
    q50: int
    q75: int
    q95: int
    months: int = Field(ge=1)
    """Months of the past that it is made from."""


class Score(Finding):
    """How one way of forecasting fared on months that it had not seen; lower is better."""

    method: str
    region: str | None
    """None: all regions."""
    forecasts: int
    crps: float
    """Mean over the months (and regions), in incidents."""
    inside_50: float
    """Share of the months that lay within the central 50 per cent, both ends included."""
    inside_90: float
    better_by: float | None = None
    """The model's mean score less this method's: negative where the model is better. Only for all regions."""
    better_low: float | None = None
    better_high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One forecast, and what happened."""

    method: str
    region: str
    month: str
    forecast: Counts
    happened: int
    crps: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Forecasts of the month after the last, by region."""

    forecasts: tuple[Forecast, ...]
    distributions: Mapping[str, Counts] = field(default_factory=dict)
    """By region, whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """How the model and its baselines fared on held-out months."""

    first: str
    last: str
    scores: tuple[Score, ...]
    told: tuple[Told, ...]
    pit: tuple[float, ...]
    """Of the model, sorted: the probability below what happened plus half the probability of it; even from 0 to 1 is good."""
