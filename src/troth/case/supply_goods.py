"""Tables of a supply case that hold goods: commodities, stocks, pipelines, demand, and what was promised of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from troth.supply.flow import Commodity, Zone
from troth.supply.states import Promise

from .assess_cells import number, text_of
from .csvfile import Cells, Columns
from .folder import Folder
from .supply_cells import Days, Good, Units, day_of, maybe, of, table
from .supply_file import SupplyFile

COMMODITIES, STOCKS, PIPELINES, PROMISED, DEMAND, DISPLACED = (
    f"tables/{name}.csv"
    for name in ("supply_commodities", "supply_stocks", "supply_pipelines", "supply_promised", "demand", "supply_displaced")
)  # fmt: skip
GROUPS = ("food", "water", "medical", "shelter", "fuel", "other")
_COMMODITIES = Columns(
    ("commodity", "unit", "per_truck", "ration", "group", "source"),
    ("name", "weight", "shelf_life", "cold", "per_tonne"),
)
_STOCKS = Columns(("place", "commodity", "quantity", "unit", "stage", "source"))
_PIPELINES = Columns(("origin", "commodity", "from", "to", "quantity", "unit", "source"))
_PROMISED = Columns(("promise", "from", "to", "quantity", "unit", "by", "source"), ("term", "note"))
_DISPLACED = Columns(("date", "from", "to", "people", "source"), ("kind",))
_DEMAND = Columns(("zone", "commodity", "date", "quantity", "unit", "because"))


@dataclass(frozen=True, slots=True)
class Kind:
    """A commodity with what people call it and what it is for."""

    good: Commodity
    group: str
    name: str
    per_tonne: float | None
    source: str


@dataclass(frozen=True, slots=True)
class Promised:
    """What was agreed a day, and whom it binds."""

    promise: Promise
    term: str
    """Of the case's agreements; empty: none."""
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Held:
    """Stocks by place and commodity, by stage."""

    origins: dict[str, dict[str, float]] = field(default_factory=dict)
    waiting: dict[str, dict[str, float]] = field(default_factory=dict)
    offloaded: dict[str, dict[str, float]] = field(default_factory=dict)
    zones: dict[str, dict[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Places:
    """Who may be named in a row."""

    origins: frozenset[str]
    crossings: frozenset[str]
    zones: frozenset[str]


def read_commodities(folder: Folder) -> list[Kind]:
    """What people need."""
    return [one for _, one in table(folder, COMMODITIES, _COMMODITIES, _commodity)]


def units_of(kinds: Sequence[Kind], told: SupplyFile) -> Units:
    """By which amounts of them are read."""
    goods = {one.good.id: Good(one.good.unit, one.good.per_truck, one.per_tonne) for one in kinds}
    return Units(goods, told.unit)


def _commodity(row: Cells, days: Days) -> Kind:
    del days
    per_truck, ration = number(row, "per_truck"), number(row, "ration")
    for column, value in (("per_truck", per_truck), ("ration", ration)):
        if value <= 0:
            msg = f"{column} {row[column]}; expected a factor above 0: without it {row['unit']}, trucks and people do not fit each other"
            raise ValueError(msg)
    if row["group"] not in GROUPS:
        msg = f"group {row['group'] or 'empty'}; expected {', '.join(GROUPS)}"
        raise ValueError(msg)
    life, weight = maybe(row, "shelf_life"), maybe(row, "weight")
    good = Commodity(
        id=text_of(row, "commodity"), unit=text_of(row, "unit"), per_truck=per_truck, ration=ration,
        weight=1.0 if weight is None else weight, shelf_life=None if life is None else max(1, round(life)), cold=row["cold"] == "yes",
    )  # fmt: skip
    return Kind(
        good, row["group"], row["name"] or good.id, maybe(row, "per_tonne"), f"{COMMODITIES}:{row.line}"
    )


def read_stocks(folder: Folder, units: Units, places: Places) -> Held:
    """What is where at the beginning; amounts of the same goods at the same place are added up."""
    held = Held()

    def make(row: Cells, days: Days) -> tuple[dict[str, dict[str, float]], str, str, float]:
        del days
        return _where(row, held, places), row["place"], units.good(row), units.amount(row)

    for _, (kept, place, good, amount) in table(folder, STOCKS, _STOCKS, make):
        here = kept.setdefault(place, {})
        here[good] = here.get(good, 0.0) + amount
    return held


def _where(row: Cells, held: Held, places: Places) -> dict[str, dict[str, float]]:
    stages: Mapping[frozenset[str], Mapping[str, dict[str, dict[str, float]]]] = {
        places.origins: {"": held.origins, "manifested": held.origins},
        places.crossings: {"manifested": held.waiting, "offloaded": held.offloaded},
        places.zones: {"": held.zones, "arrived": held.zones},
    }
    for names, able in stages.items():
        if row["place"] in names:
            if row["stage"] not in able:
                msg = f"stage {row['stage'] or 'empty'} at {row['place']}; expected {' or '.join(one for one in able if one)}"
                raise ValueError(msg)
            return able[row["stage"]]
    every = places.origins | places.crossings | places.zones
    of(sorted(every), row, "place", "an origin, a crossing or a zone")
    raise AssertionError(row["place"])  # of() has raised: the place is in none of the three


def read_pipelines(
    folder: Folder, units: Units, places: Places, told: SupplyFile
) -> dict[str, dict[str, tuple[float, ...]]]:
    """What comes in at each origin on each day of the plan."""

    def make(row: Cells, days: Days) -> tuple[str, str, range, float]:
        origin, good = of(sorted(places.origins), row, "origin", "an origin"), units.good(row)
        return origin, good, span(day_of(days, "from"), day_of(days, "to"), told), units.amount(row)

    found: dict[str, dict[str, list[float]]] = {}
    for _, (origin, good, days, amount) in table(folder, PIPELINES, _PIPELINES, make, days=("from", "to"), optional=True):  # fmt: skip
        daily = found.setdefault(origin, {}).setdefault(good, [0.0] * told.days)
        for day in days:
            daily[day] += amount
    return {origin: {good: tuple(some) for good, some in goods.items()} for origin, goods in found.items()}


def span(first: date, last: date, told: SupplyFile) -> range:
    """The days of the plan from one date to another, both counted."""
    if last < first:
        msg = f"from {first} to {last}; expected an end that is not before its beginning"
        raise ValueError(msg)
    begin = (first - told.start).days
    return range(max(0, begin), min(told.days, (last - told.start).days + 1))


def read_promised(folder: Folder) -> list[Promised]:
    """What was agreed to come a day."""
    return [one for _, one in table(folder, PROMISED, _PROMISED, _promised, days=("from", "to"), optional=True)]  # fmt: skip


def _promised(row: Cells, days: Days) -> Promised:
    quantity = number(row, "quantity")
    if not quantity:
        msg = f"quantity {row['quantity']}; expected what was agreed a day, above 0"
        raise ValueError(msg)
    promise = Promise(
        id=text_of(row, "promise"), first=day_of(days, "from"), last=days.get("to"), a_day=quantity, by=row["by"], unit=text_of(row, "unit")
    )  # fmt: skip
    return Promised(promise, row["term"], f"{PROMISED}:{row.line}", row["note"])


def read_demand(
    folder: Folder,
    kinds: Sequence[Kind],
    zones: Sequence[Zone],
    people: Mapping[str, float],
    told: SupplyFile,
) -> np.ndarray:
    """(Z, K, D) units: what the people of a zone need, who move where they are displaced; figures of demand.csv replace it."""
    units, names = units_of(kinds, told), [zone.id for zone in zones]
    there = np.repeat(np.array([people[name] for name in names], float)[:, None], told.days, axis=1)
    for day, away, to, count in _moves(folder, names):
        first = max(0, (day - told.start).days)
        moved = np.minimum(count, there[names.index(away), first:]) if away in names else count
        if away in names:
            there[names.index(away), first:] -= moved
        if to in names:
            there[names.index(to), first:] += moved
    demand = there[:, None, :] * np.array([one.good.ration for one in kinds])[None, :, None]
    goods = [one.good.id for one in kinds]

    def make(row: Cells, days: Days) -> tuple[int, int, int, float]:
        zone, good = names.index(of(names, row, "zone", "a zone")), goods.index(units.good(row))
        return zone, good, (day_of(days, "date") - told.start).days, units.amount(row)

    for _, (zone, good, number_of_day, amount) in table(folder, DEMAND, _DEMAND, make, days=("date",), optional=True):  # fmt: skip
        if 0 <= number_of_day < told.days:
            demand[zone, good, number_of_day] = amount
    return np.asarray(demand, float)


def _moves(folder: Folder, zones: Sequence[str]) -> list[tuple[date, str, str, float]]:
    """Who left where for where; one end may lie outside the zones."""

    def make(row: Cells, days: Days) -> tuple[date, str, str, float]:
        ends = [row["from"], row["to"]]
        if not set(ends) & set(zones):
            of(zones, row, "to", "a zone")
        return day_of(days, "date"), row["from"], row["to"], number(row, "people")

    rows = table(folder, DISPLACED, _DISPLACED, make, days=("date",), optional=True)
    return sorted((one for _, one in rows), key=lambda one: one[0])
