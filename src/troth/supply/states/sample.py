"""Scenarios of the days to come, and how likely each crossing is open in them.

Scenario n of a seed has a stream of its own (Philox, keyed by seed and n), so it is the same whatever is drawn beside
it, in however many pieces, by however many workers. In a scenario the coefficients, the common part and the trucks of
an open day are drawn from their posteriors first; then the days follow one another, each remembering those before.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from .fit import RHOS, Model, widened
from .memory import FEATURES, LEVEL, Memory, after, features
from .problem import FloatArray
from .regression import ALONE

KEY = 2**64 - 1
GRID = special.expit(np.linspace(-12.0, 12.0, 1201))
"""Chances at which the distribution of a chance is looked at."""
STREAMS = 2**40
"""Scenarios of one purpose; the next purpose begins behind them."""


@dataclass(frozen=True, slots=True)
class _Draws:
    """All that chance decides, before the first day."""

    coefficients: FloatArray
    """(N, F + C)"""
    edge: FloatArray
    """(N, days, C) a crossing is open where this normal lies below its own threshold."""
    trucks: FloatArray
    """(N, days, C) trucks, were it open."""


def sample(  # noqa: PLR0913 - what a scenario is a function of: model, past, seed and numbers
    model: Model,
    memory: Memory,
    *,
    seed: int,
    first: int,
    count: int,
    days: int,
    purpose: int = 0,
    independent: bool = False,
) -> FloatArray:
    """How open each crossing is on each of the days to come, as a share of its capacity.

    Parameters
    ----------
    model
        From `fit`.
    memory
        What is known today, from `remembered`; its next day is the first that is drawn.
    seed, first, count
        Scenarios `first` to `first + count - 1` of the seed.
    days
        How many to draw.
    purpose
        A number of its own for each use of a seed, so that what is planned with never is what then happens.
    independent
        Leave the common shocks out: what is wrong with that is that it makes crossings look reliable together.

    Returns
    -------
    FloatArray
        (count, days, C) 0 where it is closed, else trucks over `model.throughput.capacity`, at most 1.
    """
    drawn = _drawn(model, (seed, purpose * STREAMS + first), count, days, common=not independent)
    capacity = model.throughput.capacity
    out = np.empty((count, days, len(model.crossings)))
    features_end = len(FEATURES)
    ever = memory.entered > 0
    for day in range(days):
        x = features(memory)
        margin = np.einsum(
            "ncf,nf->nc", np.broadcast_to(x, (count, *x.shape[1:])), drawn.coefficients[:, :features_end]
        )
        threshold = special.ndtri(special.expit(margin + drawn.coefficients[:, features_end:]))
        trucks = np.where((drawn.edge[:, day] < threshold) & ever, drawn.trucks[:, day], 0.0)
        out[:, day] = np.minimum(1.0, trucks / capacity)
        memory = after(memory, trucks)
    return out


def _drawn(model: Model, start: tuple[int, int], count: int, days: int, *, common: bool) -> _Draws:
    """Draw scenario by scenario, each from its own stream."""
    size, crossings = len(model.mean), len(model.crossings)
    groups = np.array(model.groups)
    below = np.cumsum(model.rho)
    coefficients, edge, trucks = np.empty((count, size)), np.empty((count, days, crossings)), np.empty((count, days, crossings))  # fmt: skip
    seed, first = start
    alone = np.concatenate([ALONE, np.zeros(crossings)])
    for number in range(count):
        random = np.random.Generator(np.random.Philox(key=[seed & KEY, (first + number) & KEY]))
        drawn = model.mean + model.root @ random.standard_normal(size)
        coefficients[number] = drawn if random.random() < model.trust else alone
        place = min(int(np.searchsorted(below, random.random() * below[-1])), len(RHOS) - 1)
        rho = RHOS[place] if common else 0.0
        shared = random.standard_normal((days, groups.max() + 1))[:, groups]
        edge[number] = np.sqrt(rho) * shared + np.sqrt(1.0 - rho) * random.standard_normal((days, crossings))
        trucks[number] = model.throughput.draw(random, days)
    return _Draws(coefficients, edge, trucks)


def chances(model: Model, memory: Memory) -> FloatArray:
    """(C) how likely each crossing is open on the next day; 0 for one that was never seen open."""
    return np.asarray(model.chance(features(memory))[0] * (memory.entered[0] > 0))


def interval(model: Model, memory: Memory) -> FloatArray:
    """(C, 2) 5 % and 95 % quantiles of each chance: how far what is behind it is known.

    Of a mixture: the logistic of the model's normal log odds, and the Beta of the open and closed days that have faded.
    """
    rows = features(memory)
    wide = widened(rows)[0]
    middle, spread = wide @ model.mean, np.sqrt(np.square(wide @ model.root).sum(axis=-1))
    opened = memory.opened[0, :, LEVEL]
    closed = memory.known[0, :, LEVEL] - opened
    below = model.trust * special.ndtr((special.logit(GRID)[:, None] - middle) / spread)
    below += (1.0 - model.trust) * special.betainc(opened + 0.5, closed + 0.5, GRID[:, None])
    ends = [GRID[(below < share).sum(axis=0).clip(0, len(GRID) - 1)] for share in (0.05, 0.95)]
    return np.asarray(np.stack(ends, axis=-1) * (memory.entered[0] > 0)[:, None])


def seen(memory: Memory, model: Model, shares: FloatArray) -> Memory:
    """The memory some days on, when shares of capacity (days, C) were seen: what a plan knows as it goes along.

    >>> from datetime import date
    >>> from .memory import blank
    >>> from .problem import Panel
    >>> from .fit import fit
    >>> panel = Panel(reporter="UN", crossings=("north",), start=date(2030, 5, 1), trucks=np.array([[8.0], [0.0], [9.0]]))
    >>> seen(blank(1, date(2030, 5, 4)), fit(panel), np.array([[1.0], [0.0]])).state.tolist()
    [[0.0]]
    """
    for share in shares:
        memory = after(
            memory, np.where(share > 0, np.maximum(1.0, share * model.throughput.capacity), share)[None, :]
        )
    return memory


__all__ = ["chances", "interval", "sample", "seen"]
