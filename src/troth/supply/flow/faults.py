"""What is wrong with a supply problem, each with its ids; and the part that can be computed all the same."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from .problem import Corridors


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that keeps a part of a problem from being computed."""

    ids: tuple[str, ...]
    what: str
    """In words: what was found, what was expected."""
    part: str
    """Which part: commodity, origin, crossing, leg, route, zone, passage, demand, fleet."""

    def __str__(self) -> str:
        """One line."""
        return f"{self.part} {', '.join(self.ids)}: {self.what}"


def faults(corridors: Corridors) -> list[Fault]:
    """Everything that is wrong, in the order of the problem."""
    return [*_twice(corridors), *_figures(corridors), *_strange(corridors), *_units(corridors), *_reach(corridors)]


def usable(corridors: Corridors) -> tuple[Corridors, list[Fault]]:
    """The problem without what cannot be computed, and what that was; the demand nobody can reach stays, and stays unmet.

    Figures that are no figures, or below zero, are taken as nothing: stock that is not known feeds nobody.
    """
    found = faults(corridors)
    bad = {(fault.part, name) for fault in found for name in fault.ids if fault.what not in KEPT}
    goods = [place for place, one in enumerate(corridors.commodities) if ("commodity", one.id) not in bad]
    zones = [place for place, one in enumerate(corridors.zones) if ("zone", one.id) not in bad]
    goods, zones = _once(corridors.commodities, goods), _once(corridors.zones, zones)
    demand = corridors.demand[np.ix_(zones, goods)]
    demand = np.where(np.isfinite(demand) & (demand > 0), demand, 0.0)
    names = {corridors.commodities[place].id for place in goods}
    part = replace(
        corridors,
        commodities=tuple(corridors.commodities[place] for place in goods),
        zones=tuple(replace(corridors.zones[place], stock=_sound(corridors.zones[place].stock, names)) for place in zones),
        origins=tuple(
            replace(one, stock=_sound(one.stock, names), pipeline={name: tuple(_positive(values)) for name, values in one.pipeline.items() if name in names})
            for one in _left(corridors.origins, "origin", bad)
        ),
        crossings=tuple(
            replace(one, waiting=_sound(one.waiting, names), offloaded=_sound(one.offloaded, names))
            for one in _left(corridors.crossings, "crossing", bad)
        ),
        passages=tuple(_left(corridors.passages, "passage", bad)),
        demand=demand,
        fleet=replace(corridors.fleet, **{name: tuple(_positive(getattr(corridors.fleet, name))) for name in ("trucks", "cold_trucks", "litres")}),
    )  # fmt: skip
    return _joined(part, bad), found


UNREACHED = "no crossing that may pass it has a route there"
NO_ROUTE = "no route leads from it to a zone"
NO_LEG = "no origin leads to it, and nothing waits there"
KEPT = (UNREACHED, NO_ROUTE, NO_LEG)
"""What is told and not left out: it is computed, and nothing comes through."""


def _joined(part: Corridors, bad: set[tuple[str, str]]) -> Corridors:
    """Without legs, routes and passages of what is no longer there, and of what has wrong figures."""
    origins, crossings, zones = ({one.id for one in some} for some in (part.origins, part.crossings, part.zones))
    legs = tuple(one for one in part.legs if one.origin in origins and one.crossing in crossings and ("leg", f"{one.origin}-{one.crossing}") not in bad)  # fmt: skip
    routes = tuple(one for one in part.routes if one.crossing in crossings and one.zone in zones and ("route", f"{one.crossing}-{one.zone}") not in bad)  # fmt: skip
    return replace(part, legs=legs, routes=routes, passages=tuple(one for one in part.passages if one.crossing in crossings))  # fmt: skip


def _left[T](some: Iterable[T], part: str, bad: set[tuple[str, str]]) -> Iterator[T]:
    """Each id once, without those with faults."""
    known = set()
    for one in some:
        name = one.id  # type: ignore[attr-defined]  # all parts have one
        if (part, name) not in bad and name not in known:
            known.add(name)
            yield one
