"""What the step `supply` gives of reports: promised beside arrived by reporter, contradictions, windows, and how the learning fared."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from troth.supply.states import (
    Contradiction,
    HeldOut,
    Panel,
    StatesError,
    access,
    backtest,
    beside,
    contradictions,
    listed,
)
from troth.supply.states.movements import STATUSES

from .supply_reports import panels_of
from .supplying import Supplying

Rows = list[dict[str, Any]]
LEAST_HELD_OUT = 7
"""Days on file behind those that were learnt from, below which nothing is scored."""
BACK = 90
"""Days before the plan that are forecast again, one evening after the other, to see how forecasts fared."""


def said_tables(supplying: Supplying) -> dict[str, Rows]:
    """All tables that rest on reports alone."""
    panels = panels_of(supplying.reports)
    scores, bins = _scored(supplying)
    return {
        "supply_beside": _beside(supplying, panels),
        "supply_contradictions": _contradictions(supplying, panels),
        "supply_access": _access(supplying),
        "supply_windows": _windows(supplying, panels),
        "supply_reported": _reported(supplying, panels),
        "supply_scores": scores,
        "supply_calibration": bins,
    }


def _beside(supplying: Supplying, panels: Sequence[tuple[Panel, str]]) -> Rows:
    """Every promise beside every reporter's figure: never their mean."""
    known = {one.promise.id: one for one in supplying.promised}
    found = beside([one.promise for one in supplying.promised], supplying.reports.totals, panels)
    return [
        {
            "promise": row.promise, "by": known[row.promise].promise.by, "term": known[row.promise].term or None, "reporter": row.reporter,
            "stage": row.stage, "unit": row.unit, "from": row.first.isoformat(), "to": row.last.isoformat(), "days": row.days, "known": row.known,
            "promised": row.promised, "promised_unit": known[row.promise].promise.unit, "a_day": row.a_day,
            "share": row.share if row.unit == known[row.promise].promise.unit else None,
            "short": row.short if row.unit == known[row.promise].promise.unit else None,
            "reached": row.reached if row.unit == known[row.promise].promise.unit else None,
            "because": [known[row.promise].source, *row.because],
        }
        for row in found
    ]  # fmt: skip


def _contradictions(supplying: Supplying, panels: Sequence[tuple[Panel, str]]) -> Rows:
    """Figures that cannot all be right: each beside the other."""
    totals = list(supplying.reports.totals)
    from_lists = [one for panel, stage in panels for one in listed(panel, stage, totals)]
    _, moved = access(supplying.reports.movements)
    found: list[Contradiction] = [*contradictions([*totals, *from_lists]), *moved]
    return [
        {"kind": one.kind, "reporters": list(one.reporters), "what": one.what, "low": one.low, "high": one.high, "because": list(one.because)}
        for one in found
    ]  # fmt: skip


def _access(supplying: Supplying) -> Rows:
    """Movements inside by what became of them."""
    rows = []
    for one in access(supplying.reports.movements)[0]:
        low, mean, high = one.facilitated or (None, None, None)
        rows.append({
            "reporter": one.reporter, "area": one.area, "from": one.first.isoformat(), "to": one.last.isoformat(),
            **{status.replace(" ", "_"): one.counts.get(status) for status in STATUSES}, "unsaid": one.unsaid,
            "facilitated_q05": low, "facilitated_mean": mean, "facilitated_q95": high, "because": list(one.because),
        })  # fmt: skip
    return rows


def _windows(supplying: Supplying, panels: Sequence[tuple[Panel, str]]) -> Rows:
    """What each reporter counts within the case's windows."""
    rows: Rows = []
    for window in supplying.told.windows:
        first, last = date.fromisoformat(window.first), date.fromisoformat(window.last)
        for panel, stage in panels:
            begin, end = max(0, panel.number(first)), min(panel.days - 1, panel.number(last))
            if begin > end:
                continue
            counts = panel.trucks[begin : end + 1].sum(axis=1)
            known = counts[np.isfinite(counts)]
            rows.append({
                "window": window.name, "from": window.first, "to": window.last, "reporter": panel.reporter, "stage": stage, "unit": panel.unit,
                "days": (last - first).days + 1, "known": len(known), "none": int((known == 0).sum()), "quantity": float(known.sum()) if len(known) else None,
                "because": [f"tables/crossing_reports.csv ({panel.reporter})"],
            })  # fmt: skip
    return rows


def _reported(supplying: Supplying, panels: Sequence[tuple[Panel, str]]) -> Rows:
    """What each reporter counts on the days of the plan, where they are on file: what then happened."""
    rows: Rows = []
    for panel, stage in panels:
        for day in range(supplying.told.days):
            number = panel.number(supplying.told.start) + day
            if 0 <= number < panel.days and np.isfinite(panel.trucks[number]).all():
                rows.append({
                    "date": panel.day(number).isoformat(), "reporter": panel.reporter, "stage": stage, "unit": panel.unit,
                    "quantity": float(panel.trucks[number].sum()), "because": [f"tables/crossing_reports.csv ({panel.reporter})"],
                })  # fmt: skip
    return rows


def _scored(supplying: Supplying) -> tuple[Rows, Rows]:
    """How forecasts of open and closed fared on days that had not been looked at, beside the simplest ones."""
    panel = supplying.known
    if panel is None:
        return [], []
    last = panel.day(panel.days - 1)
    first = max(panel.day(0), date.fromordinal(supplying.told.start.toordinal() - BACK))
    try:
        made = backtest(panel, HeldOut(first=first, last=last))
    except StatesError:  # too few days on file: nothing is scored, and no score is told
        return [], []
    if not made.count:
        return [], []
    ground = [f"tables/crossing_reports.csv ({made.reporter})"]
    scores: Rows = [{"forecast": "learnt", "brier": made.brier, "count": made.count, "from": made.first.isoformat(), "to": made.last.isoformat(), "because": ground}]  # fmt: skip
    scores += [{**scores[0], "forecast": name, "brier": value} for name, value in made.baselines.items()]
    bins = [
        {"low": one.low, "high": one.high, "count": one.count, "told": one.told, "happened": one.happened, "q05": one.q05, "q95": one.q95, "because": ground}
        for one in made.calibration
    ]  # fmt: skip
    return scores, bins
