"""What comes out of learning from reports: forecasts with their scores, durations, losses, contradictions, promises."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from .problem import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """How likely a crossing was to be open on a day, told on the evening before, and what then was on the list."""

    crossing: str
    day: date
    chance: float
    open: bool
    baselines: tuple[float, ...]
    """In the order of the names of `Backtest.baselines`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Forecasts of about the same chance: a point of the calibration plot."""

    low: float
    high: float
    count: int
    told: float
    """The mean of the chances."""
    happened: float
    """The share of days that were open."""
    q05: float
    """Of the share behind it, given how many days there are: a flat Beta prior."""
    q95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """Scores on days that were not looked at when the model was fitted."""

    reporter: str
    first: date
    last: date
    count: int
    """Crossing-days that were forecast."""
    brier: float
    """The mean of (chance - open)²: 0 is perfect."""
    log_score: float
    """The mean of -log of the chance given to what happened."""
    baselines: dict[str, float]
    """The Brier score of each."""
    calibration: tuple[Bin, ...]
    by_month: dict[str, tuple[int, float]] = field(default_factory=dict)
    """Count and Brier score."""
    by_crossing: dict[str, tuple[int, float]] = field(default_factory=dict)
    forecasts: tuple[Forecast, ...] = field(default=(), repr=False)

    @property
    def beaten(self) -> bool:
        """Whether every baseline is."""
        return all(self.brier < one for one in self.baselines.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """How the crossings may be in the days to come."""

    crossings: tuple[str, ...]
    days: tuple[date, ...]
    open: FloatArray = field(repr=False)
    """(D, C) how likely each is open."""
    trucks: FloatArray = field(repr=False)
    """(D, 3) trucks of all crossings together: 5 %, 50 % and 95 % quantiles."""
    total: tuple[float, float, float] = (np.nan, np.nan, np.nan)
    """Of all days together."""
    none_open: tuple[float, ...] = ()
    """(D) how likely no crossing at all is open."""
    never: tuple[str, ...] = ()
    """Crossings nobody has seen open: told as closed, because nothing is known of them."""
