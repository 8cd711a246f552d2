"""What policies achieve over many scenarios, side by side, and beside what perfect information could."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .arrays import Array
from .counting import THOUSANDTHS
from .problem import Corridors
from .tally import COVER_WIDTH, STAGES, Tally

Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Outcome:
    """One policy over scenarios. Loads are truck loads; "arrived" is what is in the stores of a zone, never what has entered."""

    name: str
    tally: Tally
    wide: float
    """Loads in a bin of the fan."""

    @property
    def scenarios(self) -> int:
        """How many."""
        return len(self.tally.each)

    @property
    def unmet_each(self) -> Array:
        """(N,) unmet person-days of each scenario."""
        return self.tally.each[:, 0]

    @property
    def weighted_each(self) -> Array:
        """(N,) weighted."""
        return self.tally.each[:, 1]

    @property
    def demanded_each(self) -> Array:
        """(N,) weighted person-days of demand of each scenario."""
        return self.tally.each[:, 2]

    @property
    def demanded(self) -> float:
        """Weighted person-days of demand, on average."""
        return float(self.demanded_each.mean())

    @property
    def unmet(self) -> float:
        """Person-days, on average."""
        return float(self.unmet_each.mean())

    @property
    def fill(self) -> float:
        """Weighted person-days met, of those demanded in all scenarios; 1 where nothing is."""
        return float(1 - self.weighted_each.mean() / self.demanded) if self.demanded > 0 else 1.0

    @property
    def fill_sd(self) -> float:
        """From scenario to scenario."""
        return float(self.weighted_each.std() / self.demanded) if self.demanded > 0 else 0.0

    @property
    def reliability(self) -> Array:
        """(Z, K) probability that at least 95 % of demand is met."""
        return np.asarray(self.tally.enough / self.scenarios)

    @property
    def missed(self) -> Array:
        """(Z, K) loads that were missed, on average."""
        return np.asarray(self.tally.missed / THOUSANDTHS / self.scenarios)

    @property
    def wanted(self) -> Array:
        """(Z, K) loads that were demanded, on average; people who move make it more or less than what was planned."""
        return np.asarray(self.tally.demanded / THOUSANDTHS / self.scenarios)

    @property
    def stages(self) -> Mapping[str, Array]:
        """(D, K) loads on average, by stage."""
        return dict(zip(STAGES, self.tally.stages / THOUSANDTHS / self.scenarios, strict=True))

    @property
    def crossings(self) -> Mapping[str, Array]:
        """(C, K) loads on average, by stage; arrived is what was collected there and not intercepted."""
        return dict(zip(STAGES, self.tally.crossings / THOUSANDTHS / self.scenarios, strict=False))

    @property
    def people(self) -> Array:
        """(P, 2) people who passed, and who still wait at the end, on average."""
        return np.asarray(self.tally.people / THOUSANDTHS / self.scenarios)

    def cover(self, share: float) -> Array:
        """(Z, K) days of cover that a share of all days (of all scenarios) ends below, to a quarter of a day; nan: no demand."""
        return _quantile(self.tally.cover, share, COVER_WIDTH)

    def arrived(self, share: float) -> Array:
        """(D,) loads that arrive on a day, at most so many in a share of the scenarios."""
        return _quantile(self.tally.fan, share, self.wide)


def _quantile(counts: Array, share: float, width: float) -> Array:
    """Upper ends of the bins in which a share is reached."""
    below = counts.cumsum(axis=-1)
    total = below[..., -1]
    place = (below < share * total[..., None]).sum(axis=-1)
    return np.where(total > 0, (place + 1) * width, np.nan)


@dataclass(frozen=True, slots=True)
class Difference:
    """One policy less another on the same scenarios: unmet person-days, with the 95 % interval of the mean."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Policies on the same scenarios."""

    outcomes: Mapping[str, Outcome]
    bound_each: Array
    """(N,) weighted person-days that nobody could have met, even knowing everything; empty where it was not asked for."""

    @property
    def perfect_fill(self) -> float | None:
        """No policy fills more on these scenarios; None where it was not asked for."""
        if not len(self.bound_each):
            return None
        demanded = next(iter(self.outcomes.values())).demanded
        return float(1 - self.bound_each.mean() / demanded) if demanded > 0 else 1.0

    def less(self, one: str, other: str, *, weighted: bool = False) -> Difference:
        """How many more unmet person-days one policy leaves than another; below zero: it leaves fewer."""
        column = int(weighted)
        apart = self.outcomes[one].tally.each[:, column] - self.outcomes[other].tally.each[:, column]
        half = Z95 * float(apart.std(ddof=1)) / np.sqrt(len(apart)) if len(apart) > 1 else float("inf")
        return Difference(float(apart.mean()), float(apart.mean() - half), float(apart.mean() + half))


@dataclass(frozen=True, slots=True)
class Shortage:
    """What is missing where."""

    zone: str
    commodity: str
    person_days: float
    weighted: float
    share: float
    """Of its demand."""
    reliability: float
    """Probability that at least 95 % of demand is met."""


def shortages(outcome: Outcome, corridors: Corridors) -> list[Shortage]:
    """All that is missing, worst first by weighted person-days."""
    made = []
    for z, zone in enumerate(corridors.zones):
        for k, good in enumerate(corridors.commodities):
            units, share = (
                float(outcome.missed[z, k] * good.per_truck),
                outcome.missed[z, k] / max(outcome.wanted[z, k], 1e-12),
            )
            if units > 0:
                days = units / good.ration
                made.append(Shortage(zone.id, good.id, days, days * good.weight, float(share), float(outcome.reliability[z, k])))  # fmt: skip
    return sorted(made, key=lambda one: -one.weighted)
