"""Running sums, held so that one late row moves every sum that it lies in by its amount.

A row that counts lies in the sums of the moments from its own place on until the stretch has passed: those sums all move
by the same amount, and of their classes only what follows from the amounts can change.
"""

from typing import Protocol

import numpy as np

from troth.monitor.columnar.features import Feature, Instances, classify, goal_of
from troth.monitor.columnar.kernels import Ints, Log, Stretches
from troth.monitor.columnar.rows import TermLog
from troth.monitor.columnar.spec import Role, Spec
from troth.monitor.problem import Problem

from .blocks import NO_INSTANCE, Blocks, Cut, Key

BY_AMOUNT = int(Feature.REACHED | Feature.MISSED | Feature.DIFFER)
"""The bits of a class that follow from the amounts."""


class Held(Protocol):
    """A plain term as it is held (`troth.monitor.incremental.plain_term.PlainTerm`)."""

    spec: Spec
    context: Problem
    blocks: Blocks
    ordered: bool
    places: int

    def term_of(self, log: Log, numbers: Ints) -> TermLog:
        """A log with the names of its rows."""
        ...


def moved(term: Held, cut: Cut, key: Key, low: int, high: int) -> dict[str, Ints] | None:
    """What the moments of a cut come to when a row at `key` adds these amounts (negative: it went).

    Returns
    -------
    dict or None
        New columns `kind`, `sum_low`, `sum_high`; None where the amounts do not tell whether a sum still has a row.
    """
    kind = cut.column("kind")
    later = kind != NO_INSTANCE
    if term.ordered:
        time, place = cut.column("time"), cut.column("place")
        later &= (time > key[1]) | ((time == key[1]) & (place > key[2]))
    later &= cut.column("handle") != key[3]
    sums = {"sum_low": cut.column("sum_low") + later * low, "sum_high": cut.column("sum_high") + later * high}
    came = high > 0 or low > 0
    if not came and bool(np.any(later & (sums["sum_low"] == 0) & (sums["sum_high"] == 0))):
        return None
    goal = goal_of(term.spec.term, term.places)
    covered = kind & int(Feature.COVERED) > 0
    bits = np.where(sums["sum_low"] >= goal, int(Feature.REACHED), 0)
    bits |= np.where(covered & (sums["sum_high"] < goal), int(Feature.MISSED), 0)
    bits |= np.where(sums["sum_low"] != sums["sum_high"], int(Feature.DIFFER), 0)
    told = int(Feature.TOLD) if came else 0
    return {"kind": np.where(later, (kind & ~BY_AMOUNT) | bits | told, kind), **sums}


def own(term: Held, key: Key, role: int) -> tuple[int, int, int]:
    """Class and sums of the moment at `key`, by the rows up to it."""
    cut = term.blocks.between(key[0], key[1] - term.spec.back, key[1])
    counts = cut.column("role") & np.uint8(Role.COUNTED) > 0
    if term.ordered:
        counts &= (cut.column("time") < key[1]) | (cut.column("place") <= key[2])
    low, high = (int(cut.column(name)[counts].sum()) for name in ("low", "high"))
    one, count = np.zeros(1, dtype=np.int64), int(counts.sum())
    log = Log(
        time=one + key[1],
        group=one,
        role=np.array([role], dtype=np.uint8),
        low=one,
        high=one,
        ordered=term.ordered,
    )
    found = Instances(
        at=one, start=one + key[1] - term.spec.back, end=one + key[1], low=one + low, high=one + high,
        found=Stretches(order=one, first=one, last=one + count), repaired=np.zeros(1, dtype=bool),
    )  # fmt: skip
    return int(classify(term.term_of(log, one[:0]), found, term.context)[0]), low, high
