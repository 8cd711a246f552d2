"""Forecasts of months that were held out: each month is forecast by a model of all that lay before it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy import special

from .baselines import BASELINES
from .fit import Model, fit
from .memory import Memory, after, features, remembered
from .problem import FloatArray, Panel, StatesError
from .result import Ahead, Backtest, Bin, Forecast
from .sample import chances, sample

LEAST_DAYS = 20
"""A crossing is forecast from the first month that begins so many days after its first truck, or more."""
BINS = 10
_TINY = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """Which days are forecast."""

    first: date
    last: date
    """Both counted; the model is fitted anew on the first day and on the first of each month."""
    least_days: int = LEAST_DAYS


def backtest(panel: Panel, held_out: HeldOut) -> Backtest:
    """Forecast every known day of the months held out, one day ahead, and score it beside the baselines.

    A model sees the days before the first of its month; a forecast sees, through that model, the days before its own.

    Raises
    ------
    StatesError
        No day can be forecast: none is known, or no crossing has been there for long enough.
    """
    told = tuple(_forecasts(panel, held_out))
    if not told:
        msg = f"found no day from {held_out.first} to {held_out.last} to forecast, expected known days of a crossing {held_out.least_days} days or more after its first truck; choose other months"
        raise StatesError(msg)
    chance = np.array([one.chance for one in told])
    happened = np.array([one.open for one in told], dtype=float)
    squares = np.square(chance - happened)
    given = np.where(happened > 0, chance, 1.0 - chance)
    others = np.array([one.baselines for one in told])
    return Backtest(
        reporter=panel.reporter,
        first=held_out.first,
        last=held_out.last,
        count=len(told),
        brier=float(squares.mean()),
        log_score=float(-np.log(np.maximum(given, _TINY)).mean()),
        baselines=dict(
            zip(BASELINES, np.square(others - happened[:, None]).mean(axis=0).tolist(), strict=True)
        ),
        calibration=tuple(calibration(chance, happened)),
        by_month=_grouped((f"{one.day:%Y-%m}" for one in told), squares),
        by_crossing=_grouped((one.crossing for one in told), squares),
        forecasts=told,
    )


def _forecasts(panel: Panel, held_out: HeldOut) -> Iterator[Forecast]:
    is_open, entered = panel.open, panel.entered
    start = panel.number(held_out.first)
    if start < 1:
        return
    memory, fitted = remembered(panel.until(held_out.first)), start
    model = fit(panel.until(held_out.first))
    for number in range(start, min(panel.days, panel.number(held_out.last) + 1)):
        day = panel.day(number)
        if day.day == 1 and number > start:
            model, fitted = fit(panel.until(day)), number
        ready = [
            place
            for place, first in enumerate(entered)
            if fitted - first >= held_out.least_days
            and np.isfinite(is_open[[number - 1, number], place]).all()
        ]
        if ready:
            chance = chances(model, memory)
            yield from (
                _forecast(panel, (number, place, fitted), float(chance[place]), is_open) for place in ready
            )
        model = model.weighed(features(memory), np.where(memory.entered[0] > 0, is_open[number], np.nan))
        memory = after(memory, panel.trucks[number][None, :])


def _forecast(panel: Panel, where: tuple[int, int, int], chance: float, is_open: FloatArray) -> Forecast:
    number, place, fitted = where
    first = panel.entered[place]
    past = is_open[first:number, place]
    return Forecast(
        crossing=panel.crossings[place],
        day=panel.day(number),
        chance=chance,
        open=bool(is_open[number, place]),
        baselines=tuple(baseline(past, fitted - first) for baseline in BASELINES.values()),
    )


def calibration(chance: FloatArray, happened: FloatArray) -> Iterator[Bin]:
    """Ten bins of equal width, those with forecasts in them.

    >>> [one] = calibration(np.array([0.32, 0.38]), np.array([0.0, 1.0]))
    >>> one.count, round(one.told, 2), one.happened
    (2, 0.35, 0.5)
    """
    place = np.minimum((chance * BINS).astype(int), BINS - 1)
    for number in range(BINS):
        here = place == number
        count, hits = int(here.sum()), float(happened[here].sum())
        if count:
            low, high = (
                float(special.betaincinv(hits + 1, count - hits + 1, share)) for share in (0.05, 0.95)
            )
            yield Bin(
                low=number / BINS, high=(number + 1) / BINS, count=count, told=float(chance[here].mean()),
                happened=hits / count, q05=low, q95=high,
            )  # fmt: skip


def _grouped(names: Iterable[str], squares: FloatArray) -> dict[str, tuple[int, float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for name, square in zip(names, squares.tolist(), strict=True):
        found[name].append(square)
    return {name: (len(found[name]), float(np.mean(found[name]))) for name in sorted(found)}


def ahead(model: Model, memory: Memory, *, days: int, seed: int, draws: int = 1000) -> Ahead:
    """The days to come, from scenarios: the first is exact, those behind it carry the noise of so many draws."""
    shares = sample(model, memory, seed=seed, first=0, count=draws, days=days)
    is_open = shares > 0
    trucks = (shares * model.throughput.capacity).sum(axis=2)
    quantiles = (0.05, 0.5, 0.95)
    likely = is_open.mean(axis=0)
    likely[0] = chances(model, memory)
    low, middle, high = (float(one) for one in np.quantile(trucks.sum(axis=1), quantiles))
    first = memory.tomorrow.toordinal()
    return Ahead(
        crossings=model.crossings,
        days=tuple(date.fromordinal(first + number) for number in range(days)),
        open=likely,
        trucks=np.quantile(trucks, quantiles, axis=0).T,
        total=(low, middle, high),
        none_open=tuple((~is_open).all(axis=2).mean(axis=0).tolist()),
        never=model.never,
    )


__all__ = ["LEAST_DAYS", "HeldOut", "ahead", "backtest", "calibration"]
