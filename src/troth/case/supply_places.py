"""Tables of a supply case that hold places and ways: origins, crossings, zones, legs, routes, vehicles, passages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from troth.supply.flow import Crossing, Fleet, Leg, Passage, Route, Zone
from troth.supply.states import Loss, LossShare

from .assess_cells import number, text_of, whole
from .csvfile import Cells, Columns
from .folder import Folder
from .supply_cells import Days, Units, day_of, maybe, of, table
from .supply_file import SupplyFile

ORIGINS, CROSSINGS, ZONES, LEGS, ROUTES, FLEET, PASSAGES = (
    f"tables/supply_{name}.csv"
    for name in ("origins", "crossings", "zones", "legs", "routes", "fleet", "passages")
)
LEARNT = "learnt"
_ORIGINS = Columns(("origin", "source"), ("name", "lat", "lon"))
_CROSSINGS = Columns(
    ("crossing", "capacity", "unit", "source"),
    ("name", "kind", "region", "lat", "lon", "inspection_days", "inspection_hours", "hours_per_truck", "collection", "barred", "people", "reported_as"),
)  # fmt: skip
_ZONES = Columns(("zone", "people", "source"), ("name", "lat", "lon", "store", "people_low", "people_high"))
_LEGS = Columns(("origin", "crossing", "days", "source"))
_ROUTES = Columns(
    ("crossing", "zone", "days", "source"), ("loss", "loss_low", "loss_high", "capacity", "litres", "turn")
)
_FLEET = Columns(("trucks", "source"), ("date", "cold_trucks", "litres"))
_PASSAGES = Columns(("passage", "crossing", "people", "a_day", "capacity", "from", "to", "source"), ("weight",))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a place is and what people call it."""

    kind: str
    """origin, crossing or zone."""
    id: str
    name: str
    lat: float | None
    lon: float | None
    source: str
    people: tuple[float, float, float] | None = None
    """Of a zone: low, best, high."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A crossing as its table has it."""

    crossing: Crossing
    """With a capacity of 0 where it is learnt."""
    spot: Spot
    learnt: bool
    reported_as: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """A route, and what is known of losses on it."""

    route: Route
    loss: LossShare
    source: str


def _spot(kind: str, row: Cells, file: str) -> Spot:
    lat, lon = (_degree(row, column, most) for column, most in (("lat", 90.0), ("lon", 180.0)))
    return Spot(kind, text_of(row, kind), row["name"] or row[kind], lat, lon, f"{file}:{row.line}")


def _degree(row: Cells, column: str, most: float) -> float | None:
    try:
        value = float(row[column]) if row[column] else None
    except ValueError:
        value = 2 * most
    if value is not None and not -most <= value <= most:
        msg = f"{column} {row[column]}; expected degrees from -{most:g} to {most:g}"
        raise ValueError(msg)
    return value


def read_origins(folder: Folder) -> list[Spot]:
    """Where goods wait."""
    return [one for _, one in table(folder, ORIGINS, _ORIGINS, lambda row, _: _spot("origin", row, ORIGINS))]


def read_crossings(folder: Folder, units: Units) -> list[Gate]:
    """Where goods pass."""
    return [one for _, one in table(folder, CROSSINGS, _CROSSINGS, lambda row, _: _gate(row, units))]


def _gate(row: Cells, units: Units) -> Gate:
    learnt = row["capacity"] == LEARNT
    hours, days = maybe(row, "inspection_hours"), maybe(row, "inspection_days")
    each = maybe(row, "hours_per_truck")
    crossing = Crossing(
        id=text_of(row, "crossing"),
        capacity=0.0 if learnt else units.loads(row, "capacity"),
        inspection_days=0 if days is None else whole(row, "inspection_days"),
        inspection_hours=hours,
        hours_per_truck=1.0 if each is None else each,
        collection=maybe(row, "collection"),
        barred=frozenset(_barred(row, units)),
        people=maybe(row, "people"),
        region=row["region"],
    )
    if learnt:
        units.loads(replace(row, cells={**row.cells, "capacity": "0"}), "capacity")
    named = tuple(one.strip() for one in row["reported_as"].split(";") if one.strip())
    return Gate(crossing, _spot("crossing", row, CROSSINGS), learnt, named or (crossing.id,))


def _barred(row: Cells, units: Units) -> list[str]:
    some = [one.strip() for one in row["barred"].split(";") if one.strip()]
    for name in some:
        units.good(replace(row, cells={"commodity": name}))
    return some


def read_zones(folder: Folder) -> list[tuple[Spot, float | None]]:
    """Where people are, and how many loads can be stored there."""
    return [one for _, one in table(folder, ZONES, _ZONES, lambda row, _: _zone(row))]


def _zone(row: Cells) -> tuple[Spot, float | None]:
    people, low, high = number(row, "people"), maybe(row, "people_low"), maybe(row, "people_high")
    ends = (people if low is None else low, people, people if high is None else high)
    if not ends[0] <= people <= ends[2]:
        msg = f"people_low {row['people_low']}, people {row['people']}, people_high {row['people_high']}; expected them in this order"
        raise ValueError(msg)
    return replace(_spot("zone", row, ZONES), people=ends), maybe(row, "store")


def zone_of(spot: Spot, store: float | None, stock: Mapping[str, float]) -> Zone:
    """The engine's zone."""
    return Zone(id=spot.id, stock=stock, store=store)


def read_legs(folder: Folder, origins: Sequence[str], crossings: Sequence[str]) -> list[Leg]:
    """Ways from origins to crossings."""

    def make(row: Cells, days: Days) -> Leg:
        del days
        return Leg(origin=of(origins, row, "origin", "an origin"), crossing=of(crossings, row, "crossing", "a crossing"), days=whole(row, "days"))  # fmt: skip

    return [one for _, one in table(folder, LEGS, _LEGS, make)]


def read_routes(
    folder: Folder, crossings: Sequence[str], zones: Sequence[str], losses: Sequence[Loss]
) -> list[Way]:
    """Ways from crossings to zones."""

    def make(row: Cells, days: Days) -> Way:
        del days
        loss, mean = _loss(row, losses)
        turn, litres = maybe(row, "turn"), maybe(row, "litres")
        route = Route(
            crossing=of(crossings, row, "crossing", "a crossing"), zone=of(zones, row, "zone", "a zone"), days=whole(row, "days"), loss=mean,
            capacity=maybe(row, "capacity"), litres=litres or 0.0, turn=1.0 if turn is None else turn,
        )  # fmt: skip
        return Way(route, loss, f"{ROUTES}:{row.line}")

    return [one for _, one in table(folder, ROUTES, _ROUTES, make)]


def _loss(row: Cells, losses: Sequence[Loss]) -> tuple[LossShare, float]:
    """What is intercepted on a route: assumed with its range, or learnt from the latest figures of one reporter."""
    if row["loss"] == LEARNT:
        able = [one for one in losses if one.crossing in {row["crossing"], "all"} and one.commodity == "all"]
        if not able:
            msg = f"loss learnt at {row['crossing']}; expected figures of what was collected and intercepted there in supply_aggregates.csv, by the reporter of supply.toml"
            raise ValueError(msg)
        latest = max(able, key=lambda one: (one.crossing != "all", one.last, one.first))
        return LossShare.learnt(latest), latest.mean
    mean = maybe(row, "loss") or 0.0
    low, high = maybe(row, "loss_low"), maybe(row, "loss_high")
    low, high = (mean if one is None else one for one in (low, high))
    if not 0 <= low <= mean <= high <= 1 or mean >= 1:
        msg = f"loss_low {row['loss_low']}, loss {row['loss']}, loss_high {row['loss_high']}; expected shares below 1, in this order"
        raise ValueError(msg)
    return LossShare.assumed(mean, low, high), mean


def read_fleet(folder: Folder, told: SupplyFile) -> tuple[Fleet, tuple[str, ...]]:
    """Vehicles inside by day; each row holds from its date on, a row without a date from the beginning."""

    def make(row: Cells, days: Days) -> tuple[date, float, float | None, float | None, str]:
        since = days.get("date", date.min)
        return since, number(row, "trucks"), maybe(row, "cold_trucks"), maybe(row, "litres"), f"{FLEET}:{row.line}"  # fmt: skip

    rows = sorted((one for _, one in table(folder, FLEET, _FLEET, make, days=("date",), optional=True)), key=lambda one: one[0])  # fmt: skip
    if not rows:
        return Fleet(), ()
    daily = [[one for one in rows if (one[0] - told.start).days <= day or one is rows[0]][-1] for day in range(told.days)]  # fmt: skip
    cold, litres = [one[2] for one in daily], [one[3] for one in daily]
    return Fleet(
        trucks=tuple(one[1] * told.fleet for one in daily),
        cold_trucks=tuple(one * told.fleet for one in cold if one is not None) if None not in cold else (),
        litres=tuple(one for one in litres if one is not None) if None not in litres else (),
    ), tuple(one[4] for one in rows)  # fmt: skip


def read_passages(
    folder: Folder, crossings: Sequence[str], told: SupplyFile
) -> list[tuple[Passage, str, tuple[date, date]]]:
    """People who have to pass a crossing within a window; one that lies outside of the plan is no part of it."""

    def make(row: Cells, days: Days) -> tuple[Passage, str, tuple[date, date]] | None:
        first, last = day_of(days, "from"), day_of(days, "to")
        begin, end = ((one - told.start).days for one in (first, last))
        if end < begin:
            msg = f"from {first} to {last}; expected an end that is not before its beginning"
            raise ValueError(msg)
        if end < 0 or begin >= told.days:
            return None
        start, weight, more = max(0, begin), maybe(row, "weight"), maybe(row, "a_day") or 0.0
        people = [0.0] * start + [number(row, "people")] + [more] * (min(end, told.days - 1) - start)
        passage = Passage(
            id=text_of(row, "passage"), crossing=of(crossings, row, "crossing", "a crossing"), people=tuple(people),
            capacity=number(row, "capacity"), first=start, last=min(end, told.days - 1), weight=1.0 if weight is None else weight,
        )  # fmt: skip
        return passage, f"{PASSAGES}:{row.line}", (first, last)

    rows = table(folder, PASSAGES, _PASSAGES, make, days=("from", "to"), optional=True)
    return [one for _, one in rows if one is not None]
