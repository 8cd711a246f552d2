"""Losses: what does not flow until it flows again, month by month.

A flow is foregone output, a higher cost of operation, debris and mine clearance, temporary shelter or services. It lasts
until its service is restored: the recovery path is an input, from a duration or from a programme (`plan` returns one).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .classes import Floats
from .drawing import own_draws
from .factors import log_sd_of, mean_of

Path = Sequence[float]
"""The share of a service that is restored in each month, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Flow:
    """What is lost in a month in which nothing of the service works; known between a 5 and a 95 % point."""

    sector: str
    component: str
    """*foregone output*, *higher operating cost*, *debris and mine clearance*, *temporary shelter*, *temporary services*."""
    service: str
    """Whose recovery ends it."""
    low: float
    high: float
    source: str


@dataclass(frozen=True, slots=True)
class Loss:
    """The loss of one flow over the horizon."""

    flow: Flow
    monthly: Floats
    """Its mean in each month, shape (months,)."""
    mean: float
    sd: float
    q05: float
    q50: float
    q95: float


def linear(duration: float, months: int, *, starts: float = 0.0) -> list[float]:
    """A path that grows evenly from the month `starts` on and is whole after `duration` more.

    >>> linear(4, 6)
    [0.0, 0.25, 0.5, 0.75, 1.0, 1.0]
    """
    if duration <= 0:
        return [1.0 if month >= starts else 0.0 for month in range(months)]
    return [float(min(max((month - starts) / duration, 0.0), 1.0)) for month in range(months)]


def losses(
    flows: Sequence[Flow], paths: Mapping[str, Path], *, months: int, seed: int = 0, draws: int = 8192
) -> tuple[list[Loss], dict[str, Floats]]:
    """The loss of every flow, and the draws of each sector's sum.

    Parameters
    ----------
    flows
        What is lost while a service is away.
    paths
        How each service comes back; a path that is shorter than the horizon stays at its last share.
    months
        The horizon.

    Raises
    ------
    ValueError
        A service without a path, or a share that is none.

    >>> shops = Flow("commerce", "foregone output", "power", 10, 10, "made up")
    >>> found, _ = losses([shops], {"power": linear(4, 6)}, months=6)
    >>> found[0].mean, found[0].monthly.tolist()
    (25.0, [10.0, 7.5, 5.0, 2.5, 0.0, 0.0])
    """
    away = {service: _away(service, path, months) for service, path in paths.items()}
    missing = sorted({flow.service for flow in flows} - set(away))
    if missing:
        msg = f"no recovery path of {', '.join(missing)}"
        raise ValueError(msg)
    found, by_sector = [], dict[str, Floats]()
    for number, flow in enumerate(flows):
        mean, spread = mean_of(flow.low, flow.high), log_sd_of(flow.low, flow.high)
        monthly = mean * away[flow.service]
        normal = own_draws(seed, 100 + number).standard_normal(draws)
        drawn = monthly.sum() * np.exp(spread * normal - spread**2 / 2)
        low, middle, high = np.quantile(drawn, (0.05, 0.5, 0.95))
        sd = float(monthly.sum() * np.sqrt(np.expm1(spread**2)))
        found.append(Loss(flow, monthly, float(monthly.sum()), sd, float(low), float(middle), float(high)))
        by_sector[flow.sector] = by_sector.get(flow.sector, np.zeros(draws)) + drawn
    return found, by_sector


def _away(service: str, path: Path, months: int) -> Floats:
    if not path or any(not 0 <= share <= 1 for share in path):
        msg = f"the recovery of {service}: expected at least one share from 0 to 1"
        raise ValueError(msg)
    whole = [*path[:months], *([path[-1]] * (months - len(path)))]
    return 1 - np.array(whole, dtype=np.float64)
