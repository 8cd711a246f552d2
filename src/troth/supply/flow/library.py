"""An outlook made of scenarios that somebody else drew, such as the posterior of what was learnt from reports."""

from dataclasses import dataclass

import numpy as np

from .problem import FloatArray
from .scenario import Scenarios


@dataclass(frozen=True, slots=True)
class Library:
    """Scenarios to take from; looking ahead means what followed where the last days were most alike.

    Parameters
    ----------
    scenarios
        At least two, drawn by whoever knows; more make the look ahead finer.
    memory
        Days before today that are compared, today counting most.
    """

    scenarios: Scenarios
    memory: int = 7

    def draw(self, seed: int, first: int, count: int) -> Scenarios:
        """Scenario n is number n plus an offset by the seed, round and round: seeds that differ begin elsewhere."""
        offset = int(
            np.random.Generator(np.random.Philox(key=[seed & (2**64 - 1), 1])).integers(len(self.scenarios))
        )
        chosen = (offset + first + np.arange(count)) % len(self.scenarios)
        of = self.scenarios
        return Scenarios(of.open[chosen], of.loss[chosen], None if of.demand is None else of.demand[chosen])

    def ahead(self, seen: FloatArray, days: int, seed: int, count: int) -> FloatArray:
        """(count, C, days): what followed in scenarios whose last days differ least from those seen; equal ones by lot.

        The last days of each scenario are compared at the day of today; after its end a scenario stays as it ends.
        """
        given = self.scenarios.open
        today = min(seen.shape[1] - 1, given.shape[2] - 1)
        back = min(self.memory, seen.shape[1], today + 1)
        apart = np.abs(given[:, :, today - back + 1 : today + 1] - seen[None, :, seen.shape[1] - back :])
        weight = 2.0 ** -np.arange(back - 1, -1, -1.0)
        random = np.random.Generator(np.random.Philox(key=[seed & (2**64 - 1), 2]))
        order = np.lexsort((random.random(len(given)), (apart.mean(axis=1) @ weight).round(9)))
        nearest = order[: max(1, min(count, len(given) // 4 or 1))]
        chosen = nearest[np.arange(count) % len(nearest)]
        after = np.minimum(today + 1 + np.arange(days), given.shape[2] - 1)
        return np.asarray(given[chosen][:, :, after])
