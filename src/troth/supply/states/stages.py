"""From collected to arrived: what each reporter's totals say of losses on the way, and where they contradict each other.

*Entered* is not *arrived*. What a reporter calls entered, received or crossed stands under `offloaded` here, and nothing
is concluded from it about what reached anybody.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

import numpy as np
from scipy import special

Measure = Literal["total", "mean", "most", "share"]
ORDER = ("manifested", "offloaded", "collected", "arrived")
EVERYWHERE, EVERYTHING = "all", "all"
PRIOR = 0.5
"""Of the Beta, for either outcome (Jeffreys)."""
_SLACK = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A figure of one reporter for a period."""

    id: str
    """Of its row: what findings name as their ground."""
    first: date
    last: date
    """Both counted."""
    stage: str
    quantity: float
    reporter: str
    measure: Measure = "total"
    """total of the period, mean of a day, most in a day, or share of what was collected."""
    crossing: str = EVERYWHERE
    commodity: str = EVERYTHING
    unit: str = "truck"

    @property
    def days(self) -> int:
        """Of the period."""
        return (self.last - self.first).days + 1

    @property
    def told(self) -> str:
        """In words, short."""
        return (
            f"{self.quantity:g} {self.stage} ({self.first} to {self.last}, {self.crossing}, {self.commodity})"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """The share of what was collected that was intercepted, as one reporter's totals of one period say it."""

    reporter: str
    first: date
    last: date
    crossing: str
    commodity: str
    collected: float | None
    intercepted: float | None
    arrived: float | None
    """As told; None where the reporter gives no figure, which is not 0."""
    unaccounted: float | None
    """Collected, less intercepted, less arrived; None where one of the three is missing."""
    mean: float
    q05: float
    q95: float
    """Of the share; all three alike where the reporter gives the share alone."""
    alpha: float | None
    beta: float | None
    """Of its Beta posterior."""
    because: tuple[str, ...]

    def draw(self, random: np.random.Generator, count: int) -> np.ndarray:
        """Shares from the posterior; the share itself where there is no more than that."""
        if self.alpha is None or self.beta is None:
            return np.full(count, self.mean)
        return random.beta(self.alpha, self.beta, count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Figures that cannot all be right, or that differ: shown, never averaged."""

    kind: Literal[
        "more left than came", "a later stage is larger", "a part is larger than the whole", "told twice",
        "reporters differ",
    ]  # fmt: skip
    reporters: tuple[str, ...]
    what: str
    """In words, with the figures."""
    low: float
    high: float
    """The figures that stand against each other."""
    because: tuple[str, ...]


def losses(totals: Iterable[Total], *, together: float = 1.0) -> list[Loss]:
    """The loss of every reporter and period for which something is said of it; no two reporters are put together.

    Without a figure for what was intercepted nothing is concluded: what has not arrived may still be on its way.

    share ~ Beta(0.5 + intercepted / n, 0.5 + (collected - intercepted) / n)

    Parameters
    ----------
    totals
        In any order.
    together
        n, trucks that share one fate, because a convoy is stopped as a whole: 1 counts every truck as a trial of its own
        and makes the interval the narrowest that it could be.
    """
    found = []
    for key, rows in _by_period(totals):
        stage = {row.stage: row for row in rows if row.measure == "total"}
        share = next((row for row in rows if row.measure == "share" and row.stage == "intercepted"), None)
        got = stage.get("collected")
        lost = stage.get("intercepted")
        if got is not None and lost is not None and lost.quantity <= got.quantity:
            found.append(_counted(key, stage, together))
        elif share is not None:
            found.append(_told(key, share))
    return found


_Key = tuple[str, date, date, str, str, str]


def _by_period(totals: Iterable[Total]) -> Iterator[tuple[_Key, list[Total]]]:
    """Rows of the same reporter, period, crossing, commodity and unit, in the order of these."""
    groups: dict[_Key, list[Total]] = {}
    for row in totals:
        key = (row.reporter, row.first, row.last, row.crossing, row.commodity, row.unit)
        groups.setdefault(key, []).append(row)
    yield from sorted(groups.items())


def _counted(key: _Key, stage: dict[str, Total], together: float) -> Loss:
    got, lost = stage["collected"].quantity, stage["intercepted"].quantity
    alpha, beta = PRIOR + lost / together, PRIOR + (got - lost) / together
    arrived = stage["arrived"].quantity if "arrived" in stage else None
    low, high = (float(special.betaincinv(alpha, beta, one)) for one in (0.05, 0.95))
    used = [stage[name].id for name in ("collected", "intercepted", "arrived") if name in stage]
    return Loss(
        reporter=key[0], first=key[1], last=key[2], crossing=key[3], commodity=key[4], collected=got,
        intercepted=lost, arrived=arrived,
        unaccounted=None if arrived is None else got - lost - arrived,
        mean=alpha / (alpha + beta), q05=low, q95=high, alpha=alpha, beta=beta, because=tuple(used),
    )  # fmt: skip


def _told(key: _Key, share: Total) -> Loss:
    return Loss(
        reporter=key[0], first=key[1], last=key[2], crossing=key[3], commodity=key[4], collected=None,
        intercepted=None, arrived=None, unaccounted=None, mean=share.quantity, q05=share.quantity,
        q95=share.quantity, alpha=None, beta=None, because=(share.id,),
    )  # fmt: skip


def contradictions(totals: Sequence[Total]) -> list[Contradiction]:
    """Everything that does not fit together, by kind."""
    return [
        *_told_twice(totals),
        *_more_left(totals),
        *_later_larger(totals),
        *_parts(totals),
        *_differ(totals),
    ]


def _more_left(totals: Sequence[Total]) -> Iterator[Contradiction]:
    for (reporter, *_), rows in _by_period(row for row in totals if row.measure == "total"):
        stage = {row.stage: row for row in rows}
        left = [stage[name] for name in ("arrived", "intercepted") if name in stage]
        if "collected" not in stage or not left:
            continue
        came, gone = stage["collected"].quantity, sum(row.quantity for row in left)
        if gone > came + _SLACK:
            what = f"{reporter}: {stage['collected'].told}, but {' and '.join(row.told for row in left)}"
            used = (stage["collected"].id, *(row.id for row in left))
            yield Contradiction(
                kind="more left than came",
                reporters=(reporter,),
                what=what,
                low=came,
                high=gone,
                because=used,
            )


def _later_larger(totals: Sequence[Total]) -> Iterator[Contradiction]:
    """In the same period: what was collected may have been offloaded before it, so this is a question, not yet an error."""
    for (reporter, *_), rows in _by_period(row for row in totals if row.measure == "total"):
        stage = {row.stage: row for row in rows}
        told = [stage[name] for name in ORDER if name in stage]
        for before, later in pairwise(told):
            alone = later.stage == "arrived" and before.stage == "collected"  # told as "more left than came"
            if later.quantity > before.quantity + _SLACK and not alone:
                what = f"{reporter}: {before.told}, but {later.told}; unless the rest came before the period"
                yield Contradiction(
                    kind="a later stage is larger", reporters=(reporter,), what=what, low=before.quantity,
                    high=later.quantity, because=(before.id, later.id),
                )  # fmt: skip


def _told_twice(totals: Sequence[Total]) -> Iterator[Contradiction]:
    for (reporter, *_), rows in _by_period(totals):
        for stage, measure in sorted({(row.stage, row.measure) for row in rows}):
            same = [row for row in rows if (row.stage, row.measure) == (stage, measure)]
            figures = sorted({row.quantity for row in same})
            if len(figures) > 1:
                what = f"{reporter} gives {' and '.join(f'{one:g}' for one in figures)} for the same: {same[0].told}"
                yield Contradiction(
                    kind="told twice", reporters=(reporter,), what=what, low=figures[0], high=figures[-1],
                    because=tuple(row.id for row in same),
                )  # fmt: skip


def _parts(totals: Sequence[Total]) -> Iterator[Contradiction]:
    """Periods within a period, crossings among all, commodities among everything."""
    for whole in totals:
        if whole.measure != "total":
            continue
        rest = [row for row in totals if row is not whole and _who(row) == _who(whole)]
        same = [row for row in rest if row.measure == "total"]
        groups = (
            _apart([row for row in same if _place(row) == _place(whole) and _within(row, whole)]),
            [row for row in same if whole.crossing == EVERYWHERE and row.crossing != EVERYWHERE and row.commodity == whole.commodity and _when(row) == _when(whole)],
            [row for row in same if whole.commodity == EVERYTHING and row.commodity != EVERYTHING and row.crossing == whole.crossing and _when(row) == _when(whole)],
            [row for row in rest if row.measure == "most" and _place(row) == _place(whole) and _within(row, whole)][:1],
        )  # fmt: skip
        for parts in groups:
            if (added := sum(row.quantity for row in parts)) > whole.quantity + _SLACK:
                what = f"{whole.reporter}: {whole.told}, but its parts add up to {added:g}"
                yield Contradiction(
                    kind="a part is larger than the whole", reporters=(whole.reporter,), what=what,
                    low=whole.quantity, high=added, because=(whole.id, *(row.id for row in parts)),
                )  # fmt: skip


def _who(row: Total) -> tuple[str, str, str]:
    return row.reporter, row.stage, row.unit


def _place(row: Total) -> tuple[str, str]:
    return row.crossing, row.commodity


def _when(row: Total) -> tuple[date, date]:
    return row.first, row.last


def _within(row: Total, whole: Total) -> bool:
    return whole.first <= row.first and row.last <= whole.last and _when(row) != _when(whole)


def _apart(rows: Sequence[Total]) -> list[Total]:
    """Periods that do not overlap, so chosen that they add up to the most."""
    best: list[tuple[float, list[Total]]] = [(0.0, [])]
    ordered = sorted(rows, key=lambda row: (row.last, row.first))
    for number, row in enumerate(ordered):
        before = max(
            (best[place + 1] for place in range(number) if ordered[place].last < row.first),
            key=lambda one: one[0], default=best[0],
        )  # fmt: skip
        taken = (before[0] + row.quantity, [*before[1], row])
        best.append(max(best[-1], taken, key=lambda one: one[0]))
    return best[-1][1]


def _differ(totals: Sequence[Total]) -> Iterator[Contradiction]:
    """Different figures of different reporters for the same period, place, goods, stage and measure."""
    groups: dict[tuple[str, ...], list[Total]] = {}
    for row in totals:
        key = (str(row.first), str(row.last), row.crossing, row.commodity, row.stage, row.measure, row.unit)
        groups.setdefault(key, []).append(row)
    for _, rows in sorted(groups.items()):
        reporters = tuple(sorted({row.reporter for row in rows}))
        low, high = min(row.quantity for row in rows), max(row.quantity for row in rows)
        if len(reporters) > 1 and high > low:
            what = f"{rows[0].stage} from {rows[0].first} to {rows[0].last}: " + ", ".join(
                f"{row.quantity:g} by {row.reporter}" for row in sorted(rows, key=lambda row: row.reporter)
            )
            yield Contradiction(
                kind="reporters differ", reporters=reporters, what=what, low=low, high=high,
                because=tuple(row.id for row in rows),
            )  # fmt: skip
