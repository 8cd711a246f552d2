"""What is wrong with a supply problem, each with its ids; and the part that can be computed all the same."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .problem import Corridors


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that keeps a part of a problem from being computed, or lets nothing through."""

    part: str
    """commodity, origin, crossing, leg, route, zone, passage, demand, fleet."""
    ids: tuple[str, ...]
    what: str
    """In words: what was found, what was expected."""
    left_out: bool = True
    """Computed without it; otherwise it stays: the first of two, nothing in place of a wrong figure, a demand that is not met."""

    def __str__(self) -> str:
        """One line."""
        return f"{self.part} {', '.join(self.ids)}: {self.what}"


def faults(corridors: Corridors) -> list[Fault]:
    """Everything that is wrong, in the order of the problem."""
    return [
        *_twice(corridors),
        *_figures(corridors),
        *_stocks(corridors),
        *_strange(corridors),
        *_barred(corridors),
        *_reach(corridors),
    ]


def usable(corridors: Corridors) -> tuple[Corridors, list[Fault]]:
    """The problem without what cannot be computed, and all that is wrong.

    Figures of stock, pipelines and demand that are no figures, or below zero, are taken as nothing: stock that is not known
    feeds nobody. Demand that nobody can reach stays, and stays unmet.
    """
    found = faults(corridors)
    bad = {(fault.part, name) for fault in found if fault.left_out for name in fault.ids}
    goods, zones = _once(corridors.commodities, "commodity", bad), _once(corridors.zones, "zone", bad)
    names = {corridors.commodities[place].id for place in goods}
    given = corridors.demand[np.ix_(zones, goods)]
    fleet = {
        name: tuple(_positive(getattr(corridors.fleet, name))) for name in ("trucks", "cold_trucks", "litres")
    }
    part = replace(
        corridors,
        commodities=tuple(corridors.commodities[place] for place in goods),
        zones=tuple(replace(corridors.zones[place], stock=_sound(corridors.zones[place].stock, names)) for place in zones),
        origins=tuple(
            replace(one, stock=_sound(one.stock, names), pipeline={name: tuple(_positive(some)) for name, some in one.pipeline.items() if name in names})
            for one in (corridors.origins[place] for place in _once(corridors.origins, "origin", bad))
        ),
        crossings=tuple(
            replace(one, waiting=_sound(one.waiting, names), offloaded=_sound(one.offloaded, names))
            for one in (corridors.crossings[place] for place in _once(corridors.crossings, "crossing", bad))
        ),
        passages=tuple(corridors.passages[place] for place in _once(corridors.passages, "passage", bad)),
        demand=np.where(np.isfinite(given) & (given > 0), given, 0.0),
        fleet=replace(corridors.fleet, **fleet),
    )  # fmt: skip
    return _joined(part, bad), found


def _once(some: Iterable[Any], part: str, bad: set[tuple[str, str]]) -> list[int]:
    """Places of each id, the first where it stands twice, without those that are left out."""
    places: dict[str, int] = {}
    for place, one in enumerate(some):
        if (part, one.id) not in bad:
            places.setdefault(one.id, place)
    return list(places.values())


def _joined(part: Corridors, bad: set[tuple[str, str]]) -> Corridors:
    """Without legs, routes and passages of what is no longer there, and of what has wrong figures."""
    origins, crossings, zones = (
        {one.id for one in some} for some in (part.origins, part.crossings, part.zones)
    )
    legs = {f"{one.origin}-{one.crossing}": one for one in reversed(part.legs) if one.origin in origins and one.crossing in crossings}  # fmt: skip
    routes = {f"{one.crossing}-{one.zone}": one for one in reversed(part.routes) if one.crossing in crossings and one.zone in zones}  # fmt: skip
    return replace(
        part,
        legs=tuple(one for name, one in reversed(legs.items()) if ("leg", name) not in bad),
        routes=tuple(one for name, one in reversed(routes.items()) if ("route", name) not in bad),
        passages=tuple(one for one in part.passages if one.crossing in crossings),
    )


def _sound(stock: Mapping[str, float], names: set[str]) -> dict[str, float]:
    return {name: amount for name, amount in stock.items() if name in names and 0 <= amount < np.inf}


def _positive(values: Iterable[float]) -> list[float]:
    return [value if 0 <= value < np.inf else 0.0 for value in values]


def _twice(corridors: Corridors) -> Iterator[Fault]:
    for part, names in _named(corridors):
        known: set[str] = set()
        for name in names:
            if name in known:
                yield Fault(part, (name,), "it stands twice; the first is taken", left_out=False)
            known.add(name)


def _named(corridors: Corridors) -> Iterator[tuple[str, list[str]]]:
    for part in ("commodity", "origin", "crossing", "zone", "passage"):
        plural = "commodities" if part == "commodity" else f"{part}s"
        yield part, [one.id for one in getattr(corridors, plural)]
    yield "leg", [f"{one.origin}-{one.crossing}" for one in corridors.legs]
    yield "route", [f"{one.crossing}-{one.zone}" for one in corridors.routes]


ABOVE_ZERO = {"commodity": ("per_truck", "ration"), "crossing": ("hours_per_truck",)}
ZERO_OR_MORE = {
    "commodity": ("weight", "shelf_life"),
    "crossing": ("capacity", "inspection_days", "inspection_hours", "collection", "people"),
    "leg": ("days",),
    "route": ("days", "capacity", "litres", "turn"),
    "zone": ("store",),
    "passage": ("capacity", "first", "weight"),
}


def _figures(corridors: Corridors) -> Iterator[Fault]:
    """Figures that are none, below zero, or cannot be shares."""
    rows: list[tuple[str, str, Any]] = [("commodity", one.id, one) for one in corridors.commodities]
    rows += [("crossing", one.id, one) for one in corridors.crossings]
    rows += [("leg", f"{one.origin}-{one.crossing}", one) for one in corridors.legs]
    rows += [("route", f"{one.crossing}-{one.zone}", one) for one in corridors.routes]
    rows += [("zone", one.id, one) for one in corridors.zones]
    rows += [("passage", one.id, one) for one in corridors.passages]
    for part, name, one in rows:
        for field in ABOVE_ZERO.get(part, ()):
            value = getattr(one, field)
            if not 0 < value < np.inf:
                yield Fault(part, (name,), f"{field} is {value}; expected more than 0{_factor(part, one)}")
        for field in ZERO_OR_MORE.get(part, ()):
            value = getattr(one, field)
            if value is not None and not 0 <= value < np.inf:
                yield Fault(part, (name,), f"{field} is {value}; expected 0 or more")
        if part == "route" and not 0 <= one.loss < 1:
            yield Fault(part, (name,), f"loss is {one.loss}; expected a share from 0 to below 1")


def _factor(part: str, one: Any) -> str:  # noqa: ANN401 - any part of a problem
    return (
        f": without this factor {one.unit}, trucks and people do not fit each other"
        if part == "commodity"
        else ""
    )


def _stocks(corridors: Corridors) -> Iterator[Fault]:
    """Stocks, pipelines, demand and vehicles below zero or without a figure, and of commodities that nobody declared."""
    known = {one.id for one in corridors.commodities}
    held: list[tuple[str, str, str, str, tuple[float, ...]]] = [("origin", one.id, "stock", name, (amount,)) for one in corridors.origins for name, amount in one.stock.items()]  # fmt: skip
    held += [("origin", one.id, "pipeline", name, some) for one in corridors.origins for name, some in one.pipeline.items()]  # fmt: skip
    for crossing in corridors.crossings:
        held += [("crossing", crossing.id, "waiting", name, (amount,)) for name, amount in crossing.waiting.items()]  # fmt: skip
        held += [("crossing", crossing.id, "offloaded", name, (amount,)) for name, amount in crossing.offloaded.items()]  # fmt: skip
    held += [("zone", one.id, "stock", name, (amount,)) for one in corridors.zones for name, amount in one.stock.items()]  # fmt: skip
    held += [("fleet", "fleet", name, "", getattr(corridors.fleet, name)) for name in ("trucks", "cold_trucks", "litres")]  # fmt: skip
    held += [("passage", one.id, "people", "", one.people) for one in corridors.passages]
    for part, name, field, good, amounts in held:
        if good and good not in known:
            yield Fault(part, (name,), f"{field} of {good}, which is no commodity: {', '.join(sorted(known))}", left_out=False)  # fmt: skip
        wrong = [amount for amount in amounts if not 0 <= amount < np.inf]
        if wrong:
            yield Fault(part, (name,), f"{field}{' of ' + good if good else ''} is {wrong[0]:g}; expected 0 or more, taken as 0", left_out=part == "passage")  # fmt: skip
    for z, k in zip(*np.nonzero(~((corridors.demand >= 0) & np.isfinite(corridors.demand)).all(axis=2)), strict=True):  # fmt: skip
        yield Fault("demand", (corridors.zones[z].id, corridors.commodities[k].id), f"{np.nanmin(corridors.demand[z, k]):g} on a day; expected figures of 0 or more, taken as 0", left_out=False)  # fmt: skip


def _barred(corridors: Corridors) -> Iterator[Fault]:
    for one in corridors.crossings:
        for name in sorted(set(one.waiting) & one.barred):
            yield Fault(
                "crossing", (one.id,), f"{name} waits there and is barred: it stays outside", left_out=False
            )


def _strange(corridors: Corridors) -> Iterator[Fault]:
    """Ids that nothing bears."""
    origins, crossings, zones, goods = (
        {one.id for one in some}
        for some in (corridors.origins, corridors.crossings, corridors.zones, corridors.commodities)
    )
    ends: list[tuple[str, str, tuple[tuple[str, set[str], str], ...]]] = [("leg", f"{one.origin}-{one.crossing}", ((one.origin, origins, "origin"), (one.crossing, crossings, "crossing"))) for one in corridors.legs]  # fmt: skip
    ends += [("route", f"{one.crossing}-{one.zone}", ((one.crossing, crossings, "crossing"), (one.zone, zones, "zone"))) for one in corridors.routes]  # fmt: skip
    ends += [("passage", one.id, ((one.crossing, crossings, "crossing"),)) for one in corridors.passages]
    for part, name, wanted in ends:
        for end, known, kind in wanted:
            if end not in known:
                yield Fault(part, (name,), f"{end} is no {kind}")
    for one in corridors.crossings:
        if other := sorted(one.barred - goods):
            yield Fault("crossing", (one.id,), f"it bars {', '.join(other)}, which is no commodity", left_out=False)  # fmt: skip


def _reach(corridors: Corridors) -> Iterator[Fault]:
    """Crossings that lead nowhere, and demand that nothing can reach: computed, and told."""
    left = {one.crossing for one in corridors.routes}
    fed = {one.crossing for one in corridors.legs} | {one.id for one in corridors.crossings if one.waiting or one.offloaded}  # fmt: skip
    for one in corridors.crossings:
        if one.id not in left:
            yield Fault("crossing", (one.id,), "no route leads from it to a zone: nothing gets through", left_out=False)  # fmt: skip
        if one.id not in fed:
            yield Fault(
                "crossing", (one.id,), "no origin leads to it and nothing waits there", left_out=False
            )
    barred = {one.id: one.barred for one in corridors.crossings}
    for z, zone in enumerate(corridors.zones):
        ways = [one.crossing for one in corridors.routes if one.zone == zone.id and one.crossing in fed]
        for k, good in enumerate(corridors.commodities):
            if np.nansum(corridors.demand[z, k]) > 0 and not any(good.id not in barred.get(way, {good.id}) for way in ways):  # fmt: skip
                yield Fault("demand", (zone.id, good.id), "no crossing that may pass it has a route there: it stays unmet but for what is in store", left_out=False)  # fmt: skip
