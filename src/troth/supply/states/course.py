"""What a plan asks of those who know the crossings: scenarios to be judged by, and what may come as seen from a day on the way.

The plan has crossings of its own order and number, and routes; what was learnt covers those that a reporter lists. A
crossing that nobody reports on is as open as the case says.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from .fit import Model
from .memory import Memory
from .problem import FloatArray
from .sample import KEY, STREAMS, sample, seen
from .stages import Loss

AHEAD, LOST = 1, 2
"""Purposes of a seed: what is planned with, and losses; purpose 0 is what then happens."""
_NINETY = 3.29
"""Standard deviations between the ends of an interval of 90 %."""
_MOST = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class LossShare:
    """The share of what is collected that is lost on a route, as far as it is known."""

    alpha: float
    beta: float
    """Of a Beta distribution; both 0: the share is `fixed`."""
    fixed: float = 0.0

    @classmethod
    def assumed(cls, mean: float, low: float, high: float) -> "LossShare":
        """A share with an interval of 90 %: the Beta of that mean and about that width.

        >>> share = LossShare.assumed(0.1, 0.05, 0.15)
        >>> round(share.alpha / (share.alpha + share.beta), 3)
        0.1
        """
        spread = ((high - low) / _NINETY) ** 2
        if not 0 < mean < 1 or spread <= 0:
            return cls(alpha=0.0, beta=0.0, fixed=mean)
        weight = min(_MOST, max(mean * (1.0 - mean) / spread - 1.0, 0.5))
        return cls(alpha=mean * weight, beta=(1.0 - mean) * weight)

    @classmethod
    def learnt(cls, loss: Loss) -> "LossShare":
        """As one reporter's totals say it."""
        if loss.alpha is None or loss.beta is None:
            return cls(alpha=0.0, beta=0.0, fixed=loss.mean)
        return cls(alpha=loss.alpha, beta=loss.beta)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How the crossings and routes of a plan may go on from today. It can be sent to another process."""

    model: Model
    today: Memory
    places: tuple[int | None, ...]
    """(C) of each crossing of the plan: its number in the model; None: nothing was learnt of it."""
    otherwise: tuple[float, ...] = ()
    """(C) how open a crossing is of which nothing was learnt; not said: fully."""
    routes: tuple[LossShare, ...] = ()
    """(R) what is lost on each route of the plan."""
    shut: tuple[tuple[int, int, int], ...] = field(default=())
    """Crossing, first day, last day: closed by the scenario, whatever was learnt."""

    def open(self, seed: int, first: int, count: int, days: int) -> FloatArray:
        """(count, C, days) shares of capacity in scenarios `first` to `first + count - 1`."""
        drawn = sample(self.model, self.today, seed=seed, first=first, count=count, days=days)
        return self._placed(drawn, 0)

    def ahead(self, known: FloatArray, days: int, seed: int, count: int) -> FloatArray:
        """(count, C, days) shares for the days behind those known, which are (C, d): the plan's own days so far, today last.

        Drawn with other streams than `open`, so that nobody plans with what will happen.
        """
        learnt = np.full((known.shape[1], len(self.model.crossings)), np.nan)
        for place, number in enumerate(self.places):
            if number is not None:
                learnt[:, number] = known[place]
        memory = seen(self.today, self.model, learnt)
        drawn = sample(self.model, memory, seed=seed, first=0, count=count, days=days, purpose=AHEAD)
        return self._placed(drawn, known.shape[1])

    def lost(self, seed: int, first: int, count: int, days: int) -> FloatArray:
        """(count, R, days) the share that is intercepted: one draw for each route and scenario, the same on all its days."""
        out = np.empty((count, len(self.routes)))
        for number in range(count):
            key = [seed & KEY, (LOST * STREAMS + first + number) & KEY]
            random = np.random.Generator(np.random.Philox(key=key))
            out[number] = [_share(route, random) for route in self.routes]
        return np.repeat(out[:, :, None], days, axis=2)

    def _placed(self, drawn: FloatArray, skipped: int) -> FloatArray:
        """From the model's crossings to the plan's, with what is shut shut."""
        count, days, _ = drawn.shape
        out = np.ones((count, len(self.places), days))
        for place, number in enumerate(self.places):
            usual = self.otherwise[place] if self.otherwise else 1.0
            out[:, place] = usual if number is None else drawn[:, :, number]
        for place, first, last in self.shut:
            out[:, place, max(0, first - skipped) : max(0, last + 1 - skipped)] = 0.0
        return out


def _share(route: LossShare, random: np.random.Generator) -> float:
    drawn = random.beta(max(route.alpha, 1e-9), max(route.beta, 1e-9))
    return float(drawn) if route.alpha > 0 else route.fixed


def places_of(plan: Sequence[str], model: Model) -> tuple[int | None, ...]:
    """Where each crossing of a plan stands in a model; None where it does not."""
    return tuple(model.crossings.index(name) if name in model.crossings else None for name in plan)
