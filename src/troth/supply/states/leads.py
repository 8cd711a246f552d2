"""How far ahead forecasts are worth something: scores by the days between a forecast and its day, and what totals hold."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .backtest import HeldOut
from .baselines import fortnight
from .capacity import throughput
from .fit import Model, fit
from .memory import after, features, remembered
from .problem import FloatArray, Panel, StatesError
from .sample import sample

BoolArray = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """Forecasts of the day so many days on."""

    days: int
    count: int
    brier: float
    today: float
    """Of the state on the day of the forecast."""
    fortnight: float
    """Of the mean of the fourteen days before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leads:
    """Scores by lead, and whether totals fell where they were told to."""

    leads: tuple[Lead, ...]
    windows: int
    """Times that a total of all the days was told and is on record."""
    held: float
    """The share of them within the interval that should hold 90 in 100."""
    held_apart: float
    """The same, were crossings independent of each other."""


@dataclass(frozen=True, slots=True)
class _Window:
    chance: FloatArray
    """(H, C)"""
    today: FloatArray
    recent: FloatArray
    happened: FloatArray
    known: BoolArray
    held: tuple[bool, bool] | None


def leads(
    panel: Panel, held_out: HeldOut, *, days: int, draws: int = 400, every: int = 7, seed: int = 0
) -> Leads:
    """Forecast `days` days on every `every`-th day of the months held out, by a model of what lay before the month.

    What passes on an open day is that of lately on the day of the forecast.

    Raises
    ------
    StatesError
        No window of so many days lies in the months.
    """
    windows = list(_windows(panel, held_out, (days, draws, every, seed)))
    if not windows:
        msg = f"found no {days} days on end from {held_out.first} to {held_out.last}, expected one window or more; ask for fewer days"
        raise StatesError(msg)
    told = [one.held for one in windows if one.held is not None]
    return Leads(
        leads=tuple(_lead(windows, number) for number in range(days)),
        windows=len(told),
        held=float(np.mean([one for one, _ in told])) if told else np.nan,
        held_apart=float(np.mean([one for _, one in told])) if told else np.nan,
    )


def _lead(windows: list[_Window], number: int) -> Lead:
    known = np.concatenate([one.known[number] for one in windows])
    happened = np.concatenate([one.happened[number] for one in windows])[known]

    def score(told: list[FloatArray]) -> float:
        return float(np.square(np.concatenate(told)[known] - happened).mean())

    return Lead(
        days=number + 1,
        count=int(known.sum()),
        brier=score([one.chance[number] for one in windows]),
        today=score([one.today for one in windows]),
        fortnight=score([one.recent for one in windows]),
    )


def _windows(panel: Panel, held_out: HeldOut, asked: tuple[int, int, int, int]) -> Iterator[_Window]:
    days, draws, every, seed = asked
    start, end = panel.number(held_out.first), min(panel.days, panel.number(held_out.last) + 1)
    memory = remembered(panel.until(held_out.first))
    model, fitted = fit(panel.until(held_out.first)), start
    for number in range(start, end - days + 1):
        if panel.day(number).day == 1 and number > start:
            model, fitted = fit(panel.until(panel.day(number))), number
        if (number - start) % every == 0:
            today = replace(model, throughput=throughput(panel.until(panel.day(number))))
            drawn = [
                sample(
                    today, memory, seed=seed, first=number * draws, count=draws, days=days, independent=apart
                )
                for apart in (False, True)
            ]
            ready = np.array([fitted - first >= held_out.least_days for first in panel.entered])
            yield _window(panel, number, ready, today, drawn)
        model = model.weighed(features(memory), np.where(memory.entered[0] > 0, panel.open[number], np.nan))
        memory = after(memory, panel.trucks[number][None, :])


def _window(panel: Panel, number: int, ready: BoolArray, model: Model, drawn: list[FloatArray]) -> _Window:
    days = drawn[0].shape[1]
    is_open = panel.open
    happened = is_open[number : number + days]
    today = is_open[number - 1]
    recent = np.array([
        fortnight(is_open[first:number, place], 0) if ready[place] else np.nan
        for place, first in enumerate(panel.entered)
    ])  # fmt: skip
    total = panel.trucks[number : number + days].sum()
    held = None
    if np.isfinite(total):
        held = (_holds(drawn[0], model, total), _holds(drawn[1], model, total))
    return _Window(
        chance=(drawn[0] > 0).mean(axis=0),
        today=np.where(np.isfinite(today), today, 0.0),
        recent=np.where(np.isfinite(recent), recent, 0.0),
        happened=happened,
        known=np.isfinite(happened) & ready & np.isfinite(today),
        held=held,
    )


def _holds(drawn: FloatArray, model: Model, total: float) -> bool:
    """Whether the interval of 90 % of the trucks of all days and crossings holds what came."""
    trucks = (drawn * model.throughput.capacity).sum(axis=(1, 2))
    low, high = np.quantile(trucks, (0.05, 0.95))
    return bool(low <= total <= high)
