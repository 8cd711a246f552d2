"""A built-in outlook: crossings that are open, partly open or closed for spells, and shocks that close many at once.

Each crossing by itself goes from one state to the next after a spell whose length is discretised Weibull (semi-Markov). Beside
it each region has shocks: while one lasts, every crossing of the region is closed with the probability `reach`, drawn once
for each shock and crossing. Without shocks crossings would be independent, and reliability would be overstated.
"""

from dataclasses import dataclass

import numpy as np

from .arrays import Array
from .scenario import Scenarios

CLOSED, PARTIAL, OPEN = range(3)
SHARES = np.array([0.0, 0.5, 1.0])
CUT = (0.05, 0.75)
"""Up to the first a crossing counts as closed, from the second on as open."""
BURN = 30
"""Days before day 0, so that spells are under way."""
LONGEST = 90
"""Days after which a spell grows no older."""
WORST = 0.95
"""No more than this is intercepted of what a day sends on a route."""
AHEAD = 1 << 40
"""The number of the stream that looks ahead; scenarios have smaller ones."""


@dataclass(frozen=True, slots=True)
class SemiMarkov:
    """Crossings of regions, with their spells and their shocks.

    Parameters
    ----------
    region
        (C,) number of the region of each crossing.
    scale
        (C, 3) days of a spell that is closed, partial, open: the Weibull scale.
    shape
        (3,) Weibull shape of the three: below 1, a spell that has lasted long goes on.
    after
        (3, 3) probability of what follows a spell of each state; the diagonal is 0.
    shock_rate, shock_days
        (G,) shocks a day while there is none, and their mean length (geometric).
    reach
        Probability that a crossing of the region is closed by a shock.
    loss
        (R,) expected share intercepted on each route.
    loss_spread
        Of a day's share around it: the standard deviation of its logarithm, by route and day; 0: always as expected.
    days
        Of a scenario.
    """

    region: Array
    scale: Array
    shape: Array
    after: Array
    shock_rate: Array
    shock_days: Array
    reach: float
    loss: Array
    loss_spread: float
    days: int

    def draw(self, seed: int, first: int, count: int) -> Scenarios:
        """Scenarios by their number: a stream of random numbers for each."""
        many, width = len(self.region), 3 * len(self.region) + len(self.shock_rate)
        chance = np.empty((count, BURN + self.days, width), np.float32)
        loss = np.empty((count, len(self.loss), self.days))
        for place in range(count):
            random = _stream(seed, first + place)
            random.random(dtype=np.float32, out=chance[place])
            loss[place] = self._losses(random)
        before = (
            np.full((count, many), OPEN),
            np.zeros((count, many), np.int64),
            np.zeros((count, len(self.shock_rate)), bool),
            np.zeros((count, many), bool),
        )
        return Scenarios(self._on(chance, before)[:, :, BURN:], loss)

    def ahead(self, seen: Array, days: int, seed: int, count: int) -> Array:
        """(count, C, days): on from what was seen, with the spells as old as they are seen to be.

        A shock is taken to be there where at least half of a region's crossings, and three quarters of its reach, are closed
        today; behind it the crossings that it closed are taken to be at the beginning of an open spell.
        """
        regions = len(self.shock_rate)
        now, age = _spells(seen)
        many = np.bincount(self.region, minlength=regions)
        closed = np.bincount(self.region, now == CLOSED, minlength=regions) / np.maximum(many, 1)
        shock = closed >= max(0.5, 0.75 * self.reach)
        struck = (now == CLOSED) & shock[self.region]
        before = (
            np.tile(np.where(struck, OPEN, now), (count, 1)),
            np.tile(np.where(struck, 0, age), (count, 1)),
            np.tile(shock, (count, 1)),
            np.tile(struck, (count, 1)),
        )
        width = 3 * len(self.region) + regions
        chance = _stream(seed, AHEAD).random((count, days, width), dtype=np.float32)
        return self._on(chance, before)

    def _on(self, chance: Array, before: tuple[Array, Array, Array, Array]) -> Array:
        """(N, C, D) shares, day by day from states, ages of spells, shocks and whom they struck; chances are (N, D, 3 C + G)."""
        state, age, shock, struck = before
        many = len(self.region)
        leaves, after, where = self._leaving(), self.after.cumsum(1), np.arange(many)
        made = np.empty((len(chance), many, chance.shape[1]))
        for day in range(chance.shape[1]):
            leave, turn, strike, blow = np.split(chance[:, day], [many, 2 * many, 3 * many], axis=1)
            goes = leave < leaves[where, state, np.minimum(age, LONGEST - 1)]
            then = (turn[:, :, None] >= after[state]).sum(2)
            state, age = np.where(goes, np.minimum(then, OPEN), state), np.where(goes, 0, age + 1)
            begins = ~shock & (blow < self.shock_rate)
            shock = np.where(shock, blow >= 1 / self.shock_days, begins)
            new = (begins[:, self.region]) & (strike < self.reach)
            struck = (new | struck) & shock[:, self.region]
            made[:, :, day] = np.where(struck, 0.0, SHARES[state])
        return made

    def _leaving(self) -> Array:
        """(C, 3, ages) probability that a spell of an age ends now."""
        age = np.arange(LONGEST + 1.0)[None, None]
        hazard = (age / self.scale[:, :, None]) ** self.shape[None, :, None]
        return np.asarray(1 - np.exp(-np.diff(hazard, axis=2)))

    def _losses(self, random: np.random.Generator) -> Array:
        """(R, D) shares, each by itself."""
        mean = np.repeat(self.loss[:, None], self.days, 1)
        if self.loss_spread <= 0:
            return mean
        factor = np.exp(
            self.loss_spread * random.standard_normal(mean.shape, np.float32) - self.loss_spread**2 / 2
        )
        return np.asarray(np.minimum(mean * factor, WORST))


def _stream(seed: int, number: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=[seed & (2**64 - 1), number]))


def _spells(seen: Array) -> tuple[Array, Array]:
    """(C,) the state of today, and for how many days before today it has been so."""
    states = np.where(seen <= CUT[0], CLOSED, np.where(seen < CUT[1], PARTIAL, OPEN))
    other = states != states[:, -1:]
    last = np.where(other.any(1), seen.shape[1] - 1 - other[:, ::-1].argmax(1), -1)
    return states[:, -1], seen.shape[1] - 2 - last
