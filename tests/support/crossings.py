"""Made-up crossings whose ways are known, and the crossings of the shipped cases."""

import csv
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from troth.supply.states import Asked, Coverage, Panel, Total, panel_of

CASES = Path(__file__).resolve().parents[2] / "cases"
START = date(2030, 5, 1)


def panel(*columns, reporter="UN", regions=(), start=START):
    """A panel of columns of trucks; None is a day of which nothing is known."""
    trucks = np.array([[np.nan if one is None else float(one) for one in column] for column in columns]).T
    names = tuple(f"crossing-{number}" for number in range(len(columns)))
    return Panel(reporter=reporter, crossings=names, start=start, trucks=trucks, regions=regions)


def closing_together(days, crossings, seed, *, shut=0.25, own=0.05):
    """Crossings that a common cause closes on some days, all of them, and a cause of its own each on a few."""
    random = np.random.default_rng(seed)
    common = random.random(days) < shut
    alone = random.random((days, crossings)) < own
    trucks = np.where(common[:, None] | alone, 0, 20 + random.poisson(20, (days, crossings)))
    trucks[0] = 30
    return panel(*trucks.T.tolist())


def lasting(days, crossings, seed):
    """Crossings that stay open for about three weeks and closed for about ten days, each by itself."""
    random = np.random.default_rng(seed)
    columns = []
    for _ in range(crossings):
        column: list[int] = []
        while len(column) < days:
            column += [int(one) for one in 20 + random.poisson(20, random.integers(14, 28))]
            column += [0] * int(random.integers(6, 14))
        columns.append(column[:days])
    return panel(*columns)


def rows(case, table):
    """The rows of a case's table."""
    with (CASES / case / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def listed_by(case, reporter, *, unit="truck", stage="offloaded", crossings=()):
    """A reporter's panel of a case, with the coverage that the case declares."""
    reports = pl.DataFrame(rows(case, "crossing_reports")).with_columns(
        pl.col("date").str.to_date(), pl.col("quantity").cast(pl.Float64)
    )
    coverage = [
        Coverage(
            first=date.fromisoformat(row["from"]),
            last=date.fromisoformat(row["to"]),
            crossings=frozenset(filter(None, row["crossings"].split(";"))),
        )
        for row in rows(case, "supply_coverage")
        if row["reporter"] == reporter
    ]
    names = crossings or tuple(row["crossing"] for row in rows(case, "supply_crossings"))
    return panel_of(
        reports,
        Asked(
            reporter=reporter,
            crossings={name: name for name in names},
            coverage=coverage,
            unit=unit,
            stage=stage,
        ),
    )


def totals(case):
    """The figures for periods of a case."""
    return [
        Total(
            id=f"{row['source']}/{number}",
            first=date.fromisoformat(row["from"]),
            last=date.fromisoformat(row["to"]),
            stage=row["stage"],
            quantity=float(row["quantity"]),
            reporter=row["reporter"],
            measure=row["measure"],
            crossing=row["crossing"],
            commodity=row["commodity"],
            unit=row["unit"],
        )
        for number, row in enumerate(rows(case, "supply_aggregates"))
    ]
