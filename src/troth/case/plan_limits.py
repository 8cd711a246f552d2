"""What other rooms hand to a programme: `tables/import_caps.csv` (supply) and `tables/gates.csv` (incidents)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from .assess_cells import lined_rows_of, number, text_of
from .csvfile import Cells, Columns
from .folder import Folder
from .plan_file import MONTHS, PlanFile, first_month

CAPS, GATES = "tables/import_caps.csv", "tables/gates.csv"
_CAPS = Columns(
    ("material", "month", "q05", "q50", "q95", "unit", "because"),
    ("place", "recorded_at", "recorded_at_precision", "draw", "note"),
)
_GATES = Columns(
    ("region", "valid_from", "p_open", "because"),
    ("valid_to", "valid_from_precision", "valid_to_precision", "p_low", "p_high", "tried", "unit", "place", "note"),
)  # fmt: skip
Quantile = Literal["q05", "q50", "q95"]


def read_imports(folder: Folder, told: PlanFile) -> tuple[float, ...]:
    """How much of the material that plan.toml names may be brought in, by period: the months of each, added up.

    Months behind the last that is told are as that one; a hole before it is noted, for nobody knows what passes then.
    """
    caps: dict[int, float] = {}
    for _, (material, month, amount) in lined_rows_of(
        folder, CAPS, _CAPS, lambda row: _cap(row, told.imports_at)
    ):
        if material == told.imports_of:
            caps[month] = caps.get(month, 0.0) + amount
    first = first_month(told)
    if first is None:
        folder.problems.add("plan.toml", field="begins", expected="the month in which it begins, for import caps are by month", remedy='write it as in begins = "2026-07"')  # fmt: skip
        return ()
    if not caps:
        folder.problems.add(CAPS, field="material", expected=f"rows of {told.imports_of}, which plan.toml names", remedy="add them, or correct `imports_of`")  # fmt: skip
        return ()
    last = max(caps)
    holes = [month for month in range(first, last) if month not in caps]
    if holes or first > last:
        month = holes[0] if holes else first
        folder.problems.add(CAPS, field="month", expected=f"a row of {told.imports_of} for {month // 12}-{month % 12 + 1:02}", remedy="add it: what is not told is not known")  # fmt: skip
        return ()
    length = MONTHS[told.period]
    return tuple(
        sum(caps[min(first + period * length + month, last)] for month in range(length))
        for period in range(told.periods)
    )


def unit_of_imports(folder: Folder, told: PlanFile) -> str:
    """In what the material that plan.toml names is counted; *unit* where no table says."""
    if not (told.imports_of and folder.has(CAPS)):
        return "unit"
    rows = lined_rows_of(folder, CAPS, _CAPS, lambda row: (row["material"], row["unit"]))
    return next((unit for _, (material, unit) in rows if material == told.imports_of and unit), "unit")


def _cap(row: Cells, quantile: Quantile) -> tuple[str, int, float]:
    said = row["month"]
    try:
        day = date.fromisoformat(said if len(said) > len("2026-07") else f"{said}-01")
    except ValueError:
        msg = f"month {said or 'empty'}: expected a month as in 2026-07"
        raise ValueError(msg) from None
    low, middle, high = (number(row, column) for column in ("q05", "q50", "q95"))
    if not low <= middle <= high:
        msg = f"q05 {low:g}, q50 {middle:g}, q95 {high:g}: expected points that rise"
        raise ValueError(msg)
    text_of(row, "because")
    return (
        text_of(row, "material"),
        day.year * 12 + day.month - 1,
        {"q05": low, "q50": middle, "q95": high}[quantile],
    )


def read_gates(folder: Folder, told: PlanFile) -> tuple[dict[str, int], dict[str, tuple[float, ...]]]:
    """The first period in which each region is rather open than closed, and how likely it opens so much later.

    A region that plan.toml names itself stays as it says. Chances of one period and the next are taken for independent.
    """
    first = first_month(told)
    if not folder.has(GATES) or first is None:
        return {}, {}
    spans: dict[str, list[tuple[int, int, float]]] = {}
    for _, (region, start, end, chance) in lined_rows_of(folder, GATES, _GATES, _gate):
        spans.setdefault(region, []).append((start, end, chance))
    gates, odds = {}, {}
    for region, rows in spans.items():
        chances = [_chance(rows, first, period, MONTHS[told.period]) for period in range(told.periods)]
        opens = next((period for period, chance in enumerate(chances) if chance >= RATHER), told.periods)
        gates[region] = opens
        odds[region] = tuple(_first(chances[opens:]))
    return (
        {region: period for region, period in gates.items() if region not in told.gates and period},
        {region: chance for region, chance in odds.items() if region not in told.gates and sum(chance) > 0},
    )


RATHER = 0.5
"""A region counts as open from here on."""


def _first(chances: list[float]) -> Iterator[float]:
    """How likely each period is the first that is open; what is left falls to the last."""
    closed = 1.0
    for number_, chance in enumerate(chances):
        last = number_ == len(chances) - 1
        yield closed if last else closed * chance
        closed *= 1 - chance


def _chance(rows: list[tuple[int, int, float]], first: int, period: int, length: int) -> float:
    """The mean chance over the months of a period; a month that nobody speaks of is as the last that was told."""
    months = range(first + period * length, first + (period + 1) * length)
    return sum(_in_month(rows, month) for month in months) / length


def _in_month(rows: list[tuple[int, int, float]], month: int) -> float:
    told = [chance for start, end, chance in rows if start <= month <= end]
    if told:
        return sum(told) / len(told)
    return max(rows, key=lambda row: row[1])[2] if month > max(row[1] for row in rows) else 1.0


def _gate(row: Cells) -> tuple[str, int, int, float]:
    start = _day(row, "valid_from")
    end = _day(row, "valid_to") if row["valid_to"] else date(9000, 1, 1)
    chance = number(row, "p_open")
    if chance > 1:
        msg = f"p_open {row['p_open']}: expected a chance from 0 to 1"
        raise ValueError(msg)
    text_of(row, "because")
    return text_of(row, "region"), start.year * 12 + start.month - 1, end.year * 12 + end.month - 1, chance


def _day(row: Cells, column: str) -> date:
    try:
        return date.fromisoformat(row[column][:10])
    except ValueError:
        msg = f"{column} {row[column] or 'empty'}: expected a day as in 2026-07-01"
        raise ValueError(msg) from None


def with_limits(folder: Folder, told: PlanFile) -> tuple[PlanFile, Mapping[str, tuple[float, ...]]]:
    """plan.toml with what the tables add to it, and the chances of access."""
    gates, odds = read_gates(folder, told)
    changed: dict[str, object] = {"gates": {**gates, **told.gates}}
    if told.imports_of:
        changed["imports"] = read_imports(folder, told)
    return told.model_copy(update=changed), {**odds, **told.gate_odds}
