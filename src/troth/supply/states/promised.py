"""What was agreed to come a day, beside what each reporter says came: one row for each reporter, and none for their mean."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from .problem import TRUCK, Panel
from .stages import EVERYTHING, EVERYWHERE, Total


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What somebody agreed to let in, or to bring, a day."""

    id: str
    first: date
    last: date | None
    """None: no end was said."""
    a_day: float
    by: str
    unit: str = TRUCK


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One reporter's figure beside a promise."""

    promise: str
    reporter: str
    stage: str
    """What the figure counts: offloaded (entered) is not arrived."""
    unit: str
    """A consignment is not necessarily a truck."""
    first: date
    last: date
    days: int
    known: int
    """Days that the reporter gives a count for, or all of a period that it gives one figure for."""
    a_day: float
    """Mean over the known days."""
    promised: float
    share: float
    short: float
    """What lacks over the known days; below 0: more came."""
    reached: int | None
    """Known days that reached the promise; None where the reporter gives no days."""
    because: tuple[str, ...]


def beside(
    promises: Iterable[Promise], totals: Sequence[Total], panels: Sequence[tuple[Panel, str]]
) -> list[Beside]:
    """Every promise beside every figure that lies within its time.

    Parameters
    ----------
    promises
        What was agreed.
    totals
        Figures for periods, in the promise's unit. A figure for a part of the crossings says nothing of a promise on all.
    panels
        Daily lists, each with the stage that it counts, whatever they count: the row says in which unit.
    """
    return [
        row
        for promise in promises
        for row in (
            *_of_totals(promise, totals),
            *(found for one in panels for found in _of_list(promise, *one)),
        )
    ]


def _of_totals(promise: Promise, totals: Sequence[Total]) -> Iterator[Beside]:
    for total in totals:
        whole = (
            total.crossing == EVERYWHERE and total.measure in {"total", "mean"} and total.unit == promise.unit
        )
        inside = promise.first <= total.first and (promise.last is None or total.last <= promise.last)
        if not (whole and inside) or total.stage == "intercepted":
            continue
        a_day = total.quantity if total.measure == "mean" else total.quantity / total.days
        yield Beside(
            promise=promise.id, reporter=_named(total), stage=total.stage, unit=total.unit, first=total.first, last=total.last,
            days=total.days, known=total.days, a_day=a_day, promised=promise.a_day, share=a_day / promise.a_day,
            short=(promise.a_day - a_day) * total.days, reached=None, because=(total.id,),
        )  # fmt: skip


def _named(total: Total) -> str:
    return total.reporter if total.commodity == EVERYTHING else f"{total.reporter} ({total.commodity})"


def _of_list(promise: Promise, panel: Panel, stage: str) -> Iterator[Beside]:
    last = panel.days - 1 if promise.last is None else min(panel.days - 1, panel.number(promise.last))
    first = max(0, panel.number(promise.first))
    if first > last:
        return
    by_crossing = panel.trucks[first : last + 1]
    known = np.isfinite(by_crossing).all(axis=1)
    if not known.any():
        return
    daily = by_crossing[known].sum(axis=1)
    a_day = float(daily.mean())
    yield Beside(
        promise=promise.id, reporter=panel.reporter, stage=stage, unit=panel.unit, first=panel.day(first), last=panel.day(last),
        days=last - first + 1, known=int(known.sum()), a_day=a_day, promised=promise.a_day,
        share=a_day / promise.a_day, short=float((promise.a_day - daily).sum()),
        reached=int((daily >= promise.a_day).sum()), because=(f"{panel.reporter}:{stage}",),
    )  # fmt: skip
