"""How well crossings are foretold: one reporter's list of trucks, months that were held out, and what has to be beaten.

    python benchmarks/_crossings.py [LIST]

LIST is a table `crossing_reports.csv` of a case (the default: the one of `cases/gaza-corridors`), or UNRWA's line list
itself (`unrwa_trucks.csv.gz`, which is not shipped). What is printed is one JSON document.
"""

import csv
import gzip
import json
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from troth.supply.states import (
    Asked,
    Coverage,
    HeldOut,
    Panel,
    backtest,
    check_backtest,
    leads,
    panel_of,
)

SHIPPED = Path(__file__).resolve().parent.parent / "cases/gaza-corridors/tables/crossing_reports.csv"
CROSSINGS = {
    "Erez": "erez", "Gate 96": "gate-96", "Kerem Shalom": "kerem-shalom", "Rafah Crossing": "rafah",
    "Western Erez": "western-erez",
}  # fmt: skip
LISTED = Coverage(first=date(2023, 10, 21), last=date(2024, 9, 30))
HELD_OUT = HeldOut(first=date(2024, 1, 1), last=date(2024, 9, 30))
BASELINES = ("yesterday", "long-run share", "first-order Markov")


def reports(path: Path) -> pl.DataFrame:
    """UNRWA's rows of the house's table, from either kind of file."""
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as packed:
            counts = Counter((row["Crossing"], row["Received Date"]) for row in csv.DictReader(packed))
        rows = [
            {"crossing": crossing, "date": day, "stage": "offloaded", "quantity": count, "reporter": "UNRWA", "unit": "truck"}
            for (crossing, day), count in sorted(counts.items())
        ]  # fmt: skip
    else:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    return pl.DataFrame(rows).with_columns(pl.col("date").str.to_date(), pl.col("quantity").cast(pl.Float64))


def panel(path: Path) -> Panel:
    """The five crossings by land, as UNRWA lists them."""
    names = {**CROSSINGS, **{name: name for name in CROSSINGS.values()}}
    return panel_of(reports(path), Asked(reporter="UNRWA", crossings=names, coverage=[LISTED]))


def crossing_scores(path: Path = SHIPPED) -> dict[str, Any]:
    """Brier scores of the model and of the baselines, the calibration table, and whether the check agrees."""
    found = panel(path)
    start = time.process_time()
    told = backtest(found, HELD_OUT)
    return {
        "forecasts": told.count,
        "brier": told.brier,
        "brier_baselines": [told.baselines[name] for name in BASELINES],
        "brier_14_days": told.baselines["14-day mean"],
        "log_score": told.log_score,
        "calibration": [
            {"told": one.told, "happened": one.happened, "count": one.count, "q05": one.q05, "q95": one.q95}
            for one in told.calibration
        ],
        "crossings_checked": check_backtest(found, told, HELD_OUT.least_days) == (),
        "cpu_s": time.process_time() - start,
    }


def lead_scores(path: Path = SHIPPED, days: int = 14) -> dict[str, Any]:
    """Brier scores by lead, and how often the total of all days fell into the interval of 90 %."""
    told = leads(panel(path), HELD_OUT, days=days, every=2)
    return {
        "leads": [
            {"days": one.days, "count": one.count, "brier": one.brier, "today": one.today, "14_days": one.fortnight}
            for one in told.leads
        ],
        "windows": told.windows,
        "held": told.held,
        "held_apart": told.held_apart,
    }  # fmt: skip


if __name__ == "__main__":
    chosen = Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED
    print(json.dumps({**crossing_scores(chosen), **lead_scores(chosen)}, indent=1))
