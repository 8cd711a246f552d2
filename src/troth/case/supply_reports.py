"""Tables of a supply case that hold what reporters count: reporters stay apart, days without a report stay unknown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast, get_args

import polars as pl

from troth.supply.states import (
    Asked,
    Coverage,
    Loss,
    Movements,
    Panel,
    StatesError,
    Total,
    losses,
    panel_of,
)
from troth.supply.states.movements import STATUSES, Status
from troth.supply.states.stages import EVERYTHING, EVERYWHERE, ORDER, Measure

from .assess_cells import number, text_of
from .csvfile import Cells, Columns
from .folder import Folder
from .problems import closest
from .supply_cells import Days, day_of, table
from .supply_file import FILE, SupplyFile
from .supply_places import Gate

REPORTS, AGGREGATES, COVERAGE, MOVEMENTS = (
    f"tables/{name}.csv"
    for name in ("crossing_reports", "supply_aggregates", "supply_coverage", "supply_movements")
)
STAGES = (*ORDER, "intercepted")
_REPORTS = Columns(("crossing", "date", "stage", "quantity", "reporter", "unit", "because"), ("commodity", "note"))  # fmt: skip
_AGGREGATES = Columns(("from", "to", "crossing", "commodity", "stage", "measure", "quantity", "unit", "reporter", "source"), ("note",))  # fmt: skip
_COVERAGE = Columns(("reporter", "from", "to", "crossings", "stage", "source"), ("open_rule",))
_MOVEMENTS = Columns(("from", "to", "area", "status", "count", "reporter", "source"), ("note",))


@dataclass(frozen=True, slots=True)
class Covered:
    """On which days a reporter's list of a stage counts as complete."""

    reporter: str
    stage: str
    days: Coverage


@dataclass(frozen=True, slots=True)
class Reports:
    """What all reporters say."""

    rows: pl.DataFrame
    totals: tuple[Total, ...] = ()
    covered: tuple[Covered, ...] = ()
    movements: tuple[Movements, ...] = ()
    losses: tuple[Loss, ...] = ()
    """By the reporter of supply.toml alone, where it gives any; otherwise by each."""


def read_reports(folder: Folder, told: SupplyFile) -> Reports:
    """Everything that is reported."""
    rows = table(folder, REPORTS, _REPORTS, _report, days=("date",), optional=True)
    names = ("crossing", "date", "stage", "quantity", "reporter", "unit", "because", "commodity")
    frame = pl.DataFrame([row for _, row in rows], schema={name: _TYPES.get(name, pl.String()) for name in names}, orient="row")  # fmt: skip
    totals = [one for _, one in table(folder, AGGREGATES, _AGGREGATES, _total, days=("from", "to"), optional=True)]  # fmt: skip
    covered = [one for _, one in table(folder, COVERAGE, _COVERAGE, _covered, days=("from", "to"), optional=True)]  # fmt: skip
    moves = [one for _, one in table(folder, MOVEMENTS, _MOVEMENTS, _movement, days=("from", "to"), optional=True)]  # fmt: skip
    known = losses([one for one in totals if one.last < told.start], together=told.together)
    own = [one for one in known if one.reporter == told.reporter]
    return Reports(frame, tuple(totals), tuple(covered), tuple(moves), tuple(own or known))


_TYPES = {"date": pl.Date(), "quantity": pl.Float64()}


def _report(row: Cells, days: Days) -> tuple[str, date, str, float, str, str, str, str]:
    return (
        text_of(row, "crossing"), day_of(days, "date"), _stage(row), number(row, "quantity"), text_of(row, "reporter"), text_of(row, "unit"),
        text_of(row, "because"), row["commodity"],
    )  # fmt: skip


def _stage(row: Cells) -> str:
    if row["stage"] not in STAGES:
        msg = f"stage {row['stage'] or 'empty'}; expected {', '.join(STAGES)}: what a list calls entered or received is offloaded"
        raise ValueError(msg)
    return row["stage"]


def _total(row: Cells, days: Days) -> Total:
    first, last = _period(days)
    if row["measure"] not in get_args(Measure):
        msg = f"measure {row['measure'] or 'empty'}; expected {', '.join(get_args(Measure))}"
        raise ValueError(msg)
    quantity = number(row, "quantity")
    if row["measure"] == "share" and quantity > 1:
        msg = f"a share of {row['quantity']}; expected 0 to 1"
        raise ValueError(msg)
    return Total(
        id=f"{AGGREGATES}:{row.line}", first=first, last=last, stage=_stage(row), quantity=quantity, reporter=text_of(row, "reporter"),
        measure=cast("Measure", row["measure"]), crossing=row["crossing"] or EVERYWHERE, commodity=row["commodity"] or EVERYTHING, unit=text_of(row, "unit"),
    )  # fmt: skip


def _period(days: Days) -> tuple[date, date]:
    first, last = day_of(days, "from"), day_of(days, "to")
    if last < first:
        msg = f"from {first} to {last}; expected an end that is not before its beginning"
        raise ValueError(msg)
    return first, last


def _covered(row: Cells, days: Days) -> Covered:
    first, last = _period(days)
    names = frozenset(one.strip() for one in row["crossings"].split(";") if one.strip())
    return Covered(text_of(row, "reporter"), _stage(row), Coverage(first=first, last=last, crossings=names))


def _movement(row: Cells, days: Days) -> Movements:
    first, last = _period(days)
    return Movements(
        id=f"{MOVEMENTS}:{row.line}", first=first, last=last, area=row["area"], status=_status(row), count=number(row, "count"),
        reporter=text_of(row, "reporter"),
    )  # fmt: skip


def _status(row: Cells) -> Status:
    for status in STATUSES:
        if row["status"] == status:
            return status
    msg = f"status {row['status'] or 'empty'}; expected {', '.join(STATUSES)}"
    raise ValueError(msg)


def panels_of(reports: Reports) -> list[tuple[Panel, str]]:
    """Each reporter's daily lists, each stage and unit by itself, with the crossings as it names them."""
    found = []
    lists = reports.rows.select("reporter", "stage", "unit").unique(maintain_order=True)
    for reporter, stage, unit in lists.iter_rows():
        own = reports.rows.filter(pl.col("reporter") == reporter, pl.col("stage") == stage, pl.col("unit") == unit)  # fmt: skip
        names = own["crossing"].unique(maintain_order=True).to_list()
        asked = Asked(reporter=reporter, crossings={name: name for name in names}, coverage=_coverage(reports, reporter, stage), stage=stage, unit=unit)  # fmt: skip
        found.append((panel_of(own, asked), stage))
    return found


def _coverage(reports: Reports, reporter: str, stage: str) -> list[Coverage]:
    return [one.days for one in reports.covered if (one.reporter, one.stage) == (reporter, stage)]


def learning_panel(
    folder: Folder, reports: Reports, gates: Sequence[Gate], told: SupplyFile, *, whole: bool = False
) -> Panel | None:
    """What the named reporter counts at the crossings of the plan, up to the last day that is learnt from; None without one.

    Parameters
    ----------
    whole
        Also the days behind it, for whoever looks back.
    """
    if not told.reporter:
        return None
    listed = set(reports.rows.filter(pl.col("reporter") == told.reporter)["crossing"].to_list())
    names = {
        name: gate.crossing.id
        for gate in gates
        for name in gate.reported_as
        if gate.learnt
        or not listed.isdisjoint(
            gate.reported_as
        )  # of the others nothing is said, not even that they are closed
    }
    regions = {gate.crossing.id: gate.crossing.region for gate in gates}
    asked = Asked(
        reporter=told.reporter, crossings=names, coverage=_coverage(reports, told.reporter, told.stage), regions=regions,
        stage=told.stage, unit=told.unit, last=None if whole else told.learnt_to,
    )  # fmt: skip
    try:
        return panel_of(reports.rows, asked)
    except StatesError as error:
        folder.problems.add(FILE, field="reporter", found=str(error), expected="reports that crossings can be learnt from", remedy="look at reporter, stage, unit and learn_until")  # fmt: skip
        return None


def look_alike(folder: Folder, reports: Reports, names: Iterable[str], told: SupplyFile) -> None:
    """Warn of a crossing in the reports that was likely meant to be one of the plan: its reports would be left aside."""
    known = set(names)
    own = reports.rows.filter(pl.col("reporter") == told.reporter)["crossing"].unique(maintain_order=True)
    for name in own.to_list():
        if name not in known and (near := closest(name, known)):
            folder.problems.warn(REPORTS, field="crossing", found=name, expected="a crossing as supply_crossings.csv names it", remedy=f"did you mean {near!r}? its reports are left aside")  # fmt: skip
