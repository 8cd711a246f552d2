"""Rates and forecasts for the step `incidents`: the months that were over at `as_of`, through the engines."""

from collections.abc import Iterable, Mapping
from typing import Any

from troth.monitor import forecast
from troth.monitor.incidents.periods import count_by, iso_week, month, monthly_series, months_between
from troth.monitor.incidents.rates import rates
from troth.records.base import Record

from .model import Case
from .picture import Picture
from .statements import opens

Rows = list[dict[str, Any]]
Watched = tuple[Mapping[str, Rows], tuple[str, ...]]
LEARNT = 12
"""Months that a forecast is made from at least, and that are left before any that are held out."""
HELD_OUT = 12
"""Months that are held out at most."""


def watched(case: Case, picture: Picture) -> Watched:
    """The tables `weekly`, `rates`, `forecasts` and `forecast_scores`, and where a check disagrees.

    No tables where the case names no events, or the viewer may not see them: data sets have the case's own label.
    """
    watch = case.watch
    if watch is None or not opens(case.settings.label, case, picture.viewer, picture.as_of):
        return {}, ()
    today = picture.as_of.astimezone(case.settings.zone).date()
    months = tuple(name for name in months_between(watch.first, watch.last) if name < month(today))
    events = [
        event
        for event in watch.events
        if event.last <= today and watch.first <= month(event.last) and month(event.first) <= watch.last
    ]
    series = monthly_series(events, months)
    told, disagreements = _foretold(case, months, series)
    tables = {
        "weekly": _rows(count_by(iso_week, events)),
        "rates": _rows(rates(series, months, watch.exposure)),
        **told,
    }
    return tables, disagreements


def _foretold(case: Case, months: tuple[str, ...], series: Mapping[str, tuple[int, ...]]) -> Watched:
    if not series or len(months) < LEARNT:
        return {"forecasts": [], "forecast_scores": []}, ()
    seed = case.settings.seed if isinstance(case.settings.seed, int) else 0
    problem = forecast.Problem(first=months[0], series=series, seed=seed)
    result = forecast.settle(problem)
    tables, disagreements = (
        {"forecasts": _rows(result.forecasts), "forecast_scores": []},
        forecast.check(problem, result),
    )
    if held_out := min(HELD_OUT, problem.months - LEARNT):
        past = forecast.evaluate(problem, held_out)
        tables["forecast_scores"] = _rows(past.scores)
        disagreements += forecast.check_evaluation(problem, past)
    return tables, disagreements


def _rows(records: Iterable[Record]) -> Rows:
    return [record.model_dump(mode="python") for record in records]
