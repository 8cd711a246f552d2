"""What may happen at the crossings and on the routes: scenarios as arrays, and who can draw them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from .problem import Corridors, FloatArray


@dataclass(frozen=True, slots=True)
class Scenarios:
    """Several courses of events.

    Parameters
    ----------
    open
        (N, C, D) the share of its capacity that a crossing lets pass: 0 closed, 1 open.
    loss
        (N, R, D) the share of what is collected on a day that is intercepted on the route.
    demand
        (N, Z, D) factors on demand; None: as planned.
    """

    open: FloatArray
    loss: FloatArray
    demand: FloatArray | None = None

    def __post_init__(self) -> None:
        """Shares are shares, and the arrays fit each other."""
        for name, values in (("open", self.open), ("loss", self.loss)):
            if values.size and not (values.min() >= 0 and values.max() <= 1):
                msg = f"{name} has values from {values.min():g} to {values.max():g}; expected shares between 0 and 1"
                raise ValueError(msg)
        many = {one.shape[0::2] for one in (self.open, self.loss, self.demand) if one is not None}
        if len(many) != 1:
            msg = f"arrays of {sorted(many)} (scenarios, days); expected the same for all"
            raise ValueError(msg)
        if self.demand is not None and self.demand.size and not self.demand.min() >= 0:
            msg = f"a demand factor of {self.demand.min():g}; expected 0 or more"
            raise ValueError(msg)

    def __len__(self) -> int:
        """How many."""
        return len(self.open)

    def __getitem__(self, part: slice) -> "Scenarios":
        """Some of them."""
        demand = None if self.demand is None else self.demand[part]
        return Scenarios(self.open[part], self.loss[part], demand)

    def __iter__(self) -> Iterator["Scenarios"]:
        """One by one, each as scenarios of which there is one."""
        return (self[number : number + 1] for number in range(len(self)))

    def closed(self, crossing: int, first: int, last: int) -> "Scenarios":
        """The same with a crossing closed from day `first` to day `last`, both counted."""
        changed = self.open.copy()
        changed[:, crossing, first : last + 1] = 0.0
        return Scenarios(changed, self.loss, self.demand)


class Outlook(Protocol):
    """Who knows what the crossings may do. Picklable; the same for a seed and a number, whoever asks."""

    def draw(self, seed: int, first: int, count: int) -> Scenarios:
        """Scenarios `first` to `first + count - 1` of a seed: number n is the same whatever is drawn beside it."""
        ...

    def ahead(self, seen: FloatArray, days: int, seed: int, count: int) -> FloatArray:
        """(count, C, days) shares for the days after those seen; `seen` is (C, d + 1), today last."""
        ...


def steady(
    corridors: Corridors, open_: FloatArray | None = None, loss: FloatArray | None = None
) -> Scenarios:
    """One scenario: as open as given (C, D), unless given fully, with the expected losses."""
    days = corridors.days
    expected = np.array([route.loss for route in corridors.routes]).reshape(-1, 1)
    opened = np.ones((len(corridors.crossings), days)) if open_ is None else np.asarray(open_, float)
    lost = np.repeat(expected, days, 1) if loss is None else np.asarray(loss, float)
    return Scenarios(opened[None], lost[None])
