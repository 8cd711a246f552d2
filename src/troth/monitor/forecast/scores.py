"""How good a forecast was: the continuous ranked probability score of a distribution of counts, and what chance does.

CRPS = sum over counts k of (P(at most k) - [what happened is at most k])²: in units of incidents, lower is better; of a
forecast of one number it is the absolute error (Gneiting and Raftery, Journal of the American Statistical Association
102, 2007; for counts Czado, Gneiting and Held, Biometrics 65, 2009).
"""

import hashlib
import math
from collections.abc import Sequence

from .distribution import Counts

BLOCK = 3
"""Months that are drawn together: neighbouring months err alike."""
REPLICATES = 2000


def crps(forecast: Counts, happened: int) -> float:
    """The score of a distribution, exact but for the tail that was cut off.

    >>> crps(Counts((0.0, 0.0, 1.0)), 5), crps(Counts((0.5, 0.5)), 0)
    (3.0, 0.25)
    """
    cumulative = forecast.cumulative
    inside = math.fsum((share - (count >= happened)) ** 2 for count, share in enumerate(cumulative))
    return inside + max(0, happened - len(cumulative))


def paired_interval(differences: Sequence[float], seed: int, level: float = 0.95) -> tuple[float, float]:
    """An interval for the mean of monthly differences, by drawing blocks of months with replacement.

    Blocks wrap around the end (the circular block bootstrap of Politis and Romano 1992). The draws are hashes of the
    seed and a counter, so that the same input gives the same interval anywhere.
    """
    months = len(differences)
    blocks = math.ceil(months / BLOCK)
    means = sorted(_replicate(differences, blocks, seed, number) for number in range(REPLICATES))
    tail = (1 - level) / 2
    return means[int(tail * REPLICATES)], means[min(REPLICATES - 1, int((1 - tail) * REPLICATES))]


def _replicate(differences: Sequence[float], blocks: int, seed: int, number: int) -> float:
    months = len(differences)
    starts = [_draw(seed, number * blocks + block, months) for block in range(blocks)]
    drawn = [differences[(start + step) % months] for start in starts for step in range(BLOCK)]
    return math.fsum(drawn[:months]) / months


def _draw(seed: int, counter: int, below: int) -> int:
    """A number below `below`: the counter's own, whatever was drawn before it."""
    digest = hashlib.sha256(f"{seed}:{counter}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % below
